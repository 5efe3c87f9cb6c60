//! The processes of a program that was started, and the signals that end them.
//!
//! Other platforms than Unix have no such groups: there only the program itself is killed, when its
//! `Child` is dropped or killed. An end of plexctl that is forced does neither.

use std::io;

#[cfg(unix)]
use rustix::process::Pid;
#[cfg(unix)]
use rustix::process::Signal;
use tokio::process::Child;

#[cfg(unix)]
use super::running_groups::{RUNNING, send};
use crate::signals::StopSignal;

/// Whose process group a program is in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum GroupOf {
    /// A group of its own, so that all that it starts can be ended with it.
    Program,
    /// The group of plexctl, so that it can read from the terminal. Only the program itself gets signals.
    Plexctl,
}

/// The process group of a program. When it is dropped before it is forgotten, it is killed. Every end of plexctl
/// kills it too, see [`kill_programs`].
pub(super) struct ProcessGroup {
    #[cfg(unix)]
    id: Option<Pid>,
    #[cfg(unix)]
    is_own: bool,
}

#[cfg(unix)]
impl ProcessGroup {
    /// Starts a program, which leads its group or is in that of plexctl. Returns `None` when plexctl is ending.
    pub(super) fn start(
        of: GroupOf,
        start: impl FnOnce() -> io::Result<Child>,
    ) -> Option<io::Result<(Child, Self)>> {
        let is_own = of == GroupOf::Program;
        RUNNING.start(is_own, || {
            let child = start()?;
            let id = child.id().and_then(|id| i32::try_from(id).ok());
            let id = id.and_then(Pid::from_raw);
            Ok(((child, Self { id, is_own }), id))
        })
    }

    pub(super) fn terminate(&self) {
        self.note_asked();
        self.send(Signal::TERM);
    }

    pub(super) fn kill(&self) {
        self.send(Signal::KILL);
    }

    /// Returns `true` if the program has received the signal too, if it came from the terminal: that sends
    /// these to all of its group. Another process may have sent it to this one alone.
    pub(super) fn may_have_heard(&self, signal: StopSignal) -> bool {
        let is_of_terminal = matches!(signal, StopSignal::HangUp | StopSignal::Interrupt);
        is_of_terminal && !self.is_own
    }

    /// Passes a signal on that this process received.
    pub(super) fn pass_on(&self, signal: StopSignal) {
        self.note_asked();
        match signal {
            StopSignal::HangUp => self.send(Signal::HUP),
            StopSignal::Interrupt => self.send(Signal::INT),
            StopSignal::Terminate => self.send(Signal::TERM),
        }
    }

    /// Notes that the program has been asked to end, or will be by its owner.
    pub(super) fn note_asked(&self) {
        if let Some(id) = self.id {
            RUNNING.note_asked(id);
        }
    }

    /// Returns `true` if a process of a group of its own still exists.
    pub(super) fn is_alive(&self) -> bool {
        let (Some(id), true) = (self.id, self.is_own) else {
            return false;
        };
        rustix::process::test_kill_process_group(id).is_ok()
    }

    /// Leaves it alone: it has ended, or it is a daemon that its program left.
    pub(super) fn forget(&mut self) {
        if let Some(id) = self.id.take() {
            RUNNING.remove(id);
        }
    }

    fn send(&self, signal: Signal) {
        if let Some(id) = self.id {
            send(id, self.is_own, signal);
        }
    }
}

/// Asks all programs to end that have not been asked yet. No further program is started.
pub(crate) fn terminate_programs() {
    #[cfg(unix)]
    RUNNING.terminate();
}

/// Kills all programs that still run, with their groups. No further program is started.
pub(crate) fn kill_programs() {
    #[cfg(unix)]
    RUNNING.kill();
}

#[cfg(not(unix))]
impl ProcessGroup {
    pub(super) fn start(
        _of: GroupOf,
        start: impl FnOnce() -> io::Result<Child>,
    ) -> Option<io::Result<(Child, Self)>> {
        Some(start().map(|child| (child, Self {})))
    }

    pub(super) fn terminate(&self) {}

    pub(super) fn kill(&self) {}

    pub(super) fn may_have_heard(&self, _signal: StopSignal) -> bool {
        false
    }

    pub(super) fn pass_on(&self, _signal: StopSignal) {}

    pub(super) fn note_asked(&self) {}

    pub(super) fn is_alive(&self) -> bool {
        false
    }

    pub(super) fn forget(&mut self) {}
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        self.kill();
        self.forget();
    }
}
