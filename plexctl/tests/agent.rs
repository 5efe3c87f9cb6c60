//! `plexctl agent`: its hooks, its journal, the events that it catches up with, and its refusals.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use std::time::{Duration, Instant, SystemTime};

use common::{
    AgentFolder, FakeReceiver, Home, NamedPipe, PlexctlProcess, ReceivedRequest, Reply, ToldAgent,
    assert_fits, external, finish, ok_receiver, program, wait_caught_up, wait_connected, webhook,
    write_secret,
};
use plex_sim::{Fault, PlexSim, PlexTvSetup, SimResource, StubResponse};
use serde_json::Value;

/// Waits until the journal has so many runs.
fn wait_for_runs(folder: &AgentFolder, count: usize) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while folder.history()["runs"].as_array().unwrap().len() < count {
        assert!(Instant::now() < deadline, "no {count} runs");
    }
}

/// Waits until nothing waits for this hook.
fn wait_until_delivered(folder: &AgentFolder, hook: &str) {
    let journal = folder.path("state/journal.sqlite");
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let connection = rusqlite::Connection::open_with_flags(journal, flags).unwrap();
    let deadline = Instant::now() + Duration::from_secs(30);
    let waiting = || {
        let sql =
            "SELECT count(*) FROM delivery WHERE hook = ?1 AND state IN ('running', 'waiting')";
        connection
            .query_row(sql, [hook], |row| row.get::<_, i64>(0))
            .unwrap()
    };
    while waiting() > 0 {
        assert!(Instant::now() < deadline, "{hook} is not done");
        std::thread::yield_now();
    }
}

fn scan(sim: &PlexSim, section: &str) -> String {
    sim.activity("library.update.section")
        .title("Scanning Movies")
        .section(section)
        .start()
}

