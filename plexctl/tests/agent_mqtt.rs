//! `[mqtt]` of the agent's file, with a real broker. Without Mosquitto these tests skip themselves.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use common::{
    AgentFolder, ChildGuard, Mosquitto, MqttObserver, PlexctlProcess, ReceivedMessage,
    bridge_scene, finish, program, write_secret,
};
use plex_sim::PlexSim;

fn mqtt(broker: &Mosquitto, keys: &str) -> String {
    format!("[mqtt]\nurl = \"{}\"\n{keys}\n", broker.url())
}

async fn sim_called(machine: &str) -> PlexSim {
    let builder = PlexSim::builder().machine_identifier(machine);
    builder.start().await.unwrap()
}

#[tokio::test]
async fn the_agent_publishes_what_the_bridge_publishes_and_follows_its_file() {
    let Some(broker) = Mosquitto::with_login("me", "made-up") else {
        return;
    };
    let sim = sim_called("aaaa").await;
    let mut observer = MqttObserver::start(&broker, "observer", Some(("me", "made-up")));
    let login = "user = \"me\"\npassword = { file = \"mqtt.password\" }";
    let folder = AgentFolder::create(&sim.url(), &mqtt(&broker, login));
    write_secret(folder.path("mqtt.password"), "made-up\n");
    let agent = folder.start();
    observer.until_is("plex/aaaa/status", "online").await;
    let id = sim.activity("media.download").title("Download").start();
    let started = observer
        .until("the start", |received| received.topic.ends_with(&id))
        .await;
    assert_eq!(started.topic, format!("plex/aaaa/activities/{id}"));
    observer.until_is("plex/aaaa/running", "1").await;
    // One stream of the server serves the journal and the broker.
    sim.wait_open_streams(1).await.unwrap();

    folder.write(
        &sim.url(),
        &mqtt(&broker, &format!("{login}\nprefix = \"other\"")),
    );
    agent.signal("HUP");
    observer.until_is("other/aaaa/status", "online").await;
    observer.until_is("plex/aaaa/status", "offline").await;
    folder.write(&sim.url(), "");
    agent.signal("HUP");
    observer.until_is("other/aaaa/status", "offline").await;
    folder.write(&sim.url(), &mqtt(&broker, login));
    agent.signal("HUP");
    observer.until_is("plex/aaaa/status", "online").await;
    sim.end(&id);
    observer
        .until("the end", |received| received.ends(&id))
        .await;
    agent.signal("TERM");
    observer.until_is("plex/aaaa/status", "offline").await;
    let ran = agent.finish();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(!ran.stderr.contains("made-up"), "{ran:?}");
    assert_eq!(folder.history()["runs"][0]["uuid"], id.as_str());
}

