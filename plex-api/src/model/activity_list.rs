//! A list of activities, with what could not be read of it.

use crate::generated::types::{ActivitiesResponse, Activity};
use crate::wire::{ActivityId, Unreadable};

/// What runs now, with the entries that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ActivityList {
    /// The activities, in the server's order.
    pub activities: Vec<Activity>,
    /// Entries that are no activity as this crate knows them, with their raw JSON.
    ///
    /// At most [`MAX_UNREADABLE`](crate::limits::MAX_UNREADABLE) of them.
    pub unreadable: Vec<Unreadable>,
    /// How many more entries the server's answer had: those beyond
    /// [`MAX_ACTIVITIES`](crate::limits::MAX_ACTIVITIES), and unreadable ones beyond those above.
    pub left_out: usize,
    /// The uuids of those of them whose uuid could be read.
    pub(crate) ids_left_out: Vec<ActivityId>,
}

impl ActivityList {
    /// The entries that cannot be read, each by its uuid where at least that can be, and whether
    /// that is all there is.
    pub(crate) fn present_unread(&self) -> (Vec<Option<ActivityId>>, bool) {
        let unreadable = self.unreadable.iter().map(Unreadable::id);
        let left_out = self.ids_left_out.iter().cloned().map(Some);
        let complete = self.left_out == self.ids_left_out.len();
        (unreadable.chain(left_out).collect(), complete)
    }

    /// What an answer lists. No `From`: the answer's type is exempt from semver.
    pub(crate) fn read(response: ActivitiesResponse) -> Self {
        let list = response.media_container.activity.unwrap_or_default();
        let (activities, unreadable, left_out) = list.into_all_parts();
        let unreadable = unreadable.into_iter();
        Self {
            activities,
            unreadable: unreadable
                .map(|entry| entry.within("MediaContainer.Activity"))
                .collect(),
            left_out: left_out.count,
            ids_left_out: left_out.ids,
        }
    }
}
