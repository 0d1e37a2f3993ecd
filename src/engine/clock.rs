//! The steady clock: goes on from the journal after a restart and never runs backwards.
//!
//! The time that the device was off is not in it: nobody knows it until the wall clock can be trusted, and then it is the
//! branch that draws the conclusions (`domain::branch`).

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

/// Turns readings into moments.
#[derive(Debug, Clone)]
pub struct Clock {
    steady_base_ms: u64,
    mono_base_ms: u64,
    newest_ms: u64,
    /// Wall clock minus steady clock as a person has said it.
    stated_offset_ms: Option<i64>,
}

impl Clock {
    /// Goes on after the last journalled moment, or after the birth of a new branch.
    pub fn resume(last: Moment, first: Reading) -> Self {
        // Later than everything that happened before, so that before and after can be told apart.
        let steady_base_ms = last.steady_ms + 1;
        Self {
            steady_base_ms,
            mono_base_ms: first.mono_ms,
            newest_ms: steady_base_ms,
            stated_offset_ms: None,
        }
    }

    /// The moment of a reading.
    pub fn moment(&mut self, reading: Reading) -> Moment {
        let elapsed_ms = reading.mono_ms.saturating_sub(self.mono_base_ms);
        self.newest_ms = self.newest_ms.max(self.steady_base_ms + elapsed_ms);
        let steady_ms = self.newest_ms;
        if reading.trust == ClockTrust::Synced {
            self.stated_offset_ms = None;
        }
        match self.stated_offset_ms {
            Some(offset_ms) => {
                let wall_ms = offset_ms.saturating_add_unsigned(steady_ms);
                Moment { steady_ms, wall_ms, trust: ClockTrust::Synced }
            }
            None => Moment { steady_ms, wall_ms: reading.wall_ms, trust: reading.trust },
        }
    }

    /// A person has said what the wall clock is, less the steady one. That is followed until the machine's own is synchronised.
    pub fn follow(&mut self, stated_offset_ms: i64) {
        self.stated_offset_ms = Some(stated_offset_ms);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(mono_ms: u64, wall_ms: i64) -> Reading {
        Reading { mono_ms, wall_ms, trust: ClockTrust::Synced }
    }

    const LAST: Moment = Moment { steady_ms: 5000, wall_ms: 1_000_000, trust: ClockTrust::Synced };

    #[test]
    fn it_goes_on_after_a_restart_where_it_was() {
        let mut clock = Clock::resume(LAST, at(100, 9_000_000));
        assert_eq!(clock.moment(at(100, 9_000_000)).steady_ms, 5001);
        assert_eq!(clock.moment(at(600, 9_000_500)).steady_ms, 5501);
    }

    #[test]
    fn a_wall_clock_that_jumps_does_not_move_it() {
        let mut clock = Clock::resume(LAST, at(0, 0));
        assert_eq!(clock.moment(at(10, 10)).steady_ms, 5011);
        assert_eq!(clock.moment(at(20, 86_400_000)).steady_ms, 5021);
        assert_eq!(clock.moment(at(30, 5)).steady_ms, 5031);
    }

    #[test]
    fn what_a_person_says_holds_until_a_server_says_it() {
        let unsynced = |mono_ms, wall_ms| Reading { trust: ClockTrust::Unsynced, ..at(mono_ms, wall_ms) };
        let mut clock = Clock::resume(LAST, unsynced(0, 7));
        assert_eq!(clock.moment(unsynced(10, 17)).wall_ms, 17);
        clock.follow(1_000_000);
        let stated = Moment { steady_ms: 5021, wall_ms: 1_005_021, trust: ClockTrust::Synced };
        assert_eq!(clock.moment(unsynced(20, 27)), stated);
        assert_eq!(clock.moment(at(30, 2_000_000)).wall_ms, 2_000_000);
        let again = clock.moment(unsynced(40, 2_000_010));
        assert_eq!((again.wall_ms, again.trust), (2_000_010, ClockTrust::Unsynced));
    }

    #[test]
    fn a_reading_that_arrives_late_does_not_turn_it_back() {
        let mut clock = Clock::resume(LAST, at(0, 0));
        clock.moment(at(20, 20));
        assert_eq!(clock.moment(at(10, 10)).steady_ms, 5021);
    }
}
