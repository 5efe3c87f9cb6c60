//! The client of one server.

use std::fmt;
use std::time::Duration;

use http::Method;

use crate::api::{
    ActivitiesApi, ButlerApi, DownloadsApi, LibraryApi, LiveTvApi, MetadataApi, Request, ServerApi,
    SessionsApi,
};
use crate::builder::PlexBuilder;
use crate::client::has_secret;
use crate::error::{Error, ErrorKind, Result};
#[cfg(feature = "raw")]
use crate::generated;
use crate::generated::OperationId;
use crate::generated::types;
use crate::hub::{ConnectionStates, Session};
use crate::notifications::NotificationKinds;
use crate::quiet::QuietCheck;
use crate::token::Token;
use crate::watch::Notifications;

/// The client of one Plex Media Server.
///
/// Cloning is cheap, and clones share their connections. Every `async` function needs a tokio runtime
/// with timers and I/O enabled.
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
///
/// # Panics
/// Without a tokio runtime, awaiting a request panics, and so does awaiting a wait with a timeout.
/// Watchers and other waits end with [`InvalidInput`](crate::ErrorKind::InvalidInput) instead.
#[derive(Clone)]
pub struct Plex {
    session: Session,
}

impl Plex {
    /// Starts to build a client of the server at `url`, for example `http://127.0.0.1:32400`, or
    /// `https://example.org/plex` behind a reverse proxy.
    pub fn builder(url: impl Into<String>) -> PlexBuilder {
        PlexBuilder::new(url.into())
    }

    pub(crate) fn new(session: Session) -> Self {
        Self { session }
    }

