//! `plexctl watch`: shows events as they happen.

use std::time::Duration;

use clap::Args;
use plex_api::ActivityEvent;

use super::watch_hooks::{HookArgs, WatchHooks};
use crate::connect::Connection;
use crate::duration_arg::parse_duration;
use crate::error::CliError;
use crate::exit::Exit;
use crate::follow::{
    FilterArgs, Follower, Multiplexer, OutputMode, Update, UpdateKind, find_unknown_types,
};
use crate::output::{Console, OutputFormat};
use crate::settings::{Environment, Settings};
use crate::signals::run_until_signal_then;

/// Watch activities as they start, progress and finish
///
/// Shows running activities, then every event, until Ctrl-C (code 130), which cancels nothing, or
/// until --timeout passes (code 0). You can start it before the server; one of the account is looked for
/// at all its addresses, at each attempt to connect. It continues through lost connections and restarts,
/// and still reports, once, each activity that finished meanwhile.
///
/// To watch several servers, repeat --server, or repeat --url with a --token-file for each. A
/// server that is down does not disturb the others; plexctl gives up on a server that rejects its
/// token.
///
/// With --exec or --webhook, plexctl runs a command or calls a URL for the events of --on, as long as
/// it runs itself.
#[derive(Args)]
#[command(after_help = "\
On a terminal each running activity has a progress bar; otherwise each change is a line. An activity
without progress is reported after 1, 5, 15 and 60 minutes, and then every hour.

Examples:
  plexctl watch
  plexctl watch --type 'library.*' --section Movies
  plexctl --server home --server parents watch
  plexctl watch -o jsonl | jq -r 'select(.event == \"ended\") | .activity.title'
  plexctl watch --type library.update.section --on ended --exec '/usr/local/bin/after-scan --fast'
  plexctl watch --on ended,stalled --webhook https://hooks.example.org/plex

