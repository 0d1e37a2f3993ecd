//! Facts: what happened in a branch, gapless and in order, and how far the centre has stored them.
//!
//! A message of facts reaches from one place in the journal to another: `(after, upto]`. It has a fact for each event in
//! between that concerns others, and none for the rest, so that places may be skipped and nothing can be missing unseen. Each end
//! also carries the journal's check sum there: two devices that went different ways from one past are told apart by it.

use super::reply::Reply;
use super::state::Wait;
use crate::domain::event::{CancelReason, Event, ExpireReason, ParkReason};
use crate::domain::ids::{CounterId, DeviceId, LinkId, RequestId, ServiceId, TicketId, TicketNumber};
use crate::domain::ticket::{Language, Origin, Presence, Ticket, TicketState};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A place in a journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Counts the events from 1; 0 before the first.
    pub seq: u64,
    /// The journal's check sum there.
    pub sum: u32,
}

impl Place {
    /// Before the first event.
    pub const START: Self = Self { seq: 0, sum: 0 };
}

/// A message of a branch about its past.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The journal's epoch.
    pub epoch: u32,
    /// The device.
    pub device: DeviceId,
    /// Where it reaches.
    pub upto: Place,
    /// What.
    #[serde(flatten)]
    pub body: FactsBody,
}

/// What a message about the past says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactsBody {
    /// What happened after a place.
    Log {
        /// After which.
        after: Place,
        /// What, in order.
        facts: Vec<Fact>,
    },
    /// How everything is there: for a centre that knows nothing, or less than the journal still has; or for one
    /// that somebody doubts.
    Snapshot(Snapshot),
}

/// What the centre says to a branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "say", rename_all = "snake_case")]
pub enum FromCentre {
    /// Everything up to there is stored. Retained, so that a branch hears it when it connects. Said again after each birth.
    Acknowledge {
        /// Of which epoch.
        epoch: u32,
        /// Up to where.
        upto: Place,
    },
    /// Something is missing: go on after this place, or send a snapshot if there is none.
    Resync {
        /// Of which epoch.
        epoch: u32,
        /// After which place.
        after: Option<Place>,
    },
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Its place in the journal. With branch and epoch, this names it for ever.
    pub seq: u64,
    /// When, in milliseconds since 1970 UTC, as the branch's clock said.
    pub at_ms: i64,
    /// What.
    #[serde(flatten)]
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum What {
    /// A day was opened. Unless `anew`, it is the same day going on.
    DayOpened {
        /// Its date.
        date: NaiveDate,
        /// Whether it is a new one.
        anew: bool,
    },
    /// The day was closed.
    DayClosed {
        /// Its date.
        date: NaiveDate,
    },
    /// A ticket was given.
    TicketTaken {
        /// Its id within the branch.
        ticket: TicketId,
        /// Its number.
        number: TicketNumber,
        /// For what.
        service: ServiceId,
        /// The request that asked for it; none if it was taken in the branch.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        request: Option<RequestId>,
        /// What its link carries.
        link: LinkId,
        /// The person's language.
        language: Language,
        /// Whether the person is there.
        present: bool,
        /// How many people, here or on the way, were before it who can be called at the same counters.
        ahead: u32,
        /// What was promised.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        wait: Option<Wait>,
    },
    /// A request was answered.
    Answered(Reply),
    /// A ticket was called to a counter.
    Called {
        /// Whose.
        ticket: TicketId,
        /// Where to.
        counter: CounterId,
        /// Whether it was called before.
        again: bool,
    },
    /// The person is at the counter.
    ServiceStarted {
        /// Whose.
        ticket: TicketId,
        /// Where.
        counter: CounterId,
    },
    /// The person was served; the ticket's life has ended.
    Served {
        /// Whose.
        ticket: TicketId,
    },
    /// The person did not come, again; the ticket's life has ended.
    NoShow {
        /// Whose.
        ticket: TicketId,
    },
    /// The ticket was set aside, and its number is kept for a while.
    Parked {
        /// Whose.
        ticket: TicketId,
        /// Why.
        reason: ParkReason,
        /// When it expires, in milliseconds since 1970 UTC.
        until_ms: i64,
    },
    /// The person is there, and the ticket is in the line.
    CheckedIn {
        /// Whose.
        ticket: TicketId,
    },
    /// The person let others go first.
    SteppedBack {
        /// Whose.
        ticket: TicketId,
    },
    /// The ticket waits for another service now.
    Transferred {
        /// Whose.
        ticket: TicketId,
        /// For which.
        service: ServiceId,
    },
    /// The ticket was cancelled; its life has ended.
    Cancelled {
        /// Whose.
        ticket: TicketId,
        /// Why.
        reason: CancelReason,
    },
    /// The ticket expired; its life has ended.
    Expired {
        /// Whose.
        ticket: TicketId,
        /// Why.
        reason: ExpireReason,
    },
    /// A counter was opened.
    CounterOpened {
        /// Which.
        counter: CounterId,
    },
    /// A counter was closed.
    CounterClosed {
        /// Which.
        counter: CounterId,
    },
}

impl What {
    /// What an event says to others; nothing about slips, buttons and clocks. `wall_of` gives the wall time of a steady one.
    pub fn of(event: &Event, wall_of: impl Fn(u64) -> i64) -> Option<Self> {
        Some(match event {
            Event::DayOpened { date, anew, .. } => Self::DayOpened { date: *date, anew: *anew },
            Event::DayClosed { date, .. } => Self::DayClosed { date: *date },
            Event::TicketTaken {
                ticket, number, service, origin, link, language, presence, promise, ..
            } => Self::TicketTaken {
                ticket: *ticket,
                number: *number,
                service: service.clone(),
                request: request_of(origin),
                link: *link,
                language: *language,
                present: *presence == Presence::Present,
                ahead: promise.ahead,
                wait: promise.wait().map(Wait::of),
            },
            Event::RequestAnswered { request, answer } => Self::Answered(Reply::of(request.id, answer)),
            Event::Called { ticket, counter, .. } => {
                Self::Called { ticket: *ticket, counter: *counter, again: false }
            }
            Event::Recalled { ticket, counter, .. } => {
                Self::Called { ticket: *ticket, counter: *counter, again: true }
            }
            Event::ServiceStarted { ticket, counter } => {
                Self::ServiceStarted { ticket: *ticket, counter: *counter }
            }
            Event::ServiceFinished { ticket, .. } => Self::Served { ticket: *ticket },
            Event::NoShow { ticket, .. } => Self::NoShow { ticket: *ticket },
            Event::Parked { ticket, reason, until_ms } => {
                Self::Parked { ticket: *ticket, reason: *reason, until_ms: wall_of(*until_ms) }
            }
            Event::CheckedIn { ticket, .. } => Self::CheckedIn { ticket: *ticket },
            Event::SteppedBack { ticket, .. } => Self::SteppedBack { ticket: *ticket },
            Event::Transferred { ticket, service, .. } => {
                Self::Transferred { ticket: *ticket, service: service.clone() }
            }
            Event::Cancelled { ticket, reason } => Self::Cancelled { ticket: *ticket, reason: *reason },
            Event::Expired { ticket, reason } => Self::Expired { ticket: *ticket, reason: *reason },
            Event::CounterOpened { counter } => Self::CounterOpened { counter: *counter },
            Event::CounterClosed { counter } => Self::CounterClosed { counter: *counter },
            Event::Restarted { .. }
            | Event::ClockChanged { .. }
            | Event::TimeStated { .. }
            | Event::CounterHeld { .. }
            | Event::CounterReleased { .. }
            | Event::StorageChanged { .. }
            | Event::ConfigurationChanged { .. }
            | Event::PartRestarted { .. }
            | Event::PressBounced { .. }
            | Event::ButtonStuck { .. }
            | Event::ButtonFreed { .. }
            | Event::KeyBounced { .. }
            | Event::KeyStuck { .. }
            | Event::KeyFreed { .. }
            | Event::PrinterChanged { .. }
            | Event::RollChanged { .. }
            | Event::TestPaperSent { .. }
            | Event::PowerCycleConfirmed { .. }
            | Event::SlipSent { .. }
            | Event::SlipPrinted { .. }
            | Event::SlipFailed { .. }
            | Event::SlipUncertain { .. }
            | Event::SlipReserved { .. }
            | Event::CallShown { .. } => return None,
        })
    }
}

/// How everything is at a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The open day.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub day: Option<OpenDay>,
    /// Tickets whose life has not ended.
    pub tickets: Vec<SnapshotTicket>,
    /// Counters that are open.
    pub counters: Vec<CounterId>,
}

