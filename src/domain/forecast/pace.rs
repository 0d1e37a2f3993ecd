//! How long something takes that happens again and again: services, and the gaps between them.
//!
//! **Model.** Durations are log-normal: their logarithms have a mean and a variance, both learned with a memory of some
//! hundred cases (Brown et al., "Statistical Analysis of a Telephone Call Center", JASA 100, 2005, found service times
//! log-normal). While few cases were seen, both lean on what the site says is typical. A counter that is faster or slower
//! than others has one factor of its own, which leans on one.
//!
//! **Invariants.** What is learned is bounded, whatever was forgotten to be ended. Logarithms come from `libm`, so that
//! every machine computes the same.

use serde::{Deserialize, Serialize};

/// So many durations are remembered: a new clerk or a new form shows within a day or two.
const MEMORY: f64 = 300.0;
/// What the site says is typical counts as so many durations that were seen.
const PRIOR: f64 = 6.0;
/// The variance of logarithms that is assumed as long as little is known: one standard deviation is about a factor two.
const PRIOR_VARIANCE: f64 = 0.6;
/// A duration that is longer by so many standard deviations was not so long: somebody forgot to end it.
const FORGOTTEN_DEVIATIONS: f64 = 3.0;
/// The same for the first one of all.
const LONGEST_FIRST_MS: f64 = 3_600_000.0;
/// Shorter durations than this are all the same.
const SHORTEST_MS: f64 = 1_000.0;
/// A counter's factor leans on one as if so many services had taken just as long as elsewhere.
const SHRINK: f64 = 20.0;
/// So many services of a counter are remembered.
const COUNTER_MEMORY: f64 = 100.0;

/// Learned durations of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Pace {
    count: f64,
    mean_ln: f64,
    variance_ln: f64,
}

/// A distribution of durations in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct LogNormal {
    pub(super) mean_ln: f64,
    pub(super) deviation_ln: f64,
}

impl Pace {
    /// Learns from one that has ended.
    pub(super) fn learn(&mut self, duration_ms: u64) {
        let longest_ln = match self.seen() {
            Some(LogNormal { mean_ln, deviation_ln }) => mean_ln + FORGOTTEN_DEVIATIONS * deviation_ln,
            None => libm::log(LONGEST_FIRST_MS),
        };
        let ln = ln_of(duration_ms).min(longest_ln);
        let before = self.count;
        self.count = (before + 1.0).min(MEMORY);
        let error = ln - self.mean_ln;
        self.mean_ln += error / self.count;
        // The first one tells nothing about the spread.
        if before > 0.0 {
            self.variance_ln += (error * error - self.variance_ln) / self.count;
        }
    }

    /// What was seen, if anything was; the spread still leans on what is usual.
    pub(super) fn seen(&self) -> Option<LogNormal> {
        let usual = self.leaning_on(libm::exp(self.mean_ln + PRIOR_VARIANCE / 2.0));
        (self.count > 0.0).then_some(usual)
    }

    /// What is believed now; `typical_ms` is what the site says.
    pub(super) fn leaning_on(&self, typical_ms: f64) -> LogNormal {
        let prior_ln = libm::log(typical_ms.max(SHORTEST_MS)) - PRIOR_VARIANCE / 2.0;
        let lean = |prior: f64, seen: f64| (prior * PRIOR + seen * self.count) / (PRIOR + self.count);
        LogNormal {
            mean_ln: lean(prior_ln, self.mean_ln),
            deviation_ln: libm::sqrt(lean(PRIOR_VARIANCE, self.variance_ln)),
        }
    }
}

impl LogNormal {
    /// The mean, in milliseconds.
    pub(super) fn mean_ms(self) -> f64 {
        libm::exp(self.mean_ln + self.deviation_ln * self.deviation_ln / 2.0)
    }
}

/// How much longer one counter takes than others do.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct CounterPace {
    count: f64,
    mean_ln: f64,
}

impl CounterPace {
    /// Learns from one service of this counter; `usual` is what is known of the service.
    pub(super) fn learn(&mut self, duration_ms: u64, usual: LogNormal) {
        let bound = FORGOTTEN_DEVIATIONS * usual.deviation_ln;
        let error = (ln_of(duration_ms) - usual.mean_ln).clamp(-bound, bound) - self.mean_ln;
        self.count = (self.count + 1.0).min(COUNTER_MEMORY);
        self.mean_ln += error / self.count;
    }

    /// The factor.
    pub(super) fn factor(self) -> f64 {
        libm::exp(self.mean_ln * self.count / (self.count + SHRINK))
    }
}

fn ln_of(duration_ms: u64) -> f64 {
    libm::log(as_real(duration_ms).max(SHORTEST_MS))
}

/// Milliseconds as a real number: exact for the next quarter of a million years.
#[allow(clippy::cast_precision_loss, reason = "durations are far below 2^53 ms")]
pub(super) fn as_real(ms: u64) -> f64 {
    ms as f64
}

/// Whole milliseconds, and nothing below zero.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates, and waits are at most days"
)]
pub(super) fn rounded(ms: f64) -> u64 {
    ms.max(0.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPICAL_MS: f64 = 600_000.0;

    fn after(durations_ms: impl IntoIterator<Item = u64>) -> Pace {
        let mut pace = Pace::default();
        for duration_ms in durations_ms {
            pace.learn(duration_ms);
        }
        pace
    }

    #[test]
    fn without_experience_the_site_is_believed() {
        let mean_ms = Pace::default().leaning_on(TYPICAL_MS).mean_ms();
        assert!((mean_ms - TYPICAL_MS).abs() < 1.0, "{mean_ms}");
    }

    #[test]
    fn with_experience_it_is_not() {
        let learned = after([200_000, 300_000].into_iter().cycle().take(400)).leaning_on(TYPICAL_MS);
        assert!((240_000.0..275_000.0).contains(&learned.mean_ms()), "{}", learned.mean_ms());
        assert!((0.15..0.35).contains(&learned.deviation_ln), "{}", learned.deviation_ln);
    }

    #[test]
    fn a_service_that_was_forgotten_is_not_learned_as_it_stands() {
        let usual = after([500_000, 600_000, 700_000]);
        let mut forgotten = usual;
        forgotten.learn(14 * 3_600_000);
        let mut long = usual;
        long.learn(14 * 1_800_000);
        assert_eq!(forgotten, long);
    }

    #[test]
    fn one_slow_service_makes_no_slow_counter() {
        let usual = after([600_000; 50]).leaning_on(TYPICAL_MS);
        let mut counter = CounterPace::default();
        counter.learn(1_200_000, usual);
        assert!(counter.factor() < 1.05, "{}", counter.factor());
        for _ in 0..100 {
            counter.learn(1_200_000, usual);
        }
        assert!(counter.factor() > 1.5, "{}", counter.factor());
    }
}
