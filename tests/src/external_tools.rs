//! Programs from outside that a few tests need: found, or the test says that it skips.

use std::path::PathBuf;

/// Folders in which servers are installed, which are not in everybody's `PATH`.
const SERVERS: [&str; 3] = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/// The path of a program, or `None` after a line on standard error that the test is skipped.
///
/// With `PLEX_API_REQUIRE_EXTERNAL` in the environment, nothing is skipped.
///
/// # Panics
/// When the program is not there and `PLEX_API_REQUIRE_EXTERNAL` is set.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
#[must_use]
pub fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(SERVERS.map(PathBuf::from));
    let found = folders.map(|one| one.join(name)).find(|one| one.is_file());
    if found.is_none() {
        let required = std::env::var_os("PLEX_API_REQUIRE_EXTERNAL").is_some();
        assert!(!required, "this test needs {name}, which is not installed");
        eprintln!("skipped: this test needs {name}, which is not installed");
    }
    found
}
