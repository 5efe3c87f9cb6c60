//! `plexctl bridge mqtt` with a real broker. Without Mosquitto these tests skip themselves.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use common::{
    ChildGuard, Mosquitto, MqttObserver, PlexctlProcess, bridge, bridge_scene, dead_url, finish,
    program, write_secret,
};
use plex_sim::{Fault, PlexSim, StubResponse};
use serde_json::json;

#[tokio::test]
async fn every_activity_ends_once_even_during_a_broker_outage() {
    let Some((mut broker, sim, mut observer)) = bridge_scene(PlexSim::builder()).await else {
        return;
    };
    sim.add_butler_row();
    let bridge = bridge(&broker, &sim.url(), &[]);
    observer.until_is("plex/aaaa/status", "online").await;
    let start = |title: &str| sim.activity("media.download").title(title).start();
    let before = start("Before");
    let topic = format!("plex/aaaa/activities/{before}");
    sim.progress(&before, 41, "A Quiet Harbour (1987)");
    let moved = observer
        .until("progress", |received| {
            received.value()["activity"]["progress"] == 41
        })
        .await;
    assert_eq!(moved.topic, topic);
    let moved = moved.value();
    assert_eq!(
        (&moved["version"], &moved["event"]),
        (&json!(1), &json!("updated"))
    );
    assert_eq!(moved["activity"]["subtitle"], "A Quiet Harbour (1987)");
    observer.until_is("/running", "1").await;

    broker.stop();
    let during = start("During");
    sim.end(&before);
    sim.end(&during);
    let after = start("After");
    for progress in 1..50 {
        sim.progress(&after, progress, "");
    }
    broker.run();
    observer
        .until("the end before", |received| received.ends(&before))
        .await;
    observer
        .until("the end meanwhile", |received| received.ends(&during))
        .await;
    observer
        .until("what runs on", |received| {
            received.topic.ends_with(&after) && received.value()["activity"]["progress"] == 49
        })
        .await;
    sim.end(&after);
    observer
        .until("the end after", |received| received.ends(&after))
        .await;
    observer.until_is("/running", "0").await;

    bridge.signal("TERM");
    observer.until_is("/status", "offline").await;
    let ran = bridge.finish();
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{ran:?}");
    assert!(
        ran.stderr.contains("publishing to mqtt://127.0.0.1"),
        "{ran:?}"
    );
    observer.until_all_received().await;
    for id in [&before, &during, &after] {
        assert_eq!(observer.ends(id), 1, "{id}: {:#?}", observer.received);
    }
    let rows = observer
        .received
        .iter()
        .filter(|received| received.payload.contains("\"butler\""));
    assert_eq!(rows.count(), 0, "a server at rest does nothing");

    let mut late = MqttObserver::start(&broker, "late", None);
    late.until("what was kept", |received| {
        received.topic.ends_with("/running")
    })
    .await;
    late.until_all_received().await;
    let left = late
        .received
        .iter()
        .filter(|received| received.topic.contains("/activities/"));
    assert_eq!(left.count(), 0, "what is over does not pile up");
}

#[tokio::test]
async fn the_status_says_that_lists_fail_until_they_can_be_used_again() {
    let Some((broker, sim, mut observer)) = bridge_scene(PlexSim::builder()).await else {
        return;
    };
    let bridge = bridge(&broker, &sim.url(), &[]);
    observer.until_is("/status", "online").await;
    sim.answer("GET", "/activities", StubResponse::empty(404));
    // A message that cannot be read makes a list due.
    sim.fault(Fault::BadJson);
    observer.until_is("/status", "lists_failing").await;
    observer
        .sometime("why lists fail", |received| {
            received.topic.ends_with("/attributes")
                && received.value()["lists_failing"]
                    .as_str()
                    .is_some_and(|reason| reason.contains("404"))
        })
        .await;
    sim.clear_answers();
    observer.until_is("/status", "online").await;
    bridge.signal("TERM");
    observer.until_is("/status", "offline").await;
    assert_eq!(bridge.finish().code, 0);
}

