//! A refusal is an answer to a person, not an error: each has words in every language (`wording`).

use super::ids::{CounterId, ServiceId, TicketNumber};
use super::kiosk::PrinterState;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Why something that a person asked for was not done. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum Refusal {
    /// The branch is closed; opens then, if that is known.
    Closed {
        /// The next opening.
        opens: Option<DateTime<Utc>>,
    },
    /// The last ticket of the day was given, or there would be no time left to serve one more.
    NoMoreToday {
        /// When tickets are given again.
        opens: Option<DateTime<Utc>>,
    },
    /// The daily cap of this service is reached.
    CapReached {
        /// When tickets are given again.
        opens: Option<DateTime<Utc>>,
    },
    /// The numbers of the series are used up for the day.
    SeriesUsedUp,
    /// The kiosk cannot print.
    PrinterNotReady {
        /// Why.
        printer: PrinterState,
    },
    /// The kiosk is still printing the slip before.
    StillPrinting,
    /// The disk is full: no promise can be kept on paper only.
    StorageFull,
    /// No such service in this branch.
    UnknownService {
        /// What was asked for.
        service: ServiceId,
    },
    /// No such counter in this branch.
    UnknownCounter {
        /// What was asked for.
        counter: CounterId,
    },
    /// No such kiosk in this branch.
    UnknownKiosk,
    /// No ticket with this number is in the line today.
    UnknownTicket,
    /// The counter is closed; open it first.
    CounterClosed,
    /// The counter is open already.
    CounterOpen,
    /// A person in charge lets nobody be called to this counter.
    CounterHeld,
    /// People are called to this counter already.
    CounterNotHeld,
    /// This counter has a person; deal with this ticket first.
    CounterBusy {
        /// Whose.
        number: TicketNumber,
    },
    /// Nobody is called to this counter.
    NobodyCalled,
    /// Nobody is being served at this counter.
    NobodyServed,
    /// Nobody who is present waits for what this counter does.
    NobodyWaiting,
    /// A person who is here must be called a second time before they count as a no-show.
    RecallFirst,
    /// It was called again as often as is sensible.
    RecalledEnough,
    /// The ticket is not in a state for this.
    NotPossibleNow {
        /// Which ticket.
        number: TicketNumber,
    },
    /// The ticket has no paper.
    NoSlip {
        /// Which ticket.
        number: TicketNumber,
    },
    /// The clock can be believed without a person.
    TimeKnown,
    /// It is later than that, as far as the branch knows.
    TimePast,
    /// A year that nobody can mean.
    TimeFarOff,
    /// The ticket waits for this service already.
    SameService,
    /// The day is open already.
    DayOpen,
    /// The day is closed already.
    DayClosed,
    /// People are still waiting or being served.
    PeopleInside {
        /// How many.
        count: u32,
    },
    /// This office gives no numbers to people who are elsewhere.
    NotFromElsewhere,
    /// Numbers are given to people who are elsewhere between these times only.
    OutsideRemoteHours {
        /// From when on, if that is still to come.
        from: Option<DateTime<Utc>>,
    },
    /// What is left of the day is kept for people who are here.
    KeptForWalkIns {
        /// When numbers are given again.
        opens: Option<DateTime<Utc>>,
    },
    /// This person has a ticket that is still good.
    OneTicketOnly,
    /// Too many requests from this person, or to this office in this hour.
    TooManyRequests,
    /// The request came too late, or asks for an answer in a time that is too far away.
    RequestTooLate,
    /// The person has left the line before they had joined it.
    LeftBefore,
    /// This is not the code that is shown in the office.
    WrongCode,
    /// Nobody stands behind this ticket who could go first.
    NobodyBehind,
    /// The holder of this ticket has let others go first as often as is possible.
    SteppedBackEnough,
    /// The queue has too much to do at this moment; try again.
    Overloaded,
}
