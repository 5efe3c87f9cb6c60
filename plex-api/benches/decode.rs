//! The time to read one notification: activities on both transports, other kinds, and undecodable messages.
//!
//! ```text
//! cargo bench -p plex-api --bench decode
//! ```
#![allow(missing_docs, reason = "the macros of criterion write no docs")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use plex_api::Notification;

const ACTIVITY: &str = r#"{"event":"updated","uuid":"3f3a1a7c-9a7e-4f29-8d3c-2f4f6a1f7c11","Activity":{"uuid":"3f3a1a7c-9a7e-4f29-8d3c-2f4f6a1f7c11","type":"library.update.section","cancellable":false,"userID":1,"title":"Scanning Movies","subtitle":"Heat (1995)","progress":41,"Context":{"accessible":true,"analyzed":true,"exists":true,"key":"/library/sections/1","librarySectionID":"1","refreshed":true}}}"#;
const TIMELINE: &str = r#"{"identifier":"com.plexapp.plugins.library","sectionID":"1","itemID":"4711","type":1,"title":"Heat","state":5,"mediaState":"analyzing","updatedAt":1700000000}"#;
const PLAYING: &str = r#"{"sessionKey":"12","clientIdentifier":"abcdefgh","guid":"","ratingKey":"4711","url":"","key":"/library/metadata/4711","viewOffset":1234000,"playQueueItemID":9,"playQueueID":3,"state":"playing"}"#;

/// The list and the wrapper of a WebSocket.
fn wrapped(kind: &str, key: &str, entry: &str) -> String {
    format!(r#"{{"NotificationContainer":{{"type":"{kind}","size":1,"{key}":[{entry}]}}}}"#)
}

fn decode(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("decode");
    let messages = [
        (
            "activity",
            wrapped("activity", "ActivityNotification", ACTIVITY),
        ),
        ("timeline", wrapped("timeline", "TimelineEntry", TIMELINE)),
        (
            "playing",
            wrapped("playing", "PlaySessionStateNotification", PLAYING),
        ),
        ("not JSON", ACTIVITY.repeat(2)),
    ];
    for (name, message) in &messages {
        group.throughput(Throughput::Bytes(message.len() as u64));
        group.bench_function(format!("websocket/{name}"), |bencher| {
            bencher.iter(|| Notification::from_websocket(black_box(message)));
        });
    }
    let event = format!(r#"{{"ActivityNotification":{ACTIVITY}}}"#);
    group.throughput(Throughput::Bytes(event.len() as u64));
    group.bench_function("eventsource/activity", |bencher| {
        bencher.iter(|| Notification::from_event(black_box("activity"), black_box(&event)));
    });
    group.finish();
}

criterion_group!(benches, decode);
criterion_main!(benches);
