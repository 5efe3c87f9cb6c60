//! Scripts an activity: what it is called, how it moves, how it ends.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::activity::{Activity, Attributes, Unrevealed, generic_title};
use crate::state::Shared;

/// The subtitle steps when only an end was asked for.
const DEFAULT_STEPS: u32 = 9;

/// Builds one activity; made by [`PlexSim::activity`](crate::PlexSim::activity).
///
/// Without [`steps`](Self::steps), [`every`](Self::every), [`ends_after`](Self::ends_after) or
/// [`forever`](Self::forever) the activity stands where it is put until the test moves it with
/// [`PlexSim::progress`](crate::PlexSim::progress) and ends it with
/// [`PlexSim::end`](crate::PlexSim::end).
#[derive(Debug, Clone)]
#[must_use = "nothing runs before `start`"]
pub struct ActivityScript {
    shared: Arc<Shared>,
    draft: Draft,
}

/// A script without the simulator that plays it.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) kind: String,
    pub(crate) uuid: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) subtitles: Vec<String>,
    pub(crate) context: Option<Attributes>,
    pub(crate) response: Option<Attributes>,
    pub(crate) section: Option<String>,
    pub(crate) cancellable: bool,
    pub(crate) cancel_takes: Duration,
    pub(crate) user_id: Option<i64>,
    pub(crate) progress: i64,
    pub(crate) steps: Option<u32>,
    pub(crate) every: Option<Duration>,
    pub(crate) ends_after: Option<Duration>,
    pub(crate) forever: bool,
    pub(crate) quiet_start: bool,
    pub(crate) tells_start: bool,
    pub(crate) tells_end: bool,
}

impl Draft {
    pub(crate) fn new(kind: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            uuid: None,
            title: None,
            subtitles: Vec::new(),
            context: None,
            response: None,
            section: None,
            cancellable: false,
            cancel_takes: Duration::ZERO,
            user_id: Some(1),
            progress: 0,
            steps: None,
            every: None,
            ends_after: None,
            forever: false,
            quiet_start: false,
            tells_start: true,
            tells_end: true,
        }
    }

    pub(crate) fn context(&mut self, key: &str, value: Value) {
        self.context
            .get_or_insert_default()
            .set(key.to_owned(), value);
    }

    fn activity(&self) -> Activity {
        let title = self.title.clone().unwrap_or_else(|| self.kind.clone());
        let unrevealed = Unrevealed {
            title: title.clone(),
            context: self.context.clone(),
        };
        Activity {
            uuid: self.uuid.clone().unwrap_or_else(crate::uuid::random),
            kind: self.kind.clone(),
            cancellable: self.cancellable,
            user_id: self.user_id,
            title: generic_title(&self.kind).map_or(title, str::to_owned),
            subtitle: String::new(),
            progress: 0,
            context: None,
            response: self.response.clone(),
            unrevealed: Some(unrevealed),
            section: self.section.clone(),
            cancel_takes: self.cancel_takes,
            cancelled: false,
            tells_start: self.tells_start,
            tells_end: self.tells_end,
        }
    }

    fn plan(&self) -> Plan {
        let scripted = self.steps.is_some() || self.every.is_some() || self.ends_after.is_some();
        let steps = self.steps.unwrap_or(match (self.every, self.ends_after) {
            (Some(every), Some(all)) if !every.is_zero() => {
                let parts = all.as_nanos() / every.as_nanos();
                u32::try_from(parts).unwrap_or(u32::MAX).saturating_sub(1)
            }
            _ => DEFAULT_STEPS,
        });
        let every = self.every.unwrap_or_else(|| {
            self.ends_after.map_or(Duration::from_millis(100), |all| {
                all / steps.saturating_add(1)
            })
        });
        Plan {
            steps,
            every,
            last: self
                .ends_after
                .map_or(every, |all| all.saturating_sub(every.saturating_mul(steps))),
            moves: scripted || self.forever,
            forever: self.forever,
            first: self.progress,
            subtitles: self.subtitles.clone(),
        }
    }
}

