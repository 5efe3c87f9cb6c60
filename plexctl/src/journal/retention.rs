//! What the journal forgets, so that its size stays bounded. What is not delivered is not forgotten,
//! but given up in the end.

use std::time::Duration;

use rusqlite::{Connection, Transaction, params};

use super::feed;

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
        // What is delivered goes first, and what waits goes last.
        let all = now.saturating_add(1);
        more |= delete_deliveries(transaction, "done", all)?
            || prune_events(transaction, all)?
            || prune_runs(transaction, all)?
            || delete_deliveries(transaction, "dead", all)?
            || give_up_oldest(transaction, now)?;
    }
    // Hands what is free back to the disk, a bounded part at a time. Each step of the statement hands back
    // one page.
    let mut vacuum = transaction.prepare("PRAGMA incremental_vacuum(200)")?;
    let mut pages = vacuum.query([])?;
    while pages.next()?.is_some() {}
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
         (SELECT number FROM run WHERE ended_at < ?1 ORDER BY ended_at LIMIT ?2)",
        [before, BATCH],
    )?;
    transaction.execute("DELETE FROM gap WHERE to_at < ?1", [before])?;
    Ok(deleted > 0)
}

/// Forgets events that no delivery needs, and notes up to which position some are forgotten.
fn prune_events(transaction: &Transaction<'_>, before: i64) -> rusqlite::Result<bool> {
    let mut statement = transaction.prepare(
        "DELETE FROM event WHERE position IN
         (SELECT position FROM event WHERE at < ?1 AND NOT EXISTS
              (SELECT 1 FROM delivery_event WHERE delivery_event.position = event.position)
          ORDER BY position LIMIT ?2)
         RETURNING position",
    )?;
    let deleted: Vec<i64> = statement
        .query_map([before, BATCH], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let Some(last) = deleted.iter().max() else {
        return Ok(false);
    };
    feed::note_forgotten(transaction, *last)?;
    Ok(true)
}

/// Forgets deliveries that are done, and dead letters that are old or too many.
fn prune_deliveries(
    transaction: &Transaction<'_>,
    before: i64,
    now: i64,
) -> rusqlite::Result<bool> {
    let mut more = delete_deliveries(transaction, "done", before)?;
    more |= delete_deliveries(transaction, "dead", before)?;
    let mut changed = transaction.execute(
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
    forget_events_of_deleted(transaction)?;
    Ok(more || changed > 0)
}

/// Forgets the oldest deliveries in this state.
fn delete_deliveries(
    transaction: &Transaction<'_>,
    state: &str,
    before: i64,
) -> rusqlite::Result<bool> {
    let deleted = transaction.execute(
        "DELETE FROM delivery WHERE number IN
         (SELECT number FROM delivery WHERE state = ?1 AND changed_at < ?2
          ORDER BY number LIMIT ?3)",
        params![state, before, BATCH],
    )?;
    if deleted > 0 {
        forget_events_of_deleted(transaction)?;
    }
    Ok(deleted > 0)
}

fn forget_events_of_deleted(transaction: &Transaction<'_>) -> rusqlite::Result<usize> {
    transaction.execute(
        "DELETE FROM delivery_event WHERE delivery NOT IN (SELECT number FROM delivery)",
        [],
    )
}

/// When nothing else is left to forget, the oldest of what waits or is gathered becomes a dead letter. What
/// is gathered for `quiet` on a server that is never quiet would have no end.
fn give_up_oldest(transaction: &Transaction<'_>, now: i64) -> rusqlite::Result<bool> {
    let changed = transaction.execute(
        "UPDATE delivery SET state = 'dead', changed_at = ?1, reason = 'the journal is full'
         WHERE number IN
         (SELECT number FROM delivery WHERE state IN ('waiting', 'gathering') ORDER BY number LIMIT ?2)",
        [now, BATCH],
    )?;
    Ok(changed > 0)
}

fn before(now: i64, kept: Duration) -> i64 {
    now.saturating_sub(i64::try_from(kept.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hooks::HookEvent;
    use crate::journal::record::{RouteTo, record_event};
    use crate::journal::{Journal, list_dead_letters};

    /// Lets the journal forget until nothing is left to forget.
    async fn prune_all(journal: &Journal, retention: Retention, now: i64) {
        let prune_once = || journal.write(move |journal| prune(journal, retention, now));
        while prune_once().await.unwrap() {}
    }

    #[tokio::test]
    async fn the_journal_forgets_the_oldest_and_gives_up_what_is_too_much() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path()).unwrap();
        let put = |count: i64, days: i64, hook: Option<&'static str>| {
            journal.write(move |journal| {
                let at = days * 24 * 60 * 60 * 1000;
                for number in 0..count {
                    journal.execute(
                        "INSERT INTO run (server, uuid, type, title, subtitle, began, began_at,
                             announced, last_seen, longest_still, ended_at, duration)
                         VALUES ('home', ?1, 'butler', 't', 's', 'seen', ?2, 1, ?2, 0, ?2, 1)",
                        params![format!("{days}-{number}"), at],
                    )?;
                    let route = hook.map(|hook| RouteTo {
                        hook: hook.to_owned(),
                        event: HookEvent::Ended,
                        longer_than: None,
                        gather: None,
                        is_skipped_when_busy: false,
                        topic: "home".to_owned(),
                    });
                    let routes: Vec<RouteTo> = route.into_iter().collect();
                    let id = format!("evt_{days}_{number}");
                    record_event(journal, &id, &"x".repeat(500), &routes, at)?;
                }
                Ok(())
            })
        };
        put(1_000, 1, None).await.unwrap();
        put(600, 50, None).await.unwrap();
        put(700, 99, Some("away")).await.unwrap();
        let now = 100 * 24 * 60 * 60 * 1000;
        let counts = || {
            journal.run(|connection| {
                let count = |table: &str| {
                    connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
                        row.get::<_, i64>(0)
                    })
                };
                Ok((count("run")?, count("event")?, count("delivery")?))
            })
        };
        let by_days = Retention {
            days: 90,
            bytes: u64::MAX,
        };
        prune_all(&journal, by_days, now).await;
        // Of the events only those of the last week, and those that wait.
        assert_eq!(counts().await.unwrap(), (1_300, 700, 700));
        let bytes = 300 * 1024;
        prune_all(&journal, Retention { days: 90, bytes }, now).await;
        let used = journal
            .run(|connection| used_bytes(connection))
            .await
            .unwrap();
        assert!(used <= bytes, "{used}");
        let dead = journal.run(|connection| list_dead_letters(connection, Some("away")));
        for letter in dead.await.unwrap() {
            assert_eq!(letter.reason, "the journal is full");
        }
    }
}
