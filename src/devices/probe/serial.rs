//! Serial ports that are really there.

use super::inventory::{BoardLines, Fact, Found, Kind, quoted};
use super::tree::Tree;
use rustix::fs::Access;
use std::path::Path;

/// Names that follow the adapter and not the order of plugging.
const BY_ID: &str = "/dev/serial/by-id";

pub(super) fn ports(tree: &Tree) -> Kind {
    let terminals = tree.names("/sys/class/tty").into_iter();
    Kind {
        kind: "serial_ports",
        title: "Serial ports",
        devices: terminals.filter(|name| is_port(tree, name)).map(|name| port(tree, &name)).collect(),
        trouble: None,
        look_at: "look for /dev/ttyUSB* and /dev/ttyACM* after plugging an adapter in, and into the kernel's log (`dmesg`)",
    }
}

/// Terminals of people have no device; ports of a PC that were never built have the type 0.
fn is_port(tree: &Tree, name: &str) -> bool {
    let path = format!("/sys/class/tty/{name}");
    tree.at(format!("{path}/device")).exists() && tree.text(format!("{path}/type")).as_deref() != Some("0")
}

fn port(tree: &Tree, name: &str) -> Found {
    let node = format!("/dev/{name}");
    let links = tree.names(BY_ID).into_iter();
    let leads_here = |link: &String| {
        let target = tree.at(format!("{BY_ID}/{link}")).read_link().ok();
        target.as_deref().and_then(Path::file_name).is_some_and(|target| target == name)
    };
    let by_id = links.filter(leads_here).map(|link| format!("{BY_ID}/{link}")).next();
    let usb = tree.usb_names(&format!("/sys/class/tty/{name}/device"));
    let consoles = tree.text("/sys/class/tty/console/active").unwrap_or_default();
    let is_console = consoles.split(' ').any(|console| console == name);
    let lines = vec![
        "driver = \"serial\"".to_owned(),
        format!("path = {}", quoted(by_id.as_deref().unwrap_or(&node))),
        "baud = 9600       # as the printer's self-test prints it".to_owned(),
        "flow = \"dtr\"      # this too: \"dtr\", \"rts_cts\", \"xon_xoff\" or \"none\"".to_owned(),
    ];
    let title = [usb.maker, usb.product].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let facts = [("usb_id", usb.id), ("serial_number", usb.serial), ("lasting_name", by_id)];
    let console = "the kernel's console is on it; take it out of the kernel's command line first".to_owned();
    Found {
        name: if title.is_empty() { "serial port".into() } else { title },
        facts: facts.into_iter().filter_map(|(key, text)| Some((key, Fact::Text(text?)))).collect(),
        board: Some(BoardLines::new(&["[kiosk.1.printer]"], lines)),
        trouble: if is_console {
            Some(console)
        } else {
            tree.denial(&node, Access::READ_OK | Access::WRITE_OK)
        },
        path: Some(node.into()),
    }
}
