//! What `plexctl start` says about a job: what it waits for, and how it ended.

use std::time::Duration;

use plex_api::{Activity, Done, WaitingFor};

use crate::follow::display_name;

/// The `how` of an end without an activity.
pub(super) fn name(done: &Done) -> &'static str {
    match done {
        Done::SectionQuiet => "idle",
        Done::SectionScanned => "scanned",
        Done::Settled => "settled",
        Done::StateChanged => "changed",
        Done::Answered => "answered",
        Done::Unobservable => "unobservable",
        Done::NothingSeen => "nothing_seen",
        // An end that this version does not know.
        _ => "unknown",
    }
}

/// Why the end is none, if it is none.
pub(super) fn explain(label: &str, done: &Done, limit: Duration) -> Option<String> {
    match done {
        Done::Unobservable => Some(format!(
            "{label}: it was started, and its end cannot be observed: no activity and no list of the \
             server tells it. Nothing was waited for"
        )),
        Done::NothingSeen => {
            let limit = humantime::format_duration(limit);
            Some(format!(
                "{label}: the server accepted the request, but no sign of the work was seen for \
                 {limit}. It may begin later, or there was nothing to do. --begin-within waits longer"
            ))
        }
        _ => None,
    }
}

/// What the job waits for.
pub(super) fn describe_waiting(label: &str, waiting_for: &WaitingFor) -> String {
    format!("{label}: waiting for {}", describe(waiting_for))
}

/// Why `--timeout` passed before the job was seen to end.
pub(super) fn describe_timeout(
    label: &str,
    waiting_for: Option<&WaitingFor>,
    limit: Duration,
) -> String {
    let limit = humantime::format_duration(limit);
    let what = waiting_for.map_or_else(|| describe(&WaitingFor::Sign), describe);
    format!("{label}: it was not seen to finish within {limit}; still waiting for {what}")
}

fn describe(waiting_for: &WaitingFor) -> String {
    match waiting_for {
        WaitingFor::Activity(handle) => format!("the end of the activity {}", handle.id()),
        WaitingFor::Earlier(activity) => format!(
            "an activity of the type that began before: {}",
            describe_activity(activity)
        ),
        WaitingFor::Other(activity) => {
            format!(
                "another activity of the type: {}",
                describe_activity(activity)
            )
        }
        WaitingFor::Section => "the section, which says that it is refreshing".to_owned(),
        WaitingFor::State => "the server, which still works on it".to_owned(),
        WaitingFor::Settling => "what follows the work".to_owned(),
        WaitingFor::Server => "the server, which does not answer".to_owned(),
        // `Sign`, and what this version does not know.
        _ => "a sign of the work".to_owned(),
    }
}

fn describe_activity(activity: &Activity) -> String {
    let (name, progress) = (display_name(activity), activity.progress());
    format!("{name}, {progress} ({})", activity.id())
}
