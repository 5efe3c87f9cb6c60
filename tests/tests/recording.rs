//! Recordings: the messages that a client received, from which a replay makes the same events.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failed expectation is what a test is for"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use plex_api::{
    ActivityEvent, ActivityFilter, NotificationKinds, Record, Recorded, Replay, Transport, Watcher,
};
use plex_api_tests::{SECRET, brisk_builder, server};
use plex_sim::{Fault, StubResponse};
use tokio::sync::Notify;

/// An event that takes longer does not come.
const PATIENCE: Duration = Duration::from_secs(20);

const TRANSPORTS: [Transport; 3] = [
    Transport::WebSocket,
    Transport::EventSource,
    Transport::Polling,
];

/// A recording, as the lines of a file.
#[derive(Clone, Default)]
struct Lines(Arc<(Mutex<Vec<String>>, Notify)>);

impl Lines {
    fn recorder(&self) -> impl Fn(&Record) + Send + Sync + 'static {
        let lines = self.clone();
        move |record| {
            let (lines, more) = &*lines.0;
            lines.lock().unwrap().push(record.to_string());
            more.notify_one();
        }
    }

    fn all(&self) -> Vec<String> {
        self.0.0.lock().unwrap().clone()
    }

    fn count(&self, text: &str) -> usize {
        let all = self.all();
        all.iter().filter(|line| line.contains(text)).count()
    }

    /// Waits until so many records have this text.
    async fn told_of(&self, text: &str, times: usize) {
        let told = async {
            while self.count(text) < times {
                self.0.1.notified().await;
            }
        };
        let told = tokio::time::timeout(PATIENCE, told).await;
        told.unwrap_or_else(|_| panic!("nothing tells of {text}: {:#?}", self.all()));
    }

    fn replayed(&self) -> Vec<String> {
        let mut replay = Replay::new(ActivityFilter::any());
        let mut events = Vec::new();
        for line in self.all() {
            events.extend(replay.feed(&Replay::read_line(&line).unwrap()));
        }
        assert_eq!(replay.skipped(), 0);
        events.extend(replay.finish());
        events.iter().map(described).collect()
    }
}

/// An event without the parts that depend on the clock.
fn described(event: &ActivityEvent) -> String {
    let id = event.id().map(ToString::to_string).unwrap_or_default();
    match event {
        ActivityEvent::Started {
            observed,
            incarnation,
            activity,
            ..
        } => format!(
            "{id} started {observed:?} {incarnation} {}",
            activity.progress()
        ),
        ActivityEvent::Updated {
            incarnation,
            activity,
            ..
        } => format!("{id} updated {incarnation} {}", activity.progress()),
        ActivityEvent::Ended {
            how, incarnation, ..
        } => format!("{id} ended {how:?} {incarnation}"),
        ActivityEvent::Connected { transport, .. } => format!("connected {transport}"),
        ActivityEvent::Disconnected { reason, .. } => format!("disconnected {reason}"),
        other => format!("{other:?}"),
    }
}

/// Takes events up to the end of this activity.
async fn taken(watcher: &mut Watcher, last: &str) -> Vec<String> {
    let mut events = Vec::new();
    loop {
        let event = watcher.next().await.expect("no end").expect("no error");
        events.push(described(&event));
        let is_last = event.id().is_some_and(|id| *id == last);
        if is_last && matches!(event, ActivityEvent::Ended { .. }) {
            return events;
        }
    }
}

