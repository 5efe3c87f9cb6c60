//! The activities that run as far as is known, and how news about one changes it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::event::{ActivityEvent, How, Observed};
use super::input::{SubscriberId, Timestamp};
use super::list_schedule::ListSlot;
use crate::generated::types::Activity;
use crate::wire::{ActivityId, Context, LenientString, Progress};

/// An activity that runs as far as is known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct TrackedActivity {
    pub(super) activity: Arc<Activity>,
    /// 0, or how often an activity with the same uuid ended before.
    pub(super) incarnation: u32,
    pub(super) observed: Observed,
    /// The time when this incarnation became known.
    pub(super) seen_at: Timestamp,
    /// The time when its progress, title or subtitle last changed.
    pub(super) moved_at: Timestamp,
    /// Its changes since the older list in flight was sent.
    since_older: SinceSent,
    /// The same for the newer list.
    since_newer: SinceSent,
    /// Whether it was last seen on an earlier connection.
    pub(super) stale: bool,
    /// A row of type `butler` that stood at 100 % when it was first seen, or has stood there unchanged
    /// for long. Idle servers list such a row for good.
    pub(super) permanent: bool,
    /// The watchers that get its events. A watcher stays in it until the activity ends: a filter
    /// match is never taken back.
    pub(super) audience: BTreeSet<SubscriberId>,
    /// The watchers whose filter does not match yet, and may match when a field comes or changes.
    pub(super) undecided: BTreeSet<SubscriberId>,
}

/// An active activity, for reading.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ActivityView<'a> {
    pub(crate) activity: &'a Arc<Activity>,
    pub(crate) incarnation: u32,
    pub(crate) observed: Observed,
    /// The time when this incarnation became known.
    pub(crate) seen_at: Timestamp,
    /// The time when its progress, title or subtitle last changed.
    pub(crate) moved_at: Timestamp,
}

/// The changes of an activity since a list was sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct SinceSent {
    /// True if the activity was known when the list was sent. Only then does its absence from the list mean
    /// anything.
    known: bool,
    /// The fields that notifications have set since then. The list may be older, so it must not
    /// overwrite them.
    touched: ActivityFields,
}

/// The activities that run, by uuid.
pub(super) type ActiveSet = BTreeMap<ActivityId, TrackedActivity>;

/// One incarnation of a uuid.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct IncarnationKey {
    pub(super) id: ActivityId,
    pub(super) incarnation: u32,
}

impl TrackedActivity {
    pub(super) fn new(
        activity: Activity,
        incarnation: u32,
        observed: Observed,
        now: Timestamp,
    ) -> Self {
        Self {
            permanent: is_permanent(&activity),
            activity: Arc::new(activity),
            incarnation,
            observed,
            seen_at: now,
            moved_at: now,
            since_older: SinceSent::default(),
            since_newer: SinceSent::default(),
            stale: false,
            audience: BTreeSet::new(),
            undecided: BTreeSet::new(),
        }
    }

    /// Notes that a list is sent now.
    pub(super) fn note_list_sent(&mut self) {
        self.since_newer = SinceSent {
            known: true,
            touched: ActivityFields::empty(),
        };
    }

    /// Notes that the list in flight has become the older one.
    pub(super) fn note_list_is_older(&mut self) {
        self.since_older = self.since_newer;
    }

    /// Notes that a notification has set these fields.
    pub(super) fn touch(&mut self, fields: ActivityFields) {
        self.since_older.touched |= fields;
        self.since_newer.touched |= fields;
    }

    pub(super) fn was_known_to(&self, list: ListSlot) -> bool {
        self.since(list).known
    }

    pub(super) fn touched_since(&self, list: ListSlot) -> ActivityFields {
        self.since(list).touched
    }

    fn since(&self, list: ListSlot) -> SinceSent {
        match list {
            ListSlot::Older => self.since_older,
            ListSlot::Newer => self.since_newer,
        }
    }

    pub(super) fn key(&self) -> IncarnationKey {
        IncarnationKey {
            id: self.activity.uuid.clone(),
            incarnation: self.incarnation,
        }
    }

    /// Sets the fields that `news` brings, except those in `keep`. Returns the fields that were set,
    /// and which of them have another value now.
    pub(super) fn merge(
        &mut self,
        news: Activity,
        keep: ActivityFields,
        now: Timestamp,
    ) -> (ActivityFields, ActivityFields) {
        let merged = merge(&self.activity, news, keep);
        if !merged.changed.is_empty() {
            self.activity = Arc::new(merged.activity);
        }
        if merged.changed.intersects(ActivityFields::MOVING) {
            self.moved_at = now;
        }
        (merged.set, merged.changed)
    }

