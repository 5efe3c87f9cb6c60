//! The running activities as far as the updates tell, and how long each has made no progress.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use plex_api::{Activity, ActivityEvent};
use tokio::time::Instant;

use super::format::is_permanent;
use super::update::UpdateKind;
use crate::output::ActivityKey;

/// The running activities of all servers.
#[derive(Default)]
pub(crate) struct ActiveSet {
    running: BTreeMap<ActivityKey, ActiveActivity>,
    /// Servers without a connection. Nobody knows whether their activities make progress.
    disconnected: BTreeSet<usize>,
}

/// One running activity.
pub(crate) struct ActiveActivity {
    pub(crate) activity: Arc<Activity>,
    moved_at: Instant,
    /// The number of times that its standstill was reported since it last made progress.
    reminders: u32,
}

impl ActiveActivity {
    /// The time for which it has made no progress.
    pub(crate) fn still(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.moved_at)
    }
}

impl ActiveSet {
    /// Applies an update. Returns false when it changes nothing visible.
    pub(crate) fn apply(&mut self, server: usize, update: &UpdateKind, now: Instant) -> bool {
        match update {
            UpdateKind::Event(event) => self.apply_event(server, event, now),
            UpdateKind::Unreachable { .. } | UpdateKind::Failed(_) => {
                self.disconnected.insert(server);
                true
            }
            UpdateKind::Standstill { .. } | UpdateKind::Quiet { .. } => true,
        }
    }

    fn apply_event(&mut self, server: usize, event: &ActivityEvent, now: Instant) -> bool {
        match event {
            ActivityEvent::Started {
                activity,
                last_moved,
                ..
            }
            | ActivityEvent::Updated {
                activity,
                last_moved,
                ..
            } => {
                let key = (server, activity.id().clone());
                let moved_at = now.checked_sub(*last_moved).unwrap_or(now);
                let before = self.running.get(&key);
                let is_new =
                    before.is_none_or(|before| looks_different(&before.activity, activity));
                let reminders = before
                    .filter(|_| !is_new)
                    .map_or(0, |before| before.reminders);
                let running = ActiveActivity {
                    activity: Arc::clone(activity),
                    moved_at,
                    reminders,
                };
                self.running.insert(key, running);
                is_new
            }
            ActivityEvent::Ended { activity, .. } => {
                self.running.remove(&(server, activity.id().clone()));
                true
            }
            ActivityEvent::Connected { .. } => {
                self.disconnected.remove(&server);
                true
            }
            ActivityEvent::Disconnected { .. } => {
                self.disconnected.insert(server);
                true
            }
            _ => true,
        }
    }

    /// The running activities, ordered by server and uuid.
    pub(crate) fn running(&self) -> impl Iterator<Item = (&ActivityKey, &ActiveActivity)> {
        self.running.iter()
    }

    /// The running activities of connected servers: for them a standstill is real.
    pub(crate) fn reachable(&self) -> impl Iterator<Item = (&ActivityKey, &ActiveActivity)> {
        let is_reachable =
            |(key, _): &(&ActivityKey, &ActiveActivity)| !self.disconnected.contains(&key.0);
        self.running.iter().filter(is_reachable)
    }

    /// Returns the activities whose standstill is due to be reported: after one minute, then after
    /// five, fifteen and sixty, then every hour.
    pub(crate) fn due_standstills(
        &mut self,
        now: Instant,
    ) -> Vec<(usize, Arc<Activity>, Duration)> {
        let disconnected = &self.disconnected;
        let mut found = Vec::new();
        for ((server, _), running) in &mut self.running {
            let still = running.still(now);
            if disconnected.contains(server)
                || is_permanent(&running.activity)
                || still < reminder_after(running.reminders)
            {
                continue;
            }
            while still >= reminder_after(running.reminders) {
                running.reminders += 1;
            }
            found.push((*server, Arc::clone(&running.activity), still));
        }
        found
    }
}

fn looks_different(before: &Activity, after: &Activity) -> bool {
    before.progress().percent() != after.progress().percent()
        || before.title() != after.title()
        || before.subtitle() != after.subtitle()
}

/// The time after which a standstill is reported for the first, second, ... time.
fn reminder_after(number: u32) -> Duration {
    const MINUTE: Duration = Duration::from_secs(60);
    match number {
        0 => MINUTE,
        1 => MINUTE * 5,
        2 => MINUTE * 15,
        hours => MINUTE * 60 * (hours - 2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reminders_become_less_frequent() {
        let minutes: Vec<u64> = (0..6).map(|n| reminder_after(n).as_secs() / 60).collect();
        assert_eq!(minutes, [1, 5, 15, 60, 120, 180]);
    }

    fn running(json: &str, moved_at: Instant) -> ActiveSet {
        let activity: Activity = serde_json::from_str(json).unwrap();
        let mut active = ActiveSet::default();
        let key = (0, activity.id().clone());
        let running = ActiveActivity {
            activity: Arc::new(activity),
            moved_at,
            reminders: 0,
        };
        active.running.insert(key, running);
        active
    }

    #[test]
    fn a_standstill_is_reported_once_for_each_reminder() {
        let begin = Instant::now();
        let mut active = running(r#"{"uuid":"a","progress":41}"#, begin);
        let due = |active: &mut ActiveSet, minutes: u64| {
            let now = begin + Duration::from_secs(60 * minutes);
            active.due_standstills(now).len()
        };
        let each: Vec<usize> = [0, 1, 2, 5, 6, 200, 201, 239, 240]
            .into_iter()
            .map(|minutes| due(&mut active, minutes))
            .collect();
        assert_eq!(each, [0, 1, 0, 1, 0, 1, 0, 0, 1]);
    }

    #[test]
    fn no_standstill_is_reported_for_permanent_or_unreachable_activities() {
        let begin = Instant::now();
        let later = begin + Duration::from_secs(600);
        let mut row = running(r#"{"uuid":"a","type":"butler","progress":100}"#, begin);
        assert!(row.due_standstills(later).is_empty());
        let mut disconnected = running(r#"{"uuid":"a","progress":41}"#, begin);
        disconnected.disconnected.insert(0);
        assert!(disconnected.due_standstills(later).is_empty());
        disconnected.disconnected.remove(&0);
        assert_eq!(disconnected.due_standstills(later).len(), 1);
    }
}
