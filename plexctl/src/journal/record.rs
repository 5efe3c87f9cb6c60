//! The agent's records of runs and events, and the hooks to which an event goes.

use rusqlite::{OptionalExtension, Transaction, params};
use serde_json::{Map, Value};

use super::deliveries::{self, GatherRule};
use super::store::from_millis;
use crate::hooks::HookEvent;

/// The way in which the agent learned that a run began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Began {
    /// By a notification.
    Seen,
    /// Later, by a list.
    Inferred,
    /// The activity was running when the server was followed for the first time.
    Adopted,
}

impl Began {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Inferred => "inferred",
            Self::Adopted => "adopted",
        }
    }

    /// The word of the journal; an unknown word of another version counts as inferred.
    fn parse(text: &str) -> Self {
        match text {
            "seen" => Self::Seen,
            "adopted" => Self::Adopted,
            _ => Self::Inferred,
        }
    }
}

/// The known facts of an activity, in the columns of a run.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) kind: String,
    pub(crate) section: Option<String>,
    pub(crate) title: String,
    pub(crate) subtitle: String,
    /// The server's JSON.
    pub(crate) activity: String,
    /// The longest time without progress so far.
    pub(crate) longest_still: i64,
}

/// A run that begins.
#[derive(Clone, Debug)]
pub(crate) struct NewRun {
    pub(crate) server: String,
    pub(crate) uuid: String,
    pub(crate) seen: Seen,
    pub(crate) began: Began,
    pub(crate) at: i64,
}

/// A run that has begun.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BegunRun {
    pub(crate) number: i64,
    pub(crate) began: Began,
    pub(crate) began_at: i64,
    /// Its start was told.
    pub(crate) is_announced: bool,
    /// True if the run was not in the journal before.
    pub(crate) is_new: bool,
}

/// A run that has not ended.
#[derive(Clone, Debug)]
pub(crate) struct OpenRun {
    pub(crate) number: i64,
    pub(crate) activity: String,
    pub(crate) began_at: i64,
    pub(crate) last_seen: i64,
    /// Its start was told.
    pub(crate) is_announced: bool,
}

/// The end of a run.
#[derive(Clone, Debug)]
pub(crate) struct Ending {
    pub(crate) at: i64,
    /// The word of the SDK, such as `vanished`.
    pub(crate) how: String,
    /// True if nobody saw the end: the activity was gone.
    pub(crate) is_inferred: bool,
}

/// A run that ended while nobody looked.
#[derive(Clone, Debug)]
pub(crate) struct GoneRun {
    pub(crate) run: OpenRun,
    /// The event of its start, and where it goes, if it was not told.
    pub(crate) started: Option<(String, Vec<RouteTo>)>,
    pub(crate) ending: Ending,
    pub(crate) document: String,
    pub(crate) routes: Vec<RouteTo>,
}

/// A hook that wants an event.
#[derive(Clone, Debug)]
pub(crate) struct RouteTo {
    pub(crate) hook: String,
    /// The event of the delivery: that of the event, or `quiet`, which is made of ends.
    pub(crate) event: HookEvent,
    /// Runs that were shorter than this are not delivered, in milliseconds.
    pub(crate) longer_than: Option<i64>,
    pub(crate) gather: Option<GatherRule>,
    /// True if it is skipped while another event is delivered to the hook.
    pub(crate) is_skipped_when_busy: bool,
    /// The topic of the events that are gathered together.
    pub(crate) topic: String,
}

/// An event that was written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EventRow {
    /// Whether a hook waits for it.
    pub(crate) is_wanted: bool,
}

/// Notes that everything on this server is known until now. `place` is where it is.
pub(crate) fn note_server(
    transaction: &Transaction<'_>,
    server: &str,
    place: &str,
    now: i64,
) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO server (name, first_seen, last_seen, place) VALUES (?1, ?2, ?2, ?3)
         ON CONFLICT (name) DO UPDATE SET last_seen = ?2, removed = 0, place = ?3",
        params![server, now, place],
    )?;
    Ok(())
}

/// The record of a server that was followed before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KnownServer {
    /// Until when everything on it is known.
    pub(crate) until: i64,
    /// The agent's file did not have it meanwhile.
    pub(crate) is_removed: bool,
}

/// The record of this server; `None` for a new one.
pub(crate) fn find_server(
    connection: &rusqlite::Connection,
    server: &str,
) -> rusqlite::Result<Option<KnownServer>> {
    connection
        .query_row(
            "SELECT last_seen, removed FROM server WHERE name = ?1",
            [server],
            |row| {
                Ok(KnownServer {
                    until: row.get(0)?,
                    is_removed: row.get(1)?,
                })
            },
        )
        .optional()
}

/// Notes that nobody looked at a server for a time.
pub(crate) fn put_gap(
    transaction: &Transaction<'_>,
    server: &str,
    from: i64,
    to: i64,
    reason: &str,
) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO gap (server, from_at, to_at, reason) VALUES (?1, ?2, ?3, ?4)",
        params![server, from, to, reason],
    )?;
    Ok(())
}