    pub(super) fn view(&self) -> ActivityView<'_> {
        ActivityView {
            activity: &self.activity,
            incarnation: self.incarnation,
            observed: self.observed,
            seen_at: self.seen_at,
            moved_at: self.moved_at,
        }
    }

    pub(super) fn started_event(&self, now: Timestamp) -> ActivityEvent {
        ActivityEvent::Started {
            activity: self.activity.clone(),
            observed: self.observed,
            incarnation: self.incarnation,
            last_moved: now.since(self.moved_at),
        }
    }

    pub(super) fn updated_event(&self, now: Timestamp) -> ActivityEvent {
        ActivityEvent::Updated {
            activity: self.activity.clone(),
            incarnation: self.incarnation,
            last_moved: now.since(self.moved_at),
        }
    }

    pub(super) fn ended_event(&self, how: How, now: Timestamp) -> ActivityEvent {
        ActivityEvent::Ended {
            activity: self.activity.clone(),
            how,
            incarnation: self.incarnation,
            last_moved: now.since(self.moved_at),
        }
    }
}

/// Returns `true` if an activity is a row of type `butler` at 100 %.
pub(super) fn is_permanent(activity: &Activity) -> bool {
    let percent = activity.progress.as_ref().and_then(Progress::percent);
    activity.type_.as_ref().map(LenientString::as_str) == Some("butler") && percent == Some(100.0)
}

bitflags::bitflags! {
    /// Some of the fields of an activity.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub(super) struct ActivityFields: u8 {
        const TYPE = 1;
        const TITLE = 1 << 1;
        const SUBTITLE = 1 << 2;
        const PROGRESS = 1 << 3;
        const CANCELLABLE = 1 << 4;
        const USER = 1 << 5;
        const CONTEXT = 1 << 6;
        const OTHERS = 1 << 7;
        /// The fields that move while an activity makes progress.
        const MOVING = Self::TITLE.bits() | Self::SUBTITLE.bits() | Self::PROGRESS.bits();
        /// The fields that a filter looks at, and that may come late or change.
        const FILTERED = Self::TYPE.bits()
            | Self::CANCELLABLE.bits()
            | Self::USER.bits()
            | Self::CONTEXT.bits();
    }
}

/// The result of a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MergedActivity {
    pub(super) activity: Activity,
    /// The fields that the news brought and that were not to be kept.
    pub(super) set: ActivityFields,
    /// The fields among them whose value changed.
    pub(super) changed: ActivityFields,
}

/// The fields that `activity` has a value for.
pub(super) fn fields_of(activity: &Activity) -> ActivityFields {
    let mut fields = ActivityFields::empty();
    for (given, field) in [
        (activity.type_.is_some(), ActivityFields::TYPE),
        (activity.title.is_some(), ActivityFields::TITLE),
        (activity.subtitle.is_some(), ActivityFields::SUBTITLE),
        (activity.progress.is_some(), ActivityFields::PROGRESS),
        (activity.cancellable.is_some(), ActivityFields::CANCELLABLE),
        (activity.user_id.is_some(), ActivityFields::USER),
        (
            says_something(activity.context.as_ref()),
            ActivityFields::CONTEXT,
        ),
        (
            activity.response.is_some() || !activity.extra.is_empty(),
            ActivityFields::OTHERS,
        ),
    ] {
        if given {
            fields |= field;
        }
    }
    fields
}

/// Overwrites the known fields with those of `news`, except the fields in `keep`. A field that `news`
/// leaves out keeps its value: servers leave out `Context` at the start, and may leave out anything.
///
/// `Context` counts as one field: every recorded message brings all of it, so a key that is missing
/// is gone.
pub(super) fn merge(known: &Activity, news: Activity, keep: ActivityFields) -> MergedActivity {
    let set = fields_of(&news).difference(keep);
    let mut changed = ActivityFields::empty();
    // An equal value stays as it is known, and shares its memory with earlier events.
    let mut pick = |field: ActivityFields, differs: bool| {
        let take = set.intersects(field) && differs;
        if take {
            changed |= field;
        }
        take
    };
    macro_rules! newer {
        ($name:ident, $field:expr) => {
            if pick($field, known.$name != news.$name) {
                news.$name
            } else {
                known.$name.clone()
            }
        };
    }
    let activity = Activity {
        type_: newer!(type_, ActivityFields::TYPE),
        title: newer!(title, ActivityFields::TITLE),
        subtitle: newer!(subtitle, ActivityFields::SUBTITLE),
        progress: newer!(progress, ActivityFields::PROGRESS),
        cancellable: newer!(cancellable, ActivityFields::CANCELLABLE),
        user_id: newer!(user_id, ActivityFields::USER),
        context: if set.intersects(ActivityFields::CONTEXT) {
            // An equal value is taken too: to copy the known text would cost more.
            pick(ActivityFields::CONTEXT, known.context != news.context);
            news.context
        } else {
            known.context.clone()
        },
        response: if set.intersects(ActivityFields::OTHERS) && news.response.is_some() {
            pick(ActivityFields::OTHERS, known.response != news.response);
            news.response
        } else {
            known.response.clone()
        },
        extra: if set.intersects(ActivityFields::OTHERS) && !news.extra.is_empty() {
            let extra = known.extra.updated_with(&news.extra);
            pick(ActivityFields::OTHERS, known.extra != extra);
            extra
        } else {
            known.extra.clone()
        },
        uuid: known.uuid.clone(),
    };
    MergedActivity {
        activity,
        set,
        changed,
    }
}

