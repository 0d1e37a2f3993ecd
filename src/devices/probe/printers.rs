//! Printers of the USB printer class, with the kernel's driver and without.

use super::inventory::{BoardLines, Fact, Found, Kind, quoted};
use super::tree::{Tree, UsbNames};
use crate::devices::printer::wire::UsbTree;
use rustix::fs::Access;
use std::path::Path;

/// The USB class of printers.
const PRINTER_CLASS: &str = "07";

pub(super) fn printers(tree: &Tree) -> Kind {
    let (devices, trouble) = match with_driver(tree) {
        Ok(found) => (found, None),
        Err(error) => (Vec::new(), Some(format!("the USB printers cannot be listed: {error}"))),
    };
    Kind {
        kind: "printers",
        title: "USB printers",
        devices: [devices, without_driver(tree)].concat(),
        trouble,
        look_at: "a printer that is plugged in and switched on shows up in `lsusb`; printers on serial lines and in the \
                  network are not found by looking: `rinda probe --printer` asks one",
    }
}

fn with_driver(tree: &Tree) -> std::io::Result<Vec<Found>> {
    let usb = UsbTree::default();
    let usb = UsbTree { class: tree.at(&usb.class), nodes: usb.nodes };
    let printers = usb.printers()?;
    let found = printers.iter().map(|printer| {
        let node = printer.node.display().to_string();
        let name = printer.node.file_name().unwrap_or_default().to_string_lossy();
        let names = tree.usb_names(&format!("/sys/class/usbmisc/{name}/device"));
        let alone = printers.iter().filter(|other| other.id == printer.id).count() == 1;
        let place = match &names.id {
            Some(id) if alone => format!("id = {}", quoted(id)),
            _ => format!("path = {}", quoted(&node)),
        };
        let ieee1284 = tree.text(format!("/sys/class/usbmisc/{name}/device/ieee1284_id"));
        let trouble = tree.denial(&node, Access::READ_OK | Access::WRITE_OK);
        let mut found = found(names, &place, trouble);
        found.facts.extend(ieee1284.map(|id| ("ieee1284_id", Fact::Text(id))));
        found.path = Some(printer.node.clone());
        found
    });
    Ok(found.collect())
}

/// Printers that the kernel sees and nobody drives.
fn without_driver(tree: &Tree) -> Vec<Found> {
    const DEVICES: &str = "/sys/bus/usb/devices";
    let interfaces = tree.names(DEVICES).into_iter().map(|name| format!("{DEVICES}/{name}"));
    let idle = interfaces.filter(|path| {
        let class = tree.text(format!("{path}/bInterfaceClass"));
        class.as_deref() == Some(PRINTER_CLASS) && tree.names(&format!("{path}/usbmisc")).is_empty()
    });
    let found = idle.filter_map(|path| {
        let names = tree.usb_names(&path);
        let place = format!("id = {}", quoted(names.id.as_ref()?));
        let driver = tree.at(format!("{path}/driver")).read_link().ok();
        let driver =
            driver.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        let trouble = match driver {
            Some(driver) => format!("the driver {driver} has it, and not the kernel's usblp"),
            None => {
                "no driver has it: `sudo modprobe usblp`, and look for usblp in /etc/modprobe.d".to_owned()
            }
        };
        Some(found(names, &place, Some(trouble)))
    });
    found.collect()
}

fn found(names: UsbNames, place: &str, trouble: Option<String>) -> Found {
    let name = [names.maker, names.product].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let facts = [("usb_id", names.id), ("serial_number", names.serial)];
    let facts = facts.into_iter().filter_map(|(key, text)| Some((key, Fact::Text(text?))));
    let lines = vec!["driver = \"usb\"".to_owned(), place.to_owned()];
    Found {
        name: if name.is_empty() { "USB printer".to_owned() } else { name },
        path: None,
        facts: facts.collect(),
        board: Some(BoardLines::new(&["[kiosk.1.printer]"], lines)),
        trouble,
    }
}
