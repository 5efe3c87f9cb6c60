//! Lists of activities that are too long, too odd, too deep.

use std::time::{Duration, Instant};

use plex_api::limits::{MAX_ACTIVITIES, MAX_UNREADABLE};
use plex_api::{ActivityEvent, ActivityList, Error, ErrorKind, RetryPolicy, TransportChoice};
use plex_api_tests::{brisk, builder, client, id, server};
use plex_sim::{Body, StubResponse};

fn container(list: &str) -> String {
    format!(r#"{{"MediaContainer":{{"size":1,"Activity":{list}}}}}"#)
}

async fn answered(canned: StubResponse) -> Result<ActivityList, Error> {
    let sim = server().await;
    sim.answer("GET", "/activities", canned);
    let plex = builder(&sim).retries(RetryPolicy::none()).build().unwrap();
    let begun = Instant::now();
    let list = plex.activities().list_detailed().await;
    assert!(
        begun.elapsed() < Duration::from_secs(30),
        "{:?}",
        begun.elapsed()
    );
    sim.finish().await.unwrap();
    list
}

async fn listed(list: &str) -> Result<ActivityList, Error> {
    answered(StubResponse::json(200, container(list))).await
}

#[tokio::test]
async fn only_some_unreadable_entries_are_kept_and_the_rest_are_counted() {
    let odd = r#"{"title":1},"#;
    let count = 8 * 1024 * 1024 / odd.len() - 100;
    let list = listed(&format!(r#"[{}{{"uuid":"last"}}]"#, odd.repeat(count)))
        .await
        .unwrap();
    assert_eq!(list.unreadable.len(), MAX_UNREADABLE);
    assert_eq!(list.unreadable[0].raw()["title"], 1);
    let kept = list.unreadable.len() + list.activities.len();
    assert_eq!(kept + list.left_out, count + 1);
}

#[tokio::test]
async fn activities_beyond_the_limit_of_a_list_are_counted() {
    let all: Vec<String> = (0..MAX_ACTIVITIES + 50)
        .map(|n| format!(r#"{{"uuid":"a{n}"}}"#))
        .collect();
    let list = listed(&format!("[{}]", all.join(","))).await.unwrap();
    assert_eq!(list.activities.len(), MAX_ACTIVITIES);
    assert_eq!(list.left_out, 50);
}

#[tokio::test]
async fn a_truncated_list_ends_no_activity() {
    let sim = server().await;
    sim.activity("media.download").uuid("runs").start();
    let plex = brisk(&sim, TransportChoice::Auto);
    let mut events = plex.activities().watch();
    events.synced().await.unwrap();
    // The activity that runs is beyond the limit on entries: first without a uuid, then with it.
    let all: Vec<String> = (0..MAX_ACTIVITIES)
        .map(|n| format!(r#"{{"uuid":"a{n}"}}"#))
        .collect();
    for beyond in [r#"{"title":"no uuid"}"#, r#"{"uuid":"runs"}"#] {
        let list = container(&format!("[{},{beyond}]", all.join(",")));
        sim.answer("GET", "/activities", StubResponse::json(200, list));
        loop {
            match events.next().await.unwrap().unwrap() {
                ActivityEvent::Ended { activity, .. } => panic!("{}", activity.id()),
                // The first list proves nothing, and the client reports that. The second one can be used.
                ActivityEvent::ListsFailing { .. } if !beyond.contains("runs") => break,
                ActivityEvent::ListsRecovered if beyond.contains("runs") => break,
                _ => {}
            }
        }
    }
    sim.shutdown().await;
}

#[tokio::test]
async fn an_oversized_or_deep_entry_does_not_lose_the_others() {
    for odd in [
        format!(
            r#"{{"uuid":"odd","x":{}{}}}"#,
            "[".repeat(500),
            "]".repeat(500)
        ),
        format!(
            r#"{{"uuid":"odd","title":"{}"}}"#,
            "x".repeat(7 * 1024 * 1024)
        ),
        format!(
            r#"{{"uuid":"odd","x":[{}0]}}"#,
            r#"{"":0},"#.repeat(1_000_000)
        ),
        format!(
            r#"{{"uuid":"odd","x":{}{}}}"#,
            "[".repeat(3_000_000),
            "]".repeat(3_000_000)
        ),
        r#"{"uuid":"odd","progress":1e999}"#.to_owned(),
    ] {
        let list = listed(&format!(r#"[{{"uuid":"good"}},{odd}]"#))
            .await
            .unwrap();
        assert_eq!(list.activities.len(), 1, "{odd:.40}");
        let [entry] = &list.unreadable[..] else {
            panic!("{odd:.40}: {:?}", list.unreadable.len())
        };
        assert_eq!(entry.id(), Some(id("odd")), "{odd:.40}");
        assert!(entry.reason().len() <= 200, "{}", entry.reason());
        assert!(entry.raw().to_string().len() <= 500, "{odd:.40}");
    }
}

#[tokio::test]
async fn a_document_too_large_beside_its_list_is_refused() {
    let bomb = r#"{"":0},"#.repeat(100_000);
    for body in [
        format!(r#"{{"MediaContainer":{{"size":0,"x":[{bomb}0]}}}}"#),
        format!(r#"{{"MediaContainer":{{"Directory":[{bomb}0]}}}}"#),
    ] {
        let error = answered(StubResponse::json(200, body)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooLarge, "{error}");
    }
    let nested = |depth: usize| {
        let inside = depth - 2;
        let (begin, end) = ("[".repeat(inside), "]".repeat(inside));
        StubResponse::json(200, format!(r#"{{"MediaContainer":{{"x":{begin}{end}}}}}"#))
    };
    answered(nested(127)).await.unwrap();
    let error = answered(nested(128)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    assert!(error.to_string().len() < 2_000, "{error}");
}

#[tokio::test]
async fn xml_entities_nesting_and_attributes_are_bounded() {
    let laughs = r#"<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">
        <!ENTITY c "&b;&b;&b;&b;">]><MediaContainer title="&c;"/>"#;
    let few = |count: usize| -> String { (0..count).map(|n| format!("a{n}='' ")).collect() };
    let attributes = few(500_000);
    // As deep and as full as it may be.
    let fits = format!(
        "<MediaContainer {}>{}{}</MediaContainer>",
        few(256),
        "<a>".repeat(59),
        "</a>".repeat(59)
    );
    answered(StubResponse::xml(200, fits)).await.unwrap();
    for (what, body) in [
        ("entities", laughs.to_owned()),
        (
            "unknown entity",
            r#"<MediaContainer title="&c;"/>"#.to_owned(),
        ),
        (
            "depth",
            format!("<MediaContainer>{}", "<a>".repeat(1_000_000)),
        ),
        (
            "depth, all closed",
            format!(
                "<MediaContainer>{}{}</MediaContainer>",
                "<a>".repeat(60),
                "</a>".repeat(60)
            ),
        ),
        ("attributes", format!("<MediaContainer {attributes}/>")),
        (
            "a few attributes too many",
            format!("<MediaContainer {}/>", few(257)),
        ),
        (
            "elements",
            format!(
                "<MediaContainer>{}</MediaContainer>",
                r#"<A b=""/>"#.repeat(500_000)
            ),
        ),
    ] {
        let error = answered(StubResponse::xml(200, body)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{what}: {error}");
        assert!(error.to_string().len() < 1_000, "{what}");
    }
}

#[tokio::test]
async fn invalid_uuids_are_refused_and_name_no_other_path() {
    let list = listed(&format!(
        r#"[{{"uuid":".."}},{{"uuid":""}},{{"uuid":"\u001b[2J"}},{{"uuid":"a\u0000b"}},
            {{"uuid":"{}"}},{{"uuid":"../identity"}},{{"uuid":"a/b?c#d%2e"}}]"#,
        "x".repeat(1024 * 1024)
    ))
    .await
    .unwrap();
    let ids: Vec<&str> = list
        .activities
        .iter()
        .map(|one| one.id().as_str())
        .collect();
    assert_eq!(ids, ["../identity", "a/b?c#d%2e"]);
    assert_eq!(list.unreadable.len(), 5);
    assert!(list.unreadable.iter().all(|entry| entry.id().is_none()));

    let sim = server().await;
    for id in list.activities.iter().map(plex_api::Activity::id) {
        client(&sim).activities().cancel(id).await.unwrap_err();
    }
    let cancels: Vec<String> = sim
        .requests()
        .iter()
        .filter(|request| request.method == "DELETE")
        .map(|request| request.path.clone())
        .collect();
    assert_eq!(cancels.len(), 2);
    assert!(
        cancels.iter().all(|path| path.starts_with("/activities/")),
        "{cancels:?}"
    );
    sim.shutdown().await;
}

#[tokio::test]
async fn an_invalid_progress_is_no_progress() {
    let list = listed(
        r#"[{"uuid":"a","progress":1e308},{"uuid":"b","progress":-1e308},
            {"uuid":"c","progress":"NaN"},{"uuid":"d","progress":"inf"}]"#,
    )
    .await
    .unwrap();
    assert_eq!(list.activities.len(), 4);
    for activity in &list.activities {
        assert_eq!(activity.progress().percent(), None, "{}", activity.id());
    }
    // That is no JSON, and so no list.
    let error = listed(r#"[{"uuid":"a","progress":NaN}]"#)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
}

#[tokio::test]
async fn an_endless_body_of_a_list_is_ended() {
    let endless = Body::endless(r#"{"uuid":"a"},"#.repeat(1_000));
    let error = answered(StubResponse::new(200, endless)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge, "{error}");
}
