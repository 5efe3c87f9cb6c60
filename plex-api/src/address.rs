//! The address at which a client reaches its server. A search may change it while the client lives.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use crate::backoff::Backoff;
use crate::credentials::{Credentials, SourceFailure};
use crate::error::{ErrorKind, Result};
use crate::limits::{LONGEST_SEARCH_PAUSE, SHORTEST_SEARCH_PAUSE};
use crate::server_url::ServerUrl;
use crate::token::Token;

/// The two HTTP clients for one address. They share their TLS sessions.
#[derive(Clone)]
pub(crate) struct HttpClients {
    /// Keeps connections for the next request.
    pub(crate) pooled: reqwest::Client,
    /// Opens a connection for each request. A kept connection may be dead without a sign, for example
    /// after a NAT forgot it, and then the request on it hangs.
    pub(crate) unpooled: reqwest::Client,
}

/// The server's address of one moment.
pub(crate) struct Address {
    /// Counts the searches that found the server.
    generation: u64,
    pub(crate) server: ServerUrl,
    pub(crate) http: HttpClients,
    look_again_at: Option<Instant>,
}

/// An address at which the wanted server proved its identity, and the token for it.
#[cfg_attr(
    not(any(test, feature = "account")),
    allow(dead_code, reason = "only servers of an account are searched for")
)]
pub(crate) struct Found {
    pub(crate) server: ServerUrl,
    pub(crate) token: Option<Token>,
    /// After this time it is searched for again, beside the requests: a better way may have come.
    pub(crate) look_again: Option<Duration>,
}

/// Searches for the server, and returns only an address that was proved without the token.
pub(crate) type FindServer =
    Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<Found>> + Send>> + Send + Sync>;

/// Makes the HTTP clients for an address.
pub(crate) type MakeClients = Box<dyn Fn(&ServerUrl) -> Result<HttpClients> + Send + Sync>;

/// The address of a client, and how another one is found. All clones of the client share it.
pub(crate) struct Addresses {
    /// The address until the first search, for which nobody needs the lock.
    first: Arc<Address>,
    generation: AtomicU64,
    current: RwLock<Arc<Address>>,
    search: Option<Search>,
}

struct Search {
    find: FindServer,
    make_clients: MakeClients,
    /// The current address has failed, so the server has to prove its identity again.
    is_doubted: AtomicBool,
    state: Mutex<SearchState>,
}

struct SearchState {
    under_way: Option<watch::Receiver<Option<Result<(), SourceFailure>>>>,
    not_before: Option<Instant>,
    pauses: Backoff,
    /// The reason why the last search failed, if it did.
    failure: Option<SourceFailure>,
}

/// The next step of a caller that needs a proved address.
enum Step {
    Fail(SourceFailure),
    Await(watch::Receiver<Option<Result<(), SourceFailure>>>),
}

impl Addresses {
    pub(crate) fn new(
        server: ServerUrl,
        http: HttpClients,
        search: Option<(FindServer, MakeClients)>,
        look_again: Option<Duration>,
    ) -> Self {
        let first = Arc::new(Address {
            generation: 0,
            server,
            http,
            look_again_at: look_again.map(crate::time::from_now),
        });
        Self {
            generation: AtomicU64::new(0),
            current: RwLock::new(Arc::clone(&first)),
            first,
            search: search.map(|(find, make_clients)| Search {
                find,
                make_clients,
                is_doubted: AtomicBool::new(false),
                state: Mutex::new(SearchState {
                    under_way: None,
                    not_before: None,
                    pauses: Backoff::new(SHORTEST_SEARCH_PAUSE, LONGEST_SEARCH_PAUSE),
                    failure: None,
                }),
            }),
        }
    }

    /// The address that the client was built with. The URLs of requests begin with it until they are
    /// sent.
    pub(crate) fn first(&self) -> &Arc<Address> {
        &self.first
    }

