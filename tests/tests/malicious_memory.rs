//! The memory that a hostile server can make a client keep, measured as the highest total of its
//! allocator. The simulated server's own copy of its messages is a known part of it.
//!
//! All in one test: the allocator counts for the whole process.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a failed expectation is what a test is for, and it tells what it measured"
)]

use std::time::Duration;

use plex_api::{ActivityEvent, TransportChoice};
use plex_api_tests::{brisk_builder, brisk_policy, client, server};
use plex_sim::{Body, PlexSim, StubResponse, Transport};

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

const MIB: usize = 1024 * 1024;

/// The highest number of bytes held during `work`, beyond those held before.
async fn peak<T>(what: &str, work: impl Future<Output = T>) -> usize {
    let profiler = dhat::Profiler::builder().testing().build();
    let _ = work.await;
    let peak = dhat::HeapStats::get().max_bytes;
    drop(profiler);
    eprintln!("{what}: at most {} KiB", peak / 1024);
    peak
}

fn list_of(entries: &str) -> StubResponse {
    let body = format!(r#"{{"MediaContainer":{{"size":1,"Activity":[{entries}1]}}}}"#);
    StubResponse::json(200, body)
}

/// The largest answer that is read, filled with this.
fn filled(entry: &str) -> String {
    entry.repeat((8 * MIB - 100) / entry.len())
}

#[test]
fn memory_stays_bounded_whatever_a_server_sends() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let sim = server().await;
        // Values that are made once.
        client(&sim).activities().list().await.unwrap();
        lists(&sim).await;
        errors(&sim).await;
        streams().await;
        activities().await;
        sim.shutdown().await;
    });
}

/// A body of 8 MiB is copied a few times on its way: by the server, by the client as it comes in
/// and as it is read.
async fn lists(sim: &PlexSim) {
    for (what, entry) in [
        ("a list of odd entries", r#"{"title":1},"#),
        ("a list of empty entries", "{},"),
        ("a list of numbers", "0,"),
        ("a list of bare activities", r#"{"uuid":"a"},"#),
        (
            "a list of full activities",
            r#"{"uuid":"a","x":[{"":{"":{"":0}}},{"":{"":{"":0}}}]},"#,
        ),
        (
            "a list of activities full of unknown fields",
            &format!(r#"{{"uuid":"a","x":[{}0]}},"#, r#"{"":0},"#.repeat(280)),
        ),
        (
            "a list of activities with large contexts",
            &format!(
                r#"{{"uuid":"a","Context":{{"x":[{0}0]}},"Response":[{0}0]}},"#,
                r#"{"":0},"#.repeat(140)
            ),
        ),
        (
            "a list of huge odd entries",
            &format!("{{{}\"\":0}},", r#""x":{"":0},"#.repeat(100_000)),
        ),
    ] {
        sim.answer("GET", "/activities", list_of(&filled(entry)));
        let plex = client(sim);
        let held = peak(what, plex.activities().list_detailed()).await;
        assert!(held < 110 * MIB, "{what}: {held}");
    }
    let bomb = format!(
        r#"{{"MediaContainer":{{"x":[{}1]}}}}"#,
        filled(r#"{"":0},"#)
    );
    let xml = format!(
        "<MediaContainer>{}</MediaContainer>",
        filled(r#"<A b=""/>"#)
    );
    for (what, canned) in [
        ("a document of objects", StubResponse::json(200, bomb)),
        ("a document of elements", StubResponse::xml(200, xml)),
    ] {
        sim.answer("GET", "/activities", canned);
        let plex = client(sim);
        let held = peak(what, plex.activities().list_detailed()).await;
        assert!(held < 150 * MIB, "{what}: {held}");
    }
}

async fn errors(sim: &PlexSim) {
    let endless = Body::endless(r#"{"":0},"#.repeat(1_000));
    sim.answer("GET", "/activities", StubResponse::new(500, endless));
    let plex = client(sim);
    let held = peak("an error without an end", plex.activities().list()).await;
    assert!(held < 3 * MIB, "{held}");
}

/// Comments without an end, as fast as they are read, for as long as the client hears of something
/// else: it is a stream that is alive.
async fn streams() {
    let sim = server().await;
    let comments = Body::Repeat {
        chunk: b": still here\n\n".repeat(1_000),
        total: None,
        every: Duration::ZERO,
    };
    let stream = StubResponse::new(200, comments).content_type("text/event-stream");
    sim.answer("GET", "/:/eventsource/notifications", stream);
    let only = TransportChoice::Only(plex_api::Transport::EventSource);
    let plex = brisk_builder(&sim, only).build().unwrap();
    let held = peak("comments without an end", async {
        let mut events = plex.activities().watch();
        for round in 0..5 {
            let uuid = format!("round-{round}");
            sim.activity("media.download").uuid(&uuid).start();
            // Only lists tell of it, since the stream is silent.
            loop {
                match events.next().await.unwrap().unwrap() {
                    ActivityEvent::Started { activity, .. } if *activity.id() == *uuid => break,
                    ActivityEvent::Disconnected { reason, .. } => panic!("{reason}"),
                    _ => {}
                }
            }
        }
    })
    .await;
    assert!(held < 4 * MIB, "{held}");
    sim.shutdown().await;
}

/// Far more activities than are followed, each as large as one may be.
async fn activities() {
    let sim = server().await;
    let mut policy = brisk_policy(TransportChoice::Auto);
    policy.follow_at_most = 100;
    policy.remember_ended_at_most = 100;
    let plex = brisk_builder(&sim, TransportChoice::Auto)
        .connection_policy(policy)
        .build()
        .unwrap();
    let mut events = plex.activities().watch().buffer(100);
    events.synced().await.unwrap();
    let held = peak("10,000 activities, of which 100 are followed", async {
        for round in 0..100 {
            for n in 0..100 {
                let title = "x".repeat(8 * 1024);
                let message = format!(
                    r#"{{"type":"activity","ActivityNotification":[{{"event":"started",
                    "uuid":"{round}-{n}","Activity":{{"title":"{title}"}}}}]}}"#
                );
                sim.send_bytes(Transport::WebSocket, message.as_bytes());
            }
            sim.send_bytes(Transport::WebSocket, b"0");
            while plex.activities().status().undecodable <= round {
                let _ = tokio::time::timeout(Duration::from_secs(30), events.next()).await;
            }
        }
    })
    .await;
    assert!(plex.activities().status().not_followed > 5_000);
    assert!(held < 60 * MIB, "{held}");
    sim.shutdown().await;
}
