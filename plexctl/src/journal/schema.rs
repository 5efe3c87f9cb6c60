//! The tables of the journal, and the steps from older versions to the newest.

use rusqlite::{Connection, TransactionBehavior};

/// The steps, each from the version of its position to the next. Never change one that was released.
const STEPS: [&str; 1] = [VERSION_1];

/// Times are milliseconds since 1970, durations milliseconds.
const VERSION_1: &str = "
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- last_seen: until when everything is known.
CREATE TABLE server (
    name TEXT PRIMARY KEY,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE section (
    server TEXT NOT NULL,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    PRIMARY KEY (server, id)
) STRICT, WITHOUT ROWID;

-- began: seen, inferred (found out later) or adopted (it ran when the server was first seen).
-- activity: the server's JSON while it runs.
CREATE TABLE run (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    server TEXT NOT NULL,
    uuid TEXT NOT NULL,
    type TEXT NOT NULL,
    section TEXT,
    title TEXT NOT NULL,
    subtitle TEXT NOT NULL,
    activity TEXT,
    began TEXT NOT NULL,
    began_at INTEGER NOT NULL,
    announced INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    longest_still INTEGER NOT NULL,
    ended_at INTEGER,
    ended_after INTEGER,
    how TEXT,
    inferred INTEGER,
    duration INTEGER
) STRICT;
CREATE UNIQUE INDEX run_open ON run (server, uuid) WHERE ended_at IS NULL;
CREATE INDEX run_by_time ON run (began_at);
CREATE INDEX run_by_type ON run (type, began_at);
CREATE INDEX run_by_section ON run (server, section, began_at);
CREATE INDEX run_by_duration ON run (duration);
CREATE INDEX run_by_type_duration ON run (type, duration);
CREATE INDEX run_ended ON run (ended_at);

CREATE TABLE event (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    document TEXT NOT NULL
) STRICT;

-- state: gathering, waiting, running, done or dead. topic: what is gathered together.
-- fire_at: when it is due or tried again; fire_latest: when gathering ends at the latest.
CREATE TABLE delivery (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    hook TEXT NOT NULL,
    event TEXT NOT NULL,
    topic TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    fire_at INTEGER NOT NULL,
    fire_latest INTEGER NOT NULL,
    fired_at INTEGER,
    changed_at INTEGER NOT NULL,
    reason TEXT
) STRICT;
CREATE INDEX delivery_by_hook ON delivery (hook, state, number);

CREATE TABLE delivery_event (
    delivery INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (delivery, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_event_by_position ON delivery_event (position);

CREATE TABLE gap (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    server TEXT NOT NULL,
    from_at INTEGER NOT NULL,
    to_at INTEGER NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX gap_by_time ON gap (to_at);
";

/// Why a journal cannot be brought to the newest version.
pub(super) enum MigrationError {
    /// A newer plexctl wrote it.
    Newer(i64),
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for MigrationError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

/// The version of a journal; 0 for an empty file.
pub(super) fn read_version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Refuses the journal of a newer plexctl.
pub(super) fn check_version(connection: &Connection) -> Result<i64, MigrationError> {
    match read_version(connection)? {
        version if version > newest() => Err(MigrationError::Newer(version)),
        version => Ok(version),
    }
}

/// Makes the tables, or brings older ones to the newest version, all or nothing.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), MigrationError> {
    let version = check_version(connection)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = usize::try_from(version).unwrap_or_default();
    for step in STEPS.iter().skip(done) {
        transaction.execute_batch(step)?;
    }
    if done == 0 {
        transaction.execute(
            "INSERT INTO meta (name, value) VALUES ('epoch', ?1)",
            [format!("{:08x}", fastrand::u32(..))],
        )?;
    }
    transaction.pragma_update(None, "user_version", newest())?;
    transaction.commit()?;
    Ok(())
}

/// The version that this plexctl writes.
pub(super) fn newest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}
