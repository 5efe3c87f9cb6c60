//! Makes the document's prose safe for rustdoc.
//!
//! Descriptions are written for people who read YAML: `[x]` would be a link to nothing, `<T>` an
//! HTML tag, and a bare URL no link at all. Nothing is lost by it, so it is not reported.

use serde_norway::Value;

use crate::document::{is_data, walk_mut};

/// Disarms every description and summary.
pub(crate) fn escape_markdown(root: &mut Value) {
    walk_mut(root, &mut |pointer, value| {
        if is_data(pointer) {
            return;
        }
        for key in ["description", "summary"] {
            if let Some(Value::String(text)) = value.get_mut(key) {
                *text = escape_text(text);
            }
        }
    });
}

/// Outside of backticks: brackets and angle brackets escaped, URLs linked.
fn escape_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, part) in text.split('`').enumerate() {
        if index > 0 {
            out.push('`');
        }
        if index % 2 == 1 {
            out.push_str(part);
            continue;
        }
        for (index, word) in part.split(' ').enumerate() {
            if index > 0 {
                out.push(' ');
            }
            out.push_str(&escape_word(word));
        }
    }
    out
}

fn escape_word(word: &str) -> String {
    if word.contains("](") || word.starts_with('<') && word.contains("://") {
        return word.to_owned();
    }
    let start = ["https://", "http://"]
        .iter()
        .filter_map(|scheme| word.find(scheme))
        .min();
    if let Some((before, url)) = start.and_then(|at| word.split_at_checked(at)) {
        let end = url
            .trim_end_matches(['.', ',', ';', ':', ')', '!', '?'])
            .len();
        if let Some((url, after)) = url.split_at_checked(end) {
            return format!("{before}<{url}>{after}");
        }
    }
    let mut out = String::with_capacity(word.len());
    for character in word.chars() {
        if matches!(character, '[' | ']' | '<') {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::testing::yaml;

    #[test]
    fn brackets_tags_and_urls_are_disarmed_outside_of_code() {
        for (before, after) in [
            ("a list [x] of <T>", "a list \\[x\\] of \\<T>"),
            ("`[x]` and `<T>` stay", "`[x]` and `<T>` stay"),
            ("see https://plex.tv/a.", "see <https://plex.tv/a>."),
            ("(http://plex.tv)", "(<http://plex.tv>)"),
            ("[here](https://plex.tv)", "[here](https://plex.tv)"),
            ("<https://plex.tv>", "<https://plex.tv>"),
            ("", ""),
        ] {
            assert_eq!(escape_text(before), after);
        }
    }

    #[test]
    fn examples_and_properties_called_description_are_no_prose() {
        let mut root = yaml(
            "
description: '[a]'
properties: {description: {description: '<b>'}}
a: {default: {description: '<c>'}}
",
        );
        escape_markdown(&mut root);
        let after = yaml(
            r"
description: '\[a\]'
properties: {description: {description: '\<b>'}}
a: {default: {description: '<c>'}}
",
        );
        assert_eq!(root, after);
    }
}
