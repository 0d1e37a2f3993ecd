//! How a branch is now: everything that a page at the centre shows and that is not worth keeping.

use super::reply::Refused;
use crate::domain::ids::{CounterId, DeviceId, ServiceId, TicketId, TicketNumber};
use crate::domain::settings::SiteText;
use crate::domain::ticket::{Language, WaitRange};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Words in several languages, by its two letters; Latvian always.
pub type Names = BTreeMap<Language, String>;

/// A wait in seconds: what people are told is the range from `p10_s` to `p90_s`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// Shorter one time in ten.
    pub p10_s: u32,
    /// As often shorter as longer.
    pub p50_s: u32,
    /// Longer one time in ten.
    pub p90_s: u32,
}

impl Wait {
    /// The wait as others are told.
    pub fn of(wait: WaitRange) -> Self {
        Self { p10_s: wait.p10_s, p50_s: wait.p50_s, p90_s: wait.p90_s }
    }
}

/// The retained picture of a branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The journal's epoch.
    pub epoch: u32,
    /// The device.
    pub device: DeviceId,
    /// The place in the journal that it shows.
    pub seq: u64,
    /// When, by the branch's clock.
    pub as_of: DateTime<Utc>,
    /// Whether that clock can be believed.
    pub clock_trusted: bool,
    /// What the office is.
    pub office: OfficeNow,
    /// How it is.
    #[serde(flatten)]
    pub now: Now,
}

/// What does not change from day to day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeNow {
    /// Its name.
    pub names: Names,
    /// Its time zone, as IANA names it.
    pub time_zone: String,
    /// Where people write to about a problem.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub problems_to: Option<String>,
    /// Whether people have to check in.
    pub check_in: bool,
    /// For how many seconds a number is kept whose turn has passed; a branch of an earlier version does not say it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hold_s: Option<u32>,
}

/// How a branch is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Now {
    /// The day.
    pub day: DayNow,
    /// The services in the site's order.
    pub services: Vec<ServiceNow>,
    /// The counters.
    pub counters: Vec<CounterNow>,
    /// Everybody in the line, in its order.
    pub line: Vec<TicketNow>,
    /// What is wrong and what to do, in words for staff, in the branch's language.
    pub faults: Vec<String>,
    /// Of ten forecasts of today, how many held: in percent, when there were enough.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub forecasts_held_percent: Option<u8>,
}

/// The day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "day", rename_all = "snake_case")]
pub enum DayNow {
    /// Open.
    Open {
        /// Its date.
        date: NaiveDate,
        /// When it closes, while the clock is trusted.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        closes: Option<DateTime<Utc>>,
    },
    /// Closed.
    Closed {
        /// When it opens, while that is known.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        opens: Option<DateTime<Utc>>,
    },
}

/// A service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceNow {
    /// Its key.
    pub service: ServiceId,
    /// Its name.
    pub names: Names,
    /// How many wait for it who are there, and who are not.
    pub waiting_present: u32,
    /// The others.
    pub waiting_absent: u32,
    /// How long somebody would wait who joined now.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub wait: Option<Wait>,
    /// Why somebody who is elsewhere could not join now.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub refused: Option<Refused>,
}

/// A counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterNow {
    /// Which.
    pub counter: CounterId,
    /// Whether a clerk is there.
    pub open: bool,
    /// Who is called or served there.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub number: Option<TicketNumber>,
}

/// Somebody in the line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketNow {
    /// Which ticket.
    pub ticket: TicketId,
    /// How many people, here or on the way, are before it who can be called at the same counters.
    pub ahead: u32,
    /// How long it will wait.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub wait: Option<Wait>,
}

/// A site's words as a message carries them.
pub fn names(text: &SiteText) -> Names {
    std::iter::once((Language::Lv, text.lv.clone())).chain(text.other.clone()).collect()
}
