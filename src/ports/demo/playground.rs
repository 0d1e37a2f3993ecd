//! The virtual board as the demo page plays with it.

use crate::domain::counter::CounterKey;
use crate::domain::ids::{CounterId, KioskId, TicketNumber};
use crate::domain::settings::SiteText;
use crate::domain::ticket::Language;
use crate::scene::counter::RefusedKey;
use crate::scene::visitor::Visitor;
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::watch;

/// Troubles that the virtual board can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trouble {
    /// The roll is near its end.
    PaperNearEnd,
    /// No paper.
    PaperOut,
    /// The printer's cover is open.
    CoverOpen,
    /// The printer's cutter gets stuck at its next cut.
    CutterBlocked,
    /// Paper has jammed in the printer.
    PrinterJammed,
    /// The printer's head is too hot.
    PrinterOverheated,
    /// The printer is broken.
    PrinterBroken,
    /// The printer says that it is off line.
    PrinterOffline,
    /// The printer is switched off.
    PrinterOff,
    /// The printer does not answer.
    PrinterSilent,
    /// Nobody vouches for the clock.
    ClockUnsynced,
}

impl Trouble {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::PaperNearEnd,
        Self::PaperOut,
        Self::CoverOpen,
        Self::CutterBlocked,
        Self::PrinterJammed,
        Self::PrinterOverheated,
        Self::PrinterBroken,
        Self::PrinterOffline,
        Self::PrinterOff,
        Self::PrinterSilent,
        Self::ClockUnsynced,
    ];

    /// The same word as in JSON.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::PaperNearEnd => "paper-near-end",
            Self::PaperOut => "paper-out",
            Self::CoverOpen => "cover-open",
            Self::CutterBlocked => "cutter-blocked",
            Self::PrinterJammed => "printer-jammed",
            Self::PrinterOverheated => "printer-overheated",
            Self::PrinterBroken => "printer-broken",
            Self::PrinterOffline => "printer-offline",
            Self::PrinterOff => "printer-off",
            Self::PrinterSilent => "printer-silent",
            Self::ClockUnsynced => "clock-unsynced",
        }
    }
}

/// What the lamp of a button says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LampState {
    /// Lit: a press gives a ticket.
    Ready,
    /// Blinks: a press before is being dealt with.
    Busy,
    /// Dark: a press is refused in words.
    Off,
}

/// What is on the desk of a counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskState {
    /// Whose.
    pub counter: CounterId,
    /// The version of the picture on the display over it, if there is one.
    pub version: Option<u64>,
    /// The keys of the keypad by place; none where there is no keypad.
    pub keys: Vec<(u8, CounterKey)>,
    /// The key that was refused last.
    pub refused: Option<RefusedKey>,
}

/// A slip that came out of the virtual printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipPicture {
    /// Ascending.
    pub id: u64,
    /// Where it came out.
    pub kiosk: KioskId,
    /// Dots across.
    pub width: u32,
    /// Dots along.
    pub height: u32,
    /// Whose it is, if the board knows, for who cannot see the picture.
    pub number: Option<TicketNumber>,
}

/// What became of something that was to be heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SoundFate {
    /// It is heard.
    Heard,
    /// It was heard until something else came.
    Interrupted,
    /// There is no voice on this machine.
    NoVoice,
    /// These are quiet hours.
    Quiet,
    /// It came too late.
    Missed,
}

/// Something that hall or kiosk said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoundEntry {
    /// Ascending.
    pub id: u64,
    /// Which kiosk spoke; `None` for the hall.
    pub kiosk: Option<KioskId>,
    /// The words with their language; without them it was a chime.
    pub words: Option<(Language, String)>,
    /// What became of it.
    pub fate: SoundFate,
    /// Whether its sound is kept.
    pub has_sound: bool,
}

/// Another page of the demo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Door {
    /// Where phones join.
    Phones {
        /// Its address.
        url: String,
    },
    /// What the operator of the centre sees.
    Operator {
        /// Its address.
        url: String,
    },
    /// The page of another branch.
    Branch {
        /// Its address.
        url: String,
        /// The branch's name.
        name: SiteText,
    },
}

/// The virtual board as the demo page plays with it. Calls come from the server's tasks and are short, but for the power,
/// whose calls may wait.
pub trait Playground: Send + Sync + 'static {
    /// The contact of a button closes (`down`) or opens. Buttons and kiosks that do not exist are ignored.
    fn set_button(&self, kiosk: KioskId, button: u8, down: bool);
    /// The kiosks that have a scanner to hold a code in front of.
    fn scanners(&self) -> BTreeSet<KioskId>;
    /// Holds a code in front of a kiosk's scanner. Kiosks that do not exist are ignored.
    fn show_code(&self, kiosk: KioskId, code: &str);
    /// The lamps of a kiosk by their buttons.
    fn lamps(&self, kiosk: KioskId) -> Vec<(u8, LampState)>;
    /// Who is before a kiosk.
    fn visitor(&self, kiosk: KioskId) -> Visitor;
    /// The version of the picture on a kiosk's display.
    fn kiosk_version(&self, kiosk: KioskId) -> u64;
    /// The picture on a kiosk's display with its version, as PNG; `None` when there is no such kiosk.
    fn kiosk_picture(&self, kiosk: KioskId) -> Option<(u64, Vec<u8>)>;
    /// What is on the desks of counters.
    fn desks(&self) -> Vec<DeskState>;
    /// The contact of a key closes (`down`) or opens. Keys and counters that do not exist are ignored.
    fn set_key(&self, counter: CounterId, key: u8, down: bool);
    /// The picture on the display over a counter with its version, as PNG; `None` when there is no such display.
    fn counter_picture(&self, counter: CounterId) -> Option<(u64, Vec<u8>)>;
    /// The version of the picture on the hall display.
    fn hall_version(&self) -> u64;
    /// The picture on the hall display with its version, as PNG.
    fn hall_picture(&self) -> (u64, Vec<u8>);
    /// The newest slips, newest first; bounded.
    fn slips(&self) -> Vec<SlipPicture>;
    /// A slip as PNG, while it is kept.
    fn slip_png(&self, id: u64) -> Option<Vec<u8>>;
    /// What was said last, oldest first; bounded.
    fn sounds(&self) -> Vec<SoundEntry>;
    /// Something that was said as a WAV file, while it is kept.
    fn sound_wav(&self, id: u64) -> Option<Arc<[u8]>>;
    /// The troubles that are switched on.
    fn troubles(&self) -> BTreeSet<Trouble>;
    /// Switches a trouble on or off.
    fn set_trouble(&self, trouble: Trouble, on: bool);
    /// Sets the wall clock forward, or back when negative.
    fn jump_clock(&self, minutes: i64);
    /// How far the wall clock stands before the true time, in minutes.
    fn clock_jumped_min(&self) -> i64;
    /// Drops the branch on the spot.
    fn cut_power(&self);
    /// Brings the branch back from disk.
    fn restore_power(&self);
    /// Whether the branch has power.
    fn powered(&self) -> bool;
    /// Other pages of the demo.
    fn doors(&self) -> &[Door];
    /// Counts changes of anything above.
    fn changes(&self) -> watch::Receiver<u64>;
}
