//! The API of `plexctl agent` over real sockets: its answers, its readers, and the position from
//! which they read.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use common::{
    AgentFolder, EventStream, HTTP, HttpAgent, NamedPipe, WebResponse, assert_answer_fits,
    dead_url, finish, program, server, write_secret,
};
use plex_sim::{Fault, PlexSim};
use serde_json::{Value, json};

/// Waits until the agent knows everything that runs on this server. A page says when that changes.
fn wait_synced(agent: &HttpAgent, name: &str) {
    let mut events = agent.web.events();
    loop {
        let servers = agent.json("/api/v1/servers");
        let servers = servers["servers"].as_array().unwrap();
        let server = servers.iter().find(|one| one["name"] == name).unwrap();
        if server["synced"] == true {
            return;
        }
        events.event();
    }
}

/// Waits until this server is followed so.
fn wait_state(agent: &HttpAgent, name: &str, state: &str) {
    let is_so = || {
        let servers = agent.json("/api/v1/servers");
        let servers = servers["servers"].as_array().unwrap();
        let server = servers.iter().find(|one| one["name"] == name).unwrap();
        server["state"] == state
    };
    while !is_so() {}
}

fn scan(sim: &PlexSim) -> String {
    sim.activity("library.update.section")
        .title("Scanning Movies")
        .section("1")
        .start()
}

/// The kind and the uuid of the next event about an activity.
fn next(events: &mut EventStream) -> (String, String) {
    loop {
        let event = events.event();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        if event["activity"].is_object() {
            return (text(&event["event"]), text(&event["activity"]["uuid"]));
        }
        // The connection is reported as well, at any time.
        assert_ne!(event["event"], "reset", "{event}");
    }
}

fn started(id: &str) -> (String, String) {
    ("started".to_owned(), id.to_owned())
}

fn ended(id: &str) -> (String, String) {
    ("ended".to_owned(), id.to_owned())
}

#[tokio::test]
async fn the_lists_tell_what_runs_on_all_servers_and_what_is_not_known() {
    let (home, cabin) = (
        PlexSim::start().await.unwrap(),
        PlexSim::start().await.unwrap(),
    );
    let scan = scan(&home);
    let download = cabin.activity("media.download").cancellable(true).start();
    let file = [
        HTTP,
        &server("away", &dead_url()),
        &server("cabin", &cabin.url()),
        &server("home", &home.url()),
    ];
    let agent = HttpAgent::with(&file.concat());
    wait_synced(&agent, "home");
    wait_synced(&agent, "cabin");

    let servers = agent.json("/api/v1/servers");
    let servers = servers["servers"].as_array().unwrap();
    let names: Vec<&str> = servers
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["away", "cabin", "home"]);
    assert_eq!(
        (&servers[0]["synced"], &servers[0]["running"]),
        (&json!(false), &Value::Null)
    );
    assert_eq!(
        (
            &servers[1]["state"],
            &servers[1]["transport"],
            &servers[1]["running"]
        ),
        (&json!("connected"), &json!("websocket"), &json!(1))
    );

    let running = agent.json("/api/v1/activities");
    let found: Vec<(&str, &str)> = running["activities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["server"].as_str().unwrap(),
                one["activity"]["uuid"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [("cabin", download.as_str()), ("home", scan.as_str())]
    );
    for (path, count) in [
        ("/api/v1/activities?server=home", 1),
        ("/api/v1/activities?type=media.*", 1),
        ("/api/v1/activities?server=home&type=media.*", 0),
        ("/api/v1/activities?server=away", 0),
    ] {
        let running = agent.json(path);
        assert_eq!(
            running["activities"].as_array().unwrap().len(),
            count,
            "{path}"
        );
    }
    let one = agent.json(&format!("/api/v1/activities/{scan}"));
    assert_eq!(
        (&one["server"], &one["start_seen"]),
        (&json!("home"), &json!(false))
    );

    for (path, status) in [
        ("/api/v1/activities/none-such", 404),
        ("/api/v1/activities/%2E%2E", 400),
        ("/api/v1/activities?server=attic", 404),
        ("/api/v1/activities?serve=home", 400),
        ("/api/v1/events?server=attic", 404),
        ("/api/v1/history?limit=0", 400),
        ("/api/v1/history?since=soon", 400),
        ("/api/v1/history?section=Podcasts", 400),
    ] {
        let answer = agent.get(path);
        assert_eq!(answer.status, status, "{path}: {answer:?}");
        assert_answer_fits("get", path, &answer);
        assert_eq!(answer.json()["status"], status);
    }
    let nothing = agent.get("/api/v2/activities");
    assert_eq!(nothing.status, 404);
    assert!(
        nothing.head.contains("application/problem+json"),
        "{nothing:?}"
    );
    let document = agent.json("/api/v1/openapi.json");
    assert_eq!(document["info"]["title"], "plexctl agent");
    assert_eq!(agent.web.finish().code, 0);
}

