//! The end of the runs of a server that is no longer in the agent's file.

use std::collections::BTreeSet;

use rusqlite::{Transaction, params};

use super::deliveries::{CountByHook, count_by_hook};

/// The end of a run that nobody followed to its end. It may be going on.
pub(crate) const UNKNOWN_END: &str = "unknown";

/// The runs and deliveries closed with servers that are no longer in the file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ClosedServers {
    pub(crate) runs: usize,
    /// Deliveries of `quiet` that nobody can tell any more.
    pub(crate) given_up: CountByHook,
}

/// Closes the open runs of every server but these: nobody knows when and how they end. Hooks do not receive
/// such an end. Events gathered for `quiet` on such a server are given up, because nobody knows whether it
/// is.
pub(crate) fn close_removed_servers(
    transaction: &Transaction<'_>,
    servers: &BTreeSet<String>,
    now: i64,
) -> rusqlite::Result<ClosedServers> {
    let mut statement = transaction.prepare(
        "SELECT name FROM server WHERE removed = 0
         UNION SELECT server FROM run WHERE ended_at IS NULL",
    )?;
    let known: Vec<String> = statement
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut closed = ClosedServers::default();
    for server in known.iter().filter(|server| !servers.contains(*server)) {
        transaction.execute("UPDATE server SET removed = 1 WHERE name = ?1", [server])?;
        // Without a duration it is never among the slowest.
        closed.runs += transaction.execute(
            "UPDATE run SET ended_at = ?2, ended_after = last_seen, how = ?3, inferred = 1, activity = NULL
             WHERE server = ?1 AND ended_at IS NULL",
            params![server, now, UNKNOWN_END],
        )?;
        let given_up = count_by_hook(
            transaction,
            "UPDATE delivery SET state = 'dead', changed_at = ?2,
                    reason = 'the configuration does not have this server any more: it is not known whether it is quiet'
             WHERE state = 'gathering' AND event = 'quiet' AND topic = ?1 RETURNING hook",
            params![server, now],
        )?;
        for (hook, count) in given_up {
            *closed.given_up.entry(hook).or_default() += count;
        }
    }
    Ok(closed)
}
