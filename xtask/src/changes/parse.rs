//! Reads a generated client: its text becomes an [`Api`].

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens;
use syn::{
    Attribute, Expr, Fields, FnArg, GenericArgument, ImplItem, Item, PathArguments, Visibility,
};

use crate::changes::model::{Api, Field, Operation, Parameter, Shape, Type, Variant};

/// The items in the text of a generated client that callers can name.
///
/// Fails if the text is not Rust.
pub(crate) fn api(text: &str) -> Result<Api, String> {
    let file = syn::parse_file(text).map_err(|error| error.to_string())?;
    let builders = module(&file.items, "builder");
    let mut api = Api {
        operations: operations(&file.items, builders),
        types: BTreeMap::new(),
    };
    let types = module(&file.items, "types");
    for item in types {
        if let Some((name, kind)) = declared(item) {
            api.types.insert(name, kind);
        }
    }
    for item in types {
        if let Item::Impl(item) = item
            && let (Some(of), Some(kind)) =
                (&item.trait_, api.types.get_mut(&spelled(&item.self_ty)))
        {
            kind.traits.insert(path(&of.0));
        }
    }
    Ok(api)
}

fn module<'a>(items: &'a [Item], name: &str) -> &'a [Item] {
    let content = items.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == name => module.content.as_ref(),
        _ => None,
    });
    content.map_or(&[], |(_, items)| items)
}

/// The methods of `impl Client` that give a builder.
fn operations(items: &[Item], builders: &[Item]) -> BTreeMap<String, Operation> {
    let mut found = BTreeMap::new();
    for function in methods(items, "Client") {
        let syn::ReturnType::Type(_, kind) = &function.sig.output else {
            continue;
        };
        let kind = kind.to_token_stream().to_string().replace(' ', "");
        let Some(builder) = kind.strip_prefix("builder::") else {
            continue;
        };
        let builder = builder.split('<').next().unwrap_or(builder);
        let mut operation = built(builders, builder);
        operation.request = request(&function.attrs);
        found.insert(function.sig.ident.to_string(), operation);
    }
    found
}

fn methods<'a>(items: &'a [Item], of: &'a str) -> impl Iterator<Item = &'a syn::ImplItemFn> {
    items
        .iter()
        .filter_map(move |item| match item {
            Item::Impl(item) if item.trait_.is_none() && is_named(&item.self_ty, of) => Some(item),
            _ => None,
        })
        .flat_map(|item| &item.items)
        .filter_map(|item| match item {
            ImplItem::Fn(function) if is_public(&function.vis) => Some(function),
            _ => None,
        })
}

/// The parameters and the result of a builder. Its fields are `Result<T, String>`, with `T` an `Option`
/// for an optional parameter.
fn built(builders: &[Item], name: &str) -> Operation {
    let mut operation = Operation::default();
    let fields = builders.iter().find_map(|item| match item {
        Item::Struct(item) if item.ident == name => Some(&item.fields),
        _ => None,
    });
    let settable: BTreeSet<String> = methods(builders, name)
        .filter(|function| {
            function
                .sig
                .inputs
                .iter()
                .any(|input| matches!(input, FnArg::Typed(_)))
        })
        .map(|function| function.sig.ident.to_string())
        .collect();
    for field in fields.into_iter().flatten() {
        let Some(name) = field.ident.as_ref().map(ToString::to_string) else {
            continue;
        };
        if !settable.contains(&name) {
            continue;
        }
        let inner = argument(&field.ty, "Result").unwrap_or(&field.ty);
        let optional = argument(inner, "Option");
        operation.parameters.insert(
            name,
            Parameter {
                kind: spelled(optional.unwrap_or(inner)),
                required: optional.is_none(),
            },
        );
    }
    let send = methods(builders, name).find(|function| function.sig.ident == "send");
    if let Some(syn::ReturnType::Type(_, kind)) = send.map(|send| &send.sig.output) {
        let answer = argument(kind, "Result").unwrap_or(kind);
        operation.answer = spelled(argument(answer, "ResponseValue").unwrap_or(answer));
    }
    operation
}

/// Method and path, which the generator tells in the documentation only.
fn request(attributes: &[Attribute]) -> String {
    attributes
        .iter()
        .filter_map(doc)
        .find_map(|line| {
            let (method, rest) = line.trim().strip_prefix("Sends a `")?.split_once('`')?;
            let (path, _) = rest.strip_prefix(" request to `")?.split_once('`')?;
            Some(format!("{method} {path}"))
        })
        .unwrap_or_default()
}

fn doc(attribute: &Attribute) -> Option<String> {
    if !attribute.path().is_ident("doc") {
        return None;
    }
    text(&attribute.meta.require_name_value().ok()?.value)
}

fn text(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    }
}

