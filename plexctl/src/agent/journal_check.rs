//! Checks whether the journal can be written within a time limit.

use std::time::{Duration, SystemTime};

use tokio::time::timeout;

use crate::journal::{self, Journal, to_millis};

/// The time limit for a write.
const LIMIT: Duration = Duration::from_secs(5);

/// Writes to the journal. The error says why that failed.
///
/// # Cancel safety
/// Cancel safe: the result of the write is lost then.
pub(super) async fn check_journal(journal: &Journal) -> Result<(), String> {
    let now = to_millis(SystemTime::now());
    let written = journal.write(move |journal| journal::check_writable(journal, now));
    match timeout(LIMIT, written).await {
        Ok(written) => written.map_err(|error| error.0),
        Err(_) => Err("the journal was not written within 5 s: is its disk stuck?".to_owned()),
    }
}