/// A day that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenDay {
    /// Its date.
    pub date: NaiveDate,
}

/// A ticket whose life has not ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotTicket {
    /// Its id within the branch.
    pub ticket: TicketId,
    /// Its number.
    pub number: TicketNumber,
    /// For what.
    pub service: ServiceId,
    /// The request that asked for it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub request: Option<RequestId>,
    /// What its link carries.
    pub link: LinkId,
    /// The person's language.
    pub language: Language,
    /// Whether the person is there.
    pub present: bool,
    /// Where it is in its life.
    #[serde(flatten)]
    pub stage: Stage,
}

/// Where a ticket is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// In the line.
    Waiting,
    /// Called.
    Called {
        /// Where to.
        counter: CounterId,
    },
    /// At a counter.
    Serving {
        /// At which.
        counter: CounterId,
    },
    /// Set aside.
    Parked {
        /// When it expires, in milliseconds since 1970 UTC.
        until_ms: i64,
    },
}

impl SnapshotTicket {
    /// A ticket as others see it; nothing when its life has ended.
    pub fn of(ticket: &Ticket, wall_of: impl Fn(u64) -> i64) -> Option<Self> {
        let stage = match ticket.state {
            TicketState::Waiting => Stage::Waiting,
            TicketState::Called { counter, .. } => Stage::Called { counter },
            TicketState::Serving { counter, .. } => Stage::Serving { counter },
            TicketState::Parked { until_ms, .. } => Stage::Parked { until_ms: wall_of(until_ms) },
            TicketState::Ended => return None,
        };
        Some(Self {
            ticket: ticket.id,
            number: ticket.number,
            service: ticket.service.clone(),
            request: request_of(&ticket.origin),
            link: ticket.link,
            language: ticket.language,
            present: ticket.presence == Presence::Present,
            stage,
        })
    }
}

fn request_of(origin: &Origin) -> Option<RequestId> {
    match origin {
        Origin::WalkIn => None,
        Origin::Remote(request) => Some(*request),
    }
}
