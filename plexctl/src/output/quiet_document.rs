//! The JSON of `quiet`. `json_documents` describes the format.

use plex_api::QuietReport;
use serde::Serialize;

use super::json_documents::VERSION;

/// The document of `quiet` and `wait --quiet`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct QuietDocument<'a> {
    version: u32,
    #[serde(flatten)]
    report: &'a QuietReport,
}

impl<'a> QuietDocument<'a> {
    pub(crate) fn new(report: &'a QuietReport) -> Self {
        Self {
            version: VERSION,
            report,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quiet_schemas_are_up_to_date() {
        use crate::output::assert_schema;
        assert_schema::<QuietDocument<'_>>("quiet.json");
        assert_schema::<QuietDocument<'_>>("quiet.jsonl");
    }
}
