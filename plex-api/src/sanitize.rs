//! Text of a server, sanitized for one line of a message, a log or a terminal.

use crate::limits::MAX_EXCERPT_BYTES;

/// How many bytes of a server's text an [`excerpt`] has at most.
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

/// Whether a terminal shows the character and does nothing else.
pub(crate) fn is_printable(c: char) -> bool {
    let turns_words = matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    let breaks_lines = matches!(c, '\u{2028}' | '\u{2029}');
    let hides = matches!(
        c,
        '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
            | '\u{e0000}'..='\u{e007f}'
    );
    !(c.is_control() || turns_words || breaks_lines || hides)
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
