//! `plexctl login`: signs in to plex.tv, or adds the server of this machine.

use std::path::PathBuf;

use clap::Args;
use plex_api::account::{Account, SignIn, SignInEvent, SignInKind, SignInWay};
use plex_api::{ErrorKind, Token};

use super::login_preferences;
use crate::account;
use crate::error::CliError;
use crate::exit::Exit;
use crate::hooks::open_in_browser;
use crate::output::{Console, sanitize};
use crate::settings::{Environment, ServerFlags, locate_account};

/// Sign in to plex.tv
///
/// Shows a code, and waits until you have entered it at https://plex.tv/link. The browser may be on
/// another machine, so this works over ssh and in a container as well. The code is valid for about
/// 15 minutes. The account is kept beside the configuration, in a file that only you can read. After
/// that, plexctl finds the servers of the account.
#[derive(Args)]
#[command(after_help = "\
Examples:
  plexctl login                        shows a code for https://plex.tv/link
  plexctl login --browser              signs in on a page instead
  plexctl login --from-preferences     on the machine of the server, without plex.tv

The code is a line of standard output: \"Code: ABCD\"; with --browser it is \"URL: https://...\".
For exit codes see `plexctl --help`.")]
pub(crate) struct LoginArgs {
    /// Show a code to enter at https://plex.tv/link, on any device; this is the default
    #[arg(long, group = "way")]
    code: bool,

    /// Sign in on a page of plex.tv. Its address is printed, and opened when there is a display
    #[arg(long, group = "way")]
    browser: bool,

    /// Add the server of this machine to the configuration, with the token from its Preferences.xml;
    /// without FILE, the usual places are searched. This is no sign-in. --url gives another address
    /// than http://127.0.0.1:32400
    #[arg(long, group = "way", value_name = "FILE", conflicts_with = "key")]
    #[expect(clippy::option_option, reason = "the option, and its value")]
    from_preferences: Option<Option<PathBuf>>,

    /// Sign in with a key of this installation, whose tokens end after seven days and are renewed;
    /// otherwise plex.tv gives a token without an end
    #[arg(long)]
    key: bool,
}

pub(crate) async fn run(
    arguments: &LoginArgs,
    flags: &ServerFlags,
    environment: &Environment,
    console: &mut Console,
) -> Result<Exit, CliError> {
    if let Some(file) = &arguments.from_preferences {
        let url = flags.url.first().map(String::as_str);
        return login_preferences::run(file.as_deref(), url, environment, console).await;
    }
    let store = locate_account(environment)?;
    let kind = match arguments.key {
        true => SignInKind::DeviceKey,
        false => SignInKind::Token,
    };
    if let Some(account) = account::open(&store).await?
        && is_still_signed_in(&account, kind, console).await?
    {
        return Ok(Exit::Done);
    }
    let way = match arguments.browser {
        true => SignInWay::Browser,
        false => SignInWay::Code,
    };
    let mut progress = SignIn::new(store)
        .kind(kind)
        .way(way)
        .endpoints(account::endpoints()?)
        .identity(account::client_identity())
        .start();
    while let Some(event) = progress.next().await {
        match event.map_err(|error| account::to_failure(&error))? {
            SignInEvent::Code {
                code,
                url,
                expires_in,
            } => {
                let minutes = expires_in.as_secs().div_ceil(60);
                match way {
                    SignInWay::Browser => show_page(&url, minutes, console).await?,
                    _ => show_code(&code, &url, minutes, console)?,
                }
            }
            SignInEvent::Done(account) => return welcome(&account, console).await,
            SignInEvent::Expired => {
                return Err(CliError::other(
                    "the code expired before anybody signed in with it. `plexctl login` shows a \
                     new one",
                ));
            }
            SignInEvent::Refused { reason } => return Err(account::to_failure(&reason).into()),
            _ => {}
        }
    }
    Err(CliError::other("the sign-in ended without a result"))
}

/// Returns `true` if there is nothing to do, because the account is in use.
async fn is_still_signed_in(
    account: &Account,
    wanted: SignInKind,
    console: &mut Console,
) -> Result<bool, CliError> {
    let user = match account.user().await {
        Ok(user) => user,
        Err(error) if error.kind() == ErrorKind::Unauthorized => return Ok(false),
        Err(error) => return Err(account::to_failure(&error).into()),
    };
    let name = sanitize(&user.username);
    if account.kind() == wanted {
        console.note(&format!("already signed in as {name}"));
        return Ok(true);
    }
    let how = match account.kind() {
        SignInKind::DeviceKey => "with a key",
        _ => "without a key",
    };
    Err(CliError::usage(format!(
        "already signed in as {name}, {how}: to change that, run `plexctl logout` first"
    )))
}

fn show_code(code: &str, url: &str, minutes: u64, console: &mut Console) -> Result<(), CliError> {
    // The service chose it.
    console.write_data(&format!("Code: {}\n", sanitize(code)))?;
    console.note(&format!(
        "enter it at {} within {minutes} minutes, in any browser; waiting",
        sanitize(url)
    ));
    Ok(())
}

async fn show_page(url: &str, minutes: u64, console: &mut Console) -> Result<(), CliError> {
    console.write_data(&format!("URL: {}\n", sanitize(url)))?;
    // A value that is not a token is in no variable that holds one.
    let token = Token::from_env().ok().flatten();
    let is_secret = |text: &str| {
        let is_in = |token: &Token| token.with_text(|token| text.contains(token));
        token.as_ref().is_some_and(is_in)
    };
    let is_open = has_display() && open_in_browser(url, is_secret).await;
    let what = match is_open {
        true => "the page is open in your browser",
        false => "open the page in a browser, on any machine",
    };
    console.note(&format!(
        "{what}, and sign in within {minutes} minutes; waiting. If the page does not work: `plexctl login \
         --code`"
    ));
    Ok(())
}

/// Returns `true` if a browser that is started here could be seen.
fn has_display() -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match cfg!(any(windows, target_os = "macos")) {
        true => !is_set("SSH_CONNECTION"),
        false => is_set("DISPLAY") || is_set("WAYLAND_DISPLAY"),
    }
}

/// Says who is signed in, and which servers there are. Their list is kept for the next command.
async fn welcome(account: &Account, console: &mut Console) -> Result<Exit, CliError> {
    let who = match account.user().await {
        Ok(user) => format!(" as {}", sanitize(&user.username)),
        Err(_) => String::new(),
    };
    account::warn_of_oddities(account, console);
    let list = match account.servers().await {
        Ok(list) => list,
        Err(error) => {
            console.note(&format!("signed in{who}"));
            console.warn(&format!("the servers are not known yet: {error}"));
            return Ok(Exit::Done);
        }
    };
    let names = list.servers().iter().map(|server| sanitize(server.name()));
    let names: Vec<String> = names.collect();
    console.note(&match names.as_slice() {
        [] => format!("signed in{who}; the account has no server"),
        [name] => format!("signed in{who}; `plexctl list` shows what the server {name} is doing"),
        _ => format!(
            "signed in{who}; servers: {}. `plexctl --server NAME list` shows what one is doing",
            names.join(", ")
        ),
    });
    Ok(Exit::Done)
}
