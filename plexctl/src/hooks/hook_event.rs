//! The events that hooks are for.

use clap::ValueEnum;
use serde::Deserialize;

/// The kind of an event, in the words of `--on` and of the key `on`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum HookEvent {
    /// An activity began
    Started,
    /// An activity ended
    Ended,
    /// An activity made no progress for a time; once per standstill
    Stalled,
    /// No selected activity is running any more; `plexctl quiet` also asks for playback, recordings and more
    Quiet,
    /// The server can be followed (again)
    Connected,
    /// The server cannot be followed (any more)
    Disconnected,
}

impl HookEvent {
    /// The word for it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Ended => "ended",
            Self::Stalled => "stalled",
            Self::Quiet => "quiet",
            Self::Connected => "connected",
            Self::Disconnected => "disconnected",
        }
    }

    /// The event that this word is for.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let all = Self::value_variants();
        all.iter().copied().find(|event| event.as_str() == text)
    }

    /// Returns `true` if it is about one activity.
    pub(crate) const fn is_about_activity(self) -> bool {
        matches!(self, Self::Started | Self::Ended | Self::Stalled)
    }
}
