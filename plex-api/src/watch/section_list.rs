//! The server's library sections, which tell of scans too: `refreshing` and `scannedAt`.

use std::sync::Arc;

use tokio::time::Instant;

use super::evidence::SectionState;
use crate::error::Error;
use crate::generated::OperationId;
use crate::generated::types::LibrarySection;
use crate::hub::{NewestSections, Session};
use crate::wire::{LenientBool, LenientInt};

/// The section number that means every section.
pub(crate) const ALL_SECTIONS: &str = "all";

/// The sections could not be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unseen;

/// Lists the library sections. A section that cannot be read is left out and logged.
pub(crate) async fn list_sections(session: &Session) -> Result<Vec<LibrarySection>, Error> {
    let (client, id) = (&session.client, OperationId::GetSections);
    let listed = client
        .answer(id, client.get_sections().send().await)
        .await?;
    Ok(client.readable(id, listed.media_container.directory))
}

/// The state of a section, or of all sections together; `None` when the server lists no such
/// section. An answer that was requested `not_before` this time will do: many waits share one
/// request.
///
/// # Errors
/// [`Unseen`] when the server does not answer, which is logged.
pub(super) async fn look_at_section(
    session: &Session,
    section: &str,
    not_before: Instant,
) -> Result<Option<SectionState>, Unseen> {
    let mut newest = session.newest_sections.lock().await;
    let sections = match newest.as_ref() {
        Some(known) if known.requested_at >= not_before => known.sections.clone(),
        _ => {
            let requested_at = Instant::now();
            let listed = list_sections(session).await;
            if let Err(error) = &listed {
                let server = session.client.server_url();
                tracing::debug!(server, %error, "the library sections cannot be read");
            }
            let sections = listed.ok().map(Arc::new);
            *newest = Some(NewestSections {
                requested_at,
                sections: sections.clone(),
            });
            sections
        }
    };
    drop(newest);
    let sections = sections.ok_or(Unseen)?;
    let wanted = sections
        .iter()
        .filter(|one| section == ALL_SECTIONS || one.key == section);
    Ok(wanted
        .map(SectionState::from)
        .reduce(|one, two| SectionState {
            is_refreshing: one.is_refreshing || two.is_refreshing,
            scanned_at: one.scanned_at.max(two.scanned_at),
        }))
}

impl From<&LibrarySection> for SectionState {
    fn from(section: &LibrarySection) -> Self {
        Self {
            is_refreshing: section.refreshing.is_some_and(LenientBool::get),
            scanned_at: section.scanned_at.map(LenientInt::get),
        }
    }
}
