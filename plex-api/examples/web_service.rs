//! A web service that offers the running activities as JSON: as they are now, and as a stream.
//!
//! ```sh
//! export PLEX_URL=http://127.0.0.1:32400 PLEX_TOKEN=...
//! cargo run -p plex-api --example web_service -- 127.0.0.1:8080
//! curl http://127.0.0.1:8080/activities
//! curl -N http://127.0.0.1:8080/events
//! ```
//!
//! However many clients it has, the Plex server has one connection to serve. `synced` is false while
//! the server is not reached, or has just come back: then activities may be missing, and some may be
//! over. Exit code: 1 when the server refuses the token or the address is taken, 2 when the call was
//! wrong.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use std::future::IntoFuture;
use std::process::ExitCode;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::{Json, Router, routing::get};
use futures_util::{Stream, StreamExt};
use plex_api::{ClientIdentity, Live, LiveSnapshot, Plex};
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let address = std::env::args().nth(1);
    let address = address.unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let Ok(url) = std::env::var("PLEX_URL") else {
        eprintln!("usage: PLEX_URL=http://... web_service [ADDRESS:PORT]");
        return ExitCode::from(2);
    };
    match serve(&url, &address).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("web_service: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(url: &str, address: &str) -> Result<(), Box<dyn std::error::Error>> {
    let plex = Plex::builder(url)
        .token_from_env()
        .identity(ClientIdentity::new("web-service", "1.0"))
        .build()?;
    // The view follows the server from here on, whether or not anybody asks.
    let live = plex.activities().live();
    let app = Router::new()
        .route("/activities", get(activities))
        .route("/events", get(events))
        .with_state(live.clone());
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("listening on http://{}", listener.local_addr()?);
    tokio::select! {
        served = axum::serve(listener, app).into_future() => Ok(served?),
        refused = end(live) => Err(refused.into()),
    }
}

/// The error that ends the view. Lost connections do not end it.
async fn end(live: Live) -> plex_api::Error {
    loop {
        if let Err(error) = live.changed().await {
            return error;
        }
    }
}

async fn activities(State(live): State<Live>) -> Json<Value> {
    Json(document(&live.snapshot()))
}

/// Each change as a server-sent event. A slow client gets the newest state, and no backlog.
async fn events(
    State(live): State<Live>,
) -> Sse<impl Stream<Item = plex_api::Result<Event>> + Send> {
    let states = live.stream().map(|snapshot| {
        let text = document(&snapshot?).to_string();
        Ok(Event::default().data(text))
    });
    Sse::new(states).keep_alive(KeepAlive::default())
}

fn document(snapshot: &LiveSnapshot) -> Value {
    let activities = snapshot.iter().map(|running| {
        json!({
            "activity": **running.activity(),
            "standsStillFor": running.last_moved().as_secs(),
        })
    });
    json!({
        "synced": snapshot.is_synced(),
        "activities": activities.collect::<Vec<_>>(),
    })
}
