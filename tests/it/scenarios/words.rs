//! Events and refusals in plain English, for the transcripts.

use super::world::World;
use chrono::{DateTime, Utc};
use rinda::domain::event::{
    CancelReason, Cause, Configured, Event, ExpireReason, ParkReason, Part, Passing, Place, PrintEvidence,
    SlipTrouble,
};
use rinda::domain::ids::{ServiceId, TicketId};
use rinda::domain::kiosk::PrinterState;
use rinda::domain::refusal::Refusal;
use rinda::domain::remote::RequestAnswer;
use rinda::domain::ticket::{Class, Language, Origin, Presence, Promise};
use rinda::domain::time::ClockTrust;

const YEAR_MS: u64 = 365 * 86_400_000;

impl World {
    /// What happened, in words. Ask before the event is applied: a ticket may end with it.
    pub(crate) fn event_in_words(&self, event: &Event) -> String {
        let number = |ticket: &TicketId| self.number_of(*ticket);
        match event {
            Event::Restarted { epoch, .. } => format!("the branch started, epoch {epoch}"),
            Event::ClockChanged { trust, jump_ms, missed_ms, doubted_until_ms } => {
                let missed = if *missed_ms == 0 {
                    String::new()
                } else {
                    format!(", the steady clock missed {}", span(*missed_ms))
                };
                let doubt =
                    doubted_until_ms.map(|until| format!(", in doubt until {}", self.at_steady(until)));
                let jump = match jump_ms.unsigned_abs() {
                    0..1000 => String::new(),
                    1000..YEAR_MS => format!(", moved by {}", signed_span(*jump_ms)),
                    YEAR_MS.. => ", set".into(),
                };
                format!("clock: {}{jump}{missed}{}", trust_in_words(*trust), doubt.unwrap_or_default())
            }
            Event::TimeStated { wall_ms } => {
                let at = DateTime::from_timestamp_millis(*wall_ms).unwrap();
                format!("a person says that it is {}", self.local(at))
            }
            Event::ConfigurationChanged { configured } => match configured {
                Configured::Files => "configuration: that of the files".into(),
                Configured::Tried => "configuration: a new one, on trial".into(),
                Configured::LastGood => "configuration: the last good one".into(),
            },
            Event::PartRestarted { part } => match part {
                Part::Printer(kiosk) => format!("kiosk {kiosk}: the printer begins anew"),
                Part::Displays => "the displays begin anew".into(),
                Part::Link => "the link begins anew".into(),
            },
            Event::StorageChanged { full: true } => "storage: full".into(),
            Event::StorageChanged { full: false } => "storage: has room".into(),
            Event::DayOpened { date, cause, anew } => {
                let again = if *anew { "" } else { ", again" };
                format!("day {date} opened by {}{again}", cause_in_words(*cause))
            }
            Event::DayClosed { date, cause } => format!("day {date} closed by {}", cause_in_words(*cause)),
            Event::TicketTaken {
                ticket: _,
                number,
                service,
                origin,
                class,
                language,
                link: _,
                presence,
                kiosk: _,
                clock_trusted,
                promise,
                place,
            } => {
                let origin = match origin {
                    Origin::WalkIn => "",
                    Origin::Remote(_) => ", from a phone",
                };
                let class = match class {
                    Class::Normal => "",
                    Class::Priority => ", with priority",
                };
                let presence = match presence {
                    Presence::Present => "",
                    Presence::Absent => ", not here yet",
                };
                let clock = if *clock_trusted { "" } else { ", no time printed" };
                format!(
                    "{number} taken for {service}{origin}{class}{presence}{}{clock}: {}{}",
                    language_in_words(*language),
                    promise_in_words(promise),
                    self.place_in_words(place)
                )
            }
            Event::PressBounced { kiosk, button, count } => {
                format!("kiosk {kiosk}, button {button}: {count} presses were no wish")
            }
            Event::ButtonStuck { kiosk, button } => format!("kiosk {kiosk}, button {button}: stuck"),
            Event::ButtonFreed { kiosk, button } => format!("kiosk {kiosk}, button {button}: free again"),
            Event::KeyBounced { counter, key, count } => {
                format!("counter {counter}, key {key}: {count} presses were no wish")
            }
            Event::KeyStuck { counter, key } => format!("counter {counter}, key {key}: stuck"),
            Event::KeyFreed { counter, key } => format!("counter {counter}, key {key}: free again"),
            Event::TestPaperSent { kiosk, job: _ } => format!("kiosk {kiosk}: test paper sent"),
            Event::RollChanged { kiosk } => format!("kiosk {kiosk}: a new roll"),
            Event::PowerCycleConfirmed { kiosk } => {
                format!("kiosk {kiosk}: its printer was switched off and on")
            }
            Event::PrinterChanged { kiosk, printer } => {
                format!("kiosk {kiosk}: printer {}", printer_in_words(*printer))
            }
            Event::SlipSent { ticket, job } => format!("slip of {} sent as job {job}", number(ticket)),
            Event::SlipPrinted { ticket, evidence } => {
                let evidence = match evidence {
                    PrintEvidence::JobEcho => "the printer echoed the job",
                    PrintEvidence::QueuedStatus => "the printer's status after the cut is clean",
                };
                format!("slip of {} printed: {evidence}", number(ticket))
            }
            Event::SlipFailed { ticket, trouble } => {
                format!("slip of {} failed: {}", number(ticket), trouble_in_words(*trouble))
            }
            Event::SlipUncertain { ticket, trouble } => {
                format!("slip of {} uncertain: {}", number(ticket), trouble_in_words(*trouble))
            }
            Event::SlipReserved { ticket, kiosk } => {
                format!("a COPY of {} is owed at kiosk {kiosk}", number(ticket))
            }
            Event::CounterOpened { counter } => format!("counter {counter} open"),
            Event::CounterHeld { counter } => format!("counter {counter} held"),
            Event::CounterReleased { counter } => format!("counter {counter} released"),
            Event::CounterClosed { counter } => format!("counter {counter} closed"),
            Event::Called { ticket, counter, call: _ } => {
                format!("{} called to counter {counter}", number(ticket))
            }
            Event::Recalled { ticket, counter, call: _ } => {
                format!("{} called again to counter {counter}", number(ticket))
            }
            Event::CallShown { call } => {
                let shown = self.branch().state().calls.iter().find(|announced| announced.id == *call);
                format!("the hall has shown {}", shown.unwrap().number)
            }
            Event::ServiceStarted { ticket, counter } => format!("{} at counter {counter}", number(ticket)),
            Event::ServiceFinished { ticket, counter, service, service_ms } => {
                format!("{} served at counter {counter}: {service}, {}", number(ticket), span(*service_ms))
            }
            Event::NoShow { ticket, counter } => {
                format!("{} did not come to counter {counter}; its life is over", number(ticket))
            }
            Event::Parked { ticket, reason, until_ms } => {
                let reason = match reason {
                    ParkReason::Clerk => "by a clerk",
                    ParkReason::NoShow => "did not come",
                    ParkReason::TurnPassed => "its turn passed while nobody was here",
                };
                format!("{} set aside until {}: {reason}", number(ticket), self.at_steady(*until_ms))
            }
            Event::CheckedIn { ticket, place: None } => {
                format!("{} is here, keeps its place", number(ticket))
            }
            Event::CheckedIn { ticket, place: Some(place) } => {
                format!("{} is here again{}", number(ticket), self.place_in_words(place))
            }
            Event::RequestAnswered { request: _, answer } => match answer {
                RequestAnswer::Joined { number, .. } => format!("answered: {number}"),
                RequestAnswer::Done => "answered: done".into(),
                RequestAnswer::Refused(refusal) => {
                    format!("answered: refused: {}", self.refusal_in_words(refusal))
                }
            },
            Event::SteppedBack { ticket, place } => {
                format!("{} lets others go first, stands behind {} now", number(ticket), place.behind)
            }
            Event::Transferred { ticket, counter, service, place } => format!(
                "{} passed on from counter {counter} to {service}{}",
                number(ticket),
                self.place_in_words(place)
            ),
            Event::Cancelled { ticket, reason } => {
                let reason = match reason {
                    CancelReason::Left => "the person left",
                    CancelReason::Clerk => "by a clerk",
                    CancelReason::SlipVoid => "its slip is void",
                };
                format!("{} cancelled: {reason}", number(ticket))
            }
            Event::Expired { ticket, reason } => {
                let reason = match reason {
                    ExpireReason::HoldEnded => "nobody came back in time",
                    ExpireReason::DayClosed => "the day is over",
                };
                format!("{} expired: {reason}", number(ticket))
            }
        }
    }