#[tokio::test]
async fn a_replay_yields_the_events_of_the_watcher_across_a_reconnect() {
    for transport in TRANSPORTS {
        let sim = server().await;
        let lines = Lines::default();
        let plex = brisk_builder(&sim, plex_api::TransportChoice::Only(transport))
            .recorder(lines.recorder())
            .build()
            .unwrap();
        sim.activity("butler").uuid("before").start();
        let mut watcher = plex.activities().watch();
        watcher.synced().await.unwrap();

        for uuid in ["heard", "lost", "goes-on"] {
            sim.activity("library.update.section").uuid(uuid).start();
        }
        sim.progress("heard", 40, "a");
        let mut told = Vec::new();
        // A poll may see it for the first time when it has moved already.
        let moved = |event: &String| event.starts_with("heard") && event.contains(" 40");
        while !told.iter().any(moved) {
            told.push(described(&watcher.next().await.unwrap().unwrap()));
        }
        sim.end("heard");
        told.extend(taken(&mut watcher, "heard").await);

        // Polling loses lists, the others lose their connection.
        sim.answer("GET", "/activities", StubResponse::html(503, "").times(1));
        sim.fault(Fault::CutConnections);
        sim.vanish("lost");
        sim.activity("media.download").uuid("meanwhile").start();
        told.extend(taken(&mut watcher, "lost").await);
        sim.end("goes-on");
        told.extend(taken(&mut watcher, "goes-on").await);
        sim.end("meanwhile");
        told.extend(taken(&mut watcher, "meanwhile").await);

        let replayed = lines.replayed();
        let same = replayed.get(..told.len()).unwrap_or(&replayed);
        assert_eq!(same, told, "{transport}: {:#?}", lines.all());
        let all = told.join("\n");
        assert!(all.contains("lost ended Vanished 0"), "{transport}: {all}");
        assert!(all.contains("disconnected"), "{transport}: {all}");
        sim.shutdown().await;
    }
}

