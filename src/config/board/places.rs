//! Device files, printers and connectors: two things of a board that say they are at the same place are a mistake.

use crate::config::problem::{Place, Problems, Spot};
use crate::config::section::{Item, first_use, is_new, used_already};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A USB printer by its ids.
#[derive(Debug)]
struct UsbIds {
    vendor: u16,
    product: u16,
    serial: Option<String>,
    place: Place,
}

/// The places that are in use.
#[derive(Debug, Default)]
pub(super) struct Places {
    files: BTreeMap<PathBuf, Place>,
    usb: Vec<UsbIds>,
    addresses: BTreeMap<String, Place>,
    /// Connectors by name; `None` is the first one with a monitor.
    connectors: Vec<(Option<String>, Place)>,
}

impl Places {
    /// Takes a device file.
    pub(super) fn device_file(&mut self, item: Item<'_>, problems: &Problems) -> Option<PathBuf> {
        let spot = item.spot().clone();
        let path = item.path()?;
        let name = format!("the device {}", path.display());
        is_new(&mut self.files, path.clone(), &name, &spot, problems);
        Some(path)
    }

    /// Takes the USB printer with these ids; without a serial number that is any of its kind.
    pub(super) fn take_usb(
        &mut self,
        (vendor, product): (u16, u16),
        serial: Option<&str>,
        spot: &Spot,
        problems: &Problems,
    ) {
        let same = |other: &&UsbIds| {
            let one_kind = (other.vendor, other.product) == (vendor, product);
            one_kind && other.serial.as_deref().zip(serial).is_none_or(|(one, two)| one == two)
        };
        if let Some(first) = self.usb.iter().find(same) {
            let first = first_use(&first.place, spot);
            problems.error(
                spot,
                format!("the USB printer {vendor:04x}:{product:04x} is used {first} already"),
                "tell two of one kind apart: by `path`, or by `driver = \"usb_raw\"` with `serial`",
            );
            return;
        }
        let (serial, place) = (serial.map(str::to_owned), spot.place.clone());
        self.usb.push(UsbIds { vendor, product, serial, place });
    }

    /// Takes the printer at an address of the network.
    pub(super) fn take_address(&mut self, address: &str, spot: &Spot, problems: &Problems) {
        let name = format!("the printer at {address}");
        is_new(&mut self.addresses, address.to_ascii_lowercase(), &name, spot, problems);
    }

    /// Takes a connector of a graphics card, or the first one with a monitor: that is everybody's.
    pub(super) fn take_connector(&mut self, name: Option<&str>, spot: &Spot, problems: &Problems) {
        let meets = |other: &Option<String>| other.as_deref().zip(name).is_none_or(|(one, two)| one == two);
        match (self.connectors.iter().find(|(other, _)| meets(other)), name) {
            (None, _) => self.connectors.push((name.map(str::to_owned), spot.place.clone())),
            (Some((Some(_), first)), Some(name)) => used_already(name, first, spot, problems),
            (Some((_, first)), _) => {
                let first = first_use(first, spot);
                problems.error(
                    spot,
                    format!("this screen and the one {first} may take the same connector"),
                    "give each its `connector`",
                );
            }
        }
    }
}