/// How a scripted activity moves by itself.
#[derive(Debug, Clone)]
struct Plan {
    steps: u32,
    every: Duration,
    /// From the last step to the end.
    last: Duration,
    moves: bool,
    forever: bool,
    first: i64,
    subtitles: Vec<String>,
}

impl Plan {
    fn progress_at(&self, step: u32) -> i64 {
        let step = i64::from(step).min(i64::from(self.steps));
        if self.first < 0 {
            return self.first;
        }
        let room = (100 - self.first).max(0);
        self.first + room * step / (i64::from(self.steps) + 1)
    }

    /// The subtitles, evenly over the steps; around and around when there is no end.
    fn subtitle_at(&self, step: u32) -> Option<&str> {
        let count = self.subtitles.len();
        if count == 0 {
            return None;
        }
        let step = usize::try_from(step).unwrap_or(usize::MAX);
        let place = if self.forever {
            step % count
        } else {
            let steps = usize::try_from(self.steps).unwrap_or(usize::MAX).max(1);
            step.saturating_mul(count) / steps.saturating_add(1)
        };
        self.subtitles.get(place.min(count - 1)).map(String::as_str)
    }
}

/// Starts the draft on `shared` and returns the activity's uuid.
pub(crate) fn launch(shared: &Arc<Shared>, draft: &Draft) -> String {
    let activity = draft.activity();
    let uuid = activity.uuid.clone();
    let plan = draft.plan();
    let at_once = draft.ends_after == Some(Duration::ZERO);
    shared.change(|state| {
        state.begin(activity);
        if at_once {
            state.end(&uuid);
        } else if !draft.quiet_start {
            state.advance(&uuid, plan.progress_at(0), plan.subtitle_at(0));
        }
    });
    if plan.moves && !at_once {
        let task = drive(Arc::clone(shared), uuid.clone(), plan);
        shared.spawn("activity", task);
    }
    uuid
}

async fn drive(shared: Arc<Shared>, uuid: String, plan: Plan) {
    let mut step = 0_u32;
    while plan.forever || step < plan.steps {
        step = step.saturating_add(1);
        shared.clock.sleep(plan.every).await;
        let goes_on = shared.change(|state| {
            let cancelled = state.find(&uuid).is_none_or(|activity| activity.cancelled);
            !cancelled && state.advance(&uuid, plan.progress_at(step), plan.subtitle_at(step))
        });
        if !goes_on {
            return;
        }
    }
    shared.clock.sleep(plan.last).await;
    shared.change(|state| state.end(&uuid));
}

impl ActivityScript {
    pub(crate) fn new(shared: Arc<Shared>, kind: &str) -> Self {
        Self {
            shared,
            draft: Draft::new(kind),
        }
    }