/// Keeps the titles of a server's sections.
pub(crate) fn keep_sections(
    transaction: &Transaction<'_>,
    server: &str,
    sections: &[(String, String)],
) -> rusqlite::Result<()> {
    transaction.execute("DELETE FROM section WHERE server = ?1", [server])?;
    for (id, title) in sections {
        transaction.execute(
            "INSERT OR REPLACE INTO section (server, id, title) VALUES (?1, ?2, ?3)",
            params![server, id, title],
        )?;
    }
    Ok(())
}

/// The sections of a server by number and title, as they were kept.
pub(crate) fn kept_sections(
    connection: &rusqlite::Connection,
    server: &str,
) -> rusqlite::Result<Vec<(String, String)>> {
    let mut statement = connection.prepare("SELECT id, title FROM section WHERE server = ?1")?;
    let sections = statement.query_map([server], |row| Ok((row.get(0)?, row.get(1)?)))?;
    sections.collect()
}

/// The runs of a server that have not ended.
pub(crate) fn open_runs(
    connection: &rusqlite::Connection,
    server: &str,
) -> rusqlite::Result<Vec<OpenRun>> {
    let mut statement = connection.prepare(
        "SELECT number, activity, began_at, last_seen, announced
         FROM run WHERE server = ?1 AND ended_at IS NULL ORDER BY number",
    )?;
    let runs = statement.query_map([server], |row| {
        Ok(OpenRun {
            number: row.get(0)?,
            activity: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
            began_at: row.get(2)?,
            last_seen: row.get(3)?,
            is_announced: row.get(4)?,
        })
    })?;
    runs.collect()
}

/// Writes a run that begins. A run of the same uuid that has not ended goes on instead.
pub(crate) fn begin_run(transaction: &Transaction<'_>, run: &NewRun) -> rusqlite::Result<BegunRun> {
    let open = transaction
        .query_row(
            "SELECT number, announced, began, began_at FROM run
             WHERE server = ?1 AND uuid = ?2 AND ended_at IS NULL",
            [&run.server, &run.uuid],
            |row| {
                Ok(BegunRun {
                    number: row.get(0)?,
                    is_announced: row.get(1)?,
                    began: Began::parse(&row.get::<_, String>(2)?),
                    began_at: row.get(3)?,
                    is_new: false,
                })
            },
        )
        .optional()?;
    if let Some(open) = open {
        see_runs(transaction, &[(open.number, run.seen.clone())], run.at)?;
        return Ok(open);
    }
    // A run from before anybody looked did not start now.
    let is_announced = run.began == Began::Adopted;
    transaction.execute(
        "INSERT INTO run (server, uuid, type, section, title, subtitle, activity, began, began_at,
                          announced, last_seen, longest_still)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?9, ?11)",
        params![
            run.server,
            run.uuid,
            run.seen.kind,
            run.seen.section,
            run.seen.title,
            run.seen.subtitle,
            run.seen.activity,
            run.began.as_str(),
            run.at,
            is_announced,
            run.seen.longest_still,
        ],
    )?;
    Ok(BegunRun {
        number: transaction.last_insert_rowid(),
        began: run.began,
        began_at: run.at,
        is_announced,
        is_new: true,
    })
}

/// Writes the facts known of running activities by now.
pub(crate) fn see_runs(
    transaction: &Transaction<'_>,
    runs: &[(i64, Seen)],
    now: i64,
) -> rusqlite::Result<()> {
    let mut statement = transaction.prepare(
        "UPDATE run SET type = ?2, section = ?3, title = ?4, subtitle = ?5, activity = ?6,
                        longest_still = max(longest_still, ?7), last_seen = ?8
         WHERE number = ?1",
    )?;
    for (number, seen) in runs {
        statement.execute(params![
            number,
            seen.kind,
            seen.section,
            seen.title,
            seen.subtitle,
            seen.activity,
            seen.longest_still,
            now,
        ])?;
    }
    Ok(())
}

