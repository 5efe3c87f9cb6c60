//! Sections that the SDK's documentation must have: how each fallible function fails, and the effect
//! of dropping a future or stream.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failed expectation is what a test is for"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use quote::ToTokens;
use syn::{Attribute, ImplItem, Item, ItemImpl, ReturnType, Signature, Type, Visibility};

const ERRORS: &str = "# Errors";
const CANCEL_SAFETY: &str = "# Cancel safety";
/// The traits of types that a caller awaits or takes items from.
const ASYNC_TRAITS: [&str; 3] = ["Future", "IntoFuture", "Stream"];

#[derive(Default)]
struct Surface {
    /// Public types and their documentation.
    types: BTreeMap<String, String>,
    /// Types that are awaited.
    awaited: BTreeSet<String>,
    functions: Vec<Function>,
}

struct Function {
    name: String,
    docs: String,
    is_async: bool,
    /// The names in its return type.
    returns: BTreeSet<String>,
}

#[test]
fn every_public_async_function_documents_its_cancel_safety() {
    let surface = surface();
    let functions = surface.functions.iter().filter(|one| one.is_async);
    let functions: Vec<&Function> = functions.collect();
    assert!(functions.len() > 10, "only {} are found", functions.len());
    none(
        functions
            .iter()
            .filter_map(|one| lacks(&one.name, &one.docs, CANCEL_SAFETY)),
    );
}

#[test]
fn every_public_future_and_stream_documents_its_cancel_safety() {
    let surface = surface();
    let types = surface
        .types
        .iter()
        .filter(|(name, _)| surface.awaited.contains(*name));
    let types: Vec<_> = types.collect();
    assert!(types.len() > 5, "only {} are found", types.len());
    none(
        types
            .iter()
            .filter_map(|(name, docs)| lacks(name, docs, CANCEL_SAFETY)),
    );
}

#[test]
fn every_public_fallible_function_documents_its_errors() {
    let surface = surface();
    // A type that a caller awaits to know whether it failed counts too.
    let fallible = |one: &&Function| {
        one.returns.contains("Result")
            || one.returns.contains("Pending")
            || !one.returns.is_disjoint(&surface.awaited)
    };
    let functions: Vec<&Function> = surface.functions.iter().filter(fallible).collect();
    assert!(functions.len() > 40, "only {} are found", functions.len());
    none(
        functions
            .iter()
            .filter_map(|one| lacks(&one.name, &one.docs, ERRORS)),
    );
}

#[test]
fn a_missing_section_is_found() {
    let source = r#"
        /// Asks.
        pub async fn ask() -> Result<(), Error> {}
        /// Waits.
        pub struct Wait;
        impl IntoFuture for Wait {}
        /// Waits.
        pub fn wait() -> Wait {}
        /// Well told.
        ///
        /// # Errors
        /// None.
        ///
        /// # Cancel safety
        /// Nothing is lost.
        pub async fn told() -> Option<crate::Result<u8>> {}
        async fn private() -> Result<(), Error> {}
        #[cfg(test)]
        mod tests { pub async fn test() {} }
    "#;
    let mut surface = Surface::default();
    walk(&syn::parse_file(source).unwrap().items, &mut surface);
    let lacking = |heading| {
        let functions = surface.functions.iter();
        let lacking = functions.filter_map(|one| lacks(&one.name, &one.docs, heading));
        lacking.count()
    };
    assert_eq!(surface.functions.len(), 3);
    assert_eq!(lacking(ERRORS), 2);
    assert_eq!(lacking(CANCEL_SAFETY), 2);
    assert!(surface.awaited.contains("Wait"));
    assert!(
        surface
            .functions
            .iter()
            .any(|one| one.returns.contains("Result") && one.is_async)
    );
}

fn lacks(name: &str, docs: &str, heading: &str) -> Option<String> {
    (!docs.contains(heading)).then(|| format!("{name} has no section `{heading}`"))
}

/// Fails with one line for each finding.
fn none(findings: impl Iterator<Item = String>) {
    let findings: Vec<String> = findings.collect();
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}