    /// Why nothing was done, in words.
    pub(crate) fn refusal_in_words(&self, refusal: &Refusal) -> String {
        match refusal {
            Refusal::Closed { opens } => format!("the branch is closed{}", self.opens_in_words(*opens)),
            Refusal::NoMoreToday { opens } => {
                format!("no more tickets for this today{}", self.opens_in_words(*opens))
            }
            Refusal::CapReached { opens } => {
                format!("all of today's tickets are given{}", self.opens_in_words(*opens))
            }
            Refusal::SeriesUsedUp => "the numbers are used up for today".into(),
            Refusal::PrinterNotReady { printer } => format!("the printer: {}", printer_in_words(*printer)),
            Refusal::StillPrinting => "still printing".into(),
            Refusal::StorageFull => "the disk is full".into(),
            Refusal::UnknownService { service } => format!("there is no service {service}"),
            Refusal::UnknownCounter { counter } => format!("there is no counter {counter}"),
            Refusal::UnknownKiosk => "there is no such kiosk".into(),
            Refusal::UnknownTicket => "there is no such ticket".into(),
            Refusal::CounterClosed => "the counter is closed".into(),
            Refusal::CounterOpen => "the counter is open already".into(),
            Refusal::CounterHeld => "the counter is held".into(),
            Refusal::CounterNotHeld => "the counter is not held".into(),
            Refusal::NoSlip { number } => format!("{number} has no slip"),
            Refusal::TimeKnown => "the time is known".into(),
            Refusal::TimePast => "it is later than that".into(),
            Refusal::TimeFarOff => "no such year".into(),
            Refusal::CounterBusy { number } => format!("the counter has {number}"),
            Refusal::NobodyCalled => "nobody is called to this counter".into(),
            Refusal::NobodyServed => "nobody is at this counter".into(),
            Refusal::NobodyWaiting => "nobody waits who is here".into(),
            Refusal::RecallFirst => "call a second time first".into(),
            Refusal::RecalledEnough => "called again often enough".into(),
            Refusal::NotPossibleNow { number } => format!("not possible for {number} now"),
            Refusal::SameService => "waits for this service already".into(),
            Refusal::DayOpen => "the day is open already".into(),
            Refusal::DayClosed => "the day is closed already".into(),
            Refusal::PeopleInside { count } => format!("people inside: {count}"),
            Refusal::NotFromElsewhere => "no numbers for people who are elsewhere".into(),
            Refusal::OutsideRemoteHours { from: Some(from) } => {
                format!("not from elsewhere until {}", self.local(*from))
            }
            Refusal::OutsideRemoteHours { from: None } => "not from elsewhere any more today".into(),
            Refusal::KeptForWalkIns { opens } => {
                format!("what is left is for people who are here{}", self.opens_in_words(*opens))
            }
            Refusal::OneTicketOnly => "has a ticket already".into(),
            Refusal::TooManyRequests => "asks too often".into(),
            Refusal::RequestTooLate => "too late".into(),
            Refusal::LeftBefore => "has left before".into(),
            Refusal::WrongCode => "this is not the code".into(),
            Refusal::NobodyBehind => "nobody stands behind".into(),
            Refusal::SteppedBackEnough => "has let others go first often enough".into(),
            Refusal::Overloaded => "too much to do".into(),
        }
    }

