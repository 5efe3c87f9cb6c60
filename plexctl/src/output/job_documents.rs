//! The JSON of started jobs, of library sections and of scheduled tasks. `json_documents` describes the
//! format.

use plex_api::{Activity, ActivityId, ButlerTask, LibrarySection};
use serde::Serialize;

use super::json_documents::VERSION;
use super::outcome_document::OutcomeEntry;

/// A job that was requested.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct JobEntry<'a> {
    /// The kind of the job, as it is typed: `butler`, `refresh`, ...
    pub(crate) what: &'a str,
    /// The target of the job: a task, a section, items, a DVR, a tuner.
    pub(crate) target: Option<TargetEntry<'a>>,
    pub(crate) activity: Option<&'a ActivityId>,
    /// The way in which the activity was found: `header`, `correlated`, or `null`.
    pub(crate) identified: Option<&'static str>,
}

/// The target of a job.
#[derive(Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct TargetEntry<'a> {
    pub(crate) id: &'a str,
    /// Its name for people, if the server has one.
    pub(crate) title: Option<&'a str>,
}

/// The result of one job.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct JobResult<'a> {
    pub(crate) job: JobEntry<'a>,
    pub(crate) outcome: Option<&'a OutcomeEntry>,
    /// The reason why it was not started, or has no end, as a sentence.
    pub(crate) error: Option<&'a str>,
}

/// The line of `start -o jsonl` for each job.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct JobLine<'a> {
    version: u32,
    #[serde(flatten)]
    result: JobResult<'a>,
}

/// The document of `start -o json`, written at the end.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct JobsDocument<'a> {
    version: u32,
    jobs: Vec<JobResult<'a>>,
}

/// The document of `sections -o json`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct SectionsDocument<'a> {
    version: u32,
    sections: &'a [LibrarySection],
}

/// The line of `sections -o jsonl` for each section.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct SectionLine<'a> {
    version: u32,
    section: &'a LibrarySection,
}

/// The document of `tasks -o json`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct TasksDocument<'a> {
    version: u32,
    tasks: &'a [ButlerTask],
    hours: Option<Hours>,
    /// The activities that the butler may have started.
    running: &'a [Activity],
}

/// The line of `tasks -o jsonl` for each task.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct TaskLine<'a> {
    version: u32,
    task: &'a ButlerTask,
}

/// The maintenance hours, in the server's local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Hours {
    pub(crate) start: u8,
    pub(crate) end: u8,
}

impl<'a> JobLine<'a> {
    pub(crate) fn new(result: JobResult<'a>) -> Self {
        Self {
            version: VERSION,
            result,
        }
    }
}

impl<'a> JobsDocument<'a> {
    pub(crate) fn new(jobs: impl Iterator<Item = JobResult<'a>>) -> Self {
        Self {
            version: VERSION,
            jobs: jobs.collect(),
        }
    }
}

impl<'a> SectionsDocument<'a> {
    pub(crate) fn new(sections: &'a [LibrarySection]) -> Self {
        Self {
            version: VERSION,
            sections,
        }
    }
}

impl<'a> SectionLine<'a> {
    pub(crate) fn new(section: &'a LibrarySection) -> Self {
        Self {
            version: VERSION,
            section,
        }
    }
}

impl<'a> TasksDocument<'a> {
    pub(crate) fn new(
        tasks: &'a [ButlerTask],
        hours: Option<Hours>,
        running: &'a [Activity],
    ) -> Self {
        Self {
            version: VERSION,
            tasks,
            hours,
            running,
        }
    }
}

impl<'a> TaskLine<'a> {
    pub(crate) fn new(task: &'a ButlerTask) -> Self {
        Self {
            version: VERSION,
            task,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_sections_and_tasks_schemas_are_up_to_date() {
        use crate::output::assert_schema;
        assert_schema::<JobsDocument<'_>>("start.json");
        assert_schema::<JobLine<'_>>("start.jsonl");
        assert_schema::<SectionsDocument<'_>>("sections.json");
        assert_schema::<SectionLine<'_>>("sections.jsonl");
        assert_schema::<TasksDocument<'_>>("tasks.json");
        assert_schema::<TaskLine<'_>>("tasks.jsonl");
    }
}
