//! Clients that others wrote, run against `plex-sim`: what each of their calls returns is the
//! table in `tests/third_party_clients/README.md`, and stays so.
//!
//! Python and npm packages are installed, in the versions pinned there, into folders under
//! `target/`. Where Python, Node, curl or the packages cannot be had, a test says so and passes,
//! unless `PLEX_API_REQUIRE_EXTERNAL` is set. `PLEX_API_RENEW_PEERS=1` writes the tables anew.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "test helpers may fail the test, and a skipped one says so"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use plex_api_tests::SECRET;
use plex_api_tests::tool_cache::{self, INSTALL, complete, is_complete, output, unless_skipped};
use plex_sim::{PlexSim, PlexTvSetup, StubResponse};
use tokio::process::Command;
use tokio::sync::OnceCell;

/// How long one client may take.
const RUN: Duration = Duration::from_secs(60);

fn peers() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("third_party_clients")
}

/// A folder under `target/` of its own.
fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("third_party_clients")
        .join(name)
}

/// The Python of a virtual environment with the pinned packages.
async fn python() -> Result<PathBuf, String> {
    static PYTHON: OnceCell<Result<PathBuf, String>> = OnceCell::const_new();
    let made = PYTHON.get_or_init(|| async {
        tool_cache::python(&folder("python"), &peers().join("requirements.txt")).await
    });
    made.await.clone()
}

/// A folder with the pinned npm packages.
async fn node() -> Result<PathBuf, String> {
    static NODE: OnceCell<Result<PathBuf, String>> = OnceCell::const_new();
    let made = NODE.get_or_init(|| async {
        let wanted = std::fs::read_to_string(peers().join("package-lock.json")).unwrap();
        let folder = folder("node");
        output(Command::new("node").arg("--version"), RUN).await?;
        if is_complete(&folder, &wanted) {
            return Ok(folder);
        }
        for file in ["package.json", "package-lock.json", ".npmrc"] {
            std::fs::copy(peers().join(file), folder.join(file)).unwrap();
        }
        let mut npm = Command::new("npm");
        output(npm.arg("ci").current_dir(&folder), INSTALL).await?;
        complete(&folder, &wanted);
        Ok(folder)
    });
    made.await.clone()
}

/// A server that wants a token, listens to `/sim/`, and pings often enough to be waited for.
async fn server() -> PlexSim {
    PlexSim::builder()
        .token(SECRET)
        .control(true)
        .ping_every(Duration::from_millis(300))
        .start()
        .await
        .unwrap()
}

async fn run_python(script: &str) -> Option<(PlexSim, String)> {
    run_python_at(script, server().await, &[]).await
}

async fn run_python_at(
    script: &str,
    sim: PlexSim,
    more: &[(&str, &str)],
) -> Option<(PlexSim, String)> {
    let python = unless_skipped(python().await)?;
    let mut command = Command::new(python);
    command.envs(more.iter().copied());
    command
        .arg(peers().join(script))
        .env("PYTHONDONTWRITEBYTECODE", "1");
    let said = output(aimed(&mut command, &sim), RUN).await;
    Some((sim, said.unwrap_or_else(|why| panic!("{why}"))))
}

/// Runs a script beside the installed packages, which is where Node looks for them.
async fn run_node(script: &str, more: &[(&str, &str)]) -> Option<(PlexSim, String)> {
    let folder = unless_skipped(node().await)?;
    for file in ["steering.mjs", script] {
        std::fs::copy(peers().join(file), folder.join(file)).unwrap();
    }
    let sim = server().await;
    let mut command = Command::new("node");
    command.arg(folder.join(script)).envs(more.iter().copied());
    let said = output(aimed(&mut command, &sim), RUN).await;
    Some((sim, said.unwrap_or_else(|why| panic!("{why}"))))
}

/// Tells the client where the server is; a proxy between them would only be in the way.
fn aimed<'a>(command: &'a mut Command, sim: &PlexSim) -> &'a mut Command {
    command
        .env("PLEX_URL", sim.url())
        .env("PLEX_TOKEN", SECRET)
        .env("NO_PROXY", "127.0.0.1")
        .env("no_proxy", "127.0.0.1")
}

