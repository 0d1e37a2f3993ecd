//! What may happen in a play: durations by their quantiles.
//!
//! **Model.** Each person and each counter meets every quantile of its distribution once in all plays (a Latin hypercube: McKay,
//! Beckman, Conover, Technometrics 21, 1979), so few plays give a steady mean, and nothing has to be drawn.
//!
//! **Deliberately not here.** Which distributions ([`super::pace`]), and what happens in a play ([`super::play`]).

use super::pace::{LogNormal, as_real};

/// Plays, and quantiles of each distribution.
pub(super) const PLAYS: usize = 32;
/// A service that has outlasted all quantiles goes on for this share of the time that it has taken, but for no longer than
/// a usual one takes: somebody may have forgotten to end it.
const OUTLASTED: f64 = 0.25;
/// Nobody is told of more than a day.
pub(super) const LONGEST_MS: f64 = 86_400_000.0;

/// Standard normal quantiles in the middle of [`PLAYS`] equal shares.
fn quantiles() -> [f64; PLAYS] {
    std::array::from_fn(|index| normal_quantile((as_real(index as u64) + 0.5) / as_real(PLAYS as u64)))
}

/// Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.23: wrong by less than 0.00045.
fn normal_quantile(p: f64) -> f64 {
    let tail = libm::sqrt(-2.0 * libm::log(p.min(1.0 - p)));
    let above = 2.515_517 + tail * (0.802_853 + tail * 0.010_328);
    let below = 1.0 + tail * (1.432_788 + tail * (0.189_269 + tail * 0.001_308));
    let distance = tail - above / below;
    if p < 0.5 { -distance } else { distance }
}

/// A distribution by its quantiles, ascending.
pub(super) struct Table([f64; PLAYS]);

impl Table {
    pub(super) fn of(duration: LogNormal) -> Self {
        let raw = quantiles().map(|z| libm::exp(duration.mean_ln + duration.deviation_ln * z));
        // The middles of the outer shares are too near: the mean must not suffer.
        let scale = duration.mean_ms() * as_real(PLAYS as u64) / raw.iter().sum::<f64>();
        Self(raw.map(|ms| (ms * scale).min(LONGEST_MS)))
    }

    /// With this luck.
    pub(super) fn at(&self, luck: usize) -> f64 {
        self.0[luck]
    }

    /// What is left of something that has taken `elapsed_ms` and is not over.
    pub(super) fn rest_ms(&self, elapsed_ms: f64, factor: f64, luck: usize) -> f64 {
        let shorter = self.0.partition_point(|ms| ms * factor <= elapsed_ms);
        match PLAYS - shorter {
            0 => (elapsed_ms * OUTLASTED).min(self.0[PLAYS / 2] * factor),
            longer => self.0[shorter + luck * longer / PLAYS] * factor - elapsed_ms,
        }
    }
}

/// The quantile that the `index`-th of its kind meets in a play: every one once in all plays, and in another order than
/// its neighbours.
pub(super) fn luck(play: usize, index: usize) -> usize {
    let mixed = (index as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let (step, start) = ((mixed >> 40) | 1, mixed >> 20);
    #[allow(clippy::cast_possible_truncation, reason = "less than PLAYS")]
    let quantile = ((play as u64).wrapping_mul(step).wrapping_add(start) % PLAYS as u64) as usize;
    quantile
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_quantile_is_met_once_in_all_plays() {
        for index in 0..100 {
            let mut met: Vec<usize> = (0..PLAYS).map(|play| luck(play, index)).collect();
            met.sort_unstable();
            assert_eq!(met, (0..PLAYS).collect::<Vec<_>>(), "{index}");
        }
    }

    #[test]
    fn a_table_has_the_mean_of_its_distribution() {
        for deviation_ln in [0.1, 0.8, 1.5] {
            let duration = LogNormal { mean_ln: 12.0, deviation_ln };
            let Table(quantiles) = Table::of(duration);
            let mean_ms = quantiles.iter().sum::<f64>() / as_real(PLAYS as u64);
            assert!((mean_ms / duration.mean_ms() - 1.0).abs() < 1e-9, "{mean_ms}");
            assert!(quantiles.is_sorted());
        }
    }

    #[test]
    fn a_service_that_has_gone_on_for_long_is_nearly_over_or_will_last() {
        let table = Table::of(LogNormal { mean_ln: 12.0, deviation_ln: 0.8 });
        let mean_rest_ms = |elapsed_ms: f64| {
            let rests = (0..PLAYS).map(|luck| table.rest_ms(elapsed_ms, 1.0, luck));
            rests.sum::<f64>() / as_real(PLAYS as u64)
        };
        assert!(mean_rest_ms(60_000.0) < mean_rest_ms(0.0));
        assert!(mean_rest_ms(400_000.0) > mean_rest_ms(60_000.0), "log-normal services have long tails");
        assert!(mean_rest_ms(36_000_000.0) < mean_rest_ms(0.0), "this one was forgotten");
    }
}
