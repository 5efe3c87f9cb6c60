//! The deliveries of an agent that is killed at every commit, compared with a model: each end once per
//! program that succeeded, each end with one key at every receiver, and nothing lost.
//!
//! The agent kills itself as `kill -9` does, before or after a commit of its journal, where
//! `PLEXCTL_CRASH_AT` says so. Only debug builds do that.
#![cfg(all(unix, debug_assertions))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "test helpers may fail the test"
)]

use crate::common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

use common::{ChildGuard, FakeReceiver, ReceivedRequest, Reply, finish, program, write_secret};
use plex_sim::PlexSim;
use serde_json::Value;

/// The number of activities that end in each round.
const ACTIVITIES: usize = 2;

/// The time to wait before looking again whether the agent crashed.
const LOOK: Duration = Duration::from_millis(20);

/// The deliveries of one agent after the other about the same activities.
#[derive(Default)]
struct Told {
    /// The keys of each uuid and event, with how often each was received.
    received: BTreeMap<(String, String), BTreeMap<String, u32>>,
    /// The events of each uuid, in the order in which they were received first.
    order: BTreeMap<String, Vec<String>>,
}

impl Told {
    fn take(&mut self, request: &ReceivedRequest) {
        let event = request.json();
        let uuid = event["subject"].as_str().unwrap().to_owned();
        let kind = event["data"]["event"].as_str().unwrap().to_owned();
        let order = self.order.entry(uuid.clone()).or_default();
        if !order.contains(&kind) {
            order.push(kind.clone());
        }
        let key = request.header("idempotency-key").to_owned();
        let keys = self.received.entry((uuid, kind)).or_default();
        *keys.entry(key).or_default() += 1;
    }

    fn take_within(&mut self, receiver: &FakeReceiver, time: Duration) {
        if let Some(request) = receiver.next_within(time) {
            self.take(&request);
        }
    }
}

/// Runs the scenario with a crash at this point. Returns whether the agent crashed.
async fn crash_at(point: &str) -> bool {
    let sim = PlexSim::start().await.unwrap();
    let receiver = FakeReceiver::start(|_, _| Reply::status(200));
    let folder = tempfile::tempdir().unwrap();
    let runs = folder.path().join("runs");
    let file = folder.path().join("agent.toml");
    write_secret(&file, agent_file(&sim.url(), &receiver.url, &runs));
    let start = |crash: Option<&str>| {
        let mut command = program();
        command.arg("agent").arg("--config").arg(&file);
        if let Some(point) = crash {
            command.env("PLEXCTL_CRASH_AT", point);
        }
        ChildGuard::spawn_piped(&mut command)
    };
    // The first agent knows the server, so that later ones do not adopt running activities.
    let first = start(None);
    wait_synced(&file, None);
    first.signal("TERM");
    assert_eq!(first.finish().code, 0);

    let mut crashing = start(Some(point));
    let ids: Vec<String> = (0..ACTIVITIES)
        .map(|number| {
            let title = format!("Job {number}");
            sim.activity("media.download")
                .title(&title)
                .section("1")
                .start()
        })
        .collect();
    let mut told = Told::default();
    let has_crashed = |crashing: &mut ChildGuard| crashing.try_wait().unwrap().is_some();
    let deadline = Instant::now() + Duration::from_secs(30);
    // Until all events are delivered, or it crashed.
    for enough in [ACTIVITIES, ACTIVITIES * 2] {
        while told.received.len() < enough && !has_crashed(&mut crashing) {
            told.take_within(&receiver, LOOK);
            assert!(Instant::now() < deadline, "{point}: {:?}", told.received);
        }
        for id in &ids {
            sim.end(id);
        }
    }
    while !have_run(&runs, &ids) && !has_crashed(&mut crashing) {
        told.take_within(&receiver, LOOK);
        assert!(
            Instant::now() < deadline,
            "{point}: the program did not run"
        );
    }
    // The only remaining work is to write that the last one is done.
    let patience = Instant::now() + Duration::from_secs(1);
    while !has_crashed(&mut crashing) && Instant::now() < patience {
        told.take_within(&receiver, LOOK);
    }
    let crashed = has_crashed(&mut crashing);
    drop(crashing);

    let before = last_seen(&file);
    let last = start(None);
    wait_synced(&file, before);
    let began = history(&file);
    let began: BTreeSet<String> = began.into_iter().collect();
    // Nobody knows an activity that began and ended without an agent that wrote it.
    let known: Vec<String> = ids
        .iter()
        .filter(|id| began.contains(*id))
        .cloned()
        .collect();
    while !known.iter().all(|id| {
        ["started", "ended"].iter().all(|kind| {
            told.received
                .contains_key(&(id.clone(), (*kind).to_owned()))
        })
    }) {
        told.take(&receiver.next());
    }
    let deadline = Instant::now() + Duration::from_secs(30);
    while !have_run(&runs, &known) {
        told.take_within(&receiver, LOOK);
        assert!(
            Instant::now() < deadline,
            "{point}: the program did not run"
        );
    }
    last.signal("TERM");
    assert_eq!(last.finish().code, 0);
    for request in receiver.rest() {
        told.take(&request);
    }

    for (what, keys) in &told.received {
        assert_eq!(keys.len(), 1, "{point}: one key for {what:?}: {keys:?}");
    }
    for (uuid, order) in &told.order {
        assert_eq!(order, &["started", "ended"], "{point}: {uuid}");
    }
    check_programs(point, &runs, &known);
    crashed
}

