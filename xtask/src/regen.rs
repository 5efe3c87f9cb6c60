//! `regen`: one pass that finds the differences, and either reports or repairs them.

use std::fs;
use std::path::Path;

use plex_api_build::{Artifact, DocumentSpec, Failure, Output};
use plex_api_documents::DOCUMENTS;

use crate::changes;
use crate::drift::{self, Cause, Drift};
use crate::files::{self, FileChange};
use crate::mirrored_files;
use crate::report::{self, Answer};
use crate::served_document;

/// Compares the workspace at `root` with the output for its documents; writes unless `check`.
pub(crate) fn run(root: &Path, check: bool) -> Answer {
    let (built, served) = match build_all(root) {
        Ok(built) => built,
        Err(answer) => return answer,
    };
    let mut artifacts: Vec<Artifact> = served.into_iter().collect();
    let mut digests = Vec::new();
    for (spec, output) in built {
        artifacts.extend(output.artifacts);
        digests.push((spec, output.digest));
    }
    let found = mirrored_files::all(root).and_then(|copies| {
        artifacts.extend(copies);
        drift::find(root, &artifacts)
    });
    let drifts = match found {
        Ok(drifts) => drifts,
        Err(reason) => return report::not_written(&reason),
    };
    let meaning = meaning(root, &drifts);
    if check {
        return report::drifted(&drifts, &digests, &meaning);
    }
    let changes: Vec<FileChange> = drifts.iter().map(|drift| repair(root, drift)).collect();
    match files::apply(&changes) {
        Ok(()) => report::repaired(&drifts, &meaning),
        Err(reason) => report::not_written(&reason),
    }
}

/// The outputs of all documents.
type Built = (Vec<(&'static DocumentSpec, Output)>, Option<Artifact>);

/// Builds everything. One run names the faults of all documents.
fn build_all(root: &Path) -> Result<Built, Answer> {
    let mut built = Vec::new();
    let mut failures: Vec<Failure> = Vec::new();
    for spec in &DOCUMENTS {
        let text = fs::read_to_string(root.join(spec.path))
            .map_err(|error| report::no_document(spec, root, &error))?;
        match plex_api_build::build(spec, &text) {
            Ok(output) => built.push((spec, output)),
            Err(failure) => failures.push(failure),
        }
    }
    let served = served_document::make(root)
        .map_err(|error| report::no_document(served_document::spec(), root, &error))?;
    let served = served.unwrap_or_else(|failure| {
        failures.push(failure);
        None
    });
    if failures.is_empty() {
        Ok((built, served))
    } else {
        Err(report::broken_documents(&failures))
    }
}

/// The effect of the new clients on callers; empty if all clients stay as they are.
fn meaning(root: &Path, drifts: &[Drift]) -> String {
    let told: Vec<String> = DOCUMENTS
        .iter()
        .filter_map(|spec| meaning_of(spec, root, drifts))
        .collect();
    told.join("\n")
}

fn meaning_of(spec: &DocumentSpec, root: &Path, drifts: &[Drift]) -> Option<String> {
    let client = format!("{}/mod.rs", spec.client_folder);
    let drift = drifts.iter().find(|drift| drift.path == client)?;
    let old = match drift.cause {
        Cause::Stale | Cause::Conflicted => drift.is.as_deref(),
        Cause::Missing | Cause::Orphaned | Cause::Unreadable(_) => None,
    };
    // Without it no type is known to be stable, and every change is reported as raw.
    let shown = fs::read_to_string(root.join(changes::ROOT)).unwrap_or_default();
    let new = drift.should.as_deref().unwrap_or_default();
    Some(changes::describe(spec, old, new, &shown))
}

fn repair(root: &Path, drift: &Drift) -> FileChange {
    let path = root.join(&drift.path);
    match &drift.should {
        Some(text) => FileChange::Write(path, text.clone()),
        None => FileChange::Remove(path),
    }
}
