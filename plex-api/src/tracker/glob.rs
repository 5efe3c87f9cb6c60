//! Patterns for activity types: `*` and `?`, nothing else.

/// Whether all of `text` fits `pattern`: `*` stands for any characters or none, `?` for exactly one,
/// every other character for itself.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let mut pattern_left = pattern.chars();
    let mut text_left = text.chars();
    // Where to go on after the last `*` when what follows it turns out not to fit.
    let mut retry = None;
    loop {
        let here = (pattern_left.clone(), text_left.clone());
        match (pattern_left.next(), text_left.next()) {
            (None, None) => return true,
            (Some('*'), _) => {
                text_left = here.1;
                retry = Some((pattern_left.clone(), text_left.clone()));
            }
            (Some('?'), Some(_)) => {}
            (Some(wanted), Some(found)) if wanted == found => {}
            _ => {
                let Some((after_star, mut from)) = retry.take() else {
                    return false;
                };
                if from.next().is_none() {
                    return false;
                }
                pattern_left = after_star.clone();
                text_left = from.clone();
                retry = Some((after_star, from));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_is_anything_and_a_question_mark_is_one_character() {
        for (pattern, text, expected) in [
            ("", "", true),
            ("", "a", false),
            ("*", "", true),
            ("*", "library.update.section", true),
            ("library.*", "library.update.section", true),
            ("library.*", "library.", true),
            ("library.*", "library", false),
            ("library.*", "my.library.update", false),
            ("*.section", "library.update.section", true),
            ("*.section", "library.update.sections", false),
            ("library.*.section", "library.update.section", true),
            ("library.*.section", "library.section", false),
            ("*.update.*", "library.update.section", true),
            ("**", "x", true),
            ("*a*a*", "banana", true),
            ("*a*a*a*a*", "banana", false),
            ("*nab", "bananab", true),
            ("b?tler", "butler", true),
            ("b?tler", "btler", false),
            ("?", "ü", true),
            ("?", "", false),
            ("butler", "butler", true),
            ("butler", "Butler", false),
            ("[ab]", "a", false),
            ("*?", "", false),
            ("*?", "x", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern:?} and {text:?}");
        }
    }

    #[test]
    fn many_stars_do_not_take_for_ever() {
        let text = "a".repeat(2_000);
        let pattern = format!("{}b", "a*".repeat(200));
        assert!(!matches(&pattern, &text));
    }
}
