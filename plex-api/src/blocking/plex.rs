//! The blocking client of one server.

use std::fmt;
use std::fmt::Display;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::EnterGuard;

use super::events::Events;
use super::handle::ActivityHandle;
use super::live::Live;
use super::request::Pending;
use super::runtime_thread::Worker;
use crate::builder::PlexBuilder;
use crate::error::Result;
use crate::generated::types::{Activity, Identity, LibrarySection};
use crate::hub::ConnectionStatus;
use crate::model::ActivityList;
use crate::tracker::ActivityFilter;
use crate::watch::{Launch, Wait, WaitAll, WaitIdle};
use crate::wire::ActivityId;

/// The blocking client of one Plex Media Server; see the [module](crate::blocking).
///
/// Clones share one thread, which ends when the last of them and of their handles and waits is
/// dropped. [`Events`] do not keep it alive, and end with it. Dropping the last one never hangs, even
/// in an async task.
///
/// Every method that returns a `Result` fails with [`InvalidInput`](crate::ErrorKind::InvalidInput)
/// in an async task, and with [`Closed`](crate::ErrorKind::Closed) when the thread has panicked, in
/// addition to the errors of its asynchronous counterpart.
#[derive(Clone)]
pub struct Plex {
    plex: crate::Plex,
    worker: Arc<Worker>,
}

impl Plex {
    /// Builds the client and starts its thread. Sends nothing.
    ///
    /// ```no_run
    /// let builder = plex_api::Plex::builder("http://127.0.0.1:32400").token_from_env();
    /// let plex = plex_api::blocking::Plex::build(builder)?;
    /// # Ok::<(), plex_api::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`PlexBuilder::build`], and [`InvalidInput`](crate::ErrorKind::InvalidInput) in an async
    /// task, and when the system cannot start a thread.
    pub fn build(builder: PlexBuilder) -> Result<Self> {
        Ok(Self {
            plex: builder.build()?,
            worker: Arc::new(Worker::start()?),
        })
    }

    /// Lists the running activities; see [`list`](crate::ActivitiesApi::list).
    ///
    /// # Errors
    /// As [`list`](crate::ActivitiesApi::list).
    pub fn list(&self) -> Result<Vec<Activity>> {
        self.run(async |plex| plex.activities().list().await)
    }

    /// Lists the running activities, with the entries that cannot be read; see
    /// [`list_detailed`](crate::ActivitiesApi::list_detailed).
    ///
    /// # Errors
    /// As [`list`](crate::ActivitiesApi::list).
    pub fn list_detailed(&self) -> Result<ActivityList> {
        self.run(async |plex| plex.activities().list_detailed().await)
    }

    /// Finds one running activity; see [`get`](crate::ActivitiesApi::get).
    ///
    /// # Errors
    /// As [`get`](crate::ActivitiesApi::get).
    pub fn get(&self, id: &ActivityId) -> Result<Option<Activity>> {
        let id = id.clone();
        self.run(async move |plex| plex.activities().get(&id).await)
    }

    /// Asks the server to cancel an activity; see [`cancel`](crate::ActivitiesApi::cancel).
    ///
    /// # Errors
    /// As [`cancel`](crate::ActivitiesApi::cancel).
    pub fn cancel(&self, id: &ActivityId) -> Result<()> {
        let id = id.clone();
        self.run(async move |plex| plex.activities().cancel(&id).await)
    }

    /// The server's identity; see [`identity`](crate::Plex::identity).
    ///
    /// # Errors
    /// As [`identity`](crate::Plex::identity).
    pub fn identity(&self) -> Result<Identity> {
        self.run(async |plex| plex.identity().await)
    }

    /// Lists the library sections; see [`sections`](crate::LibraryApi::sections).
    ///
    /// # Errors
    /// As [`sections`](crate::LibraryApi::sections).
    pub fn sections(&self) -> Result<Vec<LibrarySection>> {
        self.run(async |plex| plex.library().sections().await)
    }

    /// Starts a scan of a library section; see [`refresh`](crate::LibraryApi::refresh).
    ///
    /// ```no_run
    /// # fn example(plex: plex_api::blocking::Plex) -> plex_api::Result<()> {
    /// use std::time::Duration;
    ///
    /// let done = plex.refresh("2").done().timeout(Duration::from_secs(3600)).block()?;
    /// println!("{done:?}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// None here; `block` has those of
    /// [`refresh`](crate::LibraryApi::refresh).
    pub fn refresh(&self, section: impl Display) -> Pending<Launch<()>> {
        self.launch(|plex| plex.library().refresh(section))
    }

    /// Stops the scan of a library section; see
    /// [`stop_refresh`](crate::LibraryApi::stop_refresh).
    ///
    /// # Errors
    /// As [`stop_refresh`](crate::LibraryApi::stop_refresh).
    pub fn stop_refresh(&self, section: impl Display) -> Result<()> {
        let section = section.to_string();
        self.run(async move |plex| plex.library().stop_refresh(section).await)
    }

