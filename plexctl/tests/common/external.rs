//! External programs, and how a test skips itself where one is missing.

use std::path::{Path, PathBuf};
use std::process::Command;

/// When this is set, a missing program fails the test.
const REQUIRED: &str = "PLEX_API_REQUIRE_EXTERNAL";

/// The path of the program, searched in `PATH` and in the folders of the administrator.
///
/// `None` means that the test must skip itself; the reason has been printed.
pub fn external(program: &str, package: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders =
        std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    let found = folders
        .map(|folder| folder.join(program))
        .find(|file| file.is_file());
    if found.is_none() {
        skip(&format!(
            "{program} is not installed (Debian package {package})"
        ));
    }
    found
}

/// The Python of a virtual environment with this package, such as `name==1.0`, and nothing else. It stays
/// below the target folder.
///
/// `None` means that the test must skip itself; the reason has been printed.
pub fn python_with(package: &str) -> Option<PathBuf> {
    let python = external("python3", "python3")?;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(package);
    let (inside, complete) = (folder.join("bin/python"), folder.join("complete"));
    if complete.exists() {
        return Some(inside);
    }
    let mut venv = Command::new(python);
    venv.args(["-m", "venv", "--clear"]).arg(&folder);
    let mut pip = Command::new(&inside);
    pip.args(["-m", "pip", "install", "--quiet", "--no-deps", package])
        .env("PIP_DISABLE_PIP_VERSION_CHECK", "1");
    for mut command in [venv, pip] {
        let output = command.output().unwrap();
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            skip(&format!(
                "the Python package {package} cannot be had: {said}"
            ));
            return None;
        }
    }
    std::fs::write(complete, "").unwrap();
    Some(inside)
}

/// Says why a test is skipped, or fails it.
fn skip(reason: &str) {
    let required = std::env::var_os(REQUIRED).is_some();
    assert!(!required, "{reason}, and {REQUIRED} says that it has to be");
    let thread = std::thread::current();
    eprintln!("skipped {}: {reason}", thread.name().unwrap_or("this test"));
}
