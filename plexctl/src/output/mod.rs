//! Everything that leaves the program as text: data on standard output, talk on standard error.

mod activity_table;
mod board;
mod columns;
mod console;
mod documents;
mod outcome_document;
mod plain_table;
mod safe_text;
#[cfg(test)]
mod schemas;

pub(crate) use activity_table::activity_table;
pub(crate) use board::Key;
pub(crate) use columns::{columns_of, cut};
pub(crate) use console::Console;
pub(crate) use documents::{
    ActivityDocument, CancelDocument, CancelLine, ListDocument, VERSION, line, page,
};
pub(crate) use outcome_document::{
    OutcomeEntry, OutcomeLine, OutcomesDocument, ScanDocument, ScanEntry, ScanLine,
};
pub(crate) use plain_table::plain_table;
pub(crate) use safe_text::{safe, safe_json};
#[cfg(test)]
pub(crate) use schemas::{assert_schema, assert_schema_of_events};
