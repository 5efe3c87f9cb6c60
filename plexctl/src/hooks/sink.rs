//! The destination of an event: a program, a receiver, or a topic of a broker.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::sync::watch;

use super::attempt::{Attempt, AttemptResult};
use super::http_sender::HttpSender;
use super::notice::Notice;
use super::program::Program;
use super::receivers::Receiver;
use super::webhook::to_cloud_event;
use crate::mqtt::{LARGEST_MESSAGE, MqttPublisher};

/// One destination of events.
pub(crate) enum Sink {
    Program {
        program: Program,
        limit: Duration,
    },
    Receiver {
        receiver: Receiver,
        sender: HttpSender,
    },
    /// A topic of the agent's broker.
    Mqtt {
        publisher: Arc<MqttPublisher>,
        topic: String,
    },
}

impl Sink {
    /// Prepares to send to a receiver.
    pub(crate) fn receiver(receiver: Receiver) -> Result<Self, String> {
        let sender = HttpSender::new(receiver.endpoint())?;
        Ok(Self::Receiver { receiver, sender })
    }

    /// Delivers an event once. `hook` is the name of the hook, if it has one.
    ///
    /// # Cancel safety
    /// Not cancel safe: the receiver may have taken the event. Use `stop` to end it.
    pub(crate) async fn deliver(
        &self,
        notice: &Notice,
        hook: Option<&str>,
        attempt: Attempt,
        stop: &mut watch::Receiver<bool>,
    ) -> AttemptResult {
        match self {
            Self::Program { program, limit } => {
                let variables = notice.variables(hook, attempt.number);
                let input = format!("{}\n", notice.document);
                program.run(&variables, &input, *limit, stop).await
            }
            Self::Receiver { receiver, sender } => {
                let request = match receiver.request(notice, SystemTime::now()) {
                    Ok(request) => request,
                    Err(reason) => return AttemptResult::failed(reason),
                };
                tokio::select! {
                    answer = sender.send(request) => match answer {
                        Ok(answer) => receiver.judge(&answer),
                        Err(reason) => AttemptResult::retry(reason),
                    },
                    _ = stop.wait_for(|stop| *stop) => AttemptResult::Interrupted,
                }
            }
            Self::Mqtt { publisher, topic } => {
                let event = match to_cloud_event(notice) {
                    Ok(event) => event,
                    Err(reason) => return AttemptResult::failed(reason),
                };
                if event.len() > LARGEST_MESSAGE {
                    return AttemptResult::failed(format!(
                        "the message has {} bytes, and {LARGEST_MESSAGE} can be published",
                        event.len()
                    ));
                }
                tokio::select! {
                    published = publisher.publish(topic, event) => match published {
                        Ok(()) => AttemptResult::Delivered,
                        Err(reason) => AttemptResult::retry(reason),
                    },
                    _ = stop.wait_for(|stop| *stop) => AttemptResult::Interrupted,
                }
            }
        }
    }
}
