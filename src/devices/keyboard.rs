//! Buttons on keyboards, keypads and arcade encoders, through the kernel's event devices.
//!
//! **Model.** A keyboard is named as the kernel names it, or by the path of its device file. Several devices may have one
//! name (a keypad with media keys is two); then the one that has the keys is meant. It is grabbed, so that a press does
//! not also land on a console. What its events mean is told by [`keys`], without I/O.
//!
//! **Invariants.** When it goes, what was held is lost and not released; it is looked for until it is back. A key that it
//! does not have costs only its own button.
//!
//! **Deliberately not here.** Layouts: a key is the place on the keyboard that the kernel's `input-event-codes.h` names.
//! The kernel's time stamps: they follow the wall clock, which may jump while a key is down.

mod find;
mod keys;

use super::wiring::{Attempts, Held, Owner, Sink, Steady, keyboard_name};
use evdev::{Device, EventStream, KeyCode};
use find::{Candidate, FindError, choose};
use keys::Keys;
use std::convert::Infallible;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;
use thiserror::Error;
use tokio::time::sleep;

/// Where the kernel's event devices are.
const DIRECTORY: &str = "/dev/input";

/// A keyboard does not work.
#[derive(Debug, Error)]
pub(super) enum KeyboardError {
    /// It is not clear which one is meant.
    #[error(transparent)]
    Find(#[from] FindError),
    /// The kernel refuses, or the keyboard has gone.
    #[error("{operation} {}: {source}", path.display())]
    Device {
        /// What was tried.
        operation: &'static str,
        /// Its device file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

/// What went wrong with this device.
fn failure(operation: &'static str, path: &Path) -> impl Fn(io::Error) -> KeyboardError + use<> {
    let path = path.to_owned();
    move |source| KeyboardError::Device { operation, path: path.clone(), source }
}

/// A keyboard and the buttons that its keys are.
#[derive(Debug)]
pub(super) struct Keyboard {
    owner: Owner,
    device: String,
    keys: Keys,
}

impl Keyboard {
    /// A keyboard without buttons. `device`: its name or its path.
    pub(super) fn new(owner: Owner, device: &str) -> Self {
        Self { owner, device: device.into(), keys: Keys::default() }
    }

    /// Makes a key a button.
    pub(super) fn bind(&mut self, place: u8, key: KeyCode) {
        self.keys.bind(place, key);
    }

    async fn watch(
        &self,
        steady: Steady,
        contacts: &Sink,
        held: &mut Held,
        attempts: &mut Attempts,
    ) -> Result<Infallible, KeyboardError> {
        let (path, mut device) = find(&self.device, || self.keys.codes())?;
        let reading = failure("reading", &path);
        device.grab().map_err(failure("grabbing", &path))?;
        let lacks = candidate(&path, &device, self.keys.codes()).lacks;
        if !lacks.is_empty() {
            let device = keyboard_name(self.owner, &self.device);
            tracing::warn!(device, "{device} has no {}", lacks.join(", "));
        }
        let state = device.get_key_state().map_err(&reading)?;
        let mut events = device.into_event_stream().map_err(&reading)?;
        attempts.works(steady.now_ms());
        let mut listener = self.keys.listen(held);
        for key in state.iter() {
            listener.handle_held(Instant::now(), key).into_iter().for_each(|edge| contacts(edge));
        }
        loop {
            let event = events.next_event().await.map_err(&reading)?;
            listener.handle_event(Instant::now(), event).into_iter().for_each(|edge| contacts(edge));
        }
    }
}

/// Opens and grabs the keyboard that is meant by a name or a path and has such keys; gives its events, and what to say when
/// they end.
pub(super) fn open<K: Iterator<Item = KeyCode>>(
    device: &str,
    keys: impl Fn() -> K,
) -> Result<(EventStream, impl Fn(io::Error) -> KeyboardError), KeyboardError> {
    let (path, mut device) = find(device, keys)?;
    let reading = failure("reading", &path);
    device.grab().map_err(failure("grabbing", &path))?;
    Ok((device.into_event_stream().map_err(&reading)?, reading))
}

fn find<K: Iterator<Item = KeyCode>>(
    device: &str,
    keys: impl Fn() -> K,
) -> Result<(PathBuf, Device), KeyboardError> {
    if device.starts_with('/') {
        let path = PathBuf::from(device);
        let opened = Device::open(&path).map_err(failure("opening", &path))?;
        choose(device, &[candidate(&path, &opened, keys())], &[])?;
        return Ok((path, opened));
    }
    let (mut devices, mut candidates, mut closed) = (Vec::new(), Vec::new(), Vec::new());
    for path in event_devices().map_err(failure("listing", Path::new(DIRECTORY)))? {
        match Device::open(&path) {
            Ok(device) => {
                candidates.push(candidate(&path, &device, keys()));
                devices.push((path, device));
            }
            Err(error) => closed.push(format!("{}: {error}", path.display())),
        }
    }
    let chosen = choose(device, &candidates, &closed)?;
    Ok(devices.swap_remove(chosen))
}

/// Watches a keyboard for ever.
pub(super) async fn watch_keyboard(
    keyboard: Keyboard,
    mut attempts: Attempts,
    steady: Steady,
    contacts: Sink,
) {
    let mut held = Held::default();
    loop {
        let Err(error) = keyboard.watch(steady, &contacts, &mut held, &mut attempts).await;
        for edge in held.lose_all(Instant::now()) {
            contacts(edge);
        }
        sleep(attempts.failed(steady.now_ms(), &error)).await;
    }
}

fn event_devices() -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(DIRECTORY)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with("event") {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths)
}

fn candidate(path: &Path, device: &Device, wanted: impl Iterator<Item = KeyCode>) -> Candidate {
    let has = device.supported_keys();
    let (has, lacks): (Vec<_>, Vec<_>) = wanted.partition(|&key| has.is_some_and(|has| has.contains(key)));
    let lacks = lacks.iter().map(|key| format!("{key:?}")).collect();
    let name = device.name().unwrap_or_default().trim().to_owned();
    Candidate { path: path.to_owned(), name, has: has.len(), lacks }
}
