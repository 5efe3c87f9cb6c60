//! `plexctl serve` over real sockets: its pages, and the requests that it refuses.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use std::collections::BTreeSet;

use crate::common;

use common::{EventStream, WebServer, assert_fits, dead_url, finish, program};
use plex_sim::{Fault, PlexSim, StubResponse};
use serde_json::{Value, json};

const POST: [(&str, &str); 2] = [("X-Plexctl", "cancel"), ("Content-Length", "0")];

#[tokio::test]
async fn pages_get_a_snapshot_and_then_every_event_over_one_connection() {
    let sim = PlexSim::start().await.unwrap();
    let scan = sim
        .activity("library.update.section")
        .title("Scanning Movies")
        .section("1")
        .progress(30)
        .start();
    let served = WebServer::start(&sim.url(), None, &[]);
    let mut first = served.events();
    let snapshot = first.event();
    assert_eq!(snapshot["event"], "snapshot");
    assert_eq!(
        (&snapshot["version"], &snapshot["server"]),
        (&json!(1), &json!(sim.url()))
    );
    if snapshot["activities"].as_array().unwrap().is_empty() {
        assert_eq!(first.until("started")["activity"]["uuid"], scan.as_str());
        first.until("resynced");
    }
    let mut second = served.events();
    let snapshot = second.event();
    assert_eq!(
        snapshot["connection"],
        json!({"state": "connected", "transport": "websocket"})
    );
    let entry = &snapshot["activities"][0];
    assert_eq!(entry["activity"]["title"], "Scanning Movies");
    assert_eq!(entry["activity"]["progress"], 30);
    // A busy machine takes its time.
    let still = entry["last_moved_seconds"].as_u64().unwrap();
    assert!(still < 30, "{still}");

    sim.progress(&scan, 41, "A Quiet Harbour (1987)");
    sim.end(&scan);
    for events in [&mut first, &mut second] {
        assert_eq!(events.until("updated")["activity"]["progress"], 41);
        let ended = events.until("ended");
        assert_eq!(
            (&ended["activity"]["uuid"], &ended["how"]),
            (&json!(scan), &json!("ended"))
        );
    }
    let third = served.events().event();
    assert_eq!(third["activities"], json!([]));
    assert_eq!(sim.streams_seen(), 1, "pages share the connection");
    let ran = served.finish();
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{ran:?}");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn lists_that_fail_are_in_events_and_snapshots() {
    let sim = PlexSim::start().await.unwrap();
    sim.answer("GET", "/activities", StubResponse::empty(404));
    let served = WebServer::start(&sim.url(), None, &[]);
    let mut events = served.events();
    let mut first = events.event();
    if first["lists_failing"].is_null() {
        events.until("lists_failing");
        first = served.events().event();
    }
    let reason = first["lists_failing"].as_str().unwrap();
    assert!(reason.contains("404"), "{reason}");
    let mut later = served.events();
    later.event();
    sim.clear_answers();
    later.until("lists_recovered");
    assert!(served.events().event()["lists_failing"].is_null());
}

#[tokio::test]
async fn a_lost_connection_is_reported_and_the_page_catches_up() {
    let sim = PlexSim::start().await.unwrap();
    let served = WebServer::start(&sim.url(), None, &[]);
    let mut events = served.events();
    events.event();
    sim.wait_stream_opened().await.unwrap();
    sim.fault(Fault::CutConnections);
    let lost = events.until("disconnected");
    assert!(
        lost["reason"].is_string() && lost["retry_in_seconds"].is_f64(),
        "{lost}"
    );
    events.until("resynced");
    let late = served.events().event();
    assert_eq!(late["connection"]["state"], "connected");
}

