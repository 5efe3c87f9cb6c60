//! Who waits for quiet.

use std::time::Duration;

use super::entry::{Live, Lives, rests};
use super::filter::Verdict;
use super::list_schedule::Sent;
use super::table::Table;
use super::{ActivityFilter, Done, Effects, SubscriberId, Timestamp};
use crate::generated::types::Activity;
use crate::wire::ActivityId;

/// One who waits until no activity matches, and none has for a while.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Idler {
    filter: ActivityFilter,
    quiet: Duration,
    quiet_first: bool,
    phase: Phase,
    /// The running activities that match, by whether that is certain: what cannot be told yet
    /// counts.
    busy: Table<ActivityId, bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Phase {
    /// No list has answered yet that was sent after it came.
    First {
        /// A list that could not be relied on, or is just being merged, shows something that matches.
        shown: bool,
    },
    /// The period counts from this moment.
    Quiet { since: Timestamp },
}

/// All who wait for quiet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Idlers {
    all: Table<SubscriberId, Idler>,
}

impl Idlers {
    pub(super) fn insert(
        &mut self,
        subscriber: SubscriberId,
        filter: ActivityFilter,
        quiet: Duration,
        quiet_first: bool,
        lives: &Lives,
    ) {
        let mut idler = Idler {
            filter,
            quiet,
            quiet_first,
            phase: Phase::First { shown: false },
            busy: Table::new(),
        };
        for live in lives.values() {
            idler.consider(live);
        }
        self.all.insert(subscriber, idler);
    }

    pub(super) fn remove(&mut self, subscriber: SubscriberId) -> bool {
        self.all.remove(&subscriber).is_some()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// An activity has begun, or something about it has changed that decides whether it counts.
    pub(super) fn consider(&mut self, live: &Live, now: Timestamp) {
        self.all.for_each_mut(|_, idler| {
            if idler.consider(live) {
                idler.disturb(now);
            }
        });
    }

    pub(super) fn ended(&mut self, id: &ActivityId, now: Timestamp) {
        self.all.for_each_mut(|_, idler| {
            if idler.busy.remove(id).is_some() {
                idler.disturb(now);
            }
        });
    }

    /// What is known is up to date again, after it was not.
    pub(super) fn synced(&mut self, now: Timestamp) {
        self.all.for_each_mut(|_, idler| idler.disturb(now));
    }

    /// A list shows an activity. It may be over by now, or be over when the list is relied on: what
    /// follows it comes after its end, so there is no quiet yet.
    pub(super) fn shown(&mut self, list: Sent, entry: &Activity, known: Option<&Live>) {
        if known.is_some_and(|live| live.resting) || known.is_none() && rests(entry) {
            return;
        }
        self.all.for_each_mut(|subscriber, idler| {
            if *subscriber >= list.covers {
                return;
            }
            if let Phase::First { shown } = &mut idler.phase {
                let known = known.map(|live| idler.filter.verdict(&live.activity));
                let verdict = match known {
                    None | Some(Verdict::Unknown) => idler.filter.verdict(entry),
                    Some(verdict) => verdict,
                };
                *shown |= verdict <= Verdict::Unknown;
            }
        });
    }

    /// A list that can be relied on has been merged.
    pub(super) fn listed(
        &mut self,
        list: Sent,
        synced: bool,
        now: Timestamp,
        effects: &mut Effects,
    ) {
        let mut through = Vec::new();
        self.all.for_each_mut(|subscriber, idler| {
            if *subscriber >= list.covers {
                return;
            }
            let quiet = idler.busy.is_empty();
            match idler.phase {
                Phase::First { shown: false } if quiet && !idler.quiet_first => {
                    through.push(*subscriber);
                }
                Phase::First { .. } => idler.phase = Phase::Quiet { since: now },
                Phase::Quiet { since } => {
                    if quiet && synced && list.at >= since.plus(idler.quiet) {
                        through.push(*subscriber);
                    }
                }
            }
        });
        for subscriber in through {
            self.all.remove(&subscriber);
            effects.done.push((subscriber, Done::Idle));
        }
    }

    /// When a list may confirm that it has been quiet long enough.
    pub(super) fn confirm_at(&self) -> Option<Timestamp> {
        self.all
            .values()
            .filter(|idler| idler.busy.is_empty())
            .filter_map(|idler| match idler.phase {
                Phase::First { .. } => None,
                Phase::Quiet { since } => Some(since.plus(idler.quiet)),
            })
            .min()
    }

    pub(super) fn close(&mut self, effects: &mut Effects) {
        let all = std::mem::take(&mut self.all);
        effects
            .done
            .extend(all.into_keys().map(|one| (one, Done::Closed)));
    }
}

impl Idler {
    /// Whether quiet is disturbed by an activity that matches for certain and did not count before.
    fn consider(&mut self, live: &Live) -> bool {
        let id = &live.activity.uuid;
        if live.resting || self.busy.get(id) == Some(&true) {
            return false;
        }
        match self.filter.verdict(&live.activity) {
            Verdict::Matches => self.busy.insert(id.clone(), true) != Some(true),
            Verdict::Unknown => {
                self.busy.insert(id.clone(), false);
                false
            }
            Verdict::NotNow | Verdict::Never => {
                // It never counted after all, so it has disturbed nothing.
                self.busy.remove(id);
                false
            }
        }
    }

    fn disturb(&mut self, now: Timestamp) {
        if let Phase::Quiet { since } = &mut self.phase {
            *since = now;
        }
    }
}
