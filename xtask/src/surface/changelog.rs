//! What the changelog tells of what is not released yet.

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};

use super::lines::{self, Change};

/// The entries under "Unreleased".
#[derive(Debug, Default)]
pub(crate) struct Entries(Vec<String>);

impl Entries {
    /// Reads them from the changelog's text. An entry is a list item with its continuation lines;
    /// how it is broken into lines does not matter.
    pub(crate) fn unreleased(changelog: &str) -> Self {
        let mut entries: Vec<String> = Vec::new();
        let mut within = false;
        // Whether the next indented line belongs to an entry.
        let mut open = false;
        for line in changelog.lines() {
            if let Some(title) = line.strip_prefix("## ") {
                within = title.to_lowercase().contains("unreleased");
                open = false;
            } else if !within {
            } else if let Some(text) = line.strip_prefix("- ") {
                entries.push(text.trim().to_owned());
                open = true;
            } else if line.starts_with([' ', '\t']) && open {
                if let Some(entry) = entries.last_mut() {
                    entry.push(' ');
                    entry.push_str(line.trim());
                }
            } else {
                open = false;
            }
        }
        Self(entries)
    }

    /// A short name of each entry, by its words.
    pub(crate) fn ids(&self) -> BTreeSet<String> {
        self.0.iter().map(|entry| id(entry)).collect()
    }

    /// What of the changes no entry tells that was not there when the snapshot was last written.
    pub(crate) fn silent_about(&self, changes: &[Change], told: &BTreeSet<String>) -> Vec<String> {
        let words: BTreeSet<&str> = self
            .0
            .iter()
            .filter(|entry| !told.contains(&id(entry)))
            .flat_map(|entry| entry.split(|c: char| !c.is_alphanumeric() && c != '_'))
            .collect();
        lines::about(changes)
            .into_iter()
            .filter(|about| !about.words.iter().any(|word| words.contains(word.as_str())))
            .map(|about| about.owner)
            .collect()
    }
}

fn id(entry: &str) -> String {
    let words: Vec<&str> = entry.split_whitespace().collect();
    short_digest(&words.join(" "))
}

/// The first half of a SHA-256: enough to tell apart what a repository holds.
pub(crate) fn short_digest(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANGELOG: &str = "\
# Changelog

- not in a section

## Unreleased

### Added

- `Plex::raw()` reaches
  every operation.
- `Watcher` tells
- `plexctl`: new

text that is no entry

## 0.1.0

- `Token` is old
";

    fn new(line: &str) -> Change {
        Change::New(line.to_owned())
    }

    #[test]
    fn entries_are_read_with_their_continuation_and_from_the_right_section() {
        let entries = Entries::unreleased(CHANGELOG);
        assert_eq!(
            entries.0,
            [
                "`Plex::raw()` reaches every operation.",
                "`Watcher` tells",
                "`plexctl`: new"
            ]
        );
    }

    #[test]
    fn only_an_entry_that_is_new_and_names_what_changed_tells_of_it() {
        let entries = Entries::unreleased(CHANGELOG);
        let changes = [
            new("pub fn plex_api::Plex::raw(&self)"),
            new("pub struct plex_api::Watcher"),
            new("pub struct plex_api::Token"),
        ];
        assert_eq!(entries.silent_about(&changes, &BTreeSet::new()), ["Token"]);
        let told = BTreeSet::from([id("`Watcher` tells")]);
        assert_eq!(entries.silent_about(&changes, &told), ["Token", "Watcher"]);
    }

    #[test]
    fn a_reworded_entry_is_a_new_one_and_a_rewrapped_one_is_not() {
        let before = Entries::unreleased("## Unreleased\n- one two\n  three\n").ids();
        let wrapped = Entries::unreleased("## Unreleased\n\n- one\n  two three\n").ids();
        let reworded = Entries::unreleased("## Unreleased\n- one two four\n").ids();
        assert_eq!(before, wrapped);
        assert_ne!(before, reworded);
    }
}
