//! Where the account is kept.

use plex_api::account::FileStore;

use super::config_file::ConfigFile;
use super::env::Environment;
use crate::error::CliError;

/// The account's file, beside the configuration. It need not exist.
pub(crate) fn locate_account(environment: &Environment) -> Result<FileStore, CliError> {
    let config = ConfigFile::locate(environment)?;
    Ok(FileStore::new(config.with_file_name("account.json")))
}
