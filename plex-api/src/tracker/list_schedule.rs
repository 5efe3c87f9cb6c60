//! The schedule of requests for the list of activities, and the rules for the answers that count.

use std::time::Duration;

use super::input::{Epoch, ListFailure, SubscriberId, Ticket, Timestamp};
use super::policy::TrackerPolicy;
use crate::model::ListedActivities;

/// The lists in flight, and when the next one is due.
///
/// Normally one list is in flight. A new connection sends its own list at once, beside at most one
/// that was sent before: cancelling that one would starve the tracker on a server whose lists take
/// longer than its connections last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct ListSchedule {
    last_ticket: Ticket,
    /// A list that was sent before the present connection began.
    older: Option<InFlight>,
    newer: Option<InFlight>,
    /// A law made a list due. It keeps the spacing.
    pub(super) due: bool,
    /// A new connection made a list due. It does not wait for the spacing.
    pub(super) due_at_once: bool,
    sent_at: Option<Timestamp>,
    answered_at: Option<Timestamp>,
    /// The server asked for a pause until then.
    not_before: Timestamp,
    /// Subscribers below it were there when the newest list was sent.
    covers: SubscriberId,
    failures: u32,
    /// The number of lists in a row that had entries without a readable uuid.
    unidentified: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct InFlight {
    ticket: Ticket,
    sent: Option<SentList>,
}

/// One of the two places for a list in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum ListSlot {
    Older,
    Newer,
}

/// The facts about a list that count when its answer arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct SentList {
    pub(super) slot: ListSlot,
    pub(super) at: Timestamp,
    /// The connection that was open when it was sent, if one was.
    pub(super) epoch: Option<Epoch>,
    /// Whether it may add activities. Otherwise it may only end some.
    pub(super) introduces: bool,
    /// Subscribers below it were there when it was sent.
    pub(super) covers: SubscriberId,
}

/// The conclusions that a list allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListUse {
    /// The list shows all running activities.
    Complete,
    /// It has entries whose uuid cannot be read, and nothing is concluded from the activities that it
    /// lacks: a better list may follow.
    Unidentified,
    /// The same once more, and better lists do not come. The activities that it lacks have ended,
    /// except activities that such an entry may be. The first one in a row is reported.
    UnidentifiedUsed { first: bool },
    /// One of this crate's own limits cut it. Nothing is ever concluded from the activities that it lacks.
    Cut,
}

impl ListUse {
    /// Returns `true` if the absence of an activity means anything.
    pub(super) fn proves_absence(self) -> bool {
        matches!(self, Self::Complete | Self::UnidentifiedUsed { .. })
    }
}

impl ListSchedule {
    /// Issues a ticket for a list that is to be sent now.
    pub(super) fn issue_ticket(&mut self) -> Ticket {
        self.last_ticket = Ticket(self.last_ticket.0 + 1);
        self.newer = Some(InFlight {
            ticket: self.last_ticket,
            sent: None,
        });
        self.last_ticket
    }

    /// Notes that the list with this ticket is sent now. Returns `false` when it is not the one that
    /// is to be sent.
    pub(super) fn mark_sent(
        &mut self,
        ticket: Ticket,
        now: Timestamp,
        epoch: Option<Epoch>,
        covers: SubscriberId,
    ) -> bool {
        let Some(list) = self.newer.as_mut().filter(|list| list.ticket == ticket) else {
            return false;
        };
        if list.sent.is_some() {
            return false;
        }
        list.sent = Some(SentList {
            slot: ListSlot::Newer,
            at: now,
            epoch,
            introduces: true,
            covers,
        });
        self.sent_at = Some(now);
        self.covers = covers;
        self.due = false;
        self.due_at_once = false;
        true
    }

