//! Makes text from other programs harmless for a terminal.

use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};

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

/// Like [`sanitize`], for a name: at most 200 characters.
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

/// Returns `true` if a terminal shows anything of the text but space.
pub(crate) fn is_visible(text: &str) -> bool {
    text.chars().any(|c| !c.is_whitespace() && !is_invisible(c))
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
            // JSON writes a character beyond U+FFFF as two units.
            for unit in c.encode_utf16(&mut [0; 2]) {
                safe.push_str(&format!("\\u{unit:04x}"));
            }
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
        c if is_hidden(c) => '\u{fffd}',
        c => c,
    }
}

/// Alone, the characters that names may contain between others show nothing either.
fn is_invisible(c: char) -> bool {
    is_hidden(c) || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

/// JSON texts contain no other control characters unescaped.
fn needs_escape(c: char) -> bool {
    c > '\x7e' && is_hidden(c)
}

/// Returns `true` if a terminal acts on the character, or shows nothing for it: control and format
/// characters, among them all that change the writing direction, line and paragraph separators, and all that
/// Unicode says to ignore where they are not supported.
///
/// The joiners of emoji and of some scripts, and the choice between an emoji and a plain sign, are
/// allowed: names contain them.
fn is_hidden(c: char) -> bool {
    match c {
        ' '..='\x7e' | '\u{200c}' | '\u{200d}' | '\u{fe0e}' | '\u{fe0f}' => false,
        c => {
            CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
                || matches!(
                    CodePointMapData::<GeneralCategory>::new().get(c),
                    GeneralCategory::Control
                        | GeneralCategory::Format
                        | GeneralCategory::LineSeparator
                        | GeneralCategory::ParagraphSeparator
                )
        }
    }
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
            ("👨\u{200d}👩 ❤\u{fe0f}", "👨\u{200d}👩 ❤\u{fe0f}"),
        ] {
            assert_eq!(sanitize(text), expected, "{text:?}");
        }
    }

    /// One or more of each kind: fillers, the soft hyphen, direction, tags, annotations, selectors.
    const HIDDEN: &[u32] = &[
        0x7f, 0x85, 0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x17b4, 0x180b, 0x180e, 0x200b, 0x200e,
        0x202e, 0x2028, 0x2029, 0x2060, 0x2065, 0x2066, 0x206f, 0x3164, 0xfe00, 0xfe0d, 0xfeff,
        0xffa0, 0xfff9, 0x1bca0, 0x1d173, 0xe0001, 0xe0041, 0xe0100, 0xe01ef, 0xe0fff,
    ];

    #[test]
    fn every_hidden_character_is_replaced_or_escaped() {
        for c in HIDDEN.iter().filter_map(|number| char::from_u32(*number)) {
            let text = format!("a{c}b");
            assert!(!sanitize(&text).contains(c), "{c:?}");
            let json = serde_json::to_string(&text).unwrap();
            let safe = sanitize_json(&json);
            assert!(!safe.contains(c), "{c:?}");
            assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), text);
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
