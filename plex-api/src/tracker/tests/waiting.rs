//! By hand: named activities that never show, odd entries, bad messages, and quiet.

use super::harness::{Harness, activity, id};
use crate::tracker::{ActivityFilter, Done, Epoch, How, Input, NotificationKind};

#[test]
fn a_named_activity_that_never_shows_is_never_seen_after_the_grace() {
    let mut harness = Harness::quiet();
    let watcher = harness.settled_watcher(&[], 16);
    harness.pass(5.0);
    harness.apply(Input::HeaderSeen(id("a")));
    let waiter = harness.wait("a");
    harness.answer(&[]);
    harness.pass(9.9);
    assert!(harness.list.is_none() && harness.outcome(waiter).is_none());
    harness.pass(0.2);
    harness.answer(&[]);
    assert_eq!(harness.outcome(waiter), Some(How::NeverSeen));
    assert!(harness.tracker.outcome(&id("a")).is_none(), "no tombstone");
    harness.start("a");
    assert_eq!(harness.take(watcher), "+a", "it may still begin");
}

#[test]
fn lists_sent_before_somebody_named_the_activity_do_not_count() {
    let mut harness = Harness::quiet();
    harness.ask();
    let waiter = harness.wait("a");
    harness.pass(5.0);
    harness.answer(&[]);
    // The next one is the first that counts, so the last is ten seconds after that.
    harness.answer(&[]);
    harness.pass(9.9);
    assert!(harness.list.is_none());
    harness.pass(0.2);
    harness.answer(&[]);
    assert_eq!(harness.outcome(waiter), Some(How::NeverSeen));
}

#[test]
fn a_later_waiter_gets_the_whole_grace_unless_a_header_named_the_activity() {
    for named in [false, true] {
        let mut harness = Harness::quiet();
        if named {
            harness.apply(Input::HeaderSeen(id("a")));
        }
        let early = harness.wait("a");
        harness.answer(&[]);
        harness.pass(8.0);
        let late = harness.wait("a");
        if !named {
            harness.answer(&[]);
        }
        while harness.outcome(early).is_none() {
            harness.pass(0.1);
            if harness.list.is_some() {
                harness.answer(&[]);
            }
        }
        assert_eq!(harness.outcome(late).is_some(), named);
    }
}

#[test]
fn a_header_after_the_end_finds_the_end() {
    let mut harness = Harness::quiet();
    harness.start("a");
    harness.end("a");
    harness.apply(Input::HeaderSeen(id("a")));
    let waiter = harness.wait("a");
    assert_eq!(harness.outcome(waiter), Some(How::Ended));
}

#[test]
fn a_header_that_nobody_waits_for_is_forgotten_after_the_grace() {
    let mut harness = Harness::quiet();
    harness.apply(Input::HeaderSeen(id("a")));
    harness.answer(&[]);
    harness.pass(10.0);
    harness.answer(&[]);
    harness.pass(1_000.0);
    assert!(harness.list.is_none());
}

#[test]
fn ten_thousand_waiters_are_woken_once_each() {
    let mut harness = Harness::quiet();
    harness.start("a");
    let waiters: Vec<_> = (0..10_000).map(|_| harness.wait("a")).collect();
    harness.end("a");
    let woken: Vec<_> = harness.done.iter().map(|(waiter, _)| *waiter).collect();
    assert_eq!(woken, waiters);
    harness.done.clear();
    harness.start("a");
    harness.pass(100.0);
    assert!(harness.done.is_empty());
}

#[test]
fn a_waiter_that_left_is_not_woken() {
    let mut harness = Harness::quiet();
    harness.start("a");
    let (gone, there) = (harness.wait("a"), harness.wait("a"));
    harness.leave(gone);
    harness.end("a");
    assert_eq!(harness.outcome(gone), None);
    assert_eq!(harness.outcome(there), Some(How::Ended));
}

#[test]
fn an_entry_with_only_a_readable_uuid_counts_as_present() {
    let mut harness = Harness::quiet();
    let watcher = harness.settled_watcher(&[], 16);
    harness.start("a");
    for _ in 0..3 {
        harness.ask();
        harness.answer_with(Vec::new(), &[Some("a"), Some("b")], true);
    }
    assert_eq!(harness.take(watcher), "+a (+b)");
    assert!(!harness.tracker.is_suspect(&id("a")));
}

