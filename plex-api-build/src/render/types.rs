//! The generated types: they may grow, they can describe themselves, and they keep unknown fields as
//! text.

use quote::{ToTokens as _, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Item, Type, Visibility, parse_quote};

use crate::problem::Problem;
use crate::render::unexpected;

/// Makes every public struct and enum of `mod types` `#[non_exhaustive]`, and lets it derive
/// `JsonSchema` behind the feature `schemars`. The builders are left alone.
pub(crate) fn open_to_growth(file: &mut syn::File) -> Result<(), Problem> {
    let types = file
        .items
        .iter_mut()
        .find_map(|item| match item {
            Item::Mod(module) if module.ident == "types" => module.content.as_mut(),
            _ => None,
        })
        .map(|(_, items)| items)
        .ok_or_else(|| unexpected("`mod types`"))?;
    for item in types {
        match item {
            Item::Struct(item) if is_public(&item.vis) => add_to(&mut item.attrs),
            Item::Enum(item) if is_public(&item.vis) => add_to(&mut item.attrs),
            _ => {}
        }
    }
    Ok(())
}

/// Lets the field `extra` be of the type that keeps unknown fields as text. The generator has no
/// setting for it: it always writes a map of decoded values.
pub(crate) fn keep_unknown_fields_as_text(file: &mut syn::File) {
    struct Replace {
        map: String,
    }

    impl VisitMut for Replace {
        fn visit_type_mut(&mut self, node: &mut Type) {
            if node.to_token_stream().to_string() == self.map {
                *node = parse_quote!(crate::wire::UnknownFields);
            }
            visit_mut::visit_type_mut(self, node);
        }
    }

    let map = quote!(::serde_json::Map<::std::string::String, ::serde_json::Value>).to_string();
    Replace { map }.visit_file_mut(file);
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Behind the derives: `#[serde(..)]` must not stand before the derive that it belongs to.
fn add_to(attributes: &mut Vec<Attribute>) {
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
        open_to_growth(&mut file).unwrap();
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
    fn unknown_fields_are_text_wherever_they_are_named() {
        let mut file: syn::File = parse_quote! {
            pub struct A {
                #[serde(flatten)]
                pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                pub other: ::serde_json::Value,
            }
            struct Builder(Result<::serde_json::Map<::std::string::String, ::serde_json::Value>, ()>);
        };
        keep_unknown_fields_as_text(&mut file);
        let expected: syn::File = parse_quote! {
            pub struct A {
                #[serde(flatten)]
                pub extra: crate::wire::UnknownFields,
                pub other: ::serde_json::Value,
            }
            struct Builder(Result<crate::wire::UnknownFields, ()>);
        };
        assert_eq!(
            prettyplease::unparse(&file),
            prettyplease::unparse(&expected)
        );
    }

    #[test]
    fn output_without_types_is_a_problem() {
        let problem = open_to_growth(&mut parse_quote!()).unwrap_err();
        assert!(problem.what.contains("`mod types`"), "{problem}");
    }
}
