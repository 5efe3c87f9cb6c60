//! The configuration file: servers by name, each with its own token. No token is ever shown.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use common::{ChildGuard, RunResult, finish, program, run, write_secret};
use plex_sim::PlexSim;
use serde_json::json;

/// A configuration in its own folder.
struct Configured {
    folder: tempfile::TempDir,
}

impl Configured {
    fn new(content: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("plexctl")).unwrap();
        let configured = Self { folder };
        write_secret(configured.file("config.toml"), content);
        configured
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join("plexctl").join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program();
        command
            .env("XDG_CONFIG_HOME", self.folder.path())
            .args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> RunResult {
        finish(&mut self.command(arguments))
    }
}

#[test]
fn each_server_gets_its_own_token_and_no_other() {
    let home = PlexSim::builder()
        .token("token-of-home")
        .start_blocking()
        .unwrap();
    let parents = PlexSim::builder()
        .token("token-of-parents")
        .start_blocking()
        .unwrap();
    home.activity("media.download").title("At home").start();
    parents
        .activity("media.download")
        .title("At my parents'")
        .start();
    let configured = Configured::new(&format!(
        "default = \"parents\"\n\
         [servers.home]\nurl = \"{}\"\ntoken_file = \"home.token\"\n\
         [servers.parents]\nurl = \"{}/\"\ntoken = \"token-of-parents\"\n",
        home.url(),
        parents.url()
    ));
    write_secret(configured.file("home.token"), "token-of-home\n");

    for (arguments, title) in [
        (&["--server", "home", "list"][..], "At home"),
        (&["list", "--server", "parents"], "At my parents'"),
        (&["list"], "At my parents'"),
    ] {
        let ran = finish(
            configured
                .command(arguments)
                .env("PLEX_TOKEN", "token-of-neither"),
        );
        assert_eq!(
            (ran.code, ran.stderr.as_str()),
            (0, ""),
            "{arguments:?}: {ran:?}"
        );
        assert!(ran.stdout.contains(title), "{ran:?}");
    }
    for (sim, own) in [(&home, "token-of-home"), (&parents, "token-of-parents")] {
        for request in sim.requests() {
            assert_eq!(request.header("x-plex-token"), Some(own), "{request:?}");
        }
    }
    let both = configured.run(&["--server", "home", "--server", "parents", "list"]);
    both.assert_fails(2, &["works with one server"]);
}

#[test]
fn a_server_without_a_token_does_not_get_the_one_of_the_environment() {
    let sim = PlexSim::builder().token("secret").start_blocking().unwrap();
    let configured = Configured::new(&format!("[servers.a]\nurl = \"{}\"\n", sim.url()));
    let mut command = configured.command(&["--server", "a", "list"]);
    let ran = finish(command.env("PLEX_TOKEN", "secret"));
    ran.assert_fails(
        5,
        &[
            "no token for the server \"a\"",
            "PLEX_TOKEN is not sent to it",
        ],
    );
}

