//! `only` registers the watcher anew, so the one before is gone.

use plex_api::{ActivityFilter, Watcher};

async fn follow(mut events: Watcher) {
    let _downloads = events.only(ActivityFilter::any().of_type("media.download"));
    events.next().await;
}

fn main() {
    let _ = follow;
}
