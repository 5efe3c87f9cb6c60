//! `/sim/`: control of the simulator over HTTP, and the examples of its documentation.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "test helpers may fail the test, and a skipped one says so"
)]

use crate::support;

use std::process::Command;

use plex_sim::{Fault, PlexSim};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use support::{EventStream, WebSocket};

async fn steered() -> PlexSim {
    PlexSim::builder()
        .token("secret")
        .control(true)
        .start()
        .await
        .unwrap()
}

async fn ask(sim: &PlexSim, method: Method, path: &str, body: &Value) -> (u16, Value) {
    let request = support::client().request(method, format!("{}/sim{path}", sim.url()));
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let response = request.body(body).send().await.unwrap();
    let status = response.status().as_u16();
    assert_eq!(response.headers()["content-type"], "application/json");
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap())
}

async fn post(sim: &PlexSim, path: &str, body: Value) -> (u16, Value) {
    ask(sim, Method::POST, path, &body).await
}

#[tokio::test]
async fn control_is_off_by_default() {
    let sim = PlexSim::start().await.unwrap();
    let answer = support::get(format!("{}/sim/", sim.url())).await.unwrap();
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    assert_eq!(answer.headers()["content-type"], "text/html");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn control_is_not_part_of_the_simulated_server() {
    let sim = PlexSim::builder()
        .token("secret")
        .prefix("/plex")
        .control(true)
        .start()
        .await
        .unwrap();
    sim.fault(Fault::Maintenance);
    let (status, state) = ask(&sim, Method::GET, "/", &Value::Null).await;
    assert_eq!(status, 200);
    assert_eq!(state["faults"], json!(["maintenance"]));
    assert_eq!(state["sections"][0]["title"], "Movies");
    let (status, _) = ask(&sim, Method::GET, "", &Value::Null).await;
    assert_eq!(status, 200);
    assert!(sim.requests().is_empty(), "{:?}", sim.requests());
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn an_activity_is_started_moved_and_ended() {
    let sim = steered().await;
    let spec = json!({"kind": "media.download", "title": "A", "context": {"deviceID": ""}});
    let (_, answer) = post(&sim, "/activities", spec).await;
    let uuid = answer["uuid"].as_str().unwrap().to_owned();
    let moved = json!({"percent": 30, "subtitle": "now"});
    post(&sim, &format!("/activities/{uuid}/progress"), moved).await;
    let running = sim.running();
    assert_eq!(running[0].progress, 30);
    assert_eq!(running[0].subtitle, "now");
    for (how, last) in [("end", "ended"), ("stop", "ended"), ("vanish", "updated")] {
        let spec = json!({"kind": "media.download", "uuid": how, "progress": 50});
        post(&sim, "/activities", spec).await;
        let path = format!("/activities/{how}/{how}");
        assert_eq!(post(&sim, &path, Value::Null).await.0, 200);
        assert_eq!(post(&sim, &path, Value::Null).await.0, 404);
        let told = sim.notifications().pop().unwrap();
        let event = told.event().unwrap();
        assert_eq!((told.uuid().as_deref(), event.as_str()), (Some(how), last));
    }
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn an_invalid_request_gets_an_error_message() {
    let sim = steered().await;
    let table = [
        (
            "/activities",
            json!({"typ": "x"}),
            400,
            "typ: unknown field",
        ),
        ("/activities", json!("x"), 400, "invalid type"),
        (
            "/activities/u/progress",
            json!({"percent": "x"}),
            400,
            "percent: invalid type",
        ),
        (
            "/activities/u/explode",
            Value::Null,
            404,
            "unknown control request",
        ),
        (
            "/faults",
            json!("earthquake"),
            400,
            "unknown variant `earthquake`",
        ),
        ("/faults", json!("silence"), 400, "set its duration"),
        (
            "/scenarios",
            json!("no-night"),
            400,
            "unknown variant `no-night`, expected one of",
        ),
        (
            "/scenarios",
            json!({"name": "x", "steps": [{"fault": 1}]}),
            400,
            "steps[0].fault",
        ),
        ("/elsewhere", Value::Null, 404, "unknown control request"),
    ];
    for (path, body, expected, why) in table {
        let (status, answer) = post(&sim, path, body).await;
        assert_eq!(status, expected, "{path}");
        let error = answer["error"].as_str().unwrap();
        assert!(error.contains(why), "{path}: {error}");
    }
    for body in [json!({}), json!({"rate": -1})] {
        assert_eq!(ask(&sim, Method::PUT, "/clock", &body).await.0, 400);
    }
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn faults_do_not_affect_control_connections() {
    let sim = steered().await;
    for &name in Fault::NAMES {
        let fault = match name {
            "silence" | "down" | "restart" => continue,
            other => json!(other),
        };
        assert_eq!(post(&sim, "/faults", fault).await.0, 200, "{name}");
    }
    let (_, state) = ask(&sim, Method::GET, "/", &Value::Null).await;
    let lasting: Vec<_> = state["faults"].as_array().unwrap().clone();
    assert!(lasting.contains(&json!("slow-sender")), "{lasting:?}");
    assert_eq!(
        ask(&sim, Method::DELETE, "/faults/no-pings", &Value::Null)
            .await
            .0,
        200
    );
    assert_eq!(
        ask(&sim, Method::DELETE, "/faults/no-thing", &Value::Null)
            .await
            .0,
        404
    );
    assert_eq!(
        ask(&sim, Method::DELETE, "/faults", &Value::Null).await.0,
        200
    );
    let (_, state) = ask(&sim, Method::GET, "/", &Value::Null).await;
    assert_eq!(state["faults"], json!([]));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn control_works_again_after_a_limited_silence() {
    let sim = steered().await;
    for name in ["silence", "down"] {
        let fault = json!({"name": name, "for": "50ms"});
        assert_eq!(post(&sim, "/faults", fault).await.0, 200);
        let back = sim.wait_listening(true);
        back.await.unwrap();
        loop {
            let asked = tokio::time::timeout(
                std::time::Duration::from_millis(100),
                support::get(format!("{}/sim/", sim.url())),
            );
            if matches!(asked.await, Ok(Ok(_))) {
                break;
            }
        }
    }
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn streams_and_connections_can_be_closed() {
    let sim = steered().await;
    let mut socket = WebSocket::open(&sim, "?X-Plex-Token=secret").await;
    let mut events = EventStream::open(&sim, "?X-Plex-Token=secret&filters=activity").await;
    let (_, state) = ask(&sim, Method::GET, "/wait?streams=2", &Value::Null).await;
    assert_eq!(state["streams"][0]["transport"], "websocket");
    assert_eq!(state["streams"][1]["filters"], "activity");
    assert_eq!(state["connections"], 2);
    assert_eq!(
        ask(&sim, Method::DELETE, "/streams", &Value::Null).await.0,
        200
    );
    assert!(!matches!(socket.raw().await, Some(Ok(_))));
    assert!(events.raw().await.is_err());
    let mut socket = WebSocket::open(&sim, "?X-Plex-Token=secret").await;
    assert_eq!(
        ask(&sim, Method::DELETE, "/connections", &Value::Null)
            .await
            .0,
        200
    );
    assert!(!matches!(socket.raw().await, Some(Ok(_))));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn the_clock_can_stop_and_run_faster() {
    let sim = steered().await;
    let clock = async |body: Value| ask(&sim, Method::PUT, "/clock", &body).await.1;
    assert_eq!(clock(json!({"paused": true})).await, json!({"rate": 0.0}));
    let spec = json!({"kind": "butler", "ends_after": "10h"});
    post(&sim, "/activities", spec).await;
    let (status, answer) = ask(
        &sim,
        Method::GET,
        "/wait?activities=0&within=50ms",
        &Value::Null,
    )
    .await;
    assert_eq!(status, 408);
    assert!(
        answer["error"].as_str().unwrap().contains("within 50ms"),
        "{answer}"
    );
    assert_eq!(clock(json!({"rate": 1e6})).await, json!({"rate": 1e6}));
    let (status, _) = ask(&sim, Method::GET, "/wait?activities=0", &Value::Null).await;
    assert_eq!(status, 200);
    assert_eq!(clock(json!({"paused": false})).await, json!({"rate": 1.0}));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn requests_are_listed_without_tokens() {
    let sim = steered().await;
    let url = format!("{}/activities?X-Plex-Token=secret&a=b", sim.url());
    let request = support::client().get(url).header("X-Plex-Token", "secret");
    request.send().await.unwrap();
    let path = "/wait?request=GET%20/act*&times=1";
    assert_eq!(ask(&sim, Method::GET, path, &Value::Null).await.0, 200);
    let path = "/wait?request=GET%20/act*&times=2&within=10ms";
    assert_eq!(ask(&sim, Method::GET, path, &Value::Null).await.0, 408);
    let (_, all) = ask(&sim, Method::GET, "/requests?method=GET", &Value::Null).await;
    assert_eq!(
        all[0]["query"],
        json!([["X-Plex-Token", "(hidden)"], ["a", "b"]])
    );
    assert_eq!(all[0]["status"], 200);
    assert!(!all.to_string().contains("secret"), "{all}");
    let (_, none) = ask(&sim, Method::GET, "/requests?path=/elsewhere", &Value::Null).await;
    assert_eq!(none, json!([]));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn sections_notifications_and_scenarios_are_added() {
    let sim = steered().await;
    let section = json!({"id": "9", "type": "show", "title": "Series"});
    assert_eq!(post(&sim, "/sections", section).await.0, 200);
    let told = json!({"type": "timeline", "key": "TimelineEntry", "body": {"state": 5}});
    assert_eq!(post(&sim, "/notifications", told).await.0, 200);
    assert_eq!(sim.notifications()[0].body, r#"{"state":5}"#);
    let scenario = json!({"name": "x", "steps": [{"start": {"kind": "a", "section": "9"}}]});
    assert_eq!(post(&sim, "/scenarios", scenario).await.0, 200);
    assert_eq!(post(&sim, "/scenarios", json!("big-scan")).await.0, 200);
    assert_eq!(post(&sim, "/butler-row", Value::Null).await.0, 200);
    assert_eq!(sim.running().len(), 3);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn any_request_can_be_answered_as_a_test_likes() {
    let sim = steered().await;
    let url = |path: &str| format!("{}{path}", sim.url());
    let spec = json!({
        "method": "GET", "path": "/music/*", "status": 202, "json": { "b": 1, "a": [2] },
        "headers": { "X-Other": "yes" }, "times": 1,
    });
    assert_eq!(post(&sim, "/answers", spec).await.0, 200);
    let answer = support::get(url("/music/7")).await.unwrap();
    assert_eq!(answer.status(), 202);
    assert_eq!(answer.headers()["x-other"], "yes");
    assert_eq!(answer.headers()["content-type"], "application/json");
    assert_eq!(answer.text().await.unwrap(), r#"{"a":[2],"b":1}"#);
    assert_eq!(
        support::get(url("/music/7")).await.unwrap().status(),
        401,
        "once"
    );
    let spec = json!({ "path": "/x", "body": "plain", "contentType": "text/css" });
    assert_eq!(post(&sim, "/answers", spec).await.0, 200);
    let answer = support::get(url("/x")).await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/css");
    let cleared = ask(&sim, Method::DELETE, "/answers", &Value::Null).await;
    assert_eq!(cleared.0, 200);
    assert_eq!(support::get(url("/x")).await.unwrap().status(), 401);
    for (wrong, expected) in [
        (
            json!({ "path": "/x", "json": 1, "body": "2" }),
            "exclude each other",
        ),
        (json!({ "path": "/x", "status": 99 }), "is no status"),
        (json!({ "path": "/x", "size": 1 }), "unknown field `size`"),
        (json!({ "status": 200 }), "missing field `path`"),
    ] {
        let (status, said) = post(&sim, "/answers", wrong).await;
        let said = said["error"].as_str().unwrap();
        assert!(status == 400 && said.contains(expected), "{said}");
    }
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn requests_are_found_by_status() {
    let sim = PlexSim::builder().control(true).start().await.unwrap();
    for path in ["/identity", "/no/such/path", "/activities"] {
        support::get(format!("{}{path}", sim.url())).await.unwrap();
    }
    let (_, found) = ask(&sim, Method::GET, "/requests?status=404", &Value::Null).await;
    assert_eq!(found.as_array().unwrap().len(), 1);
    assert_eq!(found[0]["path"], "/no/such/path");
    let (status, said) = ask(&sim, Method::GET, "/requests?stauts=404", &Value::Null).await;
    assert_eq!(status, 400);
    assert!(said["error"].as_str().unwrap().contains("stauts"), "{said}");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_section_has_the_folders_that_a_test_chooses() {
    let sim = PlexSim::builder()
        .control(true)
        .library_section("1", "movie", "Movies")
        .library_section_at("2", "show", "Shows", ["/mnt/a", "/mnt/b"])
        .start()
        .await
        .unwrap();
    let more = json!({ "id": "7", "type": "movie", "title": "More", "locations": ["/mnt/c"] });
    assert_eq!(post(&sim, "/sections", more).await.0, 200);
    let request = support::client().get(format!("{}/library/sections", sim.url()));
    let answer = request
        .header("Accept", "application/json")
        .send()
        .await
        .unwrap();
    let answer: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    let sections = answer["MediaContainer"]["Directory"].as_array().unwrap();
    let locations: Vec<_> = sections
        .iter()
        .flat_map(|section| section["Location"].as_array().unwrap())
        .map(|location| {
            (
                location["path"].as_str().unwrap(),
                location["id"].as_u64().unwrap(),
            )
        })
        .collect();
    let paths: Vec<_> = locations.iter().map(|(path, _)| *path).collect();
    assert_eq!(paths, ["/data/Movies", "/mnt/a", "/mnt/b", "/mnt/c"]);
    let ids: std::collections::BTreeSet<_> = locations.iter().map(|(_, id)| *id).collect();
    assert_eq!(ids.len(), 4);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_burst_waits_for_slow_clients_and_loses_nothing() {
    let sim = steered().await;
    let mut socket = WebSocket::open(&sim, "?X-Plex-Token=secret").await;
    // More than the queue of one client holds; a client with a full queue is disconnected.
    let rounds = 700;
    let all: Vec<Value> = (0..100)
        .map(|state| json!({"type": "timeline", "key": "TimelineEntry", "body": {"state": state}}))
        .collect();
    let read = async {
        for number in 0..100 * rounds {
            let message = socket.json().await;
            let state = &message["NotificationContainer"]["TimelineEntry"][0]["state"];
            assert_eq!(*state, number % 100);
        }
    };
    let burst = json!({"notifications": all, "rounds": rounds});
    let (answer, ()) = tokio::join!(post(&sim, "/bursts", burst), read);
    assert_eq!(answer.0, 200);
    drop(socket);
    sim.wait_open_streams(0).await.unwrap();
    sim.finish().await.unwrap();
}

/// One command of the documentation and its documented output.
fn examples(text: &str) -> Vec<(String, String)> {
    let block = text.split("```console\n").nth(1).unwrap();
    let mut found: Vec<(String, String)> = Vec::new();
    for line in block.split("```").next().unwrap().lines() {
        match line.strip_prefix("$ ") {
            Some(command) => found.push((command.to_owned(), String::new())),
            None => found.last_mut().unwrap().1.push_str(line),
        }
    }
    found
}

/// `...` matches any text.
fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split("...");
    let mut rest = text.strip_prefix(parts.next().unwrap());
    let mut last = None;
    for part in parts {
        rest = rest.and_then(|rest| rest.split_once(part).map(|(_, rest)| rest));
        last = Some(part);
    }
    // The last part may occur several times in the text; the text must also end with it.
    rest.is_some_and(|rest| rest.is_empty() || last.is_some_and(|part| text.ends_with(part)))
}

/// Runs the documented commands with an address in this variable, and compares their output.
fn run_documented(text: &str, variable: &str, url: &str) {
    let commands = examples(text);
    assert!(commands.len() > 5, "{commands:?}");
    for (command, expected) in commands {
        let shell = Command::new("sh")
            .args(["-c", &command])
            .env(variable, url)
            .output()
            .unwrap();
        let printed = String::from_utf8(shell.stdout).unwrap().replace('\n', "");
        assert!(
            fits(&expected, printed.trim_end()),
            "{command}\nprinted {printed}\nnot     {expected}"
        );
    }
}

fn has_curl() -> bool {
    if Command::new("curl").arg("--version").output().is_ok() {
        return true;
    }
    let required = std::env::var_os("PLEX_API_REQUIRE_EXTERNAL").is_some();
    assert!(!required, "curl is missing");
    eprintln!("skipped: curl is missing, which the documented commands use");
    false
}

#[tokio::test]
async fn the_documented_commands_print_the_documented_output() {
    if !has_curl() {
        return;
    }
    let sim = PlexSim::builder().control(true).start().await.unwrap();
    run_documented(include_str!("../docs/control.md"), "SIM", &sim.url());
    sim.finish().await.unwrap();
}

#[cfg(feature = "plex-tv")]
#[tokio::test]
async fn the_documented_commands_of_the_account_service_print_the_documented_output() {
    if !has_curl() {
        return;
    }
    let builder = PlexSim::builder().control(true);
    let builder = builder.plex_tv(plex_sim::PlexTvSetup::new());
    let sim = builder.start().await.unwrap();
    let url = sim.plex_tv().unwrap().url();
    run_documented(include_str!("../docs/plex_tv.md"), "TV", &url);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn the_lists_of_the_server_are_set() {
    let sim = steered().await;
    let put = async |path: &str, body: Value| ask(&sim, Method::PUT, path, &body).await.0;
    let session = json!([{"sessionKey": "12", "Player": {"state": "paused"}}]);
    assert_eq!(put("/lists/sessions", session.clone()).await, 200);
    assert_eq!(put("/lists/no-such-list", session).await, 404);
    assert_eq!(put("/lists/sessions", json!(["text"])).await, 400);
    assert_eq!(put("/update-queues/2", json!(3)).await, 200);
    let get = async |path: &str| {
        let request = support::client().get(format!("{}{path}", sim.url()));
        let request = request.header("Accept", "application/json");
        let answer = request
            .header("X-Plex-Token", "secret")
            .send()
            .await
            .unwrap();
        answer.json::<Value>().await.unwrap()["MediaContainer"].clone()
    };
    let sessions = get("/status/sessions").await;
    assert_eq!(sessions["Metadata"][0]["Player"]["state"], "paused");
    assert_eq!(
        get("/library/sections/2/timeline").await["updateQueueSize"],
        3
    );
    assert_eq!(
        get("/library/sections/1/timeline").await["updateQueueSize"],
        0
    );
    sim.finish().await.unwrap();
}
