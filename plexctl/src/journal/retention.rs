//! What the journal forgets, so that its size stays bounded. What is not delivered is not forgotten,
//! but given up in the end.

use std::time::Duration;

use rusqlite::{Connection, Transaction, params};

/// How many rows are deleted at a time, so that nothing else waits long.
const BATCH: i64 = 500;

/// How long events and finished deliveries are kept, at most.
const EVENTS_KEPT: Duration = Duration::from_secs(7 * DAY);

/// How many deliveries may wait for one hook; of more, the oldest are given up.
const WAITING: i64 = 10_000;

/// How many dead letters are kept of one hook.
const DEAD_LETTERS: i64 = 1_000;

const DAY: u64 = 24 * 60 * 60;

/// How much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Retention {
    pub(crate) days: u32,
    pub(crate) bytes: u64,
}

/// Forgets a bounded number of rows. Returns whether there are more.
pub(crate) fn prune(
    transaction: &Transaction<'_>,
    retention: Retention,
    now: i64,
) -> rusqlite::Result<bool> {
    let kept = Duration::from_secs(u64::from(retention.days) * DAY);
    let mut more = prune_deliveries(transaction, before(now, EVENTS_KEPT.min(kept)), now)?;
    more |= prune_events(transaction, before(now, EVENTS_KEPT.min(kept)))?;
    more |= prune_runs(transaction, before(now, kept))?;
    if used_bytes(transaction)? > retention.bytes {
        // Events first: each is in the row of its run as well.
        more |= prune_deliveries(transaction, now, now)?
            || prune_events(transaction, now)?
            || prune_runs(transaction, now)?
            || give_up_oldest(transaction, now)?;
    }
    // Hands what is free back to the disk, a bounded part at a time.
    transaction
        .query_row("PRAGMA incremental_vacuum(200)", [], |_| Ok(()))
        .or_else(ignore_none)?;
    Ok(more)
}

/// The bytes of the file that are in use.
fn used_bytes(connection: &Connection) -> rusqlite::Result<u64> {
    let read = |name: &str| -> rusqlite::Result<i64> {
        connection.pragma_query_value(None, name, |row| row.get(0))
    };
    let pages = read("page_count")?.saturating_sub(read("freelist_count")?);
    Ok(u64::try_from(pages.saturating_mul(read("page_size")?)).unwrap_or_default())
}

fn prune_runs(transaction: &Transaction<'_>, before: i64) -> rusqlite::Result<bool> {
    let deleted = transaction.execute(
        "DELETE FROM run WHERE number IN
         (SELECT number FROM run WHERE ended_at < ?1 ORDER BY number LIMIT ?2)",
        [before, BATCH],
    )?;
    transaction.execute("DELETE FROM gap WHERE to_at < ?1", [before])?;
    Ok(deleted > 0)
}

/// Forgets events that no delivery needs.
fn prune_events(transaction: &Transaction<'_>, before: i64) -> rusqlite::Result<bool> {
    let deleted = transaction.execute(
        "DELETE FROM event WHERE position IN
         (SELECT position FROM event WHERE at < ?1 AND NOT EXISTS
              (SELECT 1 FROM delivery_event WHERE delivery_event.position = event.position)
          ORDER BY position LIMIT ?2)",
        [before, BATCH],
    )?;
    Ok(deleted > 0)
}

/// Forgets deliveries that are done, and dead letters that are old or too many.
fn prune_deliveries(
    transaction: &Transaction<'_>,
    before: i64,
    now: i64,
) -> rusqlite::Result<bool> {
    let mut changed = transaction.execute(
        "DELETE FROM delivery WHERE number IN
         (SELECT number FROM delivery WHERE state IN ('done', 'dead') AND changed_at < ?1
          ORDER BY number LIMIT ?2)",
        [before, BATCH],
    )?;
    changed += transaction.execute(
        "DELETE FROM delivery WHERE number IN
         (SELECT number FROM
              (SELECT number, row_number() OVER (PARTITION BY hook ORDER BY number DESC) AS place
               FROM delivery WHERE state = 'dead')
          WHERE place > ?1 LIMIT ?2)",
        [DEAD_LETTERS, BATCH],
    )?;
    changed += transaction.execute(
        "UPDATE delivery SET state = 'dead', changed_at = ?1, reason = 'too many events wait for this hook'
         WHERE number IN
         (SELECT number FROM
              (SELECT number, row_number() OVER (PARTITION BY hook ORDER BY number DESC) AS place
               FROM delivery WHERE state = 'waiting')
          WHERE place > ?2 LIMIT ?3)",
        params![now, WAITING, BATCH],
    )?;
    transaction.execute(
        "DELETE FROM delivery_event WHERE delivery NOT IN (SELECT number FROM delivery)",
        [],
    )?;
    Ok(changed > 0)
}

/// When nothing else is left to forget, the oldest of what waits becomes a dead letter.
fn give_up_oldest(transaction: &Transaction<'_>, now: i64) -> rusqlite::Result<bool> {
    let changed = transaction.execute(
        "UPDATE delivery SET state = 'dead', changed_at = ?1, reason = 'the journal is full'
         WHERE number IN
         (SELECT number FROM delivery WHERE state = 'waiting' ORDER BY number LIMIT ?2)",
        [now, BATCH],
    )?;
    Ok(changed > 0)
}

fn before(now: i64, kept: Duration) -> i64 {
    now.saturating_sub(i64::try_from(kept.as_millis()).unwrap_or(i64::MAX))
}

fn ignore_none(error: rusqlite::Error) -> rusqlite::Result<()> {
    match error {
        rusqlite::Error::QueryReturnedNoRows => Ok(()),
        error => Err(error),
    }
}
