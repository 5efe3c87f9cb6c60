//! `synced` does not borrow the watcher whose `next` is awaited beside it.

use plex_api::{Plex, Watcher};

async fn follow(mut events: Watcher) -> plex_api::Result<()> {
    tokio::select! {
        synced = events.synced() => synced,
        event = events.next() => event.map_or(Ok(()), |event| event.map(|_| ())),
    }
}

async fn follow_for_long(plex: Plex) -> plex_api::Result<()> {
    let mut events = plex.activities().watch();
    let synced = events.synced();
    tokio::pin!(synced);
    loop {
        tokio::select! {
            synced = &mut synced => return synced,
            Some(event) = events.next() => drop(event?),
        }
    }
}

/// It outlives the watcher, too.
fn spawn(events: Watcher) -> tokio::task::JoinHandle<plex_api::Result<()>> {
    let synced = events.synced();
    drop(events);
    tokio::spawn(synced)
}

fn main() {
    let _ = (follow, follow_for_long, spawn);
}
