//! Questions about what ran: the newest runs, the slowest, and when nobody looked.

use std::cmp::Reverse;

use plex_api::ActivityFilter;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};

/// With fewer runs in the time that is asked for, all of them are sorted; with more, the slowest are
/// looked for among all.
const SORTED: i64 = 20_000;

/// Which runs are asked for, and how many of them.
#[derive(Debug)]
pub(crate) struct HistoryQuery {
    /// Runs that went on after this time.
    pub(crate) since: i64,
    /// Patterns of types; empty for all.
    pub(crate) types: Vec<String>,
    /// Numbers or titles of sections; empty for all.
    pub(crate) sections: Vec<String>,
    pub(crate) order: Order,
    pub(crate) limit: u32,
    /// How many characters of titles and subtitles are wanted; `None` for all.
    pub(crate) most_text: Option<u32>,
}

/// The order of the runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Newest,
    /// Of the runs that have ended.
    Slowest,
}

/// A run as the history shows it. Times and durations are in milliseconds.
#[derive(Debug)]
pub(crate) struct HistoryRun {
    pub(crate) number: i64,
    pub(crate) server: String,
    pub(crate) uuid: String,
    pub(crate) kind: String,
    pub(crate) section: Option<String>,
    pub(crate) section_title: Option<String>,
    pub(crate) title: String,
    pub(crate) subtitle: String,
    pub(crate) began: String,
    pub(crate) began_at: i64,
    pub(crate) last_seen: i64,
    pub(crate) longest_still: i64,
    pub(crate) ended_at: Option<i64>,
    pub(crate) ended_after: Option<i64>,
    pub(crate) how: Option<String>,
    pub(crate) is_inferred: bool,
    pub(crate) duration: Option<i64>,
}

/// A time in which nobody looked at a server.
#[derive(Debug)]
pub(crate) struct HistoryGap {
    pub(crate) server: String,
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) reason: String,
}

/// What one part of a question is about, so that an index answers it.
enum Part {
    All,
    Type(String),
    Section(String, String),
}

/// Finds the runs. `None` for a section that the journal does not know: the error lists what it knows.
pub(crate) fn find_runs(
    connection: &Connection,
    query: &HistoryQuery,
) -> rusqlite::Result<Result<Vec<HistoryRun>, String>> {
    let types = matching_types(connection, &query.types)?;
    let parts: Vec<Part> = if !query.sections.is_empty() {
        match find_sections(connection, &query.sections)? {
            Ok(sections) => sections
                .into_iter()
                .map(|(server, id)| Part::Section(server, id))
                .collect(),
            Err(unknown) => return Ok(Err(unknown)),
        }
    } else if let Some(types) = &types {
        types.iter().cloned().map(Part::Type).collect()
    } else {
        vec![Part::All]
    };
    let mut runs = Vec::new();
    for part in &parts {
        let found = find_part(connection, query, part)?;
        runs.extend(found.into_iter().filter(|run| {
            let types = types.as_ref();
            types.is_none_or(|types| types.contains(&run.kind))
        }));
    }
    match query.order {
        Order::Newest => runs.sort_by_key(|run| Reverse((run.began_at, run.number))),
        Order::Slowest => runs.sort_by_key(|run| Reverse((run.duration, run.number))),
    }
    runs.truncate(usize::try_from(query.limit).unwrap_or(usize::MAX));
    Ok(Ok(runs))
}

/// The times since then in which nobody looked.
pub(crate) fn find_gaps(connection: &Connection, since: i64) -> rusqlite::Result<Vec<HistoryGap>> {
    let mut statement = connection.prepare(
        "SELECT server, from_at, to_at, reason FROM gap WHERE to_at >= ?1 ORDER BY to_at",
    )?;
    let gaps = statement.query_map([since], |row| {
        Ok(HistoryGap {
            server: row.get(0)?,
            from: row.get(1)?,
            to: row.get(2)?,
            reason: row.get(3)?,
        })
    })?;
    gaps.collect()
}