    /// Makes a list due at once for a new connection. Returns `true` when the list in flight has
    /// become the older one. When there is an older one already, that stays, and the younger one is
    /// given up: replacing the older one again and again would starve the tracker.
    pub(super) fn begin_connection(&mut self) -> bool {
        self.due_at_once = true;
        self.failures = 0;
        let Some(mut list) = self.newer.take() else {
            return false;
        };
        let Some(sent) = list.sent.as_mut().filter(|_| self.older.is_none()) else {
            return false;
        };
        sent.slot = ListSlot::Older;
        self.older = Some(list);
        true
    }

    /// Takes an answered list out of flight. `None` when it is not in flight.
    ///
    /// An older list whose answer arrives later than that of a newer one would be out of date, so it
    /// is given up.
    pub(super) fn take_answered(&mut self, ticket: Ticket, now: Timestamp) -> Option<SentList> {
        let sent = self.take(ticket)?.sent?;
        if sent.slot == ListSlot::Newer {
            self.older = None;
        }
        self.answered_at = Some(now);
        self.failures = 0;
        Some(sent)
    }

    /// Takes a failed list out of flight. `None` when it is not in flight; the inner value is `None`
    /// when it was never sent.
    pub(super) fn take_failed(
        &mut self,
        ticket: Ticket,
        now: Timestamp,
        failure: &ListFailure,
        policy: &TrackerPolicy,
    ) -> Option<Option<SentList>> {
        let list = self.take(ticket)?;
        if list.sent.is_none() {
            self.sent_at = Some(now);
        }
        if let Some(pause) = failure.retry_after {
            let until = now.plus(pause.min(policy.retry_after_at_most));
            self.not_before = self.not_before.max(until);
        }
        self.failures = self.failures.saturating_add(1);
        self.due = true;
        Some(list.sent)
    }

    /// Takes a list out of flight without learning anything.
    pub(super) fn abandon(&mut self, ticket: Ticket) {
        let current = self
            .newer
            .as_ref()
            .is_some_and(|list| list.ticket == ticket);
        if self.take(ticket).is_some() && current {
            self.due = true;
        }
    }

    /// Gives up all lists in flight.
    pub(super) fn cancel(&mut self) {
        self.older = None;
        self.newer = None;
        self.due = false;
        self.due_at_once = false;
        self.failures = 0;
    }

    /// Tombstones were evicted while lists were in flight. Their answers may contain ended activities,
    /// so they may only end entries, not add them.
    pub(super) fn invalidate_additions(&mut self) {
        for list in [&mut self.older, &mut self.newer].into_iter().flatten() {
            if let Some(sent) = &mut list.sent {
                sent.introduces = false;
                self.due = true;
            }
        }
    }

    /// Decides how far a list can be trusted.
    pub(super) fn assess(&mut self, listed: &ListedActivities, policy: &TrackerPolicy) -> ListUse {
        if listed.is_cut {
            return ListUse::Cut;
        }
        if listed.unidentified.is_empty() {
            self.unidentified = 0;
            return ListUse::Complete;
        }
        let enough = policy.unidentified_in_a_row;
        if self.unidentified >= enough {
            return ListUse::UnidentifiedUsed { first: false };
        }
        self.unidentified += 1;
        if self.unidentified >= enough {
            return ListUse::UnidentifiedUsed { first: true };
        }
        self.due = true;
        ListUse::Unidentified
    }

    /// Returns `true` if the answer to this list would count.
    pub(super) fn is_in_flight(&self, ticket: Ticket) -> bool {
        self.in_flight().any(|list| list.ticket == ticket)
    }

    /// Returns `true` if a list is to be sent or was sent, and no newer connection asked for its own.
    pub(super) fn is_newer_in_flight(&self) -> bool {
        self.newer.is_some()
    }

    /// The newest list that was sent and is not answered.
    pub(super) fn newest_sent(&self) -> Option<Ticket> {
        self.sent_tickets().max()
    }

    /// The oldest list that was sent and is not answered.
    pub(super) fn oldest_sent(&self) -> Option<Ticket> {
        self.sent_tickets().min()
    }

    /// Returns `true` if no list was sent since `subscriber` subscribed.
    pub(super) fn none_sent_since(&self, subscriber: SubscriberId) -> bool {
        subscriber >= self.covers
    }

