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
            excerpt(line)
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

fn excerpt(line: &str) -> String {
    let line = line.trim();
    match line.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line.to_owned(),
    }
}

/// Transports by their names.
pub(super) mod transport {
    use serde::{Deserialize, Deserializer, Serializer, de};

    use crate::notifications::Transport;

    const ALL: [Transport; 3] = [
        Transport::WebSocket,
        Transport::EventSource,
        Transport::Polling,
    ];

    pub(in crate::recording) fn serialize<S: Serializer>(
        transport: &Transport,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(transport.as_str())
    }

    pub(in crate::recording) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Transport, D::Error> {
        let name = String::deserialize(deserializer)?;
        ALL.into_iter()
            .find(|transport| transport.as_str() == name)
            .ok_or_else(|| {
                de::Error::custom(format!(
                    "expected websocket, eventsource or polling, got {name:?}"
                ))
            })
    }
}
