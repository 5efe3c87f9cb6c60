//! `plexctl record`: records what a server sends, for `plexctl replay` and for debugging.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use clap::Args;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, mpsc};

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
/// time, until Ctrl-C (code 130), SIGTERM (code 143) or until --timeout passes (code 0). The token is replaced by
/// <token> wherever the server repeats it; titles and folder names stay as they are. A recording has
/// no gap: when its reader leaves 64 MiB waiting, it ends there, and plexctl says so.
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

/// The largest memory of the records that wait to be written.
///
/// A recording with gaps would be worse than none, so it ends before the first record beyond this.
pub(crate) const BUDGET: usize = 64 * 1024 * 1024;

/// The memory that a waiting record takes beside its text.
const RECORD_OVERHEAD: usize = 128;

pub(crate) async fn run(
    arguments: &RecordArgs,
    settings: &Settings,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let (inlet, queue) = record_queue(BUDGET);
    let server = settings.one_server("record")?;
    let connection = Connection::with_options(settings, server, console, |builder| {
        builder.recorder(move |record| inlet.push(record.to_string()))
    })
    .await?;
    let mut recording = RecordingWriter { queue };
    console.open_progress();
    let writing = recording.write(&connection, console);
    match arguments.timeout {
        None => writing.await,
        Some(time) => match tokio::time::timeout(time, writing).await {
            Ok(ended) => ended,
            Err(_) => recording.queue.check().map(|()| Exit::Done),
        },
    }
}

/// Creates a queue of records with this budget in bytes.
fn record_queue(budget: usize) -> (RecordInlet, RecordQueue) {
    let (sender, records) = mpsc::unbounded_channel();
    let overflow = Arc::new(Overflow {
        budget: Arc::new(Semaphore::new(budget)),
        lost: AtomicU64::new(0),
        happened: Notify::new(),
    });
    let inlet = RecordInlet {
        sender,
        overflow: Arc::clone(&overflow),
    };
    (inlet, RecordQueue { records, overflow })
}

/// A record, and its part of the budget.
type QueuedRecord = (String, OwnedSemaphorePermit);

/// The inlet for the client's records.
struct RecordInlet {
    sender: mpsc::UnboundedSender<QueuedRecord>,
    overflow: Arc<Overflow>,
}

impl RecordInlet {
    /// Queues a record. After the first one that does not fit, none is accepted.
    fn push(&self, record: String) {
        let weight = u32::try_from(record.len() + RECORD_OVERHEAD).unwrap_or(u32::MAX);
        let budget = Arc::clone(&self.overflow.budget);
        match budget.try_acquire_many_owned(weight) {
            Ok(permit) => {
                // Without a writer nobody wants it.
                let _ = self.sender.send((record, permit));
            }
            Err(_) => {
                self.overflow.budget.close();
                self.overflow.lost.fetch_add(1, Ordering::Relaxed);
                self.overflow.happened.notify_one();
            }
        }
    }
}

/// Records that wait to be written.
struct RecordQueue {
    records: mpsc::UnboundedReceiver<QueuedRecord>,
    overflow: Arc<Overflow>,
}

/// The rest of the budget, and the number of records that did not fit into it.
struct Overflow {
    /// Closed by the first record that did not fit.
    budget: Arc<Semaphore>,
    lost: AtomicU64,
    happened: Notify,
}

impl RecordQueue {
    /// Fails when a record was lost.
    fn check(&self) -> Result<(), CliError> {
        match self.overflow.lost.load(Ordering::Relaxed) {
            0 => Ok(()),
            lost => Err(CliError::other(format!(
                "the recording was read too slowly: it ends here, and {lost} later records are lost"
            ))),
        }
    }
}

/// Writes the records of the client.
struct RecordingWriter {
    queue: RecordQueue,
}

impl RecordingWriter {
    /// Writes records until the server rejects the token, or one was lost.
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
                record = self.queue.records.recv() => {
                    if let Some((record, _permit)) = record {
                        self.write_one(&record, console).await?;
                    }
                    if self.queue.records.is_empty() {
                        self.queue.check()?;
                    }
                }
                item = watcher.next() => match item {
                    Some(Ok(event)) => {
                        follower.apply(Update::now(0, UpdateKind::Event(event)), console).await?;
                    }
                    Some(Err(error)) => {
                        while let Ok((record, _permit)) = self.queue.records.try_recv() {
                            self.write_one(&record, console).await?;
                        }
                        self.queue.check()?;
                        return Err(connection.to_failure(&error).into());
                    }
                    None => return Ok(Exit::Done),
                },
                () = follower.next_tick() => follower.tick(console).await?,
            }
        }
    }

    /// Writes a record. While its reader is too slow, reports that later records do not fit.
    async fn write_one(&self, record: &str, console: &mut Console) -> Result<(), CliError> {
        let line = format!("{}\n", sanitize_json(record));
        let full = self.queue.overflow.happened.notified();
        console
            .write_data_with(line, full, |console, ()| {
                console.warn(&format!(
                    "the recording is read too slowly: {} MiB are waiting, so it ends there",
                    BUDGET >> 20
                ));
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_records_are_bounded_by_bytes_and_have_no_gap() {
        let (inlet, mut queue) = record_queue(10_000);
        let long = "x".repeat(4_000);
        for record in [&long, &long, &long, "short"] {
            inlet.push(record.to_owned());
        }
        let waiting = std::iter::from_fn(|| queue.records.try_recv().ok());
        assert_eq!(waiting.count(), 2, "none after the first that did not fit");
        inlet.push("room again".to_owned());
        assert!(queue.records.try_recv().is_err());
        let CliError::Failure(failure) = queue.check().unwrap_err() else {
            panic!("not a failure");
        };
        assert!(failure.sentence.contains("3 later records are lost"));
    }

    #[test]
    fn written_records_make_room() {
        let (inlet, mut queue) = record_queue(1_000);
        for _ in 0..100 {
            inlet.push("a record".to_owned());
            drop(queue.records.try_recv().unwrap());
        }
        queue.check().unwrap();
    }
}
