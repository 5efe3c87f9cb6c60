//! A list of activities, with the entries that could not be read.

use serde_json::Value;

use crate::error::{Error, ErrorKind, Result};
use crate::generated::OperationId;
use crate::generated::types::{ActivitiesResponse, Activity};
use crate::wire::{ActivityId, Context, LenientInt, LenientString, Unreadable};

/// The activities that are running now, and the entries that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ActivityList {
    /// The activities, in the server's order.
    pub activities: Vec<Activity>,
    /// Entries that are no activity as this crate knows them, with their raw JSON.
    ///
    /// At most [`MAX_UNREADABLE`](crate::limits::MAX_UNREADABLE) of them.
    pub unreadable: Vec<Unreadable>,
    /// The number of further entries in the server's answer: entries beyond
    /// [`MAX_ACTIVITIES`](crate::limits::MAX_ACTIVITIES), and unreadable ones beyond those above.
    pub left_out: usize,
    /// The uuids of these entries, as far as they could be read.
    pub(crate) ids_left_out: Vec<ActivityId>,
}

/// The server's activities, as a list shows them and the tracker merges them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct ListedActivities {
    /// The activities. One that could not be read has its uuid, and its type where that is known.
    pub(crate) entries: Vec<Activity>,
    /// The uuids of the entries beyond the limit on entries.
    pub(crate) bare_ids: Vec<ActivityId>,
    /// The entries whose uuid cannot be read.
    pub(crate) unidentified: Vec<UnidentifiedEntry>,
    /// One of this crate's own limits cut the list, and not even the uuids of the entries that it cut
    /// off are known.
    pub(crate) is_cut: bool,
}

/// An entry of a list whose uuid cannot be read: it may be any activity of its type, or of any type
/// where that cannot be read either.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct UnidentifiedEntry {
    pub(crate) type_: Option<LenientString>,
    pub(crate) context: Option<Context>,
}

impl ListedActivities {
    pub(crate) fn new(
        readable: Vec<Activity>,
        unreadable: &[Unreadable],
        ids_left_out: Vec<ActivityId>,
        left_out: usize,
    ) -> Self {
        let mut listed = Self {
            entries: readable,
            is_cut: left_out > ids_left_out.len(),
            bare_ids: ids_left_out,
            unidentified: Vec::new(),
        };
        for entry in unreadable {
            let odd = UnidentifiedEntry::read(entry.raw());
            match entry.id() {
                Some(id) => listed.entries.push(Activity {
                    type_: odd.type_,
                    ..Activity::placeholder(id)
                }),
                None => listed.unidentified.push(odd),
            }
        }
        listed
    }
}

impl UnidentifiedEntry {
    fn read(raw: &Value) -> Self {
        let field = |name| raw.get(name).cloned();
        Self {
            type_: field("type").and_then(|value| serde_json::from_value(value).ok()),
            context: field("Context").and_then(|value| serde_json::from_value(value).ok()),
        }
    }
}

impl ActivityList {
    /// The activities of the list, as the tracker merges them.
    pub(crate) fn into_listed(self) -> ListedActivities {
        ListedActivities::new(
            self.activities,
            &self.unreadable,
            self.ids_left_out,
            self.left_out,
        )
    }

    /// Reads the list of an answer. No `From`: the answer's type is exempt from semver.
    ///
    /// # Errors
    /// The answer has no list of activities and says that it has entries. It lists something else, and
    /// must not be read as an empty list.
    pub(crate) fn read(response: ActivitiesResponse) -> Result<Self> {
        let container = response.media_container;
        let size = container.size.map_or(0, LenientInt::get);
        let size = usize::try_from(size).unwrap_or(0);
        if container.activity.is_none() && size > 0 {
            return Err(Error::new(
                ErrorKind::Decode,
                format!(
                    "MediaContainer.Activity: expected the {size} entries of `size`, got nothing"
                ),
            )
            .with_operation(OperationId::GetServerActivities.as_str())
            .with_status(200)
            .with_may_have_been_sent());
        }
        let list = container.activity.unwrap_or_default();
        let (activities, unreadable, left_out) = list.into_all_parts();
        let unreadable = unreadable.into_iter();
        Ok(Self {
            activities,
            unreadable: unreadable
                .map(|entry| entry.within("MediaContainer.Activity"))
                .collect(),
            left_out: left_out.count,
            ids_left_out: left_out.ids,
        })
    }
}
