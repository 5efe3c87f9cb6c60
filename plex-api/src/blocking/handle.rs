//! The activity that a blocking request started.

use std::time::Duration;

use super::events::ProgressIter;
use super::request::Pending;
use super::session::Session;
use crate::error::Result;
use crate::watch::{self, Wait, WaitDone};
use crate::wire::ActivityId;

/// The result of a request that starts an activity; see [`Launched`](crate::Launched).
#[derive(Debug)]
pub struct Launched<T> {
    session: Session,
    launched: watch::Launched<T>,
}

/// One activity, to await or cancel; see [`ActivityHandle`](crate::ActivityHandle).
///
/// While a handle exists, the client follows its activity, so an end between two calls is not
/// missed. It keeps the client's thread alive.
#[derive(Clone, Debug)]
pub struct ActivityHandle {
    session: Session,
    handle: watch::ActivityHandle,
}

impl<T> Launched<T> {
    pub(super) fn new(session: Session, launched: watch::Launched<T>) -> Self {
        Self { session, launched }
    }

    /// The server's answer.
    #[must_use]
    pub fn answer(&self) -> &T {
        self.launched.answer()
    }

    /// The server's answer, by value.
    #[must_use]
    pub fn into_answer(self) -> T {
        self.launched.into_answer()
    }

    /// The uuid of the activity: named by the server, or found by
    /// [`correlate`](Pending::correlate).
    #[must_use]
    pub fn activity_id(&self) -> Option<&ActivityId> {
        self.launched.activity_id()
    }

    /// A handle for the activity; see [`Launched::activity`](crate::Launched::activity).
    #[must_use]
    pub fn activity(&self) -> Option<ActivityHandle> {
        let _here = self.session.enter();
        let handle = self.launched.activity()?;
        Some(ActivityHandle::new(self.session.clone(), handle))
    }

    /// Waits until the work is done; see [`Launched::done`](crate::Launched::done).
    ///
    /// # Errors
    /// None here; `block` has those of [`Launched::done`](crate::Launched::done).
    pub fn done(self) -> Pending<WaitDone> {
        let wait = {
            let _here = self.session.enter();
            self.launched.done()
        };
        Pending::new(&self.session, wait)
    }
}

impl ActivityHandle {
    pub(super) fn new(session: Session, handle: watch::ActivityHandle) -> Self {
        Self { session, handle }
    }

    /// The activity's uuid.
    #[must_use]
    pub fn id(&self) -> &ActivityId {
        self.handle.id()
    }

    /// Returns `true` if the activity was found by its type, section or item, because the server did not name
    /// it.
    #[must_use]
    pub fn is_correlated(&self) -> bool {
        self.handle.is_correlated()
    }

    /// Returns the time since its progress, title or subtitle last changed; `None` when it is not known to be
    /// running.
    #[must_use]
    pub fn last_moved(&self) -> Option<Duration> {
        self.handle.last_moved()
    }

    /// Its progress from now on, as an iterator that ends with the activity; see
    /// [`progress`](crate::ActivityHandle::progress).
    ///
    /// ```no_run
    /// # fn example(activity: plex_api::blocking::ActivityHandle) -> plex_api::Result<()> {
    /// for progress in activity.progress() {
    ///     println!("{}", progress?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn progress(&self) -> ProgressIter {
        let _here = self.session.enter();
        ProgressIter::new(self.handle.progress())
    }

    /// Asks the server to cancel it; see [`cancel`](crate::ActivitiesApi::cancel).
    ///
    /// # Errors
    /// As [`cancel`](crate::ActivitiesApi::cancel).
    pub fn cancel(&self) -> Result<()> {
        let handle = self.handle.clone();
        self.session.run(async move |_| handle.cancel().await)
    }

    /// Waits for its end; see [`wait`](crate::ActivitiesApi::wait).
    ///
    /// # Errors
    /// None here; `block` has those of [`wait`](crate::ActivitiesApi::wait).
    pub fn wait(&self) -> Pending<Wait> {
        let _here = self.session.enter();
        Pending::new(&self.session, self.handle.wait())
    }
}