    fn opens_in_words(&self, opens: Option<DateTime<Utc>>) -> String {
        opens.map_or_else(|| ", nobody knows until when".into(), |at| format!(" until {}", self.local(at)))
    }

    fn place_in_words(&self, place: &Place) -> String {
        let behind = self.branch().line().into_iter().skip(place.behind as usize);
        let passed = behind.filter(|other| place.is_rival(&other.service)).count();
        match place.passing {
            Passing::JoinOrder | Passing::Credit | Passing::Return if passed == 0 => String::new(),
            Passing::JoinOrder => format!("; before {passed} who joined later"),
            Passing::Credit => format!("; passes {passed} by credit"),
            Passing::Return => format!("; passes {passed} as a return"),
        }
    }
}

fn promise_in_words(promise: &Promise) -> String {
    let wait = promise.wait().map_or_else(
        || "nobody knows how long".into(),
        |wait| format!("{} to {}", clock_span(wait.p10_s), clock_span(wait.p90_s)),
    );
    format!("{} ahead, {wait}", promise.ahead)
}

fn clock_span(seconds: u32) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

fn language_in_words(language: Language) -> &'static str {
    match language {
        Language::Lv => "",
        Language::Ru => ", in Russian",
        Language::En => ", in English",
        Language::Uk => ", in Ukrainian",
    }
}

