//! Facts about a followed server that outlast its client.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use plex_api::LiveSnapshot;

use super::followed_servers::ServerClient;

/// No identifier or version is longer.
const LONGEST: usize = 100;

/// The identity of a server.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ServerIdentity {
    /// The machine identifier; `None` when the server's text is none.
    pub(crate) id: Option<String>,
    pub(crate) version: Option<String>,
}

/// The facts of one moment.
#[derive(Debug)]
pub(crate) struct ServerFacts {
    /// `None` while the server has no client.
    pub(crate) snapshot: Option<LiveSnapshot>,
    /// As the server said it last.
    pub(crate) identity: Option<Arc<ServerIdentity>>,
    /// For how long in all the server could not be seen.
    pub(crate) blind_for: Duration,
    /// When the last complete list arrived.
    pub(crate) last_list: Option<SystemTime>,
    /// When the token ends that was used last; `None` also for one without an end.
    pub(crate) token_end: Option<SystemTime>,
}

/// The facts that a client knows.
pub(super) struct ClientFacts {
    snapshot: LiveSnapshot,
    token_end: Option<SystemTime>,
}

/// The facts of the clients that the server has had.
pub(super) struct KeptFacts {
    identity: Option<Arc<ServerIdentity>>,
    blind_for: Duration,
    /// Since when there is no client, which would count.
    without_client_since: Option<Instant>,
    last_list: Option<SystemTime>,
    token_end: Option<SystemTime>,
}

impl ServerIdentity {
    /// Takes the answer of a server. What cannot be an identifier or a version is unknown.
    pub(crate) fn new(id: &str, version: Option<&str>) -> Self {
        let bounded = |text: &str| {
            let is_sound =
                !text.is_empty() && text.len() <= LONGEST && !text.chars().any(char::is_control);
            is_sound.then(|| text.to_owned())
        };
        Self {
            id: bounded(id),
            version: version.and_then(bounded),
        }
    }
}

impl ClientFacts {
    /// Asks the client, which may copy a long list.
    pub(super) fn of(client: &ServerClient) -> Self {
        Self {
            snapshot: client.live.snapshot(),
            token_end: client.plex.token_end(),
        }
    }
}

impl KeptFacts {
    /// The facts of a server that is followed from now on.
    pub(super) fn new() -> Self {
        Self {
            identity: None,
            blind_for: Duration::ZERO,
            without_client_since: Some(Instant::now()),
            last_list: None,
            token_end: None,
        }
    }

    pub(super) fn set_identity(&mut self, identity: ServerIdentity) {
        self.identity = Some(Arc::new(identity));
    }

    /// A client follows the server from now on.
    pub(super) fn begin_client(&mut self, client: &ServerClient) {
        let Some(since) = self.without_client_since.take() else {
            return;
        };
        // The client has counted for a moment already.
        let counted = client.live.snapshot().blind_for();
        self.blind_for = (self.blind_for + since.elapsed()).saturating_sub(counted);
    }

    /// Keeps the facts of a client that is about to be dropped.
    pub(super) fn end_client(&mut self, client: ClientFacts) {
        let ServerFacts {
            blind_for,
            last_list,
            token_end,
            ..
        } = self.with_client(Some(client));
        self.blind_for = blind_for;
        self.without_client_since = Some(Instant::now());
        self.last_list = last_list;
        self.token_end = token_end;
    }

    /// The facts of now, with those of the present client.
    pub(super) fn with_client(&self, client: Option<ClientFacts>) -> ServerFacts {
        let (snapshot, token_end) = match client {
            Some(client) => (Some(client.snapshot), client.token_end),
            None => (None, self.token_end),
        };
        let without_client = self.without_client_since.map(|since| since.elapsed());
        let of_client = snapshot.as_ref().map(LiveSnapshot::blind_for);
        let present = without_client.or(of_client).unwrap_or_default();
        let listed = snapshot.as_ref().and_then(LiveSnapshot::last_list);
        let listed = listed.and_then(|ago| SystemTime::now().checked_sub(ago));
        ServerFacts {
            identity: self.identity.clone(),
            blind_for: self.blind_for + present,
            last_list: listed.or(self.last_list),
            token_end,
            snapshot,
        }
    }
}
