//! Ways to choose by chance that the people and faults of the world share.

use crate::random::Random;
use std::collections::BTreeMap;

impl Random {
    /// A number below `limit`, for small ones.
    pub(super) fn small(&mut self, limit: u8) -> u8 {
        u8::try_from(self.below(u64::from(limit.max(1)))).unwrap_or(0)
    }

    /// A place in a list of this length, which must not be 0.
    pub(super) fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length.max(1) as u64)).unwrap_or(0)
    }

    /// One of these, which must not be none.
    pub(super) fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.index(all.len())]
    }

    /// One of these, if there are any.
    pub(super) fn pick_some<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        all.get(self.index(all.len())).copied()
    }

    /// One of the keys, which must not be none.
    pub(super) fn pick_key<'a, K, V>(&mut self, map: &'a BTreeMap<K, V>) -> &'a K {
        let at = self.index(map.len());
        map.keys().nth(at).expect("an index below the length")
    }

    /// A number from a range, both ends included.
    pub(super) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// The place of one of these weights, chosen in proportion.
    pub(super) fn weighted(&mut self, weights: &[u64]) -> usize {
        let mut rest = self.below(weights.iter().sum::<u64>().max(1));
        for (at, &weight) in weights.iter().enumerate() {
            if rest < weight {
                return at;
            }
            rest -= weight;
        }
        0
    }
}
