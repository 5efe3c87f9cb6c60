//! What the end-to-end tests share: a client for a simulated server, and the token they watch for.

use plex_api::{ClientIdentity, Plex, PlexBuilder, Token};
use plex_sim::PlexSim;

/// The token of every simulated server here; it must never show up in a text.
pub const SECRET: &str = "tests-secret-token-hunter2";

/// A builder for a client of the simulated server, with [`SECRET`] as its token.
///
/// # Panics
/// Never: [`SECRET`] is a token.
#[must_use]
#[expect(clippy::expect_used, reason = "a constant of this crate")]
pub fn builder(sim: &PlexSim) -> PlexBuilder {
    Plex::builder(sim.url())
        .token(Token::new(SECRET).expect("a token"))
        .identity(ClientIdentity::new("plex-api-tests", "1").client_identifier("tests"))
}

/// A client of the simulated server, with [`SECRET`] as its token.
///
/// # Panics
/// When the client cannot be built.
#[must_use]
#[expect(clippy::expect_used, reason = "a test helper")]
pub fn client(sim: &PlexSim) -> Plex {
    builder(sim).build().expect("a client")
}

/// A simulated server that wants [`SECRET`].
///
/// # Panics
/// When it cannot listen on 127.0.0.1.
#[expect(clippy::expect_used, reason = "a test helper")]
pub async fn server() -> PlexSim {
    PlexSim::builder()
        .token(SECRET)
        .start()
        .await
        .expect("a simulated server")
}
