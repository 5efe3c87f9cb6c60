//! The lists of a server that tests fill: sessions, conversions, recordings, tuners, tasks, settings.

use serde::Deserialize;
use serde_json::{Map, Value};

/// A list of the simulated server, for [`PlexSim::set_list`](crate::PlexSim::set_list).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ServerList {
    /// `GET /butler`: the scheduled tasks. At first the documented ones.
    ButlerTasks,
    /// `GET /status/sessions`: the played items. At first empty.
    Sessions,
    /// `GET /status/sessions/background`: the conversions. At first empty.
    Conversions,
    /// `GET /playlists/{playlist}/items/{id}`: the orders to convert items. At first empty.
    ConversionOrders,
    /// `GET /transcode/sessions`. At first empty.
    TranscodeSessions,
    /// `GET /livetv/sessions`. At first empty.
    LiveTvSessions,
    /// `GET /livetv/dvrs`. At first one, with the key 28 and the tuner 17.
    Dvrs,
    /// `GET /media/grabbers/devices`. At first one, with the key 17.
    Devices,
    /// `GET /media/subscriptions/scheduled`. At first empty.
    Recordings,
    /// `GET /:/prefs/get`: the settings, by their `id`. At first the settings for background work.
    Preferences,
    /// The updates of `GET /updater/status`. At first empty.
    Updates,
}

impl ServerList {
    /// The key of the list in its response.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::ButlerTasks => "ButlerTask",
            Self::Sessions | Self::LiveTvSessions => "Metadata",
            Self::Conversions => "TranscodeJob",
            Self::ConversionOrders => "Item",
            Self::TranscodeSessions => "TranscodeSession",
            Self::Dvrs => "Dvr",
            Self::Devices => "Device",
            Self::Recordings => "MediaGrabOperation",
            Self::Preferences => "Setting",
            Self::Updates => "Release",
        }
    }

    /// The element of an entry in XML. A played item has the element of its kind.
    pub(crate) fn xml_name(self, entry: &Map<String, Value>) -> &'static str {
        let kind = entry.get("type").and_then(Value::as_str);
        match (self.key(), kind) {
            ("Metadata", Some("track")) => "Track",
            ("Metadata", Some("photo")) => "Photo",
            ("Metadata", _) => "Video",
            (key, _) => key,
        }
    }

    /// Its entries before a test sets others.
    pub(crate) fn at_first(self) -> Vec<Map<String, Value>> {
        let text = match self {
            Self::ButlerTasks => include_str!("../payloads/documented-http-butler-list.json"),
            Self::Preferences => include_str!("../payloads/http-prefs-that-matter.json"),
            Self::Dvrs => DVRS,
            Self::Devices => DEVICES,
            _ => return Vec::new(),
        };
        let whole: Value = serde_json::from_str(text).unwrap_or_default();
        let lists = whole.as_object().into_iter().flat_map(Map::values);
        let mut lists = lists.filter_map(|inner| inner.get(self.key())?.as_array());
        entries(lists.next().cloned().unwrap_or_default())
    }
}

const DVRS: &str = r#"{"MediaContainer":{"Dvr":[{"key":"28","uuid":"000000e3-0000-4000-8000-0000000000e3",
"language":"eng","lineup":"lineup://example","Device":[{"key":"17","tuners":"2","uri":"http://192.0.2.42"}]}]}}"#;
const DEVICES: &str = r#"{"MediaContainer":{"Device":[{"key":"17","tuners":"2","uri":"http://192.0.2.42",
"make":"Silicondust","sources":"0,1"}]}}"#;

/// The objects among some values.
pub(crate) fn entries(values: impl IntoIterator<Item = Value>) -> Vec<Map<String, Value>> {
    let objects = values.into_iter().filter_map(|value| match value {
        Value::Object(object) => Some(object),
        _ => None,
    });
    objects.collect()
}

/// Returns `true` if an entry has this value under this name, as a text or a number.
pub(crate) fn is_value(entry: &Map<String, Value>, name: &str, value: &str) -> bool {
    match entry.get(name) {
        Some(Value::String(known)) => known == value,
        Some(Value::Number(known)) => known.to_string() == value,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_of_the_payloads_are_there_at_first() {
        for (list, count) in [
            (ServerList::ButlerTasks, 22),
            (ServerList::Preferences, 16),
            (ServerList::Dvrs, 1),
            (ServerList::Devices, 1),
            (ServerList::Sessions, 0),
        ] {
            assert_eq!(list.at_first().len(), count, "{list:?}");
        }
    }
}
