//! Everything that can go wrong between a server and its client, by name.

use std::sync::Arc;
use std::time::Duration;

pub(crate) mod serde;

use crate::faulty_connection::Throttle;
use crate::notification::Notification;
use crate::recorded_bodies;
use crate::server::PlexSim;
use crate::state::streams::{Item, Transport};
use crate::state::{Shared, State};

/// A fault, triggered by [`PlexSim::fault`]. A *lasting* one goes on until
/// [`PlexSim::lift`] or [`PlexSim::lift_faults`]; the others happen once, at the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Every open connection is closed, in the middle of whatever it was doing and without a
    /// close frame, as when a server stops.
    CutConnections,
    /// As `CutConnections`, with a TCP reset.
    ResetConnections,
    /// Only the connections that carry notification streams are closed.
    CutStreams,
    /// The streams end in order: the last chunk of the event stream, a close frame on a
    /// WebSocket.
    EndStreams,
    /// Lasting. Every connection, open or new, stays open and is dead: nothing that comes in is
    /// answered (a WebSocket ping neither), nothing goes out. Connections that were silenced stay
    /// so after the fault is lifted; new ones are well again.
    Silence,
    /// As `Silence`, once, and only for the connections of the streams that are open now.
    SilenceStreams,
    /// Lasting. The server writes at most `bytes` at a time and then pauses.
    SlowSender {
        /// At most so many bytes in one piece.
        bytes: usize,
        /// The pause after each piece.
        every: Duration,
    },
    /// Lasting. The server reads at most `bytes` at a time and then pauses.
    SlowReader {
        /// At most so many bytes in one piece.
        bytes: usize,
        /// The pause after each piece.
        every: Duration,
    },
    /// Lasting. Event stream frames come in pieces of so many bytes, each a chunk of its own, so
    /// that lines and characters are torn apart.
    SplitFrames(usize),
    /// On every open stream the first half of a frame, and then the connection is closed.
    HalfFrame,
    /// On every open stream one message that is not UTF-8, as recorded for `progress`.
    BadUtf8,
    /// On every open stream one message that is not JSON.
    BadJson,
    /// All connections are closed, connections are refused for a while, then the server is back
    /// on its port and has forgotten every activity.
    Restart {
        /// How long it refuses.
        down: Duration,
    },
    /// Lasting. As `Restart`, without coming back before it is lifted.
    Down,
    /// The running activities are gone without a word; connections stay.
    ForgetActivities,
    /// Lasting. Every request is answered with 503 and the recorded XML of a server in
    /// maintenance. Streams that are open stay open.
    Maintenance,
    /// Lasting. One transport is refused with this status and a page of HTML, as a proxy or a
    /// server without it does: 400, 401, 404, 502. A status of 101 or 200 is answered in full all
    /// the same, with the page as its body.
    RefuseTransport {
        /// Which one.
        transport: Transport,
        /// The status of the refusal.
        status: u16,
    },
    /// Lasting. Every notification is sent twice.
    Duplicate,
    /// Lasting. Notifications change places in pairs: one is held back until the next was sent.
    /// Lifting sends the one that is held back.
    Reorder,
    /// The next so many notifications are lost; those who count them still see them in
    /// [`PlexSim::notifications`].
    DropNext(u64),
    /// Lasting. `GET /activities` answers with what was true when it was asked, so much later.
    StaleList(Duration),
    /// Lasting. No `ping` frames on event streams.
    NoPings,
}

/// The lasting faults that are on, and what they hold.
#[derive(Debug, Default)]
pub(crate) struct ActiveFaults {
    pub(crate) silence: bool,
    pub(crate) write_pace: Option<Throttle>,
    pub(crate) read_pace: Option<Throttle>,
    pub(crate) split: Option<usize>,
    pub(crate) down: bool,
    pub(crate) maintenance: bool,
    pub(crate) refused: Vec<(Transport, u16)>,
    pub(crate) duplicate: bool,
    pub(crate) reorder: bool,
    pub(crate) held_back: Option<Arc<Notification>>,
    pub(crate) drop_next: u64,
    pub(crate) stale_list: Option<Duration>,
    pub(crate) no_pings: bool,
}

impl ActiveFaults {
    /// The names of those that are on.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        let all = [
            ("silence", self.silence),
            ("slow-sender", self.write_pace.is_some()),
            ("slow-reader", self.read_pace.is_some()),
            ("split-frames", self.split.is_some()),
            ("down", self.down),
            ("maintenance", self.maintenance),
            ("refuse-transport", !self.refused.is_empty()),
            ("duplicate", self.duplicate),
            ("reorder", self.reorder),
            ("drop-next", self.drop_next > 0),
            ("stale-list", self.stale_list.is_some()),
            ("no-pings", self.no_pings),
        ];
        let on = all.into_iter().filter(|(_, on)| *on);
        on.map(|(name, _)| name).collect()
    }

    pub(crate) fn refusal(&self, path: &str) -> Option<u16> {
        self.refused
            .iter()
            .rev()
            .find(|(transport, _)| transport.path() == path)
            .map(|(_, status)| *status)
    }
}

impl PlexSim {
    /// Triggers a fault. What it does to open connections has been asked for when this returns;
    /// the sockets follow at once on the simulator's thread.
    pub fn fault(&self, fault: Fault) {
        trigger(&self.shared, fault);
    }

    /// Ends one lasting fault; for a fault with values, whatever its values are.
    pub fn lift(&self, fault: &Fault) {
        lift(&self.shared, fault);
    }

    /// Ends all lasting faults.
    pub fn lift_faults(&self) {
        lift_all(&self.shared);
    }
}

