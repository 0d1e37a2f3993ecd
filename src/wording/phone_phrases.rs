//! The sentences of the centre: the pages on people's phones, and the operator's page.

use super::Say;
use super::phrases::phrases;
use crate::domain::ids::CounterId;
use fluent_bundle::FluentValue;

phrases! {
    /// Offices: head.
    phone_offices();
    /// Offices: none is known.
    phone_no_offices();
    /// Offices: label of the search.
    phone_find();
    /// Offices: a link to the ticket of this phone.
    phone_my_number();
    /// Office: head.
    phone_services();
    /// Office: back to the offices.
    phone_back();
    /// Office: until when it is open.
    phone_until(time: &str);
    /// Office: how many wait.
    phone_in_line(count: u32);
    /// Office: how many counters are open.
    phone_counters(count: u32);
    /// Office: it cannot be reached.
    phone_offline();
    /// Office: what to do when it cannot be reached.
    phone_offline_advice();
    /// How old the numbers are of an office that cannot be reached.
    phone_as_of_offline(time: &str);
    /// Label of the travel time.
    phone_travel();
    /// Office: the one button.
    phone_join();
    /// Office: below the button.
    phone_today_only();

    /// Ticket: asked for, not confirmed.
    phone_requested();
    /// Ticket: what that means.
    phone_requested_advice();
    /// Ticket: the branch has given a number.
    phone_confirmed();
    /// Ticket: nobody has answered.
    phone_unconfirmed();
    /// Ticket: what to do then.
    phone_unconfirmed_advice();
    /// Ticket: no number.
    phone_refused();
    /// Ticket: a link to try once more.
    phone_join_again();
    /// Ticket: a link that nobody knows.
    phone_unknown();
    /// Ticket: what to do then.
    phone_unknown_advice();
    /// Ticket: how many people are before it.
    phone_ahead(count: u32);
    /// Ticket: the turn does not come before.
    phone_not_before(time: &str);
    /// Ticket: when to set out.
    phone_set_out_by(time: &str);
    /// Ticket: when to set out, while the clock is not trusted.
    phone_set_out_in(minutes: u32);
    /// Ticket: now.
    phone_set_out_now();
    /// Ticket: now, and it is too late to be in time.
    phone_set_out_late();
    /// Ticket: how long the number of somebody who is late is kept.
    phone_kept_until(time: &str);
    /// Ticket: the same while the clock is not trusted.
    phone_kept_for(minutes: u32);
    /// Ticket: what that rests on.
    phone_set_out_advice(minutes: u32);
    /// Refusal of a second number: the link to the first.
    phone_other_number();
    /// Ticket: a button that allows notices.
    phone_notify();
    /// Ticket: notices are allowed.
    phone_notified();
    /// Ticket: where to go.
    phone_go_to(counter: CounterId);
    /// Ticket: the person is checked in and waits.
    phone_stay();
    /// Ticket: the button of somebody who has arrived.
    phone_here();
    /// Ticket: label of the code.
    phone_code();
    /// Ticket: where the code is.
    phone_code_advice();
    /// Ticket: send the code.
    phone_send();
    /// Ticket: let others go first.
    phone_more_time();
    /// Ticket: leave the line.
    phone_leave();
    /// Ticket: whether to leave.
    phone_leave_sure();
    /// Ticket: yes, leave.
    phone_leave_yes();
    /// Ticket: no, stay.
    phone_leave_no();
    /// Ticket: set aside, kept until then.
    phone_parked_until(time: &str);
    /// Ticket: set aside.
    phone_parked_advice();
    /// Ticket: a wish is under way.
    phone_asked();
    /// Ticket: a wish that nobody answered.
    phone_not_answered();
    /// Ticket: others go first.
    phone_more_time_done();
    /// Ticket: the person was served.
    phone_served();
    /// Ticket: the person has left.
    phone_left();
    /// Ticket: the person did not come.
    phone_no_show();
    /// Ticket: a clerk took it out of the line.
    phone_cancelled();
    /// Ticket: it has expired.
    phone_expired();
    /// Ticket: what the code on the page is for.
    phone_show_code();
    /// Ticket: too many wrong codes were typed.
    phone_too_many_codes();
    /// Ticket: what the picture of the code is called.
    phone_code_picture();
    /// A line to report a problem.
    phone_problem();
    /// The subject of that letter.
    phone_problem_subject(office: &str);
    /// No connection with the centre.
    phone_no_connection();
    /// The refusal of a wish that does not fit the ticket's state.
    phone_not_possible();
    /// The refusal of a service that there is not.
    phone_unknown_service();
    /// Check-in: under way.
    phone_checking_in();
    /// Check-in: this browser has no ticket of this office.
    phone_no_number_here();
    /// Check-in: what to do then.
    phone_no_number_advice();

    /// Operator: head.
    operator_title();
    /// Operator: no branch was heard of.
    operator_no_branches();
    /// Operator: the broker is lost.
    operator_broker_lost(time: &str);
    /// Operator: the branch is connected.
    operator_live(time: &str);
    /// Operator: the branch is not connected.
    operator_stale(time: &str);
    /// Operator: people waiting, here and elsewhere.
    operator_waiting_mixed(here: u32, remote: u32);
    /// Operator: label of the counters.
    operator_counters();
    /// Operator: no counter is open.
    operator_no_counters();
    /// Operator: label of the share of forecasts that held.
    operator_forecasts();
    /// Operator: that share.
    operator_percent(percent: u32);
    /// Operator: not enough forecasts to say.
    operator_not_known();
    /// Operator: facts of the branch are missing here.
    operator_behind();
    /// Operator: two devices speak as the branch.
    operator_other_device(device: &str, time: &str);
    /// Operator: the device has another past than it had.
    operator_other_past(device: &str, time: &str);
    /// Operator: label of the requests.
    operator_requests();
    /// Operator: requests by what came of them.
    operator_requests_told(open: u32, granted: u32, refused: u32, unconfirmed: u32);
    /// Operator: the program's version in the branch.
    operator_version();
    /// Operator: label of the day.
    operator_day();
    /// Operator: the day is open.
    operator_day_open();
    /// Operator: the day is closed.
    operator_day_closed();
}
