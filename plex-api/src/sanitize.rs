//! Text of a server, sanitized for one line of a message, a log or a terminal.

use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};

use crate::limits::MAX_EXCERPT_BYTES;

/// The largest number of bytes of a server's text in an [`excerpt`].
const EXCERPT: usize = 512;

/// The beginning of a text, without characters that would move a terminal's cursor, or hide or
/// reorder its words.
pub(crate) fn printable(text: &str) -> String {
    let mut line = String::new();
    for c in text.chars().filter(|&c| is_printable(c)) {
        if line.len() + c.len_utf8() > MAX_EXCERPT_BYTES - '…'.len_utf8() {
            line.push('…');
            break;
        }
        line.push(c);
    }
    line
}

/// The beginning of a text as one line of words, at most 512 bytes, without anything that a
/// terminal would obey.
pub(crate) fn excerpt(text: &str) -> String {
    let mut line = String::new();
    for word in text
        .split(|c: char| c.is_whitespace() || !is_printable(c))
        .filter(|word| !word.is_empty())
    {
        if !line.is_empty() {
            line.push(' ');
        }
        for c in word.chars() {
            if line.len() + c.len_utf8() > EXCERPT - '…'.len_utf8() {
                line.push('…');
                return line;
            }
            line.push(c);
        }
    }
    line
}

/// Returns `true` if a terminal shows the character and does nothing else. It does not show control and
/// format characters, among them all that change the writing direction, line and paragraph separators, and
/// all that Unicode says to ignore where they are not supported.
///
/// The joiners of emoji and of some scripts, and the choice between an emoji and a plain sign, count
/// as shown: names contain them.
pub(crate) fn is_printable(c: char) -> bool {
    match c {
        ' '..='\x7e' | '\u{200c}' | '\u{200d}' | '\u{fe0e}' | '\u{fe0f}' => true,
        c => {
            !CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
                && !matches!(
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
    fn terminal_controls_are_left_out() {
        assert_eq!(
            printable("a\r\n\x1b[31m\u{9b}b\u{202e}c\u{2066}\u{200b}\u{feff}d\te\0"),
            "a[31mbcde"
        );
        assert_eq!(printable("Amélie 千と千尋 🎬 👨‍👩‍👧"), "Amélie 千と千尋 🎬 👨‍👩‍👧");
    }

    #[test]
    fn no_hidden_character_of_any_kind_is_left() {
        // Fillers, the soft hyphen, direction, tags, annotations, selectors.
        for number in [
            0x7f, 0x85, 0xad, 0x34f, 0x61c, 0x115f, 0x17b4, 0x180b, 0x200b, 0x202e, 0x2028, 0x2060,
            0x2065, 0x206f, 0x3164, 0xfe00, 0xfeff, 0xffa0, 0xfff9, 0x1bca0, 0x1d173, 0xe0041,
            0xe0100, 0xe0fff,
        ] {
            let c = char::from_u32(number).unwrap();
            assert_eq!(printable(&format!("a{c}b")), "ab", "{number:x}");
            assert_eq!(excerpt(&format!("a{c}b")), "a b", "{number:x}");
        }
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        for text in ["é".repeat(1000), format!("x{}", "é".repeat(1000))] {
            let cut = printable(&text);
            assert!(cut.len() <= MAX_EXCERPT_BYTES, "{}", cut.len());
            assert!(cut.ends_with("é…"), "{cut}");
        }
        let fits = "x".repeat(MAX_EXCERPT_BYTES - '…'.len_utf8());
        assert_eq!(printable(&fits), fits);
    }

    #[test]
    fn an_excerpt_is_one_line_of_at_most_512_bytes() {
        assert_eq!(excerpt(" a\n\tb\u{0}c "), "a b c");
        let long = excerpt(&"é".repeat(1000));
        assert!(
            long.len() <= EXCERPT && long.ends_with('…'),
            "{}",
            long.len()
        );
    }
}
