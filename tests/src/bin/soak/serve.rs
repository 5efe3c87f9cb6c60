//! The server's process: it plays the scenario `bad-day` until it receives `calm`.
//!
//! It prints its address, then reads one command a line. `go` starts, `calm` ends the current day and
//! every activity, `left` prints how many streams and connections are open. It ends with its standard
//! input, so that it never outlives the soak.

use std::io::{BufRead, Write};
use std::time::Duration;

use plex_api_tests::SECRET;
use plex_sim::{PlexSim, Scenario};
use tokio::sync::mpsc::{Receiver, channel};

use crate::SoakError;
use crate::time_scale::{SPEEDUP, scaled};

/// A little more than the seconds of a bad day.
const DAY: u64 = 62;
/// A download that can be cancelled starts in each of this many parts of a day.
const PARTS: u32 = 6;

pub(crate) fn serve() -> Result<(), SoakError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let sim = PlexSim::builder().token(SECRET).start().await?;
        sim.set_clock_rate(f64::from(SPEEDUP));
        say(&sim.url())?;
        let mut words = words();
        while let Some(word) = words.recv().await {
            match word.as_str() {
                "go" => {
                    if !days(&sim, &mut words).await? {
                        break;
                    }
                    settle(&sim).await;
                    say("calm")?;
                }
                "left" => {
                    let streams = sim.open_streams().len();
                    say(&format!("{streams} {}", sim.open_connections()))?;
                }
                other => return Err(format!("the word {other:?} is not known").into()),
            }
        }
        sim.shutdown().await;
        Ok(())
    })
}

/// Plays day after day until the command `calm`; `false` when standard input has ended.
async fn days(sim: &PlexSim, words: &mut Receiver<String>) -> Result<bool, SoakError> {
    let bad_day = Scenario::by_name("bad-day").ok_or("the scenario bad-day is gone")?;
    loop {
        sim.play(&bad_day);
        for _ in 0..PARTS {
            sim.activity("media.download")
                .title("A download")
                .cancellable(true)
                .ends_after(Duration::from_secs(15))
                .start();
            tokio::time::sleep(scaled(DAY) / PARTS).await;
        }
        match words.try_recv() {
            Ok(word) if word == "calm" => return Ok(true),
            Ok(word) => return Err(format!("the word {word:?} came too early").into()),
            Err(tokio::sync::mpsc::error::TryRecvError::Empty) => {}
            Err(tokio::sync::mpsc::error::TryRecvError::Disconnected) => return Ok(false),
        }
    }
}

/// Ends everything that is left of the last day.
async fn settle(sim: &PlexSim) {
    // A restart is over after two seconds of the wall clock.
    tokio::time::sleep(Duration::from_secs(3)).await;
    sim.lift_faults();
    for activity in sim.running() {
        sim.end(&activity.uuid);
    }
}

fn say(line: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "{line}")?;
    out.flush()
}

/// The lines of standard input.
fn words() -> Receiver<String> {
    let (sender, receiver) = channel(8);
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            let Ok(line) = line else { return };
            if sender.blocking_send(line).is_err() {
                return;
            }
        }
    });
    receiver
}
