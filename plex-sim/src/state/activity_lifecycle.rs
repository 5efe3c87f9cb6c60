//! The life of an activity on the simulated server, and what it tells at each step.
//!
//! The rhythm is that of recorded servers: `started` has progress 0, an empty subtitle, a generic
//! title and no Context; the first `updated` brings the real title and the Context; `ended` comes
//! once, with progress 100 unless the activity was cancelled.

use crate::activity::Activity;
use crate::notification::Notification;
use crate::state::State;

/// How a request to cancel ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CancelOutcome {
    /// It is over.
    Ended,
    /// It goes on for a while first.
    Ending(std::time::Duration),
    NotFound,
    NotCancellable,
}

impl State {
    pub(crate) fn begin(&mut self, activity: Activity) {
        let told = activity
            .tells_start
            .then(|| Notification::of_activity("started", &activity));
        if activity.section.is_some() {
            let title = activity.full_title();
            let name = title.strip_prefix("Scanning ").unwrap_or(title);
            let status = Notification::of_status(&format!("Scanning the \"{name}\" section"), "");
            self.activities.push(activity);
            self.tell(told);
            self.publish(status);
        } else {
            self.activities.push(activity);
            self.tell(told);
        }
    }

    /// The first `updated`: real title and Context, progress as it stands.
    pub(crate) fn reveal(&mut self, uuid: &str, subtitle: Option<&str>) -> bool {
        let progress = self.find(uuid).map(|activity| activity.progress);
        progress.is_some_and(|progress| self.advance(uuid, progress, subtitle))
    }

    /// One `updated`. False when no such activity runs.
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
        let told = Notification::of_activity("updated", activity);
        self.publish(told);
        true
    }

    /// The end at progress 100. False when no such activity runs.
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

    /// The end at the progress that was reached, as after a cancel or a stop.
    pub(crate) fn stop(&mut self, uuid: &str) -> bool {
        if let Some(activity) = self.find_mut(uuid) {
            activity.reveal();
            activity.cancelled = true;
            activity.progress = activity.progress.min(99);
        }
        self.finish(uuid)
    }

    /// Leaves the list without a word.
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

    /// Adds a library section, in the place of the one with the same id.
    pub(crate) fn put_section(&mut self, section: crate::section::Section) {
        self.sections.retain(|known| known.id != section.id);
        self.sections.push(section);
    }

    pub(crate) fn is_refreshing(&self, section: &str) -> bool {
        self.scans(section).next().is_some()
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

    fn finish(&mut self, uuid: &str) -> bool {
        let Some(place) = self
            .activities
            .iter()
            .position(|activity| activity.uuid == uuid)
        else {
            return false;
        };
        let activity = self.activities.remove(place);
        let told = activity
            .tells_end
            .then(|| Notification::of_activity("ended", &activity));
        self.tell(told);
        if let Some(section) = &activity.section {
            if let Some(section) = self.sections.iter_mut().find(|known| known.id == *section) {
                section.scanned();
            }
            self.publish(Notification::of_status(
                "Library scan complete",
                "Extra information may still be downloading from the Internet",
            ));
        }
        true
    }

    fn tell(&mut self, told: Option<Notification>) {
        if let Some(told) = told {
            self.publish(told);
        }
    }
}
