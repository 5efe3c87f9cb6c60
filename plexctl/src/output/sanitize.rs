//! Makes text from other programs harmless for a terminal.

/// The maximum length of a sentence about server data, in characters.
const LONGEST: usize = 2_000;

/// The maximum length of a name from a server, in characters: a title of a megabyte would push
/// everything else off the screen.
const LONGEST_NAME: usize = 200;

/// Returns the text as one line of at most 2,000 characters. Characters that a terminal would act
/// on instead of showing (escape sequences, other control characters, changes of the writing
/// direction) or that are invisible become visible or plain.
pub(crate) fn sanitize(text: &str) -> String {
    sanitize_up_to(text, LONGEST)
}

/// As [`sanitize`], for a name: at most 200 characters.
pub(crate) fn sanitize_name(text: &str) -> String {
    sanitize_up_to(text, LONGEST_NAME)
}

fn sanitize_up_to(text: &str, longest: usize) -> String {
    let mut safe: String = text.chars().take(longest).map(make_harmless).collect();
    if text.chars().nth(longest).is_some() {
        safe.pop();
        safe.push('…');
    }
    safe
}

/// Escapes the characters that JSON allows unescaped and terminals act on. The JSON stays
/// equivalent, because such characters only occur inside strings.
pub(crate) fn sanitize_json(json: &str) -> String {
    if !json.chars().any(needs_escape) {
        return json.to_owned();
    }
    let mut safe = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if needs_escape(c) {
            safe.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            safe.push(c);
        }
    }
    safe
}

fn make_harmless(c: char) -> char {
    match c {
        '\t' | '\n' | '\r' => ' ',
        // The control pictures, such as ␛, have the order of the characters that they show.
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\x7f' => '␡',
        '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}' => '\u{fffd}',
        c if changes_direction(c) || is_invisible(c) => '\u{fffd}',
        c => c,
    }
}

fn needs_escape(c: char) -> bool {
    matches!(c, '\x7f'..='\u{9f}' | '\u{2028}' | '\u{2029}')
        || changes_direction(c)
        || is_invisible(c)
}

/// Invisible characters. The joiners of emoji and of some scripts are allowed.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}'
    )
}

fn changes_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_a_terminal_acts_on_become_visible() {
        for (text, expected) in [
            ("Scanning Movies", "Scanning Movies"),
            ("Amélie 千と千尋 🎬", "Amélie 千と千尋 🎬"),
            ("\x1b[2J\x1b]0;owned\x07", "␛[2J␛]0;owned␇"),
            ("a\r\nb\tc", "a  b c"),
            ("\u{9b}31mred\u{7f}", "\u{fffd}31mred␡"),
            ("abc\u{202e}fdp.exe", "abc\u{fffd}fdp.exe"),
            (
                "a\u{2066}b\u{200b}c\u{feff}d",
                "a\u{fffd}b\u{fffd}c\u{fffd}d",
            ),
            (
                "\x1b]8;;http://evil\x1b\\here\x1b]8;;\x1b\\",
                "␛]8;;http://evil␛\\here␛]8;;␛\\",
            ),
            ("a\0b", "a␀b"),
            ("👨\u{200d}👩", "👨\u{200d}👩"),
        ] {
            assert_eq!(sanitize(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_name_and_a_sentence_are_of_bounded_length() {
        let long = "é".repeat(1 << 20);
        assert_eq!(sanitize(&long).chars().count(), LONGEST);
        let name = sanitize_name(&long);
        assert_eq!(name.chars().count(), LONGEST_NAME);
        assert!(name.ends_with("é…"));
        assert_eq!(
            sanitize_name("x".repeat(LONGEST_NAME).as_str()).len(),
            LONGEST_NAME
        );
    }

    #[test]
    fn sanitized_json_is_equivalent() {
        let value = serde_json::json!({"title": "\x1b[2J \u{9b}31m \u{7f} \u{202e} é"});
        let json = sanitize_json(&value.to_string());
        assert!(
            !json.contains(['\x1b', '\u{9b}', '\u{7f}', '\u{202e}']),
            "{json}"
        );
        let back: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(back, value);
    }
}
