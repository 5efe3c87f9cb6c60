//! Waiting until requested work is done.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::done::{Done, WaitingFor};
use super::evidence::{SectionState, Verdict};
use super::handle::ActivityHandle;
use super::observation::{ExpectedWork, Observation};
use super::section_list::{Unseen, look_at_section};
use super::settle::settle;
use super::thing::ThingState;
use super::wait::WaitFuture;
use crate::error::{Error, ErrorKind, Result};
use crate::generated::types::Activity;
use crate::hub::Session;
use crate::operation::End;
use crate::sanitize::printable;
use crate::tracker::{How, Input, Outcome};

type Requesting = Pin<Box<dyn Future<Output = Result<RequestedWork>> + Send>>;
type Look = Pin<Box<dyn Future<Output = LookedAt> + Send>>;
type OnWaiting = Box<dyn FnMut(&WaitingFor) + Send>;

/// A wait until requested work is done: see [`Launched::done`](crate::Launched::done) and
/// [`Launch::done`](crate::Launch::done). Await it.
///
/// # Cancel safety
/// Dropping it ends the wait and does not affect the work. If it is from
/// [`Launch::done`](crate::Launch::done), dropping it before the answer cancels the request, which
/// may have reached the server by then.
#[must_use = "nothing is waited for unless this is awaited"]
pub struct WaitDone {
    requesting: Requesting,
    timeout: Option<Duration>,
    nothing_seen_after: Option<Duration>,
    settle: Option<Duration>,
    on_waiting: Option<OnWaiting>,
}

/// The result of a look.
enum LookedAt {
    Section(Result<Option<SectionState>, Unseen>),
    Thing(Result<ThingState, Unseen>),
    /// There is only the list of activities to look at.
    Nothing,
}

/// Requested work, and the means to see its end.
pub(super) struct RequestedWork {
    pub(super) session: Session,
    pub(super) work: ExpectedWork,
    /// The activity that the server named, or that was found.
    pub(super) handle: Option<ActivityHandle>,
    pub(super) observation: Observation,
}

impl WaitDone {
    pub(super) fn new(
        requesting: impl Future<Output = Result<RequestedWork>> + Send + 'static,
    ) -> Self {
        Self {
            requesting: Box::pin(requesting),
            timeout: None,
            nothing_seen_after: None,
            settle: None,
            on_waiting: None,
        }
    }

    /// Gives up after `timeout`, counted from the server's answer to the request: with
    /// [`Timeout`](crate::ErrorKind::Timeout), whose message says what was waited for, and which has no
    /// [`operation`](crate::Error::operation). The work goes on.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the time without any sign of the work after which the result is [`Done::NothingSeen`]. Unless set,
    /// [`ConnectionPolicy::nothing_seen_after`](crate::ConnectionPolicy::nothing_seen_after).
    ///
    /// The time starts again while another activity of the same type is running, while the library
    /// section is refreshing, and while the server does not answer.
    pub fn nothing_seen_after(mut self, limit: Duration) -> Self {
        self.nothing_seen_after = Some(limit);
        self
    }

    /// Waits for the work after a scan too: until no item of the section is processed any more (its
    /// `updateQueueSize`), and for `time` no activity of the types `library.*` and `media.generate.*` has
    /// run and no `timeline` message about an item of the section has come. An activity counts unless it
    /// names another section. Without this, the wait ends with the scan, whose metadata may then still be
    /// fetched for minutes.
    ///
    /// For work that many activities do ([`Done::Settled`]), it is how long none must run; unless set,
    /// [`ConnectionPolicy::settle`](crate::ConnectionPolicy::settle).
    pub fn settle(mut self, time: Duration) -> Self {
        self.settle = Some(time);
        self
    }

    /// Calls `report` with the current [`WaitingFor`], at first and whenever it changes.
    ///
    /// To show the progress of the work as well, follow its activity in a task, which ends with the activity:
    ///
    /// ```no_run
    /// # async fn example(plex: plex_api::Plex) -> plex_api::Result<()> {
    /// use std::time::Duration;
    /// use plex_api::WaitingFor;
    ///
    /// let scan = plex.library().refresh("2").done().timeout(Duration::from_secs(3600));
    /// let done = scan
    ///     .on_waiting(|what| {
    ///         if let WaitingFor::Activity(activity) = what {
    ///             let mut progress = activity.progress();
    ///             tokio::spawn(async move {
    ///                 while let Some(Ok(progress)) = progress.next().await {
    ///                     println!("{progress}");
    ///                 }
    ///             });
    ///         }
    ///     })
    ///     .await?;
    /// println!("{done:?}");
    /// # Ok(())
    /// # }
    /// ```
    pub fn on_waiting(mut self, report: impl FnMut(&WaitingFor) + Send + 'static) -> Self {
        self.on_waiting = Some(Box::new(report));
        self
    }

