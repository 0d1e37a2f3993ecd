//! What is installed in a branch: panels, lamps, contacts and printers, as the board file names them.
//!
//! **Model.** Shells know panels, lamps, contacts and wires, and nothing of what is behind them; here the parts are put
//! together, and whatever drives a real one is attached. A part that is virtual has nothing behind it: pages and tests
//! press it, watch it and break it. The installation outlives the branch that it is connected to, as hardware outlives a
//! power cut: paper that was printed stays printed, and what is in a printer's buffer stays there. Contacts that close
//! while no branch is connected go nowhere; one that is closed when a branch comes counts as closed then.
//!
//! **Deliberately not here.** Anything that only a virtual part could do: the branch sees contacts, bytes and panels.

use super::contacts::Contacts;
use super::faults::Faults;
use super::keypad;
use super::kiosk::Parts;
use super::lamps::Lamps;
use super::panel::Panel;
use super::printer::shell;
use super::printer::trial::Request;
use super::printer::wire::{Device, DeviceWire, UsbTree};
use super::scanner::{Scanner, drive_scanner, scanner_name};
use super::screen::{Cards, Screen};
use super::sound::{Place, Sounds, Voice};
use super::virtual_printer::line::PrinterLine;
use super::virtual_printer::{Mechanics, VirtualPrinter};
use super::wiring::{Owner, contact_names, drive_contacts, drive_lamps, lamp_name};
use crate::config::board::scanner;
use crate::config::board::screen::Display;
use crate::config::board::{Board, CounterBoard, KioskBoard};
use crate::domain::counter::CounterKey;
use crate::domain::ids::{CounterId, KioskId};
use crate::domain::printer_profile::PrinterProfile;
use crate::domain::trial::NotTried;
use crate::scene::counter::RefusedKey;
use crate::scene::screen::Dark;
use crate::scene::visitor::Visitor;
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// A screen is let go of within this.
const LET_GO: Duration = Duration::from_secs(3);

/// What is at the end of a printer's cable.
#[derive(Debug)]
enum Attached {
    /// A printer that lives in this process.
    Virtual(PrinterLine),
    /// A device.
    Device(Device),
}

/// One kiosk of the board.
#[derive(Debug)]
pub struct InstalledKiosk {
    /// Its display.
    pub display: Panel,
    /// Its lamps.
    pub lamps: Lamps,
    /// Who is before it.
    pub visitor: watch::Sender<Visitor>,
    printer: Attached,
    profile: PrinterProfile,
    /// The way to whoever tends the printer.
    trials: Mutex<Option<mpsc::Sender<Request>>>,
    printer_anew: Arc<Notify>,
    voice: Voice,
    pub(super) contacts: Arc<Contacts>,
    /// Hears nothing where the board has no scanner.
    pub(super) scanner: Arc<Scanner>,
}

/// What is on the desk of a counter.
#[derive(Debug)]
pub struct InstalledCounter {
    /// Shows the number that is called there.
    pub display: Option<Panel>,
    /// The refusal that it explains.
    pub refused: watch::Sender<Option<RefusedKey>>,
    /// The keys of its keypad by place; none where there is no keypad.
    pub keys: BTreeMap<u8, CounterKey>,
    pub(super) contacts: Arc<Contacts>,
}

/// The board.
#[derive(Debug)]
pub struct Installation {
    /// Its kiosks.
    pub kiosks: BTreeMap<KioskId, InstalledKiosk>,
    /// The panel in the hall.
    pub hall: Panel,
    /// The other panels that show the same, by number.
    pub hall_also: BTreeMap<u8, Panel>,
    /// The counters that have something on their desks.
    pub counters: BTreeMap<CounterId, InstalledCounter>,
    /// What is heard.
    pub sounds: Sounds,
    /// What does not work.
    pub faults: Faults,
    screens_anew: watch::Sender<()>,
    pub(super) board: Board,
}

/// What is installed works for as long as this lives.
#[derive(Debug)]
pub struct Work {
    tasks: JoinSet<()>,
    running: watch::Sender<()>,
}

