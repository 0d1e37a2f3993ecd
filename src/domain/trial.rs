//! What technicians try on the devices of a branch, and what comes of it.
//!
//! **Model.** A [`Trial`] is asked for at the service port, and tried by whoever has the device; for each part that was tried
//! there is a [`Finding`]. A trial that must not be is [`NotTried`], for a reason.
//!
//! **Invariants.** A finding says what the machine knows, and no more: that a picture was shown is known, that somebody could
//! read it is not. A trial does not change the queue, and the journal has of it only the paper that it takes.
//!
//! **Deliberately not here.** How anything is tried, and words for people (`wording` has them).

use super::command::SlipOutcome;
use super::event::{PrintEvidence, SlipTrouble};
use super::ids::{CounterId, KioskId};
use super::kiosk::PrinterState;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// A trial, as it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "test", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Trial {
    /// Each lamp blinks, one after the other.
    Lamps {},
    /// Each display shows a test picture.
    Displays {},
    /// A slip that is no ticket comes out.
    Slip {
        /// Where.
        kiosk: KioskId,
    },
    /// The printer feeds some white paper.
    Feed {
        /// Where.
        kiosk: KioskId,
    },
    /// The printer feeds some white paper and cuts it off.
    Cut {
        /// Where.
        kiosk: KioskId,
    },
    /// The printer feeds some white paper, cuts it off and holds it out.
    Present {
        /// Where.
        kiosk: KioskId,
    },
    /// The chime, and some words in each language, at each place that is heard.
    Sounds {},
    /// Something goes to the broker and to the centre, and they say that they have it.
    Link {},
    /// Everything that needs nobody: all of these, and what is known of the other devices.
    All {},
}

/// What a printer shall bring out that is no ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperTrial {
    /// A slip that says that it is a test.
    Slip,
    /// White paper.
    Feed,
    /// White paper that is cut off.
    Cut,
    /// White paper that is cut off and held out.
    Present,
}

/// A device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Device {
    /// The printer of a kiosk.
    Printer(KioskId),
    /// Another one, by the name that it has in the list of faults.
    Named(String),
}

/// Printers first, then names as people count them: button 2 stands before button 10.
impl Ord for Device {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Printer(one), Self::Printer(other)) => one.cmp(other),
            (Self::Printer(_), Self::Named(_)) => Ordering::Less,
            (Self::Named(_), Self::Printer(_)) => Ordering::Greater,
            (Self::Named(one), Self::Named(other)) => {
                counted(one).cmp(counted(other)).then_with(|| one.cmp(other))
            }
        }
    }
}

