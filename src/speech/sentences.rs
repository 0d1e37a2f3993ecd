//! The sentences that are said, each put together from its pieces.

use super::clips;
use super::piece::{Piece, recorded};
use crate::domain::ids::{CounterId, ServiceId, TicketNumber};
use crate::domain::kiosk::PrinterState;
use crate::domain::refusal::Refusal;
use crate::domain::settings::Service;
use crate::domain::ticket::WaitRange;
use crate::wording::Say;
use crate::wording::times::{LocalNow, OpeningDay, clock_bounds, opening};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

/// "Ticket A 42, counter 3."
pub(super) fn call(say: Say<'_>, number: TicketNumber, counter: CounterId) -> Piece {
    recorded!(say, speech_ticket).then("", number_at(say, number, counter))
}

/// "A 42, counter 3."
pub(super) fn number_at(say: Say<'_>, number: TicketNumber, counter: CounterId) -> Piece {
    Piece::number(say, number).then(",", recorded!(say, speech_counter, counter)).end()
}

/// "Your number is A 42."
pub(super) fn your_number(say: Say<'_>, number: TicketNumber) -> Piece {
    recorded!(say, speech_your_number).then("", Piece::number(say, number)).end()
}

/// "Remember your number: A 42."
pub(super) fn remember_number(say: Say<'_>, number: TicketNumber) -> Piece {
    recorded!(say, speech_remember_number).then("", Piece::number(say, number)).end()
}

/// "Service: Passports." The recording has the key of the service.
pub(super) fn service(say: Say<'_>, key: &ServiceId, service: &Service) -> Piece {
    let words = say.speech_service(&say.spoken_text(service.name.get(say.language())));
    Piece::recorded(clips::name("service", &[key]), words)
}

/// What a slip says about the wait. Clock times are counted from `joined`; without it (the clock was not trusted) minutes
/// are said.
pub(super) fn promise(
    say: Say<'_>,
    ahead: u32,
    wait: Option<WaitRange>,
    joined: Option<(DateTime<Utc>, Tz)>,
) -> [Piece; 2] {
    let turn = match (wait, joined) {
        (None, _) => recorded!(say, slip_no_forecast),
        (Some(wait), _) if wait.p90_s == 0 => recorded!(say, speech_turn_now),
        (Some(wait), Some((joined, zone))) => {
            let (from, until) = clock_bounds(joined, zone, wait);
            turn_by_clock(say, &from, &until)
        }
        (Some(wait), None) => match (wait.p10_s / 60, wait.p90_s.div_ceil(60)) {
            (0, high_min) => recorded!(say, speech_turn_within, high_min),
            (low_min, high_min) => turn_in(say, low_min, high_min.max(low_min + 1)),
        },
    };
    [recorded!(say, speech_ahead, ahead), turn]
}

/// "Your turn comes between about 10:54 and 11:02."
fn turn_by_clock(say: Say<'_>, from: &str, until: &str) -> Piece {
    let comes = recorded!(say, speech_turn_comes);
    if from == until {
        return comes.then("", at(say, from)).end();
    }
    comes.then("", self::from(say, from)).then("", self::until(say, until)).end()
}

/// "at about 10:47"
pub(super) fn at(say: Say<'_>, time: &str) -> Piece {
    Piece::time("at", time, |time| say.speech_at(time))
}

/// "between about 10:54"
pub(super) fn from(say: Say<'_>, time: &str) -> Piece {
    Piece::time("from", time, |time| say.speech_from(time))
}

/// "and 11:02"
pub(super) fn until(say: Say<'_>, time: &str) -> Piece {
    Piece::time("until", time, |time| say.speech_until(time))
}

/// "Your turn comes in about 12 to 20 minutes."
pub(super) fn turn_in(say: Say<'_>, low_min: u32, high_min: u32) -> Piece {
    let high = recorded!(say, speech_to_minutes, high_min);
    recorded!(say, speech_turn_in, low_min).then("", high).end()
}

