//! By hand: one end, no resurrection, no false end, no lost end.

use std::time::Duration;

use super::harness::{Harness, activity, id, named};
use crate::error::ErrorKind;
use crate::limits::MAX_REMEMBERED_BYTES;
use crate::tracker::{Epoch, How, Input, ListFailure, NotificationKind, TrackerPolicy};

#[test]
fn an_activity_has_one_start_one_end_and_nothing_after_it() {
    let mut harness = Harness::quiet();
    let watcher = harness.settled_watcher(&[], 16);
    harness.start("a");
    harness.update("a", "one");
    harness.end("a");
    harness.update("a", "late");
    harness.start("a");
    harness.end("a");
    assert_eq!(harness.take(watcher), "+a =a -a");
    harness.list(&["a"]);
    assert_eq!(harness.take(watcher), "");
}

#[test]
fn an_activity_first_seen_midway_or_at_its_end_is_started_first() {
    let mut harness = Harness::quiet();
    let watcher = harness.settled_watcher(&[], 16);
    harness.update("a", "half-way");
    harness.end("b");
    harness.list(&["a", "c"]);
    assert_eq!(harness.take(watcher), "+a +b -b (+c)");
}

#[test]
fn a_second_started_notification_starts_and_overwrites_nothing() {
    let mut harness = Harness::quiet();
    let watcher = harness.settled_watcher(&[], 16);
    harness.update("a", "Scanning Movies");
    harness.say(
        NotificationKind::Started,
        r#"{"uuid":"a","type":"scan","title":"Scanning","progress":0}"#,
    );
    assert_eq!(harness.title("a"), "Scanning Movies");
    harness.start("a");
    assert_eq!(harness.take(watcher), "+a =a");
}

#[test]
fn an_end_during_an_outage_is_told_once_as_vanished() {
    let mut harness = Harness::quiet();
    let watcher = harness.settled_watcher(&[], 16);
    let waiter = harness.wait("a");
    harness.start("a");
    harness.lose();
    harness.pass(60.0);
    harness.connect();
    harness.answer(&[]);
    assert_eq!(harness.outcome(waiter), None);
    assert!(!harness.tracker.is_synced());
    assert!(harness.tracker.is_suspect(&id("a")));
    harness.pass(2.0);
    harness.answer(&[]);
    assert_eq!(harness.outcome(waiter), Some(How::Vanished));
    assert!(harness.tracker.is_synced());
    harness.end("a");
    assert_eq!(harness.take(watcher), "+a ~a resynced");
}

#[test]
fn one_list_that_lacks_an_activity_does_not_end_it() {
    let mut harness = Harness::quiet();
    harness.start("a");
    harness.list(&[]);
    harness.list(&["a"]);
    harness.list(&[]);
    harness.update("a", "still here");
    harness.list(&[]);
    assert!(harness.tracker.find(&id("a")).is_some());
    harness.list(&[]);
    assert!(harness.tracker.find(&id("a")).is_none());
}

#[test]
fn the_list_that_confirms_is_sent_two_seconds_after_the_first_was_answered() {
    let mut harness = Harness::quiet();
    harness.start("a");
    harness.ask();
    harness.pass(5.0);
    harness.answer(&[]);
    // A new connection asks at once, which is too soon to confirm anything.
    harness.lose();
    harness.connect();
    harness.answer(&[]);
    assert!(harness.tracker.find(&id("a")).is_some());
    harness.pass(1.9);
    assert!(harness.list.is_none());
    harness.pass(0.2);
    harness.answer(&[]);
    assert!(harness.tracker.find(&id("a")).is_none());
}

#[test]
fn absence_says_nothing_about_what_began_after_the_list_was_sent() {
    let mut harness = Harness::quiet();
    harness.ask();
    harness.start("a");
    harness.answer(&[]);
    assert!(!harness.tracker.is_suspect(&id("a")));
}

