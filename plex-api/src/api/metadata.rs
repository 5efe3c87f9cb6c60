//! Operations on single items.

use std::fmt::Display;

use crate::generated::OperationId;
use crate::hub::Session;
use crate::tracker::ActivityFilter;
use crate::watch::Launch;

/// Operations on single items; see [`Plex::metadata`](crate::Plex::metadata).
///
/// An item is identified by its rating key, the number in `/library/metadata/513`. Several keys are
/// separated by commas.
#[derive(Clone, Copy, Debug)]
pub struct MetadataApi<'a> {
    session: &'a Session,
}

impl<'a> MetadataApi<'a> {
    pub(crate) fn new(session: &'a Session) -> Self {
        Self { session }
    }

    /// Fetches the metadata of items again (`PUT /library/metadata/{ids}/refresh`), in the
    /// background.
    ///
    /// # The activity
    /// One of type `library.refresh.items` or `library.update.item.metadata` is expected, whose
    /// `Context` has the item's path as `key`. Clients report the second type often without a `Context`:
    /// [`done`](Launch::done) waits while such an activity is running, and does not take it for the
    /// requested one, because it may be another item's. Servers do not name the activity.
    ///
    /// # Errors
    /// When awaited: [`NotFound`](crate::ErrorKind::NotFound) where the server says so, and as
    /// [`list`](crate::ActivitiesApi::list). It is never retried.
    pub fn refresh(self, ids: impl Display) -> Launch<()> {
        let ids = ids.to_string();
        let item = item(&ids);
        Launch::new(
            self.session,
            OperationId::RefreshItemsMetadata,
            move |client| async move { client.refresh_items_metadata().ids(ids).send().await },
            |_| (),
        )
        .expect(|activity| of_item(activity, item))
    }

    /// Reads the media files of items (`PUT /library/metadata/{ids}/analyze`), in the background.
    ///
    /// # The activity
    /// None follows at once. Activities of the types `media.generate.loudness`,
    /// `media.generate.credits` and others may follow later, as the server's settings say, and nothing
    /// in them names this request.
    ///
    /// # Errors
    /// As [`refresh`](Self::refresh).
    pub fn analyze(self, ids: impl Display) -> Launch<()> {
        let ids = ids.to_string();
        let item = item(&ids);
        Launch::new(
            self.session,
            OperationId::AnalyzeMetadata,
            move |client| async move { client.analyze_metadata().ids(ids).send().await },
            |_| (),
        )
        .expect(|activity| of_item(activity, item))
    }
}

/// The key of a single item. Of several items, each may come as an activity of its own.
fn item(ids: &str) -> Option<String> {
    (!ids.contains(',')).then(|| format!("/library/metadata/{ids}"))
}

fn of_item(activity: ActivityFilter, item: Option<String>) -> ActivityFilter {
    match item {
        Some(item) => activity.item(item),
        None => activity,
    }
}
