//! Lists the activities of several servers at once; one that is down does not hold up the others.
//!
//! ```sh
//! export PLEX_URL='http://127.0.0.1:32400 https://cabin.example:32400'
//! export PLEX_TOKEN='token-of-the-first token-of-the-second'
//! cargo run -p plex-api --example several_servers
//! ```
//!
//! Each token goes to its own server and to no other. Exit code: 0 when all answered, 1 when one did
//! not, 2 when the call was wrong.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use std::process::ExitCode;
use std::time::Duration;

use plex_api::{Activity, ClientIdentity, Plex, Token};
use tokio::task::JoinSet;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let words = |name| std::env::var(name).unwrap_or_default();
    let (urls, tokens) = (words("PLEX_URL"), words("PLEX_TOKEN"));
    let urls: Vec<&str> = urls.split_whitespace().collect();
    let tokens: Vec<&str> = tokens.split_whitespace().collect();
    if urls.is_empty() || urls.len() != tokens.len() {
        eprintln!("usage: PLEX_URL='http://... http://...' PLEX_TOKEN='... ...' several_servers");
        return ExitCode::from(2);
    }
    let mut lists = JoinSet::new();
    for (url, token) in urls.into_iter().zip(tokens) {
        let (url, token) = (url.to_owned(), Token::new(token));
        lists.spawn(async move {
            let list = list(&url, token).await;
            (url, list)
        });
    }
    let mut code = ExitCode::SUCCESS;
    // As they come in: a slow server is printed last.
    while let Some(listed) = lists.join_next().await {
        match listed {
            Ok((url, Ok(activities))) => {
                println!("{url}: {} activities", activities.len());
                for activity in activities {
                    println!(
                        "  {} {} {}",
                        activity.progress(),
                        activity.title(),
                        activity.subtitle()
                    );
                }
            }
            Ok((url, Err(error))) => {
                eprintln!("several_servers: {url}: {error}");
                code = ExitCode::FAILURE;
            }
            Err(panic) => {
                eprintln!("several_servers: {panic}");
                code = ExitCode::FAILURE;
            }
        }
    }
    code
}

async fn list(url: &str, token: plex_api::Result<Token>) -> plex_api::Result<Vec<Activity>> {
    let plex = Plex::builder(url)
        .token(token?)
        .identity(ClientIdentity::new("several-servers", "1.0"))
        // A running server answers sooner; this program does not wait long for one that is down.
        .request_timeout(Duration::from_secs(10))
        .build()?;
    plex.activities().list().await
}
