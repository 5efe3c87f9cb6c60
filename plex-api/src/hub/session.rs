//! The parts of watchers, waits and operations: a client and the hub of its server.

use std::fmt;
use std::sync::Arc;

use tokio::sync::Mutex;
use tokio::time::Instant;

use super::hub::Hub;
use crate::generated::Client;
use crate::generated::types::LibrarySection;

/// A client and the hub that all its clones share. Clones of the client may differ in deadlines.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) client: Client,
    pub(crate) hub: Arc<Hub>,
    /// For the waits for scans, which may be many and look at the same sections.
    pub(crate) newest_sections: Arc<Mutex<Option<NewestSections>>>,
}

/// The newest answer to the list of library sections.
pub(crate) struct NewestSections {
    pub(crate) requested_at: Instant,
    /// `None` when the request failed.
    pub(crate) sections: Option<Arc<Vec<LibrarySection>>>,
}

impl Session {
    pub(crate) fn new(client: Client, hub: Arc<Hub>) -> Self {
        Self {
            client,
            hub,
            newest_sections: Arc::default(),
        }
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use progenitor_client::ClientInfo;
        self.client.inner().fmt(f)
    }
}
