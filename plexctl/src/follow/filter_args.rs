//! The options that select activities, as typed.

use std::time::Duration;

use clap::Args;
use plex_api::ActivityFilter;

use super::section_lookup::find_section;
use crate::connect::Connection;
use crate::error::{CliError, Failure};
use crate::exit::Exit;

/// The shortest and longest pause between attempts to resolve the filter on a server that does not
/// answer.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(30));

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
    /// Returns `true` if everything is selected.
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

    /// The attempts to resolve the filter on a server that may be unreachable.
    pub(crate) fn attempts<'a>(&'a self, connection: &'a Connection) -> FilterAttempts<'a> {
        FilterAttempts {
            filter_args: self,
            connection,
            pause: PAUSES.0,
        }
    }

    fn by_type(&self) -> ActivityFilter {
        let mut filter = ActivityFilter::any();
        for pattern in &self.types {
            filter = filter.of_type(pattern);
        }
        filter
    }
}

/// The attempts to resolve a filter on one server.
pub(crate) struct FilterAttempts<'a> {
    filter_args: &'a FilterArgs,
    connection: &'a Connection,
    pause: Duration,
}

/// The result of an attempt to resolve a filter.
pub(crate) enum FilterAttempt {
    Resolved(ActivityFilter),
    /// The next attempt is due after `retry_in`.
    Unreachable {
        reason: String,
        retry_in: Duration,
    },
}

impl FilterAttempts<'_> {
    /// Makes one attempt. It fails when another one would be useless.
    pub(crate) async fn next(&mut self) -> Result<FilterAttempt, Failure> {
        match self.filter_args.filter(self.connection).await {
            Ok(filter) => Ok(FilterAttempt::Resolved(filter)),
            Err(failure) if failure.exit == Exit::Unreachable => {
                let retry_in = self.pause;
                self.pause = (self.pause * 2).min(PAUSES.1);
                let reason = failure.sentence;
                Ok(FilterAttempt::Unreachable { reason, retry_in })
            }
            Err(failure) => Err(failure),
        }
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}
