//! By hand: order, isolation, filters, and the first events of a new watcher.

use std::time::Duration;

use super::harness::{Harness, activity, id};
use crate::error::ErrorKind;
use crate::tracker::{ActivityEvent, ActivityFilter, Input, NotificationKind, Taken};

#[test]
fn messages_of_a_lost_connection_are_dropped() {
    let mut harness = Harness::quiet();
    let watcher = harness.settled_watcher(&[], 16);
    harness.start("a");
    harness.lose();
    harness.end("a");
    harness.connect();
    harness.epoch = 1;
    harness.end("a");
    harness.start("b");
    assert_eq!(harness.counters().stale_messages, 3);
    assert_eq!(harness.take(watcher), "+a");
}

#[test]
fn a_list_does_not_overwrite_what_a_notification_has_said_since_it_was_sent() {
    let mut harness = Harness::quiet();
    harness.start("a");
    harness.update("a", "before");
    harness.ask();
    harness.update("a", "since");
    let old = r#"{"uuid":"a","title":"old","subtitle":"from the list"}"#;
    harness.answer_with(vec![activity(old)], &[], true);
    let running = harness.tracker.find(&id("a")).unwrap().activity.clone();
    assert_eq!(running.title(), "since");
    assert_eq!(running.subtitle(), "from the list", "only that field");
    harness.ask();
    harness.answer_with(vec![activity(old)], &[], true);
    assert_eq!(harness.title("a"), "old", "the next list is newer");
}

