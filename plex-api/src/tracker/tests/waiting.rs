//! By hand: named activities that never show, odd entries, bad messages, and quiet.

use super::harness::{Desk, activity, id};
use crate::tracker::{ActivityFilter, Done, Epoch, How, Input, NotificationKind};

#[test]
fn a_named_activity_that_never_shows_is_never_seen_after_the_grace() {
    let mut desk = Desk::quiet();
    let watcher = desk.settled_watcher(&[], 16);
    desk.pass(5.0);
    desk.apply(Input::HeaderSeen(id("a")));
    let waiter = desk.wait("a");
    desk.answer(&[]);
    desk.pass(9.9);
    assert!(desk.list.is_none() && desk.outcome(waiter).is_none());
    desk.pass(0.2);
    desk.answer(&[]);
    assert_eq!(desk.outcome(waiter), Some(How::NeverSeen));
    assert!(desk.tracker.outcome(&id("a")).is_none(), "no tombstone");
    desk.start("a");
    assert_eq!(desk.take(watcher), "+a", "it may still begin");
}

#[test]
fn lists_sent_before_somebody_named_the_activity_do_not_count() {
    let mut desk = Desk::quiet();
    desk.ask();
    let waiter = desk.wait("a");
    desk.pass(5.0);
    desk.answer(&[]);
    // The next one is the first that counts, so the last is ten seconds after that.
    desk.answer(&[]);
    desk.pass(9.9);
    assert!(desk.list.is_none());
    desk.pass(0.2);
    desk.answer(&[]);
    assert_eq!(desk.outcome(waiter), Some(How::NeverSeen));
}

#[test]
fn one_who_comes_later_gets_the_whole_grace_unless_a_header_named_it() {
    for named in [false, true] {
        let mut desk = Desk::quiet();
        if named {
            desk.apply(Input::HeaderSeen(id("a")));
        }
        let early = desk.wait("a");
        desk.answer(&[]);
        desk.pass(8.0);
        let late = desk.wait("a");
        if !named {
            desk.answer(&[]);
        }
        while desk.outcome(early).is_none() {
            desk.pass(0.1);
            if desk.list.is_some() {
                desk.answer(&[]);
            }
        }
        assert_eq!(desk.outcome(late).is_some(), named);
    }
}

#[test]
fn a_header_after_the_end_finds_the_end() {
    let mut desk = Desk::quiet();
    desk.start("a");
    desk.end("a");
    desk.apply(Input::HeaderSeen(id("a")));
    let waiter = desk.wait("a");
    assert_eq!(desk.outcome(waiter), Some(How::Ended));
}

#[test]
fn a_header_that_nobody_waits_for_is_forgotten_after_the_grace() {
    let mut desk = Desk::quiet();
    desk.apply(Input::HeaderSeen(id("a")));
    desk.answer(&[]);
    desk.pass(10.0);
    desk.answer(&[]);
    desk.pass(1_000.0);
    assert!(desk.list.is_none());
}

#[test]
fn ten_thousand_waiters_are_woken_once_each() {
    let mut desk = Desk::quiet();
    desk.start("a");
    let waiters: Vec<_> = (0..10_000).map(|_| desk.wait("a")).collect();
    desk.end("a");
    let woken: Vec<_> = desk.done.iter().map(|(waiter, _)| *waiter).collect();
    assert_eq!(woken, waiters);
    desk.done.clear();
    desk.start("a");
    desk.pass(100.0);
    assert!(desk.done.is_empty());
}

#[test]
fn a_waiter_that_left_is_not_woken() {
    let mut desk = Desk::quiet();
    desk.start("a");
    let (gone, there) = (desk.wait("a"), desk.wait("a"));
    desk.leave(gone);
    desk.end("a");
    assert_eq!(desk.outcome(gone), None);
    assert_eq!(desk.outcome(there), Some(How::Ended));
}

#[test]
fn an_entry_of_which_only_the_uuid_can_be_read_is_there() {
    let mut desk = Desk::quiet();
    let watcher = desk.settled_watcher(&[], 16);
    desk.start("a");
    for _ in 0..3 {
        desk.ask();
        desk.answer_with(Vec::new(), &[Some("a"), Some("b")], true);
    }
    assert_eq!(desk.take(watcher), "+a (+b)");
    assert!(!desk.tracker.is_suspect(&id("a")));
}

