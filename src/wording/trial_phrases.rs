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
    /// Another test is under way.
    trial_another();
    /// There is no such device.
    trial_no_device();
}
