//! The values of one label, bounded for every input from a server.

use std::collections::BTreeSet;

/// The label for all values beyond the bounds.
const OTHER: &str = "other";

/// A longer value counts as `other`.
const LONGEST: usize = 100;

/// The values of one label that are told apart; all others are `other`.
#[derive(Debug)]
pub(super) struct LabelSet {
    /// Values that need no place.
    known: &'static [&'static str],
    most: usize,
    taken: BTreeSet<String>,
}

impl LabelSet {
    /// Tells the known values apart, and this many others.
    pub(super) const fn new(known: &'static [&'static str], most: usize) -> Self {
        Self {
            known,
            most,
            taken: BTreeSet::new(),
        }
    }

    /// The value of the label for this text. The first texts take the places.
    pub(super) fn value(&mut self, text: &str) -> String {
        let is_told_apart = self.known.contains(&text)
            || self.taken.contains(text)
            || (self.taken.len() < self.most
                && !text.is_empty()
                && text.len() <= LONGEST
                && !text.chars().any(char::is_control)
                && self.taken.insert(text.to_owned()));
        match is_told_apart {
            true => text.to_owned(),
            false => OTHER.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_of_a_label_are_bounded_in_number_and_length() {
        let mut labels = LabelSet::new(&["butler"], 16);
        let long = "T".repeat(1024 * 1024);
        let mut values = BTreeSet::new();
        for number in 0..10_000 {
            values.insert(labels.value(&format!("acme.{number}")));
            assert_eq!(labels.value("butler"), "butler");
        }
        for odd in [long.as_str(), "", "a\nb"] {
            assert_eq!(labels.value(odd), OTHER);
        }
        assert_eq!(values.len(), 17);
        assert_eq!(labels.value("acme.3"), "acme.3", "a place stays");
    }
}
