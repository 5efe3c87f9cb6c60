//! Is the server quiet? Each source over real sockets: busy, quiet, refused, absent, slow.
//!
//! The clock of these tests is paused. It moves on only when no request is under way, so that a check of 25
//! seconds takes a moment and no answer is late.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::time::Duration;

use plex_api::{
    ErrorKind, Plex, QuietCheck, QuietReport, QuietVerdict, QuietWatch, SourceKind, Transport,
    TransportChoice,
};
use plex_api_tests::{SECRET, builder, server};
use plex_sim::{
    Fault, HeldClock, Notification, PlexSim, PlexSimBuilder, PmsProfile, ServerList, StubResponse,
    hold_clock,
};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// Each source with its request.
const SOURCES: [(SourceKind, &str, &str); 9] = [
    (SourceKind::Activities, "GET", "/activities"),
    (SourceKind::Playing, "GET", "/status/sessions"),
    (SourceKind::Transcodes, "GET", "/transcode/sessions"),
    (SourceKind::LiveTv, "GET", "/livetv/sessions"),
    (
        SourceKind::Conversions,
        "GET",
        "/status/sessions/background",
    ),
    (
        SourceKind::Recordings,
        "GET",
        "/media/subscriptions/scheduled",
    ),
    (SourceKind::Sections, "GET", "/library/sections"),
    (SourceKind::Updater, "GET", "/updater/status"),
    (SourceKind::Downloads, "POST", "/downloadQueue"),
];

fn client(sim: &PlexSim) -> Plex {
    builder(sim).build().unwrap()
}

async fn start(sim: PlexSimBuilder) -> PlexSim {
    sim.token(SECRET).start().await.unwrap()
}

/// Lets half a second pass as soon as no request is under way.
async fn step(clock: &HeldClock, sims: &[&PlexSim]) {
    clock.wait_answered(sims).await.unwrap();
    tokio::time::advance(Duration::from_millis(500)).await;
}

/// Lets time pass until the task is done.
async fn finish<T: Send>(clock: &HeldClock, sims: &[&PlexSim], mut task: JoinHandle<T>) -> T {
    for _ in 0..4000 {
        tokio::select! {
            biased;
            done = &mut task => return done.unwrap(),
            () = step(clock, sims) => {}
        }
    }
    panic!("it is not done after 2000 s");
}

/// One check, and how long it took.
async fn check(clock: &HeldClock, sim: &PlexSim, quiet: QuietCheck) -> (QuietReport, Duration) {
    let began = Instant::now();
    let task = tokio::spawn(async move { quiet.check().await.unwrap() });
    let report = finish(clock, &[sim], task).await;
    (report, began.elapsed())
}

/// The reports of a watch, as they come.
struct Reports(mpsc::UnboundedReceiver<QuietReport>);

impl Reports {
    fn follow(mut watch: QuietWatch) -> Self {
        let (told, reports) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Some(report) = watch.next().await {
                let _ = told.send(report);
            }
        });
        Self(reports)
    }

    /// Lets time pass until a report has one of these verdicts, and how long it took.
    async fn until(
        &mut self,
        clock: &HeldClock,
        sim: &PlexSim,
        verdicts: &[QuietVerdict],
        within: Duration,
    ) -> (QuietReport, Duration) {
        let began = Instant::now();
        loop {
            while let Ok(report) = self.0.try_recv() {
                if verdicts.contains(&report.verdict()) {
                    return (report, began.elapsed());
                }
            }
            assert!(
                began.elapsed() <= within,
                "no {verdicts:?} within {within:?}"
            );
            step(clock, &[sim]).await;
        }
    }
}

/// Lets time pass.
async fn pass(clock: &HeldClock, sim: &PlexSim, time: Duration) {
    let began = Instant::now();
    while began.elapsed() < time {
        step(clock, &[sim]).await;
    }
}

fn sources(report: &QuietReport) -> Vec<SourceKind> {
    report.reasons().iter().map(|one| one.source).collect()
}

fn unknown(report: &QuietReport) -> Vec<SourceKind> {
    report.unknown().iter().map(|one| one.source).collect()
}

#[tokio::test(start_paused = true)]
async fn an_idle_server_is_quiet_after_two_rounds_within_25_seconds() {
    let clock = hold_clock();
    let sim = start(PlexSim::builder().pms(PmsProfile::Pms1_43_3)).await;
    sim.add_butler_row();
    let (report, took) = check(&clock, &sim, client(&sim).quiet()).await;
    assert_eq!(report.verdict(), QuietVerdict::Quiet, "{report:?}");
    assert!(report.is_quiet() && report.reasons().is_empty() && report.unknown().is_empty());
    assert!(
        took >= Duration::from_secs(15) && took <= Duration::from_secs(25),
        "{took:?}"
    );
    assert_eq!(sim.requests_of("GET", "/status/sessions").len(), 2);
    // The version of the simulated server hides some downloads, and the report says so.
    let notes: Vec<_> = report.notes().iter().map(|note| note.source).collect();
    assert!(notes.contains(&SourceKind::Downloads), "{notes:?}");
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["verdict"], "quiet");
    assert!(json["quiet_for_seconds"].as_u64().unwrap() >= 15, "{json}");
}