With -o jsonl each event is an object on a line:
  {\"version\": 1, \"server\": NAME, \"at\": TIME, \"event\": EVENT, ...}
where EVENT is one of
  started, updated, ended    with \"activity\" in the server's field names, \"last_moved_seconds\",
                             and \"observed\" (notification, list, known) or \"how\" (ended, vanished)
  standstill                 with \"activity\" and \"last_moved_seconds\"
  connected                  with \"transport\" (websocket, eventsource, poll)
  disconnected               with \"reason\" and \"retry_in_seconds\"
  resynced                   in sync: all running activities are known, all missed ends were told
  lagged                     with \"missed\": events lost because they were read too slowly
  undecodable                with \"excerpt\" of a message that was skipped
  lists_failing              with \"reason\": the server's lists cannot be used, so an end shows only
                             if the server sends a notification of it
  lists_recovered            they can be used again
  known                      with \"verified\": false after the activities that plexctl knew already,
                             true once a list has verified them
  incomplete_lists_used      the server's lists stay incomplete
  quiet                      with \"quiet_seconds\"; only with --on quiet
  failed                     with \"reason\" and \"code\": plexctl gave up on the server
New kinds of events may be added; ignore unknown ones.

No shell runs the command of --exec: it is split into words, and only quotes are special. It gets
the event as above on standard input, and PLEXCTL_EVENT, _EVENT_ID, _ATTEMPT, _SERVER, _AT, _UUID,
_TYPE, _TITLE, _SUBTITLE, _SECTION, _HOW and _REASON as far as they are known. Of the environment it
gets only PATH, HOME, TMPDIR, the user's name, the language and the time zone. For `stalled` the
event is a standstill. Title and section often come only after the start.

A webhook is a CloudEvent by POST, with an Idempotency-Key. With a secret (whsec_... of Standard
Webhooks in --webhook-secret-file or PLEXCTL_WEBHOOK_SECRET) it is signed. No redirect is followed.

Each of the two gets one event at a time, in order. Failures are written to standard error. A
webhook is tried three times; a command is repeated only when it ends with code 75.

When plexctl gave up on every server, or reached none before --timeout, the code is the same as for
other commands.")]
pub(crate) struct WatchArgs {
    #[command(flatten)]
    selection: FilterArgs,

    /// Stop after this time, such as 30s or 2h, with code 0
    #[arg(long, value_name = "TIME", value_parser = parse_duration)]
    timeout: Option<Duration>,

    #[command(flatten)]
    hooks: HookArgs,
}

/// The state of the servers so far.
struct WatchRun {
    follower: Follower,
    hooks: Option<WatchHooks>,
    was_connected: bool,
    failures: Vec<Exit>,
}

pub(crate) async fn run(
    arguments: &WatchArgs,
    settings: &Settings,
    environment: &Environment,
    format: OutputFormat,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let mode = OutputMode::of_events(
        format,
        "`watch` never ends, so it cannot write one document: use -o jsonl, one object per line",
    )?;
    let connections = Connection::build_all(settings, console).await?;
    let hooks = WatchHooks::start(&arguments.hooks, environment)?;
    let to_end = hooks
        .as_ref()
        .map_or(Duration::ZERO, WatchHooks::time_to_end);
    let mut watch = WatchRun {
        follower: Follower::new(&connections, mode),
        hooks,
        was_connected: false,
        failures: Vec::new(),
    };
    let work = async {
        let exit = watch.run(arguments, &connections, console).await?;
        if let Some(hooks) = &mut watch.hooks {
            hooks.finish(console).await;
        }
        Ok(exit)
    };
    let result = run_until_signal_then(work, to_end).await;
    if let (Err(_), Some(hooks)) = (&result, &mut watch.hooks) {
        hooks.stop(console).await;
    }
    result
}

impl WatchRun {
    async fn run(
        &mut self,
        arguments: &WatchArgs,
        connections: &[Connection],
        console: &mut Console,
    ) -> Result<Exit, CliError> {
        console.open_progress();
        let mut updates = Multiplexer::open(connections, &arguments.selection);
        // The updates wait meanwhile.
        for unknown in find_unknown_types(arguments.selection.types(), connections).await {
            console.warn_unless_quiet(&unknown.sentence);
        }
        let all = self.report_all(&mut updates, console);
        match arguments.timeout {
            None => all.await?,
            // This also abandons a write to a slow reader.
            Some(time) => match tokio::time::timeout(time, all).await {
                Ok(update) => update?,
                Err(_) if !self.was_connected && self.failures.is_empty() => {
                    console.report_failure("could not connect within the timeout");
                    return Ok(Exit::Unreachable);
                }
                Err(_) => {}
            },
        }
        Ok(Exit::combine(&self.failures))
    }

    /// Reports every update until no server has any more.
    async fn report_all(
        &mut self,
        updates: &mut Multiplexer,
        console: &mut Console,
    ) -> Result<(), CliError> {
        loop {
            let report = async {
                match &mut self.hooks {
                    Some(hooks) => hooks.next_report().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                update = updates.next() => match update {
                    Some(update) => self.handle(update, console).await?,
                    None => return Ok(()),
                },
                () = self.follower.next_tick() => {
                    self.follower.tick(console).await?;
                    if let Some(hooks) = &mut self.hooks {
                        for quiet in hooks.tick(&self.follower, console)? {
                            self.follower.apply(quiet, console).await?;
                        }
                    }
                }
                report = report => console.warn(&report),
            }
        }
    }

    async fn handle(&mut self, update: Update, console: &mut Console) -> Result<(), CliError> {
        match &update.kind {
            UpdateKind::Event(ActivityEvent::Connected { .. }) => self.was_connected = true,
            UpdateKind::Failed(failure) => {
                self.failures.push(failure.exit);
                if self.follower.follows_several() {
                    let name = self.follower.name(update.server);
                    console.report_failure(&format!("{name}: {}", failure.sentence));
                } else {
                    console.report_failure(&failure.sentence);
                }
            }
            _ => {}
        }
        if let Some(hooks) = &mut self.hooks {
            hooks.take(&update, &self.follower, console)?;
        }
        self.follower.apply(update, console).await
    }
}
