//! Requests that start an activity, and finding the activity that they started.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::Duration;

use http::HeaderMap;
use progenitor_client::{ByteStream, ResponseValue};

use super::handle::ActivityHandle;
use super::observation::{ExpectedWork, Observation};
use super::thing::Thing;
use super::wait_done::{RequestedWork, WaitDone};
use super::watcher::Watcher;
use crate::client::redact_answer;
use crate::credentials::Authorization;
use crate::error::Result;
use crate::generated::Client;
use crate::generated::OperationId;
use crate::hub::Session;
use crate::tracker::{ActivityEvent, ActivityFilter, Input};
use crate::wire::ActivityId;

/// The response header that names the activity which a request started.
const ACTIVITY: &str = "x-plex-activity";

type Learn<T> = Box<dyn FnOnce(&T, &mut ExpectedWork) + Send>;
type Sending<T> = Pin<Box<dyn Future<Output = Result<(T, HeaderMap)>> + Send>>;

/// A request that starts an activity. Await it to send it.
///
/// ```no_run
/// # async fn example(plex: plex_api::Plex) -> plex_api::Result<()> {
/// use std::time::Duration;
/// use plex_api::Done;
///
/// let hour = Duration::from_secs(3600);
/// match plex.library().refresh("2").done().timeout(hour).await? {
///     Done::NothingSeen => println!("no scan was seen"),
///     done => println!("scanned: {done:?}"),
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Cancel safety
/// The request is sent once, when this is awaited, and is never retried. Dropping the future cancels
/// it; the server may have started the activity by then.
#[must_use = "nothing is started unless this is awaited"]
pub struct Launch<T> {
    session: Session,
    sending: Sending<T>,
    work: ExpectedWork,
    /// Takes facts about the work from the answer.
    learn: Option<Learn<T>>,
    correlate: Option<Duration>,
    observe: bool,
}

/// The result of a request that starts an activity: the answer, and the activity if the server named
/// it. It may be dropped: the work goes on.
pub struct Launched<T> {
    session: Session,
    work: ExpectedWork,
    answer: T,
    id: Option<ActivityId>,
    correlated: Option<ActivityHandle>,
    /// From before the request.
    observation: Option<Observation>,
}

