//! A literal has to name every field, so that a new one would break it.

fn main() {
    let _ = plex_api::LibraryLocation {
        id: None,
        path: None,
        extra: Default::default(),
    };
}
