//! A change of one activity, as a server reports it.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::generated::types::Activity;
use crate::names::name_schema;
use crate::wire::{ActivityId, UnknownFields};

/// A change of one activity, from a notification.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ActivityChange {
    /// The kind of change.
    pub event: Phase,
    /// The uuid of the activity: the `uuid` of the entry, or that of the activity inside if the entry has none.
    pub id: ActivityId,
    /// The activity as it is now. Its uuid is always [`id`](Self::id). `None` when the server sent
    /// none, or one that could not be read: then
    /// [`Notification::undecodable`](crate::Notification::undecodable) has it.
    pub activity: Option<Activity>,
    /// The entry's fields that this version of the crate does not know.
    pub extra: UnknownFields,
}

/// The phase of an activity's life, according to a notification.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// The activity has begun. Title and context usually come with the first update.
    Started,
    /// The activity continues. Its visible fields may be unchanged.
    Updated,
    /// The activity is over: done, cancelled or failed. Servers do not say which.
    Ended,
    /// A word that this version of the crate does not know.
    Other(String),
}

impl Phase {
    /// The server's word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Started => "started",
            Self::Updated => "updated",
            Self::Ended => "ended",
            Self::Other(word) => word,
        }
    }
}

impl From<&str> for Phase {
    fn from(word: &str) -> Self {
        match word {
            "started" => Self::Started,
            "updated" => Self::Updated,
            "ended" => Self::Ended,
            _ => Self::Other(word.to_owned()),
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Reads any word: one that this version of the crate does not know is [`Phase::Other`].
impl FromStr for Phase {
    type Err = Infallible;

    fn from_str(word: &str) -> Result<Self, Infallible> {
        Ok(Self::from(word))
    }
}

impl Serialize for Phase {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Phase {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::names::deserialize(deserializer)
    }
}

name_schema!(Phase);
