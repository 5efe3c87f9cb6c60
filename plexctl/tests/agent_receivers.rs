//! The receivers of the agent's hooks: the request to each by its documented rules, and the meaning of
//! its answers.
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

/// The configuration of each receiver, with `URL` for its address.
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
    folder_with(sim_url, &format!("{kind} = {value}"), receiver)
}

/// Like [`folder`], with these keys of the hook.
fn folder_with(sim_url: &str, keys: &str, receiver: &FakeReceiver) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let keys = keys.replace("URL", &receiver.url);
    let text = format!(
        "[state]\npath = \"state\"\n[[server]]\nname = \"home\"\nurl = \"{sim_url}\"\n\
         [[hook]]\nname = \"one\"\non = [\"ended\"]\n{keys}\n\
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
        check(kind, &without_delay(receiver.next()), &id);
        agent.signal("TERM");
        let end = agent.finish();
        assert_eq!(end.code, 0, "{end:?}");
        assert!(!end.stderr.contains("hunter2"), "{kind}: {}", end.stderr);
    }
}

/// An activity that ends at once has lasted for some seconds on a busy machine.
fn without_delay(mut request: ReceivedRequest) -> ReceivedRequest {
    for seconds in 1..30 {
        for space in [" ", "+", "%20"] {
            let lasted = format!("after{space}{seconds}s");
            let at_once = format!("after{space}0s");
            request.body = request.body.replace(&lasted, &at_once);
        }
    }
    request
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

#[tokio::test]
async fn own_texts_are_escaped_for_their_receiver() {
    let sim = PlexSim::start().await.unwrap();
    let chat =
        "title = \"{{ how }}: {{ title }}\"\nmessage = '''\n<b>{{ type }}</b> {{ count }}\n'''\n";
    let own = "body = '{\"text\": {{ title }}, \"uuid\": {{ data.activity.uuid }}, \"s\": {{ duration_seconds }}}'\n";
    let webhook = "webhook = { url = \"URL\", secret = { file = \"key\" } }";
    for (kind, value) in RECEIVERS {
        let keys = match kind {
            "home_assistant" => format!("{own}{kind} = {value}"),
            _ => format!("{chat}{kind} = {value}"),
        };
        check_own(&sim, kind, &keys).await;
    }
    check_own(&sim, "webhook", &format!("{own}{webhook}")).await;
}

async fn check_own(sim: &PlexSim, kind: &str, keys: &str) {
    let receiver = FakeReceiver::start(|_, _| Reply::status(200));
    let folder = folder_with(&sim.url(), keys, &receiver);
    write_secret(
        folder.path().join("key"),
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    );
    let agent = PlexctlProcess::start(&mut command(&folder, &["agent"]));
    assert_eq!(receiver.next().path, "/ready");
    let id = sim
        .activity("media.download")
        .title("<b>@all</b> & \"*x*\"")
        .section("1")
        .start();
    sim.end(&id);
    let request = receiver.next();
    let title = "ended: <b>@all</b> & \"*x*\"";
    let text = "<b>media.download</b> 1";
    match kind {
        "ntfy" | "gotify" => {
            let body = request.json();
            assert_eq!(
                (&body["title"], &body["message"]),
                (&json!(title), &json!(text))
            );
        }
        "apprise" => {
            let body = request.json();
            assert_eq!(
                (&body["title"], &body["body"]),
                (&json!(title), &json!(text))
            );
        }
        "pushover" => assert!(
            request
                .body
                .contains("message=%3Cb%3Emedia.download%3C%2Fb%3E+1"),
            "{}",
            request.body
        ),
        "discord" => {
            let expected = r#"ended: \<b\>\@all\</b\> & "\*x\*""#;
            let expected = format!("{expected}\n{text}");
            assert_eq!(request.json()["content"], expected);
        }
        "slack" => {
            let escaped = "ended: &lt;b&gt;@all&lt;/b&gt; &amp; \"*x*\"";
            let expected = json!({"text": format!("{escaped}\n{text}"), "mrkdwn": true});
            assert_eq!(request.json(), expected);
        }
        "telegram" => {
            let escaped = "ended: &lt;b&gt;@all&lt;/b&gt; &amp; &quot;*x*&quot;";
            let expected = json!({
                "chat_id": "-100", "text": format!("{escaped}\n{text}"), "parse_mode": "HTML",
            });
            assert_eq!(request.json(), expected);
        }
        _ => {
            let expected = json!({"text": "<b>@all</b> & \"*x*\"", "uuid": id, "s": 0});
            assert_eq!(request.json(), expected, "{kind}");
            assert_eq!(request.header("content-type"), "application/json");
            let is_signed = !request.header("webhook-signature").is_empty();
            assert_eq!(is_signed, kind == "webhook");
        }
    }
    agent.signal("TERM");
    let end = agent.finish();
    assert_eq!(end.code, 0, "{end:?}");
    assert!(!end.stderr.contains("template"), "{end:?}");
}

#[tokio::test]
async fn a_template_that_fails_is_told_once_and_the_default_text_is_sent() {
    let sim = PlexSim::start().await.unwrap();
    let receiver = FakeReceiver::start(|_, _| Reply::status(200));
    let keys = "message = \"{% if title == 'odd' %}{{ data.no.such }}{% endif %}mine\"\n\
                ntfy = { url = \"URL\", topic = \"plex\" }";
    let folder = folder_with(&sim.url(), keys, &receiver);
    let agent = PlexctlProcess::start(&mut command(&folder, &["agent"]));
    assert_eq!(receiver.next().path, "/ready");
    for (title, message) in [
        ("odd", "media.download on home, after 0s"),
        ("odd", "media.download on home, after 0s"),
        ("plain", "mine"),
    ] {
        let id = sim
            .activity("media.download")
            .title(title)
            .section("1")
            .start();
        sim.end(&id);
        let body = without_delay(receiver.next()).json();
        assert_eq!(body["message"], message);
        assert_eq!(body["title"], format!("Ended: {title}"));
    }
    agent.signal("TERM");
    let end = agent.finish();
    let told = end.stderr.matches("the template message failed: ").count();
    assert_eq!(told, 1, "{end:?}");
    assert!(end.stderr.contains("The default text is sent"), "{end:?}");
}

#[test]
fn a_wrong_template_is_refused_with_its_lines() {
    let receiver = FakeReceiver::start(|_, _| Reply::status(200));
    for (keys, parts) in [
        (
            "message = '''\nfine\n{{ titel }}'''\nslack = { url = \"URL\" }",
            &[
                "hook \"one\": message on line 9: line 2",
                "no \"titel\"",
                "title",
            ][..],
        ),
        (
            "title = \"{% if %}\"\nslack = { url = \"URL\" }",
            &["title on line 9: line 1 of the text: syntax error"],
        ),
        (
            "body = '{{ title }} and'\nwebhook = { url = \"URL\" }",
            &["body on line 9", "does not write JSON"],
        ),
        (
            "title = \"x\"\nwebhook = { url = \"URL\" }",
            &["title is for chat messages"],
        ),
        (
            "body = \"x\"\nslack = { url = \"URL\" }",
            &["body is for webhook"],
        ),
        (
            "message = \"x\"\nexec = [\"sh\"]",
            &["message is for receivers", "PLEXCTL_TITLE"],
        ),
    ] {
        let folder = folder_with(&common::dead_url(), keys, &receiver);
        let mut check = program();
        let file = folder.path().join("agent.toml");
        finish(check.args(["agent", "check"]).arg(file)).assert_fails(2, parts);
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

/// The most memory that a process had, in KiB.
#[cfg(target_os = "linux")]
fn peak_memory(id: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let words: Vec<&str> = line.unwrap().split_whitespace().collect();
    words[1].parse().unwrap()
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_receiver_that_floods_or_points_elsewhere_harms_nobody() {
    let sim = PlexSim::start().await.unwrap();
    let good = FakeReceiver::start(|_, _| Reply::status(200));
    let elsewhere = FakeReceiver::start(|_, _| Reply::status(200));
    let target = format!("{}/stolen", elsewhere.url);
    let pointing = FakeReceiver::start(move |_, _| {
        Reply::with(302, &[("Location", &target), ("Retry-After", "0")], "")
    });
    let flooding = FakeReceiver::start(|number, _| {
        let status = if number == 0 { 500 } else { 200 };
        let head = format!(
            "HTTP/1.1 {status} Some\r\nContent-Length: {}\r\nRetry-After: 0\r\n\r\n",
            64 << 20
        );
        Reply::Endless(head)
    });
    let folder = tempfile::tempdir().unwrap();
    let mut text = format!(
        "[state]\npath = \"state\"\n[[server]]\nname = \"home\"\nurl = \"{}\"\n",
        sim.url()
    );
    for (name, receiver, keys) in [
        ("good", &good, "on = [\"connected\", \"ended\"]"),
        ("pointing", &pointing, "on = \"ended\"\ngive_up = \"100ms\""),
        ("flooding", &flooding, "on = \"ended\""),
    ] {
        let url = &receiver.url;
        text += &format!("[[hook]]\nname = \"{name}\"\n{keys}\nwebhook = {{ url = \"{url}\" }}\n");
    }
    write_secret(folder.path().join("agent.toml"), text);
    let agent = PlexctlProcess::start(&mut command(&folder, &["agent"]));
    good.next();
    let before = peak_memory(agent.id());
    let ids: Vec<String> = (0..3)
        .map(|_| {
            let id = sim.activity("media.download").section("1").start();
            sim.end(&id);
            id
        })
        .collect();
    for id in &ids {
        assert_eq!(good.next().json()["subject"], *id);
    }
    // The first is sent again, because its status says so.
    for id in [&ids[0], &ids[0], &ids[1], &ids[2]] {
        assert_eq!(flooding.next().json()["subject"], *id);
    }
    for id in &ids {
        while pointing.next().json()["subject"] != *id {}
    }
    let after = peak_memory(agent.id());
    assert!(after < before + 32 * 1024, "{before} KiB, {after} KiB");
    agent.signal("TERM");
    let end = agent.finish();
    assert_eq!(end.code, 0, "{end:?}");
    assert!(
        end.stderr.contains("hook \"flooding\": status 500"),
        "{end:?}"
    );
    assert!(end.stderr.contains("it points to 127.0.0.1"), "{end:?}");
    assert!(elsewhere.rest().is_empty());
}

#[tokio::test]
async fn the_pause_that_a_receiver_asks_for_is_kept() {
    let sim = PlexSim::start().await.unwrap();
    let in_header = &[("Retry-After", "1")][..];
    for (kind, headers, body) in [
        (
            "telegram",
            &[][..],
            "{\"ok\": false, \"parameters\": {\"retry_after\": 1}}",
        ),
        ("discord", &[], "{\"retry_after\": 0.5, \"global\": false}"),
        ("slack", in_header, ""),
        ("webhook", in_header, ""),
    ] {
        let receiver = FakeReceiver::start(move |number, _| match number {
            1 => Reply::with(429, headers, body),
            _ => Reply::status(200),
        });
        let known = RECEIVERS.iter().find(|(name, _)| *name == kind);
        let value = known.map_or("{ url = \"URL\" }", |(_, value)| value);
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
