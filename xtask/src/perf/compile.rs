//! What a user's build pays for the SDK: crates and processor time of a build from nothing.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;

use super::binaries::executable;
use super::metric::Metric;
use super::stats::Samples;
use crate::cargo::cargo;

/// Linux counts processor time in hundredths of a second, whatever the kernel's own clock does.
const TICKS: f64 = 100.0;

/// A program that does nothing and depends on something.
struct Project {
    name: &'static str,
    dependencies: &'static str,
    /// Whether it takes the versions that this workspace is locked to.
    locked: bool,
}

/// `{root}` stands for the workspace.
const PROJECTS: [Project; 6] = [
    Project {
        name: "bare",
        dependencies: r#"
reqwest = { version = "0.13", default-features = false }
"#,
        locked: true,
    },
    // What every client costs that progenitor has generated, whatever its operations are.
    Project {
        name: "generated",
        dependencies: r#"
progenitor-client = "0.15"
reqwest = { version = "0.13", default-features = false, features = ["json", "query", "stream"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
"#,
        locked: true,
    },
    Project {
        name: "none",
        dependencies: r#"
plex-api = { path = "{root}/plex-api", default-features = false }
"#,
        locked: true,
    },
    Project {
        name: "floor",
        dependencies: r#"
futures-util = { version = "0.3", default-features = false, features = ["sink", "std"] }
reqwest = { version = "0.13", default-features = false, features = ["json", "rustls-no-provider", "stream"] }
rustls = { version = "0.23", default-features = false, features = ["ring", "std", "tls12"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
sse-stream = "0.3"
tokio = { version = "1", default-features = false, features = ["net", "rt", "time"] }
tokio-tungstenite = { version = "0.30", default-features = false, features = ["handshake"] }
"#,
        locked: true,
    },
    Project {
        name: "default",
        dependencies: r#"
plex-api = { path = "{root}/plex-api" }
"#,
        locked: true,
    },
    // The crate of this name that others have published. It knows no activities.
    Project {
        name: "published",
        dependencies: r#"
plex-api = "=0.0.12"
"#,
        locked: false,
    },
];

/// Builds everything from nothing, so many times in rounds.
pub(super) fn all(root: &Path, rounds: usize) -> Result<Vec<Metric>, String> {
    let root = &root
        .canonicalize()
        .map_err(|error| format!("{}: {error}", root.display()))?;
    let folder = root.join("target").join("perf").join("compile");
    let places: Vec<PathBuf> = PROJECTS
        .iter()
        .map(|project| prepare(root, &folder, project))
        .collect::<Result<_, _>>()?;
    let mut costs = vec![(Samples::default(), Samples::default()); places.len()];
    for _ in 0..rounds {
        for (place, (crates, seconds)) in places.iter().zip(&mut costs) {
            let cost = build(place)?;
            crates.0.push(cost.0);
            seconds.0.push(cost.1);
        }
    }
    let cost = |name: &str| {
        let index = PROJECTS.iter().position(|project| project.name == name);
        index.and_then(|index| costs.get(index)).cloned()
    };
    let mut metrics = Vec::new();
    for ([crates, cpu], ours, floor, limit) in [
        (
            ["compile_none_crates", "compile_none_cpu"],
            "none",
            "bare",
            Some(1.25),
        ),
        (
            ["compile_generated_crates", "compile_generated_cpu"],
            "generated",
            "bare",
            None,
        ),
        // What is this crate's own part of it.
        (
            ["compile_own_crates", "compile_own_cpu"],
            "none",
            "generated",
            None,
        ),
        (
            ["compile_default_crates", "compile_default_cpu"],
            "default",
            "floor",
            Some(1.25),
        ),
        (
            ["compile_published_crates", "compile_published_cpu"],
            "published",
            "floor",
            None,
        ),
    ] {
        let (ours, floor) = cost(ours).zip(cost(floor)).ok_or("no such project")?;
        let both = (ours.0, floor.0);
        metrics.push(Metric::ratio(crates, "crates", both, limit));
        let both = (ours.1, floor.1);
        metrics.push(Metric::ratio(cpu, "s of processor time", both, limit));
    }
    let size = Samples(vec![size_of_plexctl(root)?]);
    metrics.push(Metric::alone("plexctl_size", "MiB", size, 8.0));
    Ok(metrics)
}

/// Writes a project, and has cargo fetch what it depends on.
#[expect(
    clippy::disallowed_methods,
    reason = "written anew each time, and read by nobody else"
)]
fn prepare(root: &Path, folder: &Path, project: &Project) -> Result<PathBuf, String> {
    let place = folder.join(project.name);
    let sources = place.join("src");
    let failed = |error: std::io::Error| format!("cannot write {}: {error}", place.display());
    std::fs::create_dir_all(&sources).map_err(failed)?;
    let root_name = root.display().to_string();
    let manifest = format!(
        "[package]\nname = \"nothing\"\nedition = \"2024\"\n\n[dependencies]{}\n[workspace]\n",
        project.dependencies.replace("{root}", &root_name)
    );
    std::fs::write(place.join("Cargo.toml"), manifest).map_err(failed)?;
    std::fs::write(sources.join("main.rs"), "fn main() {}\n").map_err(failed)?;
    if project.locked {
        let lock = root.join("Cargo.lock");
        std::fs::copy(lock, place.join("Cargo.lock")).map_err(failed)?;
    }
    let fetched = cargo(&place).args(["fetch", "--quiet"]).status();
    match fetched {
        Ok(status) if status.success() => Ok(place),
        _ => Err(format!(
            "cargo could not fetch what `{}` needs",
            project.name
        )),
    }
}

/// The crates and the seconds of one build from nothing.
///
/// It is as a build of crates from the registry is, for ours too: not incremental, and without
/// warnings. One job at a time, so that nobody waits for a core.
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
    // A build from nothing is large, and the next one does not use it.
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

/// How many packages cargo tells that it has compiled, the program itself included.
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

/// The processor time, user's and system's, of all processes that this one has waited for, and of
/// those that they have waited for.
fn seconds_of_children() -> Result<f64, String> {
    let text = std::fs::read_to_string("/proc/self/stat")
        .map_err(|error| format!("this system does not tell processor times: {error}"))?;
    children(&text).ok_or_else(|| format!("no processor times in {text:?}"))
}

fn children(stat: &str) -> Option<f64> {
    // The second field is the program's name in parentheses, with whatever is in it.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(13);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / TICKS)
}

/// In MiB, as it is shipped: built alone, since others would turn on features of the SDK for it.
fn size_of_plexctl(root: &Path) -> Result<f64, String> {
    let output = cargo(root)
        .args(["build", "--release", "--locked", "-p", "plexctl"])
        .arg("--message-format=json-render-diagnostics")
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cannot start cargo: {error}"))?;
    let messages = String::from_utf8_lossy(&output.stdout);
    let (_, path) = messages
        .lines()
        .filter_map(executable)
        .find(|(name, _)| name == "plexctl")
        .ok_or("cargo could not build plexctl")?;
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
        let told = [artifact("a"), artifact("b"), ran, artifact("a")].join("\n");
        assert_eq!(crates(&told), 2.0);
    }

    #[test]
    fn the_times_of_children_are_found_after_any_program_name() {
        let stat = "77 (x) y (z) S 1 2 3 4 5 6 7 8 9 10 11 12 250 50 20 0 1 0 9";
        assert_eq!(children(stat), Some(3.0));
        assert_eq!(children("77 (x) S 1 2"), None);
    }
}
