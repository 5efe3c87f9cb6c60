//! How what is known of an activity and what is newly said of it become one.

use std::ops::{BitAnd, BitOr, BitOrAssign};

use crate::generated::types::Activity;
use crate::wire::{ActivityId, Context, UnknownFields};

/// Some of the fields of an activity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Fields(u8);

impl Fields {
    pub(super) const NONE: Self = Self(0);
    const TYPE: Self = Self(1);
    const TITLE: Self = Self(1 << 1);
    const SUBTITLE: Self = Self(1 << 2);
    const PROGRESS: Self = Self(1 << 3);
    const CANCELLABLE: Self = Self(1 << 4);
    const USER: Self = Self(1 << 5);
    const CONTEXT: Self = Self(1 << 6);
    const OTHERS: Self = Self(1 << 7);
    /// Those that move while an activity gets on.
    pub(super) const MOVING: Self = Self(Self::TITLE.0 | Self::SUBTITLE.0 | Self::PROGRESS.0);
    /// Those that a filter looks at, and that may come late or change.
    pub(super) const FILTERED: Self =
        Self(Self::TYPE.0 | Self::CANCELLABLE.0 | Self::USER.0 | Self::CONTEXT.0);

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) fn meets(self, other: Self) -> bool {
        !(self & other).is_empty()
    }
}

impl BitOr for Fields {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Fields {
    fn bitor_assign(&mut self, other: Self) {
        *self = *self | other;
    }
}

impl BitAnd for Fields {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

/// What a merge did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Merged {
    pub(super) activity: Activity,
    /// The fields that were given, and allowed to be set.
    pub(super) set: Fields,
    /// Those of them that have another value than before.
    pub(super) changed: Fields,
}

/// An activity of which only the uuid is known.
pub(super) fn bare(id: ActivityId) -> Activity {
    Activity {
        cancellable: None,
        context: None,
        progress: None,
        response: None,
        subtitle: None,
        title: None,
        type_: None,
        user_id: None,
        uuid: id,
        extra: UnknownFields::default(),
    }
}

/// The fields that `activity` says something about.
pub(super) fn fields_of(activity: &Activity) -> Fields {
    let mut fields = Fields::NONE;
    for (given, field) in [
        (activity.type_.is_some(), Fields::TYPE),
        (activity.title.is_some(), Fields::TITLE),
        (activity.subtitle.is_some(), Fields::SUBTITLE),
        (activity.progress.is_some(), Fields::PROGRESS),
        (activity.cancellable.is_some(), Fields::CANCELLABLE),
        (activity.user_id.is_some(), Fields::USER),
        (says_something(activity.context.as_ref()), Fields::CONTEXT),
        (
            activity.response.is_some() || !activity.extra.is_empty(),
            Fields::OTHERS,
        ),
    ] {
        if given {
            fields |= field;
        }
    }
    fields
}

/// Puts what `news` says over what is known, but for the fields in `keep`. What `news` leaves out
/// stays as it is known: servers leave out `Context` at the start, and may leave out anything.
///
/// `Context` is one field, since every recorded message brings all of it: keys that went away are
/// meant to.
pub(super) fn merge(known: &Activity, news: Activity, keep: Fields) -> Merged {
    let set = Fields(fields_of(&news).0 & !keep.0);
    let mut changed = Fields::NONE;
    // What is equal stays as it is known, and shares its memory with what was told before.
    let mut pick = |field: Fields, differs: bool| {
        let take = set.meets(field) && differs;
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
        type_: newer!(type_, Fields::TYPE),
        title: newer!(title, Fields::TITLE),
        subtitle: newer!(subtitle, Fields::SUBTITLE),
        progress: newer!(progress, Fields::PROGRESS),
        cancellable: newer!(cancellable, Fields::CANCELLABLE),
        user_id: newer!(user_id, Fields::USER),
        context: newer!(context, Fields::CONTEXT),
        response: if set.meets(Fields::OTHERS) && news.response.is_some() {
            pick(Fields::OTHERS, known.response != news.response);
            news.response
        } else {
            known.response.clone()
        },
        extra: if set.meets(Fields::OTHERS) && !news.extra.is_empty() {
            let extra = known.extra.updated_with(&news.extra);
            pick(Fields::OTHERS, known.extra != extra);
            extra
        } else {
            known.extra.clone()
        },
        uuid: known.uuid.clone(),
    };
    Merged {
        activity,
        set,
        changed,
    }
}

fn says_something(context: Option<&Context>) -> bool {
    context.is_some_and(|context| !context.is_empty())
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
    fn what_the_news_leave_out_is_kept() {
        let known = activity(FULL);
        for json in [r#"{"uuid":"a"}"#, r#"{"uuid":"a","Context":{}}"#] {
            let merged = merge(&known, activity(json), Fields::NONE);
            assert_eq!(merged.activity, known);
            assert!(merged.set.is_empty() && merged.changed.is_empty());
        }
    }

    #[test]
    fn every_field_is_mutable() {
        let known = activity(FULL);
        for (json, field) in [
            (r#"{"uuid":"a","type":"u"}"#, Fields::TYPE),
            (r#"{"uuid":"a","title":"U"}"#, Fields::TITLE),
            (r#"{"uuid":"a","subtitle":""}"#, Fields::SUBTITLE),
            (r#"{"uuid":"a","progress":9}"#, Fields::PROGRESS),
            (r#"{"uuid":"a","cancellable":false}"#, Fields::CANCELLABLE),
            (r#"{"uuid":"a","userID":2}"#, Fields::USER),
            (r#"{"uuid":"a","Context":{"key":"k"}}"#, Fields::CONTEXT),
            (r#"{"uuid":"a","Response":{"x":2}}"#, Fields::OTHERS),
            (r#"{"uuid":"a","later":"no"}"#, Fields::OTHERS),
        ] {
            let merged = merge(&known, activity(json), Fields::NONE);
            assert_eq!((merged.set, merged.changed), (field, field), "{json}");
            assert_ne!(merged.activity, known, "{json}");
            // Only that field: what it was before brings everything back.
            let back = merge(&merged.activity, known.clone(), Fields::NONE);
            assert_eq!(back.activity, known, "{json}");
            assert_eq!(back.changed, field, "{json}");
            // And none at all when it must be kept.
            let kept = merge(&known, activity(json), field);
            assert_eq!(kept.activity, known, "{json}");
            assert!(kept.set.is_empty() && kept.changed.is_empty(), "{json}");
        }
    }

    #[test]
    fn saying_the_same_again_sets_a_field_and_changes_nothing() {
        let known = activity(FULL);
        let merged = merge(&known, activity(FULL), Fields::NONE);
        assert_eq!(merged.activity, known);
        assert_eq!(merged.set, Fields(u8::MAX));
        assert!(merged.changed.is_empty());
    }

    #[test]
    fn fields_of_newer_servers_are_kept_one_by_one() {
        let known = activity(r#"{"uuid":"a","one":1,"two":2}"#);
        let merged = merge(&known, activity(r#"{"uuid":"a","two":3}"#), Fields::NONE);
        assert_eq!(merged.activity, activity(r#"{"uuid":"a","one":1,"two":3}"#));
    }

    #[test]
    fn the_uuid_by_which_an_activity_is_known_stays() {
        let merged = merge(
            &activity(r#"{"uuid":"outer"}"#),
            activity(r#"{"uuid":"inner"}"#),
            Fields::NONE,
        );
        assert_eq!(merged.activity.uuid, "outer");
    }
}