#[tokio::test]
async fn a_killed_bridge_leaves_its_last_will_and_the_next_one_publishes_missed_ends() {
    let Some((broker, sim, mut observer)) = bridge_scene(PlexSim::builder()).await else {
        return;
    };
    let first = bridge(&broker, &sim.url(), &[]);
    observer.until_is("/status", "online").await;
    let short = sim.activity("media.download").title("Short").start();
    let long = sim.activity("media.download").title("Long").start();
    for (id, title) in [(&short, "Short"), (&long, "Long")] {
        observer
            .until(title, |received| {
                received.topic.ends_with(id) && received.value()["activity"]["title"] == title
            })
            .await;
    }
    first.signal("KILL");
    observer.until_is("/status", "offline").await;
    sim.end(&short);

    let second = bridge(&broker, &sim.url(), &["--keep-ended", "1s"]);
    let end = observer
        .until("the late end", |received| received.ends(&short))
        .await;
    let end = end.value();
    assert_eq!(
        (&end["how"], &end["activity"]["title"]),
        (&json!("vanished"), &json!("Short"))
    );
    observer.until_is(&format!("/activities/{short}"), "").await;
    sim.end(&long);
    observer
        .until("the other end", |received| received.ends(&long))
        .await;
    observer.until_is(&format!("/activities/{long}"), "").await;
    assert_eq!(second.stop().code, 0);
    observer.until_all_received().await;
    assert_eq!((observer.ends(&short), observer.ends(&long)), (1, 1));
}

#[tokio::test]
async fn home_assistant_gets_a_device_for_each_server() {
    let Some(broker) = Mosquitto::with_login("me", "made-up") else {
        return;
    };
    let start = |machine: &str| PlexSim::builder().machine_identifier(machine).start();
    let (one, two) = (start("aaaa").await.unwrap(), start("bbbb").await.unwrap());
    let mut observer = MqttObserver::start(&broker, "observer", Some(("me", "made-up")));
    let folder = tempfile::tempdir().unwrap();
    let login = folder.path().join("login");
    write_secret(&login, "me\nmade-up\n");
    let mut command = program();
    command.args(["--url", &one.url(), "--url", &two.url(), "bridge", "mqtt"]);
    command
        .args([&format!("{}/media", broker.url()), "--login-file"])
        .arg(&login);
    let bridge = PlexctlProcess::start(&mut command);
    let mut waiting = vec!["aaaa", "bbbb"];
    while !waiting.is_empty() {
        let online = observer
            .until("online", |received| {
                received.topic.ends_with("/status") && received.payload == "online"
            })
            .await;
        waiting.retain(|machine| online.topic != format!("media/{machine}/status"));
    }
    let topic = "homeassistant/device/plex_aaaa_media/config";
    let device = observer
        .sometime("the device", |received| {
            received.topic == topic && received.payload.contains("library_1_progress")
        })
        .await;
    let device = device.value();
    let running = &device["components"]["activities_running"];
    assert_eq!(running["state_topic"], "media/aaaa/running");
    assert_eq!(running["json_attributes_topic"], "media/aaaa/attributes");
    assert_eq!(device["availability"][0]["topic"], "media/aaaa/status");
    assert_eq!(device["device"]["identifiers"], json!(["plex_aaaa_media"]));
    let page = format!("{}/web", one.url());
    assert_eq!(device["device"]["configuration_url"], page);
    assert!(!device.to_string().contains("command_topic"), "{device:#}");

    let scan = two
        .activity("library.update.section")
        .title("Scanning")
        .section("1")
        .start();
    let named = observer
        .until("attributes", |received| {
            received.topic == "media/bbbb/attributes"
                && received.payload.contains("\"library.update.section\"")
        })
        .await;
    let named = named.value();
    assert_eq!(named["connection"], "websocket");
    assert_eq!(named["activities"][0]["uuid"], scan.as_str());

    one.fault(Fault::Down);
    observer.until_is("media/aaaa/status", "waiting").await;
    one.lift(&Fault::Down);
    observer.until_is("media/aaaa/status", "online").await;
    bridge.signal("INT");
    let ran = bridge.finish();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(!ran.stderr.contains("made-up"), "{ran:?}");
}

