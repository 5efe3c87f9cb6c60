//! `plexctl record`: records what a server sends, for `plexctl replay` and for debugging.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap::Args;
use tokio::sync::mpsc;

use crate::connect::Connection;
use crate::duration_arg::parse_duration;
use crate::error::CliError;
use crate::exit::Exit;
use crate::follow::{Follower, OutputMode, Update, UpdateKind};
use crate::output::{Console, sanitize_json};
use crate::settings::Settings;

/// Record everything the server sends, without the token
///
/// Writes every message unchanged, every list, and every change of the connection, each with its
/// time, until Ctrl-C (code 130) or until --timeout passes (code 0). The token is replaced by
/// <token> wherever the server repeats it; titles and folder names stay as they are.
#[derive(Args)]
#[command(after_help = "\
Examples:
  plexctl record > night.jsonl
  plexctl record --timeout 10m > night.jsonl; plexctl replay night.jsonl

Each record is a JSON object on a line, regardless of -o: {\"at\": SECONDS, \"record\": KIND, ...}, where
KIND is recording, connected, disconnected, message, list_sent, list, list_failed or closed.")]
pub(crate) struct RecordArgs {
    /// Stop after this time, such as 30s or 2h, with code 0
    #[arg(long, value_name = "TIME", value_parser = parse_duration)]
    timeout: Option<Duration>,
}

/// Records that wait to be written. A recording with gaps would be worse than none.
const WAITING: usize = 65_536;

pub(crate) async fn run(
    arguments: &RecordArgs,
    settings: &Settings,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let (sender, records) = mpsc::channel(WAITING);
    let has_holes = Arc::new(AtomicBool::new(false));
    let server = settings.one_server("record")?;
    let connection = Connection::with_options(settings, server, console, |builder| {
        let has_holes = Arc::clone(&has_holes);
        builder.recorder(move |record| {
            if sender.try_send(record.to_string()).is_err() {
                has_holes.store(true, Ordering::Relaxed);
            }
        })
    })?;
    let mut recording = RecordingWriter { records, has_holes };
    console.open_progress();
    let writing = recording.write(&connection, console);
    match arguments.timeout {
        None => writing.await,
        Some(time) => match tokio::time::timeout(time, writing).await {
            Ok(ended) => ended,
            Err(_) => Ok(Exit::Done),
        },
    }
}

/// Records from the client that are not yet written.
struct RecordingWriter {
    records: mpsc::Receiver<String>,
    has_holes: Arc<AtomicBool>,
}

impl RecordingWriter {
    /// Writes records until the server rejects the token.
    async fn write(
        &mut self,
        connection: &Connection,
        console: &mut Console,
    ) -> Result<Exit, CliError> {
        // The client connects and records only while somebody watches.
        let mut watcher = connection.plex.activities().watch();
        let mut follower = Follower::new([connection], OutputMode::Trouble);
        loop {
            tokio::select! {
                record = self.records.recv() => {
                    if let Some(record) = record {
                        self.write_one(&record, console).await?;
                    }
                }
                item = watcher.next() => match item {
                    Some(Ok(event)) => {
                        follower.apply(Update::now(0, UpdateKind::Event(event)), console).await?;
                    }
                    Some(Err(error)) => {
                        while let Ok(record) = self.records.try_recv() {
                            self.write_one(&record, console).await?;
                        }
                        return Err(connection.to_failure(&error).into());
                    }
                    None => return Ok(Exit::Done),
                },
                () = follower.next_tick() => follower.tick(console).await?,
            }
        }
    }

    async fn write_one(&self, record: &str, console: &mut Console) -> Result<(), CliError> {
        if self.has_holes.load(Ordering::Relaxed) {
            return Err(CliError::other(format!(
                "the recording is read too slowly: more than {WAITING} records are waiting, and \
                 later ones would be lost"
            )));
        }
        let line = format!("{}\n", sanitize_json(record));
        console.write_data_async(line).await
    }
}
