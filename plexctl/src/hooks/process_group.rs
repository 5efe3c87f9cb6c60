//! The processes of a program that was started, and how they are told to end.
//!
//! Other platforms than Unix have no such groups: there only the program itself is killed, when its
//! `Child` is dropped or killed.

#[cfg(unix)]
use rustix::process::Pid;
#[cfg(unix)]
use rustix::process::Signal;
use tokio::process::Child;

use crate::signals::StopSignal;

/// The process group of a program. When it is dropped before it is forgotten, it is killed.
pub(super) struct ProcessGroup {
    #[cfg(unix)]
    id: Option<Pid>,
    /// Whether the program has a group of its own. Otherwise only the program itself is told.
    #[cfg(unix)]
    is_own: bool,
}

#[cfg(unix)]
impl ProcessGroup {
    /// The group of a program that leads it.
    pub(super) fn of(child: &Child) -> Self {
        let id = child.id().and_then(|id| i32::try_from(id).ok());
        Self {
            id: id.and_then(Pid::from_raw),
            is_own: true,
        }
    }

    /// A program in the group of this process, as the terminal wants it.
    pub(super) fn shared_with(child: &Child) -> Self {
        Self {
            is_own: false,
            ..Self::of(child)
        }
    }

    pub(super) fn terminate(&self) {
        self.send(Signal::TERM);
    }

    pub(super) fn kill(&self) {
        self.send(Signal::KILL);
    }

    /// Passes a signal on that this process received.
    pub(super) fn pass_on(&self, signal: StopSignal) {
        match signal {
            // The terminal has sent these to all of its group already, and a second Ctrl-C means more than
            // the first one to many programs.
            StopSignal::HangUp | StopSignal::Interrupt if !self.is_own => {}
            StopSignal::HangUp => self.send(Signal::HUP),
            StopSignal::Interrupt => self.send(Signal::INT),
            StopSignal::Terminate => self.send(Signal::TERM),
        }
    }

    /// Whether anything of a group of its own is there still.
    pub(super) fn is_alive(&self) -> bool {
        let (Some(id), true) = (self.id, self.is_own) else {
            return false;
        };
        rustix::process::test_kill_process_group(id).is_ok()
    }

    pub(super) fn forget(&mut self) {
        self.id = None;
    }

    fn send(&self, signal: Signal) {
        // It may have ended already.
        let _ = match (self.id, self.is_own) {
            (Some(id), true) => rustix::process::kill_process_group(id, signal),
            (Some(id), false) => rustix::process::kill_process(id, signal),
            (None, _) => Ok(()),
        };
    }
}

#[cfg(not(unix))]
impl ProcessGroup {
    pub(super) fn of(_child: &Child) -> Self {
        Self {}
    }

    pub(super) fn shared_with(_child: &Child) -> Self {
        Self {}
    }

    pub(super) fn terminate(&self) {}

    pub(super) fn kill(&self) {}

    pub(super) fn pass_on(&self, _signal: StopSignal) {}

    pub(super) fn is_alive(&self) -> bool {
        false
    }

    pub(super) fn forget(&mut self) {}
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        self.kill();
    }
}