#[tokio::test]
async fn a_cancel_reaches_the_server_once() {
    let sim = PlexSim::builder().token("made-up").start().await.unwrap();
    let download = sim.activity("media.download").cancellable(true).start();
    let scan = sim.activity("library.update.section").section("1").start();
    let served = WebServer::start(&sim.url(), Some("made-up"), &[]);
    let mut events = served.events();
    // An activity that ends before it was seen has no end to tell.
    if events.event()["activities"].as_array().unwrap().is_empty() {
        events.until("resynced");
    }
    let cancel = |id: &str| served.ask("POST", &format!("/activities/{id}/cancel"), &POST);

    let answer = cancel(&download);
    assert_eq!(answer.status, 200, "{answer:?}");
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    assert_fits("serve.answer", &body);
    assert_eq!(
        body,
        json!({"version": 1, "server": sim.url(), "cancelled": download})
    );
    assert_eq!(events.until("ended")["activity"]["uuid"], download.as_str());
    assert_eq!(sim.requests_of("DELETE", "/activities/*").len(), 1);

    for (id, status, word) in [
        (download.as_str(), 404, "may have finished"),
        (scan.as_str(), 409, "cancel"),
        ("..%2F..%2Fbutler", 404, "may have finished"),
        ("%2E%2E", 400, ""),
    ] {
        let answer = cancel(id);
        assert_eq!(answer.status, status, "{id}: {answer:?}");
        let body: Value = serde_json::from_str(&answer.body).unwrap();
        assert_fits("serve.answer", &body);
        assert!(
            body["detail"].as_str().unwrap().contains(word),
            "{answer:?}"
        );
    }
    let elsewhere = |path: &str| !path.starts_with("/activities/");
    let requests = sim.requests();
    let mut deletes = requests.iter().filter(|request| request.method == "DELETE");
    assert!(!deletes.any(|request| elsewhere(&request.path)));
}

#[tokio::test]
async fn other_sites_and_other_names_are_refused() {
    let sim = PlexSim::start().await.unwrap();
    let download = sim.activity("media.download").cancellable(true).start();
    let served = WebServer::start(&sim.url(), None, &["--allow-host", "media.lan"]);
    let own = format!("http://{}", served.address);
    let path = format!("/activities/{download}/cancel");
    let post = |more: &[(&str, &str)]| {
        let mut headers = POST.to_vec();
        headers.extend(more);
        served.ask("POST", &path, &headers).status
    };
    assert_eq!(post(&[("Origin", "http://evil.example")]), 403);
    assert_eq!(post(&[("Origin", "null")]), 403);
    assert_eq!(post(&[("Origin", "http://127.0.0.1:1")]), 403);
    assert_eq!(
        post(&[("Origin", &own), ("Sec-Fetch-Site", "cross-site")]),
        403
    );
    assert_eq!(post(&[("Sec-Fetch-Site", "same-site")]), 403);
    let bare = [("Content-Length", "0"), ("Origin", &own)];
    assert_eq!(
        served.ask("POST", &path, &bare).status,
        403,
        "no own header"
    );
    for host in ["evil.example", "127.0.0.1.evil.example", "192.168.1.7"] {
        for (method, path) in [("GET", "/"), ("GET", "/events"), ("POST", path.as_str())] {
            let mut headers = POST.to_vec();
            headers.push(("Host", host));
            let answer = served.ask_with(method, path, &headers);
            assert_eq!(answer.status, 403, "{method} {path} for {host}");
            assert!(answer.body.contains("--allow-host"), "{answer:?}");
        }
    }
    assert_eq!(
        served.ask_with("GET", "/", &[]).status,
        403,
        "HTTP/1.1 without Host"
    );
    let foreign = [("Sec-Fetch-Site", "cross-site")];
    assert_eq!(served.ask("GET", "/events", &foreign).status, 403);
    assert_eq!(served.ask("GET", "/", &foreign).status, 200, "a link to it");
    let preflight = served.ask(
        "OPTIONS",
        &path,
        &[
            ("Origin", "http://evil.example"),
            ("Access-Control-Request-Method", "POST"),
        ],
    );
    assert_eq!(preflight.status, 403);
    assert!(!preflight.head.contains("access-control-"), "{preflight:?}");

    assert!(
        sim.requests_of("DELETE", "/*").is_empty(),
        "nothing was cancelled"
    );
    assert_eq!(
        served.ask_with("GET", "/", &[("Host", "media.lan")]).status,
        200
    );
    assert_eq!(
        post(&[("Origin", &own), ("Sec-Fetch-Site", "same-origin")]),
        200
    );
    sim.wait_request("DELETE", &format!("/activities/{download}"), 1)
        .await
        .unwrap();
}

