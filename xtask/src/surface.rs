//! `surface`: the public API of `plex-api` as a file that is checked in, so that no change of it
//! goes unseen or untold.

mod changelog;
mod lines;
mod rustdoc;
mod snapshot;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::files;
use crate::report::Answer;
use changelog::Entries;
use lines::Change;
pub(crate) use rustdoc::stand_in;
use snapshot::{Snapshot, State};

/// The snapshot, from the workspace root.
const SNAPSHOT: &str = "plex-api/public-api.txt";
/// What tells users of changes, from the workspace root.
const CHANGELOG: &str = "CHANGELOG.md";
/// So many changed lines are shown.
const SHOWN: usize = 200;

/// Compares the public API of the workspace at `root` with the snapshot; renews it unless `check`.
pub(crate) fn run(root: &Path, check: bool) -> Answer {
    match compare(root, check) {
        Ok(answer) => answer,
        Err(reason) => Answer::failed(format!("{reason}\n")),
    }
}

fn compare(root: &Path, check: bool) -> Result<Answer, String> {
    let changelog = fs::read_to_string(root.join(CHANGELOG))
        .map_err(|error| format!("cannot read {CHANGELOG}: {error}"))?;
    let entries = Entries::unreleased(&changelog);
    let path = root.join(SNAPSHOT);
    // No file is an empty surface, of which nothing has to be told.
    let before = fs::read_to_string(&path)
        .ok()
        .map(|text| Snapshot::parse(&text));
    let sections = rustdoc::sections(root)?;
    let after = Snapshot::new(sections, &entries);
    Ok(match judge(before.as_ref(), &after, &entries, check) {
        Verdict::Same => Answer::done(""),
        Verdict::Refused(text) => Answer::drifted(text),
        Verdict::Write(text) => {
            files::apply(&[files::Change::Write(path, after.text())])?;
            Answer::done(text)
        }
    })
}

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// Nothing.
    Same,
    /// Nothing, and this is why.
    Refused(String),
    /// Write the snapshot, and say this.
    Write(String),
}

/// Judges a change from the snapshot on disk to what the code gives now.
fn judge(before: Option<&Snapshot>, after: &Snapshot, entries: &Entries, check: bool) -> Verdict {
    let Some(before) = before else {
        return if check {
            Verdict::Refused(format!(
                "{SNAPSHOT} is missing. Write it: cargo xtask surface\n"
            ))
        } else {
            Verdict::Write(format!("wrote {SNAPSHOT}\n"))
        };
    };
    let changes = before.changes_to(after);
    let untold = entries.silent_about(&changes, &before.told);
    match before.state {
        State::Edited => Verdict::Refused(format!(
            "{SNAPSHOT} is not as `cargo xtask surface` wrote it. It is never edited by hand: take it \
             back to what is committed (git checkout -- {SNAPSHOT}), then: cargo xtask surface\n"
        )),
        // Each side of the merge has told of its own changes.
        State::Merged if check => Verdict::Refused(format!(
            "{SNAPSHOT} was merged from two versions. Write it anew: cargo xtask surface\n"
        )),
        State::Merged => Verdict::Write(format!("wrote {SNAPSHOT}, after a merge\n")),
        State::Written if changes.is_empty() => Verdict::Same,
        State::Written if check => Verdict::Refused(format!(
            "the public API of plex-api differs from {SNAPSHOT}:\n\n{}\n{}\
             If that is meant, renew the snapshot: cargo xtask surface\n",
            shown(&changes),
            missing(&untold),
        )),
        State::Written if untold.is_empty() => {
            Verdict::Write(format!("{}\nwrote {SNAPSHOT}\n", shown(&changes)))
        }
        State::Written => Verdict::Refused(format!(
            "{}\n{}Nothing was written. Then: cargo xtask surface\n",
            shown(&changes),
            missing(&untold),
        )),
    }
}

fn shown(changes: &[Change]) -> String {
    let mut out = String::new();
    for change in changes.iter().take(SHOWN) {
        let _ = writeln!(out, "{change}");
    }
    if changes.len() > SHOWN {
        let _ = writeln!(out, "... and {} more", changes.len() - SHOWN);
    }
    out
}

fn missing(untold: &[String]) -> String {
    if untold.is_empty() {
        return String::new();
    }
    format!(
        "No new or reworded entry under \"Unreleased\" of {CHANGELOG} names: {}.\n\
         Tell users what changed, and whether it breaks them; an entry names the type, or what of it \
         changed, or its module.\n",
        untold.join(", ")
    )
}

#[cfg(test)]
mod tests;
