//! Servers of an account that are away: services wait for them, and other commands fail at once.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use common::{Home, PlexctlProcess, WebServer};
use plex_sim::{Fault, PlexSim, PlexTvSetup, SimConnection, SimResource};

/// A home that is signed in, and whose server went away since.
fn away() -> Home {
    let home = Home::new();
    home.sign_in(&["login"]);
    home.sim.fault(Fault::Down);
    home
}

#[test]
fn commands_that_are_done_once_fail_at_once() {
    let home = away();
    for command in [
        &["list"][..],
        &["scan", "Movies"],
        &["cancel", "--all", "--yes"],
        &["sections"],
    ] {
        home.run(command)
            .assert_fails(6, &["no address of plex-sim answers", &home.sim.url()]);
    }
    home.sim.lift(&Fault::Down);
    assert_eq!(home.run(&["list"]).code, 0);
}

#[test]
fn a_watch_begins_before_its_server() {
    let home = away();
    let mut watch = PlexctlProcess::start(&mut home.command(&["watch", "-o", "jsonl"]));
    let events = watch.until_event("disconnected");
    let reason = events.last().unwrap()["reason"].as_str().unwrap();
    assert!(reason.contains("no address of plex-sim"), "{reason}");
    home.sim.lift(&Fault::Down);
    watch.until_event("resynced");
    let id = home.sim.activity("media.download").start();
    let events = watch.until_event("started");
    assert_eq!(events.last().unwrap()["activity"]["uuid"], id.as_str());
}

#[test]
fn a_server_that_is_away_does_not_disturb_the_others() {
    let resources = [
        SimResource::this_server().name("Attic"),
        SimResource::server("Cabin", "cabin-machine").connections([SimConnection::black_hole()]),
        SimResource::server("Cellar", "cellar-machine"),
    ];
    let home = Home::with(PlexSim::builder().plex_tv(PlexTvSetup::new().resources(resources)));
    home.sign_in(&["login"]);
    let all = [
        "--server", "Cabin", "--server", "Cellar", "--server", "Attic",
    ];
    let mut watch = home.command(&[&all[..], &["watch", "-o", "jsonl"]].concat());
    let mut watch = PlexctlProcess::start(&mut watch);
    let events = watch.until_event("resynced");
    assert_eq!(events.last().unwrap()["server"], "Attic");
    watch.until(|event| event["event"] == "disconnected" && event["server"] == "Cellar");
}

#[test]
#[cfg(unix)]
fn a_page_is_served_before_its_server_is_there() {
    let home = away();
    let mut serve = home.command(&["serve", "--bind", "127.0.0.1:0"]);
    let served = WebServer::from_command(&mut serve);
    let mut events = served.events();
    let snapshot = events.event();
    assert_ne!(snapshot["connection"]["state"], "connected", "{snapshot}");
    home.sim.lift(&Fault::Down);
    events.until("resynced");
    let ran = served.finish();
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[tokio::test]
#[cfg(unix)]
async fn a_bridge_publishes_when_its_server_comes() {
    let Some(broker) = common::Mosquitto::start() else {
        return;
    };
    let home = tokio::task::spawn_blocking(away).await.unwrap();
    let mut observer = common::MqttObserver::start(&broker, "observer", None);
    let mut command = home.command(&["bridge", "mqtt", &broker.url()]);
    let bridge = PlexctlProcess::start(&mut command);
    let asked = home.plex_tv().wait_request("GET", "*resources", 2).await;
    asked.unwrap();
    home.sim.lift(&Fault::Down);
    observer.until_is("/status", "online").await;
    bridge.signal("TERM");
    let ran = bridge.finish();
    assert_eq!(ran.code, 0, "{ran:?}");
    tokio::task::spawn_blocking(move || drop(home))
        .await
        .unwrap();
}
