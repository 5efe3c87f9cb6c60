//! By hand: named activities that never show, odd entries, bad messages, and quiet.

use std::time::Duration;

use super::harness::{Harness, activity, id, named};
use crate::error::ErrorKind;
use crate::model::{ListedActivities, UnidentifiedEntry};
use crate::tracker::{
    ActivityFilter, Epoch, How, IdleReason, Input, ListFailure, NotificationKind, WaitEnd,
};
use crate::wire::Context;

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

/// A list with these entries, and one of this type whose uuid cannot be read.
fn with_unidentified(names: &[&str], kind: Option<&str>) -> ListedActivities {
    ListedActivities {
        entries: names.iter().map(|name| named(name)).collect(),
        unidentified: vec![UnidentifiedEntry {
            type_: kind.map(Into::into),
            context: None,
        }],
        ..ListedActivities::default()
    }
}

#[test]
fn an_entry_without_a_uuid_never_ends_an_activity_of_its_type() {
    for kind in [Some("scan"), None] {
        let mut harness = Harness::quiet();
        let watcher = harness.settled_watcher(&[], 16);
        harness.start("a");
        for _ in 0..20 {
            harness.ask();
            harness.answer_listed(with_unidentified(&[], kind));
            assert!(!harness.tracker.is_suspect(&id("a")));
        }
        assert_eq!(harness.take(watcher), "+a incomplete");
        // Nor does it help to end it with the next list that lacks it.
        harness.list(&[]);
        harness.ask();
        harness.answer_listed(with_unidentified(&[], kind));
        harness.list(&[]);
        assert_eq!(harness.take(watcher), "");
        harness.pass(2.1);
        harness.answer(&[]);
        assert_eq!(harness.take(watcher), "~a");
    }
}

#[test]
fn the_third_list_in_a_row_with_such_an_entry_ends_activities_of_other_types() {
    let mut harness = Harness::quiet();
    let watcher = harness.settled_watcher(&[], 16);
    harness.start("a");
    for _ in 0..2 {
        harness.ask();
        harness.answer_listed(with_unidentified(&[], Some("other")));
        assert!(!harness.tracker.is_suspect(&id("a")));
        // A better list may follow.
        harness.pass(2.0);
        assert!(harness.list.is_some());
    }
    harness.answer_listed(with_unidentified(&[], Some("other")));
    assert!(harness.tracker.is_suspect(&id("a")));
    harness.pass(2.0);
    harness.answer_listed(with_unidentified(&[], Some("other")));
    assert_eq!(harness.take(watcher), "+a incomplete ~a");
    assert_eq!(harness.counters().incomplete_lists, 4);
    assert_eq!(harness.counters().incomplete_lists_used, 2);
    // A complete list starts the count again.
    harness.list(&[]);
    harness.start("b");
    harness.ask();
    harness.answer_listed(with_unidentified(&[], Some("other")));
    assert!(!harness.tracker.is_suspect(&id("b")));
}

