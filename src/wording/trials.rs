//! What a test came to, in words for the technician.

use super::Say;
use crate::domain::trial::{Found, NotTried};

impl Say<'_> {
    /// What was found, after the name of the device.
    pub fn found(self, found: &Found) -> String {
        match found {
            Found::Blinked { seconds } => self.trial_blinked(*seconds),
            Found::Shown { width_px, height_px, seconds } => {
                self.trial_shown(*seconds, *width_px, *height_px)
            }
            Found::GaveWay => self.trial_gave_way(),
            Found::Fails(why) => self.trial_fails(why),
        }
    }

    /// Why a test was not begun, and what to do.
    pub fn not_tried(self, why: NotTried) -> String {
        match why {
            NotTried::AnotherTest => self.trial_another(),
            NotTried::NoSuchDevice => self.trial_no_device(),
        }
    }
}
