//! Says what a wait waits for, when it takes longer than a moment.

use std::time::Duration;

use plex_api::{Activity, IdleReason};
use tokio::time::Instant;

use super::format::{display_name, format_duration};

/// A shorter wait needs no explanation.
const FIRST_AFTER: Duration = Duration::from_secs(5);

/// The shortest time between two reports.
const EVERY: Duration = Duration::from_secs(60);

/// How many reasons a report names.
const NAMED: usize = 3;

/// One reason why a wait goes on.
pub(crate) struct WaitReason {
    /// A change of it is worth another report. It says which activity, and why it counts.
    key: String,
    /// The reason for people, after "waiting for".
    text: String,
}

/// When a wait began, and what was reported of it.
pub(crate) struct WaitReport {
    began: Instant,
    told: Option<(Instant, Vec<String>)>,
}

impl WaitReport {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            began: now,
            told: None,
        }
    }

    /// Whether a report may be due, so that the reasons are needed.
    pub(super) fn may_be_due(&self, now: Instant) -> bool {
        let due = match self.told {
            None => self.began + FIRST_AFTER,
            Some((at, _)) => at + EVERY,
        };
        now >= due
    }

    /// The report that is due: the first one, or one with other reasons than the last.
    pub(crate) fn take_due(&mut self, now: Instant, reasons: &[WaitReason]) -> Option<String> {
        if reasons.is_empty() || !self.may_be_due(now) {
            return None;
        }
        let keys: Vec<String> = reasons.iter().map(|one| one.key.clone()).collect();
        if self.told.as_ref().is_some_and(|(_, told)| *told == keys) {
            return None;
        }
        self.told = Some((now, keys));
        let named = reasons.iter().take(NAMED).map(|one| one.text.as_str());
        let mut line = format!("waiting for {}", named.collect::<Vec<_>>().join("; "));
        if reasons.len() > NAMED {
            line.push_str(&format!("; and {} more", reasons.len() - NAMED));
        }
        Some(line)
    }
}

impl WaitReason {
    /// The wait is for this activity.
    pub(super) fn running(activity: &Activity, still: Duration) -> Self {
        let progress = activity.progress();
        Self::activity(activity, &format!("which is running ({progress})"), still)
    }

    /// The wait is for an activity that no list or notification has shown.
    pub(super) fn unseen(id: &str) -> Self {
        let text = format!("{id}, which the server has not listed so far");
        Self::other("unseen", text)
    }

    /// Why a wait until idle goes on.
    pub(super) fn from_idle(reason: &IdleReason) -> Self {
        match reason {
            IdleReason::Matches {
                activity,
                last_moved,
                ..
            } => Self::activity(activity, "which matches", *last_moved),
            IdleReason::MayMatch {
                activity,
                last_moved,
                missing,
                ..
            } => {
                let why = match *missing {
                    "Context" => {
                        "which may match: its section is unknown, because it has no Context"
                            .to_owned()
                    }
                    missing => format!("which may match: the server has not sent its {missing}"),
                };
                Self::activity(activity, &why, *last_moved)
            }
            IdleReason::Unreadable => Self::other(
                "unreadable",
                "entries of the server's list that cannot be read and may match",
            ),
            IdleReason::NotFollowed => Self::other(
                "not followed",
                "activities beyond the number that plexctl can follow",
            ),
            IdleReason::ListsFailing { reason, .. } => Self::other(
                "lists",
                format!("a list of activities that can be used: {reason}"),
            ),
            IdleReason::NotSynced => Self::other(
                "not synced",
                "a connection, and a list that was sent since it opened",
            ),
            _ => Self::other("another", "another reason"),
        }
    }

    /// Nothing is running, and the wait is until that has lasted for long enough.
    pub(super) fn quiet() -> Self {
        Self::other(
            "quiet",
            "the quiet period to pass: no matching activity is running",
        )
    }

    fn activity(activity: &Activity, why: &str, still: Duration) -> Self {
        let (name, kind, id) = (display_name(activity), activity.kind(), activity.id());
        let kind = if kind.is_empty() { "no type" } else { kind };
        let mut text = format!("{name} ({kind}, {id}), {why}");
        if still >= Duration::from_secs(1) {
            text.push_str(&format!(", no progress for {}", format_duration(still)));
        }
        // Progress is no change of what the wait waits for.
        let why = why.split(" (").next().unwrap_or(why);
        Self {
            key: format!("{id} {why}"),
            text,
        }
    }

    /// A reason that is no activity.
    pub(crate) fn other(key: &str, text: impl Into<String>) -> Self {
        Self {
            key: key.to_owned(),
            text: text.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn activity(uuid: &str, progress: u8) -> Activity {
        let json = serde_json::json!({"uuid": uuid, "type": "media.download",
            "title": "Download", "progress": progress});
        serde_json::from_value(json).unwrap()
    }

    fn reasons(uuids: &[&str], progress: u8) -> Vec<WaitReason> {
        let of = |uuid: &&str| {
            WaitReason::running(
                &activity(uuid, progress),
                Duration::from_secs(progress.into()),
            )
        };
        uuids.iter().map(of).collect()
    }

    #[test]
    fn the_first_report_comes_after_5_seconds_and_others_only_with_news_and_once_a_minute() {
        let began = Instant::now();
        let mut report = WaitReport::new(began);
        let mut told = Vec::new();
        for second in 0..400u64 {
            let uuids: &[&str] = match second {
                0..20 => &["a"],
                20..200 => &["a", "b"],
                _ => &["b"],
            };
            let now = began + Duration::from_secs(second);
            let progress = u8::try_from(second / 4).unwrap();
            if let Some(line) = report.take_due(now, &reasons(uuids, progress)) {
                told.push((second, line));
            }
        }
        let seconds: Vec<u64> = told.iter().map(|(second, _)| *second).collect();
        assert_eq!(seconds, [5, 65, 200]);
        assert_eq!(
            told[0].1,
            "waiting for Download (media.download, a), which is running (1%), no progress for 1s"
        );
    }

    #[test]
    fn a_report_names_a_few_reasons_and_counts_the_others() {
        let began = Instant::now();
        let mut report = WaitReport::new(began);
        let many = reasons(&["a", "b", "c", "d", "e"], 0);
        let now = began + FIRST_AFTER;
        let line = report.take_due(now, &many).unwrap();
        assert!(line.ends_with("; and 2 more"), "{line}");
        assert!(!line.contains("download, d"), "{line}");
        assert!(WaitReport::new(began).take_due(now, &[]).is_none());
    }
}
