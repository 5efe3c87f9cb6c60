//! The views: which activities each of them shows, and whether that has changed since somebody looked.

use std::collections::{BTreeMap, BTreeSet};

use super::entry::{ActiveSet, TrackedActivity};
use super::filter::ActivityFilter;
use super::input::{Effects, SubscriberId};
use crate::wire::ActivityId;

/// All views. They keep no copy of an activity: readers read the tracker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Views {
    all: BTreeMap<SubscriberId, ViewState>,
}

/// One view.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct ViewState {
    filter: ActivityFilter,
    /// The running activities that match, or have matched. `None` for a view of all activities, of
    /// which there may be a thousand: they need no set each.
    pub(super) shown: Option<BTreeSet<ActivityId>>,
    /// A list that was sent after the view subscribed has been merged.
    verified: bool,
    /// True if the view was woken for a change and not read since.
    told: bool,
}

impl Views {
    pub(super) fn insert(
        &mut self,
        subscriber: SubscriberId,
        filter: ActivityFilter,
        active: &ActiveSet,
    ) {
        let shown = (filter != ActivityFilter::any()).then(|| {
            let matching = active
                .values()
                .filter(|tracked| filter.matches(&tracked.activity));
            matching
                .map(|tracked| tracked.activity.uuid.clone())
                .collect()
        });
        let view = ViewState {
            filter,
            shown,
            verified: false,
            told: false,
        };
        self.all.insert(subscriber, view);
    }

    pub(super) fn remove(&mut self, subscriber: SubscriberId) -> bool {
        self.all.remove(&subscriber).is_some()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(super) fn get(&self, subscriber: SubscriberId) -> Option<&ViewState> {
        self.all.get(&subscriber)
    }

    /// Notes that a view is read, so that its next change wakes it again.
    pub(super) fn look(&mut self, subscriber: SubscriberId) {
        if let Some(view) = self.all.get_mut(&subscriber) {
            view.told = false;
        }
    }

    /// An activity has begun, or has changed.
    pub(super) fn record_activity(&mut self, tracked: &TrackedActivity, effects: &mut Effects) {
        self.record(effects, |view| {
            let Some(shown) = &mut view.shown else {
                return true;
            };
            let id = &tracked.activity.uuid;
            shown.contains(id)
                || (view.filter.matches(&tracked.activity) && shown.insert(id.clone()))
        });
    }

    /// An activity has ended.
    pub(super) fn record_end(&mut self, id: &ActivityId, effects: &mut Effects) {
        self.record(effects, |view| match &mut view.shown {
            None => true,
            Some(shown) => shown.remove(id),
        });
    }

    fn record(&mut self, effects: &mut Effects, mut concerns: impl FnMut(&mut ViewState) -> bool) {
        for (subscriber, view) in &mut self.all {
            if concerns(view) {
                effects.activities_changed = true;
                view.tell(*subscriber, effects);
            }
        }
    }

    /// The content of all views is to be trusted more, or less, than before.
    pub(super) fn record_trust(&mut self, effects: &mut Effects) {
        for (subscriber, view) in &mut self.all {
            view.tell(*subscriber, effects);
        }
    }

    /// A list has been merged that was sent after every subscriber below `covers` had subscribed.
    pub(super) fn verify_below(&mut self, covers: SubscriberId, effects: &mut Effects) {
        for (subscriber, view) in self.all.range_mut(..covers) {
            if !view.verified {
                view.verified = true;
                view.tell(*subscriber, effects);
            }
        }
    }

    /// Ends every view.
    pub(super) fn close(&mut self, effects: &mut Effects) {
        effects.activities_changed |= !self.all.is_empty();
        for (subscriber, mut view) in std::mem::take(&mut self.all) {
            view.tell(subscriber, effects);
        }
    }
}

impl ViewState {
    pub(super) fn is_verified(&self) -> bool {
        self.verified
    }

    pub(super) fn shows(&self, id: &ActivityId) -> bool {
        self.shown.as_ref().is_none_or(|shown| shown.contains(id))
    }

    fn tell(&mut self, subscriber: SubscriberId, effects: &mut Effects) {
        if !self.told {
            self.told = true;
            effects.wake.push(subscriber);
        }
    }
}
