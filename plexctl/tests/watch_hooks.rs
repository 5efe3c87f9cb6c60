//! `plexctl watch --exec` and `--webhook`: their input, and their end.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use std::io::{BufRead, Read, Write};
use std::process::{Command, Stdio};

use common::{
    FakeReceiver, NamedPipe, PlexctlProcess, Reply, program, python_with, run, write_secret,
};
#[cfg(target_os = "linux")]
use common::{copy_environment, tied_command};
use plex_sim::PlexSim;
use serde_json::Value;

fn watch(sim: &PlexSim, arguments: &[&str]) -> PlexctlProcess {
    let mut command = program();
    command.args(["--url", &sim.url(), "watch", "-o", "jsonl"]);
    PlexctlProcess::start(command.args(arguments))
}

#[tokio::test]
async fn a_program_gets_the_event_and_nothing_of_the_environment() {
    let sim = PlexSim::builder()
        .token("made-up-token-of-sim")
        .start()
        .await
        .unwrap();
    let pipe = NamedPipe::create();
    let mut command = program();
    let mut watch = PlexctlProcess::start(
        command
            .args(["watch", "-o", "jsonl", "--on", "started,ended"])
            .args([
                "--exec",
                &format!("sh -c 'exec > {}; cat; exec env'", pipe.show()),
            ])
            .env("PLEX_URL", sim.url())
            .env("PLEX_TOKEN", "made-up-token-of-sim")
            .env("MQTT_PASSWORD", "hunter2")
            .env("LC_ALL", "C.UTF-8"),
    );
    watch.until_event("resynced");
    let id = sim
        .activity("media.download")
        .title("A $(reboot) 'title'")
        .start();
    let mut seen = Vec::new();
    for event in ["started", "ended"] {
        let read = pipe.read();
        let (document, variables) = read.split_once('\n').unwrap();
        let document: Value = serde_json::from_str(document).unwrap();
        assert_eq!(document["event"], event);
        assert_eq!(document["activity"]["uuid"], id.as_str());
        let has = |line: &str| variables.lines().any(|known| known == line);
        assert!(has(&format!("PLEXCTL_EVENT={event}")), "{variables}");
        assert!(has(&format!("PLEXCTL_UUID={}", id.as_str())), "{variables}");
        assert!(has("PLEXCTL_TYPE=media.download") && has("PLEXCTL_ATTEMPT=1"));
        assert!(has("LC_ALL=C.UTF-8") && variables.contains("\nPATH="));
        for secret in ["PLEX_", "TOKEN", "made-up", "hunter2", "MQTT"] {
            assert!(!variables.contains(secret), "{secret}: {variables}");
        }
        seen.push(document);
        if event == "started" {
            sim.end(&id);
        } else {
            assert!(has("PLEXCTL_TITLE=A $(reboot) 'title'"), "{variables}");
            assert!(has("PLEXCTL_HOW=ended"), "{variables}");
        }
    }
    // Each is the line that plexctl writes itself.
    let events = watch.until_event("ended");
    for document in &seen {
        assert!(events.contains(document), "{document} in {events:?}");
    }
    watch.signal("INT");
    let end = watch.finish();
    assert_eq!(end.code, 130);
    assert!(!end.stderr.contains("hook"), "{}", end.stderr);
}

#[tokio::test]
async fn a_program_that_runs_too_long_is_ended_with_all_that_it_started() {
    let sim = PlexSim::start().await.unwrap();
    let pipe = NamedPipe::create();
    // The process that it starts ignores TERM, and holds the pipe open.
    let script = format!(
        "exec > {}; echo up; (trap : TERM; while :; do sleep 1000; done) & exec sleep 1000",
        pipe.show()
    );
    let exec = format!("sh -c \"{script}\"");
    let mut watch = watch(&sim, &["--exec", &exec, "--exec-timeout", "200ms"]);
    watch.until_event("resynced");
    let id = sim.activity("media.download").start();
    sim.end(&id);
    let mut reader = pipe.open();
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    assert_eq!(line, "up\n");
    // The end of the pipe: no process of the group is left.
    assert_eq!(reader.read_to_end(&mut Vec::new()).unwrap(), 0);
    watch.signal("TERM");
    let end = watch.finish();
    assert_eq!(end.code, 143);
    assert!(
        end.stderr.contains("ran longer than 200ms"),
        "{}",
        end.stderr
    );
}

