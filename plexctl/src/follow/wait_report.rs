//! Reports the reason for a wait that takes longer than a moment.

use std::time::Duration;

use plex_api::{Activity, IdleReason};
use tokio::time::Instant;

use super::format::describe_state;

/// A shorter wait needs no explanation.
const FIRST_AFTER: Duration = Duration::from_secs(5);

/// The shortest time between two reports.
const EVERY: Duration = Duration::from_secs(60);

/// The number of reasons that a report names.
const NAMED: usize = 3;

/// One reason why a wait goes on.
pub(crate) struct WaitReason {
    /// A change of it is worth another report. It says which activity, and why it counts.
    key: String,
    /// The reason for people, after "waiting for".
    text: String,
}

/// The beginning of a wait, and its last report.
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

    /// Returns `true` if a report may be due, so that the reasons are needed.
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
        let id = activity.id();
        let text = format!("{} ({id})", describe_state(activity, still));
        Self::other(id.as_str(), text)
    }

    /// The wait is for an activity that no list or notification has shown.
    pub(super) fn unseen(id: &str) -> Self {
        let text = format!("{id}, which the server has not listed so far");
        Self::other("unseen", text)
    }

    /// The reason why a wait until idle goes on.
    pub(super) fn from_idle(reason: &IdleReason) -> Self {
        let key = match reason {
            // Progress does not change the reason for the wait.
            IdleReason::Matches { activity, .. } => format!("{} matches", activity.id()),
            IdleReason::MayMatch {
                activity, missing, ..
            } => format!("{} may match: {missing}", activity.id()),
            reason => reason.as_str().to_owned(),
        };
        Self::other(key, reason.describe())
    }

    /// Returns the report while nothing is running, and the quiet period has not passed yet.
    pub(super) fn quiet() -> Self {
        Self::other(
            "quiet",
            "the quiet period to pass: no matching activity is running",
        )
    }

    /// A reason with this text, and with the key that says whether it is another one.
    pub(crate) fn other(key: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            key: key.into(),
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
            "waiting for Download, 1%, no progress for 1s (a)"
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
        assert!(line.contains("(c)") && !line.contains("(d)"), "{line}");
        assert!(WaitReport::new(began).take_due(now, &[]).is_none());
    }
}
