//! Finds the activities that typed ids name: whole uuids, or the beginnings of some.

use std::time::{Duration, SystemTime};

use plex_api::{Activity, ActivityId};
use tokio::time::{sleep, timeout};

use crate::connect::Connection;
use crate::error::{CliError, Failure};
use crate::exit::Exit;
use crate::follow::{OutageLog, display_name, format_disconnect};
use crate::output::Console;

/// The shortest beginning of a uuid that is taken for it.
const LEAST: usize = 4;

/// The length of a uuid with hyphens. A text of this length is an exact id.
const WHOLE: usize = 36;

/// The shortest and longest pause between attempts while the server cannot be reached.
const PAUSES: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));

/// The ids that were meant, each once. Only for a beginning of a uuid the server is asked for a list,
/// and a note names the activity. An id that is the beginning of no uuid in the list is returned as it
/// is.
///
/// # Errors
/// Fails when the list fails, and with code 2 when several uuids begin alike.
pub(super) async fn find_meant_ids(
    connection: &Connection,
    typed: &[ActivityId],
    console: &mut Console,
) -> Result<Vec<ActivityId>, CliError> {
    let mut ids: Vec<ActivityId> = Vec::new();
    let mut running = None;
    for id in typed {
        let mut meant = id.clone();
        if may_be_beginning(id) {
            if running.is_none() {
                let listed = connection.plex.activities().list().await;
                running = Some(listed.map_err(|error| connection.to_failure(&error))?);
            }
            let running = running.as_deref().unwrap_or_default();
            if let Some(activity) = select_activity(running, id)? {
                meant = activity.id().clone();
                if meant != *id {
                    console.note(&format!("{id} is {} ({meant})", display_name(activity)));
                }
            }
        }
        if !ids.contains(&meant) {
            ids.push(meant);
        }
    }
    Ok(ids)
}

/// Like [`find_meant_ids`], but tries again while the server cannot be reached, until the limit has passed.
/// When the list cannot be used, the ids are returned as they are: a wait says why.
pub(super) async fn find_meant_ids_patiently(
    connection: &Connection,
    typed: &[ActivityId],
    limit: Option<Duration>,
    console: &mut Console,
) -> Result<Vec<ActivityId>, CliError> {
    let mut last = "no answer so far".to_owned();
    let attempts = async {
        let (mut pause, mut outages) = (PAUSES.0, OutageLog::default());
        loop {
            match find_meant_ids(connection, typed, console).await {
                Err(CliError::Failure(failure)) if failure.exit == Exit::Unreachable => {
                    last = failure.sentence;
                }
                Err(CliError::Failure(failure)) if failure.exit != Exit::Usage => {
                    return Ok(typed.to_vec());
                }
                done => return done,
            }
            if outages.disconnected(&last, SystemTime::now()) {
                let text = format_disconnect(&last, pause);
                console.note(&format!("no connection: {text}"));
            }
            sleep(pause).await;
            pause = (pause * 2).min(PAUSES.1);
        }
    };
    let Some(limit) = limit else {
        return attempts.await;
    };
    if let Ok(done) = timeout(limit, attempts).await {
        return done;
    }
    let limit = humantime::format_duration(limit);
    let names: Vec<&str> = typed.iter().map(ActivityId::as_str).collect();
    let sentence = format!(
        "{}: nothing was received about it within {limit}; there is no connection: {}",
        names.join(", "),
        last.trim_end_matches('.')
    );
    Err(Failure::new(Exit::Unreachable, sentence).into())
}

/// The running activity that is meant: the one with this uuid, or else the only one whose uuid begins
/// so.
fn select_activity<'a>(
    running: &'a [Activity],
    typed: &ActivityId,
) -> Result<Option<&'a Activity>, CliError> {
    if let Some(exact) = running.iter().find(|one| one.id() == typed) {
        return Ok(Some(exact));
    }
    let beginning = typed.as_str().to_lowercase();
    let begins = |one: &&Activity| one.id().as_str().to_lowercase().starts_with(&beginning);
    let candidates: Vec<&Activity> = running.iter().filter(begins).collect();
    match candidates.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        several => {
            let named = several
                .iter()
                .map(|one| format!("{} ({})", one.id(), display_name(one)));
            Err(CliError::usage(format!(
                "{typed} could be {} activities: {}. Type more of the uuid",
                several.len(),
                named.collect::<Vec<_>>().join(", ")
            )))
        }
    }
}

/// Returns `true` if this is long enough for the beginning of a uuid, and no whole one, with or without
/// hyphens.
fn may_be_beginning(id: &ActivityId) -> bool {
    let text = id.as_str();
    let is_whole = text.len() >= WHOLE || text.len() == 32 && !text.contains('-');
    !is_whole && !is_too_short(id)
}

fn is_too_short(id: &ActivityId) -> bool {
    id.as_str().chars().count() < LEAST
}

/// Advice for an id that no activity has.
pub(super) fn advise_about(id: &ActivityId) -> String {
    let list = "`plexctl list` shows running activities";
    if is_too_short(id) {
        return format!("The beginning of a uuid needs at least {LEAST} characters; {list}");
    }
    list.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn running() -> Vec<Activity> {
        serde_json::from_value(serde_json::json!([
            {"uuid": "c3f190e4-eabb-4b3d-8811-b7c1f183560e", "title": "One"},
            {"uuid": "c3f1ffff-eabb-4b3d-8811-b7c1f183560e", "title": "Two"},
            {"uuid": "c3f1", "title": "Three"},
            {"uuid": "ABCDEF00-eabb-4b3d-8811-b7c1f183560e", "title": "Four"},
        ]))
        .unwrap()
    }

    fn select(typed: &str) -> Result<Option<String>, String> {
        let typed = ActivityId::new(typed).unwrap();
        match select_activity(&running(), &typed) {
            Ok(found) => Ok(found.map(|one| one.title().to_owned())),
            Err(CliError::Failure(failure)) => {
                assert_eq!(failure.exit, Exit::Usage);
                Err(failure.sentence)
            }
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_exact_id_wins_and_a_beginning_must_fit_only_one() {
        let title = |title: &str| Ok(Some(title.to_owned()));
        assert_eq!(select("c3f1"), title("Three"));
        assert_eq!(select("c3f19"), title("One"));
        assert_eq!(select("C3F1f"), title("Two"));
        assert_eq!(select("abcd"), title("Four"));
        for unknown in ["c3f2", "90e4-eabb"] {
            assert_eq!(select(unknown), Ok(None), "{unknown}");
        }
        let mut three: Vec<Activity> = running();
        three.remove(2);
        let typed = ActivityId::new("c3f1").unwrap();
        let Err(CliError::Failure(failure)) = select_activity(&three, &typed) else {
            panic!("not refused");
        };
        for part in ["c3f190e4-", "c3f1ffff-", "One", "Two", "2 activities"] {
            assert!(failure.sentence.contains(part), "{}", failure.sentence);
        }
    }

    #[test]
    fn only_what_may_be_a_beginning_needs_a_list() {
        for (text, expected) in [
            ("c3f190e4-eabb-4b3d-8811-b7c1f183560e", false),
            ("c3f190e4eabb4b3d8811b7c1f183560e", false),
            ("c3f190e4-eabb-4b3d-8811-b7c1f183560", true),
            ("c3f190e4-eabb-4b3d-8811-b7c1f183", true),
            ("c3f1", true),
            ("c3f", false),
        ] {
            let id = ActivityId::new(text).unwrap();
            assert_eq!(may_be_beginning(&id), expected, "{text}");
        }
    }
}
