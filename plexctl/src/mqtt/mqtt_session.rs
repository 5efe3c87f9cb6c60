//! One connection to the broker, from its first byte to its end.
//!
//! Each connection has its own client, so that no message of a lost connection appears in the next one.
//! Only the outbox decides which messages must be sent again.

use std::time::Duration;

use bytes::Bytes;
use rumqttc::{
    AsyncClient, ConnectReturnCode, ConnectionError, Event, EventLoop, LastWill, MqttOptions,
    Packet, PublishOptions, QoS, SubscribeFilterInput, Transport,
};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::bridge_options::BridgeOptions;
use super::outbox::{MessageKind, QueuedMessage};

/// The maximum number of unconfirmed messages.
pub(crate) const WINDOW: usize = 32;

/// A dead broker is noticed after this time, and a dead bridge by the broker after one and a half
/// times as long.
const KEEP_ALIVE_SECONDS: u16 = 20;

/// More than the largest message of the bridge, and than messages that others may have left under
/// its topics.
pub(super) const LARGEST_PACKET: usize = 512 * 1024;

/// Events that wait to be handled. Meanwhile nothing is read from the broker.
const WAITING_EVENTS: usize = 16;

/// An event of the connection.
pub(crate) enum SessionEvent {
    /// The broker accepted the connection.
    Up,
    /// The broker accepted the subscriptions, and now sends its retained messages.
    Subscribed,
    /// It has sent that: it has confirmed a first message. So nothing may be sent before
    /// [`Subscribed`](Self::Subscribed); the client itself sends messages ahead of subscriptions.
    Ready,
    /// The broker confirmed a message.
    Confirmed(u64),
    /// The broker retained this message from before.
    Kept { topic: String, payload: Bytes },
    /// Somebody published this message just now.
    Live { topic: String, payload: Bytes },
    /// The connection ended.
    Down { reason: String, refused: bool },
}

/// The purpose of a connection.
pub(crate) struct SessionPlan {
    /// A part of the client's name, for people who look at the broker.
    pub(crate) name: String,
    /// The topic on which the broker publishes `offline` when the connection breaks.
    pub(crate) will: Option<String>,
    /// The topics whose messages are wanted when they are published, and not only when the broker has
    /// retained them. All others are the bridge's own.
    pub(crate) live: Vec<String>,
}

/// One connection. Dropping it closes it, and the broker publishes the last will.
pub(crate) struct MqttSession {
    client: AsyncClient,
    events: mpsc::Receiver<SessionEvent>,
    tasks: JoinSet<Option<u64>>,
}

impl MqttSession {
    /// Starts to connect.
    pub(crate) fn open(bridge: &BridgeOptions, plan: SessionPlan) -> Result<Self, String> {
        let broker = &bridge.broker;
        let name: String = plan.name.chars().take(12).collect();
        // A second client with the same name would be disconnected by the broker.
        let name = format!("plexctl-{name}-{:08x}", fastrand::u32(..));
        let mut options = MqttOptions::new(name, (broker.host.clone(), broker.port));
        options
            .set_keep_alive(KEEP_ALIVE_SECONDS)
            .set_clean_session(true)
            .set_max_packet_size(LARGEST_PACKET, LARGEST_PACKET);
        if let Some(topic) = plan.will {
            options.set_last_will(LastWill::new(topic, "offline", QoS::AtLeastOnce, true));
        }
        if let Some(login) = &bridge.login {
            let password = login.password.to_string();
            options.set_credentials(login.user.clone(), password);
        }
        if broker.tls {
            // The TLS configuration uses the process-wide provider; an installed one is fine.
            let _ = rustls::crypto::ring::default_provider().install_default();
            let tls = match &bridge.ca_cert {
                Some(pem) => Transport::tls(pem.clone(), None, None),
                None => {
                    Transport::try_tls_with_default_config().map_err(|error| error.to_string())?
                }
            };
            options.set_transport(tls);
        }
        let (client, connection) = AsyncClient::builder(options)
            .capacity(2 * WINDOW)
            .try_build()
            .map_err(|error| error.to_string())?;
        let (sender, events) = mpsc::channel(WAITING_EVENTS);
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            run_event_loop(connection, &plan.live, &sender).await;
            None
        });
        Ok(Self {
            client,
            events,
            tasks,
        })
    }

    /// Subscribes to the messages under these filters, in one request.
    pub(crate) fn subscribe(&self, filters: Vec<String>) -> Result<(), String> {
        let filters = filters
            .into_iter()
            .map(|filter| SubscribeFilterInput::new(filter, QoS::AtLeastOnce));
        self.client
            .try_subscribe_many(filters)
            .map_err(|error| error.to_string())
    }

    /// Sends a message. At most [`WINDOW`] may be unconfirmed.
    pub(crate) fn send(&mut self, number: u64, message: QueuedMessage) -> Result<(), String> {
        let is_retained = message.kind != MessageKind::News;
        let options = PublishOptions::at_least_once().retain(is_retained);
        let notice = self
            .client
            .try_publish_tracked(message.topic, message.payload, options)
            .map_err(|error| error.to_string())?;
        self.tasks.spawn(async move {
            // Without a confirmation the connection is lost, which is an event of its own.
            let confirmed = notice.wait_completion_async().await;
            confirmed.is_ok().then_some(number)
        });
        Ok(())
    }

    /// The next event.
    ///
    /// # Cancel safety
    /// Cancel safe: no event is lost.
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

    /// Returns `true` if an event waits to be handled.
    pub(crate) fn has_events(&self) -> bool {
        !self.events.is_empty()
    }

    /// Disconnects cleanly, so that the broker does not publish the last will.
    pub(crate) async fn close(mut self, patience: Duration) {
        if self.client.try_disconnect_with_timeout(patience).is_err() {
            return;
        }
        let ended = async { while !matches!(self.next().await, SessionEvent::Down { .. }) {} };
        // The result does not matter: there is nothing more to do.
        let _ = tokio::time::timeout(patience, ended).await;
    }
}

async fn run_event_loop(
    mut connection: EventLoop,
    live: &[String],
    sender: &mpsc::Sender<SessionEvent>,
) {
    let mut is_ready = false;
    loop {
        let event = match connection.poll().await {
            Ok(Event::Incoming(Packet::ConnAck(_))) => SessionEvent::Up,
            Ok(Event::Incoming(Packet::SubAck(_))) => SessionEvent::Subscribed,
            // The notice of a confirmation may overtake messages that came before it.
            Ok(Event::Incoming(Packet::PubAck(_))) if !std::mem::replace(&mut is_ready, true) => {
                SessionEvent::Ready
            }
            Ok(Event::Incoming(Packet::Publish(message))) => {
                let topic = String::from_utf8_lossy(&message.topic).into_owned();
                let payload = message.payload;
                match message.retain {
                    true => SessionEvent::Kept { topic, payload },
                    false if live.contains(&topic) => SessionEvent::Live { topic, payload },
                    // Messages that are not retained are the bridge's own.
                    false => continue,
                }
            }
            Ok(_) => continue,
            Err(error) => {
                let _ = sender.send(to_down_event(&error)).await;
                return;
            }
        };
        if sender.send(event).await.is_err() {
            return;
        }
    }
}

fn to_down_event(error: &ConnectionError) -> SessionEvent {
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
