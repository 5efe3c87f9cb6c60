//! No memory is left behind: a client that has watched and waited for a while, lost connections
//! among it, holds nothing more when it is dropped, and a long life costs no more than a short one.
//!
//! All in one test: the allocator counts for the whole process.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test helper may fail the test, and it tells what it measured"
)]

use std::future::IntoFuture;
use std::time::{Duration, Instant};

use plex_api::{ActivityEvent, ActivityId, Plex, TransportChoice, Watcher};
use plex_api_tests::{brisk, brisk_builder, brisk_policy, server};
use plex_sim::{Fault, PlexSim};

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

fn bytes() -> i64 {
    i64::try_from(dhat::HeapStats::get().curr_bytes).unwrap()
}

/// The measured value, once it is below `limit`: the simulator's thread frees its memory a moment
/// after the request to end.
fn settled(measure: impl Fn() -> i64, limit: i64) -> i64 {
    let patience = Instant::now() + Duration::from_secs(10);
    loop {
        let measured = measure();
        if measured < limit || Instant::now() > patience {
            return measured;
        }
        std::thread::yield_now();
    }
}

/// The life of a client: some activities, each with waiters and handles, and a cut.
async fn live(sim: &PlexSim, plex: &Plex, watcher: &mut Watcher, rounds: std::ops::Range<usize>) {
    for round in rounds {
        let uuid = format!("round-{round}");
        let id = ActivityId::new(&*uuid).unwrap();
        sim.activity("media.download").uuid(&uuid).start();
        let handle = plex.activities().handle(&id);
        let wait = plex.activities().wait(&id);
        let given_up = plex.activities().wait(&id).timeout(Duration::from_secs(60));
        loop {
            let event = watcher.next().await.unwrap().unwrap();
            if matches!(&event, ActivityEvent::Started { activity, .. } if *activity.id() == id) {
                break;
            }
        }
        if round % 5 == 0 {
            sim.fault(Fault::CutStreams);
        }
        drop((handle, given_up.into_future()));
        sim.end(&uuid);
        wait.await.unwrap();
    }
}

/// A whole server with a client, from the beginning to the end of both.
async fn whole_life() {
    let sim = server().await;
    let plex = brisk(&sim, TransportChoice::Auto);
    let mut watcher = plex.activities().watch();
    live(&sim, &plex, &mut watcher, 0..10).await;
    drop((plex, watcher));
    sim.wait_open_connections(0).await.unwrap();
    sim.shutdown().await;
}

/// The bytes that a client holds after some rounds, without its server's memory of them.
async fn held_after(rounds: usize) -> i64 {
    let sim = server().await;
    let mut policy = brisk_policy(TransportChoice::Auto);
    policy.remember_ended = Duration::ZERO;
    policy.remember_ended_at_most = 16;
    let plex = brisk_builder(&sim, TransportChoice::Auto)
        .connection_policy(policy)
        .build()
        .unwrap();
    let mut watcher = plex.activities().watch();
    live(&sim, &plex, &mut watcher, 0..rounds).await;
    watcher.synced().await.unwrap();
    let with = bytes();
    drop((plex, watcher));
    sim.wait_open_streams(0).await.unwrap();
    sim.wait_open_connections(0).await.unwrap();
    let held = with - bytes();
    sim.shutdown().await;
    held
}

#[test]
fn memory_is_freed_and_does_not_grow_with_time() {
    let _profiler = dhat::Profiler::builder().testing().build();
    let life = || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(whole_life());
    };
    // Values that are made once in a process.
    for _ in 0..3 {
        life();
    }
    let lives = |_| {
        life();
        bytes()
    };
    let before = (0..3).map(lives).min().unwrap();
    for _ in 0..10 {
        life();
    }
    let grown = settled(|| bytes() - before, 10 * 200);
    eprintln!("10 lives left {grown} bytes behind");
    assert!(grown < 10 * 200, "10 lives left {grown} bytes behind");

    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let short = runtime.block_on(held_after(20));
    let long = runtime.block_on(held_after(250));
    eprintln!("a client holds {short} bytes after 20 activities, {long} after 250");
    assert!(long < short + 20 * 1024, "{short} bytes grew to {long}");
}
