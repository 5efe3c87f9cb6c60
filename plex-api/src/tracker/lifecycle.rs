//! How an activity begins, changes and ends.

use std::sync::Arc;

use super::entry::TrackedActivity;
use super::merge::{ActivityFields, fields_of, merge, placeholder};
use super::tombstones::Tombstone;
use super::watchers::{ended_event, started_event, updated_event};
use super::{Effects, How, NotificationKind, Observed, Outcome, Timestamp, Tracker};
use crate::generated::types::Activity;
use crate::wire::ActivityId;

impl Tracker {
    /// The server said something about an activity, over the present connection.
    pub(super) fn apply_notification(
        &mut self,
        now: Timestamp,
        kind: NotificationKind,
        id: &ActivityId,
        activity: Option<Activity>,
        effects: &mut Effects,
    ) {
        if let Some(tombstone) = self.tombstones.get(id) {
            // Late or doubled, or its end was inferred wrongly: lists must tell.
            if kind != NotificationKind::Ended && tombstone.may_heal(self.sync.epoch()) {
                self.lists.due = true;
            }
            return;
        }
        let mut news = activity.unwrap_or_else(|| placeholder(id.clone()));
        news.uuid = id.clone();
        if self.active.contains_key(id) {
            self.apply_change(now, id, news, kind, effects);
        } else if kind != NotificationKind::Ended && !self.check_room_for(id) {
            return;
        } else {
            self.begin_activity(now, news, 0, Observed::Notification, effects);
        }
        if kind == NotificationKind::Ended {
            self.end_activity(now, id, How::Ended, effects);
        }
    }

    /// Whether one more activity may be followed; if not, that is noted. A server that begins a
    /// million activities must not fill the memory, and what is waited for has been paid for.
    pub(super) fn check_room_for(&mut self, id: &ActivityId) -> bool {
        let room = self.active.len() < self.policy.live_at_most || self.waiters.is_awaited(id);
        if !room {
            self.counters.not_followed += 1;
            self.overfull = true;
        }
        room
    }

    /// An activity is met for the first time.
    pub(super) fn begin_activity(
        &mut self,
        now: Timestamp,
        activity: Activity,
        incarnation: u32,
        observed: Observed,
        effects: &mut Effects,
    ) {
        let id = activity.uuid.clone();
        let mut tracked = TrackedActivity::new(activity, incarnation, observed, now);
        if observed == Observed::Notification {
            tracked.touched = fields_of(&tracked.activity);
        }
        self.watchers.assign_audience(&mut tracked);
        self.idle_waiters.consider(&tracked, now);
        let event = started_event(&tracked, now);
        self.active.insert(id.clone(), tracked);
        if let Some(tracked) = self.active.get(&id) {
            self.watchers
                .deliver(tracked.audience.iter(), &event, &self.active, effects);
        }
    }

    /// A list shows an activity that runs as far as is known.
    pub(super) fn apply_listed(
        &mut self,
        now: Timestamp,
        id: &ActivityId,
        news: Activity,
        effects: &mut Effects,
    ) {
        self.mark_sighted(id);
        let Some(tracked) = self.active.get_mut(id) else {
            return;
        };
        // Notifications since the list was sent know better.
        let (_, changed) = update_fields(tracked, news, tracked.touched, now);
        if !changed.is_empty() {
            self.announce_change(now, id, changed, true, effects);
        }
    }

    /// An activity that runs is over.
    pub(super) fn end_activity(
        &mut self,
        now: Timestamp,
        id: &ActivityId,
        how: How,
        effects: &mut Effects,
    ) {
        let Some(tracked) = self.active.remove(id) else {
            return;
        };
        // There is room for one that was left out.
        self.lists.due |= self.overfull;
        self.suspects.remove(id);
        let outcome = Outcome::new(how, tracked.activity.clone());
        let event = ended_event(&tracked, how, now);
        self.watchers
            .deliver(tracked.audience.iter(), &event, &self.active, effects);
        self.waiters.finish_ended(id, &outcome, effects);
        self.idle_waiters.remove_activity(id, now);
        self.tombstones.insert(
            id.clone(),
            Tombstone {
                outcome,
                incarnation: tracked.incarnation,
                ended_at: now,
                epoch: self.sync.epoch(),
                during: self.lists.ticket_in_flight(),
                sightings: 0,
            },
        );
        self.sweep_tombstones(now);
    }

    /// Forgets activities that are over, as far as they must or may be.
    pub(super) fn sweep_tombstones(&mut self, now: Timestamp) {
        let in_flight = self.lists.ticket_in_flight();
        let early = self.tombstones.sweep(now, &self.policy, in_flight);
        if early > 0 {
            self.counters.forgotten_early += early as u64;
            self.lists.invalidate_additions();
        }
    }

    /// An activity was seen to run.
    pub(super) fn mark_sighted(&mut self, id: &ActivityId) {
        self.suspects.remove(id);
        if let Some(tracked) = self.active.get_mut(id) {
            tracked.stale = false;
        }
    }

    /// A notification about an activity that runs as far as is known.
    fn apply_change(
        &mut self,
        now: Timestamp,
        id: &ActivityId,
        news: Activity,
        kind: NotificationKind,
        effects: &mut Effects,
    ) {
        self.mark_sighted(id);
        let Some(tracked) = self.active.get_mut(id) else {
            return;
        };
        let late = kind == NotificationKind::Started;
        // Nothing comes before `started`, so where more is known it is late, or doubled, and can
        // only fill gaps.
        let keep = if late {
            fields_of(&tracked.activity)
        } else {
            ActivityFields::NONE
        };
        let (given, changed) = update_fields(tracked, news, keep, now);
        tracked.touched |= given;
        let says_something = kind != NotificationKind::Ended && (!late || !changed.is_empty());
        self.announce_change(now, id, changed, says_something, effects);
    }

    /// Tells those that it concerns of what changed, and, with `to_all`, the others of the audience
    /// as well.
    fn announce_change(
        &mut self,
        now: Timestamp,
        id: &ActivityId,
        changed: ActivityFields,
        to_all: bool,
        effects: &mut Effects,
    ) {
        let Some(tracked) = self.active.get_mut(id) else {
            return;
        };
        let woke = tracked.permanent && !changed.is_empty();
        tracked.permanent &= changed.is_empty();
        let mut newcomers = Vec::new();
        if changed.intersects(ActivityFields::FILTERED) {
            newcomers = self.watchers.admit_matching(tracked);
        }
        if woke || changed.intersects(ActivityFields::FILTERED) {
            self.idle_waiters.consider(tracked, now);
        }
        let Some(tracked) = self.active.get(id) else {
            return;
        };
        if to_all {
            let old = tracked
                .audience
                .iter()
                .filter(|one| !newcomers.contains(one));
            self.watchers
                .deliver(old, &updated_event(tracked, now), &self.active, effects);
        }
        if !newcomers.is_empty() {
            self.watchers.deliver(
                &newcomers,
                &started_event(tracked, now),
                &self.active,
                effects,
            );
        }
    }
}

/// Sets the fields that `news` brings and that need not be kept. Returns those, and which changed.
fn update_fields(
    tracked: &mut TrackedActivity,
    news: Activity,
    keep: ActivityFields,
    now: Timestamp,
) -> (ActivityFields, ActivityFields) {
    let merged = merge(&tracked.activity, news, keep);
    if !merged.changed.is_empty() {
        tracked.activity = Arc::new(merged.activity);
    }
    if merged.changed.intersects(ActivityFields::MOVING) {
        tracked.moved_at = now;
    }
    (merged.set, merged.changed)
}
