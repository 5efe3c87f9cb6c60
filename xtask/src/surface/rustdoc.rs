//! Reads the public API from rustdoc, which knows the re-exports, the implementations and `Send`.
//!
//! rustdoc's JSON is unstable, so a stable rustdoc writes it only with `RUSTC_BOOTSTRAP`. Cargo must
//! not see that variable, or it builds every dependency again. So cargo gets this program as its
//! rustdoc, and this program starts the real one with the variable.

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, ExitCode};

use crate::cargo::cargo;

/// The module of the generated client: exempt from semver, but for the types that the crate re-exports.
const GENERATED: &str = "plex_api::generated::";
const GENERATED_TYPES: &str = "plex_api::generated::types::";
const ROOT: &str = "plex_api::";
/// Set for this program when it runs as rustdoc: the folder of the JSON.
const FOLDER: &str = "XTASK_SURFACE_FOLDER";
/// Markers that follow from private fields or have no stable names.
const LEFT_OUT: [&str; 5] = [
    "core::marker::Freeze for",
    "core::marker::StructuralPartialEq for",
    "core::marker::UnsafeUnpin for",
    "core::panic::unwind_safe::RefUnwindSafe for",
    "core::panic::unwind_safe::UnwindSafe for",
];

/// The API with the default features, and with all.
pub(crate) fn public_api(root: &Path) -> Result<[Vec<String>; 2], String> {
    Ok([
        api(root, "default", None)?,
        api(root, "all", Some("--all-features"))?,
    ])
}

/// Runs as rustdoc, if cargo has started this program as that.
pub(crate) fn run_as_rustdoc() -> Option<ExitCode> {
    let folder = env::var_os(FOLDER)?;
    let mut arguments: Vec<OsString> = env::args_os().skip(1).collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "-o")
        && let Some(value) = arguments.get_mut(at + 1)
    {
        // Cargo has one folder for all sets of features, and each needs its own.
        *value = folder;
    }
    let status = Command::new("rustdoc")
        .args(arguments)
        .env("RUSTC_BOOTSTRAP", "1")
        .env_remove(FOLDER)
        .status();
    let code = status.ok().and_then(|status| status.code());
    Some(ExitCode::from(
        code.and_then(|code| u8::try_from(code).ok()).unwrap_or(101),
    ))
}

fn api(root: &Path, name: &str, features: Option<&str>) -> Result<Vec<String>, String> {
    let root = &std::path::absolute(root).map_err(|error| error.to_string())?;
    let folder = root.join("target").join("surface").join(name);
    let json = folder.join("plex_api.json");
    let own = env::current_exe().map_err(|error| format!("cannot find this program: {error}"))?;
    let mut command = cargo(root);
    command
        .args(["rustdoc", "--quiet", "--package", "plex-api", "--lib"])
        .args(features)
        .args(["--", "-Zunstable-options", "--output-format=json"])
        .arg("--cap-lints=allow")
        // Cargo does not know whether the JSON is there, so each missing one is a new request.
        .args((!json.is_file()).then(|| format!("--cfg=missing_{}", std::process::id())))
        .env("RUSTDOC", own)
        .env(FOLDER, &folder);
    crate::cargo::run(&mut command)?;
    let api = public_api::Builder::from_rustdoc_json(&json)
        .omit_blanket_impls(true)
        .build()
        .map_err(|error| {
            format!(
                "cannot read {}: {error}\n    hint: each version of the crate `public-api` reads the JSON of \
                 some versions of Rust; take the one that fits this toolchain",
                json.display()
            )
        })?;
    Ok(lines(api.items()))
}

/// The lines of the snapshot, in rustdoc's order, each once.
fn lines<'a>(items: impl Iterator<Item = &'a public_api::PublicItem>) -> Vec<String> {
    let items: Vec<_> = items.map(|item| (item, item.to_string())).collect();
    let is_trait_impl = |line: &str| line.starts_with("impl") && line.contains(" for ");
    let trait_impls: Vec<_> = items
        .iter()
        .filter(|(_, line)| is_trait_impl(line))
        .map(|(item, _)| item.id())
        .collect();
    let re_exported = re_exported(&items.iter().map(|(_, line)| line.as_str()));
    let mut seen = BTreeSet::new();
    let lines = items.iter().filter_map(|(item, line)| {
        // The implementation's own line says that the methods exist; associated types are news.
        let is_method = line.contains("fn ")
            && item
                .parent_id()
                .is_some_and(|parent| trait_impls.contains(&parent));
        let line = with_public_paths(line, &re_exported);
        let is_left_out = is_trait_impl(&line) && LEFT_OUT.iter().any(|one| line.contains(one));
        let is_wanted = !is_method && !is_left_out && !subject(&line).starts_with(GENERATED);
        (is_wanted && seen.insert(line.clone())).then_some(line)
    });
    lines.collect()
}

/// The names of the generated types that the crate re-exports: rustdoc lists them at both paths.
fn re_exported<'a>(lines: &(impl Iterator<Item = &'a str> + Clone)) -> BTreeSet<&'a str> {
    let declared = |prefix: &str| -> BTreeSet<&'a str> {
        lines
            .clone()
            .filter(|line| line.contains("pub struct ") || line.contains("pub enum "))
            .filter_map(|line| Some(identifier(subject(line).strip_prefix(prefix)?)))
            .collect()
    };
    &declared(GENERATED_TYPES) & &declared(ROOT)
}

fn with_public_paths(line: &str, re_exported: &BTreeSet<&str>) -> String {
    let mut parts = line.split(GENERATED_TYPES);
    let mut public = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_public = re_exported.contains(identifier(part));
        public.push_str(if is_public { ROOT } else { GENERATED_TYPES });
        public.push_str(part);
    }
    public
}

/// The path that a line is about, and everything behind it.
fn subject(line: &str) -> &str {
    let own = match line.rsplit_once(" for ") {
        Some((_, own)) if line.starts_with("impl") && own.contains(ROOT) => own,
        _ => line,
    };
    own.find(ROOT).and_then(|at| own.get(at..)).unwrap_or(own)
}

fn identifier(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}
