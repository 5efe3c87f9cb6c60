//! `plexctl login` and `logout` against a simulated plex.tv.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use common::{Home, PlexctlProcess, finish};
use plex_sim::PlexTvFault;

#[test]
fn a_code_is_shown_and_the_account_is_kept_until_the_sign_out() {
    for key in [&[][..], &["--key"]] {
        let home = Home::new();
        let ran = home.sign_in(&[&["login", "--code"][..], key].concat());
        assert!(ran.stderr.contains("/link within 1"), "{ran:?}");
        assert!(ran.stderr.contains("signed in as"), "{ran:?}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(home.file("account.json"))
                .unwrap()
                .permissions();
            assert_eq!(mode.mode() & 0o777, 0o600);
        }
        let kept = home.account();
        assert_eq!(kept.contains("device_key"), !key.is_empty());
        // A second time there is nothing to do, and another kind needs a sign-out first.
        let ran = home.run(&[&["login"][..], key].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{ran:?}");
        assert!(ran.stderr.contains("already signed in as"), "{ran:?}");
        let other: &[&str] = if key.is_empty() {
            &["login", "--key"]
        } else {
            &["login"]
        };
        home.run(other).assert_fails(2, &["plexctl logout"]);

        let ran = home.run(&["logout"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{ran:?}");
        assert!(ran.stderr.contains("signed out"), "{ran:?}");
        assert!(!home.file("account.json").exists());
        assert_eq!(home.plex_tv().requests_of("DELETE", "*signout*").len(), 1);
        let ran = home.run(&["logout"]);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(ran.stderr.contains("nobody is signed in"), "{ran:?}");
    }
}

#[test]
fn a_page_is_printed_where_no_browser_can_be_seen() {
    let home = Home::new();
    let mut login = PlexctlProcess::start(&mut home.command(&["login", "--browser"]));
    let line = login.line();
    assert!(line.starts_with("URL: http://127.0.0.1"), "{line}");
    let codes = home.plex_tv().waiting_codes();
    assert!(line.contains(&codes[0]) && codes[0].len() > 4, "{line}");
    home.plex_tv().link(&codes[0]);
    let ran = login.finish();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stderr.contains("--code"), "{ran:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_browser_is_opened_on_a_display_and_gets_no_token() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let tools = home.folder.path().join("tools");
    std::fs::create_dir(&tools).unwrap();
    // Reading it waits until the script has written.
    let opened = home.folder.path().join("opened");
    let made = std::process::Command::new("mkfifo").arg(&opened).status();
    assert!(made.unwrap().success());
    let script = tools.join("xdg-open");
    let text = format!(
        "#!/bin/sh\nenv > {0}.env\necho \"$1\" > {0}\n",
        opened.display()
    );
    std::fs::write(&script, text).unwrap();
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", tools.display(), std::env::var("PATH").unwrap());
    let mut command = home.command(&["login", "--browser"]);
    let token = "made-up-token-of-home";
    command
        .env("DISPLAY", ":99")
        .env("PATH", path)
        .env("PLEX_TOKEN", token)
        .env("MY_HEADER", format!("X-Plex-Token: {token}"))
        .env("MY_OWN", "kept");
    let mut login = PlexctlProcess::start(&mut command);
    let line = login.line();
    let url = line.strip_prefix("URL: ").unwrap();
    let codes = home.plex_tv().waiting_codes();
    home.plex_tv().link(&codes[0]);
    let ran = login.finish();
    assert!(ran.stderr.contains("open in your browser"), "{ran:?}");
    assert_eq!(std::fs::read_to_string(&opened).unwrap().trim_end(), url);
    let environment = std::fs::read_to_string(opened.with_extension("env")).unwrap();
    assert!(environment.contains("MY_OWN=kept"), "{environment}");
    for secret in ["PLEX", token, "MY_HEADER"] {
        assert!(!environment.contains(secret), "{secret}: {environment}");
    }
}

#[test]
fn a_wrong_clock_and_a_copied_account_are_told() {
    let home = Home::new();
    let ran = home.sign_in(&["login", "--key"]);
    assert!(!ran.stderr.contains("clock"), "{ran:?}");
    home.plex_tv()
        .advance(std::time::Duration::from_secs(7_200));
    let ran = home.run(&["servers"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.stderr.contains("h 59m") || ran.stderr.contains("2h"),
        "{ran:?}"
    );
    assert!(ran.stderr.contains("behind plex.tv's"), "{ran:?}");
    assert!(!ran.stderr.contains("another name"), "{ran:?}");

    let account: serde_json::Value = serde_json::from_str(&home.account()).unwrap();
    let machine = account["machine"].as_str().unwrap();
    let copied = home.account().replace(machine, &"0".repeat(machine.len()));
    std::fs::write(home.file("account.json"), copied).unwrap();
    let ran = home.run(&["servers"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.stderr.contains("a machine with another name"),
        "{ran:?}"
    );
    let ran = home.run(&["list"]);
    assert!(
        ran.stderr.contains("a machine with another name"),
        "{ran:?}"
    );
}

#[test]
#[cfg(unix)]
fn ctrl_c_leaves_nobody_signed_in() {
    let home = Home::new();
    let (login, code) = home.begin(&["login", "--key"]);
    login.signal("INT");
    let ran = login.finish();
    assert_eq!(ran.code, 130, "{ran:?}");
    home.plex_tv().link(&code);
    let ran = home.run(&["logout"]);
    assert!(ran.stderr.contains("nobody is signed in"), "{ran:?}");
    home.sign_in(&["login", "--key"]);
    assert_eq!(home.run(&["logout"]).code, 0);
}

#[test]
fn a_code_that_nobody_enters_expires() {
    let home = Home::new();
    let (login, code) = home.begin(&["login"]);
    assert!(home.plex_tv().deny(&code));
    home.plex_tv().advance(std::time::Duration::from_secs(3600));
    let ran = login.finish();
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stderr.contains("expired"), "{ran:?}");
    assert!(home.run(&["logout"]).stderr.contains("nobody is signed in"));
}

#[test]
fn an_account_that_was_signed_out_elsewhere_can_sign_in_again() {
    let home = Home::new();
    home.sign_in(&["login"]);
    home.plex_tv().sign_out_everywhere();
    let ran = home.sign_in(&["login"]);
    assert!(ran.stderr.contains("signed in as"), "{ran:?}");
}

#[test]
fn logging_out_removes_the_secrets_also_when_plex_tv_is_away() {
    let home = Home::new();
    home.sign_in(&["login"]);
    home.plex_tv().fault(PlexTvFault::DropAnswers);
    let ran = home.run(&["logout"]);
    ran.assert_fails(6, &["removed from this machine", "Authorized Devices"]);
    assert!(!home.file("account.json").exists());
}

#[test]
#[cfg(unix)]
fn an_account_file_that_cannot_be_used_is_refused_and_stays() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    home.sign_in(&["login"]);
    let whole = home.account();
    let file = home.file("account.json");
    let half: String = whole.chars().take(whole.len() / 2).collect();
    let newer = whole.replace("\"version\":1", "\"version\":2");
    for (content, mode, part) in [
        (&whole, 0o640, "chmod 600"),
        (&whole, 0o602, "chmod 600"),
        (&half, 0o600, "cut off"),
        (&newer, 0o600, "version 2"),
    ] {
        std::fs::write(&file, content).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        for arguments in [&["login"][..], &["logout"]] {
            let ran = home.run(arguments);
            ran.assert_fails(2, &["account.json", part]);
            for secret in whole.split('"').filter(|text| text.len() >= 20) {
                assert!(!ran.stderr.contains(secret), "{ran:?}");
            }
        }
        assert_eq!(&home.account(), content);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_and_no_home_are_sentences() {
    let home = Home::new();
    let mut command = common::tied_command("sh");
    common::copy_environment(&mut command);
    let line = "trap '' XFSZ; ulimit -f 0; exec \"$0\" login";
    command.args(["-c", line, env!("CARGO_BIN_EXE_plexctl")]);
    command
        .env("XDG_CONFIG_HOME", home.folder.path())
        .env("PLEX_TV_URL", home.plex_tv().url());
    finish(&mut command).assert_fails(2, &["cannot write", "account.json"]);
    assert!(!home.file("account.json").exists());
    assert!(
        home.plex_tv().waiting_codes().is_empty(),
        "nobody is asked in vain"
    );
    let mut command = home.command(&["login"]);
    let ran = finish(command.env_remove("XDG_CONFIG_HOME").env_remove("HOME"));
    ran.assert_fails(2, &["HOME"]);
}

#[test]
fn the_service_of_tests_is_never_plain_http_to_another_machine() {
    let home = Home::new();
    for url in [
        "http://plex.example",
        "http://192.168.1.1:80",
        "ftp://127.0.0.1",
    ] {
        let mut command = home.command(&["login"]);
        let ran = finish(command.env("PLEX_TV_URL", url));
        ran.assert_fails(2, &["PLEX_TV_URL"]);
    }
}

#[test]
fn no_secret_is_in_any_output() {
    for key in [&[][..], &["--key"]] {
        let home = Home::new();
        let mut all = home.sign_in(&[&["login", "-vvv"][..], key].concat()).stderr;
        let kept = home.account();
        all.push_str(&home.run(&["login", "-vvv"]).stderr);
        all.push_str(&home.run(&["logout", "-vvv"]).stderr);
        for secret in kept.split('"').filter(|text| text.len() >= 20) {
            assert!(!all.contains(secret), "{secret} in {all}");
        }
    }
}