#[test]
fn a_list_does_not_overwrite_a_field_of_the_first_notification() {
    let mut harness = Harness::quiet();
    harness.ask();
    harness.update("a", "new");
    harness.answer_with(vec![activity(r#"{"uuid":"a","title":"old"}"#)], &[], true);
    assert_eq!(harness.title("a"), "new");
}

#[test]
fn a_late_watcher_is_told_at_once_what_is_known_and_the_next_list_verifies_it() {
    let mut harness = Harness::quiet();
    harness.start("a");
    harness.ask();
    let watcher = harness.watch(ActivityFilter::any(), 16);
    assert_eq!(harness.woken, [watcher]);
    assert_eq!(harness.take(watcher), "[+a] known");
    // The list that was sent before it subscribed does not count.
    harness.answer(&["a"]);
    assert_eq!(harness.take(watcher), "");
    assert!(!harness.tracker.is_watcher_synced(watcher));
    // Events meanwhile are reported as they happen.
    harness.start("b");
    harness.end("b");
    assert_eq!(harness.take(watcher), "+b -b");
    harness.pass(2.0);
    harness.answer(&["a", "c"]);
    assert!(harness.tracker.is_watcher_synced(watcher));
    assert_eq!(harness.take(watcher), "(+c) verified");
}

#[test]
fn a_late_watcher_of_a_dead_stream_hears_of_the_end_from_lists() {
    let mut harness = Harness::quiet();
    harness.start("a");
    // From here on the stream delivers nothing, and does not close.
    let watcher = harness.watch(ActivityFilter::any(), 16);
    assert_eq!(harness.take(watcher), "[+a] known");
    harness.pass(2.0);
    harness.answer(&[]);
    harness.pass(2.0);
    harness.answer(&[]);
    assert_eq!(harness.take(watcher), "verified ~a");
}

#[test]
fn a_late_watcher_is_told_what_is_known_during_an_outage() {
    let mut harness = Harness::quiet();
    harness.start("a");
    harness.lose();
    let watcher = harness.watch(ActivityFilter::any(), 16);
    assert_eq!(harness.take(watcher), "[+a] known");
    // A list that is sent during the outage is reported, and verifies nothing: the connection may be down.
    harness.pass(2.0);
    harness.answer(&["a", "b"]);
    assert_eq!(harness.take(watcher), "(+b)");
    harness.connect();
    harness.answer(&["a", "b"]);
    assert_eq!(harness.take(watcher), "verified resynced");
}

#[test]
fn an_activity_that_ends_before_a_late_watcher_takes_it_is_told_in_full() {
    let mut harness = Harness::quiet();
    harness.start("a");
    let watcher = harness.watch(ActivityFilter::any(), 16);
    harness.end("a");
    assert_eq!(harness.take(watcher), "known [+a] -a");
}

#[test]
fn the_first_watcher_is_told_of_nothing_known() {
    let mut harness = Harness::new();
    let watcher = harness.watch(ActivityFilter::any(), 16);
    assert_eq!(harness.take(watcher), "");
    harness.connect();
    harness.answer(&["a"]);
    assert_eq!(harness.take(watcher), "(+a) resynced");
}

#[test]
fn resynced_is_held_back_until_a_list_of_the_watchers_own_is_merged() {
    let mut harness = Harness::new();
    harness.connect();
    let watcher = harness.watch(ActivityFilter::any(), 16);
    harness.answer(&["a"]);
    assert!(harness.tracker.is_synced());
    assert_eq!(harness.take(watcher), "(+a)");
    harness.pass(2.0);
    harness.answer(&["a"]);
    assert_eq!(harness.take(watcher), "resynced");
    // Unless it is no longer true by then.
    harness.lose();
    harness.connect();
    let late = harness.watch(ActivityFilter::any(), 16);
    harness.answer(&["a"]);
    harness.lose();
    harness.apply(Input::Broadcast(ActivityEvent::disconnected(
        "test",
        Duration::ZERO,
    )));
    assert_eq!(harness.take(late), "[+a] known disconnected");
    harness.connect();
    harness.answer(&["a"]);
    assert_eq!(harness.take(late), "verified resynced");
}

#[test]
fn a_watcher_is_woken_when_it_has_something_to_take_and_not_again_before_it_took_it() {
    let mut harness = Harness::quiet();
    let watcher = harness.settled_watcher(&[], 16);
    harness.woken.clear();
    harness.start("a");
    harness.update("a", "one");
    assert_eq!(harness.woken, [watcher]);
    harness.take(watcher);
    harness.update("a", "two");
    assert_eq!(harness.woken, [watcher, watcher]);
}

#[test]
fn a_slow_watcher_lags_alone_and_is_then_told_from_the_state() {
    let mut harness = Harness::quiet();
    let slow = harness.watch(ActivityFilter::any(), 2);
    let quick = harness.settled_watcher(&[], 100);
    harness.take(slow);
    for name in ["over", "runs"] {
        harness.start(name);
    }
    assert_eq!(harness.take(slow), "+over +runs");
    // Two events fit; the third overflows.
    harness.update("runs", "1");
    harness.start("new");
    harness.end("over");
    harness.start("short");
    harness.end("short");
    harness.update("runs", "2");
    assert_eq!(harness.take(slow), "lagged:6 -over +new =runs");
    assert_eq!(harness.title("runs"), "2");
    assert_eq!(
        harness.take(quick),
        "+over +runs =runs +new -over +short -short =runs"
    );
    harness.end("runs");
    assert_eq!(harness.take(slow), "-runs");
}

#[test]
fn an_activity_that_ends_during_catch_up_is_told_in_full() {
    let mut harness = Harness::quiet();
    let slow = harness.settled_watcher(&[], 1);
    harness.start("a");
    harness.start("b");
    assert_eq!(harness.take_one(slow).unwrap(), "lagged:2");
    assert_eq!(harness.take_one(slow).unwrap(), "+a");
    // No longer inside the lag: it has that event already.
    harness.end("b");
    assert_eq!(harness.take(slow), "lagged:2 =a");
    let roomy = harness.settled_watcher(&["a"], 2);
    for name in ["c", "d", "e"] {
        harness.start(name);
    }
    assert_eq!(harness.take_one(roomy).unwrap(), "lagged:3");
    harness.end("e");
    assert_eq!(harness.take(roomy), "=a +c +d +e -e");
}

#[test]
fn a_lagging_watcher_is_told_the_newest_connection_state() {
    let mut harness = Harness::quiet();
    let slow = harness.settled_watcher(&[], 1);
    harness.start("a");
    harness.apply(Input::Broadcast(ActivityEvent::disconnected(
        "test",
        Duration::ZERO,
    )));
    harness.apply(Input::Broadcast(ActivityEvent::connected(
        crate::model::Transport::WebSocket,
    )));
    assert_eq!(harness.take(slow), "lagged:2 +a connected");
}

#[test]
fn a_watcher_that_never_takes_anything_costs_no_more_with_time() {
    let mut harness = Harness::quiet();
    let slow = harness.settled_watcher(&[], 4);
    for round in 0..1_000 {
        let name = format!("{round}");
        harness.start(&name);
        harness.update(&name, "x");
        harness.end(&name);
    }
    let sizes = harness.tracker.watchers.get(slow).unwrap().queue.sizes();
    assert!(sizes.0 <= 4 && sizes.1 == 0 && sizes.2 == 0, "{sizes:?}");
    assert_eq!(harness.take(slow), "lagged:3000");
}

#[test]
fn a_filter_match_begins_when_its_field_comes_and_lasts_until_the_end() {
    let mut harness = Harness::quiet();
    let section = harness.watch(ActivityFilter::any().section("2"), 16);
    let quick = harness.watch(ActivityFilter::any().cancellable(true), 16);
    harness.list(&[]);
    harness.list(&[]);
    harness.say(
        NotificationKind::Started,
        r#"{"uuid":"a","type":"scan","cancellable":true}"#,
    );
    harness.say(
        NotificationKind::Updated,
        r#"{"uuid":"a","cancellable":false,"Context":{"librarySectionID":"2"}}"#,
    );
    harness.say(
        NotificationKind::Updated,
        r#"{"uuid":"a","Context":{"key":"/library/metadata/7"}}"#,
    );
    harness.end("a");
    assert_eq!(harness.take(section), "known verified +a =a -a");
    assert_eq!(harness.take(quick), "known verified +a =a =a -a");
}

#[test]
fn an_end_that_completes_a_filter_match_is_told_with_its_start() {
    let mut harness = Harness::quiet();
    let watcher = harness.watch(ActivityFilter::any().section("2"), 16);
    harness.list(&[]);
    harness.start("a");
    harness.start("b");
    harness.say(
        NotificationKind::Ended,
        r#"{"uuid":"a","Context":{"librarySectionID":"2"}}"#,
    );
    harness.end("b");
    assert_eq!(harness.take(watcher), "known verified +a -a");
}

#[test]
fn watchers_of_one_uuid_are_found_by_it_and_leave_nothing_behind() {
    let mut harness = Harness::quiet();
    let empty = harness.tracker.watchers.clone();
    let one = harness.watch(ActivityFilter::any().id(&id("a")), 16);
    let all = harness.watch(ActivityFilter::any(), 16);
    harness.list(&[]);
    for name in ["a", "b"] {
        harness.start(name);
    }
    assert_eq!(harness.take(one), "known verified +a");
    harness.leave(one);
    harness.leave(all);
    assert_eq!(harness.tracker.watchers, empty);
    for tracked in harness.tracker.active.values() {
        assert!(tracked.audience.is_empty() && tracked.undecided.is_empty());
    }
    assert_eq!(harness.tracker.pop(harness.moment(), one), Taken::Closed);
}

#[test]
fn events_say_how_long_an_activity_has_stood_still() {
    let mut harness = Harness::quiet();
    let watcher = harness.settled_watcher(&[], 16);
    let still = |harness: &mut Harness| match harness.tracker.pop(harness.moment(), watcher) {
        Taken::Event(
            ActivityEvent::Started { last_moved, .. }
            | ActivityEvent::Updated { last_moved, .. }
            | ActivityEvent::Ended { last_moved, .. },
        ) => last_moved.as_secs(),
        other => panic!("{other:?}"),
    };
    harness.update("a", "41 %");
    harness.pass(7.0);
    // The same again is news, and no movement.
    harness.update("a", "41 %");
    harness.pass(3.0);
    harness.update("a", "42 %");
    harness.pass(2.0);
    harness.end("a");
    let all: Vec<_> = (0..4).map(|_| still(&mut harness)).collect();
    assert_eq!(all, [0, 7, 0, 2]);
}

#[test]
fn a_lagging_watcher_is_told_whether_lists_fail() {
    let mut harness = Harness::quiet();
    let slow = harness.settled_watcher(&[], 1);
    harness.start("a");
    harness.ask();
    harness.fail(ErrorKind::Server, "500");
    harness.start("b");
    assert_eq!(harness.take(slow), "lagged:2 +a +b failing:500");
    harness.start("c");
    harness.start("d");
    harness.list(&["a", "b", "c", "d"]);
    assert!(harness.take(slow).ends_with(" recovered"));
}
