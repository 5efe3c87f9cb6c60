//! `plexctl demo`: the whole story in a few seconds, without a server.

use std::error::Error as _;
use std::fmt::Write as _;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use clap::Args;
use plex_api::{Activity, ActivityId, ClientIdentity, Plex, Token};
use plex_sim::PlexSim;
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::exit::Exit;
use crate::output::{Console, activity_table, safe};
use crate::stop::{Failure, Stop};

/// See it work, without a server
///
/// Starts a simulated Plex Media Server inside this program, shows what it is doing, cancels one
/// activity and follows the others to their end. Takes about six seconds, and touches no real
/// server.
#[derive(Args)]
pub(crate) struct Arguments {}

/// Made up here, for a server that lives as long as the demo.
const TOKEN: &str = "demo-token";

/// How often the list is asked for while following.
const PERIOD: Duration = Duration::from_millis(300);

/// It takes about six seconds; whatever takes this long hangs.
const LIMIT: Duration = Duration::from_secs(18);

/// A line about progress is worth reading after this many percent.
const WORTH_TELLING: f32 = 20.0;

pub(crate) async fn run(console: &mut Console) -> Result<Exit, Stop> {
    let (sim, download) = simulator().await?;
    let plex = Token::new(TOKEN)
        .and_then(|token| {
            Plex::builder(sim.url())
                .token(token)
                .identity(ClientIdentity::new("plexctl", env!("CARGO_PKG_VERSION")))
                .build()
        })
        .map_err(|error| failed(&error))?;
    let story = tell_story(&plex, &download, console);
    let told = tokio::time::timeout(LIMIT, story)
        .await
        .unwrap_or_else(|_| {
            Err(Stop::other(format!(
                "the demo did not come to its end within {} s",
                LIMIT.as_secs()
            )))
        });
    sim.shutdown().await;
    told.map(|()| Exit::Done)
}

async fn tell_story(plex: &Plex, download: &ActivityId, console: &mut Console) -> Result<(), Stop> {
    let colors = console.data_colors();
    heading(
        console,
        &format!(
            "A simulated Plex Media Server runs at {} for a few seconds.",
            plex.server_url()
        ),
    )?;
    console.data("No real server is touched. This is what it is doing (plexctl list):\n\n")?;
    let running = list(plex).await?;
    console.data(&activity_table(&running, console.width(), colors))?;

    console.data("\n")?;
    heading(
        console,
        &format!("The download can be cancelled (plexctl cancel {download}):"),
    )?;
    let cancelled = plex.activities().cancel(download).await;
    cancelled.map_err(|error| failed(&error))?;
    console.data("The server took it.\n\n")?;

    heading(console, "The others are followed to their end:")?;
    let begin = Instant::now();
    follow(plex, running, begin, console).await?;

    console.data("\n")?;
    let took = begin.elapsed().as_secs_f32();
    heading(
        console,
        &format!("Everything is over after {took:.1} s. Now with your own server:"),
    )?;
    console.data(
        "\n  export PLEX_URL=http://127.0.0.1:32400\n  export PLEX_TOKEN=...\n  plexctl list\n",
    )
}

/// Tells how each activity moves, until none of them is listed any more.
async fn follow(
    plex: &Plex,
    mut live: Vec<Activity>,
    begin: Instant,
    console: &mut Console,
) -> Result<(), Stop> {
    let mut told: Vec<(ActivityId, f32)> = Vec::new();
    let mut ticks = interval(PERIOD);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while !live.is_empty() {
        ticks.tick().await;
        let now = list(plex).await?;
        let mut text = String::new();
        for before in &live {
            match now.iter().find(|activity| activity.id() == before.id()) {
                None => text.push_str(&progress_line(begin, "ended", before, console)),
                Some(activity) if is_worth_telling(activity, &mut told) => {
                    let percent = activity.progress().to_string();
                    text.push_str(&progress_line(begin, &percent, activity, console));
                }
                Some(_) => {}
            }
        }
        console.data(&text)?;
        live = now;
    }
    Ok(())
}

fn is_worth_telling(activity: &Activity, told: &mut Vec<(ActivityId, f32)>) -> bool {
    let Some(percent) = activity.progress().percent() else {
        return false;
    };
    match told.iter_mut().find(|(id, _)| id == activity.id()) {
        Some((_, last)) if percent - *last < WORTH_TELLING => false,
        Some((_, last)) => {
            *last = percent;
            true
        }
        None => {
            told.push((activity.id().clone(), percent));
            true
        }
    }
}

fn progress_line(begin: Instant, how: &str, activity: &Activity, console: &Console) -> String {
    let style = match (console.data_colors(), how) {
        (false, _) => Style::new(),
        (true, "ended") => AnsiColor::Green.on_default(),
        (true, _) => Style::new().dimmed(),
    };
    let mut line = String::new();
    let seconds = begin.elapsed().as_secs_f32();
    // Writing to a String cannot fail.
    let _ = write!(
        line,
        "  {seconds:4.1} s  {style}{how:>5}{style:#}  {}",
        safe(activity.title())
    );
    if how != "ended" && !activity.subtitle().is_empty() {
        let _ = write!(line, ": {}", safe(activity.subtitle()));
    }
    line.push('\n');
    line
}

fn heading(console: &mut Console, text: &str) -> Result<(), Stop> {
    let style = if console.data_colors() {
        Style::new().bold()
    } else {
        Style::new()
    };
    console.data(&format!("{style}{text}{style:#}\n"))
}

async fn list(plex: &Plex) -> Result<Vec<Activity>, Stop> {
    let list = plex.activities().list().await;
    list.map_err(|error| failed(&error))
}

fn failed(error: &plex_api::Error) -> Stop {
    Failure::new(Exit::of(error), error.to_string()).into()
}

/// The simulator with three activities, and the uuid of the one that can be cancelled.
async fn simulator() -> Result<(PlexSim, ActivityId), Stop> {
    let sim = PlexSim::builder()
        .token(TOKEN)
        .start()
        .await
        .map_err(|error| {
            let cause = error.source().map(|cause| format!(" ({cause})"));
            Stop::other(format!("{error}{}", cause.unwrap_or_default()))
        })?;
    let mut scan = sim
        .activity("library.update.section")
        .title("Scanning Movies")
        .section("1");
    for film in [
        "A Quiet Harbour (1987)",
        "Cartographers (2003)",
        "Eleven Bridges (2021)",
    ] {
        scan = scan.subtitle(film);
    }
    scan.steps(50).every(Duration::from_millis(100)).start();
    sim.activity("library.refresh.items")
        .title("Refreshing")
        .subtitle("Checking files")
        .subtitle("Refreshing local metadata")
        .subtitle("Augmenting metadata")
        .steps(25)
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
    let download = ActivityId::new(download).map_err(|error| Stop::other(error.to_string()))?;
    Ok((sim, download))
}
