//! A line for the first request of each path that the simulator does not serve: a client that is given
//! a 404 for it may stop without a word.

use std::io::Write;

use http::Method;

use crate::state::Shared;

/// The number of paths that are reported.
const LIMIT: usize = 1000;

/// Writes the line, once for each method and path.
pub(super) fn report(shared: &Shared, method: &Method, path: &str) {
    let request = format!("{method} {path}");
    let is_new = shared.update(|state| {
        let has_room = state.unknown_paths.len() < LIMIT;
        has_room && state.unknown_paths.insert(request.clone())
    });
    if is_new {
        // When standard error is closed, the line has no reader.
        let _ = writeln!(
            std::io::stderr(),
            "plex-sim: {request} is not served and got 404; POST /sim/answers answers it as you like"
        );
    }
}
