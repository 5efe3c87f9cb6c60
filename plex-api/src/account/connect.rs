//! Choosing the address of a server: the race over its candidates, and the client that searches again when
//! the address fails.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::account::Account;
use super::candidate::{Candidate, ConnectionClass, candidates};
use super::known_servers::{Known, Need};
use super::race::{nobody_won, race};
use super::server_record::ServerRecord;
use crate::address::{FindServer, Found};
use crate::builder::PlexBuilder;
use crate::client::{another_server, ask_identity};
use crate::credentials::AskForToken;
use crate::error::{Error, ErrorKind, Result};
use crate::limits::{FAR_CONNECT_TIMEOUT, IDENTITY_DEADLINE, NEAR_CONNECT_TIMEOUT, RELAY_RECHECK};
use crate::plex::Plex;
use crate::sanitize::printable;
use crate::server_url::ServerUrl;
use crate::token::Token;

/// The address of a client before the search, if the list has none that may be used. No such host can
/// exist (RFC 6761).
const NOWHERE: &str = "http://not-found-yet.invalid";

/// Chooses the address of one server, for one client.
pub(super) struct Chooser {
    account: Account,
    machine_identifier: String,
    /// For people.
    name: String,
    /// The settings of the client, without an address and a token.
    template: PlexBuilder,
    in_use: Mutex<TokenInUse>,
}

/// The token that the client has.
#[derive(Clone, Default)]
struct TokenInUse {
    /// The version of the list that it is from, or that has it.
    version: u64,
    token: Option<Token>,
    /// True if no one else can read the requests to it.
    is_secure: bool,
    is_of_device: bool,
}

impl Chooser {
    pub(super) fn new(
        account: &Account,
        record: &ServerRecord,
        settings: impl FnOnce(PlexBuilder) -> PlexBuilder,
    ) -> Self {
        let builder = Plex::builder(String::new())
            .identity(account.identity())
            .connect_timeout(FAR_CONNECT_TIMEOUT);
        Self {
            account: account.clone(),
            machine_identifier: record.machine_identifier.clone(),
            name: printable(&record.name),
            template: settings(builder),
            in_use: Mutex::default(),
        }
    }

    /// Searches, and makes the client, which searches again by itself.
    pub(super) async fn connect(self) -> Result<Plex> {
        let chooser = Arc::new(self);
        let found = chooser.search().await?;
        chooser.build(found)
    }

    /// Makes the client, which searches before its first request. Sends nothing.
    pub(super) fn connect_lazy(self, record: &ServerRecord) -> Result<Plex> {
        let listed = candidates(record).into_iter().next();
        let server = match listed {
            Some(candidate) => candidate.server,
            None => ServerUrl::parse(NOWHERE)?,
        };
        let plex = Arc::new(self).build(Found {
            server,
            token: record.token.clone(),
            look_again: None,
        })?;
        // Nothing goes to an address in doubt, so the server is proved before its token leaves.
        plex.doubt_address();
        Ok(plex)
    }

    /// Makes the client of this address, which searches again by itself.
    fn build(self: Arc<Self>, first: Found) -> Result<Plex> {
        let find: FindServer = {
            let chooser = Arc::clone(&self);
            Arc::new(move || {
                let chooser = Arc::clone(&chooser);
                Box::pin(async move { chooser.search().await })
            })
        };
        let ask: AskForToken = {
            let chooser = Arc::clone(&self);
            Arc::new(move || {
                let chooser = Arc::clone(&chooser);
                Box::pin(async move { chooser.another_token().await.map_err(Into::into) })
            })
        };
        let template = self.template.clone();
        template
            .of_account(&self.machine_identifier, first, ask, find)
            .build()
    }

    /// Finds an address at which the server proves its identity. When no known address does, the list is
    /// read again, and a newer one is tried once.
    async fn search(&self) -> Result<Found> {
        let mut known = self
            .account
            .known()
            .list(&self.account, Need::Usual)
            .await?;
        let first = self.search_in(&known).await;
        let Err(error) = first else { return first };
        let version = known.list.version;
        let newer = Need::NewerThan(version);
        known = self.account.known().list(&self.account, newer).await?;
        if known.list.version > version {
            return self.search_in(&known).await;
        }
        Err(match known.note {
            None => error,
            Some(note) => error.with_hint(&format!("Note: {note}")),
        })
    }

