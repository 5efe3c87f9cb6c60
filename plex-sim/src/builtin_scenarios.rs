//! The built-in scenarios.

use std::time::Duration;

use crate::activity_draft::ActivityDraft;
use crate::fault::Fault;
use crate::notification::Notification;
use crate::scenario::{Action, Scenario, ScenarioEntry};

const NAMES: &[&str] = &["quiet-night", "big-scan", "bad-day"];

impl Scenario {
    /// The names that [`by_name`](Self::by_name) knows.
    #[must_use]
    pub fn names() -> &'static [&'static str] {
        NAMES
    }

    /// The built-in scenario of this name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        match name {
            "quiet-night" => Some(quiet_night()),
            "big-scan" => Some(big_scan()),
            "bad-day" => Some(bad_day()),
            _ => None,
        }
    }
}

fn quiet_night() -> Scenario {
    let mut download = ActivityDraft::titled(
        "media.download",
        "Media download by guest",
        &["Cartographers (2003)"],
    );
    download.cancellable = true;
    download.user_id = Some(200_000_017);
    download.set_context("metadataID", "513");
    download.set_context("deviceID", "");
    download.progress = Some(12);
    download.steps = Some(60);
    download.every = Some(Duration::from_secs(2));
    download.forever = true;

    let mut refresh = ActivityDraft::titled(
        "library.refresh.items",
        "Refreshing",
        &[
            "Checking files",
            "Refreshing local metadata",
            "Augmenting metadata",
        ],
    );
    refresh.set_context("accessible", true);
    refresh.set_context("exists", true);
    refresh.set_context("key", "/library/metadata/181164/children");
    refresh.ends_after = Some(Duration::from_secs(4));

    let mut subscriptions = process_subscriptions();
    subscriptions.ends_after = Some(Duration::from_millis(800));

    Scenario {
        name: "quiet-night".to_owned(),
        summary: "a download that goes on until it is cancelled, an item refresh, and short jobs"
            .to_owned(),
        sections: Vec::new(),
        entries: vec![
            action(0, Action::ButlerRow),
            once(Duration::ZERO, download),
            once(Duration::ZERO, refresh.clone()),
            once(Duration::from_secs(2), subscriptions.clone()),
            repeat(seconds(20), seconds(30), refresh),
            repeat(seconds(60), seconds(60), subscriptions),
        ],
    }
}

