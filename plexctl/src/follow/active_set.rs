//! What runs, as far as the news tells, and since when it stands still.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use plex_api::{Activity, ActivityEvent};
use tokio::time::Instant;

use super::format::is_permanent;
use super::update::UpdateKind;
use crate::output::ActivityKey;

/// Everything that runs, on all servers.
#[derive(Default)]
pub(crate) struct ActiveSet {
    running: BTreeMap<ActivityKey, ActiveActivity>,
    /// Servers that say nothing just now, so that nobody knows what stands still there.
    silent: BTreeSet<usize>,
}

/// One activity that runs.
pub(crate) struct ActiveActivity {
    pub(crate) activity: Arc<Activity>,
    moved_at: Instant,
    /// How often its standstill was told since it moved last.
    reminders: u32,
}

impl ActiveActivity {
    /// How long it has stood still.
    pub(crate) fn still(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.moved_at)
    }
}

impl ActiveSet {
    /// Takes note of news. False when nobody would see a difference.
    pub(crate) fn take(&mut self, server: usize, news: &UpdateKind, now: Instant) -> bool {
        match news {
            UpdateKind::Event(event) => self.take_event(server, event, now),
            UpdateKind::Unreachable { .. } | UpdateKind::Failed(_) => {
                self.silent.insert(server);
                true
            }
            UpdateKind::Standstill { .. } => true,
        }
    }

    fn take_event(&mut self, server: usize, event: &ActivityEvent, now: Instant) -> bool {
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
                self.silent.remove(&server);
                true
            }
            ActivityEvent::Disconnected { .. } => {
                self.silent.insert(server);
                true
            }
            _ => true,
        }
    }

    /// What runs, in the order of servers and uuids.
    pub(crate) fn running(&self) -> impl Iterator<Item = (&ActivityKey, &ActiveActivity)> {
        self.running.iter()
    }

    /// What runs on servers that can be heard, so that a standstill is one.
    pub(crate) fn audible(&self) -> impl Iterator<Item = (&ActivityKey, &ActiveActivity)> {
        let audible = |(key, _): &(&ActivityKey, &ActiveActivity)| !self.silent.contains(&key.0);
        self.running.iter().filter(audible)
    }

    /// What has stood still for so long by now that it should be told: each after one minute, then
    /// after five, fifteen and sixty, then every hour.
    pub(crate) fn standing_still(&mut self, now: Instant) -> Vec<(usize, Arc<Activity>, Duration)> {
        let silent = &self.silent;
        let mut found = Vec::new();
        for ((server, _), running) in &mut self.running {
            let still = running.still(now);
            if silent.contains(server)
                || is_permanent(&running.activity)
                || still < reminder(running.reminders)
            {
                continue;
            }
            while still >= reminder(running.reminders) {
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

/// After how long a standstill is told for the first, second, ... time.
fn reminder(number: u32) -> Duration {
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
    fn reminders_come_less_and_less_often() {
        let minutes: Vec<u64> = (0..6).map(|n| reminder(n).as_secs() / 60).collect();
        assert_eq!(minutes, [1, 5, 15, 60, 120, 180]);
    }

    fn running(json: &str, moved_at: Instant) -> ActiveSet {
        let activity: Activity = serde_json::from_str(json).unwrap();
        let mut roster = ActiveSet::default();
        let key = (0, activity.id().clone());
        let running = ActiveActivity {
            activity: Arc::new(activity),
            moved_at,
            reminders: 0,
        };
        roster.running.insert(key, running);
        roster
    }

    #[test]
    fn a_standstill_is_told_once_for_each_reminder() {
        let begin = Instant::now();
        let mut roster = running(r#"{"uuid":"a","progress":41}"#, begin);
        let told = |roster: &mut ActiveSet, minutes: u64| {
            let now = begin + Duration::from_secs(60 * minutes);
            roster.standing_still(now).len()
        };
        let each: Vec<usize> = [0, 1, 2, 5, 6, 200, 201, 239, 240]
            .into_iter()
            .map(|minutes| told(&mut roster, minutes))
            .collect();
        assert_eq!(each, [0, 1, 0, 1, 0, 1, 0, 0, 1]);
    }

    #[test]
    fn what_stands_still_by_nature_or_out_of_sight_is_not_told() {
        let begin = Instant::now();
        let later = begin + Duration::from_secs(600);
        let mut row = running(r#"{"uuid":"a","type":"butler","progress":100}"#, begin);
        assert!(row.standing_still(later).is_empty());
        let mut silent = running(r#"{"uuid":"a","progress":41}"#, begin);
        silent.silent.insert(0);
        assert!(silent.standing_still(later).is_empty());
        silent.silent.remove(&0);
        assert_eq!(silent.standing_still(later).len(), 1);
    }
}