#[tokio::test]
async fn a_server_that_works_is_busy_and_one_that_is_away_is_unknown() {
    let sim = PlexSim::start().await.unwrap();
    let scan = scan(&sim);
    let file = [
        HTTP,
        &server("away", &dead_url()),
        &server("home", &sim.url()),
    ];
    let agent = HttpAgent::with(&file.concat());
    wait_synced(&agent, "home");
    let quiet = agent.json("/api/v1/quiet?server=home");
    let home = &quiet["servers"][0];
    assert_eq!(
        (&home["server"], &home["verdict"]),
        (&json!("home"), &json!("busy"))
    );
    let reasons = home["reasons"].as_array().unwrap();
    assert!(
        reasons.iter().any(|one| one["activity"] == scan.as_str()),
        "{home}"
    );
    let unknown = agent.json("/api/v1/quiet");
    assert_eq!(unknown["servers"][0]["verdict"], "unknown");
    assert_eq!(unknown["servers"][1]["verdict"], "busy");
    assert_eq!(agent.get("/api/v1/quiet?server=attic").status, 404);
    assert_eq!(agent.web.finish().code, 0);
}

#[tokio::test]
async fn a_reader_that_comes_back_gets_every_event_that_it_missed() {
    let sim = PlexSim::start().await.unwrap();
    let agent = HttpAgent::start(&sim.url());
    wait_synced(&agent, "home");
    let mut events = agent.events(&[]);
    let first = scan(&sim);
    assert_eq!(next(&mut events), started(&first));
    let seen = events.last_id.clone();
    drop(events);

    sim.end(&first);
    let second = scan(&sim);
    // Nobody reads, and then the agent is gone for a while.
    while agent.history()["runs"].as_array().unwrap().len() < 2 {}
    let agent = agent.restart();
    sim.end(&second);
    let mut events = agent.events(&[("Last-Event-ID", &seen)]);
    assert_eq!(next(&mut events), ended(&first));
    assert_eq!(next(&mut events), started(&second));
    assert_eq!(next(&mut events), ended(&second));

    // The same by the address, with a filter.
    let path = format!("/api/v1/events?after={seen}&type=media.*&server=home");
    let mut filtered = agent.web.api_events(&path, &[]);
    let download = sim.activity("media.download").start();
    assert_eq!(next(&mut filtered), started(&download));
    assert_eq!(agent.web.finish().code, 0);
}

#[tokio::test]
async fn a_stream_without_a_place_begins_with_the_next_event_and_names_its_place() {
    let sim = PlexSim::start().await.unwrap();
    let agent = HttpAgent::start(&sim.url());
    wait_synced(&agent, "home");
    let mut all = agent.events(&[]);
    let first = scan(&sim);
    assert_eq!(next(&mut all), started(&first));
    let mut late = agent.events(&[]);
    sim.end(&first);
    assert_eq!(next(&mut late), ended(&first));
    // Also a reader to whom nothing was sent knows from where to go on.
    assert_eq!(late.all.matches("id: ").count(), 2, "{}", late.all);
    assert!(late.all.contains("retry: 3000"), "{}", late.all);
    assert_eq!(agent.web.finish().code, 0);
}

#[tokio::test]
async fn a_reader_whose_events_are_forgotten_is_told_so() {
    let sim = PlexSim::start().await.unwrap();
    let agent = HttpAgent::start(&sim.url());
    wait_synced(&agent, "home");
    for odd in ["abc-1", "1", "", "ffffffff-99999999999"] {
        let mut events = agent.events(&[("Last-Event-ID", odd)]);
        assert_eq!(events.event()["event"], "reset", "{odd}");
        let scan = scan(&sim);
        assert_eq!(next(&mut events), started(&scan));
    }
    assert_eq!(agent.web.finish().code, 0);
}

