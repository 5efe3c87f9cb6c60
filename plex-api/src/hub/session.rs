//! What watchers, waits and operations are made of: a client and the hub of its server.

use std::fmt;
use std::sync::Arc;

use super::hub::Hub;
use crate::generated::Client;

/// A client and the hub that all its clones share. Clones of the client may differ in deadlines.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) client: Client,
    pub(crate) hub: Arc<Hub>,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use progenitor_client::ClientInfo;
        self.client.inner().fmt(f)
    }
}
