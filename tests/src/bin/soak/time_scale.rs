//! The time scale of the soak: the server's clock runs faster, and the client's intervals are divided to match.

use std::time::Duration;

use plex_api::{ConnectionPolicy, TransportChoice};

/// The factor by which the scenario runs faster than real time.
pub(crate) const SPEEDUP: u32 = 60;

/// No step takes this long, on the busiest machine; one that does is hanging.
pub(crate) const HANG_LIMIT: Duration = Duration::from_secs(60);

/// This many seconds of the scenario, in real time.
pub(crate) const fn scaled(seconds: u64) -> Duration {
    match Duration::from_secs(seconds).checked_div(SPEEDUP) {
        Some(span) => span,
        None => Duration::ZERO,
    }
}

/// The default policy with every interval divided by [`SPEEDUP`].
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
        *interval /= SPEEDUP;
    }
    policy
}
