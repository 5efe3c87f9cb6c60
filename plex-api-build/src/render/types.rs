//! The generated types: their derives, the initial values of their builders, and that they keep unknown
//! fields as text.

use std::collections::{BTreeMap, BTreeSet};

use quote::{ToTokens as _, quote};
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{
    Attribute, Expr, Fields, Ident, Item, ItemImpl, Path, Token, Type, Visibility, parse_quote,
};

use crate::diagnostic::Diagnostic;
use crate::render::unexpected;

/// Makes every public struct and enum of `mod types` `#[non_exhaustive]`, lets it derive
/// `JsonSchema` behind the feature `schemars`, and leaves `Eq` and `Hash` off if it reaches a float.
/// In the builders, the map of unknown fields is optional.
pub(crate) fn adjust_types(file: &mut syn::File) -> Result<(), Diagnostic> {
    let types = file
        .items
        .iter_mut()
        .find_map(|item| match item {
            Item::Mod(module) if module.ident == "types" => module.content.as_mut(),
            _ => None,
        })
        .map(|(_, items)| items)
        .ok_or_else(|| unexpected("`mod types`"))?;
    let inexact = types_with_floats(types);
    let mut flattened = FlattenedFields::default();
    for item in &mut *types {
        let (name, visibility, attributes) = match item {
            Item::Struct(item) => {
                flattened.add(&item.ident, &item.fields);
                (&item.ident, &item.vis, &mut item.attrs)
            }
            Item::Enum(item) => (&item.ident, &item.vis, &mut item.attrs),
            _ => continue,
        };
        if inexact.contains(name) {
            without_eq_and_hash(attributes)?;
        }
        if is_public(visibility) {
            open_to_growth(attributes);
        }
    }
    let builders = types.iter_mut().find_map(|item| match item {
        Item::Mod(module) if module.ident == "builder" => module.content.as_mut(),
        _ => None,
    });
    for item in builders.into_iter().flat_map(|(_, items)| items) {
        if let Item::Impl(item) = item {
            flattened.default_in(item);
        }
    }
    Ok(())
}