fn uuid(request: &ReceivedRequest) -> String {
    request.json()["subject"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_start_and_an_end_are_delivered_with_what_the_journal_knows() {
    let ToldAgent {
        sim,
        receiver,
        folder,
        agent,
    } = ToldAgent::start(&["started", "ended"], "").await;
    let id = scan(&sim, "1");
    let started = receiver.next().json();
    assert_eq!(started["type"], "plexctl.activity.started");
    // It waited for the second message, which has them.
    assert_eq!(started["data"]["activity"]["title"], "Scanning Movies");
    assert_eq!(
        started["data"]["activity"]["Context"]["librarySectionID"],
        "1"
    );
    assert_eq!(started["data"]["run"]["number"], 1);
    sim.end(&id);
    let ended = receiver.next();
    let key = ended.header("idempotency-key").to_owned();
    assert!(
        key.starts_with("\"evt_") && key.ends_with("_1_ended\""),
        "{key}"
    );
    let ended = ended.json();
    assert_eq!(ended["data"]["how"], "ended");
    assert!(ended["data"]["run"]["duration_seconds"].is_u64(), "{ended}");
    assert!(ended["data"].get("inferred").is_none(), "{ended}");
    assert_eq!(agent.stop().code, 0);
    let history = folder.history();
    assert_fits("history.json", &history);
    assert_eq!(history["runs"][0]["uuid"], id.as_str());
    assert_eq!(history["runs"][0]["began"], "seen");
    assert_eq!(history["runs"][0]["inferred"], false);
    assert_eq!(history["gaps"], serde_json::json!([]));
}

#[tokio::test]
async fn the_start_of_a_short_activity_is_told_before_its_end() {
    let told = ToldAgent::start(&["started", "ended"], "").await;
    // It ends while its start waits for the section, which does not come.
    let id = told.sim.activity("media.download").title("Short").start();
    told.sim.end(&id);
    for kind in ["plexctl.activity.started", "plexctl.activity.ended"] {
        let event = told.receiver.next().json();
        assert_eq!(
            (&event["type"], &event["subject"]),
            (&kind.into(), &id.as_str().into())
        );
    }
    assert_eq!(told.agent.stop().code, 0);
}

#[tokio::test]
async fn what_ended_and_began_while_the_agent_was_down_is_told_and_marked() {
    let sim = PlexSim::start().await.unwrap();
    let receiver = ok_receiver();
    let hooks = webhook(
        "all",
        &receiver.url,
        "on = [\"connected\", \"started\", \"ended\"]",
    );
    let folder = AgentFolder::create(&sim.url(), &hooks);
    let adopted = scan(&sim, "1");
    let mut agent = folder.start();
    wait_connected(&receiver);
    wait_caught_up(&folder.path("state"), "home");
    let seen = scan(&sim, "2");
    // An activity that ran before the first agent did not start now.
    assert_eq!(uuid(&receiver.next()), seen.as_str());
    agent.kill();
    sim.end(&seen);
    let missed = scan(&sim, "1");
    let agent = folder.start();
    wait_connected(&receiver);
    let events: Vec<Value> = (0..2).map(|_| receiver.next().json()).collect();
    for event in &events {
        assert_eq!(event["data"]["inferred"], true, "{event}");
    }
    let find = |kind: &str| {
        let found = events.iter().find(|event| event["data"]["event"] == kind);
        found.unwrap_or_else(|| panic!("no {kind} in {events:?}"))
    };
    assert_eq!(find("ended")["subject"], seen.as_str());
    assert_eq!(find("ended")["data"]["how"], "vanished");
    assert_eq!(find("started")["subject"], missed.as_str());
    sim.end(&adopted);
    sim.end(&missed);
    let ended = [uuid(&receiver.next()), uuid(&receiver.next())];
    assert!(ended.contains(&adopted.as_str().to_owned()), "{ended:?}");
    assert!(ended.contains(&missed.as_str().to_owned()), "{ended:?}");
    assert_eq!(agent.stop().code, 0);
    assert!(receiver.rest().is_empty());
    let history = folder.history();
    let began: Vec<&str> = (history["runs"].as_array().unwrap().iter())
        .map(|run| run["began"].as_str().unwrap())
        .collect();
    assert_eq!(began, ["inferred", "seen", "adopted"]);
    assert_eq!(history["gaps"][0]["reason"], "the agent was not running");
}

#[tokio::test]
async fn several_scans_are_told_once_when_all_is_quiet() {
    let sim = PlexSim::start().await.unwrap();
    let (settled, limited) = (ok_receiver(), ok_receiver());
    let hooks = webhook("settled", &settled.url, "on = \"ended\"\nsettle = \"1s\"")
        + &webhook(
            "limited",
            &limited.url,
            "on = [\"connected\", \"ended\"]\nsettle = \"300ms\"\nmax_wait = \"600ms\"",
        );
    let folder = AgentFolder::create(&sim.url(), &hooks);
    let agent = folder.start();
    wait_connected(&limited);
    let ids: Vec<String> = (0..3).map(|_| scan(&sim, "1")).collect();
    let last = scan(&sim, "1");
    for id in &ids {
        sim.end(id);
    }
    // Something is still running, but there is a limit.
    let batch = limited.next().json();
    assert_eq!(batch["data"]["count"], 3);
    assert!(batch["id"].as_str().unwrap().contains("_b"), "{batch}");
    assert!(settled.rest().is_empty());
    sim.end(&last);
    let batch = settled.next().json();
    assert_eq!(batch["data"]["count"], 4);
    assert_eq!(batch["data"]["runs"].as_array().unwrap().len(), 4);
    // One event is as without settle.
    assert_eq!(limited.next().json()["subject"], last.as_str());
    assert_eq!(agent.stop().code, 0);
    assert!(settled.rest().is_empty() && limited.rest().is_empty());
}

#[tokio::test]
async fn filters_and_lengths_select_what_is_told() {
    let sim = PlexSim::start().await.unwrap();
    let receivers: Vec<FakeReceiver> = (0..5).map(|_| ok_receiver()).collect();
    let keys = [
        "on = \"ended\"\ntype = \"library.*\"\nsection = [\"Movies\", 7]",
        "on = \"ended\"\nlonger_than = \"1h\"",
        "on = \"stalled\"\nstalled_after = \"300ms\"",
        "on = \"quiet\"\nsettle = \"300ms\"",
        "on = [\"connected\", \"ended\"]",
    ];
    let hooks: String = receivers
        .iter()
        .zip(keys)
        .map(|(receiver, keys)| webhook(&receiver.url, &receiver.url, keys))
        .collect();
    let folder = AgentFolder::create(&sim.url(), &hooks);
    let agent = folder.start();
    let [filtered, long, stalled, quiet, all] = &receivers[..] else {
        panic!("five");
    };
    wait_connected(all);
    let (movies, shows) = (scan(&sim, "1"), scan(&sim, "2"));
    let mut told = [uuid(&stalled.next()), uuid(&stalled.next())];
    told.sort();
    let mut both = [movies.as_str().to_owned(), shows.as_str().to_owned()];
    both.sort();
    assert_eq!(told, both);
    sim.end(&shows);
    all.next();
    sim.end(&movies);
    assert_eq!(uuid(&filtered.next()), movies.as_str());
    let told = quiet.next().json();
    assert_eq!(told["data"]["event"], "quiet");
    assert_eq!(told["data"]["count"], 2);
    assert_eq!(agent.stop().code, 0);
    for receiver in [filtered, long, stalled, quiet] {
        assert!(receiver.rest().is_empty());
    }
}

#[tokio::test]
async fn a_slow_receiver_delays_no_other_hook_and_keeps_its_order() {
    let sim = PlexSim::start().await.unwrap();
    let slow = FakeReceiver::start(|number, _| match number {
        0 => Reply::Silence,
        _ => Reply::status(200),
    });
    let fast = ok_receiver();
    let hooks = webhook("slow", &slow.url, "on = \"ended\"")
        + &webhook("fast", &fast.url, "on = [\"connected\", \"ended\"]");
    let folder = AgentFolder::create(&sim.url(), &hooks);
    let agent = folder.start();
    wait_connected(&fast);
    let mut ids = Vec::new();
    for _ in 0..3 {
        let id = scan(&sim, "1");
        sim.end(&id);
        ids.push(id.as_str().to_owned());
    }
    // The first is being sent to the slow one all the time.
    let first = slow.next();
    let begin = Instant::now();
    let told: Vec<String> = (0..3).map(|_| uuid(&fast.next())).collect();
    assert_eq!(told, ids);
    assert!(begin.elapsed() < Duration::from_secs(10));
    assert!(slow.rest().is_empty());
    // It is sent again, before the others.
    let again: Vec<ReceivedRequest> = (0..3).map(|_| slow.next()).collect();
    let told: Vec<String> = again.iter().map(uuid).collect();
    assert_eq!(told, ids);
    assert_eq!(again[0].body, first.body);
    let key = "idempotency-key";
    assert_eq!(again[0].header(key), first.header(key));
    assert_eq!(agent.stop().code, 0);
}

#[tokio::test]
async fn what_is_given_up_is_a_dead_letter_that_can_be_tried_again() {
    let sim = PlexSim::start().await.unwrap();
    let receiver = FakeReceiver::start(|number, _| match number {
        1 => Reply::with(503, &[("Retry-After", "0")], "no"),
        2 => Reply::with(503, &[("Retry-After", "0")], "still no"),
        _ => Reply::status(200),
    });
    let keys = "on = [\"connected\", \"ended\"]\ngive_up = \"100ms\"";
    let folder = AgentFolder::create(&sim.url(), &webhook("one", &receiver.url, keys));
    let agent = folder.start();
    wait_connected(&receiver);
    let id = scan(&sim, "1");
    sim.end(&id);
    let (first, second) = (receiver.next(), receiver.next());
    let letters = || finish(&mut folder.command(&["agent", "dead-letters"])).stdout;
    let deadline = Instant::now() + Duration::from_secs(20);
    let text = loop {
        match letters() {
            text if !text.is_empty() => break text,
            _ => assert!(Instant::now() < deadline, "no dead letter"),
        }
    };
    assert!(
        text.contains("Ended: Scanning Movies") && text.contains("2 attempts"),
        "{text}"
    );
    assert!(
        text.contains("given up after 100ms: status 503: still no"),
        "{text}"
    );
    let retried = finish(&mut folder.command(&["agent", "dead-letters", "--retry"]));
    assert_eq!(retried.stdout, "1 dead letters are tried again\n");
    let third = receiver.next();
    for other in [second, third] {
        assert_eq!(other.body, first.body);
        assert_eq!(
            other.header("idempotency-key"),
            first.header("idempotency-key")
        );
    }
    let end = agent.stop();
    assert!(end.stderr.contains("is a dead letter"), "{}", end.stderr);
    assert_eq!(letters(), "");
}

#[tokio::test]
async fn a_program_gets_the_event_again_after_a_crash_and_only_once_after_success() {
    let pipe = NamedPipe::create();
    // It tells its attempt, and the first goes on until it is ended.
    let script = format!(
        "echo $PLEXCTL_HOOK $PLEXCTL_EVENT_ID $PLEXCTL_ATTEMPT > {}; \
         [ $PLEXCTL_ATTEMPT = 1 ] && exec sleep 1000; exit 0",
        pipe.show()
    );
    let hook = format!(
        "[[hook]]\nname = \"run\"\non = \"ended\"\nexec = [\"sh\", \"-c\", \"{script}\"]\n"
    );
    let ToldAgent {
        sim,
        receiver,
        folder,
        agent,
    } = ToldAgent::start(&[], &hook).await;
    let id = scan(&sim, "1");
    sim.end(&id);
    let first = pipe.read();
    let words: Vec<&str> = first.split_whitespace().collect();
    assert_eq!((words[0], words[2]), ("run", "1"), "{first}");
    // The end of the agent ends the program, and the event stays.
    assert_eq!(agent.stop().code, 0);
    let agent = folder.start();
    assert_eq!(pipe.read(), first.replace(" 1\n", " 2\n"));
    wait_connected(&receiver);
    // It is done: the next event is the next one that happens.
    let id = scan(&sim, "1");
    sim.end(&id);
    let next = pipe.read();
    assert!(
        next.ends_with(" 1\n") && !next.starts_with(words[1]),
        "{next}"
    );
    assert_eq!(agent.stop().code, 0);
}

#[tokio::test]
async fn a_program_that_is_started_at_most_once_is_given_up_with_the_agent() {
    let sim = PlexSim::start().await.unwrap();
    let (pipe, receiver) = (NamedPipe::create(), ok_receiver());
    let script = format!(
        "echo $PLEXCTL_ATTEMPT $WORDS $SECRET $PLEXCTL_HOOK > {}; \
         [ $PLEXCTL_TITLE = slow ] && exec sleep 1000; exit 0",
        pipe.show()
    );
    let hooks = webhook("ready", &receiver.url, "on = \"connected\"")
        + &format!(
            "[[hook]]\nname = \"run\"\non = \"ended\"\nat_most_once = true\n\
             env = {{ WORDS = \"a $b\", SECRET = {{ file = \"word\" }} }}\n\
             exec = [\"sh\", \"-c\", \"{script}\"]\n"
        );
    let folder = AgentFolder::create(&sim.url(), &hooks);
    write_secret(folder.path("word"), "hunter2\n");
    let end = |title: &str| {
        let id = sim
            .activity("media.download")
            .title(title)
            .section("1")
            .start();
        sim.end(&id);
    };
    let agent = folder.start();
    wait_connected(&receiver);
    end("slow");
    assert_eq!(pipe.read(), "1 a $b hunter2 run\n");
    assert_eq!(agent.stop().code, 0);
    let agent = folder.start();
    wait_connected(&receiver);
    end("quick");
    // It is not started again.
    assert_eq!(pipe.read(), "1 a $b hunter2 run\n");
    let letters = finish(&mut folder.command(&["agent", "dead-letters"])).stdout;
    assert!(
        letters.contains("Ended: slow") && letters.contains("at most once"),
        "{letters}"
    );
    assert!(!letters.contains("Ended: quick"), "{letters}");
    let end = agent.stop();
    assert_eq!(end.code, 0);
    assert!(end.stderr.contains("1 events are dead letters"), "{end:?}");
    assert!(!end.stderr.contains("hunter2"), "{end:?}");
}

#[tokio::test]
async fn what_comes_while_a_program_runs_waits_is_merged_or_is_skipped() {
    for (mode, counts) in [
        ("queue", &["1\n"; 4][..]),
        ("merge", &["1\n", "3\n"]),
        ("skip", &["1\n"]),
    ] {
        let (pipe, gate) = (NamedPipe::create(), NamedPipe::create());
        let script = format!(
            "echo ${{PLEXCTL_COUNT:-1}} > {}; read go < {}",
            pipe.show(),
            gate.show()
        );
        let hook = format!(
            "[[hook]]\nname = \"run\"\non = \"ended\"\non_busy = \"{mode}\"\n\
             exec = [\"sh\", \"-c\", \"{script}\"]\n"
        );
        let ToldAgent {
            sim,
            receiver,
            folder,
            agent,
        } = ToldAgent::start(&["ended"], &hook).await;
        let end_one = || {
            let id = scan(&sim, "1");
            sim.end(&id);
            // It is in the journal, for every hook.
            assert_eq!(uuid(&receiver.next()), id);
        };
        let go_on = || std::fs::write(gate.show().as_str(), "go\n").unwrap();
        end_one();
        let mut told = vec![pipe.read()];
        for _ in 0..3 {
            end_one();
        }
        for _ in 1..counts.len() {
            go_on();
            told.push(pipe.read());
        }
        assert_eq!(told, counts, "{mode}");
        go_on();
        wait_until_delivered(&folder, "run");
        end_one();
        assert_eq!(pipe.read(), "1\n", "{mode}");
        go_on();
        assert_eq!(agent.stop().code, 0);
    }
}

#[tokio::test]
async fn what_happens_in_quiet_hours_is_told_together_after_them() {
    let sim = PlexSim::start().await.unwrap();
    let (held, seen) = (ok_receiver(), ok_receiver());
    let hooks = |hours: &str| {
        let events = "on = [\"started\", \"ended\"]";
        webhook("held", &held.url, &format!("{events}\nquiet = \"{hours}\""))
            + &webhook(
                "seen",
                &seen.url,
                "on = [\"connected\", \"started\", \"ended\"]",
            )
    };
    let clock = |hours: f64| {
        let at = SystemTime::now() + Duration::from_secs_f64((24.0 + hours) * 3600.0);
        let text = humantime::format_rfc3339_seconds(at).to_string();
        text.get(11..19).unwrap().to_owned()
    };
    let (from, late) = (clock(-1.0), clock(6.0));
    let folder = AgentFolder::create(&sim.url(), &hooks(&format!("{from}-{late}")));
    let agent = PlexctlProcess::start(folder.command(&["agent"]).env("TZ", "UTC"));
    wait_connected(&seen);
    let ids: Vec<String> = (0..2)
        .map(|_| {
            let id = scan(&sim, "1");
            assert_eq!(uuid(&seen.next()), id);
            sim.end(&id);
            assert_eq!(uuid(&seen.next()), id);
            id
        })
        .collect();
    assert!(held.rest().is_empty());
    // The hours end now.
    let end = clock(1.5 / 3600.0);
    folder.write(&sim.url(), &hooks(&format!("{from}-{end}")));
    agent.signal("HUP");
    let (started, ended) = (held.next().json(), held.next().json());
    for (told, kind) in [(started, "started"), (ended, "ended")] {
        assert_eq!(told["data"]["event"], kind, "{told}");
        assert_eq!(told["data"]["count"], 2, "{told}");
        let runs = told["data"]["runs"].as_array().unwrap().iter();
        let uuids: Vec<&str> = runs.map(|run| run["uuid"].as_str().unwrap()).collect();
        assert_eq!(uuids, [&ids[1], &ids[0]], "{told}");
    }
    assert_eq!(agent.stop().code, 0);
    assert!(held.rest().is_empty());
}

#[test]
fn keys_that_do_not_fit_together_are_refused() {
    let url = common::dead_url();
    for (keys, part) in [
        (
            "exec = [\"sh\"]\nquiet = \"22:00\"",
            "line 12: expected two times of the day",
        ),
        (
            "exec = [\"sh\"]\non_busy = \"drop\"",
            "line 12: unknown variant `drop`",
        ),
        (
            "exec = [\"sh\"]\non_busy = \"skip\"\nsettle = \"1s\"",
            "cannot be used with settle",
        ),
        (
            "exec = [\"sh\"]\nenv = { PLEXCTL_UUID = \"x\" }",
            "the agent itself sets PLEXCTL_UUID",
        ),
        (
            "exec = [\"sh\"]\nenv = { \"A=B\" = \"hunter2\" }",
            "letters, digits and _",
        ),
        (
            "exec = [\"sh\"]\nlate = \"skip\"\nlate_max = \"6h\"",
            "late_max is for late = \"fire\"",
        ),
        (
            "exec = [\"sh\"]\nlate = \"never\"",
            "line 12: unknown variant `never`",
        ),
        (
            "slack = { url = \"http://nas\" }\nat_most_once = true",
            "at_most_once is for exec",
        ),
        (
            "slack = { url = \"http://nas\" }\nenv = { A = \"x\" }",
            "env is for exec only",
        ),
    ] {
        let hook = format!("[[hook]]\nname = \"a\"\non = \"ended\"\n{keys}\n");
        let folder = AgentFolder::create(&url, &hook);
        let result = folder.check();
        result.assert_fails(2, &[part]);
        assert!(!result.stderr.contains("hunter2"), "{result:?}");
    }
}

#[tokio::test]
async fn a_file_is_read_again_on_sighup_and_a_bad_one_is_refused() {
    let sim = PlexSim::start().await.unwrap();
    let (one, two) = (ok_receiver(), ok_receiver());
    let first = webhook("one", &one.url, "on = [\"connected\", \"ended\"]");
    let folder = AgentFolder::create(&sim.url(), &first);
    let agent = folder.start();
    wait_connected(&one);
    let running = scan(&sim, "1");
    let second = webhook("two", &two.url, "on = [\"ended\"]");
    folder.write(
        &sim.url(),
        &(second.clone() + "[[hook]]\nname = \"x\"\non = \"endet\"\n"),
    );
    agent.signal("HUP");
    let other = scan(&sim, "1");
    sim.end(&other);
    assert_eq!(uuid(&one.next()), other.as_str());
    folder.write(&sim.url(), &second);
    agent.signal("HUP");
    // Until it has read the file, ends go to the first.
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let id = scan(&sim, "1");
        sim.end(&id);
        if std::iter::repeat_with(|| two.rest())
            .take(1000)
            .any(|got| !got.is_empty())
        {
            break;
        }
        assert!(Instant::now() < deadline);
        one.rest();
    }
    sim.end(&running);
    while uuid(&two.next()) != running.as_str() {}
    let end = agent.stop();
    assert_eq!(end.code, 0);
    assert!(
        end.stderr
            .contains("continues with the earlier configuration"),
        "{}",
        end.stderr
    );
    assert!(end.stderr.contains("was read again"), "{}", end.stderr);
}

#[test]
fn a_wrong_file_is_refused_with_line_and_hint_and_without_secrets() {
    let url = common::dead_url();
    for (hooks, parts) in [
        (
            "[[hook]]\nname = \"a\"\non = \"ended\"\nexec = [\"sh\"]\nsetle = \"1s\"\n",
            &["line 12", "unknown field `setle`", "Did you mean `settle`?"][..],
        ),
        (
            "[[hook]]\nname = \"a\"\non = \"endet\"\nexec = [\"sh\"]\n",
            &["line 10", "endet"],
        ),
        (
            "[[hook]]\nname = \"a\"\non = \"ended\"\n",
            &["exactly one of exec"],
        ),
        (
            "[[hook]]\nname = \"a\"\non = \"ended\"\nexec = [\"no-such-program\"]\n",
            &["hook \"a\"", "no program"],
        ),
        (
            "[[hook]]\nname = \"a\"\non = \"ended\"\ngotify = { url = \"http://nas\", token = \"hunter2\" }\n",
            &["secrets are not written in this file"],
        ),
        (
            "[[hook]]\nname = \"a\"\non = \"ended\"\nslack = { url = { file = \"missing\" } }\n",
            &["cannot read", "missing"],
        ),
        (
            "[[hook]]\nname = \"a\"\non = \"ended\"\nserver = \"cabin\"\nexec = [\"sh\"]\n",
            &["no server \"cabin\""],
        ),
        (
            "[mqtts]\n",
            &["line 8", "unknown field `mqtts`", "mean `mqtt`"],
        ),
        ("[[hook]]\nname = 7\n", &["line 9", "expected a string"]),
    ] {
        let folder = AgentFolder::create(&url, hooks);
        let result = folder.check();
        result.assert_fails(2, parts);
        assert!(!result.stderr.contains("hunter2"), "{result:?}");
        let same = finish(&mut folder.command(&["agent"]));
        assert_eq!((same.code, &same.stderr), (2, &result.stderr));
    }
    let good = AgentFolder::create(
        &url,
        "[[hook]]\nname = \"a\"\non = \"ended\"\nexec = [\"sh\"]\n",
    );
    let mut check = program();
    let result = finish(check.args(["agent", "check"]).arg(good.file()));
    assert_eq!(result.code, 0);
    assert!(
        result.stdout.contains("1 servers, 1 hooks (a)"),
        "{result:?}"
    );
}

#[test]
fn a_server_is_an_address_or_one_of_the_account() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("agent.toml");
    for (keys, part) in [
        ("", "server \"home\": expected either url, or account"),
        (
            "url = \"http://nas\"\naccount = \"Attic\"",
            "expected either url",
        ),
        (
            "account = \"Attic\"\ntoken_file = \"x\"",
            "token_file is for url only",
        ),
        ("account = \"\"", "account is empty"),
        (
            "account = \"Attic\"",
            "nobody is signed in: `plexctl login`",
        ),
    ] {
        write_secret(&file, format!("[[server]]\nname = \"home\"\n{keys}\n"));
        let mut check = program();
        check.env("XDG_CONFIG_HOME", folder.path());
        finish(check.args(["agent", "check"]).arg(&file)).assert_fails(2, &[part]);
    }
}

