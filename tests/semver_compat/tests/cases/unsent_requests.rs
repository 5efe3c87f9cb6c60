//! A request or a wait that is not awaited does nothing, so it must be used.
#![deny(unused_must_use)]

fn start_nothing(plex: &plex_api::Plex, id: &plex_api::ActivityId) {
    plex.library().refresh("2");
    plex.library().refresh("2").done();
    plex.request(plex_api::Method::GET, "/identity");
    plex.activities().wait(id);
    plex.activities().wait_all([id.clone()]);
    plex.activities().wait_idle(plex_api::ActivityFilter::any());
    plex.quiet();
}

fn main() {
    let _ = start_nothing;
}
