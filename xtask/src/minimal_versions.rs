//! `minimal-versions`: whether the code compiles with the oldest dependencies that `Cargo.toml` allows.

use std::path::Path;

use crate::cargo::{self, cargo};
use crate::report::Answer;
use crate::workspace_copy;

/// Checks a copy of the workspace, so that its own `Cargo.lock` stays.
pub(crate) fn run(root: &Path) -> Answer {
    match check(root) {
        Ok(()) => Answer::done("the lowest versions of all direct dependencies compile\n"),
        Err(reason) => Answer::failed(format!("minimal-versions: {reason}\n")),
    }
}

fn check(root: &Path) -> Result<(), String> {
    let copy = root.join("target").join("minimal-versions");
    workspace_copy::copy(root, &copy)?;
    // The flag is unstable, and only cargo needs it.
    cargo::run(
        cargo(&copy)
            .args(["update", "-Z", "direct-minimal-versions"])
            .env("RUSTC_BOOTSTRAP", "1"),
    )?;
    let packages = ["plex-api", "plex-sim", "plexctl", "plex-api-build"];
    let packages = packages.iter().flat_map(|package| ["-p", package]);
    cargo::run(
        cargo(&copy)
            .args(["check", "--all-features"])
            .args(packages)
            .env("CARGO_TARGET_DIR", copy.join("target")),
    )
}
