//! From the generator's syntax tree to the text of the generated file.

mod client;
mod doc_comments;
mod file_header;
mod operation_table;
mod schema_list;
mod types;

pub(crate) use file_header::digest;
pub(crate) use operation_table::text as operations;
pub(crate) use schema_list::text as schemas;

use crate::diagnostic::Diagnostic;
use crate::document_spec::DocumentSpec;
use crate::transform::Applied;

/// The text of the generated client.
///
/// Fails if the generator's output has another shape than the passes below were written for.
pub(crate) fn client(
    spec: &DocumentSpec,
    mut file: syn::File,
    document: &str,
    applied: &[Applied],
) -> Result<String, Diagnostic> {
    types::adjust_types(&mut file)?;
    types::keep_unknown_fields_as_text(&mut file);
    client::without_own_http_client(&mut file)?;
    let operation_id = quote::format_ident!("{}", spec.operation_id);
    file.items.extend::<[syn::Item; 3]>([
        syn::parse_quote!(
            mod operations;
        ),
        syn::parse_quote!(
            #[cfg(feature = "schemars")]
            pub mod schemas;
        ),
        syn::parse_quote!(
            pub use operations::#operation_id;
        ),
    ]);
    doc_comments::lay_out(&mut file);
    Ok(format!(
        "{}\n{}",
        file_header::text(spec, document, applied),
        prettyplease::unparse(&file)
    ))
}

/// The diagnostic for an output of the generator that has changed its shape.
fn unexpected(what: &str) -> Diagnostic {
    Diagnostic::new(
        crate::source_map::Pointer::root(),
        format!("the generated code has no {what}"),
        "progenitor has changed its output: adapt plex-api-build/src/render to it",
    )
}
