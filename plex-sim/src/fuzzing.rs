//! The entry point of the fuzz target: it plays a scenario without a socket and without waiting.
//!
//! This is not part of the public API. The feature exists for the fuzz target of this workspace only.

use std::sync::Arc;
use std::time::Duration;

use crate::config::Config;
use crate::scenario::{self, Scenario};
use crate::state::Shared;

/// The content of a scenario, without the random values that reading it creates.
#[must_use]
pub fn describe(scenario: &Scenario) -> String {
    let sections = scenario.sections.iter();
    let sections: Vec<_> = sections
        .map(|section| (&section.id, &section.kind, &section.title))
        .collect();
    let (name, summary, entries) = (&scenario.name, &scenario.summary, &scenario.entries);
    format!("{name:?} {summary:?} {sections:?} {entries:?}")
}

/// Plays `span` of a scenario on its own clock, at most this many changes.
///
/// # Errors
/// The simulator panicked, or sent a notification that is not JSON.
pub fn play(scenario: &Scenario, span: Duration, changes: usize) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .map_err(|error| error.to_string())?;
    let shared = Arc::new(Shared::new(Config::default(), runtime.handle().clone()));
    runtime.block_on(async {
        scenario::play(&shared, scenario);
        let mut left = changes;
        shared
            .wait_within(span, |state| {
                // Changes at the same moment are checked once; most of them send notifications.
                left = left.saturating_sub(1);
                (left == 0 || state.notifications.iter().len() > changes).then_some(())
            })
            .await;
    });
    shared.read(|state| {
        if let Some(panic) = state.panics.first() {
            return Err(panic.clone());
        }
        for notification in state.notifications.iter() {
            serde_json::from_str::<serde::de::IgnoredAny>(&notification.body)
                .map_err(|error| format!("{error}, in {}", notification.body))?;
        }
        Ok(())
    })
}
