//! Cancelling: done, not found, not cancellable, and the real meaning of a 404.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::time::Duration;

use plex_api::{ErrorKind, OperationId, RetryPolicy};
use plex_api_tests::{builder, client, id, server};
use plex_sim::StubResponse;

#[tokio::test]
async fn a_cancellable_activity_is_cancelled() {
    let sim = server().await;
    let uuid = sim
        .activity("media.download")
        .title("Downloading")
        .cancellable(true)
        .forever()
        .start();
    client(&sim).activities().cancel(&id(&uuid)).await.unwrap();
    sim.wait_ended(&uuid).await.unwrap();
    assert!(sim.running().is_empty());
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn cancelling_a_finished_activity_is_not_found_after_one_list() {
    let sim = server().await;
    let error = client(&sim)
        .activities()
        .cancel(&id("gone"))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(
        error.operation(),
        Some(OperationId::CancelServerActivities.as_str())
    );
    assert!(
        error.to_string().contains("no activity gone is running"),
        "{error}"
    );
    assert!(!error.may_have_been_sent());
    assert_eq!(sim.requests_of("GET", "/activities").len(), 1);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_404_of_another_cause_is_not_a_missing_activity() {
    let sim = server().await;
    sim.answer(
        "*",
        "/activities*",
        StubResponse::html(404, "<html>nginx</html>"),
    );
    let error = client(&sim)
        .activities()
        .cancel(&id("a"))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotPlex, "{error}");

    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_404_followed_by_a_failing_list_is_the_error_of_the_list() {
    for (status, kind) in [
        (401, ErrorKind::Unauthorized),
        (403, ErrorKind::Forbidden),
        (429, ErrorKind::RateLimited),
        (500, ErrorKind::Server),
        (503, ErrorKind::ServerBusy),
    ] {
        let sim = server().await;
        let list = StubResponse::html(status, "").header("Retry-After", "7");
        sim.answer("DELETE", "/activities/*", StubResponse::html(404, "nginx"));
        sim.answer("GET", "/activities", list);
        let plex = builder(&sim).retries(RetryPolicy::none()).build().unwrap();
        let error = plex.activities().cancel(&id("a")).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert_eq!(error.status(), Some(status));
        assert_eq!(
            error.operation(),
            Some(OperationId::CancelServerActivities.as_str())
        );
        assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
        assert!(error.may_have_been_sent() && error.to_string().contains("404"));
        sim.finish().await.unwrap();
    }
}

#[tokio::test]
async fn a_404_for_a_listed_activity_is_a_server_error() {
    let sim = server().await;
    let uuid = sim
        .activity("media.download")
        .cancellable(true)
        .forever()
        .start();
    sim.answer("DELETE", "/activities/*", StubResponse::html(404, ""));
    let error = client(&sim)
        .activities()
        .cancel(&id(&uuid))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server, "{error}");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn the_error_for_an_uncancellable_scan_names_the_call_that_stops_it() {
    let sim = server().await;
    let uuid = sim
        .activity("library.update.section")
        .section("3")
        .cancellable(false)
        .forever()
        .start();
    let error = client(&sim)
        .activities()
        .cancel(&id(&uuid))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotCancellable);
    assert_eq!(error.status(), Some(400));
    assert!(
        error.to_string().contains("/library/sections/3/refresh"),
        "{error}"
    );
    assert_eq!(sim.running().len(), 1, "it goes on");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_404_on_the_second_attempt_means_that_the_first_worked() {
    let sim = server().await;
    // Newest answers win: first one answer is lost behind a proxy, then the activity is gone.
    sim.answer(
        "DELETE",
        "/activities/*",
        StubResponse::html(404, "<html>404</html>"),
    );
    sim.answer(
        "DELETE",
        "/activities/*",
        StubResponse::html(502, "<html>bad gateway</html>").times(1),
    );
    client(&sim).activities().cancel(&id("a")).await.unwrap();
    assert_eq!(sim.requests_of("DELETE", "/activities/a").len(), 2);
    assert_eq!(sim.requests_of("GET", "/activities").len(), 1);

    // A busy server did nothing, so the 404 that follows is true.
    sim.answer(
        "DELETE",
        "/activities/*",
        StubResponse::html(503, "<html>busy</html>").times(1),
    );
    let error = client(&sim)
        .activities()
        .cancel(&id("b"))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");

    // And a proxy's 404 is no success, after any earlier answer.
    sim.answer(
        "*",
        "/activities*",
        StubResponse::html(404, "<html>404</html>"),
    );
    sim.answer(
        "DELETE",
        "/activities/*",
        StubResponse::html(502, "<html>bad gateway</html>").times(1),
    );
    let error = client(&sim)
        .activities()
        .cancel(&id("c"))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotPlex, "{error}");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_sign_in_page_with_status_200_is_not_a_success() {
    let sim = server().await;
    sim.answer(
        "DELETE",
        "/activities/*",
        StubResponse::html(200, "<html><title>Sign in</title></html>"),
    );
    let error = client(&sim)
        .activities()
        .cancel(&id("a"))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotPlex, "{error}");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn any_success_without_a_body_is_a_success() {
    for status in [200, 202, 204] {
        let sim = server().await;
        sim.answer("DELETE", "/activities/*", StubResponse::empty(status));
        client(&sim).activities().cancel(&id("a")).await.unwrap();
        sim.finish().await.unwrap();
    }
}
