//! The display and the actions of Home Assistant, from the messages that a real broker gets. Without
//! Mosquitto these tests skip themselves.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use common::{AgentFolder, ShownDevice, bridge_scene};
use plex_sim::{Fault, PlexSim};
use serde_json::{Value, json};

const DEVICE: &str = "homeassistant/device/plex_aaaa/config";

#[tokio::test]
async fn the_entities_of_a_server_show_what_happens_on_it() {
    let Some((broker, sim, mut observer)) = bridge_scene(PlexSim::builder()).await else {
        return;
    };
    let mqtt = format!("[mqtt]\nurl = \"{}\"\n", broker.url());
    let folder = AgentFolder::create(&sim.url(), &mqtt);
    let agent = folder.start();
    let observer = &mut observer;
    let device = ShownDevice::wait(observer, DEVICE, "library_1_progress").await;
    let message = device.message();
    assert_eq!(message["origin"]["name"], "plexctl");
    assert_eq!(message["device"]["name"], "Plex home");
    assert_eq!(
        message["device"]["configuration_url"],
        format!("{}/web", sim.url())
    );
    for (key, id) in [
        ("busy", "binary_sensor.plex_home_busy"),
        ("activities_running", "sensor.plex_home_activities"),
        ("ended", "event.plex_home_activity_ended"),
        ("connection", "binary_sensor.plex_home_connection"),
        ("library_1_progress", "sensor.plex_home_scan_movies"),
        (
            "library_1_scanning",
            "binary_sensor.plex_home_scanning_movies",
        ),
    ] {
        assert_eq!(device.component(key)["default_entity_id"], id);
    }
    let kinds = |key: &str| {
        let component = device.component(key);
        (
            component["device_class"].as_str().unwrap_or_default(),
            component["entity_category"].as_str().unwrap_or_default(),
        )
    };
    assert_eq!(kinds("busy"), ("running", ""));
    assert_eq!(kinds("connection"), ("connectivity", "diagnostic"));

    let rest = [
        ("connection", "ON"),
        ("busy", "OFF"),
        ("activities_running", "0"),
        // Unknown, in the words of Home Assistant.
        ("library_1_progress", "None"),
        ("library_1_scanning", "OFF"),
    ];
    for (key, state) in rest {
        device.until(observer, key, state).await;
    }
    let scan = sim
        .activity("library.update.section")
        .title("Scanning Movies")
        .section("1")
        .progress(41)
        .start();
    for (key, state) in [
        ("busy", "ON"),
        ("activities_running", "1"),
        ("library_1_scanning", "ON"),
        ("library_1_progress", "41.0"),
        ("library_2_scanning", "OFF"),
    ] {
        device.until(observer, key, state).await;
    }
    let attributes = device.component("activities_running")["json_attributes_topic"].clone();
    let listed = observer
        .sometime("the attributes", |received| {
            // The first message of an activity has no title.
            received.topic == attributes && received.payload.contains("Scanning Movies")
        })
        .await;
    assert_eq!(listed.value()["activities"][0]["uuid"], scan.as_str());

    sim.end(&scan);
    let ended = device.component("ended").clone();
    let told = observer
        .sometime("the end", |received| received.topic == ended["state_topic"])
        .await;
    // Home Assistant takes no other types, and no event that is retained.
    let types = ended["event_types"].as_array().unwrap();
    assert!(types.contains(&told.value()["event_type"]), "{told:?}");
    assert!(!told.retained, "{told:?}");
    assert_eq!(told.value()["uuid"], scan.as_str());
    for (key, state) in rest {
        device.until(observer, key, state).await;
    }

    sim.fault(Fault::Down);
    for (key, state) in [
        ("connection", "OFF"),
        ("busy", "unavailable"),
        ("activities_running", "unavailable"),
        ("library_1_progress", "unavailable"),
    ] {
        device.until(observer, key, state).await;
    }
    // An event would show up a second time when it becomes available again.
    assert_ne!(
        device.state(observer, "ended").as_deref(),
        Some("unavailable")
    );
    sim.lift(&Fault::Down);
    device.until(observer, "busy", "OFF").await;
    assert_eq!(agent.stop().code, 0);
    for key in ["connection", "busy", "ended", "library_1_progress"] {
        device.until(observer, key, "unavailable").await;
    }
}

#[tokio::test]
async fn each_button_does_what_it_says() {
    let Some((broker, sim, mut observer)) = bridge_scene(PlexSim::builder()).await else {
        return;
    };
    let mqtt = format!("[mqtt]\nurl = \"{}\"\ncommands = true\n", broker.url());
    let folder = AgentFolder::create(&sim.url(), &mqtt);
    let agent = folder.start();
    let device = ShownDevice::wait(&mut observer, DEVICE, "task_BackupDatabase").await;
    // One for each library, one for all scans, and one for each task of the server.
    let buttons = device.keys("button");
    let of = |prefix: &str| buttons.iter().filter(|key| key.starts_with(prefix)).count();
    assert_eq!((of("library_"), of("stop")), (3, 1), "{buttons:?}");
    assert!(of("task_") > 10, "{buttons:?}");
    assert_eq!(of(""), of("library_") + of("stop") + of("task_"));
    for (key, method, path) in [
        ("library_1_scan", "*", "/library/sections/1/refresh"),
        ("library_2_scan", "*", "/library/sections/2/refresh"),
        ("library_3_scan", "*", "/library/sections/3/refresh"),
        ("task_BackupDatabase", "POST", "/butler/BackupDatabase"),
        ("task_OptimizeDatabase", "POST", "/butler/OptimizeDatabase"),
        ("stop", "DELETE", "/library/sections/*"),
    ] {
        let button = device.component(key);
        let press = button["payload_press"].as_str().unwrap();
        let topic = button["command_topic"].as_str().unwrap();
        observer.publish(topic, press, false).await;
        let pressed: Value = serde_json::from_str(press).unwrap();
        observer
            .until(key, |received| {
                let result = received.value();
                received.topic == format!("{topic}/result")
                    && (&result["result"], &result["action"])
                        == (&json!("accepted"), &pressed["action"])
            })
            .await;
        sim.wait_request(method, path, 1).await.unwrap();
    }
    assert_eq!(agent.stop().code, 0);
}
