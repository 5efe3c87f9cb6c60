//! The page, and the policy that lets a browser run only this page's own script and style.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// One file that loads nothing else, so it works without a network.
pub(crate) const PAGE: &str = include_str!("page.html");

/// The `Content-Security-Policy` of every response.
///
/// It allows script and style by their digest. So the name of an activity could not run as a
/// script, even if it were inserted into the page as markup.
pub(crate) fn build_policy() -> String {
    format!(
        "default-src 'none'; script-src {}; style-src {}; connect-src 'self'; img-src data:; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        digest(find_between("<script>", "</script>")),
        digest(find_between("<style>", "</style>")),
    )
}

fn digest(content: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(content)))
}

fn find_between(start: &str, end: &str) -> &'static str {
    let rest = PAGE.split_once(start).map_or("", |(_, rest)| rest);
    rest.split_once(end).map_or("", |(content, _)| content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn script_and_style_are_one_each_and_have_no_attributes() {
        for (tag, end) in [("<script", "</script>"), ("<style", "</style>")] {
            assert_eq!(PAGE.matches(tag).count(), 1, "{tag}");
            assert!(!find_between(&format!("{tag}>"), end).is_empty(), "{tag}");
        }
        assert!(!PAGE.contains(" style="), "the policy forbids it");
        assert!(!PAGE.contains(" onclick="), "the policy forbids it");
    }

    #[test]
    fn nothing_is_fetched_from_elsewhere() {
        for outside in ["http:", "https:", "src=", "url(", "@import", "import("] {
            assert!(!PAGE.contains(outside), "{outside}");
        }
    }

    #[test]
    fn what_a_server_says_cannot_become_markup() {
        for way in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "DOMParser",
            "eval(",
            "Function(",
            "setHTML",
            "createContextualFragment",
        ] {
            assert!(!PAGE.contains(way), "{way}");
        }
        assert!(!build_policy().contains("unsafe"));
    }
}
