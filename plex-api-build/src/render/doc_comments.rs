//! The layout of the generated file's doc comments.

use syn::visit_mut::VisitMut;
use syn::{AttrStyle, Attribute, Expr, ExprLit, Lit, Meta, parse_quote};

/// The widest line of a doc comment, without its slashes and the indent.
const WIDTH: usize = 86;

/// Lays out every doc comment of the file.
pub(crate) fn lay_out(file: &mut syn::File) {
    Docs.visit_file_mut(file);
}

struct Docs;

impl VisitMut for Docs {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        *attributes = attributes.drain(..).flat_map(lines_of).collect();
    }
}

/// One attribute per line of a doc comment, since the printer makes `/** */` of longer ones.
fn lines_of(attribute: Attribute) -> Vec<Attribute> {
    match doc_text(&attribute) {
        Some(text) => lines(&text)
            .iter()
            .map(|line| match attribute.style {
                AttrStyle::Outer => parse_quote!(#[doc = #line]),
                AttrStyle::Inner(_) => parse_quote!(#![doc = #line]),
            })
            .collect(),
        None => vec![attribute],
    }
}

fn doc_text(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(meta) = &attribute.meta else {
        return None;
    };
    if !meta.path.is_ident("doc") {
        return None;
    }
    match &meta.value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    }
}

/// The lines of a doc comment, each beginning with the space that people write behind `///`; its
/// schema dump is cut off, and its paragraphs are broken into lines.
fn lines(text: &str) -> Vec<String> {
    let text = without_schema(text);
    let mut out = Vec::new();
    let mut fenced = false;
    for line in text.trim().lines() {
        let line = line.trim_end();
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
            out.push(line.replace("```ignore", "```text"));
        } else if fenced {
            out.push(line.to_owned());
        } else {
            wrap(line, &mut out);
        }
    }
    out.iter()
        .map(|line| format!(" {line}").trim_end().to_owned())
        .collect()
}

/// Breaks a line at spaces, but never before text that Markdown would take for a list or a heading.
fn wrap(line: &str, lines: &mut Vec<String>) {
    let indent = if line.starts_with("- ") { "  " } else { "" };
    let mut current = String::new();
    for word in line.split(' ') {
        let markup = word.starts_with(['-', '+', '*', '#', '>', '='])
            || word.starts_with(|c: char| c.is_ascii_digit());
        let full = current.chars().count() + 1 + word.chars().count() > WIDTH;
        if full && !markup && !current.trim().is_empty() {
            lines.push(std::mem::replace(&mut current, indent.to_owned()));
        } else if !current.is_empty() {
            current.push(' ');
        }
        current.push_str(word);
    }
    lines.push(current);
}

/// typify adds the JSON Schema of each type; ours are files of their own.
fn without_schema(text: &str) -> String {
    match text.split_once("<details>") {
        Some((before, rest)) => {
            let after = rest.split_once("</details>").map_or("", |(_, after)| after);
            format!("{}{after}", before.trim_end())
        }
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_dump_is_cut_off_and_code_is_not_compiled() {
        let dump =
            "An id.\n\n<details><summary>JSON schema</summary>\n```json\n{}\n```\n</details>\n";
        assert_eq!(lines(dump), [" An id."]);
        assert_eq!(
            lines("a\n```ignore\nlet x = [1];\n```"),
            [" a", " ```text", " let x = [1];", " ```"]
        );
    }

    #[test]
    fn long_paragraphs_are_broken_but_not_into_lists() {
        let words = format!("- {} - b", "word ".repeat(17).trim_end());
        let lines = lines(&words);
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(
            lines[0].ends_with(" -") || lines[1].starts_with("   word"),
            "{lines:?}"
        );
    }

    #[test]
    fn every_line_is_an_attribute_of_its_own() {
        let mut file: syn::File = parse_quote! {
            #[doc = "a\n\nb"]
            #[must_use]
            fn f() {}
        };
        lay_out(&mut file);
        assert_eq!(
            prettyplease::unparse(&file),
            "/// a\n///\n/// b\n#[must_use]\nfn f() {}\n"
        );
    }
}
