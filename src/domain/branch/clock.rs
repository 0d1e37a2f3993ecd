//! What the branch knows about its clock, and what a change of it means.
//!
//! The steady clock does not run while the branch is off. When the wall clock is synchronised for the first time after a
//! restart, the two synchronised readings before and after tell how long that was; from then on everything before the
//! restart is that much longer ago. What happened between the restart and that reading is not: a morning without a time
//! server ends nobody's hold and nobody's day. A branch that starts again within one boot of the machine has missed nothing: the
//! machine's own clock ran on, and what a person has said of the time is as good as before.
//!
//! A person is believed where no server is, and may say it again: a time that is put right is no jump. What only people have
//! said binds nobody who says it anew; what a server has said does, because no steady clock runs too fast.

use super::super::event::Event;
use super::super::planted::{Bug, planted};
use super::super::refusal::Refusal;
use super::super::ticket::TicketState;
use super::super::time::{Boot, ClockTrust, Moment};
use super::state::State;
use super::{Branch, Decision};
use serde::{Deserialize, Serialize};

/// The wall clock may move so far against the steady one without being called a jump: time servers correct slowly.
const JUMP_MIN_MS: u64 = 30_000;
/// A longer time off than this is not believed: the clock is set wrong, or nobody cares any more.
const MISSED_MS_MAX: u64 = 366 * 24 * 3_600_000;
/// Whoever reads the time from a wall may be so much behind the branch.
const STATED_EARLY_MS: i64 = 120_000;
/// Who says that it is so much later has mistyped the year.
const STATED_LATE_MS: i64 = 9 * 366 * 24 * 3_600_000;
/// 2026-01-01 UTC, in milliseconds since 1970: when this was written, where no server has ever said anything.
const WRITTEN_MS: i64 = 1_767_225_600_000;
/// Steady time at which the life of a branch begins: late enough that nothing is ever longer ago than zero.
pub(super) const BIRTH_MS: u64 = MISSED_MS_MAX;

/// What the branch knows about its clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// As last reported.
    pub trust: ClockTrust,
    /// Wall clock minus steady clock when it was last set.
    pub offset_ms: i64,
    /// Steady time until which a jump that nobody announced keeps the clock in doubt.
    pub doubted_until_ms: Option<u64>,
    /// Wall clock minus steady clock as it was last believed, before the doubt or the loss of synchronisation.
    pub believed_offset_ms: Option<i64>,
    /// The same as it was set last, when synchronisation was lost while that was in doubt.
    #[serde(default)]
    pub doubted_offset_ms: Option<i64>,
    /// Steady time of the first restart since then, as long as nobody knows how long the branch was off.
    pub restarted_ms: Option<u64>,
    /// Wall clock minus steady clock as a person has said it, in this boot of the machine; until a server says it otherwise.
    #[serde(default)]
    pub stated_offset_ms: Option<i64>,
    /// Whether it was a person who said what `offset_ms` is.
    #[serde(default)]
    pub offset_is_stated: bool,
    /// Wall clock minus steady clock as a server said it when one was believed last.
    #[serde(default)]
    pub server_offset_ms: Option<i64>,
    /// The boot of the newest start.
    #[serde(default)]
    pub boot: Option<Boot>,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            trust: ClockTrust::Unsynced,
            offset_ms: 0,
            doubted_until_ms: None,
            believed_offset_ms: None,
            doubted_offset_ms: None,
            restarted_ms: None,
            stated_offset_ms: None,
            offset_is_stated: false,
            server_offset_ms: None,
            boot: None,
        }
    }
}

impl Clock {
    pub(super) fn stated(&mut self, at: Moment, wall_ms: i64) {
        self.stated_offset_ms = Some(wall_ms.saturating_sub_unsigned(at.steady_ms));
    }

    pub(super) fn restarted(&mut self, at: Moment, boot: Option<Boot>) {
        let lasts = boot.is_some() && boot == self.boot;
        self.boot = boot;
        if lasts {
            return;
        }
        self.stated_offset_ms = None;
        if at.trust == ClockTrust::Unsynced {
            self.restarted_ms = self.restarted_ms.or(Some(at.steady_ms));
        }
    }

    /// Whether it is a person from whom this time is.
    fn is_stated_at(self, now: Moment) -> bool {
        now.trust == ClockTrust::Synced && self.stated_offset_ms == Some(now.offset_ms())
    }

    /// What the steady clock missed, told by the first synchronised reading after a restart. If the clock was in doubt
    /// before, nobody knows which of its two settings was right; the shorter time ends less.
    fn missed_ms(self, now: Moment) -> u64 {
        let newest = (self.trust == ClockTrust::Synced).then_some(self.offset_ms).or(self.doubted_offset_ms);
        let before = self.believed_offset_ms.filter(|_| !self.believed_at(now.steady_ms));
        let missed = newest
            .into_iter()
            .chain(before)
            .filter_map(|offset_ms| u64::try_from(now.offset_ms().saturating_sub(offset_ms)).ok());
        missed.min().filter(|missed_ms| (JUMP_MIN_MS..=MISSED_MS_MAX).contains(missed_ms)).unwrap_or(0)
    }

