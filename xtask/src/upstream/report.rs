//! The report of `upstream`, and its exit code.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use plex_api_build::DocumentSpec;
use plex_api_build::upstream::{Comparison, Difference};

use crate::report::Answer;
use crate::upstream::allowlist::{Known, Published, TABLE};

/// A document that is known, no unknown difference, and no stale row.
const SETTLED: u8 = 0;
/// The exit code when a difference needs a decision.
const OPEN: u8 = 1;
/// A difference that more operations than this share is reported once.
const FEW: usize = 3;

/// The rows of the tables.
pub(crate) struct Rows {
    pub(crate) published: Vec<Published>,
    pub(crate) known: Vec<Known>,
}

/// The report of a comparison. `verbose` adds the known differences and the operations that only the
/// other document has.
pub(crate) fn report(
    spec: &DocumentSpec,
    comparison: &Comparison,
    rows: &Rows,
    verbose: bool,
) -> Answer {
    let ours = spec.path;
    let document = rows
        .published
        .iter()
        .find(|one| one.digest == comparison.digest);
    // Of a document that is not in the table nobody has said which rows hold: each may.
    let holds = |row: &&Known| document.is_none_or(|one| row.documents.contains(&one.name));
    let known: Vec<&Known> = rows.known.iter().filter(holds).collect();
    let mut uses = vec![0_usize; known.len()];
    let mut unknown = Vec::new();
    let mut settled: Vec<(&Difference, &Known)> = Vec::new();
    for difference in &comparison.differences {
        let mut rows = known
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, row)| row.covers(difference))
            .peekable();
        match rows.peek() {
            Some((_, row)) => settled.push((difference, row)),
            None => unknown.push(difference),
        }
        for (index, _) in rows {
            if let Some(uses) = uses.get_mut(index) {
                *uses += 1;
            }
        }
    }
    let stale: Vec<&Known> = known
        .iter()
        .copied()
        .zip(&uses)
        .filter(|(_, uses)| **uses == 0 && document.is_some())
        .map(|(row, _)| row)
        .collect();

    let name = document.map_or("not in the table", |one| one.name.as_str());
    let mut out = format!(
        "Theirs: {name}, {}, {} operations, SHA-256 {}\nOurs:   {ours}, {} operations\n",
        comparison.theirs,
        comparison.their_operations,
        comparison.digest,
        comparison.our_operations
    );
    unknown_ones(&mut out, &unknown);
    if verbose {
        section(
            &mut out,
            &format!("Known by {TABLE}"),
            settled.iter().map(|(difference, row)| {
                format!(
                    "{} ({TABLE}:{}: {})",
                    sentence(difference),
                    row.line,
                    row.source
                )
            }),
        );
        section(
            &mut out,
            "Only theirs",
            comparison.only_theirs.iter().cloned(),
        );
    }
    section(
        &mut out,
        &format!("Rows of {TABLE} that do not hold for {name}"),
        stale.iter().map(|row| {
            format!(
                "{TABLE}:{}: {}: ours {}, theirs {}",
                row.line, row.place, row.ours, row.theirs
            )
        }),
    );
    let _ = writeln!(
        out,
        "\n{}: {} known, {} unknown; {}; {} only theirs{}",
        counted(comparison.differences.len(), "difference"),
        settled.len(),
        unknown.len(),
        counted(stale.len(), "stale row"),
        counted(comparison.only_theirs.len(), "operation"),
        if verbose {
            ""
        } else {
            " (-v lists them and what is known)"
        }
    );
    if !unknown.is_empty() {
        let _ = writeln!(
            out,
            "To resolve an unknown difference: correct {ours}, or add a row with its source to {TABLE}."
        );
    }
    if !stale.is_empty() {
        let _ = writeln!(
            out,
            "To resolve a stale row: remove the document {name} from it, or correct it."
        );
    }
    if document.is_none() {
        let _ = writeln!(
            out,
            "The document is not listed in {TABLE}, so each row may hold for it: add it there with \
             its SHA-256, and its name to the rows that hold."
        );
    }
    Answer {
        code: if unknown.is_empty() && stale.is_empty() && document.is_some() {
            SETTLED
        } else {
            OPEN
        },
        stdout: out,
        stderr: String::new(),
    }
}

/// Groups differences by operation. A difference that many operations share comes first, and once.
fn unknown_ones(out: &mut String, unknown: &[&Difference]) {
    let mut same: BTreeMap<(&str, &str, &str), Vec<&Difference>> = BTreeMap::new();
    for difference in unknown {
        let key = (
            difference.part.as_str(),
            difference.ours.as_str(),
            difference.theirs.as_str(),
        );
        same.entry(key).or_default().push(difference);
    }
    let widespread = same.values().filter(|those| those.len() > FEW);
    section(
        out,
        "Unknown, in several operations",
        widespread.filter_map(|those| {
            let (first, rest) = those.split_first()?;
            let what = told_values(first);
            Some(format!(
                "{what} ({} and {} more operations)",
                first.operation,
                rest.len()
            ))
        }),
    );
    let single = unknown.iter().filter(|difference| {
        let key = (
            difference.part.as_str(),
            difference.ours.as_str(),
            difference.theirs.as_str(),
        );
        same.get(&key).is_some_and(|those| those.len() <= FEW)
    });
    section(
        out,
        "Unknown",
        single.map(|difference| sentence(difference)),
    );
}

fn sentence(difference: &Difference) -> String {
    format!("{} {}", difference.operation, told_values(difference))
}

fn told_values(difference: &Difference) -> String {
    let from = difference
        .component
        .as_ref()
        .map_or_else(String::new, |name| format!(" (schema {name})"));
    format!(
        "{}: ours {}{from}, theirs {}",
        difference.part, difference.ours, difference.theirs
    )
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

fn section(out: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    let mut lines = lines.peekable();
    if lines.peek().is_none() {
        return;
    }
    let _ = writeln!(out, "\n{title}:");
    for line in lines {
        let _ = writeln!(out, "  {line}");
    }
}
