//! `plexctl demo`, piped: the first thing that anybody sees of this project.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test helpers may fail the test"
)]

mod common;

use std::time::{Duration, Instant};

use common::run;

#[test]
fn the_demo_tells_the_whole_story_in_plain_lines() {
    let begin = Instant::now();
    let ran = run(&["demo"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    assert!(begin.elapsed() < Duration::from_secs(20));
    let at = |part: &str| {
        ran.stdout
            .find(part)
            .unwrap_or_else(|| panic!("no {part:?} in\n{}", ran.stdout))
    };
    // In this order: what runs, the cancel, the end of what was cancelled, the end of the rest.
    let story = [
        at("TYPE "),
        at("plexctl cancel "),
        at("The server took it"),
        at("ended  Media download by guest"),
        at("ended  Refreshing"),
        at("ended  Scanning Movies"),
        at("Everything is over"),
    ];
    assert!(story.is_sorted(), "{}", ran.stdout);
    assert!(!ran.stdout.contains('\x1b'), "{}", ran.stdout);
    assert!(!ran.stdout.contains("demo-token"), "{}", ran.stdout);
}
