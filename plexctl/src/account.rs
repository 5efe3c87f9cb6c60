//! The account that plexctl is signed in with, and how its errors read.

use plex_api::account::{Account, Endpoints, FileStore};
use plex_api::{ClientIdentity, Error, ErrorKind};

use crate::error::{CliError, Failure};
use crate::exit::Exit;

/// What plexctl is called at plex.tv and at servers.
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

/// Where the account service is: plex.tv, or in tests what `PLEX_TV_URL` names.
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
