//! Real servers' habits: every form of answer becomes the right value or the right error.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use plex_api::{Activity, ActivityId, ActivityList, Error, ErrorKind, RetryPolicy, Unreadable};
use plex_api_tests::{builder, client, server};
use plex_sim::{Body, StubResponse, recorded_bodies};

async fn list(canned: StubResponse) -> Result<Vec<Activity>, Error> {
    let sim = server().await;
    sim.answer("GET", "/activities", canned);
    let answer = builder(&sim)
        .retries(RetryPolicy::none())
        .build()
        .unwrap()
        .activities()
        .list()
        .await;
    sim.shutdown().await;
    answer
}

async fn detailed(canned: StubResponse) -> ActivityList {
    let sim = server().await;
    sim.answer("GET", "/activities", canned);
    let list = client(&sim).activities().list_detailed().await.unwrap();
    sim.shutdown().await;
    list
}

fn container(activity: &str) -> StubResponse {
    StubResponse::json(
        200,
        format!(r#"{{"MediaContainer":{{"size":1,"Activity":{activity}}}}}"#),
    )
}

async fn one(fields: &str) -> Activity {
    let mut list = list(container(&format!(r#"[{{"uuid":"a"{fields}}}]"#)))
        .await
        .unwrap();
    assert_eq!(list.len(), 1, "{fields}");
    list.remove(0)
}

#[tokio::test]
async fn a_running_scan_decodes_equally_from_json_and_xml() {
    for name in [
        "constructed-http-activities-one-scan.json",
        "http-activities-one-scan.xml",
    ] {
        let list = list(StubResponse::recorded(
            recorded_bodies::by_name(name).unwrap(),
        ))
        .await
        .unwrap();
        let [scan] = &list[..] else {
            panic!("{name}: {list:?}")
        };
        assert_eq!(*scan.id(), "c3f190e4-eabb-4b3d-8811-b7c1f183560e", "{name}");
        assert_eq!(scan.kind(), "library.update.section");
        assert_eq!(scan.title(), "Scanning Photos");
        assert_eq!(scan.subtitle(), "Album One");
        assert_eq!(scan.progress().percent(), Some(30.0));
        assert_eq!(scan.user_id.unwrap(), 1);
        assert!(!scan.is_cancellable());
        assert_eq!(scan.library_section_id().unwrap(), "1");
        assert!(scan.extra.is_empty(), "{name}: {:?}", scan.extra);
    }
}

#[tokio::test]
async fn the_documented_xml_decodes_with_context_and_response() {
    let payload = recorded_bodies::by_name("documented-http-activities-epg-load.xml").unwrap();
    let list = list(StubResponse::recorded(payload)).await.unwrap();
    let [load] = &list[..] else {
        panic!("{list:?}")
    };
    assert_eq!(load.kind(), "provider.epg.load");
    assert_eq!(load.context.as_ref().unwrap().get("name").unwrap(), "value");
    assert_eq!(load.response.as_ref().unwrap().value()["name"], "value");
}

#[tokio::test]
async fn every_form_of_an_empty_list_decodes_as_empty() {
    for canned in [
        StubResponse::recorded(
            recorded_bodies::by_name("constructed-http-activities-empty.json").unwrap(),
        ),
        StubResponse::recorded(
            recorded_bodies::by_name("constructed-http-activities-empty.xml").unwrap(),
        ),
        StubResponse::json(200, r#"{"MediaContainer":{"size":0,"Activity":null}}"#),
        StubResponse::json(200, r#"{"MediaContainer":{"size":0,"Activity":[]}}"#),
        StubResponse::json(200, r#"{"MediaContainer":{}}"#),
        StubResponse::json(200, "\u{feff}{\"MediaContainer\":{\"size\":\"0\"}}\n"),
        StubResponse::new(
            200,
            Body::Bytes(br#"{"MediaContainer":{"size":0}}"#.to_vec()),
        )
        .content_type("text/plain"),
        StubResponse::new(
            200,
            Body::Bytes(br#"{"MediaContainer":{"size":0}}"#.to_vec()),
        )
        .content_type("text/html"),
    ] {
        let shown = format!("{canned:?}");
        assert_eq!(list(canned).await.unwrap(), [], "{shown}");
    }
}

#[tokio::test]
async fn a_single_object_is_a_list_of_one() {
    let list = list(container(r#"{"uuid":"a","type":"butler"}"#))
        .await
        .unwrap();
    assert_eq!(list.len(), 1);
    assert_eq!(list[0].kind(), "butler");
}

#[tokio::test]
async fn unknown_fields_and_types_are_kept() {
    let activity = one(r#","type":"brand.new","speed":{"files":7},"Context":{"newKey":"x"}"#).await;
    assert_eq!(activity.kind(), "brand.new");
    assert_eq!(activity.extra["speed"]["files"], 7);
    assert_eq!(
        activity.context.as_ref().unwrap().get("newKey").unwrap(),
        "x"
    );
    let again = serde_json::to_value(&activity).unwrap();
    assert_eq!(again["speed"]["files"], 7);
    assert_eq!(again["Context"]["newKey"], "x");
}

#[tokio::test]
async fn an_activity_decodes_whatever_its_progress_is() {
    for (json, percent) in [
        ("41", Some(41.0)),
        ("41.5", Some(41.5)),
        (r#""41""#, Some(41.0)),
        ("-1", None),
        ("250", None),
        ("null", None),
        (r#""soon""#, None),
        ("[]", None),
    ] {
        let activity = one(&format!(r#","progress":{json}"#)).await;
        assert_eq!(activity.progress().percent(), percent, "{json}");
    }
    assert!(one("").await.progress().is_indeterminate());
}

#[tokio::test]
async fn booleans_numbers_and_strings_decode_from_every_json_type() {
    for (json, expected) in [
        ("true", true),
        ("1", true),
        (r#""1""#, true),
        ("0", false),
        ("null", false),
    ] {
        assert_eq!(
            one(&format!(r#","cancellable":{json}"#))
                .await
                .is_cancellable(),
            expected,
            "{json}"
        );
    }
    assert_eq!(one(r#","userID":"7""#).await.user_id.unwrap(), 7);
    assert_eq!(
        one(r#","title":null,"subtitle":null,"type":null"#)
            .await
            .title(),
        ""
    );
    assert_eq!(one(r#","title":1984"#).await.title(), "1984");
}

#[tokio::test]
async fn a_context_that_is_not_an_object_is_kept_and_has_no_keys() {
    for json in ["null", r#""none""#, "7", "[]", "false"] {
        let activity = one(&format!(r#","Context":{json}"#)).await;
        assert_eq!(activity.library_section_id(), None, "{json}");
    }
}

#[tokio::test]
async fn ids_that_are_not_uuids_are_accepted() {
    let list = list(container(
        r#"[{"uuid":"7251fc2d"},{"uuid":"45463242-929b-1234-8e6b-4355dhe534"},{"uuid":42}]"#,
    ))
    .await
    .unwrap();
    let ids: Vec<&str> = list.iter().map(|activity| activity.id().as_str()).collect();
    assert_eq!(
        ids,
        ["7251fc2d", "45463242-929b-1234-8e6b-4355dhe534", "42"]
    );
}

#[tokio::test]
async fn one_unreadable_activity_does_not_lose_the_others() {
    let sim = server().await;
    sim.answer(
        "GET",
        "/activities",
        container(
            r#"[{"uuid":"a"},{"title":"no uuid"},{"uuid":"b","title":{"odd":1}},7,{"uuid":"c"}]"#,
        ),
    );
    let plex = client(&sim);
    let ids = |list: &[Activity]| {
        list.iter()
            .map(|one| one.id().to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&plex.activities().list().await.unwrap()), ["a", "c"]);

    let detailed = plex.activities().list_detailed().await.unwrap();
    assert_eq!(ids(&detailed.activities), ["a", "c"]);
    let [no_uuid, odd, number] = &detailed.unreadable[..] else {
        panic!("{detailed:?}")
    };
    assert_eq!(
        (no_uuid.id(), &no_uuid.raw()["title"]),
        (None, &"no uuid".into())
    );
    assert!(no_uuid.reason().contains("uuid"), "{}", no_uuid.reason());
    assert_eq!(odd.id(), Some(ActivityId::new("b").unwrap()));
    assert_eq!(number.raw(), 7);

    // It runs, and nobody can say more: that is not "not found".
    let error = plex
        .activities()
        .get(&ActivityId::new("b").unwrap())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    assert!(
        plex.activities()
            .get(&ActivityId::new("c").unwrap())
            .await
            .unwrap()
            .is_some()
    );
    // It may be one of the entries without a uuid.
    let error = plex
        .activities()
        .get(&ActivityId::new("d").unwrap())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    assert!(error.to_string().contains("d may run"), "{error}");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_size_that_is_not_the_length_of_the_list_changes_nothing() {
    let sim = server().await;
    let three = r#"{"MediaContainer":{"size":"3","Activity":[{"uuid":"a"}]}}"#;
    sim.answer("GET", "/activities", StubResponse::json(200, three));
    let plex = client(&sim);
    let list = plex.activities().list_detailed().await.unwrap();
    assert_eq!((list.activities.len(), list.left_out), (1, 0));
    let missing = ActivityId::new("b").unwrap();
    assert_eq!(plex.activities().get(&missing).await.unwrap(), None);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn an_answer_that_is_not_from_a_plex_server_is_not_plex() {
    for canned in [
        StubResponse::html(200, "<!DOCTYPE html><html><title>Sign in</title></html>"),
        StubResponse::json(200, "<html><body>Sign in</body></html>"),
        StubResponse::json(200, r#"{"status":"ok"}"#),
        StubResponse::json(200, "[]"),
        StubResponse::json(200, "null"),
        StubResponse::json(200, ""),
        StubResponse::empty(204),
        StubResponse::new(200, Body::Bytes(b"OK".to_vec())).content_type("text/plain"),
        StubResponse::xml(200, "<rss version='2.0'/>"),
    ] {
        let shown = format!("{canned:?}");
        let error = list(canned).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotPlex, "{shown}: {error}");
        assert!(error.to_string().contains("Check the URL"), "{error}");
    }
}

#[tokio::test]
async fn an_unreadable_container_is_a_decode_error_with_an_excerpt() {
    for (canned, part) in [
        (
            StubResponse::json(200, r#"{"MediaContainer":{"size":1,"Activity":[{"uuid":"#),
            "cut off",
        ),
        (
            StubResponse::json(200, r#"{"MediaContainer":{"size":1,"Activity":7}}"#),
            "MediaContainer.Activity: expected a list",
        ),
        // Settings, sessions and sections come in the same envelope: they are no empty list.
        (
            StubResponse::json(200, r#"{"MediaContainer":{"size":2,"Setting":[{},{}]}}"#),
            "MediaContainer.Activity: expected the 2 entries of `size`, got nothing",
        ),
        (
            StubResponse::xml(
                200,
                "<MediaContainer size='1'><Video key='/a'/></MediaContainer>",
            ),
            "MediaContainer.Activity: expected the 1 entries of `size`, got nothing",
        ),
        (
            StubResponse::json(200, r#"{"MediaContainer":7}"#),
            "MediaContainer: expected an object, got the number `7`",
        ),
        (
            StubResponse::json(200, r#"{"MediaContainer":{"size":[]}}"#),
            "MediaContainer.size: expected a whole number, got an array",
        ),
        // Settings, sessions and sections come in the same envelope: they are no empty list.
        (
            StubResponse::json(200, r#"{"MediaContainer":{"size":2,"Setting":[{},{}]}}"#),
            "MediaContainer.Activity: expected the 2 entries of `size`, got nothing",
        ),
        (
            StubResponse::xml(
                200,
                "<MediaContainer size='1'><Video key='/a'/></MediaContainer>",
            ),
            "MediaContainer.Activity: expected the 1 entries of `size`, got nothing",
        ),
        (
            StubResponse::json(200, r#"{"MediaContainer":7}"#),
            "MediaContainer: expected an object, got the number `7`",
        ),
        (
            StubResponse::xml(200, "<MediaContainer size='1'><Activity uuid='a'"),
            "broken XML",
        ),
    ] {
        let error = list(canned).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert_eq!(error.status(), Some(200));
        assert!(error.to_string().contains(part), "{error}");
    }
}

#[tokio::test]
async fn an_unreadable_entry_names_the_field() {
    let body = r#"{"MediaContainer":{"Activity":[{"uuid":"a"},
        {"uuid":"b","cancellable":{"of":"course"}},{"title":"c"}]}}"#;
    let list = detailed(StubResponse::json(200, body)).await;
    let reasons: Vec<&str> = list.unreadable.iter().map(Unreadable::reason).collect();
    assert_eq!(
        reasons,
        [
            "MediaContainer.Activity[1].cancellable: expected a boolean, got an object",
            "MediaContainer.Activity[2]: missing field `uuid`",
        ]
    );
}

#[tokio::test]
async fn a_byte_that_is_not_utf8_costs_a_character() {
    let body = b"{\"MediaContainer\":{\"Activity\":[{\"uuid\":\"a\",\"title\":\"L\xe9on\"},
        {\"uuid\":\"b\xff\"}]}}";
    let list = detailed(StubResponse::new(200, Body::Bytes(body.to_vec()))).await;
    let [activity] = list.activities.as_slice() else {
        panic!("{list:?}")
    };
    assert_eq!(activity.title(), "L\u{fffd}on");
    // No activity runs that could be asked for by that name.
    assert_eq!(list.unreadable.len(), 1);
    assert_eq!(list.unreadable[0].id(), None);
}

#[tokio::test]
async fn every_form_of_401_is_unauthorized() {
    for canned in [
        StubResponse::recorded(recorded_bodies::by_name("http-401-unauthorized.html").unwrap())
            .status(401),
        StubResponse::recorded(
            recorded_bodies::by_name("documented-http-401-errors.json").unwrap(),
        )
        .status(401),
        StubResponse::xml(
            401,
            r#"<errors><error code="1001" message="User could not be authenticated"/></errors>"#,
        ),
        StubResponse::empty(401),
    ] {
        let error = list(canned).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unauthorized);
        assert_eq!(error.status(), Some(401));
        assert!(error.to_string().contains("Check the token"), "{error}");
    }
    let json = StubResponse::recorded(
        recorded_bodies::by_name("documented-http-401-errors.json").unwrap(),
    )
    .status(401);
    let error = list(json).await.unwrap_err();
    assert_eq!(error.server_errors()[0].code.unwrap(), 1001);
    assert!(
        error
            .to_string()
            .contains("User could not be authenticated"),
        "{error}"
    );
}

#[tokio::test]
async fn maintenance_is_server_busy_with_the_servers_message() {
    let sentence = "Plex Media Server is currently running database migrations.";
    let payload = recorded_bodies::by_name("http-503-maintenance.xml").unwrap();
    for canned in [
        StubResponse::recorded(payload).status(503),
        StubResponse::recorded(payload).status(200),
        StubResponse::json(
            503,
            format!(r#"{{"Response":{{"code":503,"title":"Maintenance","status":"{sentence}"}}}}"#),
        ),
    ] {
        let error = list(canned).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ServerBusy, "{error}");
        assert_eq!(error.status(), Some(503));
        assert!(error.to_string().contains(sentence), "{error}");
    }
}

#[tokio::test]
async fn an_idle_server_still_lists_its_butler_activity() {
    let payload =
        recorded_bodies::by_name("constructed-http-activities-idle-with-butler.json").unwrap();
    let list = list(StubResponse::recorded(payload)).await.unwrap();
    assert_eq!(list[0].kind(), "butler");
    assert_eq!(list[0].progress().percent(), Some(100.0));
}

#[tokio::test]
async fn the_identity_distinguishes_a_plex_server_from_others() {
    let sim = server().await;
    let plex = client(&sim);
    let identity = plex.identity().await.unwrap();
    assert_eq!(
        identity.machine_identifier.as_str(),
        sim.machine_identifier()
    );

    sim.answer(
        "GET",
        "/identity",
        StubResponse::xml(
            200,
            r#"<MediaContainer size="0" claimed="1" machineIdentifier="m" version="1.43"/>"#,
        ),
    );
    let identity = plex.identity().await.unwrap();
    assert_eq!(
        (
            identity.machine_identifier.as_str(),
            identity.claimed.unwrap().get()
        ),
        ("m", true)
    );

    sim.answer(
        "GET",
        "/identity",
        StubResponse::json(200, r#"{"MediaContainer":{"size":0}}"#),
    );
    assert_eq!(
        plex.identity().await.unwrap_err().kind(),
        ErrorKind::NotPlex
    );
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn library_sections_decode_from_json_and_xml() {
    let sim = server().await;
    let plex = client(&sim);
    let titles = |sections: &[plex_api::LibrarySection]| {
        sections
            .iter()
            .map(|section| format!("{} {}", section.id(), section.title()))
            .collect::<Vec<_>>()
    };
    let sections = plex.library().sections().await.unwrap();
    assert_eq!(titles(&sections)[0], "1 Movies");
    assert_eq!(sections[0].kind(), "movie");

    sim.answer("GET", "/library/sections", StubResponse::xml(200, r#"<MediaContainer size="2">
        <Directory key="3" type="show" title="TV" refreshing="1" scannedAt="1700000000"><Location id="1" path="/tv"/></Directory>
        <Directory title="no key"/></MediaContainer>"#));
    let sections = plex.library().sections().await.unwrap();
    assert_eq!(titles(&sections), ["3 TV"]);
    assert!(sections[0].refreshing.unwrap().get());
    assert_eq!(sections[0].scanned_at.unwrap(), 1_700_000_000);
    let locations = sections[0].location.as_ref().unwrap().readable();
    assert_eq!(locations[0].path.as_deref(), Some("/tv"));
    sim.finish().await.unwrap();
}
