//! What the four real-time status bytes mean (Epson's ESC/POS reference, `DLE EOT`).

use crate::domain::kiosk::PrinterState;

/// The answers to `DLE EOT 1` to `4`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status {
    /// In the order of n.
    pub bytes: [u8; 4],
}

impl Status {
    /// The state in one word: of several troubles the one that a person sees first. Without a near-end sensor its bits
    /// mean nothing.
    pub fn state(self, near_end_sensor: bool) -> PrinterState {
        let [printer, cause, _, paper] = self.bytes;
        if cause & 0x04 != 0 {
            PrinterState::CoverOpen
        } else if cause & 0x20 != 0 || paper & 0x60 != 0 {
            PrinterState::PaperOut
        } else if self.cutter_blocked() {
            PrinterState::CutterBlocked
        } else if self.error() || self.recovers() {
            PrinterState::Error
        } else if printer & 0x08 != 0 {
            PrinterState::Offline
        } else if near_end_sensor && paper & 0x0c != 0 {
            PrinterState::PaperNearEnd
        } else {
            PrinterState::Ready
        }
    }

    /// Whether a job under way will not go on by itself. A head that is too hot only makes it pause.
    pub fn stops_job(self) -> bool {
        let hot = self.state(false) == PrinterState::Error && self.recovers() && self.bytes[2] & 0x20 == 0;
        !hot && !self.state(false).can_print()
    }

    fn cutter_blocked(self) -> bool {
        self.bytes[2] & 0x08 != 0
    }

    fn error(self) -> bool {
        self.bytes[1] & 0x40 != 0 || self.bytes[2] & 0x20 != 0
    }

    fn recovers(self) -> bool {
        self.bytes[2] & 0x40 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measured_bytes_have_the_state_that_was_measured() {
        let check = |bytes, state, stops_job| {
            let status = Status { bytes };
            assert_eq!((status.state(true), status.stops_job()), (state, stops_job), "{bytes:02x?}");
        };
        check([0x12, 0x12, 0x12, 0x12], PrinterState::Ready, false);
        check([0x16, 0x12, 0x12, 0x12], PrinterState::Ready, false);
        check([0x12, 0x12, 0x12, 0x1e], PrinterState::PaperNearEnd, false);
        check([0x1a, 0x32, 0x12, 0x7e], PrinterState::PaperOut, true);
        check([0x1a, 0x16, 0x12, 0x12], PrinterState::CoverOpen, true);
        check([0x1a, 0x12, 0x12, 0x12], PrinterState::Offline, true);
        check([0x1a, 0x52, 0x1a, 0x12], PrinterState::CutterBlocked, true);
        check([0x1a, 0x52, 0x32, 0x12], PrinterState::Error, true);
        check([0x1a, 0x52, 0x52, 0x12], PrinterState::Error, false);
        check([0x1a, 0x52, 0x72, 0x12], PrinterState::Error, true);
        assert_eq!(Status { bytes: [0x12, 0x12, 0x12, 0x1e] }.state(false), PrinterState::Ready);
    }
}
