//! The JSON with which the page's server answers whatever is asked of it.

use plex_api::ActivityId;
use serde::Serialize;

use crate::output::VERSION;

/// What came of a request.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(super) enum CancelResponse<'a> {
    /// The activity was asked to stop.
    Cancelled {
        version: u32,
        cancelled: &'a ActivityId,
    },
    /// Nothing was done.
    Refused {
        version: u32,
        /// Why, as a sentence for people. The status says it for programs.
        error: &'a str,
    },
}

impl<'a> CancelResponse<'a> {
    pub(super) fn cancelled(cancelled: &'a ActivityId) -> Self {
        Self::Cancelled {
            version: VERSION,
            cancelled,
        }
    }

    pub(super) fn refused(error: &'a str) -> Self {
        Self::Refused {
            version: VERSION,
            error,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_is_of_what_is_answered() {
        crate::output::assert_schema::<CancelResponse<'_>>("serve.answer");
    }
}
