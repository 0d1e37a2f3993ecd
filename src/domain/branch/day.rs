//! The clock, the service day, and everything that happens because time has passed.
//!
//! A day closes when the hours of the day *on which it was opened* have ended, and that day is found by counting back
//! from a trusted clock with the steady one. So a clock that jumps, or that was wrong when the day was opened, never
//! closes a day under people's feet.

use super::super::event::{Cause, Event, ExpireReason, ParkReason};
use super::super::ids::TicketId;
use super::super::refusal::Refusal;
use super::super::ticket::TicketState;
use super::super::time::{ClockTrust, Moment};
use super::state::{DATES_KEPT, Day};
use super::{Branch, Decision};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};

/// The wall clock may move so far against the steady one without being called a jump: time servers correct slowly.
const JUMP_MIN_MS: u64 = 30_000;
/// With nothing to do, the branch looks at its clocks this often.
const IDLE_MS_MAX: u64 = 30_000;

impl Branch {
    /// Whether clock times may be shown and the day may be opened or closed by the calendar.
    pub fn clock_trusted(&self, now: Moment) -> bool {
        let doubted = self.state.clock.doubted_until_ms.is_some_and(|until_ms| now.steady_ms < until_ms);
        now.trust == ClockTrust::Synced && self.state.clock.trust == ClockTrust::Synced && !doubted
    }

    /// When the open day closes, as far as the clock can tell.
    pub fn closing(&self, now: Moment) -> Option<DateTime<Utc>> {
        let opened_on = self.opened_on(now, self.state.day?);
        let calendar = &self.settings.calendar;
        let midnight = || {
            let next_day = opened_on.checked_add_days(Days::new(1))?;
            Some(calendar.instant(next_day, NaiveTime::MIN, true))
        };
        // A day that a person opened although the branch is closed lasts until midnight.
        calendar.opening(opened_on).map(|(_, closes)| closes).or_else(midnight)
    }

    /// Steady time at which to decide a `Tick` again, at the latest.
    pub fn next_deadline_ms(&self, now: Moment) -> u64 {
        let holds = self.parked_until().map(|(_, until_ms)| until_ms);
        let calendar = self.calendar_deadlines(now).filter_map(|at| {
            let ahead_ms = u64::try_from((at - now.utc()).num_milliseconds()).ok()?;
            Some(now.steady_ms + ahead_ms)
        });
        let doubt = self.state.clock.doubted_until_ms;
        let all = holds.chain(self.slip_deadlines_ms()).chain(calendar).chain(doubt);
        let next = all.filter(|&at_ms| at_ms > now.steady_ms).min();
        next.unwrap_or(u64::MAX).min(now.steady_ms + IDLE_MS_MAX)
    }

    /// One stage of what is due; the engine ticks until nothing is.
    pub(super) fn tick(&self, now: Moment) -> Vec<Event> {
        let stages: [&dyn Fn() -> Vec<Event>; 5] = [
            &|| self.clock_due(now).into_iter().collect(),
            &|| self.holds_due(now),
            &|| self.slips_due(now),
            &|| self.closing_due(now),
            &|| self.opening_due(now).into_iter().collect(),
        ];
        stages.iter().map(|stage| stage()).find(|events| !events.is_empty()).unwrap_or_default()
    }

    /// Counters that the site no longer has put their tickets aside: a changed site file loses nobody.
    pub(super) fn restart(&self, epoch: u32) -> Vec<Event> {
        let gone = self.state.counters.iter().filter(|(id, _)| !self.settings.counters.contains_key(id));
        let closed = gone.filter(|(_, counter)| counter.open()).flat_map(|(&counter, state)| {
            let aside = state.ticket().map(|ticket| self.parked(self.state.at, ticket, ParkReason::Clerk));
            aside.into_iter().chain([Event::CounterClosed { counter }])
        });
        [Event::Restarted { epoch }].into_iter().chain(self.slips_after_restart()).chain(closed).collect()
    }

    pub(super) fn open_day(&self, now: Moment) -> Decision {
        if self.state.day.is_some() {
            return Err(Refusal::DayOpen);
        }
        let today = self.settings.calendar.date(now.utc());
        let date = match self.state.last_date {
            // Without a trusted clock, or on a date whose numbers are not known any more, the last day goes on.
            Some(last) if !self.clock_trusted(now) || !self.numbers_known(today) => last,
            Some(_) | None => today,
        };
        Ok(vec![Event::DayOpened { date, cause: Cause::Person }])
    }

    pub(super) fn close_day(&self) -> Decision {
        let day = self.state.day.ok_or(Refusal::DayClosed)?;
        let inside = self.inside();
        if inside > 0 {
            return Err(Refusal::PeopleInside { count: inside });
        }
        Ok(self.closed(day, Cause::Person))
    }

