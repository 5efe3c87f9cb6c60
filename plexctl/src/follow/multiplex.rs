//! The news of several servers in one row, none of them held up by another.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::filter_args::FilterArgs;
use super::update::{Update, UpdateKind};
use crate::connect::Connection;
use crate::exit::Exit;

/// News that nobody has taken yet. More is kept where it can be told that some was lost.
const WAITING: usize = 16;

/// Between two questions to a server that does not answer.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(30));

/// News of several servers. Dropping it ends all connections.
pub(crate) struct Multiplexer {
    told: mpsc::Receiver<Update>,
    _tasks: JoinSet<()>,
}

impl Multiplexer {
    /// Begins to watch what is selected on each server.
    pub(crate) fn open(connections: &[Connection], selection: &FilterArgs) -> Self {
        let (sender, told) = mpsc::channel(WAITING);
        let mut tasks = JoinSet::new();
        for (server, connection) in connections.iter().cloned().enumerate() {
            let (selection, sender) = (selection.clone(), sender.clone());
            tasks.spawn(async move {
                // When nobody listens any more there is nothing left to do.
                let _ = watch(server, &connection, &selection, &sender).await;
            });
        }
        Self {
            told,
            _tasks: tasks,
        }
    }

    /// The next news; `None` when no server has any more.
    pub(crate) async fn next(&mut self) -> Option<Update> {
        self.told.recv().await
    }
}

type Sent = Result<(), mpsc::error::SendError<Update>>;

async fn watch(
    server: usize,
    connection: &Connection,
    selection: &FilterArgs,
    sender: &mpsc::Sender<Update>,
) -> Sent {
    let tell = |news| sender.send(Update::now(server, news));
    let mut pause = PAUSES.0;
    let filter = loop {
        match selection.filter(connection).await {
            Ok(filter) => break filter,
            Err(failure) if failure.exit == Exit::Unreachable => {
                let (reason, retry_in) = (failure.sentence, pause);
                tell(UpdateKind::Unreachable { reason, retry_in }).await?;
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(PAUSES.1);
            }
            Err(failure) => return tell(UpdateKind::Failed(failure)).await,
        }
    };
    let mut watcher = connection.plex.activities().watch().only(filter);
    while let Some(item) = watcher.next().await {
        match item {
            Ok(event) => tell(UpdateKind::Event(event)).await?,
            Err(error) => tell(UpdateKind::Failed(connection.to_failure(&error))).await?,
        }
    }
    Ok(())
}