fn find_part(
    connection: &Connection,
    query: &HistoryQuery,
    part: &Part,
) -> rusqlite::Result<Vec<HistoryRun>> {
    let (by_time, by_duration, condition, mut values) = match part {
        Part::All => ("run_by_time", "run_by_duration", "", Vec::new()),
        Part::Type(kind) => (
            "run_by_type",
            "run_by_type_duration",
            "run.type = ?1 AND ",
            vec![Value::from(kind.clone())],
        ),
        Part::Section(server, id) => (
            "run_by_section",
            "run_by_duration",
            "run.server = ?1 AND run.section = ?2 AND ",
            vec![Value::from(server.clone()), Value::from(id.clone())],
        ),
    };
    values.push(query.since.into());
    let since = format!("{condition}run.began_at >= ?{}", values.len());
    let (index, rest) = match query.order {
        Order::Newest => (by_time, "ORDER BY run.began_at DESC, run.number DESC"),
        Order::Slowest => {
            let many: i64 = connection.query_row(
                &format!(
                    "SELECT count(*) FROM
                     (SELECT 1 FROM run INDEXED BY {by_time} WHERE {since} LIMIT {SORTED})"
                ),
                params_from_iter(&values),
                |row| row.get(0),
            )?;
            let rest = "AND run.duration IS NOT NULL ORDER BY run.duration DESC, run.number DESC";
            match many < SORTED {
                true => (by_time, rest),
                false => (by_duration, rest),
            }
        }
    };
    // A section is filtered by types only here, so it may need more than the limit.
    let limit = match part {
        Part::Section(..) if !query.types.is_empty() => i64::MAX,
        _ => query.limit.into(),
    };
    let most = query.most_text.map_or(i64::MAX, i64::from);
    let mut statement = connection.prepare(&format!(
        "SELECT run.number, run.server, run.uuid, run.type, run.section, section.title,
                substr(run.title, 1, {most}), substr(run.subtitle, 1, {most}), run.began, run.began_at, run.last_seen, run.longest_still,
                run.ended_at, run.ended_after, run.how, run.inferred, run.duration
         FROM run INDEXED BY {index}
         LEFT JOIN section ON section.server = run.server AND section.id = run.section
         WHERE {since} {rest} LIMIT {limit}"
    ))?;
    let runs = statement.query_map(params_from_iter(&values), read_run)?;
    runs.collect()
}

fn read_run(row: &Row<'_>) -> rusqlite::Result<HistoryRun> {
    Ok(HistoryRun {
        number: row.get(0)?,
        server: row.get(1)?,
        uuid: row.get(2)?,
        kind: row.get(3)?,
        section: row.get(4)?,
        section_title: row.get(5)?,
        title: row.get(6)?,
        subtitle: row.get(7)?,
        began: row.get(8)?,
        began_at: row.get(9)?,
        last_seen: row.get(10)?,
        longest_still: row.get(11)?,
        ended_at: row.get(12)?,
        ended_after: row.get(13)?,
        how: row.get(14)?,
        is_inferred: row.get::<_, Option<bool>>(15)?.unwrap_or_default(),
        duration: row.get(16)?,
    })
}

/// The types in the journal that match one of the patterns; `None` without patterns.
fn matching_types(
    connection: &Connection,
    patterns: &[String],
) -> rusqlite::Result<Option<Vec<String>>> {
    if patterns.is_empty() {
        return Ok(None);
    }
    let filter = patterns
        .iter()
        .fold(ActivityFilter::any(), ActivityFilter::of_type);
    // Each step finds the next type by the index, so this takes as many steps as there are types.
    let mut next = connection.prepare("SELECT min(type) FROM run WHERE type > ?1")?;
    let mut found = Vec::new();
    let mut last: Option<String> = connection
        .query_row("SELECT min(type) FROM run", [], |row| row.get(0))
        .optional()?
        .flatten();
    while let Some(kind) = last {
        last = next.query_row([&kind], |row| row.get(0))?;
        if filter.includes_type(&kind) {
            found.push(kind);
        }
    }
    Ok(Some(found))
}

