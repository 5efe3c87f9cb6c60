//! Which activities somebody wants to follow, as it was typed.

use clap::Args;
use plex_api::ActivityFilter;

use super::section_lookup::find_section;
use crate::connect::Connection;
use crate::error::{CliError, Failure};

/// `--type` and `--section`.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct FilterArgs {
    /// Only activities of this type, such as library.update.section; * stands for any characters.
    /// May be given several times
    #[arg(long = "type", value_name = "GLOB")]
    types: Vec<String>,

    /// Only activities on this library section, by its number or title. May be given several times
    #[arg(long = "section", value_name = "SECTION")]
    sections: Vec<String>,
}

impl FilterArgs {
    /// Whether everything is selected.
    pub(crate) fn is_empty(&self) -> bool {
        self.types.is_empty() && self.sections.is_empty()
    }

    /// The filter where there is no server to ask for its sections.
    pub(crate) fn filter_by_number(&self) -> Result<ActivityFilter, CliError> {
        let mut filter = self.by_type();
        for wanted in &self.sections {
            if !is_number(wanted) {
                return Err(CliError::usage(format!(
                    "--section {wanted:?}: without a server a section has to be a number"
                )));
            }
            filter = filter.section(wanted);
        }
        Ok(filter)
    }

    /// The filter for one server, which is asked for its sections if a title was typed.
    pub(crate) async fn filter(&self, connection: &Connection) -> Result<ActivityFilter, Failure> {
        let mut filter = self.by_type();
        for wanted in &self.sections {
            // A number is taken as it is, so that it works while the server is down.
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
