//! The output of the program: data on standard output, messages on standard error.

mod activity_table;
mod console;
mod job_documents;
mod json_documents;
mod outcome_document;
mod output_flags;
mod plain_table;
mod progress_bars;
mod quiet_document;
mod sanitize;
#[cfg(test)]
mod schemas;
mod stderr_terminal;
mod width;

pub(crate) use activity_table::{IdStyle, render_activity_table};
pub(crate) use console::Console;
pub(crate) use job_documents::{
    Hours, JobEntry, JobLine, JobResult, JobsDocument, SectionLine, SectionsDocument, TargetEntry,
    TaskLine, TasksDocument,
};
pub(crate) use json_documents::{
    ActivityDocument, CancelDocument, CancelLine, ListDocument, VERSION, to_json_line,
    to_pretty_json,
};
pub(crate) use outcome_document::{
    OutcomeEntry, OutcomeLine, OutcomesDocument, ScanDocument, ScanEntry, ScanLine, ScanResult,
};
pub(crate) use output_flags::{ColorChoice, LogFormat, OutputFlags, OutputFormat};
pub(crate) use plain_table::render_plain_table;
pub(crate) use progress_bars::ActivityKey;
pub(crate) use quiet_document::QuietDocument;
pub(crate) use sanitize::{is_visible, sanitize, sanitize_json, sanitize_name};
#[cfg(test)]
pub(crate) use schemas::{assert_schema, assert_schema_of_events};
pub(crate) use width::{measure_width, truncate};
