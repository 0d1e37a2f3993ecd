//! The sentences of a technician's tests.

use super::Say;
use super::phrases::phrases;
use fluent_bundle::FluentValue;

phrases! {
    /// Service page: head of the tests.
    trial_head();
    /// Service page button: each lamp blinks.
    trial_lamps();
    /// Service page button: each display shows a test picture.
    trial_displays();
    /// The test picture: what it is.
    trial_picture();
    /// A test is over, and nothing is wrong as far as the machine can tell.
    trial_good();
    /// A test is over, and something is wrong.
    trial_bad();
    /// A lamp blinked.
    trial_blinked(seconds: u32);
    /// A display had the test picture.
    trial_shown(seconds: u32, width_px: u32, height_px: u32);
    /// A display was needed by somebody.
    trial_gave_way();
    /// A device does not work.
    trial_fails(why: &str);
    /// Service page button: a test slip.
    trial_slip_print();
    /// Service page button: feed paper.
    trial_feed();
    /// Service page button: cut paper.
    trial_cut();
    /// Service page button: hold paper out.
    trial_present();
    /// The test slip: the mark at its top.
    trial_slip();
    /// The test slip: the last line.
    trial_slip_notice();
    /// The test slip, label: dots of a line and dots to the inch.
    trial_slip_width();
    /// The test slip, beside the code: what it is for.
    trial_slip_code();
    /// The printer has echoed the job.
    trial_printed_echo();
    /// The printer has answered a status after the job.
    trial_printed_status();
    /// The printer has not done it, and said why.
    trial_not_printed(why: &str);
    /// Nobody knows whether the printer has done it.
    trial_print_uncertain(why: &str);
    /// A slip is on its way.
    trial_slip_on_its_way();
    /// The printer cannot print.
    trial_printer_not_ready(why: &str);
    /// Service page button: the way to the central queue.
    trial_link();
    /// Service page button: sounds.
    trial_sounds();
    /// A sound was played.
    trial_played();
    /// A chime was played, and nobody spoke.
    trial_no_voice();
    /// Somebody else had to be heard.
    trial_interrupted();
    /// Service page button: watch the buttons of a kiosk.
    trial_buttons();
    /// Service page button: watch the keys of a counter.
    trial_keys();
    /// A display: its buttons are being tried.
    trial_watching();
    /// A display, below that: what to do.
    trial_watching_advice();
    /// Presses are watched from now on.
    trial_watch_now();
    /// Presses are not watched any more.
    trial_watched();
    /// A contact closed.
    trial_pressed();
    /// A contact opened.
    trial_released();
    /// A contact cannot be seen any more.
    trial_lost();
    /// A scanner read a code.
    trial_code(end: &str, letters: u32);
    /// Somebody is at the kiosk or the counter.
    trial_in_use();
    /// Service page button: everything.
    trial_all();
    /// An answer came after so long.
    trial_answered(ms: u32);
    /// No answer came.
    trial_silent(seconds: u32);
    /// Nothing speaks against a device that was not tried.
    trial_no_fault();
    /// The configuration has no such device.
    trial_not_fitted();
    /// The program ended, or began anew, before a test was over.
    trial_broken_off();
    /// A device was not tried, and why.
    trial_not_tried(why: &str);
    /// Another test is under way.
    trial_another();
    /// There is no such device.
    trial_no_device();
    /// A printer without a presenter.
    trial_no_presenter();
    /// A printer without a cutter.
    trial_no_cutter();
    /// A printer that cuts only to hold paper out. `other`: the name of the test to choose.
    trial_cuts_to_present(other: &str);
}
