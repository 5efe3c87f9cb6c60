//! `plexctl demo`: the main features in a few seconds, without a server.

use std::time::Duration;

use anstyle::Style;
use clap::Args;
use plex_api::{
    ActivityEvent, ActivityId, ClientIdentity, ConnectionPolicy, How, Plex, Token, Watcher,
};
use plex_sim::{Fault, PlexSim};
use tokio::time::Instant;

use super::sim::format_with_cause;
use crate::error::{CliError, Failure};
use crate::exit::Exit;
use crate::follow::{Follower, OutputMode, Update, UpdateKind, display_name};
use crate::output::{Console, IdStyle, render_activity_table, sanitize};

/// Run a short demonstration without a server
///
/// Starts a simulated Plex Media Server inside this program, starts a scan and follows it, cuts the
/// connection, shows that an activity that finished during the gap is still reported, cancels a
/// download, and waits until everything has finished. It takes about eight seconds and contacts no
/// real server.
#[derive(Args)]
pub(crate) struct DemoArgs {}

/// The demo takes about eight seconds. A demo that takes this long hangs.
const LIMIT: Duration = Duration::from_secs(18);

/// A progress line is printed after this many percent.
const WORTH_REPORTING: f32 = 20.0;

/// The connection is cut when the scan has reached this percentage.
const CUT_AT: f32 = 35.0;

pub(crate) async fn run(console: &mut Console) -> Result<Exit, CliError> {
    let server = DemoServer::start().await?;
    let outcome = tokio::time::timeout(LIMIT, run_story(&server, console)).await;
    let outcome = outcome.unwrap_or_else(|_| {
        Err(CliError::other(format!(
            "the demo did not finish within {} s",
            LIMIT.as_secs()
        )))
    });
    console.close_progress();
    server.sim.shutdown().await;
    outcome.map(|()| Exit::Done)
}

async fn run_story(server: &DemoServer, console: &mut Console) -> Result<(), CliError> {
    let url = server.plex.server_url();
    write_heading(
        console,
        &format!("A simulated Plex Media Server is running at {url} for a few seconds."),
    )?;
    console.write_data(
        "No real server is contacted. These activities are running (plexctl list):\n\n",
    )?;
    let running = server.plex.activities().list().await;
    let running = running.map_err(|error| to_cli_error(&error))?;
    console.write_data(&render_activity_table(
        &running,
        IdStyle::Short,
        console.width(),
        console.stdout_colors(),
    ))?;

    write_heading(
        console,
        "\nStart a scan and follow it (plexctl scan Movies --wait):",
    )?;
    let watcher = server.plex.activities().watch();
    // Running activities are known before the scan starts, so that the output has one order.
    watcher
        .synced()
        .await
        .map_err(|error| to_cli_error(&error))?;
    let scan = server.plex.library().refresh(DemoServer::SECTION);
    let scan = scan
        .correlate(LIMIT)
        .await
        .map_err(|error| to_cli_error(&error))?;
    let mut story = Story {
        server,
        scan: scan.activity_id().map(ToString::to_string),
        stage: Stage::Following,
        begin: Instant::now(),
        last_reported: 0.0,
        begun: 0,
        ended: 0,
    };
    console.open_progress();
    story.follow(watcher, console).await?;
    console.close_progress();

    let took = story.begin.elapsed().as_secs_f32();
    let (begun, ended) = (story.begun, story.ended);
    write_heading(
        console,
        &format!(
            "\nEverything finished after {took:.1} s: {begun} activities, {ended} ends, none missed."
        ),
    )?;
    console.write_data(
        "Now try it with your own server:\n\n  export PLEX_URL=http://127.0.0.1:32400\n  export PLEX_TOKEN=...\n  plexctl watch\n",
    )
}

/// The demonstration, and how far it is.
struct Story<'a> {
    server: &'a DemoServer,
    scan: Option<String>,
    stage: Stage,
    begin: Instant,
    last_reported: f32,
    begun: usize,
    ended: usize,
}

/// Each step follows from an observed event, never from the clock.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Waits until the scan is far enough.
    Following,
    /// Waits until the client notices the lost connection.
    Cut,
    /// Waits until the client is connected again and has caught up.
    Apart,
    /// Waits until everything has finished.
    Together,
}

