//! The cookbook in `plex-api/examples/`: every program of it, built and run as its head says.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

mod failing;
mod programs;
mod through_a_cut;
mod working;

use std::path::Path;

use programs::{EXAMPLES, built};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

#[test]
fn every_example_is_built_listed_in_the_readme_and_run_here() {
    let mut files: Vec<String> = std::fs::read_dir(root().join("plex-api/examples"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    files.sort();
    let mut listed = EXAMPLES.to_vec();
    listed.sort_unstable();
    assert_eq!(files, listed);

    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let docs = std::fs::read_to_string(root().join("plex-api/src/lib.rs")).unwrap();
    let [failing, working] = [
        include_str!("failing.rs"),
        concat!(include_str!("working.rs"), include_str!("through_a_cut.rs")),
    ];
    for name in EXAMPLES {
        assert!(built(name).is_file(), "{name}");
        let source = root().join(format!("plex-api/examples/{name}.rs"));
        let lines = std::fs::read_to_string(source).unwrap().lines().count();
        assert!(lines < 150, "{name} has {lines} lines");
        for (place, text) in [("the README", &readme), ("the crate's docs", &docs)] {
            assert!(
                text.contains(&format!("{name}.rs")),
                "{place} leaves out {name}"
            );
        }
        let quoted = format!("\"{name}\"");
        assert!(working.contains(&quoted), "nobody sees {name} work");
        // It has no server but its own, so there is no way in which it fails.
        let fails = failing.contains(&quoted) || name == "test_suite";
        assert!(fails, "nobody sees {name} fail");
    }
}
