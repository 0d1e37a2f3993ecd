//! What a request is answered.

use super::state::Wait;
use crate::domain::ids::{RequestId, TicketId, TicketNumber};
use crate::domain::refusal::Refusal;
use crate::domain::remote::RequestAnswer;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The answer to a request. It is made of what is journalled and of nothing else: each copy has the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// To which.
    pub request: RequestId,
    /// What.
    #[serde(flatten)]
    pub answer: Answer,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    /// The ticket was given.
    Joined {
        /// Its id within the branch.
        ticket: TicketId,
        /// Its number.
        number: TicketNumber,
        /// How many people, here or on the way, were before it who can be called at the same counters.
        ahead: u32,
        /// What was promised.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        wait: Option<Wait>,
    },
    /// It is so.
    Done,
    /// It is not.
    Refused(Refused),
}

/// Why not. People read it in their language; `opens` is when numbers are given again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Refused {
    /// The branch is closed.
    Closed {
        /// When it opens.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        opens: Option<DateTime<Utc>>,
    },
    /// No more today.
    NoMoreToday {
        /// When again.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        opens: Option<DateTime<Utc>>,
    },
    /// The cap of the service is reached.
    CapReached {
        /// When again.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        opens: Option<DateTime<Utc>>,
    },
    /// What is left is kept for people who are there.
    KeptForWalkIns {
        /// When again.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        opens: Option<DateTime<Utc>>,
    },
    /// Not at this time of the day.
    OutsideRemoteHours {
        /// From when on.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        opens: Option<DateTime<Utc>>,
    },
    /// This branch gives no numbers to people who are elsewhere.
    NotFromElsewhere,
    /// The numbers of the series are used up.
    SeriesUsedUp,
    /// The branch's disk is full.
    StorageFull,
    /// No such service.
    UnknownService,
    /// No such ticket, or its life has ended.
    UnknownTicket,
    /// The ticket is not in a state for this.
    NotPossibleNow,
    /// This person has a ticket already.
    OneTicketOnly,
    /// Too many requests.
    TooManyRequests,
    /// The request came after its `not_after`, or that is more than a day away.
    TooLate,
    /// The person has left before the join arrived.
    LeftBefore,
    /// Not the code that is shown.
    WrongCode,
    /// Nobody stands behind this ticket.
    NobodyBehind,
    /// It was moved back as often as is possible.
    SteppedBackEnough,
    /// Try again.
    Overloaded,
}

impl Reply {
    /// What a branch answers.
    pub fn of(request: RequestId, answer: &RequestAnswer) -> Self {
        let answer = match answer {
            RequestAnswer::Joined { ticket, number, promise } => Answer::Joined {
                ticket: *ticket,
                number: *number,
                ahead: promise.ahead,
                wait: promise.wait().map(Wait::of),
            },
            RequestAnswer::Done => Answer::Done,
            RequestAnswer::Refused(refusal) => Answer::Refused(Refused::of(refusal)),
        };
        Self { request, answer }
    }
}

impl Refused {
    /// A refusal of the domain, as far as it can be the answer to a request.
    pub fn of(refusal: &Refusal) -> Self {
        match refusal {
            Refusal::Closed { opens } => Self::Closed { opens: *opens },
            Refusal::NoMoreToday { opens } => Self::NoMoreToday { opens: *opens },
            Refusal::CapReached { opens } => Self::CapReached { opens: *opens },
            Refusal::KeptForWalkIns { opens } => Self::KeptForWalkIns { opens: *opens },
            Refusal::OutsideRemoteHours { from } => Self::OutsideRemoteHours { opens: *from },
            Refusal::NotFromElsewhere => Self::NotFromElsewhere,
            Refusal::SeriesUsedUp => Self::SeriesUsedUp,
            Refusal::StorageFull => Self::StorageFull,
            Refusal::UnknownService { .. } => Self::UnknownService,
            Refusal::UnknownTicket => Self::UnknownTicket,
            Refusal::OneTicketOnly => Self::OneTicketOnly,
            Refusal::TooManyRequests => Self::TooManyRequests,
            Refusal::RequestTooLate => Self::TooLate,
            Refusal::LeftBefore => Self::LeftBefore,
            Refusal::WrongCode => Self::WrongCode,
            Refusal::NobodyBehind => Self::NobodyBehind,
            Refusal::SteppedBackEnough => Self::SteppedBackEnough,
            Refusal::Overloaded => Self::Overloaded,
            Refusal::PrinterNotReady { .. }
            | Refusal::StillPrinting
            | Refusal::UnknownCounter { .. }
            | Refusal::UnknownKiosk
            | Refusal::CounterClosed
            | Refusal::CounterOpen
            | Refusal::CounterHeld
            | Refusal::CounterNotHeld
            | Refusal::NoSlip { .. }
            | Refusal::TimeKnown
            | Refusal::TimePast
            | Refusal::TimeFarOff
            | Refusal::CounterBusy { .. }
            | Refusal::NobodyCalled
            | Refusal::NobodyServed
            | Refusal::NobodyWaiting
            | Refusal::RecallFirst
            | Refusal::RecalledEnough
            | Refusal::NotPossibleNow { .. }
            | Refusal::SameService
            | Refusal::DayOpen
            | Refusal::DayClosed
            | Refusal::PeopleInside { .. } => Self::NotPossibleNow,
        }
    }
}
