//! A user interface with a loop of its own and no `async`: it draws the running activities, and a key
//! cancels one.
//!
//! ```sh
//! export PLEX_URL=http://127.0.0.1:32400 PLEX_TOKEN=...
//! cargo run -p plex-api --example desktop_app
//! ```
//!
//! The user interface is a terminal here, and a key needs Enter: 1 to 9 cancels the activity with that
//! number, q quits. In a window, `draw` and the keys are those of the toolkit; the rest stays. Exit
//! code: 0 when the user quits, 1 when the server refuses the token, 2 when the call was wrong.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use std::process::ExitCode;
use std::sync::mpsc::{self, Sender};
use std::thread;

use plex_api::{ActivityId, ClientIdentity, LiveSnapshot, Plex};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// A message to the loop of the user interface.
enum Message {
    Key(char),
    Running(LiveSnapshot),
    /// An activity could not be cancelled.
    Failed(plex_api::Error),
    /// There will be no more snapshots.
    Over(plex_api::Error),
}

fn main() -> ExitCode {
    let Ok(url) = std::env::var("PLEX_URL") else {
        eprintln!("usage: PLEX_URL=http://... desktop_app");
        return ExitCode::from(2);
    };
    let builder = Plex::builder(url)
        .token_from_env()
        .identity(ClientIdentity::new("desktop-app", "1.0"));
    let plex = match builder.build() {
        Ok(plex) => plex,
        Err(error) => return failed(&error),
    };
    let Ok(runtime) = Builder::new_current_thread().enable_all().build() else {
        eprintln!("desktop_app: the system has no resources left");
        return ExitCode::FAILURE;
    };
    let (to_ui, messages) = mpsc::channel();
    let (cancel, to_cancel) = unbounded_channel();
    let keys = to_ui.clone();
    thread::spawn(move || read_keys(&keys));
    let network = thread::spawn(move || follow(&runtime, &plex, &to_ui, to_cancel));

    let mut drawn: Vec<ActivityId> = Vec::new();
    for message in messages {
        match message {
            Message::Running(snapshot) => drawn = draw(&snapshot),
            Message::Key('q') => break,
            Message::Key(key) => {
                let number = key.to_digit(10).and_then(|digit| digit.checked_sub(1));
                let id = number.and_then(|index| drawn.get(usize::try_from(index).ok()?));
                if let Some(id) = id {
                    // Returns at once: the user interface never waits for the server.
                    let _ = cancel.send(id.clone());
                }
            }
            Message::Failed(error) => eprintln!("desktop_app: {error}"),
            Message::Over(error) => return failed(&error),
        }
    }
    // Ends the other thread, which closes the connection.
    drop(cancel);
    let _ = network.join();
    ExitCode::SUCCESS
}

fn failed(error: &plex_api::Error) -> ExitCode {
    eprintln!("desktop_app: {error}");
    ExitCode::FAILURE
}

/// The thread with the runtime. It sends snapshots, and takes the activities that the user cancels.
fn follow(
    runtime: &Runtime,
    plex: &Plex,
    to_ui: &Sender<Message>,
    mut to_cancel: UnboundedReceiver<ActivityId>,
) {
    runtime.block_on(async {
        let live = plex.activities().live();
        let mut snapshots = live.stream();
        loop {
            tokio::select! {
                snapshot = snapshots.next() => match snapshot {
                    Some(Ok(snapshot)) => drop(to_ui.send(Message::Running(snapshot))),
                    Some(Err(error)) => return drop(to_ui.send(Message::Over(error))),
                    None => return,
                },
                id = to_cancel.recv() => match id {
                    Some(id) => drop(tokio::spawn(cancel(plex.clone(), id, to_ui.clone()))),
                    None => return,
                },
            }
        }
    });
}

/// A task of its own, so that snapshots go on meanwhile.
async fn cancel(plex: Plex, id: ActivityId, to_ui: Sender<Message>) {
    if let Err(error) = plex.activities().cancel(&id).await {
        let _ = to_ui.send(Message::Failed(error));
    }
}

/// Draws the activities; returns them in the order of their numbers.
fn draw(snapshot: &LiveSnapshot) -> Vec<ActivityId> {
    let state = if snapshot.is_synced() {
        "up to date"
    } else {
        "connecting"
    };
    println!("--- {} running, {state}", snapshot.len());
    let mut drawn = Vec::new();
    for running in snapshot {
        let activity = running.activity();
        drawn.push(running.id().clone());
        println!(
            "{} {} {}",
            drawn.len(),
            activity.progress(),
            activity.title()
        );
    }
    drawn
}

fn read_keys(to_ui: &Sender<Message>) {
    for line in std::io::stdin().lines().map_while(Result::ok) {
        for key in line.trim().chars() {
            let _ = to_ui.send(Message::Key(key));
        }
    }
}
