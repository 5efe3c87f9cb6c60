//! The client of one server.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use progenitor_client::ClientInfo;

use crate::api::{ActivitiesApi, ButlerApi, LibraryApi, LiveTvApi, MetadataApi};
use crate::builder::PlexBuilder;
use crate::client::{RequestContext, convert_error};
use crate::error::{Error, ErrorKind, Result};
use crate::generated::{self, types};
use crate::hub::{ConnectionPolicy, Hub};

/// The client of one Plex Media Server.
///
/// Cloning is cheap, and clones share their connections. All that is `async` here needs a tokio
/// runtime with its timers and I/O turned on.
///
/// # Panics
/// Without such a runtime, awaiting a request panics, and so does awaiting a wait that has a timeout.
/// Watchers and other waits end with [`InvalidInput`](crate::ErrorKind::InvalidInput) then.
///
/// ```no_run
/// use plex_api::{ClientIdentity, Plex, Token};
///
/// # async fn example() -> plex_api::Result<()> {
/// let plex = Plex::builder("http://127.0.0.1:32400")
///     .token(Token::from_file("/run/secrets/plex-token")?)
///     .identity(ClientIdentity::new("my-tool", env!("CARGO_PKG_VERSION")))
///     .build()?;
/// for activity in plex.activities().list().await? {
///     println!("{} {}", activity.progress(), activity.title());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Plex {
    raw: generated::Client,
    hub: Arc<Hub>,
}

impl Plex {
    /// Begins to build the client of the server at `url`, for example `http://127.0.0.1:32400`, or
    /// `https://example.org/plex` behind a reverse proxy.
    pub fn builder(url: impl Into<String>) -> PlexBuilder {
        PlexBuilder::new(url.into())
    }

    pub(crate) fn new(raw: generated::Client, policy: ConnectionPolicy) -> Self {
        Self {
            raw,
            hub: Arc::new(Hub::new(policy)),
        }
    }

    /// The server's activities: list, find, cancel.
    #[must_use]
    pub fn activities(&self) -> ActivitiesApi<'_> {
        ActivitiesApi::new(self)
    }

    /// The server's library: its sections, and what can be started on them.
    #[must_use]
    pub fn library(&self) -> LibraryApi<'_> {
        LibraryApi::new(self)
    }

    /// What can be started on single items.
    #[must_use]
    pub fn metadata(&self) -> MetadataApi<'_> {
        MetadataApi::new(self)
    }

    /// The server's scheduled tasks.
    #[must_use]
    pub fn butler(&self) -> ButlerApi<'_> {
        ButlerApi::new(self)
    }

    /// Guides, recordings and tuners.
    #[must_use]
    pub fn live_tv(&self) -> LiveTvApi<'_> {
        LiveTvApi::new(self)
    }

    /// Asks the server who it is (`GET /identity`). Servers answer this without a token too.
    ///
    /// # Errors
    /// [`NotPlex`](crate::ErrorKind::NotPlex) when something else answers, and the kinds that say
    /// that no answer came: `Connect`, `Timeout`, `Tls`, `ServerBusy`.
    ///
    /// # Cancel safety
    /// Dropping the future ends the request; it changes nothing on the server.
    pub async fn identity(&self) -> Result<types::Identity> {
        match self.raw.get_identity().send().await {
            Ok(answer) => Ok(answer.into_inner().media_container),
            Err(error) => {
                let error = self.error("getIdentity", error).await;
                // A container without the identifier is sound JSON of some other program.
                Err(match error.kind() {
                    ErrorKind::Decode if error.message().contains("missing field") => {
                        Error::new(ErrorKind::NotPlex, error.message())
                            .with_operation("getIdentity")
                            .with_status(200)
                            .sent()
                    }
                    _ => error,
                })
            }
        }
    }

    /// The same client with another request timeout: for one call that may take longer, or must
    /// not take that long. See [`PlexBuilder::request_timeout`].
    #[must_use]
    pub fn with_request_timeout(&self, timeout: Duration) -> Self {
        self.with_inner(RequestContext {
            request_timeout: timeout,
            ..self.inner().clone()
        })
    }

    /// The server's URL, without a slash at its end.
    #[must_use]
    pub fn server_url(&self) -> &str {
        self.raw.baseurl()
    }

    /// The generated client: every operation of the OpenAPI document, with this client's token,
    /// deadline, retries and limits.
    ///
    /// It follows the document and the generator, and is exempt from semantic versioning. Its
    /// errors become this crate's through [`explain`](Self::explain).
    ///
    /// ```no_run
    /// # async fn example(plex: plex_api::Plex) -> plex_api::Result<()> {
    /// match plex.raw().start_task().task("BackupDatabase").send().await {
    ///     Ok(answer) => println!("status {}", answer.status()),
    ///     Err(error) => return Err(plex.explain("startTask", error).await),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "raw")]
    #[cfg_attr(docsrs, doc(cfg(feature = "raw")))]
    #[must_use]
    pub fn raw(&self) -> &generated::Client {
        &self.raw
    }

    /// Turns an error of the [`raw`](Self::raw) client into this crate's, with kind and sentence.
    ///
    /// `operation_id` is the operation's name in the OpenAPI document, for the message.
    ///
    /// # Cancel safety
    /// Reads what is left of the answer's body; dropping the future loses that.
    #[cfg(feature = "raw")]
    #[cfg_attr(docsrs, doc(cfg(feature = "raw")))]
    pub async fn explain(
        &self,
        operation_id: &str,
        error: progenitor_client::Error<progenitor_client::ByteStream>,
    ) -> Error {
        self.error(operation_id, error).await
    }

    /// The same client without retries, for callers with a rhythm of their own.
    pub(crate) fn without_retries(&self) -> Self {
        self.with_inner(RequestContext {
            max_retries: 0,
            ..self.inner().clone()
        })
    }

    fn with_inner(&self, inner: RequestContext) -> Self {
        let (url, http) = (self.raw.baseurl(), self.raw.client().clone());
        Self {
            raw: generated::Client::new_with_client(url, http, inner),
            hub: Arc::clone(&self.hub),
        }
    }

    pub(crate) fn request_timeout(&self) -> Duration {
        self.inner().request_timeout
    }

    pub(crate) fn hub(&self) -> &Arc<Hub> {
        &self.hub
    }

    pub(crate) fn client(&self) -> &generated::Client {
        &self.raw
    }

    pub(crate) fn inner(&self) -> &RequestContext {
        self.raw.inner()
    }

    pub(crate) async fn error(
        &self,
        operation_id: &str,
        error: progenitor_client::Error<progenitor_client::ByteStream>,
    ) -> Error {
        convert_error::convert(self.inner(), operation_id, error).await
    }
}

#[cfg(feature = "websocket")]
impl Plex {
    /// [`error`](Self::error) for an operation that upgrades the connection.
    pub(crate) async fn upgrade_error(
        &self,
        operation_id: &str,
        error: progenitor_client::Error<()>,
    ) -> Error {
        self.error(operation_id, convert_error::retype(error)).await
    }
}

impl fmt::Debug for Plex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Plex").field(self.inner()).finish()
    }
}
