//! The help, the command tree and the exit codes, which users and scripts depend on.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use clap::{Arg, Command};
use common::{ChildGuard, assert_snapshot, copy_environment, dead_url, program, run, run_at};
use plex_sim::{PlexSim, StubResponse};

fn paths(command: &Command, path: &[String], all: &mut Vec<Vec<String>>) {
    all.push(path.to_vec());
    for sub in command.get_subcommands() {
        let mut deeper = path.to_vec();
        deeper.push(sub.get_name().to_owned());
        paths(sub, &deeper, all);
    }
}

fn describe(command: &Command, path: &str, text: &mut String) {
    text.push_str(&format!("{path}\n"));
    for argument in command.get_arguments() {
        text.push_str(&format!("  {}\n", signature(argument)));
    }
    for sub in command.get_subcommands() {
        describe(sub, &format!("{path} {}", sub.get_name()), text);
    }
}

fn signature(argument: &Arg) -> String {
    let mut parts = Vec::new();
    match (argument.get_short(), argument.get_long()) {
        (Some(short), Some(long)) => parts.push(format!("-{short}, --{long}")),
        (Some(short), None) => parts.push(format!("-{short}")),
        (None, Some(long)) => parts.push(format!("--{long}")),
        (None, None) => {}
    }
    if argument.get_action().takes_values() {
        let names = argument.get_value_names().unwrap_or_default();
        parts.extend(names.iter().map(|name| format!("<{name}>")));
        let values = argument.get_possible_values();
        if !values.is_empty() {
            let values: Vec<&str> = values
                .iter()
                .map(clap::builder::PossibleValue::get_name)
                .collect();
            parts.push(format!("of {}", values.join("|")));
        }
        let defaults = argument.get_default_values();
        parts.extend(
            defaults
                .iter()
                .map(|value| format!("= {}", value.to_string_lossy())),
        );
    }
    parts.push(format!("{:?}", argument.get_action()));
    if argument.is_required_set() {
        parts.push("required".to_owned());
    }
    if argument.is_global_set() {
        parts.push("global".to_owned());
    }
    if argument.is_hide_set() {
        parts.push("hidden".to_owned());
    }
    parts.join(" ")
}

#[test]
fn the_command_tree_is_as_published() {
    let mut text = String::new();
    describe(&plexctl::command_tree(), "plexctl", &mut text);
    assert_snapshot("commands.txt", &text);
}

#[test]
fn the_help_of_every_command_is_as_published() {
    let mut all = Vec::new();
    paths(&plexctl::command_tree(), &[], &mut all);
    let mut text = String::new();
    for path in all {
        for flag in ["-h", "--help"] {
            let mut arguments: Vec<&str> = path.iter().map(String::as_str).collect();
            arguments.push(flag);
            let ran = run(&arguments);
            assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{arguments:?}");
            text.push_str(&format!(
                "$ plexctl {}\n{}\n",
                arguments.join(" "),
                ran.stdout
            ));
        }
    }
    assert_snapshot("help.txt", &text);
}

#[test]
fn no_line_of_help_is_wider_than_a_hundred_characters() {
    let mut all = Vec::new();
    paths(&plexctl::command_tree(), &[], &mut all);
    for path in all {
        let mut arguments: Vec<&str> = path.iter().map(String::as_str).collect();
        arguments.push("--help");
        for line in run(&arguments).stdout.lines() {
            assert!(line.chars().count() <= 100, "{line}");
        }
    }
}

