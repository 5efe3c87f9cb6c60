//! Any text as a scenario of the simulator, as YAML and as JSON.

use std::time::Duration;

use plex_sim::{Scenario, ScenarioError, fuzzing};

use super::texts::yaml_lines;

/// The simulator's time for which a scenario is played.
const PLAYED: Duration = Duration::from_secs(600);

/// At most so many things happen in that time.
const EVENTS: usize = 500;

/// Reads `input` as a scenario in both forms, and plays each form that can be read.
///
/// # Panics
/// When an error names a place that is not there, a scenario that both forms can read is not the
/// same, or the simulator panics or does not come to rest while playing it.
pub fn scenario_file(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let yaml = Scenario::from_yaml(text);
    let json = Scenario::from_json(text);
    // YAML 1.1 has more line breaks than JSON, and a zero without a sign.
    let is_plain = text.is_ascii() && !text.contains("-0");
    if let (true, Ok(yaml), Ok(json)) = (is_plain, &yaml, &json) {
        assert_eq!(fuzzing::describe(yaml), fuzzing::describe(json));
    }
    for read in [yaml, json] {
        match read {
            Ok(scenario) => assert_eq!(fuzzing::play(&scenario, PLAYED, EVENTS), Ok(())),
            Err(error) => assert_names_its_place(&error, text),
        }
    }
}

fn assert_names_its_place(error: &ScenarioError, text: &str) {
    let ScenarioError::Invalid {
        line,
        column,
        message,
        ..
    } = error
    else {
        assert!(matches!(error, ScenarioError::Invalid { .. }), "{error:?}");
        return;
    };
    assert!(!message.is_empty(), "{error:?}");
    let lines = yaml_lines(text);
    assert!(*line <= lines, "there are {lines} lines: {error:?}");
    assert!(*column <= text.len() + 1, "{error:?}");
}
