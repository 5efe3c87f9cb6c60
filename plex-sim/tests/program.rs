//! The program `plex-sim`, started as a child process.
#![cfg(feature = "cli")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "test helpers may fail the test, and a skipped one says so"
)]

use crate::support;

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

/// The program. It ends with this test, even if the test is killed: its standard input closes then.
fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plex-sim"));
    command
        .arg("--exit-with-stdin")
        .kill_on_drop(true)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

#[tokio::test]
async fn the_first_line_is_the_address_and_a_signal_ends_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    std::fs::write(&file, "s3cret\n").unwrap();
    let mut running = program()
        .args([
            "--scenario",
            "big-scan",
            "--prefix",
            "/plex",
            "--token-file",
        ])
        .arg(&file)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(running.stdout.take().unwrap()).lines();
    let url = lines.next_line().await.unwrap().unwrap();
    assert!(
        url.starts_with("http://127.0.0.1:") && url.ends_with("/plex"),
        "{url}"
    );
    let list = format!("{url}/activities");
    assert_eq!(support::get(&list).await.unwrap().status(), 401);
    let body = support::get(format!("{list}?X-Plex-Token=s3cret"))
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(body.contains("Scanning Movies"), "{body}");
    // Kept open, so that only the signal can end the program.
    let _stdin = running.stdin.take();
    let id = running.id().unwrap().to_string();
    std::process::Command::new("kill")
        .args(["-TERM", &id])
        .status()
        .unwrap();
    assert!(running.wait().await.unwrap().success());
}

#[tokio::test]
async fn it_ends_when_standard_input_closes() {
    let (mut running, _) = start(&[]).await;
    drop(running.stdin.take());
    assert!(running.wait().await.unwrap().success());
}

#[tokio::test]
async fn an_unreadable_token_file_is_reported_in_one_line() {
    let output = program()
        .args(["--token-file", "/nonexistent/token"])
        .output()
        .await
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.starts_with("plex-sim: cannot read the token file"),
        "{said}"
    );
    assert_eq!(said.lines().count(), 1);
    assert!(output.stdout.is_empty());
}

/// Starts the program and returns it with its address.
async fn start(arguments: &[&str]) -> (tokio::process::Child, String) {
    let mut running = program().args(arguments).spawn().unwrap();
    let mut lines = BufReader::new(running.stdout.take().unwrap()).lines();
    let url = lines.next_line().await.unwrap().unwrap();
    (running, url)
}

#[tokio::test]
async fn control_is_on_unless_it_is_disabled() {
    let (_running, url) = start(&["--scenario", "none"]).await;
    let state = support::get(format!("{url}/sim/")).await.unwrap();
    assert!(state.text().await.unwrap().contains("\"activities\":[]"));
    let (_running, url) = start(&["--no-control"]).await;
    let state = support::get(format!("{url}/sim/")).await.unwrap();
    assert_eq!(state.status(), 404);
}

#[cfg(feature = "plex-tv")]
#[tokio::test]
async fn the_second_line_is_the_address_of_the_account_service() {
    let mut running = program().arg("--plex-tv").spawn().unwrap();
    let mut lines = BufReader::new(running.stdout.take().unwrap()).lines();
    let server = lines.next_line().await.unwrap().unwrap();
    let service = lines.next_line().await.unwrap().unwrap();
    assert!(service.starts_with("http://127.0.0.1:") && service != server);
    let pins = support::client().post(format!("{service}/api/v2/pins"));
    let pins = pins.header("X-Plex-Client-Identifier", "c-1");
    assert_eq!(pins.send().await.unwrap().status(), 201);
    let list = support::get(format!("{server}/activities")).await.unwrap();
    assert_eq!(list.status(), 401, "the server belongs to the account");
}

#[tokio::test]
async fn an_unknown_path_is_named_once() {
    let (mut running, url) = start(&["--scenario", "none"]).await;
    for path in ["/music", "/music?a=1", "/identity", "/theatre"] {
        support::get(format!("{url}{path}")).await.unwrap();
    }
    drop(running.stdin.take());
    let output = running.wait_with_output().await.unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    let lines: Vec<_> = said.lines().collect();
    assert_eq!(lines.len(), 2, "{said}");
    assert!(
        lines[0].starts_with("plex-sim: GET /music is not served and got 404"),
        "{said}"
    );
    assert!(lines[1].contains("/theatre"), "{said}");
}

#[tokio::test]
async fn a_scenario_file_is_played_at_its_rate() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/evening.yaml");
    let (_running, url) = start(&["--scenario", file, "--rate", "0"]).await;
    let state = support::get(format!("{url}/sim/")).await.unwrap();
    let state = state.text().await.unwrap();
    assert!(
        state.contains("Home Videos") && state.contains("\"rate\":0.0"),
        "{state}"
    );
}

#[tokio::test]
async fn an_invalid_scenario_is_reported_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("night.yaml");
    std::fs::write(&file, "name: x\nsteps:\n- fault: quake\n").unwrap();
    let output = program()
        .arg("--scenario")
        .arg(&file)
        .output()
        .await
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("night.yaml:3:10: steps[0].fault: unknown variant"),
        "{said}"
    );
    assert_eq!(said.lines().count(), 1);
}

#[cfg(feature = "tls")]
#[tokio::test]
async fn the_certificate_file_exists_when_the_address_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    let (_running, url) = start(&["--tls", "--ca-file", file.to_str().unwrap()]).await;
    assert!(url.starts_with("https://127.0.0.1:"), "{url}");
    let pem = std::fs::read_to_string(&file).unwrap();
    assert!(pem.starts_with("-----BEGIN CERTIFICATE-----"), "{pem}");
}

#[tokio::test]
async fn the_documented_test_in_python_passes() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/example_test.py");
    let mut python = Command::new("python3");
    python
        .arg(script)
        .env("PLEX_SIM", env!("CARGO_BIN_EXE_plex-sim"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env_remove("http_proxy")
        .kill_on_drop(true);
    let limit = std::time::Duration::from_secs(60);
    let output = match tokio::time::timeout(limit, python.output()).await.unwrap() {
        Ok(output) => output,
        Err(error) => {
            let required = std::env::var_os("PLEX_API_REQUIRE_EXTERNAL").is_some();
            assert!(!required, "python3 is missing: {error}");
            eprintln!("skipped: python3 is missing: {error}");
            return;
        }
    };
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("Ran 1 test"), "{said}");
}
