//! Which commands, events and refusals the scenarios have met.
//!
//! The lists cannot fall behind: each is made together with a `match` that the compiler wants complete.

use rinda::domain::command::Command;
use rinda::domain::event::Event;
use rinda::domain::refusal::Refusal;
use std::collections::BTreeSet;

macro_rules! named {
    ($function:ident, $all:ident, $type:ident: $($variant:ident),+ $(,)?) => {
        const $all: &[&str] = &[$(concat!(stringify!($type), "::", stringify!($variant))),+];

        fn $function(one: &$type) -> &'static str {
            match one {
                $($type::$variant { .. } => concat!(stringify!($type), "::", stringify!($variant)),)+
            }
        }
    };
}

named!(command_name, COMMANDS, Command: Tick, Restart, TakeTicket, Request, ShowTicket, OpenCounter, CloseCounter, HoldCounter, ReleaseCounter, CallNext, Recall, NoShow,
    Start, Finish, Park, Transfer, WalkDirect, CheckIn, Cancel, VoidSlip, Reprint, StateTime, OpenDay, CloseDay, ReportPrinter, ConfirmPowerCycle, ChangeRoll, TryPaper,
    ReportSlip, ReportCallShown, ReportButton, ReportKey,
    ReportConfiguration, ReportRestart, ReportStorage);

named!(event_name, EVENTS, Event: Restarted, ClockChanged, TimeStated, StorageChanged, ConfigurationChanged, PartRestarted, DayOpened, DayClosed, TicketTaken,
    PressBounced, ButtonStuck, ButtonFreed, KeyBounced, KeyStuck, KeyFreed, PrinterChanged, PowerCycleConfirmed, RollChanged, TestPaperSent, SlipSent, SlipPrinted, SlipFailed, SlipUncertain,
    SlipReserved, CounterOpened, CounterClosed, CounterHeld, CounterReleased, Called, Recalled, CallShown, ServiceStarted, ServiceFinished, NoShow,
    RequestAnswered, SteppedBack, Parked, CheckedIn, Transferred, Cancelled, Expired);

named!(refusal_name, REFUSALS, Refusal: Closed, NoMoreToday, CapReached, SeriesUsedUp, PrinterNotReady, StillPrinting,
    StorageFull, UnknownService, UnknownCounter, UnknownKiosk, UnknownTicket, CounterClosed, CounterOpen, CounterHeld, CounterNotHeld, CounterBusy,
    NobodyCalled, NobodyServed, NobodyWaiting, RecallFirst, RecalledEnough, NotPossibleNow, NoSlip, TimeKnown, TimePast, TimeFarOff, SameService, DayOpen,
    DayClosed, PeopleInside, NotFromElsewhere, OutsideRemoteHours, KeptForWalkIns, OneTicketOnly, TooManyRequests,
    RequestTooLate, LeftBefore, WrongCode, NobodyBehind, SteppedBackEnough, Overloaded);

/// The engine's inbox gives this one; the domain has no inbox.
const NOT_OF_THE_DOMAIN: &[&str] = &["Refusal::Overloaded"];

/// What was met.
#[derive(Debug, Default)]
pub(crate) struct Seen(BTreeSet<&'static str>);

impl Seen {
    pub(crate) fn command(&mut self, command: &Command) {
        self.0.insert(command_name(command));
    }

    pub(crate) fn event(&mut self, event: &Event) {
        self.0.insert(event_name(event));
    }

    pub(crate) fn refusal(&mut self, refusal: &Refusal) {
        self.0.insert(refusal_name(refusal));
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.0.extend(&other.0);
    }

    /// What was not met, and should have been.
    pub(crate) fn missing(&self) -> Vec<&'static str> {
        let all = [COMMANDS, EVENTS, REFUSALS].into_iter().flatten();
        all.filter(|name| !self.0.contains(*name) && !NOT_OF_THE_DOMAIN.contains(name)).copied().collect()
    }
}

#[test]
fn what_was_not_met_is_missing() {
    let mut seen = Seen::default();
    seen.command(&Command::Tick);
    let missing = seen.missing();
    assert!(!missing.contains(&"Command::Tick") && missing.contains(&"Command::OpenDay"));
    assert_eq!(missing.len(), COMMANDS.len() + EVENTS.len() + REFUSALS.len() - 2);
}
