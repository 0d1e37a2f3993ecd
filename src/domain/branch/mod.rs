//! The state of a branch.

use super::counter::CounterState;
use super::forecast::Pace;
use super::ids::{CallId, CounterId, KioskId, Series, ServiceId, TicketId, TicketNumber};
use super::kiosk::Kiosk;
use super::settings::Settings;
use super::ticket::Ticket;
use super::time::{ClockTrust, Moment};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the branch knows about its clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// As last reported.
    pub trust: ClockTrust,
    /// Wall clock minus steady clock when it was last set.
    pub offset_ms: i64,
    /// Steady time until which a jump that nobody announced keeps the clock in doubt.
    pub doubted_until_ms: Option<u64>,
}

/// An announcement in the hall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Ascending.
    pub id: CallId,
    /// Whose.
    pub number: TicketNumber,
    /// Where to go.
    pub counter: CounterId,
    /// Whether the ticket came from a phone.
    pub remote: bool,
    /// Whether the hall has shown it for as long as it must.
    pub shown: bool,
}

/// Everything that has to survive a restart. Serialised as the journal's checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The journal's epoch.
    pub epoch: u32,
    /// The time of the last event.
    pub at: Moment,
    /// The clock.
    pub clock: Clock,
    /// Whether the disk is too full for new tickets.
    pub storage_full: bool,
    /// The date of the open service day.
    pub day: Option<NaiveDate>,
    /// The highest number given, by service date and series; the newest dates only.
    pub marks: BTreeMap<NaiveDate, BTreeMap<Series, u16>>,
    /// Tickets given on the newest date, by service.
    pub taken_today: BTreeMap<ServiceId, u32>,
    /// The id of the next ticket.
    pub next_ticket: TicketId,
    /// The id of the next call.
    pub next_call: CallId,
    /// The next print job.
    pub next_job: u32,
    /// Tickets whose life or slip has not ended.
    pub tickets: BTreeMap<TicketId, Ticket>,
    /// Waiting tickets in the order in which they will be called.
    pub line: Vec<TicketId>,
    /// Counters by number.
    pub counters: BTreeMap<CounterId, CounterState>,
    /// Kiosks by number.
    pub kiosks: BTreeMap<KioskId, Kiosk>,
    /// Announcements, oldest first: all that are owed and the newest that were shown.
    pub calls: Vec<Call>,
    /// Learned service times.
    pub pace: BTreeMap<ServiceId, Pace>,
}

/// A branch: its settings and its state.
#[derive(Debug, Clone)]
pub struct Branch {
    settings: Arc<Settings>,
    state: State,
}

impl Branch {
    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The state.
    pub fn state(&self) -> &State {
        &self.state
    }
}
