//! Shared parts of the end-to-end tests: a client for a simulated server, and the token they watch for.

pub mod account;
pub mod captured;
pub mod events;
pub mod external_tools;
pub mod fake_tls_server;
pub mod fuzzing;
pub mod raw_http;
pub mod tcp_gate;
pub mod tool_cache;

use std::time::Duration;

use plex_api::{
    ActivityId, CertificateFingerprint, ClientIdentity, ConnectionPolicy, Plex, PlexBuilder, Token,
    TransportChoice,
};
use plex_sim::{PlexSim, Tls};

/// The README's examples, compiled as doc tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// The token of every simulated server here; it must never show up in a text.
pub const SECRET: &str = "tests-secret-token-hunter2";

/// The uuid of an activity.
///
/// # Panics
/// When the text is none.
#[must_use]
#[expect(clippy::expect_used, reason = "a test helper")]
pub fn id(text: &str) -> ActivityId {
    ActivityId::new(text).expect("a uuid")
}

/// A builder for a client of the simulated server, with [`SECRET`] as its token.
///
/// # Panics
/// Never: [`SECRET`] is a token.
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

/// A simulated server that wants [`SECRET`], with a certificate of its own, and the pin of that.
///
/// # Panics
/// When it cannot listen on 127.0.0.1.
#[expect(clippy::expect_used, reason = "a test helper")]
pub async fn secure_server() -> (PlexSim, CertificateFingerprint) {
    let sim = PlexSim::builder()
        .token(SECRET)
        .tls(Tls::new().self_signed());
    let sim = sim.start().await.expect("a simulated server");
    let certificate = sim.certificate_der().expect("a certificate");
    let pin = CertificateFingerprint::of_der(certificate);
    (sim, pin)
}

/// A policy whose every interval is short, so that tests wait for events and not for clocks.
#[must_use]
pub fn brisk_policy(transport: TransportChoice) -> ConnectionPolicy {
    let mut policy = ConnectionPolicy::default();
    policy.transport = transport;
    policy.linger = Duration::from_millis(50);
    policy.ping_interval = Duration::from_millis(300);
    // A busy machine answers late, and an answer that is too late cuts the connection.
    policy.pong_deadline = Duration::from_secs(1);
    policy.backoff_floor = Duration::from_millis(20);
    policy.backoff_cap = Duration::from_millis(200);
    policy.poll_every = Duration::from_millis(50);
    policy.list_every = Duration::from_secs(2);
    policy.list_after_silence = Duration::from_millis(500);
    policy.list_spacing = Duration::from_millis(50);
    policy.never_seen_grace = Duration::from_millis(400);
    policy.settle = Duration::from_millis(600);
    policy
}

/// A builder like [`builder`]'s with [`brisk_policy`].
pub fn brisk_builder(sim: &PlexSim, transport: TransportChoice) -> PlexBuilder {
    builder(sim).connection_policy(brisk_policy(transport))
}

/// A client with [`brisk_policy`].
///
/// # Panics
/// When the client cannot be built.
#[must_use]
#[expect(clippy::expect_used, reason = "a test helper")]
pub fn brisk(sim: &PlexSim, transport: TransportChoice) -> Plex {
    brisk_builder(sim, transport).build().expect("a client")
}