/// The types that are or hold an `f32` or an `f64`, directly or through other types.
fn types_with_floats(items: &[Item]) -> BTreeSet<Ident> {
    let mentioned: Vec<(&Ident, BTreeSet<String>)> = items
        .iter()
        .filter_map(|item| {
            let mut mentions = Mentions::default();
            let name = match item {
                Item::Struct(item) => {
                    mentions.visit_fields(&item.fields);
                    &item.ident
                }
                Item::Enum(item) => {
                    for variant in &item.variants {
                        mentions.visit_fields(&variant.fields);
                    }
                    &item.ident
                }
                _ => return None,
            };
            Some((name, mentions.0))
        })
        .collect();
    let mut known = BTreeSet::from(["f32".to_owned(), "f64".to_owned()]);
    let mut found = BTreeSet::new();
    loop {
        let before = found.len();
        for (name, mentions) in &mentioned {
            if !mentions.is_disjoint(&known) {
                known.insert(name.to_string());
                found.insert((*name).clone());
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

/// The last names of all paths in a type: `f64` and `Vec` of `::std::vec::Vec<f64>`.
#[derive(Default)]
struct Mentions(BTreeSet<String>);

impl<'ast> Visit<'ast> for Mentions {
    fn visit_path(&mut self, path: &'ast Path) {
        if let Some(last) = path.segments.last() {
            self.0.insert(last.ident.to_string());
        }
        visit::visit_path(self, path);
    }
}

/// Takes `Eq` and `Hash` from the derives.
fn without_eq_and_hash(attributes: &mut [Attribute]) -> Result<(), Diagnostic> {
    for attribute in attributes {
        if !attribute.path().is_ident("derive") {
            continue;
        }
        let derives = attribute
            .parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated)
            .map_err(|_| unexpected("list of traits in a `derive`"))?;
        let kept: Punctuated<Path, Token![,]> = derives
            .into_iter()
            .filter(|path| !path.is_ident("Eq") && !path.is_ident("Hash"))
            .collect();
        *attribute = parse_quote!(#[derive(#kept)]);
    }
    Ok(())
}

/// The fields that hold the properties without a name in the schema, by struct.
#[derive(Default)]
struct FlattenedFields(BTreeMap<String, Vec<Ident>>);

impl FlattenedFields {
    fn add(&mut self, name: &Ident, fields: &Fields) {
        let flattened: Vec<Ident> = fields
            .iter()
            .filter(|field| is_map(&field.ty) && field.attrs.iter().any(is_flatten))
            .filter_map(|field| field.ident.clone())
            .collect();
        if !flattened.is_empty() {
            self.0.insert(name.to_string(), flattened);
        }
    }

    /// Lets `impl Default for` a builder begin with an empty map, where the generator asks for one.
    fn default_in(&self, item: &mut ItemImpl) {
        let is_default = item
            .trait_
            .as_ref()
            .and_then(|(path, _)| path.segments.last())
            .is_some_and(|last| last.ident == "Default");
        let Type::Path(path) = &*item.self_ty else {
            return;
        };
        let name = path.path.segments.last().map(|last| last.ident.to_string());
        if is_default && let Some(fields) = name.and_then(|name| self.0.get(&name)) {
            BeginEmpty(fields).visit_item_impl_mut(item);
        }
    }
}

struct BeginEmpty<'a>(&'a [Ident]);

impl VisitMut for BeginEmpty<'_> {
    fn visit_field_value_mut(&mut self, field: &mut syn::FieldValue) {
        let is_one =
            |name: &syn::Member| matches!(name, syn::Member::Named(name) if self.0.contains(name));
        if is_one(&field.member) {
            let empty: Expr = parse_quote!(Ok(::std::default::Default::default()));
            field.expr = empty;
        }
        visit_mut::visit_field_value_mut(self, field);
    }
}

fn is_map(kind: &Type) -> bool {
    match kind {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == "Map" || last.ident == "BTreeMap"),
        _ => false,
    }
}

fn is_flatten(attribute: &Attribute) -> bool {
    let mut found = false;
    if attribute.path().is_ident("serde") {
        // An error only ends the search in this attribute.
        let _ = attribute.parse_nested_meta(|meta| {
            found |= meta.path.is_ident("flatten");
            Ok(())
        });
    }
    found
}

/// Lets the field `extra` be of the type that keeps unknown fields as text. The generator has no
/// setting for it: it always writes a map of decoded values.
///
/// A schema that is nothing but a map stays one: only structs with a flattened map, and their
/// builders and implementations, are changed.
pub(crate) fn keep_unknown_fields_as_text(file: &mut syn::File) {
    struct Owners<'a>(&'a mut BTreeSet<String>);

    impl<'ast> Visit<'ast> for Owners<'_> {
        fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
            let is_flattened =
                |field: &syn::Field| is_map(&field.ty) && field.attrs.iter().any(is_flatten);
            if item.fields.iter().any(is_flattened) {
                self.0.insert(item.ident.to_string());
            }
        }
    }

    struct Replace {
        owners: BTreeSet<String>,
        map: String,
        is_inside: bool,
    }

    impl Replace {
        fn inside(&mut self, name: Option<&Ident>, visit: impl FnOnce(&mut Self)) {
            self.is_inside = name.is_some_and(|name| self.owners.contains(&name.to_string()));
            visit(self);
            self.is_inside = false;
        }
    }

    impl VisitMut for Replace {
        fn visit_item_struct_mut(&mut self, item: &mut syn::ItemStruct) {
            let name = item.ident.clone();
            self.inside(Some(&name), |this| {
                visit_mut::visit_item_struct_mut(this, item);
            });
        }

        fn visit_item_impl_mut(&mut self, item: &mut ItemImpl) {
            let name = match &*item.self_ty {
                Type::Path(path) => path.path.segments.last().map(|last| last.ident.clone()),
                _ => None,
            };
            self.inside(name.as_ref(), |this| {
                visit_mut::visit_item_impl_mut(this, item);
            });
        }

        fn visit_type_mut(&mut self, node: &mut Type) {
            if self.is_inside && node.to_token_stream().to_string() == self.map {
                *node = parse_quote!(crate::wire::UnknownFields);
            }
            visit_mut::visit_type_mut(self, node);
        }
    }

    let mut owners = BTreeSet::new();
    Owners(&mut owners).visit_file(file);
    let map = quote!(::serde_json::Map<::std::string::String, ::serde_json::Value>).to_string();
    let is_inside = false;
    Replace {
        owners,
        map,
        is_inside,
    }
    .visit_file_mut(file);
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// After the derives: `#[serde(..)]` must not be before the derive that it belongs to.
fn open_to_growth(attributes: &mut Vec<Attribute>) {
    let behind = attributes
        .iter()
        .rposition(|attribute| attribute.path().is_ident("derive"))
        .map_or(attributes.len(), |last| last + 1);
    let added: [Attribute; 2] = [
        parse_quote!(#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]),
        parse_quote!(#[non_exhaustive]),
    ];
    attributes.splice(behind..behind, added);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structs_and_enums_get_both_attributes_behind_their_derives() {
        let mut file: syn::File = parse_quote! {
            pub mod types {
                #[derive(Clone)]
                #[serde(transparent)]
                pub struct A(pub u8);
                #[derive(Clone)]
                pub enum B { C }
                struct Private;
                pub mod builder { pub struct A; }
            }
        };
        adjust_types(&mut file).unwrap();
        let expected: syn::File = parse_quote! {
            pub mod types {
                #[derive(Clone)]
                #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
                #[non_exhaustive]
                #[serde(transparent)]
                pub struct A(pub u8);
                #[derive(Clone)]
                #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
                #[non_exhaustive]
                pub enum B { C }
                struct Private;
                pub mod builder { pub struct A; }
            }
        };
        assert_eq!(
            prettyplease::unparse(&file),
            prettyplease::unparse(&expected)
        );
    }

    #[test]
    fn eq_and_hash_are_left_off_where_a_float_is_reached() {
        let mut file: syn::File = parse_quote! {
            pub mod types {
                #[derive(Clone, Eq, Hash, PartialEq)]
                struct Far(::std::vec::Vec<Middle>);
                #[derive(Clone, Eq, Hash, PartialEq)]
                enum Middle { A { b: ::std::option::Option<Near> }, C }
                #[derive(Clone, Eq, Hash, PartialEq)]
                struct Near { a: f32 }
                #[derive(Clone, Eq, Hash, PartialEq)]
                struct Other { a: i64 }
            }
        };
        adjust_types(&mut file).unwrap();
        let expected: syn::File = parse_quote! {
            pub mod types {
                #[derive(Clone, PartialEq)]
                struct Far(::std::vec::Vec<Middle>);
                #[derive(Clone, PartialEq)]
                enum Middle { A { b: ::std::option::Option<Near> }, C }
                #[derive(Clone, PartialEq)]
                struct Near { a: f32 }
                #[derive(Clone, Eq, Hash, PartialEq)]
                struct Other { a: i64 }
            }
        };
        assert_eq!(
            prettyplease::unparse(&file),
            prettyplease::unparse(&expected)
        );
    }

    #[test]
    fn unknown_fields_are_text_and_other_maps_stay() {
        let mut file: syn::File = parse_quote! {
            pub struct A {
                #[serde(flatten)]
                pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                pub other: ::serde_json::Value,
            }
            pub struct Free(pub ::serde_json::Map<::std::string::String, ::serde_json::Value>);
            pub mod builder {
                pub struct A {
                    extra: Result<::serde_json::Map<::std::string::String, ::serde_json::Value>, ()>,
                }
            }
        };
        keep_unknown_fields_as_text(&mut file);
        let expected: syn::File = parse_quote! {
            pub struct A {
                #[serde(flatten)]
                pub extra: crate::wire::UnknownFields,
                pub other: ::serde_json::Value,
            }
            pub struct Free(pub ::serde_json::Map<::std::string::String, ::serde_json::Value>);
            pub mod builder {
                pub struct A {
                    extra: Result<crate::wire::UnknownFields, ()>,
                }
            }
        };
        assert_eq!(
            prettyplease::unparse(&file),
            prettyplease::unparse(&expected)
        );
    }

    #[test]
    fn a_builder_does_not_ask_for_unknown_fields() {
        let mut file: syn::File = parse_quote! {
            pub mod types {
                struct A {
                    extra: ::serde_json::Map<String, String>,
                    #[serde(flatten)]
                    rest: ::serde_json::Map<String, String>,
                }
                pub mod builder {
                    impl ::std::default::Default for A {
                        fn default() -> Self {
                            Self {
                                extra: Err("no value supplied for extra".to_string()),
                                rest: Err("no value supplied for rest".to_string()),
                            }
                        }
                    }
                }
            }
        };
        adjust_types(&mut file).unwrap();
        let text = prettyplease::unparse(&file);
        assert!(text.contains("no value supplied for extra"), "{text}");
        assert!(
            text.contains("rest: Ok(::std::default::Default::default())"),
            "{text}"
        );
    }

    #[test]
    fn output_without_types_is_a_diagnostic() {
        let diagnostic = adjust_types(&mut parse_quote!()).unwrap_err();
        assert!(diagnostic.what.contains("`mod types`"), "{diagnostic}");
    }
}
