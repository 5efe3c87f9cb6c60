//! Notifications, and the two transports that send them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::activity::Activity;
use crate::element::Element;
use crate::raw_json::to_json;
use crate::section::epoch_seconds;

/// The two ways in which a server pushes notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "TransportName"))]
#[serde(rename_all = "lowercase")]
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

/// An entry of a section's timeline.
pub(crate) struct TimelineEntry<'a> {
    pub(crate) section: &'a str,
    pub(crate) item: u64,
    /// The season and the show, or the album and the artist, of the item.
    pub(crate) parents: Option<(u64, u64)>,
    /// 1 is a movie, 4 an episode, 10 a track, 13 a photo.
    pub(crate) kind: u8,
    pub(crate) title: &'a str,
    /// 0 is created, 5 processed.
    pub(crate) state: u8,
    pub(crate) metadata_state: Option<&'a str>,
}

/// One notification, as [`PlexSim::notifications`](crate::PlexSim::notifications) lists them.
///
/// The two transports wrap it differently: a WebSocket message is
/// `{"NotificationContainer":{"type":KIND,"size":1,KEY:[BODY]}}`, an EventSource frame is
/// `event: KIND` with `data: {KEY:BODY}`, as recorded from servers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Notification {
    /// `activity`, `status`, `timeline`, ...: the `type` and the event name.
    pub kind: String,
    /// The key of the body, such as `ActivityNotification`.
    pub key: String,
    /// The JSON text of one entry.
    pub body: String,
    /// The account that the activity belongs to.
    pub(crate) user: Option<i64>,
}

impl Notification {
    /// A notification of any kind; `body` is the JSON text of one entry and is sent as it is.
    pub fn new(kind: impl Into<String>, key: impl Into<String>, body: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            key: key.into(),
            body: body.into(),
            user: None,
        }
    }

    pub(crate) fn of_activity(event: &str, activity: &Activity) -> Self {
        let body = Element::new([
            ("event", event.into()),
            ("uuid", activity.uuid.as_str().into()),
        ])
        .with_child("Activity", activity.to_element());
        Self {
            user: activity.user_id,
            ..Self::new("activity", "ActivityNotification", to_json(&body))
        }
    }

    pub(crate) fn of_status(title: &str, description: &str) -> Self {
        let body = Element::new([
            ("title", title.into()),
            ("description", description.into()),
            ("notificationName", "LIBRARY_UPDATE".into()),
        ]);
        Self::new("status", "StatusNotification", to_json(&body))
    }

    /// The entry for an item in a section's timeline.
    pub(crate) fn of_timeline(entry: &TimelineEntry<'_>) -> Self {
        let mut body = Element::new([
            ("identifier", "com.plexapp.plugins.library".into()),
            ("sectionID", entry.section.into()),
            ("itemID", entry.item.to_string().into()),
            ("type", entry.kind.into()),
            ("title", entry.title.into()),
            ("state", entry.state.into()),
        ]);
        if let Some((parent, root)) = entry.parents {
            body.set("parentItemID", parent.to_string());
            body.set("rootItemID", root.to_string());
        }
        if let Some(state) = entry.metadata_state {
            body.set("metadataState", state);
        }
        body.set("updatedAt", epoch_seconds());
        Self::new("timeline", "TimelineEntry", to_json(&body))
    }

    /// The event (`started`, `updated`, `ended`) of an activity notification.
    #[must_use]
    pub fn event(&self) -> Option<String> {
        self.field("event")
    }

    /// The identifier in an activity notification.
    #[must_use]
    pub fn uuid(&self) -> Option<String> {
        self.field("uuid")
    }

    /// The body as a value; `Null` when it is not JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }

    /// The text of a WebSocket message.
    #[must_use]
    pub fn websocket_text(&self) -> String {
        let (kind, key) = (quote(&self.kind), quote(&self.key));
        let body = &self.body;
        format!(r#"{{"NotificationContainer":{{"type":{kind},"size":1,{key}:[{body}]}}}}"#)
    }

    /// The text of an EventSource frame, with its empty line.
    #[must_use]
    pub fn eventsource_text(&self) -> String {
        let key = quote(&self.key);
        let (kind, body) = (&self.kind, &self.body);
        format!("event: {kind}\ndata: {{{key}:{body}}}\n\n")
    }

    fn field(&self, key: &str) -> Option<String> {
        self.json().get(key)?.as_str().map(str::to_owned)
    }
}

fn quote(text: &str) -> String {
    Value::from(text).to_string()
}
