//! By hand: one end, no resurrection, no false end, no lost end.

use std::time::Duration;

use super::harness::{Desk, activity, id};
use crate::tracker::{Epoch, How, Input, NotificationKind, TrackerPolicy};

#[test]
fn a_life_is_told_once_and_nothing_comes_after_its_end() {
    let mut desk = Desk::quiet();
    let watcher = desk.settled_watcher(&[], 16);
    desk.start("a");
    desk.update("a", "one");
    desk.end("a");
    desk.update("a", "late");
    desk.start("a");
    desk.end("a");
    assert_eq!(desk.take(watcher), "+a =a -a");
    desk.list(&["a"]);
    assert_eq!(desk.take(watcher), "");
}

#[test]
fn what_is_first_met_half_way_or_at_its_end_is_announced() {
    let mut desk = Desk::quiet();
    let watcher = desk.settled_watcher(&[], 16);
    desk.update("a", "half-way");
    desk.end("b");
    desk.list(&["a", "c"]);
    assert_eq!(desk.take(watcher), "+a +b -b (+c)");
}

#[test]
fn started_twice_is_one_start_and_a_late_one_overwrites_nothing() {
    let mut desk = Desk::quiet();
    let watcher = desk.settled_watcher(&[], 16);
    desk.update("a", "Scanning Movies");
    desk.say(
        NotificationKind::Started,
        r#"{"uuid":"a","type":"scan","title":"Scanning","progress":0}"#,
    );
    assert_eq!(desk.title("a"), "Scanning Movies");
    desk.start("a");
    assert_eq!(desk.take(watcher), "+a =a");
}

#[test]
fn an_end_that_fell_into_a_gap_is_told_once_and_marked() {
    let mut desk = Desk::quiet();
    let watcher = desk.settled_watcher(&[], 16);
    let waiter = desk.wait("a");
    desk.start("a");
    desk.lose();
    desk.pass(60.0);
    desk.connect();
    desk.answer(&[]);
    assert_eq!(desk.outcome(waiter), None);
    assert!(!desk.tracker.is_synced());
    assert!(desk.tracker.is_suspect(&id("a")));
    desk.pass(2.0);
    desk.answer(&[]);
    assert_eq!(desk.outcome(waiter), Some(How::Vanished));
    assert!(desk.tracker.is_synced());
    desk.end("a");
    assert_eq!(desk.take(watcher), "+a ~a resynced");
}

#[test]
fn one_list_that_lacks_an_activity_does_not_end_it() {
    let mut desk = Desk::quiet();
    desk.start("a");
    desk.list(&[]);
    desk.list(&["a"]);
    desk.list(&[]);
    desk.update("a", "still here");
    desk.list(&[]);
    assert!(desk.tracker.find(&id("a")).is_some());
    desk.list(&[]);
    assert!(desk.tracker.find(&id("a")).is_none());
}

#[test]
fn the_list_that_confirms_is_sent_two_seconds_after_the_first_was_answered() {
    let mut desk = Desk::quiet();
    desk.start("a");
    desk.ask();
    desk.pass(5.0);
    desk.answer(&[]);
    // A new connection asks at once, which is too soon to confirm anything.
    desk.lose();
    desk.connect();
    desk.answer(&[]);
    assert!(desk.tracker.find(&id("a")).is_some());
    desk.pass(1.9);
    assert!(desk.list.is_none());
    desk.pass(0.2);
    desk.answer(&[]);
    assert!(desk.tracker.find(&id("a")).is_none());
}

#[test]
fn absence_says_nothing_about_what_began_after_the_list_was_sent() {
    let mut desk = Desk::quiet();
    desk.ask();
    desk.start("a");
    desk.answer(&[]);
    assert!(!desk.tracker.is_suspect(&id("a")));
}

