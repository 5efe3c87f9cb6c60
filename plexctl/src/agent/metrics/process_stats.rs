//! The resources that the agent itself uses, under the names that every Prometheus client uses.

use std::time::Duration;

/// The statistics of this process. A value that its system does not provide is `None`.
#[derive(Debug)]
pub(super) struct ProcessStats {
    /// The time that its threads have spent on a processor.
    pub(super) cpu: Option<Duration>,
    pub(super) resident_bytes: Option<u64>,
    pub(super) open_files: Option<u64>,
    /// The largest number of files that it may have open; `None` also without a limit.
    pub(super) most_files: Option<u64>,
}

impl ProcessStats {
    /// Asks the system.
    pub(super) fn read() -> Self {
        Self {
            cpu: read_cpu(),
            resident_bytes: read_resident_bytes(),
            open_files: count_open_files(),
            most_files: read_most_files(),
        }
    }
}

#[cfg(unix)]
fn read_cpu() -> Option<Duration> {
    use rustix::time::{ClockId, clock_gettime};
    clock_gettime(ClockId::ProcessCPUTime).try_into().ok()
}

#[cfg(unix)]
fn read_most_files() -> Option<u64> {
    rustix::process::getrlimit(rustix::process::Resource::Nofile).current
}

#[cfg(not(unix))]
fn read_cpu() -> Option<Duration> {
    None
}

#[cfg(not(unix))]
fn read_most_files() -> Option<u64> {
    None
}

/// Linux alone has the file. It can be read in a service that sees only the processes of its own user.
fn read_resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kib.checked_mul(1024)
}

/// Linux alone has the folder. Elsewhere `/dev/fd` may list fewer files than are open.
fn count_open_files() -> Option<u64> {
    let count = std::fs::read_dir("/proc/self/fd").ok()?.count();
    // Less the one by which the folder is read.
    u64::try_from(count).ok()?.checked_sub(1)
}