/// A sensor as versions before device discovery described it.
const SINGLE: &str = r#"{"name": "Activities running", "unique_id": "plex_aaaa_activities_running",
    "object_id": "plex_aaaa_activities_running", "state_topic": "plex/aaaa/running"}"#;

#[tokio::test]
async fn the_sensor_of_an_earlier_version_becomes_a_part_of_the_device() {
    let Some((broker, sim, mut observer)) = bridge_scene(PlexSim::builder()).await else {
        return;
    };
    let single = "homeassistant/sensor/plex_aaaa/activities_running/config";
    let other = "homeassistant/sensor/plex_bbbb/activities_running/config";
    observer.publish(single, SINGLE, true).await;
    observer.publish(other, SINGLE, true).await;
    observer.until_all_received().await;
    let bridge = bridge(&broker, &sim.url(), &[]);
    observer.until_is(single, "").await;
    let of_discovery = observer.received.iter().filter(|received| {
        received.topic.starts_with("homeassistant/") && received.payload != SINGLE
    });
    let topics: Vec<&str> = of_discovery
        .map(|received| received.topic.as_str())
        .collect();
    let device = "homeassistant/device/plex_aaaa/config";
    assert_eq!(topics[..3], [single, device, single]);
    let migrate = observer
        .received
        .iter()
        .rfind(|received| received.topic == single);
    assert!(migrate.is_some());
    assert_eq!(bridge.stop().code, 0);
    let kept = MqttObserver::retained(&broker, "homeassistant/").await;
    assert_eq!(kept.keys().collect::<Vec<_>>(), [device, other]);
}

#[tokio::test]
async fn entities_of_a_library_that_is_gone_are_removed() {
    let server = PlexSim::builder()
        .without_library_sections()
        .library_section("7", "movie", "Gone")
        .library_section("8", "movie", "Stays");
    let Some((broker, sim, mut observer)) = bridge_scene(server).await else {
        return;
    };
    let first = bridge(&broker, &sim.url(), &[]);
    let device = "homeassistant/device/plex_aaaa/config";
    observer
        .until("both libraries", |received| {
            received.topic == device && received.payload.contains("library_7_progress")
        })
        .await;
    first.signal("KILL");
    observer.until_is("plex/aaaa/status", "offline").await;
    let sections = json!({"MediaContainer": {"size": 2, "Directory": [
        {"key": "8", "type": "movie", "title": "Stays"},
        {"key": "9", "type": "movie", "title": "New"}]}});
    sim.answer(
        "GET",
        "/library/sections*",
        StubResponse::json(200, sections.to_string()),
    );
    let second = bridge(&broker, &sim.url(), &[]);
    let removal = observer
        .until("the removal", |received| {
            received.topic == device
                && received.value()["components"]["library_7_progress"]
                    == json!({"platform": "sensor"})
        })
        .await;
    assert!(removal.payload.contains("library_8_progress"));
    observer.until_is("plex/aaaa/libraries/7", "").await;
    observer
        .until("the message without it", |received| {
            received.topic == device && !received.payload.contains("library_7")
        })
        .await;
    assert_eq!(second.stop().code, 0);
    let kept = MqttObserver::retained(&broker, "plex/aaaa/libraries/").await;
    let kept: Vec<&str> = kept.keys().map(String::as_str).collect();
    assert_eq!(kept, ["plex/aaaa/libraries/8", "plex/aaaa/libraries/9"]);
}

