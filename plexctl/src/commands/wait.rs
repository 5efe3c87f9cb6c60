//! `plexctl wait`: waits until activities finish, or nothing is running.

use std::time::Duration;

use clap::Args;
use plex_api::{ActivityFilter, ActivityId};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::quiet::QuietFlags;
use super::{meant_ids, quiet_wait};
use crate::connect::Connection;
use crate::duration_arg::parse_duration;
use crate::error::CliError;
use crate::exit::Exit;
use crate::follow::{FilterArgs, Follower, OutputMode, display_name, find_unknown_types, outcome};
use crate::output::{
    Console, OutcomeEntry, OutcomeLine, OutcomesDocument, OutputFlags, OutputFormat, to_json_line,
    to_pretty_json,
};
use crate::settings::Settings;

/// Wait until activities finish, or nothing is running
///
/// With IDs, plexctl waits until each of them finishes, also across lost connections. An activity
/// that does not appear within ten seconds counts as never seen (code 3). With --idle, plexctl
/// waits until no activity that --type and --section select is running. It returns at once when
/// none is running, and otherwise five seconds after the last one finished, because more work often
/// follows a scan. A --type that no known type of activity can match is refused.
///
/// With --quiet, plexctl waits until the server is quiet in the sense of `plexctl quiet`, which also asks
/// for playback, recordings, conversions, downloads and updates.
///
/// A wait that takes longer than 5 seconds reports its reason on standard error, and again when the
/// reason changes, at most once a minute.
///
/// When --timeout passes first, the code is 7 and the activities continue. Servers do not report
/// whether an activity succeeded, so 0 only means that it finished. Ctrl-C ends only the wait.
#[derive(Args)]
// It takes the place of the option of all commands, whose long name has another meaning here.
#[command(arg = OutputFlags::short_quiet())]
#[command(after_help = "\
Examples:
  plexctl wait c3f190e4-eabb-4b3d-8811-b7c1f183560e --timeout 30m
  plexctl wait --idle --type 'library.*' --section Movies && plexctl list
  plexctl wait --idle --quiet-for 1m
  plexctl wait --quiet --for 5m --timeout 8h

