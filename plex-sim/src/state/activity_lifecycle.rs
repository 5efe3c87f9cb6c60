//! The lifecycle of an activity on the simulated server, and its notifications.
//!
//! It follows recorded servers: `started` has progress 0, an empty subtitle, a generic title and no
//! Context. The first `updated` brings the real title and the Context. `ended` is sent once, with
//! progress 100 unless the activity was cancelled.

use crate::activity::Activity;
use crate::notification::{Notification, TimelineEntry};
use crate::section::Section;
use crate::state::SimState;

/// The rating keys of found items come after this number.
const FIRST_FOUND: u64 = 200_000;

/// The result of a request to cancel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CancelOutcome {
    /// The activity ended.
    Ended,
    /// The activity ends after this time.
    Ending(std::time::Duration),
    NotFound,
    NotCancellable,
}

impl SimState {
    pub(crate) fn begin(&mut self, activity: Activity) {
        if activity.sends_started {
            self.publish(Notification::of_activity("started", &activity));
        }
        if activity.section.is_some() {
            let title = activity.full_title();
            let name = title.strip_prefix("Scanning ").unwrap_or(title);
            let status = format!("Scanning the \"{name}\" section");
            self.publish(Notification::of_status(&status, ""));
        }
        self.activities.push(activity);
    }

    /// Sends the first `updated`: real title and Context, unchanged progress.
    pub(crate) fn reveal(&mut self, uuid: &str, subtitle: Option<&str>) -> bool {
        let progress = self.find(uuid).map(|activity| activity.progress);
        progress.is_some_and(|progress| self.advance(uuid, progress, subtitle))
    }

    /// Sends one `updated`. Returns false when no such activity runs.
    pub(crate) fn advance(&mut self, uuid: &str, progress: i64, subtitle: Option<&str>) -> bool {
        let Some(activity) = self.find_mut(uuid) else {
            return false;
        };
        activity.reveal();
        activity.progress = progress;
        activity.grow_context();
        if let Some(subtitle) = subtitle {
            subtitle.clone_into(&mut activity.subtitle);
        }
        let notification = Notification::of_activity("updated", activity);
        self.publish(notification);
        true
    }

    /// Ends the activity at progress 100. Returns false when no such activity runs.
    pub(crate) fn end(&mut self, uuid: &str) -> bool {
        if let Some(activity) = self.find_mut(uuid) {
            activity.reveal();
            if !activity.cancelled {
                activity.progress = 100;
                activity.grow_context();
            }
        }
        self.finish(uuid)
    }

    /// Ends the activity at its current progress, as after a cancel. Returns false when no such
    /// activity runs.
    pub(crate) fn stop(&mut self, uuid: &str) -> bool {
        if let Some(activity) = self.find_mut(uuid) {
            activity.reveal();
            activity.cancelled = true;
            activity.progress = activity.progress.min(99);
        }
        self.finish(uuid)
    }

    /// Ends every activity of a type, as a cancel does.
    pub(crate) fn stop_all_of(&mut self, kind: &str) {
        let all = self.activities.iter().filter(|one| one.kind == kind);
        let uuids: Vec<String> = all.map(|one| one.uuid.clone()).collect();
        for uuid in &uuids {
            self.stop(uuid);
        }
    }

    /// Removes the activity without a notification. Returns false when no such activity runs.
    pub(crate) fn vanish(&mut self, uuid: &str) -> bool {
        let before = self.activities.len();
        self.activities.retain(|activity| activity.uuid != uuid);
        self.activities.len() != before
    }

    pub(crate) fn cancel(&mut self, uuid: &str) -> CancelOutcome {
        let Some(activity) = self.find_mut(uuid) else {
            return CancelOutcome::NotFound;
        };
        if !activity.cancellable {
            return CancelOutcome::NotCancellable;
        }
        activity.cancelled = true;
        if activity.cancel_takes.is_zero() {
            self.stop(uuid);
            return CancelOutcome::Ended;
        }
        let takes = activity.cancel_takes;
        self.reveal(uuid, None);
        CancelOutcome::Ending(takes)
    }

