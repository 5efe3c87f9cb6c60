//! The faults of a server and its connections, by name.

pub(crate) mod serde;

use std::time::Duration;

use strum::{IntoStaticStr, VariantNames};

use crate::notification::Transport;

/// A fault, triggered by [`PlexSim::fault`](crate::PlexSim::fault).
///
/// A *lasting* fault stays on until [`PlexSim::lift`](crate::PlexSim::lift) or
/// [`PlexSim::lift_faults`](crate::PlexSim::lift_faults). The others happen once, at the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum Fault {
    /// Closes every open connection, even in the middle of a message and without a close frame, as
    /// when a server stops.
    CutConnections,
    /// Like `CutConnections`, with a TCP reset.
    ResetConnections,
    /// Closes only the connections of notification streams.
    CutStreams,
    /// Ends the streams in order: the last chunk on an event stream, a close frame on a WebSocket.
    EndStreams,
    /// Lasting. Every connection, open or new, stays open but is dead: the server answers nothing,
    /// not even a WebSocket ping, and sends nothing. A silenced connection stays silent after the
    /// fault is lifted; new connections work again.
    Silence,
    /// Like `Silence`, but once, and only for the connections of the open streams.
    SilenceStreams,
    /// Lasting. The server writes at most `bytes` at a time and then pauses.
    SlowSender {
        /// The largest piece, in bytes.
        bytes: usize,
        /// The pause after each piece.
        every: Duration,
    },
    /// Lasting. The server reads at most `bytes` at a time and then pauses.
    SlowReader {
        /// The largest piece, in bytes.
        bytes: usize,
        /// The pause after each piece.
        every: Duration,
    },
    /// Lasting. Event stream frames are sent in pieces of this many bytes, each as its own chunk, so
    /// that lines and characters are split.
    SplitFrames(usize),
    /// Sends the first half of a frame on every open stream, then closes the connection.
    HalfFrame,
    /// Sends one message that is not UTF-8 on every open stream, as recorded for `progress`.
    BadUtf8,
    /// Sends one message that is not JSON on every open stream.
    BadJson,
    /// Closes all connections and refuses new ones for a while. Then the server listens on its port
    /// again and has forgotten every activity.
    Restart {
        /// The time for which connections are refused.
        down: Duration,
    },
    /// Lasting. As `Restart`, but connections are refused until it is lifted.
    Down,
    /// Removes the running activities without a notification. Connections stay open.
    ForgetActivities,
    /// Lasting. Answers every request with 503 and the recorded XML of a server in maintenance. Open
    /// streams stay open.
    Maintenance,
    /// Lasting. Refuses one transport with this status and an HTML page, as a proxy does or a server
    /// without this transport: 400, 401, 404, 502. With a status of 101 or 200 the page is sent too.
    RefuseTransport {
        /// The refused transport.
        transport: Transport,
        /// The status of the refusal.
        status: u16,
    },
    /// Lasting. Sends every notification twice.
    Duplicate,
    /// Lasting. Swaps notifications in pairs: one is held back until the next was sent. Lifting the
    /// fault sends the notification that is held back.
    Reorder,
    /// Drops this many of the next notifications.
    /// [`PlexSim::notifications`](crate::PlexSim::notifications) still lists them.
    DropNext(u64),
    /// Lasting. Delays the response to `GET /activities`; it shows the state at the time of the
    /// request.
    StaleList(Duration),
    /// Lasting. Sends no `ping` frames on event streams, and no pings on WebSockets.
    NoPings,
    /// Lasting. There is no download queue: its paths get 404, as before PMS 1.41.9.
    NoDownloadQueue,
    /// Lasting. The conversion of a download is listed as an activity of type `media.offline.transcode`, as
    /// before PMS 1.43.3. It concerns items whose conversion begins from now on.
    ListedDownloads,
}

/// Every fault with its default values, in the order of [`Fault::NAMES`].
const DEFAULTS: [Fault; Fault::NAMES.len()] = [
    Fault::CutConnections,
    Fault::ResetConnections,
    Fault::CutStreams,
    Fault::EndStreams,
    Fault::Silence,
    Fault::SilenceStreams,
    Fault::SLOW_SENDER,
    Fault::SLOW_READER,
    Fault::SplitFrames(7),
    Fault::HalfFrame,
    Fault::BadUtf8,
    Fault::BadJson,
    Fault::Restart {
        down: Duration::from_secs(2),
    },
    Fault::Down,
    Fault::ForgetActivities,
    Fault::Maintenance,
    Fault::REFUSED_WEBSOCKET,
    Fault::Duplicate,
    Fault::Reorder,
    Fault::DropNext(1),
    Fault::StaleList(Duration::from_secs(1)),
    Fault::NoPings,
    Fault::NoDownloadQueue,
    Fault::ListedDownloads,
];

impl Fault {
    /// The names that [`by_name`](Self::by_name) knows: one for each fault.
    pub const NAMES: &'static [&'static str] = Self::VARIANTS;

    pub(crate) const SLOW_SENDER: Self = Self::SlowSender {
        bytes: 64,
        every: Duration::from_millis(20),
    };

    pub(crate) const SLOW_READER: Self = Self::SlowReader {
        bytes: 64,
        every: Duration::from_millis(20),
    };

    pub(crate) const REFUSED_WEBSOCKET: Self = Self::RefuseTransport {
        transport: Transport::WebSocket,
        status: 404,
    };

    /// The fault of this name, with default values: a restart of 2 s, the WebSocket refused with 404,
    /// one lost notification, a list 1 s old, split frames of 7 bytes, slow pieces of 64 bytes.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        DEFAULTS.into_iter().find(|fault| fault.name() == name)
    }

    /// Its name, such as `cut-streams`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.into()
    }

    /// Returns `true` if the fault stays on until it is lifted. The others happen once.
    #[must_use]
    pub fn lasts(&self) -> bool {
        match self {
            Self::CutConnections
            | Self::ResetConnections
            | Self::CutStreams
            | Self::EndStreams
            | Self::SilenceStreams
            | Self::HalfFrame
            | Self::BadUtf8
            | Self::BadJson
            | Self::Restart { .. }
            | Self::ForgetActivities
            | Self::DropNext(_) => false,
            Self::Silence
            | Self::SlowSender { .. }
            | Self::SlowReader { .. }
            | Self::SplitFrames(_)
            | Self::Down
            | Self::Maintenance
            | Self::RefuseTransport { .. }
            | Self::Duplicate
            | Self::Reorder
            | Self::StaleList(_)
            | Self::NoPings
            | Self::NoDownloadQueue
            | Self::ListedDownloads => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_to_its_fault() {
        let names: Vec<_> = DEFAULTS.iter().map(Fault::name).collect();
        assert_eq!(names, Fault::NAMES);
        assert_eq!(Fault::by_name("earthquake"), None);
    }

    #[test]
    fn names_are_as_documented() {
        let names = Fault::NAMES.join(" ");
        assert_eq!(
            names,
            "cut-connections reset-connections cut-streams end-streams silence silence-streams \
             slow-sender slow-reader split-frames half-frame bad-utf8 bad-json restart down \
             forget-activities maintenance refuse-transport duplicate reorder drop-next stale-list \
             no-pings no-download-queue listed-downloads"
        );
    }
}
