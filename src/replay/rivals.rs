//! What others would have told: the simple estimators of the literature, on the same past.
//!
//! LES, HOL, QL and QL with leavings are those of Ibrahim and Whitt, "Real-Time Delay Estimation Based on Delay History",
//! M&SOM 11 (2009), and "Wait-Time Predictors for Customer Service Systems with Time-Varying Demand and Capacity",
//! Operations Research 59 (2011). Their rates are learned from the same past as ours are.

use std::collections::VecDeque;

/// Their names.
pub(super) const NAMES: [&str; 6] =
    ["LES", "HOL", "QL", "QL with leavings", "mean of last 20", "moving hour"];
const LAST: usize = 20;
const HOUR_MS: u64 = 3_600_000;
/// What a service takes before any was seen.
const TYPICAL_MS: f64 = 300_000.0;

/// What they have seen.
#[derive(Debug, Clone, Default)]
pub(super) struct Rivals {
    /// Calls of this day with the waits that they ended, the newest last.
    calls: VecDeque<(u64, f64)>,
    services: f64,
    service_ms: f64,
    leavings: f64,
    waited_ms: f64,
}

impl Rivals {
    pub(super) fn day_begins(&mut self) {
        self.calls.clear();
    }

    pub(super) fn called(&mut self, now_ms: u64, wait_ms: u64) {
        self.waited_ms += real(wait_ms);
        self.calls.push_back((now_ms, real(wait_ms)));
        let over =
            |calls: &VecDeque<(u64, f64)>| calls.front().is_some_and(|(at_ms, _)| at_ms + HOUR_MS < now_ms);
        while self.calls.len() > LAST && over(&self.calls) {
            self.calls.pop_front();
        }
    }

    pub(super) fn done(&mut self, service_ms: u64) {
        self.services += 1.0;
        self.service_ms += real(service_ms);
    }

    pub(super) fn left(&mut self, wait_ms: u64) {
        self.leavings += 1.0;
        self.waited_ms += real(wait_ms);
    }

    /// What each of them tells somebody who joins behind `before` others, of whom one has waited for `longest_ms`, while
    /// `busy` counters serve.
    pub(super) fn tell(
        &self,
        now_ms: u64,
        before: usize,
        longest_ms: u64,
        busy: usize,
    ) -> [f64; NAMES.len()] {
        let service_ms = if self.services > 0.0 { self.service_ms / self.services } else { TYPICAL_MS };
        let rate = real(busy.max(1) as u64) / service_ms;
        let leaving = if self.waited_ms > 0.0 { self.leavings / self.waited_ms } else { 0.0 };
        let last = self.calls.iter().rev().take(LAST).map(|(_, wait_ms)| *wait_ms);
        let hour =
            self.calls.iter().filter(|(at_ms, _)| at_ms + HOUR_MS >= now_ms).map(|(_, wait_ms)| *wait_ms);
        [
            self.calls.back().map_or(0.0, |(_, wait_ms)| *wait_ms),
            real(longest_ms),
            real(before as u64 + 1) / rate,
            (0..=before as u64).map(|others| 1.0 / (rate + real(others) * leaving)).sum(),
            mean(last),
            mean(hour),
        ]
    }
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    if count > 0.0 { sum / count } else { 0.0 }
}

#[allow(clippy::cast_precision_loss, reason = "times of a day and people in an office are far below 2^53")]
fn real(value: u64) -> f64 {
    value as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tells_what_its_formula_says() {
        let mut rivals = Rivals::default();
        for (at_ms, wait_ms) in [(0, 100_000), (HOUR_MS, 40_000), (HOUR_MS + 5, 20_000)] {
            rivals.called(at_ms, wait_ms);
        }
        rivals.done(200_000);
        rivals.done(100_000);
        rivals.left(40_000);
        let [les, hol, ql, qla, last, hour] = rivals.tell(HOUR_MS + 6, 2, 7_000, 3);
        assert_eq!([les, hol, ql], [20_000.0, 7_000.0, 150_000.0]);
        // Three in 150 s are served, and each of those before leaves once in 200 s.
        let expected =
            50_000.0 + 1.0 / (0.02 / 1000.0 + 0.005 / 1000.0) + 1.0 / (0.02 / 1000.0 + 0.01 / 1000.0);
        assert!((qla - expected).abs() < 1.0, "{qla} instead of {expected}");
        assert!((last - 160_000.0 / 3.0).abs() < 1.0, "{last}");
        assert_eq!(hour, 30_000.0);
    }
}
