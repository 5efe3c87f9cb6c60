//! The server's library sections, which tell of scans too: `refreshing` and `scannedAt`.

use super::evidence::SectionState;
use crate::error::Result;
use crate::generated::OperationId;
use crate::generated::types::LibrarySection;
use crate::hub::Session;
use crate::wire::{LenientBool, LenientInt};

/// The section number that means every section.
pub(crate) const ALL_SECTIONS: &str = "all";

/// Lists the library sections. A section that cannot be read is left out and logged.
pub(crate) async fn list_sections(session: &Session) -> Result<Vec<LibrarySection>> {
    match session.client.get_sections().send().await {
        Ok(answer) => {
            let container = answer.into_inner().media_container;
            let (sections, unreadable) = container.directory.unwrap_or_default().into_parts();
            for entry in unreadable {
                tracing::warn!(reason = entry.reason(), "a library section cannot be read");
            }
            Ok(sections)
        }
        Err(error) => Err(session
            .client
            .convert_error(OperationId::GetSections, error)
            .await),
    }
}

/// What a section says of itself now, or all sections together; `None` when there is none.
pub(super) async fn look_at_section(
    session: &Session,
    section: &str,
) -> Result<Option<SectionState>> {
    let sections = list_sections(session).await?;
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
