//! Workspaces of the tests' own, and the program run in them.

#![allow(
    clippy::unwrap_used,
    reason = "a failed expectation is what a test is for"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

use tempfile::TempDir;

pub(crate) const DOCUMENT: &str = "openapi/plex.yaml";
/// The document of the account service.
pub(crate) const TV_DOCUMENT: &str = "openapi/plex-tv.yaml";
pub(crate) const CLIENT: &str = "plex-api/src/generated/mod.rs";

/// A folder that holds only the files that regen reads and writes.
pub(crate) struct Workspace {
    folder: TempDir,
}

impl Workspace {
    /// The checked-in documents, and no generated file yet.
    pub(crate) fn new() -> Self {
        let workspace = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        for document in [DOCUMENT, TV_DOCUMENT] {
            workspace.put(document, &fs::read(root.join(document)).unwrap());
        }
        workspace
    }

    /// With everything generated.
    pub(crate) fn fresh() -> Self {
        let workspace = Self::new();
        assert_eq!(workspace.regen(&[]).status.code(), Some(0));
        workspace
    }

    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).unwrap()
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the test makes the odd state itself"
    )]
    pub(crate) fn put(&self, path: &str, bytes: &[u8]) {
        fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
        fs::write(self.at(path), bytes).unwrap();
    }

    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no `{from}`");
        self.put(path, text.replacen(from, to, 1).as_bytes());
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the test makes the odd state itself"
    )]
    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.at(path)).unwrap();
    }

    pub(crate) fn regen(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command
            .arg("regen")
            .arg("--root")
            .arg(self.folder.path())
            .args(arguments);
        command
    }

    /// Every file with its bytes and when it was last written.
    pub(crate) fn files(&self) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
        let mut found = BTreeMap::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let written = fs::metadata(&path).unwrap().modified().unwrap();
                    let relative = path.strip_prefix(self.folder.path()).unwrap().to_owned();
                    found.insert(relative, (fs::read(&path).unwrap(), written));
                }
            }
        }
        found
    }

    pub(crate) fn bytes(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        self.files()
            .into_iter()
            .map(|(path, (bytes, _))| (path, bytes))
            .collect()
    }
}

pub(crate) fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

pub(crate) fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}
