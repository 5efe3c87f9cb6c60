//! The events of the journal in the order of their positions, for readers that come back.

use rusqlite::{Connection, OptionalExtension, Transaction};

/// The number of events that are read at a time.
const ROWS: usize = 64;

/// One read ends with the event that exceeds this.
const BYTES: usize = 256 * 1024;

/// The name of the row that says up to which position events are forgotten.
const FORGOTTEN: &str = "forgotten";

/// An event and its position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FeedEvent {
    pub(crate) position: i64,
    pub(crate) document: String,
}

/// From where to where the events are complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FeedBounds {
    /// The position up to which some events are forgotten.
    pub(crate) forgotten: i64,
    /// The position of the newest event; 0 before the first one.
    pub(crate) newest: i64,
}

/// The events after a position: a bounded number, none when there are no newer ones.
pub(crate) fn read_feed(connection: &Connection, after: i64) -> rusqlite::Result<Vec<FeedEvent>> {
    let mut statement = connection
        .prepare("SELECT position, document FROM event WHERE position > ?1 ORDER BY position")?;
    let mut rows = statement.query([after])?;
    let (mut events, mut bytes) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        let event = FeedEvent {
            position: row.get(0)?,
            document: row.get(1)?,
        };
        bytes += event.document.len();
        events.push(event);
        if events.len() >= ROWS || bytes > BYTES {
            break;
        }
    }
    Ok(events)
}

/// From where to where the events are complete.
pub(crate) fn feed_bounds(connection: &Connection) -> rusqlite::Result<FeedBounds> {
    let number = |query: &str, name: &str| -> rusqlite::Result<i64> {
        let found = connection.query_row(query, [name], |row| row.get(0));
        Ok(found.optional()?.unwrap_or_default())
    };
    Ok(FeedBounds {
        forgotten: number(
            "SELECT CAST(value AS INTEGER) FROM meta WHERE name = ?1",
            FORGOTTEN,
        )?,
        // It survives that all events are forgotten.
        newest: number("SELECT seq FROM sqlite_sequence WHERE name = ?1", "event")?,
    })
}

/// Notes that events up to this position were forgotten.
pub(super) fn note_forgotten(transaction: &Transaction<'_>, position: i64) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO meta (name, value) VALUES (?1, ?2)
         ON CONFLICT (name) DO UPDATE SET value = ?2
         WHERE CAST(value AS INTEGER) < CAST(?2 AS INTEGER)",
        [FORGOTTEN, &position.to_string()],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{Journal, Retention, prune, record_event};

    #[tokio::test]
    async fn what_is_forgotten_is_known_also_when_nothing_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path()).unwrap();
        let bounds = || journal.run(|connection| feed_bounds(connection));
        let expected = |forgotten, newest| FeedBounds { forgotten, newest };
        assert_eq!(bounds().await.unwrap(), expected(0, 0));
        let day = 24 * 60 * 60 * 1000;
        let written = journal.write(move |journal| {
            for number in 1..=200 {
                record_event(journal, &format!("evt_{number}"), "{}", &[], number * day)?;
            }
            Ok(())
        });
        written.await.unwrap();
        assert_eq!(bounds().await.unwrap(), expected(0, 200));
        let first = journal.run(|connection| read_feed(connection, 0)).await;
        assert_eq!(first.unwrap().len(), ROWS);
        let last = journal.run(|connection| read_feed(connection, 199)).await;
        assert_eq!(last.unwrap().first().unwrap().position, 200);
        let retention = Retention {
            days: 90,
            bytes: u64::MAX,
        };
        for (now, forgotten) in [(100, 92), (300, 200)] {
            let pruned = journal.write(move |journal| prune(journal, retention, now * day));
            pruned.await.unwrap();
            assert_eq!(bounds().await.unwrap(), expected(forgotten, 200));
        }
    }

    #[tokio::test]
    async fn what_is_read_at_a_time_is_bounded_in_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path()).unwrap();
        let written = journal.write(|journal| {
            for number in 1..=9 {
                let document = "x".repeat(100 * 1024);
                record_event(journal, &format!("evt_{number}"), &document, &[], number)?;
            }
            Ok(())
        });
        written.await.unwrap();
        let read = journal.run(|connection| read_feed(connection, 0)).await;
        assert_eq!(read.unwrap().len(), 3);
    }
}
