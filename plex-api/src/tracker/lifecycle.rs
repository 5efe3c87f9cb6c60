//! The start, the changes and the end of an activity.

use super::entry::{ActivityFields, TrackedActivity, fields_of, is_permanent};
use super::event::{How, Observed, Outcome};
use super::input::{Effects, NotificationKind, Timestamp};
use super::list_schedule::SentList;
use super::tombstones::Tombstone;
use super::tracker::Tracker;
use crate::generated::types::Activity;
use crate::wire::ActivityId;

impl Tracker {
    /// Handles a notification that came over the present connection.
    pub(super) fn apply_notification(
        &mut self,
        now: Timestamp,
        kind: NotificationKind,
        id: &ActivityId,
        activity: Option<Activity>,
        effects: &mut Effects,
    ) {
        if let Some(tombstone) = self.tombstones.get(id) {
            // The message is late or doubled, or the end was inferred wrongly. Lists decide which.
            if kind != NotificationKind::Ended && tombstone.may_heal(self.sync.epoch()) {
                self.lists.due = true;
            }
            return;
        }
        let mut news = activity.unwrap_or_else(|| Activity::placeholder(id.clone()));
        news.uuid = id.clone();
        if let Some(tracked) = self.active.get_mut(id) {
            self.suspects.remove(id);
            tracked.stale = false;
            let late = kind == NotificationKind::Started;
            // `started` is an activity's first message. If the activity is known already, this one is
            // late or doubled, so it may only fill gaps.
            let keep = if late {
                fields_of(&tracked.activity)
            } else {
                ActivityFields::empty()
            };
            let (given, changed) = tracked.merge(news, keep, now);
            tracked.touch(given);
            let says_something = kind != NotificationKind::Ended && (!late || !changed.is_empty());
            self.announce_change(now, id, changed, says_something, effects);
        } else if kind != NotificationKind::Ended && !self.check_room_for(id) {
            self.not_followed = self.not_followed.max(1);
            return;
        } else {
            self.begin_activity(now, news, 0, Observed::Notification, effects);
        }
        if kind == NotificationKind::Ended {
            self.end_activity(now, id, How::Ended, effects);
        }
    }

    /// Returns `true` if one more activity may be followed; counts it if not. A server that begins a million
    /// activities must not fill the memory. An awaited activity is always followed: its waiter takes memory
    /// already.
    pub(super) fn check_room_for(&mut self, id: &ActivityId) -> bool {
        let room = self.active.len() < self.policy.live_at_most || self.waiters.is_awaited(id);
        if !room {
            self.counters.not_followed += 1;
        }
        room
    }

    /// Adds an activity that was not known to run.
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
            tracked.touch(fields_of(&tracked.activity));
        }
        self.watchers.assign_audience(&mut tracked);
        self.idle_waiters.consider(&tracked, now);
        let event = tracked.started_event(now);
        self.views.record_activity(&tracked, effects);
        self.active.insert(id.clone(), tracked);
        if let Some(tracked) = self.active.get(&id) {
            self.watchers
                .deliver(tracked.audience.iter(), &event, &self.active, effects);
        }
    }

    /// Merges a list's entry for an active activity.
    pub(super) fn apply_listed(
        &mut self,
        now: Timestamp,
        list: SentList,
        id: &ActivityId,
        news: Activity,
        effects: &mut Effects,
    ) {
        self.mark_listed(list, id);
        let Some(tracked) = self.active.get_mut(id) else {
            return;
        };
        // Notifications accepted since the list was sent are newer.
        let keep = tracked.touched_since(list.slot);
        let (_, changed) = tracked.merge(news, keep, now);
        let stood_for = now.since(tracked.moved_at);
        if !changed.is_empty() {
            self.announce_change(now, id, changed, true, effects);
        } else if !tracked.permanent
            && stood_for >= self.policy.permanent_after
            && is_permanent(&tracked.activity)
        {
            tracked.permanent = true;
            self.idle_waiters.ignore_activity(id);
        }
    }

    /// Ends an active activity and leaves its tombstone.
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
        // There is room now for an activity that was left out; a list finds it.
        self.lists.due |= self.not_followed > 0;
        self.suspects.remove(id);
        let outcome = Outcome::new(how, tracked.activity.clone());
        let event = tracked.ended_event(how, now);
        self.watchers
            .deliver(tracked.audience.iter(), &event, &self.active, effects);
        self.views.record_end(id, effects);
        self.waiters.finish_ended(id, &outcome, effects);
        self.idle_waiters.remove_activity(id, now);
        self.tombstones.insert(
            id.clone(),
            Tombstone {
                outcome,
                incarnation: tracked.incarnation,
                ended_at: now,
                epoch: self.sync.epoch(),
                during: self.lists.newest_sent(),
                sightings: 0,
            },
        );
        self.sweep_tombstones(now);
    }

    /// Forgets tombstones that are too old or too many.
    pub(super) fn sweep_tombstones(&mut self, now: Timestamp) {
        let in_flight = self.lists.oldest_sent();
        let early = self.tombstones.sweep(now, &self.policy, in_flight);
        if early > 0 {
            self.counters.forgotten_early += early as u64;
            self.lists.invalidate_additions();
        }
    }

    /// Clears the doubts about an activity that a list shows. After an outage only a list that was sent
    /// since the connection opened shows that it outlasted the outage.
    fn mark_listed(&mut self, list: SentList, id: &ActivityId) {
        self.suspects.remove(id);
        if self.sync.is_current(list)
            && let Some(tracked) = self.active.get_mut(id)
        {
            tracked.stale = false;
        }
    }

    /// Reports a change: to watchers whose filter matches now and did not before, and with `to_all`
    /// to the rest of the audience as well.
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
        if !changed.is_empty() {
            self.views.record_activity(tracked, effects);
        }
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
                .deliver(old, &tracked.updated_event(now), &self.active, effects);
        }
        if !newcomers.is_empty() {
            self.watchers.deliver(
                &newcomers,
                &tracked.started_event(now),
                &self.active,
                effects,
            );
        }
    }
}
