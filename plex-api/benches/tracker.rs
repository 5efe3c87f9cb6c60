//! The cost of one notification from its bytes to a watcher's event, which is the same after 100,000
//! activities as after 1,000.
//!
//! ```text
//! cargo bench -p plex-api --bench tracker
//! ```
//!
//! It goes through `Replay`, which is the decoder and the tracker without a network. What the
//! decoder takes of it is told by the bench `decode`.
#![allow(missing_docs, reason = "the macros of criterion write no docs")]
#![allow(
    clippy::expect_used,
    reason = "a bench that cannot read its own records has nothing to measure"
)]

use std::hint::black_box;
use std::time::Duration;

use criterion::{BatchSize, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use plex_api::{ActivityFilter, Record, Replay};

/// The number of activities that run at any time.
const LIVE: usize = 20;
/// Started, updated, ended.
const MESSAGES: usize = 3;

fn record(at: f64, record: &str, rest: &str) -> Record {
    let line = format!(r#"{{"at":{at},"record":"{record}"{rest}}}"#);
    Replay::read_line(&line).expect("a record")
}

fn message(at: f64, number: usize, event: &str, progress: u8) -> Record {
    let told = format!(
        r#"{{"NotificationContainer":{{"type":"activity","size":1,"ActivityNotification":[{{"event":"{event}","uuid":"a-{number}","Activity":{{"uuid":"a-{number}","type":"library.update.item.metadata","cancellable":false,"userID":1,"title":"Updating","subtitle":"Heat","progress":{progress},"Context":{{"librarySectionID":"1"}}}}}}]}}}}"#
    );
    // A text as JSON is what a text in Rust looks like here: quotes are all that is escaped.
    let rest = format!(r#","transport":"websocket","data":{told:?}"#);
    record(at, "message", &rest)
}

/// Activities one after the other, of which `LIVE` overlap, ten each second.
fn night(activities: usize) -> Vec<Record> {
    let mut records = vec![
        record(0.0, "recording", r#","version":1"#),
        record(0.0, "connected", r#","transport":"websocket""#),
        record(0.0, "list_sent", ""),
        record(0.0, "list", r#","activities":[],"complete":true"#),
    ];
    for number in 0..activities + LIVE {
        let at = (number / 10) as f64;
        if number < activities {
            records.push(message(at, number, "started", 0));
        }
        if let Some(older) = number.checked_sub(LIVE) {
            records.push(message(at, older, "updated", 50));
            records.push(message(at, older, "ended", 100));
        }
    }
    records
}

fn tracker(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("tracker");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.measurement_time(Duration::from_secs(10));
    for activities in [1_000, 10_000, 100_000] {
        let night = night(activities);
        group.throughput(Throughput::Elements((MESSAGES * activities) as u64));
        group.bench_function(format!("{activities} activities"), |bencher| {
            bencher.iter_batched(
                || Replay::new(ActivityFilter::any()),
                |mut replay| {
                    let told: usize = night.iter().map(|one| replay.feed(one).len()).sum();
                    assert!(told >= MESSAGES * activities, "{told} events");
                    black_box(replay)
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, tracker);
criterion_main!(benches);
