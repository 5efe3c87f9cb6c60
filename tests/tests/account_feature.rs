//! The feature `account` costs nothing to programs that do not use it.

#![allow(
    clippy::unwrap_used,
    reason = "a failed expectation is what a test is for"
)]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// The features of the manifest, each with its dependencies and features.
fn features(manifest: &str) -> Vec<(String, BTreeSet<String>)> {
    let table = manifest.split("[features]\n").nth(1).unwrap();
    let lines = table.lines().take_while(|line| !line.starts_with('['));
    lines
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, enables)| {
            let quoted = enables.split('"').skip(1).step_by(2);
            (name.to_owned(), quoted.map(str::to_owned).collect())
        })
        .collect()
}

/// The crates that plex-api is built from with these features, by name and version.
fn tree(root: &Path, features: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "-p", "plex-api", "--offline", "--locked"])
        .args(["--edges", "normal,build", "--prefix", "none"])
        .args(["--format", "{p} {f}"])
        .args(features)
        .current_dir(root)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .map(|line| line.trim_end_matches(" (*)").to_owned())
        // Its own features differ.
        .filter(|line| !line.starts_with("plex-api "))
        .collect()
}

#[test]
fn what_only_the_account_needs_is_built_only_for_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let manifest = std::fs::read_to_string(root.join("plex-api/Cargo.toml")).unwrap();
    let features = features(&manifest);
    let of = |name: &str| &features.iter().find(|(one, _)| one == name).unwrap().1;
    assert!(!of("default").contains("account"));

    // The dependencies of the feature are optional, and no feature that is on by default enables them too.
    let without: BTreeSet<&String> = of("default").iter().flat_map(|name| of(name)).collect();
    let only: Vec<&String> = of("account")
        .iter()
        .filter(|one| !without.contains(one))
        .collect();
    let with = tree(root, &["--features", "account"]);
    let without = tree(root, &[]);
    let added: BTreeSet<&String> = with.difference(&without).collect();
    for one in &only {
        if let Some(name) = one.strip_prefix("dep:") {
            let line = format!("\n{name} = {{");
            let declared = manifest.split(&line).nth(1).unwrap();
            assert!(
                declared.lines().next().unwrap().contains("optional = true"),
                "{name}"
            );
        }
    }
    if only.iter().all(|one| !one.contains([':', '/'])) {
        assert_eq!(added, BTreeSet::new());
    }
    // A crate with other features than before is a line of its own, so nothing may be missing.
    let gone: Vec<&String> = without.difference(&with).collect();
    let is_refined = |line: &&&String| {
        let name = line.split(' ').next().unwrap();
        added.iter().any(|one| one.starts_with(&format!("{name} ")))
    };
    assert!(gone.iter().all(|line| is_refined(&line)), "{gone:?}");
}
