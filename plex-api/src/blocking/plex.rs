//! The blocking client of one server.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use http::Method;

use super::activities::ActivitiesApi;
use super::butler::ButlerApi;
use super::downloads::DownloadsApi;
use super::library::LibraryApi;
use super::live_tv::LiveTvApi;
use super::metadata::MetadataApi;
use super::notifications::NotificationIter;
use super::request::Pending;
use super::runtime_thread::Worker;
use super::server::ServerApi;
use super::session::Session;
use super::sessions::SessionsApi;
use super::states::States;
use crate::api::Request;
use crate::builder::PlexBuilder;
use crate::error::{Error, Result};
use crate::generated::types::Identity;
use crate::notifications::NotificationKinds;
use crate::quiet::QuietCheck;
use crate::token::Token;

/// The blocking client of one Plex Media Server; see the [module](crate::blocking).
///
/// Clones share one thread, which ends when the last of them and of their handles and waits is
/// dropped. [`Events`](super::Events) do not keep it alive, and end with it. Dropping the last one
/// never hangs, even in an async task.
///
/// Every method that returns a `Result` fails with [`InvalidInput`](crate::ErrorKind::InvalidInput)
/// in an async task, and with [`Closed`](crate::ErrorKind::Closed) when the thread has panicked, in
/// addition to the errors of its asynchronous counterpart.
#[derive(Clone)]
pub struct Plex {
    session: Session,
}

impl Plex {
    /// Builds the client and starts its thread. Sends nothing.
    ///
    /// ```no_run
    /// let builder = plex_api::Plex::builder("http://127.0.0.1:32400").token_from_env();
    /// let plex = plex_api::blocking::Plex::build(builder)?;
    /// # Ok::<(), plex_api::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`PlexBuilder::build`], and [`InvalidInput`](crate::ErrorKind::InvalidInput) in an async
    /// task, and when the system cannot start a thread.
    pub fn build(builder: PlexBuilder) -> Result<Self> {
        Ok(Self {
            session: Session {
                plex: builder.build()?,
                worker: Arc::new(Worker::start()?),
            },
        })
    }

    /// Starts the thread, and makes the client on it: with this work, which usually finds the server of an
    /// account. Its error may be of any type that an [`Error`](crate::Error) converts to.
    ///
    /// ```no_run
    /// # #[cfg(feature = "account")]
    /// # fn example() -> plex_api::Result<()> {
    /// use plex_api::account::{Account, FileStore};
    /// use plex_api::blocking;
    ///
    /// type AnyError = Box<dyn std::error::Error + Send + Sync>;
    ///
    /// fn main() -> Result<(), AnyError> {
    ///     let plex = blocking::Plex::connect(async || {
    ///         let store = FileStore::in_configuration_folder("my-tool")?;
    ///         let account = Account::open(store).await?.ok_or("sign in first")?;
    ///         Ok::<_, AnyError>(account.server("Attic").await?.connect().await?)
    ///     })?;
    ///     println!("{} activities", plex.activities().list()?.len());
    ///     Ok(())
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The error of `work`, [`InvalidInput`](crate::ErrorKind::InvalidInput) in an async task and when the
    /// system cannot start a thread, [`Closed`](crate::ErrorKind::Closed) when `work` panics.
    pub fn connect<E, W, F>(work: W) -> std::result::Result<Self, E>
    where
        E: From<Error> + Send + 'static,
        W: FnOnce() -> F,
        F: Future<Output = std::result::Result<crate::Plex, E>> + Send + 'static,
    {
        let worker = Arc::new(Worker::start()?);
        let plex = worker.run(work())??;
        Ok(Self {
            session: Session { plex, worker },
        })
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

    /// The server's identity; see [`identity`](crate::Plex::identity).
    ///
    /// # Errors
    /// As [`identity`](crate::Plex::identity).
    pub fn identity(&self) -> Result<Identity> {
        self.session.run(async |plex| plex.identity().await)
    }

    /// Asks whether the server is quiet; see [`quiet`](crate::Plex::quiet).
    ///
    /// ```no_run
    /// # fn example(plex: plex_api::blocking::Plex) -> plex_api::Result<()> {
    /// let report = plex.quiet().check()?;
    /// println!("{}", report.verdict());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// None here: `check` has them.
    pub fn quiet(&self) -> Pending<QuietCheck> {
        Pending::new(&self.session, self.session.plex.quiet())
    }

    /// A request to any path of the server; see [`request`](crate::Plex::request).
    ///
    /// ```no_run
    /// # fn example(plex: plex_api::blocking::Plex) -> plex_api::Result<()> {
    /// use plex_api::Method;
    ///
    /// let answer = plex.request(Method::GET, "/status/sessions").block()?;
    /// println!("{}", answer.text());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// None here; `block` has those of [`send`](crate::Request::send).
    pub fn request(&self, method: Method, path: impl AsRef<str>) -> Pending<Request> {
        Pending::new(&self.session, self.session.plex.request(method, path))
    }

    /// Receives notifications of these kinds, as an iterator; see
    /// [`notifications`](crate::Plex::notifications).
    ///
    /// # Errors
    /// None here. An error is the iterator's last item.
    #[must_use = "it stops when it is dropped"]
    pub fn notifications(&self, kinds: NotificationKinds) -> NotificationIter {
        let _here = self.session.enter();
        let stream = self.session.plex.notifications(kinds);
        NotificationIter::new(self.session.runtime(), stream)
    }

    /// The states of the connection, as an iterator: the present state, then each change; see
    /// [`connection_states`](crate::Plex::connection_states).
    ///
    /// ```no_run
    /// # fn example(plex: plex_api::blocking::Plex) -> plex_api::Result<()> {
    /// for status in plex.connection_states() {
    ///     println!("{:?}", status?.state);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn connection_states(&self) -> States {
        States::new(self.session.plex.connection_states())
    }