#[test]
fn incomplete_lists_end_nothing_until_the_third_in_a_row() {
    let mut harness = Harness::quiet();
    let watcher = harness.settled_watcher(&[], 16);
    harness.start("a");
    for cut in [true, false] {
        harness.ask();
        harness.answer_with(Vec::new(), if cut { &[] } else { &[None] }, !cut);
        assert!(!harness.tracker.is_suspect(&id("a")));
        // Another is due.
        harness.pass(2.0);
        assert!(harness.list.is_some());
    }
    harness.answer_with(Vec::new(), &[None], true);
    assert!(harness.tracker.is_suspect(&id("a")));
    harness.pass(2.0);
    harness.answer_with(Vec::new(), &[None], true);
    assert_eq!(harness.take(watcher), "+a incomplete ~a");
    assert_eq!(harness.counters().incomplete_lists, 4);
    assert_eq!(harness.counters().incomplete_lists_used, 2);
    // A complete one begins the count anew.
    harness.list(&[]);
    harness.start("b");
    harness.ask();
    harness.answer_with(Vec::new(), &[None], true);
    assert!(!harness.tracker.is_suspect(&id("b")));
}

#[test]
fn a_message_that_cannot_be_read_is_told_and_makes_a_list_due() {
    let mut harness = Harness::quiet();
    let watcher = harness.settled_watcher(&[], 16);
    harness.start("a");
    harness.pass(5.0);
    let excerpt = "\u{e4}".repeat(1_000);
    harness.apply(Input::Undecodable {
        epoch: Epoch(1),
        excerpt: excerpt.as_str().into(),
    });
    assert!(harness.list.is_some());
    assert_eq!(harness.counters().undecodable, 1);
    assert_eq!(harness.take(watcher), "+a undecodable");
    harness.answer(&["a"]);
    harness.apply(Input::Undecodable {
        epoch: Epoch(7),
        excerpt: "x".into(),
    });
    assert_eq!(harness.counters().undecodable, 1, "of another connection");
}

#[test]
fn a_404_on_cancel_makes_a_list_due_and_ends_nothing() {
    let mut harness = Harness::quiet();
    harness.start("a");
    harness.apply(Input::CancelRefused(id("a")));
    assert!(harness.list.is_some());
    assert!(harness.tracker.find(&id("a")).is_some());
}

