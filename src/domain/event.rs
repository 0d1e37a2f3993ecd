//! What happened. Events are the journal: they are written before anybody sees their effect, and never change.
//!
//! An event carries every choice that was made when it was decided (a number, a place in the line, an end of a
//! hold), so that applying it needs neither the settings nor the clock.

use super::ids::{CallId, CodeKey, CounterId, JobId, KioskId, LinkId, ServiceId, TicketId, TicketNumber};
use super::kiosk::PrinterState;
use super::remote::{Request, RequestAnswer};
use super::ticket::{Class, Language, Origin, Presence, Promise};
use super::time::{Boot, ClockTrust, Moment};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// An event with the time at which it was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub at: Moment,
    /// What.
    pub event: Event,
}

/// Who did something that the calendar can also do by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The opening hours.
    Calendar,
    /// A person.
    Person,
}

/// Which configuration a branch runs with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Configured {
    /// That of the files.
    #[default]
    Files,
    /// A new one, which is being tried.
    Tried,
    /// The last good one, because that of the files is not good.
    LastGood,
}

/// A part of a branch that can begin anew without the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The printer of a kiosk.
    Printer(KioskId),
    /// All displays.
    Displays,
    /// The way to the centre.
    Link,
}

/// A place in the line and what taking it does to the people behind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// How many tickets of the line stay before it.
    pub behind: u32,
    /// How those who are passed are counted.
    pub passing: Passing,
    /// The services whose people are counted when they are passed: those who wait for the same clerks. It is in the event,
    /// because counters can do other services tomorrow. None: everybody is counted, as journals before it had it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rivals: Vec<ServiceId>,
}

impl Place {
    /// A place by the order of joining, where nobody is counted as passed.
    pub fn in_join_order(behind: u32) -> Self {
        Self { behind, passing: Passing::JoinOrder, rivals: Vec::new() }
    }

    /// Whether a person of this service waits for the same clerks.
    pub fn is_rival(&self, service: &ServiceId) -> bool {
        self.rivals.is_empty() || self.rivals.contains(service)
    }
}

/// Why the tickets behind a place were passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Passing {
    /// Nobody is passed, or the passer was there first.
    JoinOrder,
    /// By the credit of a priority class: one slip for each ticket passed.
    Credit,
    /// By a return after parking: one setback for each ticket passed.
    Return,
}

/// How a slip's printing was proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrintEvidence {
    /// The printer echoed the job's id (`GS ( H`).
    JobEcho,
    /// The printer answered a queued status after the cut, and its real-time status is clean.
    QueuedStatus,
}

/// Why a slip did not come out, or may not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlipTrouble {
    /// The printer reported this state and its buffer was cleared.
    Printer(PrinterState),
    /// The daemon was restarted while the job was under way.
    Restart,
    /// The printer did not answer in time.
    NoAnswer,
    /// The slip was owed for so long that the person has probably gone.
    TooOld,
}

/// Why a ticket was set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParkReason {
    /// A clerk did it.
    Clerk,
    /// Called, called again, and did not come.
    NoShow,
    /// Its turn passed while the person was not here.
    TurnPassed,
}

/// Why a ticket expired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpireReason {
    /// It was set aside and nobody came back in time.
    HoldEnded,
    /// The day ended.
    DayClosed,
}

/// Why a ticket was cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelReason {
    /// The person left the line.
    Left,
    /// A clerk cancelled it.
    Clerk,
    /// Its paper was no good.
    SlipVoid,
}

