//! Asks the server whether it is quiet, without `async`.

use std::fmt::{self, Display};
use std::pin::Pin;
use std::time::Duration;

use super::async_guard::may_block;
use super::request::Pending;
use super::runtime_thread::closed;
use super::session::Session;
use crate::error::Result;
use crate::quiet::{self, QuietCheck, QuietReport, SourceKind};

/// Follows whether the server is quiet, as an iterator over every changed report; see
/// [`QuietWatch`](crate::QuietWatch).
///
/// It works only within its calls, on the client's thread, which it keeps alive. It ends as
/// [`QuietWatch`](crate::QuietWatch) does, and in an async task.
#[must_use = "it works only within its calls"]
pub struct QuietWatch {
    session: Session,
    /// `None` after its end.
    watch: Option<quiet::QuietWatch>,
}

type Working<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

impl Pending<QuietCheck> {
    /// Leaves out work of this kind; see [`QuietCheck::ignore`].
    pub fn ignore(self, kind: SourceKind) -> Self {
        self.map(|check| check.ignore(kind))
    }

    /// Leaves out players that have been paused for this long; see [`QuietCheck::ignore_paused`].
    pub fn ignore_paused(self, after: Duration) -> Self {
        self.map(|check| check.ignore_paused(after))
    }

    /// Sets the time without work on the library after its last work; see [`QuietCheck::settle`].
    pub fn settle(self, time: Duration) -> Self {
        self.map(|check| check.settle(time))
    }

    /// Sets the time for which the server must have been quiet without a break; see [`QuietCheck::hold`].
    pub fn hold(self, time: Duration) -> Self {
        self.map(|check| check.hold(time))
    }

    /// Sets whether the hours of the scheduled tasks count as work; see [`QuietCheck::outside_butler`].
    pub fn outside_butler(self, is_work: bool) -> Self {
        self.map(|check| check.outside_butler(is_work))
    }

    /// Asks only whether this library section is quiet; see [`QuietCheck::section`].
    pub fn section(self, section: impl Display) -> Self {
        self.map(|check| check.section(section))
    }

    /// Returns one verdict; see [`QuietCheck::check`].
    ///
    /// # Errors
    /// As [`QuietCheck::check`], and [`InvalidInput`](crate::ErrorKind::InvalidInput) in an async task,
    /// where nothing is sent.
    pub fn check(self) -> Result<QuietReport> {
        let (session, check) = self.into_parts();
        session.on_worker(check.check())?
    }

    /// Follows whether the server is quiet; see [`QuietCheck::watch`].
    ///
    /// # Errors
    /// None here: [`until_quiet`](QuietWatch::until_quiet) has them.
    pub fn watch(self) -> QuietWatch {
        let (session, check) = self.into_parts();
        let watch = {
            let _here = session.enter();
            Some(check.watch())
        };
        QuietWatch { session, watch }
    }
}

impl QuietWatch {
    /// The next changed report, or `None` if there is none within `timeout`. Later calls and the iterator
    /// continue from there.
    ///
    /// # Errors
    /// [`Closed`](crate::ErrorKind::Closed) after the last report,
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) in an async task.
    pub fn next_timeout(&mut self, timeout: Duration) -> Result<Option<QuietReport>> {
        let next = self.run(move |watch| Box::pin(tokio::time::timeout(timeout, watch.next())))?;
        match next {
            Ok(Some(report)) => Ok(Some(report)),
            Ok(None) => Err(closed()),
            Err(_) => Ok(None),
        }
    }

    /// Blocks until the server is quiet; see [`until_quiet`](crate::QuietWatch::until_quiet).
    ///
    /// # Errors
    /// As [`until_quiet`](crate::QuietWatch::until_quiet), and
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) in an async task.
    pub fn until_quiet(&mut self) -> Result<QuietReport> {
        self.run(|watch| Box::pin(watch.until_quiet()))?
    }

    /// Blocks until something works; see [`until_busy`](crate::QuietWatch::until_busy).
    ///
    /// # Errors
    /// As [`until_quiet`](Self::until_quiet).
    pub fn until_busy(&mut self) -> Result<QuietReport> {
        self.run(|watch| Box::pin(watch.until_busy()))?
    }

    /// The newest report, if there is one.
    #[must_use]
    pub fn report(&self) -> Option<&QuietReport> {
        self.watch.as_ref()?.report()
    }

    /// Runs work on the client's thread, where there are timers and sockets.
    fn run<T, W>(&mut self, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: for<'a> FnOnce(&'a mut quiet::QuietWatch) -> Working<'a, T> + Send + 'static,
    {
        may_block()?;
        let mut watch = self.watch.take().ok_or_else(closed)?;
        let (watch, done) = self.session.on_worker(async move {
            let done = work(&mut watch).await;
            (watch, done)
        })?;
        self.watch = Some(watch);
        Ok(done)
    }
}

impl Iterator for QuietWatch {
    type Item = QuietReport;

    fn next(&mut self) -> Option<QuietReport> {
        self.run(|watch| Box::pin(watch.next())).ok().flatten()
    }
}

impl fmt::Debug for QuietWatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QuietWatch")
            .field("watch", &self.watch)
            .finish_non_exhaustive()
    }
}
