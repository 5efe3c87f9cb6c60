//! Waiting until the work that follows a scan is over: the metadata tail.
//!
//! A scan's activity ends, and its section stops refreshing, while metadata is still fetched. That shows
//! in activities of the types `library.*` and `media.generate.*`, most of which name no section, and in
//! the `updateQueueSize` of the section's timeline. Nothing may be listed for seconds in between, while the
//! server sends `timeline` messages about the items that it works on.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::time::Instant;

use super::notifications::Notifications;
use super::section_list::{ALL_SECTIONS, Unseen, list_sections};
use super::watcher::Watcher;
use crate::error::{ErrorKind, Result};
use crate::generated::OperationId;
use crate::generated::types::Activity;
use crate::hub::{NotificationEvent, Session};
use crate::notifications::{Notification, NotificationKinds, entries, is_of_library, text};
use crate::tracker::{ActivityEvent, ActivityFilter, Input};
use crate::wire::{ActivityId, Context, LenientInt};

/// The kind of the messages about items.
const TIMELINE: &str = "timeline";

/// Waits until nothing has worked on the section for this long.
///
/// # Errors
/// The watcher's.
pub(super) async fn settle(session: &Session, section: &str, time: Duration) -> Result<()> {
    let kinds = ActivityFilter::any().of_type("library.*");
    let mut watcher = Watcher::new(&session.hub).only(kinds.of_type("media.generate.*"));
    watcher.synced().await?;
    let mut timeline = Notifications::new(&session.hub, NotificationKinds::of([TIMELINE]));
    let mut is_heard = true;
    let mut running: BTreeSet<ActivityId> = BTreeSet::new();
    let mut calm_since: Option<Instant> = None;
    let every = session.hub.policy().poll_every.min(time / 4);
    let mut look = Box::pin(is_queue_empty(session, section));
    let mut pause = Box::pin(tokio::time::sleep(Duration::ZERO));
    let mut is_looking = true;
    loop {
        tokio::select! {
            biased;
            event = watcher.next() => match event.transpose()? {
                Some(ActivityEvent::Started { activity, .. } | ActivityEvent::Updated { activity, .. }) => {
                    if is_about(&activity, section) {
                        running.insert(activity.uuid.clone());
                        calm_since = None;
                    } else {
                        running.remove(&activity.uuid);
                    }
                }
                Some(ActivityEvent::Ended { activity, .. }) => {
                    if running.remove(&activity.uuid) {
                        calm_since = None;
                    }
                }
                Some(_) => {}
                // The client is gone, and its hub with it.
                None => return Ok(()),
            },
            told = timeline.next(), if is_heard => match told {
                Some(Ok(NotificationEvent::Notification(told))) => {
                    if tells_of_work(&told, section) {
                        calm_since = None;
                    }
                }
                Some(Ok(_)) => {}
                // The watcher tells the reason.
                Some(Err(_)) | None => is_heard = false,
            },
            looked = &mut look, if is_looking => {
                is_looking = false;
                let is_calm = looked == Ok(true) && session.hub.status().synced;
                if !is_calm || !running.is_empty() {
                    calm_since = None;
                } else if calm_since.get_or_insert_with(Instant::now).elapsed() >= time {
                    return Ok(());
                }
                pause.as_mut().reset(Instant::now() + every);
            }
            () = &mut pause, if !is_looking => {
                session.hub.report_out_of_band(Input::ListDue);
                look = Box::pin(is_queue_empty(session, section));
                is_looking = true;
            }
        }
    }
}

/// Returns `true` if the activity may be about the section: one that names no section counts for each.
fn is_about(activity: &Activity, section: &str) -> bool {
    let named = activity
        .context
        .as_ref()
        .and_then(Context::library_section_id);
    section == ALL_SECTIONS || named.is_none_or(|named| named == section)
}

/// Returns `true` if a `timeline` message is about an item of the section, in any state: also `state` 5
/// (processed) comes more than once, at first with a `mediaState`.
fn tells_of_work(told: &Notification, section: &str) -> bool {
    let message = told.raw_value().unwrap_or_default();
    entries(&message, "TimelineEntry").any(|entry| {
        let named = text(entry, "sectionID");
        let is_about = section == ALL_SECTIONS || named.is_none_or(|named| named == section);
        is_about && is_of_library(entry)
    })
}

/// Returns `true` if no item of the section is being processed, as far as its timeline says.
async fn is_queue_empty(session: &Session, section: &str) -> std::result::Result<bool, Unseen> {
    let sections = if section == ALL_SECTIONS {
        let listed = list_sections(session).await.map_err(|_| Unseen)?;
        listed.iter().map(|one| one.key.to_string()).collect()
    } else {
        vec![section.to_owned()]
    };
    for section in sections {
        let request = session.client.get_section_timeline().section_id(section);
        let queued = match request.send().await {
            Ok(answer) => answer.into_inner().media_container.update_queue_size,
            Err(error) => {
                let id = OperationId::GetSectionTimeline;
                let error = session.client.convert_error(id, error).await;
                let server = session.client.server_url();
                tracing::debug!(server, %error, "the timeline of the section cannot be read");
                // This server has none, or gives it to others only: the activities have to do.
                let is_absent = matches!(
                    error.kind(),
                    ErrorKind::NotFound | ErrorKind::Forbidden | ErrorKind::Decode
                );
                if !is_absent {
                    return Err(Unseen);
                }
                None
            }
        };
        if queued.map_or(0, LenientInt::get) > 0 {
            return Ok(false);
        }
    }
    Ok(true)
}
