//! What one notification costs with 1, 10, 100 and 1,000 watchers that all want it, and with as many
//! whose filters match nothing: from the simulated server to the last event taken.
//!
//! ```text
//! cargo bench -p plex-api-tests --bench fan_out
//! ```
#![allow(missing_docs, reason = "the macros of criterion write no docs")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a bench that cannot go on has nothing to measure"
)]

use std::hint::black_box;
use std::time::Instant;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use plex_api::{ActivityEvent, ActivityFilter, TransportChoice, Watcher};
use plex_api_tests::{brisk, server};

const WATCHERS: [usize; 4] = [1, 10, 100, 1_000];

fn fan_out(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let sim = runtime.block_on(server());
    sim.activity("library.update.section").uuid("a").start();
    let mut percent = 0;
    let mut group = criterion.benchmark_group("fan-out");
    for count in WATCHERS {
        for wanting in [true, false] {
            let plex = brisk(&sim, TransportChoice::Auto);
            let filter = || match wanting {
                true => ActivityFilter::any(),
                false => ActivityFilter::any().of_type("no.such.type"),
            };
            let (mut first, mut others) = runtime.block_on(async {
                let first = plex.activities().watch();
                let others: Vec<Watcher> = (1..count)
                    .map(|_| plex.activities().watch().only(filter()))
                    .collect();
                first.synced().await.unwrap();
                (first, others)
            });
            let name = match wanting {
                true => "all want it",
                false => "one wants it",
            };
            group.throughput(Throughput::Elements(count as u64));
            group.bench_function(format!("{count} watchers, {name}"), |bencher| {
                bencher.iter_custom(|times| {
                    runtime.block_on(async {
                        let begun = Instant::now();
                        for _ in 0..times {
                            percent = (percent + 1) % 100;
                            sim.progress("a", percent, "");
                            update(&mut first).await;
                            if wanting {
                                for watcher in &mut others {
                                    update(watcher).await;
                                }
                            }
                        }
                        begun.elapsed()
                    })
                });
            });
        }
    }
    group.finish();
}

/// Takes events up to the next update; what came before, a watcher was told at its beginning.
async fn update(watcher: &mut Watcher) {
    loop {
        let event = watcher.next().await.unwrap().unwrap();
        if let ActivityEvent::Updated { .. } = black_box(&event) {
            return;
        }
    }
}

criterion_group!(benches, fan_out);
criterion_main!(benches);