fn declared(item: &Item) -> Option<(String, Type)> {
    let (visibility, name, attributes, shape) = match item {
        Item::Struct(item) => (
            &item.vis,
            &item.ident,
            &item.attrs,
            Shape::Struct(fields(&item.fields)),
        ),
        Item::Enum(item) => {
            let variants = item.variants.iter().map(variant).collect();
            (&item.vis, &item.ident, &item.attrs, Shape::Enum(variants))
        }
        Item::Type(item) => (
            &item.vis,
            &item.ident,
            &item.attrs,
            Shape::Alias(spelled(&item.ty)),
        ),
        _ => return None,
    };
    is_public(visibility).then(|| {
        let traits = derives(attributes);
        (name.to_string(), Type { shape, traits })
    })
}

fn fields(fields: &Fields) -> BTreeMap<String, Field> {
    fields
        .iter()
        .enumerate()
        .filter(|(_, field)| is_public(&field.vis))
        .map(|(index, field)| {
            let name = field
                .ident
                .as_ref()
                .map_or_else(|| index.to_string(), ToString::to_string);
            let wire = renamed(&field.attrs).unwrap_or_else(|| name.clone());
            let kind = spelled(&field.ty);
            (name, Field { kind, wire })
        })
        .collect()
}

fn variant(variant: &syn::Variant) -> (String, Variant) {
    let name = variant.ident.to_string();
    let wire = renamed(&variant.attrs).unwrap_or_else(|| name.clone());
    let holds = match &variant.fields {
        Fields::Unit => String::new(),
        fields => {
            let held: Vec<String> = fields
                .iter()
                .map(|field| match &field.ident {
                    Some(name) => format!("{name}: {}", spelled(&field.ty)),
                    None => spelled(&field.ty),
                })
                .collect();
            format!("({})", held.join(", "))
        }
    };
    (name, Variant { holds, wire })
}

/// The name that `#[serde(rename = "..")]` gives.
fn renamed(attributes: &[Attribute]) -> Option<String> {
    let mut name = None;
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
    {
        // An attribute that cannot be parsed does not rename.
        let _ = attribute.parse_nested_meta(|meta| {
            if let Ok(value) = meta.value() {
                let value: Expr = value.parse()?;
                if meta.path.is_ident("rename") {
                    name = text(&value);
                }
            }
            Ok(())
        });
    }
    name
}

/// The traits of every unconditional `#[derive(..)]`.
fn derives(attributes: &[Attribute]) -> BTreeSet<String> {
    let mut traits = BTreeSet::new();
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("derive"))
    {
        let _ = attribute.parse_nested_meta(|meta| {
            traits.insert(path(&meta.path));
            Ok(())
        });
    }
    traits
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn is_named(kind: &syn::Type, name: &str) -> bool {
    match kind {
        syn::Type::Path(kind) => kind
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == name),
        _ => false,
    }
}

/// The first argument of `name<..>`.
fn argument<'a>(kind: &'a syn::Type, name: &str) -> Option<&'a syn::Type> {
    let syn::Type::Path(kind) = kind else {
        return None;
    };
    let last = kind
        .path
        .segments
        .last()
        .filter(|last| last.ident == name)?;
    match &last.arguments {
        PathArguments::AngleBracketed(arguments) => {
            arguments.args.iter().find_map(|one| match one {
                GenericArgument::Type(kind) => Some(kind),
                _ => None,
            })
        }
        _ => None,
    }
}

/// A type as people write it: an item of the prelude, of `plex_api` or of the generated module
/// without its path.
fn spelled(kind: &syn::Type) -> String {
    match kind {
        syn::Type::Path(kind) => path(&kind.path),
        syn::Type::Tuple(tuple) => {
            let parts: Vec<String> = tuple.elems.iter().map(spelled).collect();
            format!("({})", parts.join(", "))
        }
        other => other.to_token_stream().to_string(),
    }
}

fn path(path: &syn::Path) -> String {
    const SHORT: [&str; 9] = [
        "std", "core", "alloc", "crate", "super", "self", "types", "wire", "serde",
    ];
    const MODULES: [&str; 10] = [
        "option",
        "string",
        "vec",
        "collections",
        "fmt",
        "str",
        "convert",
        "default",
        "boxed",
        "builder",
    ];
    let is_dropped = |name: &str| SHORT.contains(&name) || MODULES.contains(&name);
    let named: Vec<String> = path
        .segments
        .iter()
        .filter(|segment| !is_dropped(&segment.ident.to_string()))
        .map(|segment| {
            let name = segment.ident.to_string();
            match &segment.arguments {
                PathArguments::AngleBracketed(arguments) => {
                    let inner: Vec<String> = arguments
                        .args
                        .iter()
                        .map(|one| match one {
                            GenericArgument::Type(kind) => spelled(kind),
                            other => other.to_token_stream().to_string(),
                        })
                        .collect();
                    format!("{name}<{}>", inner.join(", "))
                }
                _ => name,
            }
        })
        .collect();
    named.join("::")
}
