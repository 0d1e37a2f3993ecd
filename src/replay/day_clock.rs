//! Times of a service day on a clock that runs evenly: a wall clock that is set moves nobody.
//!
//! **Model.** The wall clock is read once, when the day is opened; from then on the steady clock counts, and what it missed
//! while the branch was off is added when that is known.

use crate::domain::time::Moment;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

const DAY_MS: i64 = 24 * 3_600_000;

/// The clock of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayClock {
    /// The date of the day.
    pub date: NaiveDate,
    opened_ms: u64,
    opened_steady_ms: i64,
}

impl DayClock {
    /// The clock of a day with this date that was opened now. Where the wall clock was on another date, its time of day counts.
    pub fn new(date: NaiveDate, opened: Moment) -> Self {
        let midnight_ms = date.and_time(NaiveTime::MIN).and_utc().timestamp_millis();
        let opened_ms = opened.wall_ms.saturating_sub(midnight_ms).rem_euclid(DAY_MS);
        Self {
            date,
            opened_ms: opened_ms.unsigned_abs(),
            opened_steady_ms: i64::try_from(opened.steady_ms).unwrap_or(i64::MAX),
        }
    }

    /// The branch was off for so long before now.
    pub fn missed(&mut self, missed_ms: u64) {
        self.opened_steady_ms = self.opened_steady_ms.saturating_sub_unsigned(missed_ms);
    }

    /// Milliseconds after midnight UTC of the day's date.
    pub fn ms(&self, at: Moment) -> u64 {
        let steady_ms = i64::try_from(at.steady_ms).unwrap_or(i64::MAX);
        let open_ms = steady_ms.saturating_sub(self.opened_steady_ms);
        self.opened_ms.saturating_add(u64::try_from(open_ms).unwrap_or(0))
    }

    /// The same as a time.
    pub fn utc(&self, ms: u64) -> DateTime<Utc> {
        let after_midnight = TimeDelta::try_milliseconds(i64::try_from(ms).unwrap_or(0)).unwrap_or_default();
        let midnight = self.date.and_time(NaiveTime::MIN).and_utc();
        midnight.checked_add_signed(after_midnight).unwrap_or(midnight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::ClockTrust;

    #[test]
    fn the_steady_clock_counts_and_what_it_missed() {
        let date = NaiveDate::from_ymd_opt(2026, 11, 26).unwrap();
        let seven_ms = date.and_hms_opt(7, 0, 0).unwrap().and_utc().timestamp_millis();
        let at = |wall_ms, steady_ms| Moment { steady_ms, wall_ms, trust: ClockTrust::Synced };
        let hours = |hours: u64| hours * 3_600_000;
        for wall_ms in [seven_ms, seven_ms - 9 * DAY_MS, seven_ms + 400 * DAY_MS] {
            let mut clock = DayClock::new(date, at(wall_ms, 5));
            assert_eq!(clock.ms(at(0, 5)), hours(7));
            assert_eq!(clock.ms(at(0, hours(2) + 5)), hours(9));
            clock.missed(hours(1));
            assert_eq!(clock.ms(at(0, hours(2) + 5)), hours(10));
            assert_eq!(clock.utc(hours(7)).timestamp_millis(), seven_ms);
        }
    }
}
