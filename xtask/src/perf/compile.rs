//! The cost of the SDK in a user's build: crates and processor time of a build from nothing.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;

use super::binaries::executables;
use super::metric::{Limit, Metric};
use super::stats::Samples;
use crate::cargo::{cargo, run};

/// Linux counts processor time in hundredths of a second, for any rate of the kernel's own clock.
const TICKS: f64 = 100.0;

/// A program that does nothing and uses the libraries that the SDK uses with its default features.
const FLOOR: &str = r#"
futures-util = { version = "0.3", default-features = false, features = ["sink", "std"] }
reqwest = { version = "0.13", default-features = false, features = ["json", "rustls-no-provider", "stream"] }
rustls = { version = "0.23", default-features = false, features = ["ring", "std", "tls12"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
sse-stream = "0.3"
tokio = { version = "1", default-features = false, features = ["net", "rt", "time"] }
tokio-tungstenite = { version = "0.30", default-features = false, features = ["handshake"] }
"#;

/// Builds the floor and the SDK from nothing, each once a round.
pub(super) fn measure(root: &Path, rounds: usize) -> Result<Vec<Metric>, String> {
    let root = &root
        .canonicalize()
        .map_err(|error| format!("{}: {error}", root.display()))?;
    let sdk = format!(
        "\nplex-api = {{ path = \"{}/plex-api\" }}\n",
        root.display()
    );
    let projects = [
        prepare(root, "default", &sdk)?,
        prepare(root, "floor", FLOOR)?,
    ];
    let mut crates = [Samples::default(), Samples::default()];
    let mut seconds = crates.clone();
    for _ in 0..rounds {
        for ((project, crates), seconds) in projects.iter().zip(&mut crates).zip(&mut seconds) {
            let cost = build(project)?;
            crates.0.push(cost.0);
            seconds.0.push(cost.1);
        }
    }
    let metric = |name, unit, [ours, floor]: [Samples; 2]| Metric {
        name,
        unit,
        ours,
        floor: Some(floor),
        limit: Limit::Ratio(1.25),
    };
    Ok(vec![
        metric("compile_default_crates", "crates", crates),
        metric("compile_default_cpu", "s of processor time", seconds),
        Metric {
            name: "plexctl_size",
            unit: "MiB",
            ours: Samples(vec![size_of_plexctl(root)?]),
            floor: None,
            limit: Limit::Value(14.0),
        },
    ])
}

/// Writes a project with these dependencies, in the versions that this workspace is locked to.
#[expect(
    clippy::disallowed_methods,
    reason = "written again each time, and read by nobody else"
)]
fn prepare(root: &Path, name: &str, dependencies: &str) -> Result<PathBuf, String> {
    let folder = root.join("target/perf/compile").join(name);
    let sources = folder.join("src");
    let manifest = format!(
        "[package]\nname = \"nothing\"\nedition = \"2024\"\n\n[dependencies]{dependencies}\n[workspace]\n"
    );
    std::fs::create_dir_all(&sources)
        .and_then(|()| std::fs::write(folder.join("Cargo.toml"), manifest))
        .and_then(|()| std::fs::write(sources.join("main.rs"), "fn main() {}\n"))
        .and_then(|()| std::fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")))
        .map_err(|error| format!("cannot write {}: {error}", folder.display()))?;
    run(cargo(&folder).args(["fetch", "--quiet"]))?;
    Ok(folder)
}

/// The crates and the seconds of one build from nothing.
///
/// Our crate is built like one from the registry: not incrementally, and without warnings. One job at a
/// time, so that no job waits for a core.
fn build(place: &Path) -> Result<(f64, f64), String> {
    let target = place.join("target");
    clean(&target)?;
    let before = seconds_of_children()?;
    let output = cargo(place)
        .args(["build", "--offline", "--quiet", "--jobs", "1"])
        .arg("--message-format=json-render-diagnostics")
        .env("CARGO_TARGET_DIR", &target)
        .env("CARGO_INCREMENTAL", "0")
        .env("RUSTFLAGS", "--cap-lints allow")
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cannot start cargo: {error}"))?;
    let seconds = seconds_of_children()? - before;
    // A build is large, and the next one does not use it.
    clean(&target)?;
    if !output.status.success() {
        return Err(format!("cargo could not build {}", place.display()));
    }
    Ok((crates(&String::from_utf8_lossy(&output.stdout)), seconds))
}

fn clean(target: &Path) -> Result<(), String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the output of a build of this command, under target/"
    )]
    let removed = std::fs::remove_dir_all(target);
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(format!("cannot remove {}: {error}", target.display()))
        }
        _ => Ok(()),
    }
}

/// The number of packages that cargo has compiled, the program itself included.
fn crates(messages: &str) -> f64 {
    let packages: BTreeSet<String> = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| {
            message
                .get("reason")
                .is_some_and(|it| it == "compiler-artifact")
        })
        .filter_map(|message| Some(message.get("package_id")?.as_str()?.to_owned()))
        .collect();
    packages.len() as f64
}

/// The processor time, of user and system, of all child processes that have ended, and of theirs.
fn seconds_of_children() -> Result<f64, String> {
    let text = std::fs::read_to_string("/proc/self/stat")
        .map_err(|error| format!("this system does not report processor times: {error}"))?;
    children(&text).ok_or_else(|| format!("no processor times in {text:?}"))
}

fn children(stat: &str) -> Option<f64> {
    // The second field is the program's name in parentheses, with any characters.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(13);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / TICKS)
}

/// The size of the release in MiB. It is built alone, since other packages enable more features of
/// the SDK.
fn size_of_plexctl(root: &Path) -> Result<f64, String> {
    let arguments = ["build", "--release", "--locked", "-p", "plexctl"];
    let built = executables(root, &arguments, false)?;
    let path = built.get("plexctl").ok_or("cargo has built no plexctl")?;
    let size = std::fs::metadata(path).map_err(|error| format!("plexctl: {error}"))?;
    Ok(size.len() as f64 / (1024.0 * 1024.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_counts_once_however_much_of_it_is_compiled() {
        let artifact =
            |id: &str| format!(r#"{{"reason":"compiler-artifact","package_id":"{id}"}}"#);
        let ran = r#"{"reason":"build-script-executed","package_id":"c"}"#.to_owned();
        let messages = [artifact("a"), artifact("b"), ran, artifact("a")].join("\n");
        assert_eq!(crates(&messages), 2.0);
    }

    #[test]
    fn the_times_of_children_are_found_after_any_program_name() {
        let stat = "77 (x) y (z) S 1 2 3 4 5 6 7 8 9 10 11 12 250 50 20 0 1 0 9";
        assert_eq!(children(stat), Some(3.0));
        assert_eq!(children("77 (x) S 1 2"), None);
    }
}
