//! A day with every fault: each activity still ends exactly once.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use std::collections::{BTreeMap, BTreeSet};

use common::{PlexctlProcess, SimProcess, finish, post, program, run_at};
use serde_json::Value;

#[test]
fn every_activity_of_a_bad_day_has_exactly_one_terminal_line() {
    let day = ["sim", "--port", "0", "--scenario", "bad-day", "--rate", "3"];
    let sim = SimProcess::start(program().args(day));
    let mut watch = program();
    watch.args(["--url", &sim.url, "watch", "-o", "jsonl"]);
    let mut watch = PlexctlProcess::start(&mut watch);

    // No pause within the day is this long.
    let mut idle = program();
    idle.args(["--url", &sim.url, "wait", "--idle", "--quiet-for", "5s"]);
    let idle = finish(&mut idle);
    assert_eq!(idle.code, 0, "{idle:?}");
    // Only the permanent activity of an idle server is left.
    let left = run_at(&sim.url, &["list", "-o", "json"]).json();
    let left: Vec<&Value> = left["activities"].as_array().unwrap().iter().collect();
    assert!(left.iter().all(|one| one["type"] == "butler"), "{left:?}");
    let stays = |uuid: &str| left.iter().any(|one| one["uuid"] == uuid);
    // An activity that disappears without a notification ends once several lists lack it.
    let mut events = follow_one(&sim.url, &mut watch);
    while running(&events).into_iter().any(|uuid| !stays(uuid)) {
        events.extend(watch.until(|_| true));
    }
    // Duplicates would have been reported by now.
    events.extend(follow_one(&sim.url, &mut watch));

    let count = |name: &str| events.iter().filter(|event| event["event"] == name).count();
    assert!(
        count("disconnected") >= 3,
        "{} faults",
        count("disconnected")
    );
    let mut activities: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for event in &events {
        let Some(uuid) = event["activity"]["uuid"].as_str() else {
            continue;
        };
        let told = activities.entry(uuid).or_default();
        told.push(event["event"].as_str().unwrap());
    }
    assert!(activities.len() > 8, "{activities:#?}");
    for (uuid, told) in activities {
        let ends = told.iter().filter(|name| **name == "ended").count();
        let expected = usize::from(!stays(uuid));
        assert_eq!(ends, expected, "{uuid}: {told:?}");
        assert_eq!(told[0], "started", "{uuid}: {told:?}");
        if expected == 1 {
            assert_eq!(told.last(), Some(&"ended"), "{uuid}: {told:?}");
        }
    }
}

/// Starts and ends an activity, and reads up to its end.
fn follow_one(url: &str, watch: &mut PlexctlProcess) -> Vec<Value> {
    let id = post(url, "/sim/activities", r#"{"kind":"the.last"}"#)["uuid"].clone();
    let mut events = watch.until(|event| event["activity"]["uuid"] == id);
    let path = format!("/sim/activities/{}/end", id.as_str().unwrap());
    post(url, &path, "");
    events
        .extend(watch.until(|event| event["event"] == "ended" && event["activity"]["uuid"] == id));
    events
}

/// The activities that were reported as started and not as ended.
fn running(events: &[Value]) -> BTreeSet<&str> {
    let mut running = BTreeSet::new();
    for event in events {
        let uuid = event["activity"]["uuid"].as_str();
        match (event["event"].as_str(), uuid) {
            (Some("started"), Some(uuid)) => running.insert(uuid),
            (Some("ended"), Some(uuid)) => running.remove(uuid),
            _ => false,
        };
    }
    running
}
