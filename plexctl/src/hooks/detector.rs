//! Detects the events that hooks are for in the updates of servers. No socket and no clock.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use plex_api::{Activity, ActivityEvent, ActivityId, Observed};
use tokio::time::Instant;

use super::hook_event::HookEvent;
use crate::follow::{UpdateKind, is_permanent};

/// Two updates that tell of one move differ by less than this.
const SAME_MOVE: Duration = Duration::from_millis(500);

/// The state of all servers, according to the updates so far.
pub(crate) struct Detector {
    stalled_after: BTreeSet<Duration>,
    quiet_after: Option<Duration>,
    servers: BTreeMap<usize, ServerState>,
}

/// An event that follows from the absence of updates.
#[derive(Debug)]
pub(crate) enum Overdue {
    Stalled {
        activity: Arc<Activity>,
        still: Duration,
        /// The limit that was passed.
        after: Duration,
    },
    Quiet {
        quiet: Duration,
    },
}

#[derive(Default)]
struct ServerState {
    /// Unknown at first.
    is_connected: Option<bool>,
    was_synced: bool,
    running: BTreeMap<ActivityId, RunningActivity>,
    /// True if an activity has run since the last quiet time.
    was_busy: bool,
    idle_since: Option<Instant>,
}

struct RunningActivity {
    activity: Arc<Activity>,
    moved_at: Instant,
    /// The limits that were passed in this standstill.
    told: BTreeSet<Duration>,
}

impl Detector {
    /// Detects standstills of each of these lengths, and quiet of this length.
    pub(crate) fn new(
        stalled_after: impl IntoIterator<Item = Duration>,
        quiet_after: Option<Duration>,
    ) -> Self {
        Self {
            stalled_after: stalled_after.into_iter().collect(),
            quiet_after,
            servers: BTreeMap::new(),
        }
    }

    /// Detects standstills of these lengths from now on.
    pub(crate) fn set_stalled_after(&mut self, stalled_after: impl IntoIterator<Item = Duration>) {
        self.stalled_after = stalled_after.into_iter().collect();
    }

    /// Takes an update. Returns the event that it is.
    pub(crate) fn apply(
        &mut self,
        server: usize,
        update: &UpdateKind,
        now: Instant,
    ) -> Option<HookEvent> {
        let state = self.servers.entry(server).or_default();
        match update {
            UpdateKind::Event(event) => state.apply_event(event, now),
            UpdateKind::Unreachable { .. } | UpdateKind::Failed(_) => state.set_connected(false),
            UpdateKind::Standstill { .. } | UpdateKind::Quiet { .. } => None,
        }
    }

    /// The entries that are overdue by now, each once.
    pub(crate) fn take_overdue(&mut self, now: Instant) -> Vec<(usize, Overdue)> {
        let mut found = Vec::new();
        for (server, state) in &mut self.servers {
            // The state of an unreachable server is unknown.
            if state.is_connected != Some(true) {
                continue;
            }
            for running in state.running.values_mut() {
                let still = now.saturating_duration_since(running.moved_at);
                for after in self.stalled_after.range(..=still) {
                    if running.told.insert(*after) {
                        let activity = Arc::clone(&running.activity);
                        let after = *after;
                        found.push((
                            *server,
                            Overdue::Stalled {
                                activity,
                                still,
                                after,
                            },
                        ));
                    }
                }
            }
            let (Some(quiet), Some(since)) = (self.quiet_after, state.idle_since) else {
                continue;
            };
            if now.saturating_duration_since(since) >= quiet {
                state.idle_since = None;
                state.was_busy = false;
                found.push((*server, Overdue::Quiet { quiet }));
            }
        }
        found
    }
}

impl ServerState {
    fn apply_event(&mut self, event: &ActivityEvent, now: Instant) -> Option<HookEvent> {
        match event {
            ActivityEvent::Started {
                activity,
                observed,
                last_moved,
                ..
            } => {
                let is_new = self.put(activity, *last_moved, now);
                // The activities in the first list were running before.
                let began = *observed == Observed::Notification || self.was_synced;
                (is_new && began && *observed != Observed::Known).then_some(HookEvent::Started)
            }
            ActivityEvent::Updated {
                activity,
                last_moved,
                ..
            } => {
                self.put(activity, *last_moved, now);
                None
            }
            ActivityEvent::Ended { activity, .. } => {
                self.running.remove(activity.id())?;
                if self.running.is_empty() {
                    self.idle_since = self.was_busy.then_some(now);
                }
                Some(HookEvent::Ended)
            }
            ActivityEvent::Connected { .. } => self.set_connected(true),
            ActivityEvent::Disconnected { .. } => self.set_connected(false),
            ActivityEvent::Resynced => {
                self.was_synced = true;
                // Earlier events were learned only now.
                self.idle_since = self.idle_since.map(|_| now);
                None
            }
            _ => None,
        }
    }

    /// Keeps a running activity. Returns whether it is a new one.
    fn put(&mut self, activity: &Arc<Activity>, last_moved: Duration, now: Instant) -> bool {
        let moved_at = now.checked_sub(last_moved).unwrap_or(now);
        if let Some(running) = self.running.get_mut(activity.id()) {
            if moved_at.saturating_duration_since(running.moved_at) > SAME_MOVE {
                running.told.clear();
            }
            running.activity = Arc::clone(activity);
            running.moved_at = moved_at;
            return false;
        }
        // Idle servers list it all the time.
        if is_permanent(activity) {
            return false;
        }
        let running = RunningActivity {
            activity: Arc::clone(activity),
            moved_at,
            told: BTreeSet::new(),
        };
        self.running.insert(activity.id().clone(), running);
        self.was_busy = true;
        self.idle_since = None;
        true
    }

    fn set_connected(&mut self, is_connected: bool) -> Option<HookEvent> {
        let before = self.is_connected.replace(is_connected);
        (before != Some(is_connected)).then_some(match is_connected {
            true => HookEvent::Connected,
            false => HookEvent::Disconnected,
        })
    }
}
