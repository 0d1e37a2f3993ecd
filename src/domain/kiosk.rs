//! A kiosk as the queue sees it: what its printer and its buttons were last known to do.

use super::ids::TicketNumber;
use super::ticket::SlipState;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

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
        Self { printer: PrinterState::Unknown, power_cycles: 0, stuck_buttons: BTreeSet::new(), last: None }
    }
}
