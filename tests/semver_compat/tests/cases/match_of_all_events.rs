//! A pattern of a variant without `..` has to name every field, so that a new one would break it.

fn missed(event: plex_api::ActivityEvent) -> u64 {
    match event {
        plex_api::ActivityEvent::Lagged { missed } => missed,
        _ => 0,
    }
}

fn main() {
    let _ = missed;
}
