//! Questions about past runs: the newest, the slowest, and the times in which nobody looked.

use std::cmp::Reverse;

use plex_api::ActivityFilter;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};

use super::removed_servers::UNKNOWN_END;

/// With fewer runs in the time that is asked for, all of them are sorted; with more, the slowest are
/// looked for among all, by an index that has their times as well.
const SORTED: i64 = 1_000;

/// The selection of runs, and their number.
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
    /// The number of characters of titles and subtitles; `None` for all.
    pub(crate) most_text: Option<u32>,
}

/// The order of the runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Newest,
    /// The slowest of the runs that have ended.
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

/// The subject of one part of a question, so that an index answers it.
#[derive(Clone, Debug)]
enum Part {
    All,
    Type(String),
    SectionType {
        server: String,
        section: String,
        kind: String,
    },
}

/// Finds the runs. `None` for a section that the journal does not know: the error lists the known ones.
pub(crate) fn find_runs(
    connection: &Connection,
    query: &HistoryQuery,
) -> rusqlite::Result<Result<Vec<HistoryRun>, String>> {
    let types = query
        .types
        .iter()
        .fold(ActivityFilter::any(), ActivityFilter::of_type);
    let mut parts = Vec::new();
    if !query.sections.is_empty() {
        let sections = match find_sections(connection, &query.sections)? {
            Ok(sections) => sections,
            Err(unknown) => return Ok(Err(unknown)),
        };
        for (server, section) in sections {
            let kinds = find_types(connection, Some((&server, &section)), &types)?;
            parts.extend(kinds.into_iter().map(|kind| Part::SectionType {
                server: server.clone(),
                section: section.clone(),
                kind,
            }));
        }
    } else if query.types.is_empty() {
        parts.push(Part::All);
    } else {
        let kinds = find_types(connection, None, &types)?;
        parts.extend(kinds.into_iter().map(Part::Type));
    }
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let mut runs = Vec::new();
    for part in &parts {
        runs.extend(find_part(connection, query, part)?);
        match query.order {
            Order::Newest => runs.sort_by_key(|run| Reverse((run.began_at, run.number))),
            Order::Slowest => {
                runs.sort_by_key(|run| Reverse((run.duration, run.began_at, run.number)));
            }
        }
        // The parts may be many, and the answer is not.
        runs.truncate(limit);
    }
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

/// The runs of one part: never more than the limit.
fn find_part(
    connection: &Connection,
    query: &HistoryQuery,
    part: &Part,
) -> rusqlite::Result<Vec<HistoryRun>> {
    let mut values = part.values();
    values.push(query.since.into());
    let is_sorted = match query.order {
        Order::Newest => false,
        Order::Slowest => {
            let mut statement = connection.prepare(&part.count_sql())?;
            let count: i64 = statement.query_row(params_from_iter(&values), |row| row.get(0))?;
            count < SORTED
        }
    };
    let mut statement = connection.prepare(&part.sql(query, is_sorted))?;
    let runs = statement.query_map(params_from_iter(&values), read_run)?;
    runs.collect()
}

impl Part {
    /// The indexes by time and by duration, and the columns of the part, which both begin with.
    fn indexes(&self) -> (&'static str, &'static str, &'static [&'static str]) {
        match self {
            Self::All => ("run_by_time", "run_by_duration", &[]),
            Self::Type(_) => ("run_by_type", "run_by_type_duration", &["type"]),
            Self::SectionType { .. } => (
                "run_by_section_type",
                "run_by_section_type_duration",
                &["server", "section", "type"],
            ),
        }
    }

    fn values(&self) -> Vec<Value> {
        match self {
            Self::All => Vec::new(),
            Self::Type(kind) => vec![kind.clone().into()],
            Self::SectionType {
                server,
                section,
                kind,
            } => vec![
                server.clone().into(),
                section.clone().into(),
                kind.clone().into(),
            ],
        }
    }

    /// The condition on its columns and on the time, which is the last parameter.
    fn condition(&self) -> String {
        let (_, _, columns) = self.indexes();
        let mut condition = String::new();
        for (number, column) in columns.iter().enumerate() {
            condition.push_str(&format!("run.{column} = ?{} AND ", number + 1));
        }
        format!("{condition}run.began_at >= ?{}", columns.len() + 1)
    }

    /// Returns the query for the number of runs in the time, up to the limit.
    fn count_sql(&self) -> String {
        let (by_time, _, _) = self.indexes();
        let condition = self.condition();
        format!(
            "SELECT count(*) FROM
                 (SELECT 1 FROM run INDEXED BY {by_time} WHERE {condition} LIMIT {SORTED})"
        )
    }

    /// `is_sorted`: the slowest are found by sorting all runs in the time.
    fn sql(&self, query: &HistoryQuery, is_sorted: bool) -> String {
        let (by_time, by_duration, _) = self.indexes();
        let slowest = "AND run.duration IS NOT NULL
                       ORDER BY run.duration DESC, run.began_at DESC, run.number DESC";
        let (index, rest) = match query.order {
            Order::Newest => (by_time, "ORDER BY run.began_at DESC, run.number DESC"),
            Order::Slowest if is_sorted => (by_time, slowest),
            Order::Slowest => (by_duration, slowest),
        };
        let (condition, limit) = (self.condition(), query.limit);
        let most = query.most_text.map_or(i64::MAX, i64::from);
        format!(
            "SELECT run.number, run.server, run.uuid, run.type, run.section, section.title,
                    substr(run.title, 1, {most}), substr(run.subtitle, 1, {most}), run.began, run.began_at,
                    run.last_seen, run.longest_still, iif(run.how = '{UNKNOWN_END}', NULL, run.ended_at),
                    run.ended_after, run.how, run.inferred, run.duration
             FROM run INDEXED BY {index}
             LEFT JOIN section ON section.server = run.server AND section.id = run.section
             WHERE {condition} {rest} LIMIT {limit}"
        )
    }
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

/// The types in the journal, or in one section of a server, that this filter includes.
fn find_types(
    connection: &Connection,
    section: Option<(&str, &str)>,
    filter: &ActivityFilter,
) -> rusqlite::Result<Vec<String>> {
    let (index, condition) = match section {
        Some(_) => ("run_by_section_type", "server = ?2 AND section = ?3"),
        None => ("run_by_type", "?2 IS ?3"),
    };
    let (server, section) = section.unzip();
    // Each step finds the next type by the index, so this takes as many steps as there are types.
    let next = |bound: &str| {
        connection.prepare(&format!(
            "SELECT type FROM run INDEXED BY {index} WHERE {condition} AND {bound} ORDER BY type LIMIT 1"
        ))
    };
    let mut after = next("type > ?1")?;
    let mut last: Option<String> = next("?1 IS NULL")?
        .query_row((None::<&str>, server, section), |row| row.get(0))
        .optional()?;
    let mut found = Vec::new();
    while let Some(kind) = last {
        last = after
            .query_row((&kind, server, section), |row| row.get(0))
            .optional()?;
        if filter.includes_type(&kind) {
            found.push(kind);
        }
    }
    Ok(found)
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
    // Several words may be for the same section.
    found.sort_unstable();
    found.dedup();
    Ok(Ok(found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{Journal, open_to_read};

    /// A journal with 30,000 runs on two servers.
    async fn create_journal(folder: &std::path::Path) -> Connection {
        let journal = Journal::open(folder).unwrap();
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
        open_to_read(folder).unwrap()
    }

    fn query(since: i64, types: &[&str], sections: &[&str], order: Order) -> HistoryQuery {
        HistoryQuery {
            since,
            types: types.iter().map(ToString::to_string).collect(),
            sections: sections.iter().map(ToString::to_string).collect(),
            order,
            limit: 5,
            most_text: None,
        }
    }

    #[tokio::test]
    async fn no_part_of_a_question_reads_more_than_its_index_and_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let connection = create_journal(folder.path()).await;
        let kind = "library.update.section".to_owned();
        let (server, section) = ("home".to_owned(), "1".to_owned());
        let parts = [
            Part::All,
            Part::Type(kind.clone()),
            Part::SectionType {
                server,
                section,
                kind,
            },
        ];
        for part in &parts {
            for order in [Order::Newest, Order::Slowest] {
                for since in [0, 29_000_000] {
                    let query = query(since, &[], &[], order);
                    let runs = find_part(&connection, &query, part).unwrap();
                    assert_eq!(runs.len(), 5, "{part:?} {query:?}");
                }
                let sql = part.sql(&query(0, &[], &[], order), false);
                let plan = explain(&connection, &sql);
                let (by_time, by_duration, _) = part.indexes();
                let index = match order {
                    Order::Newest => by_time,
                    Order::Slowest => by_duration,
                };
                let search = format!("SEARCH run USING INDEX {index} ");
                assert!(plan.contains(&search), "{sql}: {plan}");
                // In its order, so that nothing is read beyond the limit.
                assert!(!plan.contains("TEMP B-TREE"), "{sql}: {plan}");
            }
            let plan = explain(&connection, &part.count_sql());
            assert!(plan.contains("SEARCH run USING COVERING INDEX"), "{plan}");
        }
    }

    fn explain(connection: &Connection, sql: &str) -> String {
        let mut statement = connection
            .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
            .unwrap();
        let nothing = std::iter::repeat_n(0, statement.parameter_count());
        let lines = statement
            .query_map(params_from_iter(nothing), |row| row.get::<_, String>(3))
            .unwrap();
        lines.map(|line| line.unwrap() + "\n").collect()
    }

    #[tokio::test]
    async fn the_newest_and_the_slowest_are_found_whatever_selects_them() {
        let folder = tempfile::tempdir().unwrap();
        let connection = create_journal(folder.path()).await;
        for since in [0, 25_000_000, 29_900_000] {
            for types in [
                &[][..],
                &["library.*"],
                &["media.*", "library.*"],
                &["acme.*"],
            ] {
                for sections in [&[][..], &["movies"], &["1"], &["1", "movies"]] {
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
                Order::Slowest => ((i * 7919) % 30_011, i * 1000, i + 1),
            })
            .collect();
        runs.sort_unstable_by(|a, b| b.cmp(a));
        runs.into_iter()
            .take(5)
            .map(|(_, _, number)| number)
            .collect()
    }
}