#[tokio::test]
async fn a_cancellation_reaches_the_right_server_and_no_other_site_can_send_one() {
    let (home, cabin) = (
        PlexSim::start().await.unwrap(),
        PlexSim::start().await.unwrap(),
    );
    let download = cabin.activity("media.download").cancellable(true).start();
    let fixed = scan(&home);
    let file = [
        HTTP,
        &server("cabin", &cabin.url()),
        &server("home", &home.url()),
    ];
    let agent = HttpAgent::with(&file.concat());
    wait_synced(&agent, "cabin");
    wait_synced(&agent, "home");
    let path = format!("/api/v1/activities/{download}");
    let delete = |path: &str, headers: &[(&str, &str)]| -> WebResponse {
        let answer = agent.web.ask("DELETE", path, headers);
        assert_answer_fits("delete", path, &answer);
        answer
    };
    let own = ("X-Plexctl", "1");
    for headers in [
        &[][..],
        &[own, ("Origin", "http://evil.example")],
        &[own, ("Sec-Fetch-Site", "cross-site")],
    ] {
        assert_eq!(delete(&path, headers).status, 403, "{headers:?}");
    }
    let foreign = agent
        .web
        .ask_with("DELETE", &path, &[("Host", "evil.example"), own]);
    assert_eq!(foreign.status, 403);
    assert!(foreign.body.contains("allow_host"), "{foreign:?}");
    assert!(cabin.requests_of("DELETE", "/*").is_empty());

    let answer = delete(&path, &[own]);
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.json(),
        json!({"version": 1, "server": "cabin", "cancelled": download})
    );
    assert_eq!(cabin.requests_of("DELETE", "/activities/*").len(), 1);
    assert!(home.requests_of("DELETE", "/*").is_empty());
    for (path, status, kind) in [
        (
            format!("/api/v1/activities/{fixed}"),
            409,
            json!("not_cancellable"),
        ),
        ("/api/v1/activities/none-such".to_owned(), 404, Value::Null),
        (
            "/api/v1/activities/none-such?server=home".to_owned(),
            404,
            json!("not_found"),
        ),
    ] {
        let answer = delete(&path, &[own]);
        assert_eq!(answer.status, status, "{path}: {answer:?}");
        assert_eq!(answer.json()["error_kind"], kind, "{answer:?}");
    }
    assert_eq!(agent.web.finish().code, 0);
}

const READ: &str = "read-0123456789abcdef";
const WRITE: &str = "write-0123456789abcdef";

/// `[http]` with a key for each scope.
fn http_with_keys() -> String {
    let keys = [("read", "read"), ("write", "write")].map(|(name, scope)| {
        format!(
            "[[http.key]]\nname = \"{name}\"\nscope = \"{scope}\"\nsecret = {{ file = \"{name}.key\" }}\n\n"
        )
    });
    format!(
        "[http]\nlisten = \"127.0.0.1:0\"\n\n{}[metrics]\n\n",
        keys.concat()
    )
}

