//! Scenarios from YAML or JSON text: the form of the file, and errors that name line and field.

use std::fmt::{self, Display};
use std::io;
use std::path::Path;
use std::time::Duration;

use serde::de::{self, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer};

use crate::control_dto::{ActivitySpec, NotificationSpec, ProgressSpec, SectionSpec};
use crate::duration_text::DurationText;
use crate::fault::serde::{FaultSpec, LiftSpec};
use crate::scenario::{Action, Scenario, ScenarioEntry};
use crate::validated;

/// The reason why a scenario cannot be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScenarioError {
    /// There is neither a built-in scenario nor a file of this name.
    #[error(
        "there is no scenario {name:?}: it is neither built in ({}) nor the name of a file",
        Scenario::names().join(", ")
    )]
    Unknown {
        /// The requested name.
        name: String,
    },
    /// The file cannot be read.
    #[error("cannot read the scenario file {path}")]
    Read {
        /// The file.
        path: String,
        /// The system's error.
        source: io::Error,
    },
    /// The text is not a scenario.
    #[error("{origin}{}: {}{message}", format_position(*line, *column), format_field(field))]
    Invalid {
        /// The file, or `scenario` for text that came without one.
        origin: String,
        /// The line, counted from 1; 0 when the error is about the whole text.
        line: usize,
        /// The column, counted from 1.
        column: usize,
        /// The field, such as `steps[2].start.every`; empty at the top.
        field: String,
        /// The mistake.
        message: String,
    },
}

fn format_position(line: usize, column: usize) -> String {
    if line == 0 {
        String::new()
    } else {
        format!(":{line}:{column}")
    }
}

fn format_field(field: &str) -> String {
    if field.is_empty() {
        String::new()
    } else {
        format!("{field}: ")
    }
}

/// A scenario for `plex-sim`: events on the simulated server, with their times.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Scenario"))]
#[serde(deny_unknown_fields)]
pub(crate) struct ScenarioFile {
    /// Its name.
    name: String,
    /// A summary in one sentence.
    #[serde(default)]
    summary: String,
    /// Library sections to add; a section of the same id is replaced.
    #[serde(default)]
    sections: Vec<SectionSpec>,
    /// The steps, in any order.
    steps: Vec<Step>,
}

#[derive(Debug)]
struct Step(Vec<ScenarioEntry>);

/// One action: exactly one of `start`, `progress`, `end`, `stop`, `vanish`, `publish`, `fault`,
/// `lift` and `butler_row`.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Step"))]
#[serde(deny_unknown_fields)]
struct RawStep {
    /// The time of the action from the start of the scenario; 0 when absent.
    at: Option<DurationText>,
    /// Repeats the action after this time, without an end.
    again: Option<DurationText>,
    /// Starts an activity.
    start: Option<ActivitySpec>,
    /// Moves an activity.
    progress: Option<ProgressSpec>,
    /// Ends the activity of this uuid at 100 %.
    end: Option<String>,
    /// Ends the activity of this uuid at its current progress.
    stop: Option<String>,
    /// Removes the activity of this uuid without a notification.
    vanish: Option<String>,
    /// Sends a notification of any kind.
    publish: Option<NotificationSpec>,
    /// Triggers a fault.
    fault: Option<FaultSpec>,
    /// Lifts a lasting fault, or `all` lasting faults.
    lift: Option<LiftSpec>,
    /// Adds the permanent activity of an idle server.
    #[serde(default)]
    butler_row: bool,
}

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        validated::deserialize::<RawStep, Self, D>(deserializer)
    }
}

impl TryFrom<RawStep> for Step {
    type Error = String;

    fn try_from(raw: RawStep) -> Result<Self, String> {
        let at = raw.at.map_or(Duration::ZERO, |span| span.0);
        let again = raw.again.map(|span| span.0);
        if again.is_some_and(|span| span.is_zero()) {
            return Err("`again` must be longer than 0".to_owned());
        }
        let lasts = raw.fault.and_then(|spec| spec.lasts);
        let lifted = raw.fault.zip(lasts).map(|(spec, lasts)| ScenarioEntry {
            at: at.saturating_add(lasts),
            again,
            action: Action::Lift(spec.fault),
        });
        let actions: Vec<Action> = [
            raw.start
                .map(|ActivitySpec(draft)| Action::Start(Box::new(draft))),
            raw.progress.map(Action::Progress),
            raw.end.map(Action::End),
            raw.stop.map(Action::Stop),
            raw.vanish.map(Action::Vanish),
            raw.publish
                .map(|spec| Action::Publish(spec.to_notification())),
            raw.fault.map(|spec| Action::Fault(spec.fault)),
            raw.lift
                .map(|LiftSpec(fault)| fault.map_or(Action::LiftAll, Action::Lift)),
            raw.butler_row.then_some(Action::ButlerRow),
        ]
        .into_iter()
        .flatten()
        .collect();
        let count = actions.len();
        if count != 1 {
            return Err(format!(
                "a step has exactly one action (start, progress, end, stop, vanish, publish, \
                 fault, lift, butler_row), and this step has {count}"
            ));
        }
        let entries = actions
            .into_iter()
            .map(|action| ScenarioEntry { at, again, action });
        Ok(Self(entries.chain(lifted).collect()))
    }
}

