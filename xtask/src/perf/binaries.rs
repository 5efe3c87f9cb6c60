//! The programs that are measured, built in release.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::cargo::cargo;

/// The targets of cargo, by how they are asked for.
const TARGETS: [(&str, &str); 7] = [
    ("--bench", "perf_floor_list"),
    ("--bench", "perf_floor_notify"),
    ("--bench", "perf_sdk"),
    ("--bench", "perf_counted"),
    ("--bin", "plex-sim"),
    ("--bin", "plexctl"),
    ("--example", "scaling"),
];

/// Where each program is.
pub(super) struct Binaries {
    executables: BTreeMap<String, PathBuf>,
}

impl Binaries {
    /// Builds them all at once, so that SDK and floor share every crate that both use.
    pub(super) fn build(root: &Path) -> Result<Self, String> {
        Self::build_with(cargo(root))
    }

    /// The same with the source lines of each instruction, beside the others.
    pub(super) fn build_to_profile(root: &Path) -> Result<Self, String> {
        let mut command = cargo(root);
        command
            .env("CARGO_PROFILE_BENCH_DEBUG", "line-tables-only")
            .env("CARGO_PROFILE_BENCH_STRIP", "none")
            .env("CARGO_TARGET_DIR", root.join("target/perf/profile"));
        Self::build_with(command)
    }

    fn build_with(mut command: Command) -> Result<Self, String> {
        command
            .args(["build", "--profile", "bench", "--locked"])
            .arg("--message-format=json-render-diagnostics")
            .args(["-p", "plex-api-tests", "-p", "plex-sim", "-p", "plexctl"])
            .args(["-p", "plex-api-build"]);
        for (kind, name) in TARGETS {
            command.args([kind, name]);
        }
        let output = command
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| format!("cannot start cargo: {error}"))?;
        if !output.status.success() {
            return Err("cargo could not build what is to be measured".to_owned());
        }
        let executables: BTreeMap<String, PathBuf> = String::from_utf8_lossy(&output.stdout)
            .lines()
            .filter_map(executable)
            .collect();
        Ok(Self { executables })
    }

    pub(super) fn path(&self, name: &str) -> Result<&Path, String> {
        self.executables
            .get(name)
            .map(PathBuf::as_path)
            .ok_or_else(|| format!("cargo did not say where it put `{name}`"))
    }
}

/// A target's name and its program, if the message is about one.
pub(super) fn executable(message: &str) -> Option<(String, PathBuf)> {
    let message: Value = serde_json::from_str(message).ok()?;
    let name = message.pointer("/target/name")?.as_str()?;
    let path = message.get("executable")?.as_str()?;
    Some((name.to_owned(), path.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_executables_are_programs() {
        let built = r#"{"reason":"compiler-artifact","target":{"name":"a"},"executable":"/x/a-1"}"#;
        assert_eq!(executable(built), Some(("a".to_owned(), "/x/a-1".into())));
        for other in [
            r#"{"reason":"compiler-artifact","target":{"name":"a"},"executable":null}"#,
            r#"{"reason":"build-finished","success":true}"#,
            "no JSON",
        ] {
            assert_eq!(executable(other), None, "{other}");
        }
    }
}
