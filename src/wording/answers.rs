//! What a command led to, in words for the person who gave it.

use super::Say;
use super::times::LocalNow;
use crate::domain::command::Answer;
use crate::domain::kiosk::PrinterState;
use crate::domain::refusal::Refusal;
use crate::domain::ticket::SlipState;
use chrono::{DateTime, Utc};

impl Say<'_> {
    /// A refusal for a visitor of a kiosk. What is wrong with a printer is for the technician; a visitor hears what to do.
    pub fn visitor_refusal(self, refusal: &Refusal, local: LocalNow) -> String {
        let Refusal::PrinterNotReady { printer } = refusal else { return self.refusal(refusal, local) };
        match printer {
            PrinterState::TicketNotTaken => self.refusal_ticket_not_taken(),
            PrinterState::PaperOut => self.refusal_no_paper(),
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
            | PrinterState::Silent => self.refusal_no_printer(),
        }
    }

    /// A refusal, with what the person can do about it.
    pub fn refusal(self, refusal: &Refusal, local: LocalNow) -> String {
        let then = |sentence: String, more: Option<String>| match more {
            Some(more) => format!("{sentence} {more}"),
            None => sentence,
        };
        match refusal {
            Refusal::Closed { opens } => then(self.refusal_closed(), self.opens_again(*opens, local)),
            Refusal::NoMoreToday { opens } => {
                then(self.refusal_no_more_today(), self.numbers_again(*opens, local))
            }
            Refusal::CapReached { opens } => {
                then(self.refusal_cap_reached(), self.numbers_again(*opens, local))
            }
            Refusal::SeriesUsedUp => self.refusal_series_used_up(),
            Refusal::PrinterNotReady { printer } => {
                self.refusal_printer_not_ready(&self.printer_state(*printer))
            }
            Refusal::StillPrinting => self.refusal_still_printing(),
            Refusal::StorageFull => self.refusal_storage_full(),
            Refusal::UnknownService { service } => self.refusal_unknown_service(&service.0),
            Refusal::UnknownCounter { counter } => self.refusal_unknown_counter(*counter),
            Refusal::UnknownKiosk => self.refusal_unknown_kiosk(),
            Refusal::UnknownTicket => self.refusal_unknown_ticket(),
            Refusal::CounterClosed => self.refusal_counter_closed(),
            Refusal::CounterOpen => self.refusal_counter_open(),
            Refusal::CounterHeld => self.refusal_counter_held(),
            Refusal::CounterNotHeld => self.refusal_counter_not_held(),
            Refusal::NoSlip { number } => self.refusal_no_slip(*number),
            Refusal::TimeKnown => self.refusal_time_known(),
            Refusal::TimePast => self.refusal_time_past(),
            Refusal::TimeFarOff => self.refusal_time_far_off(),
            Refusal::CounterBusy { number } => self.refusal_counter_busy(*number),
            Refusal::NobodyCalled => self.refusal_nobody_called(),
            Refusal::NobodyServed => self.refusal_nobody_served(),
            Refusal::NobodyWaiting => self.refusal_nobody_waiting(),
            Refusal::RecallFirst => self.refusal_recall_first(),
            Refusal::RecalledEnough => self.refusal_recalled_enough(),
            Refusal::NotPossibleNow { number } => self.refusal_not_possible_now(*number),
            Refusal::SameService => self.refusal_same_service(),
            Refusal::DayOpen => self.refusal_day_open(),
            Refusal::DayClosed => self.refusal_day_closed(),
            Refusal::PeopleInside { count } => self.refusal_people_inside(*count),
            Refusal::NotFromElsewhere => self.refusal_not_from_elsewhere(),
            Refusal::OutsideRemoteHours { from } => {
                then(self.refusal_outside_remote_hours(), self.numbers_again(*from, local))
            }
            Refusal::KeptForWalkIns { opens } => {
                then(self.refusal_kept_for_walk_ins(), self.numbers_again(*opens, local))
            }
            Refusal::OneTicketOnly => self.refusal_one_ticket_only(),
            Refusal::TooManyRequests => self.refusal_too_many_requests(),
            Refusal::RequestTooLate => self.refusal_request_too_late(),
            Refusal::LeftBefore => self.refusal_left_before(),
            Refusal::WrongCode => self.refusal_wrong_code(),
            Refusal::NobodyBehind => self.refusal_nobody_behind(),
            Refusal::SteppedBackEnough => self.refusal_stepped_back_enough(),
            Refusal::Overloaded => self.refusal_overloaded(),
        }
    }

    /// What was done, for the person at a counter.
    pub fn answer(self, answer: &Answer) -> String {
        match answer {
            Answer::Done => self.console_done(),
            Answer::Ticket { ticket: _, number } => self.console_got(*number),
        }
    }

    /// "Open tomorrow from 8:30.", when that is known and the clock is trusted.
    pub fn opens_again(self, opens: Option<DateTime<Utc>>, local: LocalNow) -> Option<String> {
        Some(self.open_when(&self.when(opens?, local)?))
    }

    /// "Numbers again tomorrow from 8:30.", when that is known and the clock is trusted.
    pub fn numbers_again(self, opens: Option<DateTime<Utc>>, local: LocalNow) -> Option<String> {
        Some(self.numbers_when(&self.when(opens?, local)?))
    }

    /// The small line below a service that gives no numbers today.
    pub fn none_today(self, opens: Option<DateTime<Utc>>, local: LocalNow) -> String {
        match opens.and_then(|opens| self.when(opens, local)) {
            Some(when) => self.kiosk_none_until(&when),
            None => self.kiosk_none_today(),
        }
    }

    /// A printer's state in a few words, for example after a colon.
    pub fn printer_state(self, printer: PrinterState) -> String {
        match printer {
            PrinterState::Unknown => self.printer_unknown(),
            PrinterState::Ready => self.printer_ready(),
            PrinterState::PaperNearEnd => self.printer_paper_near_end(),
            PrinterState::PaperOut => self.printer_paper_out(),
            PrinterState::CoverOpen => self.printer_cover_open(),
            PrinterState::CutterBlocked => self.printer_cutter_blocked(),
            PrinterState::Jammed => self.printer_jammed(),
            PrinterState::Overheated => self.printer_overheated(),
            PrinterState::Unrecoverable => self.printer_unrecoverable(),
            PrinterState::TicketNotTaken => self.printer_ticket_not_taken(),
            PrinterState::NeedsPowerCycle => self.printer_needs_power_cycle(),
            PrinterState::Error => self.printer_error(),
            PrinterState::Offline => self.printer_offline(),
            PrinterState::Silent => self.printer_silent(),
        }
    }

    /// What is known about a ticket's paper.
    pub fn slip_state(self, slip: SlipState) -> String {
        match slip {
            SlipState::None => self.paper_none(),
            SlipState::Reserved { .. } => self.paper_reserved(),
            SlipState::Sent { .. } => self.paper_sent(),
            SlipState::Printed => self.paper_printed(),
            SlipState::Failed => self.paper_failed(),
            SlipState::Uncertain => self.paper_uncertain(),
        }
    }
}
