//! Printers of the kernel's USB printer class (`usblp`): one device file each, `/dev/usb/lp0` and on.
//!
//! The number in the name depends on the order of plugging; vendor and product do not. They stand in sysfs, at the USB
//! device to which the printer's interface belongs.

use super::error::{Operation, Trouble};
use super::link::{Kind, Opened, open_file};
use crate::config::board::printer::UsbPrinter;
use std::io;
use std::path::{Path, PathBuf};

/// From an interface up to its device is one step; hubs are no printers.
const STEPS_MAX: usize = 4;

/// Where the kernel shows USB printers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsbTree {
    /// One directory for each printer.
    pub class: PathBuf,
    /// One device file for each printer, with the same name.
    pub nodes: PathBuf,
}

impl Default for UsbTree {
    fn default() -> Self {
        Self { class: "/sys/class/usbmisc".into(), nodes: "/dev/usb".into() }
    }
}

/// A USB printer, as the kernel shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsbPrinterShown {
    /// Its device file.
    pub node: PathBuf,
    /// Vendor and product, where they can be read.
    pub id: Option<(u16, u16)>,
}

impl UsbTree {
    /// All printers, in the order of their numbers.
    ///
    /// # Errors
    /// The class is there and cannot be listed.
    pub fn printers(&self) -> io::Result<Vec<UsbPrinterShown>> {
        let entries = match self.class.read_dir() {
            Ok(entries) => entries,
            // The class comes with the first printer.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
        let mut numbers: Vec<u32> =
            names.filter_map(|name| name.strip_prefix("lp").and_then(|number| number.parse().ok())).collect();
        numbers.sort_unstable();
        let shown = numbers.into_iter().map(|number| UsbPrinterShown {
            node: self.nodes.join(format!("lp{number}")),
            id: ids(&self.class.join(format!("lp{number}")).join("device")),
        });
        Ok(shown.collect())
    }
}

pub(super) fn open(printer: &UsbPrinter, tree: &UsbTree) -> Result<Opened, Trouble> {
    let path = match printer {
        UsbPrinter::Path(path) => path.clone(),
        UsbPrinter::Id { vendor, product } => find(tree, *vendor, *product)?,
    };
    Ok(Opened { file: open_file(&path)?, kind: Kind::Usb })
}

/// The device file of the first printer with these ids.
fn find(tree: &UsbTree, vendor: u16, product: u16) -> Result<PathBuf, Trouble> {
    let refused = |source| Trouble::Refused { operation: Operation::Find, source };
    let printers = tree.printers().map_err(refused)?.into_iter();
    let found =
        printers.filter(|printer| printer.id == Some((vendor, product))).map(|printer| printer.node).next();
    found.ok_or(Trouble::Absent)
}

/// Vendor and product of the USB device that an interface belongs to.
fn ids(interface: &Path) -> Option<(u16, u16)> {
    let interface = interface.canonicalize().ok()?;
    let hex = |path: PathBuf| u16::from_str_radix(std::fs::read_to_string(path).ok()?.trim(), 16).ok();
    interface
        .ancestors()
        .take(STEPS_MAX)
        .find_map(|device| hex(device.join("idVendor")).zip(hex(device.join("idProduct"))))
}
