//! Determines the kind of the word at the cursor, by parsing the line as the program itself would.

use clap::{ArgMatches, FromArgMatches};

use crate::commands::start::Work;
use crate::commands::stop::Stoppable;
use crate::settings::ServerFlags;

/// A placeholder for the word at the cursor, which nobody can type.
const MARK: &str = "\u{1}";

/// The kind of name that is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CandidateKind {
    /// A library section of the server.
    Section,
    /// A scheduled task of the server.
    Task,
    /// A server of the configuration file or the account.
    Server,
}

/// A cursor at which a name is expected.
pub(super) struct Cursor {
    pub(super) kind: CandidateKind,
    /// The part of the name that is typed already.
    pub(super) typed: String,
    /// The server options before the cursor.
    pub(super) flags: ServerFlags,
}

/// The cursor at the last word; `None` when no name is expected there.
pub(super) fn find_cursor(words: &[String], tree: clap::Command) -> Option<Cursor> {
    let (last, before) = words.split_last()?;
    let (lead, typed) = match last.split_once('=') {
        Some((option, typed)) if option.starts_with("--") => (format!("{option}="), typed),
        _ if last.starts_with('-') => return None,
        _ => (String::new(), last.as_str()),
    };
    // The line is incomplete, so errors are ignored.
    let matches = tree
        .ignore_errors(true)
        .try_get_matches_from(before.iter().chain([&format!("{lead}{MARK}")]))
        .ok()?;
    let flags = ServerFlags::from_arg_matches(&matches).ok()?;
    let kind = if flags.server.iter().any(|name| name == MARK) {
        CandidateKind::Server
    } else {
        expected_name(&matches)?
    };
    Some(Cursor {
        kind,
        typed: typed.to_owned(),
        flags,
    })
}

/// The kind of name that the command expects at the mark.
fn expected_name(matches: &ArgMatches) -> Option<CandidateKind> {
    let (name, command) = matches.subcommand()?;
    let is_marked = |id: &str| {
        let values = command.try_get_many::<String>(id);
        values.is_ok_and(|values| values.into_iter().flatten().any(|value| value == MARK))
    };
    let is_section = ["section", "sections"].into_iter().any(is_marked);
    match name {
        // A recording has no server that could be asked.
        "replay" => None,
        _ if is_section => Some(CandidateKind::Section),
        "start" if is_marked("names") => match command.get_one::<Work>("what")? {
            Work::Butler => Some(CandidateKind::Task),
            Work::Trash => Some(CandidateKind::Section),
            _ => None,
        },
        "stop" if is_marked("names") => match command.get_one::<Stoppable>("what")? {
            Stoppable::Butler => Some(CandidateKind::Task),
            Stoppable::Scan => Some(CandidateKind::Section),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::command_tree;

    fn cursor(line: &str) -> Option<(CandidateKind, String, Vec<String>)> {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        find_cursor(&words, command_tree())
            .map(|cursor| (cursor.kind, cursor.typed, cursor.flags.url))
    }

    #[test]
    fn a_name_is_expected_where_the_command_line_accepts_one() {
        for (line, kind, typed) in [
            ("plexctl scan ", CandidateKind::Section, ""),
            ("plexctl scan Mo", CandidateKind::Section, "Mo"),
            (
                "plexctl scan --wait --timeout 5m Mo",
                CandidateKind::Section,
                "Mo",
            ),
            ("plexctl scan --path /a Mo", CandidateKind::Section, "Mo"),
            ("plexctl scan Movies ", CandidateKind::Section, ""),
            ("plexctl scan Movies TV", CandidateKind::Section, "TV"),
            ("plexctl watch --section Mo", CandidateKind::Section, "Mo"),
            ("plexctl list --section=Mo", CandidateKind::Section, "Mo"),
            (
                "plexctl wait --idle --section 1 --section ",
                CandidateKind::Section,
                "",
            ),
            // Not complete yet: it needs --idle as well.
            ("plexctl wait --section Mo", CandidateKind::Section, "Mo"),
            ("plexctl start butler Ba", CandidateKind::Task, "Ba"),
            ("plexctl start butler --wait ", CandidateKind::Task, ""),
            ("plexctl stop butler ", CandidateKind::Task, ""),
            ("plexctl start trash Mo", CandidateKind::Section, "Mo"),
            ("plexctl stop scan Movies TV", CandidateKind::Section, "TV"),
            (
                "plexctl start analyze --section ",
                CandidateKind::Section,
                "",
            ),
            ("plexctl --server ho", CandidateKind::Server, "ho"),
            ("plexctl list --server=", CandidateKind::Server, ""),
        ] {
            let found = cursor(line).map(|(kind, typed, _)| (kind, typed));
            assert_eq!(found, Some((kind, typed.to_owned())), "{line}");
        }
        for line in [
            "plexctl",
            "plexctl ",
            "plexctl sc",
            "plexctl scan -",
            "plexctl scan --wa",
            "plexctl scan --path ",
            "plexctl scan --timeout ",
            "plexctl list ",
            "plexctl watch --type ",
            "plexctl replay --section ",
            "plexctl start ",
            "plexctl start refresh 5",
            "plexctl stop recording ",
            "plexctl --url ",
            "plexctl completions ",
        ] {
            assert_eq!(cursor(line), None, "{line}");
        }
    }

    #[test]
    fn the_server_is_the_one_that_was_typed() {
        let (_, _, url) = cursor("plexctl --url http://a scan Mo").unwrap();
        assert_eq!(url, ["http://a"]);
        let (_, _, url) = cursor("plexctl scan --url=http://a Mo").unwrap();
        assert_eq!(url, ["http://a"]);
    }
}
