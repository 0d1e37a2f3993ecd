//! How often somebody may ask.
//!
//! **Model.** A bucket for each person and each address: it holds so many asks, one runs out with each, and it fills again
//! within a minute. Many phones share one address (mobile networks do so), so an address has a large bucket.
//!
//! **Invariants.** Buckets are bounded: when there are too many, the full ones go, and if none is full, all do.

use std::collections::BTreeMap;
use std::net::IpAddr;

const MINUTE_MS: u64 = 60_000;
/// Buckets at the most.
const BUCKETS_MAX: usize = 50_000;
/// Asks of a person in a minute.
const PERSON_MAX: u32 = 20;
/// Asks of an address in a minute.
const ADDRESS_MAX: u32 = 300;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Who {
    /// Somebody with a cookie.
    Person(u128),
    /// A network address; of IPv6 the network of one household.
    Address(IpAddr),
}

impl Who {
    pub(super) fn at(address: IpAddr) -> Self {
        // A listener on `[::]` sees IPv4 addresses as IPv6 ones.
        match address.to_canonical() {
            IpAddr::V4(v4) => Self::Address(IpAddr::V4(v4)),
            IpAddr::V6(v6) => {
                let household = v6.to_bits() >> 64 << 64;
                Self::Address(IpAddr::V6(household.into()))
            }
        }
    }

    fn asks_max(self) -> u32 {
        match self {
            Self::Person(_) => PERSON_MAX,
            Self::Address(_) => ADDRESS_MAX,
        }
    }
}

/// What is left for each.
#[derive(Debug, Default)]
pub(super) struct Limits {
    /// Milliseconds of filling that are spent, and when that was so.
    spent: BTreeMap<Who, (u64, u64)>,
}

impl Limits {
    /// Whether somebody may ask now; that counts as asking.
    pub(super) fn admit(&mut self, now_ms: u64, who: Who) -> bool {
        if self.spent.len() >= BUCKETS_MAX && !self.spent.contains_key(&who) {
            self.spent.retain(|_, (spent_ms, at_ms)| now_ms.saturating_sub(*at_ms) < *spent_ms);
            if self.spent.len() >= BUCKETS_MAX {
                self.spent.clear();
            }
        }
        let price_ms = MINUTE_MS / u64::from(who.asks_max());
        let (spent_ms, at_ms) = self.spent.get(&who).copied().unwrap_or((0, now_ms));
        let spent_ms = spent_ms.saturating_sub(now_ms.saturating_sub(at_ms)) + price_ms;
        let may = spent_ms <= MINUTE_MS;
        if may {
            self.spent.insert(who, (spent_ms, now_ms));
        }
        may
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_may_ask_a_while_and_then_now_and_then() {
        let mut limits = Limits::default();
        let person = Who::Person(7);
        assert_eq!((0..100).filter(|_| limits.admit(0, person)).count(), PERSON_MAX as usize);
        assert!(limits.admit(0, Who::Person(8)), "somebody else");
        assert!(!limits.admit(2_999, person));
        assert!(limits.admit(3_000, person), "a twentieth of a minute later");
        assert!(!limits.admit(3_000, person));
        assert_eq!((0..100).filter(|_| limits.admit(200_000, person)).count(), PERSON_MAX as usize);
    }

    #[test]
    fn a_household_is_one_address() {
        let at = |text: &str| Who::at(text.parse().unwrap());
        assert_eq!(at("2001:db8:1:2::5"), at("2001:db8:1:2:ffff::6"));
        assert_ne!(at("2001:db8:1:2::5"), at("2001:db8:1:3::5"));
        assert_ne!(at("192.0.2.1"), at("192.0.2.2"));
        assert_ne!(at("::ffff:192.0.2.1"), at("::ffff:192.0.2.2"));
        assert_eq!(at("::ffff:192.0.2.1"), at("192.0.2.1"));
    }

    #[test]
    fn buckets_are_bounded() {
        let mut limits = Limits::default();
        for person in 0..BUCKETS_MAX as u128 * 2 {
            assert!(limits.admit(0, Who::Person(person)));
        }
        assert!(limits.spent.len() <= BUCKETS_MAX);
    }
}
