//! The floor of a list: reqwest, and serde into plain types. Nothing else.

use serde::Deserialize;

use crate::floor_types::{Activity, TOKEN};
use crate::report;

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "MediaContainer")]
    container: Container,
}

#[derive(Deserialize)]
struct Container {
    #[serde(rename = "Activity", default)]
    activities: Vec<Activity>,
}

/// Asks so many times, over one connection.
pub(crate) fn main(times: usize) {
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
            let answer: Answer = response.json().await.unwrap();
            assert_eq!(answer.container.activities.len(), 20);
        }
    });
    report::costs();
}
