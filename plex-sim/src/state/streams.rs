//! The open notification streams: who listens, to what, and how a notification gets there.

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::faulty_connection::ConnectionControl;
use crate::notification::Notification;
use crate::state::{MEMORY, Shared, State};

/// How many items may wait for one reader before its connection is cut: a reader this slow would
/// otherwise take the whole memory.
const QUEUE: usize = 65_536;

/// The two ways in which a server pushes notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Transport {
    /// `/:/websockets/notifications`.
    WebSocket,
    /// `/:/eventsource/notifications`.
    EventSource,
}

impl Transport {
    /// The path below the server's address.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::WebSocket => "/:/websockets/notifications",
            Self::EventSource => "/:/eventsource/notifications",
        }
    }
}

/// One open notification stream, as [`PlexSim::open_streams`](crate::PlexSim::open_streams)
/// tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OpenStream {
    /// Counted from 1 over all streams of this simulator.
    pub number: u64,
    /// How it is connected.
    pub transport: Transport,
    /// The value of `filters`, if it was sent.
    pub filters: Option<String>,
    /// The connection, as in [`RecordedRequest`](crate::RecordedRequest).
    pub connection: u64,
}

/// What `filters=` asks for: a comma list, turned into an exclusion by a leading `-`; empty means
/// all, absent means all but logs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Filter {
    All,
    Only(Vec<String>),
    AllBut(Vec<String>),
}

impl Filter {
    pub(crate) fn parse(text: Option<&str>) -> Self {
        let Some(text) = text else {
            return Self::AllBut(vec!["log".to_owned()]);
        };
        let names = |list: &str| {
            list.split(',')
                .map(str::trim)
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        match text.trim().strip_prefix('-') {
            Some(rest) => Self::AllBut(names(rest)),
            None => match names(text) {
                names if names.is_empty() => Self::All,
                names => Self::Only(names),
            },
        }
    }

    pub(crate) fn lets_pass(&self, kind: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(names) => names.iter().any(|name| name == kind),
            Self::AllBut(names) => !names.iter().any(|name| name == kind),
        }
    }
}

/// What the task of a stream is to send.
#[derive(Debug, Clone)]
pub(crate) enum Item {
    Notification(Arc<Notification>),
    /// The payload of one text frame, or bytes of the event stream, unchecked.
    Bytes(Arc<[u8]>),
    /// The first half of a frame with this notification, then the cut.
    HalfAndCut(Arc<Notification>),
    /// An orderly end.
    End,
}

#[derive(Debug)]
pub(crate) struct Stream {
    view: OpenStream,
    filter: Filter,
    /// Whose notifications it gets; everybody's when `None`.
    user: Option<i64>,
    sender: mpsc::Sender<Item>,
    pub(crate) control: Arc<ConnectionControl>,
}

impl Stream {
    pub(crate) fn view(&self) -> OpenStream {
        self.view.clone()
    }

    fn offer(&self, item: Item) {
        if let Err(mpsc::error::TrySendError::Full(_)) = self.sender.try_send(item) {
            self.control.cut(true);
        }
    }
}

/// The receiving end, held by the stream's task; its drop takes the stream off the list.
#[derive(Debug)]
pub(crate) struct Listener {
    number: u64,
    pub(crate) filter: Filter,
    pub(crate) items: mpsc::Receiver<Item>,
    pub(crate) control: Arc<ConnectionControl>,
    pub(crate) shared: Arc<Shared>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.shared.change(|state| {
            state
                .streams
                .retain(|stream| stream.view.number != self.number);
        });
    }
}

impl Shared {
    /// Puts a new stream on the list: from here on it misses nothing.
    pub(crate) fn open_stream(
        self: &Arc<Self>,
        transport: Transport,
        filters: Option<String>,
        user: Option<i64>,
        control: &Arc<ConnectionControl>,
    ) -> Listener {
        let (sender, items) = mpsc::channel(QUEUE);
        let filter = Filter::parse(filters.as_deref());
        let number = self.change(|state| {
            state.streams_seen += 1;
            let number = state.streams_seen;
            state.streams.push(Stream {
                view: OpenStream {
                    number,
                    transport,
                    filters,
                    connection: control.id(),
                },
                filter: filter.clone(),
                user,
                sender,
                control: Arc::clone(control),
            });
            number
        });
        Listener {
            number,
            filter,
            items,
            control: Arc::clone(control),
            shared: Arc::clone(self),
        }
    }
}

impl Shared {
    /// Waits until every stream can take so many items more; one that ends meanwhile is not waited
    /// for.
    pub(crate) async fn room_for(&self, items: usize) {
        let senders: Vec<_> =
            self.look(|state| state.streams.iter().map(|one| one.sender.clone()).collect());
        for sender in senders {
            // Given back at once: what counts is that the reader has come so far.
            drop(sender.reserve_many(items).await);
        }
        tokio::task::yield_now().await;
    }
}

impl State {
    /// Remembers a notification and sends it to every stream that wants it, unless a fault has
    /// other plans for it.
    pub(crate) fn publish(&mut self, notification: Notification) {
        if self.notifications.len() >= MEMORY {
            self.notifications.pop_front();
            self.forgotten_notifications += 1;
        }
        self.notifications.push_back(notification.clone());
        if self.faults.drop_next > 0 {
            self.faults.drop_next -= 1;
            return;
        }
        let notification = Arc::new(notification);
        if !self.faults.reorder {
            self.send_out(&notification);
        } else if let Some(held) = self.faults.held_back.take() {
            self.send_out(&notification);
            self.send_out(&held);
        } else {
            self.faults.held_back = Some(notification);
        }
    }

    /// Gives up the notification that re-ordering held back.
    pub(crate) fn send_held_back(&mut self) {
        if let Some(held) = self.faults.held_back.take() {
            self.send_out(&held);
        }
    }

    /// Sends an item to every stream of this transport, or of both.
    pub(crate) fn offer(&self, transport: Option<Transport>, item: &Item) {
        for stream in &self.streams {
            if transport.is_none_or(|wanted| wanted == stream.view.transport) {
                stream.offer(item.clone());
            }
        }
    }

    fn send_out(&self, notification: &Arc<Notification>) {
        let times = if self.faults.duplicate { 2 } else { 1 };
        for stream in &self.streams {
            let visible = match (stream.user, notification.user) {
                (Some(reader), Some(owner)) => reader == owner,
                (Some(_), None) => notification.kind != "activity",
                (None, _) => true,
            };
            if visible && stream.filter.lets_pass(&notification.kind) {
                for _ in 0..times {
                    stream.offer(Item::Notification(Arc::clone(notification)));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_a_list_an_exclusion_or_everything() {
        let table = [
            (None, "activity", true),
            (None, "log", false),
            (Some(""), "log", true),
            (Some("activity"), "activity", true),
            (Some("activity"), "timeline", false),
            (Some("activity, status"), "status", true),
            (Some("-activity,log"), "log", false),
            (Some("-activity,log"), "activity", false),
            (Some("-activity,log"), "timeline", true),
            (Some("-"), "log", true),
        ];
        for (text, kind, passes) in table {
            assert_eq!(
                Filter::parse(text).lets_pass(kind),
                passes,
                "{text:?} {kind}"
            );
        }
    }
}
