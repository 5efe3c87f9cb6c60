//! The names the generator will give: enough of its rules to see collisions before it does.

use heck::{ToPascalCase, ToSnakeCase};

/// The Rust name of a method, a parameter or a field.
pub(crate) fn snake(name: &str) -> String {
    identifier(cleaned(name).to_snake_case())
}

/// The Rust name of a type.
pub(crate) fn pascal(name: &str) -> String {
    identifier(cleaned(name).to_pascal_case())
}

fn cleaned(name: &str) -> String {
    name.replace('\'', "")
        .replace(|c: char| !(c.is_alphanumeric() || c == '_'), "-")
}

fn identifier(name: String) -> String {
    if syn::parse_str::<syn::Ident>(&name).is_ok() {
        name
    } else if name.starts_with(|c: char| c.is_alphabetic()) {
        format!("{name}_")
    } else {
        format!("x{name}")
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
        assert_eq!(snake("type!"), "type_");
        assert_eq!(snake("Guid"), snake("guid"));
        assert_eq!(pascal("getServerActivities"), "GetServerActivities");
        assert_eq!(snake("4k"), "x4k");
    }
}