impl Work {
    /// Lets all devices go, so that others can have them when this returns. One that hangs is not waited for.
    pub async fn stop(mut self) {
        self.tasks.shutdown().await;
        self.running.send_replace(());
        if timeout(LET_GO, self.running.closed()).await.is_err() {
            tracing::warn!("a screen is not let go of; it may be missing for a while");
        }
    }
}

impl Installation {
    /// The parts that a board file names.
    pub fn new(board: &Board) -> Self {
        Self::with_mechanics(board, Mechanics::default())
    }

    /// The same with other printers, for those who cannot wait for paper.
    pub fn with_mechanics(board: &Board, mechanics: Mechanics) -> Self {
        let sounds = Sounds::new(board);
        let kiosks = board.kiosks.iter().map(|(&id, kiosk)| {
            let display = Panel::shaped(kiosk.display.shape);
            let lamps = Lamps::default();
            let profile = kiosk.printer.profile;
            let printer = match Device::at(&kiosk.printer.cable, UsbTree::default()) {
                Some(device) => Attached::Device(device),
                None => Attached::Virtual(PrinterLine::new(VirtualPrinter::new(profile, mechanics))),
            };
            let visitor = watch::Sender::new(Visitor::default());
            let voice = sounds.voice(Place::Kiosk(id));
            let (contacts, scanner) = (Arc::default(), Arc::default());
            let trials = Mutex::default();
            (
                id,
                InstalledKiosk {
                    display,
                    lamps,
                    printer,
                    visitor,
                    profile,
                    trials,
                    printer_anew: Arc::default(),
                    voice,
                    contacts,
                    scanner,
                },
            )
        });
        let hall = Panel::shaped(board.hall.display.shape);
        let also = board.hall_also.iter();
        let hall_also = also.map(|(&number, hall)| (number, Panel::shaped(hall.display.shape))).collect();
        let counters = board.counters.iter().map(|(&id, counter)| (id, InstalledCounter::new(counter)));
        let (kiosks, counters) = (kiosks.collect(), counters.collect());
        let (faults, screens_anew) = (Faults::default(), watch::Sender::new(()));
        Self { kiosks, hall, hall_also, counters, sounds, faults, screens_anew, board: board.clone() }
    }

    /// All panels in the hall, the main one first.
    pub fn halls(&self) -> Vec<Panel> {
        std::iter::once(&self.hall).chain(self.hall_also.values()).cloned().collect()
    }

    /// What a power cut does to panels, lamps and sound; printers have a power supply of their own.
    pub fn go_dark(&self) {
        let of_counters = self.counters.values().filter_map(|counter| counter.display.as_ref());
        for panel in self.halls().iter().chain(of_counters) {
            panel.show(&Dark);
        }
        self.sounds.go_silent();
        for counter in self.counters.values() {
            counter.refused.send_replace(None);
        }
        for kiosk in self.kiosks.values() {
            kiosk.display.show(&Dark);
            kiosk.lamps.show(BTreeMap::new());
            kiosk.visitor.send_replace(Visitor::default());
        }
    }

    /// The printers that a page or a test can reach into.
    pub fn virtual_printers(&self) -> impl Iterator<Item = (KioskId, &PrinterLine)> {
        self.kiosks.iter().filter_map(|(&id, kiosk)| Some((id, kiosk.virtual_printer()?)))
    }

    /// The kiosks that have a scanner to hold a code in front of.
    pub fn virtual_scanners(&self) -> impl Iterator<Item = KioskId> {
        let kiosks = self.board.kiosks.iter();
        kiosks.filter(|(_, kiosk)| kiosk.scanner == Some(scanner::Scanner::Virtual)).map(|(&id, _)| id)
    }

