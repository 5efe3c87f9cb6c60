//! Judges waits: the result as an entry for programs and a failure for people.

use std::sync::Arc;
use std::time::Duration;

use plex_api::{Activity, ActivityId, ConnectionState, Error, ErrorKind, How, IdleReason, Outcome};
use tokio::time::Instant;

use super::follower::{Follower, IdleEnd};
use super::format::describe_state;
use crate::connect::Connection;
use crate::error::Failure;
use crate::exit::Exit;
use crate::output::OutcomeEntry;

/// The result of waiting for one activity.
pub(crate) struct WaitVerdict {
    /// `None` when the wait itself failed, which says nothing about the activity.
    pub(crate) entry: Option<OutcomeEntry>,
    /// `None` when the activity finished.
    pub(crate) failure: Option<Failure>,
}

/// Judges a wait for the end of one activity, with its time limit.
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
                    "activity {id} did not appear in the server's list; it may have finished before"
                ),
            )),
            entry: Some(outcome.into()),
        },
        Ok(outcome) => WaitVerdict {
            entry: Some(outcome.into()),
            failure: None,
        },
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
                        "{id} is still running after {limit}: {}. It continues",
                        describe_state(activity, *still)
                    ),
                ),
                None => fail_for_timeout(
                    connection,
                    &format!("{id}: nothing was received about it within {limit}"),
                ),
            };
            WaitVerdict {
                entry: Some(OutcomeEntry {
                    uuid: Some(id.clone()),
                    how,
                    activity: known.map(|(activity, _)| activity),
                }),
                failure: Some(failure),
            }
        }
        Err(error) => {
            let mut failure = connection.to_failure(&error);
            failure.exit = exit_of_wait(&error);
            WaitVerdict {
                entry: None,
                failure: Some(failure),
            }
        }
    }
}

/// The exit code for the error of a wait for one activity.
fn exit_of_wait(error: &Error) -> Exit {
    match Exit::from_error(error) {
        // The server answers, and for a minute no answer could be used. Which one came last does not
        // matter.
        Exit::Other | Exit::NoSuchActivity if error.kind() != ErrorKind::Closed => {
            Exit::Unreachable
        }
        exit => exit,
    }
}

/// Judges a wait until `what` is idle.
pub(crate) fn judge_idle(
    what: &str,
    end: IdleEnd,
    limit: Option<Duration>,
    connection: &Connection,
) -> Result<(), Failure> {
    let Err(error) = end.result else {
        return Ok(());
    };
    if error.kind() != ErrorKind::Timeout {
        return Err(connection.to_failure(&error));
    }
    let is_activity = |reason: &&IdleReason| {
        matches!(
            reason,
            IdleReason::Matches { .. } | IdleReason::MayMatch { .. }
        )
    };
    let running = end.reasons.iter().filter(is_activity);
    let running: Vec<String> = running.map(IdleReason::describe).collect();
    let limit = humantime::format_duration(limit.unwrap_or_default());
    if running.is_empty() {
        let sentence = format!("could not confirm within {limit} that {what} is idle");
        return Err(fail_for_timeout(connection, &sentence));
    }
    let sentence = format!(
        "{what} was not idle within {limit}; still running: {}",
        running.join("; ")
    );
    Err(Failure::new(Exit::StillRunning, sentence))
}

/// The failure when the time is up and no running activity is known: there was no connection, or
/// too little time.
pub(crate) fn fail_for_timeout(connection: &Connection, sentence: &str) -> Failure {
    let status = connection.plex.activities().status();
    if matches!(status.state, ConnectionState::Connected(_)) {
        let failure = Failure::new(Exit::StillRunning, sentence);
        return match status.lists_failing {
            Some(reason) => failure.advise(&format!(
                "What the server is doing now is unknown: {reason}"
            )),
            None => failure,
        };
    }
    let trouble = status.last_trouble;
    let trouble = trouble.map(|trouble| format!(": {}", trouble.trim_end_matches('.')));
    let sentence = format!(
        "{sentence}; there is no connection{}",
        trouble.unwrap_or_default()
    );
    Failure::new(Exit::Unreachable, sentence)
}

/// The last known state of an activity, and how long it has made no progress.
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

#[cfg(test)]
mod tests {
    use plex_api::{Plex, RetryPolicy};
    use plex_sim::{PlexSim, StubResponse};

    use super::*;

    #[tokio::test]
    async fn a_wait_that_no_answer_can_decide_is_as_if_the_server_were_unreachable() {
        let sim = PlexSim::start().await.unwrap();
        let plex = Plex::builder(sim.url())
            .retries(RetryPolicy::none())
            .build()
            .unwrap();
        for (answer, expected) in [
            (StubResponse::empty(500), Exit::Unreachable),
            (StubResponse::empty(404), Exit::Unreachable),
            (StubResponse::json(200, "{"), Exit::Unreachable),
            (
                StubResponse::html(200, "<html><title>Sign in</title></html>"),
                Exit::Unreachable,
            ),
            (StubResponse::empty(401), Exit::Refused),
        ] {
            sim.clear_answers();
            sim.answer("GET", "/activities", answer);
            let error = plex.activities().list().await.unwrap_err();
            assert_eq!(exit_of_wait(&error), expected, "{error}");
        }
    }
}
