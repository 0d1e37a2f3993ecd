//! Code scanners: what people hold in front of them, on its way to whatever branch is connected.
//!
//! **Model.** A scanner only talks. What drives it (a keyboard that types, a serial line, a page) feeds bytes to one
//! [`Scanner`], which finds the codes in them ([`codes`]) and gives them to the kiosk's shell. Codes that are shown while no
//! branch is connected go nowhere.
//!
//! **Invariants.** A scanner that vanishes is looked for until it is back, and one that sends garbage gives no code; neither
//! stops anybody. Codes are shown in their order, and no more than [`CODES_MAX`] wait.
//!
//! **Deliberately not here.** What a code means: that is the kiosk's ([`crate::slip::content::link_of`]).

mod codes;
mod typed;

use super::faults::Faults;
use super::keyboard::{self, KeyboardError};
use super::printer::wire::{Device, DeviceWire, UsbTree, Wire};
use super::wiring::{Attempts, Steady};
use crate::config::board::printer::{Cable, FlowControl, SerialLine};
use crate::config::board::scanner;
use crate::domain::ids::KioskId;
use codes::Codes;
use std::convert::Infallible;
use std::fmt::Display;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use tokio::sync::mpsc;
use tokio::time::sleep;
use typed::Typed;

/// Codes that may wait to be looked at; nobody shows more in the time of an answer.
const CODES_MAX: usize = 8;

/// The scanner of a kiosk.
#[derive(Debug)]
pub struct Scanner {
    began: Instant,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    codes: Codes,
    branch: Option<mpsc::Sender<String>>,
    watcher: Option<mpsc::Sender<String>>,
}

impl Default for Scanner {
    fn default() -> Self {
        Self { began: Instant::now(), state: Mutex::default() }
    }
}

impl Scanner {
    /// The scanner has sent this.
    pub fn tell(&self, bytes: &[u8]) {
        let now_ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        for code in state.codes.handle_bytes(now_ms, bytes) {
            let reader = state.watcher.as_ref().or(state.branch.as_ref());
            if let Some(Err(error)) = reader.map(|reader| reader.try_send(code)) {
                tracing::warn!("a code was shown and not looked at: {error}");
            }
        }
    }

    /// Connects the scanner to a branch; a branch that was connected before is cut off.
    pub fn connect(&self) -> mpsc::Receiver<String> {
        let (branch, codes) = mpsc::channel(CODES_MAX);
        self.state.lock().unwrap_or_else(PoisonError::into_inner).branch = Some(branch);
        codes
    }

    /// Codes go to who watches, and to nobody else, until the value is dropped. One at a time.
    pub(super) fn watch(self: &Arc<Self>) -> WatchedCodes {
        let (watcher, codes) = mpsc::channel(CODES_MAX);
        self.state.lock().unwrap_or_else(PoisonError::into_inner).watcher = Some(watcher);
        WatchedCodes { codes, scanner: Arc::clone(self) }
    }

    fn lost(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).codes.lost();
    }
}

/// A scanner that is watched.
#[derive(Debug)]
pub(super) struct WatchedCodes {
    /// What it reads.
    pub(super) codes: mpsc::Receiver<String>,
    scanner: Arc<Scanner>,
}

impl Drop for WatchedCodes {
    fn drop(&mut self) {
        self.scanner.state.lock().unwrap_or_else(PoisonError::into_inner).watcher = None;
    }
}

/// The name of a kiosk's scanner.
pub(super) fn scanner_name(kiosk: KioskId, board: &scanner::Scanner) -> String {
    match board {
        scanner::Scanner::Virtual => format!("kiosk {kiosk}: scanner"),
        scanner::Scanner::Keyboard { device } => name(kiosk, device),
        scanner::Scanner::Serial { path, .. } => name(kiosk, path.display()),
    }
}

fn name(kiosk: KioskId, device: impl Display) -> String {
    format!("kiosk {kiosk}: scanner {device}")
}

/// Reads a kiosk's scanner for ever; returns at once when it is virtual. Must be polled within a runtime with I/O and time.
pub(super) async fn drive_scanner(
    kiosk: KioskId,
    board: scanner::Scanner,
    faults: Faults,
    scanner: Arc<Scanner>,
) {
    match board {
        scanner::Scanner::Virtual => {}
        scanner::Scanner::Keyboard { device } => {
            let attempts = Attempts::new(name(kiosk, &device), faults);
            read_keyboard(&device, attempts, &scanner).await;
        }
        scanner::Scanner::Serial { path, baud } => {
            let name = name(kiosk, path.display());
            let cable = Cable::Serial(SerialLine { path, baud, flow: FlowControl::None });
            if let Some(device) = Device::at(&cable, UsbTree::default()) {
                read_line(DeviceWire::new(device).into(), &name, &faults, &scanner).await;
            }
        }
    }
}

/// The wire finds its line, says in the log what is wrong with it, and finds it again.
async fn read_line(mut wire: Wire, name: &str, faults: &Faults, scanner: &Scanner) {
    let mut connection = wire.connection();
    loop {
        let bytes = wire.read();
        if wire.connection() != connection {
            connection = wire.connection();
            scanner.lost();
        }
        match wire.trouble() {
            Some(trouble) => faults.set(name, &trouble.to_string()),
            None => faults.clear(name),
        }
        if bytes.is_empty() {
            wire.changed().await;
        } else {
            scanner.tell(&bytes);
        }
    }
}

async fn read_keyboard(device: &str, mut attempts: Attempts, scanner: &Scanner) {
    let steady = Steady::begin();
    loop {
        let Err(error) = read_keys(device, scanner, steady, &mut attempts).await;
        scanner.lost();
        sleep(attempts.failed(steady.now_ms(), &error)).await;
    }
}

async fn read_keys(
    device: &str,
    scanner: &Scanner,
    steady: Steady,
    attempts: &mut Attempts,
) -> Result<Infallible, KeyboardError> {
    let (mut events, reading) = keyboard::open(device, typed::needed)?;
    attempts.works(steady.now_ms());
    let mut typed = Typed::default();
    loop {
        let event = events.next_event().await.map_err(&reading)?;
        if let Some(byte) = typed.handle_event(event) {
            scanner.tell(&[byte]);
        }
    }
}

#[cfg(test)]
mod tests;
