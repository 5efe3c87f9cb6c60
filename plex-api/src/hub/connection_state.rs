//! Where the connection stands, and the one future that says what happens to it next.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;

use tokio::time::Instant;

use crate::error::Result;
use crate::model::ActivityList;
use crate::model::Transport;
use crate::notifications::{Connection, Incoming, Refusal};
use crate::tracker::Epoch;

pub(super) type Pending<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Where the connection stands.
pub(super) enum Link {
    /// To be connected at once.
    Down,
    /// A transport's handshake is under way.
    Connecting(Transport, Pending<Result<Connection, Refusal>>),
    /// A transport refused the token; the list tells whether the server does.
    Doubtful(Refusal, Transport, Pending<Result<ActivityList>>),
    /// Notifications come in.
    Open {
        transport: Transport,
        connection: Connection,
        epoch: Epoch,
        since: Instant,
        better_at: Option<Instant>,
    },
    /// Lists are all there is. `proven` once one has come.
    Polling {
        epoch: Epoch,
        since: Instant,
        better_at: Option<Instant>,
        proven: bool,
    },
    /// Down until then.
    Waiting(Instant),
}

/// What happened to the connection.
pub(super) enum Step {
    Connect,
    Answered(Transport, Result<Connection, Refusal>),
    Judged(Refusal, Transport, Result<ActivityList>),
    Incoming(Epoch, Incoming),
    /// A better transport may be tried again.
    TryBetter,
}

impl Link {
    /// What happens next. Cancel safe: whatever is under way is kept in `self`.
    pub(super) async fn step(&mut self) -> Step {
        match self {
            Self::Down => Step::Connect,
            Self::Connecting(transport, attempt) => {
                let answer = attempt.await;
                let transport = *transport;
                *self = Self::Down;
                Step::Answered(transport, answer)
            }
            Self::Doubtful(_, _, list) => {
                let answer = list.await;
                match std::mem::replace(self, Self::Down) {
                    Self::Doubtful(refusal, transport, _) => {
                        Step::Judged(refusal, transport, answer)
                    }
                    // Nobody else changes it meanwhile; connecting again is right in any case.
                    _ => Step::Connect,
                }
            }
            Self::Open {
                connection,
                epoch,
                better_at,
                ..
            } => {
                let better_at = *better_at;
                let mut next = pin!(connection.next());
                let mut better = pin!(until(better_at));
                // The clock first: a connection that is never silent must not keep it waiting.
                poll_fn(|context| {
                    if better.as_mut().poll(context).is_ready() {
                        return Poll::Ready(Step::TryBetter);
                    }
                    let incoming = next.as_mut().poll(context);
                    incoming.map(|incoming| Step::Incoming(*epoch, incoming))
                })
                .await
            }
            Self::Polling { better_at, .. } => {
                until(*better_at).await;
                Step::TryBetter
            }
            Self::Waiting(end) => {
                tokio::time::sleep_until(*end).await;
                Step::Connect
            }
        }
    }

    /// What has come in already; `None` when nothing has.
    pub(super) async fn arrived(&mut self) -> Option<Step> {
        let Self::Open {
            connection, epoch, ..
        } = self
        else {
            return None;
        };
        let mut next = pin!(connection.next());
        poll_fn(|context| {
            Poll::Ready(match next.as_mut().poll(context) {
                Poll::Ready(incoming) => Some(Step::Incoming(*epoch, incoming)),
                Poll::Pending => None,
            })
        })
        .await
    }

    /// What brings news, if anything does.
    pub(super) fn transport(&self) -> Option<Transport> {
        match self {
            Self::Open { transport, .. } => Some(*transport),
            Self::Polling { .. } => Some(Transport::Polling),
            _ => None,
        }
    }

    /// Since when it brings news.
    pub(super) fn since(&self) -> Option<Instant> {
        match self {
            Self::Open { since, .. }
            | Self::Polling {
                since,
                proven: true,
                ..
            } => Some(*since),
            _ => None,
        }
    }

    /// Sets when a better transport is to be tried beside it.
    pub(super) fn set_better_at(&mut self, at: Option<Instant>) {
        if let Self::Open { better_at, .. } | Self::Polling { better_at, .. } = self {
            *better_at = at;
        }
    }

    /// The epoch of whatever brings news.
    pub(super) fn epoch(&self) -> Option<Epoch> {
        match self {
            Self::Open { epoch, .. } | Self::Polling { epoch, .. } => Some(*epoch),
            _ => None,
        }
    }
}

/// Waits until then, or for ever.
pub(super) async fn until(end: Option<Instant>) {
    match end {
        Some(end) => tokio::time::sleep_until(end).await,
        None => std::future::pending().await,
    }
}
