//! The options that select activities, as typed.

use clap::Args;
use plex_api::ActivityFilter;

use super::section_lookup::find_section;
use crate::connect::Connection;
use crate::error::{CliError, Failure};

/// `--type` and `--section`.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct FilterArgs {
    /// Only activities of this type, such as library.update.section; * matches any characters. Can
    /// be repeated
    #[arg(long = "type", value_name = "GLOB")]
    types: Vec<String>,

    /// Only activities on this library section, by number or title. Can be repeated
    #[arg(long = "section", value_name = "SECTION")]
    sections: Vec<String>,
}

impl FilterArgs {
    /// Whether everything is selected.
    pub(crate) fn is_empty(&self) -> bool {
        self.types.is_empty() && self.sections.is_empty()
    }

    /// The patterns of `--type`.
    pub(crate) fn types(&self) -> &[String] {
        &self.types
    }

    /// The filter without a server that could be asked for its sections.
    pub(crate) fn filter_by_number(&self) -> Result<ActivityFilter, CliError> {
        let mut filter = self.by_type();
        for wanted in &self.sections {
            if !is_number(wanted) {
                return Err(CliError::usage(format!(
                    "--section {wanted:?}: without a server, a section must be a number"
                )));
            }
            filter = filter.section(wanted);
        }
        Ok(filter)
    }

    /// The filter for one server. A title makes a request for the server's sections.
    pub(crate) async fn filter(&self, connection: &Connection) -> Result<ActivityFilter, Failure> {
        let mut filter = self.by_type();
        for wanted in &self.sections {
            // A number needs no request, so it works while the server is down.
            filter = if is_number(wanted) {
                filter.section(wanted)
            } else {
                filter.section(find_section(connection, wanted).await?.id())
            };
        }
        Ok(filter)
    }

    fn by_type(&self) -> ActivityFilter {
        let mut filter = ActivityFilter::any();
        for pattern in &self.types {
            filter = filter.of_type(pattern);
        }
        filter
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}
