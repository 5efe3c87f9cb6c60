//! Names of library sections and servers, completed by real shells.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "test helpers may fail the test"
)]

use crate::common;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::{
    ChildGuard, RunResult, copy_environment, dead_url, external, finish, program, run,
    tied_command, write_secret,
};
use plex_sim::{Fault, PlexSim};

const TOKEN: &str = "made-up-token";

fn sim() -> PlexSim {
    let sim = PlexSim::builder().token(TOKEN).start_blocking().unwrap();
    // A section title must not be able to run commands.
    sim.add_section("7", "movie", "Bob's $(touch owned); Films");
    sim
}

/// Asks the program as the script of a shell does for this line.
fn ask(shell: &str, line: &str, replaced: &str, token: &str) -> RunResult {
    let mut command = program();
    command
        .env("PLEXCTL_COMPLETE", shell)
        .env("PLEX_TOKEN", token);
    finish(command.args([line, replaced]))
}

#[test]
fn the_sections_are_those_of_the_server_that_was_typed() {
    let sim = sim();
    let line = format!("plexctl --url {} scan ", sim.url());
    let ran = ask("fish", &line, "", TOKEN);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    assert_eq!(
        ran.stdout,
        "Movies\tlibrary section 1\nTV Shows\tlibrary section 2\nMusic\tlibrary section 3\n\
         Bob's $(touch owned); Films\tlibrary section 7\n"
    );
    let ran = ask("bash", &format!("{line}tv"), "tv", TOKEN);
    assert_eq!(ran.stdout, "TV\\ Shows\n", "{ran:?}");
    let ran = ask("bash", &format!("{line}2"), "2", TOKEN);
    assert_eq!(ran.stdout, "2\n", "{ran:?}");
    let tasks = format!("plexctl --url {} start butler Back", sim.url());
    let ran = ask("bash", &tasks, "Back", TOKEN);
    assert_eq!(ran.stdout, "BackupDatabase\n", "{ran:?}");
    sim.expect("*", "*", 0);
    for line in ["plexctl scan --wait", "plexctl list ", "plexctl --url "] {
        let ran = ask("bash", line, "", TOKEN);
        assert_eq!(
            (ran.code, ran.stdout.as_str(), ran.stderr.as_str()),
            (1, "", ""),
            "{line}"
        );
    }
}

#[test]
fn completion_errors_are_silent() {
    let sim = sim();
    let silent = PlexSim::builder().start_blocking().unwrap();
    silent.fault(Fault::Silence);
    for (url, token) in [
        (dead_url(), TOKEN),
        (sim.url(), "another-token"),
        (silent.url(), TOKEN),
        ("no url".to_owned(), TOKEN),
        (sim.url(), "no token\n"),
    ] {
        let begin = Instant::now();
        let ran = ask("bash", &format!("plexctl --url '{url}' scan "), "", token);
        assert_eq!(
            (ran.code, ran.stdout.as_str(), ran.stderr.as_str()),
            (0, "", ""),
            "{url}"
        );
        // One second for the server that does not answer; the machine may be busy.
        let took = begin.elapsed();
        assert!(took < Duration::from_secs(10), "{url}: {took:?}");
    }
}

#[test]
fn servers_are_those_of_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plexctl/config.toml");
    std::fs::create_dir(file.parent().unwrap()).unwrap();
    let servers = "[servers.home]\nurl = 'http://a'\ntoken = 'made-up-token'\n[servers.other]\nurl = 'http://b'\n";
    write_secret(&file, servers);
    let ask = |line: &str| {
        let mut command = program();
        command
            .env("PLEXCTL_COMPLETE", "zsh")
            .env("XDG_CONFIG_HOME", folder.path());
        finish(command.arg(line))
    };
    assert_eq!(
        ask("plexctl --server ").stdout,
        "home\tserver\nother\tserver\n"
    );
    assert_eq!(ask("plexctl list --server=ho").stdout, "home\tserver\n");
    std::fs::write(&file, "broken").unwrap();
    let ran = ask("plexctl --server ");
    assert_eq!(
        (ran.stdout.as_str(), ran.stderr.as_str()),
        ("", ""),
        "{ran:?}"
    );
}

/// A folder with the completion script and the configuration of a shell.
fn prepared(shell: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put =
        |name: &str, content: &str| std::fs::write(folder.path().join(name), content).unwrap();
    let script = run(&["completions", shell]).stdout;
    match shell {
        "bash" => put("rc", &script),
        "zsh" => {
            put("_plexctl", &script);
            put(
                ".zshrc",
                "fpath=($ZDOTDIR $fpath)\nautoload -Uz compinit\ncompinit -D -u\n",
            );
        }
        _ => put("config.fish", &script),
    }
    folder
}

/// Gives the shell the program in its path, this server, and the token.
fn shell(shell: &mut Command, folder: &Path, url: &str) {
    copy_environment(shell);
    let program = Path::new(env!("CARGO_BIN_EXE_plexctl"));
    let path = std::env::var_os("PATH").unwrap();
    let mut folders = vec![program.parent().unwrap().to_owned()];
    folders.extend(std::env::split_paths(&path));
    shell
        .current_dir(folder)
        .env("PATH", std::env::join_paths(folders).unwrap())
        .env("HOME", folder)
        .env("ZDOTDIR", folder)
        .env("PLEX_URL", url)
        .env("PLEX_TOKEN", TOKEN);
}

/// Types into a shell on a terminal, and returns the screen.
fn type_into(line: &str, folder: &Path, url: &str, typed: &str) -> String {
    // A shell with an open quote would wait for more input.
    let mut script = tied_command("timeout");
    shell(&mut script, folder, url);
    script.args(["60", "script", "-qfc", line, "/dev/null"]);
    let mut child = ChildGuard::spawn_piped(script.stdin(Stdio::piped()));
    child
        .stdin
        .take()
        .unwrap()
        .write_all(typed.as_bytes())
        .unwrap();
    let output = child.output();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_scan_is_started_by_a_few_letters_and_tab() {
    for (name, line) in [
        ("bash", "bash --noprofile --rcfile rc -i"),
        ("zsh", "zsh -i"),
    ] {
        let Some(_) = external(name, name) else {
            continue;
        };
        let sim = sim();
        let folder = prepared(name);
        let typed = "plexctl scan TV\t\nplexctl scan Bob\t\nexit\n";
        let text = type_into(line, folder.path(), &sim.url(), typed);
        assert_eq!(
            sim.requests_of("GET", "/library/sections/2/refresh").len(),
            1,
            "{name}: {text}"
        );
        assert_eq!(
            sim.requests_of("GET", "/library/sections/7/refresh").len(),
            1,
            "{name}: {text}"
        );
        assert!(!folder.path().join("owned").exists(), "{text}");
        assert!(!text.contains(TOKEN), "{text}");
    }
}

#[test]
fn fish_lists_the_names_with_what_they_are() {
    let Some(fish) = external("fish", "fish") else {
        return;
    };
    let sim = sim();
    let folder = prepared("fish");
    for (line, expected) in [
        ("plexctl scan TV", "TV Shows\tlibrary section 2\n"),
        (
            "plexctl watch --section=Mu",
            "--section=Music\tlibrary section 3\n",
        ),
        (
            "plexctl scan --sto",
            "--stop\tStop the section's scan instead of starting one\n",
        ),
    ] {
        let mut command = Command::new(&fish);
        shell(&mut command, folder.path(), &sim.url());
        command.args([
            "--no-config",
            "-c",
            "source config.fish; complete -C $argv[1]",
            line,
        ]);
        assert_eq!(finish(&mut command).stdout, expected, "{line}");
    }
}
