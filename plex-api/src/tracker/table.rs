//! Ordered maps and sets that share one search tree per kind of key.
//!
//! A `BTreeMap` costs the compiler some seven thousand lines for each pair of key and value, and
//! the tracker needs a dozen pairs: they were a third of what the whole crate gave the compiler to
//! optimize. Here the tree of a key leads to a place in a plain vector, whatever the values are.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{Hash, Hasher};

/// A map in the order of its keys.
#[derive(Clone)]
pub(super) struct Table<K, V> {
    places: BTreeMap<K, usize>,
    /// In any order: a value that leaves is replaced by the last.
    rows: Vec<(K, V)>,
}

impl<K: Ord + Clone, V> Table<K, V> {
    pub(super) const fn new() -> Self {
        Self {
            places: BTreeMap::new(),
            rows: Vec::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(super) fn contains_key(&self, key: &K) -> bool {
        self.places.contains_key(key)
    }

    pub(super) fn get(&self, key: &K) -> Option<&V> {
        let place = *self.places.get(key)?;
        self.rows.get(place).map(|(_, value)| value)
    }

    pub(super) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let place = *self.places.get(key)?;
        self.rows.get_mut(place).map(|(_, value)| value)
    }

    /// Returns the value that the key had before.
    pub(super) fn insert(&mut self, key: K, value: V) -> Option<V> {
        if let Some(before) = self.get_mut(&key) {
            return Some(std::mem::replace(before, value));
        }
        self.places.insert(key.clone(), self.rows.len());
        self.rows.push((key, value));
        None
    }

    pub(super) fn remove(&mut self, key: &K) -> Option<V> {
        let place = self.places.remove(key)?;
        if place >= self.rows.len() {
            return None;
        }
        let (_, value) = self.rows.swap_remove(place);
        if let Some((moved, _)) = self.rows.get(place)
            && let Some(at) = self.places.get_mut(moved)
        {
            *at = place;
        }
        // What once was large must not stay so.
        if self.rows.len() < self.rows.capacity() / 4 {
            self.rows.shrink_to(self.rows.len() * 2);
        }
        Some(value)
    }

    /// The value of a key, which is made if there is none.
    pub(super) fn get_or_insert_with(&mut self, key: &K, make: impl FnOnce() -> V) -> &mut V {
        let place = match self.places.get(key) {
            Some(place) => *place,
            None => {
                self.places.insert(key.clone(), self.rows.len());
                self.rows.push((key.clone(), make()));
                self.rows.len() - 1
            }
        };
        #[expect(
            clippy::indexing_slicing,
            reason = "every place in the tree is that of a row"
        )]
        &mut self.rows[place].1
    }

    pub(super) fn clear(&mut self) {
        *self = Self::new();
    }

    #[cfg(test)]
    pub(super) fn keys(&self) -> impl Iterator<Item = &K> {
        self.places.keys()
    }

    pub(super) fn into_keys(self) -> impl Iterator<Item = K> {
        self.places.into_keys()
    }

    /// The rows in the order of the keys.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.places
            .iter()
            .filter_map(|(key, place)| self.rows.get(*place).map(|(_, value)| (key, value)))
    }

    /// The values in the order of the keys.
    pub(super) fn values(&self) -> impl Iterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }

    /// Does something with each value, in the order of the keys.
    pub(super) fn for_each_mut(&mut self, mut change: impl FnMut(&K, &mut V)) {
        for (key, place) in &self.places {
            if let Some((_, value)) = self.rows.get_mut(*place) {
                change(key, value);
            }
        }
    }

    /// Keeps the rows for which `keep` says so; it is asked in the order of the keys.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        let mut gone = Vec::new();
        self.for_each_mut(|key, value| {
            if !keep(key, value) {
                gone.push(key.clone());
            }
        });
        for key in gone {
            self.remove(&key);
        }
    }
}

impl<K: Ord + Clone, V> Default for Table<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

// By what it holds, in order: never by where a row happens to lie.
impl<K: Ord + Clone, V: PartialEq> PartialEq for Table<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl<K: Ord + Clone, V: Eq> Eq for Table<K, V> {}

