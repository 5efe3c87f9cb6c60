//! `plexctl when-quiet`: what runs, with which code it ends, and what ends it.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use std::process::Command;

use common::{NamedPipe, PlexctlProcess, copy_environment, program, run, tied_command};
use plex_sim::{PlexSim, ServerList, StubResponse};
use serde_json::json;

async fn sim() -> PlexSim {
    PlexSim::start().await.unwrap()
}

/// The program with its messages among the lines of the command, which all write to one stream.
fn start(url: &str, arguments: &[&str]) -> PlexctlProcess {
    let plexctl = program();
    let mut command = tied_command("sh");
    copy_environment(&mut command);
    command
        .args(["-c", "exec \"$@\" 2>&1", "sh"])
        .arg(plexctl.get_program())
        .args(plexctl.get_args())
        .args(["--url", url, "when-quiet"])
        .args(arguments)
        .stdin(std::process::Stdio::null());
    PlexctlProcess::start(&mut command)
}

/// Its lines up to and with the one that contains `part`.
fn until(process: &mut PlexctlProcess, part: &str) -> Vec<String> {
    let mut lines = Vec::new();
    loop {
        let line = process.line();
        let is_last = line.contains(part);
        lines.push(line);
        if is_last {
            return lines;
        }
    }
}

#[test]
fn a_command_that_cannot_run_is_127_or_126_before_anything_is_asked() {
    let sim = PlexSim::builder().start_blocking().unwrap();
    let plain = tempfile::NamedTempFile::new().unwrap();
    let plain = plain.path().to_str().unwrap();
    for (command, code, part) in [
        (
            "no-such-program",
            127,
            "no program \"no-such-program\" in PATH",
        ),
        ("/no/such", 127, "there is no program"),
        (plain, 126, "cannot be run"),
    ] {
        run(&["--url", &sim.url(), "when-quiet", "--", command]).assert_fails(code, &[part]);
    }
    assert_eq!(sim.requests(), []);
}

#[tokio::test]
async fn the_command_runs_once_when_quiet_with_its_code_and_without_the_token() {
    let token = "made-up-token-of-sim";
    let sim = PlexSim::builder().token(token).start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("script");
    std::fs::write(&script, "#!/no/such/interpreter\n").unwrap();
    let made = Command::new("chmod")
        .arg("+x")
        .arg(&script)
        .status()
        .unwrap();
    assert!(made.success());
    let start = |words: &[&str]| {
        let mut command = program();
        command
            .env("PLEX_URL", sim.url())
            .env("PLEX_TOKEN", token)
            .env("MY_HEADER", format!("X-Plex-Token: {token}"))
            .env("MY_OWN", "kept")
            .args(["when-quiet", "--for", "15s", "--"])
            .args(words);
        PlexctlProcess::start(&mut command)
    };
    let fails = start(&["sh", "-c", "echo \"$0 $1\"; exit 42", "a b", "$HOME"]);
    let killed = start(&["sh", "-c", "kill -KILL $$"]);
    let environment = start(&["env"]);
    let broken = start(&[script.to_str().unwrap()]);

    let ran = fails.finish();
    assert_eq!(
        (ran.code, ran.stdout.as_str()),
        (42, "a b $HOME\n"),
        "{ran:?}"
    );
    assert!(
        ran.stderr.contains("the server is quiet: sh runs"),
        "{ran:?}"
    );
    assert_eq!(killed.finish().code, 128 + 9);
    let ran = environment.finish();
    assert_eq!(ran.code, 0, "{ran:?}");
    let has = |line: &str| ran.stdout.lines().any(|known| known == line);
    assert!(
        has("MY_OWN=kept") && ran.stdout.contains("PATH="),
        "{ran:?}"
    );
    for secret in ["PLEX_", "made-up", "MY_HEADER"] {
        assert!(!ran.stdout.contains(secret), "{secret}: {ran:?}");
    }
    let ran = broken.finish();
    assert_eq!(ran.code, 127, "{ran:?}");
    assert!(ran.stderr.contains("cannot start"), "{ran:?}");
}

