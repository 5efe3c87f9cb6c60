//! The lines of the snapshot: which of rustdoc's items are in it, how they look, and whom a line
//! is about.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Where the generated client is. It follows the OpenAPI document and the generator, and is exempt
/// from semver; its types that the crate re-exports by name are not.
const GENERATED: &str = "plex_api::generated::";
const GENERATED_TYPES: &str = "plex_api::generated::types::";
const ROOT: &str = "plex_api::";

/// Markers that follow from private fields, of other crates' types too, or are no stable names.
const LEFT_OUT: [&str; 5] = [
    "core::marker::Freeze",
    "core::marker::StructuralPartialEq",
    "core::marker::UnsafeUnpin",
    "core::panic::unwind_safe::RefUnwindSafe",
    "core::panic::unwind_safe::UnwindSafe",
];

/// A line that came or went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Gone(String),
    New(String),
}

impl Change {
    pub(crate) fn line(&self) -> &str {
        match self {
            Self::Gone(line) | Self::New(line) => line,
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gone(line) => write!(f, "- {line}"),
            Self::New(line) => write!(f, "+ {line}"),
        }
    }
}

/// The snapshot's lines, in rustdoc's order, each once.
pub(crate) fn of(items: &[String]) -> Vec<String> {
    let renamed = re_exported(items);
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    // Whom the trait is implemented for, while the lines of that implementation last.
    let mut implementor = None;
    for item in items {
        let line = by_public_path(item, &renamed);
        if line.starts_with("impl") {
            let is_trait = implemented(&line).is_some();
            implementor = is_trait.then(|| names(subject(&line)).owner);
        } else if let (Some(own), Some((_, path))) = (&implementor, line.split_once("fn ")) {
            let names = names(path);
            if !path.starts_with(ROOT) || names.member.is_some() && names.owner == *own {
                // The trait says that the method is there, and how it looks.
                continue;
            }
            implementor = None;
        } else if !line.starts_with("pub type ") && !line.starts_with("pub const ") {
            implementor = None;
        }
        let left_out = implemented(&line).is_some_and(|name| LEFT_OUT.contains(&name));
        if !left_out && !subject(&line).starts_with(GENERATED) && seen.insert(line.clone()) {
            found.push(line);
        }
    }
    found
}

/// What a change is about: the name that users know, and every word that tells of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct About {
    pub(crate) owner: String,
    pub(crate) words: BTreeSet<String>,
}

/// Groups changes by what they are about.
pub(crate) fn about(changes: &[Change]) -> Vec<About> {
    let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for change in changes {
        let names = names(subject(change.line()));
        let Some(owner) = names.owner else { continue };
        let words = groups.entry(owner.clone()).or_default();
        words.insert(owner);
        words.extend(names.modules);
        words.extend(names.member);
    }
    let groups = groups.into_iter();
    groups
        .map(|(owner, words)| About { owner, words })
        .collect()
}

/// Generated types that the crate re-exports: rustdoc lists them at both paths.
fn re_exported(items: &[String]) -> BTreeSet<String> {
    let declared = |prefix: &str| -> BTreeSet<String> {
        items
            .iter()
            .filter(|item| item.contains("pub struct ") || item.contains("pub enum "))
            .filter_map(|item| subject(item).strip_prefix(prefix))
            .map(identifier)
            .map(str::to_owned)
            .collect()
    };
    &declared(GENERATED_TYPES) & &declared(ROOT)
}

fn by_public_path(item: &str, renamed: &BTreeSet<String>) -> String {
    let mut parts = item.split(GENERATED_TYPES);
    let mut line = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_public = renamed.contains(identifier(part));
        line.push_str(if is_public { ROOT } else { GENERATED_TYPES });
        line.push_str(part);
    }
    line
}

/// The trait of a line like `impl<T> core::clone::Clone for ...`.
fn implemented(line: &str) -> Option<&str> {
    let rest = without_generics(line.strip_prefix("impl")?).trim_start();
    let (name, _) = rest.rsplit_once(" for ")?;
    Some(name.trim_start_matches('!'))
}

/// From the path on that a line is about.
fn subject(line: &str) -> &str {
    let is_impl = line.starts_with("impl");
    let own = match line.rsplit_once(" for ") {
        Some((_, own)) if is_impl && own.contains(ROOT) => own,
        _ => line,
    };
    own.find(ROOT).and_then(|at| own.get(at..)).unwrap_or(own)
}

struct Names {
    modules: Vec<String>,
    owner: Option<String>,
    member: Option<String>,
}

fn names(path: &str) -> Names {
    let mut names = Names {
        modules: Vec::new(),
        owner: None,
        member: None,
    };
    let mut rest = path.strip_prefix(ROOT).unwrap_or_default();
    loop {
        let name = identifier(rest);
        if name.is_empty() {
            // A module itself, or the crate.
            names.owner = names.modules.pop();
            return names;
        }
        rest = rest.get(name.len()..).unwrap_or_default();
        if name.starts_with(char::is_uppercase) || rest.starts_with(['(', '<']) {
            names.owner = Some(name.to_owned());
            break;
        }
        names.modules.push(name.to_owned());
        rest = rest.strip_prefix("::").unwrap_or_default();
    }
    if let Some(member) = without_generics(rest).strip_prefix("::") {
        let member = identifier(member);
        names.member = (!member.is_empty()).then(|| member.to_owned());
    }
    names
}

