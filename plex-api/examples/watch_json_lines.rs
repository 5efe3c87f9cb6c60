//! Prints the events of activities as JSON, one object a line, for other programs.
//!
//! ```sh
//! export PLEX_URL=http://127.0.0.1:32400 PLEX_TOKEN=...
//! cargo run -p plex-api --example watch_json_lines -- 'library.*' | jq .
//! ```
//!
//! It goes on through lost connections and restarts of the server. Exit code: 0 when nobody reads
//! any more, 1 when the server refuses the token or nothing can be written, 2 when the call was
//! wrong.
#![allow(clippy::print_stderr, reason = "a program")]

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use plex_api::{ActivityFilter, ClientIdentity, Plex};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Ok(url) = std::env::var("PLEX_URL") else {
        eprintln!("usage: PLEX_URL=http://... watch_json_lines [TYPE]");
        return ExitCode::from(2);
    };
    let filter = match std::env::args().nth(1) {
        Some(pattern) => ActivityFilter::any().of_type(pattern),
        None => ActivityFilter::any(),
    };
    match watch(&url, filter).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("watch_json_lines: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn watch(url: &str, filter: ActivityFilter) -> Result<(), Box<dyn std::error::Error>> {
    let plex = Plex::builder(url)
        .token_from_env()
        .identity(ClientIdentity::new("watch-json-lines", "1.0"))
        .build()?;
    let mut events = plex.activities().watch().only(filter);
    let mut out = std::io::stdout();
    while let Some(event) = events.next().await {
        // An error is the last item: the server refuses the token.
        let line = serde_json::to_string(&event?)?;
        match writeln!(out, "{line}").and_then(|()| out.flush()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
            written => written?,
        }
    }
    Ok(())
}
