//! The layers of plex-api, held by its imports, and the rules between the crates.
//!
//! "Layers" in ARCHITECTURE.md has the picture. Only imports outside of tests count: `use` trees,
//! and paths that begin with `crate`, `super`, `self`, a child module or one of this workspace's
//! crates. A path through a re-export counts as an import of the module that has the item.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, UseTree};

/// The folders and files in `plex-api/src`, from the top to the ground. A module may import the
/// modules on the lines below its own.
const LAYERS: &[(&str, Beside)] = &[
    (
        "lib account blocking fuzzing guide test_util",
        Beside::Forbidden,
    ),
    ("plex builder", Beside::Allowed),
    ("api quiet", Beside::Forbidden),
    ("watch recording", Beside::Forbidden),
    ("hub", Beside::Forbidden),
    ("tracker notifications", Beside::Forbidden),
    ("client", Beside::Forbidden),
    ("model", Beside::Forbidden),
    ("generated generated_tv", Beside::Forbidden),
    ("request_context", Beside::Forbidden),
    ("wire", Beside::Forbidden),
    (
        "address error certificate fingerprint token secret credentials server_url limits backoff \
         retry_policy request_info callback sanitize time names duration_serde operation service_clock",
        Beside::Allowed,
    ),
];

/// Whether modules on one line may import each other.
#[derive(Clone, Copy, PartialEq)]
enum Beside {
    Allowed,
    Forbidden,
}

/// The largest import cycle that is still easy to read.
const LARGEST_CYCLE: usize = 6;

