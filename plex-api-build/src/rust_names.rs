//! The names that the generator gives: its rules, so that the lint sees collisions before it does,
//! and the table of operations finds its methods.

use heck::{ToPascalCase, ToSnakeCase};
use unicode_ident::{is_xid_continue, is_xid_start};

/// Words that the generator does not accept as an identifier.
const KEYWORDS: [&str; 53] = [
    "Self", "_", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// The Rust name of a parameter or a field.
pub(crate) fn snake(name: &str) -> String {
    identifier(name, "x", ToSnakeCase::to_snake_case)
}

/// The Rust name of a method of the client.
pub(crate) fn method(operation_id: &str) -> String {
    identifier(operation_id, "_", ToSnakeCase::to_snake_case)
}

/// The Rust name of a type or a variant.
pub(crate) fn pascal(name: &str) -> String {
    identifier(name, "X", ToPascalCase::to_pascal_case)
}

/// `prefix` makes an identifier of a name that begins with a digit.
fn identifier(name: &str, prefix: &str, to_case: fn(&str) -> String) -> String {
    let cased = match name {
        "+1" => "plus1".to_owned(),
        "-1" => "minus1".to_owned(),
        _ => to_case(&name.replace('\'', "").replace(|c| !is_xid_continue(c), "-")),
    };
    let whole = match cased.chars().next() {
        None => to_case("x"),
        Some(first) if is_xid_start(first) => cased,
        Some(_) => format!("{prefix}{cased}"),
    };
    if KEYWORDS.contains(&whole.as_str()) {
        format!("{whole}_")
    } else {
        whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_generator() {
        assert_eq!(snake("librarySectionID"), "library_section_id");
        assert_eq!(snake("X-Plex-Token"), "x_plex_token");
        assert_eq!(snake("type"), "type_");
        assert_eq!(snake("gen"), "gen_");
        assert_eq!(snake("type!"), "type_");
        assert_eq!(snake("Guid"), snake("guid"));
        assert_eq!(snake("4k"), "x4k");
        assert_eq!(snake("-"), "x");
        assert_eq!(method("4k"), "_4k");
        assert_eq!(pascal("getServerActivities"), "GetServerActivities");
        assert_eq!(pascal("self"), "Self_");
    }
}
