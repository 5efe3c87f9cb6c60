//! Many notifications at once: a subscriber that takes them as they come loses none.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failed expectation is what a test is for"
)]

use plex_api::{ActivityEvent, TransportChoice};
use plex_api_tests::{brisk, server};

#[tokio::test]
async fn a_watcher_on_a_single_threaded_runtime_loses_no_event_in_a_burst() {
    let sim = server().await;
    sim.activity("media.download").uuid("a").start();
    let plex = brisk(&sim, TransportChoice::Auto);
    let mut watcher = plex.activities().watch();
    watcher.synced().await.unwrap();
    // The watcher takes no event meanwhile, so that all of them are there at once; they are several times
    // as many as a watcher can keep.
    for number in 0..8_000 {
        sim.progress("a", number % 100, "");
    }
    sim.end("a");
    let mut updates = 0;
    loop {
        match watcher.next().await.unwrap().unwrap() {
            ActivityEvent::Updated { .. } => updates += 1,
            ActivityEvent::Ended { .. } => break,
            ActivityEvent::Lagged { missed, .. } => panic!("{missed} events were missed"),
            _ => {}
        }
    }
    assert!(updates >= 8_000, "{updates} updates");
    sim.shutdown().await;
}
