//! The data that the generated client carries for its hooks: the inner type of `generated::Client`.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;

use crate::address::Addresses;
use crate::callback::Callback;
use crate::credentials::Credentials;
#[cfg(feature = "test-util")]
use crate::error::Result;
use crate::request_info::RequestInfo;
use crate::retry_policy::RetryPolicy;
#[cfg(feature = "account")]
use crate::service_clock::ServiceClock;

/// Answers requests without a network. A `test_util::FakePlex` gives the client one.
#[cfg(feature = "test-util")]
pub(crate) type FakeServer = Arc<
    dyn Fn(
            reqwest::Request,
        ) -> std::pin::Pin<Box<dyn Future<Output = Result<reqwest::Response>> + Send>>
        + Send
        + Sync,
>;

/// The settings of one client. Cloning is cheap; clones differ in deadline and retries at most.
// `pub` because the generated client's public constructor takes it; nobody outside can name it.
#[allow(unreachable_pub)]
#[derive(Clone)]
pub struct RequestContext {
    pub(crate) shared: Arc<Shared>,
    /// From the call to the last byte of the answer, retries and pauses included.
    pub(crate) request_timeout: Duration,
    pub(crate) retries: RetryPolicy,
    /// Whether connections are kept for the next request.
    pub(crate) keeps_connections: bool,
}

pub(crate) struct Shared {
    /// The address of the server, which may change.
    pub(crate) addresses: Arc<Addresses>,
    /// The kind of server at that address.
    pub(crate) peer: Peer,
    /// Takes the time from each answer.
    #[cfg(feature = "account")]
    pub(crate) clock: Option<Arc<ServiceClock>>,
    /// Its token, and the other secrets that must be in no text.
    pub(crate) credentials: Arc<Credentials>,
    /// The identity and the extra headers, as they go with every request.
    pub(crate) headers: HeaderMap,
    /// The proxy that requests go through, for messages: without its password.
    pub(crate) proxy: Option<String>,
    /// Called after each attempt.
    pub(crate) on_request: Option<Arc<Callback<RequestInfo>>>,
    pub(crate) max_body_bytes: usize,
    /// The longest pause within a body.
    pub(crate) idle_timeout: Duration,
    /// Answers every request, if it is set.
    #[cfg(feature = "test-util")]
    pub(crate) fake_server: Option<FakeServer>,
}

/// The kind of server that a client speaks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Peer {
    /// A Plex Media Server.
    Server,
    /// Plex's account service.
    #[cfg(feature = "account")]
    AccountService,
}

impl Peer {
    /// Its name in messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Server => "a Plex Media Server",
            #[cfg(feature = "account")]
            Self::AccountService => "Plex's account service",
        }
    }
}

// The generated client derives `Debug` and prints this: no headers, since the token is one.
impl fmt::Debug for RequestContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestContext")
            .field("server", &self.shared.addresses.current().server.base())
            .field("has_token", &self.shared.credentials.current().has_token())
            .field("proxy", &self.shared.proxy)
            .field("request_timeout", &self.request_timeout)
            .field("max_body_bytes", &self.shared.max_body_bytes)
            .field("retries", &self.retries)
            .finish_non_exhaustive()
    }
}
