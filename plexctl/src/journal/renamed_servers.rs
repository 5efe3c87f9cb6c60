//! The records of a server that has another name in the agent's file than before.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, Transaction, params};

/// A server of the journal that has another name now.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct RenamedServer {
    pub(crate) before: String,
    pub(crate) now: String,
}

/// Gives the records of each server whose name alone changed its new name, so that what runs there goes on, and
/// what is gathered for hooks stays together. `places` says where each server of the file is.
///
/// A place that several servers had or have says nothing. Runs that have ended keep the name that they had: a
/// million of them would take too long.
pub(crate) fn rename_servers(
    transaction: &Transaction<'_>,
    places: &BTreeMap<String, String>,
) -> rusqlite::Result<Vec<RenamedServer>> {
    let mut statement = transaction
        .prepare("SELECT name, place FROM server WHERE removed = 0 AND place IS NOT NULL")?;
    let known: Vec<(String, String)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut renamed = Vec::new();
    for (before, place) in &known {
        let had = known.iter().filter(|(_, other)| other == place);
        let mut have = places.iter().filter(|(_, other)| *other == place);
        let (Some((now, _)), None) = (have.next(), have.next()) else {
            continue;
        };
        if before == now || places.contains_key(before) || had.count() > 1 {
            continue;
        }
        if !is_in_journal(transaction, now)? {
            rename(transaction, before, now)?;
            renamed.push(RenamedServer {
                before: before.clone(),
                now: now.clone(),
            });
        }
    }
    Ok(renamed)
}

/// Whether there is a server of this name, or was one.
fn is_in_journal(transaction: &Transaction<'_>, name: &str) -> rusqlite::Result<bool> {
    let found = transaction
        .query_row(
            "SELECT 1 FROM server WHERE name = ?1
             UNION ALL SELECT 1 FROM run WHERE server = ?1 AND ended_at IS NULL",
            [name],
            |_| Ok(()),
        )
        .optional()?;
    Ok(found.is_some())
}

fn rename(transaction: &Transaction<'_>, before: &str, now: &str) -> rusqlite::Result<()> {
    let names = params![before, now];
    transaction.execute("UPDATE server SET name = ?2 WHERE name = ?1", names)?;
    transaction.execute("DELETE FROM section WHERE server = ?1", [now])?;
    // The titles stay for the runs that have ended, too.
    transaction.execute(
        "INSERT INTO section (server, id, title) SELECT ?2, id, title FROM section WHERE server = ?1",
        names,
    )?;
    transaction.execute(
        "UPDATE run SET server = ?2 WHERE server = ?1 AND ended_at IS NULL",
        names,
    )?;
    // A topic is the server, or the server and a section.
    let topic = "topic = ?2 || substr(topic, length(?1) + 1)
                 WHERE (topic = ?1 OR substr(topic, 1, length(?1) + 1) = ?1 || char(31))";
    transaction.execute(
        &format!("UPDATE delivery SET {topic} AND state = 'gathering'"),
        names,
    )?;
    transaction.execute(&format!("UPDATE OR REPLACE told SET {topic}"), names)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::journal::schema::migrate_for_tests;

    /// The renamed servers, as `before>now`, and the open runs, topics and titles afterwards.
    fn after(servers: &[(&str, Option<&str>)], file: &[(&str, &str)]) -> (String, String) {
        let mut journal = Connection::open_in_memory().unwrap();
        migrate_for_tests(&mut journal);
        for (name, place) in servers {
            for sql in [
                "INSERT INTO server (name, first_seen, last_seen, place) VALUES (?1, 1, 2, ?2)",
                "INSERT INTO section (server, id, title) VALUES (?1, '1', 'Movies')",
                "INSERT INTO told (hook, topic, at) VALUES ('phone', ?1 || char(31) || '1', 3)",
                "INSERT INTO delivery (hook, event, topic, state, attempts, fire_at, fire_latest, changed_at)
                 VALUES ('phone', 'quiet', ?1, 'gathering', 0, 9, 9, 9),
                        ('phone', 'ended', ?1 || char(31) || '1', 'gathering', 0, 9, 9, 9),
                        ('phone', 'ended', ?1 || char(31) || '2', 'done', 1, 9, 9, 9)",
                "INSERT INTO run (server, uuid, type, title, subtitle, began, began_at, announced, last_seen,
                                  longest_still, ended_at)
                 VALUES (?1, 'a', 't', '', '', 'seen', 1, 1, 1, 0, NULL),
                        (?1, 'b', 't', '', '', 'seen', 1, 1, 1, 0, 2)",
            ] {
                let mut statement = journal.prepare(sql).unwrap();
                match statement.parameter_count() {
                    1 => statement.execute([name]).unwrap(),
                    _ => statement.execute(params![name, place]).unwrap(),
                };
            }
        }
        let owned = |(name, place): &(&str, &str)| (name.to_string(), place.to_string());
        let transaction = journal.transaction().unwrap();
        let renamed = rename_servers(&transaction, &file.iter().map(owned).collect()).unwrap();
        let renamed: Vec<String> = renamed
            .iter()
            .map(|one| format!("{}>{}", one.before, one.now))
            .collect();
        let left = transaction
            .query_row(
                "SELECT group_concat(text, ' ') FROM (
                    SELECT 'server:' || name AS text FROM server
                    UNION ALL SELECT server || ':' || uuid FROM run
                    UNION ALL SELECT state || ':' || replace(topic, char(31), '/') FROM delivery
                    UNION ALL SELECT 'told:' || replace(topic, char(31), '/') FROM told
                    UNION ALL SELECT server || ':' || title FROM section
                    ORDER BY text)",
                [],
                |row| row.get(0),
            )
            .unwrap();
        (renamed.join(" "), left)
    }

    #[test]
    fn what_goes_on_has_the_new_name_and_what_is_over_the_old_one() {
        let (renamed, left) = after(&[("h%me", Some("http://nas"))], &[("attic", "http://nas")]);
        assert_eq!(renamed, "h%me>attic");
        assert_eq!(
            left,
            "attic:Movies attic:a done:h%me/2 gathering:attic gathering:attic/1 h%me:Movies h%me:b \
             server:attic told:attic/1"
        );
    }

    #[test]
    fn only_a_server_whose_name_alone_changed_is_renamed() {
        let (home, place) = ("home", Some("http://nas"));
        for (servers, file) in [
            // Another place, no known place, or still there.
            (vec![(home, place)], vec![("attic", "http://other")]),
            (vec![(home, None)], vec![("attic", "http://nas")]),
            (
                vec![(home, place)],
                vec![("attic", "http://nas"), (home, "http://else")],
            ),
            // Which one it was or is, nobody knows.
            (
                vec![(home, place)],
                vec![("attic", "http://nas"), ("cabin", "http://nas")],
            ),
            (
                vec![(home, place), ("cabin", place)],
                vec![("attic", "http://nas")],
            ),
            // The journal knows another server of this name.
            (
                vec![(home, place), ("attic", Some("http://else"))],
                vec![("attic", "http://nas")],
            ),
        ] {
            assert_eq!(after(&servers, &file).0, "", "{servers:?} {file:?}");
        }
    }
}