#[test]
fn progress_never_ends_anything() {
    let mut harness = Harness::quiet();
    harness.say(NotificationKind::Updated, r#"{"uuid":"a","progress":100}"#);
    harness.list(&["a"]);
    harness.pass(200.0);
    assert!(harness.tracker.find(&id("a")).is_some());
}

#[test]
fn a_stale_list_does_not_revive_what_has_ended() {
    let mut harness = Harness::quiet();
    let watcher = harness.settled_watcher(&[], 16);
    harness.start("a");
    harness.ask();
    harness.end("a");
    harness.answer(&["a"]);
    assert_eq!(harness.take(watcher), "+a -a");
    // Nor does one that was never told that it is over: the notification was clear.
    for _ in 0..5 {
        harness.list(&["a"]);
    }
    assert_eq!(harness.take(watcher), "");
}

#[test]
fn a_wait_for_an_inferred_end_is_over_only_after_a_list_confirms_it() {
    let mut harness = Harness::quiet();
    harness.start("a");
    harness.list(&[]);
    harness.list(&[]);
    assert!(harness.tracker.outcome(&id("a")).is_some());
    let confirmed = harness.wait("a");
    assert_eq!(harness.outcome(confirmed), None);
    harness.list(&[]);
    assert_eq!(harness.outcome(confirmed), Some(How::Vanished));
    // When lists show it again, the wait is for its next incarnation.
    let revived = harness.wait("a");
    for _ in 0..3 {
        harness.pass(2.0);
        harness.list(&["a"]);
    }
    assert_eq!(harness.outcome(revived), None);
    harness.end("a");
    assert_eq!(harness.outcome(revived), Some(How::Ended));
}

#[test]
fn an_inferred_end_is_undone_when_two_later_lists_show_the_activity() {
    let mut harness = Harness::quiet();
    let watcher = harness.settled_watcher(&[], 16);
    let waiter = harness.wait("a");
    harness.start("a");
    harness.list(&[]);
    harness.list(&[]);
    assert_eq!(harness.outcome(waiter), Some(How::Vanished));
    harness.update("a", "not over at all");
    assert_eq!(harness.take(watcher), "+a ~a");
    harness.pass(2.0);
    harness.answer(&["a"]);
    assert_eq!(harness.take(watcher), "");
    harness.list(&["a"]);
    assert_eq!(harness.take(watcher), "(+a')");
    assert_eq!(harness.counters().begun_anew, 1);
    harness.update("a", "again");
    harness.end("a");
    assert_eq!(harness.take(watcher), "=a' -a'");
    // The waiter of the first life was woken for that.
    assert_eq!(harness.outcome(waiter), Some(How::Vanished));
}

#[test]
fn a_list_that_shows_an_inferred_end_makes_another_list_due() {
    // Found at random: nothing runs as far as is known, so no other list would ever be sent.
    let mut harness = Harness::quiet();
    harness.start("a");
    harness.list(&[]);
    harness.list(&[]);
    assert!(harness.tracker.outcome(&id("a")).is_some());
    harness.lose();
    harness.connect();
    for _ in 0..3 {
        assert!(harness.tracker.find(&id("a")).is_none());
        harness.answer(&["a"]);
        harness.pass(2.0);
    }
    assert_eq!(harness.tracker.incarnation(&id("a")), Some(1));
}

#[test]
fn an_end_of_an_earlier_connection_is_undone_by_two_later_lists_too() {
    let mut harness = Harness::quiet();
    harness.start("a");
    harness.end("a");
    harness.lose();
    harness.connect();
    // Sent too soon after the end to count.
    harness.answer(&["a"]);
    harness.list(&["a"]);
    assert!(harness.tracker.find(&id("a")).is_none());
    harness.list(&["a"]);
    assert_eq!(harness.tracker.incarnation(&id("a")), Some(1));
}

#[test]
fn a_list_is_sent_every_thirty_seconds_whatever_the_traffic() {
    let mut harness = Harness::quiet();
    harness.start("a");
    harness.pass(19.9);
    assert!(harness.list.is_none());
    harness.pass(0.1);
    harness.answer(&["a"]);
    let sent_at = harness.now;
    for _ in 0..5 {
        harness.pass(5.0);
        harness.update("a", "busy");
        assert!(harness.list.is_none(), "at {}", harness.now - sent_at);
    }
    harness.pass(5.0);
    harness.answer(&["a"]);
    harness.end("a");
    harness.pass(1_000.0);
    assert!(harness.list.is_none(), "nothing runs, and nobody waits");
}

#[test]
fn lists_go_on_while_there_is_no_connection() {
    let mut harness = Harness::quiet();
    harness.start("a");
    harness.lose();
    harness.pass(1_000.0);
    assert!(harness.list.is_none(), "nobody subscribes");
    let waiter = harness.wait("a");
    // The connection has a moment to open first.
    harness.pass(1.9);
    assert!(harness.list.is_none());
    harness.pass(0.1);
    harness.answer(&["a"]);
    harness.pass(29.9);
    assert!(harness.list.is_none());
    harness.pass(0.1);
    harness.answer(&[]);
    harness.pass(2.0);
    harness.answer(&[]);
    assert_eq!(harness.outcome(waiter), Some(How::Vanished));
    assert!(!harness.tracker.is_synced());
}

#[test]
fn a_pause_that_the_server_asks_for_is_kept_up_to_a_minute() {
    for (asked, kept) in [(7, 7), (3_600, 60)] {
        let mut harness = Harness::quiet();
        harness.start("a");
        harness.ask();
        let ticket = harness.list.take().unwrap();
        let failure = ListFailure {
            retry_after: Some(Duration::from_secs(asked)),
            ..ListFailure::new(ErrorKind::ServerBusy, "busy")
        };
        harness.apply(Input::ListFailed(ticket, failure));
        // Not even a new connection cuts it short.
        harness.lose();
        harness.connect();
        harness.pass(f64::from(kept) - 0.1);
        assert!(harness.list.is_none(), "{asked}");
        harness.pass(0.1);
        assert!(harness.list.is_some(), "{asked}");
    }
}

#[test]
fn lists_that_a_law_makes_due_are_two_seconds_apart() {
    let mut harness = Harness::quiet();
    harness.apply(Input::ListDue);
    harness.answer(&[]);
    harness.apply(Input::CancelRefused(id("a")));
    assert!(harness.list.is_none());
    harness.pass(1.9);
    assert!(harness.list.is_none());
    harness.pass(0.2);
    assert!(harness.list.is_some());
}

#[test]
fn failed_lists_are_retried_at_growing_intervals() {
    let mut harness = Harness::quiet();
    harness.start("a");
    harness.ask();
    // While the last answer is young, a server that is away for seconds must not be missed by chance.
    for _ in 0..10 {
        harness.fail(ErrorKind::Connect, "refused");
        harness.pass(1.9);
        assert!(harness.list.is_none());
        harness.pass(0.1);
        assert!(harness.list.is_some());
    }
    harness.tracker.policy.retry_often_for = Duration::ZERO;
    harness.answer(&["a"]);
    harness.ask();
    // While anything succeeded in the last five minutes, then after a while without success.
    for pause in [2.0, 4.0, 8.0, 16.0, 20.0, 20.0] {
        harness.fail(ErrorKind::Connect, "refused");
        harness.pass(pause - 0.1);
        assert!(harness.list.is_none(), "{pause}");
        harness.pass(0.1);
        assert!(harness.list.is_some(), "{pause}");
    }
    harness.pass(300.0);
    harness.fail(ErrorKind::Connect, "refused");
    harness.pass(1.0);
    harness.fail(ErrorKind::Connect, "refused");
    harness.pass(58.9);
    assert!(harness.list.is_none());
    harness.pass(0.2);
    assert!(harness.list.is_some());
}

#[test]
fn a_list_sent_before_the_loss_is_merged_and_leaves_what_it_shows_in_doubt() {
    let mut harness = Harness::quiet();
    let watcher = harness.settled_watcher(&[], 16);
    harness.start("a");
    harness.update("a", "before");
    harness.ask();
    let older = harness.list.take().unwrap();
    harness.update("a", "since");
    harness.lose();
    harness.connect();
    let old = r#"{"uuid":"a","title":"old"}"#;
    harness.answer_to(older, vec![activity(old), named("b")], &[], true);
    assert_eq!(harness.take(watcher), "+a =a =a (+b)");
    assert_eq!(harness.title("a"), "since", "the list is older than that");
    assert!(!harness.tracker.is_synced());
    // It was sent before `b` was known, so it neither shows nor ends `b`.
    harness.answer(&["a"]);
    assert!(!harness.tracker.is_synced());
    harness.list(&["a", "b"]);
    assert!(harness.tracker.is_synced());
}

#[test]
fn of_two_lists_in_flight_the_older_answer_is_discarded_when_it_comes_last() {
    let mut harness = Harness::quiet();
    harness.start("a");
    harness.ask();
    let older = harness.list.take().unwrap();
    harness.lose();
    harness.connect();
    assert!(harness.tracker.is_in_flight(older));
    harness.answer(&["a"]);
    assert!(!harness.tracker.is_in_flight(older));
    harness.answer_to(older, vec![named("b")], &[], true);
    assert!(harness.tracker.find(&id("b")).is_none());
    assert_eq!(harness.counters().void_lists, 1);
}

#[test]
fn an_end_is_found_although_lists_take_longer_than_connections_last() {
    // Lists take 4 s, and the connection is cut every 3 s.
    let mut harness = Harness::quiet();
    let watcher = harness.settled_watcher(&[], 16);
    harness.start("a");
    let began = harness.now;
    let mut in_flight = Vec::new();
    while harness.tracker.find(&id("a")).is_some() {
        assert!(harness.now - began < 20.0, "nothing is told");
        harness.lose();
        harness.connect();
        for _ in 0..30 {
            in_flight.extend(
                harness
                    .list
                    .take()
                    .map(|ticket| (ticket, harness.now + 4.0)),
            );
            // The hub drops a request whose answer would not count.
            in_flight.retain(|(ticket, _)| harness.tracker.is_in_flight(*ticket));
            let answered = in_flight.extract_if(.., |(_, at)| *at <= harness.now);
            for (ticket, _) in answered.collect::<Vec<_>>() {
                harness.answer_to(ticket, Vec::new(), &[], true);
            }
            harness.pass(0.1);
        }
    }
    assert_eq!(harness.take(watcher), "+a ~a");
}

#[test]
fn polling_confirms_with_the_second_poll() {
    let mut harness = Harness::new();
    let waiter = harness.wait("a");
    harness.apply(Input::Connected {
        epoch: Epoch(1),
        poll_every: Some(Duration::from_secs(2)),
    });
    harness.answer(&["a"]);
    harness.pass(2.0);
    harness.answer(&[]);
    harness.pass(2.0);
    harness.answer(&[]);
    assert_eq!(harness.outcome(waiter), Some(How::Vanished));
    harness.pass(100.0);
    assert!(harness.list.is_none(), "nobody is there");
}

#[test]
fn tombstones_are_kept_for_their_time_and_bounded_in_number() {
    let mut harness = Harness::with(TrackerPolicy {
        tombstones_at_most: 3,
        ..TrackerPolicy::default()
    });
    harness.connect();
    harness.answer(&[]);
    for name in ["a", "b", "c"] {
        harness.end(name);
    }
    harness.pass(599.0);
    harness.end("x");
    assert_eq!(harness.tracker.tombstones.len(), 3);
    assert!(
        harness.tracker.outcome(&id("a")).is_none(),
        "the oldest went"
    );
    assert_eq!(harness.counters().forgotten_early, 1);
    harness.pass(1.0);
    harness.end("y");
    assert_eq!(
        harness.tracker.tombstones.len(),
        2,
        "b and c were old enough"
    );
    assert_eq!(harness.counters().forgotten_early, 1);
}

#[test]
fn of_the_oldest_last_states_beyond_the_limit_only_the_uuid_is_kept() {
    const LARGE: usize = 32 * 1024;
    let kept = MAX_REMEMBERED_BYTES / LARGE;
    let mut harness = Harness::with(TrackerPolicy::default());
    harness.connect();
    harness.answer(&[]);
    let title = "T".repeat(LARGE);
    for number in 0..2 * kept {
        let activity = format!(r#"{{"uuid":"{number:04}","type":"scan","title":"{title}"}}"#);
        harness.say(NotificationKind::Ended, &activity);
    }
    let title = |number: usize| {
        let outcome = harness
            .tracker
            .outcome(&id(&format!("{number:04}")))
            .unwrap();
        outcome.last.as_ref().unwrap().title().len()
    };
    // Each is remembered; the newest as they were, of the oldest the uuid.
    let whole = (0..2 * kept)
        .filter(|&number| title(number) == LARGE)
        .count();
    assert!(
        (kept - kept / 10..=kept).contains(&whole),
        "{whole} of {kept}"
    );
    assert_eq!((title(0), title(2 * kept - 1)), (0, LARGE));
}

#[test]
fn a_tombstone_is_kept_while_the_newest_list_shows_it() {
    let mut harness = Harness::with(TrackerPolicy {
        tombstones_at_most: 1,
        ..TrackerPolicy::default()
    });
    let watcher = harness.watch(crate::tracker::ActivityFilter::any(), 16);
    harness.connect();
    harness.answer(&["a"]);
    harness.end("a");
    harness.list(&["a"]);
    for name in ["b", "c"] {
        harness.end(name);
    }
    harness.pass(1_000.0);
    harness.end("d");
    harness.list(&["a"]);
    assert_eq!(
        harness.take(watcher),
        "(+a) resynced -a +b -b +c -c +d -d",
        "a is still listed, and still over"
    );
}

#[test]
fn evicting_a_tombstone_early_stops_the_list_in_flight_from_adding() {
    let mut harness = Harness::with(TrackerPolicy {
        tombstones_at_most: 1,
        ..TrackerPolicy::default()
    });
    let watcher = harness.watch(crate::tracker::ActivityFilter::any(), 16);
    harness.connect();
    harness.answer(&[]);
    harness.start("a");
    harness.start("v");
    harness.ask();
    harness.end("a");
    harness.end("b");
    assert!(harness.tracker.outcome(&id("a")).is_none());
    harness.answer(&["a", "new"]);
    assert_eq!(harness.take(watcher), "resynced +a +v -a +b -b");
    assert!(harness.tracker.is_suspect(&id("v")), "it may end some");
    // Another list is due, and may begin running activities.
    harness.pass(2.0);
    harness.answer(&["new"]);
    assert_eq!(harness.take(watcher), "(+new) ~v");
}