#[test]
fn without_a_command_the_help_is_shown_as_a_failure() {
    let ran = run(&[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("Commands:"), "{ran:?}");
}

#[test]
fn a_misspelt_command_gets_a_suggestion() {
    let ran = run(&["lst"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(
        ran.stderr
            .starts_with("plexctl: unrecognized subcommand 'lst'"),
        "{ran:?}"
    );
    assert!(ran.stderr.contains("'list'"), "{ran:?}");
}

#[test]
fn the_version_is_data() {
    let ran = run(&["--version"]);
    assert_eq!(ran.code, 0);
    assert_eq!(
        ran.stdout,
        concat!("plexctl ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

#[test]
fn every_shell_gets_a_script_with_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = run(&["completions", shell]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{shell}");
        for sub in plexctl::command_tree().get_subcommands() {
            assert!(
                ran.stdout.contains(sub.get_name()),
                "{shell}: {}",
                sub.get_name()
            );
        }
    }
    assert_eq!(run(&["completions", "cmd"]).code, 2);
}

#[test]
fn every_command_has_a_man_page() {
    let ran = run(&["man"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    assert!(ran.stdout.contains(".TH plexctl 1"), "{ran:?}");
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(&["man", folder.path().to_str().unwrap()]).code, 0);
    let mut all = Vec::new();
    paths(&plexctl::command_tree(), &["plexctl".to_owned()], &mut all);
    for path in all {
        let file = folder.path().join(format!("{}.1", path.join("-")));
        let page = std::fs::read_to_string(&file).unwrap_or_else(|error| {
            panic!("{}: {error}", file.display());
        });
        assert!(page.contains(".SH NAME"), "{page}");
    }
    let missing = folder.path().join("missing");
    run(&["man", missing.to_str().unwrap()]).assert_fails(1, &["missing"]);
}

#[test]
fn bash_completes_with_the_script() {
    let script = run(&["completions", "bash"]).stdout;
    let probe = "COMP_WORDS=(plexctl ca); COMP_CWORD=1; COMP_LINE='plexctl ca'; COMP_POINT=10; \
                 _plexctl_with_names plexctl ca plexctl; \
                 echo \"${COMPREPLY[@]}\"";
    let output = std::process::Command::new("bash")
        .args(["--norc", "-c", &format!("{script}\n{probe}")])
        .output()
        .unwrap();
    let completed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        completed.trim(),
        "cancel",
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn listed_in_help() -> Vec<i32> {
    let help = run(&["--help"]).stdout;
    let (_, codes) = help.split_once("Exit codes:\n").unwrap();
    codes
        .lines()
        .map_while(|line| line.split_whitespace().next()?.parse().ok())
        .collect()
}

/// Provokes this exit code.
async fn provoke(code: i32) -> i32 {
    let sim = PlexSim::builder().start().await.unwrap();
    let url = sim.url();
    match code {
        0 => run_at(&url, &["list"]).code,
        1 => {
            sim.answer(
                "GET",
                "/activities",
                StubResponse::html(200, "<html></html>"),
            );
            run_at(&url, &["list"]).code
        }
        2 => run(&["list", "--no-such-option"]).code,
        3 => run_at(&url, &["get", "unknown"]).code,
        4 => {
            let id = sim.activity("media.download").cancellable(false).start();
            run_at(&url, &["cancel", &id]).code
        }
        5 => {
            sim.answer("GET", "/activities", StubResponse::empty(401));
            run_at(&url, &["list"]).code
        }
        6 => run_at(&dead_url(), &["list"]).code,
        7 => {
            let id = sim.activity("media.download").start();
            run_at(&url, &["wait", &id, "--timeout", "1s"]).code
        }
        129 | 130 | 143 => {
            let name = match code {
                129 => "HUP",
                130 => "INT",
                _ => "TERM",
            };
            sim.answer("GET", "/activities", StubResponse::hang());
            // The test run may ignore SIGHUP, as under nohup(1).
            let plexctl = program();
            let mut command = std::process::Command::new("env");
            copy_environment(&mut command);
            command
                .arg("--default-signal=HUP")
                .arg(plexctl.get_program());
            command.args(plexctl.get_args());
            let child = ChildGuard::spawn_piped(command.args(["--url", &url, "list"]));
            sim.wait_request("GET", "/activities", 1).await.unwrap();
            child.signal(name);
            child.finish().code
        }
        unknown => panic!("say here how the program ends with {unknown}"),
    }
}

#[tokio::test]
async fn every_code_in_the_help_can_be_provoked() {
    let codes = listed_in_help();
    assert_eq!(codes, [0, 1, 2, 3, 4, 5, 6, 7, 129, 130, 143]);
    for code in codes {
        assert_eq!(provoke(code).await, code);
    }
}
