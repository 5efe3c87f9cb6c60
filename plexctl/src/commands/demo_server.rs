//! The server that the demo talks to, and the client that does.

use std::error::Error as _;
use std::time::Duration;

use plex_api::{ActivityId, ClientIdentity, ConnectionPolicy, Plex, Token};
use plex_sim::PlexSim;

use crate::error::CliError;

/// A simulated server with two activities, and its client.
pub(super) struct DemoServer {
    pub(super) sim: PlexSim,
    pub(super) plex: Plex,
    /// An activity that can be cancelled.
    pub(super) download: ActivityId,
    /// An activity that ends when it is told to.
    pub(super) refresh: String,
}

/// Made up here, for a server that lives as long as the demo.
const TOKEN: &str = "demo-token";

impl DemoServer {
    /// The library section to scan.
    pub(super) const SECTION: &'static str = "1";

    pub(super) async fn start() -> Result<Self, CliError> {
        let sim = PlexSim::builder()
            .token(TOKEN)
            .scan_rhythm(60, Duration::from_millis(110))
            .start()
            .await
            .map_err(|error| {
                let cause = error.source().map(|cause| format!(" ({cause})"));
                CliError::other(format!("{error}{}", cause.unwrap_or_default()))
            })?;
        let refresh = sim
            .activity("library.refresh.items")
            .title("Refreshing")
            .subtitle("Checking files")
            .subtitle("Refreshing local metadata")
            .subtitle("Augmenting metadata")
            .steps(400)
            .every(Duration::from_millis(100))
            .start();
        let download = sim
            .activity("media.download")
            .title("Media download by guest")
            .subtitle("Lanterns of the North (1962)")
            .user_id(200_000_017)
            .cancellable(true)
            .cancel_takes(Duration::from_millis(400))
            .progress(12)
            .forever()
            .start();
        let download =
            ActivityId::new(download).map_err(|error| CliError::other(error.to_string()))?;
        let plex = client(&sim).map_err(|error| CliError::other(error.to_string()))?;
        Ok(Self {
            sim,
            plex,
            download,
            refresh,
        })
    }
}

fn client(sim: &PlexSim) -> plex_api::Result<Plex> {
    let mut policy = ConnectionPolicy::default();
    // The usual two seconds are long for somebody who looks on.
    policy.list_spacing = Duration::from_millis(400);
    Plex::builder(sim.url())
        .token(Token::new(TOKEN)?)
        .identity(ClientIdentity::new("plexctl", env!("CARGO_PKG_VERSION")))
        .connection_policy(policy)
        .build()
}
