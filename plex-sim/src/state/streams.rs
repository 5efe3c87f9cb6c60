//! The open notification streams, and how a notification reaches them.

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::fault::Fault;
use crate::faulty_connection::ConnectionControl;
use crate::notification::{Notification, Transport};
use crate::state::{Shared, SimState};

/// The largest number of items that may wait for one client. A slower client is disconnected, because its
/// queue would fill the memory.
const QUEUE: usize = 65_536;

/// One open notification stream; from [`PlexSim::open_streams`](crate::PlexSim::open_streams).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OpenStream {
    /// Its number among all streams of this simulator, from 1.
    pub number: u64,
    /// Its transport.
    pub transport: Transport,
    /// The value of `filters`, if it was sent.
    pub filters: Option<String>,
    /// The number of its connection, as in [`RecordedRequest`](crate::RecordedRequest).
    pub connection: u64,
}

/// The kinds of notifications that `filters=` selects: a comma-separated list, or with a leading `-`
/// the list of excluded kinds. Empty selects all kinds, absent all kinds except `log`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StreamFilter {
    All,
    Only(Vec<String>),
    AllBut(Vec<String>),
}

impl StreamFilter {
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

    pub(crate) fn selects(&self, kind: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(names) => names.iter().any(|name| name == kind),
            Self::AllBut(names) => !names.iter().any(|name| name == kind),
        }
    }
}

/// An item that the task of a stream sends.
#[derive(Debug, Clone)]
pub(crate) enum StreamItem {
    Notification(Arc<Notification>),
    /// The payload of one text frame, or raw bytes of the event stream. They are not checked.
    Bytes(Arc<[u8]>),
    /// The first half of a frame with this notification, then the end of the connection.
    HalfAndCut(Arc<Notification>),
    /// An orderly end.
    End,
}

/// The server's end of one open stream.
#[derive(Debug)]
pub(crate) struct Subscriber {
    view: OpenStream,
    filter: StreamFilter,
    /// The account whose notifications it gets; those of all accounts when `None`.
    user: Option<i64>,
    sender: mpsc::Sender<StreamItem>,
    pub(crate) control: Arc<ConnectionControl>,
}

impl Subscriber {
    pub(crate) fn view(&self) -> OpenStream {
        self.view.clone()
    }

    fn offer(&self, item: StreamItem) {
        if let Err(mpsc::error::TrySendError::Full(_)) = self.sender.try_send(item) {
            self.control.cut(true);
        }
    }
}

/// The receiving end of a stream, held by its task. Dropping it removes the stream from the state.
#[derive(Debug)]
pub(crate) struct Subscription {
    number: u64,
    pub(crate) filter: StreamFilter,
    pub(crate) items: mpsc::Receiver<StreamItem>,
    pub(crate) control: Arc<ConnectionControl>,
    pub(crate) shared: Arc<Shared>,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.shared.update(|state| {
            state
                .streams
                .retain(|stream| stream.view.number != self.number);
        });
    }
}

impl Shared {
    /// Adds a new stream. From here on it misses no notification.
    pub(crate) fn subscribe(
        self: &Arc<Self>,
        transport: Transport,
        filters: Option<String>,
        user: Option<i64>,
        control: &Arc<ConnectionControl>,
    ) -> Subscription {
        let (sender, items) = mpsc::channel(QUEUE);
        let filter = StreamFilter::parse(filters.as_deref());
        let number = self.update(|state| {
            state.streams_seen += 1;
            let number = state.streams_seen;
            state.streams.push(Subscriber {
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
        Subscription {
            number,
            filter,
            items,
            control: Arc::clone(control),
            shared: Arc::clone(self),
        }
    }

    /// Waits until every stream has room for this many items. Streams that end meanwhile are ignored.
    pub(crate) async fn wait_for_room(&self, items: usize) {
        let senders: Vec<_> =
            self.read(|state| state.streams.iter().map(|one| one.sender.clone()).collect());
        for sender in senders {
            // The room is given back at once: only the wait for it matters.
            drop(sender.reserve_many(items).await);
        }
        tokio::task::yield_now().await;
    }
}

impl SimState {
    /// Logs a notification and sends it to every stream that selects it, as far as faults allow.
    pub(crate) fn publish(&mut self, notification: Notification) {
        self.notifications.push(notification.clone());
        if self.faults.drop_next > 0 {
            self.faults.drop_next -= 1;
            return;
        }
        let notification = Arc::new(notification);
        if !self.faults.is_on(Fault::Reorder) {
            self.send(&notification);
        } else if let Some(held) = self.faults.held_back.take() {
            self.send(&notification);
            self.send(&held);
        } else {
            self.faults.held_back = Some(notification);
        }
    }

    /// Sends the notification that `Fault::Reorder` held back.
    pub(crate) fn send_held_back(&mut self) {
        if let Some(held) = self.faults.held_back.take() {
            self.send(&held);
        }
    }

    /// Sends an item to every stream of this transport, or of both transports.
    pub(crate) fn offer(&self, transport: Option<Transport>, item: &StreamItem) {
        for stream in &self.streams {
            if transport.is_none_or(|wanted| wanted == stream.view.transport) {
                stream.offer(item.clone());
            }
        }
    }

    fn send(&self, notification: &Arc<Notification>) {
        let times = if self.faults.is_on(Fault::Duplicate) {
            2
        } else {
            1
        };
        for stream in &self.streams {
            let visible = match (stream.user, notification.user) {
                (Some(reader), Some(owner)) => reader == owner,
                (Some(_), None) => notification.kind != "activity",
                (None, _) => true,
            };
            if visible && stream.filter.selects(&notification.kind) {
                for _ in 0..times {
                    stream.offer(StreamItem::Notification(Arc::clone(notification)));
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
                StreamFilter::parse(text).selects(kind),
                passes,
                "{text:?} {kind}"
            );
        }
    }
}
