//! A server that runs more than can be followed.

use super::harness::Desk;
use crate::tracker::{ActivityFilter, How, TrackerPolicy};

/// Follows two activities and no more.
fn full() -> Desk {
    let mut desk = Desk::with(TrackerPolicy {
        live_at_most: 2,
        ..TrackerPolicy::default()
    });
    desk.connect();
    desk.answer(&[]);
    desk.pass(10.0);
    desk
}

#[test]
fn no_more_activities_are_followed_than_the_policy_allows() {
    let mut desk = full();
    let watcher = desk.settled_watcher(&[], 100);
    for name in ["a", "b", "c", "d"] {
        desk.start(name);
    }
    for round in 0..1_000 {
        desk.start(&format!("more-{round}"));
    }
    assert_eq!(desk.take(watcher), "+a +b");
    assert_eq!(desk.counters().not_followed, 1_002);
    // Short ones are told all the same: they take no room that lasts.
    desk.end("brief");
    assert_eq!(desk.take(watcher), "+brief -brief");
}

#[test]
fn what_was_left_out_is_met_as_soon_as_there_is_room() {
    let mut desk = full();
    let watcher = desk.settled_watcher(&[], 100);
    for name in ["a", "b", "c", "d"] {
        desk.start(name);
    }
    assert_eq!(desk.take(watcher), "+a +b");
    desk.end("a");
    assert_eq!(desk.take(watcher), "-a");
    // Nobody asks for it: room makes a list due.
    while desk.list.is_none() {
        desk.pass(0.1);
    }
    desk.answer(&["b", "c", "d"]);
    assert_eq!(desk.take(watcher), "(+c)");
    desk.end("b");
    desk.end("c");
    while desk.list.is_none() {
        desk.pass(0.1);
    }
    desk.answer(&["d"]);
    assert_eq!(desk.take(watcher), "-b -c (+d)");
}

#[test]
fn what_is_waited_for_is_followed_however_many_there_are() {
    let mut desk = full();
    desk.start("a");
    desk.start("b");
    let known = desk.wait("later");
    desk.start("later");
    desk.list(&["a", "b", "later"]);
    desk.end("later");
    assert_eq!(desk.outcome(known), Some(How::Ended));
    let listed = desk.wait("listed");
    desk.list(&["a", "b", "listed"]);
    desk.list(&["a", "b"]);
    desk.pass(3.0);
    desk.list(&["a", "b"]);
    assert_eq!(desk.outcome(listed), Some(How::Vanished));
}

#[test]
fn nothing_is_idle_while_something_is_left_out() {
    let mut desk = full();
    desk.start("a");
    desk.start("b");
    let any = desk.idle(ActivityFilter::any(), 5, false);
    let other = desk.idle(ActivityFilter::any().of_type("other"), 5, true);
    for _ in 0..20 {
        desk.list(&["a", "b", "c"]);
        desk.pass(3.0);
    }
    // What is left out may be of that type: only its entry in the list tells, and is not kept.
    assert!(!desk.is_idle(any) && !desk.is_idle(other));
    for name in ["a", "b", "c"] {
        desk.end(name);
    }
    for _ in 0..20 {
        desk.list(&[]);
        desk.pass(3.0);
    }
    assert!(desk.is_idle(any) && desk.is_idle(other));
}