#[tokio::test]
async fn a_broker_that_is_away_or_refuses_the_login_does_not_end_the_agent() {
    let Some(mut broker) = Mosquitto::with_login("me", "made-up") else {
        return;
    };
    let sim = sim_called("aaaa").await;
    let mut observer = MqttObserver::start(&broker, "observer", Some(("me", "made-up")));
    let login = "user = \"me\"\npassword = { env = \"MADE_UP\" }";
    let folder = AgentFolder::create(&sim.url(), &mqtt(&broker, login));
    broker.stop();
    let agent = PlexctlProcess::start(folder.command(&["agent"]).env("MADE_UP", "wrong"));
    sim.wait_stream_opened().await.unwrap();
    broker.run();
    let ended = sim.activity("media.download").start();
    sim.end(&ended);
    write_secret(folder.path("mqtt.password"), "made-up");
    let login = "user = \"me\"\npassword = { file = \"mqtt.password\" }";
    folder.write(&sim.url(), &mqtt(&broker, login));
    agent.signal("HUP");
    observer.until_is("plex/aaaa/status", "online").await;
    let ran = agent.stop();
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[tokio::test]
async fn a_broker_with_a_certificate_of_its_own_is_trusted_by_the_file_alone() {
    let Some((broker, authority)) = Mosquitto::with_tls() else {
        return;
    };
    let sim = sim_called("aaaa").await;
    let url = broker.url().replace("mqtt:", "mqtts:");
    let sections = format!(
        "[mqtt]\nurl = \"{url}\"\nca_cert = \"{}\"\n",
        authority.display()
    );
    for (keys, sentence) in [
        (&sections, "publishing to mqtts://127.0.0.1"),
        (
            &format!("[mqtt]\nurl = \"{url}\"\n"),
            "no connection to mqtts://127.0.0.1",
        ),
    ] {
        let folder = AgentFolder::create(&sim.url(), keys);
        let mut agent = ChildGuard::spawn(folder.command(&["agent"]).stderr(Stdio::piped()));
        let mut lines = BufReader::new(agent.stderr.take().unwrap()).lines();
        let said = lines.find_map(|line| {
            let line = line.unwrap();
            let tells = line.contains("publishing to") || line.contains("no connection to");
            tells.then_some(line)
        });
        agent.signal("TERM");
        assert_eq!(agent.wait().unwrap().code(), Some(0));
        assert!(said.as_ref().unwrap().contains(sentence), "{said:?}");
    }
}

#[tokio::test]
async fn a_wrong_section_is_refused_with_its_reason_and_without_secrets() {
    let sim = PlexSim::start().await.unwrap();
    let folder = AgentFolder::create(&sim.url(), "");
    write_secret(folder.path("none.pem"), "nothing");
    for (section, parts) in [
        ("url = \"nas\"", vec!["mqtt", "expected mqtt://HOST"]),
        ("url = \"mqtt://me:made-up@nas\"", vec!["MQTT_PASSWORD"]),
        (
            "url = \"mqtt://nas\"\nprefx = \"x\"",
            vec!["line 10", "`prefix`"],
        ),
        ("url = \"mqtt://nas\"\nprefix = \"a/+\"", vec!["\"a/+\""]),
        ("url = \"mqtt://nas/a\"\nprefix = \"b\"", vec!["exclude"]),
        (
            "url = \"mqtt://nas\"\npassword = { file = \"agent.toml\" }",
            vec!["user is not"],
        ),
        (
            "url = \"mqtt://nas\"\nuser = \"me\"\npassword = \"made-up\"",
            vec!["{ file"],
        ),
        (
            "url = \"mqtt://nas\"\nca_cert = \"none.pem\"",
            vec!["mqtts"],
        ),
        (
            "url = \"mqtts://nas\"\nca_cert = \"none.pem\"",
            vec!["no certificate"],
        ),
        (
            "url = \"mqtts://nas\"\nca_cert = \"gone.pem\"",
            vec!["gone.pem"],
        ),
    ] {
        folder.write(&sim.url(), &format!("[mqtt]\n{section}\n"));
        let ran = folder.check();
        assert_eq!(ran.code, 2, "{section}: {ran:?}");
        for part in parts {
            assert!(ran.stderr.contains(part), "{section}: {ran:?}");
        }
        assert!(!ran.stderr.contains("made-up"), "{section}: {ran:?}");
    }
    folder.write(
        &sim.url(),
        "[mqtt]\nurl = \"mqtt://nas\"\nprefix = \"home/media\"\ndiscovery = false\n",
    );
    assert_eq!(folder.check().code, 0);
}

/// The messages that a broker retains, by topic.
async fn retained(broker: &Mosquitto, text: &str) -> BTreeMap<String, String> {
    MqttObserver::retained(broker, text).await
}

#[tokio::test]
async fn agents_of_two_sites_share_a_broker_and_leave_each_other_alone() {
    let Some(broker) = Mosquitto::start() else {
        return;
    };
    // Even when both follow servers with the same identity.
    let (one, two) = (sim_called("aaaa").await, sim_called("aaaa").await);
    let mut observer = MqttObserver::start(&broker, "observer", None);
    let site = |sim: &PlexSim, prefix: &str| {
        let keys = format!("prefix = \"{prefix}\"\ncommands = true");
        AgentFolder::create(&sim.url(), &mqtt(&broker, &keys))
    };
    let (folder_one, folder_two) = (site(&one, "site-a"), site(&two, "site-b"));
    let (mut agent_one, agent_two) = (folder_one.start(), folder_two.start());
    for prefix in ["site-a", "site-b"] {
        let topic = format!("homeassistant/device/plex_aaaa_{prefix}/config");
        observer
            .sometime("the device", |received| {
                received.topic == topic && received.payload.contains("task_BackupDatabase")
            })
            .await;
        observer
            .until_is(&format!("{prefix}/aaaa/status"), "online")
            .await;
    }
    let theirs = two.activity("media.download").title("Theirs").start();
    let ours = one.activity("media.download").title("Ours").start();
    for (prefix, id) in [("site-a", &ours), ("site-b", &theirs)] {
        let topic = format!("{prefix}/aaaa/activities/{id}");
        observer
            .sometime("the activity", |received| {
                received.topic == topic && received.payload.contains("media.download")
            })
            .await;
    }
    observer.until_is("site-b/aaaa/running", "1").await;
    observer.until_all_received().await;
    let is_theirs = |topic: &&String| topic.contains("site-b");
    let before = retained(&broker, "").await;
    assert!(before.keys().filter(is_theirs).count() >= 6, "{before:#?}");

    // The one does not affect the other, also when it is killed and starts again.
    let seen = observer.received.len();
    agent_one.kill();
    observer.until_is("site-a/aaaa/status", "offline").await;
    one.end(&ours);
    let agent_one = folder_one.start();
    observer.until_is("site-a/aaaa/status", "online").await;
    observer
        .sometime("the end of ours", |received| received.ends(&ours))
        .await;
    observer
        .publish(
            "site-a/aaaa/command",
            "{\"action\": \"scan\", \"library\": \"1\"}",
            false,
        )
        .await;
    observer
        .until("the answer", |received| {
            received.topic == "site-a/aaaa/command/result"
        })
        .await;
    observer.until_all_received().await;
    let touched = observer.received[seen..]
        .iter()
        .filter(|received| received.topic.contains("site-b"));
    assert_eq!(touched.count(), 0, "{:#?}", &observer.received[seen..]);
    let after = retained(&broker, "").await;
    let only_theirs = |all: &BTreeMap<String, String>| {
        let theirs = all.iter().filter(|(topic, _)| is_theirs(topic));
        theirs
            .map(|(topic, payload)| (topic.clone(), payload.clone()))
            .collect::<BTreeMap<String, String>>()
    };
    assert_eq!(only_theirs(&before), only_theirs(&after));
    assert!(
        two.requests_of("*", "/library/sections/1/refresh")
            .is_empty()
    );

    two.end(&theirs);
    observer
        .until("the end of theirs", |received| received.ends(&theirs))
        .await;
    for agent in [agent_one, agent_two] {
        assert_eq!(agent.stop().code, 0);
    }
}

#[tokio::test]
async fn a_hook_publishes_each_event_with_one_key_also_after_an_outage_of_the_broker() {
    let Some((mut broker, sim, mut observer)) = bridge_scene(PlexSim::builder()).await else {
        return;
    };
    let hook = "[[hook]]\nname = \"scans\"\non = [\"connected\", \"ended\"]\n\
                mqtt = { topic = \"automation/scans\" }\n";
    let folder = AgentFolder::create(&sim.url(), &format!("{}\n{hook}", mqtt(&broker, "")));
    let agent = folder.start();
    let is_event = |received: &ReceivedMessage, kind: &str| {
        received.topic == "automation/scans" && received.value()["type"] == kind
    };
    observer
        .until("the connection", |received| {
            is_event(received, "plexctl.server.connected")
        })
        .await;
    let first = sim.activity("media.download").title("First").start();
    sim.end(&first);
    let told = observer
        .until("the end", |received| {
            is_event(received, "plexctl.activity.ended")
        })
        .await;
    assert_eq!(told.value()["subject"], first.as_str());
    assert!(told.value()["id"].as_str().unwrap().starts_with("evt_"));
    broker.stop();
    let second = sim.activity("media.download").title("Second").start();
    sim.end(&second);
    broker.run();
    observer
        .until("the end meanwhile", |received| {
            is_event(received, "plexctl.activity.ended")
                && received.value()["subject"] == second.as_str()
        })
        .await;
    assert_eq!(agent.stop().code, 0);
    observer.until_all_received().await;
    let events = observer
        .received
        .iter()
        .filter(|received| received.topic == "automation/scans");
    let ids: Vec<String> = events
        .map(|received| received.value()["id"].to_string())
        .collect();
    let different: BTreeSet<&String> = ids.iter().collect();
    // A broker that ends before its confirmation has arrived gets the event again.
    assert_eq!(different.len(), 3, "{ids:?}");
    assert!(
        MqttObserver::retained(&broker, "automation/")
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn a_message_that_is_too_large_is_given_up_alone() {
    let Some(broker) = Mosquitto::start() else {
        return;
    };
    let sim = sim_called("aaaa").await;
    let mut observer = MqttObserver::start(&broker, "observer", None);
    let hook = |name: &str, keys: &str| {
        format!(
            "[[hook]]\nname = \"{name}\"\n{keys}\ntype = \"media.*\"\n\
             mqtt = {{ topic = \"automation/{name}\" }}\n\n"
        )
    };
    let hooks = hook("all", "on = \"ended\"\nsettle = \"1s\"")
        + &hook("each", "on = [\"connected\", \"ended\"]");
    let folder = AgentFolder::create(&sim.url(), &format!("{}\n{hooks}", mqtt(&broker, "")));
    let agent = folder.start();
    observer
        .until("the connection", |received| {
            received.topic == "automation/each"
        })
        .await;
    // Each fits, and all together do not.
    let title = "t".repeat(30_000);
    let jobs = (0..20).map(|_| sim.activity("media.download").title(&title).start());
    let jobs: Vec<String> = jobs.collect();
    for id in &jobs {
        sim.end(id);
    }
    let letters = || {
        let mut command = program();
        command.args(["agent", "dead-letters", "--config"]);
        finish(command.arg(folder.path("agent.toml"))).stdout
    };
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    let given_up = loop {
        match letters() {
            text if !text.is_empty() => break text,
            _ => assert!(std::time::Instant::now() < deadline, "no dead letter"),
        }
    };
    assert!(
        given_up.contains("  all  ") && given_up.contains("can be published"),
        "{given_up}"
    );
    assert_eq!(given_up.lines().count(), 1, "{given_up}");
    let last = sim.activity("media.download").title("Last").start();
    sim.end(&last);
    for name in ["each", "all"] {
        let topic = format!("automation/{name}");
        observer
            .sometime("the next end", |received| {
                received.topic == topic && received.value()["subject"] == last.as_str()
            })
            .await;
    }
    agent.signal("TERM");
    let ran = agent.finish();
    assert_eq!(ran.code, 0);
    assert!(!ran.stderr.contains("no connection to mqtt"), "{ran:?}");
    let of_each = observer
        .received
        .iter()
        .filter(|received| received.topic == "automation/each");
    // The connection, 20 ends and the last: nothing was sent again.
    assert_eq!(of_each.count(), 22);
}

#[tokio::test]
async fn a_hook_needs_the_broker_of_the_file_and_a_topic_that_is_not_the_agents_own() {
    let sim = PlexSim::start().await.unwrap();
    let folder = AgentFolder::create(&sim.url(), "");
    let hook = |topic: &str| {
        format!("[[hook]]\nname = \"x\"\non = \"ended\"\nmqtt = {{ topic = \"{topic}\" }}\n")
    };
    let broker = "[mqtt]\nurl = \"mqtt://nas\"\n\n";
    for (sections, part) in [
        (hook("a"), "[mqtt], which is missing"),
        (format!("{broker}{}", hook("a/+")), "\"a/+\" is not a topic"),
        (
            format!("{broker}{}", hook("plex/aaaa/command")),
            "the agent's own",
        ),
        (
            format!("{broker}{}", hook("homeassistant/x/config")),
            "the agent's own",
        ),
    ] {
        folder.write(&sim.url(), &sections);
        let ran = folder.check();
        assert_eq!(ran.code, 2, "{sections}: {ran:?}");
        assert!(ran.stderr.contains(part), "{sections}: {ran:?}");
    }
    folder.write(&sim.url(), &format!("{broker}{}", hook("plexed/scans")));
    assert_eq!(folder.check().code, 0);
}
