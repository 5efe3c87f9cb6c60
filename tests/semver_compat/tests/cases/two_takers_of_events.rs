//! Each event goes to one taker, so a watcher has no two of them.

async fn follow(mut events: plex_api::Watcher) {
    tokio::select! {
        one = events.next() => drop(one),
        other = events.next() => drop(other),
    }
}

fn main() {
    let _ = follow;
}
