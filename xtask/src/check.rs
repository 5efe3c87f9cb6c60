//! `check` and `deep`: the fast loop before `.ci/run`, and the long tests beyond it.

use std::path::Path;

use crate::cargo::{self, cargo};
use crate::regen;
use crate::report::Answer;

/// Format, generated files, clippy and unit tests.
pub(crate) fn check(root: &Path) -> Answer {
    if let Err(answer) = step(root, &[], "fmt --all --check") {
        return answer;
    }
    let fresh = regen::run(root, true);
    if fresh.code != 0 {
        return fresh;
    }
    let clippy = "clippy --workspace --all-targets --all-features --locked -- -D warnings";
    let tests = "test --workspace --lib --bins --locked --quiet";
    steps(root, &[], &[clippy, tests])
}

/// The random cases of the tracker in large numbers, a storm of five minutes, a day in front of
/// `quiet()` in 24 minutes, and two long soaks.
pub(crate) fn deep(root: &Path, cases: u32, minutes: u32) -> Answer {
    // Optimized, but not linked as a program is: that costs more than it saves here.
    let (cases, seconds) = (cases.to_string(), u64::from(minutes) * 60);
    let seconds = seconds.to_string();
    let environment = [
        ("CARGO_PROFILE_RELEASE_LTO", "off"),
        ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
        ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "3"),
        ("PROPTEST_CASES", cases.as_str()),
        ("TRACKER_MORE_SECONDS", "1"),
        ("STORM_SECONDS", "300"),
        ("QUIET_DAY_SECONDS", "86400"),
        ("AGENT_SOAK_SECONDS", seconds.as_str()),
    ];
    let tracker = "test --release -p plex-api --locked --lib tracker::tests -- --nocapture";
    let storm = "test --release -p plex-api-tests --locked --test never_blind -- --nocapture";
    let quiet = "test --release -p plex-api-tests --locked --test quiet_day -- --nocapture";
    let program = "test --release -p plexctl --locked --test all a_busy_time_ -- --nocapture";
    let soak =
        format!("run -p plex-api-tests --locked --release --bin soak -- --minutes {minutes}");
    let agent = "test --release -p plexctl --locked --test all agent_memory:: -- --nocapture";
    steps(
        root,
        &environment,
        &[tracker, storm, quiet, program, &soak, agent],
    )
}

fn steps(root: &Path, environment: &[(&str, &str)], all: &[&str]) -> Answer {
    let done = all
        .iter()
        .try_for_each(|arguments| step(root, environment, arguments));
    done.err().unwrap_or_else(|| Answer::done(""))
}

fn step(root: &Path, environment: &[(&str, &str)], arguments: &str) -> Result<(), Answer> {
    let mut command = cargo(root);
    command.args(arguments.split(' '));
    command.envs(environment.iter().copied());
    cargo::run(&mut command).map_err(|reason| Answer::drifted(format!("{reason}\n")))
}
