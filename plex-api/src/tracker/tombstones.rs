//! The activities that have ended, remembered for a while so that late news does not revive them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::Arc;

use super::event::{How, Outcome};
use super::input::{Epoch, Ticket, Timestamp};
use super::policy::TrackerPolicy;
use crate::generated::types::Activity;
use crate::limits::MAX_REMEMBERED_BYTES;
use crate::wire::ActivityId;

/// An activity that has ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Tombstone {
    pub(super) outcome: Outcome,
    pub(super) incarnation: u32,
    pub(super) ended_at: Timestamp,
    /// The connection on which it ended.
    pub(super) epoch: Epoch,
    /// The newest list in flight when it ended. That list may still show it.
    pub(super) during: Option<Ticket>,
    /// The number of lists that show it although they were sent long enough after its end.
    pub(super) sightings: u32,
}

/// The activities that have ended, by uuid and by age.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Tombstones {
    by_id: BTreeMap<ActivityId, Tombstone>,
    by_age: BTreeSet<(Timestamp, ActivityId)>,
    /// The ones whose last state is kept whole, with its size in bytes.
    whole: BTreeMap<(Timestamp, ActivityId), usize>,
    /// The sum of these sizes.
    whole_bytes: usize,
    /// The activities that the newest list showed. The next list may show them, too.
    newest: BTreeSet<ActivityId>,
}

#[cfg(test)]
impl Tombstones {
    pub(super) fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Follows [`ListSchedule::renumber`](super::list_schedule::ListSchedule::renumber): of the lists only the last can
    /// still be on its way.
    pub(super) fn renumber(&mut self, shift: u64) {
        for tombstone in self.by_id.values_mut() {
            tombstone.during = tombstone
                .during
                .filter(|ticket| ticket.0 > shift)
                .map(|ticket| Ticket(ticket.0 - shift));
        }
    }
}

#[cfg(test)]
impl Tombstones {
    /// Forgets when activities ended, where every list from `sent_at` on comes long after it.
    pub(super) fn forget_time(&mut self, sent_at: Timestamp, policy: &TrackerPolicy) {
        for tombstone in self.by_id.values_mut() {
            if sent_at.since(tombstone.ended_at) >= policy.heal_after {
                tombstone.ended_at = Timestamp::default();
            }
        }
        let ages = self
            .by_id
            .iter()
            .map(|(id, one)| (one.ended_at, id.clone()));
        self.by_age = ages.collect();
        let whole = std::mem::take(&mut self.whole).into_iter();
        self.whole = whole
            .filter_map(|((_, id), bytes)| Some(((self.by_id.get(&id)?.ended_at, id), bytes)))
            .collect();
    }
}

impl Tombstone {
    /// Returns `true` if two lists may bring it back: its end was only inferred, or happened on an earlier
    /// connection.
    pub(super) fn may_heal(&self, epoch: Epoch) -> bool {
        self.outcome.how != How::Ended || self.epoch < epoch
    }
}

impl Tombstones {
    pub(super) fn get(&self, id: &ActivityId) -> Option<&Tombstone> {
        self.by_id.get(id)
    }

    pub(super) fn get_mut(&mut self, id: &ActivityId) -> Option<&mut Tombstone> {
        self.by_id.get_mut(id)
    }

    pub(super) fn insert(&mut self, id: ActivityId, tombstone: Tombstone) {
        self.remove(&id);
        let key = (tombstone.ended_at, id.clone());
        if let Some(last) = &tombstone.outcome.last {
            let bytes = size_of::<Activity>() + json_length(last);
            self.whole_bytes += bytes;
            self.whole.insert(key.clone(), bytes);
        }
        self.by_age.insert(key);
        self.by_id.insert(id, tombstone);
        while self.whole_bytes > MAX_REMEMBERED_BYTES && self.strip_oldest() {}
    }

    /// Keeps only the uuid of the oldest last state that is kept whole. The tombstone stays, because
    /// late news must not revive the activity.
    fn strip_oldest(&mut self) -> bool {
        let Some(((_, id), bytes)) = self.whole.pop_first() else {
            return false;
        };
        self.whole_bytes -= bytes;
        if let Some(tombstone) = self.by_id.get_mut(&id) {
            tombstone.outcome.last = Some(Arc::new(Activity::placeholder(id)));
        }
        true
    }

    pub(super) fn remove(&mut self, id: &ActivityId) -> Option<Tombstone> {
        let tombstone = self.by_id.remove(id)?;
        let key = (tombstone.ended_at, id.clone());
        self.by_age.remove(&key);
        self.whole_bytes -= self.whole.remove(&key).unwrap_or(0);
        Some(tombstone)
    }

    /// Notes the activities that the newest list showed. An incomplete list may have left out
    /// activities of the list before it, so that list counts as well.
    pub(super) fn record_list(&mut self, mut shown: BTreeSet<ActivityId>, all: bool) {
        if !all {
            // Only tombstones matter here, so that this set does not grow with every list.
            let before = std::mem::take(&mut self.newest).into_iter();
            let shown_now = std::mem::take(&mut shown).into_iter();
            for id in before.chain(shown_now) {
                if self.by_id.contains_key(&id) {
                    shown.insert(id);
                }
            }
        }
        self.newest = shown;
    }

    /// Forgets the tombstones that are old enough, then the oldest ones beyond the limit. Returns how
    /// many were forgotten early for the limit. A tombstone that the newest list shows is never
    /// forgotten; one that the list in flight may show is not forgotten for its age.
    pub(super) fn sweep(
        &mut self,
        now: Timestamp,
        policy: &TrackerPolicy,
        oldest_in_flight: Option<Ticket>,
    ) -> usize {
        let old: Vec<_> = self
            .by_age
            .iter()
            .take_while(|(ended_at, _)| now.since(*ended_at) >= policy.tombstones_kept)
            .filter(|(_, id)| !self.newest.contains(id))
            .filter(|(_, id)| {
                let during = self.by_id.get(id).and_then(|one| one.during);
                oldest_in_flight.is_none() || during < oldest_in_flight
            })
            .map(|(_, id)| id.clone())
            .collect();
        for id in old {
            self.remove(&id);
        }
        let too_many = self.by_id.len().saturating_sub(policy.tombstones_at_most);
        if too_many == 0 {
            return 0;
        }
        let early: Vec<_> = self
            .by_age
            .iter()
            .map(|(_, id)| id)
            .filter(|id| !self.newest.contains(*id))
            .take(too_many)
            .cloned()
            .collect();
        for id in &early {
            self.remove(id);
        }
        early.len()
    }
}

/// The length of the activity as JSON. Its content is mostly kept as such.
fn json_length(activity: &Activity) -> usize {
    struct Length(usize);
    impl Write for Length {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut length = Length(0);
    // It can be written: it was read.
    let _ = serde_json::to_writer(&mut length, activity);
    length.0
}
