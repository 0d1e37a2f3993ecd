//! The service day, and everything that happens because time has passed.
//!
//! A day closes when the hours of the day *on which it was opened* have ended, and that day is found by counting back
//! from a trusted clock with the steady one. So a clock that jumps, or that was wrong when the day was opened, never
//! closes a day under people's feet, and never opens a second one on the same day: the date is a label of numbers, the
//! counting back tells which day it really was.

use super::super::event::{Cause, Event, ExpireReason, ParkReason};
use super::super::ids::{CodeKey, TicketId};
use super::super::planted::{Bug, planted};
use super::super::refusal::Refusal;
use super::super::ticket::{Presence, Ticket, TicketState};
use super::super::time::{Boot, Moment};
use super::state::{DATES_KEPT, Day};
use super::{Branch, Decision};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};

/// With nothing to do, the branch looks at its clocks this often.
const IDLE_MS_MAX: u64 = 30_000;

impl Branch {
    /// When the open day closes, as far as the clock can tell.
    pub fn closing(&self, now: Moment) -> Option<DateTime<Utc>> {
        if planted(Bug::DayResetOnClockJump) {
            let of_date = self.settings.calendar.opening(self.state.day?.date);
            return of_date.map(|(_, closes)| closes);
        }
        self.state.day?;
        self.closing_of(self.counted_back(now, self.state.last_opened_ms?, 0)?)
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
            &|| self.clock_due(now),
            &|| self.holds_due(now),
            &|| self.slips_due(now),
            &|| self.closing_due(now),
            &|| self.opening_due(now),
        ];
        stages.iter().map(|stage| stage()).find(|events| !events.is_empty()).unwrap_or_default()
    }

    /// Counters that the site no longer has put their tickets aside: a changed site file loses nobody.
    pub(super) fn restart(
        &self,
        now: Moment,
        epoch: u32,
        code_key: CodeKey,
        boot: Option<Boot>,
    ) -> Vec<Event> {
        let clock = self.clock_after_restart(now);
        let sent_home = |ticket: TicketId| {
            let home =
                |event: &Event| matches!(event, Event::Expired { ticket: home, .. } if *home == ticket);
            clock.iter().any(home)
        };
        let mut closed = Vec::new();
        for (&counter, state) in &self.state.counters {
            if self.settings.counters.contains_key(&counter) || !state.open() {
                continue;
            }
            closed.extend(state.ticket().filter(|&ticket| !sent_home(ticket)).map(|ticket| {
                match self.state.day {
                    Some(_) => self.parked(now, ticket, ParkReason::Clerk),
                    None => Event::Expired { ticket, reason: ExpireReason::DayClosed },
                }
            }));
            closed.push(Event::CounterClosed { counter });
        }
        let slips = self.slips_after_restart();
        [Event::Restarted { epoch, code_key, boot }]
            .into_iter()
            .chain(clock)
            .chain(slips)
            .chain(closed)
            .collect()
    }

    pub(super) fn open_day(&self, now: Moment) -> Decision {
        if self.state.day.is_some() {
            return Err(Refusal::DayOpen);
        }
        Ok(self.opened(now, Cause::Person))
    }

    pub(super) fn close_day(&self) -> Decision {
        let day = self.state.day.ok_or(Refusal::DayClosed)?;
        let inside = self.inside();
        if inside > 0 {
            return Err(Refusal::PeopleInside { count: inside });
        }
        Ok(self.closed(day, Cause::Person))
    }

    /// The clock is synchronised again and tells that the day is long over. Whoever has joined after its end, when nobody
    /// could know that, is of a new day and is not sent home with the old one: the numbers go on.
    pub(super) fn night_ended(&self, now: Moment, missed_ms: u64) -> Vec<Event> {
        let opened = self.state.last_opened_ms.and_then(|ms| self.counted_back(now, ms, missed_ms));
        let closing = opened.and_then(|opened| self.closing_of(opened));
        let over = closing.filter(|&closes| now.utc() >= closes + self.overrun());
        let Some((day, closes)) = self.state.day.zip(over) else { return Vec::new() };
        let joined = |ticket: &Ticket| self.counted_back(now, ticket.joined.steady_ms, missed_ms);
        let alive = self.state.tickets.values().filter(|ticket| ticket.state != TicketState::Ended);
        let (new, old): (Vec<&Ticket>, Vec<&Ticket>) =
            alive.partition(|ticket| joined(ticket).is_some_and(|joined| joined >= closes));
        if new.is_empty() {
            return Vec::new();
        }
        let expired = old.into_iter().map(|ticket| expired(ticket, ExpireReason::DayClosed));
        let (date, cause) = (day.date, Cause::Calendar);
        let days = [Event::DayClosed { date, cause }, Event::DayOpened { date, cause, anew: true }];
        expired.chain(days).collect()
    }

    fn holds_due(&self, now: Moment) -> Vec<Event> {
        if planted(Bug::HoldForgotten) {
            return Vec::new();
        }
        let early_ms = if planted(Bug::HoldCutShort) { 60_000 } else { 0 };
        let due = self.parked_until().filter(|(_, until_ms)| now.steady_ms + early_ms >= *until_ms);
        due.map(|(ticket, _)| Event::Expired { ticket, reason: ExpireReason::HoldEnded }).collect()
    }

    fn closing_due(&self, now: Moment) -> Vec<Event> {
        let closing = self.closing(now).filter(|_| self.clock_trusted(now));
        let Some((day, closes)) = self.state.day.zip(closing) else { return Vec::new() };
        let at_the_latest = closes + self.overrun();
        let over = now.utc() >= at_the_latest || (now.utc() >= closes && self.inside() == 0);
        if over { self.closed(day, Cause::Calendar) } else { Vec::new() }
    }

    fn opening_due(&self, now: Moment) -> Vec<Event> {
        if self.state.day.is_some() || !self.clock_trusted(now) {
            return Vec::new();
        }
        let hours = self.settings.calendar.opening(self.settings.calendar.date(now.utc()));
        let within = hours.is_some_and(|(opens, closes)| opens <= now.utc() && now.utc() < closes);
        let again = self.state.closed_by_person && self.is_today(now, self.state.last_opened_ms);
        if within && !again { self.opened(now, Cause::Calendar) } else { Vec::new() }
    }

    /// The opening of a day. Its numbers go on from the last one's when nobody can know the date, when it is the same day,
    /// also if only its first people know that, and when nobody knows any more what was given today, as after a loss.
    /// Whoever is still at a counter was forgotten there when the last day ended.
    fn opened(&self, now: Moment, cause: Cause) -> Vec<Event> {
        let today = self.settings.calendar.date(now.utc());
        let trusted = self.clock_trusted(now);
        let anew = !trusted || !self.is_today(now, self.state.last_opened_ms);
        let numbers_go_on = !trusted
            || self.is_today(now, self.state.last_taken_ms)
            || !self.numbers_known(today)
            || self.state.none_taken_since_loss();
        let date = self.state.last_date.filter(|_| numbers_go_on).unwrap_or(today);
        let left = self.state.tickets.values().filter(|ticket| anew && ticket.state != TicketState::Ended);
        let expired = left.map(|ticket| expired(ticket, ExpireReason::DayClosed));
        expired.chain([Event::DayOpened { date, cause, anew }]).collect()
    }

    /// Everybody but those at a counter is sent home by the events before the closing. Whoever is being served stays.
    fn closed(&self, day: Day, cause: Cause) -> Vec<Event> {
        let ends = self.state.tickets.values().filter(|ticket| match ticket.state {
            TicketState::Waiting | TicketState::Called { .. } | TicketState::Parked { .. } => true,
            TicketState::Serving { .. } | TicketState::Ended => false,
        });
        let expired = ends.map(|ticket| expired(ticket, ExpireReason::DayClosed));
        expired.chain([Event::DayClosed { date: day.date, cause }]).collect()
    }

    /// The wall time of a steady time, counted back from now; `missed_ms` is what the steady clock missed before a restart
    /// and nobody has applied yet.
    fn counted_back(&self, now: Moment, steady_ms: u64, missed_ms: u64) -> Option<DateTime<Utc>> {
        let before_restart =
            self.state.clock.restarted_ms.is_none_or(|restarted_ms| steady_ms < restarted_ms);
        let age_ms = now.steady_ms.saturating_sub(steady_ms) + if before_restart { missed_ms } else { 0 };
        now.utc().checked_sub_signed(TimeDelta::try_milliseconds(i64::try_from(age_ms).ok()?)?)
    }

    /// Whether this steady time was on the day that it is now.
    fn is_today(&self, now: Moment, steady_ms: Option<u64>) -> bool {
        let calendar = &self.settings.calendar;
        let then = steady_ms.and_then(|ms| self.counted_back(now, ms, 0));
        then.is_some_and(|then| calendar.date(then) == calendar.date(now.utc()))
    }

    /// When a day closes that was opened at this time. If a person opened it although the branch was closed, it lasts
    /// until midnight.
    fn closing_of(&self, opened: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let calendar = &self.settings.calendar;
        let date = calendar.date(opened);
        let midnight = || Some(calendar.instant(date.checked_add_days(Days::new(1))?, NaiveTime::MIN, true));
        let hours = calendar.opening(date).filter(|&(_, closes)| opened < closes);
        hours.map(|(_, closes)| closes).or_else(midnight)
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

    /// People who are here: in the line, called, or at a counter.
    fn inside(&self) -> u32 {
        let in_line = self.line().into_iter().filter(|ticket| ticket.presence == Presence::Present).count();
        let at_counters = self.state.counters.values().filter(|counter| counter.ticket().is_some()).count();
        u32::try_from(in_line + at_counters).unwrap_or(u32::MAX)
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

fn expired(ticket: &Ticket, reason: ExpireReason) -> Event {
    Event::Expired { ticket: ticket.id, reason }
}
