//! All process groups that plexctl has started and that may still run.
//!
//! The task that runs a program ends it when the main task asks for that. The main task asks for nothing while
//! it is blocked in a write that nobody reads. Then plexctl is forced to end, and the programs are ended here.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustix::process;
use rustix::process::Pid;
use rustix::process::Signal;

/// The longest time that the end waits for a program that is being started. A program on a network file system
/// without an answer may take forever.
const STARTS_WITHIN: Duration = Duration::from_millis(500);

/// The groups of this process.
pub(super) static RUNNING: RunningGroups = RunningGroups {
    state: Mutex::new(State {
        groups: Vec::new(),
        starting: 0,
        is_closed: false,
    }),
    started: Condvar::new(),
};

/// The groups that may still run.
pub(super) struct RunningGroups {
    state: Mutex<State>,
    started: Condvar,
}

struct State {
    groups: Vec<Group>,
    /// The number of programs that are being started. Their groups are not known yet.
    starting: usize,
    /// plexctl is ending, and starts no further program.
    is_closed: bool,
}

struct Group {
    id: Pid,
    /// Whether the program has a group of its own. Otherwise only the program itself gets signals.
    is_own: bool,
    /// Whether the program has been asked to end.
    is_asked: bool,
}

impl Group {
    fn send(&self, signal: Signal) {
        send(self.id, self.is_own, signal);
    }
}

/// Sends a signal to a group, or to a program without a group of its own.
pub(super) fn send(id: Pid, is_own: bool, signal: Signal) {
    // It may have ended already.
    let _ = if is_own {
        process::kill_process_group(id, signal)
    } else {
        process::kill_process(id, signal)
    };
}

impl RunningGroups {
    /// Calls `start`, which returns a program and its group, and enters the group. Returns `None` when plexctl
    /// is ending.
    pub(super) fn start<T, E>(
        &self,
        is_own: bool,
        start: impl FnOnce() -> Result<(T, Option<Pid>), E>,
    ) -> Option<Result<T, E>> {
        let mut state = self.lock();
        if state.is_closed {
            return None;
        }
        state.starting += 1;
        // Others need not wait for the system.
        drop(state);
        let started = start();
        let mut state = self.lock();
        state.starting -= 1;
        if let Ok((_, Some(id))) = &started {
            state.groups.push(Group {
                id: *id,
                is_own,
                is_asked: false,
            });
        }
        drop(state);
        self.started.notify_all();
        Some(started.map(|(program, _)| program))
    }

    /// Notes that the group has been asked to end.
    pub(super) fn note_asked(&self, id: Pid) {
        let mut state = self.lock();
        let groups = state.groups.iter_mut();
        for group in groups.filter(|group| group.id == id) {
            group.is_asked = true;
        }
    }

    /// Forgets a group that has ended, or that is left alone.
    pub(super) fn remove(&self, id: Pid) {
        self.lock().groups.retain(|group| group.id != id);
    }

    /// Asks all groups to end that have not been asked yet. No further program is started.
    pub(super) fn terminate(&self) {
        let mut state = self.lock();
        state.is_closed = true;
        for group in state.groups.iter_mut().filter(|group| !group.is_asked) {
            group.is_asked = true;
            group.send(Signal::TERM);
        }
    }

    /// Kills all groups. No further program is started.
    pub(super) fn kill(&self) {
        let mut state = self.lock();
        state.is_closed = true;
        let is_starting = |state: &mut State| state.starting > 0;
        let waited = self
            .started
            .wait_timeout_while(state, STARTS_WITHIN, is_starting);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        for group in &state.groups {
            group.send(Signal::KILL);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
