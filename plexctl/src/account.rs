//! The account that plexctl is signed in with, and how its errors read.

use std::time::Duration;

use plex_api::account::{Account, AccountServer, Endpoints, FileStore};
use plex_api::{ClientIdentity, Error, ErrorKind};

use crate::error::{CliError, Failure};
use crate::exit::Exit;
use crate::output::{Console, sanitize};

/// A token that plex.tv has not seen for a month or two may be dead.
const KEEP_ALIVE_EVERY: Duration = Duration::from_secs(24 * 60 * 60);

/// The name of plexctl at plex.tv and at servers.
pub(crate) fn client_identity() -> ClientIdentity {
    let identity =
        ClientIdentity::new("plexctl", env!("CARGO_PKG_VERSION")).platform(std::env::consts::OS);
    match machine_name() {
        Some(name) => identity.device_name(format!("plexctl on {name}")),
        None => identity,
    }
}

/// The name of this machine, which the user sees among their devices. It becomes a header.
fn machine_name() -> Option<String> {
    #[cfg(unix)]
    let name = rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .into_owned();
    #[cfg(not(unix))]
    let name = std::env::var("COMPUTERNAME").unwrap_or_default();
    let is_plain = name.chars().all(|c| c.is_ascii_graphic()) && name.len() <= 64;
    (is_plain && !name.is_empty()).then_some(name)
}

/// The address of the account service: plex.tv, or in tests the address in `PLEX_TV_URL`.
pub(crate) fn endpoints() -> Result<Endpoints, CliError> {
    Endpoints::from_env().map_err(|error| CliError::usage(error.to_string()))
}

/// Opens the account; `None` when nobody is signed in. Nothing is sent.
pub(crate) async fn open(store: &FileStore) -> Result<Option<Account>, CliError> {
    let opened = Account::builder(store.clone())
        .endpoints(endpoints()?)
        .identity(client_identity())
        .open()
        .await;
    Ok(opened.map_err(|error| to_failure(&error))?)
}

/// Converts an error of the account.
pub(crate) fn to_failure(error: &Error) -> Failure {
    let failure = Failure::new(Exit::from_error(error), error.to_string());
    match error.kind() {
        ErrorKind::Unauthorized | ErrorKind::Forbidden => {
            failure.advise("`plexctl login` signs in again")
        }
        _ => failure,
    }
}

/// The error of a command that needs an account.
pub(crate) fn not_signed_in() -> CliError {
    CliError::usage("nobody is signed in: `plexctl login` signs in to plex.tv")
}

/// Warns of an account file that another machine may use, too, and of a wrong clock, which is known after the
/// first answer of plex.tv.
pub(crate) fn warn_of_oddities(account: &Account, console: &mut Console) {
    if account.was_copied() {
        console.warn(
            "the account was signed in on a machine with another name. If its file is a copy, remove it here \
             and run `plexctl login`: two machines with one sign-in lock each other out",
        );
    }
    if let Some(seconds) = account.clock_skew() {
        let off = humantime::format_duration(Duration::from_secs(seconds.unsigned_abs()));
        let direction = if seconds > 0 { "behind" } else { "ahead of" };
        console.warn(&format!(
            "this machine's clock is {off} {direction} plex.tv's, whose time is used: set the clock"
        ));
    }
}

/// A server of the account: that of this name, or the only one.
pub(crate) async fn find_server(
    account: &Account,
    name: Option<&str>,
    console: &mut Console,
) -> Result<AccountServer, CliError> {
    if let Some(name) = name {
        return Ok(find_named_server(account, name).await?);
    }
    let mut list = account.known_servers().await;
    // A server may have joined the account since.
    if list.as_ref().is_ok_and(|list| list.servers().is_empty()) {
        list = account.servers().await;
    }
    let list = list.map_err(|error| to_failure(&error))?;
    if let Some(note) = list.note() {
        console.note(&sanitize(note));
    }
    match list.servers() {
        [server] => Ok(server.clone()),
        [] => Err(CliError::usage(
            "the account has no server: name one with --url URL",
        )),
        several => {
            let names = several.iter().map(describe_server);
            Err(CliError::usage(format!(
                "the account has {} servers, so name one with --server NAME: {}",
                several.len(),
                names.collect::<Vec<_>>().join(", ")
            )))
        }
    }
}

/// The server of the account with this name or machine identifier.
pub(crate) async fn find_named_server(
    account: &Account,
    name: &str,
) -> Result<AccountServer, Failure> {
    account.server(name).await.map_err(|error| {
        let mut failure = to_failure(&error);
        if error.kind() == ErrorKind::NotFound {
            failure.exit = Exit::Usage;
        }
        failure
    })
}

fn describe_server(server: &AccountServer) -> String {
    let name = sanitize(server.name());
    match server.owner() {
        Some(owner) => format!("{name} (of {})", sanitize(owner)),
        None => name,
    }
}

/// Keeps the account alive as long as the program runs. A command that ends sooner reads the list of the
/// servers once a day, which does the same.
pub(crate) fn keep_alive(account: &Account) {
    let account = account.clone();
    tokio::spawn(async move { keep_alive_always(&account).await });
}

/// Keeps the account alive until the future is dropped.
///
/// # Cancel safety
/// Cancel safe.
pub(crate) async fn keep_alive_always(account: &Account) {
    loop {
        tokio::time::sleep(KEEP_ALIVE_EVERY).await;
        if let Err(error) = account.keep_alive().await {
            tracing::warn!(%error, "the account is not kept alive");
        }
    }
}
