//! `plexctl when-quiet`: the command that it runs, its exit code, and its end.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use std::process::Command;
#[cfg(target_os = "linux")]
use std::time::{Duration, Instant};

#[cfg(target_os = "linux")]
use common::{ChildGuard, on_terminal};
use common::{
    Home, NamedPipe, PlexctlProcess, copy_environment, finish, program, run, sim, tied_command,
};
#[cfg(target_os = "linux")]
use plex_sim::Notification;
use plex_sim::{PlexSim, ServerList, StubResponse};
use serde_json::json;

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
    // As a shell, which finds it in PATH and may not run it.
    let (folder, name) = plain.rsplit_once('/').unwrap();
    let path = std::env::var("PATH").unwrap();
    let mut command = program();
    command.env("PATH", format!("{path}:{folder}"));
    command.args(["--url", &sim.url(), "when-quiet", "--", name]);
    finish(&mut command).assert_fails(126, &["cannot be run: chmod +x"]);
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

/// The token of an account's server is in no setting of plexctl.
#[test]
fn the_command_gets_no_token_of_the_account_or_its_server_in_any_variable() {
    let home = Home::new();
    home.sign_in(&["login"]);
    let account = home.account();
    let account = account.split("\"token\":\"").nth(1).unwrap();
    let account = account.split('"').next().unwrap();
    assert_eq!(home.run(&["list"]).code, 0);
    let requests = home.sim.requests_of("GET", "/activities");
    let server = requests[0].header("x-plex-token").unwrap();
    assert_ne!(server, account);

    let mut command = home.command(&["when-quiet", "--", "env"]);
    command
        .env("MY_SERVER", format!("X-Plex-Token: {server}"))
        .env("MY_ACCOUNT", account)
        .env("MY_OWN", "kept");
    let ran = finish(&mut command);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.contains("MY_OWN=kept\n"), "{ran:?}");
    for secret in [server, account] {
        assert!(!ran.stdout.contains(secret), "{ran:?}");
    }
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
    let player = |state| {
        json!({"MediaContainer": {"size": 1, "Metadata": [{"sessionKey": "12",
            "title": "A Quiet Harbour", "Player": {"state": state}, "Session": {"id": "session-1"}}]}})
    };
    // So does one that goes on, although it was left out while it was paused.
    let empty = json!({"MediaContainer": {"size": 0}});
    let mut runs = Vec::new();
    for at_first in [empty, player("paused")] {
        let late = sim().await;
        for (answer, times) in [(player("playing"), 1000), (at_first, 2)] {
            let answer = StubResponse::json(200, answer.to_string()).times(times);
            late.answer("GET", "/status/sessions", answer);
        }
        let flags = ["--timeout", "20s", "--ignore-paused", "0s"];
        let plexctl = start(&late.url(), &[&flags[..], &["--", "echo", "ran"]].concat());
        runs.push((late, plexctl));
    }
    for (_late, mut plexctl) in runs {
        let said = until(&mut plexctl, "was not quiet within 20s");
        assert!(said.last().unwrap().contains("A Quiet Harbour"), "{said:?}");
        assert!(!said.contains(&"ran".to_owned()), "{said:?}");
        assert_eq!(plexctl.finish().code, 7);
    }
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
    // The process that it started has its standard output too, so that the end of the output shows
    // the end of all.
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