#[test]
fn incomplete_lists_end_nothing_until_the_third_in_a_row() {
    let mut desk = Desk::quiet();
    let watcher = desk.settled_watcher(&[], 16);
    desk.start("a");
    for cut in [true, false] {
        desk.ask();
        desk.answer_with(Vec::new(), if cut { &[] } else { &[None] }, !cut);
        assert!(!desk.tracker.is_suspect(&id("a")));
        // Another is due.
        desk.pass(2.0);
        assert!(desk.list.is_some());
    }
    desk.answer_with(Vec::new(), &[None], true);
    assert!(desk.tracker.is_suspect(&id("a")));
    desk.pass(2.0);
    desk.answer_with(Vec::new(), &[None], true);
    assert_eq!(desk.take(watcher), "+a incomplete ~a");
    assert_eq!(desk.counters().incomplete_lists, 4);
    assert_eq!(desk.counters().incomplete_lists_used, 2);
    // A complete one begins the count anew.
    desk.list(&[]);
    desk.start("b");
    desk.ask();
    desk.answer_with(Vec::new(), &[None], true);
    assert!(!desk.tracker.is_suspect(&id("b")));
}

#[test]
fn a_message_that_cannot_be_read_is_told_and_makes_a_list_due() {
    let mut desk = Desk::quiet();
    let watcher = desk.settled_watcher(&[], 16);
    desk.start("a");
    desk.pass(5.0);
    let excerpt = "\u{e4}".repeat(1_000);
    desk.apply(Input::Undecodable {
        epoch: Epoch(1),
        excerpt: excerpt.as_str().into(),
    });
    assert!(desk.list.is_some());
    assert_eq!(desk.counters().undecodable, 1);
    assert_eq!(desk.take(watcher), "+a undecodable");
    desk.answer(&["a"]);
    desk.apply(Input::Undecodable {
        epoch: Epoch(7),
        excerpt: "x".into(),
    });
    assert_eq!(desk.counters().undecodable, 1, "of another connection");
}

#[test]
fn a_404_on_cancel_makes_a_list_due_and_ends_nothing() {
    let mut desk = Desk::quiet();
    desk.start("a");
    desk.apply(Input::CancelRefused(id("a")));
    assert!(desk.list.is_some());
    assert!(desk.tracker.find(&id("a")).is_some());
}

