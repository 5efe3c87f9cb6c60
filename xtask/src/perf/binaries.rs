//! The programs that are measured, built in release.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;

use crate::cargo::cargo;

/// The path of each program.
pub(super) struct Binaries(BTreeMap<String, PathBuf>);

impl Binaries {
    /// Builds SDK and floor at once, so that they share every crate that both use, and `plexctl` as it
    /// is shipped. With `lines` the programs know their source lines, and `plexctl` is left out.
    pub(super) fn build(root: &Path, lines: bool) -> Result<Self, String> {
        let packages = ["plex-api-tests", "plex-sim", "plex-api-build"];
        let mut arguments = vec!["build", "--profile", "bench", "--locked"];
        arguments.extend(packages.iter().flat_map(|package| ["-p", package]));
        arguments.extend(["--bench", "perf_floor", "--bench", "perf_sdk"]);
        arguments.extend(["--bench", "perf_counted", "--example", "scaling"]);
        arguments.extend(["--bin", "plex-sim"]);
        let mut built = executables(root, &arguments, lines)?;
        if !lines {
            let shipped = ["build", "--release", "--locked", "-p", "plexctl"];
            built.extend(executables(root, &shipped, false)?);
        }
        Ok(Self(built))
    }

    pub(super) fn path(&self, name: &str) -> Result<&Path, String> {
        let path = self.0.get(name).map(PathBuf::as_path);
        path.ok_or_else(|| format!("cargo has built no `{name}`"))
    }
}

/// Runs a build of cargo, and returns the programs that it has built by their names.
pub(super) fn executables(
    root: &Path,
    arguments: &[&str],
    lines: bool,
) -> Result<BTreeMap<String, PathBuf>, String> {
    let mut command = cargo(root);
    if lines {
        command
            .env("CARGO_PROFILE_BENCH_DEBUG", "line-tables-only")
            .env("CARGO_PROFILE_BENCH_STRIP", "none")
            .env("CARGO_TARGET_DIR", root.join("target/perf/profile"));
    }
    let output = command
        .args(arguments)
        .arg("--message-format=json-render-diagnostics")
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cannot start cargo: {error}"))?;
    if !output.status.success() {
        return Err("cargo could not build the programs".to_owned());
    }
    let messages = String::from_utf8_lossy(&output.stdout);
    Ok(messages.lines().filter_map(executable).collect())
}

/// A target's name and its program, if the message is about one.
fn executable(message: &str) -> Option<(String, PathBuf)> {
    let message: Value = serde_json::from_str(message).ok()?;
    let name = message.pointer("/target/name")?.as_str()?;
    let path = message.get("executable")?.as_str()?;
    Some((name.to_owned(), path.into()))
}
