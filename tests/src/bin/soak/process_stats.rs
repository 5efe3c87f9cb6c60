//! Statistics of this process: memory, open files, tasks.

use std::time::{Duration, Instant};

use tokio::runtime::Handle;

use crate::SoakError;
use crate::shared::Shared;

/// The resources of the process at one moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    /// Time since the start of the run.
    pub(crate) at: Duration,
    /// Resident memory, in KiB.
    pub(crate) resident: u64,
    pub(crate) files: usize,
    /// Tasks of the soak and of the SDK.
    pub(crate) tasks: usize,
    /// Tasks of the SDK only.
    pub(crate) sdk_tasks: usize,
}

impl Sample {
    pub(crate) fn take(began: Instant, shared: &Shared) -> Result<Self, SoakError> {
        let own = shared.own_tasks();
        let tasks = Handle::current().metrics().num_alive_tasks();
        Ok(Self {
            at: began.elapsed(),
            resident: resident()?,
            files: open_files()?,
            tasks,
            sdk_tasks: tasks.saturating_sub(own),
        })
    }
}

/// Resident memory of this process, in KiB.
fn resident() -> Result<u64, SoakError> {
    let status = std::fs::read_to_string("/proc/self/status")
        .map_err(|error| format!("/proc/self/status tells the memory, on Linux only: {error}"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.trim().strip_suffix("kB"));
    let number = number.ok_or("/proc/self/status has no VmRSS in kB")?;
    Ok(number.trim().parse()?)
}

fn open_files() -> Result<usize, SoakError> {
    // Less the one by which this is read.
    Ok(std::fs::read_dir("/proc/self/fd")?
        .count()
        .saturating_sub(1))
}