fn surface() -> Surface {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut files = Vec::new();
    collect(&root.join("plex-api/src"), &mut files);
    assert!(files.len() > 50, "only {} files are found", files.len());
    let mut surface = Surface::default();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let parsed = syn::parse_file(&text);
        let parsed = parsed.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        walk(&parsed.items, &mut surface);
    }
    surface
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !is_generated(&path) {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Returns `true` if a folder is one of a generated client.
fn is_generated(folder: &Path) -> bool {
    let name = folder.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| name.starts_with("generated"))
}

fn walk(items: &[Item], surface: &mut Surface) {
    for item in items {
        match item {
            Item::Fn(function) if is_public(&function.vis) => {
                surface
                    .functions
                    .push(describe("", &function.attrs, &function.sig));
            }
            Item::Struct(one) if is_public(&one.vis) => {
                surface
                    .types
                    .insert(one.ident.to_string(), docs(&one.attrs));
            }
            Item::Impl(block) => implementation(block, surface),
            Item::Mod(module) if !is_test(&module.attrs) => {
                if let Some((_, items)) = &module.content {
                    walk(items, surface);
                }
            }
            _ => {}
        }
    }
}

fn implementation(block: &ItemImpl, surface: &mut Surface) {
    let Type::Path(path) = &*block.self_ty else {
        return;
    };
    let Some(owner) = path.path.segments.last().map(|last| last.ident.to_string()) else {
        return;
    };
    if let Some((path, ..)) = &block.trait_ {
        let is_async = path
            .segments
            .last()
            .is_some_and(|last| ASYNC_TRAITS.iter().any(|name| last.ident == name));
        if is_async {
            surface.awaited.insert(owner);
        }
        return;
    }
    for item in &block.items {
        if let ImplItem::Fn(function) = item
            && is_public(&function.vis)
        {
            surface.functions.push(describe(
                &format!("{owner}::"),
                &function.attrs,
                &function.sig,
            ));
        }
    }
}

fn describe(owner: &str, attributes: &[Attribute], signature: &Signature) -> Function {
    Function {
        name: format!("{owner}{}", signature.ident),
        docs: docs(attributes),
        is_async: signature.asyncness.is_some(),
        returns: match &signature.output {
            ReturnType::Type(_, output) => names(output),
            ReturnType::Default => BTreeSet::new(),
        },
    }
}

/// Every name in a type: `Option`, `crate`, `Result` of `Option<crate::Result<..>>`.
fn names(tokens: &impl ToTokens) -> BTreeSet<String> {
    let text = tokens.to_token_stream().to_string();
    let names = text.split(|character: char| !character.is_alphanumeric() && character != '_');
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

fn docs(attributes: &[Attribute]) -> String {
    let docs = attributes.iter().filter(|one| one.path().is_ident("doc"));
    docs.map(|one| one.to_token_stream().to_string()).collect()
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn is_test(attributes: &[Attribute]) -> bool {
    let mut attributes = attributes.iter();
    attributes.any(|one| one.path().is_ident("cfg") && names(one).contains("test"))
}

#[test]
fn every_test_and_function_that_the_documents_name_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut files = Vec::new();
    for member in [
        "plex-api",
        "plex-api-build",
        "xtask",
        "tests",
        "plex-sim",
        "plexctl",
    ] {
        collect(&root.join(member), &mut files);
    }
    let code: String = files
        .iter()
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect();
    let mut named = 0;
    let mut dead = Vec::new();
    for document in ["ARCHITECTURE.md", "SECURITY.md"] {
        let text = std::fs::read_to_string(root.join(document)).unwrap();
        for name in text
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|name| is_sentence(name))
        {
            named += 1;
            if !code.contains(&format!("fn {name}(")) {
                dead.push(format!("{document} names {name}, which is not there"));
            }
        }
    }
    assert!(named > 40, "only {named} are found");
    none(dead.into_iter());
}

/// A name like those of tests: at least four words.
fn is_sentence(name: &str) -> bool {
    let words = name.split('_').count();
    words > 3
        && name
            .chars()
            .all(|one| one.is_ascii_lowercase() || one.is_ascii_digit() || one == '_')
}
