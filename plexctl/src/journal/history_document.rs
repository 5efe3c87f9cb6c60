//! The history as JSON, for the command and the API.

use std::time::Duration;

use serde::Serialize;

use super::history::{HistoryGap, HistoryRun};
use super::store::from_millis;
use crate::output::VERSION;

/// The document of `-o json` and the API.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct HistoryDocument<'a> {
    version: u32,
    runs: Vec<RunEntry<'a>>,
    gaps: Vec<GapEntry<'a>>,
}

/// The line of `-o jsonl` for each run.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct HistoryLine<'a> {
    version: u32,
    #[serde(flatten)]
    run: RunEntry<'a>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RunEntry<'a> {
    run: i64,
    server: &'a str,
    uuid: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    title: &'a str,
    subtitle: &'a str,
    section: Option<&'a str>,
    section_title: Option<&'a str>,
    started_at: String,
    /// seen, inferred or adopted: how its start was learned.
    began: &'a str,
    ended_at: Option<String>,
    /// For an end that nobody saw: it was still running then.
    ended_after: Option<String>,
    how: Option<&'a str>,
    inferred: bool,
    duration_seconds: Option<f64>,
    longest_silence_seconds: f64,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct GapEntry<'a> {
    server: &'a str,
    from: String,
    to: String,
    reason: &'a str,
}

impl<'a> HistoryDocument<'a> {
    pub(crate) fn new(runs: &'a [HistoryRun], gaps: &'a [HistoryGap]) -> Self {
        Self {
            version: VERSION,
            runs: runs.iter().map(RunEntry::new).collect(),
            gaps: gaps.iter().map(GapEntry::new).collect(),
        }
    }
}

impl<'a> HistoryLine<'a> {
    pub(crate) fn new(run: &'a HistoryRun) -> Self {
        Self {
            version: VERSION,
            run: RunEntry::new(run),
        }
    }
}

impl<'a> RunEntry<'a> {
    fn new(run: &'a HistoryRun) -> Self {
        Self {
            run: run.number,
            server: &run.server,
            uuid: &run.uuid,
            kind: &run.kind,
            title: &run.title,
            subtitle: &run.subtitle,
            section: run.section.as_deref(),
            section_title: run.section_title.as_deref(),
            started_at: format_time(run.began_at),
            began: &run.began,
            ended_at: run.ended_at.map(format_time),
            ended_after: run.ended_after.map(format_time),
            how: run.how.as_deref(),
            inferred: run.is_inferred || run.began == "inferred",
            duration_seconds: run.duration.map(to_seconds),
            longest_silence_seconds: to_seconds(run.longest_still),
        }
    }
}

impl<'a> GapEntry<'a> {
    fn new(gap: &'a HistoryGap) -> Self {
        Self {
            server: &gap.server,
            from: format_time(gap.from),
            to: format_time(gap.to),
            reason: &gap.reason,
        }
    }
}

fn format_time(millis: i64) -> String {
    humantime::format_rfc3339_millis(from_millis(millis)).to_string()
}

/// Seconds with millisecond precision.
fn to_seconds(millis: i64) -> f64 {
    Duration::from_millis(u64::try_from(millis).unwrap_or_default()).as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_history_schemas_are_up_to_date() {
        use crate::output::assert_schema;
        assert_schema::<HistoryDocument<'_>>("history.json");
        assert_schema::<HistoryLine<'_>>("history.jsonl");
    }
}
