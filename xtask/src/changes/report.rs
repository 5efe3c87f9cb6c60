//! Reports the differences to the person who changes the document.

use std::fmt::Write as _;

use plex_api_build::DocumentSpec;

use crate::changes::compare::{Change, Subject, compare};
use crate::changes::{parse, reachable};

/// The effect on callers of replacing the client `old` of a document by `new`; `root` is the text of the
/// SDK's `lib.rs`, which shows some of the generated types. Empty if the texts are equal.
pub(crate) fn describe(spec: &DocumentSpec, old: Option<&str>, new: &str, root: &str) -> String {
    if old == Some(new) {
        return String::new();
    }
    let module = spec.client_folder.rsplit('/').next().unwrap_or_default();
    let is_public = reachable::is_public(root, module);
    let whom = if is_public {
        "callers of plex-api".to_owned()
    } else {
        format!("the code of plex-api that uses `{module}`")
    };
    let Some(old) = old else {
        return format!("For {whom}: there was no client to compare with.\n");
    };
    let (old, new) = match (parse::api(old), parse::api(new)) {
        (Ok(old), Ok(new)) => (old, new),
        (Err(reason), _) | (_, Err(reason)) => {
            return format!(
                "For {whom}: unknown, because the old client is not valid Rust: {reason}\n"
            );
        }
    };
    let changes = compare(&old, &new);
    if changes.is_empty() {
        return format!("For {whom}: no name and no type changes.\n");
    }
    let shown = reachable::shown(root, module);
    let reached: Vec<_> = [&old, &new]
        .map(|api| reachable::reached(&shown, api))
        .into();
    let is_stable = |change: &Change| match &change.subject {
        Subject::Type(name) => reached.iter().any(|names| names.contains(name)),
        Subject::Operation(_) => false,
    };
    let name = |change: &Change| match &change.subject {
        Subject::Type(name) if shown.contains(name) => format!("plex_api::{name}"),
        Subject::Type(name) if is_public => format!("plex_api::{module}::types::{name}"),
        Subject::Type(name) => format!("{module}::types::{name}"),
        Subject::Operation(name) if is_public => format!("Plex::raw().{name}()"),
        Subject::Operation(name) => format!("{module}::Client::{name}()"),
    };

    let mut out = format!("For {whom}:\n");
    if !is_public {
        return private(out, &changes, &name);
    }
    let sections: [(&str, bool, bool); 4] = [
        ("breaking, in the stable surface", true, true),
        (
            "breaking, under `Plex::raw()` and `generated` only, which are exempt from semver",
            true,
            false,
        ),
        ("not breaking, in the stable surface", false, true),
        (
            "not breaking, under `Plex::raw()` and `generated` only",
            false,
            false,
        ),
    ];
    let mut counts = Vec::new();
    for (title, breaks, in_stable) in sections {
        let those: Vec<&Change> = changes
            .iter()
            .filter(|change| change.breaks == breaks && is_stable(change) == in_stable)
            .collect();
        counts.push(those.len());
        if those.is_empty() {
            continue;
        }
        let _ = writeln!(out, "  {title}:");
        for change in those {
            let _ = writeln!(out, "    {}: {}", name(change), change.what);
        }
    }
    out.push_str(&verdict(&counts));
    out
}

/// The changes of a client that only hand-written code of the SDK can name.
fn private(mut out: String, changes: &[Change], name: &dyn Fn(&Change) -> String) -> String {
    for (title, breaks) in [("breaking", true), ("not breaking", false)] {
        let those: Vec<&Change> = changes.iter().filter(|one| one.breaks == breaks).collect();
        if those.is_empty() {
            continue;
        }
        let _ = writeln!(out, "  {title}:");
        for change in those {
            let _ = writeln!(out, "    {}: {}", name(change), change.what);
        }
    }
    out.push_str("  The module is private, so no program of a caller's breaks.\n");
    out
}

/// The advice to the developer.
fn verdict(counts: &[usize]) -> String {
    match counts {
        [0, 0, ..] => "  No program breaks.\n".to_owned(),
        [0, raw, ..] => format!(
            "  {} break{} users of the raw client only: name it in CHANGELOG.md.\n",
            counted(*raw),
            if *raw == 1 { "s" } else { "" }
        ),
        [stable, ..] => format!(
            "  {} break{} users of the stable surface: name it in CHANGELOG.md, and raise the version \
             as semver wants it.\n",
            counted(*stable),
            if *stable == 1 { "s" } else { "" }
        ),
        [] => String::new(),
    }
}

fn counted(count: usize) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} change{plural}")
}
