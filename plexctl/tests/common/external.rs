//! Programs that are not ours, and what happens to a test where they are missing.

use std::path::PathBuf;

/// Set where all of them are installed: a skipped test is a failed one then.
const REQUIRED: &str = "PLEX_API_REQUIRE_EXTERNAL";

/// The program's file, looked up as a shell does and among those of the administrator.
///
/// `None` means that the test has to skip itself; it has been said why.
pub fn external(program: &str, package: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders =
        std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    let found = folders
        .map(|folder| folder.join(program))
        .find(|file| file.is_file());
    if found.is_none() {
        let reason = format!("{program} is not installed (Debian package {package})");
        let required = std::env::var_os(REQUIRED).is_some();
        assert!(!required, "{reason}, and {REQUIRED} says that it has to be");
        let thread = std::thread::current();
        eprintln!("skipped {}: {reason}", thread.name().unwrap_or("this test"));
    }
    found
}
