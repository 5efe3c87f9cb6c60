//! The floor of notifications: tokio-tungstenite, and serde into plain types. Nothing else.

use futures_util::StreamExt;
use serde::Deserialize;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::floor_types::{Activity, TOKEN};
use crate::report;

#[derive(Deserialize)]
struct Outer {
    #[serde(rename = "NotificationContainer")]
    container: Container,
}

#[derive(Deserialize)]
struct Container {
    #[serde(rename = "type")]
    kind: String,
    #[serde(rename = "ActivityNotification", default)]
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    event: String,
    uuid: String,
    #[serde(rename = "Activity")]
    activity: Option<Activity>,
}

/// Reads until the activity `last` ends.
pub(crate) fn main() {
    let url = report::url().replacen("http", "ws", 1);
    let url = format!("{url}/:/websockets/notifications?filters=activity");
    report::run(async {
        let mut request = url.into_client_request().unwrap();
        let token = TOKEN.parse().unwrap();
        request.headers_mut().insert("X-Plex-Token", token);
        let (mut socket, _) = tokio_tungstenite::connect_async(request).await.unwrap();
        report::ready();
        while let Some(message) = socket.next().await {
            let Message::Text(text) = message.unwrap() else {
                continue;
            };
            let outer: Outer = serde_json::from_str(&text).unwrap();
            assert_eq!(outer.container.kind, "activity");
            for entry in outer.container.entries {
                std::hint::black_box(&entry.activity);
                if entry.event == "ended" && entry.uuid == "last" {
                    return;
                }
            }
        }
        panic!("the connection ended first");
    });
    report::costs();
}
