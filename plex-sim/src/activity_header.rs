//! What a request starts, and whether its answer names the activity in `X-Plex-Activity`.

use std::sync::Arc;
use std::time::Duration;

use crate::script::{ActivityDraft, launch};
use crate::server::PlexSim;
use crate::state::Shared;

/// Whether and when an answer names the activity that it started; set by
/// [`PlexSim::set_activity_header`].
///
/// A server makes the uuid before the work, so that a client may read the header before
/// `started`, after it, after `ended`, or without any activity ever showing up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ActivityHeader {
    /// As documented: on guide reloads, subscription processing and grabber scans, nowhere else.
    /// `started` was sent before the answer.
    #[default]
    Documented,
    /// On no answer.
    Never,
    /// On every answer; `started` was sent before it.
    AfterStarted,
    /// On every answer; the activity was over before it.
    AfterEnded,
    /// On every answer; the activity starts so much later, on the simulator's clock.
    BeforeStarted(Duration),
    /// On every answer; the activity starts with [`PlexSim::release_held`].
    Held,
    /// On every answer, and no such activity ever shows up.
    WithoutStarted,
}

impl ActivityHeader {
    /// Whether operations that are not known to start an activity start one all the same.
    pub(crate) fn is_forced(self) -> bool {
        !matches!(self, Self::Documented | Self::Never)
    }
}

impl PlexSim {
    /// Says from now on whether and when answers carry `X-Plex-Activity`.
    pub fn set_activity_header(&self, header: ActivityHeader) {
        self.shared.change(|state| state.activity_header = header);
    }

    /// Starts the activities that [`ActivityHeader::Held`] held back; returns their uuids.
    #[expect(
        clippy::must_use_candidate,
        reason = "called for its effect; the header told the uuid"
    )]
    pub fn release_held(&self) -> Vec<String> {
        let held = self.shared.change(|state| std::mem::take(&mut state.held));
        held.iter()
            .map(|draft| launch(&self.shared, draft))
            .collect()
    }
}

/// Starts what a request asked for, by the simulator's rhythm; returns the uuid that the answer
/// is to name.
pub(crate) fn begin(
    shared: &Arc<Shared>,
    mut draft: ActivityDraft,
    documented: bool,
) -> Option<String> {
    let uuid = crate::uuid::random();
    draft.uuid = Some(uuid.clone());
    let rhythm = shared.config.scan;
    if !rhythm.manual && draft.ends_after.is_none() {
        draft.steps = Some(rhythm.steps);
        draft.every = Some(rhythm.every);
    }
    let header = shared.look(|state| state.activity_header);
    match header {
        ActivityHeader::Documented | ActivityHeader::Never | ActivityHeader::AfterStarted => {
            launch(shared, &draft);
        }
        ActivityHeader::AfterEnded => {
            draft.ends_after = Some(Duration::ZERO);
            launch(shared, &draft);
        }
        ActivityHeader::BeforeStarted(delay) => {
            let later = Arc::clone(shared);
            shared.spawn("late start", async move {
                later.clock.sleep(delay).await;
                launch(&later, &draft);
            });
        }
        ActivityHeader::Held => shared.change(|state| state.held.push(draft)),
        ActivityHeader::WithoutStarted => {}
    }
    let named = header.is_forced() || (header == ActivityHeader::Documented && documented);
    named.then_some(uuid)
}
