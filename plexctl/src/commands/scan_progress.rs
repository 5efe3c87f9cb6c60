//! What `plexctl scan` says about a scan: what it waits for, and what it saw.

use std::time::Duration;

use plex_api::{Activity, ActivityId, WaitingFor};

use crate::follow::display_name;

/// What the scan of this section waits for.
pub(super) fn describe_waiting(title: &str, waiting_for: &WaitingFor) -> String {
    format!("{title}: waiting for {}", describe(waiting_for))
}

/// Why `--timeout` passed before the scan was seen.
pub(super) fn describe_timeout(
    title: &str,
    waiting_for: Option<&WaitingFor>,
    limit: Duration,
) -> String {
    let limit = humantime::format_duration(limit);
    let what = waiting_for.map_or_else(|| describe(&WaitingFor::Sign), describe);
    format!("{title}: the scan was not seen to finish within {limit}; still waiting for {what}")
}

/// That no sign of the scan was seen.
pub(super) fn describe_nothing_seen(
    title: &str,
    named: Option<&ActivityId>,
    limit: Duration,
) -> String {
    let limit = humantime::format_duration(limit);
    let named = named.map_or_else(String::new, |id| {
        format!(" The activity {id}, which the server named, never appeared.")
    });
    format!(
        "{title}: the server accepted the request, but no sign of a scan was seen for {limit}: no \
         activity, no refreshing section, and the time of its last scan has not moved.{named} The \
         scan may begin later. --begin-within waits longer"
    )
}

/// That no activity was found, without `--wait`.
pub(super) fn describe_unidentified(
    title: &str,
    waiting_for: Option<&WaitingFor>,
    look: Duration,
) -> String {
    let reason = match waiting_for {
        None | Some(WaitingFor::Sign | WaitingFor::Activity(_)) => String::new(),
        Some(other) => format!(" (waiting for {})", describe(other)),
    };
    format!(
        "the server accepted the request, but no matching scan of {title} started within {} s{reason}; \
         `plexctl list` may show it",
        look.as_secs()
    )
}

/// How a scan ended of which no activity was seen.
pub(super) fn describe_section_end(title: &str, how: &str) -> String {
    match how {
        "scanned" => format!("{title} was scanned"),
        _ => format!("{title} was busy and is quiet now"),
    }
}

fn describe(waiting_for: &WaitingFor) -> String {
    match waiting_for {
        WaitingFor::Activity(handle) => format!("the end of the scan {}", handle.id()),
        WaitingFor::Earlier(activity) => {
            format!(
                "an earlier scan of the section: {}",
                describe_activity(activity)
            )
        }
        WaitingFor::Other(activity) => {
            format!(
                "another scan, which runs first: {}",
                describe_activity(activity)
            )
        }
        WaitingFor::Section => "the section, which says that it is refreshing".to_owned(),
        WaitingFor::Settling => "the metadata that follows the scan".to_owned(),
        WaitingFor::Server => "the server, which does not answer".to_owned(),
        // `Sign`, and what this version does not know.
        _ => "a sign of the scan".to_owned(),
    }
}

fn describe_activity(activity: &Activity) -> String {
    let (name, progress) = (display_name(activity), activity.progress());
    format!("{name}, {progress} ({})", activity.id())
}
