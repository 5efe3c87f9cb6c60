//! Requests that start activities, and the header that names them.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::support;

use std::time::Duration;

use plex_sim::{ActivityHeader, PlexSim};
use reqwest::{Method, Response};
use support::{WebSocket, event_of};

async fn ask(sim: &PlexSim, method: &str, path: &str) -> Response {
    let method: Method = method.parse().unwrap();
    let request = support::client().request(method, format!("{}{path}", sim.url()));
    request.send().await.unwrap()
}

fn named(response: &Response) -> Option<String> {
    let value = response.headers().get("X-Plex-Activity")?;
    Some(value.to_str().unwrap().to_owned())
}

async fn manual() -> PlexSim {
    PlexSim::builder().manual_scans().start().await.unwrap()
}

/// Method, path, activity type, and whether the header is documented there.
const STARTERS: [(&str, &str, &str, bool); 14] = [
    (
        "GET",
        "/library/sections/1/refresh?force=1",
        "library.update.section",
        false,
    ),
    (
        "POST",
        "/library/sections/1/refresh",
        "library.update.section",
        false,
    ),
    (
        "PUT",
        "/library/metadata/513/refresh",
        "library.update.item.metadata",
        false,
    ),
    (
        "PUT",
        "/library/metadata/513/analyze",
        "media.generate.loudness",
        false,
    ),
    (
        "PUT",
        "/library/metadata/513/intro",
        "media.generate.intros",
        false,
    ),
    (
        "PUT",
        "/library/metadata/513/credits",
        "media.generate.credits",
        false,
    ),
    (
        "PUT",
        "/library/metadata/5/chapterThumbs",
        "media.generate.chapter.thumbs",
        false,
    ),
    (
        "GET",
        "/library/metadata/5?asyncCheckFiles=1",
        "library.refresh.items",
        false,
    ),
    (
        "PUT",
        "/library/optimize?async=1",
        "library.optimize",
        false,
    ),
    ("POST", "/butler", "butler", false),
    ("POST", "/butler/OptimizeDatabase", "butler", false),
    (
        "POST",
        "/media/subscriptions/process",
        "provider.subscriptions.process",
        true,
    ),
    (
        "POST",
        "/livetv/dvrs/28/reloadGuide",
        "provider.epg.load",
        true,
    ),
    (
        "POST",
        "/media/grabbers/devices/17/scan",
        "grabber.device.scan",
        true,
    ),
];

