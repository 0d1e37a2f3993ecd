//! What somebody wants, or what a device saw.

use super::event::{Configured, Part, PrintEvidence, SlipTrouble};
use super::ids::{CallId, CodeKey, CounterId, JobId, KioskId, LinkId, ServiceId, TicketId, TicketNumber};
use super::kiosk::PrinterState;
use super::remote::Request;
use super::ticket::{Class, Language};
use super::time::Boot;
use serde::{Deserialize, Serialize};

/// A wish or a report. `Branch::decide` answers every one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Time has passed: do what is due.
    Tick,
    /// The daemon has started on this journal; its moment is later than every one before.
    Restart {
        /// The journal's epoch.
        epoch: u32,
        /// Random bits for the check-in codes.
        code_key: CodeKey,
        /// In which boot of the machine, where it says so.
        boot: Option<Boot>,
    },
    /// A visitor wants a paper ticket.
    TakeTicket {
        /// At which kiosk.
        kiosk: KioskId,
        /// For what.
        service: ServiceId,
        /// Its class, set by the button.
        class: Class,
        /// In which language.
        language: Language,
        /// Random bits for its link.
        link: LinkId,
    },
    /// A clerk starts to work.
    OpenCounter {
        /// Where.
        counter: CounterId,
    },
    /// A clerk stops working.
    CloseCounter {
        /// Where.
        counter: CounterId,
    },
    /// A person in charge wants nobody called to a counter until they say so.
    HoldCounter {
        /// Which.
        counter: CounterId,
    },
    /// People are called to a counter again.
    ReleaseCounter {
        /// Which.
        counter: CounterId,
    },
    /// A clerk is ready for the next person; finishes the service under way.
    CallNext {
        /// Where.
        counter: CounterId,
    },
    /// A clerk calls the same person again.
    Recall {
        /// Where.
        counter: CounterId,
    },
    /// The called person did not come.
    NoShow {
        /// Where.
        counter: CounterId,
    },
    /// The called person is here.
    Start {
        /// Where.
        counter: CounterId,
    },
    /// The person was served.
    Finish {
        /// Where.
        counter: CounterId,
    },
    /// The person has to fetch something and comes back.
    Park {
        /// Where.
        counter: CounterId,
    },
    /// The person needs another service.
    Transfer {
        /// From where.
        counter: CounterId,
        /// To which.
        service: ServiceId,
    },
    /// A person without a ticket is served at once.
    WalkDirect {
        /// Where.
        counter: CounterId,
        /// What is done.
        service: ServiceId,
        /// Random bits for its link.
        link: LinkId,
    },
    /// Somebody who is elsewhere wants something.
    Request {
        /// What.
        request: Request,
    },
    /// A person has shown the code of their ticket to the branch: they are here (again).
    ShowTicket {
        /// What the code carries.
        link: LinkId,
    },
    /// A person with this number is here (again).
    CheckIn {
        /// The number that they show.
        number: TicketNumber,
    },
    /// A clerk takes a ticket out of the line.
    Cancel {
        /// Which.
        number: TicketNumber,
    },
    /// The paper of a ticket is no good: misprinted, torn, or somebody else's. The ticket goes with it.
    VoidSlip {
        /// Which.
        number: TicketNumber,
    },
    /// A person wants the slip of their ticket again.
    Reprint {
        /// Which.
        number: TicketNumber,
        /// Where it shall come out.
        kiosk: KioskId,
    },
    /// A person says what time it is, where no server does.
    StateTime {
        /// Milliseconds since 1970-01-01 UTC.
        wall_ms: i64,
    },
    /// A person opens the day by hand.
    OpenDay,
    /// A person closes the day by hand.
    CloseDay,
    /// The printer's state, whenever it changes.
    ReportPrinter {
        /// Where.
        kiosk: KioskId,
        /// What it is.
        printer: PrinterState,
    },
    /// A person has put a new roll in.
    ChangeRoll {
        /// Where.
        kiosk: KioskId,
    },
    /// Paper that is no ticket shall come out, for a technician.
    TryPaper {
        /// Where.
        kiosk: KioskId,
    },
    /// A person has switched the printer off and on.
    ConfirmPowerCycle {
        /// Where.
        kiosk: KioskId,
    },
    /// How a print job ended.
    ReportSlip {
        /// Where.
        kiosk: KioskId,
        /// Which job.
        job: JobId,
        /// How.
        outcome: SlipOutcome,
    },
    /// The hall showed a call for as long as it must.
    ReportCallShown {
        /// Which.
        call: CallId,
    },
    /// What a button did that is not a press.
    ReportButton {
        /// Where.
        kiosk: KioskId,
        /// Which button.
        button: u8,
        /// What it did.
        report: ButtonReport,
    },
    /// What a key of a counter's keypad did that is not a press.
    ReportKey {
        /// Where.
        counter: CounterId,
        /// Which key.
        key: u8,
        /// What it did.
        report: ButtonReport,
    },
    /// Which configuration is in force.
    ReportConfiguration {
        /// Which.
        configured: Configured,
    },
    /// A technician had a part begin anew.
    ReportRestart {
        /// Which.
        part: Part,
    },
    /// Whether the disk has room for promises.
    ReportStorage {
        /// Whether it is too full.
        full: bool,
    },
}

/// How a print job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlipOutcome {
    /// Proven to be on paper.
    Printed(PrintEvidence),
    /// Proven not to be, and never to be.
    Failed(SlipTrouble),
    /// Unknown for ever.
    Uncertain(SlipTrouble),
}

/// What a button or a key did that is not a press.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ButtonReport {
    /// So many presses were no wish.
    Bounced(u32),
    /// It is held down for too long.
    Stuck,
    /// It came free.
    Freed,
}

/// What a command led to, for the one who gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    /// Done.
    Done,
    /// A ticket was given, called, started or checked in.
    Ticket {
        /// Its id.
        ticket: TicketId,
        /// Its number.
        number: TicketNumber,
    },
}
