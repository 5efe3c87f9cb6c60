//! The one error of this crate: a kind for programs, and a message for people.

use std::any::Any;
use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::certificate::RefusedCertificate;
use crate::duration_serde::round_to_milliseconds;
use crate::names::names;

/// The result of this crate's functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The error of an operation: the kind of failure, and the facts that are known about it.
///
/// [`kind`](Self::kind) is for programs. `Display` is for people: it says what was tried, what came
/// back and what to do. It contains the cause, so there is no
/// [`source`](std::error::Error::source): a report that prints the whole chain says each thing once.
/// Neither `Display` nor `Debug` nor the JSON ever contains the token, or more than 512 bytes of the
/// server's answer.
///
/// # As JSON
/// `{"kind", "message", "operation", "status", "retry_after_seconds"}`: the name of its
/// [kind](ErrorKind::as_str), the text of `Display`, and the results of the methods of the same names, with
/// `null` for `None`. The seconds have milliseconds.
///
/// ```
/// let error = plex_api::Plex::builder("ftp://server").build().unwrap_err();
/// let json = serde_json::to_value(&error)?;
/// assert_eq!(json["kind"], "invalid_input");
/// assert_eq!(json["message"], error.to_string());
/// assert!(json["status"].is_null());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone)]
pub struct Error(Box<ErrorDetails>);

/// The kind of an [`Error`]. New kinds may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The server refuses the token, or requires one (401), or the token has expired (498, by
    /// [`Error::status`]).
    Unauthorized,
    /// The token's user may not do this (403).
    Forbidden,
    /// Not found: no such activity is running, no such section exists (404).
    NotFound,
    /// The activity is running, but the server cannot cancel it (400).
    NotCancellable,
    /// Too many requests (429); see [`Error::retry_after`].
    RateLimited,
    /// The server is starting, migrating its database or overloaded, or a proxy or CDN cannot reach
    /// it (408, 425, 502, 503, 504, 509, 520 to 530, 598, 599). Try again later.
    ServerBusy,
    /// The server failed in another way (any other 5xx).
    Server,
    /// The server refused the request (any other 4xx).
    Rejected,
    /// Could not connect, or the connection broke before the answer was complete.
    Connect,
    /// No complete answer within the timeout of a request, or no end within the `timeout` of a wait. Of a
    /// request, the error has an [`operation`](Error::operation); of a wait, it has none.
    Timeout,
    /// The encrypted connection failed: because of a certificate (see
    /// [`Error::refused_certificate`]), a protocol version, a port without TLS, or a feature that
    /// this build lacks.
    Tls,
    /// The answer is cut off, or does not have the form of the operation's answers.
    Decode,
    /// The answer does not come from a Plex Media Server, but from a sign-in page or another program.
    NotPlex,
    /// The answer is larger than the limit.
    TooLarge,
    /// The client or its connection was closed during the wait.
    Closed,
    /// The caller's input is not valid: a bad URL, token, header or identifier.
    InvalidInput,
    /// The server redirects to another server, where the token must not go, or endlessly.
    Redirect,
}

names!(ErrorKind, "a kind of error", {
    Unauthorized = "unauthorized",
    Forbidden = "forbidden",
    NotFound = "not_found",
    NotCancellable = "not_cancellable",
    RateLimited = "rate_limited",
    ServerBusy = "server_busy",
    Server = "server",
    Rejected = "rejected",
    Connect = "connect",
    Timeout = "timeout",
    Tls = "tls",
    Decode = "decode",
    NotPlex = "not_plex",
    TooLarge = "too_large",
    Closed = "closed",
    InvalidInput = "invalid_input",
    Redirect = "redirect",
});

impl ErrorKind {
    /// Returns `true` if the same request, unchanged, may succeed later.
    ///
    /// | kind | transient | because |
    /// |---|---|---|
    /// | `RateLimited` | yes | the server asks for a pause; see [`Error::retry_after`] |
    /// | `ServerBusy` | yes | the server starts, migrates or is overloaded |
    /// | `Connect` | yes | servers restart, and networks fail for a while |
    /// | `Timeout` | yes | the server may be busy |
    /// | `Server` | no | it failed at this request, and most likely fails again |
    /// | `Decode`, `TooLarge` | no | the answer was complete, and comes again as it is |
    /// | `Unauthorized`, `Forbidden` | no | another token or user is needed |
    /// | `NotFound`, `NotCancellable`, `Rejected` | no | the server has decided |
    /// | `Tls`, `NotPlex`, `Redirect`, `InvalidInput` | no | a setting must change |
    /// | `Closed` | no | the client is gone |
    ///
    /// It says nothing about the request's effect: repeat a request that starts work only when
    /// [`Error::may_have_been_sent`] is `false`, or when twice is no harm.
    #[must_use]
    pub const fn is_transient(self) -> bool {
        matches!(
            self,
            Self::RateLimited | Self::ServerBusy | Self::Connect | Self::Timeout
        )
    }
}

/// One error from the body of an answer, in the form that Plex documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ServerError {
    /// The server's own number for the error, for example 1001.
    pub code: Option<i64>,
    /// The description of the error, for people.
    pub message: Option<String>,
    /// The HTTP status.
    pub status: Option<i64>,
    /// Fields that this version of the crate does not know.
    pub extra: Map<String, Value>,
}

#[derive(Clone)]
struct ErrorDetails {
    kind: ErrorKind,
    operation: Option<Box<str>>,
    message: String,
    status: Option<u16>,
    server_errors: Vec<ServerError>,
    retry_after: Option<Duration>,
    may_have_been_sent: bool,
    /// A value for the caller whose type stands above this module.
    attachment: Option<Arc<dyn Any + Send + Sync>>,
    refused_certificate: Option<RefusedCertificate>,
    io_error_kind: Option<io::ErrorKind>,
}