    fn clock_due(&self, now: Moment) -> Option<Event> {
        let clock = self.state.clock;
        let jump_ms = now.offset_ms().saturating_sub(clock.offset_ms);
        let jumped = jump_ms.unsigned_abs() > JUMP_MIN_MS;
        if now.trust == clock.trust && !(jumped && now.trust == ClockTrust::Synced) {
            return None;
        }
        // A clock that becomes synchronised is set at that moment; one that was synchronised already has no reason to jump.
        let unannounced = jumped && clock.trust == ClockTrust::Synced && now.trust == ClockTrust::Synced;
        let settle_ms = u64::from(self.settings.rules.clock_settle_s) * 1000;
        let doubted_until_ms = match clock.doubted_until_ms {
            _ if unannounced => Some(now.steady_ms + settle_ms),
            Some(until_ms) if until_ms > now.steady_ms && now.trust == ClockTrust::Synced => Some(until_ms),
            Some(_) | None => None,
        };
        Some(Event::ClockChanged { trust: now.trust, jump_ms, doubted_until_ms })
    }

    fn holds_due(&self, now: Moment) -> Vec<Event> {
        let due = self.parked_until().filter(|(_, until_ms)| now.steady_ms >= *until_ms);
        due.map(|(ticket, _)| Event::Expired { ticket, reason: ExpireReason::HoldEnded }).collect()
    }

    fn closing_due(&self, now: Moment) -> Vec<Event> {
        let closing = self.closing(now).filter(|_| self.clock_trusted(now));
        let Some((day, closes)) = self.state.day.zip(closing) else { return Vec::new() };
        let at_the_latest = closes + self.overrun();
        let over = now.utc() >= at_the_latest || (now.utc() >= closes && self.inside() == 0);
        if over { self.closed(day, Cause::Calendar) } else { Vec::new() }
    }

    fn opening_due(&self, now: Moment) -> Option<Event> {
        if self.state.day.is_some() || !self.clock_trusted(now) {
            return None;
        }
        let date = self.settings.calendar.date(now.utc());
        let (opens, closes) = self.settings.calendar.opening(date)?;
        let new = match self.state.last_date {
            None => true,
            Some(last) if last == date => !self.state.closed_by_person,
            Some(last) => last < date,
        };
        let within = opens <= now.utc() && now.utc() < closes;
        (new && within).then_some(Event::DayOpened { date, cause: Cause::Calendar })
    }

    /// Everybody but those at a counter is sent home by the events before the closing.
    fn closed(&self, day: Day, cause: Cause) -> Vec<Event> {
        let ends = self.state.tickets.values().filter(|ticket| match ticket.state {
            TicketState::Waiting | TicketState::Called { .. } | TicketState::Parked { .. } => true,
            TicketState::Serving { .. } | TicketState::Ended => false,
        });
        let expired =
            ends.map(|ticket| Event::Expired { ticket: ticket.id, reason: ExpireReason::DayClosed });
        expired.chain([Event::DayClosed { date: day.date, cause }]).collect()
    }

    /// The local date on which the day was really opened.
    fn opened_on(&self, now: Moment, day: Day) -> NaiveDate {
        let age_ms = i64::try_from(now.steady_ms.saturating_sub(day.opened.steady_ms)).unwrap_or(i64::MAX);
        let opened = now.utc().checked_sub_signed(TimeDelta::milliseconds(age_ms.min(i64::MAX / 1000)));
        self.settings.calendar.date(opened.unwrap_or_default())
    }

    fn calendar_deadlines(&self, now: Moment) -> impl Iterator<Item = DateTime<Utc>> {
        let closing = self.closing(now);
        let latest = closing.map(|closes| closes + self.overrun());
        let opening = self.settings.calendar.next_opening(now.utc());
        closing.into_iter().chain(latest).chain(opening)
    }

    fn overrun(&self) -> TimeDelta {
        TimeDelta::minutes(i64::from(self.settings.rules.overrun_min))
    }

    /// People who wait for something in the hall: in the line, called, or at a counter.
    fn inside(&self) -> u32 {
        let at_counters = self.state.counters.values().filter(|counter| counter.ticket().is_some()).count();
        u32::try_from(self.state.line.len() + at_counters).unwrap_or(u32::MAX)
    }

    fn parked_until(&self) -> impl Iterator<Item = (TicketId, u64)> + '_ {
        self.state.tickets.values().filter_map(|ticket| match ticket.state {
            TicketState::Parked { until_ms, .. } => Some((ticket.id, until_ms)),
            TicketState::Waiting
            | TicketState::Called { .. }
            | TicketState::Serving { .. }
            | TicketState::Ended => None,
        })
    }

    /// Whether every number that was given on this date is remembered.
    fn numbers_known(&self, date: NaiveDate) -> bool {
        let oldest = self.state.given.first_key_value().map(|(&oldest, _)| oldest);
        self.state.given.len() < DATES_KEPT || oldest.is_none_or(|oldest| date >= oldest)
    }
}
