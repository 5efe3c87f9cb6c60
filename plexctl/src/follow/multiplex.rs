//! Merges the updates of several servers; a slow or failing server does not delay the others.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::filter_args::FilterArgs;
use super::update::{Update, UpdateKind};
use crate::connect::Connection;
use crate::exit::Exit;

/// The buffer is small: the SDK keeps more, and reports how much was lost.
const WAITING: usize = 16;

/// The shortest and longest pause between attempts to resolve the filter on a server that does not
/// answer.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(30));

/// The merged updates. Dropping it closes all connections.
pub(crate) struct Multiplexer {
    updates: mpsc::Receiver<Update>,
    _tasks: JoinSet<()>,
}

impl Multiplexer {
    /// Starts to watch what the filter selects on each server.
    pub(crate) fn open(connections: &[Connection], filter_args: &FilterArgs) -> Self {
        let (sender, updates) = mpsc::channel(WAITING);
        let mut tasks = JoinSet::new();
        for (server, connection) in connections.iter().cloned().enumerate() {
            let (filter_args, sender) = (filter_args.clone(), sender.clone());
            tasks.spawn(async move {
                // When the receiver is gone there is nothing left to do.
                let _ = watch(server, &connection, &filter_args, &sender).await;
            });
        }
        Self {
            updates,
            _tasks: tasks,
        }
    }

    /// The next update; `None` when no server has any more.
    ///
    /// # Cancel safety
    /// Cancel safe: no update is lost.
    pub(crate) async fn next(&mut self) -> Option<Update> {
        self.updates.recv().await
    }
}

type SendResult = Result<(), mpsc::error::SendError<Update>>;

async fn watch(
    server: usize,
    connection: &Connection,
    filter_args: &FilterArgs,
    sender: &mpsc::Sender<Update>,
) -> SendResult {
    let send = |kind| sender.send(Update::now(server, kind));
    let mut pause = PAUSES.0;
    let filter = loop {
        match filter_args.filter(connection).await {
            Ok(filter) => break filter,
            Err(failure) if failure.exit == Exit::Unreachable => {
                let (reason, retry_in) = (failure.sentence, pause);
                send(UpdateKind::Unreachable { reason, retry_in }).await?;
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(PAUSES.1);
            }
            Err(failure) => return send(UpdateKind::Failed(failure)).await,
        }
    };
    let mut watcher = connection.plex.activities().watch().only(filter);
    while let Some(item) = watcher.next().await {
        match item {
            Ok(event) => send(UpdateKind::Event(event)).await?,
            Err(error) => send(UpdateKind::Failed(connection.to_failure(&error))).await?,
        }
    }
    Ok(())
}
