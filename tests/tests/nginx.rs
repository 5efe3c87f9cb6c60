//! Through a real nginx in front of the server, set up the way people set it up: waits come out,
//! the transport that gets through is used, and nothing is hammered.
//!
//! Without nginx these tests say so and pass, unless `PLEX_API_REQUIRE_EXTERNAL` is set.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a failed expectation is what a test is for"
)]

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use plex_api::{
    ActivityEvent, ConnectionPolicy, ConnectionState, How, Plex, Token, Transport, Wait, Watcher,
};
use plex_api_tests::events::until;
use plex_api_tests::{SECRET, external_tools, id, server};
use plex_sim::PlexSim;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// The settings that people forget when they put nginx in front of a server that speaks WebSocket.
const UPGRADE: &str = "proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;";

/// Every step here takes less than half of it.
const PATIENCE: Duration = Duration::from_secs(40);

/// A running nginx; killed when dropped, and its folder removed.
struct Nginx {
    url: String,
    _process: Child,
    _folder: TempDir,
}

impl Nginx {
    /// Starts one in front of `sim`; `None` where nginx is not installed.
    async fn start(sim: &PlexSim, location: &str) -> Option<Self> {
        let program = external_tools::program("nginx")?;
        for _ in 0..5 {
            if let Some(nginx) = Self::try_start(&program, sim, location).await {
                return Some(nginx);
            }
        }
        panic!("nginx found no free port");
    }

    /// `None` when somebody else took the port.
    async fn try_start(program: &Path, sim: &PlexSim, location: &str) -> Option<Self> {
        let port = {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
            listener.local_addr().unwrap().port()
        };
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("nginx.conf");
        std::fs::write(&config, text(folder.path(), port, sim, location)).unwrap();
        let mut process = Command::new(program)
            .arg("-c")
            .arg(&config)
            // Its log file, until the configuration has been read.
            .args(["-e", "stderr"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut said = BufReader::new(process.stderr.take().unwrap()).lines();
        let mut all = Vec::new();
        while let Some(line) = said.next_line().await.unwrap() {
            // It listens before it says so.
            if line.contains("using the") {
                tokio::spawn(async move {
                    while let Ok(Some(line)) = said.next_line().await {
                        eprintln!("nginx: {line}");
                    }
                });
                return Some(Self {
                    url: format!("http://127.0.0.1:{port}"),
                    _process: process,
                    _folder: folder,
                });
            }
            all.push(line);
        }
        let taken = all.iter().any(|line| line.contains("bind()"));
        assert!(taken, "nginx does not start:\n{}", all.join("\n"));
        None
    }

    fn client(&self, policy: ConnectionPolicy) -> Plex {
        Plex::builder(&self.url)
            .token(Token::new(SECRET).unwrap())
            .connection_policy(policy)
            .build()
            .unwrap()
    }
}

/// The configuration: nginx's defaults, but for the folder and a short timeout.
fn text(folder: &Path, port: u16, sim: &PlexSim, location: &str) -> String {
    let (folder, server) = (folder.display(), sim.addr());
    format!(
        "daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr notice;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  map $http_upgrade $connection_upgrade {{
    default upgrade;
    '' close;
  }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://{server};
      proxy_read_timeout 2s;
      {location}
    }}
  }}
}}
"
    )
}

/// Short, so that the test is; above nginx's timeout where it matters which comes first.
fn policy() -> ConnectionPolicy {
    let mut policy = ConnectionPolicy::default();
    policy.linger = Duration::from_millis(50);
    policy.backoff_floor = Duration::from_millis(100);
    policy.backoff_cap = Duration::from_secs(1);
    policy.poll_every = Duration::from_millis(500);
    policy.list_spacing = Duration::from_millis(500);
    policy
}

/// The end of a wait that may take its time and not for ever.
async fn end(wait: Wait) -> How {
    wait.timeout(PATIENCE).await.unwrap().how
}

async fn until_started(watcher: &mut Watcher, uuid: &str) {
    let wanted = |event: &ActivityEvent| matches!(event, ActivityEvent::Started { activity, .. } if *activity.id() == uuid);
    until(watcher, wanted).await;
}