    /// Any other request that starts an activity.
    ///
    /// ```no_run
    /// # fn example(plex: plex_api::blocking::Plex) -> plex_api::Result<()> {
    /// plex.launch(|plex| plex.metadata().refresh("7")).block()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// None here; `block` has those of the request.
    pub fn launch<T: Send + 'static>(
        &self,
        request: impl FnOnce(&crate::Plex) -> Launch<T>,
    ) -> Pending<Launch<T>> {
        let _here = self.enter();
        Pending::new(self, request(&self.plex))
    }

    /// Waits for the end of an activity; see [`wait`](crate::ActivitiesApi::wait).
    ///
    /// ```no_run
    /// # fn example(plex: plex_api::blocking::Plex, id: plex_api::ActivityId) -> plex_api::Result<()> {
    /// use std::time::Duration;
    ///
    /// let outcome = plex.wait(&id).timeout(Duration::from_secs(300)).block()?;
    /// println!("{:?}", outcome.how);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// None here; `block` has those of
    /// [`wait`](crate::ActivitiesApi::wait).
    pub fn wait(&self, id: &ActivityId) -> Pending<Wait> {
        let _here = self.enter();
        Pending::new(self, self.plex.activities().wait(id))
    }

    /// Waits for the ends of several activities; see [`wait_all`](crate::ActivitiesApi::wait_all).
    ///
    /// # Errors
    /// None here; `block` has its own, and one for each activity.
    pub fn wait_all(&self, ids: impl IntoIterator<Item = ActivityId>) -> Pending<WaitAll> {
        let _here = self.enter();
        Pending::new(self, self.plex.activities().wait_all(ids))
    }

    /// Waits until no matching activity is running; see
    /// [`wait_idle`](crate::ActivitiesApi::wait_idle).
    ///
    /// # Errors
    /// None here; `block` has those of
    /// [`wait_idle`](crate::ActivitiesApi::wait_idle).
    pub fn wait_idle(&self, filter: ActivityFilter) -> Pending<WaitIdle> {
        let _here = self.enter();
        Pending::new(self, self.plex.activities().wait_idle(filter))
    }

    /// A handle for an activity by its uuid. The client follows it from this call on.
    #[must_use]
    pub fn handle(&self, id: &ActivityId) -> ActivityHandle {
        let _here = self.enter();
        ActivityHandle::new(self.clone(), self.plex.activities().handle(id))
    }

    /// Watches the activities, as an iterator; see [`watch`](crate::ActivitiesApi::watch).
    ///
    /// ```no_run
    /// # fn example(plex: plex_api::blocking::Plex) -> plex_api::Result<()> {
    /// use plex_api::ActivityEvent;
    ///
    /// for event in plex.watch() {
    ///     if let ActivityEvent::Ended { activity, .. } = event? {
    ///         println!("{} finished", activity.title());
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn watch(&self) -> Events {
        let _here = self.enter();
        Events::new(self.worker.runtime(), self.plex.activities().watch())
    }

    /// The running activities as a value that follows the server; see
    /// [`live`](crate::ActivitiesApi::live).
    ///
    /// ```no_run
    /// # fn example(plex: plex_api::blocking::Plex) -> plex_api::Result<()> {
    /// use std::time::Duration;
    ///
    /// let live = plex.live();
    /// live.synced()?;
    /// println!("{} are running", live.snapshot().len());
    /// if let Some(snapshot) = live.changed_timeout(Duration::from_secs(60))? {
    ///     println!("now {} are", snapshot.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn live(&self) -> Live {
        let _here = self.enter();
        Live::new(self.clone(), self.plex.activities().live())
    }

    /// The status of the connection that iterators and waits share.
    #[must_use]
    pub fn status(&self) -> ConnectionStatus {
        self.plex.activities().status()
    }

    /// The same client, on the same thread, with another request timeout.
    #[must_use]
    pub fn with_request_timeout(&self, timeout: Duration) -> Self {
        Self {
            plex: self.plex.with_request_timeout(timeout),
            worker: Arc::clone(&self.worker),
        }
    }

    /// The server's URL, without a slash at its end.
    #[must_use]
    pub fn server_url(&self) -> &str {
        self.plex.server_url()
    }

    /// Runs an operation of the asynchronous client on this client's thread.
    ///
    /// ```no_run
    /// # fn example(plex: plex_api::blocking::Plex) -> plex_api::Result<()> {
    /// plex.run(async |plex| plex.butler().stop("BackupDatabase").await)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// What `work` returns, [`InvalidInput`](crate::ErrorKind::InvalidInput) in an async task,
    /// [`Closed`](crate::ErrorKind::Closed) when `work` panics.
    pub fn run<T, W, F>(&self, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: FnOnce(crate::Plex) -> F,
        F: Future<Output = Result<T>> + Send + 'static,
    {
        self.on_worker(work(self.plex.clone()))?
    }

    pub(super) fn on_worker<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        self.worker.run(work)
    }

    /// Tasks and timers that are created while this is held belong to the client's thread.
    pub(super) fn enter(&self) -> EnterGuard<'_> {
        self.worker.enter()
    }
}

impl fmt::Debug for Plex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Plex").field(&self.plex).finish()
    }
}
