//! How fast everything goes: the server's clock, and the client's intervals to match.

use std::time::Duration;

use plex_api::{ConnectionPolicy, TransportChoice};

/// How many times as fast as life the scenario runs.
pub(crate) const TIMES: u32 = 60;

/// No wait is as long as this, on the busiest machine; what is not over by then hangs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// What takes so long in life takes so long here.
pub(crate) const fn hurried(seconds: u64) -> Duration {
    match Duration::from_secs(seconds).checked_div(TIMES) {
        Some(span) => span,
        None => Duration::ZERO,
    }
}

/// The default policy with every interval as many times as short.
pub(crate) fn policy(transport: TransportChoice) -> ConnectionPolicy {
    let mut policy = ConnectionPolicy::default();
    policy.transport = transport;
    for interval in [
        &mut policy.linger,
        &mut policy.handshake_deadline,
        &mut policy.ping_interval,
        &mut policy.pong_deadline,
        &mut policy.backoff_floor,
        &mut policy.backoff_cap,
        &mut policy.healthy_after,
        &mut policy.retry_refused_after,
        &mut policy.poll_every,
        &mut policy.list_every,
        &mut policy.list_after_silence,
        &mut policy.list_spacing,
        &mut policy.list_deadline,
        &mut policy.never_seen_grace,
        &mut policy.remember_ended,
    ] {
        *interval /= TIMES;
    }
    policy
}