#[test]
fn a_server_of_the_account_that_is_away_is_waited_for() {
    let resources = [SimResource::this_server().name("Attic")];
    let setup = PlexTvSetup::new().resources(resources);
    let home = Home::with(PlexSim::builder().plex_tv(setup));
    home.sign_in(&["login"]);
    let receiver = ok_receiver();
    let file = home.folder.path().join("agent.toml");
    let hooks = webhook(
        "all",
        &receiver.url,
        "on = [\"connected\", \"disconnected\", \"ended\"]",
    );
    let server = "[[server]]\nname = \"home\"\naccount = \"Attic\"\n";
    write_secret(&file, format!("[state]\npath = \"state\"\n{server}{hooks}"));
    home.sim.fault(Fault::Down);
    let agent = PlexctlProcess::start(home.command(&["agent", "--config"]).arg(&file));
    let away = receiver.next().json();
    assert_eq!(away["type"], "plexctl.server.disconnected");
    assert_eq!(away["data"]["server"], "home");
    home.sim.lift_faults();
    // The hook learns once that the server is away, however often the agent looks for it.
    assert_eq!(receiver.next().json()["type"], "plexctl.server.connected");
    let id = scan(&home.sim, "1");
    home.sim.end(&id);
    let ended = receiver.next();
    assert_eq!(uuid(&ended), id);
    assert_eq!(ended.json()["data"]["server"], "home");
    let end = agent.stop();
    assert_eq!(end.code, 0, "{end:?}");
    assert!(end.stderr.contains("home: no connection: "), "{end:?}");
    for request in home.sim.requests() {
        let account = home.account();
        let token = request.header("x-plex-token").unwrap_or("none");
        assert!(
            !account.contains(&format!("\"token\":\"{token}\"")),
            "{request:?}"
        );
    }
}

