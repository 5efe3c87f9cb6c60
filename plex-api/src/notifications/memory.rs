//! What one connection has said last of each activity that runs, so that what comes again is shared.

use std::collections::BTreeMap;

use super::repeated::Pattern;
use crate::generated::types::Activity;
use crate::model::{ActivityChange, Phase};
use crate::wire::LenientString;

/// More activities hardly run at a time; beyond that, texts are made anew.
pub(super) const AT_MOST: usize = 256;

/// So many patterns in a row that fit nothing are enough to see that the next will not either.
const FRUITLESS: u8 = 4;

/// What one connection has said last of each activity that runs.
#[derive(Debug, Default)]
pub(super) struct Memory {
    running: BTreeMap<Box<str>, Known>,
    opening: Box<str>,
}

/// What was said last of one activity.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) activity: Activity,
    /// Of the message that said it, or of one before.
    pub(super) pattern: Option<Pattern>,
    fruitless: u8,
}

impl Memory {
    pub(super) fn find(&self, id: &str) -> Option<&Activity> {
        self.running.get(id).map(|known| &known.activity)
    }

    pub(super) fn find_mut(&mut self, id: &str) -> Option<&mut Known> {
        self.running.get_mut(id)
    }

    /// How the last pattern begins, up to the uuid.
    pub(super) fn opening(&self) -> &str {
        &self.opening
    }

    /// Notes what a message said of one activity.
    pub(super) fn note(&mut self, change: &ActivityChange, text: &str) {
        if change.event == Phase::Ended {
            self.running.remove(change.id.as_str());
            return;
        }
        let Some(activity) = &change.activity else {
            return;
        };
        if !self.running.contains_key(change.id.as_str()) {
            if self.running.len() >= AT_MOST {
                self.running.clear();
            }
            let known = Known::new(activity.clone());
            self.running.insert(change.id.as_str().into(), known);
        }
        let Some(known) = self.running.get_mut(change.id.as_str()) else {
            return;
        };
        if !has_the_same_texts(&known.activity, activity) {
            known.activity.clone_from(activity);
        }
        known.pattern = None;
        if known.fruitless < FRUITLESS
            && let Some(pattern) = Pattern::of(text)
        {
            // A pattern carries over what is the same, and that has to be the whole activity.
            known.activity.clone_from(activity);
            known.fruitless += 1;
            if *self.opening != *pattern.opening() {
                self.opening = pattern.opening().into();
            }
            known.pattern = Some(pattern);
        }
    }

    #[cfg(test)]
    pub(super) fn activities(&self) -> impl ExactSizeIterator<Item = &Activity> {
        self.running.values().map(|known| &known.activity)
    }
}

impl Known {
    fn new(activity: Activity) -> Self {
        Self {
            activity,
            pattern: None,
            fruitless: 0,
        }
    }

    /// Its pattern was of use.
    pub(super) fn fits(&mut self) {
        self.fruitless = 0;
    }
}

/// Whether all texts of both are one in memory.
pub(super) fn has_the_same_texts(one: &Activity, other: &Activity) -> bool {
    let same = |one: &Option<LenientString>, other: &Option<LenientString>| match (one, other) {
        (Some(one), Some(other)) => one.shares_with(other),
        (one, other) => one.is_none() && other.is_none(),
    };
    same(&one.title, &other.title)
        && same(&one.subtitle, &other.subtitle)
        && same(&one.type_, &other.type_)
        && match (&one.context, &other.context) {
            (Some(one), Some(other)) => one.shares_with(other),
            (one, other) => one.is_none() && other.is_none(),
        }
}
