//! Text out of foreign hands, made harmless for a terminal.

/// A sentence about what a server sent is at most so long, in characters.
const LONGEST: usize = 2_000;

/// A name that a server gave is at most so long, in characters: a title of a megabyte would push
/// everything else off the screen.
const LONGEST_NAME: usize = 200;

/// The text on one line of at most 2,000 characters, with everything that a terminal would obey in
/// place of showing it (escape sequences, other control characters, changes of the writing
/// direction) or that hides in it (characters without width) made visible or plain.
pub(crate) fn sanitize(text: &str) -> String {
    sanitize_up_to(text, LONGEST)
}

/// A name that a server gave, as [`sanitize`] and at most 200 characters long.
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

/// JSON text with the characters escaped that JSON allows as they are and terminals obey. It is
/// the same JSON: such characters stand only inside of strings.
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
        // The control pictures, such as ␛, stand in the order of the characters they show.
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\x7f' => '␡',
        '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}' => '\u{fffd}',
        c if turns_direction(c) || hides(c) => '\u{fffd}',
        c => c,
    }
}

fn needs_escape(c: char) -> bool {
    matches!(c, '\x7f'..='\u{9f}' | '\u{2028}' | '\u{2029}') || turns_direction(c) || hides(c)
}

/// Characters that take no room on their own. The joiners of emoji and of some scripts stay.
fn hides(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}'
    )
}

fn turns_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_shown() {
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
    fn json_stays_the_same_json() {
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