#[test]
fn an_activity_of_unknown_type_may_be_any_entry_without_a_uuid() {
    let mut harness = Harness::quiet();
    harness.say(NotificationKind::Updated, r#"{"uuid":"a"}"#);
    for _ in 0..10 {
        harness.ask();
        harness.answer_listed(with_unidentified(&[], Some("other")));
    }
    assert!(harness.tracker.find(&id("a")).is_some());
}

#[test]
fn a_tracker_is_synced_in_spite_of_an_entry_without_a_uuid_that_stays() {
    let mut harness = Harness::quiet();
    harness.start("a");
    harness.lose();
    harness.connect();
    for expected in [false, false, true] {
        harness.ask();
        harness.answer_listed(with_unidentified(&[], Some("scan")));
        assert_eq!(harness.tracker.is_synced(), expected);
    }
}

#[test]
fn a_list_that_a_limit_cut_ends_nothing_however_often_it_comes() {
    let mut harness = Harness::quiet();
    let watcher = harness.settled_watcher(&[], 16);
    let unseen = harness.wait("unseen");
    harness.start("a");
    harness.start("b");
    for _ in 0..10 {
        harness.ask();
        harness.answer_with(vec![named("b")], &[], false);
    }
    let reason = crate::tracker::list_health::cut().reason;
    assert_eq!(harness.take(watcher), format!("+a +b failing:{reason}"));
    assert_eq!(harness.tracker.list_trouble().unwrap().reason, reason);
    assert_eq!(harness.outcome(unseen), None, "it may be beyond the limit");
    // Once the list is whole again, the end is reported.
    harness.list(&["b"]);
    harness.pass(2.1);
    harness.answer(&["b"]);
    assert_eq!(harness.take(watcher), "recovered ~a");
    assert!(harness.tracker.list_trouble().is_none());
}

#[test]
fn a_bare_uuid_beyond_the_limit_is_present_and_begins_if_it_is_awaited() {
    let mut harness = Harness::quiet();
    let watcher = harness.settled_watcher(&[], 16);
    let waiter = harness.wait("awaited");
    let idle = harness.idle(ActivityFilter::any().of_type("scan"), 5, false);
    harness.start("a");
    let beyond = |names: &[&str]| ListedActivities {
        bare_ids: names.iter().map(|name| id(name)).collect(),
        ..ListedActivities::default()
    };
    for _ in 0..3 {
        harness.ask();
        harness.answer_listed(beyond(&["a", "awaited", "other"]));
    }
    assert_eq!(harness.take(watcher), "+a (+awaited)");
    assert!(!harness.tracker.is_suspect(&id("a")));
    assert!(harness.tracker.find(&id("awaited")).is_some());
    assert!(harness.tracker.find(&id("other")).is_none());
    harness.end("a");
    harness.end("awaited");
    assert_eq!(harness.outcome(waiter), Some(How::Ended));
    for _ in 0..4 {
        harness.pass(6.0);
        harness.ask();
        harness.answer_listed(beyond(&["other"]));
    }
    assert!(!harness.is_idle(idle), "it may be a scan");
    for _ in 0..4 {
        harness.pass(6.0);
        harness.list(&[]);
    }
    assert!(harness.is_idle(idle));
}

#[test]
fn lists_that_fail_are_told_once_a_minute_at_most_and_so_is_their_recovery() {
    let mut harness = Harness::quiet();
    let watcher = harness.settled_watcher(&[], 100);
    harness.wait("a");
    let began = harness.now;
    let mut told = Vec::new();
    for round in 0.. {
        harness.ask();
        if harness.now - began > 130.0 {
            break;
        }
        match round % 3 {
            0 => harness.fail(ErrorKind::Server, "500"),
            1 => harness.fail(ErrorKind::NotPlex, "a web page"),
            _ => harness.answer(&["a"]),
        }
        told.push(harness.take(watcher));
        harness.pass(3.0);
    }
    let told: Vec<_> = told.into_iter().filter(|one| !one.is_empty()).collect();
    assert_eq!(told[0], "failing:500");
    assert!(told[1].contains("recovered"), "{told:?}");
    let failing = told.iter().filter(|one| one.starts_with("failing"));
    assert_eq!(failing.count(), 3, "{told:?}");
    let recovered = told.iter().filter(|one| one.contains("recovered"));
    assert!((2..=3).contains(&recovered.count()), "{told:?}");
}

#[test]
fn a_server_that_cannot_be_reached_is_told_by_the_connection_while_that_is_down() {
    let mut harness = Harness::quiet();
    let watcher = harness.settled_watcher(&[], 16);
    harness.ask();
    harness.lose();
    harness.fail(ErrorKind::Connect, "refused");
    assert_eq!(harness.take(watcher), "");
    assert!(harness.tracker.list_trouble().is_some());
    harness.ask();
    harness.fail(ErrorKind::Server, "500");
    assert_eq!(harness.take(watcher), "failing:500");
    // A watcher that comes later hears of it too.
    let late = harness.watch(ActivityFilter::any(), 16);
    assert_eq!(harness.take(late), "known failing:500");
}

#[test]
fn a_wait_for_an_unseen_activity_ends_with_an_error_after_a_minute_of_useless_answers() {
    let mut harness = Harness::quiet();
    let early = harness.wait("a");
    let began = harness.now;
    harness.pass(30.0);
    let known = harness.wait("b");
    harness.start("b");
    let mut late = None;
    while harness.done.is_empty() {
        assert!(harness.now - began < 90.0, "it does not end");
        harness.ask();
        harness.fail(ErrorKind::Server, "500");
        if harness.now - began > 45.0 && late.is_none() {
            late = Some(harness.wait("a"));
        }
        harness.pass(0.5);
    }
    let took = harness.now - began;
    assert!((60.0..85.0).contains(&took), "{took}");
    let failure = ListFailure::new(ErrorKind::Server, "500");
    let (subscriber, done) = harness.done.remove(0);
    assert_eq!((subscriber, done), (early, WaitEnd::Unreadable(failure)));
    // The later one has its own minute, and a known activity is waited for.
    let late = late.unwrap();
    assert!(harness.outcome(known).is_none() && harness.outcome(late).is_none());
    // One usable list starts the time again.
    harness.list(&["b"]);
    let usable_at = harness.now;
    while harness.done.is_empty() {
        assert!(harness.now - usable_at < 90.0, "it does not end");
        harness.ask();
        harness.answer_with(Vec::new(), &[None], true);
        harness.pass(0.5);
    }
    assert!(harness.now - usable_at >= 60.0);
    assert!(matches!(&harness.done[..], [(one, WaitEnd::Unreadable(_))] if *one == late));
}

#[test]
fn a_wait_for_an_unseen_activity_outlasts_a_server_that_cannot_be_reached() {
    let mut harness = Harness::quiet();
    let waiter = harness.wait("a");
    for _ in 0..100 {
        harness.ask();
        harness.fail(ErrorKind::Connect, "refused");
        harness.pass(20.0);
    }
    assert_eq!(harness.outcome(waiter), None);
    // One useless answer is not enough, nor are two within the grace after a usable one.
    harness.ask();
    harness.fail(ErrorKind::Server, "500");
    assert!(harness.done.is_empty());
}

#[test]
fn an_idle_wait_counts_an_entry_without_a_uuid_by_its_type_and_context() {
    let section = |id: &str| {
        let keys = serde_json::Map::from_iter([("librarySectionID".to_owned(), id.into())]);
        Some(Context::from(keys))
    };
    let filter = ActivityFilter::any().of_type("scan").section("2");
    for (kind, context, counts) in [
        (Some("scan"), section("2"), true),
        (Some("scan"), None, true),
        (None, section("2"), true),
        (Some("scan"), section("3"), false),
        (Some("other"), section("2"), false),
    ] {
        let mut harness = Harness::quiet();
        let idle = harness.idle(filter.clone(), 5, true);
        let listed = ListedActivities {
            unidentified: vec![UnidentifiedEntry {
                type_: kind.map(Into::into),
                context: context.clone(),
            }],
            ..ListedActivities::default()
        };
        for _ in 0..10 {
            harness.ask();
            harness.answer_listed(listed.clone());
            harness.pass(3.0);
        }
        assert_eq!(harness.is_idle(idle), !counts, "{kind:?} {context:?}");
        if counts {
            let reasons = harness.idle_reasons(idle);
            assert!(
                matches!(reasons[..], [IdleReason::Unreadable]),
                "{reasons:?}"
            );
            for _ in 0..4 {
                harness.list(&[]);
                harness.pass(3.0);
            }
            assert!(harness.is_idle(idle));
        }
    }
}

#[test]
fn a_cut_list_never_shows_that_nothing_matches() {
    let mut harness = Harness::quiet();
    for quiet_first in [false, true] {
        let idle = harness.idle(ActivityFilter::any(), 5, quiet_first);
        for _ in 0..10 {
            harness.ask();
            harness.answer_with(Vec::new(), &[], false);
            harness.pass(6.0);
        }
        assert!(!harness.is_idle(idle));
    }
}

#[test]
fn an_idle_wait_names_what_it_waits_for() {
    let mut harness = Harness::quiet();
    let idle = harness.idle(ActivityFilter::any().section("2"), 5, false);
    harness.say(NotificationKind::Started, r#"{"uuid":"a"}"#);
    harness.say(
        NotificationKind::Updated,
        r#"{"uuid":"b","Context":{"librarySectionID":"2"}}"#,
    );
    harness.pass(7.0);
    let reasons = harness.idle_reasons(idle);
    let seconds = Duration::from_secs(7);
    let [
        IdleReason::Matches {
            activity: matching,
            last_moved: still,
        },
        IdleReason::MayMatch {
            activity: may_match,
            last_moved,
            missing: "Context",
        },
    ] = &reasons[..]
    else {
        panic!("{reasons:?}");
    };
    assert_eq!((&matching.uuid, *still), (&id("b"), seconds));
    assert_eq!((&may_match.uuid, *last_moved), (&id("a"), seconds));
    harness.end("a");
    harness.end("b");
    let reasons = harness.idle_reasons(idle);
    assert!(reasons.is_empty(), "only the quiet period: {reasons:?}");
    harness.lose();
    let reasons = harness.idle_reasons(idle);
    assert!(
        matches!(reasons[..], [IdleReason::NotSynced]),
        "{reasons:?}"
    );
    harness.ask();
    harness.fail(ErrorKind::Server, "500");
    let reasons = harness.idle_reasons(idle);
    let [IdleReason::ListsFailing { reason }, IdleReason::NotSynced] = &reasons[..] else {
        panic!("{reasons:?}");
    };
    assert_eq!(&**reason, "500");
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
fn a_butler_that_has_stood_at_100_for_a_minute_is_ignored() {
    let butler = r#"{"uuid":"b","type":"butler","progress":100,"title":"Idle"}"#;
    let mut harness = Harness::quiet();
    harness.say(
        NotificationKind::Updated,
        r#"{"uuid":"b","type":"butler","progress":99,"title":"Idle"}"#,
    );
    harness.say(NotificationKind::Updated, butler);
    let idle = harness.idle(ActivityFilter::any(), 5, false);
    let began = harness.now;
    while !harness.is_idle(idle) {
        harness.ask();
        harness.answer_with(vec![activity(butler)], &[], true);
        harness.pass(1.0);
        assert!(harness.now - began < 70.0);
    }
    assert!(harness.now - began >= 60.0);
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
    assert_eq!(
        harness.done,
        [(waiter, WaitEnd::Closed), (idle, WaitEnd::Closed)]
    );
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

#[test]
fn an_idle_wait_names_the_missing_field() {
    let any = ActivityFilter::any;
    for (filter, json, expected) in [
        (any().of_type("scan"), r#"{"uuid":"a"}"#, "type"),
        (any().user(1), r#"{"uuid":"a","type":"scan"}"#, "userID"),
        (any().cancellable(true), r#"{"uuid":"a"}"#, "cancellable"),
        (any().item("/1"), r#"{"uuid":"a","Context":{}}"#, "Context"),
    ] {
        let mut harness = Harness::quiet();
        let idle = harness.idle(filter, 5, false);
        harness.say(NotificationKind::Updated, json);
        let reasons = harness.idle_reasons(idle);
        let [IdleReason::MayMatch { missing, .. }] = reasons[..] else {
            panic!("{reasons:?}");
        };
        assert_eq!(missing, expected, "{json}");
    }
}
