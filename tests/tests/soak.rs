//! The soak for a few seconds: nothing is left behind at the end. CI runs it for longer, and then it
//! checks the memory too.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a failed expectation is what a test is for"
)]

use std::process::{Command, Stdio};

#[test]
fn a_short_soak_leaves_no_task_file_or_wait_behind() {
    if !std::path::Path::new("/proc/self/status").is_file() {
        let required = std::env::var_os("PLEX_API_REQUIRE_EXTERNAL").is_some();
        assert!(!required, "the soak reads /proc, which is not here");
        eprintln!("skipped: the soak reads /proc, which is not here");
        return;
    }
    let run = Command::new(env!("CARGO_BIN_EXE_soak"))
        .args(["--seconds", "5"])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let output = String::from_utf8(run.stdout).unwrap();
    let errors = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{output}{errors}");
    for check in ["tasks left: 0", "waits: ", "0 findings"] {
        assert!(output.contains(check), "{output}");
    }
    assert!(!output.contains(plex_api_tests::SECRET));
}
