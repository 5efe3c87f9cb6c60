//! A server that runs more than can be followed.

use super::harness::Harness;
use crate::tracker::{ActivityFilter, How, TrackerPolicy};

/// Follows two activities and no more.
fn full() -> Harness {
    let mut harness = Harness::with(TrackerPolicy {
        live_at_most: 2,
        ..TrackerPolicy::default()
    });
    harness.connect();
    harness.answer(&[]);
    harness.pass(10.0);
    harness
}

#[test]
fn no_more_activities_are_followed_than_the_policy_allows() {
    let mut harness = full();
    let watcher = harness.settled_watcher(&[], 100);
    for name in ["a", "b", "c", "d"] {
        harness.start(name);
    }
    for round in 0..1_000 {
        harness.start(&format!("more-{round}"));
    }
    assert_eq!(harness.take(watcher), "+a +b");
    assert_eq!(harness.counters().not_followed, 1_002);
    // Short ones are reported all the same: they take no room that lasts.
    harness.end("brief");
    assert_eq!(harness.take(watcher), "+brief -brief");
}

#[test]
fn an_activity_that_was_left_out_is_followed_once_there_is_room() {
    let mut harness = full();
    let watcher = harness.settled_watcher(&[], 100);
    for name in ["a", "b", "c", "d"] {
        harness.start(name);
    }
    assert_eq!(harness.take(watcher), "+a +b");
    harness.end("a");
    assert_eq!(harness.take(watcher), "-a");
    // Nobody asks for it: room makes a list due.
    while harness.list.is_none() {
        harness.pass(0.1);
    }
    harness.answer(&["b", "c", "d"]);
    assert_eq!(harness.take(watcher), "(+c)");
    harness.end("b");
    harness.end("c");
    while harness.list.is_none() {
        harness.pass(0.1);
    }
    harness.answer(&["d"]);
    assert_eq!(harness.take(watcher), "-b -c (+d)");
}

#[test]
fn an_awaited_activity_is_followed_beyond_the_limit() {
    let mut harness = full();
    harness.start("a");
    harness.start("b");
    let known = harness.wait("later");
    harness.start("later");
    harness.list(&["a", "b", "later"]);
    harness.end("later");
    assert_eq!(harness.outcome(known), Some(How::Ended));
    let listed = harness.wait("listed");
    harness.list(&["a", "b", "listed"]);
    harness.list(&["a", "b"]);
    harness.pass(3.0);
    harness.list(&["a", "b"]);
    assert_eq!(harness.outcome(listed), Some(How::Vanished));
}

#[test]
fn no_idle_wait_ends_while_an_activity_is_left_out() {
    let mut harness = full();
    harness.start("a");
    harness.start("b");
    let any = harness.idle(ActivityFilter::any(), 5, false);
    let other = harness.idle(ActivityFilter::any().of_type("other"), 5, true);
    for _ in 0..20 {
        harness.list(&["a", "b", "c"]);
        harness.pass(3.0);
    }
    // An omitted activity may be of that type: only its entry in the list shows it, and is not kept.
    assert!(!harness.is_idle(any) && !harness.is_idle(other));
    for name in ["a", "b", "c"] {
        harness.end(name);
    }
    for _ in 0..20 {
        harness.list(&[]);
        harness.pass(3.0);
    }
    assert!(harness.is_idle(any) && harness.is_idle(other));
}