#[tokio::test]
async fn while_the_server_is_busy_nothing_runs_and_the_timeout_is_7() {
    let busy = sim().await;
    busy.activity("media.download")
        .title("A Quiet Harbour")
        .start();
    let mut plexctl = start(&busy.url(), &["--timeout", "6s", "--", "echo", "ran"]);
    let said = until(&mut plexctl, "was not quiet within 6s");
    assert!(said[0].contains("waiting for downloads: "), "{said:?}");
    let ran = plexctl.finish();
    assert_eq!((ran.code, ran.stdout.as_str()), (7, ""), "{ran:?}");
    // It asks once more before it runs the command: somebody begins to play after the two looks.
    let late = sim().await;
    let playing = json!({"MediaContainer": {"size": 1, "Metadata": [{"sessionKey": "12",
        "title": "A Quiet Harbour", "Player": {"state": "playing"}, "Session": {"id": "session-1"}}]}});
    let empty = json!({"MediaContainer": {"size": 0}});
    for (answer, times) in [(playing, 1000), (empty, 2)] {
        let answer = StubResponse::json(200, answer.to_string()).times(times);
        late.answer("GET", "/status/sessions", answer);
    }
    let mut plexctl = start(&late.url(), &["--timeout", "20s", "--", "echo", "ran"]);
    let said = until(&mut plexctl, "was not quiet within 20s");
    assert!(said.last().unwrap().contains("A Quiet Harbour"), "{said:?}");
    assert!(!said.contains(&"ran".to_owned()), "{said:?}");
    assert_eq!(plexctl.finish().code, 7);
    // A signal while it waits ends it, as any other wait.
    let mut plexctl = start(&busy.url(), &["--", "echo", "ran"]);
    until(&mut plexctl, "waiting for downloads: ");
    plexctl.signal("INT");
    let ran = plexctl.finish();
    assert_eq!(ran.code, 130, "{ran:?}");
    assert!(!ran.stdout.contains("ran"), "{ran:?}");
}

#[tokio::test]
async fn work_that_returns_is_a_warning_or_ends_the_command_with_all_that_it_started() {
    let sim = sim().await;
    let pipe = NamedPipe::create();
    let warned = format!("echo began; cat {}; exit 3", pipe.show());
    let mut warned = start(&sim.url(), &["--", "sh", "-c", &warned]);
    let stop = |script: &str| start(&sim.url(), &["--stop-on-busy", "--", "sh", "-c", script]);
    // What it started has its standard output too, so that the end of that tells the end of all.
    let mut ended = stop("sleep 60 & echo began; wait");
    let mut stubborn = stop("trap '' TERM; echo began; sleep 60; sleep 60");
    for plexctl in [&mut warned, &mut ended, &mut stubborn] {
        until(plexctl, "began");
    }
    sim.set_list(
        ServerList::Conversions,
        [json!({"generatorID": 467, "progress": 42, "title": "A Quiet Harbour"})],
    );
    sim.activity("media.download").title("A download").start();

    let said = until(&mut warned, "busy again while sh runs");
    assert!(said.last().unwrap().contains("downloads: "), "{said:?}");
    std::fs::write(&pipe.path, "").unwrap();
    assert_eq!(warned.finish().code, 3);
    let said = until(&mut ended, "was sent SIGTERM, and gets SIGKILL in 10s");
    assert!(said.last().unwrap().contains("downloads: "), "{said:?}");
    assert_eq!(ended.finish().code, 128 + 15);
    until(&mut stubborn, "was sent SIGTERM");
    assert_eq!(stubborn.finish().code, 128 + 9);
}

#[tokio::test]
async fn a_signal_is_passed_on_and_nothing_is_left_behind() {
    let sim = sim().await;
    let start = |script: &str| start(&sim.url(), &["--", "sh", "-c", script]);
    let traps = "trap 'echo got TERM; exit 5' TERM; trap 'echo got INT; exit 6' INT; sleep 60 & echo began; \
                 wait";
    let mut runs = [
        ("TERM", "got TERM", 5, start(traps)),
        ("INT", "got INT", 6, start(traps)),
        ("TERM", "", 143, start("sleep 60 & echo began; wait")),
    ];
    for (_, _, _, plexctl) in &mut runs {
        until(plexctl, "began");
    }
    for (signal, said, code, plexctl) in runs {
        plexctl.signal(signal);
        let ran = plexctl.finish();
        assert_eq!(ran.code, code, "{signal}: {ran:?}");
        assert!(ran.stdout.contains(said), "{signal}: {ran:?}");
    }
}