    /// Sets the status of an item of a download queue. Returns false when there is no such item.
    pub(crate) fn set_download(
        &mut self,
        queue: u64,
        item: u64,
        status: &str,
        progress: f64,
    ) -> bool {
        let mut queues = self.downloads.iter_mut().filter(|known| known.id == queue);
        let mut items = queues.by_ref().flat_map(|queue| &mut queue.items);
        let Some(item) = items.find(|known| known.id == item) else {
            return false;
        };
        status.clone_into(&mut item.status);
        item.progress = progress;
        true
    }

    /// Adds a library section. It replaces a section of the same id.
    pub(crate) fn put_section(&mut self, section: Section) {
        self.sections.retain(|known| known.id != section.id);
        self.sections.push(section);
    }

    pub(crate) fn is_refreshing(&self, section: &str) -> bool {
        self.scans(section).next().is_some()
    }

    pub(crate) fn is_scan_queued(&self, section: &str) -> bool {
        let mut queued = self.queued_scans.iter();
        queued.any(|draft| draft.section.as_deref() == Some(section))
    }

    /// Returns `true` if a scan would have to wait: another is running, or in the queue.
    pub(crate) fn is_scanner_taken(&self) -> bool {
        self.is_scanning() || !self.queued_scans.is_empty()
    }

    /// Returns `true` if this scan's turn has come; `None` when it is not in the queue any more.
    pub(crate) fn is_next_scan(&self, uuid: &str) -> Option<bool> {
        let mut queued = self.queued_scans.iter();
        let place = queued.position(|draft| draft.uuid.as_deref() == Some(uuid))?;
        Some(place == 0 && !self.is_scanning())
    }

    fn is_scanning(&self) -> bool {
        self.activities
            .iter()
            .any(|activity| activity.section.is_some())
    }

    /// Moves the section's `scannedAt`, as a scan does.
    pub(crate) fn record_scan(&mut self, section: &str) -> bool {
        let mut sections = self.sections.iter_mut();
        let section = sections.find(|known| known.id == section);
        section.map(Section::record_scan).is_some()
    }

    pub(crate) fn scans(&self, section: &str) -> impl Iterator<Item = &Activity> {
        self.activities
            .iter()
            .filter(move |activity| activity.section.as_deref() == Some(section))
    }

    pub(crate) fn find(&self, uuid: &str) -> Option<&Activity> {
        self.activities
            .iter()
            .find(|activity| activity.uuid == uuid)
    }

    fn find_mut(&mut self, uuid: &str) -> Option<&mut Activity> {
        self.activities
            .iter_mut()
            .find(|activity| activity.uuid == uuid)
    }

    /// A whole scan finds one item: the section's timeline says that it was created, and then that its
    /// metadata is there.
    fn publish_found_item(&mut self, section: &str, title: &str) {
        let mut sections = self.sections.iter();
        let kind = sections
            .find(|known| known.id == section)
            .map(Section::item_type);
        let kind = kind.unwrap_or(1);
        self.items_found += 1;
        let item = FIRST_FOUND + self.items_found;
        // Episodes and tracks, which have a season and a show, or an album and an artist.
        let parents = matches!(kind, 4 | 10).then(|| {
            self.items_found += 2;
            (item + 1, item + 2)
        });
        for (state, metadata_state) in [(0, Some("created")), (5, None)] {
            let notification = Notification::of_timeline(&TimelineEntry {
                section,
                item,
                parents,
                kind,
                title,
                state,
                metadata_state,
            });
            self.publish(notification);
        }
    }

    fn finish(&mut self, uuid: &str) -> bool {
        let mut activities = self.activities.iter();
        let Some(index) = activities.position(|activity| activity.uuid == uuid) else {
            return false;
        };
        let activity = self.activities.remove(index);
        if activity.sends_ended {
            self.publish(Notification::of_activity("ended", &activity));
        }
        if let Some(section) = &activity.section {
            self.record_scan(section);
            if !activity.cancelled {
                self.publish_found_item(section, &activity.subtitle);
            }
            self.publish(Notification::of_status(
                "Library scan complete",
                "Extra information may still be downloading from the Internet",
            ));
        }
        true
    }
}