    /// The title that the first `updated` brings; the activity's type when never called.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.draft.title = Some(title.into());
        self
    }

    /// A subtitle. Called again it adds another: they are shown one after the other, evenly over
    /// the steps.
    pub fn subtitle(mut self, subtitle: impl Into<String>) -> Self {
        self.draft.subtitles.push(subtitle.into());
        self
    }

    /// The library section: `Context.librarySectionID`, text as on real servers. For the type
    /// `library.update.section` it also makes the activity this section's scan, which
    /// `DELETE /library/sections/{id}/refresh` stops.
    pub fn section(mut self, id: impl Into<String>) -> Self {
        let id = id.into();
        self.draft
            .context("librarySectionID", Value::from(id.as_str()));
        if self.draft.kind == "library.update.section" {
            self.draft.section = Some(id);
        }
        self
    }

    /// One entry of `Context`.
    pub fn context(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.draft.context(key, value.into());
        self
    }

    /// One entry of `Response`.
    pub fn response(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.draft
            .response
            .get_or_insert_default()
            .set(key.to_owned(), value.into());
        self
    }

    /// Whether it can be cancelled; it cannot when never called.
    pub fn cancellable(mut self, cancellable: bool) -> Self {
        self.draft.cancellable = cancellable;
        self
    }

    /// How long it still runs after a cancel was accepted; it ends at once when never called.
    pub fn cancel_takes(mut self, span: Duration) -> Self {
        self.draft.cancel_takes = span;
        self
    }

    /// The account it belongs to; 1, the owner, when never called.
    pub fn user_id(mut self, id: i64) -> Self {
        self.draft.user_id = Some(id);
        self
    }

    /// Leaves `userID` out.
    pub fn without_user_id(mut self) -> Self {
        self.draft.user_id = None;
        self
    }

    /// The identifier, which is sent as it is; a random UUID when never called.
    pub fn uuid(mut self, uuid: impl Into<String>) -> Self {
        self.draft.uuid = Some(uuid.into());
        self
    }

    /// The progress of the first `updated`, in percent; -1 stays indeterminate to the end.
    pub fn progress(mut self, percent: i64) -> Self {
        self.draft.progress = percent;
        self
    }

    /// How many `updated` follow the first one, evenly over the progress that is left.
    pub fn steps(mut self, steps: u32) -> Self {
        self.draft.steps = Some(steps);
        self
    }

    /// The time between two steps; 100 ms when only `steps` was given.
    pub fn every(mut self, span: Duration) -> Self {
        self.draft.every = Some(span);
        self
    }

    /// The whole life from `started` to `ended`. Zero is the activity that no poll can see:
    /// started and ended at once, with nothing between.
    pub fn ends_after(mut self, span: Duration) -> Self {
        self.draft.ends_after = Some(span);
        self.draft.forever = false;
        self
    }

    /// Moves on to just under 100 % and never ends by itself.
    pub fn forever(mut self) -> Self {
        self.draft.forever = true;
        self.draft.ends_after = None;
        self
    }

    /// Leaves title and Context out until the first step: nothing follows `started` at once.
    pub fn quiet_start(mut self) -> Self {
        self.draft.quiet_start = true;
        self
    }

    /// Sends no `started`, as a client sees it that connects late.
    pub fn without_started(mut self) -> Self {
        self.draft.tells_start = false;
        self
    }

    /// Sends no `ended`: the activity only leaves the list.
    pub fn without_ended(mut self) -> Self {
        self.draft.tells_end = false;
        self
    }

    /// Starts it and returns its uuid. `started` has been sent when this returns.
    #[expect(
        clippy::must_use_candidate,
        reason = "called for its effect; many tests need no uuid"
    )]
    pub fn start(self) -> String {
        launch(&self.shared, &self.draft)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_share_the_progress_that_is_left() {
        let mut draft = Draft::new("x");
        draft.progress = 40;
        draft.steps = Some(2);
        let plan = draft.plan();
        let all: Vec<_> = (0..=3).map(|step| plan.progress_at(step)).collect();
        assert_eq!(all, [40, 60, 80, 80]);
    }

    #[test]
    fn indeterminate_stays_indeterminate() {
        let mut draft = Draft::new("x");
        draft.progress = -1;
        draft.steps = Some(2);
        assert_eq!(draft.plan().progress_at(2), -1);
    }

    #[test]
    fn the_whole_life_is_as_long_as_it_was_scripted() {
        let mut draft = Draft::new("x");
        draft.ends_after = Some(Duration::from_secs(10));
        draft.every = Some(Duration::from_secs(3));
        let plan = draft.plan();
        assert_eq!(plan.steps, 2);
        assert_eq!(plan.every * plan.steps + plan.last, Duration::from_secs(10));
    }

    #[test]
    fn subtitles_are_spread_over_the_steps() {
        let mut draft = Draft::new("x");
        draft.subtitles = vec!["a".into(), "b".into()];
        draft.steps = Some(3);
        let plan = draft.plan();
        let all: Vec<_> = (0..=3).filter_map(|step| plan.subtitle_at(step)).collect();
        assert_eq!(all, ["a", "a", "b", "b"]);
    }
}
