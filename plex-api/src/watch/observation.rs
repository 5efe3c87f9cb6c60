//! The looks of a client from before a request until its work is done.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_core::Stream;
use tokio::time::Instant;

use super::evidence::Evidence;
use super::section_list::{ALL_SECTIONS, look_at_section};
use super::thing::Thing;
use super::watcher::Watcher;
use crate::error::Result;
use crate::generated::OperationId;
use crate::hub::Session;
use crate::operation::End;
use crate::tracker::{ActivityEvent, ActivityFilter};

/// The time for which a request waits for the list of the activities that run before it.
const SYNC_WITHIN: Duration = Duration::from_secs(10);

/// The activity that a request starts, as far as the document and the caller say.
#[derive(Clone, Debug)]
pub(super) struct ExpectedWork {
    pub(super) operation: OperationId,
    /// The activity's type, section and item.
    pub(super) activity: ActivityFilter,
    /// The types, as the document has them; empty if none is known.
    kinds: &'static [&'static str],
    /// The evidence that shows its end without a named activity.
    pub(super) end: End,
    /// Whether the activity may lack the item that it works on.
    pub(super) may_be_unnamed: bool,
    /// Whether the request is for several items, each with an activity of its own.
    pub(super) is_several: bool,
    /// Whether the server said that the work was running already, so that an earlier activity is it.
    pub(super) is_joined: bool,
    /// The library section whose scan was requested.
    pub(super) scanned_section: Option<String>,
    /// The thing whose state tells the end.
    pub(super) thing: Option<Thing>,
}

/// A watcher, and the evidence from it and from the section so far.
pub(super) struct Observation {
    pub(super) watcher: Watcher,
    pub(super) evidence: Evidence,
    /// Whether the activities that the watcher shows may be from before the request.
    is_joining: bool,
    /// The mark of the thing's state before the request, if the client asked for it.
    pub(super) thing_before: Option<i64>,
}

impl ExpectedWork {
    pub(super) fn new(operation: OperationId) -> Self {
        let facts = operation.operation();
        let end = facts.end.unwrap_or(End::Unobservable);
        Self::of(operation, facts.activity, end)
    }

    /// A job that a parameter of the operation names, as far as the document knows it.
    pub(super) fn of_task(operation: OperationId, task: &str) -> Self {
        let mut tasks = operation.operation().tasks.iter();
        match tasks.find(|known| known.name == task) {
            Some(task) => Self::of(operation, task.activity, task.end),
            None => Self::new(operation),
        }
    }

    fn of(operation: OperationId, activity: &'static [&'static str], end: End) -> Self {
        let kinds = if activity.contains(&"*") {
            &[]
        } else {
            activity
        };
        let mut work = Self {
            operation,
            activity: ActivityFilter::any(),
            kinds,
            end,
            may_be_unnamed: false,
            is_several: false,
            is_joined: false,
            scanned_section: None,
            thing: None,
        };
        work.activity = work.same_type();
        work
    }

    /// Returns `true` if the end can be seen although the server named no activity.
    pub(super) fn is_observable(&self) -> bool {
        match self.end {
            End::Unobservable => false,
            End::Header | End::Activity | End::Settled => !self.kinds.is_empty(),
            End::State => self.thing.is_some(),
            End::Answer => true,
        }
    }

    /// Returns `true` if the state of a thing tells the end.
    pub(super) fn is_by_state(&self) -> bool {
        self.end == End::State && self.thing.is_some()
    }

    /// Returns `true` if many activities do the work, with pauses between them. Scans have their section.
    pub(super) fn settles(&self) -> bool {
        self.scanned_section.is_none() && (self.end == End::Settled || self.is_several)
    }

    fn evidence(&self) -> Evidence {
        let is_single = self.scanned_section.as_deref() != Some(ALL_SECTIONS) && !self.settles();
        let evidence = Evidence::new(self.activity.clone(), is_single);
        if self.scanned_section.is_some() {
            return evidence;
        }
        evidence.without_section(self.may_be_unnamed)
    }

    /// A watcher of all activities of the type: others of the type may come first.
    fn watcher(&self, session: &Session) -> Watcher {
        Watcher::new(&session.hub).only(self.same_type())
    }

    fn same_type(&self) -> ActivityFilter {
        let of_type = |filter: ActivityFilter, kind: &&str| filter.of_type(*kind);
        self.kinds.iter().fold(ActivityFilter::any(), of_type)
    }
}

impl Observation {
    /// Begins before the request: activities that run now are not its work.
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
        if let Some(thing) = &work.thing {
            let state = thing.look(session).await.ok();
            observation.thing_before = state.and_then(|state| state.mark);
        }
        observation
    }

    /// Begins after the request: activities that run now may be its work or not.
    pub(super) fn after_request(session: &Session, work: &ExpectedWork) -> Self {
        Self {
            watcher: work.watcher(session),
            evidence: work.evidence(),
            is_joining: true,
            thing_before: None,
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
        // From here on, the watcher has every activity that ran when it subscribed.
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
