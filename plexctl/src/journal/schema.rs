//! The tables of the journal, and the steps from older versions to the newest.

use rusqlite::{Connection, TransactionBehavior};

/// The steps, each from the version of its position to the next. Never change one that was released.
const STEPS: [&str; 3] = [VERSION_1, VERSION_2, VERSION_3];

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

/// Indexes with which every question about the history, and all that is forgotten, reads no more than it needs.
const VERSION_2: &str = "
DROP INDEX run_by_section;
DROP INDEX run_by_duration;
DROP INDEX run_by_type_duration;
CREATE INDEX run_by_section_type ON run (server, section, type, began_at);
CREATE INDEX run_by_duration ON run (duration, began_at);
CREATE INDEX run_by_type_duration ON run (type, duration, began_at);
CREATE INDEX run_by_section_type_duration ON run (server, section, type, duration, began_at);
CREATE INDEX event_by_time ON event (at);
CREATE INDEX delivery_by_state ON delivery (state, changed_at);

-- removed: the agent's file has no such server any more.
ALTER TABLE server ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;

-- retried_at: when somebody asked for another attempt, from which give_up counts. fired_at stays, because the
-- document of a delivery has it.
ALTER TABLE delivery ADD COLUMN retried_at INTEGER;

-- When what a hook gathers was told last. Deliveries are forgotten earlier.
CREATE TABLE told (
    hook TEXT NOT NULL,
    topic TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (hook, topic)
) STRICT, WITHOUT ROWID;
INSERT INTO told
    SELECT hook, topic, max(fired_at) FROM delivery WHERE fired_at IS NOT NULL GROUP BY hook, topic;
";

/// By which a server with another name is known again.
const VERSION_3: &str = "
-- place: where the agent's file said that the server is.
ALTER TABLE server ADD COLUMN place TEXT;
";

/// The reason why a journal cannot be brought to the newest version, or be read.
pub(super) enum MigrationError {
    /// A newer plexctl wrote it.
    Newer(i64),
    /// An older plexctl wrote it, and no agent of this one has used it yet.
    Older(i64),
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
fn check_version(connection: &Connection) -> Result<i64, MigrationError> {
    match read_version(connection)? {
        version if version > newest() => Err(MigrationError::Newer(version)),
        version => Ok(version),
    }
}

/// Refuses a journal that has other tables than this plexctl asks. 0 is that of an empty file.
pub(super) fn check_current(connection: &Connection) -> Result<i64, MigrationError> {
    match check_version(connection)? {
        version if (1..newest()).contains(&version) => Err(MigrationError::Older(version)),
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

#[cfg(test)]
pub(super) fn migrate_for_tests(connection: &mut Connection) {
    assert!(migrate(connection).is_ok());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{Journal, open_to_read};

    /// A journal as the first version wrote it.
    fn create_first(folder: &std::path::Path) {
        let file = folder.join("journal.sqlite");
        let connection = Connection::open(file).unwrap();
        connection.execute_batch(VERSION_1).unwrap();
        connection
            .execute_batch(
                "INSERT INTO meta VALUES ('epoch', 'cafe0001');
                 INSERT INTO server VALUES ('home', 1, 2);
                 INSERT INTO delivery (hook, event, topic, state, attempts, fire_at, fire_latest,
                                       fired_at, changed_at)
                 VALUES ('phone', 'ended', 'home', 'done', 1, 5, 5, 5, 5),
                        ('phone', 'ended', 'home', 'done', 1, 9, 9, 9, 9),
                        ('phone', 'ended', 'cabin', 'gathering', 0, 9, 9, NULL, 9);
                 PRAGMA user_version = 1;",
            )
            .unwrap();
    }

    #[tokio::test]
    async fn a_journal_of_the_first_version_is_brought_up_to_date_with_what_it_has() {
        let folder = tempfile::tempdir().unwrap();
        create_first(folder.path());
        let refused = open_to_read(folder.path()).unwrap_err().0;
        assert!(
            refused.contains("has version 1") && refused.contains("start `plexctl agent`"),
            "{refused}"
        );
        let journal = Journal::open(folder.path()).unwrap();
        assert_eq!(journal.epoch(), "cafe0001");
        let told = journal.run(|connection| {
            let told = connection.query_row("SELECT hook, topic, at FROM told", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
            let server = "SELECT last_seen, removed FROM server WHERE name = 'home'";
            let seen = connection.query_row(server, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok((told, seen))
        });
        let expected = (("phone".to_owned(), "home".to_owned(), 9), (2, false));
        assert_eq!(told.await.unwrap(), expected);
        assert!(open_to_read(folder.path()).is_ok());
    }
}
