//! Versions of servers, with their documented differences.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::support;

use std::time::Duration;

use plex_sim::{Fault, PlexSim, PmsProfile};
use reqwest::Method;

async fn server(profile: PmsProfile) -> PlexSim {
    PlexSim::builder()
        .pms(profile)
        .scan_rhythm(3, Duration::from_millis(2))
        .start()
        .await
        .unwrap()
}

async fn status(sim: &PlexSim, method: Method, path: &str) -> u16 {
    let request = support::client().request(method, format!("{}{path}", sim.url()));
    let request = request.header("X-Plex-Client-Identifier", "c-1");
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn the_first_version_has_no_download_queue() {
    let sim = server(PmsProfile::Pms1_41).await;
    assert_eq!(status(&sim, Method::POST, "/downloadQueue").await, 404);
    let identity = support::get(format!("{}/identity", sim.url())).await;
    let identity = identity.unwrap().text().await.unwrap();
    assert!(identity.contains("version=\"1.41.0."), "{identity}");
    sim.lift(&Fault::NoDownloadQueue);
    assert_eq!(status(&sim, Method::POST, "/downloadQueue").await, 200);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn conversions_for_downloads_are_listed_before_1_43_3() {
    let kind = "media.offline.transcode";
    for (profile, listed) in [
        (PmsProfile::Pms1_42, true),
        (PmsProfile::Pms1_43_2, true),
        (PmsProfile::Pms1_43_3, false),
    ] {
        let sim = server(profile).await;
        assert_eq!(status(&sim, Method::POST, "/downloadQueue").await, 200);
        let add = "/downloadQueue/1/add?keys=/library/metadata/1";
        assert_eq!(status(&sim, Method::POST, add).await, 200);
        if listed {
            let ended = sim.wait_notification(move |told| {
                let activity = &told.json()["Activity"];
                told.event().as_deref() == Some("ended") && activity["type"] == kind
            });
            assert_eq!(ended.await.unwrap().json()["Activity"]["progress"], 100);
        } else {
            // Until the item is there: nothing was heard of its conversion.
            let items = format!("{}/downloadQueue/1/items", sim.url());
            while !support::get(&items)
                .await
                .unwrap()
                .text()
                .await
                .unwrap()
                .contains("available")
            {}
            assert!(
                !sim.notifications()
                    .iter()
                    .any(|told| told.body.contains(kind))
            );
        }
        sim.finish().await.unwrap();
    }
}

#[test]
fn every_profile_has_its_name() {
    assert_eq!(PmsProfile::NAMES, ["1.41", "1.42", "1.43.2", "1.43.3"]);
    for name in PmsProfile::NAMES {
        assert_eq!(PmsProfile::by_name(name).unwrap().name(), *name);
    }
    assert_eq!(PmsProfile::by_name("1.40"), None);
}
