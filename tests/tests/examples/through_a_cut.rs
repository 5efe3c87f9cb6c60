//! The examples that run for long, each with a cut of all connections in the middle.

use std::collections::BTreeSet;
use std::time::Duration;

use plex_api_tests::{SECRET, server};
use plex_sim::{Fault, PlexSim};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::Child;

use crate::programs::{Ran, built, example, program, run};

/// Movies and TV Shows, whose scans end when the test says so.
async fn two_sections() -> PlexSim {
    let sim = PlexSim::builder().token(SECRET).manual_scans();
    let sim = sim.without_library_sections();
    let sim = sim.library_section("1", "movie", "Movies");
    let sim = sim.library_section("2", "show", "TV Shows");
    sim.start().await.unwrap()
}

type Output = Lines<BufReader<tokio::process::ChildStdout>>;

fn output(child: &mut Child) -> Output {
    BufReader::new(child.stdout.take().unwrap()).lines()
}

/// Reads lines up to one that is wanted, for two minutes at most.
async fn read_until<R: AsyncRead + Unpin>(
    lines: &mut Lines<BufReader<R>>,
    mut is_wanted: impl FnMut(&str) -> bool,
) -> String {
    let mut read = Vec::new();
    let search = async {
        while let Some(line) = lines.next_line().await.unwrap() {
            if is_wanted(&line) {
                return Some(line);
            }
            read.push(line);
        }
        None
    };
    let found = tokio::time::timeout(Duration::from_secs(120), search).await;
    match found {
        Ok(Some(line)) => line,
        Ok(None) => panic!("the output ended: {read:?}"),
        Err(_) => panic!("it does not come: {read:?}"),
    }
}

/// The uuid of the scan of a section.
fn scan_of(sim: &PlexSim, title: &str) -> String {
    let running = sim.running();
    let scan = running.iter().find(|one| one.title.contains(title));
    scan.unwrap_or_else(|| panic!("no scan of {title}: {running:?}"))
        .uuid
        .clone()
}

