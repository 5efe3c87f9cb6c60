//! The methods of an activity, beyond its fields.

use std::sync::Arc;

use crate::error::Error;
use crate::generated::types::Activity;
use crate::wire::{LenientBool, LenientString, Progress};

impl Activity {
    /// An activity of which only the uuid is known.
    pub(crate) fn placeholder(id: crate::ActivityId) -> Self {
        Self {
            cancellable: None,
            context: None,
            progress: None,
            response: None,
            subtitle: None,
            title: None,
            type_: None,
            user_id: None,
            uuid: id,
            extra: crate::wire::UnknownFields::default(),
        }
    }

    /// The activity's uuid.
    #[must_use]
    pub fn id(&self) -> &crate::ActivityId {
        &self.uuid
    }

    /// The type of the job, for example `library.update.section`; empty when the server does
    /// not say. New kinds appear with server versions.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.type_.as_deref().unwrap_or_default()
    }

    /// The title of the job, for people; may be empty. It changes while the activity runs.
    #[must_use]
    pub fn title(&self) -> &str {
        self.title.as_deref().unwrap_or_default()
    }

    /// The thing that it works on right now, for people; may be empty. It changes while the activity runs.
    #[must_use]
    pub fn subtitle(&self) -> &str {
        self.subtitle.as_deref().unwrap_or_default()
    }

    /// Returns the progress of the activity; it is indeterminate when the server does not say it.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.progress.clone().unwrap_or_default()
    }

    /// Returns `true` if the server says that the activity can be cancelled.
    #[must_use]
    pub fn is_cancellable(&self) -> bool {
        self.cancellable.is_some_and(LenientBool::get)
    }

    /// The library section that it works on, once the server has said it.
    #[must_use]
    pub fn library_section_id(&self) -> Option<LenientString> {
        self.context.as_ref()?.library_section_id()
    }
}

impl Error {
    /// The activity that a wait was for, as it was last known, when the wait timed out
    /// ([`Timeout`](crate::ErrorKind::Timeout)). The activity goes on.
    #[must_use]
    pub fn last_seen(&self) -> Option<&Arc<Activity>> {
        self.attachment()
    }

    /// Attaches the activity that [`last_seen`](Self::last_seen) returns.
    pub(crate) fn with_last_seen(self, activity: Option<Arc<Activity>>) -> Self {
        match activity {
            Some(activity) => self.with_attachment(activity),
            None => self,
        }
    }
}
