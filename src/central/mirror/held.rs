//! A ticket as the centre knows it: what the branch said of it, and how its life ended.

use crate::domain::event::CancelReason;
use crate::protocol::{SnapshotTicket, Stage, What};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A ticket of today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// What was said of it last. Once its life has ended, `stage` is the one before.
    #[serde(flatten)]
    pub ticket: SnapshotTicket,
    /// The day that it is for, when a day was open.
    pub date: Option<NaiveDate>,
    /// How its life ended.
    pub end: Option<End>,
}

/// How a ticket's life ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The person was served.
    Served,
    /// The person did not come.
    NoShow,
    /// The person has left.
    Left,
    /// The staff took it out of the line.
    Cancelled,
    /// It was kept for as long as is possible.
    Expired,
    /// It is in the line no more, and nobody said why: a snapshot has it no more.
    Gone,
}

impl Held {
    /// A ticket that lives.
    pub(super) fn alive(ticket: SnapshotTicket, date: Option<NaiveDate>) -> Self {
        Self { ticket, date, end: None }
    }

    /// What happened to it. Whatever is not about this ticket's life changes nothing.
    pub(super) fn apply(&mut self, what: &What) {
        match what {
            What::Called { counter, .. } => self.ticket.stage = Stage::Called { counter: *counter },
            What::ServiceStarted { counter, .. } => self.ticket.stage = Stage::Serving { counter: *counter },
            What::Served { .. } => self.end = Some(End::Served),
            What::NoShow { .. } => self.end = Some(End::NoShow),
            What::Parked { until_ms, .. } => self.ticket.stage = Stage::Parked { until_ms: *until_ms },
            What::CheckedIn { .. } => {
                self.ticket.present = true;
                self.ticket.stage = Stage::Waiting;
            }
            What::Transferred { service, .. } => {
                self.ticket.service = service.clone();
                self.ticket.stage = Stage::Waiting;
            }
            What::Cancelled { reason: CancelReason::Left, .. } => self.end = Some(End::Left),
            What::Cancelled { .. } => self.end = Some(End::Cancelled),
            What::Expired { .. } => self.end = Some(End::Expired),
            What::DayOpened { .. }
            | What::DayClosed { .. }
            | What::TicketTaken { .. }
            | What::Answered(_)
            | What::SteppedBack { .. }
            | What::CounterOpened { .. }
            | What::CounterClosed { .. } => {}
        }
    }
}
