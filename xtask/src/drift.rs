//! The differences between the generated files on disk and the new ones.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use plex_api_build::Artifact;
use plex_api_documents::DOCUMENTS;

/// One file that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Drift {
    /// From the workspace root, with `/` between its parts.
    pub(crate) path: String,
    /// The fault.
    pub(crate) cause: Cause,
    /// The text on disk, if it can be read.
    pub(crate) is: Option<String>,
    /// The text that should be there; `None` for a file that should not exist.
    pub(crate) should: Option<String>,
}

/// The fault of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The file should exist and does not.
    Missing,
    /// Its text is another.
    Stale,
    /// Its text is another, and holds the markers of an unfinished merge.
    Conflicted,
    /// The file is in a generated folder, and no generator makes it.
    Orphaned,
    /// The file cannot be read as text.
    Unreadable(String),
}

/// Compares the files below `root` with the artifacts. The result is sorted by path.
///
/// Fails if a generated folder cannot be listed; an odd file is a [`Drift`], not a failure.
pub(crate) fn find(root: &Path, artifacts: &[Artifact]) -> Result<Vec<Drift>, String> {
    let mut drifts: Vec<Drift> = artifacts
        .iter()
        .filter_map(|artifact| compare(root, artifact))
        .collect();
    let known: BTreeSet<&str> = artifacts
        .iter()
        .map(|artifact| artifact.path.as_str())
        .collect();
    let folders = DOCUMENTS
        .iter()
        .flat_map(|spec| [spec.client_folder, spec.schemas_folder]);
    for folder in folders {
        let mut present = Vec::new();
        list(root, folder, &mut present)?;
        let orphans = present
            .into_iter()
            .filter(|path| !known.contains(path.as_str()));
        drifts.extend(orphans.map(|path| orphan(root, path)));
    }
    drifts.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(drifts)
}

fn compare(root: &Path, artifact: &Artifact) -> Option<Drift> {
    let (cause, is) = match read(&root.join(&artifact.path)) {
        Read::Text(text) if text == artifact.text => return None,
        Read::Text(text) if is_conflicted(&text) => (Cause::Conflicted, Some(text)),
        Read::Text(text) => (Cause::Stale, Some(text)),
        Read::Nothing => (Cause::Missing, None),
        Read::Odd(reason) => (Cause::Unreadable(reason), None),
    };
    Some(Drift {
        path: artifact.path.clone(),
        cause,
        is,
        should: Some(artifact.text.clone()),
    })
}

fn orphan(root: &Path, path: String) -> Drift {
    let is = match read(&root.join(&path)) {
        Read::Text(text) => Some(text),
        Read::Nothing | Read::Odd(_) => None,
    };
    Drift {
        path,
        cause: Cause::Orphaned,
        is,
        should: None,
    }
}

enum Read {
    Text(String),
    Nothing,
    Odd(String),
}

fn read(path: &Path) -> Read {
    match fs::read(path) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Read::Text(text),
            Err(_) => Read::Odd("it is not UTF-8 text".to_owned()),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Read::Nothing,
        Err(_) if path.is_dir() => Read::Odd("a folder is in its place".to_owned()),
        Err(error) => Read::Odd(error.to_string()),
    }
}

fn is_conflicted(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("<<<<<<< "))
        && text.lines().any(|line| line.starts_with(">>>>>>> "))
}

/// Adds every file below a folder; a folder that is not there has none.
fn list(root: &Path, folder: &str, found: &mut Vec<String>) -> Result<(), String> {
    let cannot = |error: io::Error| format!("cannot list {folder}: {error}");
    let entries = match fs::read_dir(root.join(folder)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other.map_err(cannot)?,
    };
    for entry in entries {
        let entry = entry.map_err(cannot)?;
        let name = entry.file_name();
        let path = format!("{folder}/{}", name.to_string_lossy());
        if entry.file_type().map_err(cannot)?.is_dir() {
            list(root, &path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}
