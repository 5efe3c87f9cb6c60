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

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread;

use plex_api::{Activity, ActivityEvent, ActivityId, ClientIdentity, Plex};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// What reaches the loop of the user interface.
enum Message {
    Key(char),
    Event(ActivityEvent),
    /// An activity could not be cancelled.
    Failed(plex_api::Error),
    /// There will be no more events.
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
        return ExitCode::FAILURE; // the system has no resources left
    };
    let (to_ui, messages) = mpsc::channel();
    let (cancel, to_cancel) = unbounded_channel();
    let keys = to_ui.clone();
    thread::spawn(move || read_keys(&keys));
    let network = thread::spawn(move || follow(&runtime, &plex, &to_ui, to_cancel));

    let (mut running, mut is_synced) = (BTreeMap::new(), false);
    for message in messages {
        match message {
            Message::Event(event) => {
                apply(event, &mut running, &mut is_synced);
                draw(&running, is_synced);
            }
            Message::Key('q') => break,
            Message::Key(key) => {
                let is_meant = |(number, _): &(u32, _)| key.to_digit(10) == Some(*number);
                if let Some((_, id)) = (1..).zip(running.keys()).find(is_meant) {
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

/// The thread with the runtime. It sends events, and takes what the user wants to cancel.
fn follow(
    runtime: &Runtime,
    plex: &Plex,
    to_ui: &Sender<Message>,
    mut to_cancel: UnboundedReceiver<ActivityId>,
) {
    runtime.block_on(async {
        let mut events = plex.activities().watch();
        loop {
            tokio::select! {
                event = events.next() => match event {
                    Some(Ok(event)) => drop(to_ui.send(Message::Event(event))),
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

/// A task of its own, so that events go on meanwhile.
async fn cancel(plex: Plex, id: ActivityId, to_ui: Sender<Message>) {
    if let Err(error) = plex.activities().cancel(&id).await {
        let _ = to_ui.send(Message::Failed(error));
    }
}

type Running = BTreeMap<ActivityId, Arc<Activity>>;

fn apply(event: ActivityEvent, running: &mut Running, is_synced: &mut bool) {
    match event {
        ActivityEvent::Started { activity, .. } | ActivityEvent::Updated { activity, .. } => {
            running.insert(activity.id().clone(), activity);
        }
        ActivityEvent::Ended { activity, .. } => drop(running.remove(activity.id())),
        ActivityEvent::Resynced => *is_synced = true,
        ActivityEvent::Disconnected { .. } => *is_synced = false,
        _ => {}
    }
}

fn draw(running: &Running, is_synced: bool) {
    let state = if is_synced {
        "up to date"
    } else {
        "connecting"
    };
    println!("--- {} running, {state}", running.len());
    for (number, activity) in (1..).zip(running.values()) {
        println!("{number} {} {}", activity.progress(), activity.title());
    }
}

fn read_keys(to_ui: &Sender<Message>) {
    for line in std::io::stdin().lines().map_while(Result::ok) {
        for key in line.trim().chars() {
            let _ = to_ui.send(Message::Key(key));
        }
    }
}