/// Writes that a run began, as an event, if that was not done yet.
pub(crate) fn announce(
    transaction: &Transaction<'_>,
    epoch: &str,
    number: i64,
    document: &str,
    routes: &[RouteTo],
    now: i64,
) -> rusqlite::Result<EventRow> {
    let (began, began_at): (String, i64) = transaction.query_row(
        "SELECT began, began_at FROM run WHERE number = ?1",
        [number],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let told = transaction.execute(
        "UPDATE run SET announced = 1 WHERE number = ?1 AND announced = 0",
        [number],
    )?;
    if told == 0 {
        return Ok(EventRow { is_wanted: false });
    }
    let is_inferred = began != Began::Seen.as_str();
    let document = add_run(document, number, began_at, None, is_inferred);
    let id = format!("evt_{epoch}_{number}_started");
    put_event(transaction, &id, &document, routes, None, now)
}

/// Writes that a run made no progress for a time, as an event.
pub(crate) fn note_stalled(
    transaction: &Transaction<'_>,
    id: &str,
    number: i64,
    document: &str,
    routes: &[RouteTo],
    now: i64,
) -> rusqlite::Result<EventRow> {
    let began_at: i64 = transaction.query_row(
        "SELECT began_at FROM run WHERE number = ?1",
        [number],
        |row| row.get(0),
    )?;
    let document = add_run(document, number, began_at, None, false);
    put_event(transaction, id, &document, routes, None, now)
}

/// Writes that a run ended, once: the run, the event, and to which hooks it goes.
pub(crate) fn end_run(
    transaction: &Transaction<'_>,
    epoch: &str,
    number: i64,
    seen: &Seen,
    ending: &Ending,
    document: &str,
    routes: &[RouteTo],
) -> rusqlite::Result<EventRow> {
    see_runs(transaction, &[(number, seen.clone())], ending.at)?;
    let (began_at, last_seen): (i64, i64) = transaction.query_row(
        "SELECT began_at, last_seen FROM run WHERE number = ?1",
        [number],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    close_run(
        transaction,
        epoch,
        number,
        began_at,
        last_seen,
        ending,
        document,
        routes,
    )
}

/// Ends the open runs of a server that its list does not have any more: they ended while nobody
/// looked.
pub(crate) fn catch_up(
    transaction: &Transaction<'_>,
    epoch: &str,
    gone: &[GoneRun],
) -> rusqlite::Result<EventRow> {
    let mut is_wanted = false;
    for one in gone {
        let (number, now) = (one.run.number, one.ending.at);
        if let Some((document, routes)) = &one.started {
            let row = announce(transaction, epoch, number, document, routes, now)?;
            is_wanted |= row.is_wanted;
        }
        let row = close_run(
            transaction,
            epoch,
            number,
            one.run.began_at,
            one.run.last_seen,
            &one.ending,
            &one.document,
            &one.routes,
        )?;
        is_wanted |= row.is_wanted;
    }
    Ok(EventRow { is_wanted })
}

#[expect(clippy::too_many_arguments, reason = "one row of a table")]
fn close_run(
    transaction: &Transaction<'_>,
    epoch: &str,
    number: i64,
    began_at: i64,
    last_seen: i64,
    ending: &Ending,
    document: &str,
    routes: &[RouteTo],
) -> rusqlite::Result<EventRow> {
    let duration = (ending.at - began_at).max(0);
    // Of an end that nobody saw only the window is known.
    let after = ending.is_inferred.then_some(last_seen);
    let closed = transaction.execute(
        "UPDATE run SET ended_at = ?2, ended_after = ?3, how = ?4, inferred = ?5, duration = ?6,
                        activity = NULL
         WHERE number = ?1 AND ended_at IS NULL",
        params![
            number,
            ending.at,
            after,
            ending.how,
            ending.is_inferred,
            duration
        ],
    )?;
    if closed == 0 {
        return Ok(EventRow { is_wanted: false });
    }
    let document = add_run(
        document,
        number,
        began_at,
        Some(ending.at),
        ending.is_inferred,
    );
    let id = format!("evt_{epoch}_{number}_ended");
    put_event(
        transaction,
        &id,
        &document,
        routes,
        Some(duration),
        ending.at,
    )
}

/// Writes an event of the connection to a server.
pub(crate) fn record_event(
    transaction: &Transaction<'_>,
    id: &str,
    document: &str,
    routes: &[RouteTo],
    now: i64,
) -> rusqlite::Result<EventRow> {
    put_event(transaction, id, document, routes, None, now)
}

fn put_event(
    transaction: &Transaction<'_>,
    id: &str,
    document: &str,
    routes: &[RouteTo],
    duration: Option<i64>,
    now: i64,
) -> rusqlite::Result<EventRow> {
    let put = transaction.execute(
        "INSERT INTO event (id, at, document) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO NOTHING",
        params![id, now, document],
    )?;
    // It was written before, with its deliveries.
    if put == 0 {
        return Ok(EventRow { is_wanted: false });
    }
    let position = transaction.last_insert_rowid();
    let mut is_wanted = false;
    for route in routes {
        if route
            .longer_than
            .is_some_and(|least| duration.is_some_and(|is| is < least))
        {
            continue;
        }
        deliveries::put(transaction, route, position, now)?;
        is_wanted = true;
    }
    Ok(EventRow { is_wanted })
}

/// Adds to an event the facts that only the journal knows of the run.
fn add_run(
    document: &str,
    number: i64,
    began_at: i64,
    ended_at: Option<i64>,
    is_inferred: bool,
) -> String {
    let mut event: Map<String, Value> = serde_json::from_str(document).unwrap_or_default();
    let at = |millis| humantime::format_rfc3339_millis(from_millis(millis)).to_string();
    let mut run = Map::new();
    run.insert("number".to_owned(), number.into());
    run.insert("started_at".to_owned(), at(began_at).into());
    if let Some(ended_at) = ended_at {
        let seconds = ((ended_at - began_at).max(0) + 500) / 1000;
        run.insert("ended_at".to_owned(), at(ended_at).into());
        run.insert("duration_seconds".to_owned(), seconds.into());
    }
    event.insert("run".to_owned(), run.into());
    if is_inferred {
        event.insert("inferred".to_owned(), true.into());
    }
    Value::Object(event).to_string()
}