#[test]
fn an_idle_wait_ends_at_once_when_the_first_list_shows_no_match() {
    let mut harness = Harness::quiet();
    harness.say(NotificationKind::Started, r#"{"uuid":"x","type":"butler"}"#);
    let scans = ActivityFilter::any().of_type("library.*");
    let idle = harness.idle(scans, 5, false);
    assert!(!harness.is_idle(idle));
    harness.answer_with(vec![activity(r#"{"uuid":"x","type":"butler"}"#)], &[], true);
    assert!(harness.is_idle(idle));
}

#[test]
fn a_list_sent_before_the_call_says_nothing_about_quiet() {
    let mut harness = Harness::quiet();
    harness.ask();
    let idle = harness.idle(ActivityFilter::any(), 5, false);
    harness.answer(&[]);
    assert!(!harness.is_idle(idle));
    harness.pass(2.0);
    harness.answer(&[]);
    assert!(harness.is_idle(idle));
}

#[test]
fn quiet_first_waits_for_the_period_and_a_list_that_agrees() {
    let mut harness = Harness::quiet();
    let idle = harness.idle(ActivityFilter::any(), 5, true);
    harness.answer(&[]);
    harness.pass(4.9);
    assert!(harness.list.is_none());
    harness.pass(0.1);
    assert!(!harness.is_idle(idle));
    harness.answer(&[]);
    assert!(harness.is_idle(idle));
}

#[test]
fn an_idle_wait_covers_the_metadata_refresh_after_a_scan() {
    let mut harness = Harness::quiet();
    harness.start("scan");
    let idle = harness.idle(ActivityFilter::any(), 5, false);
    harness.answer(&["scan"]);
    harness.end("scan");
    harness.pass(4.0);
    harness.start("metadata");
    harness.pass(9.0);
    harness.end("metadata");
    harness.pass(4.9);
    assert!(harness.list.is_none());
    harness.pass(0.1);
    // The list shows one more, which no notification told of.
    harness.answer(&["more"]);
    assert!(!harness.is_idle(idle));
    harness.end("more");
    harness.pass(5.0);
    harness.answer(&[]);
    assert!(harness.is_idle(idle));
}

#[test]
fn an_idle_wait_goes_on_when_the_first_list_shows_an_activity_that_ended_since() {
    // Found at random: the end overtook the list, so nothing matched any more when it was merged.
    let mut harness = Harness::quiet();
    harness.start("scan");
    let idle = harness.idle(ActivityFilter::any(), 5, false);
    harness.end("scan");
    harness.answer(&["scan"]);
    assert!(!harness.is_idle(idle));
    harness.pass(5.0);
    harness.answer(&[]);
    assert!(harness.is_idle(idle));
}

#[test]
fn an_idle_wait_goes_on_when_an_incomplete_list_showed_a_match() {
    // Found at random: the first list that could be relied on was empty by then.
    let mut harness = Harness::quiet();
    let idle = harness.idle(ActivityFilter::any(), 5, false);
    harness.answer_with(vec![activity(r#"{"uuid":"scan"}"#)], &[None], true);
    harness.end("scan");
    harness.pass(2.0);
    harness.answer(&[]);
    assert!(!harness.is_idle(idle));
    harness.pass(5.0);
    harness.answer(&[]);
    assert!(harness.is_idle(idle));
}

#[test]
fn a_loss_restarts_the_quiet_period() {
    let mut harness = Harness::quiet();
    let idle = harness.idle(ActivityFilter::any(), 5, true);
    harness.answer(&[]);
    harness.pass(4.0);
    harness.lose();
    harness.pass(60.0);
    harness.connect();
    harness.answer(&[]);
    harness.pass(4.9);
    assert!(harness.list.is_none() && !harness.is_idle(idle));
    harness.pass(0.1);
    harness.answer(&[]);
    assert!(harness.is_idle(idle));
}

#[test]
fn an_activity_of_unknown_section_counts_until_its_section_is_known() {
    let mut harness = Harness::quiet();
    let idle = harness.idle(ActivityFilter::any().section("2"), 5, true);
    harness.answer(&[]);
    harness.pass(3.0);
    harness.start("other");
    harness.pass(1.0);
    harness.say(
        NotificationKind::Updated,
        r#"{"uuid":"other","Context":{"librarySectionID":"3"}}"#,
    );
    harness.pass(1.0);
    harness.answer_with(
        vec![activity(
            r#"{"uuid":"other","Context":{"librarySectionID":"3"}}"#,
        )],
        &[],
        true,
    );
    assert!(harness.is_idle(idle));
}

#[test]
fn an_activity_that_may_match_is_waited_for() {
    let mut harness = Harness::quiet();
    harness.start("a");
    let idle = harness.idle(ActivityFilter::any().section("2"), 5, false);
    harness.answer(&["a"]);
    for _ in 0..5 {
        harness.pass(6.0);
        harness.list(&["a"]);
        assert!(!harness.is_idle(idle));
    }
    harness.end("a");
    harness.pass(5.0);
    harness.answer(&[]);
    assert!(
        harness.is_idle(idle),
        "its end is the last that was heard of it"
    );
}

#[test]
fn only_a_butler_that_stands_at_100_since_it_was_met_is_ignored() {
    let butler = |progress: u32| {
        format!(r#"{{"uuid":"b","type":"butler","progress":{progress},"title":"Idle"}}"#)
    };
    for (first, then, ignored) in [(100, 100, true), (99, 100, false), (100, 50, false)] {
        let mut harness = Harness::new();
        harness.connect();
        harness.answer_with(vec![activity(&butler(first))], &[], true);
        harness.ask();
        harness.answer_with(vec![activity(&butler(then))], &[], true);
        let idle = harness.idle(ActivityFilter::any(), 5, false);
        harness.ask();
        harness.answer_with(vec![activity(&butler(then))], &[], true);
        assert_eq!(harness.is_idle(idle), ignored, "{first}, {then}");
    }
    let mut harness = Harness::new();
    harness.connect();
    let scan = r#"{"uuid":"s","type":"scan","progress":100}"#;
    harness.answer_with(vec![activity(scan)], &[], true);
    let idle = harness.idle(ActivityFilter::any(), 5, false);
    harness.ask();
    harness.answer_with(vec![activity(scan)], &[], true);
    assert!(!harness.is_idle(idle), "a scan at 100 is no butler");
}

#[test]
fn closing_ends_all_waits_and_forgets_active_activities_but_not_tombstones() {
    let mut harness = Harness::quiet();
    let watcher = harness.settled_watcher(&[], 16);
    harness.start("a");
    harness.start("over");
    harness.end("over");
    let (waiter, idle) = (
        harness.wait("a"),
        harness.idle(ActivityFilter::any(), 5, false),
    );
    harness.woken.clear();
    harness.apply(Input::Closed);
    assert_eq!(harness.done, [(waiter, Done::Closed), (idle, Done::Closed)]);
    assert_eq!(harness.woken, [watcher]);
    for expected in ["+a", "+over", "-over"] {
        assert_eq!(harness.take_one(watcher).unwrap(), expected);
    }
    let closed = harness.tracker.pop(harness.moment(), watcher);
    assert_eq!(closed, crate::tracker::Taken::Closed);
    assert!(harness.tracker.running().next().is_none());
    let late = harness.wait("over");
    assert_eq!(harness.outcome(late), Some(How::Ended));
    // The same tracker serves again.
    harness.leave(watcher);
    let watcher = harness.watch(ActivityFilter::any(), 16);
    harness.connect();
    harness.answer(&["a"]);
    assert_eq!(harness.take(watcher), "(+a) resynced");
}