impl<T: Send + 'static> Launch<T> {
    /// A request of the generated client. The activity that follows is expected to be of the type
    /// that the document names.
    pub(crate) fn new<F, U>(
        session: &Session,
        operation: OperationId,
        send: impl FnOnce(Client) -> F + Send + 'static,
        read: impl FnOnce(ResponseValue<U>) -> T + Send + 'static,
    ) -> Self
    where
        F: Future<
                Output = std::result::Result<
                    ResponseValue<U>,
                    progenitor_client::Error<ByteStream>,
                >,
            > + Send,
        U: Send + 'static,
    {
        let client = session.client.clone();
        Self {
            session: session.clone(),
            work: ExpectedWork::new(operation),
            learn: None,
            correlate: None,
            observe: false,
            sending: Box::pin(async move {
                match send(client.clone()).await {
                    Ok(answer) => {
                        let headers = answer.headers().clone();
                        Ok((read(answer), headers))
                    }
                    Err(error) => Err(client.convert_error(operation, error).await),
                }
            }),
        }
    }

    /// Says more of the activity that is expected to follow.
    pub(crate) fn expect(mut self, narrow: impl FnOnce(ActivityFilter) -> ActivityFilter) -> Self {
        self.work.activity = narrow(self.work.activity);
        self
    }

    /// Says which job the request starts, by the parameter that names it. `is_running` tells from the
    /// answer that the job was running already.
    pub(crate) fn runs_task(mut self, task: &str, is_running: fn(&T) -> bool) -> Self {
        self.work = ExpectedWork::of_task(self.work.operation, task);
        self.learn = Some(Box::new(move |answer, work| {
            work.is_joined = is_running(answer);
        }));
        self
    }

    /// Says on which items the request works. No activity names its item.
    pub(crate) fn of_items(mut self, ids: &str) -> Self {
        self.work.is_several = ids.contains(',');
        self
    }

    /// Says on which items the request works. The activity of each may name it or not.
    pub(crate) fn of_named_items(self, ids: &str) -> Self {
        let mut launch = self.of_items(ids);
        if !launch.work.is_several {
            launch.work.may_be_unnamed = true;
            let key = format!("/library/metadata/{ids}");
            launch.work.activity = launch.work.activity.item(key);
        }
        launch
    }

    /// Says whose state tells the end.
    pub(crate) fn changes(mut self, thing: Thing) -> Self {
        self.work.thing = Some(thing);
        self
    }

    /// Says whose state tells the end, as the answer names it.
    pub(crate) fn changes_answered(
        mut self,
        thing: impl FnOnce(&T) -> Thing + Send + 'static,
    ) -> Self {
        self.learn = Some(Box::new(move |answer, work| {
            work.thing = Some(thing(answer));
        }));
        self
    }

    /// Says which library section the request scans; `all` is every section.
    pub(crate) fn scans(mut self, section: String) -> Self {
        self.work.scanned_section = Some(section);
        self
    }

    /// Finds the activity by its type, section and item, should the server not name it: the
    /// first new one that fits, within this long after the answer.
    ///
    /// The client starts to watch before it sends the request, so a short activity is not missed.
    /// Two scans of one section cannot be distinguished: when another client starts one at the same
    /// moment, the handle may be for that one. [`is_correlated`](ActivityHandle::is_correlated) is
    /// `true` for such a handle. When the client cannot connect within the same time, it sends the
    /// request anyway.
    pub fn correlate(mut self, within: Duration) -> Self {
        self.correlate = Some(within);
        self
    }

    /// Looks at the running activities, and at the library section of a scan, before the request is
    /// sent: then [`Launched::done`] can distinguish the requested work from earlier work.
    /// [`done`](Self::done) does this automatically.
    ///
    /// When the client cannot list the running activities within 10 seconds, it sends the request
    /// anyway, and `done` is as careful as without this.
    pub fn observe(mut self) -> Self {
        self.observe = true;
        self
    }

    /// Sends the request, and waits until its work is done; see [`Launched::done`]. It looks at the
    /// server before it sends the request, as [`observe`](Self::observe).
    ///
    /// # Errors
    /// When awaited: the errors of the request, and as [`Launched::done`].
    ///
    /// # Cancel safety
    /// Dropping it before the answer cancels the request, which may have reached the server by then.
    /// Dropping it later ends the wait and has no other effect.
    pub fn done(self) -> WaitDone {
        WaitDone::new(async move { Ok(self.observe().run().await?.into_requested_work()) })
    }

    async fn run(mut self) -> Result<Launched<T>> {
        let mut observation = if self.observe {
            Some(Observation::before_request(&self.session, &self.work).await)
        } else {
            None
        };
        let mut watcher = None;
        if let Some(within) = self.correlate {
            let mut watching = Watcher::new(&self.session.hub).only(self.work.activity.clone());
            if let Ok(Ok(())) = tokio::time::timeout(within, watching.synced()).await {
                skip_running(&mut watching).await;
                watcher = Some((watching, within));
            }
        }
        let (answer, headers) = self.sending.await?;
        if let Some(learn) = self.learn {
            learn(&answer, &mut self.work);
        }
        if let Some(observation) = &mut observation
            && self.work.is_joined
        {
            observation.evidence.join_earlier();
        }
        let id = named_activity(&headers, &self.session.client.credentials().current());
        if let Some(id) = &id {
            tracing::debug!(
                server = self.session.client.server_url(),
                operation = %self.work.operation,
                %id,
                "the server named the activity"
            );
            self.session
                .hub
                .report_out_of_band(Input::HeaderSeen(id.clone()));
        }
        let correlated = match (watcher, &id) {
            (Some((watcher, within)), None) => first_started(watcher, within).await,
            _ => None,
        };
        let correlated = correlated.map(|id| ActivityHandle::new(&self.session, id, true));
        Ok(Launched {
            id: id.or_else(|| correlated.as_ref().map(|handle| handle.id().clone())),
            session: self.session,
            work: self.work,
            answer,
            correlated,
            observation,
        })
    }
}

impl<T> Launched<T> {
    /// The server's answer.
    #[must_use]
    pub fn answer(&self) -> &T {
        &self.answer
    }

    /// The server's answer, by value.
    #[must_use]
    pub fn into_answer(self) -> T {
        self.answer
    }

    /// The uuid of the activity: named by the server (`X-Plex-Activity`), or found by
    /// [`correlate`](Launch::correlate). Servers do so for few operations, and not always.
    #[must_use]
    pub fn activity_id(&self) -> Option<&ActivityId> {
        self.id.as_ref()
    }