    async fn run(self) -> Result<Done> {
        let requested = self.requesting.await?;
        let limit = self
            .nothing_seen_after
            .unwrap_or(requested.session.hub.policy().nothing_seen_after);
        let tail = self
            .settle
            .filter(|_| requested.work.scanned_section.is_some());
        let settle = self.settle.unwrap_or(requested.session.hub.policy().settle);
        let settles = requested.work.settles() || requested.work.may_be_unnamed;
        let settle = settles.then_some(settle);
        let mut waiting = Waiting {
            requested,
            limit,
            settle,
            tail,
            on_waiting: self.on_waiting,
            waiting_for: None,
            changed_at: Instant::now(),
            silent_since: None,
        };
        let Some(timeout) = self.timeout else {
            return waiting.run().await;
        };
        match tokio::time::timeout(timeout, waiting.run()).await {
            Ok(done) => done,
            Err(_) => Err(waiting.timed_out(timeout)),
        }
    }
}

/// A running wait.
struct Waiting {
    requested: RequestedWork,
    limit: Duration,
    /// The time without an activity, for work that many activities do.
    settle: Option<Duration>,
    /// The time without work on the section after its scan.
    tail: Option<Duration>,
    on_waiting: Option<OnWaiting>,
    waiting_for: Option<WaitingFor>,
    changed_at: Instant,
    /// Since when the thing has shown no sign of work.
    silent_since: Option<Instant>,
}

impl Waiting {
    async fn run(&mut self) -> Result<Done> {
        let done = self.wait_for_work().await?;
        if let (Some(time), Some(section)) = (self.tail, &self.requested.work.scanned_section)
            && done.was_seen()
        {
            let section = section.clone();
            let session = self.requested.session.clone();
            self.tell(WaitingFor::Settling);
            settle(&session, &section, time).await?;
        }
        Ok(done)
    }

    async fn wait_for_work(&mut self) -> Result<Done> {
        if self.requested.handle.is_none() {
            if self.requested.work.end == End::Answer {
                return Ok(Done::Answered);
            }
            if !self.requested.work.is_observable() {
                return Ok(Done::Unobservable);
            }
        }
        let mut named_end = self.wait_for_named();
        let mut look = self.look_later();
        let mut is_over = false;
        let mut seen_until = Some(Instant::now());
        loop {
            if self.requested.handle.is_some() || !self.requested.work.is_by_state() {
                let evidence = &mut self.requested.observation.evidence;
                match evidence.judge(Instant::now(), seen_until, self.limit, self.settle) {
                    Verdict::Done(done) if self.requested.handle.is_none() => return Ok(done),
                    verdict => self.report(&verdict),
                }
            }
            tokio::select! {
                biased;
                outcome = end_of(&mut named_end) => {
                    let outcome = outcome?;
                    named_end = None;
                    if outcome.how != How::NeverSeen {
                        return Ok(self.named(outcome));
                    }
                    self.requested.handle = None;
                    if !self.requested.work.is_observable() {
                        return Ok(Done::NothingSeen);
                    }
                }
                item = self.requested.observation.watcher.next(), if !is_over => {
                    is_over = !self.requested.observation.take(item)?;
                }
                looked = &mut look => {
                    if let LookedAt::Thing(state) = looked {
                        if let Some(done) = self.judge_thing(state) {
                            return Ok(done);
                        }
                    } else {
                        seen_until = self.take_look(&looked).then(Instant::now);
                    }
                    look = self.look_later();
                }
            }
        }
    }

    /// The wait for the activity that the server named.
    fn wait_for_named(&self) -> Option<WaitFuture> {
        Some(self.requested.handle.as_ref()?.wait().into_future())
    }

    fn named(&self, outcome: Outcome) -> Done {
        match &self.requested.handle {
            Some(handle) if handle.is_correlated() => Done::Correlated(outcome),
            _ => Done::Named(outcome),
        }
    }

    /// The result by the state of the thing, if that is the end. A named activity comes first.
    fn judge_thing(&mut self, state: Result<ThingState, Unseen>) -> Option<Done> {
        let Ok(state) = state else {
            self.silent_since = None;
            self.tell_unless_named(WaitingFor::Server);
            return None;
        };
        let before = &mut self.requested.observation.thing_before;
        let has_moved = state.mark.is_some() && before.is_some() && *before != state.mark;
        *before = before.or(state.mark);
        if self.requested.handle.is_some() {
            return None;
        }
        if state.is_done || has_moved {
            return Some(Done::StateChanged);
        }
        if state.is_working {
            self.silent_since = None;
            self.tell(WaitingFor::State);
            return None;
        }
        self.tell(WaitingFor::Sign);
        let since = *self.silent_since.get_or_insert_with(Instant::now);
        (since.elapsed() >= self.limit).then_some(Done::NothingSeen)
    }

    /// Looks at the section or the thing after a pause, and makes a list of activities due: a stream may be open
    /// and deliver nothing.
    fn look_later(&self) -> Look {
        let session = self.requested.session.clone();
        let section = self.requested.work.scanned_section.clone();
        let thing = self.requested.work.thing.clone();
        let pause = self.pause();
        Box::pin(async move {
            tokio::time::sleep(pause).await;
            session.hub.report_out_of_band(Input::ListDue);
            // One half: the answer to an earlier look of this wait is never used again.
            let not_before = Instant::now().checked_sub(pause / 2);
            let not_before = not_before.unwrap_or_else(Instant::now);
            match (section, thing) {
                (Some(section), _) => {
                    LookedAt::Section(look_at_section(&session, &section, not_before).await)
                }
                (None, Some(thing)) => LookedAt::Thing(thing.look(&session).await),
                (None, None) => LookedAt::Nothing,
            }
        })
    }

