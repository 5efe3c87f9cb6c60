//! For an id that no activity has: which one may have been meant.

use plex_api::{Activity, ActivityId, Plex};

/// So much of a uuid has to fit before it is taken for a part of it.
const LEAST: usize = 4;

/// Advice for whoever named an activity that does not run.
pub(crate) async fn suggest_activity(plex: &Plex, given: &ActivityId) -> String {
    let given = given.as_str().to_lowercase();
    // Only the advice gets better by it, so a failure here is no news.
    let running = plex.activities().list().await.unwrap_or_default();
    let mut alike = running.iter().map(Activity::id).filter(|id| {
        given.chars().count() >= LEAST && id.as_str().to_lowercase().starts_with(&given)
    });
    match (alike.next(), alike.next()) {
        (Some(one), None) => format!("Did you mean {one}? A uuid has to be whole"),
        _ => "`plexctl list` shows what runs".to_owned(),
    }
}