#[tokio::test]
async fn a_scan_shows_its_progress_and_each_end_is_told_once_and_not_retained() {
    let Some((broker, sim, mut observer)) = bridge_scene(PlexSim::builder()).await else {
        return;
    };
    let bridge = bridge(&broker, &sim.url(), &["--keep-ended", "1s"]);
    let library = "plex/aaaa/libraries/1";
    let is_state = |scanning: bool, progress: serde_json::Value| {
        move |received: &common::ReceivedMessage| {
            let state = received.value();
            received.topic == library
                && (&state["scanning"], &state["progress"]) == (&json!(scanning), &progress)
        }
    };
    observer.until("rest", is_state(false, json!(null))).await;
    let scan = sim
        .activity("library.update.section")
        .title("Scanning")
        .section("1")
        .start();
    observer
        .until("the start", |received| {
            received.topic == library && received.value()["scanning"] == true
        })
        .await;
    sim.progress(&scan, 41, "A Quiet Harbour (1987)");
    observer
        .until("progress", is_state(true, json!(41.0)))
        .await;
    sim.end(&scan);
    observer
        .until("rest again", is_state(false, json!(null)))
        .await;
    let end = observer
        .sometime("the end", |received| received.topic == "plex/aaaa/ends")
        .await
        .value();
    assert_eq!(end["event_type"], "ended");
    assert_eq!((&end["uuid"], &end["library"]), (&json!(scan), &json!("1")));
    assert!(end["duration_seconds"].is_u64(), "{end:#}");
    observer.until_is(&format!("/activities/{scan}"), "").await;
    assert_eq!(bridge.stop().code, 0);
    observer.until_all_received().await;
    let ends = observer
        .received
        .iter()
        .filter(|received| received.topic.ends_with("/ends"));
    assert_eq!(ends.count(), 1);
    let kept = MqttObserver::retained(&broker, "plex/aaaa/").await;
    let kept: Vec<&str> = kept.keys().map(String::as_str).collect();
    let left = kept
        .iter()
        .filter(|topic| topic.contains("activities/") || topic.contains("ends"));
    assert_eq!(left.count(), 0, "{kept:?}");
}

#[tokio::test]
async fn home_assistant_that_starts_is_told_everything_again() {
    let Some((broker, sim, mut observer)) = bridge_scene(PlexSim::builder()).await else {
        return;
    };
    let bridge = bridge(&broker, &sim.url(), &[]);
    let device = "homeassistant/device/plex_aaaa/config";
    observer
        .until("the device", |received| {
            received.topic == device && received.payload.contains("library_1_progress")
        })
        .await;
    observer.until_is("plex/aaaa/status", "online").await;
    observer.until_all_received().await;
    observer
        .publish("homeassistant/status", "online", false)
        .await;
    observer
        .until("the device again", |received| received.topic == device)
        .await;
    observer
        .until("the status again", |received| {
            received.topic == "plex/aaaa/status" && received.payload == "online"
        })
        .await;
    assert_eq!(bridge.stop().code, 0);
}

/// Publishes a command, and returns the next result with this word.
async fn command(
    observer: &mut MqttObserver,
    command: &serde_json::Value,
    word: &str,
) -> serde_json::Value {
    observer
        .publish("plex/aaaa/command", &command.to_string(), false)
        .await;
    result(observer, word).await
}

async fn result(observer: &mut MqttObserver, word: &str) -> serde_json::Value {
    let result = observer.until(word, |received| {
        received.topic == "plex/aaaa/command/result"
    });
    let result = result.await.value();
    assert_eq!(result["result"], word, "{result:#}");
    result
}