fn identifier(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// Behind the `<...>` that the text begins with, if it does.
fn without_generics(text: &str) -> &str {
    let mut depth = 0_usize;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match c {
            '<' => depth += 1,
            // Not the arrow of a function's type.
            '>' if before != '-' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            let end = if c == '>' { at + 1 } else { at };
            return text.get(end..).unwrap_or_default();
        }
        before = c;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(items: &[&str]) -> Vec<String> {
        of(&items
            .iter()
            .map(|&item| item.to_owned())
            .collect::<Vec<_>>())
    }

    fn told(line: &str) -> (String, Vec<String>) {
        let mut groups = about(&[Change::New(line.to_owned())]);
        assert_eq!(groups.len(), 1, "{line}");
        let group = groups.remove(0);
        (group.owner, group.words.into_iter().collect())
    }

    #[test]
    fn methods_of_traits_are_left_out_and_their_types_are_not() {
        let got = lines(&[
            "pub struct plex_api::Events",
            "impl plex_api::Events",
            "pub fn plex_api::Events::only(self) -> Self",
            "impl core::iter::traits::iterator::Iterator for plex_api::Events",
            "pub type plex_api::Events::Item = u8",
            "pub fn plex_api::Events::next(&mut self) -> core::option::Option<Self::Item>",
            "impl core::marker::Freeze for plex_api::Events",
            "impl !core::marker::Send for plex_api::Events",
            "pub struct plex_api::Other",
            "pub fn plex_api::free()",
        ]);
        assert_eq!(
            got,
            [
                "pub struct plex_api::Events",
                "impl plex_api::Events",
                "pub fn plex_api::Events::only(self) -> Self",
                "impl core::iter::traits::iterator::Iterator for plex_api::Events",
                "pub type plex_api::Events::Item = u8",
                "impl !core::marker::Send for plex_api::Events",
                "pub struct plex_api::Other",
                "pub fn plex_api::free()",
            ]
        );
    }

    #[test]
    fn generated_types_are_in_it_only_under_the_name_that_is_re_exported() {
        let got = lines(&[
            "pub mod plex_api::generated",
            "#[non_exhaustive] pub struct plex_api::generated::types::Activity",
            "impl core::clone::Clone for plex_api::generated::types::Activity",
            "pub struct plex_api::generated::types::ActivityInner",
            "impl core::convert::From<plex_api::Activity> for plex_api::generated::types::ActivityInner",
            "#[non_exhaustive] pub struct plex_api::Activity",
            "impl core::clone::Clone for plex_api::generated::types::Activity",
            "pub fn plex_api::list() -> alloc::vec::Vec<plex_api::generated::types::Activity>",
            "pub fn plex_api::raw() -> plex_api::generated::types::ActivityInner",
        ]);
        assert_eq!(
            got,
            [
                "pub mod plex_api::generated",
                "#[non_exhaustive] pub struct plex_api::Activity",
                "impl core::clone::Clone for plex_api::Activity",
                "pub fn plex_api::list() -> alloc::vec::Vec<plex_api::Activity>",
                "pub fn plex_api::raw() -> plex_api::generated::types::ActivityInner",
            ]
        );
    }

    #[test]
    fn a_line_is_about_its_type_its_member_and_its_module() {
        for (line, owner, words) in [
            (
                "pub fn plex_api::Plex::raw(&self) -> &plex_api::X",
                "Plex",
                vec!["Plex", "raw"],
            ),
            ("pub fn plex_api::free<T>(T)", "free", vec!["free"]),
            (
                "pub fn plex_api::blocking::Pending<plex_api::Launch<T>>::block(self)",
                "Pending",
                vec!["Pending", "block", "blocking"],
            ),
            (
                "impl<F: core::ops::Fn() -> u8> core::clone::Clone for plex_api::Launched<F>",
                "Launched",
                vec!["Launched"],
            ),
            (
                "impl core::convert::From<plex_api::Token> for alloc::string::String",
                "Token",
                vec!["Token"],
            ),
            (
                "#[non_exhaustive] pub plex_api::ErrorKind::Closed",
                "ErrorKind",
                vec!["Closed", "ErrorKind"],
            ),
            ("pub mod plex_api::blocking", "blocking", vec!["blocking"]),
            (
                "pub const plex_api::TOKEN_VARIABLE: &str",
                "TOKEN_VARIABLE",
                vec!["TOKEN_VARIABLE"],
            ),
        ] {
            let (got, got_words) = told(line);
            assert_eq!(got, owner, "{line}");
            assert_eq!(got_words, words, "{line}");
        }
    }
}
