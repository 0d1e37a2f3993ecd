//! A time as a person says it: with its zone, or as the clocks of the office have it.

use crate::domain::calendar::Calendar;
use chrono::{DateTime, Datelike, NaiveDateTime, SecondsFormat, TimeZone, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

/// How a time with a zone may be written, without seconds.
const WITH_ZONE: &str = "%Y-%m-%dT%H:%M%#z";
/// How a time of the office may be written.
const LOCAL: [&str; 2] = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"];

/// Years with four digits; which of them can be meant is the branch's business.
const YEARS: Range<i32> = 1970..9999;

/// What was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum StatedTime {
    /// With a zone: a moment.
    Moment(DateTime<Utc>),
    /// Without one: what the clocks of the office show.
    Local(NaiveDateTime),
}

/// Why it is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "'{0}' is no time; write date and time as the clocks of the office have them, 2026-11-26T10:42, or with a zone, \
    2026-11-26T10:42:00+02:00"
)]
pub struct NoTime(String);

impl StatedTime {
    fn year(self) -> i32 {
        match self {
            Self::Moment(at) => at.year(),
            Self::Local(local) => local.year(),
        }
    }

    /// The moment. Of an hour that comes twice it is the first; one that summer time leaves out is none.
    pub fn at(self, calendar: &Calendar) -> Option<DateTime<Utc>> {
        match self {
            Self::Moment(at) => Some(at),
            Self::Local(local) => calendar.zone.from_local_datetime(&local).earliest().map(|at| at.to_utc()),
        }
    }
}

impl FromStr for StatedTime {
    type Err = NoTime;

    fn from_str(text: &str) -> Result<Self, NoTime> {
        let written = text.trim().replacen(' ', "T", 1);
        let zoned = DateTime::parse_from_rfc3339(&written);
        let zoned = zoned.or_else(|_| DateTime::parse_from_str(&written, WITH_ZONE)).ok();
        let local = || LOCAL.iter().find_map(|form| NaiveDateTime::parse_from_str(&written, form).ok());
        let stated = zoned.map(|at| Self::Moment(at.to_utc())).or_else(|| local().map(Self::Local));
        stated.filter(|stated| YEARS.contains(&stated.year())).ok_or_else(|| NoTime(text.to_owned()))
    }
}

impl fmt::Display for StatedTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Moment(at) => f.write_str(&at.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
            Self::Local(local) => write!(f, "{}", local.format(LOCAL[0])),
        }
    }
}

impl From<StatedTime> for String {
    fn from(stated: StatedTime) -> Self {
        stated.to_string()
    }
}

impl TryFrom<String> for StatedTime {
    type Error = NoTime;

    fn try_from(text: String) -> Result<Self, NoTime> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn check(text: &str, expect: &str) {
        let calendar =
            Calendar { zone: chrono_tz::Europe::Riga, week: [None; 7], exceptions: BTreeMap::new() };
        let stated: StatedTime = text.parse().unwrap();
        let at = stated.at(&calendar).map(|at| at.to_rfc3339_opts(SecondsFormat::AutoSi, true));
        assert_eq!(at.as_deref().unwrap_or("none"), expect, "{text}");
        assert_eq!(stated.to_string().parse(), Ok(stated), "{stated}");
    }

    #[test]
    fn a_time_is_a_moment_or_what_the_clocks_of_the_office_show() {
        check("2026-11-26T10:42:00+02:00", "2026-11-26T08:42:00Z");
        check("2026-11-26 10:42+02:00", "2026-11-26T08:42:00Z");
        check("2026-11-26T08:42:07.5Z", "2026-11-26T08:42:07.500Z");
        check("2026-11-26T08:42Z", "2026-11-26T08:42:00Z");
        check("2026-11-26T10:42", "2026-11-26T08:42:00Z");
        check(" 2026-07-26 10:42:30 ", "2026-07-26T07:42:30Z");
    }

    #[test]
    fn when_summer_time_ends_it_is_the_first_hour_and_when_it_begins_there_is_none() {
        check("2026-10-25T03:30", "2026-10-25T00:30:00Z");
        check("2026-03-29T03:30", "none");
    }

    #[test]
    fn what_is_no_time_is_told_how_to_be_one() {
        for text in ["", "10:42", "2026-11-26", "26.11.2026 10:42", "20226-11-26T10:42", "1926-11-26T10:42Z"]
        {
            let error = text.parse::<StatedTime>().unwrap_err().to_string();
            assert!(error.contains("2026-11-26T10:42") && error.contains("office"), "{error}");
        }
    }
}
