//! Signs in with Plex, finds a server of the account and reports its activities.
//!
//! ```sh
//! cargo run -p plex-api --features account --example sign_in_and_watch -- [SERVER]
//! ```
//!
//! The sign-in is kept in the user's configuration folder, so the second run needs none. SERVER is a name
//! or a machine identifier; the account's only server needs none. The program goes on when the server
//! moves or restarts. Exit code: 0 when nobody reads any more, 1 when something fails, 2 when SERVER
//! does not mean one server.
#![allow(clippy::print_stderr, reason = "a program")]

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use plex_api::account::{Account, AccountServer, Endpoints, FileStore, SignIn, SignInEvent};
use plex_api::{ActivityEvent, ClientIdentity};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(std::env::args().nth(1).as_deref()).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("sign_in_and_watch: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(name: Option<&str>) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let account = account().await?;
    let server = match pick(&account, name).await {
        Ok(server) => server,
        Err(error) => {
            eprintln!("sign_in_and_watch: {error}");
            return Ok(ExitCode::from(2));
        }
    };
    let plex = server.connect().await?;
    let mut out = std::io::stdout();
    writeln!(out, "{} is at {}", server.name(), plex.current_url())?;
    let mut events = plex.activities().watch();
    while let Some(event) = events.next().await {
        let line = match event? {
            ActivityEvent::Started { activity, .. } => format!("started: {}", activity.title()),
            ActivityEvent::Ended { activity, how, .. } => {
                format!("ended: {} ({how})", activity.title())
            }
            ActivityEvent::Disconnected { reason, .. } => format!("disconnected: {reason}"),
            ActivityEvent::Resynced => "in sync".to_owned(),
            _ => continue,
        };
        match writeln!(out, "{line}").and_then(|()| out.flush()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => break,
            written => written?,
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The stored account, or the account of a new sign-in.
async fn account() -> Result<Account, Box<dyn std::error::Error>> {
    let store = FileStore::in_configuration_folder("sign-in-and-watch")?;
    let identity = ClientIdentity::new("sign-in-and-watch", "1.0");
    // Plex's own, unless PLEX_TV_URL names a simulated one.
    let endpoints = Endpoints::from_env()?;
    let builder = Account::builder(store.clone()).endpoints(endpoints.clone());
    if let Some(account) = builder.identity(identity.clone()).open().await? {
        return Ok(account);
    }
    let sign_in = SignIn::new(store).endpoints(endpoints).identity(identity);
    let mut progress = sign_in.start();
    while let Some(event) = progress.next().await {
        match event? {
            SignInEvent::Code { code, url, .. } => eprintln!("Open {url} and type {code}"),
            SignInEvent::Done(account) => return Ok(account),
            SignInEvent::Refused { reason } => return Err(reason.into()),
            _ => {}
        }
    }
    Err("nobody has signed in while the code was good".into())
}

/// The server that is meant.
async fn pick(account: &Account, name: Option<&str>) -> Result<AccountServer, String> {
    if let Some(name) = name {
        return account
            .server(name)
            .await
            .map_err(|error| error.to_string());
    }
    let servers = account.servers().await.map_err(|error| error.to_string())?;
    match servers.servers() {
        [only] => Ok(only.clone()),
        [] => Err("the account has no server".to_owned()),
        several => {
            let names: Vec<&str> = several.iter().map(AccountServer::name).collect();
            Err(format!("which server: {}?", names.join(", ")))
        }
    }
}