#[tokio::test]
async fn commands_are_checked_and_answered_and_retained_ones_are_ignored() {
    let Some((broker, sim, mut observer)) = bridge_scene(PlexSim::builder()).await else {
        return;
    };
    let old = json!({"id": "old", "action": "scan", "library": "2"}).to_string();
    observer.publish("plex/aaaa/command", &old, true).await;
    observer.until_all_received().await;
    let bridge = bridge(&broker, &sim.url(), &["--commands"]);
    let device = observer
        .until("the buttons", |received| {
            received.topic == "homeassistant/device/plex_aaaa/config"
                && received.payload.contains("task_BackupDatabase")
        })
        .await;
    let device = device.value();
    // The message of a button of Home Assistant is a command.
    let button = &device["components"]["library_1_scan"];
    assert_eq!(button["command_topic"], "plex/aaaa/command");
    let press = serde_json::from_str(button["payload_press"].as_str().unwrap()).unwrap();
    let accepted = command(&mut observer, &press, "accepted").await;
    assert_eq!(
        (&accepted["library"], &accepted["id"]),
        (&json!("1"), &json!(null))
    );
    sim.wait_request("*", "/library/sections/1/refresh", 1)
        .await
        .unwrap();
    let done = result(&mut observer, "done").await;
    assert_eq!(
        (&done["action"], &done["library"]),
        (&json!("scan"), &json!("1"))
    );

    let again = json!({"id": "b", "action": "scan", "library": "1"});
    let refused = command(&mut observer, &again, "refused").await;
    assert_eq!(refused["id"], "b");
    assert!(
        refused["reason"].as_str().unwrap().contains("10 s"),
        "{refused:#}"
    );
    for (wrong, part) in [
        (
            json!({"id": "c", "action": "scan", "library": "77"}),
            "known: 1",
        ),
        (
            json!({"id": "c", "action": "scan", "library": "2", "path": "/etc"}),
            "path",
        ),
        (
            json!({"id": "c", "action": "butler", "task": "../x"}),
            "known: ",
        ),
    ] {
        let refused = command(&mut observer, &wrong, "refused").await;
        assert_eq!(refused["id"], "c");
        assert!(
            refused["reason"].as_str().unwrap().contains(part),
            "{refused:#}"
        );
    }
    let long = json!({"action": "stop", "id": "x".repeat(70_000)});
    let refused = command(&mut observer, &long, "refused").await;
    assert!(
        refused["reason"].as_str().unwrap().contains("1024 bytes"),
        "{refused:#}"
    );

    let backup = json!({"id": 5, "action": "butler", "task": "BackupDatabase"});
    let accepted = command(&mut observer, &backup, "accepted").await;
    assert_eq!(
        (&accepted["id"], &accepted["task"]),
        (&json!("5"), &json!("BackupDatabase"))
    );
    sim.answer("DELETE", "/library/sections/*", StubResponse::empty(403));
    let stop = json!({"id": "d", "action": "stop", "library": "1"});
    observer
        .publish("plex/aaaa/command", &stop.to_string(), false)
        .await;
    observer
        .until("the refusal of the server", |received| {
            let result = received.value();
            (&result["id"], &result["result"]) == (&json!("d"), &json!("refused"))
        })
        .await;
    sim.clear_answers();
    let stop = json!({"id": "e", "action": "stop"});
    observer
        .publish("plex/aaaa/command", &stop.to_string(), false)
        .await;
    observer
        .until("the stop", |received| {
            let result = received.value();
            (&result["id"], &result["result"]) == (&json!("e"), &json!("accepted"))
        })
        .await;
    let ran = bridge.stop();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.stderr
            .contains("ignored a command that the broker retains"),
        "{ran:?}"
    );
    assert_eq!(sim.requests_of("*", "/library/sections/2/refresh").len(), 0);
    assert_eq!(sim.requests_of("*", "/library/sections/1/refresh").len(), 2);
    let kept = MqttObserver::retained(&broker, "/command").await;
    assert_eq!(kept.into_values().collect::<Vec<_>>(), [old]);
}

#[tokio::test]
async fn without_commands_nothing_that_others_publish_is_taken() {
    let Some((broker, sim, mut observer)) = bridge_scene(PlexSim::builder()).await else {
        return;
    };
    let bridge = bridge(&broker, &sim.url(), &[]);
    observer.until_is("plex/aaaa/status", "online").await;
    let scan = json!({"action": "scan", "library": "1"}).to_string();
    observer.publish("plex/aaaa/command", &scan, false).await;
    // The messages after the command show that it was not taken.
    let id = sim.activity("media.download").start();
    sim.end(&id);
    observer
        .until("the end", |received| received.ends(&id))
        .await;
    assert_eq!(bridge.stop().code, 0);
    observer.until_all_received().await;
    assert!(
        sim.requests_of("*", "/library/sections/1/refresh")
            .is_empty()
    );
    let results = observer
        .received
        .iter()
        .filter(|received| received.topic.ends_with("/result"));
    assert_eq!(results.count(), 0);
}

