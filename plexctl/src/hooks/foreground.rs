//! A command that plexctl runs in its own place, as `env` and `timeout` do: it has plexctl's standard
//! streams, and plexctl ends with its code.

use std::io;
use std::process::ExitStatus;
use std::time::Duration;

use tokio::process::Child;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};

use super::process_group::ProcessGroup;
use super::program::KILL_AFTER;
use crate::signals::StopSignal;

/// How often it is looked whether what the command started is gone.
const CHECK: Duration = Duration::from_millis(50);

/// A running command. When it is dropped, it is killed with all of its group.
pub(crate) struct ForegroundCommand {
    child: Child,
    group: ProcessGroup,
    /// When it is killed, because it was told to end before.
    deadline: Option<Instant>,
}

impl ForegroundCommand {
    pub(super) fn new(child: Child, group: ProcessGroup) -> Self {
        Self {
            child,
            group,
            deadline: None,
        }
    }

    /// Waits for its end. A command that was told to end and has not done so in time is killed.
    ///
    /// # Cancel safety
    /// Cancel safe.
    pub(crate) async fn wait(&mut self) -> io::Result<ExitStatus> {
        let Some(deadline) = self.deadline else {
            let status = self.child.wait().await?;
            // It ended by itself, and may have left a daemon.
            self.group.forget();
            return Ok(status);
        };
        let status = tokio::select! {
            status = self.child.wait() => Some(status?),
            () = sleep_until(deadline) => None,
        };
        let status = match status {
            Some(status) => {
                self.wait_for_group(deadline).await;
                if self.group.is_alive() {
                    self.group.kill();
                }
                status
            }
            None => {
                self.group.kill();
                // For platforms without groups.
                let _ = self.child.start_kill();
                self.child.wait().await?
            }
        };
        self.group.forget();
        Ok(status)
    }

    /// Tells it to end because there is work again.
    pub(crate) fn terminate(&mut self) {
        self.group.terminate();
        self.set_deadline();
    }

    /// Passes a signal on that plexctl received.
    pub(crate) fn pass_on(&mut self, signal: StopSignal) {
        self.group.pass_on(signal);
        self.set_deadline();
    }

    /// Waits until what the command started is gone too.
    async fn wait_for_group(&self, deadline: Instant) {
        let mut checks = interval(CHECK);
        checks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while self.group.is_alive() && Instant::now() < deadline {
            checks.tick().await;
        }
    }

    fn set_deadline(&mut self) {
        let deadline = Instant::now() + KILL_AFTER;
        self.deadline.get_or_insert(deadline);
    }
}

/// The code that a shell gives a program that ended so.
pub(crate) fn exit_code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return u8::try_from(signal).map_or(u8::MAX, |signal| signal.saturating_add(128));
    }
    // Other platforms have codes that do not fit.
    let code = status.code().unwrap_or(i32::from(u8::MAX));
    u8::try_from(code).unwrap_or(u8::MAX)
}