    pub(super) fn screens(&self) -> Vec<Screen> {
        let screen = |name: String, panel: &Panel, display: &Display| Screen {
            name,
            panel: panel.clone(),
            output: display.output.clone(),
            rotation: display.rotation,
        };
        let of_hall = screen("hall display".to_owned(), &self.hall, &self.board.hall.display);
        let also = self.hall_also.iter().filter_map(|(number, panel)| {
            let display = &self.board.hall_also.get(number)?.display;
            Some(screen(format!("hall display also.{number}"), panel, display))
        });
        let of_kiosks = self.kiosks.iter().filter_map(|(id, kiosk)| {
            let display = &self.board.kiosks.get(id)?.display;
            Some(screen(format!("display of kiosk {id}"), &kiosk.display, display))
        });
        let of_counters = self.counters.iter().filter_map(|(id, counter)| {
            let display = self.board.counters.get(id)?.display.as_ref()?;
            Some(screen(format!("display of counter {id}"), counter.display.as_ref()?, display))
        });
        of_kiosks.chain(of_counters).chain([of_hall]).chain(also).collect()
    }

    /// Has the printer of a kiosk let go and opened again, as soon as no slip is on its way.
    ///
    /// # Errors
    /// When there is no such kiosk.
    pub fn open_printer_anew(&self, kiosk: KioskId) -> Result<(), NotTried> {
        let installed = self.kiosks.get(&kiosk).ok_or(NotTried::NoSuchDevice)?;
        installed.printer_anew.notify_one();
        Ok(())
    }

    /// Has all displays let go and opened again.
    pub fn open_displays_anew(&self) {
        self.screens_anew.send_replace(());
    }

    /// Everything that is installed, under the names by which [`Faults`] knows what fails of it. Sound that only a page plays is no
    /// device.
    pub fn names(&self) -> Vec<String> {
        let screens = self.screens().into_iter().map(|screen| screen.name);
        let kiosks = self.board.kiosks.iter().flat_map(|(&id, kiosk)| {
            let contacts = kiosk.buttons.iter().map(|(&place, button)| (place, &button.contact));
            let lamps = self.lamps(id).map(move |place| lamp_name(id, place));
            let scanner = kiosk.scanner.as_ref().map(|board| scanner_name(id, board));
            contact_names(Owner::Kiosk(id), contacts).into_iter().chain(lamps).chain(scanner)
        });
        let counters = self.board.counters.iter().flat_map(|(&id, counter)| {
            let keys = counter.keys.iter().map(|(&place, key)| (place, &key.contact));
            contact_names(Owner::Counter(id), keys)
        });
        screens.chain(kiosks).chain(counters).chain(self.sounds.names()).collect()
    }

    /// Lets everything that is installed work, until the value is dropped. Must be called within a runtime.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub fn work(&self) -> io::Result<Work> {
        let mut tasks = JoinSet::new();
        for (_, printer) in self.virtual_printers() {
            tasks.spawn(printer.clone().turn_wheels());
        }
        for (&id, kiosk) in &self.kiosks {
            let Some(KioskBoard { buttons, scanner, .. }) = self.board.kiosks.get(&id) else { continue };
            if let Some(board) = scanner.clone() {
                tasks.spawn(drive_scanner(id, board, self.faults.clone(), Arc::clone(&kiosk.scanner)));
            }
            let contacts = Arc::clone(&kiosk.contacts);
            let wired = buttons.iter().map(|(&place, button)| (place, &button.contact));
            tasks.spawn(drive_contacts(Owner::Kiosk(id), wired, &self.faults, move |edge| {
                contacts.tell(edge);
            }));
            tasks.spawn(drive_lamps(id, buttons, &self.faults, kiosk.lamps.watch()));
        }
        for sink in self.sounds.tasks(&self.faults) {
            tasks.spawn(sink);
        }
        for (&id, counter) in &self.counters {
            let Some(CounterBoard { keys, .. }) = self.board.counters.get(&id) else { continue };
            let contacts = Arc::clone(&counter.contacts);
            let wired = keys.iter().map(|(&place, key)| (place, &key.contact));
            tasks.spawn(drive_contacts(Owner::Counter(id), wired, &self.faults, move |edge| {
                contacts.tell(edge);
            }));
        }
        let (running, stopped) = watch::channel(());
        let cards = Cards::default();
        for screen in self.screens() {
            screen.show(&cards, &self.faults, stopped.clone(), self.screens_anew.subscribe())?;
        }
        Ok(Work { tasks, running })
    }
}

