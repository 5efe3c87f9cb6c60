//! Where the account is kept.

use plex_api::account::{AccountStore, FileStore};

use super::config_path::{find_own_folder, given_config};
use super::env::Environment;
use crate::error::CliError;

/// The account's name for its file.
const NAME: &str = "account.json";

/// The account's file, beside the given configuration, or else in the user's own folder: an account is a
/// person's. It need not exist.
pub(crate) fn locate_account(environment: &Environment) -> Result<FileStore, CliError> {
    let file = match given_config(environment)? {
        Some(config) => Some(config.with_file_name(NAME)),
        None => find_own_folder(environment).map(|folder| folder.join(NAME)),
    };
    file.map(FileStore::new).ok_or_else(|| {
        CliError::usage(
            "neither XDG_CONFIG_HOME nor HOME is set, so plexctl has no place for the account",
        )
    })
}

/// The account's file, if somebody is signed in.
pub(crate) fn find_account(environment: &Environment) -> Result<Option<FileStore>, CliError> {
    // Without a home folder there is no account, which is not an error.
    let Ok(store) = locate_account(environment) else {
        return Ok(None);
    };
    let account = store
        .load()
        .map_err(|error| CliError::usage(error.to_string()))?;
    let is_signed_in = account.is_some_and(|account| account.kind().is_some());
    Ok(is_signed_in.then_some(store))
}
