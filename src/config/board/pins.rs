//! GPIO lines, keys, devices that are grabbed and places on a bus: each can do one thing.
//!
//! A line is known by its name, and by its chip's label where the board gives one. Two lines of one name are the same
//! line unless both have a chip and these differ. The buses of a Raspberry Pi's header take lines too.

use super::places::Places;
use crate::config::problem::{Place, Problems, Spot};
use crate::config::section::{At, Item, is_new, used_already};
use crate::domain::ids::{CounterId, KioskId};
use evdev::KeyCode;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// The BCM numbers on the 40-pin header of every Raspberry Pi since the B+.
const HEADER: std::ops::RangeInclusive<u32> = 0..=27;
/// Lines 0 and 1 read the EEPROM of an add-on board while the Pi starts (HAT specification).
const EEPROM: std::ops::RangeInclusive<u32> = 0..=1;

/// A bus and its lines on the header.
#[derive(Clone, Copy)]
struct Bus {
    name: &'static str,
    lines: &'static [u8],
}

/// What `config.txt` can enable on the header, with the lines that it takes unless it is told otherwise (the README of
/// the Raspberry Pi's device tree overlays).
const BUSES: [(&str, Bus); 6] = [
    bus("i2c1", &[2, 3]),
    bus("spi0", &[7, 8, 9, 10, 11]),
    bus("spi1", &[16, 17, 18, 19, 20, 21]),
    bus("uart0", &[14, 15]),
    bus("i2s", &[18, 19, 20, 21]),
    bus("w1", &[4]),
];

const fn bus(name: &'static str, lines: &'static [u8]) -> (&'static str, Bus) {
    (name, Bus { name, lines })
}

/// Who reads an input device: it is grabbed, so that nobody else can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum User {
    /// The buttons of a kiosk.
    Buttons(KioskId),
    /// The keypad of a counter.
    Keypad(CounterId),
    /// The scanner of a kiosk.
    Scanner(KioskId),
}

impl fmt::Display for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Buttons(kiosk) => write!(f, "the buttons of kiosk {kiosk}"),
            Self::Scanner(kiosk) => write!(f, "the scanner of kiosk {kiosk}"),
            Self::Keypad(counter) => write!(f, "the keypad of counter {counter}"),
        }
    }
}

/// The GPIO lines and keys that are in use.
#[derive(Debug, Default)]
pub(super) struct Pins {
    /// What is not on a line, a keyboard or a bus.
    pub(super) places: Places,
    /// Lines by name: the labels of their chips, and the places that say so.
    taken: BTreeMap<String, Vec<(Option<String>, Place)>>,
    /// Keys by keyboard.
    keys: BTreeMap<(String, KeyCode), Place>,
    /// Who reads which input device.
    devices: BTreeMap<String, User>,
    /// Lines of enabled buses, by name.
    reserved: BTreeMap<String, &'static str>,
    /// What is on a bus: its device file, and an address where several share it.
    on_buses: BTreeMap<(String, Option<u8>), Place>,
}

impl Pins {
    /// The lines of a board that has these buses enabled.
    pub(super) fn new(buses: Option<Item<'_>>, problems: &Problems) -> Self {
        let mut pins = Self::default();
        for item in buses.and_then(Item::list).map(|list| list.value).unwrap_or_default() {
            let Some(At { value: bus, spot }) = item.choice(&BUSES) else { continue };
            let shared = bus.lines.iter().find_map(|line| Some((line, pins.reserved.get(&name(*line))?)));
            if let Some((line, other)) = shared {
                let what = format!("{} and {other} both need GPIO {line}", bus.name);
                problems.error(&spot, what, "take one of them out");
            }
            pins.reserved.extend(bus.lines.iter().map(|line| (name(*line), bus.name)));
        }
        pins
    }

    /// Takes a line of the header by its number; gives its name.
    pub(super) fn take(&mut self, item: Item<'_>, chip: Option<&str>, problems: &Problems) -> Option<String> {
        self.take_header(item, chip, problems).map(name)
    }

    /// Takes a line of the header by its number; gives the number.
    pub(super) fn take_number(&mut self, item: Item<'_>, problems: &Problems) -> Option<u8> {
        self.take_header(item, None, problems)
    }

