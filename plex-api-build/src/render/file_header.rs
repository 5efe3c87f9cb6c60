//! The head of the generated file: its purpose, its generator, and the parts that it leaves out.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::document_spec::DocumentSpec;
use crate::generate::PROGENITOR;
use crate::transform::Applied;

/// The widest line of the head.
const WIDTH: usize = 100;
/// So many places are named for each adaptation; the rest is counted.
const PLACES: usize = 3;

/// The head for a document and the adaptations it needed.
pub(crate) fn text(spec: &DocumentSpec, document: &str, applied: &[Applied]) -> String {
    let digest = digest(document);
    let mut head = format!(
        "//! The client generated from `{}`. Do not edit: `cargo xtask regen` makes it.\n//!\n//! Document: SHA-256 `{digest}`.\n//! Generator: progenitor {PROGENITOR}.\n//!\n",
        spec.path
    );
    if applied.is_empty() {
        head.push_str("//! The document needed no adaptation.\n");
        return head;
    }
    head.push_str("//! Adaptations of the document to what the generator can express:\n");
    for adaptation in applied {
        let count = adaptation.places.len();
        let plural = if count == 1 { "place" } else { "places" };
        let mut item = format!("`{}`, {count} {plural} (", adaptation.name);
        let named: Vec<String> = adaptation
            .places
            .iter()
            .take(PLACES)
            .map(|place| format!("`{place}`"))
            .collect();
        item.push_str(&named.join(", "));
        if count > PLACES {
            let _ = write!(item, " and {} more", count - PLACES);
        }
        let _ = write!(item, "): {}.", adaptation.why);
        wrap(&mut head, &item);
    }
    head
}

/// The header of the table of operations. It has no digest, so the file changes only with its table.
pub(crate) fn of_operations(spec: &DocumentSpec) -> String {
    format!(
        "//! The operations of `{}`. Do not edit: `cargo xtask regen` makes it.\n//!\n\
         //! The facts in each row come from the responses and the `x-plex-*` extensions there.\n",
        spec.path
    )
}

/// The header of the list of schemas. It has no digest, as that of the table of operations.
pub(crate) fn of_schemas(spec: &DocumentSpec) -> String {
    let document = spec.path;
    format!(
        "//! The components of `{document}`, with the JSON Schemas of their Rust types. Do not edit:\n\
         //! `cargo xtask regen` makes it.\n"
    )
}

/// The SHA-256 of a text in hexadecimal digits.
pub(crate) fn digest(text: &str) -> String {
    let mut digits = String::new();
    for byte in Sha256::digest(text.as_bytes()) {
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

/// Adds a list item, broken at spaces.
fn wrap(head: &mut String, item: &str) {
    let mut line = String::from("//! -");
    for word in item.split_whitespace() {
        if line.chars().count() + 1 + word.chars().count() > WIDTH {
            head.push_str(&line);
            head.push('\n');
            line = String::from("//!  ");
        }
        line.push(' ');
        line.push_str(word);
    }
    head.push_str(&line);
    head.push('\n');
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::document_spec::testing::SPEC;
    use crate::source_map::Pointer;

    #[test]
    fn the_head_names_digest_generator_and_adaptations() {
        let places = ["a", "b", "c", "d", "e"]
            .map(|name| Pointer::root().child(name))
            .to_vec();
        let applied = [Applied {
            name: "errors-raw",
            why: "they differ",
            places,
        }];
        assert_eq!(
            text(&SPEC, "openapi: 3.0.3\n", &applied),
            "\
//! The client generated from `openapi/plex.yaml`. Do not edit: `cargo xtask regen` makes it.
//!
//! Document: SHA-256 `faa4988e76ddd0d66e9c95e3d7da6faecc44be96bf988ac35b22dd39213ff509`.
//! Generator: progenitor 0.15.1.
//!
//! Adaptations of the document to what the generator can express:
//! - `errors-raw`, 5 places (`/a`, `/b`, `/c` and 2 more): they differ.
"
        );
    }

    #[test]
    fn long_lines_are_broken() {
        let mut head = String::new();
        wrap(&mut head, &"word ".repeat(40));
        assert!(head.lines().all(|line| line.len() <= WIDTH), "{head}");
        assert_eq!(head.lines().count(), 3);
    }

    #[test]
    fn the_named_generator_is_the_one_in_the_lock_file() {
        // Beside this crate in its package, and one folder up in the workspace.
        let folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().take(2);
        let mut files = folders.map(|folder| folder.join("Cargo.lock"));
        let file = files.find(|file| file.is_file()).unwrap();
        let lock = std::fs::read_to_string(file).unwrap();
        let wanted = format!("name = \"progenitor\"\nversion = \"{PROGENITOR}\"\n");
        assert!(
            lock.contains(&wanted),
            "state the locked version in generate.rs"
        );
    }
}
