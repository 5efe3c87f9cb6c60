//! Scenarios from files, and the errors for invalid files.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::support;

use plex_sim::{Fault, PlexSim, Scenario, ScenarioError};

const EVENING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/evening.yaml");

async fn ended_after_playing(scenario: &Scenario, title: &'static str) {
    let sim = PlexSim::start().await.unwrap();
    sim.set_clock_rate(1000.0);
    sim.play(scenario);
    sim.wait_notification(move |told| {
        let activity = told.json();
        told.event().as_deref() == Some("ended") && activity["Activity"]["title"] == title
    })
    .await
    .unwrap();
    sim.shutdown().await;
}

#[tokio::test]
async fn the_documented_file_is_played() {
    let evening = Scenario::load(EVENING).unwrap();
    assert_eq!(evening.name(), "evening");
    assert!(evening.summary().starts_with("a scan that"));
    ended_after_playing(&evening, "Media download by guest").await;
}

#[tokio::test]
async fn the_sections_of_a_file_are_added() {
    let sim = PlexSim::start().await.unwrap();
    sim.set_clock_rate(0.0);
    sim.play(&Scenario::load(EVENING).unwrap());
    let url = format!("{}/library/sections", sim.url());
    let body = support::get(url).await.unwrap().text().await.unwrap();
    assert!(body.contains("title=\"Home Videos\""), "{body}");
    assert!(body.contains("refreshing=\"1\" key=\"7\""), "{body}");
    assert_eq!(sim.running().len(), 3);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_fault_of_a_file_is_lifted_after_its_time() {
    let text = "name: x\nsteps:\n- fault: {name: maintenance, for: 10}\n";
    let sim = PlexSim::start().await.unwrap();
    sim.set_clock_rate(0.0);
    sim.play(&Scenario::from_yaml(text).unwrap());
    let ask = async || {
        let url = format!("{}/activities", sim.url());
        support::get(url).await.unwrap().status().as_u16()
    };
    assert_eq!(ask().await, 503);
    sim.set_clock_rate(10_000.0);
    while ask().await == 503 {}
    assert_eq!(ask().await, 200);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn json_and_yaml_scenarios_are_equal() {
    let text = r#"{"name": "x", "steps": [
        {"start": {"kind": "butler", "title": "Work", "uuid": "u"}},
        {"at": "1s", "end": "u"}
    ]}"#;
    ended_after_playing(&Scenario::from_json(text).unwrap(), "Work").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("work.json");
    std::fs::write(&file, text).unwrap();
    assert_eq!(Scenario::load(file.to_str().unwrap()).unwrap().name(), "x");
}

#[test]
fn the_built_in_scenarios_are_loaded_by_name() {
    for name in Scenario::names() {
        assert_eq!(Scenario::load(name).unwrap().name(), *name);
    }
}

#[test]
fn an_error_names_line_and_field() {
    let yaml = [
        (
            "name: x\nsteps:\n- at: 1\n  fault: cut-stream\n",
            "scenario:4:10: steps[0].fault: unknown variant `cut-stream`, expected one of `cut-connections`",
        ),
        (
            "name: x\nsteps:\n- start:\n    kind: a\n    evry: 1s\n",
            "scenario:5:5: steps[0].start.evry: unknown field `evry`, expected one of `kind`",
        ),
        (
            "name: x\nsteps:\n- start: {kind: a, every: soon}\n",
            "scenario:3:27: steps[0].start.every: invalid value: string \"soon\", expected a number of seconds",
        ),
        (
            "name: x\nsteps:\n- end: u\n- at: 1s\n",
            "scenario:4:3: steps[1]: a step has exactly one action",
        ),
        (
            "name: x\nsteps:\n- fault: {name: silence, bytes: 3}\n",
            "scenario:3:10: steps[0].fault: the fault `silence` has no value `bytes`",
        ),
        (
            "name: x\nsteps:\n- start: {kind: a, forever: true, ends_after: 1s}\n",
            "scenario:3:10: steps[0].start: `forever` and",
        ),
        (
            "name: x\nsteps: [7]\n",
            "scenario:2:9: steps[0]: invalid type: integer `7`, expected a map",
        ),
        ("name: x\n", "scenario:1:1: missing field `steps`"),
        ("name: x\nsteps: [\n", "scenario:3:1: steps: did not find"),
    ];
    for (text, expected) in yaml {
        let error = Scenario::from_yaml(text).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{text}\n{error}");
    }
    let json = [
        (
            "{\"name\": \"x\",\n \"steps\": [{\"lift\": \"bad-json\"}]}",
            "scenario:2:31: steps[0].lift: the fault `bad-json` happens once",
        ),
        (
            "{\"name\": \"x\",\n \"steps\": [{\"end\": 7}]}",
            "scenario:2:20: steps[0].end: invalid type: integer `7`, expected a string",
        ),
        ("{\"name\": \"x\", \"steps\": []} 1", "scenario:1:28: "),
        ("{\"name\":\n", "scenario:2:0: "),
    ];
    for (text, expected) in json {
        let error = Scenario::from_json(text).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{text}\n{error}");
    }
}

#[test]
fn an_unknown_name_is_neither_a_scenario_nor_a_file() {
    let error = Scenario::load("big-scam").unwrap_err();
    assert!(matches!(error, ScenarioError::Unknown { .. }));
    assert_eq!(
        error.to_string(),
        "there is no scenario \"big-scam\": it is neither built in (quiet-night, big-scan, bad-day) \
         nor the name of a file"
    );
    let folder = env!("CARGO_MANIFEST_DIR");
    let error = Scenario::load(folder).unwrap_err();
    assert!(matches!(error, ScenarioError::Read { .. }), "{error}");
}

#[test]
fn the_schema_names_every_fault_and_every_step() {
    let schema: serde_json::Value = serde_json::from_str(Scenario::SCHEMA).unwrap();
    let text = Scenario::SCHEMA;
    for &name in Fault::NAMES {
        assert!(text.contains(&format!("\"{name}\"")), "{name}");
    }
    let steps = schema["$defs"]["Step"]["properties"].as_object().unwrap();
    assert_eq!(steps.len(), 11, "{steps:?}");
}

#[test]
fn the_documented_error_is_reported_as_written() {
    let text = std::fs::read_to_string(EVENING).unwrap();
    let wrong = text.replace("fault: cut-streams", "fault: cut-stream");
    let error = Scenario::from_yaml(&wrong).unwrap_err().to_string();
    let documented = include_str!("../docs/scenarios.md")
        .lines()
        .find_map(|line| line.strip_prefix("evening.yaml:"))
        .unwrap();
    let said = error.strip_prefix("scenario:").unwrap();
    assert!(
        said.starts_with(documented.trim_end_matches("...")),
        "{said}"
    );
}
