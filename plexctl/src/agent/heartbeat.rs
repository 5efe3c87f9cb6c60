//! Signs of life: for the service manager, and for `plexctl agent health`.

use std::time::Duration;

use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::journal::Journal;
use crate::output::Console;

/// The interval at which the agent gives a sign of life, unless the service manager asks for more.
const BEAT: Duration = Duration::from_secs(10);

/// Tells that the agent goes on.
pub(super) struct Heartbeat {
    beats: Interval,
    is_watched: bool,
}

impl Heartbeat {
    /// Reads the request of the service manager.
    pub(super) fn new() -> Self {
        let watchdog = watchdog_limit();
        // Half of the limit, as sd_watchdog_enabled(3) advises.
        let every = watchdog.map_or(BEAT, |limit| BEAT.min(limit / 2));
        let mut beats = interval(every.max(Duration::from_millis(1)));
        beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            beats,
            is_watched: watchdog.is_some(),
        }
    }

    /// Waits until the next sign is due.
    ///
    /// # Cancel safety
    /// Cancel safe.
    pub(super) async fn due(&mut self) {
        self.beats.tick().await;
    }

    /// Gives it. The journal's lock has its time.
    pub(super) fn beat(&self, journal: &Journal) {
        journal.beat();
        if self.is_watched {
            // The service manager reports a missed sign of life in its own way: it ends the service.
            let _ = notify(ServiceState::Watchdog);
        }
    }
}

/// A message to the service manager.
#[derive(Clone, Copy)]
pub(super) enum ServiceState<'a> {
    /// The agent is ready, apart from the servers; with a line for people.
    Ready(&'a str),
    Reloading,
    Stopping,
    Watchdog,
}

/// Tells the service manager, if there is one.
pub(super) fn tell_manager(state: ServiceState<'_>, console: &mut Console) {
    if let Err(error) = notify(state) {
        console.warn(&format!("cannot tell the service manager: {error}"));
    }
}

#[cfg(unix)]
fn notify(state: ServiceState<'_>) -> std::io::Result<()> {
    use sd_notify::NotifyState;
    match state {
        ServiceState::Ready(line) => {
            sd_notify::notify(&[NotifyState::Ready, NotifyState::Status(line)])
        }
        // The time is for managers that wait for the end of a reload.
        ServiceState::Reloading => {
            sd_notify::notify(&[NotifyState::Reloading, NotifyState::monotonic_usec_now()?])
        }
        ServiceState::Stopping => sd_notify::notify(&[NotifyState::Stopping]),
        ServiceState::Watchdog => sd_notify::notify(&[NotifyState::Watchdog]),
    }
}

#[cfg(not(unix))]
fn notify(_: ServiceState<'_>) -> std::io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn watchdog_limit() -> Option<Duration> {
    sd_notify::watchdog_enabled()
}

#[cfg(not(unix))]
fn watchdog_limit() -> Option<Duration> {
    None
}