#[tokio::test]
async fn a_rejected_login_ends_the_bridge_and_an_unavailable_broker_does_not() {
    let Some(broker) = Mosquitto::with_login("me", "made-up") else {
        return;
    };
    let sim = PlexSim::start().await.unwrap();
    let mut command = program();
    command
        .args(["--url", &sim.url(), "bridge", "mqtt", &broker.url()])
        .env("MQTT_USER", "me")
        .env("MQTT_PASSWORD", "wrong");
    let ran = finish(&mut command);
    assert_eq!(ran.code, 5, "{ran:?}");
    assert!(
        ran.stderr.contains("--login-file") && !ran.stderr.contains("wrong"),
        "{ran:?}"
    );

    let folder = tempfile::tempdir().unwrap();
    let login = folder.path().join("login");
    std::fs::write(&login, "me\nwrong\n").unwrap();
    std::fs::set_permissions(&login, std::fs::Permissions::from_mode(0o644)).unwrap();
    let mut command = program();
    command
        .args(["--url", &sim.url(), "bridge", "mqtt", &broker.url()])
        .arg("--login-file")
        .arg(&login);
    let ran = finish(&mut command);
    assert_eq!(ran.code, 5, "{ran:?}");
    assert!(ran.stderr.contains("chmod 600"), "{ran:?}");

    let away = dead_url().replace("http", "mqtt");
    let mut command = program();
    let bridge =
        PlexctlProcess::start(command.args(["--url", &sim.url(), "bridge", "mqtt", &away]));
    sim.wait_stream_opened().await.unwrap();
    assert_eq!(bridge.stop().code, 0);
}

#[tokio::test]
async fn mqtts_requires_a_trusted_certificate_authority() {
    let Some((broker, authority)) = Mosquitto::with_tls() else {
        return;
    };
    let sim = PlexSim::start().await.unwrap();
    let url = broker.url().replace("mqtt:", "mqtts:");
    for (trusted, sentence) in [
        (true, "publishing to mqtts://127.0.0.1"),
        (false, "no connection to mqtts://127.0.0.1"),
    ] {
        let mut command = program();
        command.args(["--url", &sim.url(), "bridge", "mqtt", &url]);
        if trusted {
            command.env("SSL_CERT_FILE", &authority);
        }
        let mut bridge = ChildGuard::spawn(command.stderr(Stdio::piped()));
        let mut lines = BufReader::new(bridge.stderr.take().unwrap()).lines();
        let said = lines.find(|line| line.as_ref().unwrap().contains(sentence));
        bridge.signal("TERM");
        assert_eq!(bridge.wait().unwrap().code(), Some(0));
        assert!(said.is_some(), "{sentence}");
    }
}

#[tokio::test]
async fn the_token_is_in_no_message_and_no_topic() {
    let token = "made-up-7f3a9c";
    let Some((broker, sim, mut observer)) = bridge_scene(PlexSim::builder().token(token)).await
    else {
        return;
    };
    let mut command = program();
    command.env("PLEX_TOKEN", token).args(["-vvv", "--url"]);
    let bridge = PlexctlProcess::start(command.args([&sim.url(), "bridge", "mqtt", &broker.url()]));
    observer.until_is("/status", "online").await;
    let id = sim.activity("media.download").title("Download").start();
    observer.until_is("/running", "1").await;
    // The server fails, and repeats the token in its response.
    let page = format!("<h1>{token} is odd</h1>");
    sim.answer("*", "*", StubResponse::html(500, page));
    sim.fault(Fault::CutConnections);
    observer
        .until("why there is no connection", |received| {
            received.topic.ends_with("/attributes") && received.payload.contains("<token> is odd")
        })
        .await;
    sim.clear_answers();
    observer.until_is("/status", "online").await;
    sim.end(&id);
    observer
        .until("the end", |received| received.ends(&id))
        .await;
    bridge.signal("KILL");
    observer.until_is("/status", "offline").await;
    let all = format!("{:?}", observer.received);
    assert!(all.contains("homeassistant/device/"), "{all}");
    assert!(!all.contains(token), "{all}");
}

