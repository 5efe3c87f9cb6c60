//! The file of the account.

use plex_api::account::{AccountStore, FileStore};

use super::config_path::{find_own_folder, given_config};
use super::env::Environment;
use crate::error::CliError;

/// The account's name for its file.
const NAME: &str = "account.json";

/// The account's file, beside the given configuration, or else in the user's own folder: an account is a
/// person's. It need not exist.
pub(crate) fn locate_account(environment: &Environment) -> Result<FileStore, CliError> {
    match given_config(environment)? {
        Some(config) => Ok(FileStore::new(config.with_file_name(NAME))),
        None => locate_own_account(environment),
    }
}

/// The account's file in the user's own folder, even if a configuration is given: that may be the agent's
/// file. It need not exist.
pub(crate) fn locate_own_account(environment: &Environment) -> Result<FileStore, CliError> {
    let file = find_own_folder(environment).map(|folder| folder.join(NAME));
    file.map(FileStore::new).ok_or_else(no_place)
}

fn no_place() -> CliError {
    CliError::usage(
        "neither XDG_CONFIG_HOME nor HOME is set, so plexctl has no place for the account",
    )
}

/// The account's file, if somebody is signed in.
pub(super) fn find_account(environment: &Environment) -> Result<Option<FileStore>, CliError> {
    // Without a home folder there is no account, which is not an error.
    let Ok(store) = locate_account(environment) else {
        return Ok(None);
    };
    Ok(is_signed_in(&store)?.then_some(store))
}

/// Returns `true` if somebody is signed in. Nothing is sent.
pub(crate) fn is_signed_in(store: &FileStore) -> Result<bool, CliError> {
    let account = store
        .load()
        .map_err(|error| CliError::usage(error.to_string()))?;
    Ok(account.is_some_and(|account| account.kind().is_some()))
}
