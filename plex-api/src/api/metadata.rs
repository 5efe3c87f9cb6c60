//! Single items: what can be started on them.

use std::fmt::Display;

use crate::plex::Plex;
use crate::tracker::ActivityFilter;
use crate::watch::Launch;

/// What can be started on single items; see [`Plex::metadata`].
///
/// An item is meant by its rating key, the number in `/library/metadata/513`; several are separated
/// by commas.
#[derive(Clone, Copy, Debug)]
pub struct MetadataApi<'a> {
    plex: &'a Plex,
}

impl<'a> MetadataApi<'a> {
    pub(crate) fn new(plex: &'a Plex) -> Self {
        Self { plex }
    }

    /// Fetches the metadata of items again (`PUT /library/metadata/{ids}/refresh`), in the
    /// background: an activity of type `library.refresh.items` follows, whose `Context` has the
    /// item's path as `key`.
    ///
    /// # Errors
    /// When awaited: [`NotFound`](crate::ErrorKind::NotFound) where the server says so, and as
    /// [`list`](crate::ActivitiesApi::list). It is never sent twice.
    pub fn refresh(&self, ids: impl Display) -> Launch<()> {
        let ids = ids.to_string();
        let looks_like = looks_like(&ids, "library.refresh.items");
        Launch::new(
            self.plex,
            "refreshItemsMetadata",
            looks_like,
            move |plex| async move { plex.client().refresh_items_metadata().ids(ids).send().await },
            |_| (),
        )
    }

    /// Reads the media files of items (`PUT /library/metadata/{ids}/analyze`), in the background.
    ///
    /// # Errors
    /// As [`refresh`](Self::refresh).
    pub fn analyze(&self, ids: impl Display) -> Launch<()> {
        let ids = ids.to_string();
        // Which type follows was not recorded; the item is.
        let looks_like = looks_like(&ids, "*");
        Launch::new(
            self.plex,
            "analyzeMetadata",
            looks_like,
            move |plex| async move { plex.client().analyze_metadata().ids(ids).send().await },
            |_| (),
        )
    }
}

fn looks_like(ids: &str, kind: &str) -> ActivityFilter {
    let filter = ActivityFilter::any().of_type(kind);
    // Of several items, each may come as an activity of its own.
    if ids.contains(',') {
        filter
    } else {
        filter.item(format!("/library/metadata/{ids}"))
    }
}
