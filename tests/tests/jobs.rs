//! Every kind of job: how `done()` knows its end, by the code that the document has for it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::time::{Duration, Instant};

use plex_api::{Done, ErrorKind, Launch, Plex, Transport, TransportChoice, WaitingFor};
use plex_api_tests::{SECRET, brisk, brisk_builder, brisk_policy, builder};
use plex_sim::{
    ActivityHeader, Fault, Notification, PlexSim, PlexSimBuilder, ServerList, StubResponse,
};
use serde_json::json;
use tokio::sync::mpsc;

/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(20);

fn quick() -> PlexSimBuilder {
    let builder = PlexSim::builder().token(SECRET);
    builder.scan_rhythm(4, Duration::from_millis(30))
}

fn client(sim: &PlexSim) -> Plex {
    let mut policy = brisk_policy(TransportChoice::Auto);
    policy.nothing_seen_after = Duration::from_secs(3);
    builder(sim).connection_policy(policy).build().unwrap()
}

async fn end_of<T: Send + 'static>(launch: Launch<T>) -> Done {
    launch.done().timeout(LONG).await.unwrap()
}

fn type_of(done: &Done) -> &str {
    let outcome = done.outcome().unwrap_or_else(|| panic!("{done:?}"));
    outcome.last.as_ref().unwrap().kind()
}

