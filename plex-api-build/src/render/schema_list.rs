//! The generated list of components with the JSON Schemas of their Rust types, for a test that compares
//! them with the document.

use openapiv3::Components;
use quote::quote;

use crate::document_spec::{DocumentSpec, TypeOverride};
use crate::render::file_header;
use crate::rust_names::pascal;

/// The text of `schemas.rs`.
///
/// Fails if a type of the table of replacements is no type.
pub(crate) fn text(spec: &DocumentSpec, components: &Components) -> Result<String, syn::Error> {
    let mut rows = Vec::new();
    for name in components.schemas.keys() {
        let replaced = TypeOverride::of(spec.type_overrides, name).map(|row| row.rust.to_owned());
        let rust = replaced
            .or_else(|| spec.list_type(components, name))
            .unwrap_or_else(|| format!("{}::types::{}", spec.module(), pascal(name)));
        let rust: syn::Type = syn::parse_str(&rust)?;
        rows.push(quote!(row::<#rust>(#name)));
    }
    let mut file: syn::File = syn::parse_quote! {
        use schemars::{JsonSchema, Schema, schema_for};

        /// Every component by its name, with the schema of its Rust type.
        #[must_use]
        pub fn all() -> Vec<(&'static str, Schema)> {
            Vec::from([#(#rows),*])
        }

        fn row<T: JsonSchema>(name: &'static str) -> (&'static str, Schema) {
            (name, schema_for!(T))
        }
    };
    super::doc_comments::lay_out(&mut file);
    Ok(format!(
        "{}\n{}",
        file_header::of_schemas(spec),
        prettyplease::unparse(&file)
    ))
}
