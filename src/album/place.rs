//! Which moment of a day: by the clock in the office, or by its place in the journal.

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// No day is longer.
const AFTER_MS_MAX: u64 = 86_400_000;

/// A moment by its place in the journal: right after an event, or so many milliseconds later, before anything else happened.
/// Written as `1234` or `1234+8000`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Place {
    /// The event.
    pub seq: u64,
    /// After it.
    pub after_ms: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.after_ms {
            0 => write!(f, "{}", self.seq),
            after_ms => write!(f, "{}+{after_ms}", self.seq),
        }
    }
}

/// A text that is no moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write 10:42 or 10:42:30")]
pub struct NoMoment;

impl FromStr for Place {
    type Err = NoMoment;

    fn from_str(text: &str) -> Result<Self, NoMoment> {
        let (seq, after_ms) = text.split_once('+').unwrap_or((text, "0"));
        let number = |digits: &str| match digits.bytes().all(|byte| byte.is_ascii_digit()) {
            true => digits.parse::<u64>().map_err(|_| NoMoment),
            false => Err(NoMoment),
        };
        let place = Self { seq: number(seq)?, after_ms: number(after_ms)? };
        if place.after_ms <= AFTER_MS_MAX { Ok(place) } else { Err(NoMoment) }
    }
}

impl From<Place> for String {
    fn from(place: Place) -> Self {
        place.to_string()
    }
}

impl TryFrom<String> for Place {
    type Error = NoMoment;

    fn try_from(text: String) -> Result<Self, NoMoment> {
        text.parse()
    }
}

/// A moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// By the clock in the office.
    Clock(NaiveTime),
    /// By its place.
    Place(Place),
}

impl FromStr for When {
    type Err = NoMoment;

    fn from_str(text: &str) -> Result<Self, NoMoment> {
        if text.contains(':') { time(text).map(Self::Clock) } else { text.parse().map(Self::Place) }
    }
}

/// A clock time as people write it: `10:42` or `10:42:30`.
///
/// # Errors
/// When it is none.
pub fn time(text: &str) -> Result<NaiveTime, NoMoment> {
    let seconds = NaiveTime::parse_from_str(text, "%H:%M:%S");
    seconds.or_else(|_| NaiveTime::parse_from_str(text, "%H:%M")).map_err(|_| NoMoment)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<&str>) {
        let said = text.parse::<When>().ok().map(|when| match when {
            When::Clock(at) => at.to_string(),
            When::Place(place) => place.to_string(),
        });
        assert_eq!(said.as_deref(), expect, "{text}");
    }

    #[test]
    fn a_moment_is_a_time_or_a_place() {
        check("10:42", Some("10:42:00"));
        check("10:42:30", Some("10:42:30"));
        check("1234", Some("1234"));
        check("1234+8000", Some("1234+8000"));
        check("1234+0", Some("1234"));
        for garbage in
            ["", "+", "+5", "5+", "-5", "5+-5", "5++5", "+5+5", "noon", "25:00", "10:42:30:1", "10:61", "1e3"]
        {
            check(garbage, None);
        }
        check("1234+86400001", None);
        check("99999999999999999999999", None);
    }
}