    /// The address of this moment.
    pub(crate) fn current(&self) -> Arc<Address> {
        if self.generation.load(Ordering::Acquire) == 0 {
            return Arc::clone(&self.first);
        }
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&current)
    }

    /// Returns `true` if another address can be searched for.
    pub(crate) fn has_search(&self) -> bool {
        self.search.is_some()
    }

    /// Notes that the server was not reached at this address, or refused the token. Before the next
    /// request it has to prove its identity again.
    pub(crate) fn doubt(&self, failed: &Address) {
        if let Some(search) = &self.search
            && self.generation.load(Ordering::Acquire) == failed.generation
        {
            search.is_doubted.store(true, Ordering::Release);
        }
    }

    /// The address of this moment, after a search if it is in doubt.
    ///
    /// There is one search at a time, for all requests that wait. A search that found nothing is
    /// followed by a pause, in which requests fail at once with its failure.
    ///
    /// # Cancel safety
    /// Dropping the future leaves the search to the other requests: it runs on a task of its own.
    pub(crate) async fn locate(
        self: &Arc<Self>,
        credentials: &Arc<Credentials>,
    ) -> Result<Arc<Address>, SourceFailure> {
        let Some(search) = &self.search else {
            return Ok(self.current());
        };
        if search.is_doubted.load(Ordering::Acquire) {
            match self.step(search, credentials) {
                Some(Step::Fail(failure)) => return Err(failure),
                Some(Step::Await(mut answer)) => match answer.wait_for(Option::is_some).await {
                    Ok(answer) => answer.clone().unwrap_or(Ok(()))?,
                    Err(_) => return Err(ended()),
                },
                None => {}
            }
        }
        let current = self.current();
        if current.look_again_at.is_some_and(|at| at <= Instant::now()) {
            self.start(search, &mut search.lock(), credentials);
        }
        Ok(current)
    }

    /// Joins the search under way, or starts one; `None` when it has just ended well.
    fn step(self: &Arc<Self>, search: &Search, credentials: &Arc<Credentials>) -> Option<Step> {
        let mut state = search.lock();
        if !search.is_doubted.load(Ordering::Acquire) {
            return None;
        }
        Some(self.start(search, &mut state, credentials))
    }

    /// Joins the search under way, or starts one, unless there is a pause.
    fn start(
        self: &Arc<Self>,
        search: &Search,
        state: &mut SearchState,
        credentials: &Arc<Credentials>,
    ) -> Step {
        if let Some(under_way) = &state.under_way {
            return Step::Await(under_way.clone());
        }
        if let (Some(not_before), Some(failure)) = (state.not_before, &state.failure)
            && Instant::now() < not_before
        {
            return Step::Fail(failure.clone());
        }
        let (tell, answer) = watch::channel(None);
        state.under_way = Some(answer.clone());
        let (addresses, credentials) = (Arc::clone(self), Arc::clone(credentials));
        let find = Arc::clone(&search.find);
        tokio::spawn(async move {
            // Cleared also when the search panics or its runtime ends.
            let guard = SearchGuard(&addresses);
            let found = find().await;
            let outcome = addresses.note(found, &credentials);
            drop(guard);
            let _ = tell.send(Some(outcome));
        });
        Step::Await(answer)
    }

    /// Uses the result of a search from now on.
    fn note(&self, found: Result<Found>, credentials: &Credentials) -> Result<(), SourceFailure> {
        let Some(search) = &self.search else {
            return Ok(());
        };
        let outcome = found.and_then(|found| self.move_to(search, found, credentials));
        let outcome = outcome.map_err(|error| SourceFailure {
            kind: error.kind(),
            message: error.message().to_owned(),
        });
        let mut state = search.lock();
        if outcome.is_ok() {
            state.pauses.reset();
            state.not_before = None;
            search.is_doubted.store(false, Ordering::Release);
        } else {
            let pause = state.pauses.next(None, fastrand::f64());
            state.not_before = Some(crate::time::from_now(pause));
        }
        state.failure = outcome.as_ref().err().cloned();
        outcome
    }

    fn move_to(&self, search: &Search, found: Found, credentials: &Credentials) -> Result<()> {
        if let Some(token) = found.token {
            credentials.set(token)?;
        }
        let before = self.current();
        let http = match found.server == before.server {
            true => before.http.clone(),
            false => (search.make_clients)(&found.server)?,
        };
        if found.server != before.server {
            tracing::info!(
                from = before.server.base(),
                to = found.server.base(),
                "the server has another address now"
            );
        }
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let generation = current.generation + 1;
        *current = Arc::new(Address {
            generation,
            server: found.server,
            http,
            look_again_at: found.look_again.map(crate::time::from_now),
        });
        self.generation.store(generation, Ordering::Release);
        Ok(())
    }
}

impl Address {
    /// The HTTP client that keeps connections, or the one that does not.
    pub(crate) fn client(&self, keeps_connections: bool) -> &reqwest::Client {
        match keeps_connections {
            true => &self.http.pooled,
            false => &self.http.unpooled,
        }
    }
}

impl Search {
    fn lock(&self) -> std::sync::MutexGuard<'_, SearchState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Clears the search under way when dropped, so that the next caller can start another.
struct SearchGuard<'a>(&'a Addresses);

impl Drop for SearchGuard<'_> {
    fn drop(&mut self) {
        if let Some(search) = &self.0.search {
            search.lock().under_way = None;
        }
    }
}

/// The search's task was dropped before its end.
fn ended() -> SourceFailure {
    SourceFailure {
        kind: ErrorKind::Connect,
        message: "the search for the server's address was ended before it found anything"
            .to_owned(),
    }
}

#[cfg(test)]
mod tests;
