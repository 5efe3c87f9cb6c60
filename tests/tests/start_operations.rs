//! Starting work: the request, and the activity that does the work.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::time::Duration;

use plex_api::{ActivityId, ErrorKind, How, Plex, TransportChoice};
use plex_api_tests::{SECRET, brisk, id, server};
use plex_sim::{ActivityHeader, PlexSim, StubResponse};

fn auto(sim: &PlexSim) -> Plex {
    brisk(sim, TransportChoice::Auto)
}

#[tokio::test]
async fn an_activity_named_by_the_header_has_a_handle() {
    for header in [
        ActivityHeader::Documented,
        ActivityHeader::AfterStarted,
        ActivityHeader::AfterEnded,
        ActivityHeader::BeforeStarted(Duration::from_millis(100)),
        ActivityHeader::WithoutStarted,
    ] {
        let sim = PlexSim::builder()
            .token(SECRET)
            .scan_rhythm(3, Duration::from_millis(30))
            .start()
            .await
            .unwrap();
        sim.set_activity_header(header);
        let plex = auto(&sim);
        let watcher = plex.activities().watch();
        watcher.synced().await.unwrap();
        let launched = plex.live_tv().process_subscriptions().await.unwrap();
        let handle = launched.activity().unwrap_or_else(|| panic!("{header:?}"));
        assert_eq!(Some(handle.id()), launched.activity_id());
        assert!(!handle.is_correlated());
        let outcome = handle
            .wait()
            .timeout(Duration::from_secs(10))
            .await
            .unwrap();
        let expected = if header == ActivityHeader::WithoutStarted {
            How::NeverSeen
        } else {
            How::Ended
        };
        assert_eq!(outcome.how, expected, "{header:?}");
        drop((watcher, handle));
        sim.shutdown().await;
    }
}

#[tokio::test]
async fn a_scan_without_the_header_is_found_by_its_section() {
    let sim = PlexSim::builder()
        .token(SECRET)
        .manual_scans()
        .start()
        .await
        .unwrap();
    sim.set_activity_header(ActivityHeader::Never);
    // One of the same section runs already, and one of another begins in between.
    sim.activity("library.update.section")
        .uuid("old")
        .section("1")
        .start();
    let plex = auto(&sim);
    let launched = plex
        .library()
        .refresh("2")
        .correlate(Duration::from_secs(5))
        .await
        .unwrap();
    let handle = launched.activity().unwrap();
    assert!(handle.is_correlated());
    assert_ne!(*handle.id(), "old");
    let request = sim.requests_of("GET", "/library/sections/2/refresh");
    assert_eq!(request.len(), 1);
    sim.end(handle.id().as_str());
    assert_eq!(handle.wait().await.unwrap().how, How::Ended);
    drop((handle, launched));
    sim.shutdown().await;
}

#[tokio::test]
async fn without_a_name_or_correlation_there_is_no_activity_and_no_connection() {
    let sim = server().await;
    sim.set_activity_header(ActivityHeader::Never);
    let launched = auto(&sim).library().refresh("1").await.unwrap();
    assert!(launched.activity_id().is_none() && launched.activity().is_none());
    assert_eq!(sim.streams_seen(), 0);
    sim.shutdown().await;
}