#[test]
fn the_environment_goes_before_the_default() {
    let sim = PlexSim::builder().start_blocking().unwrap();
    let configured = Configured::new("default = \"a\"\n[servers.a]\nurl = \"http://127.0.0.1:1\"");
    let ran = finish(configured.command(&["list"]).env("PLEX_URL", sim.url()));
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn the_configuration_is_shown_without_its_tokens() {
    let configured = Configured::new(
        "default = \"home\"\n\
         [servers.home]\nurl = \"http://nas:32400/\"\ntoken = \"hunter2\"\n\
         [servers.parents]\nurl = \"https://plex.example.org\"\ntoken_file = \"p.token\"\n\
         [servers.odd]\nurl = \"http://me:hunter2@host\"\n",
    );
    let token_file = configured.file("p.token").display().to_string();
    let path = configured.file("config.toml").display().to_string();

    assert_eq!(
        configured.run(&["config", "path"]).stdout,
        format!("{path}\n")
    );

    let list = configured.run(&["config", "list"]);
    let lines: Vec<Vec<&str>> = list
        .stdout
        .lines()
        .map(|line| {
            line.split("  ")
                .map(str::trim)
                .filter(|cell| !cell.is_empty())
                .collect()
        })
        .collect();
    assert_eq!(
        lines,
        [
            vec!["NAME", "URL", "TOKEN", "DEFAULT"],
            vec!["home", "http://nas:32400", "in the configuration", "yes"],
            vec!["odd", "(cannot be used)", "none"],
            vec!["parents", "https://plex.example.org", token_file.as_str()],
        ]
    );

    let show = configured.run(&["config", "show"]);
    assert_eq!(
        show.stdout,
        format!(
            "# {path}\ndefault = \"home\"\n\n\
             [servers.\"home\"]\nurl = \"http://nas:32400\"\ntoken = \"(hidden)\"\n\n\
             [servers.\"odd\"]\n# url (cannot be used)\n\n\
             [servers.\"parents\"]\nurl = \"https://plex.example.org\"\n\
             token_file = \"{token_file}\"\n"
        )
    );

    let document = configured.run(&["config", "list", "-o", "json"]);
    assert_eq!(
        document.json()["servers"][2],
        json!({
            "name": "parents", "default": false, "url": "https://plex.example.org",
            "token": "file", "token_file": token_file, "ca_cert": null,
            "pin_sha256": [], "resolve": [],
        })
    );
    let lines = configured.run(&["config", "show", "-o", "jsonl"]);
    for ran in [
        list,
        show,
        document,
        lines,
        configured.run(&["--server", "odd", "list", "-vvv"]),
    ] {
        assert!(!format!("{ran:?}").contains("hunter2"), "{ran:?}");
    }
}

#[test]
fn without_a_configuration_its_path_is_reported() {
    let configured = Configured::new("");
    std::fs::remove_file(configured.file("config.toml")).unwrap();
    let ran = configured.run(&["config", "list"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
    assert!(ran.stderr.contains("there is no configuration"), "{ran:?}");
    let ran = configured.run(&["config", "list", "-o", "json"]);
    assert_eq!(
        (&ran.json()["exists"], &ran.json()["servers"]),
        (&json!(false), &json!([]))
    );
    configured
        .run(&["--server", "home", "list"])
        .assert_fails(2, &["there is no configuration"]);
}

#[test]
fn an_invalid_configuration_is_reported_with_its_line_but_not_its_content() {
    let configured = Configured::new("[servers.a]\nurl = \"http://a\"\ntoken = \"hunter2\n");
    for arguments in [
        &["list"][..],
        &["config", "show"],
        &["--server", "a", "list"],
    ] {
        let ran = configured.run(arguments);
        ran.assert_fails(2, &["config.toml", "line 3"]);
        assert!(!ran.stderr.contains("hunter2"), "{ran:?}");
    }
    // Commands that do not need the configuration do not read it.
    let sim = PlexSim::builder().start_blocking().unwrap();
    assert_eq!(configured.run(&["list", "--url", &sim.url()]).code, 0);
}

#[test]
#[cfg(unix)]
fn secrets_that_others_can_read_are_warned_about() {
    use std::os::unix::fs::PermissionsExt;
    let sim = PlexSim::builder().start_blocking().unwrap();
    let configured = Configured::new(&format!(
        "[servers.a]\nurl = \"{0}\"\ntoken = \"secret\"\n\
         [servers.b]\nurl = \"{0}\"\ntoken_file = \"b.token\"\n",
        sim.url()
    ));
    write_secret(configured.file("b.token"), "secret");
    let ran = configured.run(&["config", "list"]);
    assert_eq!(ran.stderr, "");
    for (name, file) in [("a", "config.toml"), ("b", "b.token")] {
        let open = std::fs::Permissions::from_mode(0o644);
        std::fs::set_permissions(configured.file(file), open).unwrap();
        let ran = configured.run(&["--server", name, "list", "-o", "json"]);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(
            ran.stderr.contains("chmod 600") && ran.stderr.contains(file),
            "{ran:?}"
        );
        let ran = configured.run(&["--server", name, "list", "-o", "json", "-q"]);
        assert_eq!(ran.stderr, "");
    }
    let ran = configured.run(&["config", "list"]);
    assert_eq!(ran.stderr.matches("chmod 600").count(), 2, "{ran:?}");
}

#[test]
fn a_server_and_a_url_exclude_each_other() {
    for arguments in [
        &["--server", "a", "--url", "http://a", "list"][..],
        &["--server", "a", "list", "--token-file", "f"],
    ] {
        run(arguments).assert_fails(2, &["cannot be used with"]);
    }
}

/// Runs the program with this text on its standard input.
fn run_with_input(command: &mut Command, input: &str) -> RunResult {
    let mut child = ChildGuard::spawn_piped(command.stdin(Stdio::piped()));
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    drop(stdin);
    child.finish()
}

#[test]
fn a_server_is_added_with_a_token_file_of_its_own() {
    let sim = PlexSim::builder()
        .token("token-of-home")
        .start_blocking()
        .unwrap();
    let configured = Configured::new("");
    std::fs::remove_dir_all(configured.folder.path().join("plexctl")).unwrap();
    let url = sim.url();
    let add = ["config", "add", "home", "--url", &url, "--token-stdin"];
    let ran = run_with_input(&mut configured.command(&add), "token-of-home\n");
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{ran:?}");
    assert!(ran.stderr.contains("`plexctl list` uses it"), "{ran:?}");
    assert!(!ran.stderr.contains("token-of-home"), "{ran:?}");
    assert!(sim.requests().is_empty(), "nothing is sent");
    #[cfg(unix)]
    for (file, expected) in [("home.token", 0o600), ("config.toml", 0o600), ("", 0o700)] {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(configured.file(file)).unwrap();
        assert_eq!(mode.permissions().mode() & 0o777, expected, "{file}");
    }
    let ran = configured.run(&["list"]);
    assert_eq!(
        (ran.code, ran.stderr.as_str()),
        (0, "plexctl: nothing is running\n"),
        "{ran:?}"
    );
    // Its token may be renewed; nothing else is overwritten.
    let before = std::fs::read_to_string(configured.file("config.toml")).unwrap();
    let ran = run_with_input(&mut configured.command(&add), "newer\n");
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(
        std::fs::read_to_string(configured.file("home.token")).unwrap(),
        "newer\n"
    );
    let other = [
        "config",
        "add",
        "home",
        "--url",
        "http://other",
        "--token-stdin",
    ];
    run_with_input(&mut configured.command(&other), "third\n")
        .assert_fails(2, &["\"home\" already"]);
    assert_eq!(
        std::fs::read_to_string(configured.file("home.token")).unwrap(),
        "newer\n"
    );
    assert_eq!(
        std::fs::read_to_string(configured.file("config.toml")).unwrap(),
        before
    );
}

#[test]
fn a_server_is_added_with_the_token_that_its_url_would_get() {
    let configured = Configured::new("");
    let add = |name| {
        [
            "config",
            "add",
            name,
            "--url",
            "http://nas:32400/web/index.html#!/",
        ]
    };
    let mut command = configured.command(&add("a"));
    assert_eq!(finish(command.env("PLEX_TOKEN", "made-up")).code, 0);
    let file = configured.file("token");
    write_secret(&file, "made-up");
    let mut command = configured.command(&add("b"));
    assert_eq!(finish(command.arg("--token-file").arg(&file)).code, 0);
    assert_eq!(configured.run(&add("c")).code, 0);
    let listed = configured.run(&["config", "list", "-o", "json"]).json();
    let files: Vec<&serde_json::Value> = listed["servers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|server| {
            assert_eq!(server["url"], "http://nas:32400");
            &server["token_file"]
        })
        .collect();
    assert_eq!(files[0], configured.file("a.token").to_str().unwrap());
    assert_eq!(files[1], file.to_str().unwrap());
    assert_eq!(files[2], &serde_json::Value::Null);
}

#[test]
fn what_is_no_server_or_no_token_is_not_added() {
    let configured = Configured::new("");
    let add = [
        "config",
        "add",
        "home",
        "--url",
        "http://nas",
        "--token-stdin",
    ];
    for (input, part) in [
        ("claim-abcdefghijklmnopqrst\n", "claim"),
        ("\"quoted-token-made-up\"\n", "standard input"),
        ("", "standard input"),
    ] {
        let ran = run_with_input(&mut configured.command(&add), input);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.stderr.contains(part), "{ran:?}");
        assert!(!ran.stderr.contains("quoted-token-made-up"), "{ran:?}");
    }
    configured
        .run(&["config", "add", "home"])
        .assert_fails(2, &["--url URL"]);
    let ran = configured.run(&["config", "add", "../home", "--url", "http://nas"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    configured
        .run(&["config", "add", "home", "--url", "http://me:pass@nas"])
        .assert_fails(2, &["--url"]);
    assert_eq!(
        std::fs::read_to_string(configured.file("config.toml")).unwrap(),
        ""
    );
    assert!(!configured.file("home.token").exists());
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_leaves_the_configuration_as_it_was() {
    use std::os::unix::fs::PermissionsExt;
    let configured = Configured::new("# mine\n");
    let folder = configured.folder.path().join("plexctl");
    let add = [
        "config",
        "add",
        "home",
        "--url",
        "http://nas",
        "--token-stdin",
    ];
    // No file may grow, as on a full disk.
    let mut command = common::tied_command("sh");
    let line = "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\"";
    common::copy_environment(&mut command);
    command
        .args(["-c", line, env!("CARGO_BIN_EXE_plexctl")])
        .args(add);
    command.env("XDG_CONFIG_HOME", configured.folder.path());
    let ran = run_with_input(&mut command, "made-up\n");
    ran.assert_fails(2, &["cannot write", "home.token"]);
    let left: Vec<_> = std::fs::read_dir(&folder).unwrap().collect();
    assert_eq!(left.len(), 2, "the configuration and its lock: {left:?}");
    assert_eq!(
        std::fs::read_to_string(configured.file("config.toml")).unwrap(),
        "# mine\n"
    );
    let closed = std::fs::Permissions::from_mode(0o500);
    std::fs::set_permissions(&folder, closed).unwrap();
    // Root may write all the same.
    if std::fs::write(folder.join("probe"), "").is_err() {
        run_with_input(&mut configured.command(&add), "made-up\n")
            .assert_fails(2, &["cannot write"]);
    }
}
