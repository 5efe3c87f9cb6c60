//! One event on its way to a hook: its document, its variables and its texts.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use super::hook_event::HookEvent;
use super::text_template::OwnTexts;
use crate::output::{VERSION, sanitize_name};

/// The longest value of a variable, in bytes. A program may get 128 KiB in one on Linux.
const LONGEST_VARIABLE: usize = 4 * 1024;

/// The facts of an event: the name in templates, which in capitals and after `PLEXCTL_` is the name
/// of the variable, and the place in the document.
const FACTS: [(&str, &str, &str); 13] = [
    ("server", "PLEXCTL_SERVER", "/server"),
    ("at", "PLEXCTL_AT", "/at"),
    ("uuid", "PLEXCTL_UUID", "/activity/uuid"),
    ("type", "PLEXCTL_TYPE", "/activity/type"),
    ("title", "PLEXCTL_TITLE", "/activity/title"),
    ("subtitle", "PLEXCTL_SUBTITLE", "/activity/subtitle"),
    (
        "section",
        "PLEXCTL_SECTION",
        "/activity/Context/librarySectionID",
    ),
    ("how", "PLEXCTL_HOW", "/how"),
    ("reason", "PLEXCTL_REASON", "/reason"),
    ("started_at", "PLEXCTL_STARTED_AT", "/run/started_at"),
    (
        "duration_seconds",
        "PLEXCTL_DURATION_SECONDS",
        "/run/duration_seconds",
    ),
    ("count", "PLEXCTL_COUNT", "/count"),
    ("inferred", "PLEXCTL_INFERRED", "/inferred"),
];

/// The other names that templates know.
const MORE_NAMES: [&str; 3] = ["event", "event_id", "data"];

/// An event for a hook.
#[derive(Clone, Debug)]
pub(crate) struct Notice {
    /// Stays the same over all attempts, and has no full stop, which separates the signed parts.
    pub(crate) id: String,
    pub(crate) event: HookEvent,
    /// The event as `watch -o jsonl` writes it, on one line without the line break.
    pub(crate) document: String,
    /// The time of the event, as the document has it.
    pub(crate) at: String,
    pub(crate) server: String,
    /// The texts from the hook's templates instead of the default texts, escaped for its receiver.
    pub(crate) own: OwnTexts,
    value: Value,
}

impl Notice {
    /// Reads the document of an event.
    pub(crate) fn new(id: String, event: HookEvent, document: &str) -> Self {
        let document = document.trim_end().to_owned();
        let value: Value = serde_json::from_str(&document).unwrap_or_default();
        let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
        Self {
            id,
            event,
            at: text("at").to_owned(),
            server: text("server").to_owned(),
            document,
            own: OwnTexts::default(),
            value,
        }
    }

    /// An event that says that it is a test, with everything that such an event can have.
    pub(crate) fn sample(event: HookEvent, server: &str) -> Self {
        let at = humantime::format_rfc3339_millis(SystemTime::now()).to_string();
        let mut document = json!({
            "version": VERSION, "server": server, "at": at, "event": event.as_str(), "test": true,
        });
        let mut add = |name: &str, value: Value| {
            if let Some(document) = document.as_object_mut() {
                document.insert(name.to_owned(), value);
            }
        };
        if event.is_about_activity() {
            add(
                "activity",
                json!({
                    "uuid": "00000000-0000-0000-0000-000000000000",
                    "type": "library.update.section", "title": "Test of plexctl", "subtitle": "",
                    "progress": 100, "cancellable": false, "Context": {"librarySectionID": "1"},
                }),
            );
            add("incarnation", json!(0));
            add("last_moved_seconds", json!(0));
        }
        match event {
            HookEvent::Started => {
                add("observed", json!("notification"));
                add("run", json!({"number": 1, "started_at": at}));
            }
            HookEvent::Stalled => add("run", json!({"number": 1, "started_at": at})),
            HookEvent::Ended => {
                add("how", json!("ended"));
                add(
                    "run",
                    json!({"number": 1, "started_at": at, "ended_at": at, "duration_seconds": 0}),
                );
            }
            HookEvent::Quiet => {
                add("count", json!(1));
                add("runs", json!([]));
            }
            HookEvent::Connected => add("transport", json!("websocket")),
            HookEvent::Disconnected => {
                add("reason", json!("a test"));
                add("retry_in_seconds", json!(1.0));
            }
        }
        let id = format!("evt_test_{:016x}_{}", fastrand::u64(..), event.as_str());
        Self::new(id, event, &document.to_string())
    }

