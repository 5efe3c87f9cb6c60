//! The known servers of the account: the list of the account service, and the address that worked last
//! for each. They are kept beside the account, so that servers are found while the service is away.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::account::Account;
use super::server_record::ServerRecord;
use crate::error::{Error, Result};
use crate::generated_tv::types::Resource;
use crate::token::Token;

/// A list is read again when it is older.
const LIST_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// The list is read again once in this time at most.
const BETWEEN_READS: Duration = Duration::from_secs(60);

/// The form of the kept servers. Another one is not read.
const VERSION: u32 = 1;

/// The list of one moment.
pub(super) struct ServerSnapshot {
    /// Counts the lists of this process.
    pub(super) version: u64,
    read_at: u64,
    pub(super) servers: Vec<ServerRecord>,
    /// The entries that could not be read.
    pub(super) unreadable: usize,
}

/// The list, and a note if it is an old one because no new one could be had.
pub(super) struct Known {
    pub(super) list: Arc<ServerSnapshot>,
    pub(super) note: Option<String>,
}

/// The list that a search needs.
#[derive(Clone, Copy)]
pub(super) enum Need {
    /// One of the last day.
    Usual,
    /// A newer one than that of this version, which has failed.
    NewerThan(u64),
    /// The newest.
    Newest,
}

/// The address of a server that worked last.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct LastAddress {
    url: String,
    at: u64,
}

/// The servers of one account. All callers that wait for the list share one request.
#[derive(Default)]
pub(super) struct KnownServers {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    is_loaded: bool,
    lists: u64,
    list: Option<Arc<ServerSnapshot>>,
    read_again_at: Option<Instant>,
    /// The reason why the last request failed, if it did.
    failure: Option<Error>,
    addresses: BTreeMap<String, LastAddress>,
    /// For which list a server's own token was asked for, by machine identifier.
    devices_asked: BTreeMap<String, u64>,
}

/// The form in which it is kept.
#[derive(Serialize, Deserialize)]
struct Kept<S, A> {
    version: u32,
    read_at: u64,
    servers: S,
    addresses: A,
}

impl KnownServers {
    /// The list that is needed. An old one serves when the service cannot be asked, and when it was asked
    /// a moment ago.
    ///
    /// # Errors
    /// The errors of the request, if there is no list at all.
    ///
    /// # Cancel safety
    /// Dropping the future gives up the request, and the next waiting task sends it.
    pub(super) async fn list(&self, account: &Account, need: Need) -> Result<Known> {
        let mut state = self.state.lock().await;
        state.load(account).await;
        if let Some(list) = &state.list {
            let is_enough = match need {
                Need::Usual => now().abs_diff(list.read_at) < LIST_LIFE.as_secs(),
                Need::NewerThan(version) => list.version > version,
                Need::Newest => false,
            };
            if is_enough {
                return Ok(Known {
                    list: Arc::clone(list),
                    note: None,
                });
            }
        }
        let is_too_soon = state
            .read_again_at
            .is_some_and(|at| at.elapsed() < BETWEEN_READS);
        if is_too_soon {
            return state.old_list();
        }
        let answer = account
            .with_token(async |service| service.resources().await)
            .await;
        // The first list is not read again, so the next may be.
        if state.list.is_some() || answer.is_err() {
            state.read_again_at = Some(Instant::now());
        }
        match answer {
            Ok(answer) => {
                state.lists += 1;
                state.failure = None;
                let list = Arc::new(ServerSnapshot {
                    version: state.lists,
                    read_at: now(),
                    servers: records(answer.entries),
                    unreadable: answer.lost,
                });
                state.list = Some(Arc::clone(&list));
                state.save(account).await;
                Ok(Known { list, note: None })
            }
            Err(error) => {
                state.failure = Some(error);
                state.old_list()
            }
        }
    }

