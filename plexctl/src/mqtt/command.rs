//! Commands that others publish: their forms, and the refusals before anything is sent.

use plex_api::ActivityId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::catalog::Catalog;
use crate::output::sanitize_name;

/// A longer payload is no command.
pub(super) const LARGEST: usize = 1_024;

/// A longer id of a command is not repeated.
const LONGEST_ID: usize = 64;

/// A command that can be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Command {
    pub(super) id: Option<String>,
    pub(super) request: CommandRequest,
}

/// The request of a command. Libraries and tasks belong to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CommandRequest {
    Scan {
        library: String,
    },
    /// Stops the scan of a library, or all scans.
    Stop {
        library: Option<String>,
    },
    Butler {
        task: String,
    },
}

/// A command as it is written.
#[derive(Deserialize)]
#[serde(tag = "action", rename_all = "lowercase", deny_unknown_fields)]
enum Content {
    Scan {
        #[serde(rename = "id")]
        _id: Option<Value>,
        library: Value,
    },
    Stop {
        #[serde(rename = "id")]
        _id: Option<Value>,
        library: Option<Value>,
    },
    Butler {
        #[serde(rename = "id")]
        _id: Option<Value>,
        task: String,
    },
}

/// The outcome of a command so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CommandOutcome {
    /// The server has taken it.
    Accepted {
        activity: Option<ActivityId>,
        remark: Option<String>,
    },
    /// The request was not sent, or the server refused it.
    Refused { reason: String },
    /// The work is over.
    Done { how: String },
    /// Whether the work is over cannot be known.
    Unknown { reason: String },
}

/// The answer to a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CommandReport {
    pub(super) id: Option<String>,
    pub(super) request: Option<CommandRequest>,
    pub(super) outcome: CommandOutcome,
}

impl CommandReport {
    pub(super) fn refused(
        id: Option<String>,
        request: Option<CommandRequest>,
        reason: impl Into<String>,
    ) -> Self {
        let reason = reason.into();
        Self {
            id,
            request,
            outcome: CommandOutcome::Refused { reason },
        }
    }
}

impl CommandRequest {
    /// The word for it.
    pub(super) fn action(&self) -> &'static str {
        match self {
            Self::Scan { .. } => "scan",
            Self::Stop { .. } => "stop",
            Self::Butler { .. } => "butler",
        }
    }

    /// The library that it is about.
    pub(super) fn library(&self) -> Option<&str> {
        match self {
            Self::Scan { library } => Some(library),
            Self::Stop { library } => library.as_deref(),
            Self::Butler { .. } => None,
        }
    }

    /// The task that it is about.
    pub(super) fn task(&self) -> Option<&str> {
        match self {
            Self::Butler { task } => Some(task),
            _ => None,
        }
    }
}

/// Reads a command. Libraries and tasks that the server does not have are refused.
pub(super) fn read_command(payload: &[u8], catalog: &Catalog) -> Result<Command, CommandReport> {
    if payload.len() > LARGEST {
        let reason = format!(
            "a command has at most {LARGEST} bytes, this one has {}",
            payload.len()
        );
        return Err(CommandReport::refused(None, None, reason));
    }
    let value: Map<String, Value> = serde_json::from_slice(payload).map_err(|error| {
        let expected = r#"expected JSON such as {"action": "scan", "library": "1"}"#;
        CommandReport::refused(None, None, format!("{expected}: {error}"))
    })?;
    let id = value.get("id").and_then(read_text);
    let id = id.filter(|id| id.len() <= LONGEST_ID);
    let refuse = |reason: String| CommandReport::refused(id.clone(), None, reason);
    let content: Content = serde_json::from_value(value.into())
        .map_err(|error| refuse(sanitize_name(&error.to_string())))?;
    let find_library = |library: Value| {
        let wanted = read_text(&library).unwrap_or_default();
        find_library(&wanted, catalog).map_err(refuse)
    };
    let request = match content {
        Content::Scan { library, .. } => CommandRequest::Scan {
            library: find_library(library)?,
        },
        Content::Stop { library, .. } => CommandRequest::Stop {
            library: library.map(find_library).transpose()?,
        },
        Content::Butler { task, .. } if catalog.has_task(&task) => CommandRequest::Butler { task },
        Content::Butler { task, .. } => {
            let known = catalog.tasks.iter().flatten().map(String::as_str);
            let known: Vec<&str> = known.collect();
            return Err(refuse(describe_unknown("task", &task, &known)));
        }
    };
    Ok(Command { id, request })
}

fn find_library(wanted: &str, catalog: &Catalog) -> Result<String, String> {
    if let Some(library) = catalog.library(wanted) {
        return Ok(library.id.clone());
    }
    let known = catalog.libraries.iter().flatten();
    let known: Vec<&str> = known.map(|library| library.id.as_str()).collect();
    Err(describe_unknown("library", wanted, &known))
}

fn describe_unknown(what: &str, wanted: &str, known: &[&str]) -> String {
    let wanted = sanitize_name(wanted);
    match known.is_empty() {
        true => format!("the {what} {wanted:?} is not known, because the server listed none"),
        false => format!("there is no {what} {wanted:?}; known: {}", known.join(", ")),
    }
}