#[tokio::test]
async fn the_token_is_in_no_record_even_if_the_server_sends_it() {
    for transport in TRANSPORTS {
        let sim = server().await;
        let lines = Lines::default();
        let plex = brisk_builder(&sim, plex_api::TransportChoice::Only(transport))
            .recorder(lines.recorder())
            .build()
            .unwrap();
        let mut watcher = plex.activities().watch();
        watcher.synced().await.unwrap();
        sim.activity("media.download")
            .uuid("a")
            .title(SECRET)
            .context("key", SECRET)
            .context(SECRET, "key")
            .start();
        lines.told_of("<token>", 1).await;
        // As JSON may spell it.
        let (begin, end) = SECRET.split_once('-').unwrap();
        let spelled = format!(r#"{{"is":"{begin}\u002d{end}"}}"#);
        let sent = match transport {
            Transport::WebSocket => Some((plex_sim::Transport::WebSocket, spelled)),
            Transport::EventSource => {
                let event = format!("event: odd\ndata: {spelled}\n\n");
                Some((plex_sim::Transport::EventSource, event))
            }
            _ => None,
        };
        if let Some((stream, bytes)) = sent {
            sim.send_bytes(stream, bytes.as_bytes());
            lines.told_of(r#"{\"is\":\"<token>\"}"#, 1).await;
        }

        let page = format!("<title>a list of it: {SECRET}</title>");
        sim.answer("GET", "/activities", StubResponse::html(500, page));
        sim.fault(Fault::CutConnections);
        lines.told_of("a list of it", 1).await;

        let odd =
            format!(r#"{{"MediaContainer":{{"Activity":[{{"uuid":"a"}},{{"of":"{SECRET}"}}]}}}}"#);
        sim.answer("GET", "/activities", StubResponse::json(200, odd));
        lines.told_of(r#""of":"#, 1).await;
        sim.clear_answers();
        sim.end("a");
        taken(&mut watcher, "a").await;
        // Messages are texts in which JSON stands.
        let all = lines.all().join("\n").replace('\\', "");
        assert!(!all.contains(SECRET), "{transport}: {all}");
        assert!(all.contains(r#""title":"<token>""#), "{transport}: {all}");
        assert!(all.contains(r#""<token>":"key""#), "{transport}: {all}");
        assert!(all.contains(r#""of":"<token>""#), "{transport}: {all}");
        sim.shutdown().await;
    }
}

#[tokio::test]
async fn a_recording_continues_across_a_reconnect() {
    let sim = server().await;
    let lines = Lines::default();
    let plex = brisk_builder(&sim, plex_api::TransportChoice::Auto)
        .recorder(lines.recorder())
        .build()
        .unwrap();
    let mut told = Vec::new();
    for uuid in ["first", "second"] {
        let mut watcher = plex.activities().watch();
        watcher.synced().await.unwrap();
        sim.activity("library.update.section").uuid(uuid).start();
        sim.end(uuid);
        told.extend(taken(&mut watcher, uuid).await);
        drop(watcher);
        sim.wait_open_streams(0).await.unwrap();
    }
    lines.told_of(r#""record":"closed""#, 2).await;
    let all = lines.all();
    assert_eq!(lines.replayed(), told, "{all:#?}");
    assert_eq!(lines.count(r#""record":"recording""#), 1, "{all:#?}");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn record_times_start_at_zero_and_never_decrease() {
    let sim = server().await;
    let lines = Lines::default();
    let plex = brisk_builder(&sim, plex_api::TransportChoice::Auto)
        .recorder(lines.recorder())
        .build()
        .unwrap();
    let mut watcher = plex.activities().watch();
    watcher.synced().await.unwrap();
    sim.activity("library.update.section").uuid("a").start();
    sim.end("a");
    taken(&mut watcher, "a").await;
    drop(watcher);
    let records: Vec<Record> = lines
        .all()
        .iter()
        .map(|line| Replay::read_line(line).unwrap())
        .collect();
    assert!(records.is_sorted_by_key(|record| record.at), "{records:#?}");
    assert_eq!(records[0].at, Duration::ZERO);
    let Recorded::Recording {
        version,
        program,
        list_spacing,
        ..
    } = &records[0].what
    else {
        panic!("{:?}", records[0]);
    };
    assert_eq!(*version, plex_api::RECORDING_VERSION);
    assert!(program.as_ref().unwrap().starts_with("plex-api "));
    assert_eq!(*list_spacing, Some(Duration::from_millis(50)));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_refused_token_closes_the_recording_with_the_reason() {
    let sim = server().await;
    let lines = Lines::default();
    let plex = brisk_builder(&sim, plex_api::TransportChoice::Auto)
        .recorder(lines.recorder())
        .build()
        .unwrap();
    let page = format!("<title>{SECRET} is not welcome</title>");
    sim.answer("*", "*", StubResponse::html(401, page));
    let mut watcher = plex.activities().watch();
    while watcher.next().await.unwrap().is_ok() {}
    lines.told_of(r#""record":"closed""#, 1).await;
    let all = lines.all().join("\n");
    assert!(all.contains(r#""record":"closed","reason":"#), "{all}");
    assert!(!all.contains(SECRET), "{all}");
    assert_eq!(lines.replayed(), [""; 0]);
    sim.shutdown().await;
}

#[tokio::test]
async fn a_message_that_two_streams_deliver_while_more_kinds_are_opened_is_recorded_once() {
    const ACTIVITIES: usize = 20;
    for transport in [Transport::WebSocket, Transport::EventSource] {
        let sim = server().await;
        let lines = Lines::default();
        let plex = brisk_builder(&sim, transport.into())
            .recorder(lines.recorder())
            .build()
            .unwrap();
        let mut watcher = plex.activities().watch();
        watcher.synced().await.unwrap();
        let all = plex.notifications(NotificationKinds::all());
        sim.wait_open_streams(2).await.unwrap();
        for number in 0..ACTIVITIES {
            let id = format!("both-{number}");
            sim.activity("media.download").uuid(&id).start();
            sim.end(&id);
        }
        sim.wait_open_streams(1).await.unwrap();
        sim.activity("media.download").uuid("last").start();
        sim.end("last");
        let told = taken(&mut watcher, "last").await;

        let replayed = lines.replayed();
        for number in 0..ACTIVITIES {
            let id = format!("both-{number} ");
            let of = |all: &[String]| {
                let all = all.iter().filter(|event| event.starts_with(&id));
                all.cloned().collect::<Vec<_>>()
            };
            assert_eq!(of(&replayed), of(&told), "{transport}");
            // Its start, an update and its end.
            let quoted = format!("\\\"{}\\\"", id.trim_end());
            assert_eq!(lines.count(&quoted), 3, "{transport}: {id}");
        }
        drop((watcher, all));
        sim.finish().await.unwrap();
    }
}