#[tokio::test]
async fn the_end_of_watch_ends_the_program_first_by_a_friendly_signal() {
    let sim = PlexSim::start().await.unwrap();
    let (pipe, last_words) = (NamedPipe::create(), NamedPipe::create());
    let script = format!(
        "trap 'echo bye > {}; exit 0' TERM; exec 3> {}; echo up >&3; while :; do sleep 0.05; done",
        last_words.show(),
        pipe.show()
    );
    let mut watch = watch(&sim, &["--exec", &format!("sh -c \"{script}\"")]);
    watch.until_event("resynced");
    let id = sim.activity("media.download").start();
    sim.end(&id);
    let mut reader = pipe.open();
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    watch.signal("TERM");
    assert_eq!(last_words.read(), "bye\n");
    assert_eq!(reader.read_to_end(&mut Vec::new()).unwrap(), 0);
    let end = watch.finish();
    assert_eq!(end.code, 143);
    assert!(
        end.stderr.contains("because plexctl was ended"),
        "{}",
        end.stderr
    );
}

/// Starts `watch` with one of its streams in a pipe that is full and that nobody reads. Its program fails for
/// `connected` when the gate is opened; for `last` it goes on after SIGTERM, and writes what it gets to `said`.
#[cfg(target_os = "linux")]
fn start_unread(
    sim: &PlexSim,
    stream: &str,
    last: &str,
    [unread, gate, said]: [&NamedPipe; 3],
) -> PlexctlProcess {
    let script = format!(
        "[ $PLEXCTL_EVENT = {last} ] || {{ read go < {}; exit 3; }}; exec 3> {}; trap 'echo got TERM >&3' TERM; \
         echo up >&3; i=0; while [ $i -lt 40 ]; do i=$((i+1)); sleep 1; done; echo lives on >&3",
        gate.show(),
        said.show()
    );
    let plexctl = program();
    let mut command = tied_command("sh");
    copy_environment(&mut command);
    command
        .args(["-c", &format!("exec \"$@\" {stream}>\"$0\"")])
        .arg(&unread.path)
        .arg(plexctl.get_program())
        .args(plexctl.get_args())
        .args(["--url", &sim.url(), "watch", "-o", "jsonl"])
        .args(["--on", "connected,started", "--exec"])
        .arg(format!("sh -c \"{script}\""));
    PlexctlProcess::start(&mut command)
}

/// It gets SIGTERM, and SIGKILL when it goes on.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_program_is_ended_although_nobody_reads_what_plexctl_writes() {
    let mut runs = Vec::new();
    for (stream, last) in [("1", "connected"), ("2", "started")] {
        let sim = PlexSim::start().await.unwrap();
        let pipes = [(); 3].map(|()| NamedPipe::create());
        let [unread, gate, said] = &pipes;
        // It can be opened for reading without a writer only if it is opened for both.
        let both = std::fs::File::options()
            .read(true)
            .write(true)
            .open(&unread.path)
            .unwrap();
        unread.fill();
        let mut watch = start_unread(&sim, stream, last, [unread, gate, said]);
        if last == "started" {
            watch.until_event("resynced");
            sim.activity("media.download").start();
            // The program for it waits until the one for `connected` has failed, which plexctl tells.
            watch.until_event("started");
            std::fs::write(&gate.path, "go\n").unwrap();
        }
        let mut said = said.open();
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        assert_eq!(line, "up\n");
        watch.signal("TERM");
        runs.push((watch, said, sim, pipes, both));
    }
    for (watch, mut said, ..) in runs {
        let mut rest = String::new();
        said.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "got TERM\n");
        assert_eq!(watch.finish().code, 143);
    }
}

