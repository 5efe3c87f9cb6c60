//! Holds a test's paused clock while the test talks to the simulator over real sockets.

use std::sync::mpsc;
use std::time::Duration;

use crate::server::PlexSim;
use crate::wait::WaitTimeout;

/// The time in which a client whose tasks are ready sends or reads.
const MOMENT: Duration = Duration::from_millis(2);

/// A paused clock that stands still until the test moves it; made by [`hold_clock`].
///
/// Dropping it lets the clock advance automatically again.
#[derive(Debug)]
#[must_use = "the clock is held until this is dropped"]
pub struct HeldClock {
    /// The blocking task waits for its end.
    _until_dropped: mpsc::Sender<()>,
}

/// Holds the paused clock of the tokio runtime that this is called in.
///
/// A paused clock jumps to the next timer whenever the runtime is idle, and to tokio a runtime that
/// waits for a socket is idle. So in a test with `start_paused` every request would run into its own
/// timeout before the answer arrives. While the clock is held it stands still, sockets work, and only
/// `tokio::time::advance` moves it. Afterwards [`HeldClock::give_sockets`] gives the sockets a moment.
///
/// ```
/// use std::time::Duration;
/// use plex_sim::{PlexSim, hold_clock};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// // In a test: #[tokio::test(start_paused = true)]
/// tokio::time::pause();
/// let clock = hold_clock();
/// let sim = PlexSim::start().await?;
///
/// // ... a program under test that asks the server in an hour ...
/// let url = sim.url();
/// let program = tokio::spawn(async move {
///     tokio::time::sleep(Duration::from_secs(3600)).await;
///     reqwest::get(format!("{url}/activities")).await
/// });
/// clock.give_sockets(Duration::from_millis(1)).await;
///
/// // Timers are rounded up to a millisecond, so an hour exactly would be too short.
/// tokio::time::advance(Duration::from_secs(3601)).await;
/// // The simulator has a clock of its own, so its `wait_*` methods work.
/// sim.wait_request("GET", "/activities", 1).await?;
/// assert_eq!(program.await??.status(), 200);
/// # Ok(())
/// # }
/// # let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(example())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Panics
/// Outside of a tokio runtime.
pub fn hold_clock() -> HeldClock {
    let (until_dropped, dropped) = mpsc::channel::<()>();
    // The clock does not advance by itself while a blocking task runs.
    drop(tokio::task::spawn_blocking(move || dropped.recv()));
    HeldClock {
        _until_dropped: until_dropped,
    }
}

impl HeldClock {
    /// Lets real time pass, in which sockets and tasks work and the held clock stands still.
    ///
    /// # Cancel safety
    /// Dropping the future only stops the wait.
    pub async fn give_sockets(&self, moment: Duration) {
        // It cannot fail: the task does not panic, and is not aborted.
        let _ = tokio::task::spawn_blocking(move || std::thread::sleep(moment)).await;
    }

    /// Lets real time pass until no request to these servers is under way. Requests that
    /// [hang](crate::StubResponse::hang) do not count.
    ///
    /// So a slow machine does not let a request run into its timeout when the test moves the clock.
    ///
    /// # Errors
    /// A server does not answer within its builder's patience.
    ///
    /// # Cancel safety
    /// Dropping the future only stops the wait.
    pub async fn wait_answered(&self, sims: &[&PlexSim]) -> Result<(), WaitTimeout> {
        let count = || -> u64 { sims.iter().map(|sim| sim.requests_seen()).sum() };
        loop {
            let before = count();
            // The client sends, the servers answer, and the client reads.
            self.give_sockets(MOMENT).await;
            for sim in sims {
                sim.wait_all_answered().await?;
            }
            self.give_sockets(MOMENT).await;
            if count() == before {
                return Ok(());
            }
        }
    }
}
