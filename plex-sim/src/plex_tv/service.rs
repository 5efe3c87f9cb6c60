//! The account service behind its handle and its routes: its state, its clock, and the simulated
//! server whose tokens it gives out.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::config::OwnerToken;
use crate::plex_tv::account::{AccountState, Grant, random_token};
use crate::plex_tv::api_error::ApiError;
use crate::plex_tv::clock::ServiceClock;
use crate::plex_tv::endpoint::ServerAddress;
use crate::plex_tv::listed::{ListedConnection, ListedResource};
use crate::plex_tv::request_report::LoggedRequest;
use crate::plex_tv::resource::{SimConnection, SimResource, TokenOfResource};
use crate::state::Shared;

/// The owner of the simulated server: the first user, and account 1 of the server.
pub(crate) const OWNER: usize = 0;

/// The owner's account on the server.
const OWNER_ACCOUNT: i64 = 1;

/// The state that handle, routes and tasks of the account service share.
#[derive(Debug)]
pub(crate) struct AccountService {
    /// Its port: connections, recorded requests, stub responses.
    pub(crate) http: Arc<Shared>,
    /// The simulated server.
    pub(crate) server: Arc<Shared>,
    pub(crate) server_address: ServerAddress,
    pub(crate) clock: ServiceClock,
    /// `http://127.0.0.1:PORT` of the CONNECT proxy, and the certificate to trust with it.
    pub(crate) proxy_url: String,
    pub(crate) ca_pem: String,
    state: Mutex<AccountState>,
    tokens: Mutex<ServerTokens>,
    /// Each other server that was listed, also after its end.
    impostors: Mutex<Vec<Arc<Shared>>>,
}

/// The tokens of the simulated server for each user.
#[derive(Debug)]
struct ServerTokens {
    /// Whether they are JWTs with an end.
    are_jwts: bool,
    /// Whether the server does not know JWTs.
    refuses_jwts: bool,
    by_user: BTreeMap<usize, ServerToken>,
    /// That of the server's own device, with the owner's rights.
    of_device: String,
}

#[derive(Clone)]
struct ServerToken {
    token: String,
    expires_at: Option<u64>,
}

impl std::fmt::Debug for ServerToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServerToken")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// The parts of a service that its start makes.
pub(crate) struct ServiceParts {
    pub(crate) http: Arc<Shared>,
    pub(crate) server: Arc<Shared>,
    pub(crate) server_address: ServerAddress,
    pub(crate) proxy_url: String,
    pub(crate) ca_pem: String,
    pub(crate) state: AccountState,
    pub(crate) jwt_server_tokens: bool,
    pub(crate) refuses_jwts: bool,
}

impl AccountService {
    pub(crate) fn new(parts: ServiceParts) -> Self {
        let mut state = parts.state;
        let of_device = state.make_token("device-token");
        let accepted = (of_device.clone(), OWNER_ACCOUNT);
        let users = state.users.iter().enumerate();
        let names = users.map(|(index, user)| {
            let account = if index == OWNER {
                OWNER_ACCOUNT
            } else {
                user.id
            };
            (account, user.name.clone())
        });
        let chosen = parts.server.update(|server| {
            server.account_names = names.collect();
            server.account_tokens.push(accepted);
            server.token.0.clone()
        });
        state
            .secrets
            .add("server-token", chosen.as_deref().unwrap_or_default());
        Self {
            http: parts.http,
            server: parts.server,
            server_address: parts.server_address,
            clock: ServiceClock::default(),
            proxy_url: parts.proxy_url,
            ca_pem: parts.ca_pem,
            state: Mutex::new(state),
            tokens: Mutex::new(ServerTokens {
                are_jwts: parts.jwt_server_tokens,
                refuses_jwts: parts.refuses_jwts,
                by_user: BTreeMap::new(),
                of_device,
            }),
            impostors: Mutex::default(),
        }
    }

