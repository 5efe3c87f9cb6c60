//! Reaches a server behind a reverse proxy, under a path of the proxy's, and tells which way
//! notifications get through it.
//!
//! ```sh
//! export PLEX_URL=https://example.org/plex PLEX_TOKEN=...
//! cargo run -p plex-api --example behind_a_proxy_prefix
//! ```
//!
//! Proxies that let no WebSocket through are common. The client then takes an event stream, and if
//! that does not get through either, lists: nothing is to be set. Exit code: 0 when notifications
//! get through, 1 when something failed, 2 when the call was wrong.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use std::process::ExitCode;
use std::time::Duration;

use plex_api::{ClientIdentity, ConnectionState, Plex};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Ok(url) = std::env::var("PLEX_URL") else {
        eprintln!("usage: PLEX_URL=https://example.org/plex behind_a_proxy_prefix");
        return ExitCode::from(2);
    };
    match probe(&url).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprintln!("behind_a_proxy_prefix: no notifications within 60 s");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("behind_a_proxy_prefix: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn probe(url: &str) -> plex_api::Result<bool> {
    // The path is part of the URL; every request of the client is below it.
    let plex = Plex::builder(url)
        .token_from_env()
        .identity(ClientIdentity::new("behind-a-proxy-prefix", "1.0"))
        .build()?;
    let server = plex.identity().await?;
    println!(
        "server {} at {}",
        server.machine_identifier,
        plex.server_url()
    );

    let mut watcher = plex.activities().watch();
    let synced = tokio::time::timeout(Duration::from_secs(60), watcher.synced()).await;
    let status = watcher.status();
    for (transport, reason) in &status.refused {
        println!("{transport} does not get through: {reason}");
    }
    match (synced, status.state) {
        (Ok(Ok(())), ConnectionState::Connected(transport)) => {
            println!("notifications come by {transport}");
            Ok(true)
        }
        // The watcher's last item says why there is no connection, and will be none.
        (Ok(Err(_)), _) => loop {
            match watcher.next().await {
                Some(Err(error)) => return Err(error),
                Some(Ok(_)) => {}
                None => return Ok(false),
            }
        },
        (_, state) => {
            println!(
                "{state:?}: {}",
                status
                    .last_trouble
                    .as_deref()
                    .unwrap_or("no reason is known")
            );
            Ok(false)
        }
    }
}
