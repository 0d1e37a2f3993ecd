//! One method per sentence. The method's name is the key in the language files, its arguments are the placeholders.
//! Here is what visitors and staff are told; [`super::page_phrases`] has what only the pages say.

use super::Say;
use crate::domain::ids::{CounterId, TicketNumber};
use fluent_bundle::FluentValue;

impl From<CounterId> for FluentValue<'_> {
    fn from(counter: CounterId) -> Self {
        counter.0.into()
    }
}

impl From<TicketNumber> for FluentValue<'_> {
    fn from(number: TicketNumber) -> Self {
        number.to_string().into()
    }
}

macro_rules! phrases {
    ($($(#[$doc:meta])+ $name:ident($($argument:ident: $type:ty),*);)+) => {
        impl Say<'_> {
            $($(#[$doc])+
            pub fn $name(self, $($argument: $type),*) -> String {
                self.phrase(stringify!($name), [$((stringify!($argument), FluentValue::from($argument))),*])
            })+
        }

        /// The keys of this file with their placeholders.
        pub(in crate::wording) const PHRASES: &[(&str, &[&str])] =
            &[$((stringify!($name), &[$(stringify!($argument)),*])),+];
    };
}
pub(super) use phrases;

phrases! {
    /// The language's name in the language itself.
    language_name();

    /// "Counter 2".
    counter_name(counter: CounterId);
    /// "Counter 2", as short as it can be said.
    counter_name_short(counter: CounterId);

    /// "today from 8:30".
    time_today(time: &str);
    /// "tomorrow from 8:30".
    time_tomorrow(time: &str);
    /// "on Monday from 8:30"; weekday 1 is Monday.
    time_weekday(weekday: u32, time: &str);
    /// "on 1 December from 8:30".
    time_date(day: u32, month: u32, time: &str);
    /// "12–20 min", with the range already written.
    wait_minutes(minutes: &str);
    /// "up to 3 min".
    wait_up_to(minutes: u32);
    /// No wait at all.
    wait_none();

    /// Label: people before this ticket.
    slip_ahead();
    /// Value: how many people.
    slip_ahead_count(count: u32);
    /// Label: the range of clock times at which the turn comes.
    slip_turn_at();
    /// Label: when the turn comes, for a turn that comes at once.
    slip_turn();
    /// Label: the range of minutes after which the turn comes.
    slip_turn_in();
    /// A line instead of a forecast when none could be made.
    slip_no_forecast();
    /// Beside the code: what scanning it is for.
    slip_follow();
    /// The last line: how the person will be called.
    slip_call_notice();
    /// The mark on a second slip of the same ticket.
    slip_copy();

    /// Hall: head above the newest call.
    hall_newest();
    /// Hall: head above the calls before it.
    hall_earlier();
    /// Hall: nobody was called yet.
    hall_nobody_called();
    /// Hall, below a number from a phone: why it is called now.
    hall_remote_since(time: &str);
    /// The same, when everybody who waits in the hall has come later.
    hall_remote_before(time: &str);
    /// Hall: what to do when nobody was called yet.
    hall_take_number();
    /// Hall: people waiting, when all of them are here.
    hall_waiting(count: u32);
    /// Hall: people waiting here and from the phone.
    hall_waiting_mixed(here: u32, remote: u32);
    /// Hall: to whom the code is said.
    hall_check_in();
    /// Hall: what the code is.
    hall_check_in_code();
    /// Hall: the wait; takes the words of `wait`.
    hall_wait(wait: &str);
    /// Hall: the branch is closed.
    hall_closed();
    /// Hall: what is shown was true at this clock time.
    hall_stale(time: &str);
    /// Hall: what is shown was true so many minutes ago (the clock is not trusted).
    hall_stale_minutes(minutes: u32);
    /// Hall: what to do when the display is behind.
    hall_stale_advice();

    /// Kiosk: head while tickets are given.
    kiosk_press();
    /// Kiosk: head while a press is being dealt with.
    kiosk_please_wait();
    /// Kiosk: the daemon has just started and does not know its printer yet.
    kiosk_starting();
    /// Kiosk: head while the slip is printed.
    kiosk_printing();
    /// Kiosk: line below the number while the slip is printed.
    kiosk_printing_advice();
    /// Kiosk: the slip is out.
    kiosk_take_slip();
    /// Kiosk: head when the slip did not come out.
    kiosk_slip_failed();
    /// Kiosk: head when nobody knows whether the slip came out.
    kiosk_slip_uncertain();
    /// Kiosk: what to do without a slip.
    kiosk_remember_number(number: TicketNumber);
    /// Kiosk: the place in the line is safe without a slip.
    kiosk_in_line();
    /// Kiosk: head while the branch is closed.
    kiosk_closed();
    /// Kiosk: head when there is no paper.
    kiosk_no_paper();
    /// Kiosk: head when the printer does not work for another reason.
    kiosk_no_printer();
    /// Kiosk: what to do when no slip can be printed.
    kiosk_ask_staff();
    /// Kiosk, below a service: no numbers today.
    kiosk_none_today();
    /// Kiosk, below a service: no numbers today, and when again.
    kiosk_none_until(when: &str);
    /// Kiosk, beside a service: the button is for people with priority.
    kiosk_priority();

    /// Kiosk, head of the answer: the numbers that are now, each with its counter.
    kiosk_numbers_now();
    /// Kiosk, answer: nobody took a ticket here a moment ago.
    kiosk_no_new_ticket();
    /// Kiosk, answer: a scanned code belongs to no ticket.
    kiosk_code_unknown();
    /// Kiosk, answer: how loud it speaks from now on.
    kiosk_volume(step: u32, steps: u32);
    /// What stands on a kiosk's button: which number is now.
    kiosk_ask_number();
    /// What stands on a kiosk's button: read the newest ticket out.
    kiosk_ask_ticket();
    /// What stands on a kiosk's button: louder.
    kiosk_ask_louder();
    /// What stands on a kiosk's button, among the same in all languages: another language.
    kiosk_ask_language();
    /// Kiosk, answer, below the name of a language: it was chosen.
    kiosk_language_chosen();

    /// For the ear: the letter of a series, as it is called.
    speech_letter(letter: &str);
    /// For the ear: a ticket number; takes the words of `speech_letter`.
    speech_number(letter: &str, count: u32);
    /// For the ear: before a number that is called.
    speech_ticket();
    /// For the ear: after a number, where it is called to.
    speech_counter(counter: CounterId);
    /// For the ear: head of the numbers that are now.
    speech_numbers_now();
    /// For the ear: whose ticket is read out; a number follows.
    speech_your_number();
    /// For the ear: what the ticket is for.
    speech_service(service: &str);
    /// Speech: how many people are before the ticket, as a sentence.
    speech_ahead(count: u32);
    /// For the ear: before `speech_at`, or `speech_from` and `speech_until`.
    speech_turn_comes();
    /// For the ear: the turn comes at a clock time.
    speech_at(time: &str);
    /// For the ear: the turn comes at this time at the earliest; `speech_until` follows.
    speech_from(time: &str);
    /// For the ear: the turn comes at this time at the latest.
    speech_until(time: &str);
    /// For the ear: the turn comes after so many minutes at the earliest; `speech_to_minutes` follows.
    speech_turn_in(minutes: u32);
    /// For the ear: the turn comes after so many minutes at the latest.
    speech_to_minutes(minutes: u32);
    /// For the ear: the turn comes within so many minutes.
    speech_turn_within(minutes: u32);
    /// For the ear: the turn comes at once.
    speech_turn_now();
    /// For the ear: a ticket that was called while it was asked for.
    speech_called_to(counter: CounterId);
    /// For the ear: a ticket that was set aside is kept for so many minutes more.
    speech_parked_advice(minutes: u32);
    /// For the ear: what to do without a slip; a number follows.
    speech_remember_number();

    /// The branch is open again then.
    open_when(when: &str);
    /// Numbers are given again then.
    numbers_when(when: &str);

    /// Refusal: closed.
    refusal_closed();
    /// Refusal: no more tickets today.
    refusal_no_more_today();
    /// Refusal: daily cap reached.
    refusal_cap_reached();
    /// Refusal: numbers of the series used up.
    refusal_series_used_up();
    /// Refusal, for the staff: the printer is not ready, for this reason.
    refusal_printer_not_ready(reason: &str);
    /// Refusal, for a visitor: the kiosk has no paper.
    refusal_no_paper();
    /// Refusal, for a visitor: the kiosk cannot print for another reason.
    refusal_no_printer();
    /// Refusal, for a visitor: a ticket is still in the printer's exit.
    refusal_ticket_not_taken();
    /// Refusal: the slip before is still being printed.
    refusal_still_printing();
    /// Refusal: the disk is full.
    refusal_storage_full();
    /// Refusal: no such service.
    refusal_unknown_service(service: &str);
    /// The name of a service that the site does not have any more; only its key is known.
    gone_service(service: &str);
    /// Refusal: no such counter.
    refusal_unknown_counter(counter: CounterId);
    /// Refusal: no such kiosk.
    refusal_unknown_kiosk();
    /// Refusal: no such ticket.
    refusal_unknown_ticket();
    /// Refusal: the counter is closed.
    refusal_counter_closed();
    /// Refusal: the counter is open.
    refusal_counter_open();
    /// Refusal: nobody is called to the counter until a person in charge says so.
    refusal_counter_held();
    /// Refusal: people are called to the counter already.
    refusal_counter_not_held();
    /// Refusal: the counter has a person.
    refusal_counter_busy(number: TicketNumber);
    /// Refusal: nobody is called to the counter.
    refusal_nobody_called();
    /// Refusal: nobody is served at the counter.
    refusal_nobody_served();
    /// Refusal: nobody waits.
    refusal_nobody_waiting();
    /// Refusal: call again before a no-show.
    refusal_recall_first();
    /// Refusal: called often enough.
    refusal_recalled_enough();
    /// Refusal: the ticket's state does not allow it.
    refusal_not_possible_now(number: TicketNumber);
    /// Refusal: the ticket has no paper that could be void.
    refusal_no_slip(number: TicketNumber);
    /// Refusal: the clock can be believed without a person.
    refusal_time_known();
    /// Refusal: it is later than that.
    refusal_time_past();
    /// Refusal: the time that somebody says has a year that nobody can mean.
    refusal_time_far_off();
    /// Refusal: waits for this service already.
    refusal_same_service();
    /// Refusal: the day is open.
    refusal_day_open();
    /// Refusal: the day is closed.
    refusal_day_closed();
    /// Refusal: people are inside.
    refusal_people_inside(count: u32);
    /// Refusal: no numbers by phone here.
    refusal_not_from_elsewhere();
    /// Refusal: not at this time by phone.
    refusal_outside_remote_hours();
    /// Refusal: the rest is for people who are here.
    refusal_kept_for_walk_ins();
    /// Refusal: has a ticket.
    refusal_one_ticket_only();
    /// Refusal: asked too often.
    refusal_too_many_requests();
    /// Refusal: the request is too old.
    refusal_request_too_late();
    /// Refusal: left before the join arrived.
    refusal_left_before();
    /// Refusal: not the code on the display.
    refusal_wrong_code();
    /// Refusal: nobody can go first.
    refusal_nobody_behind();
    /// Refusal: let others go first often enough.
    refusal_stepped_back_enough();
    /// Refusal: too much to do.
    refusal_overloaded();

    /// Explanation: the ticket was taken.
    why_joined(number: TicketNumber, service: &str, ahead: u32);
    /// Explanation: it was called, and nobody who waits for the counter had been taken earlier.
    why_called_first(number: TicketNumber, counter: CounterId);
    /// Explanation: it was called and not another that had been taken earlier: it has priority.
    why_called_priority(number: TicketNumber, counter: CounterId, other: TicketNumber);
    /// Explanation: the same: it had come back.
    why_called_returned(number: TicketNumber, counter: CounterId, other: TicketNumber);
    /// Explanation: the same: the counter does not do the other's service.
    why_called_service(number: TicketNumber, counter: CounterId, other: TicketNumber);
    /// Explanation: the same: the other person was not here, and the ticket is set aside.
    why_called_not_here(number: TicketNumber, counter: CounterId, other: TicketNumber);
    /// Explanation: the same: the other one is set aside.
    why_called_set_aside(number: TicketNumber, counter: CounterId, other: TicketNumber);
    /// Explanation: the same: the other person had let others go first.
    why_called_let_go_first(number: TicketNumber, counter: CounterId, other: TicketNumber);
    /// Explanation: the same: the other came back, or was passed on, behind it.
    why_called_stood_before(number: TicketNumber, counter: CounterId, other: TicketNumber);
    /// Explanation: the same: it was passed on and has kept its place, and the other one has not.
    why_called_passed_on(number: TicketNumber, counter: CounterId, other: TicketNumber);
    /// Explanation: it was called again.
    why_called_again(counter: CounterId);
    /// Explanation: the person came to the counter.
    why_started(counter: CounterId);
    /// Explanation: a clerk set the ticket aside.
    why_set_aside();
    /// Explanation: it was set aside because nobody came.
    why_set_aside_no_show();
    /// Explanation: it was set aside because its person was not here.
    why_set_aside_not_here();
    /// Explanation: the person is here (again).
    why_came_back();
    /// Explanation: let others go first.
    why_let_others_go_first();
    /// Explanation: it was passed on.
    why_passed_on(service: &str);
    /// Explanation: served.
    why_served();
    /// Explanation: it ended because nobody came.
    why_did_not_come();
    /// Explanation: cancelled.
    why_cancelled();
    /// Explanation: expired.
    why_expired();
    /// Explanation: somebody else was called, who had joined earlier.
    why_other_joined_earlier(number: TicketNumber, counter: CounterId);
    /// Explanation: somebody else was called, who has priority.
    why_other_priority(number: TicketNumber, counter: CounterId);
    /// Explanation: somebody else was called, who had come back.
    why_other_returned(number: TicketNumber, counter: CounterId);
    /// Explanation: somebody else was called by a counter that does not do the service.
    why_other_service(number: TicketNumber, counter: CounterId);
    /// Explanation: somebody else was called because the person was not here.
    why_other_not_here(number: TicketNumber, counter: CounterId);
    /// Explanation: somebody else was called because the ticket was set aside.
    why_other_set_aside(number: TicketNumber, counter: CounterId);
    /// Explanation: somebody else was called for another service while the ticket was set aside.
    why_other_errand(number: TicketNumber, counter: CounterId);
    /// Explanation: somebody else was called because the person had let others go first.
    why_other_let_go_first(number: TicketNumber, counter: CounterId);
    /// Explanation: somebody else was called who stood there when the ticket came back, or was passed on.
    why_other_stood_before(number: TicketNumber, counter: CounterId);
    /// Explanation: somebody else was called who was passed on and has kept their place, while the ticket has not.
    why_other_passed_on(number: TicketNumber, counter: CounterId);
    /// Explanation: a clerk served somebody without a place in the line.
    why_other_without_turn(number: TicketNumber, counter: CounterId);
    /// Explanation: how many were put before the ticket.
    why_passed(count: u32);
    /// Explanation: the same, and how many of them while it was set aside.
    why_passed_aside(count: u32, aside: u32);
    /// Explanation: there is no such number.
    why_unknown(number: TicketNumber);

    /// Printer, in a few words that can follow a colon: not asked yet.
    printer_unknown();
    /// Printer: ready.
    printer_ready();
    /// Printer: paper near its end.
    printer_paper_near_end();
    /// Printer: no paper.
    printer_paper_out();
    /// Printer: cover open.
    printer_cover_open();
    /// Printer: cutter blocked.
    printer_cutter_blocked();
    /// Printer: paper jam.
    printer_jammed();
    /// Printer: too hot.
    printer_overheated();
    /// Printer: broken.
    printer_unrecoverable();
    /// Printer: a ticket is in the exit.
    printer_ticket_not_taken();
    /// Printer: it has to be switched off and on.
    printer_needs_power_cycle();
    /// Printer: another error.
    printer_error();
    /// Printer: off line.
    printer_offline();
    /// Printer: no answer.
    printer_silent();

    /// Slip: not on paper.
    paper_none();
    /// Slip: owed.
    paper_reserved();
    /// Slip: on its way.
    paper_sent();
    /// Slip: came out.
    paper_printed();
    /// Slip: did not come out.
    paper_failed();
    /// Slip: nobody knows.
    paper_uncertain();

    /// Ticket: in the line.
    ticket_waiting();
    /// Ticket: called.
    ticket_called();
    /// Ticket: being served.
    ticket_serving();
    /// Ticket: joined from the phone.
    ticket_remote();
    /// Ticket: of the priority class.
    ticket_priority();
}