#[tokio::test]
async fn every_answer_is_closed_to_scripts_frames_and_caches() {
    let sim = PlexSim::start().await.unwrap();
    let served = WebServer::start(&sim.url(), None, &[]);
    let answers = [
        served.ask("GET", "/", &[]),
        served.ask("GET", "/nothing", &[]),
        served.ask("DELETE", "/", &POST),
        served.ask("POST", "/activities/a/cancel", &[("Content-Length", "0")]),
    ];
    assert_eq!(
        answers.each_ref().map(|answer| answer.status),
        [200, 404, 405, 403]
    );
    for answer in &answers {
        for header in [
            "x-content-type-options: nosniff",
            "x-frame-options: deny",
            "referrer-policy: no-referrer",
            "cache-control: no-store",
            "cross-origin-resource-policy: same-origin",
        ] {
            assert!(answer.head.contains(header), "{header}: {answer:?}");
        }
        assert!(!answer.head.contains("access-control-"), "{answer:?}");
    }
    let page = &answers[0];
    assert!(page.head.contains("content-type: text/html; charset=utf-8"));
    let policy = page
        .head
        .lines()
        .find_map(|line| line.strip_prefix("content-security-policy: "))
        .unwrap();
    assert!(
        policy.starts_with("default-src 'none'; script-src 'sha256-"),
        "{policy}"
    );
    for part in [
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "form-action 'none'",
    ] {
        assert!(policy.contains(part), "{part}: {policy}");
    }
    assert!(
        !policy.contains("unsafe") && !policy.contains('*'),
        "{policy}"
    );
    let mut events = served.events();
    events.event();
    assert!(events.all.contains("text/event-stream"), "{}", events.all);
}

#[tokio::test]
async fn the_token_is_in_no_answer() {
    let token = "made-up-7f3a9c";
    let sim = PlexSim::builder().token(token).start().await.unwrap();
    let download = sim
        .activity("media.download")
        .title(format!("Downloading {token}"))
        .cancellable(true)
        .start();
    let served = WebServer::start(&sim.url(), Some(token), &[]);
    let mut events = served.events();
    events.event();
    sim.wait_stream_opened().await.unwrap();
    let mut all = String::new();
    for (method, path) in [
        ("GET", "/".to_owned()),
        ("GET", "/nothing".to_owned()),
        ("POST", "/activities/none-such/cancel".to_owned()),
    ] {
        let answer = served.ask(method, &path, &POST);
        all.push_str(&format!("{}\n{}\n", answer.head, answer.body));
    }
    sim.fault(Fault::CutConnections);
    events.until("disconnected");
    events.until("resynced");
    sim.answer(
        "DELETE",
        "/activities/*",
        StubResponse::html(500, format!("<h1>odd {token}</h1>")),
    );
    let failed = served.ask("POST", &format!("/activities/{download}/cancel"), &POST);
    assert_eq!(failed.status, 502, "{failed:?}");
    all.push_str(&failed.body);
    all.push_str(&events.all);
    let ran = served.finish();
    all.push_str(&ran.stderr);
    assert!(all.contains("Downloading <token>"), "{all}");
    assert!(all.contains(&download) && !all.contains(token), "{all}");
}

#[tokio::test]
async fn a_refused_token_ends_it_with_its_code() {
    let sim = PlexSim::builder().token("made-up").start().await.unwrap();
    let ran = WebServer::start(&sim.url(), Some("wrong"), &[]).wait_for_end();
    assert_eq!(ran.code, 5, "{ran:?}");
    assert!(
        ran.stderr.contains("The token came from PLEX_TOKEN"),
        "{ran:?}"
    );
}

#[test]
fn the_page_works_while_the_server_is_down() {
    let served = WebServer::start(&dead_url(), None, &[]);
    assert_eq!(served.ask("GET", "/", &[]).status, 200);
    let mut events = served.events();
    let first = events.event();
    if first["connection"]["state"] != "disconnected" {
        events.until("disconnected");
    }
    assert_eq!(served.finish().code, 0);
}

#[test]
fn a_public_address_prints_a_warning_and_an_address_in_use_is_reported() {
    let served = WebServer::start(&dead_url(), None, &["--bind", "0.0.0.0:0"]);
    let port = served.address.rsplit(':').next().unwrap().to_owned();
    let taken = format!("0.0.0.0:{port}");
    let mut command = program();
    command.args(["--url", &dead_url(), "serve", "--bind", &taken]);
    finish(&mut command).assert_fails(1, &[&taken, "--bind 127.0.0.1:0"]);
    let ran = served.finish();
    assert!(ran.stderr.contains("without a password"), "{ran:?}");
}

