//! How an activity begins, changes and ends.

use std::sync::Arc;

use super::entry::Live;
use super::merge::{Fields, bare, fields_of, merge};
use super::tombstones::Tombstone;
use super::watchers::{ended, started, updated};
use super::{Effects, How, NotificationKind, Observed, Outcome, Timestamp, Tracker};
use crate::generated::types::Activity;
use crate::wire::ActivityId;

impl Tracker {
    /// The server said something about an activity, over the present connection.
    pub(super) fn notified(
        &mut self,
        now: Timestamp,
        kind: NotificationKind,
        id: &ActivityId,
        activity: Option<Activity>,
        effects: &mut Effects,
    ) {
        if let Some(tombstone) = self.tombstones.get(id) {
            // Late or doubled, or its end was inferred wrongly: lists must tell.
            if kind != NotificationKind::Ended && tombstone.may_heal(self.connection.epoch()) {
                self.lists.due = true;
            }
            return;
        }
        let mut news = activity.unwrap_or_else(|| bare(id.clone()));
        news.uuid = id.clone();
        if self.lives.contains_key(id) {
            self.changed(now, id, news, kind, effects);
        } else if kind != NotificationKind::Ended && !self.has_room_for(id) {
            return;
        } else {
            self.begin(now, news, 0, Observed::Notification, effects);
        }
        if kind == NotificationKind::Ended {
            self.end(now, id, How::Ended, effects);
        }
    }

    /// Whether one more activity may be followed; if not, that is noted. A server that begins a
    /// million activities must not fill the memory, and what is waited for has been paid for.
    pub(super) fn has_room_for(&mut self, id: &ActivityId) -> bool {
        let room = self.lives.len() < self.policy.live_at_most || self.waiters.want(id);
        if !room {
            self.counters.not_followed += 1;
            self.overfull = true;
        }
        room
    }

    /// An activity is met for the first time.
    pub(super) fn begin(
        &mut self,
        now: Timestamp,
        activity: Activity,
        incarnation: u32,
        observed: Observed,
        effects: &mut Effects,
    ) {
        let id = activity.uuid.clone();
        let mut live = Live::new(activity, incarnation, observed, now);
        if observed == Observed::Notification {
            live.touched = fields_of(&live.activity);
        }
        self.watchers.began(&mut live);
        self.idlers.consider(&live, now);
        let event = started(&live, now);
        self.lives.insert(id.clone(), live);
        if let Some(live) = self.lives.get(&id) {
            self.watchers
                .tell(live.audience.iter(), &event, &self.lives, effects);
        }
    }

    /// A list shows an activity that runs as far as is known.
    pub(super) fn listed(
        &mut self,
        now: Timestamp,
        id: &ActivityId,
        news: Activity,
        effects: &mut Effects,
    ) {
        self.sighted(id);
        let Some(live) = self.lives.get_mut(id) else {
            return;
        };
        // Notifications since the list was sent know better.
        let (_, changed) = set(live, news, live.touched, now);
        if !changed.is_empty() {
            self.tell_change(now, id, changed, true, effects);
        }
    }

    /// An activity that runs is over.
    pub(super) fn end(&mut self, now: Timestamp, id: &ActivityId, how: How, effects: &mut Effects) {
        let Some(live) = self.lives.remove(id) else {
            return;
        };
        // There is room for one that was left out.
        self.lists.due |= self.overfull;
        self.suspects.remove(id);
        let outcome = Outcome::new(how, live.activity.clone());
        let event = ended(&live, how, now);
        self.watchers
            .tell(live.audience.iter(), &event, &self.lives, effects);
        self.waiters.ended(id, &outcome, effects);
        self.idlers.ended(id, now);
        self.tombstones.insert(
            id.clone(),
            Tombstone {
                outcome,
                incarnation: live.incarnation,
                ended_at: now,
                epoch: self.connection.epoch(),
                during: self.lists.ticket_on_its_way(),
                sightings: 0,
            },
        );
        self.sweep(now);
    }

    /// Forgets activities that are over, as far as they must or may be.
    pub(super) fn sweep(&mut self, now: Timestamp) {
        let on_its_way = self.lists.ticket_on_its_way();
        let early = self.tombstones.sweep(now, &self.policy, on_its_way);
        if early > 0 {
            self.counters.forgotten_early += early as u64;
            self.lists.distrust();
        }
    }

    /// An activity was seen to run.
    pub(super) fn sighted(&mut self, id: &ActivityId) {
        self.suspects.remove(id);
        if let Some(live) = self.lives.get_mut(id) {
            live.stale = false;
        }
    }

    /// A notification about an activity that runs as far as is known.
    fn changed(
        &mut self,
        now: Timestamp,
        id: &ActivityId,
        news: Activity,
        kind: NotificationKind,
        effects: &mut Effects,
    ) {
        self.sighted(id);
        let Some(live) = self.lives.get_mut(id) else {
            return;
        };
        let late = kind == NotificationKind::Started;
        // Nothing comes before `started`, so where more is known it is late, or doubled, and can
        // only fill gaps.
        let keep = if late {
            fields_of(&live.activity)
        } else {
            Fields::NONE
        };
        let (given, changed) = set(live, news, keep, now);
        live.touched |= given;
        let says_something = kind != NotificationKind::Ended && (!late || !changed.is_empty());
        self.tell_change(now, id, changed, says_something, effects);
    }

    /// Tells those that it concerns of what changed, and, with `to_all`, the others of the audience
    /// as well.
    fn tell_change(
        &mut self,
        now: Timestamp,
        id: &ActivityId,
        changed: Fields,
        to_all: bool,
        effects: &mut Effects,
    ) {
        let Some(live) = self.lives.get_mut(id) else {
            return;
        };
        let woke = live.resting && !changed.is_empty();
        live.resting &= changed.is_empty();
        let mut newcomers = Vec::new();
        if changed.meets(Fields::FILTERED) {
            newcomers = self.watchers.reconsider(live);
        }
        if woke || changed.meets(Fields::FILTERED) {
            self.idlers.consider(live, now);
        }
        let Some(live) = self.lives.get(id) else {
            return;
        };
        if to_all {
            let old = live.audience.iter().filter(|one| !newcomers.contains(one));
            self.watchers
                .tell(old, &updated(live, now), &self.lives, effects);
        }
        if !newcomers.is_empty() {
            self.watchers
                .tell(&newcomers, &started(live, now), &self.lives, effects);
        }
    }
}

/// Sets the fields that `news` brings and that need not be kept. Returns those, and which changed.
fn set(live: &mut Live, news: Activity, keep: Fields, now: Timestamp) -> (Fields, Fields) {
    let merged = merge(&live.activity, news, keep);
    if !merged.changed.is_empty() {
        live.activity = Arc::new(merged.activity);
    }
    if merged.changed.meets(Fields::MOVING) {
        live.moved_at = now;
    }
    (merged.set, merged.changed)
}