#[tokio::test]
async fn a_time_without_lists_is_a_gap_that_is_caught_up() {
    let ToldAgent {
        sim,
        receiver,
        folder,
        agent,
    } = ToldAgent::start(&["ended"], "").await;
    let (missed, seen) = (scan(&sim, "1"), scan(&sim, "2"));
    wait_for_runs(&folder, 2);
    assert_eq!(agent.stop().code, 0);
    sim.end(&missed);
    sim.answer("GET", "/activities", StubResponse::empty(500));
    let asked = sim.requests_of("GET", "/activities").len();
    let agent = folder.start();
    wait_connected(&receiver);
    let deadline = Instant::now() + Duration::from_secs(30);
    while sim.requests_of("GET", "/activities").len() < asked + 2 {
        assert!(Instant::now() < deadline, "it does not ask again");
        std::thread::yield_now();
    }
    // The hook receives the content of a notification, and nothing else.
    sim.end(&seen);
    assert_eq!(uuid(&receiver.next()), seen);
    assert!(receiver.rest().is_empty());
    sim.clear_answers();
    let ended = receiver.next();
    assert_eq!(uuid(&ended), missed);
    assert_eq!(ended.json()["data"]["inferred"], true);
    let end = agent.stop();
    assert!(end.stderr.contains("Until the server's list"), "{end:?}");
    let gaps = folder.history()["gaps"].clone();
    let reasons: Vec<&str> = (gaps.as_array().unwrap().iter())
        .map(|gap| gap["reason"].as_str().unwrap())
        .collect();
    assert!(
        reasons.contains(&"the server's list could not be read"),
        "{reasons:?}"
    );
    assert!(
        reasons.contains(&"the agent was not running"),
        "{reasons:?}"
    );
}