    /// The state, locked for a moment.
    pub(crate) fn with<R>(&self, act: impl FnOnce(&mut AccountState) -> R) -> R {
        act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn machine_identifier(&self) -> &str {
        &self.server.config.machine_identifier
    }

    /// The token with which the server knows its own device.
    pub(crate) fn device_token(&self) -> String {
        self.lock_tokens().of_device.clone()
    }

    /// The token that the simulated server accepts from this user.
    pub(crate) fn server_token(&self, user: usize) -> Option<String> {
        let now = self.clock.now();
        let mut tokens = self.lock_tokens();
        if user == OWNER && !tokens.are_jwts {
            let token = self.server.read(|server| server.token.0.clone())?;
            self.with(|state| state.secrets.add("server-token", &token));
            return Some(token);
        }
        let known = tokens.by_user.get(&user);
        if let Some(known) = known
            && known.expires_at.is_none_or(|end| end > now)
        {
            return Some(known.token.clone());
        }
        let account = self.with(|state| state.users.get(user).map(|user| user.id))?;
        let made = if tokens.are_jwts {
            let server = self.machine_identifier();
            let (token, end) = self.with(|state| state.sign_server_token(user, server, now))?;
            ServerToken {
                token,
                expires_at: Some(end),
            }
        } else {
            ServerToken {
                token: self.with(|state| state.make_token("server-token")),
                expires_at: None,
            }
        };
        let token = made.token.clone();
        if let Some(old) = tokens.by_user.insert(user, made) {
            self.refuse(user, &old.token);
        }
        let is_taken = !tokens.are_jwts || !tokens.refuses_jwts;
        self.server.update(|server| {
            if !is_taken {
                // Claimed, with a token that nobody knows.
                server.token = OwnerToken(Some(random_token()));
            } else if user == OWNER {
                server.token = OwnerToken(Some(token.clone()));
            } else {
                server.account_tokens.push((token.clone(), account));
            }
        });
        Some(token)
    }

    /// Gives every user a new server token. The server refuses the old ones.
    pub(crate) fn replace_server_tokens(&self) {
        let mut tokens = self.lock_tokens();
        if !tokens.are_jwts {
            let token = self.with(|state| state.make_token("server-token"));
            self.server
                .update(|server| server.token = OwnerToken(Some(token)));
        }
        for (user, known) in &mut tokens.by_user {
            known.expires_at = Some(0);
            self.refuse(*user, &known.token);
        }
    }

    /// After a move of the clock: the server refuses tokens that have expired.
    pub(crate) fn drop_expired_server_tokens(&self) {
        let now = self.clock.now();
        let tokens = self.lock_tokens();
        for (user, known) in &tokens.by_user {
            if known.expires_at.is_some_and(|end| end <= now) {
                self.refuse(*user, &known.token);
            }
        }
    }

    /// Makes the server refuse a token of this user.
    fn refuse(&self, user: usize, old: &str) {
        self.server.update(|server| {
            server.account_tokens.retain(|(token, _)| token != old);
            if user == OWNER && server.token.0.as_deref() == Some(old) {
                // Still claimed, with a token that nobody knows.
                server.token = OwnerToken(Some(random_token()));
            }
        });
    }

    /// Checks the token of a request.
    pub(crate) fn check_token(&self, token: Option<&str>) -> Result<Grant, ApiError> {
        let now = self.clock.now();
        self.with(|state| state.check_token(token, now))
    }

    /// Opens the ports of a resource. It replaces the one with the same identifier.
    pub(crate) fn add_resource(&self, resource: SimResource) -> io::Result<()> {
        let listed = self.open_resource(resource)?;
        self.with(|state| {
            let identifier = &listed.resource.client_identifier;
            let mut known = state.resources.iter_mut();
            match known.find(|known| known.resource.client_identifier == *identifier) {
                Some(known) => *known = listed,
                None => state.resources.push(listed),
            }
        });
        Ok(())
    }

    /// Replaces the whole list.
    pub(crate) fn set_resources(
        &self,
        resources: impl IntoIterator<Item = SimResource>,
    ) -> io::Result<()> {
        let opened: io::Result<Vec<_>> = resources
            .into_iter()
            .map(|resource| self.open_resource(resource))
            .collect();
        let opened = opened?;
        self.with(|state| state.resources = opened);
        Ok(())
    }

    /// Replaces the connections of the simulated server.
    pub(crate) fn set_connections(&self, connections: Vec<SimConnection>) -> io::Result<()> {
        let resource = self.with(|state| {
            let mut listed = state.resources.iter().map(|listed| &listed.resource);
            listed
                .find(|resource| resource.client_identifier.is_none())
                .cloned()
        });
        self.add_resource(resource.unwrap_or_default().connections(connections))
    }

    fn open_resource(&self, resource: SimResource) -> io::Result<ListedResource> {
        let mut connections = Vec::new();
        for connection in &resource.connections {
            let opened =
                ListedConnection::open(connection, &self.server_address, &self.http.runtime)?;
            connections.push(opened.0);
            if let Some(impostor) = opened.1 {
                self.lock_impostors().push(impostor);
            }
        }
        let token = match &resource.access_token {
            // The tokens of the simulated server are made for each user.
            _ if resource.client_identifier.is_none() => None,
            TokenOfResource::Random => Some(self.with(|state| state.make_token("server-token"))),
            TokenOfResource::Null => None,
            TokenOfResource::Given(token) => {
                self.with(|state| state.secrets.add("server-token", token));
                Some(token.clone())
            }
        };
        Ok(ListedResource {
            resource,
            connections,
            token,
        })
    }

    /// All requests to the service, the server and the impostors, oldest first, without secrets.
    pub(crate) fn log(&self) -> Vec<LoggedRequest> {
        let impostors = self.lock_impostors().clone().into_iter().enumerate();
        let named = impostors.map(|(index, shared)| (format!("impostor-{}", index + 1), shared));
        let own = [
            ("plex.tv".to_owned(), Arc::clone(&self.http)),
            ("server".to_owned(), Arc::clone(&self.server)),
        ];
        let mut found: Vec<_> = own
            .into_iter()
            .chain(named)
            .flat_map(|(to, shared)| {
                let requests: Vec<_> =
                    shared.read(|state| state.requests.iter().cloned().collect());
                let started = shared.started_at;
                requests
                    .into_iter()
                    .map(move |request| (started + request.at, to.clone(), request))
            })
            .collect();
        found.sort_by_key(|(at, ..)| *at);
        self.with(|state| {
            let hide = |text: &str| state.secrets.hide(text);
            found
                .iter()
                .map(|(_, to, request)| LoggedRequest::new(to, request, hide))
                .collect()
        })
    }

    fn lock_impostors(&self) -> MutexGuard<'_, Vec<Arc<Shared>>> {
        self.impostors
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_tokens(&self) -> MutexGuard<'_, ServerTokens> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
