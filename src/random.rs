//! Random numbers from a seed, the same on every machine and in every version: xorshift-multiply over a counter
//! ("SplitMix64", Steele, Lea and Flood 2014).

/// A generator. Two with the same seed say the same.
#[derive(Debug, Clone)]
pub struct Random {
    counter: u64,
}

impl Random {
    /// A generator that starts from this seed.
    pub fn new(seed: u64) -> Self {
        Self { counter: seed }
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.counter = self.counter.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.counter;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`, which must not be 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        // The bias of the remainder is below 2^-32 for all limits that a simulation uses.
        self.bits() % limit
    }

    /// True `hits` times in `of`.
    pub fn chance(&mut self, hits: u64, of: u64) -> bool {
        self.below(of) < hits
    }

    /// A generator of its own for a part of the world, so that what happens there does not change the rest.
    pub fn fork(&mut self) -> Self {
        Self::new(self.bits())
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn the_first_numbers_are_those_of_the_paper() {
        let mut random = Random::new(1_234_567);
        let first: Vec<u64> = (0..3).map(|_| random.bits()).collect();
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn chances_are_as_announced() {
        let mut random = Random::new(7);
        let hits = (0..10_000).filter(|_| random.chance(1, 4)).count();
        assert!((2300..2700).contains(&hits), "{hits}");
    }
}
