//! A series of activities and faults over time, and how a simulator plays it.

use std::sync::Arc;
use std::time::Duration;

use crate::activity_draft::ActivityDraft;
use crate::control_dto::ProgressSpec;
use crate::fault::Fault;
use crate::notification::Notification;
use crate::script::{launch, launch_butler_row};
use crate::section::Section;
use crate::state::Shared;

/// A named series of activities and faults for [`PlexSim::play`](crate::PlexSim::play): a built-in
/// scenario ([`by_name`](Self::by_name)) or a scenario from a file ([`load`](Self::load)).
#[derive(Debug, Clone)]
pub struct Scenario {
    pub(crate) name: String,
    pub(crate) summary: String,
    /// Added when the scenario is played.
    pub(crate) sections: Vec<Section>,
    pub(crate) entries: Vec<ScenarioEntry>,
}

/// An action and its time.
#[derive(Debug, Clone)]
pub(crate) struct ScenarioEntry {
    pub(crate) at: Duration,
    /// Repeats the action after this time, without an end.
    pub(crate) again: Option<Duration>,
    pub(crate) action: Action,
}

/// An action of a scenario at one moment.
#[derive(Debug, Clone)]
pub(crate) enum Action {
    Start(Box<ActivityDraft>),
    Progress(ProgressSpec),
    End(String),
    Stop(String),
    Vanish(String),
    Publish(Notification),
    Fault(Fault),
    Lift(Fault),
    LiftAll,
    /// Adds the permanent activity of type `butler`.
    ButlerRow,
}

impl Scenario {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its summary, in one sentence; empty when the file has none.
    #[must_use]
    pub fn summary(&self) -> &str {
        &self.summary
    }
}

/// Adds the sections of the scenario and schedules its actions.
pub(crate) fn play(shared: &Arc<Shared>, scenario: &Scenario) {
    shared.update(|state| {
        for section in &scenario.sections {
            state.put_section(section.clone());
        }
    });
    for entry in &scenario.entries {
        if entry.at.is_zero() && entry.again.is_none() {
            run(shared, &entry.action);
        } else {
            let task = play_entry(Arc::clone(shared), entry.clone());
            shared.spawn("scenario", task);
        }
    }
}

async fn play_entry(shared: Arc<Shared>, entry: ScenarioEntry) {
    shared.clock.sleep(entry.at).await;
    loop {
        run(&shared, &entry.action);
        match entry.again {
            Some(span) if !span.is_zero() => shared.clock.sleep(span).await,
            _ => return,
        }
    }
}

fn run(shared: &Arc<Shared>, action: &Action) {
    match action {
        Action::Start(draft) => {
            launch(shared, draft);
        }
        // These do nothing when the activity already ended.
        Action::Progress(to) => {
            shared.update(|state| state.advance(&to.uuid, to.percent, to.subtitle.as_deref()));
        }
        Action::End(uuid) => {
            shared.update(|state| state.end(uuid));
        }
        Action::Stop(uuid) => {
            shared.update(|state| state.stop(uuid));
        }
        Action::Vanish(uuid) => {
            shared.update(|state| state.vanish(uuid));
        }
        Action::Publish(notification) => {
            shared.update(|state| state.publish(notification.clone()));
        }
        Action::Fault(fault) => shared.trigger_fault(*fault),
        Action::Lift(fault) => shared.lift_fault(fault),
        Action::LiftAll => shared.lift_all_faults(),
        Action::ButlerRow => {
            launch_butler_row(shared);
        }
    }
}
