//! The items of the public API of plex-api, read from its snapshot `plex-api/public-api.txt`.
//!
//! `cargo xtask surface --check` ensures that the snapshot and the code agree.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a failed expectation is what a test is for"
)]

use std::collections::BTreeSet;
use std::path::Path;

/// The crates whose types and traits may be public, beside the standard library's. A new major
/// version of one of them needs a new major version of plex-api.
const CRATES: [(&str, &str); 5] = [
    (
        "futures_core",
        "`Stream`, for which the standard library has no stable name",
    ),
    (
        "http",
        "`Method` and `HeaderMap`, the shared names of requests and answers of any path",
    ),
    (
        "schemars",
        "`JsonSchema`, with the feature of that name only",
    ),
    (
        "serde_core",
        "`Serialize` and `Deserialize`, to write values down",
    ),
    (
        "serde_json",
        "`Value` and `Map`, for what servers send beyond their documentation",
    ),
];

/// Lines that name other crates all the same: the documented ways out.
const WAYS_OUT: [(&str, &str); 2] = [
    (
        "pub async fn plex_api::Plex::explain(",
        "feature `raw`: an error of the generated client to one of ours",
    ),
    (
        "pub fn plex_api::PlexBuilder::http_client(",
        "settings of the HTTP client that this crate does not name",
    ),
];

/// Lines that name items that follow the OpenAPI document and are exempt from semver.
const EXEMPT: [(&str, &str); 5] = [
    ("pub mod plex_api::generated", "the module itself"),
    ("pub fn plex_api::Plex::raw(", "the way to it"),
    ("::builder() -> ", "for who makes values, as tests do"),
    (
        "impl core::convert::TryFrom<plex_api::generated::types::builder::",
        "what such a builder ends in",
    ),
    (
        "::Error = plex_api::generated::types::error::ConversionError",
        "the same",
    ),
];

/// Types to match or take apart without `..`, and why they will never grow.
const CLOSED: [(&str, &str); 1] = [(
    "plex_api::QuietVerdict",
    "three answers, of which a caller has to handle each: what is unknown must not pass as quiet",
)];

fn lines() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let text = std::fs::read_to_string(root.join("plex-api/public-api.txt")).unwrap();
    let lines: Vec<String> = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#') || line.starts_with("#["))
        .map(str::to_owned)
        .collect();
    assert!(lines.len() > 500, "only {} lines were found", lines.len());
    lines
}

#[test]
fn what_is_exempt_from_semver_is_named_where_users_look() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for page in ["plex-api/src/lib.rs", "CHANGELOG.md", "docs/glossary.md"] {
        let text = std::fs::read_to_string(root.join(page)).unwrap();
        for (line, _) in WAYS_OUT {
            let name = line
                .split("plex_api::")
                .nth(1)
                .unwrap()
                .trim_end_matches('(');
            assert!(text.contains(name), "{page} does not name {name}");
        }
    }
}

/// Fails with one line for each finding.
fn none(findings: &[String]) {
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}

/// The crates that a line names: each word before `::` that begins a path.
fn crates(line: &str) -> BTreeSet<&str> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = BTreeSet::new();
    for (at, _) in line.match_indices("::") {
        let before = &line[..at];
        let begin = before.rfind(|c| !is_part(c)).map_or(0, |at| at + 1);
        let name = &before[begin..];
        let is_root = !before[..begin].ends_with("::");
        // `Self::Item`, `T::Output`, and a name after a `>`.
        if is_root && name.starts_with(char::is_lowercase) {
            found.insert(name);
        }
    }
    found
}

#[test]
fn no_type_of_a_transport_or_generator_is_public() {
    let own = ["plex_api", "core", "alloc", "std"];
    let lines = lines();
    let findings = lines.iter().filter_map(|line| {
        let is_way_out = WAYS_OUT.iter().any(|(begin, _)| line.starts_with(begin));
        let foreign: Vec<&str> = crates(line)
            .into_iter()
            .filter(|name| !own.contains(name))
            .filter(|name| !CRATES.iter().any(|(allowed, _)| allowed == name))
            .collect();
        (!is_way_out && !foreign.is_empty()).then(|| format!("{}: {line}", foreign.join(", ")))
    });
    none(&findings.collect::<Vec<_>>());
}

#[test]
fn types_exempt_from_semver_are_reached_only_through_raw_and_builders() {
    let lines = lines();
    let findings = lines
        .iter()
        .filter(|line| line.contains("plex_api::generated"))
        .filter(|line| !EXEMPT.iter().any(|(part, _)| line.contains(part)));
    none(&findings.cloned().collect::<Vec<_>>());
}

#[test]
fn every_exception_in_the_lists_is_needed() {
    let lines = lines();
    let used = |is_it: &dyn Fn(&str) -> bool| lines.iter().any(|line| is_it(line));
    let mut findings = Vec::new();
    for (name, _) in CRATES {
        if !used(&|line| crates(line).contains(name)) {
            findings.push(format!("the crate {name}"));
        }
    }
    for (part, _) in WAYS_OUT.iter().chain(&EXEMPT).chain(&CLOSED) {
        if !used(&|line| line.contains(part)) {
            findings.push((*part).to_owned());
        }
    }
    none(&findings);
}