#[tokio::test]
async fn a_failure_of_a_program_is_told_and_the_next_event_is_delivered() {
    let sim = PlexSim::start().await.unwrap();
    let pipe = NamedPipe::create();
    let script = format!(
        "read line; case $line in *first*) echo no room left >&2; exit 3;; esac; echo $line > {}",
        pipe.show()
    );
    let mut watch = watch(&sim, &["--exec", &format!("sh -c '{script}'")]);
    watch.until_event("resynced");
    for title in ["first", "second"] {
        let id = sim.activity("media.download").title(title).start();
        sim.end(&id);
    }
    assert!(pipe.read().contains("second"));
    watch.signal("INT");
    let told = watch.finish().stderr;
    assert!(
        told.contains("hook for \"Ended: first\": the program ended with code 3: no room left"),
        "{told}"
    );
}

#[test]
fn what_cannot_be_run_or_called_is_refused_at_the_start() {
    for (arguments, part) in [
        (
            ["--exec", "no-such-program-anywhere"],
            "--exec: there is no program",
        ),
        (["--exec", "'sh"], "not closed"),
        (["--webhook", "nas"], "--webhook: expected a URL"),
        (["--webhook", "http://169.254.169.254/"], "link-local"),
    ] {
        let url = common::dead_url();
        run(&[&["--url", &url, "watch"], &arguments[..]].concat()).assert_fails(2, &[part]);
    }
}

#[tokio::test]
async fn a_webhook_is_a_cloud_event_with_one_key_until_it_is_taken() {
    let sim = PlexSim::start().await.unwrap();
    let receiver = FakeReceiver::start(|number, _| match number {
        0 => Reply::with(503, &[("Retry-After", "3")], "busy"),
        _ => Reply::status(204),
    });
    let url = format!("{}/hook?key=hunter2", receiver.url);
    let mut watch = watch(&sim, &["--webhook", &url]);
    watch.until_event("resynced");
    let id = sim
        .activity("media.download")
        .title("A Quiet Harbour")
        .start();
    sim.end(&id);
    let first = receiver.next();
    let begin = std::time::Instant::now();
    let second = receiver.next();
    // Its own pause would be 1 s.
    assert!(begin.elapsed().as_millis() > 2_500);
    assert_eq!(first.body, second.body);
    let key = first.header("idempotency-key");
    assert!(
        key.starts_with("\"evt_") && key.ends_with("_ended\""),
        "{key}"
    );
    assert_eq!(second.header("idempotency-key"), key);
    assert_eq!(first.path, "/hook?key=hunter2");
    let event = first.json();
    assert_eq!(event["specversion"], "1.0");
    assert_eq!(event["type"], "plexctl.activity.ended");
    assert_eq!(event["id"], key.trim_matches('"'));
    assert_eq!(event["subject"], id.as_str());
    assert_eq!(event["time"], event["data"]["at"]);
    assert_eq!(event["data"]["activity"]["title"], "A Quiet Harbour");
    let line = watch.until_event("ended").pop().unwrap();
    assert_eq!(event["data"], line);
    receiver.wait_read();
    receiver.wait_read();
    watch.signal("INT");
    assert!(!watch.finish().stderr.contains("hook"));
    assert!(receiver.rest().is_empty());
}

