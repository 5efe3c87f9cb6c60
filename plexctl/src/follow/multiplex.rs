//! Merges the updates of several servers; a slow or failing server does not delay the others.

use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::filter_args::{FilterArgs, FilterAttempt};
use super::update::{Update, UpdateKind};
use crate::connect::Connection;

/// The buffer is small: the SDK keeps more, and reports how much was lost.
const WAITING: usize = 16;

/// The merged updates. Dropping it closes all connections.
pub(crate) struct Multiplexer {
    updates: mpsc::Receiver<Update>,
    _tasks: JoinSet<()>,
}

impl Multiplexer {
    /// Starts to watch the activities that the filter selects on each server.
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
    let mut attempts = filter_args.attempts(connection);
    let filter = loop {
        match attempts.next().await {
            Ok(FilterAttempt::Resolved(filter)) => break filter,
            Ok(FilterAttempt::Unreachable { reason, retry_in }) => {
                send(UpdateKind::Unreachable { reason, retry_in }).await?;
                tokio::time::sleep(retry_in).await;
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
