//! The servers of an account, by name.

use std::fmt;

use super::account::Account;
use super::connect::Chooser;
use super::known_servers::{Known, Need};
use super::server_record::{ServerConnection, ServerRecord};
use crate::builder::PlexBuilder;
use crate::error::{Error, ErrorKind, Result};
use crate::plex::Plex;
use crate::sanitize::printable;

/// The servers of an account: see [`Account::servers`].
#[derive(Clone, Debug)]
pub struct ServerList {
    servers: Vec<AccountServer>,
    unreadable: usize,
    note: Option<String>,
}

/// A server of an account. Cloning is cheap enough for lists.
#[derive(Clone)]
pub struct AccountServer {
    account: Account,
    record: ServerRecord,
}

impl Account {
    /// Asks the account service for the servers of the account (`GET /api/v2/resources`), at most once a
    /// minute. The list is kept beside the account, with the token of each server.
    ///
    /// When the service cannot be asked, the old list serves, and [`ServerList::note`] says so.
    ///
    /// # Errors
    /// As of [`user`](Self::user), if there is no old list.
    ///
    /// # Cancel safety
    /// Dropping the future gives up the request.
    pub async fn servers(&self) -> Result<ServerList> {
        let known = self.known().list(self, Need::Newest).await?;
        Ok(ServerList::new(self, &known))
    }

    /// The list of the last day, or a new one if there is none. This is for callers that must be quick, and
    /// it works while the account service is away.
    ///
    /// # Errors
    /// As of [`servers`](Self::servers).
    ///
    /// # Cancel safety
    /// Dropping the future gives up the request.
    pub async fn known_servers(&self) -> Result<ServerList> {
        let known = self.known().list(self, Need::Usual).await?;
        Ok(ServerList::new(self, &known))
    }

    /// The server that `name` means: its machine identifier, else its name, else its name without regard
    /// to case. Uses the list of the last day, and asks for a new one if that has no such server.
    ///
    /// ```no_run
    /// # async fn example(account: plex_api::account::Account) -> plex_api::Result<()> {
    /// let plex = account.server("Attic").await?.connect().await?;
    /// println!("{} activities", plex.activities().list().await?.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound) when there is none;
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) when there are several, which it lists with owner
    /// and machine identifier. Without any list the errors of [`servers`](Self::servers).
    ///
    /// # Cancel safety
    /// Dropping the future gives up the request.
    pub async fn server(&self, name: &str) -> Result<AccountServer> {
        let mut known = self.known().list(self, Need::Usual).await?;
        let mut found = find(&known.list.servers, name)?;
        if found.is_none() {
            let newer = Need::NewerThan(known.list.version);
            known = self.known().list(self, newer).await?;
            found = find(&known.list.servers, name)?;
        }
        let record = found.ok_or_else(|| unknown(&known, name))?;
        Ok(AccountServer {
            account: self.clone(),
            record: record.clone(),
        })
    }
}

impl ServerList {
    fn new(account: &Account, known: &Known) -> Self {
        let servers = known.list.servers.iter().map(|record| AccountServer {
            account: account.clone(),
            record: record.clone(),
        });
        Self {
            servers: servers.collect(),
            unreadable: known.list.unreadable,
            note: known.note.clone(),
        }
    }

    /// The servers, in the order of the service. Names repeat; the machine identifier does not.
    #[must_use]
    pub fn servers(&self) -> &[AccountServer] {
        &self.servers
    }

    /// Returns the number of entries of the list that could not be read.
    #[must_use]
    pub fn unreadable(&self) -> usize {
        self.unreadable
    }

    /// Returns the reason why the list is an old one, as one sentence for people; `None` when it is new.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }
}

impl IntoIterator for ServerList {
    type Item = AccountServer;
    type IntoIter = std::vec::IntoIter<AccountServer>;

    fn into_iter(self) -> Self::IntoIter {
        self.servers.into_iter()
    }
}

