//! The views of the running activities: the hub's data for them, and their subscriptions.
//!
//! A change costs a view one wake-up until somebody looks, and no copy. The first reader makes the
//! copy, and the others share it until the next change.

use std::collections::HashMap;
use std::sync::Arc;
use std::task::{Wake, Waker};

use tokio::sync::watch;

use super::hub::{Hub, HubCore, HubState};
use super::live_snapshot::{LiveActivity, LiveSnapshot, Sight};
use crate::error::Error;
use crate::tracker::{ActivityView, SubscriberId};
use crate::wire::ActivityId;

/// The hub's data for all views.
#[derive(Default)]
pub(super) struct ViewSlots {
    slots: HashMap<SubscriberId, ViewSlot>,
    /// Rises whenever an activity of some view changes.
    version: u64,
    /// The copy that all views without a filter share.
    all: Option<ActivityCopy>,
}

/// The hub's data for one view. The tracker keeps the activities that it shows.
struct ViewSlot {
    /// Rises with the first change after somebody looked.
    version: u64,
    signal: Arc<ViewSignal>,
    /// The copy of a view with a filter.
    own: Option<ActivityCopy>,
    failure: Option<Error>,
}

/// The activities of a view as they were at a version.
struct ActivityCopy {
    version: u64,
    running: Arc<[LiveActivity]>,
}

/// Wakes all tasks that wait for a change of one view.
struct ViewSignal(watch::Sender<()>);

impl Wake for ViewSignal {
    fn wake(self: Arc<Self>) {
        self.0.send_replace(());
    }
}

impl ViewSlots {
    pub(super) fn insert(&mut self, id: SubscriberId) -> watch::Receiver<()> {
        let (sender, receiver) = watch::channel(());
        let slot = ViewSlot {
            version: 0,
            signal: Arc::new(ViewSignal(sender)),
            own: None,
            failure: None,
        };
        self.slots.insert(id, slot);
        receiver
    }

    /// Returns the values to drop once the hub is unlocked.
    pub(super) fn remove(&mut self, id: SubscriberId) -> impl Sized + use<> {
        let slot = self.slots.remove(&id);
        let all = if self.slots.is_empty() {
            self.all.take()
        } else {
            None
        };
        (slot, all)
    }

    /// Returns `true` if no view needs the connection. A view that has failed may be kept for ever.
    pub(super) fn is_unwanted(&self) -> bool {
        self.slots.values().all(|slot| slot.failure.is_some())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// An activity of some view has changed, so all copies are old.
    pub(super) fn record_change(&mut self) {
        self.version += 1;
    }

    /// A view has changed. Returns the waker of the readers that wait for the change.
    pub(super) fn note_news(&mut self, id: SubscriberId) -> Option<Waker> {
        let slot = self.slots.get_mut(&id)?;
        slot.version += 1;
        Some(Waker::from(Arc::clone(&slot.signal)))
    }

    /// Fails one view.
    pub(super) fn fail_one(&mut self, id: SubscriberId, error: Error) {
        if let Some(slot) = self.slots.get_mut(&id) {
            slot.failure = Some(error);
        }
    }

    /// Fails all views. Returns the wakers of the readers that wait for a change.
    pub(super) fn fail_all(&mut self, error: &Error) -> impl Iterator<Item = Waker> {
        self.slots.values_mut().map(|slot| {
            slot.failure = Some(error.clone());
            Waker::from(Arc::clone(&slot.signal))
        })
    }
}

/// A view's subscription; ends when dropped.
pub(crate) struct ViewGuard {
    pub(crate) hub: Arc<Hub>,
    id: SubscriberId,
    has_filter: bool,
    signal: watch::Receiver<()>,
}

impl ViewGuard {
    pub(super) fn new(
        hub: &Arc<Hub>,
        id: SubscriberId,
        has_filter: bool,
        signal: watch::Receiver<()>,
    ) -> Self {
        Self {
            hub: Arc::clone(hub),
            id,
            has_filter,
            signal,
        }
    }

    pub(crate) fn snapshot(&self) -> LiveSnapshot {
        self.look(&mut self.hub.lock())
    }

    /// Returns the present version and its snapshot, unless the version is `seen`.
    pub(crate) fn snapshot_after(&self, seen: u64) -> Result<Option<(u64, LiveSnapshot)>, Error> {
        let mut state = self.hub.lock();
        if let Some(failure) = self.failure(&state) {
            return Err(failure.clone());
        }
        let version = state
            .views
            .slots
            .get(&self.id)
            .map_or(0, |slot| slot.version);
        Ok((version != seen).then(|| (version, self.look(&mut state))))
    }

    /// Returns a running activity that the view shows.
    pub(crate) fn get(&self, id: &ActivityId) -> Option<LiveActivity> {
        let state = self.hub.lock();
        if self.failure(&state).is_some() {
            return None;
        }
        let found = state.tracker.find_shown(self.id, id)?;
        Some(copy(&self.hub, found))
    }

    /// `Some` when everything that runs is known, or never will be.
    pub(crate) fn synced(&self) -> Option<Result<(), Error>> {
        let state = self.hub.lock();
        if let Some(failure) = self.failure(&state) {
            return Some(Err(failure.clone()));
        }
        state.tracker.is_view_synced(self.id).then_some(Ok(()))
    }

    /// Receives whenever [`snapshot_after`](Self::snapshot_after) has another result.
    pub(crate) fn subscribe(&self) -> watch::Receiver<()> {
        self.signal.clone()
    }

    /// The reason why the view has ended. Other subscribers may follow the server again since.
    fn failure<'a>(&self, state: &'a HubState) -> Option<&'a Error> {
        state.views.slots.get(&self.id)?.failure.as_ref()
    }

    fn look(&self, state: &mut HubState) -> LiveSnapshot {
        let sight = Sight {
            status: self.hub.status_in(state),
            listed_at: state.tracker.listed_at().map(|at| self.hub.instant(at)),
            blind_for: state.blind.until(self.hub.now()),
        };
        if self.failure(state).is_some() {
            return LiveSnapshot::new(Arc::default(), false, 0, sight);
        }
        state.tracker.look(self.id);
        LiveSnapshot::new(
            self.running(state),
            state.tracker.is_view_synced(self.id),
            state.tracker.not_followed(),
            sight,
        )
    }

    /// The activities that the view shows, from the copy if it is not old.
    fn running(&self, state: &mut HubState) -> Arc<[LiveActivity]> {
        let version = state.views.version;
        let copies = &mut state.views;
        let place = match copies.slots.get_mut(&self.id) {
            Some(slot) if self.has_filter => &mut slot.own,
            _ => &mut copies.all,
        };
        if let Some(copy) = place.as_ref().filter(|copy| copy.version == version) {
            return Arc::clone(&copy.running);
        }
        let shown = state.tracker.shown(self.id);
        let running: Arc<[_]> = shown.into_iter().map(|one| copy(&self.hub, one)).collect();
        *place = Some(ActivityCopy {
            version,
            running: Arc::clone(&running),
        });
        running
    }
}

impl Drop for ViewGuard {
    fn drop(&mut self) {
        self.hub.leave(self.id);
    }
}

fn copy(hub: &HubCore, view: ActivityView<'_>) -> LiveActivity {
    LiveActivity::new(
        Arc::clone(view.activity),
        view.incarnation,
        view.observed,
        hub.instant(view.seen_at),
        hub.instant(view.moved_at),
    )
}