/// Everything that can happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// The daemon started on this journal. Slips under way become uncertain, printers unknown.
    Restarted {
        /// Rises when the journal before this one had to be given up.
        epoch: u32,
        /// What the check-in codes are made of from now on.
        code_key: CodeKey,
        /// In which boot of the machine, where it says so. The one of the start before: the steady clock has missed nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        boot: Option<Boot>,
    },
    /// The clock's trust changed, or the wall clock was set.
    ClockChanged {
        /// The trust from now on.
        trust: ClockTrust,
        /// By how much the wall clock moved against the steady clock, in milliseconds.
        jump_ms: i64,
        /// What the steady clock missed before the newest restart, when the branch was off; found out now. Everything
        /// before that restart is so much longer ago.
        missed_ms: u64,
        /// Steady time from which the clock is believed again after a jump that nobody announced.
        doubted_until_ms: Option<u64>,
    },
    /// A person said what time it is. It holds until the machine boots, or until a server says it.
    TimeStated {
        /// Milliseconds since 1970-01-01 UTC.
        wall_ms: i64,
    },
    /// The disk is too full for new tickets, or has room again.
    StorageChanged {
        /// Whether it is too full.
        full: bool,
    },
    /// Another configuration is in force, or is no longer only tried.
    ConfigurationChanged {
        /// Which.
        configured: Configured,
    },
    /// A part was let go and is opened anew, because a technician wanted it. For the queue nothing has changed.
    PartRestarted {
        /// Which.
        part: Part,
    },
    /// A service day began. Numbers go on where this date left off.
    DayOpened {
        /// Its date in the branch's time zone; an older one while nobody could know the date.
        date: NaiveDate,
        /// Who opened it.
        cause: Cause,
        /// Whether caps count from zero: not when a day goes on that was closed by mistake.
        anew: bool,
    },
    /// The service day ended.
    DayClosed {
        /// Its date.
        date: NaiveDate,
        /// Who closed it.
        cause: Cause,
    },
    /// A ticket was given.
    TicketTaken {
        /// Its id.
        ticket: TicketId,
        /// Its number.
        number: TicketNumber,
        /// For what.
        service: ServiceId,
        /// How it came.
        origin: Origin,
        /// Its class.
        class: Class,
        /// The language asked for.
        language: Language,
        /// What its link carries.
        link: LinkId,
        /// Whether the person is here.
        presence: Presence,
        /// The kiosk that owes a slip.
        kiosk: Option<KioskId>,
        /// Whether the entry's wall time may be printed.
        clock_trusted: bool,
        /// What the person was told.
        promise: Promise,
        /// Where it entered the line.
        place: Place,
    },
    /// A request from elsewhere was answered, together with what it did.
    RequestAnswered {
        /// What was asked.
        request: Request,
        /// What the answer is, for every copy of the request.
        answer: RequestAnswer,
    },
    /// The holder of a ticket let others go first.
    SteppedBack {
        /// Whose.
        ticket: TicketId,
        /// Where it stands now, in the line without it.
        place: Place,
    },
    /// A press that is not a wish: contacts that bounce, a second press at once, too many presses.
    PressBounced {
        /// Where.
        kiosk: KioskId,
        /// Which button, by its place on the kiosk.
        button: u8,
        /// How many since the last report.
        count: u32,
    },
    /// A button was held down for too long.
    ButtonStuck {
        /// Where.
        kiosk: KioskId,
        /// Which button.
        button: u8,
    },
    /// A stuck button came free.
    ButtonFreed {
        /// Where.
        kiosk: KioskId,
        /// Which button.
        button: u8,
    },
    /// Presses of a counter's key that were no wish.
    KeyBounced {
        /// Where.
        counter: CounterId,
        /// Which key.
        key: u8,
        /// How many.
        count: u32,
    },
    /// A key of a counter was held down for too long.
    KeyStuck {
        /// Where.
        counter: CounterId,
        /// Which key.
        key: u8,
    },
    /// A stuck key came free.
    KeyFreed {
        /// Where.
        counter: CounterId,
        /// Which key.
        key: u8,
    },
    /// The printer's state changed.
    PrinterChanged {
        /// Where.
        kiosk: KioskId,
        /// From now on.
        printer: PrinterState,
    },
    /// A person has put a new roll in, as far as they say.
    RollChanged {
        /// Where.
        kiosk: KioskId,
    },
    /// From here on paper that is no ticket may come out.
    TestPaperSent {
        /// Where.
        kiosk: KioskId,
        /// The job.
        job: JobId,
    },
    /// A person has switched the printer off and on, as far as they say.
    PowerCycleConfirmed {
        /// Where.
        kiosk: KioskId,
    },
    /// From here on bytes of this slip may be on paper.
    SlipSent {
        /// Whose.
        ticket: TicketId,
        /// The job.
        job: JobId,
    },
    /// The paper came out.
    SlipPrinted {
        /// Whose.
        ticket: TicketId,
        /// How that is known.
        evidence: PrintEvidence,
    },
    /// The paper did not come out.
    SlipFailed {
        /// Whose.
        ticket: TicketId,
        /// Why.
        trouble: SlipTrouble,
    },
    /// Nobody can know whether the paper came out.
    SlipUncertain {
        /// Whose.
        ticket: TicketId,
        /// Why.
        trouble: SlipTrouble,
    },
    /// A person asked for the slip again; the new one says COPY.
    SlipReserved {
        /// Whose.
        ticket: TicketId,
        /// Where it will come out.
        kiosk: KioskId,
    },
    /// A clerk opened a counter.
    CounterOpened {
        /// Which.
        counter: CounterId,
    },
    /// A clerk closed a counter.
    CounterClosed {
        /// Which.
        counter: CounterId,
    },
    /// Nobody is called to a counter from now on.
    CounterHeld {
        /// Which.
        counter: CounterId,
    },
    /// People are called to a counter again.
    CounterReleased {
        /// Which.
        counter: CounterId,
    },
    /// A ticket was called.
    Called {
        /// Whose.
        ticket: TicketId,
        /// To which counter.
        counter: CounterId,
        /// The announcement that the hall is owed.
        call: CallId,
    },
    /// A ticket was called again.
    Recalled {
        /// Whose.
        ticket: TicketId,
        /// To which counter.
        counter: CounterId,
        /// The announcement that the hall is owed.
        call: CallId,
    },
    /// The hall showed an announcement for as long as it must.
    CallShown {
        /// Which.
        call: CallId,
    },
    /// The person is at the counter.
    ServiceStarted {
        /// Whose.
        ticket: TicketId,
        /// Where.
        counter: CounterId,
    },
    /// The person was served; the ticket's life has ended.
    ServiceFinished {
        /// Whose.
        ticket: TicketId,
        /// Where.
        counter: CounterId,
        /// What was done.
        service: ServiceId,
        /// How long it took.
        service_ms: u64,
    },
    /// The person did not come, again; the ticket's life has ended.
    NoShow {
        /// Whose.
        ticket: TicketId,
        /// Where it was called.
        counter: CounterId,
    },
    /// The ticket was set aside; its number is kept.
    Parked {
        /// Whose.
        ticket: TicketId,
        /// Why.
        reason: ParkReason,
        /// Steady time at which it expires.
        until_ms: u64,
    },
    /// The person is here (again): the ticket is back in the line.
    CheckedIn {
        /// Whose.
        ticket: TicketId,
        /// Where it entered the line; `None` when it kept its place.
        place: Option<Place>,
    },
    /// The ticket waits for another service now, with its number kept.
    Transferred {
        /// Whose.
        ticket: TicketId,
        /// From which counter.
        counter: CounterId,
        /// To which service.
        service: ServiceId,
        /// Where it entered the line.
        place: Place,
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
}
