//! schemathesis, a test generator that others wrote, finds no disagreement between
//! `openapi/plex.yaml` and `plex-sim`: every answer has a status, a type, headers and a body that
//! the document knows, nothing that it asks makes the simulator fail, and no operation that wants a
//! token answers without.
//!
//! It is installed, in the versions pinned in `tests/schemathesis`, into a folder under `target/`;
//! without Python or the packages a test says so and passes, unless `PLEX_API_REQUIRE_EXTERNAL` is
//! set. The cases are the same in every run. Left out are:
//!
//! - the two streams, which never end, or are no HTTP answers;
//! - that invalid values are refused (`negative_data_rejection`): servers read queries as they come,
//!   and the document promises no refusal;
//! - XML, which comes where `Accept` does not ask for JSON alone. The document says so in words.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "test helpers may fail the test, and it says what was tried"
)]

use std::path::{Path, PathBuf};
use std::time::Duration;

use plex_api_tests::SECRET;
use plex_api_tests::tool_cache::{output, python, unless_skipped};
use plex_sim::{PlexSim, StubResponse};
use tokio::process::Command;
use tokio::sync::OnceCell;

/// The longest time that one run may take.
const RUN: Duration = Duration::from_secs(180);

const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance,ignored_auth";

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schemathesis")
}

/// A server with an activity that the cases can cancel, one that they cannot, and a running butler task.
/// Its clock is fast, so that the work that they start ends soon.
async fn server() -> PlexSim {
    let sim = PlexSim::builder().token(SECRET).start().await.unwrap();
    sim.set_clock_rate(100.0);
    let task = sim.activity("butler").title("Cleaning old bundles");
    task.forever().start();
    for (uuid, cancellable) in [("can-be-cancelled", true), ("cannot-be-cancelled", false)] {
        let download = sim.activity("media.download").uuid(uuid);
        download.cancellable(cancellable).forever().start();
    }
    sim
}

/// The output of schemathesis for the server; `Err` when it found a fault. `None` when it is not
/// available.
async fn tried(sim: &PlexSim, more: &[&str]) -> Option<Result<String, String>> {
    static PYTHON: OnceCell<Result<PathBuf, String>> = OnceCell::const_new();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("schemathesis");
    let made = PYTHON.get_or_init(|| async {
        python(&folder.join("python"), &here().join("requirements.txt")).await
    });
    let python = unless_skipped(made.await.clone())?;
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/plex.yaml");
    let mut command = Command::new(python);
    command
        .args(["-m", "schemathesis.cli", "--no-color", "--config-file"])
        .arg(here().join("schemathesis.toml"))
        .arg("run")
        .arg(document)
        .args(["--url", &sim.url(), "--checks", CHECKS])
        .args(["--header", &format!("X-Plex-Token: {SECRET}")])
        .args(["--header", "Accept: application/json"])
        .args([
            "--exclude-path-regex",
            "^/:/",
            "--phases",
            "coverage,fuzzing",
        ])
        .args(["--warnings", "off", "--continue-on-failure"])
        .args(more)
        .current_dir(&folder)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("NO_PROXY", "127.0.0.1")
        .env("no_proxy", "127.0.0.1");
    Some(output(&mut command, RUN).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn document_and_simulator_agree() {
    let sim = server().await;
    let Some(said) = tried(&sim, &[]).await else {
        return;
    };
    let said = said.unwrap_or_else(|why| panic!("{why}"));
    let cases = said.lines().rev().find(|line| line.contains("generated"));
    eprintln!("{}", cases.unwrap_or(&said).trim());
    // It went where there is something, and where there is nothing.
    for (method, path, status) in [
        ("GET", "/activities", 200),
        ("GET", "/library/sections", 200),
        ("GET", "/identity", 200),
        ("DELETE", "/activities/can-be-cancelled", 200),
        ("DELETE", "/activities/cannot-be-cancelled", 400),
        ("DELETE", "/activities/nobody", 404),
        ("GET", "/library/sections/1/refresh", 200),
        ("GET", "/library/sections/99/refresh", 404),
        ("POST", "/butler/BackupDatabase", 200),
        ("POST", "/butler/CleanOldBundles", 202),
        ("POST", "/butler/NoSuchTask", 404),
        ("PUT", "/library/optimize", 401),
    ] {
        let answers = sim.requests_of(method, path);
        let seen = answers.iter().any(|request| request.status == Some(status));
        assert!(seen, "{method} {path} never gave {status}");
    }
    sim.finish().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disagreement_is_found() {
    let sim = server().await;
    let wrong = r#"{"MediaContainer":{"size":1,"Activity":[{"uuid":"a","cancellable":[]}]}}"#;
    sim.answer("GET", "/activities", StubResponse::json(200, wrong));
    sim.answer("POST", "/butler", StubResponse::empty(418));
    let only = ["--include-path", "/activities", "--include-path", "/butler"];
    let Some(said) = tried(&sim, &only).await else {
        return;
    };
    let said = said.unwrap_err();
    assert!(said.contains("cancellable"), "{said}");
    assert!(said.contains("418"), "{said}");
    sim.shutdown().await;
}
