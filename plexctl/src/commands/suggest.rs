//! Advice for an id that no activity has.

use plex_api::{Activity, ActivityId, Plex};

/// The shortest beginning of a uuid that gets a suggestion.
const LEAST: usize = 4;

/// Suggests the activity that the user may have meant.
pub(crate) async fn suggest_activity(plex: &Plex, given: &ActivityId) -> String {
    let given = given.as_str().to_lowercase();
    // This only improves the advice, so an error here is not reported.
    let running = plex.activities().list().await.unwrap_or_default();
    let mut alike = running.iter().map(Activity::id).filter(|id| {
        given.chars().count() >= LEAST && id.as_str().to_lowercase().starts_with(&given)
    });
    match (alike.next(), alike.next()) {
        (Some(one), None) => format!("Did you mean {one}? The uuid must be complete"),
        _ => "`plexctl list` shows running activities".to_owned(),
    }
}
