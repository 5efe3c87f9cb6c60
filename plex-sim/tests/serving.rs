//! The simulated server over real sockets, with a plain HTTP client.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::support;

use std::time::Duration;

use plex_sim::{Notification, PlexSim, recorded_bodies};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

async fn ask(method: Method, url: String) -> Response {
    support::client().request(method, url).send().await.unwrap()
}

async fn get_json(url: String) -> Value {
    let response = support::client()
        .get(url)
        .header("Accept", "application/json")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "application/json");
    serde_json::from_str(&response.text().await.unwrap()).unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers()[name].to_str().unwrap()
}

#[tokio::test]
async fn an_idle_server_lists_a_size_and_no_activity_key() {
    let sim = PlexSim::start().await.unwrap();
    let url = format!("{}/activities", sim.url());
    assert_eq!(
        get_json(url.clone()).await,
        json!({"MediaContainer": {"size": 0}})
    );
    let response = ask(Method::GET, url).await;
    assert_eq!(header(&response, "content-type"), "text/xml;charset=utf-8");
    assert_eq!(header(&response, "x-plex-protocol"), "1.0");
    assert_eq!(header(&response, "cache-control"), "no-cache");
    let expected = recorded_bodies::by_name("constructed-http-activities-empty.xml").unwrap();
    assert_eq!(response.bytes().await.unwrap(), expected.bytes);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_running_activity_is_listed_in_json_and_xml() {
    let sim = PlexSim::start().await.unwrap();
    let uuid = sim
        .activity("library.update.section")
        .title("Scanning \"Photos\" & more")
        .subtitle("Album One")
        .section("1")
        .context("refreshed", true)
        .progress(30)
        .start();
    let url = format!("{}/activities", sim.url());
    assert_eq!(
        get_json(url.clone()).await,
        json!({"MediaContainer": {"size": 1, "Activity": [{
            "uuid": uuid, "type": "library.update.section", "cancellable": false, "userID": 1,
            "title": "Scanning \"Photos\" & more", "subtitle": "Album One", "progress": 30,
            "Context": {"librarySectionID": "1", "refreshed": true},
        }]}})
    );
    let xml = ask(Method::GET, url).await.text().await.unwrap();
    assert_eq!(
        xml,
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<MediaContainer size=\"1\">\n\
             <Activity uuid=\"{uuid}\" type=\"library.update.section\" cancellable=\"0\" \
             userID=\"1\" title=\"Scanning &quot;Photos&quot; &amp; more\" subtitle=\"Album One\" \
             progress=\"30\">\n<Context librarySectionID=\"1\" refreshed=\"1\" />\n</Activity>\n\
             </MediaContainer>\n"
        )
    );
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn the_short_lists_are_served() {
    let sim = PlexSim::builder()
        .guest_token("other", 7)
        .start()
        .await
        .unwrap();
    let get = async |path: &str| get_json(format!("{}{path}", sim.url())).await;
    let accounts = get("/accounts").await;
    assert_eq!(accounts["MediaContainer"]["Account"][0]["id"], 1);
    assert_eq!(accounts["MediaContainer"]["Account"][1]["id"], 7);
    let library = get("/library").await;
    assert_eq!(library["MediaContainer"]["size"], 3);
    assert_eq!(library["MediaContainer"]["Directory"][0]["key"], "sections");
    let sections = get("/library/sections").await;
    for path in ["/library/sections/", "/library/sections/all"] {
        assert_eq!(get(path).await, sections);
    }
    let items = get("/library/sections/2/all").await;
    assert_eq!(items["MediaContainer"]["librarySectionID"], 2);
    assert_eq!(items["MediaContainer"]["totalSize"], 0);
    for path in ["/status/sessions", "/transcode/sessions", "/clients"] {
        assert_eq!(get(path).await, json!({"MediaContainer": {"size": 0}}));
    }
    let tasks = get("/butler").await;
    assert_eq!(
        tasks["ButlerTasks"]["ButlerTask"][0]["name"],
        "AutomaticUpdates"
    );
    let xml = ask(Method::GET, format!("{}/butler", sim.url())).await;
    let xml = xml.text().await.unwrap();
    assert!(
        xml.contains("<ButlerTasks>\n<ButlerTask enabled=\"0\""),
        "{xml}"
    );
    for (method, path) in [(Method::GET, "all"), (Method::PUT, "analyze")] {
        let url = format!("{}/library/sections/99/{path}", sim.url());
        assert_eq!(ask(method, url).await.status(), StatusCode::NOT_FOUND);
    }
    let url = format!("{}/library/sections/1/analyze", sim.url());
    assert_eq!(ask(Method::PUT, url).await.status(), StatusCode::OK);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn an_accept_header_with_several_types_gets_xml() {
    let sim = PlexSim::start().await.unwrap();
    let response = support::client()
        .get(format!("{}/activities", sim.url()))
        .header("Accept", "application/json, text/plain, */*")
        .send()
        .await
        .unwrap();
    assert_eq!(header(&response, "content-type"), "text/xml;charset=utf-8");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn only_a_running_cancellable_activity_can_be_cancelled() {
    let sim = PlexSim::start().await.unwrap();
    let fixed = sim.activity("library.refresh.items").start();
    let loose = sim
        .activity("media.download")
        .cancellable(true)
        .progress(40)
        .start();
    let url = |uuid: &str| format!("{}/activities/{uuid}", sim.url());

    let refused = ask(Method::DELETE, url(&fixed)).await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    assert_eq!(header(&refused, "content-type"), "text/html");
    assert!(refused.text().await.unwrap().contains("400 Bad Request"));

    let done = ask(Method::DELETE, url(&loose)).await;
    assert_eq!(done.status(), StatusCode::OK);
    assert_eq!(header(&done, "content-type"), "text/html");
    assert_eq!(done.bytes().await.unwrap(), "");

    let gone = ask(Method::DELETE, url(&loose)).await;
    assert_eq!(gone.status(), StatusCode::NOT_FOUND);
    assert_eq!(header(&gone, "content-type"), "text/html");

    let ended = sim
        .wait_notification(move |told| told.event().as_deref() == Some("ended"))
        .await
        .unwrap();
    assert_eq!(ended.uuid().as_deref(), Some(loose.as_str()));
    assert_eq!(ended.json()["Activity"]["progress"], 40);
    assert_eq!(sim.running().len(), 1);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn without_the_token_the_recorded_401_is_sent_and_the_connection_closed() {
    let sim = PlexSim::builder().token("s3cret").start().await.unwrap();
    let url = format!("{}/activities", sim.url());
    for wrong in [url.clone(), format!("{url}?X-Plex-Token=other")] {
        let refused = ask(Method::GET, wrong).await;
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(header(&refused, "content-type"), "text/html");
        assert_eq!(header(&refused, "connection"), "close");
        assert_eq!(header(&refused, "x-plex-protocol"), "1.0");
        assert_eq!(header(&refused, "content-length"), "91");
        let recorded = recorded_bodies::by_name("http-401-unauthorized.html").unwrap();
        assert_eq!(refused.bytes().await.unwrap(), recorded.bytes);
    }
    let by_query = ask(Method::GET, format!("{url}?X-Plex-Token=s3cret")).await;
    assert_eq!(by_query.status(), StatusCode::OK);
    let by_header = support::client().get(&url).header("x-plex-token", "s3cret");
    assert_eq!(by_header.send().await.unwrap().status(), StatusCode::OK);
    let open = ask(Method::GET, format!("{}/identity", sim.url())).await;
    assert_eq!(open.status(), StatusCode::OK);

    let seen: Vec<_> = sim
        .requests()
        .iter()
        .map(|request| request.status)
        .collect();
    assert_eq!(
        seen,
        [Some(401), Some(401), Some(200), Some(200), Some(200)]
    );
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn the_server_shows_its_identity() {
    let sim = PlexSim::builder()
        .token("t")
        .machine_identifier("abc")
        .version("1.2.3")
        .start()
        .await
        .unwrap();
    let url = format!("{}/identity", sim.url());
    assert_eq!(
        get_json(url.clone()).await,
        json!({"MediaContainer":
            {"size": 0, "claimed": true, "machineIdentifier": "abc", "version": "1.2.3"}})
    );
    let xml = ask(Method::GET, url).await.text().await.unwrap();
    assert!(xml.contains("claimed=\"1\" machineIdentifier=\"abc\" version=\"1.2.3\""));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn sections_have_text_keys_and_whole_times() {
    let sim = PlexSim::builder()
        .library_section("7", "show", "Series")
        .start()
        .await
        .unwrap();
    let url = format!("{}/library/sections", sim.url());
    let body = get_json(url.clone()).await;
    let row = &body["MediaContainer"]["Directory"][0];
    assert_eq!(body["MediaContainer"]["size"], 1);
    assert_eq!(row["key"], "7");
    assert_eq!(row["type"], "show");
    assert_eq!(row["title"], "Series");
    assert_eq!(row["refreshing"], false);
    for time in ["scannedAt", "updatedAt", "createdAt"] {
        assert!(row[time].is_u64(), "{time}");
    }
    assert_eq!(row["Location"][0]["path"], "/data/Series");
    let xml = ask(Method::GET, url).await.text().await.unwrap();
    assert!(xml.contains("key=\"7\" type=\"show\" title=\"Series\""));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_refresh_starts_a_scan_that_moves_scanned_at() {
    let sim = PlexSim::builder()
        .library_section("1", "movie", "Movies")
        .library_section("2", "show", "Series")
        .scan_rhythm(3, Duration::from_millis(2))
        .start()
        .await
        .unwrap();
    let sections = format!("{}/library/sections", sim.url());
    let before = get_json(sections.clone()).await;
    let started = ask(
        Method::GET,
        format!("{sections}/1/refresh?force=1&path=/data/x"),
    )
    .await;
    assert_eq!(started.status(), StatusCode::OK);
    assert_eq!(header(&started, "content-type"), "text/html");
    let ended = sim
        .wait_notification(|told| told.event().as_deref() == Some("ended"))
        .await
        .unwrap();
    assert_eq!(ended.json()["Activity"]["Context"]["librarySectionID"], "1");
    assert_eq!(ended.json()["Activity"]["subtitle"], "/data/x");
    let after = get_json(sections.clone()).await;
    let scanned = |list: &Value, at: usize| {
        list["MediaContainer"]["Directory"][at]["scannedAt"]
            .as_u64()
            .unwrap()
    };
    assert!(scanned(&after, 0) > scanned(&before, 0));
    assert_eq!(scanned(&after, 1), scanned(&before, 1));

    let unknown = ask(Method::POST, format!("{sections}/9/refresh")).await;
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
    ask(Method::POST, format!("{sections}/all/refresh")).await;
    sim.wait_running(<[_]>::is_empty).await.unwrap();
    let scans = sim.notifications();
    let begun = scans
        .iter()
        .filter(|told| told.event().as_deref() == Some("started"));
    assert_eq!(begun.count(), 3);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_scan_is_stopped_by_the_section_not_by_its_uuid() {
    let sim = PlexSim::builder().manual_scans().start().await.unwrap();
    let section = format!("{}/library/sections/1/refresh", sim.url());
    ask(Method::POST, section.clone()).await;
    let [scan] = sim.running().try_into().unwrap();
    assert_eq!(scan.title, "Scanning Movies");
    let by_uuid = ask(
        Method::DELETE,
        format!("{}/activities/{}", sim.url(), scan.uuid),
    )
    .await;
    assert_eq!(by_uuid.status(), StatusCode::BAD_REQUEST);
    assert_eq!(ask(Method::DELETE, section).await.status(), StatusCode::OK);
    assert!(sim.running().is_empty());
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn everything_is_served_under_the_prefix_only() {
    let sim = PlexSim::builder().prefix("/plex/").start().await.unwrap();
    assert!(sim.url().ends_with("/plex"));
    let inside = ask(Method::GET, format!("{}/activities", sim.url())).await;
    assert_eq!(inside.status(), StatusCode::OK);
    let outside = ask(Method::GET, format!("http://{}/activities", sim.addr())).await;
    assert_eq!(outside.status(), StatusCode::NOT_FOUND);
    let requests = sim.requests_of("GET", "/activities");
    assert_eq!(requests[0].target, "/plex/activities");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn an_unknown_path_is_an_html_404() {
    let sim = PlexSim::start().await.unwrap();
    for (method, path) in [
        (Method::GET, "/nothing"),
        (Method::GET, "/:/websocket/notifications"),
        (Method::POST, "/activities"),
    ] {
        let response = ask(method, format!("{}{path}", sim.url())).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(header(&response, "content-type"), "text/html");
        let page = response.text().await.unwrap();
        assert!(page.contains("<h1>404 Not Found</h1>"), "{page}");
    }
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_scanner_can_report_progress() {
    let sim = PlexSim::start().await.unwrap();
    let uuid = sim.activity("library.update.section").section("1").start();
    let url = format!("{}/activities/{uuid}", sim.url());
    ask(
        Method::PUT,
        format!("{url}?percentComplete=41&subtitle=Show%20One"),
    )
    .await;
    ask(
        Method::PUT,
        format!("{url}?percentComplete=%2B0%2E028165007"),
    )
    .await;
    let [row] = sim.running().try_into().unwrap();
    assert_eq!((row.progress, row.subtitle.as_str()), (41, "Show One"));
    let unknown = ask(
        Method::PUT,
        format!("{}/activities/none?percentComplete=1", sim.url()),
    );
    assert_eq!(unknown.await.status(), StatusCode::NOT_FOUND);
    sim.finish().await.unwrap();
}

const SERVED: &str = include_str!("../docs/served.md");

/// The paths in the first column of the tables of `docs/served.md`.
fn documented(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once(" | "))
        .flat_map(|(paths, _)| paths.split(", "))
        .map(|path| path.trim_matches('`'))
        .collect()
}

#[tokio::test]
async fn every_documented_path_is_served() {
    let sim = PlexSim::start().await.unwrap();
    // As from a client that follows the notifications.
    sim.publish(Notification::new(
        "activity",
        "ActivityNotification",
        r#"{"event":"started","Activity":{"Context":{"key":"/library/metadata/181164"}}}"#,
    ));
    let (_, lists) = SERVED.split_once("the paths below").unwrap();
    let paths = documented(lists);
    assert!(paths.len() > 25, "{paths:?}");
    for path in paths {
        let is_item = path.starts_with("/library/metadata/");
        let path = path.replace("{id}", if is_item { "181164" } else { "1" });
        for accept in ["application/json", "*/*"] {
            let request = support::client().get(format!("{}{path}", sim.url()));
            let answer = request.header("Accept", accept).send().await.unwrap();
            assert_eq!(answer.status(), 200, "{path}");
            let text = answer.text().await.unwrap();
            assert!(text.contains("MediaContainer"), "{path}: {text}");
        }
    }
    sim.finish().await.unwrap();
}

#[test]
fn every_served_path_is_documented() {
    let sources = [
        include_str!("../src/http/mod.rs"),
        include_str!("../src/http/containers.rs"),
    ];
    let mut served: Vec<&str> = sources
        .iter()
        .flat_map(|source| source.split('"'))
        .filter(|text| text.starts_with('/') && !text.contains(['\n', ' ', '?']))
        .filter(|path| !matches!(*path, "/panics"))
        .collect();
    served.extend([
        "/:/websockets/notifications",
        "/:/eventsource/notifications",
    ]);
    served.sort_unstable();
    served.dedup();
    let mut documented = documented(SERVED);
    documented.sort_unstable();
    assert_eq!(documented, served, "docs/served.md is on the left");
}

#[tokio::test]
async fn filters_of_a_section_are_described_if_asked_for() {
    let sim = PlexSim::start().await.unwrap();
    let text = async |path: &str| {
        let answer = support::get(format!("{}{path}", sim.url())).await.unwrap();
        answer.text().await.unwrap()
    };
    let described = text("/library/sections/2/all?includeMeta=1&X-Plex-Container-Size=0").await;
    for part in [
        "<Meta>",
        "<Type key=\"/library/sections/2/all?type=4\" type=\"episode\"",
        "<Sort default=\"desc\" defaultDirection=\"desc\" descKey=\"addedAt:desc\"",
        "<Operator key=\"=\" title=\"contains\" />",
        "<Operator key=\"==\" title=\"is\" />",
    ] {
        assert!(described.contains(part), "{part} is not in {described}");
    }
    assert!(!text("/library/sections/2/all").await.contains("Meta>"));
    let unknown = support::get(format!("{}/library/sections/99/collections", sim.url())).await;
    assert_eq!(unknown.unwrap().status(), 404);
    let server = text("/").await;
    assert!(server.contains(" ownerFeatures=\"pass,"), "{server}");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn items_are_those_that_clients_were_told_of() {
    let sim = PlexSim::builder()
        .scan_rhythm(2, Duration::ZERO)
        .start()
        .await
        .unwrap();
    let get = async |path: &str| {
        let request = support::client().get(format!("{}{path}", sim.url()));
        let answer = request
            .header("Accept", "application/json")
            .send()
            .await
            .unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    for unknown in ["181164", "181164/children", "7,8", "x"] {
        let (status, _) = get(&format!("/library/metadata/{unknown}")).await;
        assert_eq!(status, 404, "{unknown}");
    }
    sim.activity("library.refresh.items")
        .context("key", "/library/metadata/181164/children")
        .forever()
        .start();
    let told = sim.wait_notification(|one| one.body.contains("181164"));
    told.await.unwrap();
    let (status, row) = get("/library/metadata/181164").await;
    assert!(
        status == 200 && row.contains("\"ratingKey\":\"181164\""),
        "{row}"
    );
    assert_eq!(get("/library/metadata/181164/children").await.0, 200);
    assert_eq!(get("/library/metadata/18116").await.0, 404, "another item");
    assert!(row.contains("\"type\":\"show\""), "it has children: {row}");
    sim.activity("media.download")
        .context("metadataID", "513")
        .start();
    let (status, row) = get("/library/metadata/513").await;
    assert!(
        status == 200 && row.contains("\"librarySectionID\":1"),
        "{row}"
    );

    // A scan finds an item: its timeline names it, and the item is there.
    get("/library/sections/2/refresh").await;
    let created = sim.wait_notification(|one| one.body.contains("\"metadataState\":\"created\""));
    let created = created.await.unwrap().json();
    assert_eq!(
        (&created["state"], &created["sectionID"]),
        (&0.into(), &"2".into())
    );
    assert_eq!(created["type"], 4);
    let id = created["itemID"].as_str().unwrap().to_owned();
    let wanted = id.clone();
    let done = sim.wait_notification(move |one| {
        let body = one.json();
        one.kind == "timeline" && body["itemID"] == wanted.as_str() && body["state"] == 5
    });
    let done = done.await.unwrap().json();
    assert_eq!(done.get("metadataState"), None);
    let (status, row) = get(&format!("/library/metadata/{id}")).await;
    let title = created["title"].as_str().unwrap();
    assert!(status == 200 && row.contains(title), "{row}");
    let json = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let row = json(&row)["MediaContainer"]["Metadata"][0].clone();
    assert_eq!(
        (&row["type"], &row["librarySectionID"]),
        (&"episode".into(), &2.into())
    );
    assert_eq!(row["addedAt"], created["updatedAt"]);

    // Its season and its show are there too, and lead to each other.
    let (season, show) = (
        created["parentItemID"].clone(),
        created["rootItemID"].clone(),
    );
    assert_eq!(
        (&row["parentRatingKey"], &row["grandparentRatingKey"]),
        (&season, &show)
    );
    for (id, kind, parent) in [(&season, "season", Some(&show)), (&show, "show", None)] {
        let path = format!("/library/metadata/{}", id.as_str().unwrap());
        let row = json(&get(&path).await.1)["MediaContainer"]["Metadata"][0].clone();
        assert_eq!(row["type"], kind);
        assert_eq!(row.get("parentRatingKey"), parent);
        assert_eq!(row["key"], format!("{path}/children"));
        assert_eq!(get(&format!("{path}/allLeaves")).await.0, 200);
    }
    sim.finish().await.unwrap();
}
