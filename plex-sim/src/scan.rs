//! The scan of a library section, as a request starts it.

use std::sync::Arc;

use serde_json::Value;

use crate::activity_header;
use crate::script::ActivityDraft;
use crate::section::Section;
use crate::state::Shared;

/// What a scan shows as its subtitle, one after the other. Invented names.
const ITEMS: [&str; 6] = [
    "A Quiet Harbour (1987)",
    "Blue Lantern (2014)",
    "Cartographers (2003)",
    "Distant Kitchens (1999)",
    "Eleven Bridges (2021)",
    "Far From Winter (1974)",
];

/// Starts a `library.update.section` activity; returns the uuid that the answer is to name, which
/// is none unless a test wants it.
pub(crate) fn start(shared: &Arc<Shared>, section: &Section, path: Option<&str>) -> Option<String> {
    let mut draft = ActivityDraft::new("library.update.section");
    draft.title = Some(format!("Scanning {}", section.title));
    draft.section = Some(section.id.clone());
    draft.context("librarySectionID", Value::from(section.id.as_str()));
    draft.subtitles = match path {
        Some(path) => vec![path.to_owned()],
        None => ITEMS.iter().map(|&item| item.to_owned()).collect(),
    };
    activity_header::begin(shared, draft, false)
}
