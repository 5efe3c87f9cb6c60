//! A door for the fuzz target: a scenario is played without a socket and without waiting.
//!
//! Neither documented nor part of the public surface: the feature is for this workspace's own
//! target, and what is here changes with what is behind it.

use std::sync::Arc;
use std::time::Duration;

use crate::builder::PlexSimBuilder;
use crate::scenario::{self, Scenario};
use crate::state::Shared;

/// What a scenario says, without what is made up while it is read.
#[must_use]
pub fn told(scenario: &Scenario) -> String {
    let sections = scenario.sections.iter();
    let sections: Vec<_> = sections
        .map(|section| (&section.id, &section.kind, &section.title))
        .collect();
    let (name, summary, entries) = (&scenario.name, &scenario.summary, &scenario.entries);
    format!("{name:?} {summary:?} {sections:?} {entries:?}")
}

/// Plays `span` of a scenario on a clock of its own, and at most so many changes of it.
///
/// # Errors
/// The simulator panicked, or told something that is no JSON.
pub fn play(scenario: &Scenario, span: Duration, changes: usize) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .map_err(|error| error.to_string())?;
    let config = PlexSimBuilder::new().into_settings();
    let shared = Arc::new(Shared::new(config, runtime.handle().clone()));
    runtime.block_on(async {
        scenario::play(&shared, scenario);
        let mut left = changes;
        shared
            .until(span, |state| {
                // Several changes at one moment are looked at once; most of them tell something.
                left = left.saturating_sub(1);
                (left == 0 || state.notifications.len() > changes).then_some(())
            })
            .await;
    });
    shared.look(|state| {
        if let Some(panic) = state.panics.first() {
            return Err(panic.clone());
        }
        for notification in &state.notifications {
            serde_json::from_str::<serde::de::IgnoredAny>(&notification.body)
                .map_err(|error| format!("{error}, in {}", notification.body))?;
        }
        Ok(())
    })
}
