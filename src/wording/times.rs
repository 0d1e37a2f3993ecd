//! Waits, clock times and days in words.

use super::Say;
use crate::domain::ticket::WaitRange;
use chrono::{DateTime, Datelike, NaiveDate, Offset, TimeDelta, Utc};
use chrono_tz::Tz;

/// What is needed to say a time: the branch's zone, and now if the clock is trusted.
#[derive(Debug, Clone, Copy)]
pub struct LocalNow {
    /// The branch's zone.
    pub zone: Tz,
    /// Now; `None` while the clock is not trusted, and then no clock time is said.
    pub now: Option<DateTime<Utc>>,
}

/// The day of an opening, as people call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpeningDay {
    /// Today.
    Today,
    /// Tomorrow.
    Tomorrow,
    /// A day of the days after; 1 is Monday.
    Weekday(u32),
    /// A later one.
    Date {
        /// Of the month.
        day: u32,
        /// Of the year.
        month: u32,
    },
}

/// A row of the slip: a label and a value.
pub type Row = (String, String);

/// Later openings are said as a date: the same weekday would be read as this week's.
const WEEKDAY_DAYS_MAX: i64 = 6;

impl Say<'_> {
    /// A wait in whole minutes: "12–20 min", "up to 3 min", or "at once". Rounded outwards, so that it holds.
    pub fn wait(self, wait: WaitRange) -> String {
        match (wait.p10_s / 60, wait.p90_s.div_ceil(60)) {
            (_, 0) => self.wait_none(),
            (0, high) => self.wait_up_to(high),
            (low, high) if low >= high => self.wait_minutes(&low.to_string()),
            (low, high) => self.wait_minutes(&format!("{low}–{high}")),
        }
    }

    /// The rows of a slip about the wait: people ahead, and the turn. Clock times are counted from `joined`; without it (the
    /// clock was not trusted) the rows give minutes.
    pub fn promise(
        self,
        ahead: u32,
        wait: Option<WaitRange>,
        joined: Option<(DateTime<Utc>, Tz)>,
    ) -> Vec<Row> {
        let turn = wait.map(|wait| match joined {
            _ if wait.p90_s == 0 => (self.slip_turn(), self.wait_none()),
            Some((joined, zone)) => (self.slip_turn_at(), clock_range(joined, zone, wait)),
            None => (self.slip_turn_in(), self.wait(wait)),
        });
        std::iter::once((self.slip_ahead(), self.slip_ahead_count(ahead))).chain(turn).collect()
    }

    /// When something opens: "tomorrow from 8:30". `None` while the clock is not trusted.
    pub fn when(self, opens: DateTime<Utc>, local: LocalNow) -> Option<String> {
        let (day, time) = opening(opens, local)?;
        Some(self.from_time(day, &time))
    }

    /// "tomorrow from 8:30".
    pub fn from_time(self, day: OpeningDay, time: &str) -> String {
        match day {
            OpeningDay::Today => self.time_today(time),
            OpeningDay::Tomorrow => self.time_tomorrow(time),
            OpeningDay::Weekday(weekday) => self.time_weekday(weekday, time),
            OpeningDay::Date { day, month } => self.time_date(day, month, time),
        }
    }
}

/// The day of an opening and its clock time. `None` while the clock is not trusted.
pub fn opening(opens: DateTime<Utc>, local: LocalNow) -> Option<(OpeningDay, String)> {
    let today = local_date(local.now?, local.zone);
    let date = local_date(opens, local.zone);
    let day = match (date - today).num_days() {
        0 => OpeningDay::Today,
        1 => OpeningDay::Tomorrow,
        2..=WEEKDAY_DAYS_MAX => OpeningDay::Weekday(date.weekday().number_from_monday()),
        _ => OpeningDay::Date { day: date.day(), month: date.month() },
    };
    Some((day, clock(opens, local.zone)))
}

/// A clock time as people here write it: "8:30".
pub fn clock(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%-H:%M").to_string()
}

/// A date and a clock time: "24.11.2026 10:42".
pub fn date_and_clock(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%d.%m.%Y %-H:%M").to_string()
}

/// The date where the zone is; in UTC at the ends of what can be counted.
pub fn local_date(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    let (offset, utc) = (at.with_timezone(&zone).offset().fix(), at.naive_utc());
    utc.checked_add_offset(offset).unwrap_or(utc).date()
}

/// A moment so much later; the moment itself where that cannot be counted.
pub fn later(at: DateTime<Utc>, by: TimeDelta) -> DateTime<Utc> {
    at.checked_add_signed(by).unwrap_or(at)
}

/// "10:54–11:02", rounded outwards to minutes.
pub fn clock_range(joined: DateTime<Utc>, zone: Tz, wait: WaitRange) -> String {
    let (from, until) = clock_bounds(joined, zone, wait);
    if from == until { from } else { format!("{from}–{until}") }
}

/// The clock times between which the turn comes, rounded outwards to minutes.
pub fn clock_bounds(joined: DateTime<Utc>, zone: Tz, wait: WaitRange) -> (String, String) {
    let from = clock(later(joined, seconds(wait.p10_s)), zone);
    // One second less than a minute more: rounds up, and leaves a full minute alone.
    let until = clock(later(joined, seconds(wait.p90_s) + TimeDelta::milliseconds(59_999)), zone);
    (from, until)
}

fn seconds(seconds: u32) -> TimeDelta {
    TimeDelta::seconds(seconds.into())
}
