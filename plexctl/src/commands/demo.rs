//! `plexctl demo`: the whole story in a few seconds, without a server.

use std::time::Duration;

use anstyle::Style;
use clap::Args;
use plex_api::{ActivityEvent, ActivityId, How, Watcher};
use plex_sim::Fault;
use tokio::time::Instant;

use super::demo_server::DemoServer;
use crate::error::{CliError, Failure};
use crate::exit::Exit;
use crate::follow::{Follower, OutputMode, Update, UpdateKind, display_name};
use crate::output::{Console, render_activity_table, sanitize};

/// See it work, without a server
///
/// Starts a simulated Plex Media Server inside this program, starts a scan and follows it, cuts the
/// connection in the middle, shows that an end that fell into the gap is not missed, cancels a
/// download, and sees everything to its end. Takes about eight seconds, and touches no real server.
#[derive(Args)]
pub(crate) struct DemoArgs {}

/// It takes about eight seconds; whatever takes this long hangs.
const LIMIT: Duration = Duration::from_secs(18);

/// A line about progress is worth reading after this many percent.
const WORTH_TELLING: f32 = 20.0;

/// The connection is cut when the scan has come so far.
const CUT_AT: f32 = 35.0;

pub(crate) async fn run(console: &mut Console) -> Result<Exit, CliError> {
    let server = DemoServer::start().await?;
    let told = tokio::time::timeout(LIMIT, run_story(&server, console)).await;
    let told = told.unwrap_or_else(|_| {
        Err(CliError::other(format!(
            "the demo did not come to its end within {} s",
            LIMIT.as_secs()
        )))
    });
    console.close_progress();
    server.sim.shutdown().await;
    told.map(|()| Exit::Done)
}

async fn run_story(server: &DemoServer, console: &mut Console) -> Result<(), CliError> {
    let url = server.plex.server_url();
    write_heading(
        console,
        &format!("A simulated Plex Media Server runs at {url} for a few seconds."),
    )?;
    console
        .write_data("No real server is touched. This is what it is doing (plexctl list):\n\n")?;
    let running = server.plex.activities().list().await;
    let running = running.map_err(|error| to_cli_error(&error))?;
    console.write_data(&render_activity_table(
        &running,
        console.width(),
        console.stdout_colors(),
    ))?;

    write_heading(
        console,
        "\nA scan is started and followed (plexctl scan Movies --wait):",
    )?;
    let watcher = server.plex.activities().watch();
    // What runs is known before the scan begins, so that the story has one order.
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
        last_told: 0.0,
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
            "\nEverything is over after {took:.1} s: {begun} activities, {ended} ends, none missed."
        ),
    )?;
    console.write_data(
        "Now with your own server:\n\n  export PLEX_URL=http://127.0.0.1:32400\n  export PLEX_TOKEN=...\n  plexctl watch\n",
    )
}

/// What is told, and how far it is.
struct Story<'a> {
    server: &'a DemoServer,
    scan: Option<String>,
    stage: Stage,
    begin: Instant,
    last_told: f32,
    begun: usize,
    ended: usize,
}

/// What happens next is decided by what was seen, and never by the clock.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Until the scan is far enough.
    Following,
    /// Until the client notices.
    Cut,
    /// Until it is connected again and has made up for what it missed.
    Apart,
    /// Until everything is over.
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
                        .ok_or_else(|| CliError::other("the events of the demo came to an end"))?
                        .map_err(|error| to_cli_error(&error))?;
                    follower.take(Update::now(0, UpdateKind::Event(event.clone())), console).await?;
                    self.take(&event, console).await?;
                }
                () = follower.next_tick() => follower.tick(console).await?,
            }
        }
        Ok(())
    }

    async fn take(&mut self, event: &ActivityEvent, console: &mut Console) -> Result<(), CliError> {
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
                if percent - self.last_told >= WORTH_TELLING {
                    self.last_told = percent;
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
                    How::Vanished => " (the server's list lacks it)",
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
                    "the connection; the next try follows by itself",
                    console,
                )?;
                // Nobody is told of this end.
                self.server.sim.end(&self.server.refresh);
                self.write_line(
                    "",
                    "meanwhile an activity ends, and no word of it arrives",
                    console,
                )?;
            }
            ActivityEvent::Connected { .. } if self.stage == Stage::Apart => {
                self.write_line(
                    "again",
                    "connected; what was missed is made up for:",
                    console,
                )?;
            }
            ActivityEvent::Resynced if self.stage == Stage::Apart => {
                self.stage = Stage::Together;
                self.write_line("synced", "nothing is outstanding", console)?;
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
        write_heading(console, "\nThe connection is cut in the middle of it:")?;
        self.server.sim.fault(Fault::CutConnections);
        Ok(())
    }

    async fn cancel(&self, console: &mut Console) -> Result<(), CliError> {
        let download = &self.server.download;
        write_heading(
            console,
            &format!("\nThe download can be cancelled (plexctl cancel {download}):"),
        )?;
        let cancelled = self.server.plex.activities().cancel(download).await;
        cancelled.map_err(|error| to_cli_error(&error))?;
        self.write_line("", "the server took it", console)
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

/// A line that stands out; what it begins with an empty line for stays in front.
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
