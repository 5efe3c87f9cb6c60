//! External programs, and how a test skips itself where one is missing.

use std::path::PathBuf;

/// When this is set, a missing program fails the test.
const REQUIRED: &str = "PLEX_API_REQUIRE_EXTERNAL";

/// The path of the program, searched in `PATH` and in the folders of the administrator.
///
/// `None` means that the test must skip itself; the reason has been printed.
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