/// Each end is given to the program until one attempt succeeded and that was written.
fn check_programs(point: &str, runs: &Path, known: &[String]) {
    let mut attempts: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for line in std::fs::read_to_string(runs).unwrap_or_default().lines() {
        let (uuid, attempt) = line.split_once(' ').unwrap();
        attempts
            .entry(uuid.to_owned())
            .or_default()
            .push(attempt.parse().unwrap());
    }
    assert_eq!(attempts.len(), known.len(), "{point}: {attempts:?}");
    for id in known {
        let attempts = &attempts[id];
        // A second attempt is one whose first was not written as done, and says that it is the second.
        assert!(
            matches!(attempts[..], [1 | 2] | [1, 2]),
            "{point}: {id} {attempts:?}"
        );
    }
}

fn agent_file(url: &str, receiver: &str, runs: &Path) -> String {
    format!(
        "[state]\npath = \"state\"\n\n[[server]]\nname = \"home\"\nurl = \"{url}\"\n\n\
         [[hook]]\nname = \"web\"\non = [\"started\", \"ended\"]\n\
         webhook = {{ url = \"{receiver}\" }}\n\n\
         [[hook]]\nname = \"run\"\non = \"ended\"\n\
         exec = [\"sh\", \"-c\", \"echo $PLEXCTL_UUID $PLEXCTL_ATTEMPT >> {}\"]\n",
        runs.display()
    )
}

/// Returns `true` if the program has run for each of these.
fn have_run(runs: &Path, ids: &[String]) -> bool {
    let text = std::fs::read_to_string(runs).unwrap_or_default();
    ids.iter().all(|id| text.contains(id.as_str()))
}

/// Waits until an agent knows everything of the server, later than this.
fn wait_synced(file: &Path, later_than: Option<i64>) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while last_seen(file) <= later_than {
        assert!(Instant::now() < deadline, "it did not follow the server");
        std::thread::yield_now();
    }
}

/// Until when the journal knows everything of the server.
fn last_seen(file: &Path) -> Option<i64> {
    let journal = file.parent().unwrap().join("state/journal.sqlite");
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let connection = rusqlite::Connection::open_with_flags(journal, flags).ok()?;
    let seen = connection.query_row("SELECT last_seen FROM server", [], |row| row.get(0));
    seen.ok()
}

/// The uuids in the journal.
fn history(file: &Path) -> Vec<String> {
    let mut command = program();
    let result = finish(
        command
            .args(["history", "-o", "json", "--config"])
            .arg(file),
    )
    .json();
    let runs = result["runs"].as_array().unwrap().iter();
    runs.map(|run: &Value| run["uuid"].as_str().unwrap().to_owned())
        .collect()
}

/// More commits than the scenario has.
const MANY: u32 = 60;

/// The least of them: the server, two starts with their events, two ends, and two for each of six
/// deliveries.
const COMMITS: u32 = 19;

/// Crashes at each commit of the scenario in turn.
async fn crash_at_each(side: &str) {
    let mut crashes = 0;
    while crashes < MANY && crash_at(&format!("{side}:{}", crashes + 1)).await {
        crashes += 1;
    }
    println!("{crashes} crashes {side} a commit");
    assert!((COMMITS..MANY).contains(&crashes), "{crashes}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_before_any_commit_loses_nothing_and_makes_no_second_key() {
    crash_at_each("before").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_after_any_commit_loses_nothing_and_makes_no_second_key() {
    crash_at_each("after").await;
}
