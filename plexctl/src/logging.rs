//! The log on standard error: its messages, its form, and its lowest level.

use std::sync::Arc;
use std::time::Duration;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{FilterExt, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::log_queue::LogQueue;
use crate::output::{LogFormat, OutputFlags};

/// The crates whose logs are shown.
///
/// The logs of HTTP libraries may contain headers.
const CRATES: [&str; 2] = ["plex_api", "plexctl"];

/// The variable that selects the logged messages, unless `-v` or `--quiet` does.
const VARIABLE: &str = "RUST_LOG";

/// The time for which the end waits for lines that nobody has read yet.
const LAST_LINES: Duration = Duration::from_secs(2);

/// The log. When it is dropped, its last lines are written.
pub(crate) struct Log {
    queue: Option<Arc<LogQueue>>,
    /// A message for the user, about `RUST_LOG`.
    pub(crate) warning: Option<&'static str>,
}

impl Drop for Log {
    fn drop(&mut self) {
        if let Some(queue) = &self.queue {
            queue.drain(LAST_LINES);
        }
    }
}

/// Turns the log on, with the time of the clock: for `-v` (info), `-vv` (debug), `-vvv` (trace), for the
/// levels of `RUST_LOG`, and for `--log-format`, where messages for people are lines of it.
pub(crate) fn start(flags: &OutputFlags, colors: bool) -> Log {
    let (levels, warning) = find_levels(flags);
    let Some(levels) = levels else {
        return Log {
            queue: None,
            warning,
        };
    };
    let Ok(queue) = LogQueue::start() else {
        return Log {
            queue: None,
            warning: Some("nothing is logged: no thread can be started for it"),
        };
    };
    let own = CRATES.map(|name| (name, LevelFilter::TRACE));
    let filter = Targets::new().with_targets(own).and(levels);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(Arc::clone(&queue))
        .log_internal_errors(false);
    let lines = match flags.log_format {
        Some(LogFormat::Json) => lines.json().flatten_event(true).with_filter(filter).boxed(),
        Some(LogFormat::Text) | None => lines.with_ansi(colors).with_filter(filter).boxed(),
    };
    // Fails only when a subscriber is already installed, which then receives the same events.
    let _ = tracing_subscriber::registry().with(lines).try_init();
    Log {
        queue: Some(queue),
        warning,
    }
}

/// The levels, if anything is to be logged, and a message for the user about the variable.
fn find_levels(flags: &OutputFlags) -> (Option<Targets>, Option<&'static str>) {
    let everything = |level| Some(Targets::new().with_default(level));
    // Messages are lines of the log then.
    let usual = flags.log_format.map(|_| LevelFilter::INFO);
    match flags.verbose {
        0 => {}
        1 => return (everything(LevelFilter::INFO), None),
        2 => return (everything(LevelFilter::DEBUG), None),
        _ => return (everything(LevelFilter::TRACE), None),
    }
    let given = std::env::var_os(VARIABLE).filter(|given| !given.is_empty() && !flags.quiet);
    let Some(given) = given else {
        return (usual.and_then(everything), None);
    };
    match given.to_str().and_then(|given| given.parse().ok()) {
        Some(levels) => (Some(levels), None),
        None => (
            usual.and_then(everything),
            Some(
                "RUST_LOG is not understood: expected levels such as `plexctl=info,plex_api=debug`",
            ),
        ),
    }
}
