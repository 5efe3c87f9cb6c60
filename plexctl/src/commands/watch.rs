//! `plexctl watch`: what happens, as it happens.

use std::time::Duration;

use clap::Args;
use plex_api::ActivityEvent;

use crate::connect::Connection;
use crate::duration_arg::parse_duration;
use crate::error::CliError;
use crate::exit::Exit;
use crate::follow::{FilterArgs, Follower, Multiplexer, OutputMode, Update, UpdateKind};
use crate::output::{Console, OutputFormat};
use crate::settings::Settings;

/// Watch activities as they begin, move and end
///
/// It tells what runs, and then what happens, until Ctrl-C (code 130), which cancels nothing, or
/// until --timeout has passed (code 0). It may be started before the server is, and goes on through
/// lost connections and restarts: what ended meanwhile is still told, once.
///
/// Several servers are watched at a time with several --server, or several --url with a --token-file
/// for each. One that is down does not disturb the others; one that refuses its token is given up.
#[derive(Args)]
#[command(after_help = "\
On a terminal each running activity has a bar; otherwise each change is a line. Activities that have
not moved for a minute are told again after 1, 5, 15 and 60 minutes, and then every hour.

Examples:
  plexctl watch
  plexctl watch --type 'library.*' --section Movies
  plexctl --server home --server parents watch
  plexctl watch -o jsonl | jq -r 'select(.event == \"ended\") | .activity.title'

With -o jsonl each event is an object on a line:
  {\"version\": 1, \"server\": NAME, \"at\": TIME, \"event\": EVENT, ...}
where EVENT is one of
  started, updated, ended    with \"activity\" as the server spells it, \"last_moved_seconds\", and
                             \"observed\" (notification, list) or \"how\" (ended, vanished)
  standstill                 with \"activity\" and \"last_moved_seconds\"
  connected                  with \"transport\" (websocket, eventsource, poll)
  disconnected               with \"reason\" and \"retry_in_seconds\"
  resynced                   what happened without a connection has been made up for
  lagged                     with \"missed\": events lost because they were read too slowly
  undecodable                with \"excerpt\" of a message that was skipped
  incomplete_lists_used      the server's lists stay incomplete
  failed                     with \"reason\" and \"code\": the server is given up
More may come; pass over what you do not know.

When every server was given up, or none could be reached before --timeout, the code is as for other
commands.")]
pub(crate) struct WatchArgs {
    #[command(flatten)]
    selection: FilterArgs,

    /// End after this time, such as 30s or 2h, with code 0
    #[arg(long, value_name = "TIME", value_parser = parse_duration)]
    timeout: Option<Duration>,
}

/// What became of the servers so far.
struct WatchRun {
    follower: Follower,
    was_connected: bool,
    failures: Vec<Exit>,
}

pub(crate) async fn run(
    arguments: &WatchArgs,
    settings: &Settings,
    format: OutputFormat,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let voice = match format {
        OutputFormat::Table => OutputMode::Lines,
        OutputFormat::Jsonl => OutputMode::JsonLines,
        OutputFormat::Json => {
            return Err(CliError::usage(
                "`watch` has no end to write one document at: use -o jsonl, one object a line",
            ));
        }
    };
    let connections = Connection::build_all(settings, console)?;
    let mut watch = WatchRun {
        follower: Follower::new(&connections, voice),
        was_connected: false,
        failures: Vec::new(),
    };
    console.open_progress();
    let mut feed = Multiplexer::open(&connections, &arguments.selection);
    let all = watch.tell(&mut feed, console);
    match arguments.timeout {
        None => all.await?,
        // What is being written to a slow reader is given up too.
        Some(time) => match tokio::time::timeout(time, all).await {
            Ok(told) => told?,
            Err(_) if !watch.was_connected && watch.failures.is_empty() => {
                console.report_failure("no connection came about before --timeout");
                return Ok(Exit::Unreachable);
            }
            Err(_) => {}
        },
    }
    Ok(Exit::combine(&watch.failures))
}

impl WatchRun {
    /// Tells everything, until no server has anything more to tell.
    async fn tell(
        &mut self,
        feed: &mut Multiplexer,
        console: &mut Console,
    ) -> Result<(), CliError> {
        loop {
            tokio::select! {
                told = feed.next() => match told {
                    Some(told) => self.take(told, console).await?,
                    None => return Ok(()),
                },
                () = self.follower.next_tick() => self.follower.tick(console).await?,
            }
        }
    }

    async fn take(&mut self, told: Update, console: &mut Console) -> Result<(), CliError> {
        match &told.news {
            UpdateKind::Event(ActivityEvent::Connected { .. }) => self.was_connected = true,
            UpdateKind::Failed(failure) => {
                self.failures.push(failure.exit);
                if self.follower.follows_several() {
                    let name = self.follower.name(told.server);
                    console.report_failure(&format!("{name}: {}", failure.sentence));
                } else {
                    console.report_failure(&failure.sentence);
                }
            }
            _ => {}
        }
        self.follower.take(told, console).await
    }
}
