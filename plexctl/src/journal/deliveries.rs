//! The place of each hook in the journal: what waits for it, what was delivered, and what was given up.

use std::collections::BTreeSet;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde_json::{Map, Value, json};

use super::record::RouteTo;
use super::store::from_millis;
use crate::hooks::{HookEvent, Notice};

/// How many runs a delivery tells of one by one.
const RUNS_TOLD: usize = 50;

/// How a hook gathers events, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct GatherRule {
    /// Tell when nothing more has come for this time.
    pub(crate) settle: i64,
    /// Tell after this time at the latest.
    pub(crate) max_wait: i64,
    /// Tell at most once in this time.
    pub(crate) every: i64,
}

/// A delivery that was claimed.
#[derive(Debug)]
pub(crate) struct ClaimedDelivery {
    pub(crate) number: i64,
    pub(crate) notice: Notice,
    /// 1 for the first.
    pub(crate) attempt: u32,
    /// When it was due for the first time.
    pub(crate) due_since: i64,
}

/// What became of an attempt.
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

/// Adds an event to what a hook gets.
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

/// Whether something is delivered to a hook, or waits for it.
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
        // Only `settle` is begun anew: `every` counts from the last delivery.
        transaction.execute(
            "UPDATE delivery SET fire_at = max(fire_at, min(?2, ?3)) WHERE number = ?1",
            [number, now + rule.settle, latest],
        )?;
        return Ok(number);
    }
    let last: Option<i64> = transaction.query_row(
        "SELECT max(fired_at) FROM delivery WHERE hook = ?1 AND topic = ?2",
        [&route.hook, &route.topic],
        |row| row.get(0),
    )?;
    let not_before = last.map_or(now, |last| last.saturating_add(rule.every));
    let fire_at = (now + rule.settle).max(if rule.every > 0 { not_before } else { now });
    let latest = (now + rule.max_wait).max(fire_at);
    insert(transaction, route, "gathering", fire_at, latest, None, now)
}

/// What was running when the process ended is tried again at once, or given up for these hooks. Returns
/// how many were given up.
pub(crate) fn resume_interrupted(
    transaction: &Transaction<'_>,
    at_most_once: &[String],
    now: i64,
) -> rusqlite::Result<usize> {
    let mut given_up = 0;
    for hook in at_most_once {
        given_up += transaction.execute(
            "UPDATE delivery SET state = 'dead', changed_at = ?2,
                    reason = 'the agent ended while the program ran, and it is started at most once'
             WHERE state = 'running' AND hook = ?1",
            params![hook, now],
        )?;
    }
    transaction.execute(
        "UPDATE delivery SET state = 'waiting' WHERE state = 'running'",
        [],
    )?;
    Ok(given_up)
}

/// When something is due for a hook; `None` when nothing waits.
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
/// was due at this time for the first time is told together with what waits behind it.
pub(crate) fn claim(
    transaction: &Transaction<'_>,
    epoch: &str,
    hook: &str,
    settle: i64,
    is_busy: &mut dyn FnMut(&Transaction<'_>, &str) -> rusqlite::Result<bool>,
    merges: &dyn Fn(i64) -> bool,
    now: i64,
) -> rusqlite::Result<Option<ClaimedDelivery>> {
    fire_due(transaction, hook, settle, is_busy, now)?;
    let head: Option<(i64, String, u32, Option<i64>, String)> = transaction
        .query_row(
            // What waits keeps its order: a later one never overtakes.
            "SELECT number, event, attempts, fired_at, topic FROM
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
                ))
            },
        )
        .optional()?;
    let Some((number, event, attempts, fired_at, topic)) = head else {
        return Ok(None);
    };
    let mut due_since = fired_at.unwrap_or(now);
    // What was sent once stays the same.
    if attempts == 0 && merges(due_since) {
        merge_behind(transaction, number, hook, &event, &topic)?;
        due_since = now;
    }
    transaction.execute(
        "UPDATE delivery SET state = 'running', attempts = attempts + 1, changed_at = ?2, fired_at = ?3
         WHERE number = ?1",
        [number, now, due_since],
    )?;
    let event = HookEvent::parse(&event).unwrap_or(HookEvent::Ended);
    Ok(Some(ClaimedDelivery {
        number,
        notice: load_notice(transaction, epoch, number, event, &topic, due_since)?,
        attempt: attempts.saturating_add(1),
        due_since,
    }))
}

/// Lets a delivery tell what waits behind it, of the same event and topic. Nothing is told before what
/// happened earlier to the same run.
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

/// Ends the gathering of what is due, unless more of it is running.
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
            // Its end begins `settle` anew. Should that end not count, this looks again.
            let again = (now + settle).min(latest);
            transaction.execute(
                "UPDATE delivery SET fire_at = ?2 WHERE number = ?1",
                [number, again],
            )?;
        } else {
            transaction.execute(
                "UPDATE delivery SET state = 'waiting', fired_at = ?2 WHERE number = ?1",
                [number, now],
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
    due_since: i64,
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
        let document = gathered_document(&events, count, event, topic, due_since);
        return Ok(Notice::new(id, event, &document));
    };
    Ok(Notice::new(id.clone(), event, last))
}

/// The last of the events, with what the others tell. The newest is the first.
fn gathered_document(
    events: &[(String, String)],
    count: i64,
    event: HookEvent,
    topic: &str,
    due_since: i64,
) -> String {
    let parsed: Vec<Map<String, Value>> = events
        .iter()
        .map(|(_, document)| serde_json::from_str(document).unwrap_or_default())
        .collect();
    let mut document = match event {
        HookEvent::Quiet => {
            let at = humantime::format_rfc3339_millis(from_millis(due_since)).to_string();
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

/// Writes what became of an attempt.
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

/// Gives up what waits for hooks that the configuration has no more, once it has waited this long.
pub(crate) fn drop_orphans(
    transaction: &Transaction<'_>,
    hooks: &BTreeSet<String>,
    after: Duration,
    now: i64,
) -> rusqlite::Result<usize> {
    let mut statement = transaction
        .prepare("SELECT DISTINCT hook FROM delivery WHERE state IN ('waiting', 'gathering')")?;
    let waiting: Vec<String> = statement
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let before = now.saturating_sub(i64::try_from(after.as_millis()).unwrap_or(i64::MAX));
    let mut dropped = 0;
    for hook in waiting.iter().filter(|hook| !hooks.contains(*hook)) {
        dropped += transaction.execute(
            "UPDATE delivery SET state = 'dead', changed_at = ?2,
                    reason = 'the configuration has no such hook any more'
             WHERE hook = ?1 AND state IN ('waiting', 'gathering') AND changed_at < ?3",
            params![hook, now, before],
        )?;
    }
    Ok(dropped)
}

/// What was given up, the newest first.
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

/// Lets what was given up be tried again, in its old order.
pub(crate) fn retry_dead_letters(
    connection: &Connection,
    hook: Option<&str>,
    now: i64,
) -> rusqlite::Result<usize> {
    connection.execute(
        "UPDATE delivery SET state = 'waiting', fire_at = ?2, fired_at = ?2, changed_at = ?2
         WHERE state = 'dead' AND (?1 IS NULL OR hook = ?1)",
        params![hook, now],
    )
}
