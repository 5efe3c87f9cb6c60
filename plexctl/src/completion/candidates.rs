//! The names that fit the word at the cursor. Errors are never shown.

use std::time::Duration;

use plex_api::{ButlerTask, LibrarySection};

use super::cursor::{CandidateKind, find_cursor};
use super::shell_words::ShellWords;
use crate::account;
use crate::connect::Connection;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::{ColorChoice, Console, OutputFlags, sanitize};
use crate::settings::{ConfigFile, Environment, ServerFlags, Settings, locate_account};

/// The scripts of `plexctl completions` set this variable to the name of their shell. The arguments
/// are then the line up to the cursor, and the part of it that the shell replaces. The program
/// writes one name per line.
pub(crate) const VARIABLE: &str = "PLEXCTL_COMPLETE";

/// A user does not wait longer for a key.
const LIMIT: Duration = Duration::from_secs(1);

/// A candidate for the word at the cursor.
#[derive(Debug, PartialEq, Eq)]
struct Candidate {
    text: String,
    about: String,
}

/// Writes the names that fit. Code 0 means that a name is expected there, whether or not any is
/// known. Nothing is written to standard error.
pub(crate) async fn write_candidates(
    shell: &str,
    arguments: &[String],
    tree: clap::Command,
    environment: &Environment,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let home = environment.get("HOME").ok().flatten();
    let line = ShellWords::read(
        arguments.first().map_or("", String::as_str),
        home.as_deref(),
    );
    let replaced = arguments.get(1).map_or("", String::as_str);
    let Some(cursor) = find_cursor(&line.words, tree) else {
        return Ok(Exit::Other);
    };
    let environment = &environment.with_config(cursor.flags.config.as_deref());
    let names = match cursor.kind {
        CandidateKind::Server => list_servers(environment).await,
        kind => {
            let asked = list_names(kind, cursor.flags, &cursor.typed, environment);
            tokio::time::timeout(LIMIT, asked).await.unwrap_or_default()
        }
    };
    let typed = cursor.typed.to_lowercase();
    for name in names {
        if name.text.to_lowercase().starts_with(&typed) {
            let text = match shell {
                "bash" => complete_for_bash(&name.text, &line, replaced),
                _ => Some(format!("{}\t{}", name.text, name.about)),
            };
            if let Some(text) = text {
                console.write_data(&format!("{text}\n"))?;
            }
        }
    }
    Ok(Exit::Done)
}

/// The servers of the configuration file and of the account; none when either is invalid.
async fn list_servers(environment: &Environment) -> Vec<Candidate> {
    let Ok(config) = ConfigFile::read(environment) else {
        return Vec::new();
    };
    let mut names: Vec<String> = config.servers.into_keys().collect();
    let known = tokio::time::timeout(LIMIT, list_account_servers(environment)).await;
    for name in known.ok().flatten().unwrap_or_default() {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let plain = names.into_iter().filter(|name| is_plain(name));
    plain
        .map(|text| Candidate {
            text,
            about: "server".to_owned(),
        })
        .collect()
}

/// The servers of the account, from the list of the last day if there is one.
async fn list_account_servers(environment: &Environment) -> Option<Vec<String>> {
    let store = locate_account(environment).ok()?;
    let account = account::open(&store).await.ok()??;
    let list = account.known_servers().await.ok()?;
    let names = list.servers().iter().map(|server| server.name().to_owned());
    Some(names.collect())
}

/// The sections or tasks of the first server; none when it does not answer, or rejects the token.
async fn list_names(
    kind: CandidateKind,
    mut flags: ServerFlags,
    typed: &str,
    environment: &Environment,
) -> Vec<Candidate> {
    flags.request_timeout = Some(LIMIT);
    let Ok(settings) = Settings::resolve(&flags, environment) else {
        return Vec::new();
    };
    let mut silent = Console::standard(&OutputFlags {
        quiet: true,
        ..OutputFlags::plain(ColorChoice::Never)
    });
    let Ok(connections) = Connection::build_all(&settings, &mut silent).await else {
        return Vec::new();
    };
    let Some(connection) = connections.first() else {
        return Vec::new();
    };
    if kind == CandidateKind::Task {
        let tasks = connection.plex.butler().tasks().await;
        return name_tasks(&tasks.unwrap_or_default());
    }
    let sections = connection.plex.library().sections().await;
    name_sections(&sections.unwrap_or_default(), typed)
}

fn name_tasks(tasks: &[ButlerTask]) -> Vec<Candidate> {
    let plain = tasks.iter().filter(|task| is_plain(&task.name));
    plain
        .map(|task| Candidate {
            text: task.name.to_string(),
            about: sanitize(task.title.as_deref().unwrap_or("scheduled task")),
        })
        .collect()
}

/// The titles, or the number where a title is ambiguous. Other numbers only when the
/// user has started to type one.
fn name_sections(sections: &[LibrarySection], typed: &str) -> Vec<Candidate> {
    let fold = |text: &str| text.trim().to_lowercase();
    let mut names = Vec::new();
    for section in sections {
        let folded = fold(section.title());
        let others = || sections.iter().filter(|other| other.id() != section.id());
        let is_taken =
            others().any(|other| fold(other.title()) == folded || other.id() == section.title());
        let is_usable = !is_taken && !folded.is_empty() && is_plain(section.title());
        if is_usable {
            names.push(Candidate {
                text: section.title().to_owned(),
                about: format!("library section {}", sanitize(section.id())),
            });
        }
        let wants_number = !typed.is_empty() && section.id().starts_with(typed);
        if (!is_usable || wants_number) && is_plain(section.id()) {
            names.push(Candidate {
                text: section.id().to_owned(),
                about: sanitize(section.title()),
            });
        }
    }
    names
}

/// Returns `true` if a terminal and a command line can show the text unchanged.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('-') && sanitize(text) == text && !text.contains('\t')
}

