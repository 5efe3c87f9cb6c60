//! A simulated Plex Media Server for tests: real sockets, scripted activities, faults.
//!
//! ```
//! use std::time::Duration;
//! use plex_sim::PlexSim;
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let sim = PlexSim::builder()
//!     .token("secret")
//!     .library_section("1", "movie", "Movies")
//!     .start()
//!     .await?;
//!
//! // An activity that moves by itself and is over in half a second.
//! let scan = sim
//!     .activity("library.update.section")
//!     .title("Scanning Movies")
//!     .subtitle("A Quiet Harbour (1987)")
//!     .section("1")
//!     .ends_after(Duration::from_millis(500))
//!     .start();
//!
//! // ... point the program under test at `sim.url()` ...
//!
//! sim.wait_ended(&scan).await?;
//! assert_eq!(sim.requests_of("GET", "/activities").len(), 0);
//! sim.finish().await?;
//! # Ok(())
//! # }
//! # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(example())?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The simulator writes its own JSON and XML and shares no type with any client, so that a
//! client's mistake cannot hide in it. How it behaves follows what was recorded of real servers;
//! the recordings are in [`payloads`].

mod activity;
mod builder;
mod canned;
mod clock;
mod connection;
mod door;
mod fault;
mod fault_names;
mod http;
mod life;
mod nights;
mod notification;
mod operation;
pub mod payloads;
mod plan;
mod requests;
mod scan;
mod scenario;
mod script;
mod section;
mod server;
mod settings;
mod state;
mod streams;
mod uuid;
mod waiting;

pub use activity::RunningActivity;
pub use builder::{PlexSimBuilder, StartError};
pub use canned::{Body, Canned};
pub use fault::Fault;
pub use notification::Notification;
pub use operation::ActivityHeader;
pub use payloads::Payload;
pub use requests::{RecordedRequest, Unfinished, WaitedInVain};
pub use scenario::Scenario;
pub use script::ActivityScript;
pub use server::PlexSim;
pub use streams::{OpenStream, Transport};
