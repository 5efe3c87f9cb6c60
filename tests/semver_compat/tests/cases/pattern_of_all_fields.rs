//! A pattern without `..` has to name every field, so that a new one would break it.

fn path(location: plex_api::LibraryLocation) {
    let plex_api::LibraryLocation { id, path, extra } = location;
    let _ = (id, path, extra);
}

fn main() {
    let _ = path;
}
