//! The servers of an account: listed, named, and found without an address.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use std::net::{Ipv4Addr, SocketAddr};
use std::process::Command;

use common::{
    ChildGuard, Home, PlexctlProcess, assert_fits, finish, get, post, program, run, write_secret,
};
use plex_sim::{PlexSim, PlexTvSetup, SimConnection, SimResource};
use serde_json::json;

fn two_servers() -> Home {
    let resources = [
        SimResource::this_server().name("Attic"),
        SimResource::server("Cabin \u{1b}[31m", "cabin-machine")
            .shared_by("anna")
            .connections([SimConnection::refused().remote()]),
    ];
    let setup = PlexTvSetup::new().user("anna").resources(resources);
    let home = Home::with(PlexSim::builder().plex_tv(setup));
    home.sign_in(&["login"]);
    home
}

/// From nothing to the first answers, as `README.md` says it, with two programs and nothing else.
#[test]
fn the_walk_from_nothing_over_eight_days_to_the_sign_out() {
    for key in [&[][..], &["--key"]] {
        let folder = tempfile::tempdir().unwrap();
        // With tokens of servers that end, as with a key today: after eight days nothing is good any more.
        let mut sim = program();
        sim.args(["sim", "--plex-tv", "--jwt-server-tokens"]);
        let mut sim = PlexctlProcess::start(&mut sim);
        let (server, plex_tv) = (sim.line(), sim.line());
        let asked = |query: &str| {
            let found = get(&plex_tv, &format!("/sim/requests?to=plex.tv&{query}"));
            found.as_array().unwrap().len()
        };
        let renewals = || asked("method=POST&path=/api/v2/auth/token");
        let lists = || asked("path=/api/v2/resources");
        let command = |arguments: &[&str]| {
            let mut command = program();
            command
                .env("XDG_CONFIG_HOME", folder.path())
                .env("PLEX_TV_URL", &plex_tv)
                .args(arguments);
            command
        };
        let run = |arguments: &[&str]| {
            let ran = finish(&mut command(arguments));
            assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
            ran
        };
        let mut login = PlexctlProcess::start(&mut command(&[&["login", "--code"], key].concat()));
        let line = login.line();
        let code = line.strip_prefix("Code: ").unwrap();
        post(&plex_tv, "/sim/link", &json!({"code": code}).to_string());
        let ran = login.finish();
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(ran.stderr.contains("`plexctl list` shows"), "{ran:?}");

        let servers = run(&["servers", "-o", "json"]).json();
        assert_fits("servers.json", &servers);
        assert_eq!(servers["servers"].as_array().unwrap().len(), 1);
        post(
            &server,
            "/sim/activities",
            r#"{"type": "media.download", "title": "Lanterns"}"#,
        );
        assert!(run(&["list"]).stdout.contains("Lanterns"));
        run(&["scan", "Movies", "--wait", "--timeout", "60s"]);
        let before = (renewals(), lists());
        post(&plex_tv, "/sim/clock", r#"{"advance": "8d"}"#);
        assert!(run(&["list"]).stdout.contains("Lanterns"));
        // The server refuses its old token, so the list is asked for. plex.tv refuses the old token of a key,
        // and takes the renewed one.
        let renewed = usize::from(!key.is_empty());
        let expected = (before.0 + renewed, before.1 + 1 + renewed);
        assert_eq!((renewals(), lists()), expected, "{key:?}");
        run(&["servers"]);
        run(&["logout"]);
        finish(&mut command(&["servers"])).assert_fails(2, &["plexctl login"]);
    }
}

#[test]
fn the_servers_of_the_account_are_listed_for_people_and_programs() {
    let home = two_servers();
    let ran = home.run(&["servers"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert!(lines[0].starts_with("NAME") && lines.len() == 3, "{ran:?}");
    assert!(
        lines[1].starts_with("Attic") && lines[1].contains("you"),
        "{ran:?}"
    );
    assert!(
        lines[2].contains("anna") && lines[2].contains("1 remote"),
        "{ran:?}"
    );
    assert!(!ran.stdout.contains('\u{1b}'), "{ran:?}");

    let document = home.run(&["servers", "-o", "json"]).json();
    assert_fits("servers.json", &document);
    let (attic, cabin) = (&document["servers"][0], &document["servers"][1]);
    assert_eq!(
        (&attic["name"], &attic["owned"]),
        (&json!("Attic"), &json!(true))
    );
    assert_eq!(attic["connections"][0]["url"], home.sim.url());
    assert_eq!(cabin["machine_identifier"], "cabin-machine");
    assert_eq!(
        (&cabin["owned"], &cabin["owner"]),
        (&json!(false), &json!("anna"))
    );
    let ran = home.run(&["servers", "-o", "jsonl"]);
    for line in ran.stdout.lines() {
        assert_fits("servers.jsonl", &serde_json::from_str(line).unwrap());
    }
    assert!(!ran.stdout.to_lowercase().contains("token"), "{ran:?}");
}

#[test]
fn a_server_of_the_account_is_found_by_its_name() {
    let home = two_servers();
    home.sim
        .activity("media.download")
        .title("Lanterns")
        .start();
    let machine = home.run(&["servers", "-o", "json"]).json()["servers"][0]["machine_identifier"]
        .as_str()
        .unwrap()
        .to_owned();
    for name in ["Attic", "attic", &machine] {
        let ran = home.run(&["--server", name, "list"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
        assert!(ran.stdout.contains("Lanterns"), "{ran:?}");
    }
    home.run(&["--server", "Cellar", "list"])
        .assert_fails(2, &["no server \"Cellar\"", "Attic", "anna"]);
    home.run(&["list"]).assert_fails(
        2,
        &["2 servers", "--server NAME", "Attic, Cabin", "(of anna)"],
    );
    // The account's token never goes to a server.
    let token = home.account();
    let token = token
        .split("\"token\":\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    for request in home.sim.requests() {
        assert_ne!(request.header("x-plex-token"), Some(token));
    }
}

#[test]
fn configured_servers_and_given_tokens_go_first() {
    let home = Home::new();
    home.sign_in(&["login"]);
    let other = PlexSim::builder().start_blocking().unwrap();
    other.activity("media.download").title("Elsewhere").start();
    let name = home.run(&["servers", "-o", "json"]).json()["servers"][0]["name"].clone();
    let text = format!("[servers.{name}]\nurl = \"{}\"\n", other.url());
    write_secret(home.file("config.toml"), text);
    let ran = home.run(&["--server", name.as_str().unwrap(), "list"]);
    assert!(ran.stdout.contains("Elsewhere"), "{ran:?}");
    // The account's only server is used without any setting, and not with a token of another.
    home.sim
        .activity("media.download")
        .title("Lanterns")
        .start();
    let ran = home.run(&["list"]);
    assert!(ran.stdout.contains("Lanterns"), "{ran:?}");
    let mut command = home.command(&["list"]);
    let ran = finish(command.env("PLEX_URL", other.url()));
    assert!(ran.stdout.contains("Elsewhere"), "{ran:?}");
    let before = home.sim.requests().len();
    let mut command = home.command(&["list"]);
    finish(command.env("PLEX_TOKEN", "made-up"));
    assert_eq!(home.sim.requests().len(), before);
}

#[test]
fn plex_tv_may_be_away_once_the_servers_are_known() {
    let home = two_servers();
    home.sim
        .activity("media.download")
        .title("Lanterns")
        .start();
    let list = ["--server", "Attic", "list"];
    assert!(home.run(&list).stdout.contains("Lanterns"));
    home.plex_tv().fault(plex_sim::PlexTvFault::DropAnswers);
    assert!(home.run(&list).stdout.contains("Lanterns"));
    let ran = home.run(&["servers"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.stdout.contains("Attic") && !ran.stderr.is_empty(),
        "{ran:?}"
    );
}

#[test]
fn a_withdrawn_sign_in_says_what_to_do() {
    let home = two_servers();
    home.plex_tv().sign_out_everywhere();
    let ran = home.run(&["servers"]);
    assert!(
        ran.stderr.contains("plexctl login") || ran.code == 0,
        "{ran:?}"
    );
    home.plex_tv().replace_server_tokens();
    home.run(&["--server", "Attic", "list"])
        .assert_fails(5, &["plexctl login"]);
}

#[test]
fn the_first_contact_says_what_to_do() {
    let ran = run(&["servers"]);
    ran.assert_fails(2, &["plexctl login"]);
    let sim = PlexSim::builder().token("secret").start_blocking().unwrap();
    common::run_at(&sim.url(), &["list"]).assert_fails(5, &["plexctl login", "--token-file"]);
    let mut command = program();
    command.args(["--url", &sim.url(), "list"]);
    finish(command.env("PLEX_TOKEN", "wrong")).assert_fails(5, &["PLEX_TOKEN", "plexctl login"]);
    let folder = tempfile::tempdir().unwrap();
    let mut command = program();
    command.env("XDG_CONFIG_HOME", folder.path());
    let ran = finish(command.args(["--server", "home", "list"]));
    ran.assert_fails(2, &["no server \"home\"", "plexctl login"]);
}

#[test]
fn a_commands_server_may_be_watched_by_several_commands_of_the_account() {
    let home = two_servers();
    let mut watch = home.command(&["--server", "Attic", "watch", "-o", "jsonl"]);
    let mut watch = PlexctlProcess::start(&mut watch);
    watch.until_event("resynced");
    let id = home.sim.activity("media.download").start();
    home.sim.end(&id);
    let events = watch.until_event("ended");
    assert!(
        events.iter().all(|event| event["server"] == "Attic"),
        "{events:?}"
    );
}

#[test]
fn the_local_network_is_asked_without_an_account() {
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let sim = PlexSim::builder().gdm(any).start_blocking().unwrap();
    let target = sim.gdm_addr().unwrap().to_string();
    let document = run(&["servers", "--local", &target, "-o", "json"]).json();
    assert_fits("servers.json", &document);
    let found = &document["servers"][0];
    assert_eq!(found["connections"][0]["url"], sim.url());
    assert_eq!(
        (&found["owned"], &found["owner"]),
        (&json!(null), &json!(null))
    );
    let ran = run(&["servers", "--local", &target]);
    assert!(ran.stdout.contains(&sim.url()), "{ran:?}");
    assert!(ran.stderr.contains("not verified"), "{ran:?}");
    assert!(sim.requests().is_empty(), "nothing is sent to what answers");
}

#[test]
fn a_tab_completes_the_servers_of_the_account() {
    let home = two_servers();
    let write = |name: &str| {
        let mut command = home.command(&["plexctl --server ", ""]);
        command.env("PLEXCTL_COMPLETE", name);
        finish(&mut command)
    };
    let ran = write("fish");
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    assert_eq!(
        ran.stdout, "Attic\tserver\n",
        "names with control characters are left out"
    );
}

const PREFERENCES: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<Preferences MachineIdentifier="unused" ProcessedMachineIdentifier="0123abcd"
 FriendlyName="Box &amp; Attic" PlexOnlineToken="exampleServerTok0001"/>
"#;

fn from_preferences(folder: &tempfile::TempDir, url: &str, more: &[&str]) -> Command {
    let file = folder.path().join("Preferences.xml");
    write_secret(&file, PREFERENCES);
    let mut command = program();
    command.env("XDG_CONFIG_HOME", folder.path());
    command.args(["login", "--url", url, "--from-preferences"]);
    command.arg(file).args(more);
    command
}

#[test]
fn the_server_of_this_machine_is_added_with_its_token() {
    let sim = PlexSim::builder()
        .machine_identifier("0123abcd")
        .token("exampleServerTok0001")
        .start_blocking()
        .unwrap();
    sim.activity("media.download").title("Lanterns").start();
    let folder = tempfile::tempdir().unwrap();
    let ran = finish(&mut from_preferences(&folder, &sim.url(), &[]));
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{ran:?}");
    assert!(!ran.stderr.contains("exampleServerTok0001"), "{ran:?}");
    for request in sim.requests() {
        assert_eq!(request.header("x-plex-token"), None, "{request:?}");
    }
    let plexctl = folder.path().join("plexctl");
    let token = std::fs::read_to_string(plexctl.join("Box---Attic.token")).unwrap();
    assert_eq!(token, "exampleServerTok0001\n");
    assert!(!plexctl.join("account.json").exists());
    let mut list = program();
    let ran = finish(list.env("XDG_CONFIG_HOME", folder.path()).arg("list"));
    assert!(ran.stdout.contains("Lanterns"), "{ran:?}");
    // No key is ever registered for it.
    let ran = finish(&mut from_preferences(&folder, &sim.url(), &["--key"]));
    assert_eq!(ran.code, 2, "{ran:?}");
}

#[test]
fn the_token_of_this_machine_goes_to_no_other_server() {
    let sim = PlexSim::builder()
        .machine_identifier("another")
        .start_blocking()
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    finish(&mut from_preferences(&folder, &sim.url(), &[]))
        .assert_fails(2, &["another server answers"]);
    assert!(!folder.path().join("plexctl").exists());
    let mut command = program();
    let file = folder.path().join("other.xml");
    std::fs::write(&file, "<html>").unwrap();
    command.args(["login", "--from-preferences"]).arg(&file);
    finish(&mut command).assert_fails(2, &["other.xml"]);
    // The settings of a server on macOS.
    let file = folder.path().join("com.plexapp.plexmediaserver.plist");
    std::fs::write(&file, b"bplist00\xd1\x01\x02").unwrap();
    let mut command = program();
    command.args(["login", "--from-preferences"]).arg(&file);
    let next = "config add NAME --url http://127.0.0.1:32400 --token-stdin";
    finish(&mut command).assert_fails(2, &["property list", "defaults read", next]);
}

#[tokio::test]
#[cfg(unix)]
async fn a_service_ends_by_a_signal_while_it_looks_for_its_server() {
    let resources = [SimResource::this_server().connections([SimConnection::black_hole()])];
    let setup = PlexTvSetup::new().resources(resources);
    let home = tokio::task::spawn_blocking(move || {
        let home = Home::with(PlexSim::builder().plex_tv(setup));
        home.sign_in(&["login"]);
        home
    })
    .await
    .unwrap();
    let asked = || home.plex_tv().requests_of("GET", "*resources").len();
    let before = asked();
    // So that it asks for the list first.
    for entry in std::fs::read_dir(home.file("")).unwrap() {
        let path = entry.unwrap().path();
        if path != home.file("account.json") {
            std::fs::remove_file(path).unwrap();
        }
    }
    let serve = ChildGuard::spawn_piped(&mut home.command(&["serve"]));
    tokio::time::timeout(std::time::Duration::from_secs(20), async {
        while asked() == before {
            tokio::task::yield_now().await;
        }
    })
    .await
    .unwrap();
    serve.signal("TERM");
    let ran = serve.finish();
    assert_eq!(ran.code, 0, "{ran:?}");
}
