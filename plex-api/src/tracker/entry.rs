//! The activities that run, as far as is known.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::merge::ActivityFields;
use super::{Observed, SubscriberId, Timestamp};
use crate::generated::types::Activity;
use crate::wire::{ActivityId, LenientString, Progress};

/// One activity that runs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct TrackedActivity {
    pub(super) activity: Arc<Activity>,
    /// 0, or how often its uuid was over before.
    pub(super) incarnation: u32,
    pub(super) observed: Observed,
    /// When its progress, title or subtitle last changed.
    pub(super) moved_at: Timestamp,
    /// The fields that notifications have set since the list on its way was sent: that list knows
    /// no better.
    pub(super) touched: ActivityFields,
    /// Whether it was known when the list on its way was sent. Only then does absence say anything.
    pub(super) known_to_list: bool,
    /// Whether it was met on an earlier connection and not seen since.
    pub(super) stale: bool,
    /// A row of type `butler` that was met at 100 % and has not changed: idle servers show one.
    pub(super) permanent: bool,
    /// The watchers that are told. Nobody leaves it before the end: a match is for life.
    pub(super) audience: BTreeSet<SubscriberId>,
    /// The watchers whose filters do not match now, and may when fields come or change.
    pub(super) undecided: BTreeSet<SubscriberId>,
}

/// The activities that run, by uuid.
pub(super) type ActiveSet = BTreeMap<ActivityId, TrackedActivity>;

/// One life of one uuid.
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
            moved_at: now,
            touched: ActivityFields::NONE,
            known_to_list: false,
            stale: false,
            audience: BTreeSet::new(),
            undecided: BTreeSet::new(),
        }
    }

    pub(super) fn key(&self) -> IncarnationKey {
        IncarnationKey {
            id: self.activity.uuid.clone(),
            incarnation: self.incarnation,
        }
    }
}

pub(super) fn is_permanent(activity: &Activity) -> bool {
    let percent = activity.progress.as_ref().and_then(Progress::percent);
    activity.type_.as_ref().map(LenientString::as_str) == Some("butler") && percent == Some(100.0)
}