fn cause_in_words(cause: Cause) -> &'static str {
    match cause {
        Cause::Calendar => "the calendar",
        Cause::Person => "a person",
    }
}

fn trust_in_words(trust: ClockTrust) -> &'static str {
    match trust {
        ClockTrust::Synced => "synchronised",
        ClockTrust::Unsynced => "not synchronised",
    }
}

fn trouble_in_words(trouble: SlipTrouble) -> String {
    match trouble {
        SlipTrouble::Printer(printer) => printer_in_words(printer).into(),
        SlipTrouble::Restart => "the branch was restarted".into(),
        SlipTrouble::NoAnswer => "no answer".into(),
        SlipTrouble::TooOld => "owed for too long".into(),
    }
}

const PRINTERS: [(PrinterState, &str); 14] = [
    (PrinterState::Unknown, "unknown"),
    (PrinterState::Ready, "ready"),
    (PrinterState::PaperNearEnd, "paper near end"),
    (PrinterState::PaperOut, "paper out"),
    (PrinterState::CoverOpen, "cover open"),
    (PrinterState::CutterBlocked, "cutter blocked"),
    (PrinterState::Jammed, "jammed"),
    (PrinterState::Overheated, "too hot"),
    (PrinterState::Unrecoverable, "broken"),
    (PrinterState::TicketNotTaken, "slip not taken"),
    (PrinterState::NeedsPowerCycle, "waiting to be switched off and on"),
    (PrinterState::Error, "error"),
    (PrinterState::Offline, "off line"),
    (PrinterState::Silent, "silent"),
];

pub(crate) fn printer_in_words(printer: PrinterState) -> &'static str {
    PRINTERS.iter().find(|(state, _)| *state == printer).unwrap().1
}

pub(crate) fn printer_from_words(words: &str) -> Option<PrinterState> {
    PRINTERS.iter().find(|(_, name)| *name == words).map(|(state, _)| *state)
}

pub(crate) fn service(key: &str) -> ServiceId {
    ServiceId::new(key)
}

/// A time span in hours, minutes and seconds.
pub(crate) fn span(ms: u64) -> String {
    let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
    match (hours, minutes, seconds) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, 0) => format!("{minutes} min"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{hours} h {minutes:02} min"),
    }
}

fn signed_span(ms: i64) -> String {
    let sign = if ms < 0 { '-' } else { '+' };
    format!("{sign}{}", span(ms.unsigned_abs()))
}
