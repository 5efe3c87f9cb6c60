//! The faults that are on, and how a fault is triggered and lifted.

use std::mem::discriminant;
use std::sync::Arc;
use std::time::Duration;

use crate::fault::Fault;
use crate::faulty_connection::{ConnectionControl, Throttle};
use crate::notification::{Notification, Transport};
use crate::recorded_bodies;
use crate::state::streams::StreamItem;
use crate::state::{Shared, SimState};

/// The lasting faults that are on, and their data.
#[derive(Debug, Default)]
pub(crate) struct ActiveFaults {
    /// Oldest first. Only `RefuseTransport` can be on twice, once for each transport.
    on: Vec<Fault>,
    /// The number of the next notifications that are dropped.
    pub(crate) drop_next: u64,
    /// The notification that `Reorder` holds back.
    pub(crate) held_back: Option<Arc<Notification>>,
}

impl ActiveFaults {
    /// Returns `true` if this fault is on, with any values.
    pub(crate) fn is_on(&self, fault: Fault) -> bool {
        self.on.iter().any(|on| is_same(on, &fault))
    }

    /// The names of the faults that are on, in the order of [`Fault::NAMES`].
    pub(crate) fn names(&self) -> Vec<&'static str> {
        let is_on = |name: &&str| match *name {
            "drop-next" => self.drop_next > 0,
            name => self.on.iter().any(|fault| fault.name() == name),
        };
        Fault::NAMES.iter().copied().filter(is_on).collect()
    }

    /// The status of the refusal when the transport with this path is refused.
    pub(crate) fn refusal(&self, path: &str) -> Option<u16> {
        self.find(|fault| match fault {
            Fault::RefuseTransport { transport, status } if transport.path() == path => {
                Some(status)
            }
            _ => None,
        })
    }

    /// The size of the pieces of event stream frames.
    pub(crate) fn split_size(&self) -> Option<usize> {
        self.find(|fault| match fault {
            Fault::SplitFrames(size) => Some(size.max(1)),
            _ => None,
        })
    }

    /// Returns the delay of the answers to `GET /activities`.
    pub(crate) fn list_delay(&self) -> Option<Duration> {
        self.find(|fault| match fault {
            Fault::StaleList(delay) => Some(delay),
            _ => None,
        })
    }

    /// Applies the faults that are on to a new connection.
    pub(crate) fn apply_to(&self, control: &ConnectionControl) {
        if self.is_on(Fault::Down) {
            // Accepted between the fault and the end of listening.
            control.cut(true);
        }
        if self.is_on(Fault::Silence) {
            control.silence();
        }
        self.throttle(control);
    }

    fn throttle(&self, control: &ConnectionControl) {
        control.throttle_writes(self.find(|fault| match fault {
            Fault::SlowSender { bytes, every } => Some(Throttle::new(bytes, every)),
            _ => None,
        }));
        control.throttle_reads(self.find(|fault| match fault {
            Fault::SlowReader { bytes, every } => Some(Throttle::new(bytes, every)),
            _ => None,
        }));
    }

    fn find<T>(&self, select: impl Fn(Fault) -> Option<T>) -> Option<T> {
        self.on.iter().copied().find_map(select)
    }

    fn turn_on(&mut self, fault: Fault) {
        self.turn_off(&fault);
        self.on.push(fault);
    }

    fn turn_off(&mut self, fault: &Fault) {
        self.on.retain(|on| !is_same(on, fault));
    }
}

/// Returns `true` if two faults differ in their values only. A refusal of the other transport is another
/// fault.
fn is_same(one: &Fault, other: &Fault) -> bool {
    match (one, other) {
        (
            Fault::RefuseTransport { transport, .. },
            Fault::RefuseTransport {
                transport: other, ..
            },
        ) => transport == other,
        _ => discriminant(one) == discriminant(other),
    }
}

impl Shared {
    /// Triggers a fault. The sockets follow on the simulator's thread.
    pub(crate) fn trigger_fault(self: &Arc<Self>, fault: Fault) {
        self.update(|state| state.trigger_fault(fault));
        match fault {
            Fault::Down => {
                self.listen.send_replace(false);
            }
            Fault::Restart { down } => {
                self.listen.send_replace(false);
                let restarted = Arc::clone(self);
                self.spawn("restart", async move {
                    tokio::time::sleep(down).await;
                    restarted.lift_fault(&Fault::Down);
                });
            }
            _ => {}
        }
    }

