//! `plexctl serve`: what runs, as a web page.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use clap::Args;
use tokio::net::TcpListener;

use crate::connect::Connection;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Console;
use crate::serve::{LiveState, OriginCheck, build_routes};
use crate::settings::Settings;
use crate::signals::Signals;

/// Plex itself listens on 8324 and around 32400.
const DEFAULT_PORT: u16 = 8325;

/// Show activities on a local web page
///
/// The page shows what runs, how far it is and how long it has stood still, as it happens, and
/// cancels what can be cancelled. Any number of pages share one connection to the server. The first
/// line on standard output is its address. It runs until Ctrl-C or SIGTERM, and both end it with
/// code 0.
///
/// The page is for this machine only, unless --bind says otherwise. It asks for no password: whoever
/// can reach it sees what runs, and can cancel it. The token is never on it.
#[derive(Args)]
#[command(after_help = "\
Examples:
  plexctl serve
  plexctl --server home serve --bind 127.0.0.1:0   on a free port
  plexctl serve --bind 0.0.0.0:8325                for the whole network, without a password

A page of another site can neither read it nor cancel anything: requests are refused that come from
elsewhere, or call it by a name that it does not know. An address is always known, and localhost; a
proxy's name is made known by --allow-host.

Programs can read GET /events, an event stream: a snapshot, then the events of `plexctl watch -o
jsonl`. POST /activities/UUID/cancel wants the header X-Plexctl, of any content.")]
pub(crate) struct ServeArgs {
    /// Where the page is: an address, a port, or both; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", value_parser = parse_address)]
    #[arg(default_value_t = SocketAddr::new(LOOPBACK, DEFAULT_PORT))]
    bind: SocketAddr,

    /// A name by which the page may be called too, such as that of a proxy in front of it
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
}

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

pub(crate) async fn run(
    arguments: &ServeArgs,
    settings: &Settings,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let connection = Connection::new(settings, settings.one_server("serve")?, console)?;
    // Before the address is out: whoever reads it may send a signal at once.
    let mut signals = Signals::listen()?;
    let listener = bind(arguments.bind).await?;
    let bound = listener
        .local_addr()
        .map_err(|error| cannot_listen(arguments.bind, &error))?;
    if !bound.ip().is_loopback() {
        console.warn(&format!(
            "--bind {bound}: everybody who can reach this address sees what the server does and \
             can cancel it, without a password"
        ));
    }
    let live = Arc::new(LiveState::new(&connection.name));
    let origin_check = OriginCheck::new(bound, &arguments.allow_host);
    let routes = build_routes(connection.clone(), Arc::clone(&live), origin_check);
    let mut watcher = connection.plex.activities().watch();
    console.write_data(&format!("http://{bound}/\n"))?;
    console.note(&format!("shows the activities of {}", connection.name));
    console.note("Ctrl-C ends it");
    let serving = axum::serve(listener, routes).into_future();
    tokio::pin!(serving);
    loop {
        tokio::select! {
            biased;
            () = signals.wait() => return Ok(Exit::Done),
            served = &mut serving => {
                let error = served.err().map_or_else(String::new, |error| format!(": {error}"));
                return Err(CliError::other(format!("the page's server ended{error}")));
            }
            item = watcher.next() => match item {
                Some(Ok(event)) => live.take(event)?,
                Some(Err(error)) => return Err(connection.to_failure(&error).into()),
                None => return Err(CliError::other("there is no more news of the server")),
            },
        }
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, CliError> {
    let listener = TcpListener::bind(address).await;
    listener.map_err(|error| cannot_listen(address, &error))
}

fn cannot_listen(address: SocketAddr, error: &io::Error) -> CliError {
    let advice = match error.kind() {
        io::ErrorKind::AddrInUse => "; --bind 127.0.0.1:0 takes a free port",
        _ => "",
    };
    CliError::other(format!("cannot listen on {address}: {error}{advice}"))
}

/// An address, a port, or both.
fn parse_address(text: &str) -> Result<SocketAddr, String> {
    if let Ok(both) = text.parse() {
        return Ok(both);
    }
    if let Ok(port) = text.trim_start_matches(':').parse() {
        return Ok(SocketAddr::new(LOOPBACK, port));
    }
    match text.parse() {
        Ok(ip) => Ok(SocketAddr::new(ip, DEFAULT_PORT)),
        Err(_) => Err("expected an address such as 127.0.0.1:8325, or a port".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_alone_stays_on_this_machine() {
        for (text, expected) in [
            ("0.0.0.0:80", "0.0.0.0:80"),
            ("[::1]:0", "[::1]:0"),
            ("9000", "127.0.0.1:9000"),
            (":0", "127.0.0.1:0"),
            ("192.168.1.7", "192.168.1.7:8325"),
            ("::", "[::]:8325"),
        ] {
            assert_eq!(parse_address(text).unwrap().to_string(), expected, "{text}");
        }
        for bad in ["", "nas", "nas:8325", "1.2.3", "70000", "127.0.0.1:"] {
            assert!(parse_address(bad).is_err(), "{bad}");
        }
    }
}
