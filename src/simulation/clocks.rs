//! What time it is, and what the device thinks.
//!
//! **Model.** The truth runs on; the monotonic clock starts at each boot; the wall clock has an error and a trust mark. A
//! device without a battery boots with a wrong wall clock that nobody trusts. A time server that has gone wrong moves a
//! trusted clock, and is found out before the branch believes it (`clock_settle_s`): against one that lies for longer
//! nobody has a defence.

use crate::domain::ids::BootId;
use crate::domain::time::ClockTrust;
use crate::engine::clock::Reading;
use crate::random::Random;
use chrono::{DateTime, Utc};
use std::collections::VecDeque;

const SECOND_MS: i64 = 1000;
const HOUR_MS: i64 = 3600 * SECOND_MS;

/// The longest lie of a trusted clock: below the branch's patience.
const LIE_S_MAX: u64 = 9 * 60;

/// All clocks.
#[derive(Debug, Clone)]
pub(super) struct Clocks {
    /// The true time, in milliseconds since 1970.
    pub(super) truth_ms: i64,
    booted_ms: i64,
    /// Wall clock minus truth.
    pub(super) error_ms: i64,
    pub(super) trust: ClockTrust,
    /// When a wrong clock is put right, by the truth.
    pub(super) mended_at_ms: Option<i64>,
    has_battery: bool,
}

impl Clocks {
    /// Clocks that are right.
    pub(super) fn new(truth_ms: i64, random: &mut Random) -> Self {
        Self {
            truth_ms,
            booted_ms: truth_ms,
            error_ms: 0,
            trust: ClockTrust::Synced,
            mended_at_ms: None,
            has_battery: random.chance(1, 2),
        }
    }

    /// The true time.
    pub(super) fn truth(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.truth_ms).unwrap_or_default()
    }

    /// What the machine's clocks say.
    pub(super) fn reading(&self) -> Reading {
        Reading { mono_ms: self.running_ms(), wall_ms: self.truth_ms + self.error_ms, trust: self.trust }
    }

    /// Which boot it is.
    pub(super) fn boot_id(&self) -> BootId {
        BootId(self.booted_ms.cast_unsigned().into())
    }

    /// Milliseconds since the boot, as shells of devices count them.
    pub(super) fn running_ms(&self) -> u64 {
        u64::try_from(self.truth_ms - self.booted_ms).unwrap_or(0)
    }

    /// The machine has booted. `wall_at_power_off_ms` is what a device without a battery finds on its disk.
    pub(super) fn boot(&mut self, wall_at_power_off_ms: i64, random: &mut Random) {
        self.booted_ms = self.truth_ms;
        self.error_ms = match (self.has_battery, random.below(3)) {
            // A battery that is years old runs minutes a week wrong.
            (true, 0) => signed(random.below(240)) * SECOND_MS - 120 * SECOND_MS,
            (true, _) => 0,
            (false, 0) => -self.truth_ms,
            (false, _) => wall_at_power_off_ms - self.truth_ms,
        };
        self.trust = ClockTrust::Unsynced;
        let wait_s = [1, 30, 600, 20_000][random.weighted(&[4, 4, 2, 1])];
        self.mended_at_ms = Some(self.truth_ms + signed(random.between(1, wait_s)) * SECOND_MS);
    }

    /// The clock is set right and trusted.
    pub(super) fn mend(&mut self) {
        self.error_ms = 0;
        self.trust = ClockTrust::Synced;
        self.mended_at_ms = None;
    }

    /// Something goes wrong with the clock. `known`: the branch knows the right time, so that it can notice.
    pub(super) fn spoil(&mut self, known: bool, random: &mut Random) {
        let hours = signed(random.between(1, 72));
        let by_ms = [40 * SECOND_MS, 20 * 60 * SECOND_MS, hours * HOUR_MS, hours * 24 * HOUR_MS]
            [random.weighted(&[1, 1, 3, 1])];
        let by_ms = if random.chance(1, 3) { -by_ms } else { by_ms };
        let wait_s = match random.below(3) {
            // Whoever sets the clock by hand takes the kernel's trust from it.
            0 => {
                self.trust = ClockTrust::Unsynced;
                self.error_ms += by_ms;
                random.between(10, 30_000)
            }
            // The network is gone for long enough.
            1 => {
                self.trust = ClockTrust::Unsynced;
                random.between(10, 30_000)
            }
            _ if known && self.trust == ClockTrust::Synced && self.error_ms == 0 => {
                self.error_ms = by_ms;
                random.between(10, LIE_S_MAX)
            }
            _ => return,
        };
        self.mended_at_ms = Some(self.truth_ms + signed(wait_s) * SECOND_MS);
    }
}

/// The next thing in a queue that has happened by now.
pub(super) fn pop_due<At: Copy + PartialOrd, T>(queue: &mut VecDeque<(At, T)>, now: At) -> Option<(At, T)> {
    let is_due = queue.front().is_some_and(|(at, _)| *at <= now);
    if is_due { queue.pop_front() } else { None }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
