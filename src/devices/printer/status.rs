//! What status bytes mean: the four of Epson's (ESC/POS reference, `DLE EOT`) and the block of Custom's.
//!
//! Errors stand in the third: 04 one that a person can end, 08 the cutter, 20 one that cannot be ended, 40 one that ends by
//! itself, which is a head that is too hot. The second only says that there is one.

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
        let [printer, cause, error, paper] = self.bytes;
        if cause & 0x04 != 0 {
            PrinterState::CoverOpen
        } else if cause & 0x20 != 0 || paper & 0x60 != 0 {
            PrinterState::PaperOut
        } else if error & 0x08 != 0 {
            PrinterState::CutterBlocked
        } else if error & 0x20 != 0 {
            PrinterState::Unrecoverable
        } else if error & 0x40 != 0 {
            PrinterState::Overheated
        } else if cause & 0x40 != 0 || error & 0x04 != 0 {
            PrinterState::Error
        } else if printer & 0x08 != 0 {
            PrinterState::Offline
        } else if near_end_sensor && paper & 0x0c != 0 {
            PrinterState::PaperNearEnd
        } else {
            PrinterState::Ready
        }
    }
}

/// What an answer to `DLE EOT 14h` says, without its head: paper, people, errors that end, errors that do not (Custom,
/// VKP80III Commands Manual 915DX010100, as the library <https://github.com/quobox/vkp80iii> has it). Bits that say that a
/// command was not understood, or a serial line is bad, are left to the evidence of the slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FullStatus {
    /// In the order of the block.
    pub bytes: [u8; 4],
}

impl FullStatus {
    /// The state in one word, but for a slip that nobody takes.
    pub fn state(self, near_end_sensor: bool) -> PrinterState {
        let [paper, user, ends, stays] = self.bytes;
        if user & 0x03 != 0 {
            PrinterState::CoverOpen
        } else if paper & 0x41 != 0 {
            // 40: so much was printed after the roll was low that the printer takes it for its end.
            PrinterState::PaperOut
        } else if stays & 0x03 != 0 {
            PrinterState::CutterBlocked
        } else if ends & 0x40 != 0 {
            PrinterState::Jammed
        } else if stays & 0x8c != 0 {
            PrinterState::Unrecoverable
        } else if ends & 0x01 != 0 {
            PrinterState::Overheated
        } else if ends & 0x88 != 0 {
            PrinterState::Error
        } else if near_end_sensor && paper & 0x04 != 0 {
            PrinterState::PaperNearEnd
        } else {
            PrinterState::Ready
        }
    }

    /// Whether a slip is in the exit.
    pub fn slip_in_exit(self) -> bool {
        self.bytes[0] & 0x20 != 0
    }
}

/// Whether a job under way will not go on by itself. A head that is too hot only makes it pause.
pub fn stops_job(state: PrinterState) -> bool {
    !state.can_print() && state != PrinterState::Overheated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measured_bytes_have_the_state_that_was_measured() {
        let check = |bytes, state, stops| {
            let seen = Status { bytes }.state(true);
            assert_eq!((seen, stops_job(seen)), (state, stops), "{bytes:02x?}");
        };
        check([0x12, 0x12, 0x12, 0x12], PrinterState::Ready, false);
        check([0x16, 0x12, 0x12, 0x12], PrinterState::Ready, false);
        check([0x12, 0x12, 0x12, 0x1e], PrinterState::PaperNearEnd, false);
        check([0x1a, 0x32, 0x12, 0x7e], PrinterState::PaperOut, true);
        check([0x1a, 0x16, 0x12, 0x12], PrinterState::CoverOpen, true);
        check([0x1a, 0x12, 0x12, 0x12], PrinterState::Offline, true);
        check([0x1a, 0x52, 0x1a, 0x12], PrinterState::CutterBlocked, true);
        check([0x1a, 0x52, 0x32, 0x12], PrinterState::Unrecoverable, true);
        check([0x1a, 0x52, 0x12, 0x12], PrinterState::Error, true);
        check([0x1a, 0x52, 0x16, 0x12], PrinterState::Error, true);
        check([0x1a, 0x52, 0x52, 0x12], PrinterState::Overheated, false);
        check([0x1a, 0x52, 0x72, 0x12], PrinterState::Unrecoverable, true);
        let check = |bytes, state, in_exit| {
            let status = FullStatus { bytes };
            assert_eq!((status.state(true), status.slip_in_exit()), (state, in_exit), "{bytes:02x?}");
        };
        check([0, 0, 0, 0], PrinterState::Ready, false);
        check([0x20, 0x04, 0x22, 0], PrinterState::Ready, true);
        check([0x24, 0, 0, 0], PrinterState::PaperNearEnd, true);
        check([0x05, 0, 0, 0], PrinterState::PaperOut, false);
        check([0x01, 0x01, 0, 0], PrinterState::CoverOpen, false);
        check([0, 0x02, 0, 0], PrinterState::CoverOpen, false);
        check([0, 0, 0x40, 0], PrinterState::Jammed, false);
        check([0, 0, 0x40, 0x01], PrinterState::CutterBlocked, false);
        check([0, 0, 0x01, 0], PrinterState::Overheated, false);
        check([0, 0, 0x08, 0], PrinterState::Error, false);
        check([0, 0, 0, 0x08], PrinterState::Unrecoverable, false);
        assert_eq!(Status { bytes: [0x12, 0x12, 0x12, 0x1e] }.state(false), PrinterState::Ready);
    }
}