    /// The token of the server's own device, for a server that refuses the token of this list. It is asked
    /// for once for each list, and kept with it. `None` when there is none.
    ///
    /// # Errors
    /// The errors of the request.
    ///
    /// # Cancel safety
    /// Dropping the future gives up the request.
    pub(super) async fn device_token(
        &self,
        account: &Account,
        list: &ServerSnapshot,
        machine_identifier: &str,
    ) -> Result<Option<Token>> {
        let mut state = self.state.lock().await;
        let Some(current) = state.list.clone() else {
            return Ok(None);
        };
        let is_meant = |one: &&ServerRecord| one.machine_identifier == machine_identifier;
        let record = current.servers.iter().find(is_meant);
        let asked = state.devices_asked.get(machine_identifier);
        if current.version != list.version || asked == Some(&list.version) {
            return Ok(record.and_then(|record| record.device_token.clone()));
        }
        let devices = account
            .with_token(async |service| service.devices().await)
            .await?;
        let mut devices = devices.entries.into_iter();
        let device = devices.find(|one| *one.client_identifier == *machine_identifier);
        let token = device.and_then(|device| Token::new(device.token?.expose()).ok());
        let machine = machine_identifier.to_owned();
        state.devices_asked.insert(machine, list.version);
        if token.is_some() {
            let mut servers = current.servers.clone();
            for record in &mut servers {
                if record.machine_identifier == machine_identifier {
                    record.device_token.clone_from(&token);
                }
            }
            state.list = Some(Arc::new(ServerSnapshot {
                servers,
                ..*current
            }));
            state.save(account).await;
        }
        Ok(token)
    }

    /// The address at which the server was found last.
    pub(super) async fn last_address(&self, machine_identifier: &str) -> Option<String> {
        let state = self.state.lock().await;
        let last = state.addresses.get(machine_identifier);
        last.map(|last| last.url.clone())
    }

    /// Remembers the address at which the server was found.
    pub(super) async fn remember(&self, account: &Account, machine_identifier: &str, url: &str) {
        let mut state = self.state.lock().await;
        let last = state.addresses.get(machine_identifier);
        if last.is_some_and(|last| last.url == url) {
            return;
        }
        let found = LastAddress {
            url: url.to_owned(),
            at: now(),
        };
        state.addresses.insert(machine_identifier.to_owned(), found);
        state.save(account).await;
    }
}

impl State {
    /// The list that there is, with why there is no newer one.
    fn old_list(&self) -> Result<Known> {
        match (&self.list, &self.failure) {
            (Some(list), failure) => Ok(Known {
                list: Arc::clone(list),
                note: failure.as_ref().map(|error| {
                    let age = Duration::from_secs(now().saturating_sub(list.read_at));
                    format!(
                        "the list of servers is {} old, because there is no newer one: {error}",
                        humantime::format_duration(age)
                    )
                }),
            }),
            (None, Some(error)) => Err(error.clone()),
            (None, None) => Err(Error::invalid("the list of servers was never asked for")),
        }
    }

    /// Loads the kept servers, once. Unusable data is requested again.
    async fn load(&mut self, account: &Account) {
        if std::mem::replace(&mut self.is_loaded, true) {
            return;
        }
        let kept = match account.store().load_servers().await {
            Ok(kept) => kept,
            Err(error) => {
                tracing::warn!(%error, "what was known of the account's servers is not used");
                None
            }
        };
        type Read = Kept<Vec<ServerRecord>, BTreeMap<String, LastAddress>>;
        let Some(kept) = kept.and_then(|json| serde_json::from_slice::<Read>(&json).ok()) else {
            return;
        };
        if kept.version != VERSION {
            return;
        }
        self.lists = 1;
        self.addresses = kept.addresses;
        self.list = Some(Arc::new(ServerSnapshot {
            version: 1,
            read_at: kept.read_at,
            servers: kept.servers,
            unreadable: 0,
        }));
    }

    /// Keeps the known servers. A failure costs a request the next time, and nothing else.
    async fn save(&mut self, account: &Account) {
        let Some(list) = &self.list else { return };
        // Of servers that are gone nothing is kept.
        let servers = &list.servers;
        self.addresses
            .retain(|machine, _| servers.iter().any(|one| one.machine_identifier == *machine));
        let kept = Kept {
            version: VERSION,
            read_at: list.read_at,
            servers,
            addresses: &self.addresses,
        };
        // The first buffer may be too small, and its old content, tokens of servers, is not wiped.
        let saved = match serde_json::to_vec(&kept) {
            Ok(json) => account.store().save_servers(Zeroizing::new(json)).await,
            Err(_) => Err(Error::invalid("the list of servers cannot be written")),
        };
        if let Err(error) = saved {
            tracing::warn!(%error, "what is known of the account's servers is not kept");
        }
    }
}

/// The servers among the resources, each machine identifier once.
fn records(resources: Vec<Resource>) -> Vec<ServerRecord> {
    let mut records: Vec<ServerRecord> = Vec::new();
    for record in resources.into_iter().filter_map(ServerRecord::of) {
        let is_known = |one: &ServerRecord| one.machine_identifier == record.machine_identifier;
        if !records.iter().any(is_known) {
            records.push(record);
        }
    }
    records
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_secs()
}