    /// Uses another token from now on; see [`set_token`](crate::Plex::set_token).
    ///
    /// # Errors
    /// As [`set_token`](crate::Plex::set_token). It does not block, so it may be called anywhere.
    pub fn set_token(&self, token: Token) -> Result<()> {
        self.session.plex.set_token(token)
    }

    /// Returns `true` if a text contains a secret of this client; see
    /// [`has_secret_in`](crate::Plex::has_secret_in).
    #[must_use]
    pub fn has_secret_in(&self, text: &str) -> bool {
        self.session.plex.has_secret_in(text)
    }

    /// Returns a client that shares everything with this one, also the thread, but has another request timeout.
    #[must_use]
    pub fn with_request_timeout(&self, timeout: Duration) -> Self {
        Self {
            session: Session {
                plex: self.session.plex.with_request_timeout(timeout),
                ..self.session.clone()
            },
        }
    }

    /// The server's URL, without a slash at its end.
    #[must_use]
    pub fn server_url(&self) -> &str {
        self.session.plex.server_url()
    }

    /// The URL to which requests go now; see [`current_url`](crate::Plex::current_url).
    #[cfg(feature = "account")]
    #[cfg_attr(docsrs, doc(cfg(feature = "account")))]
    #[must_use]
    pub fn current_url(&self) -> String {
        self.session.plex.current_url()
    }

    /// The end of the token that this client sends now; see [`token_end`](crate::Plex::token_end).
    #[cfg(feature = "account")]
    #[cfg_attr(docsrs, doc(cfg(feature = "account")))]
    #[must_use]
    pub fn token_end(&self) -> Option<std::time::SystemTime> {
        self.session.plex.token_end()
    }

    /// Runs work with the asynchronous client on this client's thread. Its error may be of any type
    /// that an [`Error`](crate::Error) converts to.
    ///
    /// ```no_run
    /// # fn example(plex: plex_api::blocking::Plex) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    /// let numbers: Vec<u32> = plex.run(async |plex| {
    ///     let sections = plex.library().sections().await?;
    ///     let numbers = sections.iter().map(|section| section.id().parse());
    ///     let numbers: Result<_, std::num::ParseIntError> = numbers.collect();
    ///     Ok::<_, Box<dyn std::error::Error + Send + Sync>>(numbers?)
    /// })?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The error of `work`, [`InvalidInput`](crate::ErrorKind::InvalidInput) in an async task,
    /// [`Closed`](crate::ErrorKind::Closed) when `work` panics.
    pub fn run<T, E, W, F>(&self, work: W) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        W: FnOnce(crate::Plex) -> F,
        F: Future<Output = std::result::Result<T, E>> + Send + 'static,
    {
        self.session.run(work)
    }
}

impl fmt::Debug for Plex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Plex").field(&self.session.plex).finish()
    }
}
