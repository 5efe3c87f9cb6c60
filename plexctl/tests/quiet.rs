//! `plexctl quiet` and `wait --quiet`: whether the server is quiet, and why not.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use std::time::{Duration, Instant, SystemTime};

use common::{PlexctlProcess, assert_fits, dead_url, program, run, sim, start_at};
use plex_api::{ClientIdentity, Plex};
use plex_sim::{Fault, PlexSim, PmsProfile, ServerList, StubResponse};
use serde_json::{Value, json};

/// The longest time from the last work to the verdict quiet.
const QUIET_WITHIN: Duration = Duration::from_secs(120);

/// Work of the simulator that runs until a request stops it.
enum Work {
    Activity(&'static str),
    Entry(ServerList, Value),
}

/// Every source of work, with the name of its kind.
fn sources() -> Vec<(&'static str, Work)> {
    let session = |state| {
        json!({"sessionKey": "12", "title": "A Quiet Harbour", "viewOffset": 61000,
            "User": {"id": "1", "title": "someone"}, "Session": {"id": "session-1"},
            "Player": {"title": "A player", "state": state}})
    };
    let recording = json!({"id": "op1", "key": "/media/grabbers/operations/op1", "status": "inprogress",
        "Metadata": {"title": "A film", "Media": [{"beginsAt": "1700000000"}]}});
    vec![
        ("activities", Work::Activity("library.update.item.metadata")),
        (
            "playing",
            Work::Entry(ServerList::Sessions, session("playing")),
        ),
        (
            "playing",
            Work::Entry(ServerList::Sessions, session("buffering")),
        ),
        (
            "playing",
            Work::Entry(ServerList::Sessions, session("paused")),
        ),
        (
            "transcodes",
            Work::Entry(
                ServerList::TranscodeSessions,
                json!({"key": "k", "progress": 2.6, "throttled": true, "speed": 0.0, "complete": false}),
            ),
        ),
        (
            "live-tv",
            Work::Entry(
                ServerList::LiveTvSessions,
                json!({"key": "/livetv/sessions/a", "live": true, "title": "Live Session"}),
            ),
        ),
        ("recordings", Work::Activity("grabber.grab")),
        ("recordings", Work::Entry(ServerList::Recordings, recording)),
        (
            "conversions",
            Work::Entry(
                ServerList::Conversions,
                json!({"generatorID": 467, "progress": 42, "title": "A Quiet Harbour"}),
            ),
        ),
        ("downloads", Work::Activity("media.download")),
        ("sections", Work::Activity("library.update.section")),
        (
            "updater",
            Work::Entry(
                ServerList::Updates,
                json!({"version": "1.99", "state": "downloading"}),
            ),
        ),
        ("butler", Work::Activity("butler")),
    ]
}

impl Work {
    /// Begins it; the uuid of an activity.
    fn begin(&self, sim: &PlexSim) -> Option<String> {
        match self {
            Self::Activity(kind) => Some(sim.activity(kind).title("Work").section("1").start()),
            Self::Entry(list, entry) => {
                sim.set_list(*list, [entry.clone()]);
                None
            }
        }
    }

    /// Returns `true` if it has replaced the other in its list.
    fn shares_list(&self, other: &Self) -> bool {
        matches!((self, other), (Self::Entry(one, _), Self::Entry(another, _)) if one == another)
    }

