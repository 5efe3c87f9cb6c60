//! Reads the two documents and the tables, and compares.

use std::fs;
use std::path::Path;

use plex_api_build::{DocumentSpec, upstream};

use crate::report::Answer;
use crate::upstream::{allowlist, report};

/// Compares the document in `file` with one of the workspace at `root`.
pub(crate) fn run(root: &Path, spec: &DocumentSpec, file: &Path, verbose: bool) -> Answer {
    match compared(root, spec, file) {
        Ok((comparison, rows)) => report::report(spec, &comparison, &rows, verbose),
        Err(reason) => Answer::failed(format!("{reason}\nNothing was compared.\n")),
    }
}

fn compared(
    root: &Path,
    spec: &DocumentSpec,
    file: &Path,
) -> Result<(upstream::Comparison, report::Rows), String> {
    let theirs = read(file)?;
    let ours = read(&root.join(spec.path))?;
    let table = read(&root.join(allowlist::TABLE))?;
    let rows = report::Rows {
        published: allowlist::published(&table)?,
        known: allowlist::table(spec, &table)?,
    };
    let comparison = upstream::compare(&ours, &theirs)
        .map_err(|reason| format!("{}: {reason}", file.display()))?;
    Ok((comparison, rows))
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}