#[tokio::test]
async fn nightly_job_scans_all_sections_and_empties_their_trash_afterwards() {
    let sim = two_sections().await;
    let mut job = example("nightly_job", &sim).arg("600").spawn().unwrap();
    let mut lines = output(&mut job);

    read_until(&mut lines, |line| line.starts_with("Movies: scanning")).await;
    sim.fault(Fault::CutConnections);
    sim.vanish(&scan_of(&sim, "Movies"));
    // The end was missed, and the next section is scanned all the same.
    read_until(&mut lines, |line| line.starts_with("TV Shows: scanning")).await;
    assert!(sim.requests_of("PUT", "*").is_empty());
    sim.end(&scan_of(&sim, "TV Shows"));
    read_until(&mut lines, |line| line == "TV Shows: the trash was emptied").await;

    let ran: Ran = job.wait_with_output().await.unwrap().into();
    assert_eq!(ran.code, Some(0), "{ran:?}");
    for section in ["1", "2"] {
        let refresh = format!("/library/sections/{section}/refresh");
        assert_eq!(sim.requests_of("GET", &refresh).len(), 1);
        let trash = format!("/library/sections/{section}/emptyTrash");
        assert_eq!(sim.requests_of("PUT", &trash).len(), 1);
    }
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn nightly_job_empties_nothing_when_its_time_is_over() {
    let sim = two_sections().await;
    let ran = run(example("nightly_job", &sim).arg("1")).await;
    ran.came_out(7, &["Movies: scanning"]);
    assert!(ran.err.contains("nightly_job: the time is over"), "{ran:?}");
    assert!(sim.requests_of("PUT", "*").is_empty());
    assert!(
        sim.requests_of("GET", "/library/sections/2/refresh")
            .is_empty()
    );
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn thread_pool_scans_from_several_threads_over_one_connection() {
    let sim = two_sections().await;
    sim.add_section("3", "artist", "Music");
    let mut command = example("thread_pool", &sim);
    let mut pool = command.args(["2", "600"]).spawn().unwrap();
    let mut lines = output(&mut pool);

    let mut scanning = 0;
    read_until(&mut lines, |line| {
        assert!(!line.contains(": over ("), "{line}");
        scanning += u32::from(line.ends_with(": scanning"));
        scanning == 2
    })
    .await;
    assert_eq!(sim.open_streams().len(), 1);
    let running = sim.running();
    assert_eq!(running.len(), 2, "two threads, two scans: {running:?}");
    sim.fault(Fault::CutConnections);
    for scan in &running {
        sim.vanish(&scan.uuid);
    }
    // Both ends were missed. The thread that notices first takes the third section.
    let mut over = BTreeSet::new();
    let mut note_over = |line: &str| {
        let title = line.split_once(": over (").map(|(title, _)| title);
        over.extend(title.map(str::to_owned));
    };
    read_until(&mut lines, |line| {
        note_over(line);
        line.ends_with(": scanning")
    })
    .await;
    sim.end(&sim.running()[0].uuid);
    while let Some(line) = lines.next_line().await.unwrap() {
        note_over(&line);
    }
    assert!(over.iter().eq(["Movies", "Music", "TV Shows"]), "{over:?}");
    let ran: Ran = pool.wait_with_output().await.unwrap().into();
    assert_eq!(ran.code, Some(0), "{ran:?}");
    for section in ["1", "2", "3"] {
        let refresh = format!("/library/sections/{section}/refresh");
        assert_eq!(sim.requests_of("GET", &refresh).len(), 1);
    }
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn thread_pool_gives_up_when_a_scan_takes_too_long() {
    let sim = two_sections().await;
    let ran = run(example("thread_pool", &sim).args(["2", "1"])).await;
    ran.came_out(7, &[]);
    assert!(ran.err.contains("thread_pool: Movies: "), "{ran:?}");
    assert_eq!(sim.running().len(), 2, "the scans go on");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn web_service_offers_the_activities_now_and_as_a_stream() {
    let sim = server().await;
    sim.activity("media.download").uuid("a").start();
    let mut command = example("web_service", &sim);
    let mut service = command.arg("127.0.0.1:0").spawn().unwrap();
    let line = read_until(&mut output(&mut service), |_| true).await;
    let address = line.strip_prefix("listening on http://").unwrap();

    let mut events = get(address, "/events").await.lines();
    let shows = |line: &str, synced: bool, uuids: &[&str]| {
        let Some(text) = line.strip_prefix("data: ") else {
            return false;
        };
        let state: Value = serde_json::from_str(text).unwrap();
        state["synced"] == synced && uuids_of(&state) == uuids
    };
    read_until(&mut events, |line| shows(line, true, &["a"])).await;

    sim.fault(Fault::CutConnections);
    sim.vanish("a");
    sim.activity("media.download").uuid("b").start();
    // While there is no connection, what was known is shown, and not as up to date.
    read_until(&mut events, |line| shows(line, false, &["a"])).await;
    read_until(&mut events, |line| shows(line, true, &["b"])).await;

    let mut answer = String::new();
    let mut now = get(address, "/activities").await;
    now.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("application/json"), "{head}");
    assert_eq!(uuids_of(&serde_json::from_str(body).unwrap()), ["b"]);
    assert!(!answer.contains(SECRET));
    assert_eq!(sim.open_streams().len(), 1);

    service.kill().await.unwrap();
    sim.finish().await.unwrap();
}

/// Asks the web service; HTTP/1.0, so that it sends its answer as it is.
async fn get(address: &str, path: &str) -> BufReader<TcpStream> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.0\r\nHost: {address}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    BufReader::new(stream)
}

fn uuids_of(state: &Value) -> Vec<&str> {
    let activities = state["activities"].as_array().unwrap().iter();
    activities
        .map(|one| one["activity"]["uuid"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn desktop_app_draws_the_activities_and_cancels_one_by_a_key() {
    let sim = server().await;
    let download = sim.activity("media.download").uuid("d");
    download.title("A download").cancellable(true).start();
    let brief = sim.activity("media.download").uuid("e");
    brief.title("A brief one").start();
    let mut command = example("desktop_app", &sim);
    let mut app = command.stdin(std::process::Stdio::piped()).spawn().unwrap();
    let mut keys = app.stdin.take().unwrap();
    let mut lines = output(&mut app);
    let is_drawn = |line: &str| line.starts_with("1 ") && line.ends_with("A download");
    read_until(&mut lines, is_drawn).await;
    read_until(&mut lines, |line| line.ends_with("A brief one")).await;

    sim.fault(Fault::CutConnections);
    sim.vanish("e");
    read_until(&mut lines, |line| line == "--- 2 running, connecting").await;
    // The end of the brief one was missed.
    read_until(&mut lines, |line| line == "--- 1 running, up to date").await;
    read_until(&mut lines, is_drawn).await;
    assert_eq!(sim.running().len(), 1);
    keys.write_all(b"1\n").await.unwrap();
    sim.wait_ended("d").await.unwrap();
    read_until(&mut lines, |line| line == "--- 0 running, up to date").await;

    keys.write_all(b"q\n").await.unwrap();
    let ran: Ran = app.wait_with_output().await.unwrap().into();
    assert_eq!((ran.code, &*ran.err), (Some(0), ""), "{ran:?}");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn the_tests_in_test_suite_pass() {
    let suite = tokio::task::spawn_blocking(|| built("test_suite"));
    let mut suite = program(suite.await.unwrap());
    let ran = tokio::time::timeout(Duration::from_secs(300), run(&mut suite));
    let ran = ran.await.unwrap();
    ran.came_out(0, &["test result: ok."]);
    assert!(!ran.out.contains(" 0 passed"), "{ran:?}");
    assert!(
        ran.out
            .contains("an_end_that_falls_into_a_cut_is_not_missed ... ok")
    );
}