    /// The earliest that it can be, in wall milliseconds, as far as anybody can know: a steady clock never runs too fast.
    pub(super) fn at_least_ms(self, now: Moment) -> Option<i64> {
        if now.trust == ClockTrust::Synced && self.believed_at(now.steady_ms) {
            return Some(now.wall_ms);
        }
        let newest = (self.trust == ClockTrust::Synced).then_some(self.offset_ms);
        let believed = self.believed_offset_ms.or(newest);
        believed.map(|offset_ms| offset_ms.saturating_add_unsigned(now.steady_ms))
    }

    /// The same, as far as servers have said it.
    fn at_least_by_server_ms(self, now: Moment) -> Option<i64> {
        self.server_offset_at(now.steady_ms).map(|offset_ms| offset_ms.saturating_add_unsigned(now.steady_ms))
    }

    fn server_offset_at(self, steady_ms: u64) -> Option<i64> {
        let newest = self.believed_at(steady_ms) && !self.offset_is_stated;
        newest.then_some(self.offset_ms).or(self.server_offset_ms)
    }

    /// The time of day that is believed, in wall milliseconds.
    pub(crate) fn believed_wall_ms(self, steady_ms: u64) -> Option<i64> {
        self.believed_at(steady_ms).then(|| self.offset_ms.saturating_add_unsigned(steady_ms))
    }

    fn believed_at(self, steady_ms: u64) -> bool {
        let doubted = self.doubted_until_ms.is_some_and(|until_ms| steady_ms < until_ms);
        self.trust == ClockTrust::Synced && !doubted
    }
}

impl Branch {
    /// Whether clock times may be shown and the day may be opened or closed by the calendar.
    pub fn clock_trusted(&self, now: Moment) -> bool {
        now.trust == ClockTrust::Synced && self.state.clock.believed_at(now.steady_ms)
    }

    /// Whether a clock that is synchronised follows what a person has said, and no server.
    pub fn time_is_stated(&self, now: Moment) -> bool {
        self.state.clock.is_stated_at(now)
    }

    /// The earliest that it can be, in wall milliseconds since 1970 UTC, as far as this branch can know: also when its clock
    /// begins in 1970 again.
    pub fn at_least_ms(&self, now: Moment) -> i64 {
        self.state.clock.at_least_ms(now).unwrap_or(0).max(now.wall_ms)
    }

    /// A person says what time it is: believed where no server says it, and until one does or the machine boots. Nothing binds
    /// them but what a server has said: what a person has said, now or in an earlier boot, any person can put right.
    pub(super) fn state_time(&self, now: Moment, wall_ms: i64) -> Decision {
        let clock = self.state.clock;
        let by_server = now.trust == ClockTrust::Synced && !clock.is_stated_at(now);
        if by_server && !planted(Bug::StatedTimeOverServer) {
            return Err(Refusal::TimeKnown);
        }
        let known_ms = clock.at_least_by_server_ms(now).unwrap_or(i64::MIN).max(WRITTEN_MS);
        if wall_ms < known_ms.saturating_sub(STATED_EARLY_MS) {
            return Err(Refusal::TimePast);
        }
        if wall_ms >= known_ms.saturating_add(STATED_LATE_MS) {
            return Err(Refusal::TimeFarOff);
        }
        Ok(vec![Event::TimeStated { wall_ms }])
    }

    /// A change of trust, or a jump of a clock that was thought to be right.
    pub(super) fn clock_due(&self, now: Moment) -> Vec<Event> {
        let missed_ms = match now.trust {
            ClockTrust::Synced if self.state.clock.restarted_ms.is_some() => self.state.clock.missed_ms(now),
            ClockTrust::Synced | ClockTrust::Unsynced => 0,
        };
        let jump_ms = self.jump_ms(now);
        let jumped = jump_ms.unsigned_abs() > JUMP_MIN_MS;
        let begins = self.state.clock.trust == ClockTrust::Unsynced;
        let is_stated = self.state.clock.is_stated_at(now);
        let put_right = jump_ms != 0 && is_stated && !planted(Bug::StatedTimeDoubted);
        match now.trust {
            ClockTrust::Synced if begins || put_right => {
                let changed = self.clock_changed(now, missed_ms, None);
                [changed].into_iter().chain(self.night_ended(now, missed_ms)).collect()
            }
            ClockTrust::Synced if jumped && planted(Bug::DayResetOnClockJump) => {
                vec![self.clock_changed(now, 0, None)]
            }
            // A clock that was synchronised already has no reason to jump.
            ClockTrust::Synced if jumped => {
                let settle_ms = u64::from(self.settings.rules.clock_settle_s) * 1000;
                vec![self.clock_changed(now, 0, Some(now.steady_ms + settle_ms))]
            }
            // A server that says nearly what a person had said is known to have said it.
            ClockTrust::Synced if jump_ms != 0 && self.state.clock.offset_is_stated && !is_stated => {
                vec![self.clock_changed(now, 0, None)]
            }
            ClockTrust::Unsynced if !begins => vec![self.clock_changed(now, 0, None)],
            ClockTrust::Synced | ClockTrust::Unsynced => Vec::new(),
        }
    }

