//! Completion of a line whose names are given, fed with any text.

use super::candidates::complete_for_bash;
use super::cursor::find_cursor;
use super::shell_words::ShellWords;
use crate::cli::command_tree;

/// The text that bash inserts for `name` instead of the end `replaced` of the line, if it fits there.
/// The words of the line are looked up in the command tree as well.
///
/// # Panics
/// When the part of the name that is typed already is not the end of the last word.
#[must_use]
pub fn complete(line: &str, replaced: &str, name: &str) -> Option<String> {
    let words = ShellWords::read(line, Some("/home/someone"));
    let cursor = find_cursor(&words.words, command_tree());
    if let (Some(cursor), Some(word)) = (cursor, words.words.last()) {
        assert!(word.ends_with(&cursor.typed), "{word:?}");
    }
    complete_for_bash(name, &words, replaced)
}

/// The last word of a line as a shell reads it, without its quotes, if none is left open.
#[must_use]
pub fn last_word(line: &str) -> Option<String> {
    let mut words = ShellWords::read(line, Some("/home/someone"));
    words.words.pop().filter(|_| words.open.is_none())
}