impl Error {
    /// The kind, to match on.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns `true` if the same request may succeed later, by its [kind](ErrorKind::is_transient).
    ///
    /// ```no_run
    /// # async fn example(plex: plex_api::Plex) -> plex_api::Result<()> {
    /// use std::time::Duration;
    ///
    /// let activities = loop {
    ///     match plex.activities().list().await {
    ///         Err(error) if error.is_transient() => {
    ///             let pause = error.retry_after().unwrap_or(Duration::from_secs(30));
    ///             tokio::time::sleep(pause).await;
    ///         }
    ///         other => break other?,
    ///     }
    /// };
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn is_transient(&self) -> bool {
        self.kind().is_transient()
    }

    /// The operation that failed, by its `operationId` in the OpenAPI document, for example
    /// `cancelServerActivities`. Of a [request](crate::Plex::request) of the caller's own, its method and
    /// path. `None` before any operation, as while building a client, and of a wait that timed out.
    #[must_use]
    pub fn operation(&self) -> Option<&str> {
        self.0.operation.as_deref()
    }

    /// The HTTP status of the answer, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The typed errors of the answer's body. Servers are documented to send them, and seldom do:
    /// recorded servers answer with HTML.
    #[must_use]
    pub fn server_errors(&self) -> &[ServerError] {
        &self.0.server_errors
    }

    /// Returns the time that the server asked to wait before the next try (`Retry-After`), at most one day.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns `true` if the request may have reached the server, and so may have had its effect.
    ///
    /// `false` is certain: nothing was sent, or the server's answer says that it did nothing.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        self.0.may_have_been_sent
    }

    /// The server's certificate and its problem, if the secure connection failed because of it
    /// ([`Tls`](ErrorKind::Tls)).
    ///
    /// ```no_run
    /// # async fn example(plex: plex_api::Plex) {
    /// if let Err(error) = plex.identity().await
    ///     && let Some(certificate) = error.refused_certificate()
    /// {
    ///     eprintln!("{:?}: {:?}", certificate.problem(), certificate.fingerprint());
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn refused_certificate(&self) -> Option<&RefusedCertificate> {
        self.0.refused_certificate.as_ref()
    }

    /// The kind of the system's error, when that is why there is no connection or a file could not be
    /// read: [`ConnectionRefused`](io::ErrorKind::ConnectionRefused) for example.
    #[must_use]
    pub fn io_error_kind(&self) -> Option<io::ErrorKind> {
        self.0.io_error_kind
    }

    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(ErrorDetails {
            kind,
            operation: None,
            message: message.into(),
            status: None,
            server_errors: Vec::new(),
            retry_after: None,
            may_have_been_sent: false,
            attachment: None,
            refused_certificate: None,
            io_error_kind: None,
        }))
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidInput, message)
    }

    pub(crate) fn with_operation(mut self, operation: &str) -> Self {
        self.0.operation = Some(operation.into());
        self
    }

    #[cfg(feature = "account")]
    pub(crate) fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(crate) fn with_server_errors(mut self, errors: Vec<ServerError>) -> Self {
        self.0.server_errors = errors;
        self
    }

    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    pub(crate) fn with_may_have_been_sent(mut self) -> Self {
        self.0.may_have_been_sent = true;
        self
    }

    pub(crate) fn with_io_error_kind(mut self, kind: Option<io::ErrorKind>) -> Self {
        self.0.io_error_kind = kind;
        self
    }

    pub(crate) fn with_refused_certificate(mut self, refused: RefusedCertificate) -> Self {
        self.0.refused_certificate = Some(refused);
        self
    }

    /// Attaches a value, which [`attachment`](Self::attachment) returns by its type.
    pub(crate) fn with_attachment(mut self, value: impl Any + Send + Sync) -> Self {
        self.0.attachment = Some(Arc::new(value));
        self
    }

    pub(crate) fn attachment<T: Any>(&self) -> Option<&T> {
        self.0.attachment.as_ref()?.downcast_ref()
    }

    #[cfg(any(feature = "account", feature = "test-util"))]
    pub(crate) fn with_message(mut self, message: impl Into<String>) -> Self {
        self.0.message = message.into();
        self
    }

    pub(crate) fn message(&self) -> &str {
        &self.0.message
    }

    /// Appends a sentence to the message.
    pub(crate) fn with_hint(mut self, sentence: &str) -> Self {
        self.0.message.push(' ');
        self.0.message.push_str(sentence);
        self
    }
}

/// The content of the JSON of an error.
#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "Error"))]
struct ErrorDocument<'a> {
    kind: ErrorKind,
    message: &'a str,
    operation: Option<&'a str>,
    status: Option<u16>,
    retry_after_seconds: Option<f64>,
}

impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let document = ErrorDocument {
            kind: self.kind(),
            message: self.message(),
            operation: self.operation(),
            status: self.status(),
            retry_after_seconds: self.retry_after().map(round_to_milliseconds),
        };
        document.serialize(serializer)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Error {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        ErrorDocument::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        ErrorDocument::json_schema(generator)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("operation", &self.0.operation)
            .field("status", &self.0.status)
            .field("message", &self.0.message)
            .field("retry_after", &self.0.retry_after)
            .field("may_have_been_sent", &self.0.may_have_been_sent)
            .field("io_error_kind", &self.0.io_error_kind)
            .finish_non_exhaustive()
    }
}

impl StdError for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_pointer_and_crosses_threads() {
        fn crosses<T: Send + Sync + 'static>() {}
        crosses::<Error>();
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }
}
