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

use std::collections::BTreeMap;
use std::future::IntoFuture;
use std::process::ExitCode;
use std::sync::Arc;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::{Json, Router, routing::get};
use futures_util::{Stream, stream};
use plex_api::{Activity, ActivityEvent, ActivityId, ClientIdentity, Plex, Watcher};
use serde_json::{Value, json};
use tokio::sync::watch;

/// What is running, as far as is known.
#[derive(Default)]
struct Running {
    synced: bool,
    activities: BTreeMap<ActivityId, Arc<Activity>>,
}

type Shared = watch::Receiver<Running>;

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
    // The watcher follows the server from here on, whether or not anybody asks.
    let watcher = plex.activities().watch();
    let (changes, running) = watch::channel(Running::default());
    let app = Router::new()
        .route("/activities", get(activities))
        .route("/events", get(events))
        .with_state(running);
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("listening on http://{}", listener.local_addr()?);
    tokio::select! {
        served = axum::serve(listener, app).into_future() => Ok(served?),
        refused = follow(watcher, changes) => Ok(refused?),
    }
}

/// Keeps what is running up to date. It ends with an error only; lost connections do not end it.
async fn follow(mut events: Watcher, changes: watch::Sender<Running>) -> plex_api::Result<()> {
    while let Some(event) = events.next().await {
        let event = event?;
        changes.send_modify(|running| match event {
            ActivityEvent::Started { activity, .. } | ActivityEvent::Updated { activity, .. } => {
                running.activities.insert(activity.id().clone(), activity);
            }
            ActivityEvent::Ended { activity, .. } => {
                running.activities.remove(activity.id());
            }
            ActivityEvent::Resynced => running.synced = true,
            ActivityEvent::Disconnected { .. } => running.synced = false,
            _ => {}
        });
    }
    Ok(())
}

async fn activities(State(running): State<Shared>) -> Json<Value> {
    Json(document(&running.borrow()))
}

/// Each change as a server-sent event. A slow client gets the newest state, and no backlog.
async fn events(
    State(mut running): State<Shared>,
) -> Sse<impl Stream<Item = Result<Event, watch::error::RecvError>> + Send> {
    running.mark_changed();
    let states = stream::unfold(running, async |mut running| {
        let changed = running.changed().await.ok();
        changed?;
        let text = document(&running.borrow_and_update()).to_string();
        Some((Ok(Event::default().data(text)), running))
    });
    Sse::new(states).keep_alive(KeepAlive::default())
}

fn document(running: &Running) -> Value {
    let activities = running
        .activities
        .values()
        .map(|activity| json!(**activity));
    json!({
        "synced": running.synced,
        "activities": activities.collect::<Vec<_>>(),
    })
}
