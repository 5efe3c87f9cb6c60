//! Code outside `plex-api` that keeps compiling when types gain fields and variants: a pattern with
//! `..`, a match with `_`, a builder, and fields set on a default.
//!
//! Compiling it is the test; `tests/compile_fail.rs` has the programs that would break.

pub mod borrows;

use std::time::Duration;

use plex_api::{
    Activity, ActivityEvent, ActivityFilter, ActivityId, ConnectionPolicy, How, LibraryLocation,
    Outcome, Plex, Result,
};

/// Takes a generated type apart.
#[must_use]
pub fn path(location: &LibraryLocation) -> &str {
    let LibraryLocation { path, .. } = location;
    path.as_ref().map_or("", |path| path.as_str())
}

/// Matches an enum of values.
#[must_use]
pub fn how(outcome: &Outcome) -> &'static str {
    match outcome.how {
        How::Ended => "ended",
        How::Vanished => "gone",
        _ => "something new",
    }
}

/// Matches an enum with fields.
#[must_use]
pub fn id(event: &ActivityEvent) -> Option<&ActivityId> {
    match event {
        ActivityEvent::Started { activity, .. } => Some(activity.id()),
        _ => None,
    }
}

/// Makes a value of a generated type.
#[must_use]
pub fn activity(id: ActivityId) -> Option<Activity> {
    Activity::builder().uuid(id).try_into().ok()
}

/// Selects by an id that stays with its owner, as every method takes it, and by the number of a section, as
/// `LibraryApi` takes it.
pub fn filter(id: &ActivityId, section: u32) -> ActivityFilter {
    ActivityFilter::any().id(id).section(section)
}

/// Changes one of many settings.
#[must_use]
pub fn policy() -> ConnectionPolicy {
    let mut policy = ConnectionPolicy::default();
    policy.ping_interval = Duration::from_secs(30);
    policy
}

/// Drops what a request that was sent returns: the work goes on. `tests/cases/unsent_requests.rs` has the
/// requests that must not be dropped.
///
/// # Errors
///
/// The errors of the request.
#[deny(unused_must_use)]
pub async fn start_and_forget(plex: &Plex) -> Result<()> {
    plex.library().refresh("2").await?;
    Ok(())
}

/// As [`start_and_forget`], without `async`.
///
/// # Errors
///
/// The errors of the request.
#[deny(unused_must_use)]
pub fn start_and_forget_blocking(plex: &plex_api::blocking::Plex) -> Result<()> {
    plex.library().refresh("2").block()?;
    Ok(())
}