    /// The server's activities: list, watch, await and cancel them.
    #[must_use]
    pub fn activities(&self) -> ActivitiesApi<'_> {
        ActivitiesApi::new(&self.session)
    }

    /// The server's library: its sections and the jobs on them.
    #[must_use]
    pub fn library(&self) -> LibraryApi<'_> {
        LibraryApi::new(&self.session)
    }

    /// Operations on single items.
    #[must_use]
    pub fn metadata(&self) -> MetadataApi<'_> {
        MetadataApi::new(&self.session)
    }

    /// The server's scheduled tasks.
    #[must_use]
    pub fn butler(&self) -> ButlerApi<'_> {
        ButlerApi::new(&self.session)
    }

    /// Guides, recordings and tuners.
    #[must_use]
    pub fn live_tv(&self) -> LiveTvApi<'_> {
        LiveTvApi::new(&self.session)
    }

    /// Items that the server converts for this client to fetch.
    #[must_use]
    pub fn downloads(&self) -> DownloadsApi<'_> {
        DownloadsApi::new(&self.session)
    }

    /// The server itself: its features, accounts, settings and updates.
    #[must_use]
    pub fn server(&self) -> ServerApi<'_> {
        ServerApi::new(&self.session)
    }

    /// Playback and conversions.
    #[must_use]
    pub fn sessions(&self) -> SessionsApi<'_> {
        SessionsApi::new(&self.session)
    }

    /// Asks whether the server is quiet: whether it may be updated, backed up or shut down now. The answer
    /// is busy with reasons, quiet, or unknown with the sources that could not be seen. See
    /// [`QuietCheck::check`] for one verdict, [`QuietCheck::watch`] to follow it, and
    /// [`guide::quiet`](crate::guide::quiet) for the work that counts.
    ///
    /// ```no_run
    /// # async fn example(plex: plex_api::Plex) -> plex_api::Result<()> {
    /// use plex_api::SourceKind;
    ///
    /// let report = plex.quiet().ignore(SourceKind::Downloads).check().await?;
    /// if report.is_quiet() {
    ///     println!("nothing has worked for {:?}", report.quiet_for());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// None here: [`QuietCheck::check`] has them.
    pub fn quiet(&self) -> QuietCheck {
        QuietCheck::new(&self.session)
    }

    /// Creates a request to any path of the server, for operations without a method in this crate.
    /// Nothing is sent before [`Request::send`].
    ///
    /// `path` begins with `/` and is below the server's URL, the prefix of a reverse proxy included:
    /// `/status/sessions`. See [`Request`] for its encoding, and for the paths that are refused.
    ///
    /// ```no_run
    /// use plex_api::Method;
    ///
    /// # async fn example(plex: plex_api::Plex) -> plex_api::Result<()> {
    /// let answer = plex.request(Method::GET, "/status/sessions").send().await?;
    /// let sessions: serde_json::Value = answer.json()?;
    /// println!("{} are playing", sessions["MediaContainer"]["size"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn request(&self, method: Method, path: impl AsRef<str>) -> Request {
        Request::new(&self.session, method, path.as_ref())
    }

    /// The server's notifications of these kinds, as a stream: playback, conversions and changes in the
    /// library, beside the activities that [`ActivitiesApi::watch`] follows. They come over the
    /// connection that all watchers share.
    ///
    /// ```no_run
    /// use plex_api::{NotificationEvent, NotificationKinds};
    ///
    /// # async fn example(plex: plex_api::Plex) -> plex_api::Result<()> {
    /// let mut notifications = plex.notifications(NotificationKinds::of(["playing", "timeline"]));
    /// while let Some(event) = notifications.next().await {
    ///     match event? {
    ///         NotificationEvent::Notification(one) => {
    ///             println!("{}: {}", one.kind(), one.raw().unwrap_or_default());
    ///         }
    ///         NotificationEvent::Disconnected { reason, .. } => println!("a gap: {reason}"),
    ///         other => println!("{other:?}"),
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// None here. An error is the stream's last item, as of [`Watcher`](crate::Watcher).
    #[must_use = "it stops when it is dropped"]
    pub fn notifications(&self, kinds: NotificationKinds) -> Notifications {
        Notifications::new(&self.session.hub, kinds)
    }

    /// The server's identity (`GET /identity`). Servers answer this without a token, too.
    ///
    /// # Errors
    /// [`NotPlex`](crate::ErrorKind::NotPlex) when something else answers, and the kinds for a
    /// missing answer: `Connect`, `Timeout`, `Tls`, `ServerBusy`.
    ///
    /// # Cancel safety
    /// Dropping the future cancels the request, which changes nothing on the server.
    pub async fn identity(&self) -> Result<types::Identity> {
        match self.session.client.get_identity().send().await {
            Ok(answer) => Ok(answer.into_inner().media_container),
            Err(error) => {
                let error = self
                    .session
                    .client
                    .convert_error(OperationId::GetIdentity, error)
                    .await;
                // A container without the identifier is sound JSON of some other program.
                Err(match error.kind() {
                    ErrorKind::Decode if error.message().contains("missing field") => {
                        Error::new(ErrorKind::NotPlex, error.message())
                            .with_operation(OperationId::GetIdentity.as_str())
                            .with_status(200)
                            .with_may_have_been_sent()
                    }
                    _ => error,
                })
            }
        }
    }

    /// Replaces the token. The next request of this client and all its clones uses it, and so does
    /// the connection for notifications when it is made again. Watchers, waits and handles
    /// continue. An open connection stays open. If the server refuses the old token of a request
    /// that was already sent, the request is repeated with the new one.
    ///
    /// A watcher or wait that ended with [`Unauthorized`](crate::ErrorKind::Unauthorized) stays
    /// ended: set the new token before the old one becomes invalid, or use
    /// [`token_source`](crate::PlexBuilder::token_source).
    ///
    /// The last four tokens, and the very first one, are kept out of logs, errors and answers.
    ///
    /// ```no_run
    /// # fn example(plex: plex_api::Plex) -> plex_api::Result<()> {
    /// use plex_api::Token;
    ///
    /// plex.set_token(Token::from_file("/run/secrets/plex-token")?)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) when the token cannot be sent as a header.
    pub fn set_token(&self, token: Token) -> Result<()> {
        self.session.client.credentials().set(token)?;
        Ok(())
    }

    /// Returns `true` if a text contains a secret of this client: one of its last four tokens, its first
    /// token, or a value that [`header`](crate::PlexBuilder::header) hides. Use it before your program passes
    /// on a text that it did not make, such as a variable of its environment to a program that it starts.
    ///
    /// A secret of fewer than 8 characters is found only as the whole text: a longer one may have it by chance.
    ///
    /// ```
    /// # fn example(plex: plex_api::Plex) {
    /// let mut command = std::process::Command::new("rsync");
    /// for (name, value) in std::env::vars() {
    ///     if plex.has_secret_in(&value) {
    ///         command.env_remove(name);
    ///     }
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn has_secret_in(&self, text: &str) -> bool {
        has_secret(text, &self.session.client.credentials().current())
    }

    /// The states of the connection that watchers and waits share, as a stream: the present state,
    /// then each change. See [`ConnectionStates`].
    ///
    /// ```no_run
    /// # async fn example(plex: plex_api::Plex) {
    /// use plex_api::ConnectionState;
    ///
    /// let mut states = plex.connection_states();
    /// while let Some(status) = states.next().await {
    ///     if let ConnectionState::Waiting { retry_in } = status.state {
    ///         println!("disconnected for {retry_in:?}: {:?}", status.last_trouble);
    ///     }
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    /// None: a refused token is the state [`Refused`](crate::ConnectionState::Refused), and the stream
    /// goes on.
    #[must_use]
    pub fn connection_states(&self) -> ConnectionStates {
        ConnectionStates::new(&self.session.hub)
    }

    /// Returns a client that shares everything with this one, but has another request timeout, for calls that
    /// may take longer or must be faster. See [`PlexBuilder::request_timeout`].
    ///
    /// The connection for notifications and its lists keep the timeout that the client was built
    /// with, because all clones share them.
    #[must_use]
    pub fn with_request_timeout(&self, timeout: Duration) -> Self {
        Self {
            session: Session {
                client: self.session.client.with_request_timeout(timeout),
                ..self.session.clone()
            },
        }
    }

    /// The server's URL that the client was built with, without a slash at its end.
    #[must_use]
    pub fn server_url(&self) -> &str {
        self.session.client.server_url()
    }

    /// The URL to which requests are sent now. It differs from [`server_url`](Self::server_url)
    /// when the server of an account has moved since.
    #[cfg(feature = "account")]
    #[cfg_attr(docsrs, doc(cfg(feature = "account")))]
    #[must_use]
    pub fn current_url(&self) -> String {
        self.session
            .client
            .addresses()
            .current()
            .server
            .base()
            .to_owned()
    }

    /// The token of this moment.
    #[cfg(feature = "account")]
    pub(crate) fn token(&self) -> Option<Token> {
        self.session.client.credentials().current().token().cloned()
    }

    /// Has the server prove itself before the next request.
    #[cfg(feature = "account")]
    pub(crate) fn doubt_address(&self) {
        let addresses = self.session.client.addresses();
        addresses.doubt(&addresses.current());
    }

    /// The generated client: every operation of the OpenAPI document, with this client's token,
    /// timeouts, retries and limits.
    ///
    /// It follows the document and the generator, and is exempt from semantic versioning. Its
    /// errors become this crate's through [`explain`](Self::explain).
    ///
    /// ```no_run
    /// # async fn example(plex: plex_api::Plex) -> plex_api::Result<()> {
    /// match plex.raw().start_task().task("BackupDatabase").send().await {
    ///     Ok(answer) => println!("status {}", answer.status()),
    ///     Err(error) => return Err(plex.explain(plex_api::OperationId::StartTask, error).await),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "raw")]
    #[cfg_attr(docsrs, doc(cfg(feature = "raw")))]
    #[must_use]
    pub fn raw(&self) -> &generated::Client {
        &self.session.client
    }

    /// Converts an error of the [`raw`](Self::raw) client into this crate's, with kind and message.
    ///
    /// `operation` is the one that failed: the message contains its action. The error has the types of
    /// the generator, so this is exempt from semantic versioning, as `raw` is.
    ///
    /// # Cancel safety
    /// Reads the rest of the answer's body; dropping the future loses it.
    #[cfg(feature = "raw")]
    #[cfg_attr(docsrs, doc(cfg(feature = "raw")))]
    pub async fn explain(
        &self,
        operation: OperationId,
        error: progenitor_client::Error<progenitor_client::ByteStream>,
    ) -> Error {
        self.session.client.convert_error(operation, error).await
    }

    #[cfg(test)]
    pub(crate) fn session(&self) -> &Session {
        &self.session
    }
}

impl fmt::Debug for Plex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Plex").field(&self.session).finish()
    }
}
