//! Following whether a server is quiet.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use futures_util::stream;
use tokio::time::Instant;

use super::driver::{Driver, Step};
use super::report::{QuietReport, QuietVerdict};
use crate::error::{Error, Result};

/// The time for which a report is valid while nobody polls the watch.
const GOOD_FOR: Duration = Duration::from_secs(45);

/// Follows whether a server is quiet: see [`QuietCheck::watch`](crate::QuietCheck::watch). A stream of
/// every changed report.
///
/// The first report comes after the first round of requests. Later ones come when the verdict, a reason,
/// an unknown source or a note has changed: the change to busy at once, others after a round. It ends when
/// the server refuses the token, after a report that says so, and when the client is closed.
///
/// It works only while it is polled: in [`next`](Self::next), [`until_quiet`](Self::until_quiet) or
/// [`until_busy`](Self::until_busy). It holds the client's connection as long as it lives.
///
/// # Cancel safety
/// [`next`](Self::next), the other functions and `poll_next` lose nothing when dropped or not polled again.
#[must_use = "it works only while it is polled"]
pub struct QuietWatch {
    looks: Pin<Box<dyn Stream<Item = Result<Look>> + Send>>,
    newest: Option<(Instant, QuietReport)>,
    /// The reason why it is over.
    end: Option<Error>,
}

/// The report after a step, and its time.
struct Look {
    report: QuietReport,
    at: Instant,
    /// Whether a round was over, so that the report says everything.
    is_whole: bool,
}

impl QuietWatch {
    pub(super) fn new(driver: Driver) -> Self {
        let looks = stream::unfold(Some(driver), |driver| async {
            let mut driver = driver?;
            if let Some(error) = driver.refused() {
                return Some((Err(error.clone()), None));
            }
            let step = match driver.advance().await {
                Ok(step) => step,
                Err(error) => return Some((Err(error), None)),
            };
            let look = Look {
                report: driver.report(),
                at: Instant::now(),
                is_whole: step == Step::RoundOver || driver.refused().is_some(),
            };
            Some((Ok(look), Some(driver)))
        });
        Self {
            looks: Box::pin(looks),
            newest: None,
            end: None,
        }
    }

    /// The next changed report; `None` when no other comes.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<QuietReport> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Waits until the server is quiet; at once if that is known now. Reports until then are not given by
    /// [`next`](Self::next) any more.
    ///
    /// A program that acts on it should ask once more right before, with [`check`](crate::QuietCheck::check),
    /// or hold this watch while it acts, to learn by [`until_busy`](Self::until_busy) that work has returned.
    ///
    /// # Errors
    /// [`Unauthorized`](crate::ErrorKind::Unauthorized) or [`Forbidden`](crate::ErrorKind::Forbidden) when
    /// the server refuses the token, [`Closed`](crate::ErrorKind::Closed) when the client is closed,
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) without a tokio runtime. While the server does not
    /// answer, it waits.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing.
    pub async fn until_quiet(&mut self) -> Result<QuietReport> {
        self.until(QuietVerdict::Quiet).await
    }

    /// Waits until something works; at once if that is known now. Reports until then are not given by
    /// [`next`](Self::next) any more.
    ///
    /// # Errors
    /// As [`until_quiet`](Self::until_quiet).
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing.
    pub async fn until_busy(&mut self) -> Result<QuietReport> {
        self.until(QuietVerdict::Busy).await
    }

    /// The newest report, if there is one.
    #[must_use]
    pub fn report(&self) -> Option<&QuietReport> {
        self.newest.as_ref().map(|(_, report)| report)
    }

    async fn until(&mut self, verdict: QuietVerdict) -> Result<QuietReport> {
        loop {
            if let Some((at, report)) = &self.newest
                && report.verdict == verdict
                && at.elapsed() < GOOD_FOR
            {
                return Ok(report.clone());
            }
            poll_fn(|context| self.poll_look(context)).await?;
        }
    }

    /// Takes the next step; whether its report is news.
    fn poll_look(&mut self, context: &mut Context<'_>) -> Poll<Result<bool>> {
        if let Some(error) = &self.end {
            return Poll::Ready(Err(error.clone()));
        }
        let look = match ready!(self.looks.as_mut().poll_next(context)) {
            Some(Ok(look)) => look,
            Some(Err(error)) => {
                self.end = Some(error.clone());
                return Poll::Ready(Err(error));
            }
            None => return Poll::Pending,
        };
        let before = self.newest.as_ref().map(|(_, report)| report);
        let is_urgent = before.is_some_and(|before| {
            let is_busy = look.report.verdict == QuietVerdict::Busy;
            before.verdict != look.report.verdict && (is_busy || before.is_quiet())
        });
        if !look.is_whole && !is_urgent {
            return Poll::Ready(Ok(false));
        }
        let is_news = before.is_none_or(|before| !before.is_like(&look.report));
        self.newest = Some((look.at, look.report));
        Poll::Ready(Ok(is_news))
    }
}

impl Stream for QuietWatch {
    type Item = QuietReport;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<QuietReport>> {
        loop {
            match ready!(self.poll_look(context)) {
                Ok(true) => return Poll::Ready(self.report().cloned()),
                Ok(false) => {}
                Err(_) => return Poll::Ready(None),
            }
        }
    }
}

impl fmt::Debug for QuietWatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QuietWatch")
            .field("report", &self.report())
            .field("end", &self.end)
            .finish_non_exhaustive()
    }
}
