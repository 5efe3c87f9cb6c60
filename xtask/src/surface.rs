//! `surface`: the public API of `plex-api` as a file that is checked in, so that every change of it is
//! seen in a review and named in the changelog.

mod rustdoc;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use similar::{ChangeTag, TextDiff};

use crate::files;
use crate::report::Answer;
pub(crate) use rustdoc::run_as_rustdoc;

/// The snapshot, from the workspace root.
const SNAPSHOT: &str = "plex-api/public-api.txt";
/// The file in which users read of changes, from the workspace root.
const CHANGELOG: &str = "CHANGELOG.md";
/// The crate whose API this is, as its paths begin.
const ROOT: &str = "plex_api::";

const HEAD: &str = "\
# The public API of plex-api. Written by `cargo xtask surface`, never by hand.
#
# A change of it needs an entry in \"Unreleased\" of CHANGELOG.md that names the type. Then
# `cargo xtask surface` renews it, and otherwise refuses to. CI compares it with the code.
#
# Left out are the module `generated`, which is exempt from semver (its types that the crate
# re-exports are here, under their own names), the methods of implemented traits, and the markers
# Freeze, UnwindSafe and RefUnwindSafe.
";

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
    let path = root.join(SNAPSHOT);
    // Without a snapshot every line is new; only an existing one makes demands of the changelog.
    let old = fs::read_to_string(&path).ok();
    let new = snapshot(&rustdoc::public_api(root)?);
    if old.as_ref() == Some(&new) {
        return Ok(Answer::done(""));
    }
    let changes = changes(old.as_deref().unwrap_or_default(), &new);
    let unnamed = match old {
        Some(_) => unnamed(&changes, &unreleased(&changelog)),
        None => BTreeSet::new(),
    };
    let mut text = changes.concat();
    if !unnamed.is_empty() {
        let names: Vec<&str> = unnamed.into_iter().collect();
        text.push_str(&format!(
            "\nNo entry under \"Unreleased\" of {CHANGELOG} names: {}\n",
            names.join(", ")
        ));
    } else if !check {
        files::apply(&[files::FileChange::Write(path, new)])?;
        return Ok(Answer::done(format!("{text}\nwrote {SNAPSHOT}\n")));
    }
    text.push_str(&format!(
        "\n{SNAPSHOT} is not what the code says. If the change is intended, name it in {CHANGELOG}, \
         then: cargo xtask surface\n"
    ));
    Ok(Answer::drifted(text))
}

/// The file for the API with the default features and the API with all.
fn snapshot([default, all]: &[Vec<String>; 2]) -> String {
    let added = all.iter().filter(|line| !default.contains(line));
    let added: Vec<&str> = added.map(String::as_str).collect();
    format!(
        "{HEAD}\n## With the default features\n\n{}\n\n## Added by the other features\n\n{}\n",
        default.join("\n"),
        added.join("\n")
    )
}

/// The lines of the API that differ, each with `-` or `+` before it.
fn changes(old: &str, new: &str) -> Vec<String> {
    let diff = TextDiff::from_lines(old, new);
    let changes = diff.iter_all_changes();
    changes
        .filter(|change| change.tag() != ChangeTag::Equal && change.value().contains(ROOT))
        .map(|change| format!("{} {}", change.tag(), change.value()))
        .collect()
}

/// The section "Unreleased" of the changelog.
fn unreleased(changelog: &str) -> String {
    let sections = changelog.split("\n## ");
    sections
        .filter(|section| section.starts_with("Unreleased"))
        .collect()
}

/// The types, free functions and modules that changed and that the text does not name.
fn unnamed<'a>(changes: &'a [String], text: &str) -> BTreeSet<&'a str> {
    let named: BTreeSet<&str> = text.split(|c: char| !is_identifier(c)).collect();
    let owners = changes.iter().filter_map(|line| owner(line));
    owners.filter(|owner| !named.contains(owner)).collect()
}

/// The type that a line of the API is about, or the function or module where there is none. A constant
/// belongs to its module.
fn owner(line: &str) -> Option<&str> {
    // An implementation is about the type that has it, unless that is a type of another crate.
    let path = match line.rsplit_once(" for ") {
        Some((_, implementor)) if implementor.contains(ROOT) => implementor,
        _ => line,
    };
    let (_, path) = path.split_once(ROOT)?;
    let end = path.find(|c: char| !is_identifier(c) && c != ':');
    let path = path.get(..end.unwrap_or(path.len()))?;
    let path = path.trim_end_matches(':');
    let names = || path.split("::").filter(|name| !name.is_empty());
    let is_constant = |name: &&str| !name.contains(char::is_lowercase) && name.contains('_');
    let type_name = names().find(|name| name.starts_with(char::is_uppercase));
    let module = || names().take_while(|name| !is_constant(name)).last();
    match type_name {
        Some(name) if is_constant(&name) => module().or(type_name),
        Some(name) => Some(name),
        None => names().last(),
    }
}

fn is_identifier(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_owner_of_a_line_is_its_type_or_function_or_module() {
        for (line, expected) in [
            ("pub fn plex_api::Plex::raw(&self) -> &plex_api::X", "Plex"),
            ("pub fn plex_api::free<T>(T)", "free"),
            ("pub mod plex_api::blocking", "blocking"),
            ("pub const plex_api::limits::MAX_ID_BYTES: usize", "limits"),
            ("pub const plex_api::TOKEN_VARIABLE: &str", "TOKEN_VARIABLE"),
            (
                "pub fn plex_api::blocking::Pending<plex_api::Launch<T>>::block(self)",
                "Pending",
            ),
            (
                "impl<F: core::ops::Fn() -> u8> core::clone::Clone for plex_api::Launched<F>",
                "Launched",
            ),
            (
                "impl core::convert::From<plex_api::Token> for alloc::string::String",
                "Token",
            ),
            (
                "#[non_exhaustive] pub plex_api::ErrorKind::Closed",
                "ErrorKind",
            ),
        ] {
            assert_eq!(owner(line), Some(expected), "{line}");
        }
    }

    #[test]
    fn a_change_must_be_named_under_unreleased() {
        let api = |lines: &[&str]| {
            let lines: Vec<String> = lines.iter().map(|&line| line.to_owned()).collect();
            snapshot(&[lines.clone(), lines])
        };
        let old = api(&["pub struct plex_api::Plex", "pub struct plex_api::Token"]);
        let new = api(&["pub struct plex_api::Plex", "pub struct plex_api::Watcher"]);
        let changes = changes(&old, &new);
        assert_eq!(
            changes,
            [
                "- pub struct plex_api::Token\n",
                "+ pub struct plex_api::Watcher\n"
            ]
        );
        let changelog =
            "# Changelog\n\n## Unreleased\n\n- `Watcher` is new\n\n## 0.1.0\n\n- `Token`\n";
        assert_eq!(
            unnamed(&changes, &unreleased(changelog)),
            BTreeSet::from(["Token"])
        );
    }
}
