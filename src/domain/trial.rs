//! What technicians try on the devices of a branch, and what comes of it.
//!
//! **Model.** A [`Trial`] is asked for at the service port, and tried by whoever has the device; for each part that was tried
//! there is a [`Finding`]. A trial that must not be is [`NotTried`], for a reason.
//!
//! **Invariants.** A finding says what the machine knows, and no more: that a picture was shown is known, that somebody could
//! read it is not. A trial changes neither the queue nor the journal.
//!
//! **Deliberately not here.** How anything is tried, and words for people (`wording` has them).

use super::ids::KioskId;
use serde::{Deserialize, Serialize};

/// A trial, as it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "test", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Trial {
    /// Each lamp blinks, one after the other.
    Lamps {},
    /// Each display shows a test picture.
    Displays {},
}

/// A device.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Device {
    /// The printer of a kiosk.
    Printer(KioskId),
    /// Another one, by the name that it has in the list of faults.
    Named(String),
}

/// What came of a trial at one device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Which.
    pub device: Device,
    /// What came of it.
    pub found: Found,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// The lamp blinked for so long.
    Blinked {
        /// In seconds.
        seconds: u32,
    },
    /// The display had the test picture for its whole time.
    Shown {
        /// Pixels from left to right.
        width_px: u32,
        /// Pixels from top to bottom.
        height_px: u32,
        /// For how long.
        seconds: u32,
    },
    /// Somebody had something to read there, which goes before.
    GaveWay,
    /// The device does not work, for this technical reason.
    Fails(String),
}

impl Found {
    /// Whether somebody must act on it.
    pub fn is_wrong(&self) -> bool {
        match self {
            Self::Fails(_) => true,
            Self::Blinked { .. } | Self::Shown { .. } | Self::GaveWay => false,
        }
    }
}

/// Why a trial was not begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum NotTried {
    /// Another trial is under way.
    #[error("another test is under way")]
    AnotherTest,
    /// The board has no such device.
    #[error("the board has no such device")]
    NoSuchDevice,
}
