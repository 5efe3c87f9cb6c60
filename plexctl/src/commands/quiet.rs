//! `plexctl quiet`: says whether the server is quiet, and why not.

use std::time::Duration;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use plex_api::{QuietCheck, QuietReport, QuietVerdict, SourceKind};

use crate::connect::Connection;
use crate::duration_arg::{parse_duration, parse_duration_or_zero};
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::{Console, OutputFormat, QuietDocument, sanitize, to_json_line, to_pretty_json};
use crate::settings::Settings;

/// Check whether the server is quiet, so that it may be updated, backed up or shut down
///
/// Asks the server for every kind of work: activities, players, transcodes, live TV, recordings,
/// conversions, downloads, library scans, updates of the server and its scheduled tasks. A quiet server is
/// asked twice, 15 seconds apart. It counts as busy while more work may follow work on the library
/// (--settle). When plexctl sees the server start, the answer takes two minutes.
///
/// The exit code is 0 when the server is quiet, 7 when it is busy, and 6 when that is unknown, because
/// a kind of work could not be asked for. Only the administrator's token can see all work. Each reason
/// is one line on standard output. Work that no list of the server has, such as conversions for the
/// downloads of other clients since version 1.43.3, is named on standard error.
#[derive(Args)]
#[command(after_help = "\
Examples:
  plexctl quiet && sudo systemctl stop plexmediaserver
  plexctl quiet --ignore-paused 0s --outside-butler
  plexctl quiet -o json | jq -r '.reasons[].text'

-o json and -o jsonl write {\"version\": 1, \"verdict\", \"reasons\": [...], \"unknown\": [...],
\"notes\": [...], \"ignored\": [...], \"quiet_for_seconds\"}. The verdict is \"busy\", \"quiet\" or \"unknown\".
An entry has \"source\" (a name of --ignore, starting or settling) and \"text\"; a reason also has
\"since\", \"activity\", \"session\" and \"section\".")]
pub(crate) struct QuietArgs {
    #[command(flatten)]
    flags: QuietFlags,
}

/// The definition of quiet.
#[derive(Args)]
#[command(next_help_heading = "What counts as quiet")]
pub(crate) struct QuietFlags {
    /// Leave this kind of work out, also when it cannot be asked for. A running recording always counts.
    /// Can be repeated, or a list with commas
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = kinds())]
    ignore: Vec<SourceKind>,

    /// Leave out players that plexctl has seen paused for this long, 0s for all that are paused. `quiet` does
    /// not look for long enough for another time than 0s
    #[arg(long, value_name = "TIME", value_parser = parse_duration_or_zero)]
    ignore_paused: Option<Duration>,

    /// The time without work on the library after a scan or other work on it [default: 45s]
    #[arg(long, value_name = "TIME", value_parser = parse_duration)]
    settle: Option<Duration>,

    /// Count the server's maintenance hours as work
    #[arg(long)]
    outside_butler: bool,
}

impl QuietFlags {
    /// Whether none was given.
    pub(super) fn is_empty(&self) -> bool {
        self.ignore.is_empty()
            && self.ignore_paused.is_none()
            && self.settle.is_none()
            && !self.outside_butler
    }

    /// The question with these options.
    pub(super) fn apply(&self, check: QuietCheck) -> QuietCheck {
        let mut check = check.outside_butler(self.outside_butler);
        for kind in &self.ignore {
            check = check.ignore(*kind);
        }
        if let Some(after) = self.ignore_paused {
            check = check.ignore_paused(after);
        }
        if let Some(settle) = self.settle {
            check = check.settle(settle);
        }
        check
    }
}

pub(crate) async fn run(
    arguments: &QuietArgs,
    settings: &Settings,
    format: OutputFormat,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let connection = Connection::new(settings, settings.one_server("quiet")?, console).await?;
    if arguments
        .flags
        .ignore_paused
        .is_some_and(|after| !after.is_zero())
    {
        console.warn_unless_quiet(
            "--ignore-paused: servers do not say since when a player is paused, so only `wait --quiet` and \
             `when-quiet`, which look for longer, can leave one out. 0s leaves out all",
        );
    }
    let check = arguments.flags.apply(connection.plex.quiet());
    let report = check.check().await;
    let report = report.map_err(|error| connection.to_failure(&error))?;
    write_report(&report, format, console)?;
    Ok(match report.verdict() {
        QuietVerdict::Quiet => Exit::Done,
        QuietVerdict::Busy => Exit::StillRunning,
        QuietVerdict::Unknown => Exit::Unreachable,
    })
}

/// Writes a report: as data, and for people its notes as messages.
pub(super) fn write_report(
    report: &QuietReport,
    format: OutputFormat,
    console: &mut Console,
) -> Result<(), CliError> {
    let text = match format {
        OutputFormat::Json => to_pretty_json(&QuietDocument::new(report))?,
        OutputFormat::Jsonl => to_json_line(&QuietDocument::new(report))?,
        OutputFormat::Table => {
            for note in report.notes() {
                console.note(&format!("{}: {}", note.source, note.text));
            }
            describe(report)
        }
    };
    console.write_data(&text)
}

/// The report for people, whose first word is the verdict.
fn describe(report: &QuietReport) -> String {
    let reasons = report.reasons().iter();
    let unknown = report.unknown().iter();
    let ignored = report.ignored().iter();
    let entries = reasons
        .map(|one| ("busy", one.source, &one.text))
        .chain(unknown.map(|one| ("unknown", one.source, &one.text)))
        .chain(ignored.map(|one| ("ignored", one.source, &one.text)));
    let mut text = match report.verdict() {
        QuietVerdict::Quiet => "quiet\n".to_owned(),
        _ => String::new(),
    };
    for (what, source, why) in entries {
        text.push_str(&format!("{what}: {source}: {}\n", sanitize(why)));
    }
    text
}

/// The kinds that somebody can want to leave out. The others say that more time is needed.
fn kinds() -> impl TypedValueParser<Value = SourceKind> {
    let kinds = SourceKind::ALL.iter().copied();
    let kinds = kinds.filter(|kind| !matches!(kind, SourceKind::Starting | SourceKind::Settling));
    PossibleValuesParser::new(kinds.map(SourceKind::as_str))
        .try_map(|name| name.parse::<SourceKind>())
}
