//! How far the play goes wrong, learned from each call.
//!
//! **Model.** The quantiles of a wait are the play's turn times a factor. The logarithm of the factor is linear in a few
//! [`Cues`]: how recent waits, the longest wait in the line, and people per counter compare with the play, how long the
//! turn is, and which service it is. For each quantile the weights follow the gradient of the pinball loss (Koenker and
//! Bassett, "Regression Quantiles", Econometrica 46, 1978), in steps that shrink as AdaGrad's do (Duchi, Hazan, Singer,
//! JMLR 12, 2011). On top, each quantile is shifted a little up whenever a wait was longer than told and down whenever it
//! was shorter, so that ranges hold as often as they say even while the weights are wrong (Gibbs and Candès, "Adaptive
//! Conformal Inference Under Distribution Shift", NeurIPS 2021).
//!
//! The more people go before somebody, the more luck evens out: cues weigh less with the root of their number, and what is
//! left is the play.
//!
//! **Invariants.** Quantiles are in order. Every weight, shift and cue is bounded. The same calls in the same order lead
//! to the same weights, on every machine.

use super::pace::{as_real, rounded};
use crate::domain::ids::ServiceId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The quantiles that are learned.
pub const QUANTILES: [f64; 4] = [0.1, 0.5, 0.8, 0.9];
/// The logarithms of the factors as long as nothing is known.
const FIRST_LN: [f64; 4] = [-0.9, 0.0, 0.5, 0.8];
/// The length of a step against the root of the squares of all gradients so far.
const RATE: f64 = 0.05;
/// The squares at the start: first steps are small.
const FIRST_SQUARES: f64 = 1.0;
/// What one wait shifts a quantile by, as a share of the wait.
const SHIFT: f64 = 0.01;
/// Bounds of what can be learned, as logarithms.
const SHIFT_MAX: f64 = 1.5;
const FACTOR_LN_MAX: f64 = 3.0;
/// Ratios count up to a factor of seven.
const RATIO_LN_MAX: f64 = 2.0;
/// So many people before somebody halve the square of what a cue weighs.
const LUCK_AHEAD: f64 = 2.0;
/// Waits of some seconds are all the same.
const LEAST_MS: f64 = 5_000.0;
/// The turn in whose middle the cue of its length is zero; about two and a half minutes.
const MIDDLE_LN: f64 = 11.9;
/// Ratios are kept as so many parts of one.
const PARTS: f64 = 1000.0;

/// The cues, the one that is always there, and the service's own.
const CUES: usize = 5;

/// What a forecast rested on; kept with the promise, to learn from when the wait is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cues {
    /// The turn by the play, in milliseconds.
    pub turn_ms: u64,
    /// How many went before.
    pub ahead: u32,
    /// The logarithms of what else could have been told, against the turn, in thousandths: the mean of recent waits, the
    /// longest wait in the line, and an even share of the work.
    pub ratios: [i16; 3],
}

impl Cues {
    /// The cues of a turn; what is not known is `None`.
    pub(super) fn of(turn_ms: f64, ahead: u32, others_ms: [Option<f64>; 3]) -> Self {
        let ratio = |other_ms: Option<f64>| {
            let ln = other_ms.map_or(0.0, |other_ms| libm::log((other_ms + LEAST_MS) / (turn_ms + LEAST_MS)));
            #[allow(clippy::cast_possible_truncation, reason = "bounded by 2000")]
            let parts = (ln.clamp(-RATIO_LN_MAX, RATIO_LN_MAX) * PARTS) as i16;
            parts
        };
        Self { turn_ms: rounded(turn_ms), ahead, ratios: others_ms.map(ratio) }
    }

    /// As the numbers that are weighed; the first is the service's.
    fn weighed(&self) -> [f64; CUES + 1] {
        let scale = 1.0 / libm::sqrt(1.0 + f64::from(self.ahead) / LUCK_AHEAD);
        let [recent, oldest, share] = self.ratios.map(|parts| f64::from(parts) / PARTS);
        let length = (libm::log(as_real(self.turn_ms) + LEAST_MS) - MIDDLE_LN).clamp(-3.0, 3.0) / 2.0;
        [1.0, 1.0, recent, oldest, share, length].map(|cue| cue * scale)
    }
}

/// The weight of one cue for one quantile.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Weight {
    value: f64,
    squares: f64,
}

impl Weight {
    const fn new(value: f64) -> Self {
        Self { value, squares: FIRST_SQUARES }
    }

    fn follow(&mut self, gradient: f64) {
        self.squares += gradient * gradient;
        self.value -= RATE * gradient / libm::sqrt(self.squares);
    }
}

/// What is known of one quantile.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Learned {
    weights: [Weight; CUES],
    shift_ln: f64,
}

/// What was learned from calls.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Corrector {
    quantiles: [Learned; QUANTILES.len()],
    services: BTreeMap<ServiceId, [Weight; QUANTILES.len()]>,
}

