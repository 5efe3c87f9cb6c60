//! The last ends in the journal: of each library, of each task, and of all.

use rusqlite::{Connection, params};

/// The number of the newest runs in which the last end of a task is searched.
const RUNS: i64 = 2_000;

/// The time in which the last ends of a server are searched: a day.
const RECENT: i64 = 24 * 60 * 60 * 1000;

/// The last scan of a library that ended. Times are in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LastScan {
    pub(crate) library: String,
    pub(crate) ended_at: i64,
    pub(crate) duration: i64,
}

/// An end that somebody knows of, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LastEnd {
    pub(crate) uuid: String,
    pub(crate) kind: String,
    pub(crate) title: String,
    pub(crate) how: String,
    pub(crate) ended_at: i64,
    pub(crate) duration: i64,
}

/// The last scan of each library that the journal knows by its title.
pub(crate) fn last_scans(connection: &Connection, server: &str) -> rusqlite::Result<Vec<LastScan>> {
    let mut statement = connection.prepare(
        "SELECT section.title, ended_at, duration FROM section, run
         WHERE section.server = ?1 AND run.number =
             (SELECT number FROM run AS one INDEXED BY run_by_section_type
              WHERE one.server = section.server AND one.section = section.id
                AND one.type = 'library.update.section' AND one.duration IS NOT NULL
              ORDER BY one.began_at DESC LIMIT 1)",
    )?;
    let scans = statement.query_map([server], |row| {
        Ok(LastScan {
            library: row.get(0)?,
            ended_at: row.get(1)?,
            duration: row.get(2)?,
        })
    })?;
    scans.collect()
}

/// The last end of each maintenance task, by its title.
pub(crate) fn last_tasks(
    connection: &Connection,
    server: &str,
) -> rusqlite::Result<Vec<(String, i64)>> {
    let mut statement = connection.prepare(
        "SELECT title, max(ended_at) FROM
             (SELECT server, title, ended_at, duration FROM run INDEXED BY run_by_type
              WHERE type = 'butler' ORDER BY began_at DESC LIMIT ?2)
         WHERE server = ?1 AND duration IS NOT NULL GROUP BY title",
    )?;
    let tasks = statement.query_map(params![server, RUNS], |row| Ok((row.get(0)?, row.get(1)?)))?;
    tasks.collect()
}

/// The last ends of a server within a day, the newest first.
pub(crate) fn last_ends(
    connection: &Connection,
    server: &str,
    limit: u32,
    now: i64,
) -> rusqlite::Result<Vec<LastEnd>> {
    let mut statement = connection.prepare(
        "SELECT uuid, type, title, how, ended_at, duration FROM run INDEXED BY run_ended
         WHERE ended_at >= ?2 AND server = ?1 AND duration IS NOT NULL
         ORDER BY ended_at DESC LIMIT ?3",
    )?;
    let ends = statement.query_map(params![server, now.saturating_sub(RECENT), limit], |row| {
        Ok(LastEnd {
            uuid: row.get(0)?,
            kind: row.get(1)?,
            title: row.get(2)?,
            how: row.get(3)?,
            ended_at: row.get(4)?,
            duration: row.get(5)?,
        })
    })?;
    ends.collect()
}