#[tokio::test]
async fn the_header_is_sent_where_it_is_documented_and_nowhere_else() {
    let sim = manual().await;
    for (method, path, kind, documented) in STARTERS {
        let response = ask(&sim, method, path).await;
        assert_eq!(response.status(), 200, "{path}");
        let running = sim.running();
        assert_eq!(running.len(), 1, "{path}");
        assert_eq!(running[0].kind, kind, "{path}");
        let expected = documented.then(|| running[0].uuid.clone());
        assert_eq!(named(&response), expected, "{path}");
        sim.end(&running[0].uuid);
    }
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_test_decides_whether_the_header_is_sent() {
    let sim = manual().await;
    for (method, path, ..) in STARTERS {
        sim.set_activity_header(ActivityHeader::Never);
        assert_eq!(named(&ask(&sim, method, path).await), None, "{path}");
        sim.end(&sim.running()[0].uuid);
        sim.set_activity_header(ActivityHeader::AfterStarted);
        let uuid = named(&ask(&sim, method, path).await).unwrap();
        assert_eq!(sim.running()[0].uuid, uuid, "{path}");
        assert!(sim.end(&uuid));
    }
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn the_header_can_come_before_after_and_without_the_activity() {
    let sim = manual().await;
    let mut socket = WebSocket::open(&sim, "?filters=activity").await;
    let path = "/media/subscriptions/process";

    sim.set_activity_header(ActivityHeader::Held);
    let uuid = named(&ask(&sim, "POST", path).await).unwrap();
    assert!(sim.running().is_empty());
    socket.stays_silent().await;
    assert_eq!(sim.release_held(), std::slice::from_ref(&uuid));
    assert_eq!(
        event_of(&socket.json().await),
        ("started".to_owned(), uuid.clone())
    );
    assert_eq!(
        event_of(&socket.json().await),
        ("updated".to_owned(), uuid.clone())
    );
    sim.end(&uuid);
    assert_eq!(event_of(&socket.json().await), ("ended".to_owned(), uuid));

    sim.set_activity_header(ActivityHeader::AfterEnded);
    let uuid = named(&ask(&sim, "POST", path).await).unwrap();
    assert!(sim.running().is_empty());
    assert_eq!(
        event_of(&socket.json().await),
        ("started".to_owned(), uuid.clone())
    );
    assert_eq!(event_of(&socket.json().await), ("ended".to_owned(), uuid));

    sim.set_activity_header(ActivityHeader::BeforeStarted(Duration::from_millis(20)));
    let uuid = named(&ask(&sim, "POST", path).await).unwrap();
    assert_eq!(
        event_of(&socket.json().await),
        ("started".to_owned(), uuid.clone())
    );
    assert_eq!(event_of(&socket.json().await), ("updated".to_owned(), uuid));

    sim.set_activity_header(ActivityHeader::WithoutStarted);
    assert!(named(&ask(&sim, "POST", path).await).is_some());
    socket.stays_silent().await;
    drop(socket);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn the_context_of_an_item_grows_with_its_progress() {
    let sim = PlexSim::builder()
        .scan_rhythm(3, Duration::from_millis(1))
        .start()
        .await
        .unwrap();
    ask(&sim, "GET", "/library/metadata/513?asyncCheckFiles=1").await;
    sim.wait_running(<[_]>::is_empty).await.unwrap();
    let keys: Vec<Vec<String>> = sim
        .notifications()
        .iter()
        .map(
            |told| match told.json()["Activity"]["Context"].as_object() {
                Some(context) => context.keys().cloned().collect(),
                None => Vec::new(),
            },
        )
        .collect();
    let looked = ["accessible", "exists", "key"];
    let done = ["accessible", "exists", "key", "refreshed"];
    let expected: [&[&str]; 6] = [&[], &["key"], &["key"], &looked, &done, &done];
    assert_eq!(keys, expected);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_butler_task_starts_once_and_stops_by_its_name() {
    let sim = manual().await;
    sim.add_butler_row();
    assert_eq!(
        ask(&sim, "POST", "/butler/OptimizeDatabase").await.status(),
        200
    );
    assert_eq!(
        ask(&sim, "POST", "/butler/OptimizeDatabase").await.status(),
        202
    );
    assert_eq!(
        ask(&sim, "POST", "/butler/BackupDatabase").await.status(),
        200
    );
    for method in ["POST", "DELETE"] {
        let unknown = ask(&sim, method, "/butler/MakeCoffee").await;
        assert_eq!(unknown.status(), 404);
    }
    assert_eq!(sim.running().len(), 3);
    assert_eq!(
        ask(&sim, "DELETE", "/butler/OptimizeDatabase")
            .await
            .status(),
        200
    );
    let titles: Vec<_> = sim.running().iter().map(|row| row.title.clone()).collect();
    assert_eq!(titles, ["Running maintenance", "Backing up database"]);
    assert_eq!(ask(&sim, "DELETE", "/butler").await.status(), 200);
    assert_eq!(sim.running().len(), 1);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn optimize_answers_at_the_end_unless_it_is_asynchronous() {
    let sim = manual().await;
    let url = format!("{}/library/optimize", sim.url());
    let asked = tokio::spawn(support::client().put(url).send());
    let running = sim.wait_running(|rows| rows.len() == 1).await.unwrap();
    assert!(!asked.is_finished());
    sim.end(&running[0].uuid);
    assert_eq!(asked.await.unwrap().unwrap().status(), 200);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn emptying_the_trash_starts_an_activity_only_when_forced() {
    let sim = manual().await;
    let path = "/library/sections/1/emptyTrash";
    assert_eq!(ask(&sim, "PUT", path).await.status(), 200);
    assert!(sim.running().is_empty());
    sim.set_activity_header(ActivityHeader::AfterStarted);
    let uuid = named(&ask(&sim, "PUT", path).await).unwrap();
    assert_eq!(sim.running()[0].uuid, uuid);
    let unknown = ask(&sim, "PUT", "/library/sections/9/emptyTrash").await;
    assert_eq!(unknown.status(), 404);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_grabber_scan_has_a_body() {
    let sim = manual().await;
    let response = ask(&sim, "POST", "/media/grabbers/devices/17/scan").await;
    let xml = response.text().await.unwrap();
    assert!(
        xml.contains("<MediaContainer message=\"\" size=\"0\" status=\"0\" />"),
        "{xml}"
    );
    sim.finish().await.unwrap();
}

async fn section(sim: &PlexSim, id: &str) -> serde_json::Value {
    let request = support::client().get(format!("{}/library/sections", sim.url()));
    let request = request.header("Accept", "application/json");
    let body: serde_json::Value = request.send().await.unwrap().json().await.unwrap();
    let sections = body["MediaContainer"]["Directory"].as_array().unwrap();
    sections
        .iter()
        .find(|one| one["key"] == id)
        .unwrap()
        .clone()
}

#[tokio::test]
async fn queued_scans_run_one_after_the_other() {
    for shows_refreshing in [false, true] {
        let builder = PlexSim::builder().manual_scans();
        let sim = builder.queue_scans(shows_refreshing).start().await.unwrap();
        let before = section(&sim, "2").await["scannedAt"].clone();
        let first = sim.activity("library.update.section").section("1").start();
        for id in ["2", "3"] {
            ask(&sim, "GET", &format!("/library/sections/{id}/refresh")).await;
        }
        assert_eq!(sim.running().len(), 1);
        assert_eq!(section(&sim, "1").await["refreshing"], true);
        assert_eq!(section(&sim, "2").await["refreshing"], shows_refreshing);

        // A scan that is stopped in the queue never begins.
        ask(&sim, "DELETE", "/library/sections/3/refresh").await;
        assert_eq!(section(&sim, "3").await["refreshing"], false);
        sim.end(&first);
        let running = sim
            .wait_running(|running| running.len() == 1)
            .await
            .unwrap();
        let second = &running[0];
        assert_eq!(second.context["librarySectionID"], "2");
        assert_eq!(section(&sim, "2").await["refreshing"], true);
        assert_eq!(section(&sim, "2").await["scannedAt"], before);
        sim.end(&second.uuid);
        assert_ne!(section(&sim, "2").await["scannedAt"], before);
        assert!(sim.running().is_empty());

        let before = section(&sim, "3").await["scannedAt"].clone();
        assert!(sim.record_scan("3") && !sim.record_scan("9"));
        assert_ne!(section(&sim, "3").await["scannedAt"], before);
    }
}

/// The types of the running activities at each change, without repetitions: with the recorded rhythm of
/// a scan, metadata begins during it and goes on after it.
#[tokio::test]
async fn metadata_follows_a_scan_in_the_recorded_rhythm() {
    let sim = PlexSim::builder()
        .scan_rhythm(4, Duration::from_millis(20))
        .metadata_tail(3, Duration::from_millis(120))
        .start()
        .await
        .unwrap();
    ask(&sim, "GET", "/library/sections/1/refresh").await;
    sim.wait_notification(|one| one.event().as_deref() == Some("ended"))
        .await
        .unwrap();
    sim.wait_running(<[_]>::is_empty).await.unwrap();
    let told = sim.notifications();
    let of = |event: &str, kind: &str| {
        let told = told.iter().enumerate();
        let fitting = told.filter(|(_, one)| {
            one.event().as_deref() == Some(event) && one.json()["Activity"]["type"] == kind
        });
        fitting.map(|(place, _)| place).collect::<Vec<_>>()
    };
    let scan_ended = of("ended", "library.update.section")[0];
    let begun = of("started", "library.update.item.metadata");
    let ended = of("ended", "library.update.item.metadata");
    assert_eq!((begun.len(), ended.len()), (3, 3));
    assert!(begun.iter().all(|place| *place < scan_ended));
    assert!(ended.iter().all(|place| *place > scan_ended));
    sim.finish().await.unwrap();
}

/// The work of a download queue: one item after the other, and in no other list.
#[tokio::test]
async fn a_download_queue_is_worked_on_unseen() {
    let sim = manual().await;
    let json = async |method: &str, path: &str| {
        let method: Method = method.parse().unwrap();
        let request = support::client().request(method, format!("{}{path}", sim.url()));
        let request = request.header("Accept", "application/json");
        let request = request.header("X-Plex-Client-Identifier", "one");
        let answer = request.send().await.unwrap();
        answer.json::<serde_json::Value>().await.unwrap()["MediaContainer"].clone()
    };
    for _ in 0..2 {
        let queue = json("POST", "/downloadQueue").await;
        assert_eq!(
            queue["DownloadQueue"][0]["id"], 1,
            "one queue for each client"
        );
    }
    let keys = "keys=/library/metadata/7,/library/metadata/8";
    let added = json("POST", &format!("/downloadQueue/1/add?{keys}")).await;
    assert_eq!(added["AddedQueueItems"][1]["id"], 2);
    let statuses = async || {
        let items = json("GET", "/downloadQueue/1/items").await;
        let of = |place: usize| items["DownloadQueueItem"][place]["status"].clone();
        [of(0), of(1)]
    };
    while statuses().await != ["processing", "waiting"] {}
    assert_eq!(
        json("GET", "/downloadQueue/1").await["DownloadQueue"][0]["status"],
        "processing"
    );
    assert_eq!(json("GET", "/activities").await["size"], 0);
    assert_eq!(json("GET", "/transcode/sessions").await["size"], 0);
    assert!(sim.set_download(1, 1, "available"));
    assert_eq!(statuses().await, ["available", "waiting"]);
    let gone = ask(&sim, "DELETE", "/downloadQueue/1/items/1,2").await;
    assert_eq!(gone.status(), 204);
    assert_eq!(
        ask(&sim, "DELETE", "/downloadQueue/1/items/1")
            .await
            .status(),
        404
    );
    sim.finish().await.unwrap();
}
