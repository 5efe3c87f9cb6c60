//! What came of a wait, as an entry for programs and a failure for people.

use std::sync::Arc;
use std::time::Duration;

use plex_api::{Activity, ActivityId, ConnectionState, Error, ErrorKind, How, Outcome};
use tokio::time::Instant;

use super::follower::Follower;
use super::format::{display_name, format_duration};
use crate::connect::Connection;
use crate::error::Failure;
use crate::exit::Exit;
use crate::output::OutcomeEntry;

/// What came of waiting for one activity.
pub(crate) struct WaitVerdict {
    /// `None` when there is nothing to say of the activity, since the waiting itself failed.
    pub(crate) entry: Option<OutcomeEntry>,
    /// `None` when the activity is over.
    pub(crate) failure: Option<Failure>,
}

/// Judges a wait for the end of one activity, which `limit` was allowed for.
pub(crate) fn judge_activity(
    id: &ActivityId,
    result: Result<Outcome, Error>,
    limit: Option<Duration>,
    follower: &Follower,
    connection: &Connection,
) -> WaitVerdict {
    match result {
        Ok(outcome) if outcome.how == How::NeverSeen => WaitVerdict {
            failure: Some(Failure::new(
                Exit::NoSuchActivity,
                format!(
                    "no activity {id} showed up in the server's list; it may have been over before"
                ),
            )),
            entry: Some(entry(id, "never_seen", None)),
        },
        Ok(outcome) => {
            let how = super::event_json::how_name(outcome.how);
            WaitVerdict {
                entry: Some(entry(id, how, outcome.last)),
                failure: None,
            }
        }
        Err(error) if error.kind() == ErrorKind::Timeout => {
            let known = find_last_known(id, &error, follower);
            let how = if known.is_some() {
                "still_running"
            } else {
                "unknown"
            };
            let limit = humantime::format_duration(limit.unwrap_or_default());
            let failure = match &known {
                Some((activity, still)) => Failure::new(
                    Exit::StillRunning,
                    format!(
                        "{id} still runs after {limit}: {}. It goes on",
                        describe_state(activity, *still)
                    ),
                ),
                None => fail_for_timeout(
                    connection,
                    &format!("{id}: nothing was heard of it in {limit}"),
                ),
            };
            WaitVerdict {
                entry: Some(entry(id, how, known.map(|(activity, _)| activity))),
                failure: Some(failure),
            }
        }
        Err(error) => WaitVerdict {
            entry: None,
            failure: Some(connection.to_failure(&error)),
        },
    }
}

/// Judges a wait until nothing runs of what is called `what`.
pub(crate) fn judge_idle(
    what: &str,
    result: Result<(), Error>,
    limit: Option<Duration>,
    follower: &Follower,
    connection: &Connection,
) -> Result<(), Failure> {
    let Err(error) = result else {
        return Ok(());
    };
    if error.kind() != ErrorKind::Timeout {
        return Err(connection.to_failure(&error));
    }
    let now = Instant::now();
    let running: Vec<String> = follower
        .running()
        .map(|running| {
            let still = running.still(now);
            let id = running.activity.id();
            format!("{} ({id})", describe_state(&running.activity, still))
        })
        .collect();
    let limit = humantime::format_duration(limit.unwrap_or_default());
    if running.is_empty() {
        let sentence = format!("{limit} was too short to make sure that {what} is idle");
        return Err(fail_for_timeout(connection, &sentence));
    }
    let sentence = format!(
        "{what} was not idle within {limit}; there still runs: {}",
        running.join("; ")
    );
    Err(Failure::new(Exit::StillRunning, sentence))
}

/// That the time is over and nothing is known to run: for want of a connection, or of time.
fn fail_for_timeout(connection: &Connection, sentence: &str) -> Failure {
    let status = connection.plex.activities().status();
    if matches!(status.state, ConnectionState::Connected(_)) {
        return Failure::new(Exit::StillRunning, sentence);
    }
    let trouble = status.last_trouble;
    let trouble = trouble.map(|trouble| format!(": {}", trouble.trim_end_matches('.')));
    let sentence = format!(
        "{sentence}; there is no connection{}",
        trouble.unwrap_or_default()
    );
    Failure::new(Exit::Unreachable, sentence)
}

/// What is known of an activity whose wait is over, and how long it has stood still.
fn find_last_known(
    id: &ActivityId,
    error: &Error,
    follower: &Follower,
) -> Option<(Arc<Activity>, Duration)> {
    let now = Instant::now();
    let followed = follower
        .running()
        .find(|running| running.activity.id() == id)
        .map(|running| (Arc::clone(&running.activity), running.still(now)));
    let last_seen = || Some((Arc::clone(error.last_seen()?), Duration::ZERO));
    followed.or_else(last_seen)
}

/// How far an activity is, and since when.
fn describe_state(activity: &Activity, still: Duration) -> String {
    let (name, progress) = (display_name(activity), activity.progress());
    if still < Duration::from_secs(1) {
        return format!("{name}, {progress}");
    }
    let still = format_duration(still);
    format!("{name}, {progress}, and has stood still for {still}")
}

fn entry(id: &ActivityId, how: &'static str, activity: Option<Arc<Activity>>) -> OutcomeEntry {
    OutcomeEntry {
        uuid: Some(id.clone()),
        how,
        activity,
    }
}