/// Compares what a client's calls returned with its table in the README.
fn assert_documented(client: &str, said: &str) {
    static README: Mutex<()> = Mutex::new(());
    let _one_at_a_time = README.lock().unwrap();
    eprintln!("{client}\n{said}");
    let mut lines = said.lines().map(|line| line.split_once('\t').unwrap());
    let (_, version) = lines.next().unwrap();
    let mut table = format!("### {client} {version}\n\n| Call | Returned |\n|---|---|\n");
    for (call, returned) in lines {
        let cell = |text: &str| text.replace('|', "\\|");
        writeln!(table, "| `{}` | `{}` |", cell(call), cell(returned)).unwrap();
    }
    let path = peers().join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let begin = format!("<!-- {client} -->\n");
    let (before, rest) = readme.split_once(&begin).unwrap();
    let (old, after) = rest.split_once("<!-- end -->").unwrap();
    if std::env::var_os("PLEX_API_RENEW_PEERS").is_some() {
        std::fs::write(path, format!("{before}{begin}{table}<!-- end -->{after}")).unwrap();
        return;
    }
    assert!(
        old == table,
        "tests/third_party_clients/README.md says something else of {client}; if this is right, renew it with \
         PLEX_API_RENEW_PEERS=1 cargo test -p plex-api-tests --test all third_party_clients::\n{table}"
    );
}

