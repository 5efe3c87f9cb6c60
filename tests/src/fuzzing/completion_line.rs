//! Any text as the line before the cursor, and as the name of a section.

use plexctl::fuzzing::{complete, last_word};

/// Reads `input` as a line, the part of it that bash replaces, and a name, each on its own line.
///
/// # Panics
/// When the text that bash inserts does not make the shell read that name.
pub fn completion_line(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut lines = text.split('\n');
    let mut next = || lines.next().unwrap_or_default();
    let (line, replaced, name) = (next(), next(), next());
    // `serve` and the section list never offer others.
    if name.is_empty() || name.chars().any(char::is_control) {
        return;
    }
    let Some(inserted) = complete(line, replaced, name) else {
        return;
    };
    let Some(kept) = line.strip_suffix(replaced) else {
        return;
    };
    let whole = format!("{kept}{inserted}");
    // The user closes the quote, or bash does.
    let word = [String::new(), "'".to_owned(), "\"".to_owned()]
        .iter()
        .find_map(|quote| last_word(&format!("{whole}{quote}")));
    let word = word.unwrap_or_default();
    assert!(word.ends_with(name), "{whole:?} is read as {word:?}");
    let option = word.strip_suffix(name).unwrap_or_default();
    assert!(
        option.is_empty() || option.starts_with("--"),
        "{whole:?} is read as {word:?}"
    );
}
