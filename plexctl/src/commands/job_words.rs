//! The messages of the commands that start jobs: the reason why a job waits, and how it ended.

use std::time::Duration;

use plex_api::{Activity, Done, WaitingFor};

use super::job::JobRow;
use crate::follow::display_name;

/// The words for one kind of job.
pub(super) struct JobWords {
    /// The work that was not seen to finish.
    subject: &'static str,
    activity: &'static str,
    earlier: &'static str,
    other: &'static str,
    following: &'static str,
    sign: &'static str,
    no_sign: &'static str,
    /// The possible signs, if they are known.
    signs: &'static str,
    /// The reason why no sign was seen, perhaps.
    hope: &'static str,
    /// That an idle server started nothing.
    pub(super) nothing_started: &'static str,
}

/// The words for scans.
pub(super) const SCAN: JobWords = JobWords {
    subject: "the scan",
    activity: "the scan",
    earlier: "an earlier scan of the section",
    other: "another scan, which runs first",
    following: "the metadata that follows the scan",
    sign: "a sign of the scan",
    no_sign: "no sign of a scan",
    signs: ": no activity, no refreshing section, and the time of its last scan has not moved",
    hope: "The scan may begin later",
    nothing_started: "No scan was started",
};

/// The words for any job.
pub(super) const WORK: JobWords = JobWords {
    subject: "it",
    activity: "the activity",
    earlier: "an activity of the type that began before",
    other: "another activity of the type",
    following: "what follows the work",
    sign: "a sign of the work",
    no_sign: "no sign of the work",
    signs: "",
    hope: "It may begin later, or there was nothing to do",
    nothing_started: "Nothing was started",
};

impl JobWords {
    /// The reason why the job waits.
    pub(super) fn describe_waiting(&self, row: &JobRow) -> String {
        format!("{}: waiting for {}", row.name.label, self.describe(row))
    }

    /// The reason why `--timeout` passed before the job was seen to end.
    pub(super) fn describe_timeout(&self, row: &JobRow, limit: Duration) -> String {
        let (label, subject) = (&row.name.label, self.subject);
        let limit = humantime::format_duration(limit);
        let what = self.describe(row);
        format!(
            "{label}: {subject} was not seen to finish within {limit}; still waiting for {what}"
        )
    }

    /// That no activity was found in the time to look for it.
    pub(super) fn describe_unidentified(&self, row: &JobRow, look: Duration) -> String {
        let reason = match row.waiting_for {
            None | Some(WaitingFor::Sign | WaitingFor::Activity(_)) => String::new(),
            Some(_) => format!(" (waiting for {})", self.describe(row)),
        };
        let (label, seconds) = (&row.name.label, look.as_secs());
        format!(
            "the server accepted the request, but no matching scan of {label} started within \
             {seconds} s{reason}; `plexctl list` may show it"
        )
    }

    /// The reason why the outcome is no known end; `None` when it is one.
    pub(super) fn explain(&self, row: &JobRow, done: &Done, limit: Duration) -> Option<String> {
        let label = &row.name.label;
        match done {
            Done::Unobservable => Some(format!(
                "{label}: it was started, and its end cannot be observed: no activity and no list of \
                 the server tells it. Nothing was waited for"
            )),
            Done::NothingSeen => {
                let limit = humantime::format_duration(limit);
                let (no_sign, signs, hope) = (self.no_sign, self.signs, self.hope);
                let named = row
                    .activity
                    .as_ref()
                    .filter(|_| row.identified == Some("header"));
                let named = named.map_or_else(String::new, |id| {
                    format!(" The activity {id}, which the server named, never appeared.")
                });
                Some(format!(
                    "{label}: the server accepted the request, but {no_sign} was seen for \
                     {limit}{signs}.{named} {hope}. --begin-within waits longer"
                ))
            }
            _ => None,
        }
    }

    fn describe(&self, row: &JobRow) -> String {
        match &row.waiting_for {
            Some(WaitingFor::Activity(handle)) => {
                format!("the end of {} {}", self.activity, handle.id())
            }
            Some(WaitingFor::Earlier(activity)) => describe_activity(self.earlier, activity),
            Some(WaitingFor::Other(activity)) => describe_activity(self.other, activity),
            Some(WaitingFor::Section) => "the section, which says that it is refreshing".to_owned(),
            Some(WaitingFor::State) => "the server, which still works on it".to_owned(),
            Some(WaitingFor::Settling) => self.following.to_owned(),
            Some(WaitingFor::Server) => "the server, which does not answer".to_owned(),
            // `Sign`, and variants that this version does not know.
            _ => self.sign.to_owned(),
        }
    }
}

/// The end of a job for which no activity was seen.
pub(super) fn describe_end(label: &str, how: &str) -> String {
    match how {
        "scanned" => format!("{label} was scanned"),
        "idle" => format!("{label} was busy and is quiet now"),
        _ => format!("{label}: done"),
    }
}

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

fn describe_activity(what: &str, activity: &Activity) -> String {
    let (name, progress) = (display_name(activity), activity.progress());
    format!("{what}: {name}, {progress} ({})", activity.id())
}