impl PartialOrd for Device {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The words of a name, and its numbers with how many digits they have.
fn counted(name: &str) -> impl Iterator<Item = (usize, &[u8])> {
    let parts = name.as_bytes().chunk_by(|one, next| one.is_ascii_digit() == next.is_ascii_digit());
    parts.map(|part| if part[0].is_ascii_digit() { (part.len(), part) } else { (0, part) })
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
    /// The printer has done it, and has proved that.
    Printed(PrintEvidence),
    /// The printer has not done it.
    NotPrinted {
        /// What it said; without it, it was silent.
        printer: Option<PrinterState>,
    },
    /// Nobody knows whether the printer has done it.
    PrintUncertain {
        /// What it said; without it, it was silent.
        printer: Option<PrinterState>,
    },
    /// It was played to its end.
    Played,
    /// The chime was played, and nobody spoke.
    NoVoice,
    /// A call or an answer had to be heard there, which goes before.
    Interrupted,
    /// An answer came after so long.
    Answered {
        /// In milliseconds.
        ms: u32,
    },
    /// No answer came in so long.
    Silent {
        /// In seconds.
        seconds: u32,
    },
    /// Nothing is known that speaks against the device; it was not tried.
    NoFault,
    /// The configuration has none.
    NotFitted,
    /// It was not tried, for this reason.
    NotTried(NotTried),
    /// The device does not work, for this technical reason.
    Fails(String),
}

impl From<SlipOutcome> for Found {
    fn from(outcome: SlipOutcome) -> Self {
        let said = |trouble| match trouble {
            SlipTrouble::Printer(printer) => Some(printer),
            SlipTrouble::Restart | SlipTrouble::NoAnswer | SlipTrouble::TooOld => None,
        };
        match outcome {
            SlipOutcome::Printed(evidence) => Self::Printed(evidence),
            SlipOutcome::Failed(trouble) => Self::NotPrinted { printer: said(trouble) },
            SlipOutcome::Uncertain(trouble) => Self::PrintUncertain { printer: said(trouble) },
        }
    }
}

impl Found {
    /// Whether somebody must act on it.
    pub fn is_wrong(&self) -> bool {
        match self {
            Self::NotPrinted { .. }
            | Self::PrintUncertain { .. }
            | Self::NoVoice
            | Self::Silent { .. }
            | Self::Fails(_) => true,
            Self::NotTried(why) => !matches!(why, NotTried::SlipOnItsWay),
            Self::Blinked { .. }
            | Self::Shown { .. }
            | Self::GaveWay
            | Self::Printed(_)
            | Self::Played
            | Self::Interrupted
            | Self::Answered { .. }
            | Self::NoFault
            | Self::NotFitted => false,
        }
    }
}

/// What can be watched: where somebody presses and shows codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Inputs {
    /// The buttons and the scanner of a kiosk.
    Kiosk(KioskId),
    /// The keypad of a counter.
    Counter(CounterId),
}

/// Something that a contact or a scanner said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Its name, as in the list of faults.
    pub device: String,
    /// What it said.
    pub said: Said,
}

/// What a contact or a scanner says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// The contact closed.
    Pressed,
    /// It opened.
    Released,
    /// It cannot be seen any more.
    Lost,
    /// The scanner read a code. Of a long one only the end is told: it may be somebody's ticket.
    Code {
        /// Its last letters.
        end: String,
        /// How many letters it has.
        letters: u32,
    },
}

/// Why a trial was not begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum NotTried {
    /// Another trial is under way.
    #[error("another test is under way")]
    AnotherTest,
    /// The board has no such device.
    #[error("the board has no such device")]
    NoSuchDevice,
    /// The printer cannot hold paper out.
    #[error("the printer has no presenter")]
    NoPresenter,
    /// The printer cannot cut.
    #[error("the printer has no cutter")]
    NoCutter,
    /// The printer cuts only to hold out what it has cut off.
    #[error("the printer cuts paper only to hold it out")]
    CutsToPresent,
    /// Somebody uses the kiosk or the counter at this moment.
    #[error("somebody is there")]
    InUse,
    /// A ticket's slip is on its way or owed: it goes before.
    #[error("a slip is on its way")]
    SlipOnItsWay,
    /// The printer cannot print now.
    #[error("the printer is not ready: {printer}")]
    PrinterNotReady {
        /// Why.
        printer: PrinterState,
    },
    /// The disk has no room for the row that paper needs.
    #[error("the disk is full")]
    DiskFull,
    /// The site has no centre.
    #[error("there is no centre")]
    NoCentre,
    /// Who tends the device does not run.
    #[error("the queue is not running")]
    Stopped,
}

#[test]
fn devices_stand_as_people_count_them() {
    let named = |name: &str| Device::Named(name.to_owned());
    let expected = [
        Device::Printer(KioskId(2)),
        Device::Printer(KioskId(10)),
        named("hall display"),
        named("hall display also.2"),
        named("hall display also.10"),
        named("kiosk 1: button 2"),
        named("kiosk 1: button 10"),
        named("kiosk 1: lamp 1"),
        named("kiosk 2: button 1"),
    ];
    let mut devices = expected.clone();
    devices.reverse();
    devices.sort();
    assert_eq!(devices, expected);
}
