//! `regen`: one pass that finds what differs, and either reports it or repairs it.

use std::fs;
use std::path::Path;

use plex_api_build::{CLIENT_FOLDER, DOCUMENT};

use crate::changes;
use crate::drift::{self, Cause, Drift};
use crate::files::{self, Change};
use crate::mirrored_files;
use crate::report::{self, Answer};

/// Compares the workspace at `root` with what its document gives; writes unless `check`.
pub(crate) fn run(root: &Path, check: bool) -> Answer {
    let text = match fs::read_to_string(root.join(DOCUMENT)) {
        Ok(text) => text,
        Err(error) => return report::no_document(root, &error),
    };
    let output = match plex_api_build::build(&text) {
        Ok(output) => output,
        Err(failure) => return report::broken_document(&failure),
    };
    let found = mirrored_files::all(root)
        .and_then(|copies| drift::find(root, &[output.artifacts, copies].concat()));
    let drifts = match found {
        Ok(drifts) => drifts,
        Err(reason) => return report::not_written(&reason),
    };
    let meaning = meaning(root, &drifts);
    if check {
        return report::drifted(&drifts, &output.digest, &meaning);
    }
    let changes: Vec<Change> = drifts.iter().map(|drift| repair(root, drift)).collect();
    match files::apply(&changes) {
        Ok(()) => report::repaired(&drifts, &meaning),
        Err(reason) => report::not_written(&reason),
    }
}

/// What the new client means for callers; empty if the client stays as it is.
fn meaning(root: &Path, drifts: &[Drift]) -> String {
    let client = format!("{CLIENT_FOLDER}/mod.rs");
    let Some(drift) = drifts.iter().find(|drift| drift.path == client) else {
        return String::new();
    };
    let old = match drift.cause {
        Cause::Stale | Cause::Conflicted => drift.is.as_deref(),
        Cause::Missing | Cause::Orphaned | Cause::Unreadable(_) => None,
    };
    // Without it nothing is known to be stable, and everything is told as raw.
    let shown = fs::read_to_string(root.join(changes::ROOT)).unwrap_or_default();
    let new = drift.should.as_deref().unwrap_or_default();
    changes::describe(old, new, &shown)
}

fn repair(root: &Path, drift: &Drift) -> Change {
    let path = root.join(&drift.path);
    match &drift.should {
        Some(text) => Change::Write(path, text.clone()),
        None => Change::Remove(path),
    }
}
