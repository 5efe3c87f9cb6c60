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
    ChildGuard, Mosquitto, MqttObserver, PlexctlProcess, dead_url, finish, program, write_secret,
};
use plex_sim::{Fault, PlexSim, StubResponse};
use serde_json::json;

fn bridge(broker: &Mosquitto, url: &str, arguments: &[&str]) -> PlexctlProcess {
    let mut command = program();
    command.args(["--url", url, "bridge", "mqtt", &broker.url()]);
    PlexctlProcess::start(command.args(arguments))
}

#[tokio::test]
async fn every_activity_ends_once_even_during_a_broker_outage() {
    let Some(mut broker) = Mosquitto::start() else {
        return;
    };
    let sim = PlexSim::builder()
        .machine_identifier("0123abcd")
        .start()
        .await
        .unwrap();
    sim.add_butler_row();
    let mut observer = MqttObserver::start(&broker, "observer", None);
    let bridge = bridge(&broker, &sim.url(), &[]);
    observer.until_is("plex/0123abcd/status", "online").await;
    let start = |title: &str| sim.activity("media.download").title(title).start();
    let before = start("Before");
    let topic = format!("plex/0123abcd/activities/{before}");
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
    let Some(broker) = Mosquitto::start() else {
        return;
    };
    let sim = PlexSim::start().await.unwrap();
    let mut observer = MqttObserver::start(&broker, "observer", None);
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
    let Some(broker) = Mosquitto::start() else {
        return;
    };
    let sim = PlexSim::start().await.unwrap();
    let mut observer = MqttObserver::start(&broker, "observer", None);
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
    second.signal("TERM");
    assert_eq!(second.finish().code, 0);
    observer.until_all_received().await;
    assert_eq!((observer.ends(&short), observer.ends(&long)), (1, 1));
}

#[tokio::test]
async fn home_assistant_gets_a_sensor_for_each_server() {
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
    let topic = "homeassistant/sensor/plex_aaaa/activities_running/config";
    let sensor = observer
        .sometime("the sensor", |received| received.topic == topic)
        .await;
    let sensor = sensor.value();
    assert_eq!(sensor["state_topic"], "media/aaaa/running");
    assert_eq!(sensor["availability_topic"], "media/aaaa/status");
    assert_eq!(sensor["json_attributes_topic"], "media/aaaa/attributes");
    assert_eq!(sensor["device"]["identifiers"], json!(["plex_aaaa"]));

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
    observer.until_is("media/aaaa/status", "offline").await;
    one.lift(&Fault::Down);
    observer.until_is("media/aaaa/status", "online").await;
    bridge.signal("INT");
    let ran = bridge.finish();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(!ran.stderr.contains("made-up"), "{ran:?}");
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
    bridge.signal("TERM");
    assert_eq!(bridge.finish().code, 0);
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
    let Some(broker) = Mosquitto::start() else {
        return;
    };
    let token = "made-up-7f3a9c";
    let sim = PlexSim::builder().token(token).start().await.unwrap();
    let mut observer = MqttObserver::start(&broker, "observer", None);
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
    assert!(all.contains("homeassistant/sensor/"), "{all}");
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
    bridge.signal("TERM");
    let ran = bridge.finish();
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
