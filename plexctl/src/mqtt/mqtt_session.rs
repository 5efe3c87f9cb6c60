//! One connection to the broker, from its first byte to its end.
//!
//! Each has a client of its own, so that nothing of a lost connection comes up in the next: what
//! has to be sent again is the outbox's business alone.

use std::time::Duration;

use rumqttc::{
    AsyncClient, ConnectReturnCode, ConnectionError, Event, EventLoop, LastWill, MqttOptions,
    Packet, PublishOptions, QoS, Transport,
};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::broker::{Broker, Login};
use super::outbox::QueuedMessage;
use super::topics::Topics;

/// Messages on their way to the broker at a time.
pub(crate) const WINDOW: usize = 32;

/// A dead broker is noticed after this, and a dead bridge by the broker after one and a half.
const KEEP_ALIVE_SECONDS: u16 = 20;

/// More than the largest message, and than what others may have left under our topics.
const LARGEST_PACKET: usize = 512 * 1024;

/// What happens on the connection.
pub(crate) enum SessionEvent {
    /// The broker lets us in.
    Up,
    /// The broker has a message.
    Confirmed(u64),
    /// The broker kept this from before.
    Kept { topic: String, payload: Vec<u8> },
    /// It is over.
    Down { reason: String, refused: bool },
}

/// One connection. Dropping it ends it, and the broker publishes the last will.
pub(crate) struct MqttSession {
    client: AsyncClient,
    events: mpsc::UnboundedReceiver<SessionEvent>,
    tasks: JoinSet<Option<u64>>,
}

impl MqttSession {
    /// Begins to connect.
    pub(crate) fn open(
        broker: &Broker,
        login: Option<&Login>,
        topics: &Topics,
    ) -> Result<Self, String> {
        let machine: String = topics.machine.chars().take(12).collect();
        // Another bridge of the same name would be thrown out by the broker.
        let name = format!("plexctl-{machine}-{:08x}", fastrand::u32(..));
        let mut options = MqttOptions::new(name, (broker.host.clone(), broker.port));
        options
            .set_keep_alive(KEEP_ALIVE_SECONDS)
            .set_clean_session(true)
            .set_max_packet_size(LARGEST_PACKET, LARGEST_PACKET)
            .set_last_will(LastWill::new(
                topics.status(),
                "offline",
                QoS::AtLeastOnce,
                true,
            ));
        if let Some(login) = login {
            let password = login.password.to_string();
            options.set_credentials(login.user.clone(), password);
        }
        if broker.tls {
            // The client's default configuration takes the process's provider; another is fine.
            let _ = rustls::crypto::ring::default_provider().install_default();
            let tls =
                Transport::try_tls_with_default_config().map_err(|error| error.to_string())?;
            options.set_transport(tls);
        }
        let (client, connection) = AsyncClient::builder(options)
            .capacity(2 * WINDOW)
            .try_build()
            .map_err(|error| error.to_string())?;
        let (sender, events) = mpsc::unbounded_channel();
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            drive(connection, &sender).await;
            None
        });
        Ok(Self {
            client,
            events,
            tasks,
        })
    }

    /// Asks for what the broker keeps under this filter.
    pub(crate) fn look_for(&self, filter: String) -> Result<(), String> {
        self.client
            .try_subscribe(filter, QoS::AtLeastOnce)
            .map_err(|error| error.to_string())
    }

    /// Sends a message. At most [`WINDOW`] may be unconfirmed.
    pub(crate) fn send(&mut self, number: u64, message: QueuedMessage) -> Result<(), String> {
        let options = PublishOptions::at_least_once().retained();
        let notice = self
            .client
            .try_publish_tracked(message.topic, message.payload.into_bytes(), options)
            .map_err(|error| error.to_string())?;
        self.tasks.spawn(async move {
            // Without a confirmation the connection is lost, and says so itself.
            let confirmed = notice.wait_completion_async().await;
            confirmed.is_ok().then_some(number)
        });
        Ok(())
    }

    /// What happens next. Dropping the future loses nothing.
    pub(crate) async fn next(&mut self) -> SessionEvent {
        loop {
            tokio::select! {
                event = self.events.recv() => {
                    return event.unwrap_or_else(|| SessionEvent::Down {
                        reason: "the connection ended".to_owned(),
                        refused: false,
                    });
                }
                Some(done) = self.tasks.join_next() => {
                    if let Ok(Some(number)) = done {
                        return SessionEvent::Confirmed(number);
                    }
                }
            }
        }
    }

    /// Says goodbye, so that the broker keeps the last will to itself.
    pub(crate) async fn close(mut self, patience: Duration) {
        if self.client.try_disconnect_with_timeout(patience).is_err() {
            return;
        }
        let ended = async { while !matches!(self.next().await, SessionEvent::Down { .. }) {} };
        // Whether it got through or not: there is nothing more to do.
        let _ = tokio::time::timeout(patience, ended).await;
    }
}

async fn drive(mut connection: EventLoop, sender: &mpsc::UnboundedSender<SessionEvent>) {
    loop {
        let event = match connection.poll().await {
            Ok(Event::Incoming(Packet::ConnAck(_))) => SessionEvent::Up,
            // What is not kept is our own, come back.
            Ok(Event::Incoming(Packet::Publish(message))) if message.retain => SessionEvent::Kept {
                topic: String::from_utf8_lossy(&message.topic).into_owned(),
                payload: message.payload.to_vec(),
            },
            Ok(_) => continue,
            Err(error) => {
                let _ = sender.send(down(&error));
                return;
            }
        };
        if sender.send(event).is_err() {
            return;
        }
    }
}

fn down(error: &ConnectionError) -> SessionEvent {
    let refused = matches!(
        error,
        ConnectionError::ConnectionRefused(
            ConnectReturnCode::BadUserNamePassword | ConnectReturnCode::NotAuthorized
        )
    );
    SessionEvent::Down {
        reason: error.to_string(),
        refused,
    }
}