fn says_something(context: Option<&Context>) -> bool {
    context.is_some_and(|context| !context.is_empty())
}

#[cfg(test)]
impl TrackedActivity {
    /// Forgets the notes for lists that are not in flight, for a search through all states.
    pub(super) fn forget_lists(&mut self, older_is_sent: bool, newer_is_sent: bool) {
        if !older_is_sent {
            self.since_older = SinceSent::default();
        }
        if !newer_is_sent {
            self.since_newer = SinceSent::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn activity(json: &str) -> Activity {
        serde_json::from_str(json).unwrap()
    }

    const FULL: &str = r#"{"uuid":"a","type":"t","title":"T","subtitle":"S","progress":10,
        "cancellable":true,"userID":1,"Context":{"librarySectionID":"2"},"Response":{"x":1},
        "later":"yes"}"#;

    #[test]
    fn fields_that_news_leave_out_are_kept() {
        let known = activity(FULL);
        for json in [r#"{"uuid":"a"}"#, r#"{"uuid":"a","Context":{}}"#] {
            let merged = merge(&known, activity(json), ActivityFields::empty());
            assert_eq!(merged.activity, known);
            assert!(merged.set.is_empty() && merged.changed.is_empty());
        }
    }

    #[test]
    fn each_field_is_merged_by_itself() {
        let known = activity(FULL);
        for (json, field) in [
            (r#"{"uuid":"a","type":"u"}"#, ActivityFields::TYPE),
            (r#"{"uuid":"a","title":"U"}"#, ActivityFields::TITLE),
            (r#"{"uuid":"a","subtitle":""}"#, ActivityFields::SUBTITLE),
            (r#"{"uuid":"a","progress":9}"#, ActivityFields::PROGRESS),
            (
                r#"{"uuid":"a","cancellable":false}"#,
                ActivityFields::CANCELLABLE,
            ),
            (r#"{"uuid":"a","userID":2}"#, ActivityFields::USER),
            (
                r#"{"uuid":"a","Context":{"key":"k"}}"#,
                ActivityFields::CONTEXT,
            ),
            (r#"{"uuid":"a","Response":{"x":2}}"#, ActivityFields::OTHERS),
            (r#"{"uuid":"a","later":"no"}"#, ActivityFields::OTHERS),
        ] {
            let merged = merge(&known, activity(json), ActivityFields::empty());
            assert_eq!((merged.set, merged.changed), (field, field), "{json}");
            assert_ne!(merged.activity, known, "{json}");
            // Only that field: its earlier value brings everything back.
            let back = merge(&merged.activity, known.clone(), ActivityFields::empty());
            assert_eq!(back.activity, known, "{json}");
            assert_eq!(back.changed, field, "{json}");
            // And none at all when it must be kept.
            let kept = merge(&known, activity(json), field);
            assert_eq!(kept.activity, known, "{json}");
            assert!(kept.set.is_empty() && kept.changed.is_empty(), "{json}");
        }
    }

    #[test]
    fn equal_news_set_a_field_and_change_nothing() {
        let known = activity(FULL);
        let merged = merge(&known, activity(FULL), ActivityFields::empty());
        assert_eq!(merged.activity, known);
        assert_eq!(merged.set, ActivityFields::all());
        assert!(merged.changed.is_empty());
    }

    #[test]
    fn fields_of_newer_servers_are_kept_one_by_one() {
        let known = activity(r#"{"uuid":"a","one":1,"two":2}"#);
        let merged = merge(
            &known,
            activity(r#"{"uuid":"a","two":3}"#),
            ActivityFields::empty(),
        );
        assert_eq!(merged.activity, activity(r#"{"uuid":"a","one":1,"two":3}"#));
    }

    #[test]
    fn merging_keeps_the_known_uuid() {
        let merged = merge(
            &activity(r#"{"uuid":"outer"}"#),
            activity(r#"{"uuid":"inner"}"#),
            ActivityFields::empty(),
        );
        assert_eq!(merged.activity.uuid, "outer");
    }
}
