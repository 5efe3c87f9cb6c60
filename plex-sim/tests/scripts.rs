//! Scripted activities: their steps and ends, and the expectations of a test of clients.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::support;

use std::time::Duration;

use plex_sim::{Notification, PlexSim, Scenario};

fn told_of(sim: &PlexSim, uuid: &str) -> Vec<(String, i64, bool)> {
    sim.notifications()
        .iter()
        .filter(|told| told.uuid().as_deref() == Some(uuid))
        .map(|told| {
            let activity = &told.json()["Activity"];
            let progress = activity["progress"].as_i64().unwrap();
            (
                told.event().unwrap(),
                progress,
                activity.get("Context").is_some(),
            )
        })
        .collect()
}

fn steps(all: &[(&str, i64, bool)]) -> Vec<(String, i64, bool)> {
    all.iter()
        .map(|&(event, progress, context)| (event.to_owned(), progress, context))
        .collect()
}

#[tokio::test]
async fn a_scripted_activity_sends_the_recorded_sequence() {
    let sim = PlexSim::start().await.unwrap();
    let uuid = sim
        .activity("library.update.section")
        .title("Scanning Movies")
        .subtitle("A Quiet Harbour (1987)")
        .section("3")
        .steps(3)
        .every(Duration::from_millis(1))
        .start();
    sim.wait_ended(&uuid).await.unwrap();
    let expected = [
        ("started", 0, false),
        ("updated", 0, true),
        ("updated", 25, true),
        ("updated", 50, true),
        ("updated", 75, true),
        ("ended", 100, true),
    ];
    assert_eq!(told_of(&sim, &uuid), steps(&expected));
    let all = sim.notifications();
    let first = all.iter().find(|told| told.kind == "activity").unwrap();
    assert_eq!(
        first.eventsource_text(),
        format!(
            "event: activity\ndata: {{\"ActivityNotification\":{{\"event\":\"started\",\
             \"uuid\":\"{uuid}\",\"Activity\":{{\"uuid\":\"{uuid}\",\
             \"type\":\"library.update.section\",\"cancellable\":false,\"userID\":1,\
             \"title\":\"Scanning\",\"subtitle\":\"\",\"progress\":0}}}}}}\n\n"
        )
    );
    let status: Vec<_> = all
        .iter()
        .filter(|told| told.kind == "status")
        .map(|told| told.json()["title"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        status,
        ["Scanning the \"Movies\" section", "Library scan complete"]
    );
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn an_activity_without_duration_is_notified_but_never_listed() {
    let sim = PlexSim::start().await.unwrap();
    let uuid = sim
        .activity("provider.subscriptions.process")
        .ends_after(Duration::ZERO)
        .start();
    assert!(sim.running().is_empty());
    let expected = [("started", 0, false), ("ended", 100, false)];
    assert_eq!(told_of(&sim, &uuid), steps(&expected));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_test_moves_and_ends_an_activity_by_hand() {
    let sim = PlexSim::start().await.unwrap();
    let uuid = sim.activity("x").uuid("not-a-uuid").quiet_start().start();
    assert_eq!(uuid, "not-a-uuid");
    assert!(sim.progress(&uuid, -1, "counting"));
    assert!(sim.progress(&uuid, 40, ""));
    assert_eq!(sim.running()[0].subtitle, "counting");
    assert!(sim.end(&uuid));
    assert!(!sim.end(&uuid));
    assert!(!sim.progress(&uuid, 50, ""));
    let expected = [
        ("started", 0, false),
        ("updated", -1, false),
        ("updated", 40, false),
        ("ended", 100, false),
    ];
    assert_eq!(told_of(&sim, &uuid), steps(&expected));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn started_and_ended_can_be_omitted() {
    let sim = PlexSim::start().await.unwrap();
    let quiet = sim
        .activity("x")
        .without_started()
        .without_ended()
        .quiet_start()
        .start();
    assert_eq!(sim.running().len(), 1);
    assert!(sim.end(&quiet));
    let vanishing = sim.activity("y").start();
    assert!(sim.vanish(&vanishing));
    assert!(sim.running().is_empty());
    assert_eq!(told_of(&sim, &quiet), []);
    let ended = |told: &Notification| told.event().as_deref() == Some("ended");
    assert!(!sim.notifications().iter().any(ended));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn an_idle_server_can_list_a_permanent_activity() {
    let sim = PlexSim::start().await.unwrap();
    sim.add_butler_row();
    let [row] = sim.running().try_into().unwrap();
    assert_eq!((row.kind.as_str(), row.progress), ("butler", 100));
    assert!(sim.notifications().is_empty());
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_cancel_can_take_time() {
    let sim = PlexSim::start().await.unwrap();
    let uuid = sim
        .activity("x")
        .cancellable(true)
        .cancel_takes(Duration::from_millis(5))
        .forever()
        .every(Duration::from_millis(1))
        .start();
    let url = format!("{}/activities/{uuid}", sim.url());
    support::client().delete(url).send().await.unwrap();
    sim.wait_ended(&uuid).await.unwrap();
    let last = told_of(&sim, &uuid).pop().unwrap();
    assert!(last.0 == "ended" && last.1 < 100, "{last:?}");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_stopped_clock_stops_every_script() {
    let sim = PlexSim::start().await.unwrap();
    sim.set_clock_rate(0.0);
    let uuid = sim
        .activity("x")
        .ends_after(Duration::from_secs(3600))
        .start();
    assert_eq!(told_of(&sim, &uuid).len(), 2);
    sim.set_clock_rate(1_000_000.0);
    sim.wait_ended(&uuid).await.unwrap();
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn finish_reports_an_unmet_expectation() {
    let sim = PlexSim::start().await.unwrap();
    sim.expect("GET", "/activities", 2);
    sim.expect("DELETE", "*", 0);
    support::get(format!("{}/activities", sim.url()))
        .await
        .unwrap();
    let unmet = sim.finish().await.unwrap_err();
    assert_eq!(
        unmet.findings(),
        ["expected GET /activities 2 time(s), got 1"]
    );
}

#[tokio::test]
#[should_panic(expected = "expected GET /activities 1 time(s), got 0")]
async fn a_forgotten_finish_does_not_hide_an_unmet_expectation() {
    let sim = PlexSim::start().await.unwrap();
    sim.expect("GET", "/activities", 1);
    drop(sim);
}

#[tokio::test]
async fn a_wait_timeout_describes_what_happened() {
    let sim = PlexSim::builder()
        .patience(Duration::from_millis(20))
        .start()
        .await
        .unwrap();
    support::get(format!("{}/identity", sim.url()))
        .await
        .unwrap();
    let error = sim.wait_request("GET", "/activities", 1).await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("request 1 of GET /activities"), "{text}");
    assert!(text.contains("GET /identity"), "{text}");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_request_can_be_waited_for_and_is_recorded() {
    let sim = PlexSim::start().await.unwrap();
    let url = format!("{}/activities?a=1%202&b=", sim.url());
    let (request, _) = tokio::join!(
        sim.wait_request("GET", "/activities", 1),
        support::client()
            .get(url)
            .header("X-Plex-Product", "test")
            .send(),
    );
    let request = request.unwrap();
    assert_eq!(request.header("x-plex-product"), Some("test"));
    assert_eq!(request.query_value("a"), Some("1 2"));
    assert_eq!(request.target, "/activities?a=1%202&b=");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn every_scenario_starts_something() {
    for name in Scenario::names() {
        let sim = PlexSim::start().await.unwrap();
        let scenario = Scenario::by_name(name).unwrap();
        assert_eq!(scenario.name(), *name);
        sim.play(&scenario);
        sim.wait_running(|running| !running.is_empty())
            .await
            .unwrap();
        sim.finish().await.unwrap();
    }
    assert!(Scenario::by_name("nothing").is_none());
}

#[test]
fn a_server_runs_without_a_runtime_of_the_test() {
    let sim = PlexSim::builder().start_blocking().unwrap();
    let uuid = sim.activity("x").start();
    assert_eq!(sim.running()[0].uuid, uuid);
    let port = sim.addr().port();
    let taken = PlexSim::builder().port(port).start_blocking().unwrap_err();
    assert!(taken.to_string().contains(&port.to_string()), "{taken}");
    let prefix = PlexSim::builder()
        .prefix("plex")
        .start_blocking()
        .unwrap_err();
    assert!(prefix.to_string().contains("slash"), "{prefix}");
}

/// The recorded scan is trimmed to ten of 1556 activity frames.
#[tokio::test]
async fn the_big_scan_sends_the_recorded_sequence() {
    // A busy machine is late with each of 1,500 steps.
    let patient = PlexSim::builder().patience(Duration::from_secs(120));
    let sim = patient.start().await.unwrap();
    sim.set_clock_rate(10.0);
    sim.play(&Scenario::by_name("big-scan").unwrap());
    let ended = |told: &Notification, kind: &str| {
        told.event().as_deref() == Some("ended") && told.json()["Activity"]["type"] == kind
    };
    for kind in ["library.update.section", "provider.subscriptions.process"] {
        sim.wait_notification(move |told| ended(told, kind))
            .await
            .unwrap();
    }
    let told = sim.notifications();
    let of = |kind: &str| -> Vec<serde_json::Value> {
        let activities = told.iter().filter(|told| told.kind == "activity");
        let bodies = activities.map(Notification::json);
        bodies
            .filter(|body| body["Activity"]["type"] == kind)
            .collect()
    };
    let (scan, heard_to_end) = (
        of("library.update.section"),
        of("provider.subscriptions.process"),
    );
    assert_eq!((scan.len(), heard_to_end.len()), (1555, 1));
    // Two of the recording, and two of the item that the scan found.
    assert_eq!(
        told.iter().filter(|told| told.kind == "timeline").count(),
        4
    );

    let recorded = plex_sim::recorded_bodies::by_name("sse-section-scan-pms-1.43.3.txt").unwrap();
    let text = std::str::from_utf8(recorded.bytes).unwrap();
    let frames = text.lines().filter_map(|line| line.strip_prefix("data: "));
    let recorded: Vec<serde_json::Value> = frames
        .map(|frame| serde_json::from_str::<serde_json::Value>(frame).unwrap())
        .map(|frame| frame["ActivityNotification"].clone())
        .filter(|body| body["Activity"]["type"] == "library.update.section")
        .collect();
    let shape = |body: &serde_json::Value| {
        let activity = &body["Activity"];
        (
            body["event"].clone(),
            activity["title"].clone(),
            activity["progress"].clone(),
            activity["subtitle"] == "",
            activity["Context"].is_null(),
        )
    };
    // Title, subtitle and Context are absent in `started` and come together; one percent lasts long.
    let ours = [&scan[0], &scan[1], &scan[17], &scan[1554]];
    assert_eq!(recorded.len(), ours.len());
    for (ours, recorded) in ours.into_iter().zip(&recorded) {
        assert_eq!(shape(ours), shape(recorded));
    }
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn after_a_bad_day_only_the_permanent_activity_runs() {
    let sim = PlexSim::start().await.unwrap();
    sim.set_clock_rate(200.0);
    sim.play(&Scenario::by_name("bad-day").unwrap());
    sim.wait_notification(|told| {
        told.event().as_deref() == Some("ended")
            && told.json()["Activity"]["title"] == "The end of a bad day"
    })
    .await
    .unwrap();
    sim.wait_listening(true).await.unwrap();
    let [row] = sim.running().try_into().unwrap();
    assert_eq!(row.kind, "butler");
    sim.finish().await.unwrap();
}