#[tokio::test]
async fn an_activity_of_the_type_that_begins_after_the_request_is_the_work() {
    let sim = quick().start().await.unwrap();
    let plex = client(&sim);
    // An activity that was there before is not the work.
    let old = sim.activity("media.generate.intros").forever().start();
    let items = plex.metadata();
    for (launch, kind) in [
        (items.detect_intros(7), "media.generate.intros"),
        (items.detect_credits(7), "media.generate.credits"),
        (
            items.detect_voice_activity(7),
            "media.generate.voice.activity",
        ),
        (
            items.generate_chapter_thumbs(7),
            "media.generate.chapter.thumbs",
        ),
        (items.generate_previews(7), "media.generate.bif"),
        (items.check_files(7), "library.refresh.items"),
    ] {
        let done = end_of(launch).await;
        assert!(matches!(done, Done::Correlated(_)), "{done:?}");
        assert_eq!(type_of(&done), kind);
        assert_ne!(done.outcome().unwrap().id, old.as_str());
    }
    let done = end_of(plex.butler().start("RefreshEpgGuides")).await;
    assert_eq!(type_of(&done), "provider.epg.load");
    drop(plex);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn the_activity_of_another_item_is_not_the_work() {
    let sim = quick().manual_scans().start().await.unwrap();
    let plex = client(&sim);
    let wait = plex.metadata().refresh(7).done().timeout(LONG);
    let waited = tokio::spawn(wait.into_future());
    let mine = sim.wait_running(|rows| rows.len() == 1).await.unwrap()[0].clone();
    let other = sim.activity("library.update.item.metadata");
    let other = other.context("key", "/library/metadata/77").start();
    sim.end(&other);
    // An activity below the item belongs to it.
    let below = sim.activity("library.update.item.metadata");
    let below = below.context("key", "/library/metadata/7/children").start();
    sim.progress(&below, 10, "");
    sim.end(&below);
    let done = waited.await.unwrap().unwrap();
    assert_eq!(done.outcome().unwrap().id, below.as_str(), "{done:?}");
    sim.end(&mine.uuid);
    drop(plex);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn work_of_many_activities_is_done_when_none_has_run_for_a_while() {
    let sim = quick().start().await.unwrap();
    let plex = client(&sim);
    for launch in [
        plex.library().analyze("1"),
        plex.metadata().analyze(7),
        plex.metadata().refresh("7,8"),
        // The activity names no item.
        plex.metadata().refresh(7),
        plex.metadata().set_match(7, "plex://movie/1"),
    ] {
        assert_eq!(end_of(launch).await, Done::Settled);
        assert_eq!(sim.running(), []);
    }
    let begin = sim.notifications().len();
    let done = end_of(plex.butler().start("ButlerTaskGenerateIntroMarkers")).await;
    assert_eq!(done, Done::Settled);
    let told = sim.notifications().split_off(begin);
    let ended = told
        .iter()
        .filter(|one| one.event().as_deref() == Some("ended"));
    assert_eq!(
        ended.count(),
        2,
        "the last of two activities was waited for"
    );
    drop(plex);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn the_pause_between_two_activities_of_one_job_is_not_its_end_also_across_a_cut() {
    let sim = quick().manual_scans().start().await.unwrap();
    let plex = client(&sim);
    let wait = plex.butler().start("LoudnessAnalysis").done().timeout(LONG);
    let waited = tokio::spawn(wait.into_future());
    let first = sim.wait_running(|rows| rows.len() == 1).await.unwrap()[0].clone();
    sim.fault(Fault::CutConnections);
    sim.end(&first.uuid);
    let second = sim.activity("media.generate.loudness").start();
    let looks = sim.requests_of("GET", "/activities").len();
    sim.wait_request("GET", "/activities", looks + 6)
        .await
        .unwrap();
    assert!(!waited.is_finished());
    sim.end(&second);
    assert_eq!(waited.await.unwrap().unwrap(), Done::Settled);
    drop(plex);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_job_without_any_activity_was_not_seen() {
    let sim = quick().start().await.unwrap();
    sim.answer("PUT", "/library/metadata/7/*", StubResponse::empty(200));
    let plex = client(&sim);
    let brief = Duration::from_millis(400);
    for launch in [plex.metadata().analyze(7), plex.metadata().detect_intros(7)] {
        let done = launch.done().nothing_seen_after(brief).await.unwrap();
        assert_eq!(done, Done::NothingSeen);
    }
    drop(plex);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn what_cannot_be_observed_is_said_at_once_and_nothing_is_guessed() {
    let sim = quick().manual_scans().start().await.unwrap();
    sim.set_activity_header(ActivityHeader::Never);
    let plex = client(&sim);
    let begin = Instant::now();
    for task in [
        "BackupDatabase",
        "OptimizeDatabase",
        "CleanOldBundles",
        "GarbageCollectBlobs",
    ] {
        assert_eq!(
            end_of(plex.butler().start(task)).await,
            Done::Unobservable,
            "{task}"
        );
    }
    assert_eq!(end_of(plex.butler().start_all()).await, Done::Unobservable);
    for launch in [
        plex.library().optimize(),
        plex.library().clean_bundles(),
        plex.library().empty_trash("1"),
        plex.library().delete_previews("1"),
        plex.metadata().detect_ads(7),
        plex.metadata().remove_match(7),
        plex.live_tv().scan_device("17"),
    ] {
        assert_eq!(end_of(launch).await, Done::Unobservable);
    }
    assert!(begin.elapsed() < LONG / 2);
    assert!(!Done::Unobservable.was_seen());
    // The requests were sent, each once.
    assert_eq!(sim.requests_of("POST", "/butler/BackupDatabase").len(), 1);
    assert_eq!(sim.requests_of("PUT", "/library/optimize").len(), 1);
    for one in sim.running() {
        sim.end(&one.uuid);
    }
    drop(plex);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn an_activity_that_the_server_names_is_the_end_whatever_the_document_says() {
    let sim = quick().start().await.unwrap();
    sim.set_activity_header(ActivityHeader::AfterStarted);
    let plex = client(&sim);
    for launch in [plex.library().optimize(), plex.live_tv().reload_guide("28")] {
        let done = end_of(launch).await;
        assert!(matches!(done, Done::Named(_)), "{done:?}");
    }
    let done = end_of(plex.butler().start("BackupDatabase")).await;
    assert!(matches!(done, Done::Named(_)), "{done:?}");
    // A name that leads nowhere is no end, and there is no other sign.
    sim.set_activity_header(ActivityHeader::WithoutStarted);
    assert_eq!(end_of(plex.library().optimize()).await, Done::NothingSeen);
    drop(plex);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_task_that_is_running_already_is_waited_for() {
    let sim = quick().manual_scans().start().await.unwrap();
    let plex = client(&sim);
    plex.butler().start("LoudnessAnalysis").await.unwrap();
    let running = sim.running()[0].clone();
    let wait = plex.butler().start("LoudnessAnalysis").done().timeout(LONG);
    let waited = tokio::spawn(wait.into_future());
    sim.wait_request("POST", "/butler/LoudnessAnalysis", 2)
        .await
        .unwrap();
    assert_eq!(sim.running().len(), 1, "nothing was started a second time");
    sim.end(&running.uuid);
    assert_eq!(waited.await.unwrap().unwrap(), Done::Settled);
    drop(plex);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn the_state_of_the_thing_itself_is_the_end() {
    let sim = quick().start().await.unwrap();
    let plex = client(&sim);
    assert_eq!(
        end_of(plex.library().delete_section("2")).await,
        Done::StateChanged
    );
    let left = plex.library().sections().await.unwrap();
    assert!(left.iter().all(|section| section.id() != "2"));

    assert_eq!(
        end_of(plex.server().check_updates()).await,
        Done::StateChanged
    );
    assert!(
        plex.server()
            .updates()
            .await
            .unwrap()
            .checked_at
            .unwrap()
            .get()
            > 0
    );

    let queue = plex.downloads().queue().await.unwrap();
    let paths = ["/library/metadata/7", "/library/metadata/8"];
    let done = end_of(plex.downloads().add(&queue.id, paths)).await;
    assert_eq!(done, Done::StateChanged);
    let items = plex.downloads().items(&queue.id).await.unwrap();
    assert!(
        items
            .iter()
            .all(|item| item.status.as_deref() == Some("available"))
    );
    assert_eq!(items.len(), 2);
    drop(plex);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_state_that_does_not_come_is_not_taken_for_one() {
    let sim = quick().manual_scans().start().await.unwrap();
    let plex = client(&sim);
    let queue = plex.downloads().queue().await.unwrap();
    let add = plex.downloads().add(&queue.id, ["/library/metadata/7"]);
    let waited = tokio::spawn(add.done().timeout(LONG).into_future());
    let path = "/downloadQueue/1/items";
    sim.wait_request("GET", path, 3).await.unwrap();
    sim.fault(Fault::CutConnections);
    sim.wait_request("GET", path, 6).await.unwrap();
    assert!(!waited.is_finished());
    assert!(sim.set_download(1, 1, "error"));
    assert_eq!(waited.await.unwrap().unwrap(), Done::StateChanged);

    sim.answer("PUT", "/updater/check", StubResponse::empty(200));
    let wait = plex.server().check_updates().done();
    let done = wait
        .nothing_seen_after(Duration::from_millis(300))
        .await
        .unwrap();
    assert_eq!(done, Done::NothingSeen);

    sim.answer("DELETE", "/library/sections/1", StubResponse::empty(200));
    let wait = plex.library().delete_section("1").done();
    let error = wait.timeout(Duration::from_millis(500)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(
        error.to_string().contains("the server still works on it"),
        "{error}"
    );
    drop(plex);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_request_that_is_answered_at_the_end_is_done_with_its_answer() {
    let sim = quick().start().await.unwrap();
    let plex = client(&sim);
    assert_eq!(end_of(plex.library().delete_caches()).await, Done::Answered);
    let import = plex.library().import_playlists("/lists");
    assert_eq!(end_of(import).await, Done::Answered);
    let error = plex.library().import_playlists(" ").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(sim.requests_of("POST", "/playlists/upload").len(), 1);
    drop(plex);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_scan_ends_before_its_metadata_unless_that_is_asked_for() {
    let tail = Duration::from_millis(900);
    let sim = quick().metadata_tail(3, tail).start().await.unwrap();
    let plex = client(&sim);
    let done = end_of(plex.library().refresh("1")).await;
    assert!(matches!(done, Done::Correlated(_)), "{done:?}");
    assert!(!sim.running().is_empty(), "the metadata is still fetched");
    sim.wait_running(<[_]>::is_empty).await.unwrap();

    let wait = plex.library().refresh("1").done().timeout(LONG);
    let (sender, mut waiting) = mpsc::unbounded_channel();
    let wait = wait.on_waiting(move |what| sender.send(what.clone()).unwrap());
    let done = wait.settle(Duration::from_millis(300)).await.unwrap();
    assert!(matches!(done, Done::Correlated(_)), "{done:?}");
    assert_eq!(sim.running(), []);
    let queued = plex.library().timeline("1").await.unwrap();
    assert_eq!(queued.update_queue_size.unwrap().get(), 0);
    let mut last = None;
    while let Some(what) = waiting.recv().await {
        last = Some(what);
    }
    assert!(matches!(last, Some(WaitingFor::Settling)), "{last:?}");
    drop((plex, last));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn the_queue_of_a_section_alone_keeps_its_scan_from_being_settled() {
    let sim = quick().start().await.unwrap();
    sim.set_update_queue("1", 2);
    let plex = client(&sim);
    let wait = plex.library().refresh("1").done().timeout(LONG);
    let waited = tokio::spawn(wait.settle(Duration::from_millis(200)).into_future());
    let path = "/library/sections/1/timeline";
    sim.wait_request("GET", path, 10).await.unwrap();
    assert!(!waited.is_finished());
    sim.set_update_queue("1", 0);
    assert!(waited.await.unwrap().unwrap().was_seen());

    // A server without timelines is judged by its activities.
    sim.answer("GET", path, StubResponse::empty(404));
    let wait = plex.library().refresh("1").done().timeout(LONG);
    let done = wait.settle(Duration::from_millis(200)).await.unwrap();
    assert!(done.was_seen());
    drop(plex);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn messages_about_items_of_the_section_alone_keep_its_scan_from_being_settled() {
    let path = "/library/sections/1/timeline";
    let entry = |fields: &str| {
        let body =
            format!(r#"{{"itemID":"7","type":1,"state":5,{fields},"updatedAt":1700000000}}"#);
        Notification::new("timeline", "TimelineEntry", body)
    };
    let analyzing = entry(
        r#""identifier":"com.plexapp.plugins.library","sectionID":"1","mediaState":"analyzing""#,
    );
    let of_another = entry(r#""identifier":"com.plexapp.plugins.library","sectionID":2"#);
    let of_a_guide = entry(r#""identifier":"tv.plex.providers.epg.onconnect:28","sectionID":"1""#);
    for transport in [Transport::WebSocket, Transport::EventSource] {
        let sim = quick().start().await.unwrap();
        let plex = brisk(&sim, TransportChoice::Only(transport));
        let wait = plex.library().refresh("1").done().timeout(LONG);
        let settle = Duration::from_millis(1500);
        let mut waited = tokio::spawn(wait.settle(settle).into_future());
        let looks = || sim.requests_of("GET", path).len();
        // The section is looked at every 50 ms, so these looks take twice the time.
        for _ in 0..60 {
            sim.publish(analyzing.clone());
            sim.wait_request("GET", path, looks() + 1).await.unwrap();
        }
        assert!(!waited.is_finished(), "{transport:?}");
        let done = loop {
            sim.publish(of_another.clone());
            sim.publish(of_a_guide.clone());
            tokio::select! {
                done = &mut waited => break done.unwrap().unwrap(),
                looked = sim.wait_request("GET", path, looks() + 1) => looked.unwrap(),
            };
        };
        assert!(matches!(done, Done::Correlated(_)), "{done:?}");
        drop(plex);
        sim.finish().await.unwrap();
    }
}

#[tokio::test]
async fn what_is_no_rating_key_is_refused_before_anything_is_sent() {
    let sim = quick().start().await.unwrap();
    let plex = brisk(&sim, TransportChoice::Auto);
    let many = (0..101)
        .map(|key| key.to_string())
        .collect::<Vec<_>>()
        .join(",");
    for bad in [
        "1/../2",
        "/library/metadata/1",
        "1,,2",
        "1?force=1",
        "%2e%2e",
        "1 2",
        &many,
    ] {
        for error in [
            plex.metadata().refresh(bad).await.map(drop),
            plex.metadata().detect_credits(bad).await.map(drop),
            plex.metadata().check_files(bad).await.map(drop),
            plex.metadata().items(bad).await.map(drop),
        ] {
            let error = error.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
        }
    }
    for bad in ["metadata/1", "/library/metadata/1,/library/metadata/2"] {
        let error = plex.downloads().add("1", [bad]).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
    }
    let error = plex
        .downloads()
        .add("1", Vec::<String>::new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
    assert_eq!(sim.requests(), []);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn the_lists_say_what_the_server_is_doing() {
    let sim = quick().start().await.unwrap();
    let plex = brisk(&sim, TransportChoice::Auto);
    sim.set_list(
        ServerList::Sessions,
        [json!({"sessionKey": "12", "Player": {"state": "paused"},
        "Session": {"id": "s", "location": "lan"}, "live": 1})],
    );
    sim.set_list(
        ServerList::TranscodeSessions,
        [json!({"key": "k", "progress": 2.6,
        "throttled": true, "offlineTranscode": true})],
    );
    sim.set_list(
        ServerList::Conversions,
        [json!({"generatorID": 467, "progress": 42})],
    );
    sim.set_list(
        ServerList::ConversionOrders,
        [json!({"id": 467, "Status": {"state": "pending"}})],
    );
    sim.set_list(
        ServerList::LiveTvSessions,
        [json!({"key": "/livetv/sessions/a", "live": true})],
    );
    sim.set_list(ServerList::Recordings, [json!({"key": "/media/grabbers/operations/op1", "id": "op1",
        "status": "inprogress", "Metadata": {"title": "A film", "Media": [{"beginsAt": "1700000000"}]}})]);
    sim.set_list(
        ServerList::Updates,
        [json!({"version": "1.99", "state": "downloading",
        "downloadURL": "https://plex.example/d?X-Plex-Token=foreign-token"})],
    );

    let sessions = plex.sessions();
    let playing = sessions.playing().await.unwrap();
    assert_eq!(
        playing[0].player.as_ref().unwrap().state.as_deref(),
        Some("paused")
    );
    assert!(playing[0].live.unwrap().get());
    let transcodes = sessions.transcodes().await.unwrap();
    assert_eq!(
        transcodes[0].progress.as_ref().unwrap().percent(),
        Some(2.6)
    );
    let conversions = sessions.conversions().await.unwrap();
    let order = conversions[0].generator_id.unwrap();
    let orders = sessions.conversion_order(3, order).await.unwrap();
    assert_eq!(
        orders[0].status.as_ref().unwrap().state.as_deref(),
        Some("pending")
    );

    let tv = plex.live_tv();
    assert_eq!(tv.sessions().await.unwrap().len(), 1);
    assert_eq!(tv.dvrs().await.unwrap()[0].key, "28");
    assert_eq!(tv.devices().await.unwrap()[0].tuners.unwrap().get(), 2);
    let recordings = tv.recordings().await.unwrap();
    assert!(recordings[0].is_running());
    assert_eq!(recordings[0].id(), Some("op1"));
    tv.cancel_recording("op1").await.unwrap();
    assert!(!tv.recordings().await.unwrap()[0].is_running());

    let tasks = plex.butler().tasks().await.unwrap();
    assert_eq!(tasks.len(), 22);
    assert_eq!(tasks[1].name, "BackupDatabase");
    assert_eq!(tasks[1].interval.unwrap().get(), 3);

    let server = plex.server();
    assert_eq!(
        server.info().await.unwrap().machine_identifier.unwrap(),
        sim.machine_identifier()
    );
    assert_eq!(server.accounts().await.unwrap()[0].id.get(), 1);
    let hour = server.preference("butlerStartHour").await.unwrap().unwrap();
    assert_eq!(hour.value.as_deref(), Some("1"));
    assert_eq!(server.preference("NoSuchSetting").await.unwrap(), None);
    let updates = server.updates().await.unwrap();
    let release = updates.release.as_ref().unwrap().readable()[0].clone();
    assert_eq!(release.state.as_deref(), Some("downloading"));
    // The URLs of the answer have tokens.
    let said = format!("{updates:?} {}", serde_json::to_string(&updates).unwrap());
    assert!(!said.contains("token"), "{said}");

    // The simulator has rows for the items that an activity names.
    for key in ["/library/metadata/7", "/library/metadata/8"] {
        let named = sim.activity("library.refresh.items").context("key", key);
        sim.end(&named.start());
    }
    let items = plex.metadata().items("7,8").await.unwrap();
    assert_eq!(items[1].rating_key.as_deref(), Some("8"));
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn other_names_of_a_list_are_read_too() {
    let sim = quick().start().await.unwrap();
    let dvrs = r#"{"MediaContainer":{"size":1,"DVR":[{"key":"28"}]}}"#;
    sim.answer("GET", "/livetv/dvrs", StubResponse::json(200, dvrs));
    let devices = r#"{"MediaContainer":{"size":1,"Devices":{"key":17}}}"#;
    sim.answer(
        "GET",
        "/media/grabbers/devices",
        StubResponse::json(200, devices),
    );
    let tasks = "<ButlerTasks>\n<ButlerTask name=\"BackupDatabase\" interval=\"3\" enabled=\"1\"/>\n</ButlerTasks>";
    sim.answer("GET", "/butler", StubResponse::xml(200, tasks));
    let plex = brisk_builder(&sim, TransportChoice::Auto).build().unwrap();
    assert_eq!(plex.live_tv().dvrs().await.unwrap()[0].key, "28");
    let devices = plex.live_tv().devices().await.unwrap();
    assert_eq!(devices[0].key.as_deref(), Some("17"));
    let tasks = plex.butler().tasks().await.unwrap();
    assert!(tasks[0].enabled.unwrap().get());
    sim.finish().await.unwrap();
}
