//! GPIO lines and keys: each can do one thing.

use crate::config::problem::{Place, Problems, Spot};
use crate::config::section::{At, Item, is_new};
use evdev::KeyCode;
use std::collections::BTreeMap;

/// The BCM numbers on the 40-pin header of every Raspberry Pi since the B+.
const HEADER: std::ops::RangeInclusive<u32> = 0..=27;
/// Lines 0 and 1 read the EEPROM of an add-on board while the Pi starts (HAT specification).
const EEPROM: std::ops::RangeInclusive<u32> = 0..=1;

/// The GPIO lines and keys that are in use, with the place that says so.
#[derive(Debug, Default)]
pub(super) struct Pins(BTreeMap<String, Place>);

impl Pins {
    /// Takes a line for one purpose.
    pub(super) fn take(&mut self, item: Item<'_>, problems: &Problems) -> Option<u8> {
        let At { value: pin, spot } = item.number(HEADER)?;
        if EEPROM.contains(&pin) {
            problems.error(
                &spot,
                format!("GPIO {pin} belongs to the add-on board's EEPROM"),
                "choose a line from 2 to 27",
            );
        }
        is_new(&mut self.0, format!("GPIO{pin}"), &format!("GPIO {pin}"), &spot, problems);
        u8::try_from(pin).ok()
    }

    /// Takes a line that is known by its name, and perhaps by its chip's label.
    pub(super) fn take_named(
        &mut self,
        item: Item<'_>,
        chip: Option<&str>,
        problems: &Problems,
    ) -> Option<String> {
        let At { value: name, spot } = item.text()?;
        let key = chip.map_or_else(|| name.clone(), |chip| format!("{chip} {name}"));
        is_new(&mut self.0, key, &format!("the line {name}"), &spot, problems);
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
        is_new(&mut self.0, format!("{device} {key:?}"), &format!("the key {name}"), spot, problems);
    }
}