    /// The names that templates know.
    pub(crate) fn text_names() -> impl Iterator<Item = &'static str> {
        FACTS.iter().map(|(name, _, _)| *name).chain(MORE_NAMES)
    }

    /// The values for templates: every name has a value. The texts are for people, `data` is the whole event.
    pub(super) fn text_values(&self) -> BTreeMap<&'static str, Value> {
        let mut values: BTreeMap<&'static str, Value> = FACTS
            .iter()
            .map(|(name, _, pointer)| {
                let value = match (self.value.pointer(pointer), *name) {
                    (Some(Value::String(text)), _) => sanitize_name(text).into(),
                    (Some(value @ (Value::Number(_) | Value::Bool(_))), _) => value.clone(),
                    (_, "duration_seconds") => Value::Null,
                    (_, "count") => 1.into(),
                    (_, "inferred") => false.into(),
                    _ => "".into(),
                };
                (*name, value)
            })
            .collect();
        values.insert("event", self.event.as_str().into());
        values.insert("event_id", self.id.as_str().into());
        values.insert("data", self.value.clone());
        values
    }

    /// The variables for a program. None has a name that plexctl reads.
    pub(crate) fn variables(
        &self,
        hook: Option<&str>,
        attempt: u32,
    ) -> Vec<(&'static str, String)> {
        let mut variables = vec![
            ("PLEXCTL_EVENT", self.event.as_str().to_owned()),
            ("PLEXCTL_EVENT_ID", self.id.clone()),
            ("PLEXCTL_ATTEMPT", attempt.to_string()),
        ];
        if let Some(hook) = hook {
            variables.push(("PLEXCTL_HOOK", hook.to_owned()));
        }
        for (_, name, pointer) in FACTS {
            if let Some(text) = self.value.pointer(pointer).and_then(read_text) {
                variables.push((name, text));
            }
        }
        for (_, value) in &mut variables {
            *value = make_variable(value);
        }
        variables
    }

    /// The uuid of the activity, if it is about one.
    pub(crate) fn uuid(&self) -> Option<&str> {
        self.value.pointer("/activity/uuid").and_then(Value::as_str)
    }

    /// A short line for people, without characters that act on a terminal.
    pub(crate) fn title(&self) -> String {
        let count = self.value.get("count").and_then(Value::as_u64);
        let word = match self.event {
            HookEvent::Started => "Started",
            HookEvent::Ended => "Ended",
            HookEvent::Stalled => "No progress",
            HookEvent::Quiet => {
                return format!("{}: nothing is running any more", self.server_name());
            }
            HookEvent::Connected => return format!("{}: connected", self.server_name()),
            HookEvent::Disconnected => return format!("{}: no connection", self.server_name()),
        };
        match count.filter(|count| *count > 1) {
            Some(count) => format!("{word}: {} and {} more", self.activity_name(), count - 1),
            None => format!("{word}: {}", self.activity_name()),
        }
    }

    /// The facts beside the title, in one line for people.
    pub(crate) fn text(&self) -> String {
        let mut parts = Vec::new();
        if self.event.is_about_activity() {
            let kind = self.value.pointer("/activity/type").and_then(Value::as_str);
            parts.push(format!(
                "{} on {}",
                sanitize_name(kind.unwrap_or("an activity")),
                self.server_name()
            ));
        }
        let seconds = |pointer: &str| self.value.pointer(pointer).and_then(Value::as_u64);
        if let Some(duration) = seconds("/run/duration_seconds") {
            let duration = humantime::format_duration(Duration::from_secs(duration));
            parts.push(format!("after {duration}"));
        }
        if let (HookEvent::Stalled, Some(still)) = (self.event, seconds("/last_moved_seconds")) {
            let still = humantime::format_duration(Duration::from_secs(still));
            parts.push(format!("for {still}"));
        }
        if self.value.get("how").and_then(Value::as_str) == Some("vanished") {
            parts.push("gone from the server's list, assumed finished".to_owned());
        }
        if self.value.get("inferred").and_then(Value::as_bool) == Some(true) {
            parts.push("found out later".to_owned());
        }
        if let Some(reason) = self.value.get("reason").and_then(Value::as_str) {
            parts.push(sanitize_name(reason));
        }
        if parts.is_empty() {
            parts.push(self.at.clone());
        }
        parts.join(", ")
    }

    fn server_name(&self) -> String {
        sanitize_name(&self.server)
    }

    fn activity_name(&self) -> String {
        let text = |name: &str| {
            let text = self.value.get("activity").and_then(|one| one.get(name));
            text.and_then(Value::as_str).unwrap_or_default()
        };
        let title = match text("title") {
            "" => text("type"),
            title => title,
        };
        sanitize_name(&match text("subtitle") {
            "" => title.to_owned(),
            subtitle => format!("{title}: {subtitle}"),
        })
    }
}

fn read_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(bool) => Some(bool.to_string()),
        _ => None,
    }
}

/// A NUL ends a variable, and the system refuses one that is too long.
fn make_variable(text: &str) -> String {
    let mut value = text.replace('\0', "\u{fffd}");
    while value.len() > LONGEST_VARIABLE {
        value.pop();
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_bounded_and_without_nul_and_none_is_read_by_plexctl() {
        let title = format!("a\u{0}b{}", "é".repeat(9_000));
        let document = serde_json::json!({
            "server": "home", "at": "2026-11-30T04:00:00.000Z", "event": "ended", "how": "ended",
            "activity": {"uuid": "u", "type": "butler", "title": title,
                         "Context": {"librarySectionID": 7}},
        });
        let notice = Notice::new("evt".to_owned(), HookEvent::Ended, &document.to_string());
        let variables = notice.variables(Some("phone"), 2);
        let value = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| value.as_str()).unwrap()
        };
        assert_eq!(value("PLEXCTL_EVENT"), "ended");
        assert_eq!(value("PLEXCTL_SECTION"), "7");
        assert_eq!(value("PLEXCTL_ATTEMPT"), "2");
        assert_eq!(value("PLEXCTL_HOOK"), "phone");
        assert!(value("PLEXCTL_TITLE").starts_with("a\u{fffd}b"));
        assert!(value("PLEXCTL_TITLE").len() <= LONGEST_VARIABLE);
        assert!(
            variables
                .iter()
                .all(|(name, _)| name.starts_with("PLEXCTL_"))
        );
    }

    #[test]
    fn a_title_for_people_has_nothing_that_acts_on_a_terminal() {
        let document = serde_json::json!({"server": "home", "activity": {
            "type": "butler", "title": "\u{1b}[2Jx", "subtitle": "y".repeat(5_000)}});
        let notice = Notice::new("evt".to_owned(), HookEvent::Ended, &document.to_string());
        assert!(notice.title().starts_with("Ended: ␛[2Jx: yyy"));
        assert!(notice.title().chars().count() < 250);
    }
}