/// Makes a source of the server busy.
async fn occupy(sim: &PlexSim, plex: &Plex, source: SourceKind) {
    let set = |list, entry: Value| sim.set_list(list, [entry]);
    match source {
        SourceKind::Activities => {
            sim.activity("media.generate.credits")
                .uuid("a")
                .title("Detecting")
                .forever()
                .start();
        }
        SourceKind::Playing => set(
            ServerList::Sessions,
            json!({"sessionKey": "12", "title": "A film", "Player": {"state": "playing"},
                   "Session": {"id": "s1"}, "viewOffset": 1000}),
        ),
        SourceKind::Transcodes => set(
            ServerList::TranscodeSessions,
            json!({"key": "t1", "context": "static", "complete": false, "throttled": true, "speed": 0.0}),
        ),
        SourceKind::LiveTv => set(
            ServerList::LiveTvSessions,
            json!({"key": "/livetv/sessions/l1", "live": true, "title": "Live Session"}),
        ),
        SourceKind::Conversions => set(
            ServerList::Conversions,
            json!({"generatorID": 467, "type": "transcode", "progress": 42, "title": "A film"}),
        ),
        SourceKind::Recordings => set(
            ServerList::Recordings,
            json!({"id": "op1", "status": "inprogress", "Metadata": {"title": "News"}}),
        ),
        SourceKind::Sections => sim.set_update_queue("1", 3),
        SourceKind::Updater => set(
            ServerList::Updates,
            json!({"version": "1.99.0", "state": "downloading"}),
        ),
        SourceKind::Downloads => {
            let queue = plex.downloads().queue().await.unwrap();
            plex.downloads()
                .add(queue.id.to_string(), ["/library/metadata/1"])
                .await
                .unwrap();
        }
        other => panic!("no such source here: {other}"),
    }
}

#[tokio::test(start_paused = true)]
async fn each_source_makes_the_server_busy_at_once() {
    let clock = hold_clock();
    for (source, ..) in SOURCES {
        let sim = start(PlexSim::builder().manual_scans()).await;
        let plex = client(&sim);
        occupy(&sim, &plex, source).await;
        let (report, took) = check(&clock, &sim, plex.quiet()).await;
        assert_eq!(report.verdict(), QuietVerdict::Busy, "{source}: {report:?}");
        assert_eq!(sources(&report), [source]);
        let reason = &report.reasons()[0];
        assert!(!reason.text.is_empty());
        match source {
            SourceKind::Activities => assert_eq!(reason.activity.as_ref().unwrap().as_str(), "a"),
            SourceKind::Playing => assert_eq!(reason.session.as_deref(), Some("s1")),
            SourceKind::Sections => assert_eq!(reason.section.as_deref(), Some("1")),
            _ => {}
        }
        assert!(took < Duration::from_secs(10), "{source}: {took:?}");
        if source.can_be_ignored() {
            let (report, _) = check(&clock, &sim, plex.quiet().ignore(source)).await;
            assert_eq!(
                report.verdict(),
                QuietVerdict::Quiet,
                "{source}: {report:?}"
            );
            assert_eq!(report.ignored()[0].source, source);
        }
    }
}

/// One check of each source, all at a time, with this answer at its request.
async fn checks_with(
    clock: &HeldClock,
    answer: &StubResponse,
) -> Vec<(SourceKind, QuietReport, Duration)> {
    let mut sims = Vec::new();
    for (source, method, path) in SOURCES {
        let sim = server().await;
        sim.answer(method, path, answer.clone());
        sims.push((source, sim));
    }
    let began = Instant::now();
    let tasks: Vec<_> = sims
        .iter()
        .map(|(source, sim)| {
            let (source, quiet) = (*source, client(sim).quiet());
            tokio::spawn(async move { (source, quiet.check().await.unwrap(), began.elapsed()) })
        })
        .collect();
    let all: Vec<_> = sims.iter().map(|(_, sim)| sim).collect();
    let mut reports = Vec::new();
    for task in tasks {
        reports.push(finish(clock, &all, task).await);
    }
    reports
}