/// "Open tomorrow from 8:30."
pub(super) fn open_again(say: Say<'_>, day: OpeningDay, time: &str) -> Piece {
    again("open_when", day, time, say.open_when(&say.from_time(day, time)))
}

/// "Numbers again tomorrow from 8:30."
pub(super) fn numbers_again(say: Say<'_>, day: OpeningDay, time: &str) -> Piece {
    again("numbers_when", day, time, say.numbers_when(&say.from_time(day, time)))
}

/// A sentence about an opening. There are too many dates to record.
fn again(key: &str, day: OpeningDay, time: &str, words: String) -> Piece {
    match day {
        OpeningDay::Today => Piece::recorded(clips::name(key, &[&"today", &time]), words),
        OpeningDay::Tomorrow => Piece::recorded(clips::name(key, &[&"tomorrow", &time]), words),
        OpeningDay::Weekday(day) => Piece::recorded(clips::name(key, &[&"weekday", &day, &time]), words),
        OpeningDay::Date { .. } => Piece::unrecorded(words),
    }
}

/// Why a press gave no ticket. What only a wrong site file can lead to has no recordings.
pub(super) fn refusal(say: Say<'_>, refusal: &Refusal, local: LocalNow) -> Vec<Piece> {
    let opens = |at: Option<DateTime<Utc>>| at.and_then(|at| opening(at, local));
    match refusal {
        Refusal::Closed { opens: at } => {
            let again = opens(*at).map(|(day, time)| open_again(say, day, &time));
            [recorded!(say, refusal_closed)].into_iter().chain(again).collect()
        }
        Refusal::NoMoreToday { opens: at } => {
            let again = opens(*at).map(|(day, time)| numbers_again(say, day, &time));
            [recorded!(say, refusal_no_more_today)].into_iter().chain(again).collect()
        }
        Refusal::CapReached { opens: at } => {
            let again = opens(*at).map(|(day, time)| numbers_again(say, day, &time));
            [recorded!(say, refusal_cap_reached)].into_iter().chain(again).collect()
        }
        Refusal::SeriesUsedUp => vec![recorded!(say, refusal_series_used_up)],
        Refusal::StillPrinting => vec![recorded!(say, refusal_still_printing)],
        Refusal::StorageFull => vec![recorded!(say, refusal_storage_full)],
        Refusal::Overloaded => vec![recorded!(say, refusal_overloaded)],
        Refusal::PrinterNotReady { printer } => vec![printer_refusal(say, *printer)],
        Refusal::UnknownService { .. }
        | Refusal::UnknownCounter { .. }
        | Refusal::UnknownKiosk
        | Refusal::UnknownTicket
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
        | Refusal::PeopleInside { .. }
        | Refusal::NotFromElsewhere
        | Refusal::OutsideRemoteHours { .. }
        | Refusal::KeptForWalkIns { .. }
        | Refusal::OneTicketOnly
        | Refusal::TooManyRequests
        | Refusal::RequestTooLate
        | Refusal::LeftBefore
        | Refusal::WrongCode
        | Refusal::NobodyBehind
        | Refusal::SteppedBackEnough => vec![Piece::unrecorded(say.visitor_refusal(refusal, local))],
    }
}

fn printer_refusal(say: Say<'_>, printer: PrinterState) -> Piece {
    match printer {
        PrinterState::TicketNotTaken => recorded!(say, refusal_ticket_not_taken),
        PrinterState::PaperOut => recorded!(say, refusal_no_paper),
        PrinterState::Unknown
        | PrinterState::Ready
        | PrinterState::PaperNearEnd
        | PrinterState::CoverOpen
        | PrinterState::CutterBlocked
        | PrinterState::Jammed
        | PrinterState::Overheated
        | PrinterState::Unrecoverable
        | PrinterState::NeedsPowerCycle
        | PrinterState::Error
        | PrinterState::Offline
        | PrinterState::Silent => recorded!(say, refusal_no_printer),
    }
}
