//! Publishes single messages for hooks, by a connection of their own that the first one opens.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::bridge_options::BridgeOptions;
use super::mqtt_session::{LARGEST_PACKET, MqttSession, SessionEvent, SessionPlan, WINDOW};
use super::outbox::{MessageKind, QueuedMessage};

/// The longest time that a message may take until the broker has confirmed it.
const PATIENCE: Duration = Duration::from_secs(15);

/// The time to wait for the end of the connection.
const CLOSE_LIMIT: Duration = Duration::from_millis(350);

/// The longest message in bytes: its packet is not larger than the session allows, with any topic.
pub(crate) const LARGEST_MESSAGE: usize = LARGEST_PACKET - 70_000;

/// Messages on their way to the task. Each hook has one at a time.
const WAITING_REQUESTS: usize = 16;

/// Publishes messages that are not retained.
pub(crate) struct MqttPublisher {
    options: Arc<BridgeOptions>,
    requests: OnceLock<mpsc::Sender<Request>>,
}

struct Request {
    topic: String,
    payload: Bytes,
    answer: oneshot::Sender<Result<(), String>>,
}

impl MqttPublisher {
    pub(crate) fn new(options: Arc<BridgeOptions>) -> Self {
        Self {
            options,
            requests: OnceLock::new(),
        }
    }

    /// Publishes a message, and waits until the broker has confirmed it.
    ///
    /// # Errors
    /// Says why the broker did not confirm it. It may have taken it all the same.
    ///
    /// # Cancel safety
    /// Not cancel safe: the message may be published all the same.
    pub(crate) async fn publish(&self, topic: &str, payload: String) -> Result<(), String> {
        let (answer, answered) = oneshot::channel();
        let request = Request {
            topic: topic.to_owned(),
            payload: payload.into(),
            answer,
        };
        let sent = async {
            let _ = self.requests().send(request).await;
            answered.await
        };
        let broker = &self.options.broker;
        match timeout(PATIENCE, sent).await {
            Ok(Ok(Ok(()))) => Ok(()),
            Ok(Ok(Err(reason))) => Err(format!("no connection to {broker}: {reason}")),
            Ok(Err(_)) => Err(format!("the connection to {broker} ended")),
            Err(_) => Err(format!(
                "{broker} has not confirmed the message within 15 s"
            )),
        }
    }

    fn requests(&self) -> &mpsc::Sender<Request> {
        self.requests.get_or_init(|| {
            let (sender, requests) = mpsc::channel(WAITING_REQUESTS);
            tokio::spawn(run(Arc::clone(&self.options), requests));
            sender
        })
    }
}

/// The connection, and the messages that it has to bring.
#[derive(Default)]
struct Publishing {
    session: Option<MqttSession>,
    is_up: bool,
    waiting: VecDeque<Request>,
    sent: BTreeMap<u64, oneshot::Sender<Result<(), String>>>,
    next: u64,
}

/// Publishes until nobody can ask for it any more.
async fn run(options: Arc<BridgeOptions>, mut requests: mpsc::Receiver<Request>) {
    let mut publishing = Publishing::default();
    loop {
        tokio::select! {
            request = requests.recv() => match request {
                Some(request) => publishing.take(request, &options),
                None => break,
            },
            event = next_event(&mut publishing.session) => match event {
                SessionEvent::Up => publishing.is_up = true,
                SessionEvent::Confirmed(number) => {
                    if let Some(answer) = publishing.sent.remove(&number) {
                        let _ = answer.send(Ok(()));
                    }
                }
                SessionEvent::Down { reason, .. } => publishing.fail(&reason),
                SessionEvent::Subscribed
                | SessionEvent::Ready | SessionEvent::Kept { .. } | SessionEvent::Live { .. } => {}
            },
        }
        publishing.send();
    }
    if let Some(session) = publishing.session {
        session.close(CLOSE_LIMIT).await;
    }
}

async fn next_event(session: &mut Option<MqttSession>) -> SessionEvent {
    match session {
        Some(session) => session.next().await,
        None => std::future::pending().await,
    }
}

impl Publishing {
    fn take(&mut self, request: Request, options: &BridgeOptions) {
        self.waiting.push_back(request);
        if self.session.is_none() {
            let plan = SessionPlan {
                name: "hooks".to_owned(),
                will: None,
                live: Vec::new(),
            };
            match MqttSession::open(options, plan) {
                Ok(session) => self.session = Some(session),
                Err(reason) => self.fail(&reason),
            }
        }
    }

    /// Sends the waiting messages, as far as the window allows.
    fn send(&mut self) {
        while self.is_up && self.sent.len() < WINDOW {
            let (Some(session), Some(request)) = (&mut self.session, self.waiting.pop_front())
            else {
                return;
            };
            // Nobody waits for it any more, and it will come again.
            if request.answer.is_closed() {
                continue;
            }
            let message = QueuedMessage {
                topic: request.topic,
                payload: request.payload,
                kind: MessageKind::News,
            };
            let number = self.next;
            self.next += 1;
            self.sent.insert(number, request.answer);
            if let Err(reason) = session.send(number, message) {
                self.fail(&reason);
            }
        }
    }

    /// The connection is lost. The hooks try again in their own time.
    fn fail(&mut self, reason: &str) {
        (self.session, self.is_up) = (None, false);
        let waiting = self.waiting.drain(..).map(|request| request.answer);
        let sent = std::mem::take(&mut self.sent).into_values();
        for answer in waiting.chain(sent) {
            let _ = answer.send(Err(reason.to_owned()));
        }
    }
}
