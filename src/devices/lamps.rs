//! What the lamp in each button says: whether a press would give a ticket.

use crate::domain::branch::Branch;
use crate::domain::refusal::Refusal;
use crate::domain::settings::Button;
use crate::domain::time::Moment;

/// A lamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lamp {
    /// On: a press gives a ticket.
    Ready,
    /// Blinking: wait a moment, the slip before is being printed.
    Busy,
    /// Off: a press is refused, and the display says why.
    Off,
}

/// The lamp of a button now.
pub fn lamp(branch: &Branch, now: Moment, button: &Button) -> Lamp {
    match branch.admit(now, button.kiosk, &button.service, button.class) {
        Ok(_) => Lamp::Ready,
        Err(Refusal::StillPrinting) => Lamp::Busy,
        Err(_) => Lamp::Off,
    }
}
