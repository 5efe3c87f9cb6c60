//! The types that scenario files and control requests share: activities, notifications, library
//! sections.

use std::time::Duration;

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::activity_draft::ActivityDraft;
use crate::duration_text::DurationText;
use crate::notification::Notification;
use crate::raw_json::RawJson;
use crate::section::Section;
use crate::validated;

/// An activity with the settings of `ActivityScript`.
#[derive(Debug, Clone)]
pub(crate) struct ActivitySpec(pub(crate) ActivityDraft);

/// An activity to start.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Activity"))]
#[serde(deny_unknown_fields)]
struct RawActivity {
    /// Its type, such as `library.update.section`.
    r#type: String,
    /// The title that the first `updated` brings; the type when absent.
    title: Option<String>,
    /// Shown one after the other, evenly over the steps.
    #[serde(default)]
    subtitles: Vec<String>,
    /// The library section. A `library.update.section` becomes this section's scan.
    section: Option<String>,
    /// Entries of `Context`, in any JSON type.
    #[serde(default)]
    context: Map<String, Value>,
    /// Entries of `Response`.
    #[serde(default)]
    response: Map<String, Value>,
    /// Whether it can be cancelled.
    #[serde(default)]
    cancellable: bool,
    /// How long it continues after a cancel was accepted.
    cancel_takes: Option<DurationText>,
    /// The account that it belongs to; 1, the owner, when absent.
    user_id: Option<i64>,
    /// Omits `userID`.
    #[serde(default)]
    without_user_id: bool,
    /// Its identifier, sent unchanged; a random UUID when absent.
    uuid: Option<String>,
    /// The progress of the first `updated`, in percent; -1 stays indeterminate.
    progress: Option<i64>,
    /// How many `updated` follow the first one.
    steps: Option<u32>,
    /// The time between two steps.
    every: Option<DurationText>,
    /// The time from `started` to `ended`; with 0 no poll can see the activity.
    ends_after: Option<DurationText>,
    /// Moves to just under 100 % and never ends by itself.
    #[serde(default)]
    forever: bool,
    /// Omits title and Context until the first step.
    #[serde(default)]
    quiet_start: bool,
    /// Sends no `started`.
    #[serde(default)]
    without_started: bool,
    /// Sends no `ended`: the activity only disappears from the list.
    #[serde(default)]
    without_ended: bool,
}

impl<'de> Deserialize<'de> for ActivitySpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        validated::deserialize::<RawActivity, Self, D>(deserializer)
    }
}

impl TryFrom<RawActivity> for ActivitySpec {
    type Error = String;

    fn try_from(raw: RawActivity) -> Result<Self, String> {
        if raw.forever && raw.ends_after.is_some() {
            return Err("`forever` and `ends_after` exclude each other".to_owned());
        }
        if raw.without_user_id && raw.user_id.is_some() {
            return Err("`user_id` and `without_user_id` exclude each other".to_owned());
        }
        let mut draft = ActivityDraft::new(&raw.r#type);
        draft.title = raw.title;
        draft.subtitles = raw.subtitles;
        if let Some(section) = &raw.section {
            draft.set_section(section);
        }
        for (key, value) in raw.context {
            draft.set_context(&key, value);
        }
        for (key, value) in raw.response {
            draft.set_response(&key, value);
        }
        draft.cancellable = raw.cancellable;
        draft.cancel_takes = raw.cancel_takes.map_or(Duration::ZERO, |span| span.0);
        draft.user_id = (!raw.without_user_id).then(|| raw.user_id.unwrap_or(1));
        draft.uuid = raw.uuid;
        draft.progress = raw.progress.unwrap_or(0);
        draft.steps = raw.steps;
        draft.every = raw.every.map(|span| span.0);
        draft.ends_after = raw.ends_after.map(|span| span.0);
        draft.forever = raw.forever;
        draft.quiet_start = raw.quiet_start;
        draft.sends_started = !raw.without_started;
        draft.sends_ended = !raw.without_ended;
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
    /// How many times all of them are sent.
    #[serde(default = "once")]
    pub(crate) rounds: u32,
}

fn once() -> u32 {
    1
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
}

impl SectionSpec {
    pub(crate) fn to_section(&self) -> Section {
        Section::new(&self.id, &self.r#type, &self.title)
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
        RawActivity::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        RawActivity::json_schema(generator)
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
        let draft = draft(r#"{"type":"media.download"}"#).unwrap();
        assert_eq!(draft.user_id, Some(1));
        assert!(draft.sends_started && draft.sends_ended && !draft.forever);
    }

    #[test]
    fn a_scan_of_a_section_shows_it_in_its_context() {
        let draft = draft(r#"{"type":"library.update.section","section":"2"}"#).unwrap();
        assert_eq!(draft.section.as_deref(), Some("2"));
        let context = serde_json::to_string(&draft.context).unwrap();
        assert_eq!(context, r#"{"librarySectionID":"2"}"#);
    }

    #[test]
    fn contradictory_settings_are_rejected() {
        for fields in [
            r#""forever":true,"ends_after":1"#,
            r#""user_id":2,"without_user_id":true"#,
        ] {
            let error = draft(&format!(r#"{{"type":"x",{fields}}}"#)).unwrap_err();
            assert!(error.to_string().contains("exclude each other"), "{error}");
        }
    }
}