/// The effect of a full disk: no file of the agent can become larger than this, in blocks of 512 bytes,
/// until the limit is lifted.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn nothing_is_lost_or_doubled_while_nothing_can_be_written() {
    let (Some(prlimit), Some(_)) = (external("prlimit", "util-linux"), external("sh", "dash"))
    else {
        return;
    };
    let sim = PlexSim::start().await.unwrap();
    let receiver = ok_receiver();
    let hooks = webhook(
        "all",
        &receiver.url,
        "on = [\"connected\", \"started\", \"ended\"]",
    );
    let folder = AgentFolder::create(&sim.url(), &hooks);
    let agent = PlexctlProcess::start(&mut limited(&folder, "unlimited"));
    wait_connected(&receiver);
    let limit = |limit: &str| {
        let mut command = std::process::Command::new(&prlimit);
        command.args(["--pid", &agent.id().to_string()]);
        assert!(
            command
                .arg(format!("--fsize={limit}:"))
                .status()
                .unwrap()
                .success()
        );
    };
    let running = scan(&sim, "1");
    assert_eq!(uuid(&receiver.next()), running);
    limit("1");
    let missed = scan(&sim, "1");
    sim.end(&missed);
    sim.end(&running);
    let unseen = scan(&sim, "2");
    // An event that is not written is not delivered.
    assert!(receiver.next_within(Duration::from_secs(1)).is_none());
    limit("unlimited");
    let mut told: Vec<(String, String, String)> = Vec::new();
    while told.len() < 4 {
        let request = receiver.next();
        let kind = request.json()["data"]["event"].as_str().unwrap().to_owned();
        let key = request.header("idempotency-key").to_owned();
        told.push((uuid(&request), kind, key));
    }
    sim.end(&unseen);
    let last = receiver.next();
    assert_eq!(
        (uuid(&last), &last.json()["data"]["event"]),
        (unseen.clone(), &"ended".into())
    );
    let kinds: Vec<(&str, &str)> = told
        .iter()
        .map(|(id, kind, _)| (id.as_str(), kind.as_str()))
        .collect();
    let expected = [
        (missed.as_str(), "started"),
        (missed.as_str(), "ended"),
        (running.as_str(), "ended"),
        (unseen.as_str(), "started"),
    ];
    assert_eq!(kinds, expected);
    let end = agent.stop();
    assert_eq!(end.code, 0, "{end:?}");
    assert!(receiver.rest().is_empty());
    let told = end.stderr.matches("cannot use the journal").count();
    assert!((1..=4).contains(&told), "{end:?}");
    assert!(end.stderr.contains("is full"), "{end:?}");
}

