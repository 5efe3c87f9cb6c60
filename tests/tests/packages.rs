//! The packages are complete: files that their sources include are inside, and files without use are not.
//!
//! `cargo xtask package` builds and tests them; this is the part that costs nothing.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failed expectation is what a test is for"
)]

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

const PACKAGES: [&str; 3] = ["plex-api", "plex-sim", "plex-api-build"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The files of a package, by their paths in it.
fn packaged(name: &str) -> BTreeSet<String> {
    let cargo = Command::new(env!("CARGO"))
        .args([
            "package",
            "--list",
            "--offline",
            "--allow-dirty",
            "-p",
            name,
        ])
        .current_dir(root())
        .output()
        .unwrap();
    let trouble = String::from_utf8_lossy(&cargo.stderr);
    assert!(cargo.status.success(), "{trouble}");
    let files = String::from_utf8(cargo.stdout).unwrap();
    files.lines().map(|file| file.replace('\\', "/")).collect()
}

#[test]
fn what_a_source_includes_is_in_its_package() {
    for name in PACKAGES {
        let files = packaged(name);
        let mut included = 0;
        let mut missing = Vec::new();
        for file in files.iter().filter(|file| file.ends_with(".rs")) {
            let text = std::fs::read_to_string(root().join(name).join(file)).unwrap();
            for path in includes(&text) {
                included += 1;
                let folder = Path::new(file).parent().unwrap();
                let target = normalized(&folder.join(&path));
                let is_there = target.as_ref().is_some_and(|target| {
                    // With `concat!` only the beginning is known: a folder.
                    files.contains(target) || path.ends_with('/')
                });
                if !is_there {
                    missing.push(format!("{name}/{file} includes {path}"));
                }
            }
        }
        println!("{name}: {} files, {included} includes", files.len());
        assert!(missing.is_empty(), "{missing:#?}");
    }
}

/// The first text in each `include_str!` and `include_bytes!` of a source.
fn includes(source: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for name in ["include_str!(", "include_bytes!("] {
        for rest in source.split(name).skip(1) {
            let rest = rest
                .trim_start()
                .trim_start_matches("concat!(")
                .trim_start();
            if let Some(path) = rest
                .strip_prefix('"')
                .and_then(|rest| rest.split('"').next())
            {
                paths.push(path.to_owned());
            }
        }
    }
    paths
}

/// A path without `..`; `None` when it leaves the package.
fn normalized(path: &Path) -> Option<String> {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir if !parts.pop() => return None,
            Component::ParentDir | Component::CurDir => {}
            part => parts.push(part),
        }
    }
    Some(parts.to_str()?.replace('\\', "/"))
}

#[test]
fn every_package_has_the_licences_and_nothing_of_its_neighbours() {
    for name in PACKAGES {
        let files = packaged(name);
        for file in ["LICENSE-APACHE", "LICENSE-MIT", "Cargo.toml", "src/lib.rs"] {
            assert!(files.contains(file), "{name} lacks {file}");
        }
    }
    assert!(packaged("plex-api").contains("README.md"));
    assert!(packaged("plex-api").contains("src/guide/connection.md"));
    // Its tests need the workspace: the document, the lock file, the other crates.
    let generator = packaged("plex-api-build");
    let left = generator
        .iter()
        .find(|file| file.starts_with("tests/") || file.starts_with("examples/"));
    assert_eq!(left, None);
}

#[test]
fn an_include_that_leaves_the_package_is_found() {
    let source = "const A: &str = include_str!(\"../../openapi/plex.yaml\");
        const B: &[u8] = include_bytes!(concat!(\"../payloads/\", $name));";
    let paths = includes(source);
    assert_eq!(paths, ["../../openapi/plex.yaml", "../payloads/"]);
    let folder = Path::new("src");
    assert_eq!(normalized(&folder.join("../../openapi/plex.yaml")), None);
    assert_eq!(
        normalized(&folder.join("../payloads/a")).as_deref(),
        Some("payloads/a")
    );
}
