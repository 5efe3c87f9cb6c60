//! The faults by name, for programs and scenario files.

use std::time::Duration;

use crate::fault::Fault;
use crate::state::streams::Transport;

/// The faults with the values that a name alone stands for.
const ALL: [Fault; 22] = [
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
];

impl Fault {
    /// The names that [`by_name`](Self::by_name) knows: one for each fault.
    pub const NAMES: [&'static str; 22] = [
        "cut-connections",
        "reset-connections",
        "cut-streams",
        "end-streams",
        "silence",
        "silence-streams",
        "slow-sender",
        "slow-reader",
        "split-frames",
        "half-frame",
        "bad-utf8",
        "bad-json",
        "restart",
        "down",
        "forget-activities",
        "maintenance",
        "refuse-transport",
        "duplicate",
        "reorder",
        "drop-next",
        "stale-list",
        "no-pings",
    ];

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

    /// The fault of this name, with values of our choice where it has some: a restart of 2 s, the
    /// WebSocket refused with 404, one lost notification, a list 1 s old, pieces of 7 bytes.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        ALL.into_iter().find(|fault| fault.name() == name)
    }

    /// Whether it goes on until it is lifted; the others happen once.
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
            | Self::NoPings => true,
        }
    }

    /// Its name, such as `cut-streams`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::CutConnections => "cut-connections",
            Self::ResetConnections => "reset-connections",
            Self::CutStreams => "cut-streams",
            Self::EndStreams => "end-streams",
            Self::Silence => "silence",
            Self::SilenceStreams => "silence-streams",
            Self::SlowSender { .. } => "slow-sender",
            Self::SlowReader { .. } => "slow-reader",
            Self::SplitFrames(_) => "split-frames",
            Self::HalfFrame => "half-frame",
            Self::BadUtf8 => "bad-utf8",
            Self::BadJson => "bad-json",
            Self::Restart { .. } => "restart",
            Self::Down => "down",
            Self::ForgetActivities => "forget-activities",
            Self::Maintenance => "maintenance",
            Self::RefuseTransport { .. } => "refuse-transport",
            Self::Duplicate => "duplicate",
            Self::Reorder => "reorder",
            Self::DropNext(_) => "drop-next",
            Self::StaleList(_) => "stale-list",
            Self::NoPings => "no-pings",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_to_its_fault() {
        let names: Vec<_> = ALL.iter().map(Fault::name).collect();
        assert_eq!(names, Fault::NAMES);
        for name in Fault::NAMES {
            assert_eq!(Fault::by_name(name).map(|fault| fault.name()), Some(name));
        }
        assert_eq!(Fault::by_name("earthquake"), None);
    }
}
