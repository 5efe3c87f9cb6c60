//! Kills the process at a chosen commit, so that tests can see the state after a crash. Only in
//! debug builds, and only when `PLEXCTL_CRASH_AT` says so: `before:3` or `after:3` for the third
//! commit.

/// Before a transaction is committed: it must leave nothing.
pub(super) fn before_commit() {
    #[cfg(debug_assertions)]
    imp::pass("before");
}

/// After a transaction was committed, and before anything follows from it.
pub(super) fn after_commit() {
    #[cfg(debug_assertions)]
    imp::pass("after");
}

#[cfg(debug_assertions)]
mod imp {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    struct CrashPoint {
        side: String,
        number: u64,
        passed: AtomicU64,
    }

    pub(super) fn pass(side: &str) {
        static POINT: OnceLock<Option<CrashPoint>> = OnceLock::new();
        let Some(point) = POINT.get_or_init(read) else {
            return;
        };
        if point.side == side && point.passed.fetch_add(1, Ordering::Relaxed) + 1 == point.number {
            kill();
        }
    }

    fn read() -> Option<CrashPoint> {
        let text = std::env::var("PLEXCTL_CRASH_AT").ok()?;
        let (side, number) = text.split_once(':')?;
        Some(CrashPoint {
            side: side.to_owned(),
            number: number.parse().ok()?,
            passed: AtomicU64::new(0),
        })
    }

    /// Like `kill -9`: no thread of the process runs any more.
    #[cfg(unix)]
    fn kill() {
        let _ =
            rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
        std::process::abort();
    }

    #[cfg(not(unix))]
    fn kill() {
        std::process::abort();
    }
}