    /// The time before which no list is sent.
    pub(super) fn earliest_send(
        &self,
        succeeded_at: Option<Timestamp>,
        policy: &TrackerPolicy,
    ) -> Timestamp {
        let Some(sent_at) = self.sent_at.filter(|_| !self.due_at_once) else {
            return self.not_before;
        };
        // A server that is away for seconds at a time would be missed by chance again and again if the
        // attempts became rare at once.
        let is_young = self
            .answered_at
            .is_some_and(|at| sent_at.since(at) <= policy.retry_often_for);
        let failures = if is_young { 0 } else { self.failures };
        let doublings = failures.saturating_sub(1).min(16);
        let spacing = policy.list_spacing.saturating_mul(1 << doublings);
        let is_recent = succeeded_at.is_some_and(|at| sent_at.since(at) <= policy.recent);
        let most = if is_recent {
            policy.retry_at_most
        } else {
            policy.retry_at_most_when_away
        };
        let spacing = spacing.min(most.max(policy.list_spacing));
        sent_at.plus(spacing).max(self.not_before)
    }

    /// Returns the time when a list is due without a special reason.
    pub(super) fn next_periodic(&self, heard_at: Timestamp, policy: &TrackerPolicy) -> Timestamp {
        let sent_at = self.sent_at.unwrap_or_default();
        let silence = sent_at.max(heard_at).plus(policy.list_after_silence);
        silence.min(sent_at.plus(policy.list_every))
    }

    /// Returns the time when a polling transport sends its next list.
    pub(super) fn next_poll(&self, every: Duration) -> Timestamp {
        // It counts from the answer, so that each poll can confirm the findings of the one before.
        let from = self.answered_at.max(self.sent_at).unwrap_or_default();
        from.plus(every)
    }

    fn take(&mut self, ticket: Ticket) -> Option<InFlight> {
        let is_it = |list: &mut InFlight| list.ticket == ticket;
        self.older
            .take_if(is_it)
            .or_else(|| self.newer.take_if(is_it))
    }

    fn in_flight(&self) -> impl Iterator<Item = &InFlight> {
        self.older.iter().chain(&self.newer)
    }

    fn sent_tickets(&self) -> impl Iterator<Item = Ticket> {
        let sent = self.in_flight().filter(|list| list.sent.is_some());
        sent.map(|list| list.ticket)
    }
}

#[cfg(test)]
impl ListSchedule {
    /// Numbers tickets as if the oldest in flight were the first, for a search through all states.
    /// Returns by how much they are less now.
    pub(super) fn renumber(&mut self) -> u64 {
        let oldest = self.in_flight().map(|list| list.ticket).min();
        let shift = oldest.unwrap_or(self.last_ticket).0.saturating_sub(1);
        self.last_ticket.0 -= shift;
        for list in [&mut self.older, &mut self.newer].into_iter().flatten() {
            list.ticket.0 -= shift;
        }
        // It counts for polling only.
        self.answered_at = None;
        shift
    }

    /// The ticket of the list that was sent, the older of the two in flight first.
    pub(super) fn sent_slots(&self) -> (bool, bool) {
        let is_sent = |list: &Option<InFlight>| list.as_ref().is_some_and(|one| one.sent.is_some());
        (is_sent(&self.older), is_sent(&self.newer))
    }

    /// The moment when the oldest list in flight was sent, or `later` when there is none.
    pub(super) fn sent_at_or(&self, later: Timestamp) -> Timestamp {
        let sent = self.in_flight().filter_map(|list| list.sent);
        sent.map(|list| list.at).min().unwrap_or(later)
    }

    pub(super) fn last_sent_at(&self) -> Option<Timestamp> {
        self.sent_at
    }

    /// Forgets the differences of lists in flight that can have no effect any more.
    pub(super) fn forget_pause(&mut self, now: Timestamp) {
        if self.not_before <= now {
            self.not_before = Timestamp::default();
        }
    }
}
