//! The places of open pages. When all are taken, a new page gets the place of the one that has taken
//! no event for the longest time.
//!
//! A page that never reads looks like one to which nothing happens, until the buffers of the system
//! are full. So both may lose their place, but not within [`UNREAD`]: a browser opens a page that was
//! closed again, and takes the place of another then.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, SetOnce};
use tokio::time::Instant;

/// The maximum number of open pages.
const PLACES: usize = 64;

/// The shortest time for which a page that takes no event keeps its place.
pub(super) const UNREAD: Duration = Duration::from_secs(10);

/// Closes one connection, regardless of its state.
#[derive(Clone, Debug, Default)]
pub(crate) struct Closer(Arc<Connection>);

#[derive(Debug, Default)]
struct Connection {
    close: Notify,
    place: SetOnce<()>,
}

impl Closer {
    pub(crate) fn close(&self) {
        self.0.close.notify_one();
    }

    /// Returns when the connection is to be closed.
    pub(crate) async fn closed(&self) {
        self.0.close.notified().await;
    }

    /// Whether the connection is that of an open page, which has no end of its own.
    pub(crate) fn has_place(&self) -> bool {
        self.0.place.initialized()
    }

    /// Returns when the connection is that of an open page.
    pub(crate) async fn placed(&self) {
        self.0.place.wait().await;
    }
}

/// The open pages, of which there are a few at most.
pub(crate) struct OpenPages {
    most: usize,
    pages: Mutex<Pages>,
}

#[derive(Default)]
struct Pages {
    opened: u64,
    open: BTreeMap<u64, OpenPage>,
}

struct OpenPage {
    taken_at: Instant,
    closer: Closer,
}

impl OpenPages {
    /// Has places for this many pages, but not for more than [`PLACES`].
    pub(crate) fn new(most: usize) -> Self {
        Self {
            most: most.min(PLACES),
            pages: Mutex::default(),
        }
    }

    /// Takes a place, or that of the page that has taken no event for the longest time; `None` when
    /// every page has taken one lately.
    pub(crate) fn open(self: &Arc<Self>, closer: Closer) -> Option<PagePlace> {
        let now = Instant::now();
        let mut pages = self.lock();
        // A connection has one request, so this is the first time.
        let _ = closer.0.place.set(());
        if pages.open.len() >= self.most {
            let (&number, _) = pages
                .open
                .iter()
                .filter(|(_, page)| now.duration_since(page.taken_at) >= UNREAD)
                .min_by_key(|(_, page)| page.taken_at)?;
            if let Some(unread) = pages.open.remove(&number) {
                unread.closer.close();
            }
        }
        pages.opened += 1;
        let number = pages.opened;
        let page = OpenPage {
            taken_at: now,
            closer,
        };
        pages.open.insert(number, page);
        Some(PagePlace {
            pages: Arc::clone(self),
            number,
        })
    }

    /// The number of pages that are open.
    pub(crate) fn count(&self) -> usize {
        self.lock().open.len()
    }

    fn lock(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of one page, until it is dropped.
pub(crate) struct PagePlace {
    pages: Arc<OpenPages>,
    number: u64,
}

impl PagePlace {
    /// Notes that the page takes an event now.
    pub(crate) fn note_taken(&self) {
        if let Some(page) = self.pages.lock().open.get_mut(&self.number) {
            page.taken_at = Instant::now();
        }
    }
}

impl Drop for PagePlace {
    fn drop(&mut self) {
        self.pages.lock().open.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_new_page_takes_the_place_of_the_one_that_read_nothing_for_longest() {
        let pages = Arc::new(OpenPages::new(2));
        let closers: Vec<Closer> = (0..4).map(|_| Closer::default()).collect();
        let open = |at: usize| pages.open(closers[at].clone());
        let (first, second) = (open(0).unwrap(), open(1).unwrap());
        assert!(open(2).is_none(), "both are new");
        tokio::time::advance(UNREAD).await;
        first.note_taken();
        let third = open(2).unwrap();
        closers[1].closed().await;
        assert!(
            open(3).is_none(),
            "the first has taken an event, the third is new"
        );
        drop(second);
        assert!(open(3).is_none(), "its place was another's already");
        drop(third);
        assert!(open(3).is_some());
    }
}
