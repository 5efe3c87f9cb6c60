//! Download queues on servers of different versions: without queues, and with conversions that are listed.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failed expectation is what a test is for"
)]

use std::time::Duration;

use plex_api::{ActivityEvent, ActivityFilter, Done, ErrorKind, TransportChoice};
use plex_api_tests::{SECRET, brisk};
use plex_sim::{Fault, PlexSim, PlexSimBuilder};

const ITEMS: [&str; 2] = ["/library/metadata/7", "/library/metadata/8"];

/// The type of a conversion's activity, where servers list it.
const CONVERSION: &str = "media.offline.transcode";

fn quick() -> PlexSimBuilder {
    let builder = PlexSim::builder().token(SECRET);
    builder.scan_rhythm(4, Duration::from_millis(30))
}

#[tokio::test]
async fn a_server_without_download_queues_is_said_to_have_none() {
    let sim = quick().start().await.unwrap();
    sim.fault(Fault::NoDownloadQueue);
    let plex = brisk(&sim, TransportChoice::Auto);
    let downloads = plex.downloads();
    for refused in [
        downloads.queue().await.map(drop),
        downloads.state(1).await.map(drop),
        downloads.items(1).await.map(drop),
        downloads.add(1, ITEMS).await.map(drop),
        // No work was started, so `done` does not wait.
        downloads.add(1, ITEMS).done().await.map(drop),
        downloads.remove(1, 1).await,
    ] {
        let error = refused.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    }
    // It lacks nothing else.
    assert_eq!(plex.activities().list().await.unwrap(), []);
    sim.lift(&Fault::NoDownloadQueue);
    let queue = downloads.queue().await.unwrap().id;
    let done = downloads.add(&queue, ITEMS).done().await.unwrap();
    assert_eq!(done, Done::StateChanged);
    drop(plex);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn conversions_are_activities_where_servers_list_them_and_the_end_is_that_of_the_items() {
    for is_listed in [true, false] {
        let sim = quick().start().await.unwrap();
        if is_listed {
            sim.fault(Fault::ListedDownloads);
        }
        let plex = brisk(&sim, TransportChoice::Auto);
        let conversions = ActivityFilter::any().of_type(CONVERSION);
        let mut watcher = plex.activities().watch().only(conversions.clone());
        watcher.synced().await.unwrap();
        let queue = plex.downloads().queue().await.unwrap().id;
        let done = plex.downloads().add(&queue, ITEMS).done().await.unwrap();
        assert_eq!(done, Done::StateChanged);
        let items = plex.downloads().items(&queue).await.unwrap();
        assert!(
            items
                .iter()
                .all(|item| item.status.as_deref() == Some("available"))
        );

        // The end of this activity comes after all that was sent of the conversions.
        let last = sim.activity(CONVERSION).uuid("last").start();
        sim.end(&last);
        let (mut started, mut ended) = (0, 0);
        loop {
            match watcher.next().await.unwrap().unwrap() {
                ActivityEvent::Started { .. } => started += 1,
                ActivityEvent::Ended { activity, .. } if *activity.id() == "last" => break,
                ActivityEvent::Ended { .. } => ended += 1,
                _ => {}
            }
        }
        let expected = if is_listed { (3, 2) } else { (1, 0) };
        assert_eq!((started, ended), expected, "listed: {is_listed}");
        drop((watcher, plex));
        sim.finish().await.unwrap();
    }
}

#[tokio::test]
async fn a_listed_conversion_keeps_a_server_from_being_idle_and_an_unlisted_one_cannot() {
    for is_listed in [true, false] {
        let sim = quick().manual_scans().start().await.unwrap();
        if is_listed {
            sim.fault(Fault::ListedDownloads);
        }
        let plex = brisk(&sim, TransportChoice::Auto);
        let queue = plex.downloads().queue().await.unwrap().id;
        plex.downloads().add(&queue, ITEMS).await.unwrap();
        let is_processing = async || {
            let items = plex.downloads().items(&queue).await.unwrap();
            items
                .iter()
                .any(|item| item.status.as_deref() == Some("processing"))
        };
        while !is_processing().await {}
        let brief = Duration::from_secs(1);
        let idle = plex
            .activities()
            .wait_idle(ActivityFilter::any())
            .timeout(brief)
            .await;
        match idle {
            Err(error) if is_listed => assert_eq!(error.kind(), ErrorKind::Timeout, "{error}"),
            idle => idle.unwrap(),
        }
        for row in sim.running() {
            assert_eq!(row.kind, CONVERSION);
            sim.end(&row.uuid);
        }
        drop(plex);
        sim.finish().await.unwrap();
    }
}