/// Finds sections by number or title on every server.
fn find_sections(
    connection: &Connection,
    wanted: &[String],
) -> rusqlite::Result<Result<Vec<(String, String)>, String>> {
    let mut statement = connection.prepare("SELECT server, id, title FROM section")?;
    let known: Vec<(String, String, String)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut found = Vec::new();
    for one in wanted {
        let folded = one.trim().to_lowercase();
        let matching = known
            .iter()
            .filter(|(_, id, title)| id == one || title.to_lowercase() == folded);
        let before = found.len();
        found.extend(matching.map(|(server, id, _)| (server.clone(), id.clone())));
        if found.len() == before {
            let titles: Vec<String> = known
                .iter()
                .map(|(server, id, title)| format!("{title} ({id} on {server})"))
                .collect();
            return Ok(Err(format!(
                "the journal has no library section {one:?}. Known: {}",
                match titles.is_empty() {
                    true => "none".to_owned(),
                    false => titles.join(", "),
                }
            )));
        }
    }
    found.dedup();
    Ok(Ok(found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{Journal, open_to_read};

    #[tokio::test]
    async fn the_newest_and_the_slowest_are_found_whatever_selects_them() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path()).unwrap();
        let written = journal.write(|journal| {
            journal.execute_batch(
                "INSERT INTO section VALUES ('home', '1', 'Movies'), ('cabin', '1', 'Films');
                 WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 29999)
                 INSERT INTO run (server, uuid, type, section, title, subtitle, began, began_at,
                     announced, last_seen, longest_still, ended_at, how, inferred, duration)
                 SELECT iif(i % 2, 'home', 'cabin'), 'u' || i,
                        iif(i % 3, 'library.update.section', 'media.download'), '1', 't', '', 'seen',
                        i * 1000, 1, i * 1000, 0, i * 1000 + 5, 'ended', 0, (i * 7919) % 30011
                 FROM n;",
            )
        });
        written.await.unwrap();
        let connection = open_to_read(folder.path()).unwrap();
        let query = |since, types: &[&str], sections: &[&str], order| HistoryQuery {
            since,
            types: types.iter().map(ToString::to_string).collect(),
            sections: sections.iter().map(ToString::to_string).collect(),
            order,
            limit: 5,
            most_text: None,
        };
        for since in [0, 25_000_000] {
            for types in [
                &[][..],
                &["library.*"],
                &["media.*", "library.*"],
                &["acme.*"],
            ] {
                for sections in [&[][..], &["movies"], &["1"]] {
                    for order in [Order::Newest, Order::Slowest] {
                        let query = query(since, types, sections, order);
                        let found = find_runs(&connection, &query).unwrap().unwrap();
                        let found: Vec<i64> = found.iter().map(|run| run.number).collect();
                        assert_eq!(found, expected(&query), "{query:?}");
                    }
                }
            }
        }
        let unknown = query(0, &[], &["Podcasts"], Order::Newest);
        let unknown = find_runs(&connection, &unknown).unwrap().unwrap_err();
        assert!(unknown.contains("Movies (1 on home)"), "{unknown}");
    }

    /// The same by looking at every run.
    fn expected(query: &HistoryQuery) -> Vec<i64> {
        let mut runs: Vec<(i64, i64, i64)> = (0..30_000)
            .filter(|i| i * 1000 >= query.since)
            .filter(|i| {
                let kind = if i % 3 == 0 { "media." } else { "library." };
                query.types.is_empty() || query.types.iter().any(|one| one.starts_with(kind))
            })
            .filter(|i| query.sections != ["movies"] || i % 2 == 1)
            .map(|i| match query.order {
                Order::Newest => (i * 1000, 0, i + 1),
                Order::Slowest => ((i * 7919) % 30_011, 0, i + 1),
            })
            .collect();
        runs.sort_unstable_by(|a, b| b.cmp(a));
        runs.into_iter()
            .take(5)
            .map(|(_, _, number)| number)
            .collect()
    }
}
