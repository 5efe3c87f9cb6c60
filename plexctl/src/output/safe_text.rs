//! Text out of foreign hands, made harmless for a terminal.

/// The text on one line, with everything that a terminal would obey in place of showing it (escape
/// sequences, other control characters, changes of the writing direction) made visible or plain.
pub(crate) fn safe(text: &str) -> String {
    text.chars().map(harmless).collect()
}

/// JSON text with the characters escaped that JSON allows as they are and terminals obey. It is
/// the same JSON: such characters stand only inside of strings.
pub(crate) fn safe_json(json: &str) -> String {
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

fn harmless(c: char) -> char {
    match c {
        '\t' | '\n' | '\r' => ' ',
        // The control pictures, such as ␛, stand in the order of the characters they show.
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\x7f' => '␡',
        '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}' => '\u{fffd}',
        c if turns_direction(c) => '\u{fffd}',
        c => c,
    }
}

fn needs_escape(c: char) -> bool {
    matches!(c, '\x7f'..='\u{9f}' | '\u{2028}' | '\u{2029}') || turns_direction(c)
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
        ] {
            assert_eq!(safe(text), expected, "{text:?}");
        }
    }

    #[test]
    fn json_stays_the_same_json() {
        let value = serde_json::json!({"title": "\x1b[2J \u{9b}31m \u{7f} \u{202e} é"});
        let json = safe_json(&value.to_string());
        assert!(
            !json.contains(['\x1b', '\u{9b}', '\u{7f}', '\u{202e}']),
            "{json}"
        );
        let back: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(back, value);
    }
}