    fn end(&self, sim: &PlexSim, begun: Option<String>) {
        match (self, begun) {
            (Self::Entry(list, _), _) => sim.set_list(*list, []),
            (Self::Activity(_), Some(uuid)) => assert!(sim.end(&uuid)),
            (Self::Activity(_), None) => {}
        }
    }
}

#[tokio::test]
async fn each_source_of_work_is_busy_with_code_7_and_a_reason() {
    for (kind, work) in sources() {
        let sim = sim().await;
        work.begin(&sim);
        let ran = start_at(&sim.url(), &["quiet", "-o", "json"]).finish();
        assert_eq!(ran.code, 7, "{kind}: {ran:?}");
        let document = ran.json();
        assert_fits("quiet.json", &document);
        assert_eq!(document["version"], 1);
        assert_eq!(document["verdict"], "busy", "{document}");
        let sources = document["reasons"].as_array().unwrap().iter();
        let sources: Vec<&str> = sources.map(|one| one["source"].as_str().unwrap()).collect();
        assert!(sources.contains(&kind), "{kind}: {document}");
        sim.shutdown().await;
    }
}

#[tokio::test]
async fn each_reason_is_a_line_for_people_and_one_line_of_json() {
    let sim = sim().await;
    sim.activity("media.download").title("Two\nlines").start();
    sim.set_list(
        ServerList::Conversions,
        [json!({"generatorID": 467, "title": "\u{1b}[2Jclear"})],
    );
    let ran = start_at(&sim.url(), &["quiet"]).finish();
    assert_eq!(ran.code, 7, "{ran:?}");
    let mut kinds: Vec<&str> = ran.stdout.lines().collect();
    kinds.sort_unstable();
    assert_eq!(kinds.len(), 2, "{ran:?}");
    assert!(kinds[0].starts_with("busy: conversions: "), "{ran:?}");
    assert!(kinds[1].starts_with("busy: downloads: "), "{ran:?}");
    assert!(!ran.stdout.contains('\u{1b}'), "{ran:?}");
    let ran = start_at(&sim.url(), &["quiet", "-o", "jsonl"]).finish();
    assert_eq!((ran.code, ran.stdout.lines().count()), (7, 1), "{ran:?}");
    assert_fits("quiet.jsonl", &ran.json());
}

#[tokio::test]
async fn a_quiet_server_is_code_0_after_two_looks_also_when_what_works_is_left_out() {
    let sim = sim().await;
    sim.add_butler_row();
    let (ignoring, old, queued) = (
        sim_that_plays().await,
        sim_without_tv().await,
        sim_of_others().await,
    );
    let began = Instant::now();
    let plain = start_at(&sim.url(), &["quiet"]);
    let as_json = start_at(&sim.url(), &["quiet", "-o", "json"]);
    let without = start_at(
        &ignoring.url(),
        &["quiet", "--ignore", "playing,transcodes"],
    );
    let old = start_at(&old.url(), &["quiet"]);
    let queued = start_at(&queued.url(), &["quiet", "-o", "json"]);

    let ran = plain.finish();
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "quiet\n"), "{ran:?}");
    assert!(
        began.elapsed() >= Duration::from_secs(15),
        "{:?}",
        began.elapsed()
    );
    assert!(
        began.elapsed() < Duration::from_secs(25),
        "{:?}",
        began.elapsed()
    );
    let ran = as_json.finish();
    assert_eq!(ran.code, 0, "{ran:?}");
    let document = ran.json();
    assert_fits("quiet.json", &document);
    assert_eq!(document["verdict"], "quiet");
    assert_eq!(document["reasons"], json!([]));
    assert_eq!(document["unknown"], json!([]));
    let ran = without.finish();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.stdout.starts_with("quiet\nignored: playing: "),
        "{ran:?}"
    );
    // No DVR, no updater: 404 means that there is no such work.
    let ran = old.finish();
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "quiet\n"), "{ran:?}");
    // Nobody but that client can see it.
    let ran = queued.finish();
    assert_eq!(ran.code, 0, "{ran:?}");
    let document = ran.json();
    let notes = document["notes"].as_array().unwrap().iter();
    let about: Vec<&Value> = notes.filter(|one| one["source"] == "downloads").collect();
    assert_eq!(about.len(), 1, "{document}");
}

async fn sim_that_plays() -> PlexSim {
    let sim = sim().await;
    for (kind, work) in sources() {
        // Of the players, the last one is paused.
        if kind == "playing" || kind == "transcodes" {
            work.begin(&sim);
        }
    }
    sim
}

async fn sim_without_tv() -> PlexSim {
    let sim = sim().await;
    for path in [
        "/livetv/*",
        "/media/*",
        "/updater/*",
        "/status/sessions/background",
    ] {
        sim.answer("GET", path, StubResponse::empty(404));
    }
    sim
}

/// A server of version 1.43.3 that converts for a download of another client.
async fn sim_of_others() -> PlexSim {
    let sim = PlexSim::builder().pms(PmsProfile::Pms1_43_3).manual_scans();
    let sim = sim.start().await.unwrap();
    download(&sim, "another-client").await;
    sim
}

/// Asks for a download as this client.
async fn download(sim: &PlexSim, client: &str) {
    let identity = ClientIdentity::new(client, "1");
    let plex = Plex::builder(sim.url()).identity(identity).build().unwrap();
    let queue = plex.downloads().queue().await.unwrap();
    let id = queue.id.to_string();
    plex.downloads()
        .add(&id, ["/library/metadata/146"])
        .await
        .unwrap();
}

