//! The sentences of the service port: its page, its terminal, and what it refuses.

use super::Say;
use super::phrases::phrases;
use crate::domain::ids::KioskId;
use fluent_bundle::FluentValue;

phrases! {
    /// Service page: its name.
    service_title();
    /// Service page: head of what is wrong.
    service_wrong();
    /// Service page: head of today's queue.
    service_today();
    /// Service page: head of the devices.
    service_devices();
    /// Service page: head of what devices did since the start.
    service_history();
    /// Service page: no device did anything.
    service_history_none();
    /// Service page: head of the way to the centre.
    service_centre();
    /// Service page: head of the clock.
    service_clock();
    /// Service page: head of the machine.
    service_machine();
    /// Service page: head of the program and its journal.
    service_program();
    /// Service page: head of the configuration in force.
    service_config();
    /// Service page button: show the configuration.
    service_config_show();
    /// Service page: no file says anything about this value.
    service_config_built_in();
    /// Service page: a printer.
    service_printer(kiosk: KioskId);
    /// Service page: the paper of a printer.
    service_roll(slips: u32);
    /// Terminal label: how many devices work.
    service_devices_work();
    /// Terminal: so many lines had no room.
    service_left_out(lines: u32);
    /// Service page: a device works.
    service_works();
    /// Service page label: tickets that are set aside.
    service_parked();
    /// Service page label: people who wait.
    service_waiting();
    /// Service page: numbers given for a service, and people who wait for it.
    service_taken(taken: u32, waiting: u32);
    /// Service page: too few people were called after a wait for a share of the forecasts that held.
    service_forecasts_few(told: u32, needed: u32);
    /// Service page label: the broker.
    service_broker();
    /// Service page label: the connection to the centre.
    service_connection();
    /// Service page: the centre is reached.
    service_connected();
    /// Service page: the site has no centre.
    service_no_centre();
    /// Service page label: the certificate.
    service_certificate();
    /// Service page: until when it is valid.
    service_certificate_until(date: &str, days: i64);
    /// Service page label: the time of the clock.
    service_time();
    /// Service page label: whether the clock is trusted.
    service_trust();
    /// Service page: the clock is trusted.
    service_trusted();
    /// Service page: the clock is trusted, because a person has set it.
    service_clock_stated();
    /// Service page: the clock is not trusted.
    service_not_trusted();
    /// Service page: a time of a clock that is not trusted.
    service_doubtful_time(time: &str);
    /// Service page label: room on the disk.
    service_disk();
    /// Service page: so much of so much.
    service_of(part: &str, whole: &str);
    /// Service page label: what the state directory takes.
    service_state();
    /// Service page label: temperature.
    service_temperature();
    /// Service page label: the supply's voltage.
    service_voltage();
    /// Service page: the voltage is good.
    service_voltage_good();
    /// Service page: the voltage is too low.
    service_voltage_low();
    /// Service page: the voltage was too low.
    service_voltage_was_low();
    /// Service page label: memory of the program.
    service_memory();
    /// Service page label: the journal's epoch.
    service_epoch();
    /// Service page label: the journal's newest place.
    service_events();
    /// Service page label: the PIN.
    service_pin();
    /// Service page button: sign in.
    service_sign_in();
    /// Service page button: sign out.
    service_sign_out();
    /// Service page: head of what can be done.
    service_acts();
    /// Service page button: the central queue is told everything again.
    service_resync();
    /// Service page button: let the printer go and open it again.
    service_restart_printer();
    /// Service page button: the same with all displays.
    service_restart_displays();
    /// Service page button: end the connection to the centre and make it anew.
    service_restart_link();
    /// Service page: it was done and recorded.
    service_done();
    /// Service page label: the number of a kiosk.
    service_kiosk();
    /// Service page label: the number of a counter.
    service_counter();
    /// Service page button: close a counter that nobody closed.
    service_close_counter();
    /// Service page button: call nobody to a counter.
    service_hold();
    /// Service page button: call people to a counter again.
    service_release();
    /// Service page button: the paper of a ticket is no good.
    service_void();
    /// Service page label: the time, said by a person.
    service_time_now();
    /// Service page button: set the time.
    service_state_time();
    /// Service page, after the time was set: the time with its zone.
    page_time_stated(time: &str);
    /// The service port: the time is one that summer time leaves out.
    page_time_skipped();
    /// Service page: head of what can be taken away.
    service_take_away();
    /// Service page label: a day of the branch.
    service_day();
    /// Service page button: show the report of a day.
    service_day_report();
    /// Service page button: show a day in pictures.
    service_day_pictures();
    /// Service page button: take the report of a day.
    service_day_file();
    /// Service page button: take the report of a day as one picture.
    service_day_svg();
    /// Service page button: take a day as a log.
    service_day_log();
    /// Service page button: take a backup.
    service_backup();
    /// Service page button: take a file for whoever helps from afar.
    service_bundle();
    /// Service page: it takes a while.
    service_working();
    /// Service page: the branch does not run.
    service_stopped();
    /// The service port: nobody has signed in.
    page_needs_pin();
    /// The service port: there is no PIN.
    page_no_pin();
    /// The service port: the PIN is another one.
    page_wrong_pin();
    /// The service port: too many wrong PINs.
    page_pin_wait(seconds: u64);
    /// The service port: the audit log cannot be written.
    page_not_recorded();
    /// The service port: nobody knows whether the central queue has what it was told again.
    page_centre_silent();
    /// The service port: there is no central queue.
    page_no_centre();
    /// Technician: the disk is nearly full.
    fault_disk_low();
    /// What to do: the disk is nearly full.
    fault_disk_low_do();
    /// Technician: there is no PIN for technicians.
    fault_pin_missing();
    /// What to do: there is no PIN for technicians.
    fault_pin_missing_do();
    /// Technician: the machine is too hot.
    fault_hot(degrees: i32);
    /// What to do: the machine is too hot.
    fault_hot_do();
    /// Technician: the supply's voltage is too low.
    fault_voltage();
    /// What to do: the supply's voltage is too low.
    fault_voltage_do();
    /// Technician: the certificate ends in so many days.
    fault_certificate_ends(days: i64);
    /// Technician: the certificate has ended.
    fault_certificate_over();
    /// What to do: the certificate ends or has ended.
    fault_certificate_do();
    /// Service page label: which configuration is in force.
    service_configuration();
    /// Service page: that of the files is.
    service_configuration_files();
    /// Service page: a new one is being tried.
    service_configuration_probation(seconds: u32);
    /// Service page: the last good one is.
    service_configuration_last_good();
    /// Service page button: reload the configuration.
    service_reload();
    /// Service page button: say what would change.
    service_reload_compare();
    /// Service page button: keep the configuration that is being tried.
    service_keep();
    /// Service page button: go back from it.
    service_go_back();
    /// Service page: a reload would change nothing.
    service_reload_same();
    /// Service page: what a reload would change follows.
    service_reload_differs();
    /// Service page: the files are wrong; what is wrong follows.
    service_reload_wrong();
    /// Service page: a new configuration will be tried.
    service_reload_begun(seconds: u32);
    /// Service page: a value of the configuration is not there any more.
    service_reload_removed();
    /// Service page refusal: a configuration is being tried already.
    page_probation();
    /// Service page refusal: none is being tried.
    page_no_probation();
    /// Service page refusal: the state directory cannot be written.
    page_state_unwritten(why: &str);
    /// The configuration of the files is not in force.
    fault_configuration(why: &str);
    /// What to do.
    fault_configuration_do();

    /// A day in pictures: the page's name.
    album_title();
    /// A day in pictures: the way back to the service page.
    album_back();
    /// A day in pictures, label: the day.
    album_day();
    /// A day in pictures, label: the time.
    album_time();
    /// A day in pictures, button: show this time.
    album_show();
    /// A day in pictures, button: the event before.
    album_previous();
    /// A day in pictures, button: the event after.
    album_next();
    /// A day in pictures: which keys do the same as the two buttons.
    album_keys();
    /// A day in pictures: head of the hall's picture.
    album_hall();
    /// A day in pictures: head of the slips.
    album_slips();
    /// A day in pictures: there was no slip.
    album_no_slips();
    /// A day in pictures: the journal has no day.
    album_no_days();
    /// A text that is no date.
    album_no_date(text: &str);
    /// A text that is no time of day.
    album_no_time(text: &str);
    /// Nothing had happened by that time.
    album_too_early(time: &str);
    /// Nothing was to be seen at that place of the day.
    album_no_picture();
}
