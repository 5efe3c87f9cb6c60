//! `plexctl logout`: ends the session at plex.tv and removes its secrets.

use clap::Args;
use plex_api::account::{SignInKind, SignedOut};

use crate::account;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Console;
use crate::settings::{Environment, locate_account};

/// Sign out of plex.tv
///
/// Removes the account and its secrets from this machine, and then ends the session at plex.tv. The
/// servers of the configuration file stay, with their tokens.
#[derive(Args)]
pub(crate) struct LogoutArgs {}

pub(crate) async fn run(
    environment: &Environment,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let store = locate_account(environment)?;
    let Some(account) = account::open(&store).await? else {
        console.note("nobody is signed in");
        return Ok(Exit::Done);
    };
    let SignedOut { erased, told, .. } = account.sign_out().await;
    if let Err(error) = erased {
        let failure = account::to_failure(&error);
        return Err(failure
            .advise("You are still signed in on this machine")
            .into());
    }
    if let Err(error) = told {
        let mut failure = account::to_failure(&error);
        failure.sentence = format!(
            "the account is removed from this machine, but plex.tv did not end its session: {}",
            failure.sentence
        );
        return Err(failure.advise(DEVICES).into());
    }
    console.note("signed out");
    if account.kind() == SignInKind::DeviceKey {
        console.note(DEVICES);
    }
    Ok(Exit::Done)
}

/// Whether plex.tv forgets a key at the end of a session is not known.
const DEVICES: &str =
    "To be sure, remove plexctl under \"Authorized Devices\" in the settings of your Plex account";
