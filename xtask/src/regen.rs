//! `regen`: one pass that finds what differs, and either reports it or repairs it.

use std::fs;
use std::path::Path;

use plex_api_build::DOCUMENT;

use crate::copies;
use crate::drift::{self, Problem};
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
        copies::of(root).and_then(|copies| drift::find(root, &[output.artefacts, copies].concat()));
    let problems = match found {
        Ok(problems) => problems,
        Err(reason) => return report::not_written(&reason),
    };
    if check {
        return report::drift(&problems, &output.digest);
    }
    let changes: Vec<Change> = problems
        .iter()
        .map(|problem| repair(root, problem))
        .collect();
    match files::apply(&changes) {
        Ok(()) => report::repaired(&problems),
        Err(reason) => report::not_written(&reason),
    }
}

fn repair(root: &Path, problem: &Problem) -> Change {
    let path = root.join(&problem.path);
    match &problem.should {
        Some(text) => Change::Write(path, text.clone()),
        None => Change::Remove(path),
    }
}