impl InstalledKiosk {
    /// Closes or opens the contact of a button.
    pub fn set_contact(&self, button: u8, down: bool) {
        self.contacts.set(button, down);
    }

    /// Holds a code in front of the scanner.
    pub fn show_code(&self, code: &str) {
        self.scanner.tell(format!("{code}\r").as_bytes());
    }

    /// The kiosk's printer, as its shell sees it.
    pub fn printer(&self, kiosk: KioskId, faults: &Faults) -> shell::Parts {
        let wire = match &self.printer {
            Attached::Virtual(line) => line.clone().into(),
            Attached::Device(device) => DeviceWire::new(device.clone()).into(),
        };
        // One test at a time.
        let (ask, trials) = mpsc::channel(1);
        *self.trials.lock().unwrap_or_else(PoisonError::into_inner) = Some(ask);
        let anew = Arc::clone(&self.printer_anew);
        let faults = faults.clone();
        shell::Parts { kiosk, wire, profile: self.profile, trials, anew, faults }
    }

    /// The way to whoever tends the printer, if anybody ever did.
    pub(super) fn printer_trials(&self) -> Option<mpsc::Sender<Request>> {
        self.trials.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The kiosk's printer, if it is one that a page or a test can reach into.
    pub fn virtual_printer(&self) -> Option<&PrinterLine> {
        match &self.printer {
            Attached::Virtual(line) => Some(line),
            Attached::Device(_) => None,
        }
    }

    /// Connects the kiosk to a branch; a branch that was connected before is cut off.
    pub fn connect(&self, kiosk: KioskId) -> Parts {
        let edges = self.contacts.connect();
        self.visitor.send_replace(Visitor::default());
        let (display, lamps, visitor) = (self.display.clone(), self.lamps.clone(), self.visitor.clone());
        let codes = self.scanner.connect();
        Parts { kiosk, edges, codes, display, lamps, visitor, voice: self.voice.clone() }
    }
}

impl InstalledCounter {
    fn new(board: &CounterBoard) -> Self {
        Self {
            display: board.display.as_ref().map(|display| Panel::shaped(display.shape)),
            refused: watch::Sender::new(None),
            keys: board.keys.iter().map(|(&place, key)| (place, key.action)).collect(),
            contacts: Arc::default(),
        }
    }

    /// Closes or opens the contact of a key.
    pub fn set_contact(&self, key: u8, down: bool) {
        self.contacts.set(key, down);
    }

    /// Connects the keypad to a branch; a branch that was connected before is cut off.
    pub fn connect(&self, counter: CounterId) -> keypad::Parts {
        let (edges, refused) = (self.contacts.connect(), self.refused.clone());
        refused.send_replace(None);
        keypad::Parts { counter, keys: self.keys.clone(), edges, refused }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_can_fail_has_the_name_that_its_fault_will_have() {
        let names = |board: &str| {
            let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
            let outcome = crate::config::read(&root.join(board), &root.join("systemd/site.toml"));
            Installation::new(&outcome.config.unwrap().board).names()
        };
        let on_pages = names("boards/virtual.toml");
        assert_eq!(on_pages[..3], ["display of kiosk 1", "display of counter 1", "hall display"]);
        for name in ["kiosk 1: button 7", "kiosk 1: lamp 7", "kiosk 1: scanner", "counter 1: key 6"] {
            assert!(on_pages.iter().any(|known| known == name), "{name} is not among {on_pages:?}");
        }
        let wired = names("boards/raspberry-pi-4.toml");
        for name in ["kiosk 1: button 1", "kiosk 1: lamp 1", "hall display"] {
            assert!(wired.iter().any(|known| known == name), "{name} is not among {wired:?}");
        }
    }
}
