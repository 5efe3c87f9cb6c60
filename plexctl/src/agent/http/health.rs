//! Whether the agent has what it needs itself. A Plex that is away is no reason for a restart.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::http::StatusCode;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

use crate::journal::{self, Journal, to_millis};
use crate::serve::Problem;

/// A younger result is used again, so that nobody makes the disk busy by asking.
const KEPT: Duration = Duration::from_secs(5);

/// The time limit for a write.
const LIMIT: Duration = Duration::from_secs(5);

/// Writes to the journal now and then, and knows how that went.
#[derive(Clone, Default)]
pub(super) struct HealthCheck(Arc<Mutex<Option<CheckResult>>>);

#[derive(Clone)]
struct CheckResult {
    at: Instant,
    result: Result<(), String>,
}

impl HealthCheck {
    /// Whether the journal can be written.
    ///
    /// # Cancel safety
    /// Cancel safe: the result of a write is lost then, and the next call writes again.
    pub(super) async fn check(&self, journal: &Journal) -> Result<(), Problem> {
        let mut last = self.0.lock().await;
        let fresh = last.as_ref().filter(|last| last.at.elapsed() < KEPT);
        let result = match fresh {
            Some(fresh) => fresh.result.clone(),
            None => {
                let result = write(journal).await;
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

async fn write(journal: &Journal) -> Result<(), String> {
    let now = to_millis(SystemTime::now());
    let written = journal.write(move |journal| journal::check_writable(journal, now));
    match timeout(LIMIT, written).await {
        Ok(written) => written.map_err(|error| error.0),
        Err(_) => Err("the journal was not written within 5 s: is its disk stuck?".to_owned()),
    }
}
