//! `plexctl demo`, piped: the first contact with this project.
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
    // Running activities, a scan, the cut, the missed end, a cancellation, and the end.
    let story = [
        at("TYPE "),
        at("plexctl scan Movies --wait"),
        at("Scanning Movies: "),
        at("The connection is cut"),
        at("lost"),
        at("meanwhile an activity finishes"),
        at("connected; catching up with missed events"),
        at("Refreshing (gone from the server's list)"),
        at("caught up; nothing was missed"),
        at("plexctl cancel "),
        at("the server accepted the request"),
        at("ended  Media download by guest"),
        at("ended  Scanning Movies"),
        at("3 activities, 3 ends, none missed"),
    ];
    assert!(story.is_sorted(), "{}", ran.stdout);
    assert!(!ran.stdout.contains('\x1b'), "{}", ran.stdout);
    assert!(!ran.stdout.contains("demo-token"), "{}", ran.stdout);
}
