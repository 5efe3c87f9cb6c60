//! Clients and applications that others wrote, run against `plex-sim`: the results of their calls stay
//! as in the table in `tests/third_party_clients/README.md`.
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

/// The longest time that one client may take.
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

/// A folder with the pinned npm packages and the scripts.
async fn node() -> Result<PathBuf, String> {
    static NODE: OnceCell<Result<PathBuf, String>> = OnceCell::const_new();
    let made = NODE.get_or_init(|| async {
        let wanted = std::fs::read_to_string(peers().join("package-lock.json")).unwrap();
        let folder = folder("node");
        output(Command::new("node").arg("--version"), RUN).await?;
        if !is_complete(&folder, &wanted) {
            for file in ["package.json", "package-lock.json", ".npmrc"] {
                std::fs::copy(peers().join(file), folder.join(file)).unwrap();
            }
            let mut npm = Command::new("npm");
            output(npm.arg("ci").current_dir(&folder), INSTALL).await?;
            complete(&folder, &wanted);
        }
        // Node looks for packages beside a script. Once, so that no test reads a script that another copies.
        for entry in std::fs::read_dir(peers()).unwrap() {
            let file = entry.unwrap().path();
            if file.extension().is_some_and(|one| one == "mjs") {
                std::fs::copy(&file, folder.join(file.file_name().unwrap())).unwrap();
            }
        }
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
    Some(run_with(&python, script, sim, more).await)
}

async fn run_with(
    python: &Path,
    script: &str,
    sim: PlexSim,
    more: &[(&str, &str)],
) -> (PlexSim, String) {
    let mut command = Command::new(python);
    command.envs(more.iter().copied());
    command
        .arg(peers().join(script))
        .env("PYTHONDONTWRITEBYTECODE", "1");
    let said = output(aimed(&mut command, &sim), RUN).await;
    (sim, said.unwrap_or_else(|why| panic!("{why}")))
}

async fn run_node(script: &str, more: &[(&str, &str)]) -> Option<(PlexSim, String)> {
    let folder = unless_skipped(node().await)?;
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

/// The simulator answered everything but these requests.
fn assert_nothing_unknown(sim: &PlexSim, known: &[&str]) {
    let requests = sim.requests();
    let refused = requests.iter().filter(|one| one.status == Some(404));
    let refused: Vec<_> = refused
        .map(|one| format!("{} {}", one.method, one.path))
        .collect();
    assert_eq!(refused, known);
}

/// Compares the results of a client's calls with its table in the README.
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
    // The simulator's log names the receiver of each secret.
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
async fn plextraktsync_follows_scans_and_refreshed_items() {
    let Some((sim, said)) = run_python("plextraktsync_peer.py").await else {
        return;
    };
    assert_documented("PlexTraktSync (Python)", &said);
    // It follows the key that the activity names, and asks for nothing that is not served.
    assert_eq!(sim.requests_of("GET", "/library/metadata/513").len(), 1);
    assert_nothing_unknown(&sim, &[]);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn plexdo_lists_starts_and_cancels_scans() {
    let Some((sim, said)) = run_python("plexdo_peer.py").await else {
        return;
    };
    assert_documented("plexdo (Python)", &said);
    let stopped = sim.requests_of("DELETE", "/library/sections/1/refresh");
    assert_eq!(stopped.len(), 1);
    assert_nothing_unknown(&sim, &[]);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn plex_nfs_watchdog_scans_folders_and_waits_for_other_scans() {
    // It asks for an older PlexAPI than the others.
    let requirements = peers().join("plex_nfs_watchdog.txt");
    let python = tool_cache::python(&folder("plex_nfs_watchdog"), &requirements).await;
    let Some(python) = unless_skipped(python) else {
        return;
    };
    let script = "plex_nfs_watchdog_peer.py";
    let (sim, said) = run_with(&python, script, server().await, &[]).await;
    assert_documented("plex-nfs-watchdog (Python)", &said);
    let scans = sim.requests_of("GET", "/library/sections/7/refresh");
    let paths: Vec<_> = scans.iter().map(|scan| scan.query_value("path")).collect();
    assert_eq!(
        paths,
        [
            Some("/mnt/films/Blue Lantern (2014)"),
            Some("/mnt/films/Cartographers (2003).mkv")
        ]
    );
    assert_nothing_unknown(&sim, &[]);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn ctrl_plex_connects_scans_and_receives_alerts() {
    let Some((sim, said)) = run_node("ctrl_plex_peer.mjs", &[]).await else {
        return;
    };
    assert_documented("@ctrl/plex (Node)", &said);
    for (method, path, times) in [
        ("GET", "/library/sections/1/refresh", 2),
        ("DELETE", "/library/sections/1/refresh", 1),
        ("PUT", "/library/sections/1/emptyTrash", 2),
        ("PUT", "/library/optimize", 1),
    ] {
        assert_eq!(
            sim.requests_of(method, path).len(),
            times,
            "{method} {path}"
        );
    }
    // The answer of real servers to this method is unknown.
    assert_nothing_unknown(&sim, &["POST /library/sections/1/analyze"]);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn plex_api_for_node_makes_the_requests_of_overseerr() {
    let Some((sim, said)) = run_node("plex_api_peer.mjs", &[]).await else {
        return;
    };
    assert_documented("plex-api (Node)", &said);
    assert_nothing_unknown(&sim, &["GET /library/metadata/514"]);
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn plexjs_lists_and_cancels() {
    // A server whose stream has the content type of the OpenAPI document.
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
