//! The types that scenario files and control requests share: activities, notifications, library
//! sections.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Deserializer};
#[cfg(test)]
use serde_json::Value;

use crate::activity_draft::ActivityDraft;
use crate::duration_text::DurationText;
use crate::notification::Notification;
use crate::raw_json::RawJson;
use crate::section::Section;
use crate::stub_response::{Body, StubResponse};
use crate::validated;

/// An activity whose settings do not contradict each other.
#[derive(Debug, Clone)]
pub(crate) struct ActivitySpec(pub(crate) ActivityDraft);

impl<'de> Deserialize<'de> for ActivitySpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        validated::deserialize::<ActivityDraft, Self, D>(deserializer)
    }
}

impl TryFrom<ActivityDraft> for ActivitySpec {
    type Error = String;

    fn try_from(mut draft: ActivityDraft) -> Result<Self, String> {
        if draft.forever && draft.ends_after.is_some() {
            return Err("`forever` and `ends_after` exclude each other".to_owned());
        }
        if draft.without_user_id && draft.user_id.is_some() {
            return Err("`user_id` and `without_user_id` exclude each other".to_owned());
        }
        if let Some(section) = draft.section.take() {
            let context = std::mem::take(&mut draft.context);
            draft.set_section(&section);
            for (key, value) in context.iter() {
                draft.set_context(key, value.clone());
            }
        }
        Ok(Self(draft))
    }
}

/// A notification of any kind.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Notification"))]
#[serde(deny_unknown_fields)]
pub(crate) struct NotificationSpec {
    /// The `type` and event name, such as `timeline`.
    r#type: String,
    /// The key of the body, such as `TimelineEntry`.
    key: String,
    /// One entry, sent unchanged.
    #[cfg_attr(test, schemars(with = "Value"))]
    body: RawJson,
}

impl NotificationSpec {
    pub(crate) fn to_notification(&self) -> Notification {
        Notification::new(&self.r#type, &self.key, &*self.body.0)
    }
}

/// Many notifications, sent as fast as the slowest client reads them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BurstSpec {
    /// Sent in this order.
    pub(crate) notifications: Vec<NotificationSpec>,
    /// The number of times that all of them are sent.
    #[serde(default = "once")]
    pub(crate) rounds: u32,
}

fn once() -> u32 {
    1
}

/// A canned answer to the requests of a client.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct AnswerSpec {
    /// The method, in which `*` stands for any text.
    #[serde(default = "any")]
    pub(crate) method: String,
    /// The path, in which `*` stands for any text.
    pub(crate) path: String,
    #[serde(default = "ok")]
    status: u16,
    /// The body as JSON.
    json: Option<RawJson>,
    /// The body as text.
    body: Option<String>,
    content_type: Option<String>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// The number of requests that it answers; all when absent.
    times: Option<u32>,
    delay: Option<DurationText>,
}

impl AnswerSpec {
    /// The response; the error says which settings contradict each other.
    pub(crate) fn to_stub(&self) -> Result<StubResponse, String> {
        if !(200..=599).contains(&self.status) {
            return Err(format!("{} is no status of an answer", self.status));
        }
        let mut stub = match (&self.json, &self.body) {
            (Some(_), Some(_)) => return Err("`json` and `body` exclude each other".to_owned()),
            (Some(json), None) => StubResponse::json(self.status, json.0.as_str()),
            (None, Some(body)) if body.starts_with('<') => {
                StubResponse::xml(self.status, body.as_str())
            }
            (None, Some(body)) => StubResponse::new(self.status, Body::Bytes(body.as_str().into()))
                .content_type("text/plain"),
            (None, None) => StubResponse::empty(self.status),
        };
        if let Some(kind) = &self.content_type {
            stub = stub.content_type(kind);
        }
        for (name, value) in &self.headers {
            stub = stub.header(name, value);
        }
        if let Some(times) = self.times {
            stub = stub.times(times);
        }
        Ok(stub.after(self.delay.map_or(Duration::ZERO, |span| span.0)))
    }
}

fn any() -> String {
    "*".to_owned()
}

fn ok() -> u16 {
    200
}

/// A library section.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Section"))]
#[serde(deny_unknown_fields)]
pub(crate) struct SectionSpec {
    /// Its id: digits, as a string.
    id: String,
    /// `movie`, `show`, `artist` or `photo`.
    r#type: String,
    /// Its title.
    title: String,
    /// Its folders; one of its title below `/data` when absent.
    #[serde(default)]
    locations: Vec<String>,
}

impl SectionSpec {
    pub(crate) fn to_section(&self) -> Section {
        Section::new(&self.id, &self.r#type, &self.title).with_folders(self.locations.clone())
    }
}

/// The new progress of an activity.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Progress"))]
#[serde(deny_unknown_fields)]
pub(crate) struct ProgressSpec {
    /// The uuid of the activity.
    pub(crate) uuid: String,
    /// The new progress, in percent.
    pub(crate) percent: i64,
    /// The new subtitle; the old subtitle stays when absent.
    pub(crate) subtitle: Option<String>,
}

#[cfg(test)]
impl schemars::JsonSchema for ActivitySpec {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        ActivityDraft::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        ActivityDraft::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(text: &str) -> Result<ActivityDraft, serde_json::Error> {
        serde_json::from_str(text).map(|ActivitySpec(draft)| draft)
    }

    #[test]
    fn an_activity_needs_only_its_type() {
        let draft = draft(r#"{"kind":"media.download"}"#).unwrap();
        assert_eq!(draft.to_activity().user_id, Some(1));
        assert!(!draft.without_started && !draft.without_ended && !draft.forever);
    }

    #[test]
    fn a_scan_of_a_section_shows_it_in_its_context() {
        let draft = draft(r#"{"kind":"library.update.section","section":"2"}"#).unwrap();
        assert_eq!(draft.section.as_deref(), Some("2"));
        let context = serde_json::to_string(&draft.context).unwrap();
        assert_eq!(context, r#"{"librarySectionID":"2"}"#);
    }

    #[test]
    fn the_key_of_earlier_versions_is_still_read() {
        let draft = draft(r#"{"type":"media.download"}"#).unwrap();
        assert_eq!(draft.kind, "media.download");
    }

    #[test]
    fn contradictory_settings_are_rejected() {
        for fields in [
            r#""forever":true,"ends_after":1"#,
            r#""user_id":2,"without_user_id":true"#,
        ] {
            let error = draft(&format!(r#"{{"kind":"x",{fields}}}"#)).unwrap_err();
            assert!(error.to_string().contains("exclude each other"), "{error}");
        }
    }
}