#[tokio::test]
async fn with_keys_nothing_is_told_or_done_without_one() {
    let sim = PlexSim::start().await.unwrap();
    let download = sim.activity("media.download").cancellable(true).start();
    let folder = AgentFolder::with(&format!(
        "{}{}",
        http_with_keys(),
        server("home", &sim.url())
    ));
    write_secret(folder.path("read.key"), format!("{READ}\n"));
    write_secret(folder.path("write.key"), WRITE);
    let agent = HttpAgent::in_folder(folder);
    let bearer = |key: &str| format!("Bearer {key}");
    for path in [
        "/",
        "/events",
        "/metrics",
        "/api/v1/activities",
        "/api/v1/events",
        "/nothing",
    ] {
        for headers in [vec![], vec![("Authorization", bearer("no-key-0123456789"))]] {
            let headers: Vec<(&str, &str)> = headers
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            let answer = agent.web.ask("GET", path, &headers);
            assert_eq!(answer.status, 401, "{path}: {answer:?}");
            assert!(
                answer.head.contains("www-authenticate: bearer"),
                "{answer:?}"
            );
            assert!(!answer.body.contains("0123456789"), "{answer:?}");
        }
    }
    assert_eq!(agent.get("/healthz").status, 200);
    assert_ne!(agent.get("/readyz").status, 401);
    let read = bearer(READ);
    let read = [
        ("Authorization", read.as_str()),
        ("X-Plexctl", "1"),
        ("Content-Length", "0"),
    ];
    let write = bearer(WRITE);
    let write = [
        ("Authorization", write.as_str()),
        ("X-Plexctl", "1"),
        ("Content-Length", "0"),
    ];
    assert_eq!(agent.web.ask("GET", "/metrics", &read).status, 200);
    assert_eq!(
        agent.web.ask("GET", "/api/v1/activities", &write).status,
        200
    );
    let path = format!("/api/v1/activities/{download}");
    let refused = agent.web.ask("DELETE", &path, &read);
    assert_eq!(refused.status, 403);
    assert_answer_fits("delete", &path, &refused);
    assert_eq!(
        agent
            .web
            .ask("POST", &format!("/activities/{download}/cancel"), &read)
            .status,
        403
    );
    assert!(sim.requests_of("DELETE", "/*").is_empty());
    sim.wait_stream_opened().await.unwrap();
    assert_eq!(agent.web.ask("DELETE", &path, &write).status, 200);
    // Only the address may go without one: a key is no way around the gate.
    let foreign = [("Host", "evil.example"), write[0]];
    assert_eq!(
        agent
            .web
            .ask_with("GET", "/api/v1/activities", &foreign)
            .status,
        403
    );
    let ran = agent.web.finish();
    assert!(!ran.stderr.contains("0123456789"), "{ran:?}");
}

#[test]
fn an_address_that_others_reach_needs_a_key_and_wrong_tables_are_refused() {
    let url = dead_url();
    let server = server("home", &url);
    let key = |scope: &str, file: &str| {
        format!(
            "[[http.key]]\nname = \"a\"\nscope = \"{scope}\"\nsecret = {{ file = \"{file}\" }}\n"
        )
    };
    let open = "[http]\nlisten = \"0.0.0.0:8325\"\n";
    for (http, words) in [
        (open.to_owned(), &["0.0.0.0:8325", "[[http.key]]"][..]),
        ("[metrics]\n".to_owned(), &["[http]"]),
        ("[http]\nlisten = \"nas:80\"\n".to_owned(), &["line 9"]),
        (
            "[http]\nlisen = \"127.0.0.1:0\"\n".to_owned(),
            &["Did you mean `listen`?"],
        ),
        (
            format!("{open}{}", key("read", "short.key")),
            &["16 characters"],
        ),
        (format!("{open}{}", key("read", "none.key")), &["none.key"]),
        (
            format!("{open}{}", key("admin", "good.key")),
            &["`read`", "`write`"],
        ),
        (
            format!(
                "{open}{}{}",
                key("read", "good.key"),
                key("write", "good.key")
            ),
            &["another key"],
        ),
        (
            format!(
                "{open}[[http.key]]\nname = \"a\"\nscope = \"read\"\nsecret = \"hunter2hunter2hunter2\"\n"
            ),
            &["secrets are not written in this file"],
        ),
    ] {
        let folder = AgentFolder::with(&format!("{server}{http}"));
        write_secret(folder.path("short.key"), "hunter2");
        write_secret(folder.path("good.key"), READ);
        let mut command = program();
        command
            .args(["agent", "check"])
            .arg(folder.path("agent.toml"));
        let ran = finish(&mut command);
        ran.assert_fails(2, words);
        assert!(!ran.stderr.contains("hunter2"), "{ran:?}");
    }
    let folder = AgentFolder::with(&format!("{server}{open}{}", key("read", "good.key")));
    write_secret(folder.path("good.key"), READ);
    let mut command = program();
    command
        .args(["agent", "check"])
        .arg(folder.path("agent.toml"));
    assert_eq!(finish(&mut command).code, 0);
}