#[tokio::test]
async fn a_download_of_this_client_is_seen_and_that_of_another_where_servers_list_it() {
    for (profile, client) in [
        (PmsProfile::Pms1_43_3, "plexctl"),
        (PmsProfile::Pms1_42, "another-client"),
    ] {
        let sim = PlexSim::builder().pms(profile).manual_scans();
        let sim = sim.start().await.unwrap();
        download(&sim, client).await;
        let ran = start_at(&sim.url(), &["quiet", "-o", "json"]).finish();
        assert_eq!(ran.code, 7, "{profile:?}: {ran:?}");
        assert_eq!(ran.json()["reasons"][0]["source"], "downloads", "{ran:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_asked_is_unknown_with_code_6_and_named() {
    let refused = |path: &'static str, answer: StubResponse| async move {
        let sim = sim().await;
        sim.answer("GET", path, answer);
        sim
    };
    let sims = [
        (
            "playing",
            refused("/status/sessions", StubResponse::empty(401)).await,
        ),
        (
            "playing",
            refused("/status/sessions", StubResponse::empty(403)).await,
        ),
        (
            "conversions",
            refused("/status/sessions/background", StubResponse::empty(500)).await,
        ),
        (
            "transcodes",
            refused("/transcode/sessions", StubResponse::hang()).await,
        ),
        (
            "updater",
            refused("/updater/status", StubResponse::json(200, "{")).await,
        ),
        (
            "activities",
            refused("/activities", StubResponse::empty(403)).await,
        ),
    ];
    let flags = ["quiet", "-o", "json", "--request-timeout", "2s"];
    let runs: Vec<_> = sims
        .iter()
        .map(|(kind, sim)| (*kind, start_at(&sim.url(), &flags)))
        .collect();
    let dead = start_at(&dead_url(), &["quiet"]);
    let guest = PlexSim::builder()
        .token("made-up-owner")
        .guest_token("made-up-guest", 7);
    let guest = guest.start().await.unwrap();
    let mut command = program();
    command.env("PLEX_TOKEN", "made-up-guest");
    let guest = PlexctlProcess::start(command.args(["--url", &guest.url(), "quiet"]));
    let maintenance = sim().await;
    maintenance.fault(Fault::Maintenance);
    let maintenance = start_at(&maintenance.url(), &["quiet"]);

    for (kind, run) in runs {
        let ran = run.finish();
        assert_eq!(ran.code, 6, "{kind}: {ran:?}");
        let document = ran.json();
        assert_fits("quiet.json", &document);
        assert_eq!(document["verdict"], "unknown", "{document}");
        let unknown = document["unknown"].as_array().unwrap();
        let named = unknown.iter().any(|one| one["source"] == kind);
        assert!(named, "{kind}: {document}");
    }
    for run in [dead, guest, maintenance] {
        let ran = run.finish();
        assert_eq!(ran.code, 6, "{ran:?}");
        assert!(ran.stdout.starts_with("unknown: "), "{ran:?}");
    }
}

#[tokio::test]
async fn busy_beats_unknown() {
    let sim = sim().await;
    sim.answer("GET", "/status/sessions", StubResponse::empty(500));
    sim.activity("media.download").start();
    let ran = start_at(&sim.url(), &["quiet"]).finish();
    assert_eq!(ran.code, 7, "{ran:?}");
    assert!(ran.stdout.starts_with("busy: downloads: "), "{ran:?}");
    assert!(ran.stdout.contains("\nunknown: playing: "), "{ran:?}");
}

#[tokio::test]
async fn the_hours_of_the_scheduled_tasks_are_busy_only_when_asked() {
    let sim = sim().await;
    // The server's hours are read as hours of this machine.
    let hour = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs() / 3600 % 24;
    let hours = [
        ("ButlerStartHour", hour),
        ("ButlerEndHour", (hour + 2) % 24),
    ];
    let hours = hours.map(|(id, hour)| json!({"id": id, "type": "int", "value": hour}));
    sim.set_list(ServerList::Preferences, hours);
    let mut command = program();
    command
        .env("TZ", "UTC")
        .args(["--url", &sim.url(), "quiet", "--outside-butler"]);
    let ran = PlexctlProcess::start(&mut command).finish();
    assert_eq!(ran.code, 7, "{ran:?}");
    assert!(ran.stdout.starts_with("busy: butler: "), "{ran:?}");
}

#[test]
fn wrong_options_are_refused_before_anything_is_sent() {
    for (arguments, part) in [
        (&["quiet", "--ignore", "reading"][..], "live-tv"),
        (&["quiet", "--ignore", "settling"], "possible values"),
        (&["wait", "--quiet", "--idle"], "cannot be used with"),
        (&["wait", "--quiet", "c3f190e4"], "cannot be used with"),
        (&["when-quiet"], "COMMAND"),
    ] {
        let ran = run(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
        assert!(ran.stderr.contains(part), "{ran:?}");
    }
    run(&["wait", "--idle", "--for", "5m"]).assert_fails(2, &["only be used with --quiet"]);
    run(&["wait", "--quiet", "--type", "media.*"]).assert_fails(2, &["only be used with --idle"]);
}

#[tokio::test]
async fn waiting_says_what_for_and_gives_up_with_code_7_or_6() {
    let busy = sim().await;
    busy.activity("media.download")
        .title("A Quiet Harbour")
        .start();
    let told = start_at(
        &busy.url(),
        &["wait", "--quiet", "--timeout", "7s", "-o", "json"],
    );
    // The long name has another meaning here; the short one has not.
    let silent = start_at(&busy.url(), &["wait", "-q", "--quiet", "--timeout", "7s"]);
    let idle = sim().await;
    let held = start_at(
        &idle.url(),
        &["wait", "--quiet", "--for", "1m", "--timeout", "5s"],
    );
    let refused = sim().await;
    refused.answer("GET", "/status/sessions", StubResponse::empty(500));
    let unknown = start_at(&refused.url(), &["wait", "--quiet", "--timeout", "5s"]);
    let claimed = PlexSim::builder().token("made-up").start().await.unwrap();
    let mut wrong = program();
    wrong
        .env("PLEX_TOKEN", "hunter2")
        .args(["--url", &claimed.url(), "wait", "--quiet"]);
    let wrong = PlexctlProcess::start(&mut wrong);

    let ran = told.finish();
    assert_eq!(ran.code, 7, "{ran:?}");
    assert_fits("quiet.json", &ran.json());
    assert_eq!(ran.json()["verdict"], "busy");
    let mut lines = ran.stderr.lines();
    let line = lines.next().unwrap();
    assert!(
        line.starts_with("plexctl: waiting for downloads: "),
        "{ran:?}"
    );
    assert!(line.contains("A Quiet Harbour"), "{ran:?}");
    let line = lines.next().unwrap();
    assert!(
        line.contains("was not quiet within 7s; busy: downloads: "),
        "{ran:?}"
    );
    silent
        .finish()
        .assert_fails(7, &["was not quiet within 7s"]);
    let ran = held.finish();
    assert_eq!(ran.code, 7, "{ran:?}");
    assert!(
        ran.stderr.contains("not quiet for long enough within 5s"),
        "{ran:?}"
    );
    let ran = unknown.finish();
    assert_eq!(ran.code, 6, "{ran:?}");
    assert!(ran.stderr.contains("playing"), "{ran:?}");
    // It would never be anything else.
    wrong
        .finish()
        .assert_fails(5, &["The token came from PLEX_TOKEN"]);
}

/// The oracle is the simulator itself: every source in turn is at work, so that at each moment one is. With `QUIET_DAY_SECONDS` that goes on for so many seconds, sixty times faster than real time:
/// `cargo xtask deep` makes it a day.
#[tokio::test]
async fn a_busy_time_is_never_called_quiet_and_its_end_is_noticed() {
    let day = std::env::var("QUIET_DAY_SECONDS").ok();
    let day = day.map(|seconds| Duration::from_secs(seconds.parse::<u64>().unwrap() / 60));
    let sim = sim().await;
    let mut sources = sources();
    let mut random = fastrand::Rng::with_seed(16);
    // The library settles last; a notification tells of its end.
    sources.rotate_left(1);
    let began = Instant::now();
    let mut waits = Vec::new();
    loop {
        let steps: Vec<u64> = match day {
            Some(_) => sources.iter().map(|_| random.u64(1_000..12_000)).collect(),
            None => vec![400; sources.len()],
        };
        let after = be_busy(&sim, &sources, &steps).await;
        waits.push(after.as_secs());
        if day.is_none_or(|day| began.elapsed() >= day) {
            break;
        }
        random.shuffle(&mut sources);
    }
    println!(
        "{} times busy and quiet in {:?}, told after {waits:?} s",
        waits.len(),
        began.elapsed()
    );
}

/// The current work goes on for this time.
async fn go_on(time: Duration) {
    let _ = tokio::time::timeout(time, std::future::pending::<()>()).await;
}

/// Every source works for twice some milliseconds, and overlaps with the next one; how long after the last end
/// the server is called quiet.
async fn be_busy(sim: &PlexSim, sources: &[(&'static str, Work)], steps: &[u64]) -> Duration {
    let mut before: Option<(&Work, Option<String>)> = None;
    let mut waiting = None;
    for ((_, work), millis) in sources.iter().zip(steps) {
        let time = Duration::from_millis(*millis);
        let begun = work.begin(sim);
        let arguments = ["wait", "--quiet", "--settle", "1s", "-o", "json", "-q"];
        waiting.get_or_insert_with(|| start_at(&sim.url(), &arguments));
        // Both are at work for as long as a round of questions takes, and longer.
        go_on(time).await;
        match before.replace((work, begun)) {
            Some((before, begun)) if !before.shares_list(work) => before.end(sim, begun),
            _ => {}
        }
        go_on(time).await;
    }
    let (work, begun) = before.unwrap();
    work.end(sim, begun);
    let ended = Instant::now();
    let ran = waiting.unwrap().finish_within(QUIET_WITHIN);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(ran.json()["verdict"], "quiet", "{ran:?}");
    let after = ended.elapsed();
    assert!(
        after >= Duration::from_secs(14),
        "quiet {after:?} after the end"
    );
    after
}
