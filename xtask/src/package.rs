//! `package`: whether the packages of the libraries build, and pass their tests, without the workspace.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cargo::{self, cargo};
use crate::report::Answer;
use crate::workspace_copy;

/// In the order in which they need each other.
const PACKAGES: [&str; 3] = ["plex-sim", "plex-api", "plex-api-build"];

/// Packages a copy of the workspace, because packages that must not be published cannot need each other.
pub(crate) fn run(root: &Path) -> Answer {
    match check(root) {
        Ok(()) => Answer::done("the packages build, and pass their tests, without the workspace\n"),
        Err(reason) => Answer::failed(format!("package: {reason}\n")),
    }
}

fn check(root: &Path) -> Result<(), String> {
    let copy = root.join("target").join("package-check");
    workspace_copy::copy(root, &copy)?;
    allow_publishing(&copy.join("Cargo.toml"))?;
    let packages = PACKAGES.iter().flat_map(|package| ["-p", package]);
    // It builds each package from its own files.
    cargo::run(
        cargo(&copy)
            .args(["package", "--offline", "--allow-dirty"])
            .args(packages)
            .env("CARGO_TARGET_DIR", copy.join("target")),
    )?;
    let unpacked = copy.join("target").join("package");
    let sim = folder_of(&unpacked, "plex-sim")?;
    // No registry has it, and the tests of the SDK need it.
    let patch = format!(
        "patch.crates-io.plex-sim.path={:?}",
        sim.display().to_string()
    );
    for package in PACKAGES {
        cargo::run(
            cargo(&folder_of(&unpacked, package)?)
                .args(["test", "--offline", "--lib", "--tests", "--examples"])
                .args(["--config", &patch])
                .env("CARGO_TARGET_DIR", copy.join("target")),
        )?;
    }
    Ok(())
}

/// Takes `publish = false` out of the copy. Nothing is published.
#[expect(
    clippy::disallowed_methods,
    reason = "half a file in the copy harms nobody"
)]
fn allow_publishing(manifest: &Path) -> Result<(), String> {
    let change = || -> std::io::Result<()> {
        let text = fs::read_to_string(manifest)?;
        fs::write(
            manifest,
            text.replace("\npublish = false\n", "\npublish = true\n"),
        )
    };
    change().map_err(|error| format!("cannot change {}: {error}", manifest.display()))
}

/// The folder into which cargo has unpacked a package: its name and its version.
fn folder_of(unpacked: &Path, package: &str) -> Result<PathBuf, String> {
    let entries = fs::read_dir(unpacked)
        .map_err(|error| format!("cannot read {}: {error}", unpacked.display()))?;
    let is_it = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let version = name
            .strip_prefix(package)
            .and_then(|rest| rest.strip_prefix('-'));
        path.is_dir()
            && version.is_some_and(|version| version.starts_with(|c: char| c.is_ascii_digit()))
    };
    let mut folders = entries.filter_map(Result::ok).map(|entry| entry.path());
    folders
        .find(is_it)
        .ok_or_else(|| format!("{package} was not unpacked in {}", unpacked.display()))
}