#[tokio::test]
async fn a_changed_file_changes_keys_and_servers_and_a_bad_address_changes_nothing() {
    let (home, cabin) = (
        PlexSim::start().await.unwrap(),
        PlexSim::start().await.unwrap(),
    );
    let file = format!("{}{}", http_with_keys(), server("home", &home.url()));
    let folder = AgentFolder::with(&file);
    write_secret(folder.path("read.key"), READ);
    write_secret(folder.path("write.key"), WRITE);
    let mut agent = HttpAgent::in_folder(folder);
    let read = format!("Bearer {READ}");
    let ask = |agent: &HttpAgent| {
        let answer = agent
            .web
            .ask("GET", "/api/v1/servers", &[("Authorization", &read)]);
        (answer.status, answer)
    };
    assert_eq!(ask(&agent).0, 200);
    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = other.local_addr().unwrap().to_string();
    agent.reload(
        &file
            .replace("127.0.0.1:0", &taken)
            .replace("\"home\"", "\"house\""),
    );
    let names = |answer: &WebResponse| answer.json()["servers"][0]["name"].clone();
    // The rest of the file counts.
    while names(&ask(&agent).1) != "house" {}
    let cabin = format!("{HTTP}{}", server("cabin", &cabin.url()));
    agent.reload(&cabin);
    // Without a key.
    loop {
        let answer = agent.get("/api/v1/servers");
        // The keys change first, then the servers.
        if answer.status == 200 && !names(&answer).is_null() && names(&answer) != "house" {
            assert_eq!(names(&answer), "cabin");
            break;
        }
    }
    let ran = agent.web.finish();
    assert!(ran.stderr.contains("cannot listen on"), "{ran:?}");
}

/// A server that accepts connections and says nothing, until it is dropped.
fn silent_server() -> (String, std::net::TcpListener) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (url, listener)
}

#[tokio::test]
async fn the_agent_is_ready_when_it_has_tried_every_server_and_until_it_ends() {
    let sim = PlexSim::start().await.unwrap();
    let (silent, listener) = silent_server();
    let (pipe, gate) = (NamedPipe::create(), NamedPipe::create());
    let hook = format!(
        "[[hook]]\nname = \"slow\"\non = \"connected\"\n\
         exec = [\"sh\", \"-c\", \"trap '' TERM; echo begun > {}; read go < {}\"]\n",
        pipe.show(),
        gate.show()
    );
    let servers = [server("home", &sim.url()), server("silent", &silent)];
    let mut agent = HttpAgent::with(&[HTTP, &servers.concat(), &hook].concat());
    // The hook has begun, so one server is connected.
    assert_eq!(pipe.read(), "begun\n");
    let answer = agent.get("/readyz");
    assert_eq!(answer.status, 503, "{answer:?}");
    assert_answer_fits("get", "/readyz", &answer);
    let detail = answer.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.starts_with("1 of 2 servers"), "{detail}");
    assert_eq!(agent.get("/healthz").status, 200, "it works all the same");
    // Away is known, and no failure of the agent.
    drop(listener);
    while agent.get("/readyz").status != 200 {}
    assert_eq!(agent.json("/readyz")["status"], "ok");
    sim.fault(Fault::Down);
    wait_state(&agent, "home", "disconnected");
    assert_eq!(agent.get("/readyz").status, 200);

    agent.web.process().signal("TERM");
    let answer = loop {
        let answer = agent.get("/readyz");
        if answer.status != 200 {
            break answer;
        }
    };
    assert_eq!(answer.status, 503, "{answer:?}");
    assert_eq!(answer.json()["detail"], "the agent is ending");
    std::fs::write(gate.show(), "go\n").unwrap();
    assert_eq!(agent.web.wait_for_end().code, 0);
}

#[tokio::test]
async fn the_agent_is_healthy_without_plex_and_not_without_its_journal() {
    let agent = HttpAgent::start(&dead_url());
    let healthy = agent.json("/healthz");
    assert_eq!(healthy["status"], "ok");
    // Another program holds the journal, as a stuck disk would.
    let journal = rusqlite::Connection::open(agent.state().join("journal.sqlite")).unwrap();
    journal.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let begin = std::time::Instant::now();
    let answer = loop {
        let answer = agent.get("/healthz");
        if answer.status != 200 || begin.elapsed().as_secs() > 60 {
            break answer;
        }
    };
    assert_eq!(answer.status, 503, "{answer:?}");
    assert_answer_fits("get", "/healthz", &answer);
    assert!(
        answer.json()["detail"]
            .as_str()
            .unwrap()
            .contains("journal"),
        "{answer:?}"
    );
    journal.execute_batch("ROLLBACK").unwrap();
    while agent.get("/healthz").status != 200 {}
    assert_eq!(agent.web.finish().code, 0);
}
