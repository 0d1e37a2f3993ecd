//! One method per sentence. The method's name is the key in the language files, its arguments are the placeholders.

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

        /// Every key with its placeholders.
        pub(super) const PHRASES: &[(&str, &[&str])] =
            &[$((stringify!($name), &[$(stringify!($argument)),*])),+];
    };
}

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
    /// Label: the range of minutes after which the turn comes.
    slip_turn_in();
    /// Label: the clock time before which the turn does not come.
    slip_not_before();
    /// Label: the minutes before which the turn does not come.
    slip_not_before_in();
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
    /// Hall: what to do when nobody was called yet.
    hall_take_number();
    /// Hall: people waiting, when all of them are here.
    hall_waiting(count: u32);
    /// Hall: people waiting here and from the phone.
    hall_waiting_mixed(here: u32, remote: u32);
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
    /// Kiosk, beside a service: people before the next ticket.
    kiosk_ahead(count: u32);
    /// Kiosk, beside a service: the button is for people with priority.
    kiosk_priority();

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
    /// Refusal: the printer is not ready, for this reason.
    refusal_printer_not_ready(reason: &str);
    /// Refusal: the slip before is still being printed.
    refusal_still_printing();
    /// Refusal: the disk is full.
    refusal_storage_full();
    /// Refusal: no such service.
    refusal_unknown_service(service: &str);
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
    /// Refusal: waits for this service already.
    refusal_same_service();
    /// Refusal: the day is open.
    refusal_day_open();
    /// Refusal: the day is closed.
    refusal_day_closed();
    /// Refusal: people are inside.
    refusal_people_inside(count: u32);
    /// Refusal: too much to do.
    refusal_overloaded();

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
    /// Printer: another error.
    printer_error();
    /// Printer: off line.
    printer_offline();
    /// Printer: no answer.
    printer_silent();

    /// A slip was under way when the daemon restarted.
    trouble_restart();
    /// The printer did not answer about a slip.
    trouble_no_answer();
    /// A slip was owed for too long.
    trouble_too_old();

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
    /// Ticket: set aside.
    ticket_parked();
    /// Ticket: ended.
    ticket_ended();
    /// Ticket: joined from the phone.
    ticket_remote();
    /// Ticket: of the priority class.
    ticket_priority();

    /// Console: the page's name.
    console_title();
    /// Console: label of the language choice.
    console_language();
    /// Console: the counter is closed.
    console_closed();
    /// Console: the counter is free.
    console_free();
    /// Console: a person was called.
    console_calling(number: TicketNumber);
    /// Console: a person is served.
    console_serving(number: TicketNumber);
    /// Console: since so many minutes.
    console_since(minutes: u32);
    /// Console: called again so often.
    console_recalls(count: u32);
    /// Console: people waiting for this counter.
    console_waiting(count: u32);
    /// Console: head of the list of people waiting.
    console_line();
    /// Console: head of the list of parked tickets.
    console_parked();
    /// Console button: open the counter.
    console_open();
    /// Console button: close the counter.
    console_close();
    /// Console button: call the next person.
    console_call_next();
    /// Console button: call again.
    console_recall();
    /// Console button: the person did not come.
    console_no_show();
    /// Console button: the person is here.
    console_start();
    /// Console button: the person was served.
    console_finish();
    /// Console button: set aside.
    console_park();
    /// Console button: send to another service.
    console_transfer();
    /// Console: choose the service to transfer to.
    console_transfer_to();
    /// Console button: serve a person without a ticket.
    console_walk_direct();
    /// Console button: a parked person is back.
    console_check_in();
    /// Console button: take out of the line.
    console_cancel();
    /// Console: ask before a ticket is taken out of the line.
    console_cancel_sure(number: TicketNumber);
    /// Console button: print the slip again.
    console_reprint();
    /// Console button: open the day.
    console_open_day();
    /// Console button: close the day.
    console_close_day();
    /// Console: label of the field for a ticket number.
    console_number();
    /// Console: done.
    console_done();
    /// Console: this number was called, started or given.
    console_got(number: TicketNumber);
    /// Console: the page has lost the daemon.
    console_disconnected();

    /// Technician: nothing is wrong.
    fault_none();
    /// Technician: printer not asked yet.
    fault_printer_unknown();
    /// What to do: printer not asked yet.
    fault_printer_unknown_do();
    /// Technician: paper near its end.
    fault_paper_near_end();
    /// What to do: paper near its end.
    fault_paper_near_end_do();
    /// Technician: no paper.
    fault_paper_out();
    /// What to do: no paper.
    fault_paper_out_do();
    /// Technician: cover open.
    fault_cover_open();
    /// What to do: cover open.
    fault_cover_open_do();
    /// Technician: cutter blocked.
    fault_cutter_blocked();
    /// What to do: cutter blocked.
    fault_cutter_blocked_do();
    /// Technician: printer error.
    fault_printer_error();
    /// What to do: printer error.
    fault_printer_error_do();
    /// Technician: printer off line.
    fault_printer_offline();
    /// What to do: printer off line.
    fault_printer_offline_do();
    /// Technician: printer silent.
    fault_printer_silent();
    /// What to do: printer silent.
    fault_printer_silent_do();
    /// Technician: a button is stuck.
    fault_button_stuck(button: u32);
    /// What to do: a button is stuck.
    fault_button_stuck_do();
    /// Technician: the disk is full.
    fault_storage_full();
    /// What to do: the disk is full.
    fault_storage_full_do();
    /// Technician: the clock is not trusted.
    fault_clock_unsynced();
    /// What to do: the clock is not trusted.
    fault_clock_unsynced_do();
    /// Technician: the clock jumped.
    fault_clock_jumped();
    /// What to do: the clock jumped.
    fault_clock_jumped_do();
    /// Technician: the journal was damaged and a new one begun.
    fault_journal_quarantined();
    /// What to do: the journal was damaged.
    fault_journal_quarantined_do();

    /// Demo page: its name.
    demo_title();
    /// Demo page: what to try.
    demo_hint();
    /// Demo page: head of the kiosk.
    demo_kiosk();
    /// Demo page: head of the slips.
    demo_slips();
    /// Demo page: no slip was printed yet.
    demo_no_slips();
    /// Demo page: head of the hall display.
    demo_hall();
    /// Demo page: head of the counters.
    demo_counters();
    /// Demo page: head of the switches.
    demo_trouble();
    /// Demo page: printer switches.
    demo_printer();
    /// Demo page: printer without trouble.
    demo_printer_well();
    /// Demo page: clock switches.
    demo_clock();
    /// Demo page: clock without trouble.
    demo_clock_synced();
    /// Demo page: clock unsynchronised.
    demo_clock_unsynced();
    /// Demo page: set the clock forward.
    demo_clock_jump();
    /// Demo page: cut the power.
    demo_power_cut();
    /// Demo page: while the branch comes back.
    demo_power_off();
}
