//! The schedule of a scripted activity: its steps and their times.

use std::time::Duration;

use crate::activity_draft::ActivityDraft;

/// The number of steps when only the end of an activity is given.
const DEFAULT_STEPS: u32 = 9;

/// The steps of one activity.
#[derive(Debug, Clone)]
pub(crate) struct ProgressSchedule {
    steps: u32,
    /// The time between two steps.
    pub(crate) every: Duration,
    /// The time from the last step to the end.
    pub(crate) last: Duration,
    /// Whether it moves by itself at all.
    pub(crate) moves: bool,
    forever: bool,
    first: i64,
    subtitles: Vec<String>,
}

impl ProgressSchedule {
    pub(crate) fn new(draft: &ActivityDraft) -> Self {
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
        // An endless activity without a pause would occupy the whole thread.
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
            first: draft.progress.unwrap_or(0),
            subtitles: draft.subtitles.clone(),
        }
    }

    /// Returns `true` if the activity takes this step before it ends.
    pub(crate) fn has_step(&self, step: u32) -> bool {
        self.forever || step <= self.steps
    }

    pub(crate) fn progress_at(&self, step: u32) -> i64 {
        let step = i64::from(step).min(i64::from(self.steps));
        if self.first < 0 {
            return self.first;
        }
        let room = (100 - self.first).max(0);
        self.first + room * step / (i64::from(self.steps) + 1)
    }

    /// The subtitle of a step: spread evenly over the steps, or repeated when there is no end.
    pub(crate) fn subtitle_at(&self, step: u32) -> Option<&str> {
        let count = self.subtitles.len();
        if count == 0 {
            return None;
        }
        let step = usize::try_from(step).unwrap_or(usize::MAX);
        let index = if self.forever {
            step % count
        } else {
            let steps = usize::try_from(self.steps).unwrap_or(usize::MAX).max(1);
            step.saturating_mul(count) / steps.saturating_add(1)
        };
        self.subtitles.get(index.min(count - 1)).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_divide_the_remaining_progress_evenly() {
        let mut draft = ActivityDraft::new("x");
        draft.progress = Some(40);
        draft.steps = Some(2);
        let schedule = ProgressSchedule::new(&draft);
        let all: Vec<_> = (0..=3).map(|step| schedule.progress_at(step)).collect();
        assert_eq!(all, [40, 60, 80, 80]);
    }

    #[test]
    fn indeterminate_stays_indeterminate() {
        let mut draft = ActivityDraft::new("x");
        draft.progress = Some(-1);
        draft.steps = Some(2);
        assert_eq!(ProgressSchedule::new(&draft).progress_at(2), -1);
    }

    #[test]
    fn an_activity_lasts_as_long_as_its_script_says() {
        let mut draft = ActivityDraft::new("x");
        draft.ends_after = Some(Duration::from_secs(10));
        draft.every = Some(Duration::from_secs(3));
        let schedule = ProgressSchedule::new(&draft);
        assert_eq!(schedule.steps, 2);
        assert_eq!(
            schedule.every * schedule.steps + schedule.last,
            Duration::from_secs(10)
        );
    }

    #[test]
    fn an_endless_activity_always_pauses() {
        let mut draft = ActivityDraft::new("x");
        draft.forever = true;
        draft.every = Some(Duration::ZERO);
        assert_eq!(
            ProgressSchedule::new(&draft).every,
            Duration::from_millis(1)
        );
    }

    #[test]
    fn subtitles_are_spread_over_the_steps() {
        let mut draft = ActivityDraft::new("x");
        draft.subtitles = vec!["a".into(), "b".into()];
        draft.steps = Some(3);
        let schedule = ProgressSchedule::new(&draft);
        let all: Vec<_> = (0..=3)
            .filter_map(|step| schedule.subtitle_at(step))
            .collect();
        assert_eq!(all, ["a", "a", "b", "b"]);
    }
}
