//! Splits a command line up to the cursor into words, as a shell does.

/// The words with quotes and escapes removed; the last one also as typed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ShellWords {
    /// Never empty: the cursor is in the last word.
    pub(super) words: Vec<String>,
    /// The last word as typed.
    pub(super) raw: String,
    /// The quote that is open at the cursor.
    pub(super) open: Option<char>,
}

impl ShellWords {
    /// Splits words as shells do. Only a `~/` at the start of a word is expanded: completion must
    /// not run anything.
    pub(super) fn read(text: &str, home: Option<&str>) -> Self {
        let mut words = Vec::new();
        let (mut word, mut raw, mut open) = (String::new(), String::new(), None);
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            match (open, letter) {
                (None, ' ' | '\t' | '\n') => {
                    if !raw.is_empty() {
                        words.push(std::mem::take(&mut word));
                        raw.clear();
                    }
                    continue;
                }
                (None, '\'' | '"') => open = Some(letter),
                (None, '~') if raw.is_empty() && letters.peek() == Some(&'/') => {
                    word.push_str(home.unwrap_or("~"));
                }
                (Some(quote), letter) if quote == letter => open = None,
                (None | Some('"'), '\\') => {
                    raw.push(letter);
                    let Some(next) = letters.next() else {
                        break;
                    };
                    // Inside double quotes, a backslash only escapes some characters.
                    if open.is_some() && !matches!(next, '"' | '\\' | '$' | '`') {
                        word.push(letter);
                    }
                    word.push(next);
                    raw.push(next);
                    continue;
                }
                _ => word.push(letter),
            }
            raw.push(letter);
        }
        words.push(word);
        Self { words, raw, open }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_a_shell_reads_them() {
        for (text, words, raw, open) in [
            ("plexctl scan ", &["plexctl", "scan", ""][..], "", None),
            ("plexctl  scan\tMo", &["plexctl", "scan", "Mo"], "Mo", None),
            (r"scan TV\ S", &["scan", "TV S"], r"TV\ S", None),
            (r#"scan "TV S"#, &["scan", "TV S"], r#""TV S"#, Some('"')),
            ("scan 'a\\b", &["scan", "a\\b"], "'a\\b", Some('\'')),
            (
                r#"scan "a\"\x"#,
                &["scan", r#"a"\x"#],
                r#""a\"\x"#,
                Some('"'),
            ),
            ("scan 'a'b", &["scan", "ab"], "'a'b", None),
            ("scan '' ", &["scan", "", ""], "", None),
            (
                "--token-file ~/t x",
                &["--token-file", "/home/t", "x"],
                "x",
                None,
            ),
            ("a~/b", &["a~/b"], "a~/b", None),
            ("a\\", &["a"], "a\\", None),
            ("$(reboot) ", &["$(reboot)", ""], "", None),
            ("", &[""], "", None),
        ] {
            let line = ShellWords::read(text, Some("/home"));
            assert_eq!(line.words, words, "{text}");
            assert_eq!((line.raw.as_str(), line.open), (raw, open), "{text}");
        }
    }
}