impl AccountServer {
    /// Its name, as the owner chose it. Two servers may have one name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.record.name
    }

    /// Its lasting identifier.
    #[must_use]
    pub fn machine_identifier(&self) -> &str {
        &self.record.machine_identifier
    }

    /// Returns `true` if the server belongs to the account.
    #[must_use]
    pub fn is_owned(&self) -> bool {
        self.record.is_owned
    }

    /// The name of its owner, if the server belongs to another user.
    #[must_use]
    pub fn owner(&self) -> Option<&str> {
        self.record.owner.as_deref()
    }

    /// Its version and build.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.record.version.as_deref()
    }

    /// The system that it runs on.
    #[must_use]
    pub fn platform(&self) -> Option<&str> {
        self.record.platform.as_deref()
    }

    /// Returns `true` if the account service considers the server online. This is a hint only: an offline
    /// server may answer, and an online one may not.
    #[must_use]
    pub fn is_online(&self) -> bool {
        self.record.is_present
    }

    /// Returns the time of the server's last contact with the account service, as the service writes it:
    /// `2026-11-01T13:43:34Z`.
    #[must_use]
    pub fn last_seen(&self) -> Option<&str> {
        self.record.last_seen.as_deref()
    }

    /// Its addresses, as the account service lists them. May be empty. Not all of them are used: see
    /// [`connect`](Self::connect).
    #[must_use]
    pub fn connections(&self) -> &[ServerConnection] {
        &self.record.connections
    }

    /// Finds an address at which this server answers, and makes a client of it with the server's own
    /// token.
    ///
    /// The client asks all allowed addresses in parallel for the identity of the server (`GET /identity`,
    /// without any token or identifier). **The token goes only to an address that answers with this
    /// machine identifier**, by https, or by http within the local network. Direct ways are preferred to a
    /// relay, and https to http. The page "Finding servers" of the guide has the rules and the times: it
    /// takes 10 seconds at most.
    ///
    /// The address is remembered, and tried first the next time. When the server is not reached any more
    /// or refuses the token, the client searches again automatically: watchers, waits and handles
    /// continue, and [`Plex::current_url`] says where it is. Over a relay, a direct way is looked for
    /// every 10 minutes; an open stream of notifications stays where it is.
    ///
    /// # Errors
    /// [`Connect`](crate::ErrorKind::Connect) when no address answers as this server, with the reason of
    /// each.
    ///
    /// # Cancel safety
    /// Dropping the future ends all questions.
    pub async fn connect(&self) -> Result<Plex> {
        self.connect_with(|builder| builder).await
    }

    /// [`connect`](Self::connect) with settings of the client. The URL, the token and the token source
    /// that they may have are not used. Certificates and the proxy hold for the search, too.
    ///
    /// # Errors
    /// As of [`connect`](Self::connect), and [`InvalidInput`](crate::ErrorKind::InvalidInput) for a
    /// setting that is not valid.
    ///
    /// # Cancel safety
    /// Dropping the future ends all questions.
    pub async fn connect_with(
        &self,
        settings: impl FnOnce(PlexBuilder) -> PlexBuilder,
    ) -> Result<Plex> {
        Chooser::new(&self.account, &self.record, settings)
            .connect()
            .await
    }

    /// Makes a client of this server that looks for the address at its first request, with settings as of
    /// [`connect_with`](Self::connect_with). Sends nothing, so the server may be away.
    ///
    /// Until the server is found, requests fail with [`Connect`](crate::ErrorKind::Connect) and the reason
    /// of each address; watchers and waits go on, and search again at each attempt to connect, after 0.5 to
    /// 5 seconds at the earliest. [`Plex::current_url`] is the first address of the list meanwhile, and
    /// nothing is sent there before it is proved.
    ///
    /// ```no_run
    /// # async fn example(account: plex_api::account::Account) -> plex_api::Result<()> {
    /// let server = account.server("Attic").await?;
    /// let mut events = server.connect_lazy(|builder| builder)?.activities().watch();
    /// while let Some(event) = events.next().await {
    ///     println!("{:?}", event?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for a setting that is not valid.
    pub fn connect_lazy(&self, settings: impl FnOnce(PlexBuilder) -> PlexBuilder) -> Result<Plex> {
        Chooser::new(&self.account, &self.record, settings).connect_lazy(&self.record)
    }
}

impl fmt::Debug for AccountServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AccountServer").field(&self.record).finish()
    }
}

/// The server that a name means; `None` when there is none.
fn find<'a>(servers: &'a [ServerRecord], name: &str) -> Result<Option<&'a ServerRecord>> {
    let lower = name.to_lowercase();
    let by: [&dyn Fn(&ServerRecord) -> bool; 3] = [
        &|one| one.machine_identifier == name,
        &|one| one.name == name,
        &|one| one.name.to_lowercase() == lower,
    ];
    for is_meant in by {
        let hits: Vec<&ServerRecord> = servers.iter().filter(|one| is_meant(one)).collect();
        match hits.as_slice() {
            [] => {}
            [one] => return Ok(Some(one)),
            several => {
                let listed: Vec<String> = several.iter().copied().map(describe).collect();
                return Err(Error::invalid(format!(
                    "{:?} means {} servers: {}. Use the machine identifier of one",
                    printable(name),
                    several.len(),
                    listed.join(", ")
                )));
            }
        }
    }
    Ok(None)
}

fn describe(record: &ServerRecord) -> String {
    let owner = match (&record.owner, record.is_owned) {
        (_, true) => "yours".to_owned(),
        (Some(owner), false) => format!("of {}", printable(owner)),
        (None, false) => "of somebody else".to_owned(),
    };
    let (name, machine) = (
        printable(&record.name),
        printable(&record.machine_identifier),
    );
    format!("{name} ({owner}, {machine})")
}

fn unknown(known: &Known, name: &str) -> Error {
    let listed: Vec<String> = known.list.servers.iter().map(describe).collect();
    let listed = match listed.is_empty() {
        true => "the account has none".to_owned(),
        false => format!("the account has {}", listed.join(", ")),
    };
    let note = known
        .note
        .as_ref()
        .map_or_else(String::new, |note| format!(". Note: {note}"));
    Error::new(
        ErrorKind::NotFound,
        format!(
            "the account has no server {:?}: {listed}{note}",
            printable(name)
        ),
    )
}

#[cfg(test)]
mod tests;
