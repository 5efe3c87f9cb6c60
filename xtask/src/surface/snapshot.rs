//! The snapshot as a file: a head that says what it is and what the changelog told when it was
//! written, then the public API in sections.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::changelog::{Entries, short_digest};
use super::lines::Change;

const HEAD: &str = "\
# The public API of plex-api. Written by `cargo xtask surface`, never by hand.
#
# Who changes it adds an entry to \"Unreleased\" of CHANGELOG.md that names what changed, and runs
# `cargo xtask surface`, which refuses to renew this file without. `--check` compares, in CI.
#
# Left out are the module `generated`, which is exempt from semver (its types that the crate
# re-exports are here, under their own names), the methods of implemented traits, and the markers
# Freeze, UnwindSafe and RefUnwindSafe.
#
# The entries under \"Unreleased\" when this was written:
";
const TOLD: &str = "# told ";
const DIGEST: &str = "# digest ";

/// The public API with a set of features.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Section {
    /// Which features.
    pub(crate) title: String,
    /// One for each item.
    pub(crate) lines: Vec<String>,
}

/// How a file came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// By the command.
    Written,
    /// From two versions of it, line by line.
    Merged,
    /// Otherwise.
    Edited,
}

/// The snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Snapshot {
    pub(crate) sections: Vec<Section>,
    /// The ids of the changelog's entries that were there when it was written.
    pub(crate) told: BTreeSet<String>,
    pub(crate) state: State,
}

impl Snapshot {
    pub(crate) fn new(sections: Vec<Section>, entries: &Entries) -> Self {
        Self {
            sections,
            told: entries.ids(),
            state: State::Written,
        }
    }

    /// Reads what [`Snapshot::text`] wrote, and whatever merges and hands have made of it.
    pub(crate) fn parse(text: &str) -> Self {
        let mut snapshot = Self {
            sections: Vec::new(),
            told: BTreeSet::new(),
            state: State::Edited,
        };
        let mut digests = Vec::new();
        for line in text.lines() {
            if let Some(id) = line.strip_prefix(TOLD) {
                snapshot.told.insert(id.to_owned());
            } else if let Some(digest) = line.strip_prefix(DIGEST) {
                digests.push(digest);
            } else if let Some(title) = line.strip_prefix("## ") {
                snapshot.sections.push(Section {
                    title: title.to_owned(),
                    lines: Vec::new(),
                });
            } else if line.is_empty() || line.starts_with("# ") || line == "#" {
            } else if let Some(section) = snapshot.sections.last_mut() {
                section.lines.push(line.to_owned());
            }
        }
        snapshot.state = match digests.as_slice() {
            [only] if *only == snapshot.digest() => State::Written,
            [_, _, ..] => State::Merged,
            _ => State::Edited,
        };
        snapshot
    }

    /// The file.
    pub(crate) fn text(&self) -> String {
        let mut out = String::from(HEAD);
        for id in &self.told {
            let _ = writeln!(out, "{TOLD}{id}");
        }
        let _ = writeln!(out, "{DIGEST}{}", self.digest());
        out.push_str(&self.body());
        out
    }

    /// What came and went, from this one to another.
    pub(crate) fn changes_to(&self, other: &Self) -> Vec<Change> {
        let (before, after) = (self.all(), other.all());
        let gone = before.iter().filter(|line| !after.contains(*line));
        let new = after.iter().filter(|line| !before.contains(*line));
        let mut changes: Vec<Change> = gone
            .map(|(_, line)| Change::Gone((*line).to_owned()))
            .collect();
        changes.extend(new.map(|(_, line)| Change::New((*line).to_owned())));
        // What takes the place of something stands behind it.
        changes.sort_by(|a, b| a.line().cmp(b.line()));
        changes
    }

    fn all(&self) -> BTreeSet<(&str, &str)> {
        let sections = self.sections.iter();
        sections
            .flat_map(|section| {
                section
                    .lines
                    .iter()
                    .map(|line| (section.title.as_str(), line.as_str()))
            })
            .collect()
    }

    fn body(&self) -> String {
        let mut out = String::new();
        for section in &self.sections {
            let _ = writeln!(out, "\n## {}\n", section.title);
            for line in &section.lines {
                let _ = writeln!(out, "{line}");
            }
        }
        out
    }

    fn digest(&self) -> String {
        let told: Vec<&str> = self.told.iter().map(String::as_str).collect();
        short_digest(&format!("{}\n{}", told.join("\n"), self.body()))
    }
}