#[test]
fn quiet_is_told_at_once_when_the_first_list_shows_nothing_that_matches() {
    let mut desk = Desk::quiet();
    desk.say(NotificationKind::Started, r#"{"uuid":"x","type":"butler"}"#);
    let scans = ActivityFilter::any().of_type("library.*");
    let idle = desk.idle(scans, 5, false);
    assert!(!desk.is_idle(idle));
    desk.answer_with(vec![activity(r#"{"uuid":"x","type":"butler"}"#)], &[], true);
    assert!(desk.is_idle(idle));
}

#[test]
fn a_list_sent_before_the_call_says_nothing_about_quiet() {
    let mut desk = Desk::quiet();
    desk.ask();
    let idle = desk.idle(ActivityFilter::any(), 5, false);
    desk.answer(&[]);
    assert!(!desk.is_idle(idle));
    desk.pass(2.0);
    desk.answer(&[]);
    assert!(desk.is_idle(idle));
}

#[test]
fn quiet_first_waits_for_the_period_and_a_list_that_agrees() {
    let mut desk = Desk::quiet();
    let idle = desk.idle(ActivityFilter::any(), 5, true);
    desk.answer(&[]);
    desk.pass(4.9);
    assert!(desk.list.is_none());
    desk.pass(0.1);
    assert!(!desk.is_idle(idle));
    desk.answer(&[]);
    assert!(desk.is_idle(idle));
}

#[test]
fn what_follows_a_scan_is_waited_for() {
    let mut desk = Desk::quiet();
    desk.start("scan");
    let idle = desk.idle(ActivityFilter::any(), 5, false);
    desk.answer(&["scan"]);
    desk.end("scan");
    desk.pass(4.0);
    desk.start("metadata");
    desk.pass(9.0);
    desk.end("metadata");
    desk.pass(4.9);
    assert!(desk.list.is_none());
    desk.pass(0.1);
    // The list shows one more, which no notification told of.
    desk.answer(&["more"]);
    assert!(!desk.is_idle(idle));
    desk.end("more");
    desk.pass(5.0);
    desk.answer(&[]);
    assert!(desk.is_idle(idle));
}

#[test]
fn quiet_is_not_told_when_the_first_list_shows_what_has_ended_since() {
    // Found at random: the end overtook the list, so nothing matched any more when it was merged.
    let mut desk = Desk::quiet();
    desk.start("scan");
    let idle = desk.idle(ActivityFilter::any(), 5, false);
    desk.end("scan");
    desk.answer(&["scan"]);
    assert!(!desk.is_idle(idle));
    desk.pass(5.0);
    desk.answer(&[]);
    assert!(desk.is_idle(idle));
}

#[test]
fn quiet_is_not_told_when_a_list_that_could_not_be_relied_on_showed_what_matches() {
    // Found at random: the first list that could be relied on was empty by then.
    let mut desk = Desk::quiet();
    let idle = desk.idle(ActivityFilter::any(), 5, false);
    desk.answer_with(vec![activity(r#"{"uuid":"scan"}"#)], &[None], true);
    desk.end("scan");
    desk.pass(2.0);
    desk.answer(&[]);
    assert!(!desk.is_idle(idle));
    desk.pass(5.0);
    desk.answer(&[]);
    assert!(desk.is_idle(idle));
}

#[test]
fn a_loss_restarts_the_quiet_period() {
    let mut desk = Desk::quiet();
    let idle = desk.idle(ActivityFilter::any(), 5, true);
    desk.answer(&[]);
    desk.pass(4.0);
    desk.lose();
    desk.pass(60.0);
    desk.connect();
    desk.answer(&[]);
    desk.pass(4.9);
    assert!(desk.list.is_none() && !desk.is_idle(idle));
    desk.pass(0.1);
    desk.answer(&[]);
    assert!(desk.is_idle(idle));
}

#[test]
fn what_may_match_counts_until_it_is_known_not_to_and_then_never_did() {
    let mut desk = Desk::quiet();
    let idle = desk.idle(ActivityFilter::any().section("2"), 5, true);
    desk.answer(&[]);
    desk.pass(3.0);
    desk.start("other");
    desk.pass(1.0);
    desk.say(
        NotificationKind::Updated,
        r#"{"uuid":"other","Context":{"librarySectionID":"3"}}"#,
    );
    desk.pass(1.0);
    desk.answer_with(
        vec![activity(
            r#"{"uuid":"other","Context":{"librarySectionID":"3"}}"#,
        )],
        &[],
        true,
    );
    assert!(desk.is_idle(idle));
}

#[test]
fn one_that_may_match_is_waited_for() {
    let mut desk = Desk::quiet();
    desk.start("a");
    let idle = desk.idle(ActivityFilter::any().section("2"), 5, false);
    desk.answer(&["a"]);
    for _ in 0..5 {
        desk.pass(6.0);
        desk.list(&["a"]);
        assert!(!desk.is_idle(idle));
    }
    desk.end("a");
    desk.pass(5.0);
    desk.answer(&[]);
    assert!(
        desk.is_idle(idle),
        "its end is the last that was heard of it"
    );
}

#[test]
fn only_a_butler_that_stands_at_100_since_it_was_met_is_ignored() {
    let butler = |progress: u32| {
        format!(r#"{{"uuid":"b","type":"butler","progress":{progress},"title":"Idle"}}"#)
    };
    for (first, then, ignored) in [(100, 100, true), (99, 100, false), (100, 50, false)] {
        let mut desk = Desk::new();
        desk.connect();
        desk.answer_with(vec![activity(&butler(first))], &[], true);
        desk.ask();
        desk.answer_with(vec![activity(&butler(then))], &[], true);
        let idle = desk.idle(ActivityFilter::any(), 5, false);
        desk.ask();
        desk.answer_with(vec![activity(&butler(then))], &[], true);
        assert_eq!(desk.is_idle(idle), ignored, "{first}, {then}");
    }
    let mut desk = Desk::new();
    desk.connect();
    let scan = r#"{"uuid":"s","type":"scan","progress":100}"#;
    desk.answer_with(vec![activity(scan)], &[], true);
    let idle = desk.idle(ActivityFilter::any(), 5, false);
    desk.ask();
    desk.answer_with(vec![activity(scan)], &[], true);
    assert!(!desk.is_idle(idle), "a scan at 100 is no butler");
}

#[test]
fn closing_tells_everybody_and_forgets_what_runs_but_not_what_ended() {
    let mut desk = Desk::quiet();
    let watcher = desk.settled_watcher(&[], 16);
    desk.start("a");
    desk.start("over");
    desk.end("over");
    let (waiter, idle) = (desk.wait("a"), desk.idle(ActivityFilter::any(), 5, false));
    desk.woken.clear();
    desk.apply(Input::Closed);
    assert_eq!(desk.done, [(waiter, Done::Closed), (idle, Done::Closed)]);
    assert_eq!(desk.woken, [watcher]);
    for expected in ["+a", "+over", "-over"] {
        assert_eq!(desk.take_one(watcher).unwrap(), expected);
    }
    let closed = desk.tracker.pop(desk.moment(), watcher);
    assert_eq!(closed, crate::tracker::Taken::Closed);
    assert!(desk.tracker.running().next().is_none());
    let late = desk.wait("over");
    assert_eq!(desk.outcome(late), Some(How::Ended));
    // The same tracker serves again.
    desk.leave(watcher);
    let watcher = desk.watch(ActivityFilter::any(), 16);
    desk.connect();
    desk.answer(&["a"]);
    assert_eq!(desk.take(watcher), "(+a) resynced");
}
