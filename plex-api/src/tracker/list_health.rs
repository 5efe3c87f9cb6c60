//! Decides whether lists can be used, and which event says that they cannot.

use std::sync::Arc;

use super::event::ActivityEvent;
use super::input::{ListFailure, SubscriberId, Timestamp};
use super::policy::TrackerPolicy;
use crate::error::ErrorKind;

/// The results of the latest lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct ListHealth {
    /// The reason why the last list could not be used; `None` when it could.
    trouble: Option<ListFailure>,
    /// The reason that watchers got last, as long as they have no news of its end.
    told: Option<Arc<str>>,
    told_at: Option<Timestamp>,
    /// The time when a list could last prove an absence.
    usable_at: Option<Timestamp>,
    /// Of the answers since then that could not be used as a proof, the two that cover most
    /// subscribers, the greater one first.
    useless: [Option<SubscriberId>; 2],
    /// The time when a stream last opened, a message came or a list was answered.
    pub(super) succeeded_at: Option<Timestamp>,
}

/// The answers of a server that could not be used lately.
#[derive(Clone, Copy, Debug)]
pub(super) struct UselessAnswers {
    /// Subscribers below it had at least two of them.
    pub(super) covers: SubscriberId,
    /// The time when a list could last be used.
    pub(super) usable_at: Timestamp,
}

impl ListHealth {
    /// When the last complete list was answered.
    pub(super) fn listed_at(&self) -> Option<Timestamp> {
        self.usable_at
    }

    pub(super) fn trouble(&self) -> Option<&ListFailure> {
        self.trouble.as_ref()
    }

    /// The event that gives a new watcher the news that the others already have.
    pub(super) fn current_event(&self) -> Option<ActivityEvent> {
        let reason = self.told.clone()?;
        Some(ActivityEvent::ListsFailing { reason })
    }

    /// A list proved the absence of activities.
    pub(super) fn record_proof(&mut self, now: Timestamp) {
        self.usable_at = Some(now);
        self.useless = [None; 2];
    }

    /// A list was merged. Returns the event that says so, if watchers had news of trouble.
    pub(super) fn record_merged(&mut self) -> Option<ActivityEvent> {
        self.trouble = None;
        let told = self.told.take();
        told.map(|_| ActivityEvent::ListsRecovered)
    }

    /// The server answered, and the answer proves nothing. Returns the facts that a wait needs once
    /// there are two such answers.
    pub(super) fn record_useless(&mut self, covers: SubscriberId) -> Option<UselessAnswers> {
        let covers = Some(covers);
        let [most, second] = self.useless;
        self.useless = [most.max(covers), second.max(most.min(covers))];
        self.useless[1].map(|covers| UselessAnswers {
            covers,
            usable_at: self.usable_at.unwrap_or_default(),
        })
    }

    /// A list could not be merged. Returns the event for watchers: at most one in `trouble_every`, and
    /// none for a reason that they know.
    ///
    /// With `tell` unset there is no event: while there is no connection, watchers know already that the
    /// server cannot be reached.
    pub(super) fn record_trouble(
        &mut self,
        now: Timestamp,
        failure: ListFailure,
        tell: bool,
        policy: &TrackerPolicy,
    ) -> Option<ActivityEvent> {
        let reason = Arc::clone(&failure.reason);
        self.trouble = Some(failure);
        let is_known = self.told.as_ref() == Some(&reason);
        let too_soon = self
            .told_at
            .is_some_and(|at| now.since(at) < policy.trouble_every);
        if !tell || is_known || too_soon {
            return None;
        }
        self.told = Some(Arc::clone(&reason));
        self.told_at = Some(now);
        Some(ActivityEvent::ListsFailing { reason })
    }

    /// There are no subscribers any more.
    pub(super) fn close(&mut self) {
        *self = Self {
            told_at: self.told_at,
            usable_at: self.usable_at,
            succeeded_at: self.succeeded_at,
            ..Self::default()
        };
    }
}

/// The trouble of a list that one of this crate's limits cut.
pub(super) fn cut() -> ListFailure {
    ListFailure::new(
        ErrorKind::TooLarge,
        "the server lists more activities than this client reads, so it cannot tell which have ended",
    )
}

/// The trouble of a list that has entries without a readable uuid.
pub(super) fn unidentified() -> ListFailure {
    ListFailure::new(
        ErrorKind::Decode,
        "the server's list of activities has entries whose uuid cannot be read",
    )
}

#[cfg(test)]
impl ListHealth {
    /// Forgets times that can have no effect any more, for a search through all states.
    pub(super) fn forget_time(&mut self, now: Timestamp, policy: &TrackerPolicy, awaited: bool) {
        if self
            .told_at
            .is_some_and(|at| now.since(at) >= policy.trouble_every)
        {
            self.told_at = None;
        }
        if !awaited {
            self.usable_at = None;
            self.useless = [None; 2];
        }
        self.succeeded_at = None;
    }
}
