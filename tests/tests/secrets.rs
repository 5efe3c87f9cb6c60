//! The token is in no log line, at any level, of our crates or of those underneath.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::io::Write;
use std::sync::{Arc, Mutex};

use plex_api::ActivityId;
use plex_api_tests::{SECRET, builder, server};
use plex_sim::{Body, Canned, PlexSim};

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_log_line_at_any_level_has_the_token() {
    let captured = Captured::default();
    let writer = captured.clone();
    // The process's logger: `log` records of the crates underneath arrive here too.
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .init();

    let sim = server().await;
    let elsewhere = PlexSim::start().await.unwrap();
    let plex = builder(&sim).build().unwrap();
    let id = ActivityId::new("a").unwrap();
    let trouble = [
        Canned::html(401, format!("<title>{SECRET}</title>")),
        Canned::html(503, ""),
        Canned::redirect(&format!("{}/?X-Plex-Token={SECRET}", elsewhere.url())),
        Canned::new(200, Body::Close),
        Canned::json(
            200,
            format!(r#"{{"MediaContainer":{{"Activity":[{{"uuid":{{"is":"{SECRET}"}}}}]}}}}"#),
        ),
    ];
    plex.activities().list().await.unwrap();
    plex.identity().await.unwrap();
    plex.library().sections().await.unwrap();
    plex.activities().cancel(&id).await.unwrap_err();
    for canned in trouble {
        sim.clear_answers();
        sim.answer("*", "*", canned);
        let _ = plex.activities().list().await;
        let _ = plex.activities().cancel(&id).await;
    }
    tracing::trace!("{plex:?}");
    sim.shutdown().await;
    elsewhere.shutdown().await;

    let log = String::from_utf8(captured.0.lock().unwrap().clone()).unwrap();
    assert!(
        log.contains("getServerActivities"),
        "our own lines are there: {log}"
    );
    assert!(
        log.contains("reqwest") || log.contains("hyper"),
        "and those underneath: {log}"
    );
    let told: Vec<&str> = log.lines().filter(|line| line.contains(SECRET)).collect();
    assert!(told.is_empty(), "{told:#?}");
}
