//! The JSON responses of the web server.

use plex_api::ActivityId;
use serde::Serialize;

use crate::output::VERSION;

/// The result of a request.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(super) enum CancelResponse<'a> {
    /// The server accepted the cancellation.
    Cancelled {
        version: u32,
        cancelled: &'a ActivityId,
    },
    /// Nothing was done.
    Refused {
        version: u32,
        /// The reason, for people. The status code tells programs.
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
    fn the_response_schema_is_up_to_date() {
        crate::output::assert_schema::<CancelResponse<'_>>("serve.answer");
    }
}
