//! The places in which the configuration and the agent's file are looked for, and the URL in a file.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use common::{Home, finish, program, run, write_secret};
use plex_sim::PlexSim;

fn config(sim: &PlexSim, folder: &std::path::Path, file: &str) -> String {
    let file = folder.join(file);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    let url = sim.url();
    let text = format!("default = \"home\"\n[servers.home]\nurl = \"{url}\"\n");
    write_secret(&file, text);
    file.display().to_string()
}

#[test]
fn the_option_goes_before_the_variable_and_that_before_the_users_folder() {
    let sims: Vec<PlexSim> = ["one", "two", "three"]
        .map(|title| {
            let sim = PlexSim::builder().start_blocking().unwrap();
            sim.activity("library.update.section").title(title).start();
            sim
        })
        .into();
    let folder = tempfile::tempdir().unwrap();
    let own = config(&sims[0], folder.path(), "plexctl/config.toml");
    let of_variable = config(&sims[1], folder.path(), "variable.toml");
    let of_option = config(&sims[2], folder.path(), "option.toml");
    let list = |arguments: &[&str], variable: Option<&str>| {
        let mut command = program();
        command.env("XDG_CONFIG_HOME", folder.path());
        if let Some(variable) = variable {
            command.env("PLEXCTL_CONFIG", variable);
        }
        finish(command.args(["list", "-o", "jsonl"]).args(arguments)).stdout
    };
    assert!(list(&[], None).contains("\"one\""));
    assert!(list(&[], Some(&of_variable)).contains("\"two\""));
    let both = list(&["--config", &of_option], Some(&of_variable));
    assert!(both.contains("\"three\""), "{both}");

    let path = |arguments: &[&str]| {
        let mut command = program();
        command.env("XDG_CONFIG_HOME", folder.path());
        finish(command.args(["config", "path"]).args(arguments))
            .stdout
            .trim_end()
            .to_owned()
    };
    assert_eq!(path(&[]), own);
    assert_eq!(path(&["--config", &of_option]), of_option);
}

#[test]
fn a_given_file_that_is_missing_is_an_error_and_can_be_created() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("new.toml");
    let file = file.to_str().unwrap();
    run(&["list", "--config", file]).assert_fails(2, &["there is no configuration", file]);
    finish(program().env("PLEXCTL_CONFIG", "").arg("list"))
        .assert_fails(2, &["PLEXCTL_CONFIG is empty"]);
    let add = ["config", "add", "home", "--url", "http://127.0.0.1:1"];
    let added = finish(program().args(["--config", file]).args(add));
    assert_eq!(added.code, 0, "{added:?}");
    let shown = run(&["config", "list", "-o", "json", "--config", file]).json();
    assert_eq!(shown["servers"][0]["name"], "home");
}

/// An account is beside the file that is given, so that a service can have its own.
#[test]
fn the_account_is_beside_the_given_file() {
    let home = Home::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    write_secret(&file, "");
    home.sign_in(&["login", "--config", file.to_str().unwrap()]);
    assert!(folder.path().join("account.json").exists());
    assert!(!home.file("account.json").exists());
}

#[test]
fn the_url_may_be_in_a_file_as_a_secret_of_a_container_is() {
    let sim = PlexSim::builder()
        .token("hunter2")
        .start_blocking()
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (url, token) = (folder.path().join("url"), folder.path().join("token"));
    write_secret(&url, format!("{}\n", sim.url()));
    write_secret(&token, "hunter2\n");
    let mut command = program();
    command
        .env("PLEX_URL_FILE", &url)
        .env("PLEX_URL", common::dead_url())
        .env("PLEX_TOKEN_FILE", &token);
    assert_eq!(finish(command.arg("list")).code, 0);
    write_secret(&url, "ftp://hunter2@nowhere\n");
    let refused = finish(&mut command);
    refused.assert_fails(2, &["the file of PLEX_URL_FILE: "]);
    assert!(!refused.stderr.contains("hunter2"), "{refused:?}");
}
