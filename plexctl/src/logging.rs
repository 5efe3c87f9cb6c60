//! What the SDK logs, on standard error, for `-v` and more.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::time::uptime;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Turns on the SDK's log: `-v` is info, `-vv` debug, `-vvv` trace.
///
/// Only this project's crates are logged: the logs of HTTP libraries may contain headers.
pub(crate) fn start(verbosity: u8, colors: bool) {
    let level = match verbosity {
        0 => return,
        1 => LevelFilter::INFO,
        2 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    let targets = Targets::new()
        .with_target("plex_api", level)
        .with_target("plexctl", level);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_timer(uptime())
        .with_ansi(colors);
    // Fails only when a subscriber is already installed, which then receives the same events.
    let _ = tracing_subscriber::registry()
        .with(targets)
        .with(lines)
        .try_init();
}