pub(crate) fn trigger(shared: &Arc<Shared>, fault: Fault) {
    match fault {
        Fault::Restart { down } => {
            go_down(shared);
            let restarted = Arc::clone(shared);
            shared.spawn("restart", async move {
                tokio::time::sleep(down).await;
                lift(&restarted, &Fault::Down);
            });
        }
        Fault::Down => go_down(shared),
        other => shared.change(|state| apply(state, other)),
    }
}

fn go_down(shared: &Shared) {
    shared.change(|state| {
        state.faults.down = true;
        state.forget();
        for control in state.connections.values() {
            control.cut(false);
        }
    });
    shared.door.send_replace(false);
}

fn apply(state: &mut State, fault: Fault) {
    let connections = || state.connections.values();
    let streams = || state.streams.iter().map(|stream| &stream.control);
    match fault {
        Fault::CutConnections => connections().for_each(|control| control.cut(false)),
        Fault::ResetConnections => connections().for_each(|control| control.cut(true)),
        Fault::CutStreams => streams().for_each(|control| control.cut(false)),
        Fault::EndStreams => state.offer(None, &Item::End),
        Fault::Silence => {
            connections().for_each(|control| control.silence());
            state.faults.silence = true;
        }
        Fault::SilenceStreams => streams().for_each(|control| control.silence()),
        Fault::SlowSender { bytes, every } => {
            let pace = Some(Throttle::new(bytes, every));
            connections().for_each(|control| control.pace_writing(pace));
            state.faults.write_pace = pace;
        }
        Fault::SlowReader { bytes, every } => {
            let pace = Some(Throttle::new(bytes, every));
            connections().for_each(|control| control.pace_reading(pace));
            state.faults.read_pace = pace;
        }
        Fault::SplitFrames(size) => state.faults.split = Some(size.max(1)),
        Fault::HalfFrame => state.offer(None, &Item::HalfAndCut(Arc::new(half_told()))),
        Fault::BadUtf8 => {
            state.offer(Some(Transport::WebSocket), &Item::Bytes(bad_websocket()));
            state.offer(
                Some(Transport::EventSource),
                &Item::Bytes(bad_eventsource()),
            );
        }
        Fault::BadJson => {
            let torn = Notification::new("activity", "ActivityNotification", "{\"event\":");
            state.offer(None, &Item::Notification(Arc::new(torn)));
        }
        Fault::ForgetActivities => state.forget(),
        Fault::Maintenance => state.faults.maintenance = true,
        Fault::RefuseTransport { transport, status } => {
            state.faults.refused.push((transport, status));
        }
        Fault::Duplicate => state.faults.duplicate = true,
        Fault::Reorder => state.faults.reorder = true,
        Fault::DropNext(count) => {
            state.faults.drop_next = state.faults.drop_next.saturating_add(count);
        }
        Fault::StaleList(delay) => state.faults.stale_list = Some(delay),
        Fault::NoPings => state.faults.no_pings = true,
        Fault::Restart { .. } | Fault::Down => {}
    }
}

pub(crate) fn lift(shared: &Shared, fault: &Fault) {
    let reopen = shared.change(|state| {
        let faults = &mut state.faults;
        match fault {
            Fault::Silence => faults.silence = false,
            Fault::SlowSender { .. } => faults.write_pace = None,
            Fault::SlowReader { .. } => faults.read_pace = None,
            Fault::SplitFrames(_) => faults.split = None,
            Fault::Down | Fault::Restart { .. } => faults.down = false,
            Fault::Maintenance => faults.maintenance = false,
            Fault::RefuseTransport { transport, .. } => {
                faults.refused.retain(|(refused, _)| refused != transport);
            }
            Fault::Duplicate => faults.duplicate = false,
            Fault::Reorder => faults.reorder = false,
            Fault::DropNext(_) => faults.drop_next = 0,
            Fault::StaleList(_) => faults.stale_list = None,
            Fault::NoPings => faults.no_pings = false,
            _ => {}
        }
        state.settle();
        !state.faults.down
    });
    if reopen {
        shared.door.send_replace(true);
    }
}

pub(crate) fn lift_all(shared: &Shared) {
    shared.change(|state| {
        let held_back = state.faults.held_back.take();
        state.faults = ActiveFaults {
            held_back,
            ..ActiveFaults::default()
        };
        state.settle();
    });
    shared.door.send_replace(true);
}

impl State {
    /// Everything that a restarted server does not know any more.
    fn forget(&mut self) {
        self.activities.clear();
        self.held.clear();
    }

    /// Brings the open connections in line with the faults that are left.
    fn settle(&mut self) {
        if !self.faults.reorder {
            self.send_held_back();
        }
        for control in self.connections.values() {
            control.pace_writing(self.faults.write_pace);
            control.pace_reading(self.faults.read_pace);
        }
    }
}

fn half_told() -> Notification {
    let body = r#"{"event":"updated","uuid":"half","Activity":{"uuid":"half","type":"library.update.section","cancellable":false,"userID":1,"title":"Scanning","subtitle":"never told in full","progress":50}}"#;
    Notification::new("activity", "ActivityNotification", body)
}

fn bad_websocket() -> Arc<[u8]> {
    let begin = recorded_bodies::by_name("ws-progress-frame-cut-by-logger.txt")
        .map(|payload| payload.bytes.trim_ascii_end())
        .unwrap_or_default();
    [begin, b"[{\"message\":\"Scanning \xff\xfe\"}]}}".as_slice()]
        .concat()
        .into()
}

fn bad_eventsource() -> Arc<[u8]> {
    let frame: &[u8] =
        b"event: progress\ndata: {\"ProgressNotification\":{\"message\":\"Scanning \xff\xfe\"}}\n\n";
    frame.into()
}
