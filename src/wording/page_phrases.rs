//! The sentences of the pages: counter console, ticket page, demo page, and what a browser is told when it asks for
//! something that does not go.

use super::Say;
use super::phrases::phrases;
use crate::domain::ids::{CounterId, KioskId, TicketNumber};
use fluent_bundle::FluentValue;

impl From<KioskId> for FluentValue<'_> {
    fn from(kiosk: KioskId) -> Self {
        kiosk.0.into()
    }
}

phrases! {
    /// Console: the page's name.
    console_title();
    /// Console: label of the language choice.
    console_language();
    /// Console: the counter is closed.
    console_closed();
    /// Console: nobody is called to the counter until a person in charge says so.
    console_held();
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
    /// Console: head of the list of those who will be called next.
    console_next();
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
    /// Console: the service day is closed.
    console_day_closed();
    /// Console: label of the field for a ticket number.
    console_number();
    /// Console: done.
    console_done();
    /// Console: this number was called, started or given.
    console_got(number: TicketNumber);
    /// Console: the page has lost the daemon.
    console_disconnected();
    /// Console: head of the list of counters.
    console_counters();
    /// Console: head of the buttons that open and close the day.
    console_day();
    /// Console: the list is longer by so many.
    console_more(count: u32);
    /// Console: leave a question without doing anything.
    console_back();
    /// Console: label of the place for a number whose person asks whether they were skipped.
    console_why();
    /// Console button: the way of that number.
    console_why_tell();
    /// Sign-in at a console: the field for the PIN.
    console_pin();
    /// Sign-in at a console: the button.
    console_sign_in();
    /// Console button: sign out.
    console_sign_out();

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
    /// Technician: paper jam.
    fault_jammed();
    /// What to do: paper jam.
    fault_jammed_do();
    /// Technician: print head too hot.
    fault_overheated();
    /// What to do: print head too hot.
    fault_overheated_do();
    /// Technician: printer broken.
    fault_unrecoverable();
    /// What to do: printer broken.
    fault_unrecoverable_do();
    /// Technician: a ticket is left in the exit.
    fault_ticket_not_taken();
    /// What to do: a ticket is left in the exit.
    fault_ticket_not_taken_do();
    /// Technician: the printer may hold an old ticket.
    fault_needs_power_cycle();
    /// What to do: the printer may hold an old ticket.
    fault_needs_power_cycle_do();
    /// Button: the printer was switched off and on.
    fault_power_cycled();
    /// Button: a new roll of paper was put in.
    fault_new_roll();
    /// Demo page: how much of a roll was used.
    demo_roll(used: u32, length: u32, slips: u32);
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
    /// Technician: the printer cannot be reached, for a technical reason.
    fault_printer_missing(why: &str);
    /// Technician: a button is stuck.
    fault_button_stuck(button: u32);
    /// What to do: a button is stuck.
    fault_button_stuck_do();
    /// Technician: a key of a counter's keypad is stuck.
    fault_key_stuck(key: u32, counter: CounterId);
    /// What to do: a key of a keypad is stuck.
    fault_key_stuck_do();
    /// Technician: a device that is no printer does not work; its name, and the technical reason in brackets.
    fault_device(device: &str, why: &str);
    /// What to do: a device does not work.
    fault_device_do();
    /// Fault: no central queue.
    fault_centre(why: &str);
    /// What to do about it.
    fault_centre_do();
    /// Technician: no counter does the service of these numbers.
    fault_stranded(numbers: &str);
    /// What to do about it.
    fault_stranded_do();
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
    /// Demo page: head of what to try.
    demo_try();
    /// Demo page: try a press.
    demo_try_press();
    /// Demo page: try a call.
    demo_try_call();
    /// Demo page: try the ticket page.
    demo_try_follow();
    /// Demo page: try to join by phone.
    demo_try_join();
    /// Demo page: try a printer without paper.
    demo_try_paper();
    /// Demo page: try a power cut.
    demo_try_power();
    /// Demo page: head of the kiosk.
    demo_kiosk();
    /// Demo page: head of one of several kiosks.
    demo_kiosk_numbered(kiosk: KioskId);
    /// Demo page: what the picture of the kiosk is.
    demo_kiosk_display();
    /// Demo page: head of the slips.
    demo_slips();
    /// Demo page: what the picture of a slip is.
    demo_slip(number: TicketNumber);
    /// Demo page: what the picture of a slip is, when nobody knows whose.
    demo_slip_unread();
    /// Demo page: no slip was printed yet.
    demo_no_slips();
    /// Demo page: link to the page of a ticket.
    demo_follow(number: TicketNumber);
    /// Demo: the page where phones join.
    demo_phones();
    /// Demo: the page of the centre's operator.
    demo_operator();
    /// Demo page: head of the hall display.
    demo_hall();
    /// Demo: the field of a kiosk's code scanner.
    demo_scanner();
    /// Demo: holds the code in the field in front of the scanner.
    demo_scan();
    /// Demo: the keypad of a counter.
    demo_keypad();
    /// Demo: the display over a counter.
    demo_counter_display();
    /// Demo page: a call as it is read out.
    demo_call(number: TicketNumber, counter: CounterId);
    /// Demo page: head of what was heard.
    demo_sound();
    /// Demo page: whether the page plays what is heard.
    demo_listen();
    /// Demo page: nothing was heard yet.
    demo_silence();
    /// Demo page: a chime without words.
    demo_chime();
    /// Demo page: mark of a text that was not heard because these are quiet hours.
    demo_quiet();
    /// Demo page: mark of a text that was not heard.
    demo_unheard();
    /// Demo page: why there is only text.
    demo_no_voice();
    /// Demo page: head of the counters.
    demo_counters();
    /// Demo page: head of the switches.
    demo_trouble();
    /// Demo page: printer switches.
    demo_printer();
    /// Demo page: printer switch.
    demo_paper_near_end();
    /// Demo page: printer switch.
    demo_paper_out();
    /// Demo page: printer switch.
    demo_cover_open();
    /// Demo page: printer switch.
    demo_cutter_blocked();
    /// Demo page: printer switch.
    demo_jammed();
    /// Demo page: printer switch.
    demo_overheated();
    /// Demo page: printer switch.
    demo_broken();
    /// Demo page: printer switch.
    demo_offline();
    /// Demo page: printer switch.
    demo_printer_off();
    /// Demo page: printer switch.
    demo_silent();
    /// Demo page, button: switches the printer off, and on after a moment.
    demo_printer_cycle();
    /// Demo page: clock switches.
    demo_clock();
    /// Demo page: clock switch.
    demo_clock_unsynced();
    /// Demo page: head of the buttons that set the clock.
    demo_clock_jump();
    /// Demo page: set the clock right again.
    demo_clock_right();
    /// Demo page: "+1 h".
    demo_jump_hours(amount: &str);
    /// Demo page: "+1 d".
    demo_jump_days(amount: &str);
    /// Demo page: head of the power switch.
    demo_power();
    /// Demo page: switch the power on again.
    demo_power_on();
    /// Demo page: whether the power comes back without a hand.
    demo_power_by_itself();
    /// Demo page: cut the power.
    demo_power_cut();
    /// Demo page: while there is no power.
    demo_power_off();
    /// Demo page: press the buttons in turn, again and again.
    demo_burst();
    /// Demo page: stop doing so.
    demo_burst_stop();
    /// Demo page: look at a slip closely.
    demo_enlarge();
    /// Demo page: put the slip away.
    demo_close();
    /// Demo page: nobody stands in the line.
    demo_line_empty();
    /// Demo page: instead of the time.
    demo_clock_doubted();
    /// Demo page: after the power came back.
    demo_power_back();
    /// Demo page: label of the number of tickets before the cut.
    demo_power_before();
    /// Demo page: label of the number of tickets after the cut.
    demo_power_after();
    /// Demo page: no ticket was lost.
    demo_power_kept();

    /// Lamp: press me.
    lamp_ready();
    /// Lamp: something else has to end first.
    lamp_busy();
    /// Lamp: gives no tickets now.
    lamp_off();

    /// Ticket page: its name.
    follow_title();
    /// Ticket page: nobody is before this one.
    follow_next();
    /// Ticket page: what to do while waiting.
    follow_stay();
    /// Ticket page: called.
    follow_come();
    /// Ticket page: at the counter.
    follow_served();
    /// Ticket page: set aside.
    follow_parked();
    /// Ticket page: what to do when it is set aside.
    follow_parked_advice(minutes: u32);
    /// Ticket page: not checked in yet.
    follow_absent();
    /// Ticket page: the ticket's life has ended, or there never was one.
    follow_over();
    /// Ticket page: what to do when that is a surprise.
    follow_over_advice();
    /// Ticket page: the branch does not answer.
    follow_away();
    /// Ticket page: how old the numbers are.
    follow_as_of(time: &str);

    /// Page: unknown address.
    page_not_found();
    /// Page: wrong method.
    page_wrong_method();
    /// Page: wrong `Host`.
    page_wrong_host();
    /// Page: wrong `Origin`.
    page_foreign();
    /// Page: wrong content type.
    page_not_json();
    /// Page: body too large.
    page_too_large();
    /// Page: body too slow.
    page_too_slow();
    /// Page: body without sense.
    page_garbage();
    /// Page: too many connections.
    page_too_many();
    /// Page: the branch does not run.
    page_no_power();
    /// Page: the branch stopped before it answered.
    page_unsure();
    /// Page: a browser that runs no scripts.
    page_needs_script();
    /// Page: something failed inside.
    page_failed();
    /// Page: asked too often.
    page_too_often();
    /// Page: a browser that keeps no cookies.
    page_needs_cookie();
    /// Page: nobody has signed in at this counter.
    page_counter_needs_pin();
    /// Page: the counter has no PIN.
    page_counter_no_pin();
}