    /// A handle for the activity, which the client follows from this call on.
    ///
    /// A named activity may never appear: its wait then ends with
    /// [`NeverSeen`](crate::How::NeverSeen). So does the wait when the activity ended before this call
    /// while the client was not connected. To be certain, keep a watcher or use
    /// [`correlate`](Launch::correlate), which connects first.
    #[must_use]
    pub fn activity(&self) -> Option<ActivityHandle> {
        if let Some(handle) = &self.correlated {
            return Some(handle.clone());
        }
        let id = self.id.clone()?;
        Some(ActivityHandle::new(&self.session, id, false))
    }

    /// Waits until the work of the request is done, across lost connections: until the activity ends
    /// that the server named, or else in the way that the OpenAPI document has for the operation
    /// (`x-plex-end`):
    ///
    /// - the first new activity of the expected type and section or item ends, or the library section
    ///   has been busy and is quiet, or its `scannedAt` has moved;
    /// - new activities of the expected type were seen, and none has run for 45 seconds
    ///   ([`settle`](WaitDone::settle));
    /// - the thing itself is as requested: the section is gone, the download is ready;
    /// - the answer came, for requests that are answered when the work is done;
    /// - at once with [`Unobservable`](crate::Done::Unobservable), where nothing tells the end.
    ///
    /// [`Done`](crate::Done) says which.
    ///
    /// Servers run scans one after the other. While another scan is running, or the section says that
    /// it is refreshing, this waits, and [`on_waiting`](WaitDone::on_waiting) reports the reason as a
    /// [`WaitingFor`](crate::WaitingFor). When nothing is seen for 30 seconds
    /// ([`nothing_seen_after`](WaitDone::nothing_seen_after)), the result is
    /// [`NothingSeen`](crate::Done::NothingSeen), which is no success.
    ///
    /// An activity that is already running when the client looks for the first time may be the
    /// requested one or an earlier one. Then the result is
    /// [`SectionQuiet`](crate::Done::SectionQuiet), once nothing was seen for that time. To know more,
    /// use [`Launch::done`] or [`Launch::observe`], which look before they send.
    ///
    /// The client looks from this call on. It lists the library sections at first every 2 seconds, and
    /// less often later.
    ///
    /// # Errors
    /// When awaited: [`Timeout`](crate::ErrorKind::Timeout) when its
    /// [`timeout`](WaitDone::timeout) has passed, with the reason of the wait; otherwise as
    /// [`wait`](crate::ActivitiesApi::wait). A server that cannot be reached is no error: it waits.
    ///
    /// # Cancel safety
    /// Dropping it ends the wait and has no other effect.
    pub fn done(self) -> WaitDone {
        let requested = self.into_requested_work();
        WaitDone::new(std::future::ready(Ok(requested)))
    }

    fn into_requested_work(self) -> RequestedWork {
        let handle = self.activity();
        let observation = self
            .observation
            .unwrap_or_else(|| Observation::after_request(&self.session, &self.work));
        RequestedWork {
            session: self.session,
            work: self.work,
            handle,
            observation,
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for Launched<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Launched")
            .field("operation", &self.work.operation)
            .field("answer", &self.answer)
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl<T: Send + 'static> IntoFuture for Launch<T> {
    type Output = Result<Launched<T>>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<T> fmt::Debug for Launch<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Launch")
            .field("operation", &self.work.operation)
            .field("correlate", &self.correlate)
            .field("observe", &self.observe)
            .finish_non_exhaustive()
    }
}

/// The activity that the server names in an answer.
pub(crate) fn named_activity(headers: &HeaderMap, secrets: &Authorization) -> Option<ActivityId> {
    let value = redact_answer(headers.get(ACTIVITY)?.as_bytes(), secrets);
    ActivityId::new(std::str::from_utf8(&value).ok()?.trim()).ok()
}

/// Takes the buffered events of a synced watcher: the activities that were already running.
async fn skip_running(watcher: &mut Watcher) {
    use futures_core::Stream;
    std::future::poll_fn(|context| {
        while let std::task::Poll::Ready(Some(_)) = Pin::new(&mut *watcher).poll_next(context) {}
        std::task::Poll::Ready(())
    })
    .await;
}

async fn first_started(mut watcher: Watcher, within: Duration) -> Option<ActivityId> {
    let deadline = crate::time::from_now(within);
    loop {
        match tokio::time::timeout_at(deadline, watcher.next()).await {
            Ok(Some(Ok(ActivityEvent::Started { activity, .. }))) => {
                return Some(activity.uuid.clone());
            }
            Ok(Some(Ok(_))) => {}
            Ok(Some(Err(_)) | None) | Err(_) => return None,
        }
    }
}
