//! The generated types that callers of the stable surface can meet.

use std::collections::BTreeSet;

use syn::{Item, UseTree, Visibility};

use crate::changes::model::{Api, Shape};

/// The file in which the stable surface names the generated types that it shows.
pub(crate) const ROOT: &str = "plex-api/src/lib.rs";

/// The names of the types that `pub use MODULE::types::{..}` shows in the text of [`ROOT`], where
/// `MODULE` is the one of a generated client. None for a text that is no Rust.
pub(crate) fn shown(root: &str, module: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let Ok(file) = syn::parse_file(root) else {
        return names;
    };
    for item in &file.items {
        if let Item::Use(item) = item
            && matches!(item.vis, Visibility::Public(_))
        {
            collect(&item.tree, module, &mut Vec::new(), &mut names);
        }
    }
    names
}

/// Returns `true` if callers can name the items of a module, by the text of [`ROOT`].
pub(crate) fn is_public(root: &str, module: &str) -> bool {
    let Ok(file) = syn::parse_file(root) else {
        return true;
    };
    let of_name = |item: &&syn::ItemMod| item.ident == module;
    let mut found = file.items.iter().filter_map(|item| match item {
        Item::Mod(item) => Some(item),
        _ => None,
    });
    let mut found = found.by_ref().filter(of_name).peekable();
    found.peek().is_none() || found.any(|item| matches!(item.vis, Visibility::Public(_)))
}

/// The shown types, and the generated ones that their public parts lead to.
pub(crate) fn reached(shown: &BTreeSet<String>, api: &Api) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut left: Vec<String> = shown.iter().cloned().collect();
    while let Some(name) = left.pop() {
        let Some(kind) = api.types.get(&name) else {
            continue;
        };
        if !found.insert(name) {
            continue;
        }
        let parts: Vec<&str> = match &kind.shape {
            Shape::Struct(fields) => fields.values().map(|field| field.kind.as_str()).collect(),
            Shape::Enum(variants) => variants.values().map(|one| one.holds.as_str()).collect(),
            Shape::Alias(of) => vec![of],
        };
        let words = parts
            .into_iter()
            .flat_map(|part| part.split(|c: char| !(c.is_alphanumeric() || c == '_')));
        left.extend(
            words
                .filter(|word| api.types.contains_key(*word))
                .map(str::to_owned),
        );
    }
    found
}

fn collect(tree: &UseTree, module: &str, path: &mut Vec<String>, names: &mut BTreeSet<String>) {
    match tree {
        UseTree::Path(step) => {
            path.push(step.ident.to_string());
            collect(&step.tree, module, path, names);
            path.pop();
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                collect(tree, module, path, names);
            }
        }
        UseTree::Name(name) if is_types(path, module) => {
            names.insert(name.ident.to_string());
        }
        UseTree::Rename(name) if is_types(path, module) => {
            names.insert(name.ident.to_string());
        }
        _ => {}
    }
}

fn is_types(path: &[String], module: &str) -> bool {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let path = path.strip_prefix(&["crate"]).unwrap_or(&path);
    path == [module, "types"]
}
