//! The JSON of finished waits and started scans. `json_documents` describes the format.

use std::sync::Arc;

use plex_api::{Activity, ActivityId, LibrarySection};
use serde::{Serialize, Serializer};

use super::json_documents::VERSION;

/// The outcome of waiting for one activity.
#[derive(Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct OutcomeEntry {
    pub(crate) uuid: Option<ActivityId>,
    /// `ended`, `vanished`, `never_seen`, `still_running`, `unknown`, or `idle`.
    pub(crate) how: &'static str,
    /// The last known state.
    #[serde(serialize_with = "serialize_shared")]
    #[cfg_attr(test, schemars(with = "Option<Activity>"))]
    pub(crate) activity: Option<Arc<Activity>>,
}

/// What `wait -o jsonl` writes for each activity.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct OutcomeLine<'a> {
    version: u32,
    outcome: &'a OutcomeEntry,
}

/// What `wait -o json` writes.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct OutcomesDocument<'a> {
    version: u32,
    outcomes: &'a [OutcomeEntry],
}

/// A scan that was started.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ScanEntry<'a> {
    section: SectionEntry<'a>,
    activity: Option<&'a ActivityId>,
    /// How the activity was found: `header`, `correlated`, or `null`.
    identified: Option<&'static str>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SectionEntry<'a> {
    id: &'a str,
    title: &'a str,
}

/// What `scan -o jsonl` writes once the scan has started.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ScanLine<'a> {
    version: u32,
    scan: &'a ScanEntry<'a>,
}

/// What `scan -o json` writes at the end.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ScanDocument<'a> {
    version: u32,
    scan: &'a ScanEntry<'a>,
    outcome: Option<&'a OutcomeEntry>,
}

impl OutcomeEntry {
    /// The outcome of `--idle`: no matching activity is running.
    pub(crate) fn idle() -> Self {
        Self {
            uuid: None,
            how: "idle",
            activity: None,
        }
    }
}

impl<'a> OutcomeLine<'a> {
    pub(crate) fn new(outcome: &'a OutcomeEntry) -> Self {
        Self {
            version: VERSION,
            outcome,
        }
    }
}

impl<'a> OutcomesDocument<'a> {
    pub(crate) fn new(outcomes: &'a [OutcomeEntry]) -> Self {
        Self {
            version: VERSION,
            outcomes,
        }
    }
}

impl<'a> ScanEntry<'a> {
    pub(crate) fn new(
        section: &'a LibrarySection,
        activity: Option<&'a ActivityId>,
        identified: Option<&'static str>,
    ) -> Self {
        Self {
            section: SectionEntry {
                id: section.id(),
                title: section.title(),
            },
            activity,
            identified,
        }
    }
}

impl<'a> ScanLine<'a> {
    pub(crate) fn new(scan: &'a ScanEntry<'a>) -> Self {
        Self {
            version: VERSION,
            scan,
        }
    }
}

impl<'a> ScanDocument<'a> {
    pub(crate) fn new(scan: &'a ScanEntry<'a>, outcome: Option<&'a OutcomeEntry>) -> Self {
        Self {
            version: VERSION,
            scan,
            outcome,
        }
    }
}

fn serialize_shared<S: Serializer>(
    activity: &Option<Arc<Activity>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    activity.as_deref().serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_and_scan_schemas_are_up_to_date() {
        use crate::output::assert_schema;
        assert_schema::<OutcomesDocument<'_>>("wait.json");
        assert_schema::<OutcomeLine<'_>>("wait.jsonl");
        assert_schema::<ScanDocument<'_>>("scan.json");
        assert_schema::<ScanLine<'_>>("scan.jsonl");
    }
}