    /// A tenth of the time that it has waited for the same thing, so that an hour in a queue costs
    /// few requests; several looks within the time until "nothing seen".
    fn pause(&self) -> Duration {
        let often = self.requested.session.hub.policy().poll_every;
        let shortest = often.min(self.limit / 8);
        let longest = (often * 5).min(self.limit / 4).max(shortest);
        (self.changed_at.elapsed() / 10).clamp(shortest, longest)
    }

    /// Takes a look; whether the server answered anything lately.
    fn take_look(&mut self, looked: &LookedAt) -> bool {
        let is_answered = match looked {
            LookedAt::Section(Ok(state)) => {
                if let Some(state) = state {
                    self.requested.observation.evidence.look(*state);
                }
                true
            }
            _ => false,
        };
        is_answered || self.requested.session.hub.status().synced
    }

    fn report(&mut self, verdict: &Verdict) {
        self.tell(self.waiting_for(verdict));
    }

    fn tell_unless_named(&mut self, waiting_for: WaitingFor) {
        if self.requested.handle.is_none() {
            self.tell(waiting_for);
        }
    }

    fn tell(&mut self, waiting_for: WaitingFor) {
        let is_same = self
            .waiting_for
            .as_ref()
            .is_some_and(|known| known.is_same(&waiting_for));
        if !is_same {
            tracing::debug!(
                server = self.requested.session.client.server_url(),
                operation = %self.requested.work.operation,
                ?waiting_for,
                "waiting"
            );
            self.changed_at = Instant::now();
            if let Some(report) = &mut self.on_waiting {
                report(&waiting_for);
            }
        }
        self.waiting_for = Some(waiting_for);
    }

    fn waiting_for(&self, verdict: &Verdict) -> WaitingFor {
        if let Some(handle) = &self.requested.handle {
            return WaitingFor::Activity(handle.clone());
        }
        match verdict {
            Verdict::Working(id) => match &self.waiting_for {
                Some(WaitingFor::Activity(known)) if known.id() == id => {
                    WaitingFor::Activity(known.clone())
                }
                _ => WaitingFor::Activity(ActivityHandle::new(
                    &self.requested.session,
                    id.clone(),
                    true,
                )),
            },
            Verdict::Earlier(activity) => WaitingFor::Earlier(Arc::clone(activity)),
            Verdict::Other(activity) => WaitingFor::Other(Arc::clone(activity)),
            Verdict::Refreshing => WaitingFor::Section,
            Verdict::Silent | Verdict::Done(_) => WaitingFor::Sign,
            Verdict::Blind => WaitingFor::Server,
        }
    }

    fn timed_out(&self, timeout: Duration) -> Error {
        let (activity, what) = match &self.waiting_for {
            Some(WaitingFor::Activity(handle)) => {
                return super::wait::still_running(
                    &self.requested.session.hub,
                    handle.id(),
                    timeout,
                );
            }
            Some(WaitingFor::Earlier(activity)) => (
                Some(activity),
                format!("an earlier one is still running: {}", describe(activity)),
            ),
            Some(WaitingFor::Other(activity)) => (
                Some(activity),
                format!("another one is running first: {}", describe(activity)),
            ),
            Some(WaitingFor::Section) => (None, "the section is still refreshing".to_owned()),
            Some(WaitingFor::State) => (None, "the server still works on it".to_owned()),
            Some(WaitingFor::Settling) => (
                None,
                "it has finished, but what follows it has not".to_owned(),
            ),
            Some(WaitingFor::Server) => (None, "the server does not answer".to_owned()),
            Some(WaitingFor::Sign) | None => (None, "no sign of it was seen".to_owned()),
        };
        let operation = self.requested.work.operation;
        let message = format!("what {operation} requested was not done within {timeout:?}: {what}");
        Error::new(ErrorKind::Timeout, message).with_last_seen(activity.cloned())
    }
}

/// The end of the named activity; never without one.
async fn end_of(end: &mut Option<WaitFuture>) -> Result<Outcome> {
    match end {
        Some(end) => end.await,
        None => std::future::pending().await,
    }
}

/// The activity, as text in a message.
fn describe(activity: &Activity) -> String {
    format!(
        "{} {:?} ({})",
        printable(activity.kind()),
        printable(activity.title()),
        activity.uuid
    )
}

impl IntoFuture for WaitDone {
    type Output = Result<Done>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl fmt::Debug for WaitDone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitDone")
            .field("timeout", &self.timeout)
            .field("nothing_seen_after", &self.nothing_seen_after)
            .field("settle", &self.settle)
            .finish_non_exhaustive()
    }
}