#[test]
fn progress_never_ends_anything() {
    let mut desk = Desk::quiet();
    desk.say(NotificationKind::Updated, r#"{"uuid":"a","progress":100}"#);
    desk.list(&["a"]);
    desk.pass(200.0);
    assert!(desk.tracker.find(&id("a")).is_some());
}

#[test]
fn a_stale_list_does_not_revive_what_has_ended() {
    let mut desk = Desk::quiet();
    let watcher = desk.settled_watcher(&[], 16);
    desk.start("a");
    desk.ask();
    desk.end("a");
    desk.answer(&["a"]);
    assert_eq!(desk.take(watcher), "+a -a");
    // Nor does one that was never told that it is over: the notification was clear.
    for _ in 0..5 {
        desk.list(&["a"]);
    }
    assert_eq!(desk.take(watcher), "");
}

#[test]
fn what_was_ended_by_inference_begins_anew_when_two_later_lists_show_it() {
    let mut desk = Desk::quiet();
    let watcher = desk.settled_watcher(&[], 16);
    let waiter = desk.wait("a");
    desk.start("a");
    desk.list(&[]);
    desk.list(&[]);
    assert_eq!(desk.outcome(waiter), Some(How::Vanished));
    desk.update("a", "not over at all");
    assert_eq!(desk.take(watcher), "+a ~a");
    desk.pass(2.0);
    desk.answer(&["a"]);
    assert_eq!(desk.take(watcher), "");
    desk.list(&["a"]);
    assert_eq!(desk.take(watcher), "(+a')");
    assert_eq!(desk.counters().begun_anew, 1);
    desk.update("a", "again");
    desk.end("a");
    assert_eq!(desk.take(watcher), "=a' -a'");
    // The waiter of the first life was woken for that.
    assert_eq!(desk.outcome(waiter), Some(How::Vanished));
}

#[test]
fn a_list_that_shows_what_was_ended_by_inference_makes_another_due_even_if_it_comes_too_soon() {
    // Found at random: nothing runs as far as is known, so no other list would ever be sent.
    let mut desk = Desk::quiet();
    desk.start("a");
    desk.list(&[]);
    desk.list(&[]);
    assert!(desk.tracker.outcome(&id("a")).is_some());
    desk.lose();
    desk.connect();
    for _ in 0..3 {
        assert!(desk.tracker.find(&id("a")).is_none());
        desk.answer(&["a"]);
        desk.pass(2.0);
    }
    assert_eq!(desk.tracker.incarnation(&id("a")), Some(1));
}

#[test]
fn what_ended_on_an_earlier_connection_may_begin_anew_too() {
    let mut desk = Desk::quiet();
    desk.start("a");
    desk.end("a");
    desk.lose();
    desk.connect();
    // Sent too soon after the end to count.
    desk.answer(&["a"]);
    desk.list(&["a"]);
    assert!(desk.tracker.find(&id("a")).is_none());
    desk.list(&["a"]);
    assert_eq!(desk.tracker.incarnation(&id("a")), Some(1));
}

#[test]
fn a_list_is_sent_after_silence_and_now_and_then_whatever_the_traffic() {
    let mut desk = Desk::quiet();
    desk.start("a");
    desk.pass(29.0);
    assert!(desk.list.is_none());
    desk.pass(1.0);
    desk.answer(&["a"]);
    let sent_at = desk.now;
    for _ in 0..11 {
        desk.pass(5.0);
        desk.update("a", "busy");
        assert!(desk.list.is_none(), "at {}", desk.now - sent_at);
    }
    desk.pass(5.0);
    desk.answer(&["a"]);
    desk.end("a");
    desk.pass(1_000.0);
    assert!(desk.list.is_none(), "nothing runs, and nobody waits");
}

#[test]
fn no_list_is_sent_without_a_connection() {
    let mut desk = Desk::quiet();
    desk.start("a");
    desk.lose();
    desk.wait("b");
    desk.pass(1_000.0);
    assert!(desk.list.is_none());
    assert_eq!(desk.tracker.next_deadline(), None);
}

#[test]
fn lists_that_a_law_makes_due_are_two_seconds_apart() {
    let mut desk = Desk::quiet();
    desk.apply(Input::ListDue);
    desk.answer(&[]);
    desk.apply(Input::CancelRefused(id("a")));
    assert!(desk.list.is_none());
    desk.pass(1.9);
    assert!(desk.list.is_none());
    desk.pass(0.2);
    assert!(desk.list.is_some());
}

#[test]
fn a_failed_list_is_sent_again_ever_more_rarely() {
    let mut desk = Desk::quiet();
    desk.start("a");
    desk.ask();
    for pause in [2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0] {
        let ticket = desk.list.take().unwrap();
        desk.apply(Input::ListFailed(ticket));
        desk.pass(pause - 0.1);
        assert!(desk.list.is_none(), "{pause}");
        desk.pass(0.1);
        assert!(desk.list.is_some(), "{pause}");
    }
}

#[test]
fn a_list_of_before_the_loss_is_void() {
    let mut desk = Desk::quiet();
    desk.start("a");
    desk.ask();
    let stale = desk.list.take().unwrap();
    desk.lose();
    desk.connect();
    desk.answer_to(stale, vec![activity(r#"{"uuid":"b"}"#)], &[], true);
    assert!(desk.tracker.find(&id("b")).is_none());
    assert_eq!(desk.counters().void_lists, 1);
    desk.answer(&["a"]);
    assert!(desk.tracker.is_synced());
}

#[test]
fn polling_confirms_with_the_second_poll() {
    let mut desk = Desk::new();
    let waiter = desk.wait("a");
    desk.apply(Input::Connected {
        epoch: Epoch(1),
        poll_every: Some(Duration::from_secs(2)),
    });
    desk.answer(&["a"]);
    desk.pass(2.0);
    desk.answer(&[]);
    desk.pass(2.0);
    desk.answer(&[]);
    assert_eq!(desk.outcome(waiter), Some(How::Vanished));
    desk.pass(100.0);
    assert!(desk.list.is_none(), "nobody is there");
}

#[test]
fn tombstones_are_kept_for_their_time_and_bounded_in_number() {
    let mut desk = Desk::with(TrackerPolicy {
        tombstones_at_most: 3,
        ..TrackerPolicy::default()
    });
    desk.connect();
    desk.answer(&[]);
    for name in ["a", "b", "c"] {
        desk.end(name);
    }
    desk.pass(599.0);
    desk.end("x");
    assert_eq!(desk.tracker.tombstones.len(), 3);
    assert!(desk.tracker.outcome(&id("a")).is_none(), "the oldest went");
    assert_eq!(desk.counters().forgotten_early, 1);
    desk.pass(1.0);
    desk.end("y");
    assert_eq!(desk.tracker.tombstones.len(), 2, "b and c were old enough");
    assert_eq!(desk.counters().forgotten_early, 1);
}

#[test]
fn what_the_newest_list_shows_is_never_forgotten() {
    let mut desk = Desk::with(TrackerPolicy {
        tombstones_at_most: 1,
        ..TrackerPolicy::default()
    });
    let watcher = desk.watch(crate::tracker::ActivityFilter::any(), 16);
    desk.connect();
    desk.answer(&["a"]);
    desk.end("a");
    desk.list(&["a"]);
    for name in ["b", "c"] {
        desk.end(name);
    }
    desk.pass(1_000.0);
    desk.end("d");
    desk.list(&["a"]);
    assert_eq!(
        desk.take(watcher),
        "(+a) resynced -a +b -b +c -c +d -d",
        "a is still listed, and still over"
    );
}

#[test]
fn forgetting_early_makes_the_list_on_its_way_begin_nothing() {
    let mut desk = Desk::with(TrackerPolicy {
        tombstones_at_most: 1,
        ..TrackerPolicy::default()
    });
    let watcher = desk.watch(crate::tracker::ActivityFilter::any(), 16);
    desk.connect();
    desk.answer(&[]);
    desk.start("a");
    desk.start("v");
    desk.ask();
    desk.end("a");
    desk.end("b");
    assert!(desk.tracker.outcome(&id("a")).is_none());
    desk.answer(&["a", "new"]);
    assert_eq!(desk.take(watcher), "resynced +a +v -a +b -b");
    assert!(desk.tracker.is_suspect(&id("v")), "it may end some");
    // Another is due, and may begin what runs.
    desk.pass(2.0);
    desk.answer(&["new"]);
    assert_eq!(desk.take(watcher), "(+new) ~v");
}
