//! The deliveries that wait for a hook.

use rusqlite::{Connection, OptionalExtension};

/// The deliveries that wait for one hook.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PendingDeliveries {
    pub(crate) count: u64,
    /// The time when the oldest event of them was written, in milliseconds; `None` when nothing waits.
    pub(crate) oldest_at: Option<i64>,
}

/// Counts the deliveries that wait for a hook, are gathered for it, or are being made.
pub(crate) fn count_pending(
    connection: &Connection,
    hook: &str,
) -> rusqlite::Result<PendingDeliveries> {
    let (count, oldest): (i64, Option<i64>) = connection.query_row(
        "SELECT count(*), min(number) FROM delivery
         WHERE hook = ?1 AND state IN ('gathering', 'waiting', 'running')",
        [hook],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let oldest_at = match oldest {
        Some(number) => connection
            .query_row(
                "SELECT min(event.at) FROM delivery_event JOIN event USING (position)
                 WHERE delivery = ?1",
                [number],
                |row| row.get(0),
            )
            .optional()?
            .flatten(),
        None => None,
    };
    Ok(PendingDeliveries {
        count: u64::try_from(count).unwrap_or_default(),
        oldest_at,
    })
}