fn read_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A report as JSON has it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct ResultMessage<'a> {
    pub(super) version: u32,
    pub(super) server: &'a str,
    pub(super) at: String,
    /// The id of the command, if it had one.
    id: Option<&'a str>,
    /// `scan`, `stop` or `butler`; `null` if the message is not a command.
    action: Option<&'a str>,
    library: Option<&'a str>,
    task: Option<&'a str>,
    /// `accepted`, `refused`, `done`, or `unknown`: whether the work is over cannot be known.
    result: &'static str,
    /// The reason why it was refused or is unknown, or a remark.
    reason: Option<&'a str>,
    /// The activity that does the work, if the server named it.
    uuid: Option<&'a ActivityId>,
    /// The way in which the end was noticed.
    how: Option<&'a str>,
}

impl<'a> ResultMessage<'a> {
    pub(super) fn new(
        version: u32,
        server: &'a str,
        at: String,
        report: &'a CommandReport,
    ) -> Self {
        let request = report.request.as_ref();
        let (result, reason, uuid, how) = match &report.outcome {
            CommandOutcome::Accepted { activity, remark } => {
                ("accepted", remark.as_deref(), activity.as_ref(), None)
            }
            CommandOutcome::Refused { reason } => ("refused", Some(reason.as_str()), None, None),
            CommandOutcome::Done { how } => ("done", None, None, Some(how.as_str())),
            CommandOutcome::Unknown { reason } => ("unknown", Some(reason.as_str()), None, None),
        };
        Self {
            version,
            server,
            at,
            id: report.id.as_deref(),
            action: request.map(CommandRequest::action),
            library: request.and_then(CommandRequest::library),
            task: request.and_then(CommandRequest::task),
            result,
            reason,
            uuid,
            how,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog() -> Catalog {
        let mut catalog = Catalog::default();
        catalog.set_libraries([("1", "Movies"), ("2", "Music")]);
        catalog.set_tasks(["BackupDatabase"]);
        catalog
    }

    #[test]
    fn a_command_names_a_library_or_a_task_of_the_server() {
        let read = |text: &str| read_command(text.as_bytes(), &catalog()).unwrap();
        let scan = CommandRequest::Scan {
            library: "1".to_owned(),
        };
        assert_eq!(read(r#"{"action": "scan", "library": "1"}"#).request, scan);
        let command = read(r#"{"id": 7, "action": "scan", "library": 1}"#);
        assert_eq!((command.id.as_deref(), command.request), (Some("7"), scan));
        let stop = CommandRequest::Stop { library: None };
        assert_eq!(read(r#"{"action": "stop"}"#).request, stop);
        let task = "BackupDatabase".to_owned();
        let butler = read(r#"{"action": "butler", "task": "BackupDatabase"}"#);
        assert_eq!(butler.request, CommandRequest::Butler { task });
    }

    #[test]
    fn everything_else_is_refused_with_its_reason() {
        let long = format!(
            "{{\"action\": \"stop\", \"id\": \"{}\"}}",
            "x".repeat(LARGEST)
        );
        for (text, part) in [
            ("", "expected JSON"),
            ("PRESS", "expected JSON"),
            (long.as_str(), "at most 1024 bytes"),
            ("[]", "expected"),
            (r#"{"library": "1"}"#, "action"),
            (r#"{"action": "delete", "library": "1"}"#, "delete"),
            (r#"{"action": "scan"}"#, "library"),
            (r#"{"action": "scan", "library": "3"}"#, "known: 1, 2"),
            (r#"{"action": "scan", "library": "1/../2"}"#, "known: 1, 2"),
            (r#"{"action": "scan", "library": ["1"]}"#, "known: 1, 2"),
            (r#"{"action": "scan", "library": "Movies"}"#, "known: 1, 2"),
            (
                r#"{"action": "scan", "library": "1", "path": "/etc"}"#,
                "path",
            ),
            (
                r#"{"action": "butler", "task": "Backup"}"#,
                "known: BackupDatabase",
            ),
            (r#"{"action": "stop", "library": "9"}"#, "known: 1, 2"),
        ] {
            let report = read_command(text.as_bytes(), &catalog()).unwrap_err();
            let CommandOutcome::Refused { reason } = &report.outcome else {
                panic!("{text}: {report:?}");
            };
            assert!(reason.contains(part), "{text}: {reason}");
            assert!(reason.len() < 1_024, "{text}: {reason}");
        }
        let text = br#"{"id": "a", "action": "scan", "library": "3"}"#;
        assert_eq!(
            read_command(text, &catalog()).unwrap_err().id.as_deref(),
            Some("a")
        );
        let nothing = read_command(text, &Catalog::default()).unwrap_err();
        assert!(format!("{nothing:?}").contains("listed none"));
    }

    #[test]
    fn the_schema_of_results_is_up_to_date() {
        crate::output::assert_schema::<ResultMessage<'_>>("bridge.result");
    }
}
