//! The numbers of a day.

use crate::domain::event::{CancelReason, ExpireReason, ParkReason};
use crate::domain::ids::{CounterId, ServiceId};
use crate::replay::{Log, Score};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;

/// A day in figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Its date.
    pub date: NaiveDate,
    /// When it was opened.
    pub opened: DateTime<Utc>,
    /// Whether the clock could be believed then; if not, clock times may be wrong, and durations are right.
    pub clock_trusted: bool,
    /// The time of the newest event.
    pub until: DateTime<Utc>,
    /// Whether the day has been closed.
    pub is_over: bool,
    /// Everybody.
    pub all: Group,
    /// People by the way that they came.
    pub came_by: BTreeMap<CameBy, Group>,
    /// People who came for a service, or were passed on to it.
    pub services: BTreeMap<ServiceId, Group>,
    /// Waits and services by counter.
    pub counters: BTreeMap<CounterId, Times>,
    /// What happened in each hour, from the first to the last, by the local hour in which it began.
    pub hours: BTreeMap<u32, Hour>,
    /// Tickets that were set aside.
    pub set_aside: SetAside,
    /// Every wait that ended with a call, in the order of joining.
    pub waits: Vec<Wait>,
    /// How good the forecasts were that people were told; `None` when nobody who was told one has waited.
    pub told: Option<Score>,
    /// How many those are.
    pub told_people: usize,
    /// How good ours and other methods are when they know this day alone, as `rinda replay` has it for the log.
    pub played_anew: Vec<(&'static str, Score)>,
    /// The day as a log.
    pub log: Log,
}

/// How somebody came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CameBy {
    /// On foot.
    WalkIn,
    /// By phone.
    Phone,
    /// On foot, with priority.
    Priority,
}

/// People of one kind.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Group {
    /// How many, and what became of them.
    pub ends: Ends,
    /// How long it took.
    pub times: Times,
}

/// How long it took.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Times {
    /// To the first call.
    pub wait: Spread,
    /// At the counter.
    pub service: Spread,
}

/// What became of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ends {
    /// How many there were.
    pub came: u32,
    /// Served.
    pub served: u32,
    /// Passed on to another service, where they are counted again; among everybody they are not, and nobody is passed on.
    pub passed_on: u32,
    /// Did not come when called, or to their turn, and not later either.
    pub did_not_come: u32,
    /// Left the line, or were taken out of it.
    pub cancelled: u32,
    /// Were sent home unserved.
    pub unserved: u32,
}

/// How a ticket's life ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Served,
    PassedOn,
    DidNotCome,
    Cancelled,
    Unserved,
}

impl End {
    pub(super) fn of_cancel(reason: CancelReason) -> Self {
        match reason {
            CancelReason::Left | CancelReason::Clerk | CancelReason::SlipVoid => Self::Cancelled,
        }
    }

    /// An end after the ticket was set aside, or not.
    pub(super) fn of_expiry(reason: ExpireReason, aside: Option<ParkReason>) -> Self {
        match (reason, aside) {
            (_, Some(ParkReason::NoShow | ParkReason::TurnPassed)) => Self::DidNotCome,
            (ExpireReason::HoldEnded | ExpireReason::DayClosed, Some(ParkReason::Clerk) | None) => {
                Self::Unserved
            }
        }
    }
}

impl Ends {
    /// How many have not come to an end.
    pub fn here(&self) -> u32 {
        let ended = self.served + self.passed_on + self.did_not_come + self.cancelled + self.unserved;
        self.came.saturating_sub(ended)
    }

    pub(super) fn ended(&mut self, end: End) {
        *match end {
            End::Served => &mut self.served,
            End::PassedOn => &mut self.passed_on,
            End::DidNotCome => &mut self.did_not_come,
            End::Cancelled => &mut self.cancelled,
            End::Unserved => &mut self.unserved,
        } += 1;
    }
}

/// How many, the mean, and what half and nine tenths of them stay below, in seconds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Spread(Vec<u64>);

impl Spread {
    pub(super) fn add(&mut self, ms: u64) {
        let place = self.0.partition_point(|&known| known <= ms);
        self.0.insert(place, ms);
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The mean; `None` of nobody.
    pub fn mean_s(&self) -> Option<f64> {
        let sum = self.0.iter().fold(0.0, |sum, &ms| sum + seconds(ms));
        (!self.0.is_empty()).then(|| sum / self.0.len() as f64)
    }

    /// What so many in a hundred do not exceed.
    pub fn percentile_s(&self, percent: usize) -> Option<f64> {
        let place = (self.0.len() * percent).div_ceil(100).max(1) - 1;
        self.0.get(place).map(|&ms| seconds(ms))
    }
}

/// One hour.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hour {
    /// People who joined.
    pub came: u32,
    /// How long those had waited who were called.
    pub wait: Spread,
    /// People whose service ended.
    pub served: u32,
    /// Calls to which nobody came.
    pub no_shows: u32,
    /// Waits that ended in this hour and for which a range had been told.
    pub told: u32,
    /// Those of them that were within the range.
    pub held: u32,
}

/// How often tickets were set aside, and came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SetAside {
    /// Nobody came when they were called.
    pub no_show: u32,
    /// Their turn came while nobody was here.
    pub turn_passed: u32,
    /// A clerk did it.
    pub clerk: u32,
    /// They came back.
    pub came_back: u32,
}

/// One wait.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wait {
    /// When it began.
    pub joined: DateTime<Utc>,
    /// How long it was.
    pub waited_s: f64,
}

pub(super) fn seconds(ms: u64) -> f64 {
    ms as f64 / 1000.0
}
