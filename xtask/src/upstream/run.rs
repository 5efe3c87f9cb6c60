//! Reads the two documents and the table, and compares.

use std::fs;
use std::path::Path;

use plex_api_build::{DocumentSpec, upstream};

use crate::report::Answer;
use crate::upstream::{allowlist, report};

/// Compares the document in `file` with one of the workspace at `root`.
pub(crate) fn run(root: &Path, spec: &DocumentSpec, file: &Path, verbose: bool) -> Answer {
    match compared(root, spec, file) {
        Ok((comparison, known)) => report::report(spec, &comparison, &known, verbose),
        Err(reason) => Answer::failed(format!("{reason}\nNothing was compared.\n")),
    }
}

fn compared(
    root: &Path,
    spec: &DocumentSpec,
    file: &Path,
) -> Result<(upstream::Comparison, Vec<allowlist::Known>), String> {
    let theirs = read(file)?;
    let ours = read(&root.join(spec.path))?;
    let known = allowlist::table(spec, &read(&root.join(allowlist::TABLE))?)?;
    let comparison = upstream::compare(&ours, &theirs)
        .map_err(|reason| format!("{}: {reason}", file.display()))?;
    Ok((comparison, known))
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}
