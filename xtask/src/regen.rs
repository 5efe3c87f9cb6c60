//! `regen`: one pass that finds what differs, and either reports it or repairs it.

use std::fs;
use std::path::Path;

use plex_api_build::{CLIENT_FOLDER, DOCUMENT};

use crate::changes;
use crate::copies;
use crate::drift::{self, Cause, Problem};
use crate::files::{self, Change};
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
    let found =
        copies::of(root).and_then(|copies| drift::find(root, &[output.artifacts, copies].concat()));
    let problems = match found {
        Ok(problems) => problems,
        Err(reason) => return report::not_written(&reason),
    };
    let meaning = meaning(root, &problems);
    if check {
        return report::drift(&problems, &output.digest, &meaning);
    }
    let changes: Vec<Change> = problems
        .iter()
        .map(|problem| repair(root, problem))
        .collect();
    match files::apply(&changes) {
        Ok(()) => report::repaired(&problems, &meaning),
        Err(reason) => report::not_written(&reason),
    }
}

/// What the new client means for callers; empty if the client stays as it is.
fn meaning(root: &Path, problems: &[Problem]) -> String {
    let client = format!("{CLIENT_FOLDER}/mod.rs");
    let Some(problem) = problems.iter().find(|problem| problem.path == client) else {
        return String::new();
    };
    let old = match problem.cause {
        Cause::Stale | Cause::Conflicted => problem.is.as_deref(),
        Cause::Missing | Cause::Orphaned | Cause::Unreadable(_) => None,
    };
    // Without it nothing is known to be stable, and everything is told as raw.
    let shown = fs::read_to_string(root.join(changes::ROOT)).unwrap_or_default();
    let new = problem.should.as_deref().unwrap_or_default();
    changes::told(old, new, &shown)
}

fn repair(root: &Path, problem: &Problem) -> Change {
    let path = root.join(&problem.path);
    match &problem.should {
        Some(text) => Change::Write(path, text.clone()),
        None => Change::Remove(path),
    }
}
