//! A log that forgets its oldest entries when it is full.

use std::collections::VecDeque;

/// The number of entries that a log keeps.
const CAPACITY: usize = 100_000;

/// Numbered entries, oldest first. Numbers start at 0 and stay valid when entries are forgotten.
#[derive(Debug)]
pub(crate) struct BoundedLog<T> {
    entries: VecDeque<T>,
    forgotten: u64,
}

impl<T> Default for BoundedLog<T> {
    fn default() -> Self {
        Self {
            entries: VecDeque::new(),
            forgotten: 0,
        }
    }
}

impl<T> BoundedLog<T> {
    /// Appends an entry and returns its number.
    pub(crate) fn push(&mut self, entry: T) -> u64 {
        if self.entries.len() >= CAPACITY {
            self.entries.pop_front();
            self.forgotten += 1;
        }
        self.entries.push_back(entry);
        self.total() - 1
    }

    /// The entry of this number; `None` when it was forgotten.
    pub(crate) fn get_mut(&mut self, number: u64) -> Option<&mut T> {
        let index = usize::try_from(number.checked_sub(self.forgotten)?).ok()?;
        self.entries.get_mut(index)
    }

    /// The entries that are kept, oldest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + ExactSizeIterator {
        self.entries.iter()
    }

    /// The entries that are kept and have this number or a later one.
    pub(crate) fn iter_from(&self, number: u64) -> impl Iterator<Item = &T> {
        let skipped = usize::try_from(number.saturating_sub(self.forgotten));
        self.entries.iter().skip(skipped.unwrap_or(usize::MAX))
    }

    /// The number of entries that were appended, the forgotten ones included.
    pub(crate) fn total(&self) -> u64 {
        self.forgotten + self.entries.len() as u64
    }
}
