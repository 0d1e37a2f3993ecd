//! Code scanners.

use super::super::section::{Item, Section};
use super::pins::{Pins, User};
use std::fmt;
use std::path::PathBuf;

/// A scanner for QR codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scanner {
    /// A field on a page.
    Virtual,
    /// One that types what it reads, and Enter. Most do as they come out of their box.
    Keyboard {
        /// Its name, as the kernel tells it, or the path of its device file.
        device: String,
    },
    /// One that sends what it reads, and CR or LF: eight data bits, no parity, one stop bit.
    Serial {
        /// The device file.
        path: PathBuf,
        /// Bits in a second.
        baud: u32,
    },
}

impl fmt::Display for Scanner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Virtual => write!(f, "virtual scanner"),
            Self::Keyboard { device } => write!(f, "scanner that types as '{device}'"),
            Self::Serial { path, baud } => write!(f, "scanner at {}, {baud} baud", path.display()),
        }
    }
}

#[derive(Clone, Copy)]
enum Driver {
    Virtual,
    Keyboard,
    Serial,
}

const DRIVERS: [(&str, Driver); 3] =
    [("virtual", Driver::Virtual), ("keyboard", Driver::Keyboard), ("serial", Driver::Serial)];

pub(super) fn scanner(mut section: Section<'_>, pins: &mut Pins, user: User) -> Option<Scanner> {
    let problems = section.problems;
    match section.required("driver")?.choice(&DRIVERS)?.value {
        Driver::Virtual => Some(Scanner::Virtual),
        Driver::Keyboard => {
            let device = section.required("device").and_then(Item::text)?;
            pins.take_device(&device.value, user, &device.spot, problems);
            Some(Scanner::Keyboard { device: device.value })
        }
        Driver::Serial => {
            let path = section.required("path");
            let path = path.and_then(|path| pins.places.device_file(path, problems));
            let baud =
                section.optional("baud").map_or(Some(BAUD), |item| Some(item.number(1200..=230_400)?.value));
            Some(Scanner::Serial { path: path?, baud: baud? })
        }
    }
}

/// As most come out of their box.
const BAUD: u32 = 9600;
