//! The soak, for a few seconds: a bad day after the other, and nothing is left in the end. CI runs
//! it for a minute, and looks at the memory too.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a failed expectation is what a test is for"
)]

use std::process::{Command, Stdio};

#[test]
fn a_few_bad_days_leave_no_task_no_file_and_no_wait_behind() {
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
    let told = String::from_utf8(run.stdout).unwrap();
    let trouble = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{told}{trouble}");
    for rule in ["tasks left: 0", "waits: ", "0 findings"] {
        assert!(told.contains(rule), "{told}");
    }
    assert!(!told.contains(plex_api_tests::SECRET));
}
