//! The ends of programs: without their terminal, by signals while something keeps them busy, and with too few
//! files.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::time::{Duration, Instant};

use common::{
    ChildGuard, PlexctlProcess, copy_environment, finish, program, tied_command, write_secret,
};
use plex_sim::PlexSim;

const PLEXCTL: &str = env!("CARGO_BIN_EXE_plexctl");

/// A signal must end a program within a second. The rest is for a busy machine.
const SOON: Duration = Duration::from_secs(15);

/// A server that answers every request with interim responses without end.
fn endless_interim_answers() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            std::thread::spawn(move || flood(stream.unwrap()));
        }
    });
    url
}

fn flood(mut stream: TcpStream) {
    let block = b"HTTP/1.1 100 C\r\n\r\n".repeat(50_000);
    let _ = stream.read(&mut [0; 4096]);
    while stream.write_all(&block).is_ok() {}
}

#[test]
fn endless_interim_answers_delay_neither_the_clock_nor_a_signal() {
    let url = endless_interim_answers();
    let list = |time: &str| {
        let mut command = program();
        command.args(["--url", &url, "list", "--request-timeout", time]);
        command
    };
    let begin = Instant::now();
    let ran = finish(&mut list("2s"));
    assert_eq!(ran.code, 6, "{ran:?}");
    assert!(
        begin.elapsed() < Duration::from_secs(2) + SOON,
        "{:?}",
        begin.elapsed()
    );

    let child = ChildGuard::spawn_piped(&mut list("60s"));
    let mut waited = program();
    // Until the flood is on its way.
    finish(waited.args(["--url", &url, "list", "--request-timeout", "1s"]));
    let begin = Instant::now();
    child.signal("TERM");
    assert_eq!(child.finish().code, 143);
    assert!(begin.elapsed() < SOON, "{:?}", begin.elapsed());
}

#[tokio::test]
async fn endless_interim_answers_of_three_servers_do_not_silence_a_fourth() {
    let sim = PlexSim::start().await.unwrap();
    let id = sim.activity("media.download").title("Download").start();
    let evil = endless_interim_answers();
    let folder = tempfile::tempdir().unwrap();
    let mut command = program();
    for (number, url) in [
        &sim.url(),
        &evil,
        &format!("{evil}/a"),
        &format!("{evil}/b"),
    ]
    .into_iter()
    .enumerate()
    {
        let token = folder.path().join(number.to_string());
        write_secret(&token, "made-up");
        command.args(["--url", url, "--token-file"]).arg(token);
    }
    let mut watch = PlexctlProcess::start(command.args(["watch", "-o", "jsonl"]));
    watch.until_event("started");
    for progress in 1..30 {
        let begin = Instant::now();
        sim.progress(&id, progress, "");
        watch.until(|event| event["activity"]["progress"] == progress);
        assert!(begin.elapsed() < SOON, "{progress}: {:?}", begin.elapsed());
    }
    let begin = Instant::now();
    watch.signal("TERM");
    assert_eq!(watch.finish().code, 143);
    assert!(begin.elapsed() < SOON, "{:?}", begin.elapsed());
}

#[tokio::test]
async fn programs_end_when_their_terminal_is_gone_even_if_they_ignore_hang_ups() {
    let folder = tempfile::tempdir().unwrap();
    for (number, command) in ["watch", "watch -o jsonl", "record", "wait a"]
        .iter()
        .enumerate()
    {
        let sim = PlexSim::start().await.unwrap();
        sim.activity("media.download")
            .uuid("a")
            .title("Download")
            .start();
        // The shell outlives the terminal, and opens this at once to write the exit code into it.
        let pipe = folder.path().join(number.to_string());
        assert!(
            Command::new("mkfifo")
                .arg(&pipe)
                .status()
                .unwrap()
                .success()
        );
        let line = format!(
            "trap '' HUP; exec 9>{}; timeout --foreground -s KILL 60 {PLEXCTL} --url {} {command}; \
             echo $? >&9",
            pipe.display(),
            sim.url(),
        );
        let mut script = tied_command("script");
        copy_environment(&mut script);
        let terminal = ChildGuard::spawn_piped(script.args(["-qec", &line, "/dev/null"]));
        let mut code = std::fs::File::open(&pipe).unwrap();
        sim.wait_stream_opened().await.unwrap();
        drop(terminal);
        let mut text = String::new();
        code.read_to_string(&mut text).unwrap();
        assert_eq!(text, "129\n", "{command}");
    }
}

#[test]
fn too_few_files_are_reported_and_not_a_panic() {
    for files in 3..40 {
        let line = format!(
            "ulimit -n {files} && exec {PLEXCTL} --url http://127.0.0.1:1 watch --timeout 100ms"
        );
        let mut shell = Command::new("sh");
        copy_environment(&mut shell);
        let ran = finish(shell.args(["-c", &line]));
        // With very few, the system cannot even load the program.
        if ran.code == 127 {
            continue;
        }
        let is_reported = ran.code == 1 && ran.stderr.contains("ulimit -n");
        assert!(is_reported || ran.code == 6, "{files}: {ran:?}");
        assert!(!ran.stderr.contains("panicked"), "{files}: {ran:?}");
    }
}

#[tokio::test]
async fn the_bridge_ends_within_a_second_whatever_the_broker_does() {
    let sim = PlexSim::start().await.unwrap();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let broker = format!("mqtt://{}", silent.local_addr().unwrap());
    for accepts_login in [false, true] {
        let mut command = program();
        command.args(["--url", &sim.url(), "bridge", "mqtt", &broker]);
        let bridge = PlexctlProcess::start(&mut command);
        let (mut client, _) = silent.accept().unwrap();
        if accepts_login {
            let _ = client.read(&mut [0; 1024]).unwrap();
            client.write_all(&[0x20, 2, 0, 0]).unwrap();
            // The first message, which this broker never confirms.
            let _ = client.read(&mut [0; 1024]).unwrap();
        }
        let begin = Instant::now();
        bridge.signal("TERM");
        let ran = bridge.finish();
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(begin.elapsed() < SOON, "{:?}", begin.elapsed());
    }
}
