//! By hand: order, isolation, filters, and what a new watcher is told first.

use std::time::Duration;

use super::harness::{Desk, activity, id};
use crate::tracker::{ActivityEvent, ActivityFilter, Input, NotificationKind, Taken};

#[test]
fn messages_of_a_lost_connection_are_dropped() {
    let mut desk = Desk::quiet();
    let watcher = desk.settled_watcher(&[], 16);
    desk.start("a");
    desk.lose();
    desk.end("a");
    desk.connect();
    desk.epoch = 1;
    desk.end("a");
    desk.start("b");
    assert_eq!(desk.counters().stale_messages, 3);
    assert_eq!(desk.take(watcher), "+a");
}

#[test]
fn a_list_does_not_overwrite_what_a_notification_has_said_since_it_was_sent() {
    let mut desk = Desk::quiet();
    desk.start("a");
    desk.update("a", "before");
    desk.ask();
    desk.update("a", "since");
    let old = r#"{"uuid":"a","title":"old","subtitle":"from the list"}"#;
    desk.answer_with(vec![activity(old)], &[], true);
    let running = desk.tracker.find(&id("a")).unwrap().activity.clone();
    assert_eq!(running.title(), "since");
    assert_eq!(running.subtitle(), "from the list", "only that field");
    desk.ask();
    desk.answer_with(vec![activity(old)], &[], true);
    assert_eq!(desk.title("a"), "old", "the next list is newer");
}