/// The part of the name that bash has to insert, escaped.
///
/// bash inserts it unchanged, so a title must not become a command.
pub(super) fn complete_for_bash(name: &str, line: &ShellWords, replaced: &str) -> Option<String> {
    let option = match line.raw.split_once('=') {
        Some((option, _)) if option.starts_with("--") => format!("{option}="),
        _ => String::new(),
    };
    let (quote, typed) = match line.open {
        None => (String::new(), escape_for_bash(name)),
        // Some characters cannot occur inside quotes, or have a meaning there.
        Some('\'') if !name.contains('\'') => ("'".to_owned(), name.to_owned()),
        Some('"') if !name.contains(['"', '\\', '$', '`', '!']) => {
            ("\"".to_owned(), name.to_owned())
        }
        Some(_) => return None,
    };
    let lead = format!("{option}{quote}");
    let kept = line.raw.strip_suffix(replaced)?;
    if !line.raw.starts_with(&lead) {
        return None;
    }
    format!("{lead}{typed}")
        .strip_prefix(kept)
        .map(str::to_owned)
}

fn escape_for_bash(name: &str) -> String {
    let mut escaped = String::with_capacity(name.len());
    for letter in name.chars() {
        if letter.is_ascii() && !letter.is_ascii_alphanumeric() && !"_-./,:+@%".contains(letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sections(all: &[(&str, &str)]) -> Vec<LibrarySection> {
        let all = all
            .iter()
            .map(|(key, title)| serde_json::json!({"key": key, "title": title}));
        serde_json::from_value(all.collect()).unwrap()
    }

    fn texts(all: &[(&str, &str)], typed: &str) -> Vec<String> {
        let names = name_sections(&sections(all), typed);
        names.into_iter().map(|name| name.text).collect()
    }

    #[test]
    fn a_name_leads_to_its_section_and_to_no_other() {
        assert_eq!(
            texts(&[("1", "Movies"), ("2", "TV Shows")], ""),
            ["Movies", "TV Shows"]
        );
        let alike = [("1", "Movies"), ("2", "movies"), ("3", "4"), ("4", "Music")];
        assert_eq!(texts(&alike, ""), ["1", "2", "3", "Music"]);
        let odd = [
            ("1", ""),
            ("2", "a\nb"),
            ("3", "\u{202e}x"),
            ("4", "-x"),
            ("-5", "-y"),
        ];
        assert_eq!(texts(&odd, ""), ["1", "2", "3", "4"]);
        assert_eq!(
            texts(&[("12", "Movies"), ("2", "Music")], "1"),
            ["Movies", "12", "Music"]
        );
    }

    #[test]
    fn bash_candidates_are_escaped() {
        for (name, typed, replaced, expected) in [
            ("TV Shows", "scan ", "", Some(r"TV\ Shows")),
            ("TV Shows", r"scan TV\ S", r"TV\ S", Some(r"TV\ Shows")),
            ("TV Shows", "scan tv", "tv", Some(r"TV\ Shows")),
            ("TV Shows", r#"scan "TV S"#, "TV S", Some("TV Shows")),
            ("Movies", "scan --section=Mo", "Mo", Some("Movies")),
            (
                "Movies",
                "scan --section=Mo",
                "--section=Mo",
                Some("--section=Movies"),
            ),
            ("Movies", "scan --section=", "", Some("Movies")),
            ("Movies", "scan --section='M", "M", Some("Movies")),
            ("Shows: Kids", "scan Shows:", "", Some(r"\ Kids")),
            ("Shows: Kids", "scan shows:", "", None),
            (
                "$(reboot)`x`;'\"",
                "scan ",
                "",
                Some(r#"\$\(reboot\)\`x\`\;\'\""#),
            ),
            ("$(reboot)", "scan \"", "", None),
            ("$(reboot)", "scan '", "", Some("$(reboot)")),
            ("It's", "scan '", "", None),
            ("Übung", "scan ", "", Some("Übung")),
        ] {
            let line = ShellWords::read(typed, None);
            let got = complete_for_bash(name, &line, replaced);
            assert_eq!(got.as_deref(), expected, "{name} after {typed}");
        }
    }
}
