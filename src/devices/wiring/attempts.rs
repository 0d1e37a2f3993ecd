//! When a device that does not work is tried again, and how often that is said.

use crate::devices::faults::Faults;
use crate::domain::planted::{Bug, planted};
use std::fmt;
use std::time::Duration;

/// The first wait; also how long somebody waits who pulls a plug and puts it back.
const WAIT_MS_MIN: u64 = 1_000;
/// The longest wait.
const WAIT_MS_MAX: u64 = 16_000;

/// The attempts at one device. Waits double up to [`WAIT_MS_MAX`]; a device that worked for so long begins anew, so that
/// a loose plug is no endless noise. A reason is said once, until another one comes or the device works; so long it stands in
/// the register.
#[derive(Debug)]
pub struct Attempts {
    /// What it is, for messages.
    subject: String,
    faults: Faults,
    wait_ms: u64,
    works_since_ms: Option<u64>,
    said: Option<String>,
}

impl Attempts {
    /// Nothing was tried yet.
    pub fn new(subject: String, faults: Faults) -> Self {
        Self { subject, faults, wait_ms: WAIT_MS_MIN, works_since_ms: None, said: None }
    }

    /// The device works.
    pub fn works(&mut self, now_ms: u64) {
        self.works_since_ms = Some(now_ms);
        if self.said.take().is_some() {
            tracing::info!(device = self.subject, "{}: works again", self.subject);
            self.faults.clear(&self.subject);
        }
    }

    /// The device does not work, or not any more. Gives how long to wait before the next attempt.
    pub fn failed(&mut self, now_ms: u64, why: &dyn fmt::Display) -> Duration {
        let why = why.to_string();
        if !planted(Bug::MissingUnsaid) {
            self.faults.set(&self.subject, &why);
        }
        let (wait_ms, is_news) = self.next(now_ms, &why);
        if is_news {
            tracing::warn!(device = self.subject, why, "{}: {why}", self.subject);
        }
        Duration::from_millis(wait_ms)
    }

    fn next(&mut self, now_ms: u64, why: &str) -> (u64, bool) {
        if self.works_since_ms.take().is_some_and(|since_ms| now_ms - since_ms.min(now_ms) >= WAIT_MS_MAX) {
            self.wait_ms = WAIT_MS_MIN;
        }
        let wait_ms = if planted(Bug::DeviceGivenUp) { u64::MAX } else { self.wait_ms };
        if !planted(Bug::PausesForgotten) {
            self.wait_ms = (self.wait_ms * 2).min(WAIT_MS_MAX);
        }
        let is_news = self.said.as_deref() != Some(why);
        self.said = Some(why.to_owned());
        (wait_ms, is_news)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Plays failures `(ms, why)` and successes `(ms, "")`, and gives the waits, with `true` where something is said.
    fn check(played: &[(u64, &str)], expect: &[(u64, bool)]) {
        let mut attempts = Attempts::new("a lamp".into(), Faults::default());
        let mut waits = Vec::new();
        for &(now_ms, why) in played {
            match why {
                "" => attempts.works(now_ms),
                why => waits.push(attempts.next(now_ms, why)),
            }
        }
        assert_eq!(waits, expect);
    }

    #[test]
    fn waits_double_and_a_reason_is_said_once() {
        let played = [(0, "a"), (1_000, "a"), (3_000, "b"), (7_000, "b"), (15_000, "b"), (31_000, "a")];
        let expect =
            [(1_000, true), (2_000, false), (4_000, true), (8_000, false), (16_000, false), (16_000, true)];
        check(&played, &expect);
    }

    #[test]
    fn a_device_that_worked_for_long_is_tried_soon_again() {
        check(
            &[(0, "a"), (1_000, "a"), (3_000, ""), (19_000, "a"), (20_000, "a")],
            &[(1_000, true), (2_000, false), (1_000, true), (2_000, false)],
        );
    }

    #[test]
    fn a_loose_plug_is_tried_less_and_less() {
        let played = [(0, ""), (500, "a"), (1_500, ""), (2_000, "a"), (4_000, ""), (4_500, "a")];
        check(&played, &[(1_000, true), (2_000, true), (4_000, true)]);
    }

    #[test]
    fn what_is_said_stands_in_the_register_until_the_device_works() {
        let faults = Faults::default();
        let register = faults.watch();
        let listed = || register.borrow().get("a lamp").cloned();
        let mut attempts = Attempts::new("a lamp".into(), faults);
        attempts.works(0);
        assert_eq!(listed(), None);
        for why in ["a", "a", "b"] {
            attempts.failed(1_000, &why);
            assert_eq!(listed().as_deref(), Some(why));
        }
        attempts.works(2_000);
        assert_eq!(listed(), None);
    }
}