#[tokio::test]
async fn plexapi_for_python_connects_scans_and_receives_alerts() {
    let Some((sim, said)) = run_python("plexapi_peer.py").await else {
        return;
    };
    assert_documented("PlexAPI (Python)", &said);
    for (method, path, times) in [
        ("GET", "/library/sections/1/refresh", 2),
        ("DELETE", "/library/sections/1/refresh", 1),
        ("PUT", "/library/sections/1/analyze", 1),
        ("PUT", "/library/sections/1/emptyTrash", 1),
        ("PUT", "/library/metadata/513/refresh", 1),
        ("PUT", "/library/metadata/513/analyze", 1),
        ("PUT", "/library/optimize", 1),
        ("PUT", "/library/clean/bundles", 1),
        ("POST", "/butler/BackupDatabase", 1),
        // The client knows the tasks, and does not ask for another one.
        ("POST", "/butler/Nothing", 0),
    ] {
        let sent = sim.requests_of(method, path);
        assert_eq!(sent.len(), times, "{method} {path}");
    }
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn plexapi_for_python_signs_in_finds_servers_and_connects() {
    let sim = PlexSim::builder()
        .control(true)
        .plex_tv(PlexTvSetup::new())
        .gdm("127.0.0.1:0".parse().unwrap())
        .start()
        .await
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let bundle = folder.path().join("ca.pem");
    let plex_tv = sim.plex_tv().unwrap();
    std::fs::write(&bundle, plex_tv.ca_pem()).unwrap();
    let (url, proxy) = (plex_tv.url(), plex_tv.proxy_url().to_owned());
    let port = sim.gdm_addr().unwrap().port().to_string();
    let more = [
        ("PLEX_TV_URL", url.as_str()),
        ("HTTPS_PROXY", &proxy),
        ("https_proxy", &proxy),
        ("REQUESTS_CA_BUNDLE", bundle.to_str().unwrap()),
        ("GDM_PORT", &port),
        ("PLEXAPI_HEADER_IDENTIFIER", "plexapi-peer"),
    ];
    let Some((sim, said)) = run_python_at("plexapi_account_peer.py", sim, &more).await else {
        return;
    };
    assert_documented("PlexAPI (Python), account", &said);
    // What the simulator is for: it can tell who received which secret.
    let log = sim.plex_tv().unwrap().request_log();
    let to_server = log.iter().filter(|request| request.to == "server");
    let (own, account): (Vec<_>, Vec<_>) =
        to_server.partition(|request| !request.contains("<account-token-"));
    assert!(
        own.iter()
            .any(|request| request.contains("<server-token-1>"))
    );
    // The script's own attempt.
    assert!(account.iter().all(|request| request.status == Some(401)));
    assert!(!account.is_empty());
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn plexwebsocket_listens_reconnects_and_understands_a_refusal() {
    let Some((sim, said)) = run_python("plexwebsocket_peer.py").await else {
        return;
    };
    assert_documented("plexwebsocket (Python)", &said);
    assert_eq!(sim.streams_seen(), 2);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn plexjs_lists_and_cancels() {
    // What it would make of a stream that is called what the document calls it.
    let octets = PlexSim::start().await.unwrap();
    octets.answer(
        "GET",
        "/:/eventsource/notifications",
        StubResponse::raw(
            &b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\
               Content-Length: 23\r\n\r\nevent: ping\ndata: {}\n\n\n"[..],
        ),
    );
    let more = [("PLEX_URL_OCTETS", octets.url())];
    let more: Vec<_> = more.iter().map(|(key, url)| (*key, url.as_str())).collect();
    let Some((sim, said)) = run_node("plexjs_peer.mjs", &more).await else {
        return;
    };
    assert_documented("@lukehagar/plexjs (Node)", &said);
    let asked = sim.requests_of("GET", "/activities");
    assert_eq!(asked[0].header("accept"), Some("application/json"));
    // Not `filters`, so that it hears of everything.
    let listening = sim.requests_of("GET", "/:/eventsource/notifications");
    assert_eq!(listening[0].query_value("filter"), Some("activity"));
    assert_eq!(
        sim.requests_of("GET", "/:/websocket/notifications").len(),
        1
    );
    octets.shutdown().await;
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn a_standard_event_source_listens_and_reconnects() {
    let Some((sim, said)) = run_node("eventsource_peer.mjs", &[]).await else {
        return;
    };
    assert_documented("eventsource (Node)", &said);
    assert_eq!(sim.streams_seen(), 2);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn curl_lists_cancels_and_listens() {
    let version = output(Command::new("curl").arg("--version"), RUN).await;
    if unless_skipped(version).is_none() {
        return;
    }
    let sim = server().await;
    let job = sim
        .activity("media.download")
        .title("A download")
        .uuid("d-1");
    job.cancellable(true).progress(12).start();
    let token = format!("X-Plex-Token: {SECRET}");
    let curl = async |arguments: &[&str], path: &str| {
        let mut command = Command::new("curl");
        command.args(["--silent", "--max-time", "20", "--header", &token]);
        command.args(arguments).arg(format!("{}{path}", sim.url()));
        output(&mut command, RUN).await.unwrap()
    };
    let status = ["--output", "/dev/null", "--write-out", "%{http_code}"];
    let cancel = [&["--request", "DELETE"][..], &status].concat();
    let activities = "/activities";
    let json = ["--header", "Accept: application/json"];

    // The version is the machine's own.
    let mut said = "version\tof any version\n".to_owned();
    let mut say = |call: &str, returned: &str| {
        writeln!(said, "{call}\t{}", returned.trim_end().replace('\n', " ")).unwrap();
    };
    say("GET /activities", &curl(&[], activities).await);
    say("GET /activities as JSON", &curl(&json, activities).await);
    say(
        "DELETE /activities/d-1",
        &curl(&cancel, "/activities/d-1").await,
    );
    let again = curl(&cancel, "/activities/d-1").await;
    say("DELETE /activities/d-1 again", &again);
    let refresh = curl(&status, "/library/sections/1/refresh").await;
    say("GET /library/sections/1/refresh", &refresh);

    let listening = curl(
        &["--no-buffer"],
        "/:/eventsource/notifications?filters=activity",
    );
    let playing = async {
        sim.wait_stream_opened().await.unwrap();
        let job = sim.activity("butler").uuid("b-1");
        job.ends_after(Duration::ZERO).start();
        sim.fault(plex_sim::Fault::EndStreams);
    };
    let (heard, ()) = tokio::join!(listening, playing);
    let heard: Vec<_> = heard.lines().filter(|line| line.contains("b-1")).collect();
    say("GET /:/eventsource/notifications", &heard.join(" "));
    assert_documented("curl", &said);
    sim.finish().await.unwrap();
}
