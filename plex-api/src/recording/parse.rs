//! Records as lines of text.

use std::fmt;

use super::record::{RECORDING_VERSION, Record, Recorded};
use crate::error::{Error, Result};

/// How much of a line that is no record is shown.
const EXCERPT: usize = 80;

/// Reads one line.
pub(super) fn read(line: &str) -> Result<Record> {
    let record: Record = serde_json::from_str(line.trim()).map_err(|error| {
        // "at line 1 column 17" is of the JSON text, which is one line here.
        let reason = error
            .to_string()
            .replace(" at line 1 column ", ", at character ");
        Error::invalid(format!(
            "this is no record of a plex-api recording ({reason}): {:?}",
            excerpt(line.trim(), EXCERPT)
        ))
        .with_source(error)
    })?;
    match record.what {
        Recorded::Recording { version, .. } if version > RECORDING_VERSION => {
            Err(Error::invalid(format!(
                "the recording is of version {version}, and this plex-api reads versions up to \
                 {RECORDING_VERSION}: use a newer one"
            )))
        }
        _ => Ok(record),
    }
}

impl fmt::Display for Record {
    /// One JSON object, without a line break.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

/// The beginning of a text.
pub(super) fn excerpt(text: &str, length: usize) -> String {
    match text.char_indices().nth(length) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
