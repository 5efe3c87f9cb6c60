//! Everything of a view takes `&self`, so all of it can be awaited together.

use plex_api::{Live, LiveSnapshot, Plex};

async fn select(live: &Live) -> plex_api::Result<LiveSnapshot> {
    let mut stream = live.stream();
    tokio::select! {
        synced = live.synced() => synced.map(|()| live.snapshot()),
        changed = live.changed() => changed,
        Some(next) = stream.next() => next,
    }
}

fn in_a_task(plex: &Plex) -> tokio::task::JoinHandle<plex_api::Result<LiveSnapshot>> {
    let live = plex.activities().live();
    tokio::spawn(async move { live.changed().await })
}

fn is_shared<T: Clone + Send + Sync + 'static>() {}

fn main() {
    is_shared::<Live>();
    is_shared::<LiveSnapshot>();
    is_shared::<plex_api::LiveActivity>();
    let _ = (select, in_a_task);
}
