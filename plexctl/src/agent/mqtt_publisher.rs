//! Publishes the agent's servers to the broker of its file: one task for each server.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use super::server_task::Shared;
use crate::connect::Connection;
use crate::error::CliError;
use crate::mqtt::{BridgeNotice, BridgeOptions, BridgeTask, HeldClaim, MachineClaims, MqttCounts};

/// The pause before a server that could not be published is tried again.
const PAUSE: Duration = Duration::from_secs(30);

/// The place where the task that follows a server puts its connection.
pub(super) type ConnectionSlot = Arc<watch::Sender<Option<Connection>>>;

/// The broker and the options of publishing; `None` publishes nothing.
type Options = Option<Arc<BridgeOptions>>;

/// The tasks that publish.
pub(super) struct MqttPublishers {
    shared: Shared,
    claims: MachineClaims,
    servers: BTreeMap<String, ServerPublisher>,
    /// Servers that are published no more, until their last messages are sent.
    ending: BTreeMap<String, JoinHandle<()>>,
}

struct ServerPublisher {
    connection: ConnectionSlot,
    options: watch::Sender<Options>,
    counts: Arc<MqttCounts>,
    task: JoinHandle<()>,
}

impl ServerPublisher {
    /// Lets the task send its last messages, and waits for its end.
    async fn end(self) {
        self.options.send_replace(None);
        drop(self.options);
        let _ = self.task.await;
    }
}

impl MqttPublishers {
    pub(super) fn new(shared: Shared) -> Self {
        Self {
            shared,
            claims: MachineClaims::default(),
            servers: BTreeMap::new(),
            ending: BTreeMap::new(),
        }
    }

    /// Publishes these servers with these options from now on. Unchanged ones are not disturbed.
    pub(super) fn apply<'a>(&mut self, options: &Options, names: impl Iterator<Item = &'a String>) {
        let mut before = std::mem::take(&mut self.servers);
        for name in names {
            let publisher = before.remove(name).unwrap_or_else(|| self.start(name));
            let counts = options.is_some().then(|| Arc::clone(&publisher.counts));
            self.shared.metrics.set_mqtt(name, counts);
            publisher.options.send_if_modified(|current| {
                let is_new = current != options;
                current.clone_from(options);
                is_new
            });
            self.servers.insert(name.clone(), publisher);
        }
        self.ending.retain(|_, ending| !ending.is_finished());
        for (name, publisher) in before {
            self.ending.insert(name, tokio::spawn(publisher.end()));
        }
    }

    /// The place where the task that follows a server puts its connection.
    pub(super) fn connection_slot(&self, name: &str) -> ConnectionSlot {
        let publisher = self.servers.get(name);
        publisher.map_or_else(ConnectionSlot::default, |one| Arc::clone(&one.connection))
    }

    /// Ends all, after their last messages.
    pub(super) async fn end(self) {
        let servers = self.servers.into_values().map(ServerPublisher::end);
        let ended = futures_util::future::join_all(servers);
        tokio::join!(
            ended,
            futures_util::future::join_all(self.ending.into_values())
        );
    }

    fn start(&mut self, name: &str) -> ServerPublisher {
        // Its last messages come before the first of this one.
        let before = self.ending.remove(name);
        let connection = ConnectionSlot::default();
        let options = watch::Sender::new(None);
        let counts = Arc::default();
        let task = PublisherTask {
            name: name.to_owned(),
            connection: connection.subscribe(),
            options: options.subscribe(),
            claims: self.claims.clone(),
            claim: None,
            counts: Arc::clone(&counts),
            shared: self.shared.clone(),
            last_told: String::new(),
        };
        ServerPublisher {
            connection,
            options,
            counts,
            task: tokio::spawn(async move {
                if let Some(before) = before {
                    let _ = before.await;
                }
                task.run().await;
            }),
        }
    }
}

struct PublisherTask {
    name: String,
    connection: watch::Receiver<Option<Connection>>,
    options: watch::Receiver<Options>,
    claims: MachineClaims,
    /// The server's own, also while it is not published for a moment.
    claim: Option<HeldClaim>,
    counts: Arc<MqttCounts>,
    shared: Shared,
    /// Each failed attempt would tell the same.
    last_told: String,
}

impl PublisherTask {
    /// Publishes until the sender of the options is gone.
    async fn run(mut self) {
        loop {
            let options = self.options.borrow_and_update().clone();
            let connection = self.connection.borrow_and_update().clone();
            let pause = match (options, connection) {
                (Some(options), Some(connection)) => {
                    let Some(pause) = self.publish(&options, connection).await else {
                        continue;
                    };
                    pause
                }
                // Until something changes.
                _ => Duration::MAX,
            };
            tokio::select! {
                () = sleep_for(pause) => {}
                Ok(()) = self.connection.changed() => {}
                changed = self.options.changed() => if changed.is_err() {
                    return;
                },
            }
        }
    }

    /// Publishes by this connection until the options or the connection change. Returns how long to
    /// wait when it ended by itself.
    async fn publish(
        &mut self,
        options: &BridgeOptions,
        connection: Connection,
    ) -> Option<Duration> {
        let (stop, stopped) = watch::channel(false);
        let (say, mut said) = mpsc::unbounded_channel();
        let claims = self.claims.clone();
        let task = BridgeTask::new(connection, options.clone(), say, stopped, None, claims);
        let task = task.count_in(Arc::clone(&self.counts));
        let mut claim = self.claim.take();
        let mut is_stopping = false;
        let ended = {
            let task = task.run(&mut claim);
            tokio::pin!(task);
            loop {
                tokio::select! {
                    ended = &mut task => break ended,
                    Some(notice) = said.recv() => self.tell(notice).await,
                    _ = self.options.changed(), if !is_stopping => {
                        is_stopping = true;
                        stop.send_replace(true);
                    }
                    _ = self.connection.changed(), if !is_stopping => {
                        is_stopping = true;
                        stop.send_replace(true);
                    }
                }
            }
        };
        self.claim = claim;
        while let Ok(notice) = said.try_recv() {
            self.tell(notice).await;
        }
        if let Err(CliError::Failure(failure)) = ended {
            let sentence = format!("{}: not published: {}", self.name, failure.sentence);
            self.tell(BridgeNotice::Warn(sentence)).await;
        }
        (!is_stopping).then_some(PAUSE)
    }

    async fn tell(&mut self, notice: BridgeNotice) {
        let (BridgeNotice::Note(text) | BridgeNotice::Warn(text)) = notice;
        if text != self.last_told {
            self.last_told.clone_from(&text);
            self.shared.tell(text).await;
        }
    }
}

async fn sleep_for(time: Duration) {
    match time {
        Duration::MAX => std::future::pending().await,
        time => tokio::time::sleep(time).await,
    }
}
