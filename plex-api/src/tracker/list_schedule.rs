//! When the server is asked for all activities, and which answer counts.

use std::time::Duration;

use super::input::{SubscriberId, Ticket, Timestamp};
use super::policy::TrackerPolicy;

/// The list that is on its way, and what is due after it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct ListSchedule {
    last_ticket: Ticket,
    in_flight: Option<InFlight>,
    /// A law made one due; it keeps the distance to the one before.
    pub(super) due: bool,
    /// There is a new connection; no distance to keep.
    pub(super) due_at_once: bool,
    sent_at: Option<Timestamp>,
    answered_at: Option<Timestamp>,
    /// Subscribers below it were there when the last list was sent.
    covers: SubscriberId,
    failures: u32,
    incomplete: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct InFlight {
    ticket: Ticket,
    sent_at: Option<Timestamp>,
    introduces: bool,
}

/// What counts about a list when its answer is there.
#[derive(Clone, Copy, Debug)]
pub(super) struct SentList {
    pub(super) at: Timestamp,
    /// Whether it may begin activities; otherwise it may only end some.
    pub(super) introduces: bool,
    /// Subscribers below it were there when it was sent.
    pub(super) covers: SubscriberId,
}

/// How far an answer can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListUse {
    /// It is all there is.
    Complete,
    /// It is not all there is, and ends nothing.
    Incomplete,
    /// It is not all there is, and better ones do not come. The first one in a row says so.
    AsItStands { first: bool },
}

impl ListSchedule {
    /// Hands out a ticket for a list that is to be sent now.
    pub(super) fn issue_ticket(&mut self) -> Ticket {
        self.last_ticket = Ticket(self.last_ticket.0 + 1);
        self.in_flight = Some(InFlight {
            ticket: self.last_ticket,
            sent_at: None,
            introduces: true,
        });
        self.last_ticket
    }

    /// Whether `ticket` is the list that is to be sent; if so, it is on its way now.
    pub(super) fn mark_sent(
        &mut self,
        ticket: Ticket,
        now: Timestamp,
        covers: SubscriberId,
    ) -> bool {
        match &mut self.in_flight {
            Some(list) if list.ticket == ticket && list.sent_at.is_none() => {
                list.sent_at = Some(now);
                self.sent_at = Some(now);
                self.covers = covers;
                self.due = false;
                self.due_at_once = false;
                true
            }
            _ => false,
        }
    }

    /// Takes the list off its way. `None` when `ticket` is another one, or was never sent.
    pub(super) fn take_answered(&mut self, ticket: Ticket, now: Timestamp) -> Option<SentList> {
        let list = self.in_flight.take_if(|list| list.ticket == ticket)?;
        let at = list.sent_at?;
        self.answered_at = Some(now);
        self.failures = 0;
        Some(SentList {
            at,
            introduces: list.introduces,
            covers: self.covers,
        })
    }

    /// Another list is due when `ticket` is the one on its way.
    pub(super) fn record_failure(&mut self, ticket: Ticket, now: Timestamp) -> bool {
        let Some(list) = self.in_flight.take_if(|list| list.ticket == ticket) else {
            return false;
        };
        if list.sent_at.is_none() {
            self.sent_at = Some(now);
        }
        self.failures = self.failures.saturating_add(1);
        self.due = true;
        true
    }

    /// Makes the list on its way void. It is not missed: a new connection brings its own.
    pub(super) fn cancel(&mut self) {
        self.in_flight = None;
        self.failures = 0;
    }

    /// The list on its way may show what was forgotten, so it must not begin anything.
    pub(super) fn invalidate_additions(&mut self) {
        if let Some(list) = &mut self.in_flight
            && list.sent_at.is_some()
        {
            list.introduces = false;
            self.due = true;
        }
    }

    pub(super) fn assess(&mut self, complete: bool, policy: &TrackerPolicy) -> ListUse {
        if complete {
            self.incomplete = 0;
            return ListUse::Complete;
        }
        let enough = policy.incomplete_in_a_row;
        if self.incomplete >= enough {
            return ListUse::AsItStands { first: false };
        }
        self.incomplete += 1;
        if self.incomplete >= enough {
            return ListUse::AsItStands { first: true };
        }
        self.due = true;
        ListUse::Incomplete
    }

    /// The list that was sent and not answered yet.
    pub(super) fn ticket_in_flight(&self) -> Option<Ticket> {
        let list = self.in_flight.as_ref()?;
        list.sent_at.map(|_| list.ticket)
    }

    pub(super) fn is_any_in_flight(&self) -> bool {
        self.in_flight.is_some()
    }

    /// Whether no list was sent since `subscriber` came.
    pub(super) fn none_sent_since(&self, subscriber: SubscriberId) -> bool {
        subscriber >= self.covers
    }

    /// Before it no list is sent, unless the connection is new.
    pub(super) fn earliest_send(&self, policy: &TrackerPolicy) -> Timestamp {
        let Some(sent_at) = self.sent_at else {
            return Timestamp::default();
        };
        let doublings = self.failures.saturating_sub(1).min(16);
        let spacing = policy.list_spacing.saturating_mul(1 << doublings);
        let most = policy.list_every.max(policy.list_spacing);
        sent_at.plus(spacing.min(most))
    }

    /// When the time has come for a list that nothing in particular asks for.
    pub(super) fn next_periodic(&self, heard_at: Timestamp, policy: &TrackerPolicy) -> Timestamp {
        let sent_at = self.sent_at.unwrap_or_default();
        let silence = sent_at.max(heard_at).plus(policy.list_after_silence);
        silence.min(sent_at.plus(policy.list_every))
    }

    pub(super) fn next_poll(&self, every: Duration) -> Timestamp {
        // From the answer, so that each poll may confirm what the one before missed.
        let from = self.answered_at.max(self.sent_at).unwrap_or_default();
        from.plus(every)
    }
}

#[cfg(test)]
impl ListSchedule {
    /// Numbers tickets as if the last one were the first, for a search through all states. Returns
    /// by how much they are less now.
    pub(super) fn renumber(&mut self) -> u64 {
        let shift = self.last_ticket.0.saturating_sub(1);
        self.last_ticket.0 -= shift;
        if let Some(list) = &mut self.in_flight {
            list.ticket.0 -= shift;
        }
        // It counts for polling only.
        self.answered_at = None;
        shift
    }

    /// The moment when the list on its way was sent, or any later one when there is none.
    pub(super) fn sent_at_or(&self, later: Timestamp) -> Timestamp {
        let sent_at = self.in_flight.as_ref().and_then(|list| list.sent_at);
        sent_at.unwrap_or(later)
    }

    pub(super) fn last_sent_at(&self) -> Option<Timestamp> {
        self.sent_at
    }
}
