//! A match without `_` has to name every variant, so that a new one would break it.

fn is_certain(how: plex_api::How) -> bool {
    match how {
        plex_api::How::Ended => true,
        plex_api::How::Vanished | plex_api::How::NeverSeen => false,
    }
}

fn main() {
    let _ = is_certain;
}
