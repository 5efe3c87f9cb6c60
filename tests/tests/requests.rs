//! Requests on the wire: paths, headers, and the place of the token.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::time::Duration;

use plex_api::{ActivityId, ClientIdentity, ErrorKind, OperationId, Plex, Token};
use plex_api_tests::{SECRET, builder, client, server};
use plex_sim::{PlexSim, StubResponse};

#[tokio::test]
async fn a_list_requests_json_with_identity_and_token_only_in_headers() {
    let sim = server().await;
    client(&sim).activities().list().await.unwrap();

    let [request] = &sim.requests_of("GET", "/activities")[..] else {
        panic!("{:?}", sim.requests());
    };
    assert_eq!(request.target, "/activities");
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(request.header("x-plex-token"), Some(SECRET));
    assert_eq!(request.header("x-plex-client-identifier"), Some("tests"));
    assert_eq!(request.header("x-plex-product"), Some("plex-api-tests"));
    assert_eq!(request.header("x-plex-version"), Some("1"));
    assert_eq!(
        request.header("api-version"),
        None,
        "the document's version is nobody's business"
    );
    assert_eq!(request.header("referer"), None);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_server_behind_a_prefix_is_reached_with_and_without_a_slash() {
    let sim = PlexSim::builder()
        .token(SECRET)
        .prefix("/plex")
        .start()
        .await
        .unwrap();
    for url in [
        sim.url(),
        format!("{}/", sim.url()),
        format!("{}///", sim.url()),
    ] {
        let plex = Plex::builder(url)
            .token(Token::new(SECRET).unwrap())
            .build()
            .unwrap();
        assert_eq!(plex.server_url(), sim.url());
        assert!(plex.activities().list().await.unwrap().is_empty());
    }
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn an_id_is_one_path_segment_whatever_is_in_it() {
    let sim = server().await;
    let plex = client(&sim);
    for id in ["a/b", "a b?c#d", "%2e%2e", "...", "ü"] {
        let id = ActivityId::new(id).unwrap();
        let error = plex.activities().cancel(&id).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    }
    let targets: Vec<String> = sim
        .requests_of("DELETE", "*")
        .into_iter()
        .map(|request| request.target)
        .collect();
    assert_eq!(
        targets,
        [
            "/activities/a%2Fb",
            "/activities/a%20b%3Fc%23d",
            "/activities/%252e%252e",
            "/activities/...",
            "/activities/%C3%BC"
        ]
    );
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn the_raw_client_also_refuses_ids_that_name_another_path() {
    let sim = server().await;
    let plex = client(&sim);
    for id in ["", ".", ".."] {
        assert!(ActivityId::new(id).is_err());
        let request = plex
            .raw()
            .cancel_server_activities()
            .activity_uuid(id.to_owned());
        let error = plex
            .explain(
                OperationId::CancelServerActivities,
                request.send().await.unwrap_err(),
            )
            .await;
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
    }
    assert!(sim.requests().is_empty(), "nothing was sent");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn no_parameter_reaches_another_path() {
    let sim = server().await;
    let plex = client(&sim);
    for bad in ["", ".", ".."] {
        let errors = [
            plex.library().refresh(bad).await.map(drop),
            plex.library().refresh_path(bad, "/data").await.map(drop),
            plex.library().stop_refresh(bad).await,
            plex.library().empty_trash(bad).await.map(drop),
            plex.metadata().refresh(bad).await.map(drop),
            plex.metadata().analyze(bad).await.map(drop),
            plex.butler().start(bad).await.map(drop),
            plex.butler().stop(bad).await,
            plex.live_tv().reload_guide(bad).await.map(drop),
            plex.live_tv().scan_device(bad).await.map(drop),
            plex.live_tv().stop_reload(bad).await,
            plex.live_tv().cancel_recording(bad).await,
            plex.library().delete_section(bad).await.map(drop),
            plex.downloads().remove(bad, "1").await,
            plex.downloads().remove("1", bad).await,
        ];
        for error in errors {
            let error = error.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
        }
    }
    assert!(sim.requests().is_empty(), "{:?}", sim.requests());
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_maximal_duration_does_not_panic() {
    let sim = server().await;
    let plex = builder(&sim)
        .request_timeout(Duration::MAX)
        .build()
        .unwrap();
    plex.activities().list().await.unwrap();
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_folder_with_spaces_and_a_plus_is_encoded_unambiguously() {
    let sim = server().await;
    client(&sim)
        .raw()
        .refresh_section()
        .section_id("1")
        .path("/data/My Films + more")
        .force(1)
        .send()
        .await
        .unwrap();
    let request = sim
        .requests_of("GET", "/library/sections/1/refresh")
        .remove(0);
    assert!(
        request
            .target
            .contains("path=%2Fdata%2FMy%20Films%20%2B%20more"),
        "{}",
        request.target
    );
    assert!(request.target.contains("force=1"), "{}", request.target);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn connections_are_reused() {
    let sim = server().await;
    let plex = client(&sim);
    for _ in 0..5 {
        plex.activities().list().await.unwrap();
    }
    let mut connections: Vec<_> = sim
        .requests()
        .iter()
        .map(|request| request.connection)
        .collect();
    connections.dedup();
    assert_eq!(connections.len(), 1);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_redirect_within_the_server_is_followed_for_reads_only() {
    let sim = server().await;
    sim.answer(
        "GET",
        "/activities",
        StubResponse::redirect("/moved/activities"),
    );
    sim.answer(
        "GET",
        "/moved/activities",
        StubResponse::json(200, r#"{"MediaContainer":{"size":0}}"#),
    );
    assert!(client(&sim).activities().list().await.unwrap().is_empty());

    // A name and a password in the target would be a header of the server's making.
    let host = sim.addr();
    let with_user = format!("http://user:password@{host}/moved/activities");
    sim.answer("GET", "/activities", StubResponse::redirect(&with_user));
    assert!(client(&sim).activities().list().await.unwrap().is_empty());
    let last = sim.requests().pop().unwrap();
    assert_eq!(last.path, "/moved/activities");
    assert_eq!(last.header("authorization"), None);

    // A cancel that turned into a GET would not have cancelled; 307 keeps the method.
    let id = ActivityId::new("a").unwrap();
    for status in [301, 302, 303] {
        sim.answer(
            "DELETE",
            "/activities/*",
            StubResponse::redirect("/moved/activities").status(status),
        );
        let error = client(&sim).activities().cancel(&id).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Redirect, "{error}");
    }
    sim.answer(
        "DELETE",
        "/activities/*",
        StubResponse::redirect("/moved/a").status(307),
    );
    sim.answer("DELETE", "/moved/a", StubResponse::empty(200));
    client(&sim).activities().cancel(&id).await.unwrap();
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn an_endless_redirect_is_an_error() {
    let sim = server().await;
    sim.answer("GET", "/activities", StubResponse::redirect("/activities"));
    let error = client(&sim).activities().list().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert!(error.to_string().contains("more than 5 times"), "{error}");
    assert_eq!(sim.requests().len(), 6);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn the_token_never_follows_a_redirect_to_another_origin() {
    let sim = server().await;
    let elsewhere = PlexSim::start().await.unwrap();
    let port = elsewhere.addr().port();
    for (method, target) in [
        (
            "GET",
            format!("{}/activities?X-Plex-Token=theirs", elsewhere.url()),
        ),
        ("GET", format!("http://localhost:{port}/activities")),
        ("GET", format!("//127.0.0.1:{port}/activities")),
        ("GET", format!("http://user:{SECRET}@127.0.0.1:{port}/")),
        (
            "GET",
            format!("https://127.0.0.1:{}/activities", sim.addr().port()),
        ),
        ("DELETE", format!("{}/activities/a", elsewhere.url())),
    ] {
        sim.clear_answers();
        for status in [301, 302, 303, 307, 308] {
            let path = if method == "GET" {
                "/activities"
            } else {
                "/activities/*"
            };
            sim.answer(method, path, StubResponse::redirect(&target).status(status));
            let plex = client(&sim);
            let error = if method == "GET" {
                plex.activities().list().await.unwrap_err()
            } else {
                plex.activities()
                    .cancel(&ActivityId::new("a").unwrap())
                    .await
                    .unwrap_err()
            };
            assert_eq!(error.kind(), ErrorKind::Redirect, "{target}: {error}");
            let shown = format!("{error} {error:?}");
            assert!(
                !shown.contains(SECRET) && !shown.contains("theirs"),
                "{shown}"
            );
        }
    }
    assert!(
        elsewhere.requests().is_empty(),
        "{:?}",
        elsewhere.requests()
    );
    sim.finish().await.unwrap();
    elsewhere.finish().await.unwrap();
}

#[tokio::test]
async fn a_token_that_the_server_repeats_is_in_no_message() {
    let sim = server().await;
    for canned in [
        StubResponse::html(
            400,
            format!("<html><title>bad token {SECRET}</title></html>"),
        ),
        StubResponse::json(
            401,
            format!(r#"{{"errors":[{{"message":"no {SECRET}"}}]}}"#),
        ),
        StubResponse::html(
            200,
            format!("<html><title>sign in, {SECRET}</title></html>"),
        ),
        StubResponse::json(200, format!(r#"{{"MediaContainer":"{SECRET}"}}"#)),
        StubResponse::json(200, format!(r#"{{"MediaContainer":{{"Activity":"{SECRET}"#)),
        StubResponse::json(200, format!(r#"{{"token":"{SECRET}"}}"#)),
        StubResponse::xml(200, format!("<MediaContainer size='1'><{SECRET}")),
    ] {
        sim.clear_answers();
        sim.answer("GET", "/activities", canned);
        let error = client(&sim).activities().list().await.unwrap_err();
        let shown = format!("{error} {error:?} {error:#?} {:?}", error.server_errors());
        assert!(!shown.contains(SECRET), "{shown}");
    }
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn an_unclaimed_server_needs_no_token() {
    let sim = PlexSim::start().await.unwrap();
    let plex = Plex::builder(sim.url()).build().unwrap();
    assert!(plex.activities().list().await.unwrap().is_empty());
    assert_eq!(sim.requests()[0].header("x-plex-token"), None);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn the_default_identity_is_plex_api() {
    let sim = PlexSim::start().await.unwrap();
    Plex::builder(sim.url())
        .build()
        .unwrap()
        .identity()
        .await
        .unwrap();
    let request = sim.requests().remove(0);
    assert_eq!(request.header("x-plex-product"), Some("plex-api"));
    assert!(request.header("x-plex-client-identifier").is_some());
    let plex = Plex::builder(sim.url())
        .identity(
            ClientIdentity::new("tool", "2")
                .client_identifier("here")
                .device_name("Küche"),
        )
        .build()
        .unwrap();
    plex.identity().await.unwrap();
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_call_may_have_its_own_deadline() {
    let sim = server().await;
    sim.answer("GET", "/activities", StubResponse::hang());
    let plex = builder(&sim)
        .request_timeout(Duration::from_secs(3600))
        .build()
        .unwrap();
    let hurried = plex.with_request_timeout(Duration::from_millis(50));
    let error = hurried.activities().list().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(
        error.operation(),
        Some(OperationId::GetServerActivities.as_str())
    );
    assert!(error.to_string().contains("within 50ms"), "{error}");
    assert!(error.may_have_been_sent());
    sim.shutdown().await;
}
