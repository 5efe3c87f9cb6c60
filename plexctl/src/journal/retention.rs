//! The entries that the journal forgets, so that its size stays bounded. Undelivered events are not
//! forgotten, but given up in the end.

use std::time::Duration;

use rusqlite::{Connection, Params, Transaction, params};

use super::deliveries::{CountByHook, count_by_hook};
use super::feed;

/// The number of rows that are deleted at a time, so that nothing else waits long.
const BATCH: i64 = 500;

/// The longest time for which events and finished deliveries are kept.
const EVENTS_KEPT: Duration = Duration::from_secs(7 * DAY);

/// The largest number of deliveries that may wait for one hook; of more, the oldest are given up.
const WAITING: i64 = 10_000;

/// The largest number of dead letters that are kept of one hook.
const DEAD_LETTERS: i64 = 1_000;

/// For how many topics of one hook it is kept when they were told last.
const TOLD: i64 = 1_000;

const DAY: u64 = 24 * 60 * 60;

/// The statements that forget, each a bounded number of rows by an index.
const FORGET_RUNS: &str = "DELETE FROM run WHERE number IN
     (SELECT number FROM run INDEXED BY run_ended WHERE ended_at < ?1 ORDER BY ended_at LIMIT ?2)";
const FORGET_GAPS: &str = "DELETE FROM gap WHERE to_at < ?1";
const FORGET_EVENTS: &str = "DELETE FROM event WHERE position IN
     (SELECT position FROM event INDEXED BY event_by_time WHERE at < ?1 AND NOT EXISTS
          (SELECT 1 FROM delivery_event WHERE delivery_event.position = event.position)
      ORDER BY at LIMIT ?2)
     RETURNING position";
const FORGET_DELIVERIES: &str = "DELETE FROM delivery WHERE number IN
     (SELECT number FROM delivery INDEXED BY delivery_by_state WHERE state = ?1 AND changed_at < ?2
      ORDER BY changed_at LIMIT ?3)
     RETURNING hook, number";
const FORGET_LETTERS: &str = "DELETE FROM delivery WHERE number IN
     (SELECT number FROM
          (SELECT number, row_number() OVER (PARTITION BY hook ORDER BY number DESC) AS place
           FROM delivery INDEXED BY delivery_by_state WHERE state = 'dead')
      WHERE place > ?1 LIMIT ?2)
     RETURNING hook, number";
const FORGET_TOLD: &str = "DELETE FROM told WHERE (hook, topic) IN
     (SELECT hook, topic FROM
          (SELECT hook, topic, row_number() OVER (PARTITION BY hook ORDER BY at DESC) AS place FROM told)
      WHERE place > ?1 LIMIT ?2)";

/// The statements that give up.
const GIVE_UP_MANY: &str = "UPDATE delivery SET state = 'dead', changed_at = ?1,
            reason = 'too many events wait for this hook'
     WHERE number IN
     (SELECT number FROM
          (SELECT number, row_number() OVER (PARTITION BY hook ORDER BY number DESC) AS place
           FROM delivery INDEXED BY delivery_by_state WHERE state = 'waiting')
      WHERE place > ?2 LIMIT ?3)
     RETURNING hook";
const GIVE_UP_OLDEST: &str = "UPDATE delivery SET state = 'dead', changed_at = ?1,
            reason = 'the journal is full'
     WHERE number IN
     (SELECT number FROM delivery INDEXED BY delivery_by_state
      WHERE state IN ('waiting', 'gathering') ORDER BY number LIMIT ?2)
     RETURNING hook";

/// The limits of the data that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Retention {
    pub(crate) days: u32,
    pub(crate) bytes: u64,
}

/// The result of one pruning.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Pruned {
    /// There may be more to forget.
    pub(crate) has_more: bool,
    /// The deliveries that became dead letters.
    pub(crate) given_up: CountByHook,
    /// The dead letters that are forgotten.
    pub(crate) forgotten: CountByHook,
}

/// Forgets a bounded number of rows.
pub(crate) fn prune(
    transaction: &Transaction<'_>,
    retention: Retention,
    now: i64,
) -> rusqlite::Result<Pruned> {
    let kept = Duration::from_secs(u64::from(retention.days) * DAY);
    let short = before(now, EVENTS_KEPT.min(kept));
    let mut pruned = Pruned {
        has_more: forget_done(transaction, short)?,
        ..Pruned::default()
    };
    pruned.forget(forget_deliveries(
        transaction,
        FORGET_DELIVERIES,
        ("dead", short, BATCH),
    )?);
    pruned.forget(forget_deliveries(
        transaction,
        FORGET_LETTERS,
        (DEAD_LETTERS, BATCH),
    )?);
    pruned.give_up(count_by_hook(
        transaction,
        GIVE_UP_MANY,
        [now, WAITING, BATCH],
    )?);
    transaction.execute(FORGET_TOLD, [TOLD, BATCH])?;
    pruned.has_more |= forget_events(transaction, short)?;
    pruned.has_more |= forget_runs(transaction, before(now, kept))?;
    if used_bytes(transaction)? > retention.bytes {
        // Delivered entries go first, and waiting entries go last.
        let all = now.saturating_add(1);
        if forget_done(transaction, all)?
            || forget_events(transaction, all)?
            || forget_runs(transaction, all)?
        {
            pruned.has_more = true;
        } else {
            let letters = forget_deliveries(transaction, FORGET_DELIVERIES, ("dead", all, BATCH))?;
            if letters.is_empty() {
                // Gathering for `quiet` on a server that is never quiet would have no end.
                pruned.give_up(count_by_hook(transaction, GIVE_UP_OLDEST, [now, BATCH])?);
            }
            pruned.forget(letters);
        }
    }
    // Hands free pages back to the disk, a bounded part at a time. Each step of the statement hands back
    // one page.
    let mut vacuum = transaction.prepare("PRAGMA incremental_vacuum(200)")?;
    let mut pages = vacuum.query([])?;
    while pages.next()?.is_some() {}
    Ok(pruned)
}