impl<K: Ord + Clone + Hash, V: Hash> Hash for Table<K, V> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_usize(self.len());
        for row in self.iter() {
            row.hash(state);
        }
    }
}

impl<K: Ord + Clone + fmt::Debug, V: fmt::Debug> fmt::Debug for Table<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

/// A set in order.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Set<K> {
    /// The numbers say nothing: the tree is that of [`Table`].
    all: BTreeMap<K, usize>,
}

impl<K: Ord> Set<K> {
    pub(super) const fn new() -> Self {
        Self {
            all: BTreeMap::new(),
        }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(super) fn contains(&self, key: &K) -> bool {
        self.all.contains_key(key)
    }

    /// Returns whether it is new.
    pub(super) fn insert(&mut self, key: K) -> bool {
        self.all.insert(key, 0).is_none()
    }

    /// Returns whether it was there.
    pub(super) fn remove(&mut self, key: &K) -> bool {
        self.all.remove(key).is_some()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &K> {
        self.all.keys()
    }

    pub(super) fn into_keys(self) -> impl Iterator<Item = K> {
        self.all.into_keys()
    }
}

impl<K: Ord> Default for Set<K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: fmt::Debug> fmt::Debug for Set<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.all.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::hash::{DefaultHasher, Hash, Hasher};

    use proptest::prelude::*;

    use super::Table;

    #[derive(Clone, Debug)]
    enum Act {
        Insert(u8, u16),
        Remove(u8),
        Make(u8, u16),
        KeepOdd,
        Raise,
    }

    fn acts() -> impl Strategy<Value = Vec<Act>> {
        let act = prop_oneof![
            4 => (0_u8..24, any::<u16>()).prop_map(|(key, value)| Act::Insert(key, value)),
            3 => (0_u8..24).prop_map(Act::Remove),
            2 => (0_u8..24, any::<u16>()).prop_map(|(key, value)| Act::Make(key, value)),
            1 => Just(Act::KeepOdd),
            1 => Just(Act::Raise),
        ];
        prop::collection::vec(act, 0..80)
    }

    fn hash(of: &impl Hash) -> u64 {
        let mut state = DefaultHasher::new();
        of.hash(&mut state);
        state.finish()
    }

    proptest! {
        #[test]
        fn a_table_is_an_ordered_map(acts in acts()) {
            let mut ours = Table::new();
            let mut model = BTreeMap::new();
            for act in acts {
                match act {
                    Act::Insert(key, value) => {
                        prop_assert_eq!(ours.insert(key, value), model.insert(key, value));
                    }
                    Act::Remove(key) => prop_assert_eq!(ours.remove(&key), model.remove(&key)),
                    Act::Make(key, value) => prop_assert_eq!(
                        ours.get_or_insert_with(&key, || value),
                        model.entry(key).or_insert(value)
                    ),
                    Act::KeepOdd => {
                        ours.retain(|_, value| *value % 2 == 1);
                        model.retain(|_, value| *value % 2 == 1);
                    }
                    Act::Raise => {
                        ours.for_each_mut(|_, value| *value = value.wrapping_add(1));
                        model.values_mut().for_each(|value| *value = value.wrapping_add(1));
                    }
                }
                prop_assert!(ours.iter().eq(model.iter()));
                prop_assert_eq!(ours.len(), model.len());
                for key in 0..24 {
                    prop_assert_eq!(ours.get(&key), model.get(&key));
                    prop_assert_eq!(ours.contains_key(&key), model.contains_key(&key));
                }
                // However it came to be, what holds the same is the same.
                let mut anew = Table::new();
                for (key, value) in model.iter().rev() {
                    anew.insert(*key, *value);
                }
                prop_assert!(ours == anew);
                prop_assert_eq!(hash(&ours), hash(&anew));
            }
        }
    }

    #[test]
    fn what_once_was_large_does_not_stay_so() {
        let mut table = Table::new();
        for key in 0..10_000 {
            table.insert(key, key);
        }
        for key in 10..10_000 {
            table.remove(&key);
        }
        assert!(table.rows.capacity() <= 80, "{}", table.rows.capacity());
        assert!(table.keys().copied().eq(0..10));
    }
}
