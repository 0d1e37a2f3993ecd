//! An interview with one printer: what it answers, and the profile that follows from it.
//!
//! **Model.** [`talk`] asks one [`question`] after the other and gives each its time; [`hearing`] tells the answers apart;
//! [`findings`] are what is known in the end. None of them does any I/O: [`interview`] moves their bytes through the
//! printer's own wire.
//!
//! **Invariants.** A printer that answers no status is asked nothing else: what does not speak ESC/POS might print a
//! question. Nothing is asked that clears, prints, feeds or cuts. A device that somebody uses is left alone. A fact that the
//! printer did not prove itself keeps the word that its source has for it, or is unverified.
//!
//! **Deliberately not here.** `DLE ENQ` and `DLE DC4`, which end a job of somebody; `GS a`, which changes what the printer
//! says by itself; trust in the names that printers tell.

pub mod account;
pub mod findings;
mod hearing;
mod in_use;
pub mod question;
pub mod talk;

use super::super::printer::wire::{Device, DeviceWire, UsbTree, Wire, WireError};
use crate::config::board::printer::{Cable, UsbPrinter};
use findings::Findings;
use rustix::fs::major;
use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::time::Duration;
use talk::{News, Talk};
use tokio::time::{Instant, sleep_until};

/// Null, zero, random and the like, as the kernel counts character devices (its `devices.txt`).
const MEMORY: u32 = 1;

/// Custom S.p.A., whose printers have a full status, as the USB consortium counts.
const CUSTOM: u16 = 0x0dd4;

/// Why a printer cannot be asked.
#[derive(Debug, thiserror::Error)]
pub enum InterviewError {
    /// It lives in the daemon.
    #[error("a virtual printer is nowhere to be asked")]
    Virtual,
    /// There is something else.
    #[error("{} is no printer; `rinda probe` without --printer lists those that are there", path.display())]
    NoPrinter {
        /// Where.
        path: PathBuf,
    },
    /// Somebody uses it.
    #[error(
        "{device} is in use by {user}; stop that first (a daemon: `sudo systemctl stop rinda`), or a slip would be spoiled"
    )]
    InUse {
        /// Which.
        device: String,
        /// Who.
        user: String,
    },
    /// It cannot be reached.
    #[error("{error}{advice}")]
    Unreachable {
        /// Why.
        error: String,
        /// What to do.
        advice: &'static str,
    },
}

/// Asks a printer what it is. `full_status`: it is known to have Custom's. Tells at once what is asked and answered.
///
/// # Errors
/// It is in use, or cannot be reached.
pub async fn interview(
    cable: &Cable,
    usb: UsbTree,
    full_status: bool,
    tell: &mut dyn FnMut(News),
) -> Result<Findings, InterviewError> {
    if let Some(path) = file(cable).filter(|path| is_no_printer(path)) {
        return Err(InterviewError::NoPrinter { path: path.to_owned() });
    }
    if let Some(user) = in_use::user(cable, &usb) {
        return Err(InterviewError::InUse { device: cable.to_string(), user });
    }
    let mut wire: Wire = DeviceWire::new(Device::at(cable, usb).ok_or(InterviewError::Virtual)?).into();
    let full_status = full_status || matches!(cable, Cable::Usb(UsbPrinter::Id { vendor: CUSTOM, .. }));
    let mut talk = Talk::new(full_status);
    connect(cable, &mut wire).await?;
    let (began, link) = (Instant::now(), wire.connection());
    let now_ms = || u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    talk.begin(now_ms());
    loop {
        move_bytes(&mut talk, &mut wire, &now_ms);
        if wire.connection() != link {
            talk.lost();
        }
        while let Some(news) = talk.poll_news() {
            tell(news);
        }
        let Some(due_ms) = talk.poll_timeout() else { return Ok(talk.into_findings()) };
        tokio::select! {
            () = wire.changed() => {}
            () = sleep_until(began + Duration::from_millis(due_ms)) => {
                // What was answered in time must not be missed because this process was slow.
                move_bytes(&mut talk, &mut wire, &now_ms);
                talk.handle_timeout(now_ms());
            }
        }
    }
}

fn file(cable: &Cable) -> Option<&Path> {
    match cable {
        Cable::Usb(UsbPrinter::Path(path)) => Some(path),
        Cable::Serial(line) => Some(&line.path),
        Cable::Usb(UsbPrinter::Id { .. }) | Cable::RawUsb(_) | Cable::Network { .. } | Cable::Virtual => None,
    }
}

/// Whether a file, a directory, a disk or a device of the kernel's own is there. What is not there is told when it is opened.
fn is_no_printer(path: &Path) -> bool {
    let Ok(found) = path.metadata() else { return false };
    let kind = found.file_type();
    let is_memory = kind.is_char_device() && major(found.rdev()) == MEMORY;
    kind.is_file() || kind.is_dir() || kind.is_block_device() || is_memory
}

async fn connect(cable: &Cable, wire: &mut Wire) -> Result<(), InterviewError> {
    while wire.connection().is_none() {
        if wire.is_missing() {
            return Err(unreachable(cable, wire.trouble()));
        }
        wire.changed().await;
    }
    Ok(())
}

fn unreachable(cable: &Cable, error: Option<&WireError>) -> InterviewError {
    let advice = match error.and_then(|error| error.trouble.kind()) {
        Some(io::ErrorKind::ResourceBusy) => {
            return InterviewError::InUse { device: cable.to_string(), user: "another program".to_owned() };
        }
        Some(io::ErrorKind::PermissionDenied) => "; `rinda probe` says which group to join",
        Some(io::ErrorKind::ConnectionRefused) => {
            "; it serves one host at a time: is another one connected to it?"
        }
        _ => "",
    };
    let error = error.map_or_else(|| format!("{cable} is not there"), ToString::to_string);
    InterviewError::Unreachable { error, advice }
}

/// Writes and reads until neither side has more to say.
fn move_bytes(talk: &mut Talk, wire: &mut Wire, now_ms: &dyn Fn() -> u64) {
    loop {
        let written = talk.poll_write().map_or(0, |bytes| wire.write(bytes));
        talk.written(written);
        let heard = wire.read();
        talk.handle_bytes(now_ms(), &heard);
        if written == 0 && heard.is_empty() {
            return;
        }
    }
}

#[cfg(test)]
mod tests;
