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

/// The longest time that a command that shares the terminal may take to end after Ctrl-C before it gets the
/// signal from plexctl. A second Ctrl-C means more than the first one to many programs, so it is not sent at
/// once; but when only plexctl got the signal, this is the first.
const PASS_ON_AFTER: Duration = Duration::from_secs(5);

/// The interval at which plexctl checks whether the processes of the command are gone.
const CHECK: Duration = Duration::from_millis(50);

/// A running command. When it is dropped, it is killed with all of its group.
pub(crate) struct ForegroundCommand {
    child: Child,
    group: ProcessGroup,
    /// The time when it is killed, because it was asked to end earlier.
    deadline: Option<Instant>,
    /// A signal that it may have received already, and when it is passed on all the same.
    later: Option<(Instant, StopSignal)>,
}

impl ForegroundCommand {
    pub(super) fn new(child: Child, group: ProcessGroup) -> Self {
        Self {
            child,
            group,
            deadline: None,
            later: None,
        }
    }

    /// Waits for its end. A command that was asked to end and has not done so in time is killed.
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
        let status = loop {
            let next = self.later.map_or(deadline, |(at, _)| at.min(deadline));
            tokio::select! {
                status = self.child.wait() => break Some(status?),
                () = sleep_until(next) => match self.later.take() {
                    Some((_, signal)) => self.group.pass_on(signal),
                    None => break None,
                }
            }
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
        if self.group.may_have_heard(signal) {
            self.group.note_asked();
            self.later = Some((Instant::now() + PASS_ON_AFTER, signal));
        } else {
            self.group.pass_on(signal);
        }
        self.set_deadline();
    }

    /// Waits until the processes that the command started are gone too.
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
