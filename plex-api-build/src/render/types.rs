//! Attributes of the generated types: they may grow, and they can describe themselves.

use syn::{Attribute, Item, Visibility, parse_quote};

use crate::diagnostic::Diagnostic;
use crate::render::unexpected;

/// Makes every public struct and enum of `mod types` `#[non_exhaustive]`, and lets it derive
/// `JsonSchema` behind the feature `schemars`. The builders are left alone.
pub(crate) fn open_to_growth(file: &mut syn::File) -> Result<(), Diagnostic> {
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
    fn output_without_types_is_a_diagnostic() {
        let diagnostic = open_to_growth(&mut parse_quote!()).unwrap_err();
        assert!(diagnostic.what.contains("`mod types`"), "{diagnostic}");
    }
}
