//! Scripts an activity: what it is called, how it moves, how it ends.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::activity::{Activity, Attributes, LaterEntry, Unrevealed, generic_title};
use crate::progress_schedule::{ProgressSchedule, drive};
use crate::state::Shared;

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
    draft: ActivityDraft,
}

/// A script without the simulator that plays it.
#[derive(Debug, Clone)]
pub(crate) struct ActivityDraft {
    pub(crate) kind: String,
    pub(crate) uuid: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) subtitles: Vec<String>,
    pub(crate) context: Option<Attributes>,
    pub(crate) later: Vec<LaterEntry>,
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

impl ActivityDraft {
    pub(crate) fn new(kind: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            uuid: None,
            title: None,
            subtitles: Vec::new(),
            context: None,
            later: Vec::new(),
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

    pub(crate) fn response(&mut self, key: &str, value: Value) {
        self.response
            .get_or_insert_default()
            .set(key.to_owned(), value);
    }

    /// The section in Context; a scan becomes the scan of this section.
    pub(crate) fn section(&mut self, id: &str) {
        self.context("librarySectionID", Value::from(id));
        if self.kind == "library.update.section" {
            self.section = Some(id.to_owned());
        }
    }

    /// A Context entry that comes with this progress.
    pub(crate) fn later(&mut self, at: i64, key: &str, value: Value) {
        let key = key.to_owned();
        self.later.push(LaterEntry { at, key, value });
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
            later: self.later.clone(),
            section: self.section.clone(),
            cancel_takes: self.cancel_takes,
            cancelled: false,
            tells_start: self.tells_start,
            tells_end: self.tells_end,
        }
    }
}

/// Starts the draft on `shared` and returns the activity's uuid.
pub(crate) fn launch(shared: &Arc<Shared>, draft: &ActivityDraft) -> String {
    let activity = draft.activity();
    let uuid = activity.uuid.clone();
    let plan = ProgressSchedule::of(draft);
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

/// Starts the row of an idle server: at 100 from the first moment, and nothing is told of it.
pub(crate) fn launch_butler_row(shared: &Shared) -> String {
    let mut draft = ActivityDraft::new("butler");
    draft.title = Some("Running maintenance".to_owned());
    draft.tells_start = false;
    draft.tells_end = false;
    let mut activity = draft.activity();
    activity.reveal();
    activity.progress = 100;
    let uuid = activity.uuid.clone();
    shared.change(|state| state.begin(activity));
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
        self.draft.section(&id.into());
        self
    }

    /// One entry of `Context`.
    pub fn context(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.draft.context(key, value.into());
        self
    }

    /// One entry of `Context` that appears once the progress has reached `percent`.
    pub fn context_at(mut self, percent: i64, key: &str, value: impl Into<Value>) -> Self {
        self.draft.later(percent, key, value.into());
        self
    }

    /// One entry of `Response`.
    pub fn response(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.draft.response(key, value.into());
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
