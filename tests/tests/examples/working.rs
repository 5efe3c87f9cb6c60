//! Each example at its purpose.

use std::time::Duration;

use plex_api_tests::{SECRET, server};
use plex_sim::{Fault, PlexSim, PlexTvSetup, Tls, Transport};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};

use crate::programs::{bare, example, run};

#[tokio::test]
async fn scan_and_wait_ends_when_the_scan_ends() {
    let brisk = PlexSim::builder().scan_rhythm(4, Duration::from_millis(20));
    let sim = brisk.token(SECRET).start().await.unwrap();
    let ran = run(example("scan_and_wait", &sim).arg("Movies")).await;
    ran.came_out(0, &["Movies: ", "Movies: over (Ended)"]);
    assert_eq!(
        sim.requests_of("GET", "/library/sections/1/refresh").len(),
        1
    );
    assert!(sim.running().is_empty());
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn scan_and_wait_shows_the_progress_of_a_scan_of_one_second() {
    let short = PlexSim::builder().scan_rhythm(10, Duration::from_millis(100));
    let sim = short.token(SECRET).start().await.unwrap();
    let ran = run(example("scan_and_wait", &sim).arg("Movies")).await;
    ran.came_out(0, &["Movies: over (Ended)"]);
    let mut shown: Vec<&str> = ran.out.lines().filter(|line| line.contains('%')).collect();
    shown.dedup();
    assert!(shown.len() >= 5, "{ran:?}");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn watch_json_lines_prints_one_activity_and_stops_when_the_pipe_closes() {
    let sim = server().await;
    sim.activity("media.download").uuid("other").start();
    let mut watch = example("watch_json_lines", &sim)
        .arg("library.*")
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(watch.stdout.take().unwrap()).lines();
    sim.wait_stream_opened().await.unwrap();
    sim.activity("library.update.section").uuid("a").start();
    let mut told: Vec<String> = Vec::new();
    while told.last().is_none_or(|last| last != "started") {
        told.push(word(&lines.next_line().await.unwrap().unwrap()));
    }
    sim.end("a");
    while told.last().is_none_or(|last| last != "ended") {
        told.push(word(&lines.next_line().await.unwrap().unwrap()));
    }
    assert!(told.contains(&"connected".to_owned()), "{told:?}");

    drop(lines);
    sim.activity("library.update.section").start();
    let ran = watch.wait_with_output().await.unwrap();
    assert_eq!(ran.status.code(), Some(0), "{ran:?}");
    sim.finish().await.unwrap();
}

/// The event of a line that is about `a` or about no activity.
fn word(line: &str) -> String {
    let line: Value = serde_json::from_str(line).unwrap();
    assert!(["a", ""].contains(&line["activity"]["uuid"].as_str().unwrap_or_default()));
    line["event"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn cancel_downloads_cancels_only_downloads() {
    let sim = server().await;
    for uuid in ["d-1", "d-2"] {
        let download = sim.activity("media.download").uuid(uuid);
        download.cancellable(true).start();
    }
    sim.activity("library.update.section").uuid("scan").start();
    let ran = run(&mut example("cancel_downloads", &sim)).await;
    ran.came_out(0, &["cancelled d-1", "cancelled d-2"]);
    let left: Vec<String> = sim.running().into_iter().map(|one| one.uuid).collect();
    assert_eq!(left, ["scan"]);

    // A download that cannot be cancelled is left, and named.
    sim.activity("media.download").start();
    let ran = run(&mut example("cancel_downloads", &sim)).await;
    ran.came_out(1, &[]);
    assert!(ran.err.contains("1 downloads go on"), "{ran:?}");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn backup_when_quiet_starts_the_backup_only_when_idle() {
    let sim = server().await;
    sim.activity("library.update.section").uuid("scan").start();
    let ran = run(example("backup_when_quiet", &sim).arg("1")).await;
    ran.came_out(3, &[]);
    assert!(ran.err.contains("not idle within 1s"), "{ran:?}");
    assert!(sim.requests_of("POST", "/butler/*").is_empty());

    sim.end("scan");
    let ran = run(&mut example("backup_when_quiet", &sim)).await;
    ran.came_out(0, &["the backup was started"]);
    assert_eq!(sim.requests_of("POST", "/butler/BackupDatabase").len(), 1);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn several_servers_lists_the_reachable_ones() {
    let home = server().await;
    home.activity("media.download").title("at home").start();
    let cabin = PlexSim::builder()
        .token("of-the-cabin")
        .start()
        .await
        .unwrap();
    cabin
        .activity("media.download")
        .title("in the cabin")
        .start();
    let down = server().await;
    down.fault(Fault::Down);
    down.wait_listening(false).await.unwrap();

    let urls = [home.url(), cabin.url(), down.url()].join(" ");
    let tokens = [SECRET, "of-the-cabin", SECRET].join(" ");
    let mut command = bare("several_servers");
    let ran = run(command.env("PLEX_URL", urls).env("PLEX_TOKEN", tokens)).await;
    ran.came_out(1, &["at home", "in the cabin"]);
    assert!(ran.err.contains(&down.url()), "{ran:?}");
    for (sim, token) in [(&home, SECRET), (&cabin, "of-the-cabin")] {
        let sent = sim.requests();
        assert!(!sent.is_empty());
        assert!(
            sent.iter()
                .all(|one| one.header("x-plex-token") == Some(token))
        );
    }
    home.finish().await.unwrap();
    cabin.finish().await.unwrap();
    down.shutdown().await;
}

#[tokio::test]
async fn deadline_and_resume_resumes_waiting_for_the_same_scan() {
    let sim = PlexSim::builder()
        .token(SECRET)
        .manual_scans()
        .start()
        .await
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scan.id");
    let example = |seconds| {
        let mut command = example("deadline_and_resume", &sim);
        command.arg(&file).args([seconds, "1"]);
        command
    };
    let ran = run(&mut example("1")).await;
    ran.came_out(7, &["still running"]);
    let running = sim.running();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), running[0].uuid);

    let lists = sim.requests_of("GET", "/activities");
    let answered = lists.iter().filter(|list| list.status.is_some()).count();
    let resumed = example("60").spawn().unwrap();
    // It learns that the scan runs.
    sim.wait_answer("GET", "/activities", answered + 1)
        .await
        .unwrap();
    sim.end(&running[0].uuid);
    let ran: crate::programs::Ran = resumed.wait_with_output().await.unwrap().into();
    ran.came_out(0, &["the scan is over"]);
    assert!(!file.exists());
    assert_eq!(
        sim.requests_of("GET", "/library/sections/1/refresh").len(),
        1
    );
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn behind_a_proxy_prefix_prints_the_transport_that_works() {
    let sim = PlexSim::builder().token(SECRET).prefix("/plex");
    let sim = sim.start().await.unwrap();
    assert!(sim.url().ends_with("/plex"));
    let ran = run(&mut example("behind_a_proxy_prefix", &sim)).await;
    ran.came_out(0, &["notifications come by websocket"]);

    let transport = Transport::WebSocket;
    sim.fault(Fault::RefuseTransport {
        transport,
        status: 404,
    });
    let ran = run(&mut example("behind_a_proxy_prefix", &sim)).await;
    ran.came_out(
        0,
        &[
            "websocket does not get through",
            "notifications come by eventsource",
        ],
    );
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn private_ca_trusts_only_the_given_authority() {
    let sim = PlexSim::builder().token(SECRET).tls(Tls::new());
    let sim = sim.start().await.unwrap();
    let ran = run(&mut example("private_ca", &sim)).await;
    ran.came_out(3, &[]);
    assert!(
        sim.requests().is_empty(),
        "nothing is sent to whom is not trusted"
    );

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    std::fs::write(&file, sim.ca_pem().unwrap()).unwrap();
    let ran = run(example("private_ca", &sim).env("PLEX_CA_FILE", &file)).await;
    ran.came_out(0, &["0 activities, over a connection that is trusted"]);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn blocking_waits_for_running_activities_with_a_limit() {
    let sim = server().await;
    sim.add_butler_row();
    sim.activity("media.download")
        .uuid("brief")
        .steps(3)
        .every(Duration::from_millis(200))
        .start();
    let ran = run(&mut example("blocking", &sim)).await;
    ran.came_out(0, &["brief is over"]);

    sim.activity("media.download").uuid("endless").start();
    let ran = run(example("blocking", &sim).arg("1")).await;
    ran.came_out(7, &[]);
    assert!(
        ran.err.contains("endless is still running after 1s"),
        "{ran:?}"
    );
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn sign_in_and_watch_signs_in_once_and_watches_the_server_that_it_finds() {
    let sim = PlexSim::builder()
        .plex_tv(PlexTvSetup::new())
        .start()
        .await
        .unwrap();
    let tv = sim.plex_tv().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let start = || {
        let mut command = bare("sign_in_and_watch");
        command.env("PLEX_TV_URL", tv.url());
        command.env("XDG_CONFIG_HOME", folder.path());
        command.env("LOCALAPPDATA", folder.path());
        command.spawn().unwrap()
    };
    for needs_sign_in in [true, false] {
        let mut watch = start();
        let mut asked = BufReader::new(watch.stderr.take().unwrap()).lines();
        if needs_sign_in {
            let line = asked.next_line().await.unwrap().unwrap();
            assert!(tv.link(line.split(' ').next_back().unwrap()), "{line}");
        }
        let mut lines = BufReader::new(watch.stdout.take().unwrap()).lines();
        let mut told = Vec::new();
        while told.last().is_none_or(|last| last != "in sync") {
            told.push(lines.next_line().await.unwrap().unwrap());
        }
        assert!(
            told[0].ends_with(&format!("is at {}", sim.url())),
            "{told:?}"
        );
        let uuid = sim
            .activity("library.update.section")
            .title("Scanning Movies")
            .start();
        sim.end(&uuid);
        while told.last().is_none_or(|last| !last.starts_with("ended: ")) {
            told.push(lines.next_line().await.unwrap().unwrap());
        }
        assert_eq!(told.last().unwrap(), "ended: Scanning Movies (ended)");
        drop(lines);
        sim.activity("library.update.section").start();
        let ran = watch.wait_with_output().await.unwrap();
        assert_eq!(ran.status.code(), Some(0), "{ran:?}");
    }
    assert_eq!(tv.requests_of("POST", "/api/v2/pins").len(), 1);
    sim.finish().await.unwrap();
}