/// On a terminal, a command has the process group of plexctl, so that it can read from the terminal. Ctrl-C
/// reaches both; a signal that somebody sends to plexctl alone is passed on a little later.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn ctrl_c_at_a_terminal_ends_the_command_and_the_code_is_130() {
    use std::io::{BufRead, BufReader, Write};

    let sim = sim().await;
    let start = || {
        let script = "echo began $PPID.; exec sleep 60";
        let arguments = format!("--url {} -q when-quiet -- sh -c '{script}'", sim.url());
        let mut command = on_terminal("", &arguments);
        ChildGuard::spawn_piped(command.stdin(std::process::Stdio::piped()))
    };
    let runs = [start(), start()];
    for (mut terminal, types) in runs.into_iter().zip([true, false]) {
        let mut lines = BufReader::new(terminal.stdout.take().unwrap()).lines();
        let mut line = String::new();
        while !line.contains("began") {
            line = lines.next().unwrap().unwrap();
        }
        let mut input = terminal.stdin.take().unwrap();
        if types {
            input.write_all(b"\x03").unwrap();
        } else {
            let plexctl = line.split("began ").nth(1).unwrap();
            let plexctl = plexctl.split('.').next().unwrap();
            let killed = Command::new("kill").args(["-INT", plexctl]).status();
            assert!(killed.unwrap().success());
        }
        let rest: Vec<_> = lines.map_while(Result::ok).collect();
        let code = terminal.wait().unwrap().code();
        assert_eq!(code, Some(130), "typed: {types}: {rest:?}");
    }
}

/// The program with a pipe for its messages that nobody reads.
#[cfg(target_os = "linux")]
struct Unread {
    plexctl: PlexctlProcess,
    pipe: NamedPipe,
    _reader: std::io::BufReader<std::fs::File>,
}

/// Starts it with these options, and a command that says when it gets SIGTERM and goes on.
#[cfg(target_os = "linux")]
fn start_unread(url: &str, options: &[&str]) -> Unread {
    let pipe = NamedPipe::create();
    let plexctl = program();
    let mut command = tied_command("sh");
    copy_environment(&mut command);
    command
        .args(["-c", "exec \"$@\" 2>\"$0\""])
        .arg(&pipe.path)
        .arg(plexctl.get_program())
        .args(plexctl.get_args())
        .args(["--url", url, "when-quiet"])
        .args(options)
        .args(["--", "sh", "-c"])
        .arg("exec 2>&1; trap 'echo got TERM' TERM; echo began; while :; do sleep 1; done")
        .stdin(std::process::Stdio::null());
    let plexctl = PlexctlProcess::start(&mut command);
    Unread {
        plexctl,
        _reader: pipe.open(),
        pipe,
    }
}

#[cfg(target_os = "linux")]
impl Unread {
    /// Waits until the command has begun, and fills the pipe.
    fn fill(&mut self) {
        until(&mut self.plexctl, "began");
        self.pipe.fill();
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_command_is_ended_although_nobody_reads_the_warning() {
    let sim = sim().await;
    let mut unread = start_unread(&sim.url(), &["-q", "--stop-on-busy"]);
    unread.fill();
    sim.activity("media.download").title("A download").start();
    until(&mut unread.plexctl, "got TERM");
    assert_eq!(unread.plexctl.finish().code, 128 + 9);
}

/// With `-vv` each request is a line of the log.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_command_is_ended_although_nobody_reads_the_log() {
    let sim = sim().await;
    let start = |options: &[&str]| start_unread(&sim.url(), options);
    let asked = || sim.requests_of("GET", "/library/sections").len();
    let (mut told, mut stopped) = (start(&["-vv"]), start(&["-vv", "--stop-on-busy"]));
    told.fill();
    stopped.fill();
    let before = asked();
    // A player that stops makes both look, and each of their requests is logged.
    let stop = r#"{"sessionKey": "12", "state": "stopped"}"#;
    sim.publish(Notification::new(
        "playing",
        "PlaySessionStateNotification",
        stop,
    ));
    let deadline = Instant::now() + Duration::from_secs(30);
    while asked() < before + 2 {
        assert!(Instant::now() < deadline, "they have not looked again");
    }
    told.plexctl.signal("TERM");
    until(&mut told.plexctl, "got TERM");
    sim.activity("media.download").title("A download").start();
    until(&mut stopped.plexctl, "got TERM");
    // Nothing that they started is left: it has their standard output.
    assert_eq!(stopped.plexctl.finish().code, 128 + 9);
    // After the signal it ends itself soon after it has killed the command: a slow machine does not have time
    // for the other code.
    let code = told.plexctl.finish().code;
    assert!([128 + 9, 128 + 15].contains(&code), "{code}");
}
