//! The floor: the cost of a program that only knows the wire. Lists with reqwest and
//! notifications with tokio-tungstenite, both with serde into plain types.

use futures_util::StreamExt;
use serde::Deserialize;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::report;

/// The token of every program here; the simulated server accepts any.
pub(crate) const TOKEN: &str = "made-up-Token_7xKqZ2";

#[derive(Deserialize)]
struct ListBody {
    #[serde(rename = "MediaContainer")]
    container: List,
}

#[derive(Deserialize)]
struct List {
    #[serde(rename = "Activity", default)]
    activities: Vec<Activity>,
}

#[derive(Deserialize)]
struct MessageBody {
    #[serde(rename = "NotificationContainer")]
    container: Notification,
}

#[derive(Deserialize)]
struct Notification {
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

/// The fields that every recorded server sends, and no others.
#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded as a program would that displays them")]
struct Activity {
    uuid: String,
    #[serde(rename = "type")]
    kind: String,
    cancellable: bool,
    #[serde(rename = "userID")]
    user: Option<i64>,
    title: Option<String>,
    subtitle: Option<String>,
    progress: i64,
    #[serde(rename = "Context")]
    context: Option<Context>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded as a program would that displays them")]
struct Context {
    #[serde(rename = "librarySectionID")]
    section: Option<String>,
    key: Option<String>,
    accessible: Option<bool>,
    exists: Option<bool>,
    analyzed: Option<bool>,
    refreshed: Option<bool>,
}

/// Lists the activities `times` times, over one connection.
pub(crate) fn list(times: usize) {
    // reqwest has no provider of its own in this build; any user of it does this.
    let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
    let url = format!("{}/activities", report::url());
    report::run(async {
        let client = reqwest::Client::new();
        for _ in 0..times {
            let request = client
                .get(&url)
                .header("Accept", "application/json")
                .header("X-Plex-Token", TOKEN);
            let response = request.send().await.unwrap().error_for_status().unwrap();
            let body: ListBody = response.json().await.unwrap();
            assert_eq!(body.container.activities.len(), 20);
        }
    });
    report::costs();
}

/// Reads notifications until the activity `last` ends.
pub(crate) fn notify() {
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
            let body: MessageBody = serde_json::from_str(&text).unwrap();
            assert_eq!(body.container.kind, "activity");
            for entry in body.container.entries {
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
