//! The steady clock: goes on from the journal after a restart and never runs backwards.
//!
//! Within one boot of the machine it runs through a restart, because the machine's clock did. The time that the machine was off is not
//! in it: nobody knows it until the wall clock can be trusted, and then it is the
//! branch that draws the conclusions (`domain::branch`).

use crate::domain::branch::State;
use crate::domain::ids::BootId;
use crate::domain::planted::{Bug, planted};
use crate::domain::time::{Boot, ClockTrust, Moment};

/// What the machine's clocks say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// Milliseconds since the machine booted, or some other moment before the start of this process; never runs backwards.
    pub mono_ms: u64,
    /// Milliseconds since 1970-01-01 UTC.
    pub wall_ms: i64,
    /// Whether the wall clock is synchronised.
    pub trust: ClockTrust,
}

/// Turns readings into moments.
#[derive(Debug, Clone)]
pub struct Clock {
    boot: Option<BootId>,
    /// Steady clock minus the machine's.
    offset_ms: i64,
    newest_ms: u64,
    /// Wall clock minus steady clock as a person has said it.
    stated_offset_ms: Option<i64>,
}

impl Clock {
    /// Goes on from a state of the branch, in a boot of the machine that may be the one of then.
    pub fn resume(state: &State, first: Reading, boot: Option<BootId>) -> Self {
        // Later than everything that happened before, so that before and after can be told apart.
        let newest_ms = state.at.steady_ms + 1;
        let known = &state.clock;
        let lasting = known.boot.filter(|before| Some(before.id) == boot);
        let anew = newest_ms.cast_signed().saturating_sub_unsigned(first.mono_ms);
        let keeps = lasting.is_some() || planted(Bug::StatedTimeOutlivesBoot);
        let stated_offset_ms = known.stated_offset_ms.filter(|_| keeps && !planted(Bug::StatedTimeForgotten));
        Self { boot, offset_ms: lasting.map_or(anew, |boot| boot.offset_ms), newest_ms, stated_offset_ms }
    }

    /// The boot, as the branch journals it.
    pub fn boot(&self) -> Option<Boot> {
        self.boot.map(|id| Boot { id, offset_ms: self.offset_ms })
    }

    /// The moment of a reading.
    pub fn moment(&mut self, reading: Reading) -> Moment {
        self.newest_ms = self.newest_ms.max(reading.mono_ms.saturating_add_signed(self.offset_ms));
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
    use crate::domain::branch::NumbersGiven;

    fn at(mono_ms: u64, wall_ms: i64) -> Reading {
        Reading { mono_ms, wall_ms, trust: ClockTrust::Synced }
    }

    const LAST: Moment = Moment { steady_ms: 5000, wall_ms: 1_000_000, trust: ClockTrust::Synced };

    fn left() -> State {
        let mut state = State::new(1, NumbersGiven::new());
        state.at = LAST;
        state
    }

    fn resume(first: Reading) -> Clock {
        Clock::resume(&left(), first, None)
    }

    #[test]
    fn it_goes_on_after_a_restart_where_it_was() {
        let mut clock = resume(at(100, 9_000_000));
        assert_eq!(clock.moment(at(100, 9_000_000)).steady_ms, 5001);
        assert_eq!(clock.moment(at(600, 9_000_500)).steady_ms, 5501);
    }

    #[test]
    fn a_wall_clock_that_jumps_does_not_move_it() {
        let mut clock = resume(at(0, 0));
        assert_eq!(clock.moment(at(10, 10)).steady_ms, 5011);
        assert_eq!(clock.moment(at(20, 86_400_000)).steady_ms, 5021);
        assert_eq!(clock.moment(at(30, 5)).steady_ms, 5031);
    }

    #[test]
    fn what_a_person_says_holds_until_a_server_says_it() {
        let unsynced = |mono_ms, wall_ms| Reading { trust: ClockTrust::Unsynced, ..at(mono_ms, wall_ms) };
        let mut clock = resume(unsynced(0, 7));
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
        let mut clock = resume(at(0, 0));
        clock.moment(at(20, 20));
        assert_eq!(clock.moment(at(10, 10)).steady_ms, 5021);
    }

    #[test]
    fn within_a_boot_it_runs_through_a_restart_and_what_a_person_said_holds() {
        let unsynced = |mono_ms| Reading { trust: ClockTrust::Unsynced, ..at(mono_ms, 7) };
        let mut before = Clock::resume(&left(), unsynced(100), Some(BootId(1)));
        assert_eq!(before.moment(unsynced(600)).steady_ms, 5501);
        let mut state = left();
        state.at.steady_ms = 5501;
        state.clock.boot = before.boot();
        state.clock.stated_offset_ms = Some(1_000_000);

        let mut same = Clock::resume(&state, unsynced(10_600), Some(BootId(1)));
        let stated = Moment { steady_ms: 15_501, wall_ms: 1_015_501, trust: ClockTrust::Synced };
        assert_eq!(same.moment(unsynced(10_600)), stated);
        assert_eq!(same.boot(), before.boot());
        for other in [Some(BootId(2)), None] {
            let mut other = Clock::resume(&state, unsynced(300), other);
            let moment = other.moment(unsynced(300));
            assert_eq!((moment.steady_ms, moment.trust), (5502, ClockTrust::Unsynced));
        }
        // Whatever the machine's clock says, the steady one does not go back.
        let mut early = Clock::resume(&state, unsynced(0), Some(BootId(1)));
        assert_eq!(early.moment(unsynced(0)).steady_ms, 5502);
    }
}
