//! The program `plex-sim` from outside.
#![cfg(feature = "cli")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plex-sim"));
    command
        .kill_on_drop(true)
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
    assert_eq!(reqwest::get(&list).await.unwrap().status(), 401);
    let body = reqwest::get(format!("{list}?X-Plex-Token=s3cret"))
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(body.contains("Scanning Movies"), "{body}");
    let id = running.id().unwrap().to_string();
    std::process::Command::new("kill")
        .args(["-TERM", &id])
        .status()
        .unwrap();
    assert!(running.wait().await.unwrap().success());
}

#[tokio::test]
async fn what_cannot_work_is_said_in_one_line() {
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
