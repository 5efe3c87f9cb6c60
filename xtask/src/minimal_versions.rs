//! `minimal-versions`: whether the code compiles with the oldest dependencies that `Cargo.toml` allows.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::cargo::{self, cargo};
use crate::report::Answer;

/// Checks a copy of the workspace, so that its own `Cargo.lock` stays.
pub(crate) fn run(root: &Path) -> Answer {
    match check(root) {
        Ok(()) => Answer::done("the lowest versions of all direct dependencies compile\n"),
        Err(reason) => Answer::failed(format!("minimal-versions: {reason}\n")),
    }
}

fn check(root: &Path) -> Result<(), String> {
    let copy = root.join("target").join("minimal-versions");
    let files = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .args(["--", ":!fuzz"])
        .current_dir(root)
        .output()
        .map_err(|error| format!("cannot start git: {error}"))?;
    for file in String::from_utf8_lossy(&files.stdout).split_terminator('\0') {
        let (from, to) = (root.join(file), copy.join(file));
        // A file that is deleted and not committed is still listed.
        if from.is_file() {
            to.parent()
                .map_or(Ok(()), fs::create_dir_all)
                .and_then(|()| fs::copy(&from, &to))
                .map_err(|error| format!("cannot copy {file}: {error}"))?;
        }
    }
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