#[tokio::test]
async fn every_start_operation_sends_the_documented_request() {
    let sim = server().await;
    sim.answer(
        "*",
        "*",
        StubResponse::empty(200).header("X-Plex-Activity", "named"),
    );
    let plex = auto(&sim);
    let named = |id: Option<&ActivityId>| assert_eq!(*id.unwrap(), "named");
    named(plex.library().refresh(1).await.unwrap().activity_id());
    named(
        plex.library()
            .refresh_path(1, "/data/My Films")
            .await
            .unwrap()
            .activity_id(),
    );
    named(
        plex.library()
            .refresh_metadata("1")
            .await
            .unwrap()
            .activity_id(),
    );
    named(plex.library().optimize().await.unwrap().activity_id());
    named(plex.library().empty_trash("1").await.unwrap().activity_id());
    let library = plex.library();
    for launch in [
        library.refresh_all(),
        library.analyze("1"),
        library.delete_section("1"),
        library.delete_previews("1"),
        library.clean_bundles(),
        library.delete_caches(),
        library.import_playlists("/lists"),
    ] {
        named(launch.await.unwrap().activity_id());
    }
    let items = plex.metadata();
    for launch in [
        items.refresh("7,8"),
        items.analyze(7),
        items.detect_intros(7),
        items.detect_credits(7),
        items.detect_ads(7),
        items.detect_voice_activity(7),
        items.generate_chapter_thumbs(7),
        items.generate_previews(7),
        items.set_match(7, "plex://movie/1"),
        items.remove_match(7),
    ] {
        named(launch.await.unwrap().activity_id());
    }
    named(
        plex.butler()
            .start("BackupDatabase")
            .await
            .unwrap()
            .activity_id(),
    );
    named(plex.butler().start_all().await.unwrap().activity_id());
    named(
        plex.live_tv()
            .process_subscriptions()
            .await
            .unwrap()
            .activity_id(),
    );
    named(
        plex.live_tv()
            .reload_guide("3")
            .await
            .unwrap()
            .activity_id(),
    );
    named(plex.live_tv().scan_device("4").await.unwrap().activity_id());
    named(plex.server().check_updates().await.unwrap().activity_id());
    plex.library().stop_refresh("1").await.unwrap();
    plex.library().stop_all_refreshes().await.unwrap();
    plex.live_tv().stop_reload("3").await.unwrap();
    plex.live_tv().stop_device_scan("4").await.unwrap();
    plex.live_tv().cancel_recording("op1").await.unwrap();
    plex.downloads().remove("1", "2").await.unwrap();
    plex.butler().stop("BackupDatabase").await.unwrap();
    plex.butler().stop_all().await.unwrap();
    let asked: Vec<String> = sim
        .requests()
        .iter()
        .map(|request| format!("{} {}", request.method, request.target))
        .collect();
    assert_eq!(
        asked,
        [
            "GET /library/sections/1/refresh",
            "GET /library/sections/1/refresh?path=%2Fdata%2FMy%20Films",
            "GET /library/sections/1/refresh?force=1",
            "PUT /library/optimize?async=1",
            "PUT /library/sections/1/emptyTrash",
            "POST /library/sections/refresh",
            "PUT /library/sections/1/analyze",
            "DELETE /library/sections/1?async=1",
            "DELETE /library/sections/1/indexes",
            "PUT /library/clean/bundles?async=1",
            "DELETE /library/caches",
            "POST /playlists/upload?force=1&path=%2Flists",
            "PUT /library/metadata/7,8/refresh",
            "PUT /library/metadata/7/analyze",
            "PUT /library/metadata/7/intro",
            "PUT /library/metadata/7/credits",
            "PUT /library/metadata/7/addetect",
            "PUT /library/metadata/7/voiceActivity",
            "PUT /library/metadata/7/chapterThumbs",
            "PUT /library/metadata/7/index",
            "PUT /library/metadata/7/match?guid=plex%3A%2F%2Fmovie%2F1",
            "PUT /library/metadata/7/unmatch",
            "POST /butler/BackupDatabase",
            "POST /butler",
            "POST /media/subscriptions/process",
            "POST /livetv/dvrs/3/reloadGuide",
            "POST /media/grabbers/devices/4/scan",
            "PUT /updater/check?download=0",
            "DELETE /library/sections/1/refresh",
            "DELETE /library/sections/all/refresh",
            "DELETE /livetv/dvrs/3/reloadGuide",
            "DELETE /media/grabbers/devices/4/scan",
            "DELETE /media/grabbers/operations/op1",
            "DELETE /downloadQueue/1/items/2",
            "DELETE /butler/BackupDatabase",
            "DELETE /butler",
        ]
    );
    sim.shutdown().await;
}

#[tokio::test]
async fn a_butler_task_that_already_runs_is_reported() {
    let sim = server().await;
    sim.answer("POST", "/butler/BackupDatabase", StubResponse::empty(202));
    let launched = auto(&sim).butler().start("BackupDatabase").await.unwrap();
    assert_eq!(*launched.answer(), plex_api::ButlerStart::AlreadyRunning);
    let error = auto(&sim).butler().start("Unknown").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    sim.shutdown().await;
}

#[tokio::test]
async fn a_handle_follows_and_cancels() {
    let sim = server().await;
    sim.activity("media.download")
        .uuid("a")
        .cancellable(true)
        .start();
    let plex = auto(&sim);
    let handle = plex.activities().handle(&id("a"));
    let mut progress = handle.progress();
    progress.next().await.unwrap().unwrap();
    sim.progress("a", 60, "");
    while progress.next().await.unwrap().unwrap().percent() != Some(60.0) {}
    assert!(handle.last_moved().unwrap() < Duration::from_secs(10));
    handle.cancel().await.unwrap();
    assert_eq!(handle.wait().await.unwrap().how, How::Ended);
    while progress.next().await.is_some() {}
    assert_eq!(handle.last_moved(), None);
    // An activity that is over, or never shows up, has no progress, and its stream ends.
    assert!(handle.progress().next().await.is_none());
    assert!(
        plex.activities()
            .handle(&id("nobody"))
            .progress()
            .next()
            .await
            .is_none()
    );
    drop((handle, progress));
    sim.finish().await.unwrap();
}
