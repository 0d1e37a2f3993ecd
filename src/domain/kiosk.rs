//! A kiosk as the queue sees it: what its printer and its buttons were last known to do.

use super::ids::{JobId, TicketNumber};
use super::ticket::SlipState;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// What the printer's status says about whether a slip can come out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrinterState {
    /// Not asked yet since the start.
    Unknown,
    /// Ready, enough paper.
    Ready,
    /// Ready, but the roll is near its end.
    PaperNearEnd,
    /// No paper.
    PaperOut,
    /// The cover or the head is open.
    CoverOpen,
    /// The cutter is blocked.
    CutterBlocked,
    /// Paper is jammed.
    Jammed,
    /// The print head is too hot; it goes on by itself.
    Overheated,
    /// An error that ends only when the printer is switched off, or never.
    Unrecoverable,
    /// A slip is held out and nobody takes it.
    TicketNotTaken,
    /// It may hold bytes of an earlier slip that only its power switch can remove.
    NeedsPowerCycle,
    /// Any other error that the printer reports.
    Error,
    /// It answers that it is off line, without a reason.
    Offline,
    /// It does not answer.
    Silent,
}

/// For records and logs; people at the device read it from `wording`.
impl fmt::Display for PrinterState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "it was not asked yet",
            Self::Ready => "nothing is wrong",
            Self::PaperNearEnd => "the paper is near its end",
            Self::PaperOut => "there is no paper",
            Self::CoverOpen => "the cover is open",
            Self::CutterBlocked => "the cutter is blocked",
            Self::Jammed => "paper is jammed",
            Self::Overheated => "the print head is too hot",
            Self::Unrecoverable => "an error that ends only when it is switched off",
            Self::TicketNotTaken => "a slip is held out and not taken",
            Self::NeedsPowerCycle => "it has to be switched off and on",
            Self::Error => "an error",
            Self::Offline => "it is off line",
            Self::Silent => "it does not answer",
        })
    }
}

impl PrinterState {
    /// Whether a slip can be expected to come out.
    pub fn can_print(self) -> bool {
        match self {
            Self::Ready | Self::PaperNearEnd => true,
            Self::Unknown
            | Self::PaperOut
            | Self::CoverOpen
            | Self::CutterBlocked
            | Self::Jammed
            | Self::Overheated
            | Self::Unrecoverable
            | Self::TicketNotTaken
            | Self::NeedsPowerCycle
            | Self::Error
            | Self::Offline
            | Self::Silent => false,
        }
    }
}

/// The newest ticket of a kiosk, for its display: a number whose slip did not come out must still be readable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastSlip {
    /// Whose.
    pub number: TicketNumber,
    /// What is known about the paper.
    pub slip: SlipState,
    /// Steady time of that knowledge.
    pub since_ms: u64,
}

/// One kiosk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kiosk {
    /// Its printer.
    pub printer: PrinterState,
    /// How many slips were sent since a person last put a new roll in, tickets and tests.
    #[serde(default)]
    pub roll_slips: u32,
    /// The job of the newest paper that is no ticket.
    #[serde(default)]
    pub test_job: Option<JobId>,
    /// How often a person has said that they switched the printer off and on.
    #[serde(default)]
    pub power_cycles: u32,
    /// Buttons that are held down for too long, by their place on the kiosk.
    pub stuck_buttons: BTreeSet<u8>,
    /// The newest ticket.
    pub last: Option<LastSlip>,
}

impl Default for Kiosk {
    fn default() -> Self {
        Self {
            printer: PrinterState::Unknown,
            roll_slips: 0,
            test_job: None,
            power_cycles: 0,
            stuck_buttons: BTreeSet::new(),
            last: None,
        }
    }
}

/// A roll of paper and what a slip takes of it, both as the board has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Roll {
    /// Of a new one.
    pub length_mm: u32,
    /// The longest slip with the paper up to the cutter, so that the roll ends later than is said, and not earlier.
    pub slip_mm: u32,
}

/// So much is left when a roll is near its end; sensors see it at about this.
const NEAR_END_MM: u32 = 4_000;

impl Roll {
    /// How much of it so many slips have used.
    pub fn used_mm(self, slips: u32) -> u32 {
        slips.saturating_mul(self.slip_mm).min(self.length_mm)
    }

    /// Whether it is near its end after so many slips.
    pub fn is_near_end(self, slips: u32) -> bool {
        self.length_mm - self.used_mm(slips) <= NEAR_END_MM.min(self.length_mm / 4)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_roll_is_near_its_end_when_few_metres_are_left_of_the_longest_slips() {
        let check = |length_mm, slips, used_mm, near_end| {
            let roll = Roll { length_mm, slip_mm: 100 };
            assert_eq!((roll.used_mm(slips), roll.is_near_end(slips)), (used_mm, near_end), "{slips} slips");
        };
        check(80_000, 0, 0, false);
        check(80_000, 759, 75_900, false);
        check(80_000, 760, 76_000, true);
        check(80_000, u32::MAX, 80_000, true);
        // A roll that is short from the beginning.
        check(2_000, 0, 0, false);
        check(2_000, 15, 1_500, true);
    }
}
