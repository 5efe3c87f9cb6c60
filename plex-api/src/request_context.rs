//! What the generated client carries for its hooks: the inner type of `generated::Client`.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;

#[cfg(feature = "test-util")]
use crate::error::Result;
use crate::server_url::ServerUrl;
use crate::token::Token;

/// Answers requests where there is no network: what `test_util::FakePlex` is to the client.
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
    pub(crate) max_retries: u32,
}

pub(crate) struct Shared {
    pub(crate) server: ServerUrl,
    pub(crate) token: Option<Token>,
    /// Identity and token, as they go with every request.
    pub(crate) headers: HeaderMap,
    pub(crate) max_body_bytes: usize,
    /// The longest pause within a body.
    pub(crate) idle_timeout: Duration,
    /// Answers every request, if it is set.
    #[cfg(feature = "test-util")]
    pub(crate) fake_server: Option<FakeServer>,
}

// The generated client derives `Debug` and prints this: no headers, since the token is one.
impl fmt::Debug for RequestContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestContext")
            .field("server", &self.shared.server.base())
            .field("token", &self.shared.token)
            .field("request_timeout", &self.request_timeout)
            .field("max_body_bytes", &self.shared.max_body_bytes)
            .field("max_retries", &self.max_retries)
            .finish_non_exhaustive()
    }
}
