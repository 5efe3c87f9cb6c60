//! What ten thousand waits on one client cost: bytes each, allocations each, and the time to wake
//! them all by one end.
//!
//! ```text
//! cargo bench -p plex-api-tests --bench waiters
//! ```
//!
//! Bytes and allocations are exact and repeat; the time is one machine's, so what counts of it is
//! how it grows.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench prints what it measured, and ends where it cannot measure"
)]

use std::future::{Future, IntoFuture};
use std::time::{Duration, Instant};

use plex_api::{ActivityId, How, TransportChoice, WaitFuture};
use plex_api_tests::{brisk, server};

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

fn main() {
    let _profiler = dhat::Profiler::builder().testing().build();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    println!(
        "{:>8} {:>14} {:>20} {:>16} {:>12}",
        "waits", "bytes each", "allocations each", "µs each to wake", "tasks"
    );
    for waits in [1_000, 10_000, 100_000] {
        runtime.block_on(measure(waits));
    }
}

async fn measure(waits: usize) {
    let sim = server().await;
    sim.activity("media.download").uuid("a").start();
    let plex = brisk(&sim, TransportChoice::Auto);
    let watcher = plex.activities().watch();
    watcher.synced().await.unwrap();
    let id = ActivityId::new("a").unwrap();

    let tasks = || {
        tokio::runtime::Handle::current()
            .metrics()
            .num_alive_tasks()
    };
    let (tasks_before, before) = (tasks(), dhat::HeapStats::get());
    let mut waiting: Vec<WaitFuture> = Vec::with_capacity(waits);
    for _ in 0..waits {
        waiting.push(plex.activities().wait(&id).into_future());
    }
    // Polled once, so that each has its waker registered.
    for wait in &mut waiting {
        let first = std::future::poll_fn(|context| {
            std::task::Poll::Ready(std::pin::Pin::new(&mut *wait).poll(context).is_pending())
        });
        assert!(first.await);
    }
    let after = dhat::HeapStats::get();
    let tasks = tasks() - tasks_before;

    let begun = Instant::now();
    sim.end("a");
    for wait in waiting {
        assert_eq!(wait.await.unwrap().how, How::Ended);
    }
    let woken = begun.elapsed();
    let each = |total: usize| total as f64 / waits as f64;
    println!(
        "{waits:>8} {:>14.0} {:>20.2} {:>16.2} {:>12}",
        each(after.curr_bytes - before.curr_bytes),
        each(after.curr_blocks - before.curr_blocks),
        woken.max(Duration::from_nanos(1)).as_secs_f64() * 1e6 / waits as f64,
        tasks,
    );
    drop(watcher);
    sim.shutdown().await;
}
