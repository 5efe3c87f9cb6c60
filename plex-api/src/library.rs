//! The library: which sections there are.

use crate::client::Plex;
use crate::error::Result;
use crate::generated::types::LibrarySection;

/// Operations on the server's library; see [`Plex::library`].
#[derive(Clone, Copy, Debug)]
pub struct LibraryApi<'a> {
    plex: &'a Plex,
}

impl<'a> LibraryApi<'a> {
    pub(crate) fn new(plex: &'a Plex) -> Self {
        Self { plex }
    }

    /// Lists the library sections that the token's user may see (`GET /library/sections`).
    ///
    /// A section that cannot be read is left out and logged.
    ///
    /// # Errors
    /// As [`list`](crate::ActivitiesApi::list) of activities.
    ///
    /// # Cancel safety
    /// Dropping the future ends the request; it changes nothing on the server.
    pub async fn sections(&self) -> Result<Vec<LibrarySection>> {
        match self.plex.client().get_sections().send().await {
            Ok(answer) => {
                let container = answer.into_inner().media_container;
                let (sections, unreadable) = container.directory.unwrap_or_default().into_parts();
                for entry in unreadable {
                    tracing::warn!(reason = entry.reason(), "a library section cannot be read");
                }
                Ok(sections)
            }
            Err(error) => Err(self.plex.error("getSections", error).await),
        }
    }
}

impl LibrarySection {
    /// The section's number, as in paths and in `librarySectionID`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.key
    }

    /// The section's name; may be empty.
    #[must_use]
    pub fn title(&self) -> &str {
        self.title.as_deref().unwrap_or_default()
    }

    /// What it holds: `movie`, `show`, `artist`, `photo`; empty when the server does not say.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.type_.as_deref().unwrap_or_default()
    }
}
