//! Building an activity.

use std::fmt::Display;

use serde_json::{Map, Value};

use crate::generated::types::Activity;
use crate::wire::{ActivityId, Context, Progress};

/// Builds an [`Activity`].
///
/// ```
/// use plex_api::test_util::ActivityBuilder;
///
/// let scan = ActivityBuilder::new("1f2e", "library.update.section")
///     .title("Scanning Movies")
///     .section("2")
///     .progress(40)
///     .build();
/// assert_eq!(scan.library_section_id().unwrap(), "2");
/// ```
#[derive(Clone, Debug)]
#[must_use = "call `build` to get the activity"]
pub struct ActivityBuilder {
    activity: Activity,
    context: Map<String, Value>,
}

impl ActivityBuilder {
    /// An activity of this uuid and type. It belongs to the owner, and cannot be cancelled.
    ///
    /// # Panics
    /// When the uuid is not valid: see [`ActivityId::new`].
    pub fn new(uuid: impl AsRef<str>, kind: impl AsRef<str>) -> Self {
        let id = match ActivityId::new(uuid) {
            Ok(id) => id,
            #[expect(clippy::panic, reason = "a mistake in a test, documented")]
            Err(error) => panic!("{error}"),
        };
        let mut activity = Activity::placeholder(id);
        activity.type_ = Some(kind.as_ref().into());
        activity.cancellable = Some(false.into());
        activity.user_id = Some(1.into());
        activity.progress = Some(Progress::from(0));
        Self {
            activity,
            context: Map::new(),
        }
    }

    /// The title of the job, for people.
    pub fn title(mut self, title: impl AsRef<str>) -> Self {
        self.activity.title = Some(title.as_ref().into());
        self
    }

    /// The thing that it works on right now, for people.
    pub fn subtitle(mut self, subtitle: impl AsRef<str>) -> Self {
        self.activity.subtitle = Some(subtitle.as_ref().into());
        self
    }

    /// Sets the progress in percent; -1 is indeterminate.
    pub fn progress(mut self, percent: i64) -> Self {
        self.activity.progress = Some(Progress::from(percent));
        self
    }

    /// Sets whether the server allows to cancel it.
    pub fn cancellable(mut self, cancellable: bool) -> Self {
        self.activity.cancellable = Some(cancellable.into());
        self
    }

    /// The account that it belongs to; 1 is the owner.
    pub fn user(mut self, user: i64) -> Self {
        self.activity.user_id = Some(user.into());
        self
    }

    /// The library section that it works on, in `Context`.
    pub fn section(self, section: impl Display) -> Self {
        self.context("librarySectionID", section.to_string())
    }

    /// The item that it works on, in `Context`: `/library/metadata/7`.
    pub fn item(self, key: impl Into<String>) -> Self {
        self.context("key", key.into())
    }

    /// An entry of `Context`.
    pub fn context(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.context.insert(key.into(), value.into());
        self
    }

    /// The activity.
    #[must_use]
    pub fn build(mut self) -> Activity {
        if !self.context.is_empty() {
            self.activity.context = Some(Context::from(self.context));
        }
        self.activity
    }
}
