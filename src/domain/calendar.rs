//! Opening hours, holidays, and the wall time of a date.
//!
//! Times of day are local to the branch; instants are UTC. A local time that does not exist (spring) means the first
//! instant after the gap; one that exists twice (autumn) means the first for opening and the second for closing, so
//! that a change of summer time never shortens a promise.

use chrono::{DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// Open from, open until, local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// Opening.
    pub from: NaiveTime,
    /// Closing, later than `from`.
    pub until: NaiveTime,
}

/// When the branch is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// The branch's time zone.
    pub zone: Tz,
    /// Hours by weekday, Monday first.
    pub week: [Option<Hours>; 7],
    /// Dates with other hours, or closed.
    pub exceptions: BTreeMap<NaiveDate, Option<Hours>>,
}

/// How far ahead the next opening is looked for; a branch that is closed for longer does not announce a date.
const LOOK_AHEAD_DAYS: u64 = 60;

impl Calendar {
    /// The local date of an instant.
    pub fn date(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }

    /// The hours of a date, exceptions first.
    pub fn hours(&self, date: NaiveDate) -> Option<Hours> {
        let by_weekday = self.week[date.weekday().num_days_from_monday() as usize];
        self.exceptions.get(&date).copied().unwrap_or(by_weekday)
    }

    /// The instants at which a date opens and closes.
    pub fn opening(&self, date: NaiveDate) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        self.hours(date).map(|hours| self.instants(date, hours))
    }

    /// The instants at which hours of a date begin and end.
    pub fn instants(&self, date: NaiveDate, hours: Hours) -> (DateTime<Utc>, DateTime<Utc>) {
        (self.instant(date, hours.from, true), self.instant(date, hours.until, false))
    }

    /// The next opening strictly after an instant.
    pub fn next_opening(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let today = self.date(at);
        (0..LOOK_AHEAD_DAYS)
            .filter_map(|days| self.opening(today.checked_add_days(Days::new(days))?))
            .map(|(opens, _)| opens)
            .find(|&opens| opens > at)
    }

    /// The instant of a local time; `earliest` chooses between two.
    pub fn instant(&self, date: NaiveDate, time: NaiveTime, earliest: bool) -> DateTime<Utc> {
        let local = date.and_time(time);
        let mut candidate = local;
        loop {
            match self.zone.from_local_datetime(&candidate) {
                LocalResult::Single(instant) => return instant.to_utc(),
                LocalResult::Ambiguous(first, second) => {
                    return if earliest { first.to_utc() } else { second.to_utc() };
                }
                // A gap is at most some hours and ends on a quarter of an hour in every zone of the database.
                LocalResult::None => candidate += TimeDelta::minutes(15),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn riga() -> Calendar {
        let nine_to_five = Hours { from: time("09:00"), until: time("17:00") };
        let mut week = [Some(nine_to_five); 7];
        week[5] = None;
        week[6] = None;
        Calendar { zone: chrono_tz::Europe::Riga, week, exceptions: BTreeMap::new() }
    }

    fn time(text: &str) -> NaiveTime {
        NaiveTime::parse_from_str(text, "%H:%M").unwrap()
    }

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_next_opening_skips_weekend_and_holiday() {
        let mut calendar = riga();
        calendar.exceptions.insert("2026-11-30".parse().unwrap(), None);
        assert_eq!(calendar.next_opening(utc("2026-11-27T16:00:00Z")), Some(utc("2026-12-01T07:00:00Z")));
    }

    #[test]
    fn a_local_time_that_does_not_exist_opens_after_the_gap() {
        let mut calendar = riga();
        calendar.week[6] = Some(Hours { from: time("03:30"), until: time("17:00") });
        let (opens, _) = calendar.opening("2027-03-28".parse().unwrap()).unwrap();
        assert_eq!(opens, utc("2027-03-28T01:00:00Z"));
    }

    #[test]
    fn a_local_time_that_exists_twice_opens_at_the_first_and_closes_at_the_second() {
        let mut calendar = riga();
        calendar.week[6] = Some(Hours { from: time("03:30"), until: time("03:45") });
        let (opens, closes) = calendar.opening("2026-10-25".parse().unwrap()).unwrap();
        assert_eq!((opens, closes), (utc("2026-10-25T00:30:00Z"), utc("2026-10-25T01:45:00Z")));
    }
}