/// An agent whose files are limited so, from the start.
#[cfg(target_os = "linux")]
fn limited(folder: &AgentFolder, blocks: &str) -> std::process::Command {
    let plain = folder.command(&["agent"]);
    let words = [plain.get_program()].into_iter().chain(plain.get_args());
    let words: Vec<&str> = words.map(|word| word.to_str().unwrap()).collect();
    // Without the signal, a write that goes beyond the limit fails as on a full disk.
    let line = format!(
        "trap '' XFSZ; ulimit -S -f {blocks}; exec {}",
        words.join(" ")
    );
    let mut command = common::tied_command("sh");
    common::copy_environment(&mut command);
    command
        .args(["-c", &line])
        .stdin(std::process::Stdio::null());
    command
}

#[cfg(target_os = "linux")]
#[test]
fn a_journal_that_cannot_be_written_at_all_is_told() {
    let folder = AgentFolder::create(&common::dead_url(), "");
    let result = finish(&mut limited(&folder, "0"));
    result.assert_fails(1, &["cannot use the journal", "is full"]);
}

#[tokio::test]
async fn many_types_and_titles_of_a_megabyte_stop_nothing() {
    let sim = PlexSim::start().await.unwrap();
    let receiver = ok_receiver();
    let hooks = webhook(
        "one",
        &receiver.url,
        "on = [\"connected\", \"started\", \"ended\"]\ntype = \"media.download\"",
    ) + &webhook("all", &receiver.url, "on = \"ended\"\nsettle = \"1h\"");
    let folder = AgentFolder::create(&sim.url(), &hooks);
    let agent = folder.start();
    wait_connected(&receiver);
    wait_caught_up(&folder.path("state"), "home");
    let title = "t".repeat(1 << 20);
    for number in 0..10_000 {
        let kind = format!("made.up.{number}");
        let id = sim.activity(&kind).section("1").start();
        sim.end(&id);
        if number % 1_000 == 0 {
            let id = sim.activity(&kind).title(&title).section("1").start();
            sim.end(&id);
        }
    }
    let id = sim.activity("media.download").title(&title).start();
    sim.end(&id);
    // A message that is too large cut the stream, and some of the events came too fast. Activities that
    // still run are reported all the same.
    let id = sim.activity("media.download").title("after").start();
    while receiver.next().json()["subject"] != id.as_str() {}
    sim.end(&id);
    let ended = receiver.next().json();
    assert_eq!(
        (&ended["subject"], &ended["data"]["event"]),
        (&id.as_str().into(), &"ended".into())
    );
    let begin = Instant::now();
    let found = finish(&mut folder.command(&["history", "--type", "made.*", "-o", "json"]));
    // The number depends on the speed: nobody knows the activities that began and ended while the
    // stream was cut.
    let runs = found.json()["runs"].as_array().unwrap().len();
    assert!((1..=100).contains(&runs), "{runs}");
    assert!(begin.elapsed() < Duration::from_secs(10));
    let table = finish(&mut folder.command(&["history"])).stdout;
    assert!(table.lines().all(|line| line.len() < 1_000), "{table}");
    let journal = folder.path("state/journal.sqlite");
    let size = std::fs::metadata(journal).unwrap().len();
    assert!(size < 64 << 20, "{size}");
    let end = agent.stop();
    assert_eq!(end.code, 0);
    assert!(end.stderr.len() < 64 * 1024, "{}", end.stderr.len());
    assert!(
        end.stderr.contains("a message that is too large"),
        "{end:?}"
    );
}

