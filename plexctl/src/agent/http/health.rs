//! Checks the requirements of the agent itself. A Plex server that is away is no reason for a restart.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::agent::journal_check::check_journal;
use crate::journal::Journal;
use crate::serve::{FollowedServers, Problem, ServerConnection};

/// A younger result is used again, so that nobody makes the disk busy by asking.
const KEPT: Duration = Duration::from_secs(5);

/// Writes to the journal now and then, and knows how that went.
#[derive(Clone, Default)]
pub(super) struct HealthCheck(Arc<Mutex<Option<CheckResult>>>);

#[derive(Clone)]
struct CheckResult {
    at: Instant,
    result: Result<(), String>,
}

impl HealthCheck {
    /// Returns `true` if the journal can be written.
    ///
    /// # Cancel safety
    /// Cancel safe: the result of a write is lost then, and the next call writes again.
    pub(super) async fn check(&self, journal: &Journal) -> Result<(), Problem> {
        let mut last = self.0.lock().await;
        let fresh = last.as_ref().filter(|last| last.at.elapsed() < KEPT);
        let result = match fresh {
            Some(fresh) => fresh.result.clone(),
            None => {
                let result = check_journal(journal).await;
                *last = Some(CheckResult {
                    at: Instant::now(),
                    result: result.clone(),
                });
                result
            }
        };
        result.map_err(|reason| Problem::new(StatusCode::SERVICE_UNAVAILABLE, reason))
    }
}

/// Returns `true` if the agent has tried to reach every server, so that its report on them covers more than
/// its own start, and whether it goes on. Whether they answered does not matter.
pub(super) fn check_ready(servers: &FollowedServers, is_ending: bool) -> Result<(), Problem> {
    let servers = servers.all();
    let untried = servers
        .iter()
        .filter(|server| ServerConnection::of(server) == ServerConnection::Connecting);
    let reason = match (is_ending, untried.count()) {
        (true, _) => "the agent is ending".to_owned(),
        (false, 0) => return Ok(()),
        (false, untried) => format!(
            "{untried} of {} servers have not been reached yet, and the first attempt goes on",
            servers.len()
        ),
    };
    Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, reason))
}