fn big_scan() -> Scenario {
    let mut scan = ActivityDraft::titled("library.update.section", "Scanning Movies", &[]);
    scan.set_section("1");
    scan.subtitles = (1..=60)
        .map(|number| format!("Film {number:02} ({})", 1950 + number))
        .collect();
    // As in the recording: 1,553 updates, about 15 for each percent, and one more activity of which
    // only the end is sent.
    scan.steps = Some(1552);
    scan.every = Some(Duration::from_millis(15));
    let mut subscriptions = process_subscriptions();
    subscriptions.ends_after = Some(Duration::ZERO);
    subscriptions.without_started = true;

    let mut metadata =
        ActivityDraft::titled("library.update.item.metadata", "Updating metadata", &[]);
    metadata.ends_after = Some(Duration::from_secs(8));

    let mut credits = ActivityDraft::titled(
        "media.generate.credits",
        "Detecting Credits",
        &["Eleven Bridges (2021)"],
    );
    credits.cancellable = true;
    credits.ends_after = Some(Duration::from_secs(15));

    Scenario {
        name: "big-scan".to_owned(),
        summary: "a scan of a large section with 1,553 updates; item metadata follows it"
            .to_owned(),
        sections: Vec::new(),
        entries: vec![
            once(Duration::ZERO, scan),
            action(
                1,
                Action::Publish(timeline(5, r#","mediaState":"analyzing""#)),
            ),
            action(2, Action::Publish(timeline(3, ""))),
            once(Duration::from_secs(6), metadata.clone()),
            once(Duration::from_secs(12), credits),
            once(Duration::from_secs(20), metadata.clone()),
            once(Duration::from_secs(23), metadata),
            once(Duration::from_secs(24), subscriptions),
        ],
    }
}

fn process_subscriptions() -> ActivityDraft {
    let mut draft = ActivityDraft::titled(
        "provider.subscriptions.process",
        "Processing subscriptions",
        &[],
    );
    draft.cancellable = true;
    draft
}

/// The notification that a server sends for an item while it scans.
fn timeline(state: u8, more: &str) -> Notification {
    let body = format!(
        "{{\"identifier\":\"com.plexapp.plugins.library\",\"sectionID\":\"1\",\"itemID\":\"86099\",\
         \"type\":1,\"title\":\"Film 01\",\"state\":{state}{more},\"updatedAt\":1788253594}}"
    );
    Notification::new("timeline", "TimelineEntry", body)
}

/// Every fault in less than a minute. At the end no activity runs.
fn bad_day() -> Scenario {
    let mut entries = vec![action(0, Action::ButlerRow)];
    for number in 0..18 {
        entries.push(once(seconds(number * 3), bad_day_work(number)));
    }
    let mut scan = ActivityDraft::titled("library.update.section", "Scanning Movies", &[]);
    scan.set_section("1");
    scan.steps = Some(100);
    scan.every = Some(Duration::from_millis(400));
    entries.push(once(Duration::ZERO, scan));
    let faults = [
        (2, Fault::Duplicate, Some(5)),
        (5, Fault::Reorder, Some(8)),
        (8, Fault::BadJson, None),
        (9, Fault::BadUtf8, None),
        (11, Fault::HalfFrame, None),
        (13, Fault::DropNext(12), None),
        (15, Fault::CutStreams, None),
        (16, Fault::SplitFrames(7), Some(19)),
        (17, Fault::StaleList(seconds(1)), Some(21)),
        (21, Fault::SLOW_SENDER, Some(23)),
        (23, Fault::SLOW_READER, Some(25)),
        (25, Fault::EndStreams, None),
        (26, Fault::NoPings, Some(53)),
        (26, Fault::NoDownloadQueue, Some(53)),
        (26, Fault::ListedDownloads, Some(53)),
        (27, Fault::Maintenance, Some(30)),
        (27, Fault::CutConnections, None),
        (31, Fault::REFUSED_WEBSOCKET, Some(36)),
        (31, Fault::ResetConnections, None),
        (34, Fault::SilenceStreams, None),
        (38, Fault::Silence, Some(41)),
        (41, Fault::CutConnections, None),
        (43, Fault::ForgetActivities, None),
        (45, Fault::Down, Some(46)),
        (48, Fault::Restart { down: seconds(2) }, None),
    ];
    for (at, fault, lifted) in faults {
        entries.push(action(at, Action::Fault(fault)));
        entries.extend(lifted.map(|at| action(at, Action::Lift(fault))));
    }
    entries.push(action(51, Action::ButlerRow));
    entries.push(action(53, Action::LiftAll));
    let mut last = ActivityDraft::titled(
        "provider.subscriptions.process",
        "The end of a bad day",
        &[],
    );
    last.ends_after = Some(seconds(2));
    entries.push(once(seconds(58), last));
    Scenario {
        name: "bad-day".to_owned(),
        summary: "one activity after the other, and every fault, within a minute".to_owned(),
        sections: Vec::new(),
        entries,
    }
}

/// One of several kinds of work: from an activity that ends at once to one without `ended`.
fn bad_day_work(number: u64) -> ActivityDraft {
    let mut work = match number % 3 {
        0 => ActivityDraft::new("provider.subscriptions.process"),
        1 => ActivityDraft::new("library.refresh.items"),
        _ => ActivityDraft::new("media.generate.credits"),
    };
    work.title = Some(format!("Work {number}"));
    match number % 6 {
        0 => work.ends_after = Some(Duration::ZERO),
        4 => {
            work.ends_after = Some(seconds(3));
            work.without_ended = true;
        }
        5 => {
            work.ends_after = Some(seconds(3));
            work.without_started = true;
        }
        more => work.ends_after = Some(seconds(more)),
    }
    work
}

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

fn action(at: u64, action: Action) -> ScenarioEntry {
    ScenarioEntry {
        at: seconds(at),
        again: None,
        action,
    }
}

fn once(at: Duration, draft: ActivityDraft) -> ScenarioEntry {
    ScenarioEntry {
        at,
        again: None,
        action: Action::Start(Box::new(draft)),
    }
}

fn repeat(at: Duration, every: Duration, draft: ActivityDraft) -> ScenarioEntry {
    ScenarioEntry {
        at,
        again: Some(every),
        action: Action::Start(Box::new(draft)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_day_has_every_fault() {
        let faults: std::collections::BTreeSet<_> = bad_day()
            .entries
            .iter()
            .filter_map(|entry| match &entry.action {
                Action::Fault(fault) => Some(fault.name()),
                _ => None,
            })
            .collect();
        let missing: Vec<_> = Fault::NAMES
            .iter()
            .filter(|name| !faults.contains(*name))
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
