//! What the word at the cursor is for, as the command line itself would read it.

use clap::{ArgMatches, FromArgMatches};

use crate::flags::{ServerFlags, command_tree};

/// Stands for the word at the cursor; nobody can type it.
const MARK: &str = "\u{1}";

/// A kind of name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A library section of the server.
    Section,
    /// A server of the configuration file.
    Server,
}

/// A place at which a name is expected.
pub(super) struct Place {
    pub(super) kind: Kind,
    /// What was typed of it.
    pub(super) typed: String,
    /// The server options that were typed before.
    pub(super) flags: ServerFlags,
}

/// The place that the last word is; `None` when no name is expected there.
pub(super) fn find(words: &[String]) -> Option<Place> {
    let (last, before) = words.split_last()?;
    let (lead, typed) = match last.split_once('=') {
        Some((option, typed)) if option.starts_with("--") => (format!("{option}="), typed),
        _ if last.starts_with('-') => return None,
        _ => (String::new(), last.as_str()),
    };
    // What is wrong or missing so far may be right in the end.
    let matches = command_tree()
        .ignore_errors(true)
        .try_get_matches_from(before.iter().chain([&format!("{lead}{MARK}")]))
        .ok()?;
    let flags = ServerFlags::from_arg_matches(&matches).ok()?;
    let kind = if flags.server.iter().any(|name| name == MARK) {
        Kind::Server
    } else if asks_for_section(&matches) {
        Kind::Section
    } else {
        return None;
    };
    Some(Place {
        kind,
        typed: typed.to_owned(),
        flags,
    })
}

fn asks_for_section(matches: &ArgMatches) -> bool {
    match matches.subcommand() {
        // A recording has no server that could be asked.
        Some(("replay", _)) | None => false,
        Some((_, command)) => ["section", "sections"].into_iter().any(|id| {
            let values = command.try_get_many::<String>(id);
            values.is_ok_and(|values| values.into_iter().flatten().any(|value| value == MARK))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(line: &str) -> Option<(Kind, String, Vec<String>)> {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        find(&words).map(|place| (place.kind, place.typed, place.flags.url))
    }

    #[test]
    fn a_name_is_expected_where_the_command_line_takes_one() {
        for (line, kind, typed) in [
            ("plexctl scan ", Kind::Section, ""),
            ("plexctl scan Mo", Kind::Section, "Mo"),
            ("plexctl scan --wait --timeout 5m Mo", Kind::Section, "Mo"),
            ("plexctl scan --path /a Mo", Kind::Section, "Mo"),
            ("plexctl watch --section Mo", Kind::Section, "Mo"),
            ("plexctl list --section=Mo", Kind::Section, "Mo"),
            (
                "plexctl wait --idle --section 1 --section ",
                Kind::Section,
                "",
            ),
            // Not whole yet: it wants --idle as well.
            ("plexctl wait --section Mo", Kind::Section, "Mo"),
            ("plexctl --server ho", Kind::Server, "ho"),
            ("plexctl list --server=", Kind::Server, ""),
        ] {
            let found = place(line).map(|(kind, typed, _)| (kind, typed));
            assert_eq!(found, Some((kind, typed.to_owned())), "{line}");
        }
        for line in [
            "plexctl",
            "plexctl ",
            "plexctl sc",
            "plexctl scan -",
            "plexctl scan --wa",
            "plexctl scan --path ",
            "plexctl scan Movies ",
            "plexctl scan --timeout ",
            "plexctl list ",
            "plexctl watch --type ",
            "plexctl replay --section ",
            "plexctl --url ",
            "plexctl completions ",
        ] {
            assert_eq!(place(line), None, "{line}");
        }
    }

    #[test]
    fn the_server_is_the_one_that_was_typed() {
        let (_, _, url) = place("plexctl --url http://a scan Mo").unwrap();
        assert_eq!(url, ["http://a"]);
        let (_, _, url) = place("plexctl scan --url=http://a Mo").unwrap();
        assert_eq!(url, ["http://a"]);
    }
}
