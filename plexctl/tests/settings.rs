//! Invalid options, environment variables and files, and the secrets in them.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use common::{RunResult, finish, program, run, run_at, sim_with, write_secret};
use plex_sim::{PlexSim, StubResponse};

const SECRET: &str = "hunter2-the-token";

fn with_token_file(content: &[u8]) -> RunResult {
    let sim = PlexSim::builder().token(SECRET).start_blocking().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    write_secret(&file, content);
    run_at(
        &sim.url(),
        &["list", "--token-file", file.to_str().unwrap()],
    )
}

fn with_token(token: &str) -> RunResult {
    finish(program().env("PLEX_TOKEN", token).args(["list"]))
}

#[test]
fn a_token_file_may_end_in_line_breaks() {
    for end in ["", "\n", "\r\n", " \n\n"] {
        let ran = with_token_file(format!("{SECRET}{end}").as_bytes());
        assert_eq!(ran.code, 0, "{end:?}: {ran:?}");
    }
}

#[test]
fn a_token_file_without_a_token_is_refused_and_not_shown() {
    for (content, why) in [
        (&b""[..], "the token is empty"),
        (b" \t\n", "empty"),
        (b"hunter2\nsecond line\n", "line break"),
        (b"hunter2 and more", "white space in it"),
        (b"\"hunter2\"\n", "quotation marks"),
        (b"claim-hunter2\n", "claim token"),
        (b"hunter2\xff", "cannot read the token file"),
    ] {
        let ran = with_token_file(content);
        ran.assert_fails(2, &["token file", why]);
        assert!(!ran.stderr.contains("hunter2"), "{ran:?}");
    }
    run(&["list", "--token-file", "/nonexistent"]).assert_fails(2, &["/nonexistent"]);
}

#[test]
fn a_token_in_the_environment_is_checked_and_not_shown() {
    for (token, why) in [
        ("", "empty"),
        ("  ", "white space"),
        ("hunter2\n", "line break"),
        ("hunter2\nmore", "line break"),
        ("'hunter2'", "quotation marks"),
        ("/run/secrets/hunter2", "path of a file"),
        ("X-Plex-Token=hunter2", "its name"),
    ] {
        let ran = with_token(token);
        ran.assert_fails(2, &["PLEX_TOKEN", why]);
        assert!(!ran.stderr.contains("hunter2"), "{ran:?}");
    }
}

#[test]
fn a_token_file_may_be_named_by_the_environment() {
    let sim = PlexSim::builder().token(SECRET).start_blocking().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    write_secret(&file, SECRET);
    let mut command = program();
    command
        .env("PLEX_TOKEN_FILE", &file)
        .args(["--url", &sim.url(), "list"]);
    assert_eq!(finish(&mut command).code, 0);
}

#[test]
fn a_token_is_never_taken_from_the_command_line() {
    for arguments in [
        &["list", "--token", SECRET][..],
        &["--token=hunter2-the-token", "list"],
    ] {
        let ran = run(arguments);
        ran.assert_fails(2, &["PLEX_TOKEN", "--token-file"]);
        assert!(!ran.stderr.contains("hunter2"), "{ran:?}");
    }
}

#[test]
fn a_url_with_a_secret_in_it_is_refused_and_not_echoed() {
    for url in [
        "http://owner:hunter2@127.0.0.1:1",
        "http://hunter2@127.0.0.1:1",
        "http://127.0.0.1:1/?X-Plex-Token=hunter2",
    ] {
        for ran in [
            run(&["list", "-vvv", "--url", url]),
            finish(program().env("PLEX_URL", url).args(["list", "-vvv"])),
        ] {
            ran.assert_fails(2, &["URL"]);
            assert!(!ran.stderr.contains("hunter2"), "{ran:?}");
        }
    }
    run(&["list", "--url", "http://a:b@host"]).assert_fails(2, &["--url: "]);
    let mut command = program();
    finish(command.env("PLEX_URL", "host:1").arg("list")).assert_fails(2, &["PLEX_URL: "]);
}

#[test]
fn a_url_may_have_a_path_and_a_slash_at_its_end() {
    let sim = PlexSim::builder().prefix("/plex").start_blocking().unwrap();
    for end in ["", "/", "//"] {
        let ran = run_at(&format!("{}{end}", sim.url()), &["list", "-o", "json"]);
        assert_eq!(ran.code, 0, "{ran:?}");
    }
}

