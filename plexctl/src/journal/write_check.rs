//! Checks whether the journal can be written.

use rusqlite::{Transaction, params};

/// Writes the time, so that a full or read-only disk shows.
pub(crate) fn check_writable(transaction: &Transaction<'_>, now: i64) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO meta (name, value) VALUES ('checked', ?1)
         ON CONFLICT (name) DO UPDATE SET value = ?1",
        params![now.to_string()],
    )?;
    Ok(())
}
