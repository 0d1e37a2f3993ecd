//! A board without wires: the same parts as a real one, to be pressed, watched and broken from a page or a test.
//!
//! **Model.** The board outlives the branch that it is connected to, as hardware outlives a power cut: paper that was
//! printed stays printed, and what is in the printer's buffer stays there. Contacts that close while no branch is
//! connected go nowhere.
//!
//! **Deliberately not here.** Anything that a real board could not do: the branch sees contacts, bytes and panels only.

pub mod line;
pub mod printer;

use super::kiosk::{EDGES_MAX, Edge, Parts};
use super::lamps::Lamp;
use super::panel::Panel;
use super::printer::shell;
use crate::config::board::Board;
use crate::domain::ids::KioskId;
use crate::domain::printer_profile::PrinterProfile;
use crate::scene::kiosk::Press;
use crate::scene::screen::Dark;
use line::PrinterLine;
use printer::{Mechanics, VirtualPrinter};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

/// One kiosk of the board.
#[derive(Debug)]
pub struct VirtualKiosk {
    /// Its display.
    pub display: Panel,
    /// Its lamps.
    pub lamps: watch::Sender<BTreeMap<u8, Lamp>>,
    /// Its printer, at the end of a cable.
    pub printer: PrinterLine,
    /// The press that it is dealing with.
    pub press: watch::Sender<Press>,
    profile: PrinterProfile,
    contacts: Mutex<Option<mpsc::Sender<Edge>>>,
}

/// The board.
#[derive(Debug)]
pub struct VirtualBoard {
    /// Its kiosks.
    pub kiosks: BTreeMap<KioskId, VirtualKiosk>,
    /// The panel in the hall.
    pub hall: Panel,
}

impl VirtualBoard {
    /// The parts that a board file names.
    pub fn new(board: &Board) -> Self {
        Self::with_mechanics(board, Mechanics::default())
    }

    /// The same with other printers, for those who cannot wait for paper.
    pub fn with_mechanics(board: &Board, mechanics: Mechanics) -> Self {
        let kiosks = board.kiosks.iter().map(|(&id, kiosk)| {
            let display = Panel::new(kiosk.display.width_px, kiosk.display.height_px);
            let lamps = watch::Sender::new(BTreeMap::new());
            let profile = kiosk.printer.profile;
            let printer = PrinterLine::new(VirtualPrinter::new(profile, mechanics));
            let press = watch::Sender::new(Press::Idle);
            (id, VirtualKiosk { display, lamps, printer, press, profile, contacts: Mutex::new(None) })
        });
        Self { kiosks: kiosks.collect(), hall: Panel::new(board.hall.width_px, board.hall.height_px) }
    }

    /// What a power cut does to panels and lamps; printers have a power supply of their own.
    pub fn go_dark(&self) {
        self.hall.show(&Dark);
        for kiosk in self.kiosks.values() {
            kiosk.display.show(&Dark);
            kiosk.lamps.send_replace(BTreeMap::new());
            kiosk.press.send_replace(Press::Idle);
        }
    }

    /// Lets the mechanisms of the board work. Must be called within a runtime; they stop when the set is dropped.
    pub fn work(&self) -> JoinSet<()> {
        let mut work = JoinSet::new();
        for kiosk in self.kiosks.values() {
            work.spawn(kiosk.printer.clone().turn_wheels());
        }
        work
    }
}

impl VirtualKiosk {
    /// Closes or opens the contact of a button.
    pub fn set_contact(&self, button: u8, down: bool) {
        let contacts = self.contacts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Err(error)) =
            contacts.as_ref().map(|wire| wire.try_send(Edge { at: Instant::now(), button, down }))
        {
            tracing::warn!("button {button}: the contact was not seen: {error}");
        }
    }

    /// The kiosk's printer, as its shell sees it.
    pub fn printer(&self, kiosk: KioskId) -> shell::Parts {
        shell::Parts { kiosk, line: self.printer.clone(), profile: self.profile }
    }

    /// Connects the kiosk to a branch; a branch that was connected before is cut off.
    pub fn connect(&self, kiosk: KioskId) -> Parts {
        let (wire, edges) = mpsc::channel(EDGES_MAX);
        *self.contacts.lock().unwrap_or_else(PoisonError::into_inner) = Some(wire);
        self.press.send_replace(Press::Idle);
        let (display, lamps, press) = (self.display.clone(), self.lamps.clone(), self.press.clone());
        Parts { kiosk, edges, display, lamps, press }
    }
}
