//! The examples when the token is wrong, and when they are called wrongly.

use plex_api_tests::{SECRET, server};
use plex_sim::{PlexSim, Tls};

use crate::programs::{bare, example, run};

/// The arguments that each needs to get as far as the server.
const CALLS: [(&str, &[&str]); 12] = [
    ("scan_and_wait", &["Movies"]),
    ("watch_json_lines", &[]),
    ("cancel_downloads", &[]),
    ("backup_when_quiet", &[]),
    ("several_servers", &[]),
    ("deadline_and_resume", &["no-such-file.id", "1", "1"]),
    ("behind_a_proxy_prefix", &[]),
    ("blocking", &[]),
    ("thread_pool", &[]),
    ("nightly_job", &[]),
    ("desktop_app", &[]),
    // Any free port.
    ("web_service", &["127.0.0.1:0"]),
];

#[tokio::test]
async fn the_message_about_a_wrong_token_does_not_contain_it() {
    let sim = PlexSim::builder().token("another").start().await.unwrap();
    for (name, arguments) in CALLS {
        // `example` gives it a token that this server does not know.
        let ran = run(example(name, &sim).args(arguments)).await;
        ran.came_out(1, &[]);
        assert!(ran.err.starts_with(&format!("{name}: ")), "{ran:?}");
        assert!(ran.err.contains("401"), "{ran:?}");
        assert!(!ran.err.contains("panicked"), "{ran:?}");
    }
    assert!(
        sim.requests_of("*", "/library/sections/1/refresh")
            .iter()
            .all(|one| one.status == Some(401))
    );
    sim.finish().await.unwrap();

    let sim = PlexSim::builder().token("another").tls(Tls::new());
    let sim = sim.start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    std::fs::write(&file, sim.ca_pem().unwrap()).unwrap();
    let ran = run(example("private_ca", &sim).env("PLEX_CA_FILE", &file)).await;
    ran.came_out(1, &[]);
    assert!(ran.err.contains("401"), "{ran:?}");
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn without_a_server_the_usage_is_printed() {
    for (name, arguments) in CALLS.into_iter().chain([("private_ca", &[][..])]) {
        let ran = run(bare(name).args(arguments)).await;
        ran.came_out(2, &[]);
        assert!(ran.err.starts_with("usage: PLEX_URL="), "{ran:?}");
    }
}

#[tokio::test]
async fn the_message_about_an_unknown_section_lists_the_known_ones() {
    let sim = server().await;
    let ran = run(example("scan_and_wait", &sim).arg("Films")).await;
    ran.came_out(2, &[]);
    assert!(ran.err.contains("\"Movies\""), "{ran:?}");
    assert!(sim.requests_of("*", "*/refresh").is_empty());
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn an_invalid_token_is_not_printed() {
    let sim = server().await;
    let mut command = example("cancel_downloads", &sim);
    let ran = run(command.env("PLEX_TOKEN", format!("{SECRET} with a space"))).await;
    ran.came_out(1, &[]);
    assert!(sim.requests().is_empty());
    sim.finish().await.unwrap();
}

#[tokio::test]
async fn without_the_account_service_the_sign_in_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = bare("sign_in_and_watch");
    command.env("XDG_CONFIG_HOME", folder.path());
    command.env("LOCALAPPDATA", folder.path());
    // The port of discard, at which nothing listens.
    let ran = run(command.env("PLEX_TV_URL", "http://127.0.0.1:9")).await;
    ran.came_out(1, &[]);
    assert!(ran.err.starts_with("sign_in_and_watch: cannot "), "{ran:?}");
}
