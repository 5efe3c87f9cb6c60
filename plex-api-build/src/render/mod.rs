//! From the generator's syntax tree to the text of the generated file.

mod client;
mod head;
mod prose;
mod types;

pub(crate) use head::digest;

use crate::prepare::Applied;
use crate::problem::Problem;

/// The text of the generated client.
///
/// Fails if the generator's output has another shape than the passes below were written for.
pub(crate) fn client(
    mut file: syn::File,
    document: &str,
    applied: &[Applied],
) -> Result<String, Problem> {
    types::open_to_growth(&mut file)?;
    types::keep_unknown_fields_as_text(&mut file);
    client::without_own_http_client(&mut file)?;
    prose::laid_out(&mut file);
    Ok(format!(
        "{}\n{}",
        head::text(document, applied),
        prettyplease::unparse(&file)
    ))
}

/// What to say when the generator's output has changed its shape.
fn unexpected(what: &str) -> Problem {
    Problem::new(
        crate::place::Pointer::root(),
        format!("the generated code has no {what}"),
        "progenitor has changed its output: adapt plex-api-build/src/render to it",
    )
}