/// Half-sent requests must take neither the connections of pages nor the files that the connection
/// to the server needs.
#[tokio::test]
#[cfg(target_os = "linux")]
async fn half_sent_requests_shut_out_neither_pages_nor_the_server() {
    use std::io::{Read, Write};
    use std::net::TcpStream;

    let sim = PlexSim::start().await.unwrap();
    let mut command = std::process::Command::new("sh");
    common::copy_environment(&mut command);
    let line = format!(
        "ulimit -n 64 && exec {} --url {} serve --bind 127.0.0.1:0",
        env!("CARGO_BIN_EXE_plexctl"),
        sim.url()
    );
    let served = WebServer::from_command(command.args(["-c", &line]));
    sim.wait_stream_opened().await.unwrap();
    let half: Vec<TcpStream> = (0..200)
        .map(|_| {
            let mut stream = TcpStream::connect(&served.address).unwrap();
            let head = format!("GET / HTTP/1.1\r\nHost: {}\r\nX-Half: ", served.address);
            // The server may have closed it already, to make room.
            let _ = stream.write_all(head.as_bytes());
            stream
        })
        .collect();
    let begin = std::time::Instant::now();
    assert_eq!(served.ask("GET", "/", &[]).status, 200);
    // Long before the half-sent ones end by their time limit.
    let time = begin.elapsed();
    assert!(time < std::time::Duration::from_secs(8), "{time:?}");
    sim.fault(Fault::CutConnections);
    sim.wait_streams_seen(2).await.unwrap();
    assert_eq!(served.ask("GET", "/", &[]).status, 200);

    // The last one was not in the way. It ends by its time limit.
    let mut last = half.last().unwrap();
    last.set_read_timeout(Some(std::time::Duration::from_secs(30)))
        .unwrap();
    // It may be closed with an answer, without one, or by a reset, but not only by this read.
    let closed = last.read_to_end(&mut Vec::new());
    let is_open = closed.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock);
    assert!(!is_open);
    assert_eq!(served.finish().code, 0);
}

/// All places are taken by pages to which nothing happens: in ten seconds a new page gets one of them.
#[tokio::test]
async fn a_new_page_takes_the_place_of_one_that_takes_no_events() {
    let sim = PlexSim::start().await.unwrap();
    let served = WebServer::start(&sim.url(), None, &[]);
    let mut pages: Vec<_> = (0..64).map(|_| served.events()).collect();
    let begin = std::time::Instant::now();
    let refused = served.try_events().err().unwrap();
    assert!(refused.starts_with("HTTP/1.1 503"), "{refused}");
    let mut newcomer = loop {
        match served.try_events() {
            Ok(opened) => break opened,
            Err(head) => assert!(begin.elapsed().as_secs() < 30, "{head}"),
        }
        assert!(!pages[0].is_closed(), "before anybody needs its place");
    };
    assert_eq!(newcomer.event()["event"], "snapshot");
    let closed = pages
        .iter_mut()
        .filter_map(|page| page.is_closed().then_some(()));
    assert_eq!(closed.take(1).count(), 1);
    sim.activity("media.download").start();
    newcomer.until("started");
}

/// Pages that do not read must not keep a copy of a large state each.
/// Reads until the page has shown all of these activities, and returns the first snapshot. A page that falls
/// behind gets another snapshot instead of the events that it has missed.
fn read_all(page: &mut EventStream, ids: &[String]) -> Value {
    let first = page.event();
    assert_eq!(first["event"], "snapshot");
    let mut unseen: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
    let mut event = first.clone();
    loop {
        let entries = match event["event"].as_str() {
            Some("snapshot") => event["activities"].as_array().unwrap().as_slice(),
            Some("started") => std::slice::from_ref(&event),
            _ => &[],
        };
        for entry in entries {
            unseen.remove(entry["activity"]["uuid"].as_str().unwrap());
        }
        if unseen.is_empty() {
            return first;
        }
        event = page.event();
    }
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn pages_that_do_not_read_cost_little_memory() {
    let sim = PlexSim::start().await.unwrap();
    let title = "T".repeat(8_000);
    let ids: Vec<String> = (0..800)
        .map(|_| sim.activity("media.download").title(title.as_str()).start())
        .collect();
    let served = WebServer::start(&sim.url(), None, &[]);
    let mut reader = served.events();
    read_all(&mut reader, &ids);

    // A page that reads gets all of them: some in its snapshot, and the rest as events.
    let mut late = served.events();
    let snapshot = read_all(&mut late, &ids);
    let shown = snapshot["activities"].as_array().unwrap().len();
    assert!(shown < ids.len(), "{shown}");
    drop((reader, late));

    let before = served.memory_kib("VmHWM");
    // One after another: what is needed for a moment to write a snapshot does not count sixteen times.
    let mut silent = Vec::new();
    for _ in 0..16 {
        let mut page = served.events();
        page.event();
        silent.push(page);
    }
    let grown = served.memory_kib("VmHWM").saturating_sub(before);
    assert!(grown < 40 * 1024, "16 pages cost {grown} KiB");
}
