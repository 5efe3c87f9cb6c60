//! The messages that a server pushes, decoded: the same type for every transport.

use std::borrow::Cow;

use serde_json::Value;

use super::decode;
use super::decode_failure::Undecodable;
use crate::model::ActivityChange;
use crate::wire::LenientString;

/// One notification of a server.
///
/// Servers send a list in an envelope over a WebSocket and a single object without one in an event
/// stream (recorded from servers of 2018 to 2026); either form is read from either transport.
///
/// Only activities are decoded. Notifications of other kinds keep their JSON, see
/// [`raw`](Self::raw); their set is open and their fields vary with the server's version.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Notification {
    pub(super) kind: Cow<'static, str>,
    pub(super) activities: Vec<ActivityChange>,
    pub(super) undecodable: Vec<Undecodable>,
    /// The number of further parts that could not be decoded, or were too many.
    pub(super) left_out: usize,
    pub(super) raw: Option<Box<str>>,
    /// The length of the message from which it was decoded, in bytes.
    pub(super) message_bytes: usize,
}

/// The same message in the form of another transport is an equal notification.
impl PartialEq for Notification {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.left_out == other.left_out
            && self.activities == other.activities
            && self.undecodable == other.undecodable
            && self.raw == other.raw
    }
}

impl Eq for Notification {}

impl Notification {
    /// Decodes one message of the WebSocket.
    ///
    /// # Errors
    /// [`Undecodable`] when no part of it can be used: it is not JSON, or has neither a type nor an
    /// activity in it. An odd entry among others is not an error: see
    /// [`undecodable`](Self::undecodable).
    ///
    /// ```
    /// use plex_api::{Notification, Phase};
    ///
    /// let message = r#"{"NotificationContainer":{"type":"activity","size":1,"ActivityNotification":[
    ///     {"event":"ended","uuid":"6f7c9a1b","Activity":{"progress":100}}]}}"#;
    /// let notification = Notification::from_websocket(message)?;
    /// let [change] = notification.activities() else { panic!() };
    /// assert_eq!(change.event, Phase::Ended);
    /// assert_eq!(change.id, "6f7c9a1b");
    /// # Ok::<(), plex_api::Undecodable>(())
    /// ```
    pub fn from_websocket(message: impl AsRef<[u8]>) -> Result<Self, Undecodable> {
        decode::websocket(&String::from_utf8_lossy(message.as_ref()))
    }

    /// Decodes one event of the event stream: its name (`event:`) and its `data:`. An event without
    /// a name has the name `message`.
    ///
    /// # Errors
    /// [`Undecodable`] when no part of it can be used: it is not JSON.
    pub fn from_event(name: &str, data: impl AsRef<[u8]>) -> Result<Self, Undecodable> {
        decode::event(name, &String::from_utf8_lossy(data.as_ref()))
    }

    /// One about activities of which everything could be read.
    pub(super) fn of_activities(activities: Vec<ActivityChange>) -> Self {
        Self {
            kind: Cow::Borrowed(decode::ACTIVITY),
            activities,
            undecodable: Vec::new(),
            left_out: 0,
            raw: None,
            message_bytes: 0,
        }
    }

    /// One of a kind that is not decoded, whose text is kept.
    pub(super) fn other(kind: LenientString, message: &str) -> Self {
        Self {
            kind: kind.into_string().into(),
            raw: Some(message.into()),
            ..Self::of_activities(Vec::new())
        }
    }

    /// The kind, for example `activity`, `timeline` or `playing`. An open set.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The changes of activities, in the server's order. Every recording has one entry.
    #[must_use]
    pub fn activities(&self) -> &[ActivityChange] {
        &self.activities
    }

    /// The parts that could not be decoded; the others were. After
    /// [`MAX_UNDECODABLE`](crate::limits::MAX_UNDECODABLE) of them, one more counts the rest.
    #[must_use]
    pub fn undecodable(&self) -> &[Undecodable] {
        &self.undecodable
    }

    /// Both kinds of parts, to keep.
    #[must_use]
    pub fn into_parts(self) -> (Vec<ActivityChange>, Vec<Undecodable>) {
        (self.activities, self.undecodable)
    }

    /// The JSON as the server sent it, envelope included, of a kind that no type models; `None` for
    /// `activity`.
    #[must_use]
    pub fn raw(&self) -> Option<&str> {
        self.raw.as_deref()
    }

    /// Returns the length of the server's message, in bytes.
    pub(crate) fn message_bytes(&self) -> usize {
        self.message_bytes
    }

    /// [`raw`](Self::raw), parsed at this call. `None` also when it is nested too deeply.
    #[must_use]
    pub fn raw_value(&self) -> Option<Value> {
        serde_json::from_str(self.raw()?).ok()
    }
}
