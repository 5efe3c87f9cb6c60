//! Servers with their own certificates: authorities, pins, names, and the advice in errors.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

use crate::common;

use common::{RunResult, finish, program, run_at, write_secret};
use plex_api::CertificateFingerprint;
use plex_sim::{PlexSim, Tls};

const SECRET: &str = "hunter2-the-token";

fn secure(tls: Tls) -> PlexSim {
    let sim = PlexSim::builder().token(SECRET).tls(tls);
    sim.start_blocking().unwrap()
}

fn fingerprint(sim: &PlexSim) -> String {
    CertificateFingerprint::of_der(sim.certificate_der().unwrap()).to_string()
}

/// `plexctl list` with the token and these options.
fn list(url: &str, options: &[&str]) -> RunResult {
    let mut command = program();
    command.env("PLEX_TOKEN", SECRET).args(["--url", url]);
    let ran = finish(command.args(options).arg("list"));
    assert!(!ran.stderr.contains(SECRET), "{ran:?}");
    ran
}

#[test]
fn what_a_failure_advises_about_a_self_signed_certificate_works() {
    let sim = secure(Tls::new().self_signed());
    let shown = fingerprint(&sim);
    let ran = list(&sim.url(), &[]);
    ran.assert_fails(6, &["self-signed", "--ca-cert FILE"]);
    let (_, advised) = ran.stderr.split_once("--pin-sha256 ").unwrap();
    let advised = advised.split(['.', ' ']).next().unwrap();
    assert_eq!(advised, shown);
    assert!(sim.requests().is_empty());
    let plain = shown.replace(':', "").to_lowercase();
    for pin in [advised, &plain] {
        let ran = list(&sim.url(), &["--pin-sha256", pin]);
        assert_eq!(ran.code, 0, "{ran:?}");
    }
}

#[test]
fn a_pin_mismatch_is_reported_with_both_fingerprints() {
    let sim = secure(Tls::new().self_signed());
    let pinned = "AB:".repeat(32);
    let pinned = pinned.trim_end_matches(':');
    let ran = list(&sim.url(), &["--pin-sha256", pinned]);
    ran.assert_fails(6, &[pinned, &fingerprint(&sim), "intercepting"]);
    assert!(sim.requests().is_empty());
    let ran = list(&sim.url(), &["--pin-sha256", pinned, "--insecure"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("--pin-sha256 or pin_sha256"), "{ran:?}");
    let ran = list(&sim.url(), &["--pin-sha256", "AB:CD"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("64 hexadecimal digits"), "{ran:?}");
}

#[test]
fn an_authority_and_an_address_come_from_options() {
    let sim = secure(Tls::new().names(["plex.example"]));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    std::fs::write(&file, sim.ca_pem().unwrap()).unwrap();
    let ca_cert = ["--ca-cert", file.to_str().unwrap()];
    let ran = list(&sim.url(), &ca_cert);
    ran.assert_fails(
        6,
        &[
            "not for 127.0.0.1",
            "plex.example",
            "--resolve HOST=ADDRESS",
        ],
    );
    let url = format!("https://plex.example:{}", sim.addr().port());
    let resolve = ["--resolve", "plex.example=127.0.0.1"];
    let ran = list(&url, &[ca_cert, resolve].concat());
    assert_eq!(ran.code, 0, "{ran:?}");

    std::fs::write(&file, "-----BEGIN PRIVATE KEY-----\n").unwrap();
    let ran = list(&url, &[ca_cert, resolve].concat());
    ran.assert_fails(2, &["ca.pem", "private key"]);
}

#[test]
fn a_server_of_the_configuration_has_its_own_pins_and_addresses() {
    let sim = secure(Tls::new().names(["cabin.example"]).self_signed());
    let port = sim.addr().port();
    let pin = fingerprint(&sim);
    let config = tempfile::tempdir().unwrap();
    std::fs::create_dir(config.path().join("plexctl")).unwrap();
    let text = |pins: &str| {
        format!(
            "[servers.cabin]\nurl = \"https://cabin.example:{port}\"\ntoken = \"{SECRET}\"\n\
             pin_sha256 = {pins}\nresolve = \"cabin.example=127.0.0.1\"\n"
        )
    };
    let zero = "00".repeat(32);
    for (pins, code) in [
        (format!("\"{pin}\""), 0),
        (format!("[\"{zero}\", \"{pin}\"]"), 0),
        (format!("\"{zero}\""), 6),
    ] {
        write_secret(config.path().join("plexctl/config.toml"), text(&pins));
        let mut command = program();
        command.env("XDG_CONFIG_HOME", config.path());
        let ran = finish(command.args(["--server", "cabin", "list"]));
        assert_eq!(ran.code, code, "{pins}: {ran:?}");
        assert!(!ran.stderr.contains(SECRET), "{ran:?}");
    }
    let mut command = program();
    command.env("XDG_CONFIG_HOME", config.path());
    let shown = finish(command.args(["config", "show"])).stdout;
    assert!(shown.contains("pin_sha256 = [\"00:00:"), "{shown}");
    assert!(
        shown.contains("resolve = [\"cabin.example=127.0.0.1\"]"),
        "{shown}"
    );
}

#[test]
fn the_wrong_scheme_is_reported() {
    let plain = PlexSim::builder().start_blocking().unwrap();
    let secure = secure(Tls::new());
    let ran = run_at(&plain.url().replace("http:", "https:"), &["list"]);
    ran.assert_fails(6, &["http:// instead of https://"]);
    let ran = run_at(&secure.url().replace("https:", "http:"), &["list"]);
    assert!(ran.code != 0 && ran.stderr.contains("https://"), "{ran:?}");
}
