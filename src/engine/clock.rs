//! The steady clock: goes on from the journal after a restart and never runs backwards.
//!
//! After a power cut nobody knows how long the device was off until the wall clock can be trusted. Then the time that the
//! last trusted reading and this one lie apart is added, so that holds and waits count the night, too.

use crate::domain::time::{ClockTrust, Moment};

/// What the machine's clocks say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// Milliseconds since some moment before the start of this process; never runs backwards.
    pub mono_ms: u64,
    /// Milliseconds since 1970-01-01 UTC.
    pub wall_ms: i64,
    /// Whether the wall clock is synchronised.
    pub trust: ClockTrust,
}

/// A longer time off than this is not believed: the clock is set wrong, or nobody cares any more.
const OFF_MS_MAX: u64 = 366 * 24 * 3_600_000;

/// Turns readings into moments.
#[derive(Debug, Clone)]
pub struct Clock {
    steady_base_ms: u64,
    mono_base_ms: u64,
    /// The last journalled moment, until the time off is known.
    before: Option<Moment>,
    newest_ms: u64,
}

impl Clock {
    /// Goes on after the last journalled moment, if there is one.
    pub fn resume(last: Option<Moment>, first: Reading) -> Self {
        let steady_base_ms = last.map_or(0, |last| last.steady_ms);
        let before = last.filter(|last| last.trust == ClockTrust::Synced);
        Self { steady_base_ms, mono_base_ms: first.mono_ms, before, newest_ms: steady_base_ms }
    }

    /// The moment of a reading.
    pub fn moment(&mut self, reading: Reading) -> Moment {
        let elapsed_ms = reading.mono_ms.saturating_sub(self.mono_base_ms);
        if reading.trust == ClockTrust::Synced
            && let Some(before) = self.before.take()
        {
            let apart_ms = u64::try_from(reading.wall_ms.saturating_sub(before.wall_ms)).unwrap_or(0);
            let off_ms = apart_ms.saturating_sub(elapsed_ms);
            self.steady_base_ms += if off_ms <= OFF_MS_MAX { off_ms } else { 0 };
        }
        self.newest_ms = self.newest_ms.max(self.steady_base_ms + elapsed_ms);
        Moment { steady_ms: self.newest_ms, wall_ms: reading.wall_ms, trust: reading.trust }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR_MS: u64 = 3_600_000;

    fn synced(mono_ms: u64, wall_ms: i64) -> Reading {
        Reading { mono_ms, wall_ms, trust: ClockTrust::Synced }
    }

    fn unsynced(mono_ms: u64, wall_ms: i64) -> Reading {
        Reading { mono_ms, wall_ms, trust: ClockTrust::Unsynced }
    }

    fn before() -> Moment {
        Moment { steady_ms: 5 * HOUR_MS, wall_ms: 1_000_000_000, trust: ClockTrust::Synced }
    }

    #[test]
    fn the_night_counts_as_soon_as_the_clock_is_trusted() {
        let mut clock = Clock::resume(Some(before()), unsynced(100, 0));
        assert_eq!(clock.moment(unsynced(1100, 1000)).steady_ms, 5 * HOUR_MS + 1000);
        let morning = 1_000_000_000 + 14 * 3_600_000;
        assert_eq!(clock.moment(synced(2100, morning)).steady_ms, 19 * HOUR_MS);
        assert_eq!(clock.moment(synced(3100, morning + 1000)).steady_ms, 19 * HOUR_MS + 1000);
    }

    #[test]
    fn a_clock_that_was_set_back_while_the_device_was_off_stops_nothing() {
        let mut clock = Clock::resume(Some(before()), synced(100, 5));
        assert_eq!(clock.moment(synced(600, 505)).steady_ms, 5 * HOUR_MS + 500);
    }

    #[test]
    fn a_jump_while_running_does_not_move_the_steady_clock() {
        let mut clock = Clock::resume(None, synced(0, 0));
        clock.moment(synced(10, 10));
        assert_eq!(clock.moment(synced(20, 86_400_000)).steady_ms, 20);
    }
}