    /// Lifts a lasting fault, with any values.
    pub(crate) fn lift_fault(&self, fault: &Fault) {
        let listen = self.update(|state| {
            match fault {
                Fault::Restart { .. } => state.faults.turn_off(&Fault::Down),
                Fault::DropNext(_) => state.faults.drop_next = 0,
                _ => state.faults.turn_off(fault),
            }
            state.apply_lifted_faults();
            !state.faults.is_on(Fault::Down)
        });
        if listen {
            self.listen.send_replace(true);
        }
    }

    /// Lifts all lasting faults.
    pub(crate) fn lift_all_faults(&self) {
        self.update(|state| {
            state.faults.on.clear();
            state.faults.drop_next = 0;
            state.apply_lifted_faults();
        });
        self.listen.send_replace(true);
    }
}

impl SimState {
    fn trigger_fault(&mut self, fault: Fault) {
        let connections = || self.connections.values();
        let streams = || self.streams.iter().map(|stream| &stream.control);
        match fault {
            Fault::CutConnections => connections().for_each(|control| control.cut(false)),
            Fault::ResetConnections => connections().for_each(|control| control.cut(true)),
            Fault::CutStreams => streams().for_each(|control| control.cut(false)),
            Fault::EndStreams => self.offer(None, &StreamItem::End),
            Fault::SilenceStreams => streams().for_each(|control| control.silence()),
            Fault::HalfFrame => self.offer(None, &StreamItem::HalfAndCut(half_notification())),
            Fault::BadUtf8 => {
                let websocket = StreamItem::Bytes(websocket_payload_not_utf8());
                self.offer(Some(Transport::WebSocket), &websocket);
                let eventsource = StreamItem::Bytes(eventsource_frame_not_utf8());
                self.offer(Some(Transport::EventSource), &eventsource);
            }
            Fault::BadJson => {
                let torn = Notification::new("activity", "ActivityNotification", "{\"event\":");
                self.offer(None, &StreamItem::Notification(Arc::new(torn)));
            }
            Fault::Restart { .. } | Fault::Down => {
                self.faults.turn_on(Fault::Down);
                self.forget_activities();
                self.connections
                    .values()
                    .for_each(|control| control.cut(false));
            }
            Fault::ForgetActivities => self.forget_activities(),
            Fault::DropNext(count) => {
                self.faults.drop_next = self.faults.drop_next.saturating_add(count);
            }
            Fault::Silence
            | Fault::SlowSender { .. }
            | Fault::SlowReader { .. }
            | Fault::SplitFrames(_)
            | Fault::Maintenance
            | Fault::RefuseTransport { .. }
            | Fault::Duplicate
            | Fault::Reorder
            | Fault::StaleList(_)
            | Fault::NoPings
            | Fault::NoDownloadQueue
            | Fault::ListedDownloads => {
                self.faults.turn_on(fault);
                for control in self.connections.values() {
                    if fault == Fault::Silence {
                        control.silence();
                    }
                    self.faults.throttle(control);
                }
            }
        }
    }

    /// Removes the activities that a restarted server does not know.
    fn forget_activities(&mut self) {
        self.activities.clear();
        self.held.clear();
    }

    fn apply_lifted_faults(&mut self) {
        if !self.faults.is_on(Fault::Reorder) {
            self.send_held_back();
        }
        for control in self.connections.values() {
            self.faults.throttle(control);
        }
    }
}

fn half_notification() -> Arc<Notification> {
    let body = r#"{"event":"updated","uuid":"half","Activity":{"uuid":"half","type":"library.update.section","cancellable":false,"userID":1,"title":"Scanning","subtitle":"never told in full","progress":50}}"#;
    Arc::new(Notification::new("activity", "ActivityNotification", body))
}

fn websocket_payload_not_utf8() -> Arc<[u8]> {
    let begin = recorded_bodies::by_name("ws-progress-frame-cut-by-logger.txt")
        .map(|recorded| recorded.bytes.trim_ascii_end())
        .unwrap_or_default();
    [begin, b"[{\"message\":\"Scanning \xff\xfe\"}]}}".as_slice()]
        .concat()
        .into()
}

fn eventsource_frame_not_utf8() -> Arc<[u8]> {
    let frame: &[u8] =
        b"event: progress\ndata: {\"ProgressNotification\":{\"message\":\"Scanning \xff\xfe\"}}\n\n";
    frame.into()
}
