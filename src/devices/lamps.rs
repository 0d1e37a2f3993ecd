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

/// A blinking lamp is lit for so long and dark for so long: once a second, far from the three flashes that WCAG 2.3.1
/// allows.
const BLINK_MS: u64 = 500;

impl Lamp {
    /// Whether it is lit at this moment of a steady clock. All that blink by one clock blink together.
    pub fn is_lit(self, now_ms: u64) -> bool {
        match self {
            Self::Ready => true,
            Self::Busy => (now_ms / BLINK_MS).is_multiple_of(2),
            Self::Off => false,
        }
    }

    /// When it goes on or off by itself.
    pub fn turns_at_ms(self, now_ms: u64) -> Option<u64> {
        match self {
            Self::Busy => Some((now_ms / BLINK_MS + 1) * BLINK_MS),
            Self::Ready | Self::Off => None,
        }
    }
}

/// The lamp of a button now.
pub fn lamp(branch: &Branch, now: Moment, button: &Button) -> Lamp {
    match branch.admit(now, button.kiosk, &button.service, button.class) {
        Ok(_) => Lamp::Ready,
        Err(Refusal::StillPrinting) => Lamp::Busy,
        Err(_) => Lamp::Off,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_lamp_blinks_once_a_second() {
        let (mut now_ms, mut seen) = (250, Vec::new());
        while let Some(turns_ms) = Lamp::Busy.turns_at_ms(now_ms).filter(|&turns_ms| turns_ms <= 2_000) {
            seen.push((now_ms, Lamp::Busy.is_lit(now_ms)));
            assert_eq!(Lamp::Busy.is_lit(now_ms), Lamp::Busy.is_lit(turns_ms - 1));
            now_ms = turns_ms;
        }
        assert_eq!(seen, [(250, true), (500, false), (1_000, true), (1_500, false)]);
    }

    #[test]
    fn other_lamps_stay_as_they_are() {
        for now_ms in [0, 499, 500, 999] {
            assert_eq!((Lamp::Ready.is_lit(now_ms), Lamp::Ready.turns_at_ms(now_ms)), (true, None));
            assert_eq!((Lamp::Off.is_lit(now_ms), Lamp::Off.turns_at_ms(now_ms)), (false, None));
        }
    }
}