impl Default for Corrector {
    fn default() -> Self {
        let quantiles = FIRST_LN.map(|first_ln| {
            let mut weights = [Weight::new(0.0); CUES];
            weights[0] = Weight::new(first_ln);
            Learned { weights, shift_ln: 0.0 }
        });
        Self { quantiles, services: BTreeMap::new() }
    }
}

impl Corrector {
    /// The quantiles of a wait, in milliseconds.
    pub(super) fn quantiles_ms(&self, service: &ServiceId, cues: &Cues) -> [u64; QUANTILES.len()] {
        let weighed = cues.weighed();
        let mut before_ms = 0;
        std::array::from_fn(|index| {
            let factor_ln = self.factor_ln(service, index, &weighed) + self.quantiles[index].shift_ln;
            let wait_ms = (as_real(cues.turn_ms) + LEAST_MS)
                * libm::exp(factor_ln.clamp(-FACTOR_LN_MAX, FACTOR_LN_MAX))
                - LEAST_MS;
            before_ms = rounded(wait_ms).max(before_ms);
            before_ms
        })
    }

    /// Learns from a wait that has ended with a call; `told_ms` are the quantiles that were told for it.
    pub(super) fn learn(
        &mut self,
        service: &ServiceId,
        cues: &Cues,
        told_ms: [u64; QUANTILES.len()],
        wait_ms: u64,
    ) {
        let weighed = cues.weighed();
        let factor_ln = libm::log((as_real(wait_ms) + LEAST_MS) / (as_real(cues.turn_ms) + LEAST_MS));
        let below: [bool; QUANTILES.len()] =
            std::array::from_fn(|index| factor_ln < self.factor_ln(service, index, &weighed));
        let of_service = self.services.entry(service.clone()).or_insert([Weight::new(0.0); QUANTILES.len()]);
        for (index, quantile) in QUANTILES.into_iter().enumerate() {
            let slope = f64::from(u8::from(below[index])) - quantile;
            let learned = &mut self.quantiles[index];
            let weights = std::iter::once(&mut of_service[index]).chain(&mut learned.weights);
            for (weight, cue) in weights.zip(weighed) {
                weight.follow(slope * cue);
            }
            // The range includes both its ends: who waited just as long as either is inside.
            let below = if quantile < 0.5 { wait_ms < told_ms[index] } else { wait_ms <= told_ms[index] };
            let held = f64::from(u8::from(below));
            learned.shift_ln = (learned.shift_ln + SHIFT * (quantile - held)).clamp(-SHIFT_MAX, SHIFT_MAX);
        }
    }

    fn factor_ln(&self, service: &ServiceId, index: usize, weighed: &[f64; CUES + 1]) -> f64 {
        let of_service = self.services.get(service).map_or(0.0, |weights| weights[index].value);
        let weights = self.quantiles[index].weights.iter().map(|weight| weight.value);
        std::iter::once(of_service).chain(weights).zip(weighed).map(|(weight, cue)| weight * cue).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cues() -> impl Strategy<Value = Cues> {
        (0u64..86_400_000, 0u32..500, [-2000i16..=2000, -2000i16..=2000, -2000i16..=2000])
            .prop_map(|(turn_ms, ahead, ratios)| Cues { turn_ms, ahead, ratios })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn quantiles_are_in_order_whatever_was_learned(
            learned in proptest::collection::vec((cues(), 0u64..86_400_000), 0..200),
            asked in cues(),
        ) {
            let (service, mut corrector) = (ServiceId::new("eid"), Corrector::default());
            for (cues, wait_ms) in learned {
                let told_ms = corrector.quantiles_ms(&service, &cues);
                corrector.learn(&service, &cues, told_ms, wait_ms);
            }
            let told_ms = corrector.quantiles_ms(&service, &asked);
            prop_assert!(told_ms.is_sorted());
            let most_ms = (as_real(asked.turn_ms) + LEAST_MS) * libm::exp(FACTOR_LN_MAX);
            prop_assert!(as_real(told_ms[3]) <= most_ms);
        }
    }

    /// A play that is always wrong by the same factor.
    #[test]
    fn what_is_always_wrong_is_corrected() {
        let (service, mut corrector) = (ServiceId::new("eid"), Corrector::default());
        let mut held = [0u32; QUANTILES.len()];
        // A wait is the turn times one of a hundred factors, around three.
        for case in 0..6000u64 {
            let turn_ms = 60_000 + case * 7919 % 540_000;
            let cues = Cues { turn_ms, ahead: 3, ratios: [0, 0, 0] };
            let wait_ms = turn_ms * (250 + case * 37 % 100) / 100;
            let told_ms = corrector.quantiles_ms(&service, &cues);
            if case >= 4000 {
                for (held, told_ms) in held.iter_mut().zip(told_ms) {
                    *held += u32::from(wait_ms <= told_ms);
                }
            }
            corrector.learn(&service, &cues, told_ms, wait_ms);
        }
        let shares = held.map(|held| f64::from(held) / 2000.0);
        for (share, quantile) in shares.into_iter().zip(QUANTILES) {
            assert!((share - quantile).abs() < 0.02, "{shares:?}");
        }
    }
}
