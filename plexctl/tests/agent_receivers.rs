//! The receivers of the agent's hooks: what each gets by its documented rules, and what its answers mean.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use common::{
    FakeReceiver, PlexctlProcess, ReceivedRequest, Reply, RunResult, finish, program, write_secret,
};
use plex_sim::PlexSim;
use serde_json::json;

/// What each receiver is, with `URL` for its address.
const RECEIVERS: [(&str, &str); 8] = [
    (
        "ntfy",
        "{ url = \"URL\", topic = \"plex\", token = { file = \"secret\" }, priority = 4, tags = [\"tv\"] }",
    ),
    ("discord", "{ url = { file = \"url\" } }"),
    ("slack", "{ url = \"URL/services/hunter2\" }"),
    (
        "telegram",
        "{ url = \"URL\", token = { file = \"secret\" }, chat_id = -100 }",
    ),
    (
        "gotify",
        "{ url = \"URL/base/\", token = { file = \"secret\" }, priority = 7 }",
    ),
    (
        "pushover",
        "{ url = \"URL\", token = { file = \"secret\" }, user = { env = \"PUSH_USER\" } }",
    ),
    (
        "apprise",
        "{ url = \"URL\", key = { file = \"secret\" }, tag = \"home\" }",
    ),
    (
        "home_assistant",
        "{ url = \"URL\", webhook_id = { file = \"secret\" } }",
    ),
];

/// A folder with the file of an agent that tells this receiver.
fn folder(sim_url: &str, kind: &str, value: &str, receiver: &FakeReceiver) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let value = value.replace("URL", &receiver.url);
    let text = format!(
        "[state]\npath = \"state\"\n[[server]]\nname = \"home\"\nurl = \"{sim_url}\"\n\
         [[hook]]\nname = \"one\"\non = [\"ended\"]\n{kind} = {value}\n\
         [[hook]]\nname = \"ready\"\non = \"connected\"\nwebhook = {{ url = \"{}/ready\" }}\n",
        receiver.url
    );
    write_secret(folder.path().join("agent.toml"), text);
    write_secret(folder.path().join("secret"), "hunter2\n");
    let url = format!("{}/api/webhooks/hunter2", receiver.url);
    write_secret(folder.path().join("url"), url);
    folder
}

fn command(folder: &tempfile::TempDir, words: &[&str]) -> std::process::Command {
    let mut command = program();
    command
        .args(words)
        .arg("--config")
        .arg(folder.path().join("agent.toml"));
    command.env("PUSH_USER", "hunter2-user");
    command
}

/// Sends a sample to a receiver that answers so.
fn test_with(kind: &str, status: u16, body: &str) -> RunResult {
    let body = body.to_owned();
    let receiver = FakeReceiver::start(move |_, _| Reply::with(status, &[], &body));
    let (_, value) = RECEIVERS.iter().find(|(name, _)| *name == kind).unwrap();
    let folder = folder(&common::dead_url(), kind, value, &receiver);
    finish(&mut command(&folder, &["agent", "test", "one"]))
}

#[tokio::test]
async fn every_receiver_gets_what_it_documents_and_no_title_is_special() {
    let sim = PlexSim::start().await.unwrap();
    for (kind, value) in RECEIVERS {
        let receiver = FakeReceiver::start(|_, _| Reply::status(200));
        let folder = folder(&sim.url(), kind, value, &receiver);
        let agent = PlexctlProcess::start(&mut command(&folder, &["agent"]));
        assert_eq!(receiver.next().path, "/ready");
        let id = sim
            .activity("media.download")
            .title("<b>@everyone</b> & *x*")
            .section("1")
            .start();
        sim.end(&id);
        check(kind, &receiver.next(), &id);
        agent.signal("TERM");
        let end = agent.finish();
        assert_eq!(end.code, 0, "{end:?}");
        assert!(!end.stderr.contains("hunter2"), "{kind}: {}", end.stderr);
    }
}

