//! `plexctl login --from-preferences`: the server of this machine, with the token that it keeps.

use std::path::Path;

use plex_api::Plex;
use plex_api::account::ServerPreferences;

use crate::account::client_identity;
use crate::error::{CliError, Failure};
use crate::exit::Exit;
use crate::output::{Console, sanitize};
use crate::settings::{Environment, NewServer, NewToken, ServerName};

/// The address on which a server listens on its own machine.
const URL: &str = "http://127.0.0.1:32400";

pub(super) async fn run(
    file: Option<&Path>,
    url: Option<&str>,
    environment: &Environment,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let preferences = match file {
        Some(file) => ServerPreferences::read(file),
        None => ServerPreferences::find(),
    };
    let preferences = preferences.map_err(|error| {
        CliError::usage(format!(
            "{error}. With the token at hand, `plexctl config add NAME --url {URL} --token-stdin` adds the \
             server"
        ))
    })?;
    let shown = preferences.file().display();
    let token = preferences.token().ok_or_else(|| {
        CliError::usage(format!(
            "{shown} has no PlexOnlineToken: its server belongs to no account, and needs no token on \
             its own machine"
        ))
    })?;
    let url = check_server(url.unwrap_or(URL), &preferences, console).await?;
    let name = ServerName::nearest_to(preferences.name().unwrap_or_default());
    let server = NewServer {
        name: name.clone(),
        url,
        token: NewToken::Given(token.clone()),
        ca_cert: None,
        pins: Vec::new(),
        host_overrides: Vec::new(),
    };
    let added = server.add(environment)?;
    console.note(&format!("read {shown}"));
    console.note(&added.describe(name.as_str()));
    Ok(Exit::Done)
}

/// Refuses the address when another server answers there: the token belongs to this one alone. Nothing
/// but the question is sent. Returns the address in its usual form.
async fn check_server(
    url: &str,
    preferences: &ServerPreferences,
    console: &mut Console,
) -> Result<String, CliError> {
    let plex = Plex::builder(url).identity(client_identity()).build();
    let plex = plex.map_err(|error| CliError::usage(format!("--url: {error}")))?;
    match plex.identity().await {
        Ok(identity)
            if preferences
                .machine_identifier()
                .is_some_and(|machine| identity.machine_identifier != machine) =>
        {
            Err(Failure::new(
                Exit::Usage,
                format!(
                    "another server answers at {url}: {} instead of the one of {}. Give its address \
                     with --url",
                    sanitize(&identity.machine_identifier),
                    preferences.file().display()
                ),
            )
            .into())
        }
        Ok(_) => Ok(plex.server_url().to_owned()),
        Err(error) => {
            console.warn(&format!(
                "no server answers at {url} now, so its address is not checked: {error}"
            ));
            Ok(plex.server_url().to_owned())
        }
    }
}
