//! Which activities somebody wants to follow, as it was typed.

use clap::Args;
use plex_api::ActivityFilter;

use super::sections::section;
use crate::connection::Connection;
use crate::stop::Failure;

/// `--type` and `--section`.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Selection {
    /// Only activities of this type, such as library.update.section; * stands for any characters.
    /// May be given several times
    #[arg(long = "type", value_name = "GLOB")]
    types: Vec<String>,

    /// Only activities on this library section, by its number or title. May be given several times
    #[arg(long = "section", value_name = "SECTION")]
    sections: Vec<String>,
}

impl Selection {
    /// Whether everything is selected.
    pub(crate) fn is_empty(&self) -> bool {
        self.types.is_empty() && self.sections.is_empty()
    }

    /// The filter for one server, which is asked for its sections if a title was typed.
    pub(crate) async fn filter(&self, connection: &Connection) -> Result<ActivityFilter, Failure> {
        let mut filter = ActivityFilter::any();
        for pattern in &self.types {
            filter = filter.of_type(pattern);
        }
        for wanted in &self.sections {
            // A number is taken as it is, so that it works while the server is down.
            let is_number = !wanted.is_empty() && wanted.chars().all(|c| c.is_ascii_digit());
            filter = if is_number {
                filter.section(wanted)
            } else {
                filter.section(section(connection, wanted).await?.id())
            };
        }
        Ok(filter)
    }
}