#[tokio::test]
async fn no_redirect_is_followed_and_answers_are_bounded_and_failures_told() {
    let sim = PlexSim::start().await.unwrap();
    let elsewhere = FakeReceiver::start(|_, _| Reply::status(200));
    let target = format!("{}/stolen?key=hunter2", elsewhere.url);
    let receiver = FakeReceiver::start(move |number, _| match number {
        0 => Reply::with(307, &[("Location", &target), ("Retry-After", "0")], ""),
        1 => Reply::Endless("HTTP/1.1 500 No\r\n\r\n\u{1b}[2J".to_owned()),
        _ => Reply::with(410, &[], "gone"),
    });
    let url = format!("{}/hunter2", receiver.url);
    let mut watch = watch(&sim, &["--webhook", &url]);
    watch.until_event("resynced");
    for title in ["one", "two"] {
        let id = sim.activity("media.download").title(title).start();
        sim.end(&id);
    }
    // The last is about the second, so that the failure of the first is known.
    for _ in 0..4 {
        receiver.next();
    }
    watch.until_event("ended");
    watch.signal("INT");
    let told = watch.finish().stderr;
    assert!(
        told.contains("hook for \"Ended: one\": the receiver is gone (status 410"),
        "{told}"
    );
    assert!(
        !told.contains("hunter2") && !told.contains('\u{1b}'),
        "{told}"
    );
    assert!(elsewhere.rest().is_empty());
}

#[tokio::test]
async fn a_signature_is_verified_by_another_implementation() {
    let Some(python) = python_with("standardwebhooks==1.1.0") else {
        return;
    };
    let sim = PlexSim::start().await.unwrap();
    let receiver = FakeReceiver::start(|_, _| Reply::status(200));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    // Two while one is replaced: the receiver knows the second.
    write_secret(
        &file,
        "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\
         whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n",
    );
    let file = file.to_str().unwrap();
    let mut watch = watch(
        &sim,
        &["--webhook", &receiver.url, "--webhook-secret-file", file],
    );
    watch.until_event("resynced");
    let id = sim.activity("media.download").start();
    sim.end(&id);
    let request = receiver.next();
    let verify = "import sys\n\
        from standardwebhooks import Webhook, WebhookVerificationError\n\
        names = ['webhook-id', 'webhook-timestamp', 'webhook-signature']\n\
        headers, body = dict(zip(names, sys.argv[1:])), sys.stdin.buffer.read()\n\
        webhook = Webhook('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')\n\
        assert webhook.verify(body, headers)['type'] == 'plexctl.activity.ended'\n\
        try:\n    webhook.verify(body + b' ', headers)\n\
        except WebhookVerificationError:\n    sys.exit(0)\n\
        sys.exit('a changed body was verified')\n";
    let mut child = Command::new(python)
        .args(["-c", verify])
        .args(
            ["webhook-id", "webhook-timestamp", "webhook-signature"]
                .map(|name| request.header(name)),
        )
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(request.body.as_bytes())
        .unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(
        format!("\"{}\"", request.header("webhook-id")),
        request.header("idempotency-key")
    );
}

#[tokio::test]
async fn standstill_quiet_and_the_connection_are_events_too() {
    let sim = PlexSim::start().await.unwrap();
    let receiver = FakeReceiver::start(|_, _| Reply::status(200));
    let mut watch = watch(
        &sim,
        &[
            ["--webhook", &receiver.url, "--on", "stalled,quiet"],
            ["--stalled-after", "300ms", "--quiet-after", "300ms"],
        ]
        .concat()
        .into_iter()
        .chain(["--on", "connected", "--on", "disconnected"])
        .collect::<Vec<_>>(),
    );
    let next = || receiver.next().json();
    assert_eq!(next()["type"], "plexctl.server.connected");
    watch.until_event("resynced");
    let id = sim.activity("media.download").start();
    let stalled = next();
    assert_eq!(stalled["type"], "plexctl.activity.stalled");
    assert_eq!(stalled["data"]["event"], "standstill");
    assert_eq!(stalled["data"]["activity"]["uuid"], id.as_str());
    sim.end(&id);
    let quiet = next();
    assert_eq!(quiet["type"], "plexctl.server.quiet");
    assert_eq!(quiet["data"], watch.until_event("quiet").pop().unwrap());
    drop(sim);
    let gone = next();
    assert_eq!(gone["type"], "plexctl.server.disconnected");
    assert!(gone["data"]["reason"].is_string(), "{gone}");
    watch.signal("INT");
    watch.finish();
    // Neither the failed attempts nor a quiet server without work are events.
    assert!(receiver.rest().is_empty());
}
