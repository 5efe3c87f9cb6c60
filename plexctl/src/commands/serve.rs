//! `plexctl serve`: a web page of running activities.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use clap::Args;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::connect::Connection;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Console;
use crate::serve::{
    LiveState, OpenPages, OriginCheck, PageState, build_page_routes, connection_limit,
    put_fallbacks, put_gate, serve_connections,
};
use crate::settings::Settings;
use crate::signals::Signals;

/// Plex listens on 8324 and around 32400.
const DEFAULT_PORT: u16 = 8325;

/// Show activities on a local web page
///
/// The page shows running activities live: how far each one is, and how long it has made no
/// progress. Activities that can be cancelled have a cancel button. Any number of open pages share
/// one connection to the server. The first line on standard output is the page's address. plexctl
/// serves the page until Ctrl-C or SIGTERM; both end it with code 0. The server may be unavailable, even
/// at the start: the page says so, and plexctl connects when the server comes.
///
/// Only this machine can reach the page, unless --bind says otherwise. The page has no password:
/// anyone who can reach it can see and cancel activities. It never contains the token. At most 64 pages
/// are open at a time; one more takes the place of a page that has taken no event for 10 s.
#[derive(Args)]
#[command(after_help = "\
Examples:
  plexctl serve
  plexctl --server home serve --bind 127.0.0.1:0   on a free port
  plexctl serve --bind 0.0.0.0:8325                for the whole network, without a password

Pages of other sites can neither read it nor cancel anything: plexctl refuses requests from other
origins, and requests with an unknown host name. Addresses and localhost are always accepted; accept
the name of a proxy with --allow-host.

Programs can read GET /events, an event stream: a snapshot, then the events of `plexctl watch -o
jsonl`. POST /activities/UUID/cancel requires the header X-Plexctl, with any value.")]
pub(crate) struct ServeArgs {
    /// The address, the port, or both to listen on; port 0 picks a free port
    #[arg(long, value_name = "ADDRESS", value_parser = parse_address)]
    #[arg(default_value_t = SocketAddr::new(LOOPBACK, DEFAULT_PORT))]
    bind: SocketAddr,

    /// Another host name to accept, such as that of a proxy in front of the page
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
}

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

pub(crate) async fn run(
    arguments: &ServeArgs,
    settings: &Settings,
    console: &mut Console,
) -> Result<Exit, CliError> {
    // Listen before the address is printed: a reader of it may send a signal at once.
    let mut signals = Signals::listen_as_service()?;
    let connection = tokio::select! {
        built = Connection::new(settings, settings.one_server("serve")?, console) => built?,
        signal = signals.wait() => return Ok(signal.exit_of_service()),
    };
    let listener = bind(arguments.bind).await?;
    let bound = listener
        .local_addr()
        .map_err(|error| cannot_listen(arguments.bind, &error))?;
    if !bound.ip().is_loopback() {
        console.warn(&format!(
            "--bind {bound}: anyone who can reach this address can see and cancel activities without a \
             password"
        ));
    }
    let activities = connection.plex.activities();
    let live = Arc::new(LiveState::new());
    let server = live.servers.add(&connection.name);
    server.set_client(connection.plex.clone(), activities.live());
    let origin_check = OriginCheck::new(bound, &arguments.allow_host);
    let limit = connection_limit();
    let pages = PageState {
        live: Arc::clone(&live),
        pages: Arc::new(OpenPages::new(limit / 2)),
    };
    let routes = put_gate(put_fallbacks(build_page_routes(pages)), origin_check);
    let mut watcher = activities.watch();
    console.write_data(&format!("http://{bound}/\n"))?;
    console.note(&format!("showing the activities of {}", connection.name));
    console.note("press Ctrl-C to stop");
    let (_routes, routes) = watch::channel(routes);
    tokio::spawn(serve_connections(listener, routes, limit));
    loop {
        tokio::select! {
            biased;
            signal = signals.wait() => return Ok(signal.exit_of_service()),
            item = watcher.next() => match item {
                Some(Ok(event)) => live.publish(&server, &event)?,
                Some(Err(error)) => return Err(connection.to_failure(&error).into()),
                None => return Err(CliError::other("the event stream of the server ended")),
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
        io::ErrorKind::AddrInUse => "; --bind 127.0.0.1:0 picks a free port",
        _ => "",
    };
    CliError::other(format!("cannot listen on {address}: {error}{advice}"))
}

/// Parses an address, a port, or both.
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