#[tokio::test]
async fn without_upgrade_headers_the_client_polls_and_waits_end() {
    let sim = server().await;
    let Some(nginx) = Nginx::start(&sim, "").await else {
        return sim.shutdown().await;
    };
    let began = Instant::now();
    let plex = nginx.client(policy());
    let mut watcher = plex.activities().watch();
    sim.activity("media.download").uuid("early").start();
    let early = plex.activities().wait(&id("early"));
    until_started(&mut watcher, "early").await;
    // While nginx holds back the messages of the event stream.
    sim.end("early");
    assert_ne!(end(early).await, How::NeverSeen);

    let polling = ConnectionState::Connected(Transport::Polling);
    if plex.activities().status().state != polling {
        let wanted = |event: &ActivityEvent| {
            matches!(
                event,
                ActivityEvent::Connected {
                    transport: Transport::Polling,
                    ..
                }
            )
        };
        until(&mut watcher, wanted).await;
    }
    let status = plex.activities().status();
    assert_eq!(status.state, polling);
    let [
        (Transport::WebSocket, websocket),
        (Transport::EventSource, event_source),
    ] = &status.refused[..]
    else {
        panic!("{status:?}")
    };
    assert!(websocket.contains("400"), "{websocket}");
    assert!(event_source.contains("3 connections"), "{event_source}");

    sim.activity("media.download").uuid("late").start();
    let late = plex.activities().wait(&id("late"));
    until_started(&mut watcher, "late").await;
    sim.end("late");
    assert_eq!(end(late).await, How::Vanished);

    assert_eq!(sim.requests_of("GET", "/:/websockets/*").len(), 1);
    assert_eq!(sim.requests_of("GET", "/:/eventsource/*").len(), 3);
    let polls = began.elapsed().as_millis() / policy().poll_every.as_millis();
    let lists = sim.requests_of("GET", "/activities").len();
    assert!(lists as u128 <= polls + 5, "{lists} lists, {polls} polls");
    drop(watcher);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn with_upgrade_headers_a_websocket_works_and_survives_idle_timeouts() {
    let sim = server().await;
    let Some(nginx) = Nginx::start(&sim, UPGRADE).await else {
        return sim.shutdown().await;
    };
    let plex = nginx.client(policy());
    let mut watcher = plex.activities().watch();
    watcher.synced().await.unwrap();
    let status = plex.activities().status();
    assert_eq!(
        status.state,
        ConnectionState::Connected(Transport::WebSocket)
    );

    sim.activity("media.download").uuid("long").start();
    let long = plex.activities().wait(&id("long"));
    // The stream is silent for two seconds, twice.
    for _ in 0..2 {
        until(&mut watcher, |event| {
            matches!(event, ActivityEvent::Disconnected { .. })
        })
        .await;
    }
    sim.vanish("long");
    assert_eq!(end(long).await, How::Vanished);

    watcher.synced().await.unwrap();
    sim.activity("media.download").uuid("short").start();
    let short = plex.activities().wait(&id("short"));
    until_started(&mut watcher, "short").await;
    sim.end("short");
    assert_ne!(end(short).await, How::NeverSeen);

    assert_eq!(plex.activities().status().refused, []);
    let streams = sim.requests_of("GET", "/:/*");
    assert!((3..=5).contains(&streams.len()), "{streams:#?}");
    let lists = sim.requests_of("GET", "/activities").len();
    assert!(lists <= 3 * streams.len(), "{lists} lists");
    drop(watcher);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn pings_keep_an_idle_websocket_open_through_the_proxy() {
    let sim = server().await;
    let Some(nginx) = Nginx::start(&sim, UPGRADE).await else {
        return sim.shutdown().await;
    };
    let mut policy = policy();
    policy.ping_interval = Duration::from_millis(500);
    policy.list_every = Duration::from_secs(1);
    let plex = nginx.client(policy);
    sim.activity("media.download").uuid("long").start();
    let long = plex.activities().wait(&id("long"));
    // A second lies between two of them: more than twice as long as nginx waits.
    sim.wait_answer("GET", "/activities", 6).await.unwrap();
    sim.end("long");
    assert_eq!(end(long).await, How::Ended);
    assert_eq!(sim.streams_seen(), 1);
    sim.finish().await.unwrap();
}
