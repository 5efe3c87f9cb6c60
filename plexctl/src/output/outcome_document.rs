//! The JSON of finished waits and started scans. `json_documents` describes the format.

use std::sync::Arc;

use plex_api::{Activity, ActivityId, Outcome};
use serde::Serialize;

use super::json_documents::VERSION;

/// The outcome of waiting for one activity.
// The SDK's `Outcome`, and the ends of a wait that are no end of an activity.
#[derive(Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct OutcomeEntry {
    pub(crate) uuid: Option<ActivityId>,
    /// `ended`, `vanished`, `never_seen`, `still_running`, `unknown`, or `idle`; of a scan also
    /// `scanned` or `nothing_seen`; of another job also `settled`, `changed`, `answered` or
    /// `unobservable`.
    pub(crate) how: &'static str,
    /// The last known state.
    pub(crate) activity: Option<Arc<Activity>>,
}

/// The line of `wait -o jsonl` for each activity.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct OutcomeLine<'a> {
    version: u32,
    outcome: &'a OutcomeEntry,
}

/// The document of `wait -o json`.
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
    /// The way in which the activity was found: `header`, `correlated`, or `null`.
    identified: Option<&'static str>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SectionEntry<'a> {
    id: &'a str,
    title: &'a str,
}

/// The result of one scan.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ScanResult<'a> {
    pub(crate) scan: ScanEntry<'a>,
    pub(crate) outcome: Option<&'a OutcomeEntry>,
    /// The reason why there is no scan, or no end of it, as a sentence.
    pub(crate) error: Option<&'a str>,
}

/// The lines of `scan -o jsonl`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(crate) enum ScanLine<'a> {
    /// With several sections: each, as it finishes.
    Result {
        version: u32,
        #[serde(flatten)]
        result: ScanResult<'a>,
    },
    /// With one section: once the scan has started.
    Started {
        version: u32,
        scan: &'a ScanEntry<'a>,
    },
}

/// The document of `scan -o json`, written at the end.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(crate) enum ScanDocument<'a> {
    One {
        version: u32,
        scan: ScanEntry<'a>,
        outcome: Option<&'a OutcomeEntry>,
    },
    Several {
        version: u32,
        scans: Vec<ScanResult<'a>>,
    },
}

impl OutcomeEntry {
    /// The outcome of `--idle`: no matching activity is running.
    pub(crate) fn idle() -> Self {
        Self::without_activity("idle")
    }

    /// An outcome of which no activity was seen.
    pub(crate) fn without_activity(how: &'static str) -> Self {
        Self {
            uuid: None,
            how,
            activity: None,
        }
    }
}

impl From<Outcome> for OutcomeEntry {
    fn from(outcome: Outcome) -> Self {
        Self {
            uuid: Some(outcome.id),
            how: outcome.how.as_str(),
            activity: outcome.last,
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
        section: &'a str,
        title: &'a str,
        activity: Option<&'a ActivityId>,
        identified: Option<&'static str>,
    ) -> Self {
        Self {
            section: SectionEntry { id: section, title },
            activity,
            identified,
        }
    }
}

impl<'a> ScanLine<'a> {
    pub(crate) fn one(scan: &'a ScanEntry<'a>) -> Self {
        Self::Started {
            version: VERSION,
            scan,
        }
    }

    pub(crate) fn of_several(result: ScanResult<'a>) -> Self {
        Self::Result {
            version: VERSION,
            result,
        }
    }
}

impl<'a> ScanDocument<'a> {
    pub(crate) fn one(result: ScanResult<'a>) -> Self {
        Self::One {
            version: VERSION,
            scan: result.scan,
            outcome: result.outcome,
        }
    }

    pub(crate) fn several(results: impl Iterator<Item = ScanResult<'a>>) -> Self {
        Self::Several {
            version: VERSION,
            scans: results.collect(),
        }
    }
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
