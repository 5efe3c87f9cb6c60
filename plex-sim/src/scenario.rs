//! A series of activities and faults on a time line, and how a simulator plays it.

use std::sync::Arc;
use std::time::Duration;

use crate::builtin_scenarios;
use crate::control_dto::ProgressSpec;
use crate::fault::{self, Fault};
use crate::notification::Notification;
use crate::script::{ActivityDraft, launch};
use crate::section::Section;
use crate::server::PlexSim;
use crate::state::Shared;

/// A named series of activities and faults, played by [`PlexSim::play`]; one that was shipped
/// ([`by_name`](Self::by_name)) or one from a file ([`load`](Self::load)).
#[derive(Debug, Clone)]
pub struct Scenario {
    pub(crate) name: String,
    pub(crate) summary: String,
    /// Added when it is played.
    pub(crate) sections: Vec<Section>,
    pub(crate) entries: Vec<Entry>,
}

/// Something that happens at its time.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) at: Duration,
    /// Comes again after this time, for ever.
    pub(crate) again: Option<Duration>,
    pub(crate) action: Action,
}

/// What happens.
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
    /// The row of type `butler` that stays for ever.
    ButlerRow,
}

const NAMES: &[&str] = &["quiet-night", "big-scan", "bad-day"];

impl Scenario {
    /// The names that [`by_name`](Self::by_name) knows.
    #[must_use]
    pub fn names() -> &'static [&'static str] {
        NAMES
    }

    /// The shipped scenario of this name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        match name {
            "quiet-night" => Some(builtin_scenarios::quiet_night()),
            "big-scan" => Some(builtin_scenarios::big_scan()),
            "bad-day" => Some(builtin_scenarios::bad_day()),
            _ => None,
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What happens in it, in one sentence; empty when a file does not say.
    #[must_use]
    pub fn summary(&self) -> &str {
        &self.summary
    }
}

impl PlexSim {
    /// Plays a scenario: what it holds happens at its time, on the simulator's clock, counted from
    /// this call.
    pub fn play(&self, scenario: &Scenario) {
        play(&self.shared, scenario);
    }
}

pub(crate) fn play(shared: &Arc<Shared>, scenario: &Scenario) {
    shared.change(|state| {
        for section in &scenario.sections {
            state.put_section(section.clone());
        }
    });
    for entry in &scenario.entries {
        if entry.at.is_zero() && entry.again.is_none() {
            act(shared, &entry.action);
        } else {
            let task = play_entry(Arc::clone(shared), entry.clone());
            shared.spawn("scenario", task);
        }
    }
}

async fn play_entry(shared: Arc<Shared>, entry: Entry) {
    shared.clock.sleep(entry.at).await;
    loop {
        act(&shared, &entry.action);
        match entry.again {
            Some(span) if !span.is_zero() => shared.clock.sleep(span).await,
            _ => return,
        }
    }
}

fn act(shared: &Arc<Shared>, action: &Action) {
    match action {
        Action::Start(draft) => {
            launch(shared, draft);
        }
        // Whatever ended before is left alone.
        Action::Progress(to) => {
            shared.change(|state| state.advance(&to.uuid, to.percent, to.subtitle.as_deref()));
        }
        Action::End(uuid) => {
            shared.change(|state| state.end(uuid));
        }
        Action::Stop(uuid) => {
            shared.change(|state| state.stop(uuid));
        }
        Action::Vanish(uuid) => {
            shared.change(|state| state.vanish(uuid));
        }
        Action::Publish(notification) => {
            shared.change(|state| state.publish(notification.clone()));
        }
        Action::Fault(fault) => fault::trigger(shared, *fault),
        Action::Lift(fault) => fault::lift(shared, fault),
        Action::LiftAll => fault::lift_all(shared),
        Action::ButlerRow => {
            crate::script::launch_butler_row(shared);
        }
    }
}
