//! The document and hand-written code agree on which operations are stable.

#![allow(
    clippy::unwrap_used,
    reason = "a failed expectation is what a test is for"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use plex_api::OperationId;

const DOCUMENT: &str = include_str!("../../openapi/plex.yaml");

/// The operations with `x-plex-stable: true`, by `operationId`.
fn marked() -> BTreeSet<String> {
    let mut lines = DOCUMENT.lines().map(str::trim).peekable();
    let mut found = BTreeSet::new();
    while let Some(line) = lines.next() {
        if let Some(id) = line.strip_prefix("operationId: ")
            && lines.peek() == Some(&"x-plex-stable: true")
        {
            found.insert(id.to_owned());
        }
    }
    found
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("generated") {
                sources(&path, found);
            }
        } else {
            found.push(path);
        }
    }
}

/// The operations that the sources of the client name.
fn used() -> BTreeSet<String> {
    let mut files = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../plex-api/src");
    sources(&root, &mut files);
    let mut found = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(file).unwrap();
        for rest in text.split("OperationId::").skip(1) {
            let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap();
            let (name, _) = rest.split_at(end);
            let id = OperationId::ALL.iter().find(|id| format!("{id:?}") == name);
            found.extend(id.map(|id| id.as_str().to_owned()));
        }
    }
    found
}

#[test]
fn the_stable_operations_are_those_that_hand_written_code_uses() {
    let (marked, used) = (marked(), used());
    let unmarked: Vec<&String> = used.difference(&marked).collect();
    assert!(
        unmarked.is_empty(),
        "{unmarked:?}: used by hand-written code. Add `x-plex-stable: true` right below their \
         `operationId` in openapi/plex.yaml"
    );
    let unused: Vec<&String> = marked.difference(&used).collect();
    assert!(
        unused.is_empty(),
        "{unused:?}: marked `x-plex-stable` in openapi/plex.yaml, and no hand-written code uses them"
    );
}
