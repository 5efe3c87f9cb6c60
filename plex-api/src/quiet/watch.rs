//! Following whether a server is quiet.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::report::QuietReport;
use crate::error::Result;

/// Follows whether a server is quiet: see [`QuietCheck::watch`](crate::QuietCheck::watch). A stream of
/// every changed report, the first one at once.
#[must_use = "it stops when it is dropped"]
pub struct QuietWatch {}

impl QuietWatch {
    /// The next changed report; `None` when no other comes, because the server refuses the token or the
    /// client is closed.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<QuietReport> {
        todo!()
    }

    /// Waits until the server is quiet; at once if the newest report says so.
    ///
    /// # Errors
    /// [`Unauthorized`](crate::ErrorKind::Unauthorized) or [`Forbidden`](crate::ErrorKind::Forbidden) when
    /// the server refuses the token, [`Closed`](crate::ErrorKind::Closed) when the client is closed.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing.
    pub async fn until_quiet(&mut self) -> Result<QuietReport> {
        todo!()
    }

    /// Waits until something works; at once if the newest report says so.
    ///
    /// # Errors
    /// As [`until_quiet`](Self::until_quiet).
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing.
    pub async fn until_busy(&mut self) -> Result<QuietReport> {
        todo!()
    }

    /// The newest report, if there is one.
    pub fn report(&self) -> Option<&QuietReport> {
        todo!()
    }
}

impl Stream for QuietWatch {
    type Item = QuietReport;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<QuietReport>> {
        todo!()
    }
}