#[tokio::test(start_paused = true)]
async fn a_source_that_refuses_or_fails_is_unknown_and_never_quiet() {
    let clock = hold_clock();
    for (status, kind) in [
        (401, ErrorKind::Unauthorized),
        (403, ErrorKind::Forbidden),
        (500, ErrorKind::Server),
        (503, ErrorKind::ServerBusy),
    ] {
        for (source, report, took) in
            checks_with(&clock, &StubResponse::html(status, "<html></html>")).await
        {
            assert_eq!(
                report.verdict(),
                QuietVerdict::Unknown,
                "{source} {status}: {report:?}"
            );
            let failed = report.unknown().iter().find(|one| one.source == source);
            let failed = failed.unwrap_or_else(|| panic!("{source} {status}: {report:?}"));
            assert_eq!(failed.error, Some(kind), "{source} {status}");
            assert!(
                took <= Duration::from_secs(25),
                "{source} {status}: {took:?}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_source_that_does_not_answer_in_time_is_unknown() {
    let clock = hold_clock();
    for (source, report, took) in checks_with(&clock, &StubResponse::hang()).await {
        assert_eq!(
            report.verdict(),
            QuietVerdict::Unknown,
            "{source}: {report:?}"
        );
        let failed = report.unknown().iter().find(|one| one.source == source);
        assert_eq!(
            failed.and_then(|one| one.error),
            Some(ErrorKind::Timeout),
            "{source}: {report:?}"
        );
        // The steps of the clock.
        assert!(took <= Duration::from_secs(26), "{source}: {took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_source_that_is_absent_is_no_obstacle_but_the_list_of_activities_is_on_every_server() {
    let clock = hold_clock();
    for (source, report, _) in checks_with(&clock, &StubResponse::html(404, "<html></html>")).await
    {
        let expected = match source {
            SourceKind::Activities => QuietVerdict::Unknown,
            _ => QuietVerdict::Quiet,
        };
        assert_eq!(report.verdict(), expected, "{source}: {report:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_is_unknown_and_never_nothing() {
    let clock = hold_clock();
    for (source, path, body) in [
        (
            SourceKind::Activities,
            "/activities",
            json!({"size": 1, "Activity": [{"uuid": 5.5e300, "type": []}]}),
        ),
        (
            SourceKind::Playing,
            "/status/sessions",
            json!({"size": 1, "Metadata": [{"Player": 7}]}),
        ),
        // As a community's document has it, wrongly.
        (
            SourceKind::Transcodes,
            "/transcode/sessions",
            json!({"size": 1, "Metadata": [{"key": "t"}]}),
        ),
        (
            SourceKind::LiveTv,
            "/livetv/sessions",
            json!({"size": 2, "Metadata": []}),
        ),
        (
            SourceKind::Conversions,
            "/status/sessions/background",
            json!({"size": 1, "TranscodeJob": ["x"]}),
        ),
        (
            SourceKind::Recordings,
            "/media/subscriptions/scheduled",
            json!({"size": 1, "MediaGrabOperation": [{"id": "1", "status": "a new state"}]}),
        ),
        (
            SourceKind::Sections,
            "/library/sections",
            json!({"size": 1, "Directory": [{"refreshing": true}]}),
        ),
        (
            SourceKind::Updater,
            "/updater/status",
            json!({"Release": [{"version": "2", "state": "a new one"}]}),
        ),
    ] {
        let sim = server().await;
        let body = json!({"MediaContainer": body}).to_string();
        sim.answer("GET", path, StubResponse::json(200, body));
        let (report, _) = check(&clock, &sim, client(&sim).quiet()).await;
        assert_eq!(
            report.verdict(),
            QuietVerdict::Unknown,
            "{source}: {report:?}"
        );
        assert!(unknown(&report).contains(&source), "{source}: {report:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_not_the_administrators_never_says_quiet() {
    let clock = hold_clock();
    let sim = PlexSim::builder()
        .token("the owner's")
        .guest_token(SECRET, 7)
        .start()
        .await
        .unwrap();
    let plex = client(&sim);
    let ignoring_all = SourceKind::ALL
        .iter()
        .fold(plex.quiet(), |quiet, kind| quiet.ignore(*kind));
    for quiet in [plex.quiet(), ignoring_all, plex.quiet().section("1")] {
        let (report, _) = check(&clock, &sim, quiet).await;
        assert_eq!(report.verdict(), QuietVerdict::Unknown, "{report:?}");
        let failed = &report.unknown()[0];
        assert_eq!(failed.error, Some(ErrorKind::Forbidden), "{report:?}");
        assert!(failed.text.contains("administrator"), "{}", failed.text);
    }
}

#[tokio::test(start_paused = true)]
async fn a_download_of_this_client_is_seen_and_the_report_says_that_others_are_not() {
    let clock = hold_clock();
    for (profile, is_listed) in [(PmsProfile::Pms1_43_3, false), (PmsProfile::Pms1_42, true)] {
        let sim = start(PlexSim::builder().pms(profile).manual_scans()).await;
        let own = client(&sim);
        occupy(&sim, &own, SourceKind::Downloads).await;
        let (report, _) = check(&clock, &sim, own.quiet()).await;
        assert_eq!(
            report.verdict(),
            QuietVerdict::Busy,
            "{profile:?}: {report:?}"
        );
        assert_eq!(sources(&report)[0], SourceKind::Downloads);

        let identity =
            plex_api::ClientIdentity::new("other", "1").client_identifier("another-client");
        let other = builder(&sim).identity(identity).build().unwrap();
        let (report, _) = check(&clock, &sim, other.quiet()).await;
        let notes = report
            .notes()
            .iter()
            .any(|note| note.source == SourceKind::Downloads);
        assert_eq!(notes, !is_listed, "{report:?}");
        if is_listed {
            assert_eq!(sources(&report), [SourceKind::Downloads], "{report:?}");
        } else {
            assert_eq!(report.verdict(), QuietVerdict::Quiet, "{report:?}");
        }
    }
    // There is no queue before 1.41.9.
    let sim = start(PlexSim::builder().pms(PmsProfile::Pms1_41)).await;
    let (report, _) = check(&clock, &sim, client(&sim).quiet()).await;
    assert_eq!(report.verdict(), QuietVerdict::Quiet, "{report:?}");
    assert!(
        report
            .notes()
            .iter()
            .all(|note| note.source != SourceKind::Downloads),
        "{report:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn paused_players_and_paused_conversions_are_told_apart() {
    let clock = hold_clock();
    let sim = server().await;
    let paused = json!({"sessionKey": "12", "Player": {"state": "paused"}, "TranscodeSession": {"key": "t1"}});
    sim.set_list(ServerList::Sessions, [paused]);
    let conversion = json!({"key": "t1", "throttled": true, "complete": false});
    sim.set_list(ServerList::TranscodeSessions, [conversion]);
    let plex = client(&sim);
    let (report, _) = check(&clock, &sim, plex.quiet()).await;
    assert_eq!(sources(&report), [SourceKind::Playing], "{report:?}");
    let (report, _) = check(&clock, &sim, plex.quiet().ignore_paused(Duration::ZERO)).await;
    assert_eq!(report.verdict(), QuietVerdict::Quiet, "{report:?}");
    assert_eq!(report.ignored()[0].source, SourceKind::Playing);

    sim.set_list(ServerList::Sessions, []);
    sim.set_list(ServerList::TranscodeSessions, []);
    sim.set_list(
        ServerList::Conversions,
        [json!({"generatorID": 1, "title": "A film"})],
    );
    let setting =
        |value| json!({"id": "backgroundQueueIdlePaused", "type": "bool", "value": value});
    sim.set_list(ServerList::Preferences, [setting(false)]);
    let (report, _) = check(&clock, &sim, plex.quiet()).await;
    assert_eq!(sources(&report), [SourceKind::Conversions], "{report:?}");
    sim.set_list(ServerList::Preferences, [setting(true)]);
    let (report, _) = check(&clock, &sim, plex.quiet()).await;
    assert_eq!(report.verdict(), QuietVerdict::Quiet, "{report:?}");
    assert!(
        report
            .notes()
            .iter()
            .any(|note| note.source == SourceKind::Conversions)
    );
}

#[tokio::test(start_paused = true)]
async fn a_server_that_was_in_maintenance_is_not_trusted_for_two_minutes() {
    let clock = hold_clock();
    let sim = server().await;
    sim.fault(Fault::Maintenance);
    let quiet = client(&sim).quiet();
    let began = Instant::now();
    let task = tokio::spawn(async move { quiet.check().await.unwrap() });
    while began.elapsed() < Duration::from_secs(6) {
        step(&clock, &[&sim]).await;
    }
    sim.lift_faults();
    let report = finish(&clock, &[&sim], task).await;
    assert_eq!(report.verdict(), QuietVerdict::Quiet, "{report:?}");
    let took = began.elapsed();
    assert!(
        took >= Duration::from_secs(135) && took < Duration::from_secs(200),
        "{took:?}"
    );

    sim.fault(Fault::Maintenance);
    let (report, took) = check(&clock, &sim, client(&sim).quiet()).await;
    assert_eq!(report.verdict(), QuietVerdict::Unknown, "{report:?}");
    assert!(
        report.unknown()[0].text.contains("maintenance"),
        "{report:?}"
    );
    assert!(took <= Duration::from_secs(25), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_watch_is_busy_at_the_first_message_and_quiet_some_time_after_the_end() {
    let clock = hold_clock();
    let sim = server().await;
    let mut reports = Reports::follow(client(&sim).quiet().watch());
    let mut next = async |verdict, within| reports.until(&clock, &sim, &[verdict], within).await;
    let minute = Duration::from_secs(60);
    next(QuietVerdict::Quiet, minute).await;
    let asked = sim.requests_of("GET", "/status/sessions").len();
    sim.activity("provider.epg.load")
        .uuid("g")
        .title("Refreshing EPG")
        .forever()
        .start();
    let (report, took) = next(QuietVerdict::Busy, minute).await;
    assert_eq!(sources(&report), [SourceKind::Activities]);
    assert!(took <= Duration::from_secs(1), "{took:?}");
    assert!(sim.requests_of("GET", "/status/sessions").len() <= asked + 1);
    sim.end("g");
    let (_, took) = next(QuietVerdict::Quiet, Duration::from_secs(120)).await;
    assert!(took >= Duration::from_secs(15), "{took:?}");

    // Work on the library settles, and a player needs no list to be seen.
    sim.activity("library.update.section")
        .uuid("s")
        .section("1")
        .forever()
        .start();
    next(QuietVerdict::Busy, minute).await;
    sim.end("s");
    let (_, took) = next(QuietVerdict::Quiet, Duration::from_secs(150)).await;
    assert!(took >= Duration::from_secs(45), "{took:?}");
    let playing = json!({"sessionKey": "12", "state": "playing"}).to_string();
    sim.publish(Notification::new(
        "playing",
        "PlaySessionStateNotification",
        playing,
    ));
    let (report, took) = next(QuietVerdict::Busy, minute).await;
    assert_eq!(sources(&report), [SourceKind::Playing]);
    assert!(took <= Duration::from_secs(1), "{took:?}");
    next(QuietVerdict::Quiet, minute).await;

    // A lost connection is a gap, in which anything may have worked.
    sim.fault(Fault::CutStreams);
    next(QuietVerdict::Unknown, minute).await;
    next(QuietVerdict::Quiet, minute).await;
}

#[tokio::test(start_paused = true)]
async fn a_watch_waits_for_quiet_and_for_busy_and_ends_with_a_refused_token() {
    let clock = hold_clock();
    let sim = server().await;
    let plex = client(&sim);
    let mut watch = plex.quiet().watch();
    let waiting = tokio::spawn(async move {
        let quiet = watch.until_quiet().await.unwrap();
        // It is known already.
        let again = watch.until_quiet().await.unwrap();
        assert!(quiet.is_quiet() && again.is_quiet());
        assert_eq!(
            watch.report().map(QuietReport::verdict),
            Some(QuietVerdict::Quiet)
        );
        watch
    });
    let mut watch = finish(&clock, &[&sim], waiting).await;
    sim.set_list(
        ServerList::LiveTvSessions,
        [json!({"key": "/livetv/sessions/l1"})],
    );
    let waiting = tokio::spawn(async move {
        let busy = watch.until_busy().await.unwrap();
        (watch, busy)
    });
    let (mut watch, busy) = finish(&clock, &[&sim], waiting).await;
    assert_eq!(sources(&busy), [SourceKind::LiveTv]);
    sim.set_token("another");
    let waiting = tokio::spawn(async move {
        let error = watch.until_quiet().await.unwrap_err();
        (error.kind(), watch.next().await)
    });
    let (kind, next) = finish(&clock, &[&sim], waiting).await;
    assert_eq!(kind, ErrorKind::Unauthorized);
    assert_eq!(next, None);
}

#[tokio::test(start_paused = true)]
async fn without_notifications_it_sees_less_and_says_so() {
    let clock = hold_clock();
    let sim = server().await;
    let mut policy = plex_api::ConnectionPolicy::default();
    policy.transport = TransportChoice::Only(Transport::Polling);
    let plex = builder(&sim).connection_policy(policy).build().unwrap();
    let (report, _) = check(&clock, &sim, plex.quiet()).await;
    assert_eq!(report.verdict(), QuietVerdict::Quiet, "{report:?}");
    assert!(
        report
            .notes()
            .iter()
            .any(|note| note.text.contains("no notifications")),
        "{report:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_section_is_quiet_while_others_are_scanned_and_somebody_plays() {
    let clock = hold_clock();
    let sim = start(PlexSim::builder().manual_scans()).await;
    let plex = client(&sim);
    occupy(&sim, &plex, SourceKind::Playing).await;
    sim.activity("library.update.section")
        .section("2")
        .forever()
        .start();
    sim.set_update_queue("2", 5);
    let (report, _) = check(&clock, &sim, plex.quiet().section("1")).await;
    assert_eq!(report.verdict(), QuietVerdict::Quiet, "{report:?}");
    assert!(sim.requests_of("GET", "/status/sessions").is_empty());
    let (report, _) = check(&clock, &sim, plex.quiet().section("2")).await;
    assert_eq!(report.verdict(), QuietVerdict::Busy, "{report:?}");
    assert!(
        report
            .reasons()
            .iter()
            .all(|one| one.section.as_deref() == Some("2")),
        "{report:?}"
    );
    let (report, _) = check(&clock, &sim, plex.quiet().section("77")).await;
    assert_eq!(unknown(&report), [SourceKind::Sections], "{report:?}");
    // Work that names no section counts for each.
    sim.activity("library.update.item.metadata")
        .forever()
        .start();
    let (report, _) = check(&clock, &sim, plex.quiet().section("1")).await;
    assert_eq!(sources(&report), [SourceKind::Activities], "{report:?}");
}

#[tokio::test(start_paused = true)]
async fn a_recording_within_the_time_to_hold_is_work() {
    let clock = hold_clock();
    let sim = server().await;
    let epoch = std::time::SystemTime::now().duration_since(std::time::SystemTime::UNIX_EPOCH);
    let begins_at = epoch.unwrap().as_secs() + 3600;
    let media = json!([{"beginsAt": begins_at, "endsAt": (begins_at + 1800).to_string()}]);
    let recording =
        json!({"id": "op1", "status": "scheduled", "Metadata": {"title": "News", "Media": media}});
    sim.set_list(ServerList::Recordings, [recording]);
    let plex = client(&sim);
    let (report, _) = check(&clock, &sim, plex.quiet()).await;
    assert_eq!(report.verdict(), QuietVerdict::Quiet, "{report:?}");
    let (report, took) = check(&clock, &sim, plex.quiet().hold(Duration::from_secs(60))).await;
    assert_eq!(report.verdict(), QuietVerdict::Quiet, "{report:?}");
    assert!(took >= Duration::from_secs(60), "{took:?}");
    let (report, _) = check(&clock, &sim, plex.quiet().hold(Duration::from_secs(3600))).await;
    assert_eq!(sources(&report), [SourceKind::RecordingsSoon], "{report:?}");
}

/// The requests of each source so far, with how much the first section has to process.
fn counts(sim: &PlexSim) -> Vec<(&'static str, usize)> {
    let lists = SOURCES.iter().map(|(_, method, path)| match *path {
        "/downloadQueue" => ("GET", "/downloadQueue/*/items"),
        path => (*method, path),
    });
    let paths = lists.chain([("GET", "/library/sections/1/timeline")]);
    paths
        .map(|(method, path)| (path, sim.requests_of(method, path).len()))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn quiet_is_told_after_two_rounds_that_asked_every_source() {
    let clock = hold_clock();
    let sim = server().await;
    let download = || sim.activity("media.download").start();
    let busy = download();
    let mut reports = Reports::follow(client(&sim).quiet().watch());
    let minute = Duration::from_secs(60);
    reports
        .until(&clock, &sim, &[QuietVerdict::Busy], minute)
        .await;
    // For long enough that each source is asked at another time.
    pass(&clock, &sim, Duration::from_secs(200)).await;
    sim.end(&busy);
    let before = counts(&sim);
    reports
        .until(&clock, &sim, &[QuietVerdict::Quiet], 2 * minute)
        .await;
    for ((path, before), (_, after)) in before.into_iter().zip(counts(&sim)) {
        assert!(after - before >= 2, "{path}: {before} and {after}");
    }
    // While it is quiet, some of them are asked seldom.
    let before = counts(&sim);
    pass(&clock, &sim, Duration::from_secs(120)).await;
    let after = counts(&sim);
    let asked = |path| {
        let count = |all: &[(&str, usize)]| all.iter().find(|(one, _)| *one == path).unwrap().1;
        count(&after) - count(&before)
    };
    assert!(asked("/activities") >= 3, "{before:?} {after:?}");
    assert!(
        asked("/media/subscriptions/scheduled") <= 1,
        "{before:?} {after:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn items_that_are_still_processed_are_not_forgotten_while_the_sections_do_not_answer() {
    let clock = hold_clock();
    let sim = server().await;
    sim.set_update_queue("1", 3);
    let watch = client(&sim).quiet().settle(Duration::ZERO).watch();
    let mut reports = Reports::follow(watch);
    let minute = Duration::from_secs(60);
    let mut until =
        async |verdicts: &[_]| reports.until(&clock, &sim, verdicts, 2 * minute).await.0;
    let busy = until(&[QuietVerdict::Busy]).await;
    assert_eq!(sources(&busy), [SourceKind::Sections]);
    sim.answer("GET", "/library/sections", StubResponse::hang());
    let report = until(&[QuietVerdict::Unknown]).await;
    assert_eq!(unknown(&report), [SourceKind::Sections]);
    assert_eq!(report.unknown()[0].error, Some(ErrorKind::Timeout));
    pass(&clock, &sim, Duration::from_secs(75)).await;
    sim.clear_answers();
    let report = until(&[QuietVerdict::Busy, QuietVerdict::Quiet]).await;
    assert_eq!(sources(&report), [SourceKind::Sections], "{report:?}");
    sim.set_update_queue("1", 0);
    until(&[QuietVerdict::Quiet]).await;
}

#[tokio::test(start_paused = true)]
async fn a_queue_of_a_section_that_cannot_be_read_is_unknown_and_an_absent_one_is_none() {
    let clock = hold_clock();
    for (answer, expected) in [
        (json!({"size": 0}), QuietVerdict::Unknown),
        (json!({"updateQueueSize": {}}), QuietVerdict::Unknown),
        (json!({"updateQueueSize": "0"}), QuietVerdict::Quiet),
    ] {
        let sim = server().await;
        let body = json!({"MediaContainer": answer}).to_string();
        let answer = StubResponse::json(200, body);
        sim.answer("GET", "/library/sections/*/timeline", answer);
        let (report, _) = check(&clock, &sim, client(&sim).quiet()).await;
        assert_eq!(report.verdict(), expected, "{report:?}");
        let is_unknown = expected == QuietVerdict::Unknown;
        assert_eq!(unknown(&report).contains(&SourceKind::Sections), is_unknown);
    }
    let sim = server().await;
    let absent = StubResponse::html(404, "<html></html>");
    sim.answer("GET", "/library/sections/*/timeline", absent);
    let (report, _) = check(&clock, &sim, client(&sim).quiet()).await;
    assert_eq!(report.verdict(), QuietVerdict::Quiet, "{report:?}");
}

#[tokio::test(start_paused = true)]
async fn a_watch_that_was_not_polled_for_a_minute_looks_before_it_answers() {
    let clock = hold_clock();
    let sim = server().await;
    let mut watch = client(&sim).quiet().watch();
    let quiet = tokio::spawn(async move {
        watch.until_quiet().await.unwrap();
        watch
    });
    let mut watch = finish(&clock, &[&sim], quiet).await;
    // No watcher gets an event of it.
    let live = json!({"key": "/livetv/sessions/l1"});
    sim.set_list(ServerList::LiveTvSessions, [live]);
    pass(&clock, &sim, Duration::from_secs(60)).await;
    let answer = tokio::spawn(async move {
        let until = tokio::time::timeout(Duration::from_secs(60), watch.until_quiet()).await;
        (until.is_ok(), watch.report().cloned())
    });
    let (is_quiet, report) = finish(&clock, &[&sim], answer).await;
    assert!(!is_quiet);
    assert_eq!(sources(&report.unwrap()), [SourceKind::LiveTv]);
}

#[tokio::test(start_paused = true)]
async fn a_recording_that_runs_is_seen_in_a_list_that_is_cut() {
    let clock = hold_clock();
    let sim = server().await;
    let planned = |number: usize| json!({"id": format!("op{number}"), "status": "scheduled"});
    let runs = json!({"id": "op0", "status": "inprogress"});
    let list = (1..=plex_api::limits::MAX_WORKS_PER_SOURCE).map(planned);
    sim.set_list(ServerList::Recordings, list.chain([runs]));
    let quiet = client(&sim).quiet().ignore(SourceKind::Recordings);
    let (report, _) = check(&clock, &sim, quiet).await;
    assert_eq!(report.verdict(), QuietVerdict::Busy, "{report:?}");
    assert_eq!(sources(&report), [SourceKind::Recordings]);
}

/// Nothing that is read of these lists works, and nobody knows of the rest.
#[tokio::test(start_paused = true)]
async fn a_list_that_a_limit_of_this_crate_cuts_is_never_quiet() {
    use plex_api::limits::{MAX_ACTIVITIES, MAX_WORKS_PER_SOURCE};
    let clock = hold_clock();
    let sim = server().await;
    let planned = |number: usize| json!({"id": format!("op{number}"), "status": "scheduled"});
    sim.set_list(
        ServerList::Recordings,
        (0..=MAX_WORKS_PER_SOURCE).map(planned),
    );
    let (report, _) = check(&clock, &sim, client(&sim).quiet()).await;
    assert_eq!(report.verdict(), QuietVerdict::Unknown, "{report:?}");
    assert_eq!(unknown(&report), [SourceKind::Recordings]);

    let sim = server().await;
    let done = |number: usize| json!({"key": format!("t{number}"), "complete": true});
    let runs = json!({"key": "last", "complete": false});
    let list = (0..MAX_ACTIVITIES).map(done).chain([runs]);
    sim.set_list(ServerList::TranscodeSessions, list);
    let (report, _) = check(&clock, &sim, client(&sim).quiet()).await;
    assert_eq!(report.verdict(), QuietVerdict::Unknown, "{report:?}");
    assert_eq!(unknown(&report), [SourceKind::Transcodes]);

    let sim = server().await;
    let scan = |number: usize, section: &str| {
        json!({"uuid": format!("a{number}"), "type": "library.update.section",
               "Context": {"librarySectionID": section}})
    };
    let mut scans: Vec<_> = (0..MAX_ACTIVITIES)
        .map(|number| scan(number, "2"))
        .collect();
    scans.push(scan(MAX_ACTIVITIES, "1"));
    let body = json!({"MediaContainer": {"size": scans.len(), "Activity": scans}}).to_string();
    sim.answer("GET", "/activities", StubResponse::json(200, body));
    let (report, _) = check(&clock, &sim, client(&sim).quiet().section("1")).await;
    assert_eq!(report.verdict(), QuietVerdict::Unknown, "{report:?}");
    assert_eq!(unknown(&report), [SourceKind::Activities]);
}

#[tokio::test(start_paused = true)]
async fn sessions_without_keys_are_not_taken_for_one_another() {
    let clock = hold_clock();
    let paused = |key| json!({"sessionKey": "1", "Player": {"state": "paused"}, "TranscodeSession": {"key": key}});
    for (list, entry, conversion) in [
        // An entry that has no key is not called by its number in the list.
        (
            ServerList::LiveTvSessions,
            json!({"title": "News"}),
            json!({"key": "0"}),
        ),
        (
            ServerList::LiveTvSessions,
            json!({"key": "0"}),
            json!({"context": "static"}),
        ),
        (
            ServerList::LiveTvSessions,
            json!({"key": ""}),
            json!({"key": ""}),
        ),
        (
            ServerList::LiveTvSessions,
            json!({"key": "/"}),
            json!({"key": "/"}),
        ),
        (ServerList::Sessions, paused(""), json!({"key": ""})),
        (
            ServerList::Sessions,
            paused("0"),
            json!({"context": "static"}),
        ),
    ] {
        let sim = server().await;
        sim.set_list(list, [entry.clone()]);
        sim.set_list(ServerList::TranscodeSessions, [conversion]);
        let quiet = client(&sim).quiet().ignore(SourceKind::LiveTv);
        let (report, _) = check(&clock, &sim, quiet.ignore_paused(Duration::ZERO)).await;
        assert_eq!(
            sources(&report),
            [SourceKind::Transcodes],
            "{entry}: {report:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn hours_that_cannot_be_read_are_unknown_and_not_the_usual_ones() {
    let clock = hold_clock();
    let sim = server().await;
    let body = json!({"MediaContainer": {"size": 1, "Setting": [{"value": 9}]}}).to_string();
    sim.answer("GET", "/:/prefs/get", StubResponse::json(200, body));
    let quiet = client(&sim).quiet().outside_butler(true);
    let (report, _) = check(&clock, &sim, quiet).await;
    assert_eq!(report.verdict(), QuietVerdict::Unknown, "{report:?}");
    assert_eq!(unknown(&report), [SourceKind::Butler]);
    assert_eq!(report.unknown()[0].error, Some(ErrorKind::Decode));
}

#[tokio::test(start_paused = true)]
async fn a_section_of_a_server_without_sections_is_unknown() {
    let clock = hold_clock();
    let sim = server().await;
    let absent = StubResponse::html(404, "<html></html>");
    sim.answer("GET", "/library/sections", absent);
    let (report, _) = check(&clock, &sim, client(&sim).quiet().section("1")).await;
    assert_eq!(report.verdict(), QuietVerdict::Unknown, "{report:?}");
    assert_eq!(unknown(&report), [SourceKind::Sections]);
}

#[tokio::test(start_paused = true)]
async fn a_download_queue_that_is_gone_is_unknown_and_made_again() {
    let clock = hold_clock();
    let sim = server().await;
    let gone = || StubResponse::html(404, "<html></html>");
    sim.answer("GET", "/downloadQueue/*", gone());
    let (report, _) = check(&clock, &sim, client(&sim).quiet()).await;
    assert_eq!(report.verdict(), QuietVerdict::Unknown, "{report:?}");
    assert_eq!(unknown(&report), [SourceKind::Downloads]);
    sim.clear_answers();
    sim.answer("GET", "/downloadQueue/*", gone().times(1));
    let asked = sim.requests_of("POST", "/downloadQueue").len();
    let mut reports = Reports::follow(client(&sim).quiet().watch());
    let minute = Duration::from_secs(60);
    reports
        .until(&clock, &sim, &[QuietVerdict::Quiet], 2 * minute)
        .await;
    assert_eq!(sim.requests_of("POST", "/downloadQueue").len(), asked + 2);
}

#[tokio::test(start_paused = true)]
async fn a_version_that_does_not_tell_whether_downloads_are_listed_is_a_note() {
    let clock = hold_clock();
    for (version, is_noted) in [("1.43.2.10600-0", false), ("nightly", true), ("1.43", true)] {
        let sim = start(PlexSim::builder().version(version)).await;
        let (report, _) = check(&clock, &sim, client(&sim).quiet()).await;
        assert_eq!(report.verdict(), QuietVerdict::Quiet, "{report:?}");
        let mut notes = report.notes().iter();
        let noted = notes.any(|note| note.source == SourceKind::Downloads);
        assert_eq!(noted, is_noted, "{version}: {report:?}");
    }
}

#[test]
fn without_a_runtime_a_check_fails_and_does_not_panic() {
    let plex = Plex::builder("http://127.0.0.1:1").build().unwrap();
    let mut check = Box::pin(plex.quiet().check());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(Err(error)) = check.as_mut().poll(&mut context) else {
        panic!("it does not end");
    };
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}
