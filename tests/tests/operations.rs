//! The documents and hand-written code agree on which operations are stable.

#![allow(
    clippy::unwrap_used,
    reason = "a failed expectation is what a test is for"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Each document, and the name of its generated enum of operations.
const DOCUMENTS: [(&str, &str, &str); 2] = [
    (
        "openapi/plex.yaml",
        include_str!("../../openapi/plex.yaml"),
        "OperationId",
    ),
    (
        "openapi/plex-tv.yaml",
        include_str!("../../openapi/plex-tv.yaml"),
        "AccountOperationId",
    ),
];

/// The operations of a document, by `operationId`, each with whether it has `x-plex-stable: true`.
fn operations(document: &str) -> BTreeMap<String, bool> {
    let mut lines = document.lines().map(str::trim).peekable();
    let mut found = BTreeMap::new();
    while let Some(line) = lines.next() {
        if let Some(id) = line.strip_prefix("operationId: ") {
            let is_stable = lines.peek() == Some(&"x-plex-stable: true");
            found.insert(id.to_owned(), is_stable);
        }
    }
    found
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let name = path.file_name().unwrap().to_str().unwrap();
            if !name.starts_with("generated") {
                sources(&path, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The operations that the sources of the client name by this enum.
fn used(known: &BTreeMap<String, bool>, enumeration: &str) -> BTreeSet<String> {
    let mut files = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../plex-api/src");
    sources(&root, &mut files);
    let mut found = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(file).unwrap();
        // `AccountOperationId::Ping` is none of `OperationId`.
        for (at, name) in text.match_indices(&format!("{enumeration}::")) {
            let before = text.get(..at).unwrap().chars().next_back();
            let rest = text.get(at + name.len()..).unwrap();
            if before.is_some_and(char::is_alphanumeric) {
                continue;
            }
            let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap();
            let (name, _) = rest.split_at(end);
            let id = known.keys().find(|id| id.eq_ignore_ascii_case(name));
            found.extend(id.cloned());
        }
    }
    found
}

#[test]
fn the_stable_operations_are_those_that_hand_written_code_uses() {
    for (path, document, enumeration) in DOCUMENTS {
        let known = operations(document);
        let stable = known.iter().filter(|(_, is_stable)| **is_stable);
        let marked: BTreeSet<String> = stable.map(|(id, _)| id.clone()).collect();
        let used = used(&known, enumeration);
        assert!(used.len() > 4, "{path}: {used:?}");
        let unmarked: Vec<&String> = used.difference(&marked).collect();
        assert!(
            unmarked.is_empty(),
            "{unmarked:?}: used by hand-written code. Add `x-plex-stable: true` right below their \
             `operationId` in {path}"
        );
        let unused: Vec<&String> = marked.difference(&used).collect();
        assert!(
            unused.is_empty(),
            "{unused:?}: marked `x-plex-stable` in {path}, and no hand-written code uses them"
        );
    }
}