#[test]
fn every_public_type_with_public_parts_is_non_exhaustive() {
    let lines = lines();
    let mut findings = Vec::new();
    for line in &lines {
        let Some((_, path)) = line
            .split_once("pub enum ")
            .or_else(|| line.split_once("pub struct "))
        else {
            continue;
        };
        let is_enum = line.contains("pub enum ");
        // `pub plex_api::Outcome::how: ...`, a field.
        let name = path.split(['<', '(']).next().unwrap();
        let field = format!("pub {name}::");
        let is_open = is_enum || lines.iter().any(|line| line.starts_with(&field));
        // A tuple's public fields are shown in its own line, and private ones as `_`.
        let tuple = path.split_once('(').map_or("", |(_, fields)| fields);
        let has_fields = tuple.chars().any(|c| !matches!(c, '_' | ',' | ' ' | ')'));
        let is_closed = CLOSED.iter().any(|(closed, _)| *closed == name);
        if (is_open || has_fields) && !line.contains("#[non_exhaustive]") && !is_closed {
            findings.push(line.clone());
        }
    }
    none(&findings);
}

#[test]
fn every_public_type_can_be_sent_to_another_thread() {
    let lines = lines();
    let mut findings = Vec::new();
    let types = lines.iter().filter_map(|line| {
        let (_, path) = line
            .split_once("pub enum ")
            .or_else(|| line.split_once("pub struct "))?;
        path.split(['<', '(']).next()
    });
    for name in types {
        let is_sent = lines.iter().any(|line| {
            line.starts_with("impl")
                && line
                    .split_once("core::marker::Send for ")
                    .is_some_and(|(before, own)| {
                        !before.ends_with('!') && own.split([' ', '<']).next() == Some(name)
                    })
        });
        if !is_sent {
            findings.push(name.to_owned());
        }
    }
    none(&findings);
}

/// The methods of each group, such as `LibraryApi`, under this module.
fn groups(module: &str) -> BTreeSet<String> {
    let methods = lines().into_iter().filter_map(|line| {
        let (_, path) = line.split_once("fn ")?;
        let rest = path.strip_prefix(module)?;
        let (group, method) = rest.split_once("Api<'a>::")?;
        let is_name = group.chars().all(char::is_alphanumeric);
        let method = method.split(['(', '<']).next()?;
        is_name.then(|| format!("{group}Api::{method}"))
    });
    methods.collect()
}

#[test]
fn the_blocking_client_has_the_groups_of_the_asynchronous_one() {
    let asynchronous = groups("plex_api::");
    assert!(asynchronous.len() > 20, "{asynchronous:?}");
    assert_eq!(groups("plex_api::blocking::"), asynchronous);
}

/// The types of which the blocking client has its own form, by their names there.
const MIRRORED: [(&str, &str); 15] = [
    ("plex_api::ActivityHandle", "ActivityHandle"),
    ("plex_api::Answer", "Answer"),
    ("plex_api::Launch<T>", "Pending<plex_api::Launch<T>>"),
    ("plex_api::Launched<T>", "Launched<T>"),
    ("plex_api::Live", "Live"),
    ("plex_api::Notifications", "NotificationIter"),
    ("plex_api::Plex", "Plex"),
    ("plex_api::QuietCheck", "Pending<plex_api::QuietCheck>"),
    ("plex_api::QuietWatch", "QuietWatch"),
    ("plex_api::Request", "Pending<plex_api::Request>"),
    ("plex_api::Wait", "Pending<plex_api::Wait>"),
    ("plex_api::WaitAll", "Pending<plex_api::WaitAll>"),
    ("plex_api::WaitDone", "Pending<plex_api::WaitDone>"),
    ("plex_api::WaitIdle", "Pending<plex_api::WaitIdle>"),
    ("plex_api::Watcher", "Events"),
];

/// Methods that the blocking forms have in another way.
const OTHERWISE: [(&str, &str); 8] = [
    ("plex_api::Live::stream", "`changed` in a loop"),
    ("plex_api::Notifications::next", "it is an iterator"),
    ("plex_api::Plex::builder", "`build` takes the same builder"),
    ("plex_api::Plex::explain", "in `run`: its errors are async"),
    ("plex_api::Plex::raw", "in `run`: the client is async"),
    ("plex_api::QuietWatch::next", "it is an iterator"),
    ("plex_api::Request::send", "`block`"),
    ("plex_api::Watcher::next", "it is an iterator"),
];

/// The names of the methods of this type.
fn methods(owner: &str) -> BTreeSet<String> {
    let prefix = format!("fn {owner}::");
    let names = lines().into_iter().filter_map(|line| {
        let (_, rest) = line.split_once(&prefix)?;
        Some(rest.split(['(', '<']).next()?.to_owned())
    });
    names.collect()
}

#[test]
fn the_blocking_client_has_the_methods_of_the_asynchronous_one() {
    let mut missing = Vec::new();
    let mut otherwise = BTreeSet::new();
    for (asynchronous, blocking) in MIRRORED {
        let wanted = methods(asynchronous);
        assert!(!wanted.is_empty(), "{asynchronous}");
        let present = methods(&format!("plex_api::blocking::{blocking}"));
        assert!(!present.is_empty(), "{blocking}");
        for name in wanted.difference(&present) {
            let method = format!("{asynchronous}::{name}");
            if OTHERWISE.iter().any(|(known, _)| *known == method) {
                otherwise.insert(method);
            } else {
                missing.push(method);
            }
        }
    }
    none(&missing);
    assert_eq!(otherwise.len(), OTHERWISE.len(), "{otherwise:?}");
}

#[test]
fn crate_names_are_found_anywhere_in_a_line() {
    let line = "pub fn plex_api::Plex::get<T: serde_core::de::Deserialize>(&self, &[http::Uri], \
                <T as Trait>::Item, Self::Error) -> impl core::future::Future<Output = bytes::Bytes>";
    let wanted = ["bytes", "core", "http", "plex_api", "serde_core"];
    assert_eq!(crates(line).into_iter().collect::<Vec<_>>(), wanted);
}