    fn take_header(&mut self, item: Item<'_>, chip: Option<&str>, problems: &Problems) -> Option<u8> {
        let At { value: pin, spot } = item.number(HEADER)?;
        if EEPROM.contains(&pin) {
            problems.error(
                &spot,
                format!("GPIO {pin} belongs to the add-on board's EEPROM"),
                "choose a line from 2 to 27",
            );
        }
        let number = u8::try_from(pin).ok()?;
        self.claim(&name(number), &format!("GPIO {pin}"), chip, &spot, problems);
        Some(number)
    }

    /// Takes a line by its name.
    pub(super) fn take_named(
        &mut self,
        item: Item<'_>,
        chip: Option<&str>,
        problems: &Problems,
    ) -> Option<String> {
        let At { value: name, spot } = item.text()?;
        self.claim(&name, &format!("the line {name}"), chip, &spot, problems);
        Some(name)
    }

    /// Takes a key of a keyboard, whichever of its names it is called by.
    pub(super) fn take_key(
        &mut self,
        device: &str,
        key: KeyCode,
        name: &str,
        spot: &Spot,
        problems: &Problems,
    ) {
        is_new(&mut self.keys, (device.to_owned(), key), &format!("the key {name}"), spot, problems);
    }

    /// Takes an input device by its name or path, for one user only.
    pub(super) fn take_device(&mut self, device: &str, user: User, spot: &Spot, problems: &Problems) {
        let first = *self.devices.entry(device.to_owned()).or_insert(user);
        if first != user {
            let what = format!("{first} and {user} cannot share the device '{device}'");
            problems.error(
                spot,
                what,
                "give each a device of its own; two of one name are told apart by path",
            );
        }
    }

    /// Takes a place on a bus, whose device file begins so: an address on I²C, on SPI all that one file leads to.
    pub(super) fn take_bus(
        &mut self,
        item: Item<'_>,
        address: Option<u8>,
        begins: &str,
        problems: &Problems,
    ) -> Option<PathBuf> {
        let At { value: path, spot } = item.text()?;
        let Some(number) = path.strip_prefix(begins).and_then(|rest| rest.split('.').next()) else {
            let what = format!("'{path}' is not a bus for this panel");
            problems.error(
                &spot,
                what,
                format!("write its device file, for example {begins}{}", example(begins)),
            );
            return None;
        };
        let bus = format!("{}{number}", if begins.ends_with('-') { "i2c" } else { "spi" });
        let known = BUSES.iter().find(|(name, _)| *name == bus);
        if known.is_some_and(|(name, _)| !self.reserved.values().any(|enabled| enabled == name)) {
            let what = format!("the bus {bus} is not in `buses`");
            problems.error(
                &spot,
                what,
                "add it there, so that its lines stay free, and enable it in config.txt",
            );
        }
        let name = address.map_or(path.clone(), |address| format!("address {address:#04x} of {path}"));
        is_new(&mut self.on_buses, (path.clone(), address), &name, &spot, problems);
        Some(path.into())
    }

    fn claim(&mut self, name: &str, shown: &str, chip: Option<&str>, spot: &Spot, problems: &Problems) {
        if let Some(bus) = self.reserved.get(name) {
            let what = format!("{shown} is reserved by the enabled bus {bus}");
            problems.error(spot, what, "choose another line, or take the bus out of `buses`");
            return;
        }
        let users = self.taken.entry(name.to_owned()).or_default();
        let same = |other: &Option<String>| {
            other.as_deref().zip(chip).is_none_or(|(other_chip, chip)| other_chip == chip)
        };
        match users.iter().find(|(other, _)| same(other)) {
            Some((_, first)) => used_already(shown, first, spot, problems),
            None => users.push((chip.map(str::to_owned), spot.place.clone())),
        }
    }
}

fn example(begins: &str) -> &'static str {
    if begins.ends_with('-') { "1" } else { "0.0" }
}

/// The name of a line of the header, as `gpioinfo` tells it.
fn name(line: u8) -> String {
    format!("GPIO{line}")
}