#[tokio::test]
async fn a_second_agent_on_the_same_state_is_refused() {
    let ToldAgent { folder, agent, .. } = ToldAgent::start(&[], "").await;
    let second = finish(&mut folder.command(&["agent"]));
    second.assert_fails(1, &["another plexctl agent uses"]);
    agent.signal("INT");
    assert_eq!(agent.finish().code, 0);
}

#[test]
fn a_journal_that_cannot_be_opened_is_told() {
    let url = common::dead_url();
    let folder = AgentFolder::create(&url, "");
    let state = folder.path("state");
    write_secret(&state, "a file, not a folder");
    let result = finish(&mut folder.command(&["agent"]));
    result.assert_fails(1, &["cannot create the folder of the state"]);
    let history = finish(&mut folder.command(&["history"]));
    history.assert_fails(1, &["there is no journal"]);
    std::fs::remove_file(&state).unwrap();

    // Only people can help: a service manager should not try again.
    let agent = folder.start();
    let deadline = Instant::now() + Duration::from_secs(30);
    while finish(&mut folder.command(&["history"])).code != 0 {
        assert!(Instant::now() < deadline, "no journal");
    }
    assert_eq!(agent.stop().code, 0);
    let journal = state.join("journal.sqlite");
    // The last connection that is closed brings all into one file.
    let set_version = |version: i64| {
        let connection = rusqlite::Connection::open(&journal).unwrap();
        connection
            .pragma_update(None, "user_version", version)
            .unwrap();
        connection.close().unwrap();
    };
    set_version(99);
    for words in [&["agent"][..], &["history"], &["agent", "dead-letters"]] {
        let result = finish(&mut folder.command(words));
        result.assert_fails(2, &["has version 99", "use the newer plexctl"]);
    }
    set_version(3);
    let whole = std::fs::read(&journal).unwrap();
    std::fs::write(&journal, &whole[..whole.len() / 2]).unwrap();
    for words in [&["agent"][..], &["history"], &["agent", "dead-letters"]] {
        let result = finish(&mut folder.command(words));
        result.assert_fails(2, &["is damaged: move it away"]);
    }
}
