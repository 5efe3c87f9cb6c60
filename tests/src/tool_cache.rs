//! Programs that tests install for themselves, in pinned versions, under `target/`.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test helper may fail the test, and a skipped one says so"
)]

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

/// The longest time that an installation may take.
pub const INSTALL: Duration = Duration::from_secs(180);

/// The output of a command.
///
/// # Errors
/// It could not be started, failed or took longer than `limit`; the text says which.
pub async fn output(command: &mut Command, limit: Duration) -> Result<String, String> {
    let what = format!("{:?}", command.as_std());
    command.stdin(Stdio::null()).kill_on_drop(true);
    let output = match tokio::time::timeout(limit, command.output()).await {
        Err(_) => return Err(format!("{what} took more than {limit:?}")),
        Ok(Err(error)) => return Err(format!("{what} cannot be started: {error}")),
        Ok(Ok(output)) => output,
    };
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(said);
    }
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(format!("{what}: {}\n{said}{complaint}", output.status))
}

/// The tool that is needed from outside, or `None` after printing why the test is skipped.
///
/// # Panics
/// When it is not there and `PLEX_API_REQUIRE_EXTERNAL` is set.
pub fn unless_skipped<T>(needed: Result<T, String>) -> Option<T> {
    match needed {
        Ok(needed) => Some(needed),
        Err(why) => {
            let required = std::env::var_os("PLEX_API_REQUIRE_EXTERNAL").is_some();
            assert!(!required, "needed from outside: {why}");
            eprintln!("skipped: {why}");
            None
        }
    }
}

/// Empties `folder`, unless it was completed before with the same `wanted` in it.
///
/// # Panics
/// When the folder cannot be made.
#[must_use]
pub fn is_complete(folder: &Path, wanted: &str) -> bool {
    let mark = folder.join("complete");
    if std::fs::read_to_string(mark).is_ok_and(|there| there == wanted) {
        return true;
    }
    // Absent at the first run.
    let _ = std::fs::remove_dir_all(folder);
    std::fs::create_dir_all(folder).unwrap();
    false
}

/// Marks `folder` as completed with `wanted` in it.
///
/// # Panics
/// When the mark cannot be written.
pub fn complete(folder: &Path, wanted: &str) {
    std::fs::write(folder.join("complete"), wanted).unwrap();
}

/// The Python of a virtual environment in `folder` with the packages that `requirements` pins, all
/// of them: their own dependencies are not looked up.
///
/// # Errors
/// There is no Python, or the packages cannot be had.
///
/// # Panics
/// When `requirements` cannot be read.
pub async fn python(folder: &Path, requirements: &Path) -> Result<PathBuf, String> {
    let wanted = std::fs::read_to_string(requirements).unwrap();
    let python = folder.join("bin").join("python");
    if is_complete(folder, &wanted) {
        return Ok(python);
    }
    let mut venv = Command::new("python3");
    output(venv.args(["-m", "venv"]).arg(folder), INSTALL).await?;
    let mut pip = Command::new(&python);
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--requirement",
    ])
    .arg(requirements)
    .env("PIP_DISABLE_PIP_VERSION_CHECK", "1");
    output(&mut pip, INSTALL).await?;
    complete(folder, &wanted);
    Ok(python)
}