#[test]
fn a_field_that_began_with_a_notification_is_as_safe_as_one_that_came_later() {
    let mut desk = Desk::quiet();
    desk.ask();
    desk.update("a", "new");
    desk.answer_with(vec![activity(r#"{"uuid":"a","title":"old"}"#)], &[], true);
    assert_eq!(desk.title("a"), "new");
}

#[test]
fn a_new_watcher_waits_for_a_list_that_was_sent_after_it_came() {
    let mut desk = Desk::quiet();
    desk.start("a");
    desk.ask();
    let watcher = desk.watch(ActivityFilter::any(), 16);
    desk.answer(&["a"]);
    assert_eq!(desk.take(watcher), "");
    assert!(!desk.tracker.is_watcher_synced(watcher));
    // What happens meanwhile is kept, and the state of the connection is told at once.
    desk.start("b");
    desk.apply(Input::Broadcast(ActivityEvent::disconnected(
        "test",
        Duration::ZERO,
    )));
    desk.end("b");
    desk.end("a");
    assert_eq!(desk.take(watcher), "disconnected");
    desk.pass(2.0);
    desk.woken.clear();
    desk.answer(&["c"]);
    assert_eq!(desk.woken, [watcher]);
    assert!(desk.tracker.is_watcher_synced(watcher));
    assert_eq!(desk.take(watcher), "+b -b (+a) -a (+c)");
}

#[test]
fn resynced_comes_after_what_a_new_watcher_is_told_first() {
    let mut desk = Desk::new();
    desk.connect();
    let watcher = desk.watch(ActivityFilter::any(), 16);
    desk.answer(&["a"]);
    assert!(desk.tracker.is_synced());
    assert_eq!(desk.take(watcher), "");
    desk.pass(2.0);
    desk.answer(&["a"]);
    assert_eq!(desk.take(watcher), "(+a) resynced");
    // Unless it is no longer true by then.
    let watcher = desk.watch(ActivityFilter::any(), 16);
    desk.lose();
    desk.connect();
    desk.answer(&["a"]);
    desk.take(watcher);
    let late = desk.watch(ActivityFilter::any(), 16);
    desk.lose();
    desk.connect();
    let later = desk.watch(ActivityFilter::any(), 16);
    desk.answer(&["a"]);
    desk.apply(Input::Broadcast(ActivityEvent::disconnected(
        "test",
        Duration::ZERO,
    )));
    desk.lose();
    assert_eq!(desk.take(later), "disconnected");
    assert_eq!(desk.take(late), "(+a) resynced disconnected");
    desk.connect();
    desk.answer(&["a"]);
    assert_eq!(desk.take(later), "(+a) resynced");
}

#[test]
fn a_watcher_is_woken_when_it_has_something_to_take_and_not_again_before_it_took_it() {
    let mut desk = Desk::quiet();
    let watcher = desk.settled_watcher(&[], 16);
    desk.woken.clear();
    desk.start("a");
    desk.update("a", "one");
    assert_eq!(desk.woken, [watcher]);
    desk.take(watcher);
    desk.update("a", "two");
    assert_eq!(desk.woken, [watcher, watcher]);
}

#[test]
fn a_slow_watcher_lags_alone_and_is_then_told_from_the_state() {
    let mut desk = Desk::quiet();
    let slow = desk.watch(ActivityFilter::any(), 2);
    let quick = desk.settled_watcher(&[], 100);
    desk.take(slow);
    for name in ["over", "runs"] {
        desk.start(name);
    }
    assert_eq!(desk.take(slow), "+over +runs");
    // Two events fit; the third overflows.
    desk.update("runs", "1");
    desk.start("new");
    desk.end("over");
    desk.start("short");
    desk.end("short");
    desk.update("runs", "2");
    assert_eq!(desk.take(slow), "lagged:6 -over +new =runs");
    assert_eq!(desk.title("runs"), "2");
    assert_eq!(
        desk.take(quick),
        "+over +runs =runs +new -over +short -short =runs"
    );
    desk.end("runs");
    assert_eq!(desk.take(slow), "-runs");
}

#[test]
fn what_ends_while_a_lag_is_made_up_for_is_told_in_full() {
    let mut desk = Desk::quiet();
    let slow = desk.settled_watcher(&[], 1);
    desk.start("a");
    desk.start("b");
    assert_eq!(desk.take_one(slow).unwrap(), "lagged:2");
    assert_eq!(desk.take_one(slow).unwrap(), "+a");
    // No longer inside the lag: it was told of that already.
    desk.end("b");
    assert_eq!(desk.take(slow), "lagged:2 =a");
    let roomy = desk.settled_watcher(&["a"], 2);
    for name in ["c", "d", "e"] {
        desk.start(name);
    }
    assert_eq!(desk.take_one(roomy).unwrap(), "lagged:3");
    desk.end("e");
    assert_eq!(desk.take(roomy), "=a +c +d +e -e");
}

#[test]
fn the_newest_state_of_the_connection_survives_a_lag() {
    let mut desk = Desk::quiet();
    let slow = desk.settled_watcher(&[], 1);
    desk.start("a");
    desk.apply(Input::Broadcast(ActivityEvent::disconnected(
        "test",
        Duration::ZERO,
    )));
    desk.apply(Input::Broadcast(ActivityEvent::connected(
        crate::model::Transport::WebSocket,
    )));
    assert_eq!(desk.take(slow), "lagged:2 +a connected");
}

#[test]
fn a_watcher_that_never_takes_anything_costs_no_more_with_time() {
    let mut desk = Desk::quiet();
    let slow = desk.settled_watcher(&[], 4);
    for round in 0..1_000 {
        let name = format!("{round}");
        desk.start(&name);
        desk.update(&name, "x");
        desk.end(&name);
    }
    let sizes = desk.tracker.watchers.get(slow).unwrap().queue.sizes();
    assert!(sizes.0 <= 4 && sizes.1 == 0 && sizes.2 == 0, "{sizes:?}");
    assert_eq!(desk.take(slow), "lagged:3000");
}

#[test]
fn a_match_is_for_life_and_comes_when_the_field_comes() {
    let mut desk = Desk::quiet();
    let section = desk.watch(ActivityFilter::any().section("2"), 16);
    let quick = desk.watch(ActivityFilter::any().cancellable(true), 16);
    desk.list(&[]);
    desk.list(&[]);
    desk.say(
        NotificationKind::Started,
        r#"{"uuid":"a","type":"scan","cancellable":true}"#,
    );
    desk.say(
        NotificationKind::Updated,
        r#"{"uuid":"a","cancellable":false,"Context":{"librarySectionID":"2"}}"#,
    );
    desk.say(
        NotificationKind::Updated,
        r#"{"uuid":"a","Context":{"key":"/library/metadata/7"}}"#,
    );
    desk.end("a");
    assert_eq!(desk.take(section), "+a =a -a");
    assert_eq!(desk.take(quick), "+a =a =a -a");
}

#[test]
fn an_end_that_brings_what_the_filter_needs_is_told_with_its_start() {
    let mut desk = Desk::quiet();
    let watcher = desk.watch(ActivityFilter::any().section("2"), 16);
    desk.list(&[]);
    desk.start("a");
    desk.start("b");
    desk.say(
        NotificationKind::Ended,
        r#"{"uuid":"a","Context":{"librarySectionID":"2"}}"#,
    );
    desk.end("b");
    assert_eq!(desk.take(watcher), "+a -a");
}

#[test]
fn watchers_of_one_uuid_are_found_by_it_and_leave_nothing_behind() {
    let mut desk = Desk::quiet();
    let empty = desk.tracker.watchers.clone();
    let one = desk.watch(ActivityFilter::any().id(id("a")), 16);
    let all = desk.watch(ActivityFilter::any(), 16);
    desk.list(&[]);
    for name in ["a", "b"] {
        desk.start(name);
    }
    assert_eq!(desk.take(one), "+a");
    desk.leave(one);
    desk.leave(all);
    assert_eq!(desk.tracker.watchers, empty);
    for live in desk.tracker.lives.values() {
        assert!(live.audience.is_empty() && live.undecided.is_empty());
    }
    assert_eq!(desk.tracker.pop(desk.moment(), one), Taken::Closed);
}

#[test]
fn events_say_how_long_an_activity_has_stood_still() {
    let mut desk = Desk::quiet();
    let watcher = desk.settled_watcher(&[], 16);
    let still = |desk: &mut Desk| match desk.tracker.pop(desk.moment(), watcher) {
        Taken::Event(
            ActivityEvent::Started { last_moved, .. }
            | ActivityEvent::Updated { last_moved, .. }
            | ActivityEvent::Ended { last_moved, .. },
        ) => last_moved.as_secs(),
        other => panic!("{other:?}"),
    };
    desk.update("a", "41 %");
    desk.pass(7.0);
    // The same again is news, and no movement.
    desk.update("a", "41 %");
    desk.pass(3.0);
    desk.update("a", "42 %");
    desk.pass(2.0);
    desk.end("a");
    let all: Vec<_> = (0..4).map(|_| still(&mut desk)).collect();
    assert_eq!(all, [0, 7, 0, 2]);
}
