//! An entry is borrowed from its snapshot.

fn first(live: &plex_api::Live) -> Option<&plex_api::LiveActivity> {
    live.snapshot().iter().next()
}

fn main() {
    let _ = first;
}