fn check(kind: &str, request: &ReceivedRequest, id: &str) {
    let title = "Ended: <b>@everyone</b> & *x*";
    let text = "media.download on home, after 0s";
    let lines = format!("{title}\n{text}");
    if kind != "pushover" {
        assert_eq!(request.header("content-type"), "application/json", "{kind}");
    }
    match kind {
        "ntfy" => {
            assert_eq!(
                (request.path.as_str(), request.header("authorization")),
                ("/", "Bearer hunter2")
            );
            assert_eq!(
                request.json(),
                json!({"topic": "plex", "title": title, "message": text, "priority": 4, "tags": ["tv"]})
            );
        }
        "discord" => {
            assert_eq!(request.path, "/api/webhooks/hunter2?wait=true");
            let body = request.json();
            assert_eq!(body["allowed_mentions"], json!({"parse": []}));
            let content = body["content"].as_str().unwrap();
            assert!(
                content.contains(r"\@everyone") && content.contains(r"\*x\*"),
                "{content}"
            );
        }
        "slack" => {
            assert_eq!(request.path, "/services/hunter2");
            let escaped = lines
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;");
            assert_eq!(request.json()["text"], escaped);
        }
        "telegram" => {
            assert_eq!(request.path, "/bothunter2/sendMessage");
            assert_eq!(request.json(), json!({"chat_id": "-100", "text": lines}));
        }
        "gotify" => {
            let place = (request.path.as_str(), request.header("x-gotify-key"));
            assert_eq!(place, ("/base/message", "hunter2"));
            assert_eq!(
                request.json(),
                json!({"title": title, "message": text, "priority": 7})
            );
        }
        "pushover" => {
            assert_eq!(request.path, "/1/messages.json");
            assert_eq!(
                request.body,
                "token=hunter2&user=hunter2-user&title=Ended%3A+%3Cb%3E%40everyone%3C%2Fb%3E+%26+*x*&\
                 message=media.download+on+home%2C+after+0s"
            );
        }
        "apprise" => {
            assert_eq!(request.path, "/notify/hunter2");
            assert_eq!(
                request.json(),
                json!({"title": title, "body": text, "format": "text", "tag": "home"})
            );
        }
        "home_assistant" => {
            assert_eq!(request.path, "/api/webhook/hunter2");
            assert_eq!(request.json()["activity"]["uuid"], id);
        }
        other => panic!("{other}"),
    }
}

#[test]
fn an_answer_means_what_the_receiver_documents() {
    for (kind, status, body, code, part) in [
        ("ntfy", 200, "{}", 0, "delivered"),
        (
            "discord",
            404,
            "{\"message\": \"Unknown Webhook\"}",
            1,
            "Unknown Webhook",
        ),
        ("apprise", 204, "", 1, "no configuration under this key"),
        ("apprise", 424, "", 1, "tell the others twice"),
        ("pushover", 429, "", 1, "used up"),
        ("gotify", 401, "unauthorized", 1, "status 401: unauthorized"),
        (
            "home_assistant",
            200,
            "",
            0,
            "whether or not such a webhook exists",
        ),
    ] {
        let result = test_with(kind, status, body);
        assert_eq!(result.code, code, "{kind}: {result:?}");
        let told = format!("{}{}", result.stdout, result.stderr);
        assert!(told.contains(part), "{kind}: {told}");
        assert!(!told.contains("hunter2"), "{kind}: {told}");
    }
}

#[tokio::test]
async fn the_pause_that_a_chat_asks_for_is_kept() {
    let sim = PlexSim::start().await.unwrap();
    for (kind, body) in [
        (
            "telegram",
            "{\"ok\": false, \"parameters\": {\"retry_after\": 1}}",
        ),
        ("discord", "{\"retry_after\": 0.5, \"global\": false}"),
    ] {
        let receiver = FakeReceiver::start(move |number, _| match number {
            1 => Reply::with(429, &[], body),
            _ => Reply::status(200),
        });
        let (_, value) = RECEIVERS.iter().find(|(name, _)| *name == kind).unwrap();
        let folder = folder(&sim.url(), kind, value, &receiver);
        let agent = PlexctlProcess::start(&mut command(&folder, &["agent"]));
        receiver.next();
        let id = sim.activity("media.download").section("1").start();
        sim.end(&id);
        let first = receiver.next();
        let begin = std::time::Instant::now();
        assert_eq!(receiver.next().body, first.body);
        // Its own pause would be 5 s and more.
        let pause = begin.elapsed().as_millis();
        assert!((700..4_500).contains(&pause), "{kind}: {pause}");
        agent.signal("TERM");
        assert_eq!(agent.finish().code, 0);
    }
}
