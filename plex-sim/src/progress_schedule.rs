//! How a scripted activity moves by itself: the steps, their times, and the task that takes them.

use std::sync::Arc;
use std::time::Duration;

use crate::script::ActivityDraft;
use crate::state::Shared;

/// The steps of an activity that only got an end.
const DEFAULT_STEPS: u32 = 9;

/// How a scripted activity moves by itself.
#[derive(Debug, Clone)]
pub(crate) struct ProgressSchedule {
    steps: u32,
    every: Duration,
    /// From the last step to the end.
    last: Duration,
    pub(crate) moves: bool,
    forever: bool,
    first: i64,
    subtitles: Vec<String>,
}

impl ProgressSchedule {
    pub(crate) fn of(draft: &ActivityDraft) -> Self {
        let scripted = draft.steps.is_some() || draft.every.is_some() || draft.ends_after.is_some();
        let steps = draft
            .steps
            .unwrap_or(match (draft.every, draft.ends_after) {
                (Some(every), Some(all)) if !every.is_zero() => {
                    let parts = all.as_nanos() / every.as_nanos();
                    u32::try_from(parts).unwrap_or(u32::MAX).saturating_sub(1)
                }
                _ => DEFAULT_STEPS,
            });
        let every = draft.every.unwrap_or_else(|| {
            draft.ends_after.map_or(Duration::from_millis(100), |all| {
                all / steps.saturating_add(1)
            })
        });
        // Without any pause an endless activity would take the whole thread.
        let every = if draft.forever {
            every.max(Duration::from_millis(1))
        } else {
            every
        };
        Self {
            steps,
            every,
            last: draft
                .ends_after
                .map_or(every, |all| all.saturating_sub(every.saturating_mul(steps))),
            moves: scripted || draft.forever,
            forever: draft.forever,
            first: draft.progress,
            subtitles: draft.subtitles.clone(),
        }
    }

    pub(crate) fn progress_at(&self, step: u32) -> i64 {
        let step = i64::from(step).min(i64::from(self.steps));
        if self.first < 0 {
            return self.first;
        }
        let room = (100 - self.first).max(0);
        self.first + room * step / (i64::from(self.steps) + 1)
    }

    /// The subtitles, evenly over the steps; around and around when there is no end.
    pub(crate) fn subtitle_at(&self, step: u32) -> Option<&str> {
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

/// Takes the steps of `plan` until the activity is over.
pub(crate) async fn drive(shared: Arc<Shared>, uuid: String, plan: ProgressSchedule) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_share_the_progress_that_is_left() {
        let mut draft = ActivityDraft::new("x");
        draft.progress = 40;
        draft.steps = Some(2);
        let plan = ProgressSchedule::of(&draft);
        let all: Vec<_> = (0..=3).map(|step| plan.progress_at(step)).collect();
        assert_eq!(all, [40, 60, 80, 80]);
    }

    #[test]
    fn indeterminate_stays_indeterminate() {
        let mut draft = ActivityDraft::new("x");
        draft.progress = -1;
        draft.steps = Some(2);
        assert_eq!(ProgressSchedule::of(&draft).progress_at(2), -1);
    }

    #[test]
    fn the_whole_life_is_as_long_as_it_was_scripted() {
        let mut draft = ActivityDraft::new("x");
        draft.ends_after = Some(Duration::from_secs(10));
        draft.every = Some(Duration::from_secs(3));
        let plan = ProgressSchedule::of(&draft);
        assert_eq!(plan.steps, 2);
        assert_eq!(plan.every * plan.steps + plan.last, Duration::from_secs(10));
    }

    #[test]
    fn an_endless_activity_always_pauses() {
        let mut draft = ActivityDraft::new("x");
        draft.forever = true;
        draft.every = Some(Duration::ZERO);
        assert_eq!(ProgressSchedule::of(&draft).every, Duration::from_millis(1));
    }

    #[test]
    fn subtitles_are_spread_over_the_steps() {
        let mut draft = ActivityDraft::new("x");
        draft.subtitles = vec!["a".into(), "b".into()];
        draft.steps = Some(3);
        let plan = ProgressSchedule::of(&draft);
        let all: Vec<_> = (0..=3).filter_map(|step| plan.subtitle_at(step)).collect();
        assert_eq!(all, ["a", "a", "b", "b"]);
    }
}
