//! An activity as a program reads it that knows the wire and wants nothing else.

use serde::Deserialize;

/// What every program here gives as its token; the simulated server takes any.
pub(crate) const TOKEN: &str = "perf-token";

/// The fields that every recorded server sends, and no others.
#[derive(Deserialize)]
#[expect(
    dead_code,
    reason = "read from the answer, as a program would that shows them"
)]
pub(crate) struct Activity {
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
#[expect(dead_code, reason = "as above")]
pub(crate) struct Context {
    #[serde(rename = "librarySectionID")]
    section: Option<String>,
    key: Option<String>,
    accessible: Option<bool>,
    exists: Option<bool>,
    analyzed: Option<bool>,
    refreshed: Option<bool>,
}