impl Pruned {
    fn give_up(&mut self, deliveries: CountByHook) {
        self.has_more |= !deliveries.is_empty();
        add_counts(&mut self.given_up, deliveries);
    }

    fn forget(&mut self, letters: CountByHook) {
        self.has_more |= !letters.is_empty();
        add_counts(&mut self.forgotten, letters);
    }
}

fn add_counts(counts: &mut CountByHook, more: CountByHook) {
    for (hook, count) in more {
        *counts.entry(hook).or_default() += count;
    }
}

/// The bytes of the file that are in use.
fn used_bytes(connection: &Connection) -> rusqlite::Result<u64> {
    let read = |name: &str| -> rusqlite::Result<i64> {
        connection.pragma_query_value(None, name, |row| row.get(0))
    };
    let pages = read("page_count")?.saturating_sub(read("freelist_count")?);
    Ok(u64::try_from(pages.saturating_mul(read("page_size")?)).unwrap_or_default())
}

fn forget_runs(transaction: &Transaction<'_>, before: i64) -> rusqlite::Result<bool> {
    let deleted = transaction.execute(FORGET_RUNS, [before, BATCH])?;
    transaction.execute(FORGET_GAPS, [before])?;
    Ok(deleted > 0)
}

/// Forgets events that no delivery needs, and notes up to which position some are forgotten.
fn forget_events(transaction: &Transaction<'_>, before: i64) -> rusqlite::Result<bool> {
    let mut statement = transaction.prepare(FORGET_EVENTS)?;
    let deleted: Vec<i64> = statement
        .query_map([before, BATCH], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let Some(last) = deleted.iter().max() else {
        return Ok(false);
    };
    feed::note_forgotten(transaction, *last)?;
    Ok(true)
}

fn forget_done(transaction: &Transaction<'_>, before: i64) -> rusqlite::Result<bool> {
    let done = forget_deliveries(transaction, FORGET_DELIVERIES, ("done", before, BATCH))?;
    Ok(!done.is_empty())
}

/// Forgets the deliveries that this statement deletes, with their place in the events. Returns how many.
fn forget_deliveries(
    transaction: &Transaction<'_>,
    sql: &str,
    parameters: impl Params,
) -> rusqlite::Result<CountByHook> {
    let mut statement = transaction.prepare(sql)?;
    let deleted: Vec<(String, i64)> = statement
        .query_map(parameters, |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut forget = transaction.prepare("DELETE FROM delivery_event WHERE delivery = ?1")?;
    let mut counts = CountByHook::new();
    for (hook, number) in deleted {
        forget.execute(params![number])?;
        *counts.entry(hook).or_default() += 1;
    }
    Ok(counts)
}

fn before(now: i64, kept: Duration) -> i64 {
    now.saturating_sub(i64::try_from(kept.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hooks::HookEvent;
    use crate::journal::record::{RouteTo, record_event};
    use crate::journal::{GatherRule, Journal, list_dead_letters};

    /// Lets the journal forget until nothing is left to forget.
    async fn prune_all(journal: &Journal, retention: Retention, now: i64) -> Pruned {
        let mut all = Pruned::default();
        loop {
            let pruned = journal.write(move |journal| prune(journal, retention, now));
            let pruned = pruned.await.unwrap();
            add_counts(&mut all.given_up, pruned.given_up);
            add_counts(&mut all.forgotten, pruned.forgotten);
            if !pruned.has_more {
                return all;
            }
        }
    }

    /// The route of an event.
    fn route(hook: &str, event: HookEvent, gather: Option<GatherRule>) -> RouteTo {
        RouteTo {
            hook: hook.to_owned(),
            event,
            longer_than: None,
            gather,
            is_skipped_when_busy: false,
            topic: "home".to_owned(),
        }
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
                    let route = hook.map(|hook| route(hook, HookEvent::Ended, None));
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
        // Only the events of the last week and the waiting events are left.
        assert_eq!(counts().await.unwrap(), (1_300, 700, 700));
        let bytes = 300 * 1024;
        let pruned = prune_all(&journal, Retention { days: 90, bytes }, now).await;
        let used = journal
            .run(|connection| used_bytes(connection))
            .await
            .unwrap();
        assert!(used <= bytes, "{used}");
        let dead = journal.run(|connection| list_dead_letters(connection, Some("away")));
        let dead = dead.await.unwrap();
        for letter in &dead {
            assert_eq!(letter.reason, "the journal is full");
        }
        // Each is counted: when it is given up, and when it is forgotten.
        let left = u64::try_from(dead.len()).unwrap();
        let count = |counts: &CountByHook| counts.get("away").copied().unwrap_or_default();
        assert_eq!(count(&pruned.given_up), count(&pruned.forgotten) + left);
        assert!(count(&pruned.given_up) >= 500, "{pruned:?}");
    }

    #[tokio::test]
    async fn too_many_dead_letters_and_too_much_that_waits_are_counted() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path()).unwrap();
        let put = journal.write(|journal| {
            journal.execute_batch(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 11200)
                 INSERT INTO delivery (hook, event, topic, state, attempts, fire_at, fire_latest,
                                       fired_at, changed_at)
                 SELECT 'away', 'ended', 'home', iif(i <= 1100, 'dead', 'waiting'), 0, i, i, i, i
                 FROM n;",
            )
        });
        put.await.unwrap();
        let retention = Retention {
            days: 90,
            bytes: u64::MAX,
        };
        let pruned = prune_all(&journal, retention, 100_000).await;
        // 100 wait too much, and become dead letters: of 1,200 letters 200 are too many.
        let counts = |count| CountByHook::from([("away".to_owned(), count)]);
        assert_eq!(pruned.given_up, counts(100));
        assert_eq!(pruned.forgotten, counts(200));
    }

    #[tokio::test]
    async fn what_gathers_for_ever_is_given_up_when_the_journal_is_full() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path()).unwrap();
        let rule = GatherRule {
            settle: 1_000,
            max_wait: i64::MAX,
            every: 0,
        };
        let put = journal.write(move |journal| {
            for number in 0..500 {
                let routes = [route("calm", HookEvent::Quiet, Some(rule))];
                let id = format!("evt_{number}");
                record_event(journal, &id, &"x".repeat(500), &routes, number)?;
            }
            Ok(())
        });
        put.await.unwrap();
        let bytes = 200 * 1024;
        let pruned = prune_all(&journal, Retention { days: 90, bytes }, 1_000).await;
        // All of them are one delivery.
        assert_eq!(pruned.given_up, CountByHook::from([("calm".to_owned(), 1)]));
        let used = journal.run(|connection| used_bytes(connection)).await;
        assert!(used.unwrap() <= bytes);
    }

    #[tokio::test]
    async fn what_is_forgotten_gives_its_space_back_to_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path()).unwrap();
        let put = journal.write(|journal| {
            for number in 0..4_000 {
                record_event(
                    journal,
                    &format!("evt_{number}"),
                    &"x".repeat(1_000),
                    &[],
                    1,
                )?;
            }
            Ok(())
        });
        put.await.unwrap();
        let size = || async {
            let truncate = "PRAGMA wal_checkpoint(TRUNCATE)";
            let written =
                journal.run(move |connection| connection.query_row(truncate, [], |_| Ok(())));
            written.await.unwrap();
            journal.file_bytes().unwrap()
        };
        let before = size().await;
        assert!(before > 4_000_000, "{before}");
        let retention = Retention {
            days: 1,
            bytes: u64::MAX,
        };
        prune_all(&journal, retention, 10 * 24 * 60 * 60 * 1000).await;
        let after = size().await;
        assert!(after < before / 4, "{before} {after}");
    }

    #[tokio::test]
    async fn nothing_that_forgets_or_gives_up_reads_a_whole_table() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path()).unwrap();
        for sql in [
            FORGET_RUNS,
            FORGET_GAPS,
            FORGET_EVENTS,
            FORGET_DELIVERIES,
            FORGET_LETTERS,
            GIVE_UP_MANY,
            GIVE_UP_OLDEST,
        ] {
            let plan = journal.run(move |connection| {
                let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
                let count = statement.parameter_count();
                let nothing = rusqlite::params_from_iter(std::iter::repeat_n(0, count));
                let lines = statement.query_map(nothing, |row| row.get::<_, String>(3))?;
                lines.collect::<rusqlite::Result<Vec<String>>>()
            });
            let plan = plan.await.unwrap();
            assert!(
                plan.iter().any(|line| line.starts_with("SEARCH")),
                "{plan:?}"
            );
            for table in ["run", "gap", "event", "delivery", "delivery_event"] {
                let whole = format!("SCAN {table}");
                let reads_all = |line: &String| {
                    let rest = line.strip_prefix(&whole);
                    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
                };
                assert!(!plan.iter().any(reads_all), "{sql}: {plan:?}");
            }
        }
    }
}
