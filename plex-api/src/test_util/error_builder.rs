//! Building an error.

use std::sync::Arc;
use std::time::Duration;

use crate::certificate::{CertificateProblem, RefusedCertificate};
use crate::error::{Error, ErrorKind, ServerError};
use crate::fingerprint::CertificateFingerprint;
use crate::generated::OperationId;
use crate::generated::types::Activity;

/// Builds an [`Error`].
///
/// ```
/// use std::time::Duration;
/// use plex_api::ErrorKind;
/// use plex_api::test_util::ErrorBuilder;
///
/// let error = ErrorBuilder::new(ErrorKind::ServerBusy)
///     .status(503)
///     .retry_after(Duration::from_secs(5))
///     .build();
/// assert!(error.is_transient());
/// ```
#[derive(Clone, Debug)]
#[must_use = "call `build` to get the error"]
pub struct ErrorBuilder(Error);

impl ErrorBuilder {
    /// An error of this kind. Its message is the kind's name until [`message`](Self::message) sets it.
    pub fn new(kind: ErrorKind) -> Self {
        Self(Error::new(kind, kind.as_str()))
    }

    /// The message for people.
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.0 = self.0.with_message(message);
        self
    }

    /// The HTTP status of the answer.
    pub fn status(mut self, status: u16) -> Self {
        self.0 = self.0.with_status(status);
        self
    }

    /// The operation that failed.
    pub fn operation(mut self, operation: OperationId) -> Self {
        self.0 = self.0.with_operation(operation.as_str());
        self
    }

    /// Sets the time that the server asked to wait.
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.0 = self.0.with_retry_after(Some(wait));
        self
    }

    /// The request may have reached the server.
    pub fn may_have_been_sent(mut self) -> Self {
        self.0 = self.0.with_may_have_been_sent();
        self
    }

    /// The typed errors of the answer's body.
    pub fn server_errors(mut self, errors: Vec<ServerError>) -> Self {
        self.0 = self.0.with_server_errors(errors);
        self
    }

    /// The activity that a wait was for.
    pub fn last_seen(mut self, activity: impl Into<Arc<Activity>>) -> Self {
        self.0 = self.0.with_last_seen(Some(activity.into()));
        self
    }

    /// The certificate that was refused.
    pub fn refused_certificate(
        mut self,
        problem: CertificateProblem,
        fingerprint: Option<CertificateFingerprint>,
    ) -> Self {
        let refused =
            RefusedCertificate::new(problem, fingerprint, format!("is refused: {problem}"));
        self.0 = self.0.with_refused_certificate(refused);
        self
    }

    /// The error.
    #[must_use]
    pub fn build(self) -> Error {
        self.0
    }
}