#[test]
fn the_token_is_in_no_output_however_much_is_logged() {
    let sim = PlexSim::builder().token(SECRET).start_blocking().unwrap();
    sim.activity("media.download").title("Download").start();
    let echo = format!("{{\"MediaContainer\": \"your token is {SECRET}\"}}");
    let odd = sim_with(StubResponse::json(200, echo.clone()));
    let refused = sim_with(StubResponse::html(
        401,
        format!("<h1>{SECRET} is refused</h1>"),
    ));
    let failing = sim_with(StubResponse::json(500, echo));
    let dead = common::dead_url();
    for (url, arguments) in [
        (sim.url(), &["list"][..]),
        (sim.url(), &["list", "-o", "json"]),
        (sim.url(), &["cancel", "unknown"]),
        (sim.url(), &["get", "unknown"]),
        (odd.url(), &["list"]),
        (refused.url(), &["list"]),
        (failing.url(), &["list"]),
        (dead, &["list"]),
    ] {
        let mut command = program();
        command
            .env("PLEX_TOKEN", SECRET)
            .args(["-vvv", "--url", &url])
            .args(arguments);
        let ran = finish(&mut command);
        assert!(!ran.stdout.contains(SECRET), "{ran:?}");
        assert!(!ran.stderr.contains(SECRET), "{ran:?}");
    }
    assert!(!sim.requests().is_empty());
}

#[test]
fn logs_go_to_standard_error_and_only_when_asked_for() {
    let sim = PlexSim::builder().start_blocking().unwrap();
    sim.activity("media.download").title("Download").start();
    let plain = run_at(&sim.url(), &["list", "-o", "json"]);
    assert_eq!(plain.stderr, "");
    let logged = run_at(&sim.url(), &["list", "-o", "json", "-vvv"]);
    assert_eq!(logged.stdout, plain.stdout);
    assert!(
        logged
            .stderr
            .contains(plex_api::OperationId::GetServerActivities.as_str()),
        "{logged:?}"
    );
}

#[test]
fn accepting_any_certificate_prints_a_warning() {
    let sim = PlexSim::builder().start_blocking().unwrap();
    let ran = run_at(&sim.url(), &["list", "--insecure", "--quiet"]);
    assert_eq!(ran.code, 0);
    assert!(ran.stderr.contains("can read the token"), "{ran:?}");
}

#[test]
fn an_invalid_certificate_file_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    std::fs::write(&file, "no certificate").unwrap();
    let file = file.to_str().unwrap();
    run(&["list", "--ca-cert", file]).assert_fails(2, &[file, "PEM"]);
    run(&["list", "--ca-cert", "/nonexistent"]).assert_fails(2, &["/nonexistent"]);
}

#[test]
#[cfg(unix)]
fn a_file_that_others_can_change_prints_a_warning() {
    use std::os::unix::fs::PermissionsExt;
    let set = |path: &std::path::Path, mode| {
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(path, permissions).unwrap();
    };
    let sim = PlexSim::builder().start_blocking().unwrap();
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("plexctl");
    std::fs::create_dir(&folder).unwrap();
    let (config, token) = (folder.join("config.toml"), folder.join("token"));
    let url = sim.url();
    let text =
        format!("default = \"home\"\n[servers.home]\nurl = \"{url}\"\ntoken_file = \"token\"\n");
    write_secret(&config, text);
    write_secret(&token, "made-up");
    for (config_mode, token_mode, folder_mode, warning) in [
        (0o600, 0o600, 0o700, ""),
        (0o644, 0o600, 0o755, ""),
        (0o622, 0o600, 0o700, "says where tokens are sent"),
        (0o602, 0o600, 0o700, "says where tokens are sent"),
        (0o600, 0o622, 0o700, "can change it: chmod 600"),
        (0o600, 0o602, 0o700, "can change it: chmod 600"),
        (
            0o600,
            0o600,
            0o777,
            "every user of this machine can replace",
        ),
    ] {
        set(&config, config_mode);
        set(&token, token_mode);
        set(&folder, folder_mode);
        let ran = finish(
            program()
                .env("XDG_CONFIG_HOME", home.path())
                .args(["list", "-o", "jsonl"]),
        );
        assert_eq!(ran.code, 0, "{ran:?}");
        let is_silent = ran.stderr.is_empty();
        assert!(
            is_silent == warning.is_empty() && ran.stderr.contains(warning),
            "{ran:?}"
        );
    }
}

#[test]
fn several_servers_are_refused_where_one_is_meant() {
    let two = ["--url", "http://127.0.0.1:1", "--url", "http://127.0.0.1:2"];
    run(&[&two[..], &["list"]].concat()).assert_fails(2, &["works with one server"]);
    let mut command = program();
    command.env("PLEX_TOKEN", SECRET).args(two).arg("list");
    finish(&mut command).assert_fails(2, &["its own --token-file"]);
}

#[test]
fn a_time_without_a_unit_is_a_usage_error() {
    for bad in ["5", "0s", "soon"] {
        let ran = run(&["list", "--request-timeout", bad]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
        assert!(ran.stderr.contains("expected a time"), "{ran:?}");
    }
}