    /// After a restart a clock that moved tells how long the branch was off; only later is it a jump.
    pub(super) fn clock_after_restart(&self, now: Moment) -> Vec<Event> {
        let clock = self.state.clock;
        let moved = self.jump_ms(now).unsigned_abs() > JUMP_MIN_MS;
        if now.trust == ClockTrust::Unsynced || (!moved && clock.trust == ClockTrust::Synced) {
            return Vec::new();
        }
        let missed_ms = clock.missed_ms(now);
        let doubted = clock.doubted_until_ms.filter(|&until_ms| until_ms > now.steady_ms + missed_ms);
        let changed = self.clock_changed(now, missed_ms, doubted);
        // A clock that is in doubt ends no night.
        let night = if doubted.is_none() { self.night_ended(now, missed_ms) } else { Vec::new() };
        [changed].into_iter().chain(night).collect()
    }

    fn clock_changed(&self, now: Moment, missed_ms: u64, doubted_until_ms: Option<u64>) -> Event {
        Event::ClockChanged { trust: now.trust, jump_ms: self.jump_ms(now), missed_ms, doubted_until_ms }
    }

    fn jump_ms(&self, now: Moment) -> i64 {
        now.offset_ms().saturating_sub(self.state.clock.offset_ms)
    }
}

impl State {
    pub(super) fn clock_changed(
        &mut self,
        at: Moment,
        trust: ClockTrust,
        missed_ms: u64,
        doubted_until_ms: Option<u64>,
    ) {
        let offset_ms = at.offset_ms();
        let before = self.clock;
        let believed_offset_ms =
            if before.believed_at(at.steady_ms) { Some(before.offset_ms) } else { before.believed_offset_ms };
        let restarted_ms = match trust {
            ClockTrust::Synced => None,
            ClockTrust::Unsynced => before.restarted_ms,
        };
        let in_doubt = before.trust == ClockTrust::Synced && !before.believed_at(at.steady_ms);
        let is_stated = trust == ClockTrust::Synced && before.stated_offset_ms == Some(offset_ms);
        self.clock = Clock {
            trust,
            offset_ms,
            doubted_until_ms,
            believed_offset_ms,
            doubted_offset_ms: match trust {
                ClockTrust::Synced => None,
                ClockTrust::Unsynced if in_doubt => Some(before.offset_ms),
                ClockTrust::Unsynced => before.doubted_offset_ms,
            },
            restarted_ms,
            // A server that says nearly the same changes nothing, and it does not matter who is believed.
            stated_offset_ms: before.stated_offset_ms.filter(|_| is_stated),
            offset_is_stated: is_stated,
            server_offset_ms: before.server_offset_at(at.steady_ms),
            boot: before.boot,
        };
        self.is_longer_ago(before.restarted_ms.unwrap_or(at.steady_ms), missed_ms);
    }

    fn is_longer_ago(&mut self, restarted_ms: u64, missed_ms: u64) {
        let shift = |ms: &mut u64| {
            if *ms < restarted_ms {
                *ms = ms.saturating_sub(missed_ms);
            }
        };
        self.last_opened_ms.iter_mut().chain(&mut self.last_taken_ms).for_each(shift);
        self.day.iter_mut().for_each(|day| shift(&mut day.opened.steady_ms));
        for ticket in self.tickets.values_mut() {
            shift(&mut ticket.joined.steady_ms);
            match &mut ticket.state {
                TicketState::Called { since_ms, .. } | TicketState::Serving { since_ms, .. } => {
                    shift(since_ms);
                }
                TicketState::Parked { turn_ms, until_ms } if *turn_ms < restarted_ms => {
                    *until_ms = until_ms.saturating_sub(missed_ms);
                    shift(turn_ms);
                }
                TicketState::Waiting | TicketState::Parked { .. } | TicketState::Ended => {}
            }
        }
        for last in self.kiosks.values_mut().filter_map(|kiosk| kiosk.last.as_mut()) {
            shift(&mut last.since_ms);
        }
    }
}
