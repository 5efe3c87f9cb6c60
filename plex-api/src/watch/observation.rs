//! What a client looks at from before a request until its work is done.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_core::Stream;
use tokio::time::Instant;

use super::evidence::Evidence;
use super::section_list::{ALL_SECTIONS, look_at_section};
use super::watcher::Watcher;
use crate::error::Result;
use crate::generated::OperationId;
use crate::hub::Session;
use crate::tracker::{ActivityEvent, ActivityFilter};

/// How long a request waits for the list of what runs before it.
const SYNC_WITHIN: Duration = Duration::from_secs(10);

/// The activity that a request starts, as far as the document and the caller say.
#[derive(Clone, Debug)]
pub(super) struct ExpectedWork {
    pub(super) operation: OperationId,
    /// The activity's type, section and item.
    pub(super) activity: ActivityFilter,
    /// The library section whose scan was requested.
    pub(super) scanned_section: Option<String>,
}

/// A watcher, and what it and the section have shown so far.
pub(super) struct Observation {
    pub(super) watcher: Watcher,
    pub(super) evidence: Evidence,
    /// Whether what the watcher shows may be from before the request.
    is_joining: bool,
}

impl ExpectedWork {
    pub(super) fn new(operation: OperationId) -> Self {
        Self {
            operation,
            activity: expected_type(operation).unwrap_or_default(),
            scanned_section: None,
        }
    }

    /// Whether the activity could be told from others.
    pub(super) fn is_recognizable(&self) -> bool {
        expected_type(self.operation).is_some()
    }

    fn evidence(&self) -> Evidence {
        let is_single = self.scanned_section.as_deref() != Some(ALL_SECTIONS);
        Evidence::new(self.activity.clone(), is_single)
    }

    /// A watcher of all activities of the type: others of the type may come first.
    fn watcher(&self, session: &Session) -> Watcher {
        let same_type = expected_type(self.operation).unwrap_or_default();
        Watcher::new(&session.hub).only(same_type)
    }
}

impl Observation {
    /// Begins before the request: what runs now is not its work.
    pub(super) async fn before_request(session: &Session, work: &ExpectedWork) -> Self {
        let mut observation = Self::after_request(session, work);
        let synced = tokio::time::timeout(SYNC_WITHIN, observation.watcher.synced()).await;
        observation.is_joining = !matches!(synced, Ok(Ok(())));
        observation.take_earlier();
        if let Some(section) = &work.scanned_section {
            let now = Instant::now();
            if let Ok(Some(state)) = look_at_section(session, section, now).await {
                observation.evidence.look_before(state);
            }
            observation.take_earlier();
        }
        observation
    }

    /// Begins after the request: what runs now may be its work or not.
    pub(super) fn after_request(session: &Session, work: &ExpectedWork) -> Self {
        Self {
            watcher: work.watcher(session),
            evidence: work.evidence(),
            is_joining: true,
        }
    }

    /// Takes an event of the watcher; `false` when it was the last.
    ///
    /// # Errors
    /// The watcher's.
    pub(super) fn take(&mut self, item: Option<Result<ActivityEvent>>) -> Result<bool> {
        let Some(event) = item.transpose()? else {
            return Ok(false);
        };
        // From here on, the watcher has everything that ran when it subscribed.
        if matches!(
            event,
            ActivityEvent::Resynced | ActivityEvent::Known { verified: true, .. }
        ) {
            self.is_joining = false;
        }
        self.evidence.event(event, self.is_joining);
        Ok(true)
    }

    /// Takes the events that have arrived before the request. An error comes again.
    fn take_earlier(&mut self) {
        let mut context = Context::from_waker(Waker::noop());
        while let Poll::Ready(Some(Ok(event))) = Pin::new(&mut self.watcher).poll_next(&mut context)
        {
            self.evidence.event(event, true);
        }
    }
}

/// A filter for the activity that may follow, by the types that the document names.
pub(super) fn expected_type(operation: OperationId) -> Option<ActivityFilter> {
    let types = operation.operation().activity;
    if types.is_empty() || types.contains(&"*") {
        return None;
    }
    let of_type = |filter: ActivityFilter, kind: &&str| filter.of_type(*kind);
    Some(types.iter().fold(ActivityFilter::any(), of_type))
}
