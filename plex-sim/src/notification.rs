//! What the simulated server tells its listeners, before a transport gives it its shape.

use serde::Serialize;
use serde_json::Value;

use crate::activity::{Activity, Row};

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
    /// Whose activity it tells of.
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
        let body = ActivityNotification {
            event,
            uuid: &activity.uuid,
            activity: activity.row(),
        };
        Self {
            user: activity.user_id,
            ..Self::new("activity", "ActivityNotification", json(&body))
        }
    }

    pub(crate) fn of_status(title: &str, description: &str) -> Self {
        let body = StatusNotification {
            title,
            description,
            notification_name: "LIBRARY_UPDATE",
        };
        Self::new("status", "StatusNotification", json(&body))
    }

    /// The event (`started`, `updated`, `ended`) of an activity notification.
    #[must_use]
    pub fn event(&self) -> Option<String> {
        self.field(&["event"])
    }

    /// The identifier in an activity notification.
    #[must_use]
    pub fn uuid(&self) -> Option<String> {
        self.field(&["uuid"])
    }

    /// The body as a value; `Null` when it is no JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }

    /// The text of a WebSocket message.
    #[must_use]
    pub fn websocket_text(&self) -> String {
        let (kind, key) = (quoted(&self.kind), quoted(&self.key));
        let body = &self.body;
        format!(r#"{{"NotificationContainer":{{"type":{kind},"size":1,{key}:[{body}]}}}}"#)
    }

    /// The text of an EventSource frame, with its empty line.
    #[must_use]
    pub fn eventsource_text(&self) -> String {
        let key = quoted(&self.key);
        let (kind, body) = (&self.kind, &self.body);
        format!("event: {kind}\ndata: {{{key}:{body}}}\n\n")
    }

    fn field(&self, path: &[&str]) -> Option<String> {
        let mut value = &self.json();
        for key in path {
            value = value.get(key)?;
        }
        value.as_str().map(str::to_owned)
    }
}

#[derive(Serialize)]
struct ActivityNotification<'a> {
    event: &'a str,
    uuid: &'a str,
    #[serde(rename = "Activity")]
    activity: Row<'a>,
}

#[derive(Serialize)]
struct StatusNotification<'a> {
    title: &'a str,
    description: &'a str,
    #[serde(rename = "notificationName")]
    notification_name: &'a str,
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// JSON text of a type that has no way to fail (string keys, finite numbers).
pub(crate) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
