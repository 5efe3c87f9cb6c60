//! Futures that a program awaits together borrow nothing from each other. Compiling it is the test;
//! `tests/compile_fail.rs` has the programs that must not compile.

use plex_api::{Live, LiveActivity, LiveSnapshot, Plex, Result, Watcher};
use tokio::task::JoinHandle;

/// `synced` does not borrow the watcher whose `next` is awaited beside it.
///
/// # Errors
///
/// The errors of the watcher.
pub async fn select_synced_and_next(mut events: Watcher) -> Result<()> {
    tokio::select! {
        synced = events.synced() => synced,
        event = events.next() => event.map_or(Ok(()), |event| event.map(|_| ())),
    }
}

/// The same in a loop, with a future that is made once.
///
/// # Errors
///
/// The errors of the watcher.
pub async fn follow_until_synced(plex: Plex) -> Result<()> {
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

/// `synced` outlives the watcher, too.
#[must_use]
pub fn spawn_synced(events: Watcher) -> JoinHandle<Result<()>> {
    let synced = events.synced();
    drop(events);
    tokio::spawn(synced)
}

/// Everything of a view takes `&self`, so all of it can be awaited together.
///
/// # Errors
///
/// The errors of the view.
pub async fn select_all_of_a_view(live: &Live) -> Result<LiveSnapshot> {
    let mut stream = live.stream();
    tokio::select! {
        synced = live.synced() => synced.map(|()| live.snapshot()),
        changed = live.changed() => changed,
        Some(next) = stream.next() => next,
    }
}

/// A view can be moved into a task.
#[must_use]
pub fn spawn_changed(plex: &Plex) -> JoinHandle<Result<LiveSnapshot>> {
    let live = plex.activities().live();
    tokio::spawn(async move { live.changed().await })
}

const fn is_shared<T: Clone + Send + Sync + 'static>() {}

const _: () = {
    is_shared::<Live>();
    is_shared::<LiveSnapshot>();
    is_shared::<LiveActivity>();
};