impl From<ScenarioFile> for Scenario {
    fn from(file: ScenarioFile) -> Self {
        Self {
            name: file.name,
            summary: file.summary,
            sections: file.sections.iter().map(SectionSpec::to_section).collect(),
            entries: file.steps.into_iter().flat_map(|Step(all)| all).collect(),
        }
    }
}

/// The name of a built-in scenario, or a whole scenario.
pub(crate) struct PlaySpec(pub(crate) Scenario);

impl<'de> Deserialize<'de> for PlaySpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PlayVisitor).map(Self)
    }
}

struct PlayVisitor;

impl<'de> Visitor<'de> for PlayVisitor {
    type Value = Scenario;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a built-in scenario, or a scenario")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Scenario, E> {
        Scenario::by_name(name).ok_or_else(|| E::unknown_variant(name, Scenario::names()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Scenario, A::Error> {
        ScenarioFile::deserialize(MapAccessDeserializer::new(map)).map(Scenario::from)
    }
}

impl Scenario {
    /// The JSON Schema of a scenario file, for editors.
    pub const SCHEMA: &'static str = include_str!("../scenario.schema.json");

    /// The built-in scenario of this name, or the scenario in this file: JSON when the file name ends
    /// in `.json`, YAML otherwise.
    ///
    /// # Errors
    /// Neither exists, the file cannot be read, or its content is not a scenario.
    pub fn load(name_or_file: &str) -> Result<Self, ScenarioError> {
        if let Some(builtin) = Self::by_name(name_or_file) {
            return Ok(builtin);
        }
        match std::fs::read_to_string(name_or_file) {
            Ok(text) => Self::read(name_or_file, &text),
            Err(source) if source.kind() == io::ErrorKind::NotFound => {
                Err(ScenarioError::Unknown {
                    name: name_or_file.to_owned(),
                })
            }
            Err(source) => Err(ScenarioError::Read {
                path: name_or_file.to_owned(),
                source,
            }),
        }
    }

    /// A scenario from YAML text.
    ///
    /// # Errors
    /// The text is not a scenario; the error names line, column and field.
    pub fn from_yaml(text: &str) -> Result<Self, ScenarioError> {
        Self::read("scenario", text)
    }

    /// A scenario from JSON text.
    ///
    /// # Errors
    /// The text is not a scenario; the error names line, column and field.
    pub fn from_json(text: &str) -> Result<Self, ScenarioError> {
        parse_json("scenario", text)
    }

    fn read(origin: &str, text: &str) -> Result<Self, ScenarioError> {
        let extension = Path::new(origin).extension();
        if extension.is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
            parse_json(origin, text)
        } else {
            parse_yaml(origin, text)
        }
    }
}

fn parse_json(origin: &str, text: &str) -> Result<Scenario, ScenarioError> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = serde_path_to_error::deserialize::<_, ScenarioFile>(&mut reader);
    let file = read.map_err(|error| {
        let (line, column) = (error.inner().line(), error.inner().column());
        make_error(origin, line, column, error.path(), error.inner())
    })?;
    reader
        .end()
        .map_err(|error| make_error(origin, error.line(), error.column(), &"", &error))?;
    Ok(file.into())
}

fn parse_yaml(origin: &str, text: &str) -> Result<Scenario, ScenarioError> {
    let reader = serde_norway::Deserializer::from_str(text);
    let read = serde_path_to_error::deserialize::<_, ScenarioFile>(reader);
    read.map(Scenario::from).map_err(|error| {
        let location = error.inner().location();
        let (line, column) = location.map_or((0, 0), |at| (at.line(), at.column()));
        make_error(origin, line, column, error.path(), error.inner())
    })
}

/// Removes position and path from the parsers' messages, because they are fields of the error.
fn make_error(
    origin: &str,
    line: usize,
    column: usize,
    path: &impl Display,
    error: &impl Display,
) -> ScenarioError {
    let path = path.to_string();
    let field = if path == "." { String::new() } else { path };
    let text = error.to_string();
    let unplaced = text
        .strip_suffix(&format!(" at line {line} column {column}"))
        .unwrap_or(&text);
    // The message may name the path of the map around the field.
    let message = match unplaced.split_once(": ") {
        Some((start, rest)) if field.starts_with(start) => rest,
        _ => unplaced,
    };
    ScenarioError::Invalid {
        origin: origin.to_owned(),
        line,
        column,
        field,
        message: message.to_owned(),
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Step {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        RawStep::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        RawStep::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `PLEX_SIM_RENEW_SCHEMA=1 cargo test -p plex-sim --lib schema` writes the schema again, and
    /// `cargo xtask regen` its copy in `openapi/schemas`.
    #[test]
    fn the_checked_in_schema_is_fresh() {
        let schema = schemars::schema_for!(ScenarioFile);
        let fresh = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        if std::env::var_os("PLEX_SIM_RENEW_SCHEMA").is_some() {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenario.schema.json");
            std::fs::write(path, &fresh).unwrap();
            return;
        }
        assert!(
            fresh == Scenario::SCHEMA,
            "scenario.schema.json is stale; renew it with \
             PLEX_SIM_RENEW_SCHEMA=1 cargo test -p plex-sim --lib schema && cargo xtask regen"
        );
    }
}