    async fn search_in(&self, known: &Known) -> Result<Found> {
        let record = self.record(known)?;
        let all = candidates(record);
        if all.is_empty() {
            return Err(nobody_won(&self.name, &Vec::new()));
        }
        let servers: Vec<_> = all.iter().map(|one| &one.server).collect();
        let near = self.template.probe_client(&servers, NEAR_CONNECT_TIMEOUT)?;
        let far = self.template.probe_client(&servers, FAR_CONNECT_TIMEOUT)?;
        let last = self
            .account
            .known()
            .last_address(&self.machine_identifier)
            .await;
        let outcome = race(all, last.as_deref(), |candidate: Candidate| {
            let client = if candidate.is_near { &near } else { &far };
            async move {
                let proof = self.prove(client, &candidate).await;
                (candidate, proof)
            }
        })
        .await;
        let winner = outcome.map_err(|losers| nobody_won(&self.name, &losers))?;
        tracing::info!(
            server = self.name,
            address = winner.server.base(),
            class = %winner.class,
            "the server is found"
        );
        let is_relay = winner.class == ConnectionClass::Relay;
        if !is_relay {
            let url = winner.server.base();
            let known = self.account.known();
            known
                .remember(&self.account, &self.machine_identifier, url)
                .await;
        }
        let is_secure = winner.is_secure();
        let of_device = record.device_token.as_ref().filter(|_| is_secure);
        let token = of_device.or(record.token.as_ref()).cloned();
        *self.in_use() = TokenInUse {
            version: known.list.version,
            token: token.clone(),
            is_secure,
            is_of_device: of_device.is_some(),
        };
        Ok(Found {
            server: winner.server,
            token,
            look_again: is_relay.then_some(RELAY_RECHECK),
        })
    }

    /// Asks the machine at the address which server it is.
    async fn prove(&self, client: &reqwest::Client, candidate: &Candidate) -> Result<()> {
        let machine = ask_identity(client, &candidate.server, IDENTITY_DEADLINE).await?;
        if machine == self.machine_identifier {
            return Ok(());
        }
        Err(another_server())
    }

    /// Another token than the one that the server refuses: of a newer list, or the server's own.
    async fn another_token(&self) -> Result<Token> {
        let refused = self.in_use().clone();
        let seen = refused.version;
        let known = self.account.known();
        let known = known.list(&self.account, Need::NewerThan(seen)).await?;
        let record = self.record(&known)?;
        if let Some(token) = self.device_token(&refused, &known, record).await {
            return Ok(self.note_token(&known, token, true));
        }
        if known.list.version <= seen {
            let note = known.note.unwrap_or_else(|| {
                "the list of servers was read a moment ago, and is read again in a minute"
                    .to_owned()
            });
            return Err(Error::new(
                ErrorKind::Unauthorized,
                format!(
                    "{} refuses its token, and there is no other yet: {note}",
                    self.name
                ),
            ));
        }
        let token = record.token.clone().ok_or_else(|| {
            Error::new(
                ErrorKind::Unauthorized,
                format!("the account service has no token for {}", self.name),
            )
        })?;
        Ok(self.note_token(&known, token, false))
    }

    /// The token of the server's own device, for a server that does not take the tokens of today: it
    /// refuses one that has not ended, and the list has no other kind.
    ///
    /// Only for an owned server, because the account has no such token of another, and only where nobody
    /// else can answer: the refusal may be an attacker's, and this token does not end.
    async fn device_token(
        &self,
        refused: &TokenInUse,
        known: &Known,
        record: &ServerRecord,
    ) -> Option<Token> {
        let ends_later = |token: &Option<Token>| {
            token
                .as_ref()
                .is_some_and(|one| self.account.ends_later(one))
        };
        let is_needed = record.is_owned
            && refused.is_secure
            && !refused.is_of_device
            && ends_later(&refused.token)
            && ends_later(&record.token);
        if !is_needed {
            return None;
        }
        let asked = self
            .account
            .known()
            .device_token(&self.account, &known.list, &self.machine_identifier)
            .await;
        asked.unwrap_or_else(|error| {
            tracing::debug!(%error, server = self.name, "the server's own token is not known");
            None
        })
    }

    /// Notes which token the client has from now on.
    fn note_token(&self, known: &Known, token: Token, is_of_device: bool) -> Token {
        let mut in_use = self.in_use();
        in_use.version = known.list.version;
        in_use.token = Some(token.clone());
        in_use.is_of_device = is_of_device;
        token
    }

    fn in_use(&self) -> MutexGuard<'_, TokenInUse> {
        self.in_use.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn record<'a>(&self, known: &'a Known) -> Result<&'a ServerRecord> {
        let mut servers = known.list.servers.iter();
        let found = servers.find(|one| one.machine_identifier == self.machine_identifier);
        found.ok_or_else(|| {
            Error::new(
                ErrorKind::NotFound,
                format!("the account does not list {} any more", self.name),
            )
        })
    }
}