/// A bridge for both servers.
fn bridge_for_both(broker: &Mosquitto, one: &PlexSim, two: &PlexSim) -> PlexctlProcess {
    let mut command = program();
    command.args(["--url", &one.url(), "--url", &two.url()]);
    PlexctlProcess::start(command.args(["bridge", "mqtt", &broker.url()]))
}

#[tokio::test]
async fn two_servers_with_one_identifier_are_refused_at_the_start() {
    let Some(broker) = Mosquitto::start() else {
        return;
    };
    let start = || PlexSim::builder().machine_identifier("same").start();
    let (one, two) = (start().await.unwrap(), start().await.unwrap());
    let ran = bridge_for_both(&broker, &one, &two).finish();
    assert_eq!(ran.code, 2, "{ran:?}");
    let names = [one.url(), two.url(), "machine identifier".to_owned()];
    assert!(
        names.iter().all(|part| ran.stderr.contains(part)),
        "{ran:?}"
    );
}

#[tokio::test]
async fn a_server_with_the_identifier_of_another_is_set_aside_when_it_shows_later() {
    let Some(broker) = Mosquitto::start() else {
        return;
    };
    let start = || PlexSim::builder().machine_identifier("same").start();
    let (one, two) = (start().await.unwrap(), start().await.unwrap());
    let runs = one.activity("media.download").title("Download").start();
    two.answer("GET", "/identity", StubResponse::empty(503));
    let mut observer = MqttObserver::start(&broker, "observer", None);
    let bridge = bridge_for_both(&broker, &one, &two);
    observer.until_is("plex/same/status", "online").await;
    two.wait_stream_opened().await.unwrap();
    two.clear_answers();
    // It is followed no more.
    two.wait_open_streams(0).await.unwrap();
    observer
        .until("which server is set aside", |received| {
            received.topic == "plex/same/attributes"
                && received.value()["set_aside"] == serde_json::json!([two.url()])
        })
        .await;
    one.progress(&runs, 41, "");
    observer
        .until("progress", |received| {
            received.value()["activity"]["progress"] == 41
        })
        .await;
    let ran = bridge.stop();
    assert_eq!(ran.code, 0, "{ran:?}");
    let sentence = format!("{} is not published", two.url());
    assert!(ran.stderr.contains(&sentence), "{ran:?}");
    observer.until_all_received().await;
    assert_eq!(observer.ends(&runs), 0, "{:#?}", observer.received);
}

#[tokio::test]
async fn a_server_whose_identifier_changes_is_published_no_more_and_its_activities_do_not_end() {
    let Some(broker) = Mosquitto::start() else {
        return;
    };
    let sim = PlexSim::builder()
        .machine_identifier("before")
        .start()
        .await
        .unwrap();
    let runs = sim.activity("media.download").title("Download").start();
    let mut observer = MqttObserver::start(&broker, "observer", None);
    let mut command = program();
    command.args(["--url", &sim.url(), "bridge", "mqtt", &broker.url()]);
    let bridge = PlexctlProcess::start(&mut command);
    observer.until_is("plex/before/status", "online").await;
    let another = serde_json::json!({"MediaContainer": {"size": 0, "machineIdentifier": "after"}});
    sim.answer(
        "GET",
        "/identity",
        StubResponse::json(200, another.to_string()),
    );
    sim.vanish(&runs);
    sim.fault(Fault::CutConnections);
    // The only server of the bridge is gone, so it ends.
    let ran = bridge.finish();
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stderr.contains("after instead of before"), "{ran:?}");
    observer.until_is("plex/before/status", "offline").await;
    observer.until_all_received().await;
    assert_eq!(observer.ends(&runs), 0, "{:#?}", observer.received);
}

#[test]
fn a_password_in_the_url_is_refused_and_not_repeated() {
    let ran = common::run(&["bridge", "mqtt", "mqtt://me:made-up@nas"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("MQTT_PASSWORD"), "{ran:?}");
}
