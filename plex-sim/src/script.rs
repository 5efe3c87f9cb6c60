//! Scripted activities: their builder, and the task that moves them.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::activity_draft::ActivityDraft;
use crate::progress_schedule::ProgressSchedule;
use crate::state::Shared;

/// Builds one activity; made by [`PlexSim::activity`](crate::PlexSim::activity).
///
/// Without [`steps`](Self::steps), [`every`](Self::every), [`ends_after`](Self::ends_after) or
/// [`forever`](Self::forever) the activity does not move until the test moves it with
/// [`PlexSim::progress`](crate::PlexSim::progress) and ends it with
/// [`PlexSim::end`](crate::PlexSim::end).
#[derive(Debug, Clone)]
#[must_use = "nothing runs before `start`"]
pub struct ActivityScript {
    shared: Arc<Shared>,
    draft: ActivityDraft,
}

/// Starts the activity and returns its uuid.
pub(crate) fn launch(shared: &Arc<Shared>, draft: &ActivityDraft) -> String {
    let activity = draft.to_activity();
    let uuid = activity.uuid.clone();
    let schedule = ProgressSchedule::new(draft);
    let ends_at_once = draft.ends_after == Some(Duration::ZERO);
    shared.update(|state| {
        state.begin(activity);
        if ends_at_once {
            state.end(&uuid);
        } else if !draft.quiet_start {
            state.advance(&uuid, schedule.progress_at(0), schedule.subtitle_at(0));
        }
    });
    if schedule.moves && !ends_at_once {
        let task = advance_and_end(Arc::clone(shared), uuid.clone(), schedule);
        shared.spawn("activity", task);
    }
    uuid
}

/// Starts a requested scan, or lets it wait for the end of another one.
pub(crate) fn launch_scan(shared: &Arc<Shared>, draft: ActivityDraft) {
    let must_wait = shared.update(|state| {
        let must_wait = shared.config.scan_queue.is_some() && state.is_scanner_taken();
        if must_wait {
            state.queued_scans.push_back(draft.clone());
        }
        must_wait
    });
    if !must_wait {
        launch(shared, &draft);
        return;
    }
    let later = Arc::clone(shared);
    shared.spawn("queued scan", async move {
        let uuid = draft.uuid.clone().unwrap_or_default();
        let turn = later.wait_until(|state| match state.is_next_scan(&uuid) {
            Some(false) => None,
            turn => Some(turn.is_some()),
        });
        if turn.await == Some(true) {
            launch(&later, &draft);
            // Only now, so that no other scan can begin in between.
            later.update(|state| state.queued_scans.pop_front());
        }
    });
}

/// Takes the steps of the schedule, then ends the activity.
async fn advance_and_end(shared: Arc<Shared>, uuid: String, schedule: ProgressSchedule) {
    let mut step = 1_u32;
    while schedule.has_step(step) {
        shared.clock.sleep(schedule.every).await;
        let goes_on = shared.update(|state| {
            let is_cancelled = state.find(&uuid).is_none_or(|activity| activity.cancelled);
            let subtitle = schedule.subtitle_at(step);
            !is_cancelled && state.advance(&uuid, schedule.progress_at(step), subtitle)
        });
        if !goes_on {
            return;
        }
        step = step.saturating_add(1);
    }
    shared.clock.sleep(schedule.last).await;
    shared.update(|state| state.end(&uuid));
}

/// Starts the permanent `butler` activity of an idle server: at 100 % from the start, and without
/// any notification.
pub(crate) fn launch_butler_row(shared: &Shared) -> String {
    let mut draft = ActivityDraft::titled("butler", "Running maintenance", &[]);
    draft.without_started = true;
    draft.without_ended = true;
    let mut activity = draft.to_activity();
    activity.reveal();
    activity.progress = 100;
    let uuid = activity.uuid.clone();
    shared.update(|state| state.begin(activity));
    uuid
}

impl ActivityScript {
    pub(crate) fn new(shared: Arc<Shared>, kind: &str) -> Self {
        Self {
            shared,
            draft: ActivityDraft::new(kind),
        }
    }

    /// The title that the first `updated` brings; the activity's type when never called.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.draft.title = Some(title.into());
        self
    }

    /// Adds a subtitle. Several subtitles are shown one after the other, evenly over the steps.
    pub fn subtitle(mut self, subtitle: impl Into<String>) -> Self {
        self.draft.subtitles.push(subtitle.into());
        self
    }

    /// The library section: `Context.librarySectionID`, a string as on real servers. An activity of
    /// the type `library.update.section` becomes the scan of this section, which
    /// `DELETE /library/sections/{id}/refresh` stops.
    pub fn section(mut self, id: impl Into<String>) -> Self {
        self.draft.set_section(&id.into());
        self
    }

    /// Adds one entry to `Context`.
    pub fn context(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.draft.set_context(key, value);
        self
    }

    /// Adds one entry to `Context` that appears once the progress has reached `percent`.
    pub fn context_at(mut self, percent: i64, key: &str, value: impl Into<Value>) -> Self {
        self.draft.add_later_context(percent, key, value);
        self
    }

    /// Adds one entry to `Response`.
    pub fn response(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.draft.set_response(key, value);
        self
    }

    /// Sets whether it can be cancelled; false when never called.
    pub fn cancellable(mut self, cancellable: bool) -> Self {
        self.draft.cancellable = cancellable;
        self
    }

    /// Sets the time for which it continues after a cancel was accepted; it ends at once when never called.
    pub fn cancel_takes(mut self, span: Duration) -> Self {
        self.draft.cancel_takes = Some(span);
        self
    }

    /// The account that it belongs to; 1, the owner, when never called.
    pub fn user_id(mut self, id: i64) -> Self {
        self.draft.user_id = Some(id);
        self.draft.without_user_id = false;
        self
    }

    /// Omits `userID`.
    pub fn without_user_id(mut self) -> Self {
        self.draft.without_user_id = true;
        self
    }

    /// The identifier, sent unchanged; a random UUID when never called.
    pub fn uuid(mut self, uuid: impl Into<String>) -> Self {
        self.draft.uuid = Some(uuid.into());
        self
    }

    /// The progress of the first `updated`, in percent; -1 stays indeterminate to the end.
    pub fn progress(mut self, percent: i64) -> Self {
        self.draft.progress = Some(percent);
        self
    }

    /// Sets the number of `updated` that follow the first one; they divide the remaining progress evenly.
    pub fn steps(mut self, steps: u32) -> Self {
        self.draft.steps = Some(steps);
        self
    }

    /// The time between two steps; 100 ms when only `steps` is given.
    pub fn every(mut self, span: Duration) -> Self {
        self.draft.every = Some(span);
        self
    }

    /// The time from `started` to `ended`. With zero it ends at once, so that no poll can see it.
    pub fn ends_after(mut self, span: Duration) -> Self {
        self.draft.ends_after = Some(span);
        self.draft.forever = false;
        self
    }

    /// Progresses to just under 100 % and does not end until the test ends it.
    pub fn forever(mut self) -> Self {
        self.draft.forever = true;
        self.draft.ends_after = None;
        self
    }

    /// Omits title and Context until the first step: no `updated` follows `started` at once.
    pub fn quiet_start(mut self) -> Self {
        self.draft.quiet_start = true;
        self
    }

    /// Sends no `started`, as for a client that connects late.
    pub fn without_started(mut self) -> Self {
        self.draft.without_started = true;
        self
    }

    /// Sends no `ended`: the activity only disappears from the list.
    pub fn without_ended(mut self) -> Self {
        self.draft.without_ended = true;
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
