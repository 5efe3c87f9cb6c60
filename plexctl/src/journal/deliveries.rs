//! The place of each hook in the journal: the deliveries that wait, were made, or were given up.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Params, Transaction, params};
use serde_json::{Map, Value, json};

use super::record::RouteTo;
use super::store::from_millis;
use crate::hooks::{HookEvent, Notice};

/// The number of runs that a delivery names one by one.
const RUNS_TOLD: usize = 50;

/// The rule by which a hook gathers events, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct GatherRule {
    /// Tell when nothing more has come for this time.
    pub(crate) settle: i64,
    /// Tell after this time at the latest.
    pub(crate) max_wait: i64,
    /// Tell at most once in this time.
    pub(crate) every: i64,
}

/// The number of affected deliveries of each hook.
pub(crate) type CountByHook = BTreeMap<String, u64>;

/// A delivery that was claimed.
#[derive(Debug)]
pub(crate) struct ClaimedDelivery {
    pub(crate) number: i64,
    pub(crate) notice: Notice,
    /// 1 for the first.
    pub(crate) attempt: u32,
    /// Since when it is tried: since it was due for the first time, or since somebody asked for it again.
    pub(crate) tried_since: i64,
}

/// The outcome of an attempt.
#[derive(Clone, Debug)]
pub(crate) enum Verdict {
    Done,
    /// Again at this time.
    Retry {
        at: i64,
        reason: String,
    },
    /// Never again, unless somebody asks for it.
    Dead {
        reason: String,
    },
}

/// A delivery that was given up.
#[derive(Debug)]
pub(crate) struct DeadLetter {
    pub(crate) number: i64,
    pub(crate) hook: String,
    pub(crate) at: i64,
    pub(crate) attempts: u32,
    pub(crate) reason: String,
    pub(crate) title: String,
}

/// Adds an event to the deliveries of a hook.
pub(super) fn put(
    transaction: &Transaction<'_>,
    route: &RouteTo,
    position: i64,
    now: i64,
) -> rusqlite::Result<()> {
    let number = match route.gather {
        None if route.is_skipped_when_busy && is_delivering(transaction, &route.hook)? => {
            let number = insert(transaction, route, "done", now, now, None, now)?;
            transaction.execute(
                "UPDATE delivery SET reason = 'not told, because the hook was busy' WHERE number = ?1",
                [number],
            )?;
            number
        }
        None => insert(transaction, route, "waiting", now, now, Some(now), now)?,
        Some(rule) => gather(transaction, route, rule, now)?,
    };
    transaction.execute(
        "INSERT INTO delivery_event (delivery, position) VALUES (?1, ?2)",
        [number, position],
    )?;
    Ok(())
}

fn insert(
    transaction: &Transaction<'_>,
    route: &RouteTo,
    state: &str,
    fire_at: i64,
    fire_latest: i64,
    fired_at: Option<i64>,
    now: i64,
) -> rusqlite::Result<i64> {
    transaction.execute(
        "INSERT INTO delivery (hook, event, topic, state, attempts, fire_at, fire_latest, fired_at,
                               changed_at)
         VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6, ?7, ?8)",
        params![
            route.hook,
            route.event.as_str(),
            route.topic,
            state,
            fire_at,
            fire_latest,
            fired_at,
            now
        ],
    )?;
    Ok(transaction.last_insert_rowid())
}

/// Returns `true` if something is delivered to a hook, or waits for it.
fn is_delivering(transaction: &Transaction<'_>, hook: &str) -> rusqlite::Result<bool> {
    transaction.query_row(
        "SELECT EXISTS
            (SELECT 1 FROM delivery WHERE hook = ?1 AND state IN ('running', 'waiting'))",
        [hook],
        |row| row.get(0),
    )
}