/// A crate that may be imported, and the beginnings of the modules that may import it.
type Allowed = (&'static str, &'static [&'static str]);

/// Each crate, with the crates of this workspace that it may import.
const CRATES: &[(&str, &[Allowed])] = &[
    ("plex-api", &[]),
    ("plex-api-build", &[]),
    ("plex-sim", &[]),
    (
        "plexctl",
        &[
            ("plex-api", &[""]),
            ("plex-sim", &["commands::demo", "commands::sim"]),
        ],
    ),
    (
        "xtask",
        &[("plex-api-build", &[""]), ("plex-api-documents", &[""])],
    ),
    ("plex-api-documents", &[("plex-api-build", &[""])]),
];

#[test]
fn every_module_of_plex_api_imports_only_what_stands_below_it() {
    let krate = Crate::of("plex-api");
    assert!(krate.modules.len() > 60, "{} modules", krate.modules.len());
    none(&against_layers(&krate));
}

#[test]
fn no_import_cycle_of_plex_api_leaves_a_folder() {
    let krate = Crate::of("plex-api");
    let leaving = krate.cycles().into_iter().filter(|cycle| {
        let folders: BTreeSet<&str> = cycle.iter().map(|module| folder(module)).collect();
        folders.len() > 1 && folders != BTreeSet::from(["builder", "plex"])
    });
    none(
        &leaving
            .map(|cycle| krate.describe(&cycle, "a cycle must stay in one folder"))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn no_crate_has_an_import_cycle_of_more_than_six_modules() {
    let mut faults = Vec::new();
    for (name, _) in CRATES {
        let krate = Crate::of(name);
        let cycles = krate.cycles();
        let largest = cycles.iter().map(Vec::len).max().unwrap_or(0);
        println!("{name}: largest cycle {largest}");
        let large = cycles.iter().filter(|one| one.len() > LARGEST_CYCLE);
        faults.extend(large.map(|cycle| krate.describe(cycle, "at most six modules")));
    }
    none(&faults);
}

#[test]
fn crates_import_each_other_as_the_picture_says() {
    let mut faults = Vec::new();
    for (name, allowed) in CRATES {
        let manifest = std::fs::read_to_string(folder_of(name).join("Cargo.toml")).unwrap();
        for (line, dependency) in dependencies(&manifest) {
            if !allowed.iter().any(|(other, _)| *other == dependency) {
                faults.push(format!(
                    "{name}/Cargo.toml:{line}: {name} must not depend on {dependency}"
                ));
            }
        }
        faults.extend(against_crates(&Crate::of(name), name, allowed));
    }
    none(&faults);
}

#[test]
fn a_planted_fault_is_found_with_its_line() {
    let krate = Crate::from_texts(&[
        (
            "lib.rs",
            "mod hub; mod model; mod plex; pub use plex::Plex;",
        ),
        ("plex.rs", "pub struct Plex;"),
        ("model.rs", "use crate::hub::Hub;"),
        (
            "hub/mod.rs",
            "mod driver;\nmod hub;\npub(crate) use hub::Hub;\n#[cfg(test)]\nmod tests { use crate::Plex; }",
        ),
        (
            "hub/hub.rs",
            "use super::{\n    driver::Driver,\n};\npub(crate) struct Hub;",
        ),
        (
            "hub/driver.rs",
            "pub(crate) struct Driver;\nfn f(_: &crate::Plex) {\n    println!(\"{}\", super::Hub::NAME);\n}",
        ),
    ]);
    assert_eq!(
        against_layers(&krate),
        [
            "hub/driver.rs:2: `hub` must not import `plex`, which does not stand below it",
            "model.rs:1: `model` must not import `hub`, which does not stand below it",
        ]
    );
    let cycles = krate.cycles();
    assert_eq!(cycles, [["hub::driver", "hub::hub"]]);
    assert_eq!(
        krate.describe(&cycles[0], "rule"),
        "rule:\n  hub/driver.rs:3: hub::driver imports hub::hub\n  hub/hub.rs:2: hub::hub imports hub::driver"
    );
}

#[test]
fn a_planted_import_between_crates_is_found_with_its_line() {
    let krate = Crate::from_texts(&[
        ("lib.rs", "mod commands;"),
        ("commands/mod.rs", "mod demo;\nmod list;"),
        ("commands/demo.rs", "use plex_sim::PlexSim;"),
        ("commands/list.rs", "\nfn f() -> plex_sim::PlexSim {}"),
    ]);
    let (name, allowed) = CRATES[3];
    assert_eq!(
        against_crates(&krate, name, allowed),
        ["commands/list.rs:2: `commands::list` of plexctl must not import plex-sim"]
    );
    let manifest = "[dependencies]\nserde = \"1\"\nplex-api.workspace = true\n[dev-dependencies]\nplex-sim = \"1\"";
    assert_eq!(dependencies(manifest), [(3, "plex-api".to_owned())]);
}

fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// The folder of a crate.
fn folder_of(name: &str) -> PathBuf {
    // The crate that lists the documents is beside them.
    let folder = match name {
        "plex-api-documents" => "openapi",
        name => name,
    };
    root().join(folder)
}

/// The imports that break the order of [`LAYERS`].
fn against_layers(krate: &Crate) -> Vec<String> {
    let level = |name: &str| {
        LAYERS
            .iter()
            .position(|(line, _)| line.split(' ').any(|one| one == name))
            .unwrap_or_else(|| panic!("LAYERS in this test does not have `{name}`"))
    };
    let mut faults = Vec::new();
    for import in krate.imports() {
        let (from, to) = (folder(import.from), folder(&import.to));
        let (above, below) = (level(from), level(to));
        let is_fine =
            from == to || above < below || (above == below && LAYERS[above].1 == Beside::Allowed);
        if !is_fine {
            faults.push(format!(
                "{import}: `{from}` must not import `{to}`, which does not stand below it"
            ));
        }
    }
    faults
}

/// The imports of other crates of this workspace that `allowed` does not have.
fn against_crates(krate: &Crate, name: &str, allowed: &[Allowed]) -> Vec<String> {
    let mut faults = Vec::new();
    for (path, module) in &krate.modules {
        for (segments, line) in &module.paths {
            let Some((other, _)) = CRATES
                .iter()
                .find(|(other, _)| *other != name && other.replace('-', "_") == segments[0])
            else {
                continue;
            };
            let is_fine = allowed.iter().any(|(one, modules)| {
                one == other && modules.iter().any(|begin| path.starts_with(begin))
            });
            if !is_fine {
                let file = &module.file;
                faults.push(format!(
                    "{file}:{line}: `{path}` of {name} must not import {other}"
                ));
            }
        }
    }
    faults
}

/// The crates of this workspace among the dependencies in a manifest, each with its line.
fn dependencies(manifest: &str) -> Vec<(usize, String)> {
    let mut section = "";
    let mut found = Vec::new();
    for (line, text) in manifest.lines().enumerate() {
        if text.starts_with('[') {
            section = text.trim();
        }
        let name = text.split(['.', ' ', '=']).next().unwrap();
        let counts = matches!(section, "[dependencies]" | "[build-dependencies]");
        if counts && CRATES.iter().any(|(one, _)| *one == name) {
            found.push((line + 1, name.to_owned()));
        }
    }
    found
}

/// The folder or file of `src` in which a module is.
fn folder(module: &str) -> &str {
    match module.split("::").next() {
        None | Some("") => "lib",
        Some(name) => name,
    }
}

/// The modules of one crate outside of tests, by path; the root's is empty.
struct Crate {
    modules: BTreeMap<String, Module>,
}

struct Module {
    file: String,
    /// Every path in its code that may be an import, with its line.
    paths: Vec<(Vec<String>, usize)>,
    /// The paths that its `use` items bring into scope, by name.
    names: BTreeMap<String, Vec<String>>,
    children: BTreeSet<String>,
}

struct Import<'a> {
    from: &'a str,
    to: String,
    file: &'a str,
    line: usize,
}

impl fmt::Display for Import<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

impl Crate {
    fn of(name: &str) -> Self {
        let source = folder_of(name).join("src");
        let read = |file: &str| std::fs::read_to_string(source.join(file)).ok();
        let main = if read("lib.rs").is_some() {
            "lib.rs"
        } else {
            "main.rs"
        };
        let mut krate = Self::load(main, &read);
        for module in krate.modules.values_mut() {
            module.file = format!("{name}/src/{}", module.file);
        }
        krate
    }

    fn from_texts(texts: &[(&str, &str)]) -> Self {
        let texts: BTreeMap<_, _> = texts.iter().copied().collect();
        Self::load("lib.rs", &|file| {
            texts.get(file).map(|&text| text.to_owned())
        })
    }

    fn load(main: &str, read: &dyn Fn(&str) -> Option<String>) -> Self {
        let mut modules = BTreeMap::new();
        let mut left = vec![(String::new(), main.to_owned())];
        while let Some((path, file)) = left.pop() {
            let text = read(&file).unwrap_or_else(|| panic!("cannot read {file}"));
            let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
            let mut collect = Collect::default();
            collect.visit_file(&parsed);
            for child in &collect.files {
                let child_path = join(&path, child);
                let flat = format!("{}.rs", child_path.replace("::", "/"));
                let nested = format!("{}/mod.rs", child_path.replace("::", "/"));
                let file = if read(&flat).is_some() { flat } else { nested };
                left.push((child_path, file));
            }
            let module = Module {
                file,
                paths: collect.paths,
                names: collect.names,
                children: collect.files.into_iter().collect(),
            };
            modules.insert(path, module);
        }
        Self { modules }
    }

    /// Every import of another module of this crate, through re-exports.
    fn imports(&self) -> Vec<Import<'_>> {
        let mut imports = Vec::new();
        for (from, module) in &self.modules {
            for (segments, line) in &module.paths {
                if let Some(to) = self.resolve(from, segments, 0)
                    && to != *from
                {
                    imports.push(Import {
                        from,
                        to,
                        file: &module.file,
                        line: *line,
                    });
                }
            }
        }
        imports
    }

    /// The module that has the item of the path; `None` when the item is in another crate.
    fn resolve(&self, from: &str, segments: &[String], depth: usize) -> Option<String> {
        assert!(
            depth < 20,
            "`{}` of `{from}` has no end",
            segments.join("::")
        );
        let mut module = from.to_owned();
        for (index, segment) in segments.iter().enumerate() {
            let here = &self.modules[&module];
            match segment.as_str() {
                "crate" => module = String::new(),
                "self" => {}
                "super" => {
                    module = module.rsplit_once("::").map_or("", |(up, _)| up).to_owned();
                }
                name if here.children.contains(name) => module = join(&module, name),
                name => {
                    let Some(target) = here.names.get(name).filter(|target| target[0] != name)
                    else {
                        // An item of this module, or another crate: `use quote::quote` cannot name itself.
                        return (index > 0).then_some(module);
                    };
                    let rest = segments.get(index + 1..).unwrap();
                    let whole = [target.as_slice(), rest].concat();
                    return self.resolve(&module, &whole, depth + 1);
                }
            }
        }
        Some(module)
    }

    /// The sets of modules that import each other, directly or through others.
    fn cycles(&self) -> Vec<Vec<String>> {
        let mut reach: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for import in self.imports() {
            reach.entry(import.from).or_default().insert(import.to);
        }
        loop {
            let before: usize = reach.values().map(BTreeSet::len).sum();
            for from in self.modules.keys() {
                let direct = reach.get(from.as_str()).cloned().unwrap_or_default();
                let further: BTreeSet<String> = direct
                    .iter()
                    .filter_map(|to| reach.get(to.as_str()))
                    .flatten()
                    .cloned()
                    .collect();
                reach.entry(from).or_default().extend(further);
            }
            if before == reach.values().map(BTreeSet::len).sum::<usize>() {
                break;
            }
        }
        let reaches = |a: &str, b: &str| reach.get(a).is_some_and(|all| all.contains(b));
        let cycles: BTreeSet<Vec<String>> = self
            .modules
            .keys()
            .filter(|module| reaches(module, module))
            .map(|module| {
                let others = self.modules.keys();
                others
                    .filter(|other| reaches(module, other) && reaches(other, module))
                    .cloned()
                    .collect()
            })
            .collect();
        cycles.into_iter().collect()
    }

    /// A broken rule, with the imports that make the cycle.
    fn describe(&self, cycle: &[String], rule: &str) -> String {
        let mut seen = BTreeSet::new();
        let mut text = format!("{rule}:");
        for import in self.imports() {
            let is_inside =
                cycle.iter().any(|one| one == import.from) && cycle.contains(&import.to);
            if is_inside && seen.insert((import.from, import.to.clone())) {
                text.push_str(&format!(
                    "\n  {import}: {} imports {}",
                    import.from, import.to
                ));
            }
        }
        text
    }
}

fn join(module: &str, child: &str) -> String {
    if module.is_empty() {
        child.to_owned()
    } else {
        format!("{module}::{child}")
    }
}

/// Collects the paths of one file.
#[derive(Default)]
struct Collect {
    paths: Vec<(Vec<String>, usize)>,
    names: BTreeMap<String, Vec<String>>,
    /// Its child modules that are files.
    files: Vec<String>,
    /// The depth in modules that have no file: `super` is less far away there.
    inline: usize,
}

impl Collect {
    fn add(&mut self, mut segments: Vec<String>, line: usize) {
        for _ in 0..self.inline {
            match segments.first().map(String::as_str) {
                Some("super") => drop(segments.remove(0)),
                // Meant within the module itself.
                Some("self") => return,
                _ => break,
            }
        }
        if !segments.is_empty() {
            self.paths.push((segments, line));
        }
    }

    fn add_tree(&mut self, tree: &UseTree, before: &[String]) {
        let with = |name: &dyn fmt::Display| {
            let mut segments = before.to_vec();
            match name.to_string().as_str() {
                "self" if !segments.is_empty() => {}
                name => segments.push(name.to_owned()),
            }
            segments
        };
        match tree {
            UseTree::Path(path) => self.add_tree(&path.tree, &with(&path.ident)),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_tree(tree, before);
                }
            }
            UseTree::Name(name) => {
                let segments = with(&name.ident);
                self.bind(segments.last().unwrap().clone(), &segments);
                self.add(segments, name.ident.span().start().line);
            }
            UseTree::Rename(rename) => {
                let segments = with(&rename.ident);
                self.bind(rename.rename.to_string(), &segments);
                self.add(segments, rename.ident.span().start().line);
            }
            UseTree::Glob(glob) => {
                self.add(before.to_vec(), glob.star_token.spans[0].start().line);
            }
        }
    }

    fn bind(&mut self, name: String, segments: &[String]) {
        if self.inline == 0 {
            self.names.insert(name, segments.to_vec());
        }
    }

    /// Paths in a macro's tokens, which syn does not read.
    fn add_tokens(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Group(group) => self.add_tokens(group.stream()),
                TokenTree::Ident(first) => {
                    let line = first.span().start().line;
                    let mut segments = vec![first.to_string()];
                    let is_colon = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':');
                    while tokens.next_if(is_colon).is_some() && tokens.next_if(is_colon).is_some() {
                        let is_name = |token: &TokenTree| matches!(token, TokenTree::Ident(_));
                        match tokens.next_if(is_name) {
                            Some(name) => segments.push(name.to_string()),
                            None => break,
                        }
                    }
                    if segments.len() > 1 {
                        self.add(segments, line);
                    }
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
}

impl<'ast> Visit<'ast> for Collect {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if is_test(&item.attrs) {
            return;
        }
        if item.content.is_none() {
            self.files.push(item.ident.to_string());
            return;
        }
        self.inline += 1;
        visit::visit_item_mod(self, item);
        self.inline -= 1;
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if !is_test(&item.attrs) {
            self.add_tree(&item.tree, &[]);
        }
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if !is_test(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if !is_test(&item.attrs) {
            visit::visit_item_impl(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if !is_test(&item.attrs) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments = path.segments.iter().map(|one| one.ident.to_string());
        let first = path
            .segments
            .first()
            .map(|one| one.ident.span().start().line);
        if path.segments.len() > 1 && path.leading_colon.is_none() {
            self.add(segments.collect(), first.unwrap());
        }
        visit::visit_path(self, path);
    }

    /// `pub(in crate::client)` imports nothing.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        // The code that a generator quotes belongs to another crate.
        let name = call.path.segments.last();
        if name.is_none_or(|name| name.ident != "quote") {
            self.add_tokens(call.tokens.clone());
        }
        visit::visit_macro(self, call);
    }
}

/// Returns `true` if an item is compiled for tests only.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let condition = match &attribute.meta {
            syn::Meta::List(list) if list.path.is_ident("cfg") => list.tokens.to_string(),
            _ => return false,
        };
        condition == "test"
            || condition.starts_with("all (test")
            || condition.starts_with("all(test")
    })
}