impl Story<'_> {
    async fn follow(
        &mut self,
        mut watcher: Watcher,
        console: &mut Console,
    ) -> Result<(), CliError> {
        let mut follower = Follower::named([String::from("the server")], OutputMode::Silent);
        while self.begun == 0 || self.ended < self.begun {
            tokio::select! {
                item = watcher.next() => {
                    let event = item
                        .ok_or_else(|| CliError::other("the event stream of the demo ended early"))?
                        .map_err(|error| to_cli_error(&error))?;
                    follower.apply(Update::now(0, UpdateKind::Event(event.clone())), console).await?;
                    self.handle(&event, console).await?;
                }
                () = follower.next_tick() => follower.tick(console).await?,
            }
        }
        Ok(())
    }

    async fn handle(
        &mut self,
        event: &ActivityEvent,
        console: &mut Console,
    ) -> Result<(), CliError> {
        match event {
            ActivityEvent::Started { activity, .. } => {
                self.begun += 1;
                if self.is_scan(event) {
                    self.write_line("begins", &display_name(activity), console)?;
                }
            }
            ActivityEvent::Updated { activity, .. } if self.is_scan(event) => {
                let Some(percent) = activity.progress().percent() else {
                    return Ok(());
                };
                if percent - self.last_reported >= WORTH_REPORTING {
                    self.last_reported = percent;
                    self.write_line(
                        &activity.progress().to_string(),
                        &display_name(activity),
                        console,
                    )?;
                }
                if percent >= CUT_AT {
                    self.cut(console)?;
                }
            }
            ActivityEvent::Ended { activity, how, .. } => {
                self.ended += 1;
                let unheard = match how {
                    How::Vanished => " (gone from the server's list)",
                    _ => "",
                };
                let text = format!("{}{unheard}", activity.title());
                self.write_line("ended", &text, console)?;
                if self.is_scan(event) {
                    self.cut(console)?;
                }
            }
            ActivityEvent::Disconnected { .. } if self.stage == Stage::Cut => {
                self.stage = Stage::Apart;
                self.write_line(
                    "lost",
                    "the connection; reconnecting automatically",
                    console,
                )?;
                // The server sends no notification about this end.
                self.server.sim.end(&self.server.refresh);
                self.write_line(
                    "",
                    "meanwhile an activity finishes, and its notification is lost",
                    console,
                )?;
            }
            ActivityEvent::Connected { .. } if self.stage == Stage::Apart => {
                self.write_line(
                    "again",
                    "connected; catching up with missed events:",
                    console,
                )?;
            }
            ActivityEvent::Resynced if self.stage == Stage::Apart => {
                self.stage = Stage::Together;
                self.write_line("synced", "caught up; nothing was missed", console)?;
                self.cancel(console).await?;
            }
            _ => {}
        }
        Ok(())
    }

    fn cut(&mut self, console: &mut Console) -> Result<(), CliError> {
        if self.stage != Stage::Following {
            return Ok(());
        }
        self.stage = Stage::Cut;
        write_heading(
            console,
            "\nThe connection is cut in the middle of the scan:",
        )?;
        self.server.sim.fault(Fault::CutConnections);
        Ok(())
    }

    async fn cancel(&self, console: &mut Console) -> Result<(), CliError> {
        let download = &self.server.download;
        write_heading(
            console,
            &format!("\nCancel the download (plexctl cancel {download}):"),
        )?;
        let cancelled = self.server.plex.activities().cancel(download).await;
        cancelled.map_err(|error| to_cli_error(&error))?;
        self.write_line("", "the server accepted the request", console)
    }

    fn is_scan(&self, event: &ActivityEvent) -> bool {
        let id = event.id().map(ActivityId::as_str);
        id.is_some() && id == self.scan.as_deref()
    }

    fn write_line(&self, word: &str, text: &str, console: &mut Console) -> Result<(), CliError> {
        let style = if console.stdout_colors() {
            Style::new().dimmed()
        } else {
            Style::new()
        };
        let seconds = self.begin.elapsed().as_secs_f32();
        console.write_data(&format!(
            "  {seconds:4.1} s  {style}{word:>6}{style:#}  {}\n",
            sanitize(text)
        ))
    }
}

/// Writes a bold line. Leading line breaks stay in front of the style.
fn write_heading(console: &mut Console, text: &str) -> Result<(), CliError> {
    let style = if console.stdout_colors() {
        Style::new().bold()
    } else {
        Style::new()
    };
    let line = text.trim_start_matches('\n');
    let space = "\n".repeat(text.len() - line.len());
    console.write_data(&format!("{space}{style}{line}{style:#}\n"))
}

fn to_cli_error(error: &plex_api::Error) -> CliError {
    Failure::new(Exit::from_error(error), error.to_string()).into()
}

/// A simulated server with two activities, and its client.
struct DemoServer {
    sim: PlexSim,
    plex: Plex,
    /// An activity that can be cancelled.
    download: ActivityId,
    /// An activity that runs until the demo ends it.
    refresh: String,
}

/// Invented for a server that lives as long as the demo.
const TOKEN: &str = "demo-token";

impl DemoServer {
    /// The library section to scan.
    const SECTION: &'static str = "1";

    async fn start() -> Result<Self, CliError> {
        let sim = PlexSim::builder()
            .token(TOKEN)
            .scan_rhythm(60, Duration::from_millis(110))
            .start()
            .await
            .map_err(|error| CliError::other(format_with_cause(&error)))?;
        let refresh = sim
            .activity("library.refresh.items")
            .title("Refreshing")
            .subtitle("Checking files")
            .subtitle("Refreshing local metadata")
            .subtitle("Augmenting metadata")
            .steps(400)
            .every(Duration::from_millis(100))
            .start();
        let download = sim
            .activity("media.download")
            .title("Media download by guest")
            .subtitle("Lanterns of the North (1962)")
            .user_id(200_000_017)
            .cancellable(true)
            .cancel_takes(Duration::from_millis(400))
            .progress(12)
            .forever()
            .start();
        let download =
            ActivityId::new(download).map_err(|error| CliError::other(error.to_string()))?;
        let plex = build_client(&sim).map_err(|error| CliError::other(error.to_string()))?;
        Ok(Self {
            sim,
            plex,
            download,
            refresh,
        })
    }
}

fn build_client(sim: &PlexSim) -> plex_api::Result<Plex> {
    let mut policy = ConnectionPolicy::default();
    // The default of two seconds is long for a person who watches.
    policy.list_spacing = Duration::from_millis(400);
    Plex::builder(sim.url())
        .token(Token::new(TOKEN)?)
        .identity(ClientIdentity::new("plexctl", env!("CARGO_PKG_VERSION")))
        .connection_policy(policy)
        .build()
}
