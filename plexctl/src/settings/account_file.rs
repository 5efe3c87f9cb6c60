//! Where the account is kept.

use plex_api::account::{AccountStore, FileStore};

use super::config_file::ConfigFile;
use super::env::Environment;
use crate::error::CliError;

/// The account's file, beside the configuration. It need not exist.
pub(crate) fn locate_account(environment: &Environment) -> Result<FileStore, CliError> {
    let config = ConfigFile::locate(environment)?;
    Ok(FileStore::new(config.with_file_name("account.json")))
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