/// The delivery that gathers for this topic. Each event delays it, up to a limit.
fn gather(
    transaction: &Transaction<'_>,
    route: &RouteTo,
    rule: GatherRule,
    now: i64,
) -> rusqlite::Result<i64> {
    let gathering: Option<(i64, i64)> = transaction
        .query_row(
            "SELECT number, fire_latest FROM delivery
             WHERE hook = ?1 AND state = 'gathering' AND event = ?2 AND topic = ?3",
            params![route.hook, route.event.as_str(), route.topic],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    if let Some((number, latest)) = gathering {
        // Only `settle` starts again: `every` counts from the last delivery.
        transaction.execute(
            "UPDATE delivery SET fire_at = max(fire_at, min(?2, ?3)) WHERE number = ?1",
            [number, now.saturating_add(rule.settle), latest],
        )?;
        return Ok(number);
    }
    let last: Option<i64> = transaction
        .query_row(
            "SELECT at FROM told WHERE hook = ?1 AND topic = ?2",
            [&route.hook, &route.topic],
            |row| row.get(0),
        )
        .optional()?;
    let not_before = last.map_or(now, |last| last.saturating_add(rule.every));
    let settled = now.saturating_add(rule.settle);
    let fire_at = settled.max(if rule.every > 0 { not_before } else { now });
    let latest = now.saturating_add(rule.max_wait).max(fire_at);
    insert(transaction, route, "gathering", fire_at, latest, None, now)
}

/// Runs a statement that returns the hook of each delivery that it changes, and counts them.
pub(super) fn count_by_hook(
    transaction: &Transaction<'_>,
    sql: &str,
    parameters: impl Params,
) -> rusqlite::Result<CountByHook> {
    let mut statement = transaction.prepare(sql)?;
    let mut hooks = statement.query(parameters)?;
    let mut counts = CountByHook::new();
    while let Some(row) = hooks.next()? {
        *counts.entry(row.get(0)?).or_default() += 1;
    }
    Ok(counts)
}

/// Deliveries that were running when the process ended are tried again at once, or given up for these
/// hooks. Returns how many were given up.
pub(crate) fn resume_interrupted(
    transaction: &Transaction<'_>,
    at_most_once: &[String],
    now: i64,
) -> rusqlite::Result<CountByHook> {
    let mut given_up = CountByHook::new();
    for hook in at_most_once {
        given_up.extend(count_by_hook(
            transaction,
            "UPDATE delivery SET state = 'dead', changed_at = ?2,
                    reason = 'the agent ended while the program ran, and it is started at most once'
             WHERE state = 'running' AND hook = ?1 RETURNING hook",
            params![hook, now],
        )?);
    }
    transaction.execute(
        "UPDATE delivery SET state = 'waiting' WHERE state = 'running'",
        [],
    )?;
    Ok(given_up)
}

/// Returns the time when something is due for a hook; `None` when nothing waits.
pub(crate) fn next_due(connection: &Connection, hook: &str) -> rusqlite::Result<Option<i64>> {
    let mut statement = connection.prepare(
        "SELECT min(fire_at) FROM
            (SELECT min(fire_at) AS fire_at FROM delivery
             WHERE hook = ?1 AND state = 'gathering'
             UNION ALL
             SELECT fire_at FROM
                (SELECT fire_at FROM delivery WHERE hook = ?1 AND state = 'waiting'
                 ORDER BY number LIMIT 1))",
    )?;
    statement.query_row([hook], |row| row.get(0))
}

/// The delivery that is to be done for a hook now, if there is one: it is marked as running. `is_busy`
/// says whether a run that the hook waits for is going on in a topic, and `merges` whether a delivery that
/// was due at this time for the first time is merged with the deliveries that wait behind it.
pub(crate) fn claim(
    transaction: &Transaction<'_>,
    epoch: &str,
    hook: &str,
    settle: i64,
    is_busy: &mut dyn FnMut(&Transaction<'_>, &str) -> rusqlite::Result<bool>,
    merges: &dyn Fn(i64) -> bool,
    now: i64,
) -> rusqlite::Result<Option<ClaimedDelivery>> {
    type Head = (i64, String, u32, Option<i64>, String, Option<i64>);
    fire_due(transaction, hook, settle, is_busy, now)?;
    let head: Option<Head> = transaction
        .query_row(
            // Waiting deliveries keep their order: a later one never overtakes.
            "SELECT number, event, attempts, fired_at, topic, retried_at FROM
                (SELECT * FROM delivery WHERE hook = ?1 AND state = 'waiting'
                 ORDER BY number LIMIT 1)
             WHERE fire_at <= ?2",
            params![hook, now],
            |row| {
                Ok((
                    row.get(0)?,
                    row.get(1)?,
                    row.get(2)?,
                    row.get(3)?,
                    row.get(4)?,
                    row.get(5)?,
                ))
            },
        )
        .optional()?;
    let Some((number, event, attempts, fired_at, topic, retried_at)) = head else {
        return Ok(None);
    };
    let mut fired_at = fired_at.unwrap_or(now);
    // A delivery that was sent once stays the same.
    if attempts == 0 && merges(fired_at) {
        merge_behind(transaction, number, hook, &event, &topic)?;
        fired_at = now;
    }
    transaction.execute(
        "UPDATE delivery SET state = 'running', attempts = attempts + 1, changed_at = ?2, fired_at = ?3
         WHERE number = ?1",
        [number, now, fired_at],
    )?;
    let event = HookEvent::parse(&event).unwrap_or(HookEvent::Ended);
    Ok(Some(ClaimedDelivery {
        number,
        notice: load_notice(transaction, epoch, number, event, &topic, fired_at)?,
        attempt: attempts.saturating_add(1),
        tried_since: retried_at.map_or(fired_at, |retried_at| retried_at.max(fired_at)),
    }))
}

/// Merges the deliveries of the same event and topic that wait behind a delivery into it. No event is
/// delivered before an earlier event of the same run.
fn merge_behind(
    transaction: &Transaction<'_>,
    head: i64,
    hook: &str,
    event: &str,
    topic: &str,
) -> rusqlite::Result<()> {
    let mut statement = transaction.prepare(
        "SELECT delivery.number, delivery.event = ?3 AND delivery.topic = ?4,
                json_extract(event.document, '$.run.number')
         FROM delivery JOIN delivery_event ON delivery_event.delivery = delivery.number
         JOIN event USING (position)
         WHERE hook = ?1 AND state = 'waiting' AND attempts = 0 AND delivery.number > ?2
         ORDER BY delivery.number",
    )?;
    let waiting: Vec<(i64, bool, Option<i64>)> = statement
        .query_map(params![hook, head, event, topic], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut passed = BTreeSet::new();
    for delivery in waiting.chunk_by(|one, next| one.0 == next.0) {
        let mut runs = delivery.iter().map(|(_, _, run)| *run);
        let Some((number, is_alike, _)) = delivery.first() else {
            continue;
        };
        if !is_alike || runs.clone().any(|run| passed.contains(&run)) {
            passed.extend(runs.by_ref());
            continue;
        }
        transaction.execute(
            "UPDATE delivery_event SET delivery = ?1 WHERE delivery = ?2",
            [head, *number],
        )?;
        transaction.execute("DELETE FROM delivery WHERE number = ?1", [number])?;
    }
    Ok(())
}

/// Ends the gathering of due deliveries, unless more of their activities are running.
fn fire_due(
    transaction: &Transaction<'_>,
    hook: &str,
    settle: i64,
    is_busy: &mut dyn FnMut(&Transaction<'_>, &str) -> rusqlite::Result<bool>,
    now: i64,
) -> rusqlite::Result<()> {
    let mut statement = transaction.prepare(
        "SELECT number, topic, fire_latest FROM delivery
         WHERE hook = ?1 AND state = 'gathering' AND fire_at <= ?2 ORDER BY number",
    )?;
    let due: Vec<(i64, String, i64)> = statement
        .query_map(params![hook, now], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    for (number, topic, latest) in due {
        if settle > 0 && now < latest && is_busy(transaction, &topic)? {
            // Its end starts `settle` again. If that end does not count, this looks again.
            let again = now.saturating_add(settle).min(latest);
            transaction.execute(
                "UPDATE delivery SET fire_at = ?2 WHERE number = ?1",
                [number, again],
            )?;
        } else {
            transaction.execute(
                "UPDATE delivery SET state = 'waiting', fired_at = ?2 WHERE number = ?1",
                [number, now],
            )?;
            transaction.execute(
                "INSERT INTO told (hook, topic, at) VALUES (?1, ?2, ?3)
                 ON CONFLICT (hook, topic) DO UPDATE SET at = max(at, ?3)",
                params![hook, topic, now],
            )?;
        }
    }
    Ok(())
}

/// Makes the notice of a delivery: the same bytes every time.
fn load_notice(
    transaction: &Transaction<'_>,
    epoch: &str,
    number: i64,
    event: HookEvent,
    topic: &str,
    fired_at: i64,
) -> rusqlite::Result<Notice> {
    let count: i64 = transaction.query_row(
        "SELECT count(*) FROM delivery_event WHERE delivery = ?1",
        [number],
        |row| row.get(0),
    )?;
    // The newest first, and no more than are told.
    let mut statement = transaction.prepare(&format!(
        "SELECT event.id, event.document FROM delivery_event
         JOIN event USING (position) WHERE delivery = ?1 ORDER BY position DESC LIMIT {RUNS_TOLD}"
    ))?;
    let events: Vec<(String, String)> = statement
        .query_map([number], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let is_gathered = event == HookEvent::Quiet || count > 1;
    let Some((id, last)) = events.first().filter(|_| !is_gathered) else {
        let id = format!("evt_{epoch}_b{number}_{}", event.as_str());
        let document = gathered_document(&events, count, event, topic, fired_at);
        return Ok(Notice::new(id, event, &document));
    };
    Ok(Notice::new(id.clone(), event, last))
}

/// The last of the events, with the facts of the others. The newest is the first.
fn gathered_document(
    events: &[(String, String)],
    count: i64,
    event: HookEvent,
    topic: &str,
    fired_at: i64,
) -> String {
    let parsed: Vec<Map<String, Value>> = events
        .iter()
        .map(|(_, document)| serde_json::from_str(document).unwrap_or_default())
        .collect();
    let mut document = match event {
        HookEvent::Quiet => {
            let at = humantime::format_rfc3339_millis(from_millis(fired_at)).to_string();
            let server = topic.split('\u{1f}').next().unwrap_or_default();
            let quiet = json!({"version": 1, "server": server, "at": at, "event": "quiet"});
            quiet.as_object().cloned().unwrap_or_default()
        }
        _ => parsed.first().cloned().unwrap_or_default(),
    };
    let told = parsed.iter().map(|event| {
        let of = |pointer: &[&str]| {
            let mut value = event.get(*pointer.first()?)?;
            for name in pointer.iter().skip(1) {
                value = value.get(*name)?;
            }
            Some(value.clone())
        };
        let mut run = of(&["run"])
            .and_then(|run| run.as_object().cloned())
            .unwrap_or_default();
        for name in ["uuid", "type", "title", "subtitle"] {
            if let Some(value) = of(&["activity", name]) {
                run.insert(name.to_owned(), value);
            }
        }
        for name in ["how", "inferred"] {
            if let Some(value) = of(&[name]) {
                run.insert(name.to_owned(), value);
            }
        }
        Value::Object(run)
    });
    document.insert("count".to_owned(), count.into());
    // Events of the connection are about no run.
    if !matches!(event, HookEvent::Connected | HookEvent::Disconnected) {
        document.insert("runs".to_owned(), told.collect());
    }
    Value::Object(document).to_string()
}

/// Writes the outcome of an attempt.
pub(crate) fn finish(
    transaction: &Transaction<'_>,
    number: i64,
    verdict: &Verdict,
    now: i64,
) -> rusqlite::Result<()> {
    let (state, fire_at, reason) = match verdict {
        Verdict::Done => ("done", now, None),
        Verdict::Retry { at, reason } => ("waiting", *at, Some(reason)),
        Verdict::Dead { reason } => ("dead", now, Some(reason)),
    };
    transaction.execute(
        "UPDATE delivery SET state = ?2, fire_at = ?3, changed_at = ?4, reason = ?5
         WHERE number = ?1",
        params![number, state, fire_at, now, reason],
    )?;
    Ok(())
}

/// Gives up deliveries for hooks that are no longer in the configuration, once they have waited this long.
/// The time of the hooks' last delivery is forgotten as well. Returns how many were given up.
pub(crate) fn drop_orphans(
    transaction: &Transaction<'_>,
    hooks: &BTreeSet<String>,
    after: Duration,
    now: i64,
) -> rusqlite::Result<CountByHook> {
    let mut statement = transaction.prepare(
        "SELECT hook FROM delivery WHERE state IN ('waiting', 'gathering') UNION SELECT hook FROM told",
    )?;
    let known: Vec<String> = statement
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let before = now.saturating_sub(i64::try_from(after.as_millis()).unwrap_or(i64::MAX));
    let mut dropped = CountByHook::new();
    for hook in known.iter().filter(|hook| !hooks.contains(*hook)) {
        dropped.extend(count_by_hook(
            transaction,
            "UPDATE delivery SET state = 'dead', changed_at = ?2,
                    reason = 'the configuration has no such hook any more'
             WHERE hook = ?1 AND state IN ('waiting', 'gathering') AND changed_at < ?3
             RETURNING hook",
            params![hook, now, before],
        )?);
        transaction.execute(
            "DELETE FROM told WHERE hook = ?1 AND at < ?2",
            params![hook, before],
        )?;
    }
    Ok(dropped)
}

/// The deliveries that were given up, the newest first.
pub(crate) fn list_dead_letters(
    connection: &Connection,
    hook: Option<&str>,
) -> rusqlite::Result<Vec<DeadLetter>> {
    let mut statement = connection.prepare(
        "SELECT number, hook, event, changed_at, attempts, reason,
                (SELECT document FROM delivery_event JOIN event USING (position)
                 WHERE delivery = number ORDER BY position DESC LIMIT 1)
         FROM delivery WHERE state = 'dead' AND (?1 IS NULL OR hook = ?1) ORDER BY number DESC",
    )?;
    let letters = statement.query_map([hook], |row| {
        let event: String = row.get(2)?;
        let document: Option<String> = row.get(6)?;
        let kind = HookEvent::parse(&event).unwrap_or(HookEvent::Ended);
        Ok(DeadLetter {
            number: row.get(0)?,
            hook: row.get(1)?,
            at: row.get(3)?,
            attempts: row.get(4)?,
            reason: row.get::<_, Option<String>>(5)?.unwrap_or_default(),
            title: Notice::new(String::new(), kind, &document.unwrap_or_default()).title(),
        })
    })?;
    letters.collect()
}

/// Lets deliveries that were given up be tried again, in their old order and with the same content.
pub(crate) fn retry_dead_letters(
    connection: &Connection,
    hook: Option<&str>,
    now: i64,
) -> rusqlite::Result<usize> {
    connection.execute(
        "UPDATE delivery SET state = 'waiting', fire_at = ?2, fired_at = coalesce(fired_at, ?2),
                retried_at = ?2, changed_at = ?2
         WHERE state = 'dead' AND (?1 IS NULL OR hook = ?1)",
        params![hook, now],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{Journal, Retention, prune, record_event};

    const DAY: i64 = 24 * 60 * 60 * 1000;

    fn route(rule: GatherRule) -> RouteTo {
        RouteTo {
            hook: "phone".to_owned(),
            event: HookEvent::Ended,
            longer_than: None,
            gather: Some(rule),
            is_skipped_when_busy: false,
            topic: "home".to_owned(),
        }
    }

    /// Writes an event that this rule gathers. Returns the time of the delivery to the hook.
    async fn put_event(journal: &Journal, rule: GatherRule, now: i64) -> i64 {
        let put = journal.write(move |journal| {
            record_event(journal, &format!("evt_{now}"), "{}", &[route(rule)], now)?;
            next_due(journal, "phone")
        });
        put.await.unwrap().unwrap()
    }

    /// Claims the due delivery, and marks it as done.
    async fn deliver(journal: &Journal, now: i64) {
        let delivered = journal.write(move |journal| {
            let mut is_busy = |_: &Transaction<'_>, _: &str| Ok(false);
            let claimed = claim(journal, "e", "phone", 0, &mut is_busy, &|_| false, now)?;
            finish(journal, claimed.unwrap().number, &Verdict::Done, now)
        });
        delivered.await.unwrap();
    }

    /// Claims the due delivery, merged with those behind it if wanted, and ends the attempt like this.
    /// Returns since when it is tried.
    async fn attempt(journal: &Journal, merges: bool, now: i64, verdict: Verdict) -> i64 {
        let tried = journal.write(move |journal| {
            let mut is_busy = |_: &Transaction<'_>, _: &str| Ok(false);
            let claimed = claim(journal, "e", "phone", 0, &mut is_busy, &|_| merges, now)?;
            let claimed = claimed.unwrap();
            finish(journal, claimed.number, &verdict, now)?;
            Ok(claimed.tried_since)
        });
        tried.await.unwrap()
    }

    #[tokio::test]
    async fn a_delivery_is_tried_since_it_was_due_or_somebody_asked_for_it_again() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path()).unwrap();
        let reason = || "no".to_owned();
        let retry = |at| Verdict::Retry {
            at,
            reason: reason(),
        };
        let rule = GatherRule {
            settle: DAY,
            max_wait: 2 * DAY,
            every: 0,
        };
        // The days in which it gathers do not count, and later attempts change nothing.
        let due = put_event(&journal, rule, DAY).await;
        assert_eq!(due, 2 * DAY);
        assert_eq!(attempt(&journal, false, due, retry(due + 1)).await, due);
        let dead = Verdict::Dead { reason: reason() };
        assert_eq!(attempt(&journal, false, due + 1, dead).await, due);
        let again = 9 * DAY;
        let asked = journal.write(move |journal| retry_dead_letters(journal, None, again));
        assert_eq!(asked.await.unwrap(), 1);
        assert_eq!(
            attempt(&journal, false, again, retry(again + 1)).await,
            again
        );
        assert_eq!(
            attempt(&journal, false, again + 1, Verdict::Done).await,
            again
        );
        // The hours in which they were held do not count either.
        let held = journal.write(move |journal| {
            let route = RouteTo {
                gather: None,
                ..route(rule)
            };
            for number in 0..2 {
                let id = format!("evt_held_{number}");
                record_event(journal, &id, "{}", std::slice::from_ref(&route), 10 * DAY)?;
            }
            Ok(())
        });
        held.await.unwrap();
        let over = 11 * DAY;
        assert_eq!(attempt(&journal, true, over, retry(over + 1)).await, over);
        assert_eq!(attempt(&journal, true, over + 1, Verdict::Done).await, over);
    }

    #[tokio::test]
    async fn merging_tells_no_event_before_an_earlier_one_of_the_same_run() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path()).unwrap();
        let told = journal.write(|journal| {
            for (event, run) in [
                (HookEvent::Ended, 1),
                (HookEvent::Started, 2),
                (HookEvent::Ended, 2),
                (HookEvent::Ended, 3),
            ] {
                let route = RouteTo {
                    hook: "phone".to_owned(),
                    event,
                    longer_than: None,
                    gather: None,
                    is_skipped_when_busy: false,
                    topic: "home".to_owned(),
                };
                let id = format!("evt_{run}_{}", event.as_str());
                let document = json!({"run": {"number": run}}).to_string();
                record_event(journal, &id, &document, &[route], 1)?;
            }
            let mut told = Vec::new();
            let mut is_busy = |_: &Transaction<'_>, _: &str| Ok(false);
            while let Some(claimed) = claim(journal, "e", "phone", 0, &mut is_busy, &|_| true, 2)? {
                finish(journal, claimed.number, &Verdict::Done, 2)?;
                let document: Value = serde_json::from_str(&claimed.notice.document).unwrap();
                let runs = document["runs"].as_array().cloned();
                let runs = runs.unwrap_or_else(|| vec![document["run"].clone()]);
                let runs: Vec<_> = runs.iter().map(|run| run["number"].as_i64()).collect();
                told.push((claimed.notice.event.as_str(), runs));
            }
            Ok(told)
        });
        let expected = [
            ("ended", vec![Some(3), Some(1)]),
            ("started", vec![Some(2)]),
            ("ended", vec![Some(2)]),
        ];
        assert_eq!(told.await.unwrap(), expected);
    }

    #[tokio::test]
    async fn at_most_every_is_longer_than_anything_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path()).unwrap();
        let rule = GatherRule {
            settle: 0,
            max_wait: 0,
            every: 30 * DAY,
        };
        let first = 100 * DAY;
        assert_eq!(put_event(&journal, rule, first).await, first);
        deliver(&journal, first).await;
        for now in [first + 2 * DAY, first + 29 * DAY] {
            let retention = Retention {
                days: 1,
                bytes: u64::MAX,
            };
            let pruned = journal.write(move |journal| {
                prune(journal, retention, now)?;
                let kept = "SELECT count(*) FROM delivery WHERE state = 'done'";
                journal.query_row(kept, [], |row| row.get::<_, i64>(0))
            });
            assert_eq!(pruned.await.unwrap(), 0);
            assert_eq!(put_event(&journal, rule, now).await, first + 30 * DAY);
        }
        deliver(&journal, first + 30 * DAY).await;
        let next = first + 31 * DAY;
        assert_eq!(put_event(&journal, rule, next).await, first + 60 * DAY);
    }

    #[tokio::test]
    async fn what_was_told_last_is_forgotten_with_a_hook_and_bounded_for_each() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path()).unwrap();
        let kept = journal.write(|journal| {
            journal.execute_batch(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1400)
                 INSERT INTO told SELECT 'phone', i, i FROM n;
                 INSERT INTO told VALUES ('gone', 'home', 1);",
            )?;
            drop_orphans(
                journal,
                &BTreeSet::from(["phone".to_owned()]),
                Duration::from_secs(1),
                DAY,
            )?;
            let retention = Retention {
                days: 90,
                bytes: u64::MAX,
            };
            prune(journal, retention, DAY)?;
            journal.query_row("SELECT count(*), min(at), max(at) FROM told", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
        });
        assert_eq!(kept.await.unwrap(), (1_000, 401, 1_400));
    }

    #[tokio::test]
    async fn the_longest_times_do_not_overflow() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path()).unwrap();
        let rule = GatherRule {
            settle: i64::MAX,
            max_wait: i64::MAX,
            every: i64::MAX,
        };
        for now in [DAY, 2 * DAY] {
            assert_eq!(put_event(&journal, rule, now).await, i64::MAX);
        }
        deliver(&journal, i64::MAX).await;
        let rule = GatherRule { settle: 0, ..rule };
        assert_eq!(put_event(&journal, rule, 3 * DAY).await, i64::MAX);
    }
}