-o jsonl writes {\"version\": 1, \"outcome\": {\"uuid\", \"how\", \"activity\"}} for each ID as it
finishes, -o json {\"version\": 1, \"outcomes\": [...]} in the order of the IDs. \"how\" is ended,
vanished (gone from the server's list), never_seen, still_running, unknown (nothing was received
about it before --timeout), or idle (for --idle, where uuid is null). With --quiet, both write what
`plexctl quiet` writes. -q does not write messages; in this command --quiet is about the server.

A wait for an activity that was never seen ends with exit code 6 when the server's lists cannot be
used for a minute. While the server cannot be reached, the wait goes on.")]
pub(crate) struct WaitArgs {
    /// The activities' uuids, or their beginnings: at least 4 characters that no other has
    #[arg(value_name = "ID", required_unless_present_any = ["idle", "until_quiet"])]
    ids: Vec<ActivityId>,

    /// Wait until nothing is running, instead of for certain activities
    #[arg(long, conflicts_with = "ids")]
    idle: bool,

    /// Wait until the server is quiet: see `plexctl quiet --help`
    #[arg(long = "quiet", id = "until_quiet", conflicts_with_all = ["ids", "idle"])]
    until_quiet: bool,

    /// With --quiet: the time for which the server must be quiet without a break
    #[arg(long = "for", value_name = "TIME", value_parser = parse_duration)]
    hold: Option<Duration>,

    #[command(flatten)]
    selection: FilterArgs,

    /// With --idle: the time without a running activity, even if none is running at the start
    #[arg(long, value_name = "TIME", value_parser = parse_duration)]
    quiet_for: Option<Duration>,

    /// Give up after this time, such as 30s or 2h, with code 7; with --quiet 6 where it is unknown
    #[arg(long, value_name = "TIME", value_parser = parse_duration)]
    timeout: Option<Duration>,

    #[command(flatten)]
    quiet: QuietFlags,
}

pub(crate) async fn run(
    arguments: &WaitArgs,
    settings: &Settings,
    format: OutputFormat,
    console: &mut Console,
) -> Result<Exit, CliError> {
    // Checked here, because clap ignores a required option when it conflicts with another one.
    let is_about_idle = !arguments.selection.is_empty() || arguments.quiet_for.is_some();
    if is_about_idle && !arguments.idle {
        return Err(CliError::usage(
            "--type, --section and --quiet-for can only be used with --idle",
        ));
    }
    if !arguments.until_quiet && (arguments.hold.is_some() || !arguments.quiet.is_empty()) {
        return Err(CliError::usage(
            "--for, --ignore, --ignore-paused, --settle and --outside-butler can only be used with --quiet",
        ));
    }
    let connection = Connection::new(settings, settings.one_server("wait")?, console).await?;
    if arguments.until_quiet {
        let check = arguments.quiet.apply(connection.plex.quiet());
        let check = check.hold(arguments.hold.unwrap_or_default());
        return quiet_wait::run(check, arguments.timeout, &connection, format, console).await;
    }
    console.open_progress();
    if arguments.idle {
        wait_until_idle(arguments, &connection, format, console).await
    } else {
        wait_for_ends(arguments, &connection, format, console).await
    }
}

async fn wait_for_ends(
    arguments: &WaitArgs,
    connection: &Connection,
    format: OutputFormat,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let activities = connection.plex.activities();
    let (typed, begin) = (&arguments.ids, Instant::now());
    let ids =
        meant_ids::find_meant_ids_patiently(connection, typed, arguments.timeout, console).await?;
    let mut waits = JoinSet::new();
    for id in ids.iter().cloned() {
        let mut wait = activities.wait(&id);
        if let Some(timeout) = arguments.timeout {
            wait = wait.timeout(timeout.saturating_sub(begin.elapsed()));
        }
        waits.spawn(async move { (id, wait.await) });
    }
    let mut watcher = activities
        .watch()
        .only(ActivityFilter::any().ids(ids.clone()));
    let mut follower = Follower::new([connection], OutputMode::Trouble);
    follower.await_ids(ids.iter().cloned());
    let mut entries: Vec<OutcomeEntry> = Vec::new();
    let mut exits = Vec::new();
    while let Some(joined) = follower
        .run_until(waits.join_next(), &mut watcher, console)
        .await?
    {
        let (id, result) =
            joined.map_err(|error| CliError::other(format!("cannot wait: {error}")))?;
        follower.forget_awaited(&id);
        let judged = outcome::judge_activity(&id, result, arguments.timeout, &follower, connection);
        if let Some(entry) = judged.entry {
            match format {
                OutputFormat::Table if judged.failure.is_none() => report_end(&entry, console),
                OutputFormat::Table | OutputFormat::Json => {}
                OutputFormat::Jsonl => {
                    console.write_data(&to_json_line(&OutcomeLine::new(&entry))?)?;
                }
            }
            entries.push(entry);
        }
        if let Some(mut failure) = judged.failure {
            if failure.exit == Exit::NoSuchActivity {
                failure = failure.advise(&meant_ids::advise_about(&id));
            }
            if failure.sentence.contains(id.as_str()) {
                console.report_failure(&failure.sentence);
            } else {
                console.report_failure(&format!("{id}: {}", failure.sentence));
            }
            exits.push(failure.exit);
        }
    }
    if format == OutputFormat::Json && !entries.is_empty() {
        let place =
            |entry: &OutcomeEntry| ids.iter().position(|id| entry.uuid.as_ref() == Some(id));
        entries.sort_by_key(place);
        console.write_data(&to_pretty_json(&OutcomesDocument::new(&entries))?)?;
    }
    Ok(Exit::combine(&exits))
}

async fn wait_until_idle(
    arguments: &WaitArgs,
    connection: &Connection,
    format: OutputFormat,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let connections = std::slice::from_ref(connection);
    for unknown in find_unknown_types(arguments.selection.types(), connections).await {
        // A pattern that matches nothing would be idle at once, regardless of the running activities.
        if unknown.is_foreign {
            return Err(CliError::usage(format!(
                "{} To wait for a type that plexctl does not know, begin the pattern with *",
                unknown.sentence
            )));
        }
        console.warn_unless_quiet(&unknown.sentence);
    }
    let filter = arguments.selection.filter(connection).await?;
    let activities = connection.plex.activities();
    let mut watcher = activities.watch().only(filter.clone());
    let mut follower = Follower::new([connection], OutputMode::Trouble);
    let mut wait = activities.wait_idle(filter);
    if let Some(quiet) = arguments.quiet_for {
        wait = wait.quiet_period(quiet).quiet_first(true);
    }
    if let Some(timeout) = arguments.timeout {
        wait = wait.timeout(timeout);
    }
    let end = follower
        .run_until_idle(wait.into_future(), &mut watcher, console)
        .await?;
    outcome::judge_idle("the server", end, arguments.timeout, connection)?;
    let idle = OutcomeEntry::idle();
    match format {
        OutputFormat::Table => console.note("no matching activity is running"),
        OutputFormat::Json => {
            console.write_data(&to_pretty_json(&OutcomesDocument::new(&[idle]))?)?;
        }
        OutputFormat::Jsonl => console.write_data(&to_json_line(&OutcomeLine::new(&idle))?)?,
    }
    Ok(Exit::Done)
}

/// Reports that an activity finished.
pub(super) fn report_end(entry: &OutcomeEntry, console: &mut Console) {
    let name = entry
        .activity
        .as_deref()
        .map(display_name)
        .unwrap_or_default();
    let how = match entry.how {
        "vanished" => "is gone from the server's list (assumed finished)",
        _ => "finished",
    };
    let id = entry.uuid.as_ref().map(|id| format!(" ({id})"));
    console.note(&format!("{name} {how}{}", id.unwrap_or_default()));
}
