//! Everything that leaves the program as text: data on standard output, talk on standard error.

mod activity_table;
mod console;
mod documents;
mod safe_text;

pub(crate) use activity_table::activity_table;
pub(crate) use console::Console;
pub(crate) use documents::{
    ActivityDocument, CancelDocument, CancelLine, ListDocument, line, page,
};
pub(crate) use safe_text::safe;
