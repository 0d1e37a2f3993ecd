//! Buses for small panels: I²C and SPI.

use super::inventory::{BoardLines, Fact, Found, Kind, quoted};
use super::tree::Tree;
use rustix::fs::Access;
use std::collections::BTreeMap;

/// Buses of a Raspberry Pi's header that a board file names in `buses`, so that their lines stay free.
const ON_HEADER: [&str; 3] = ["i2c1", "spi0", "spi1"];

pub(super) fn buses(tree: &Tree) -> Kind {
    let nodes = tree.names("/dev").into_iter();
    let devices = nodes.filter_map(|node| match node.strip_prefix("i2c-") {
        Some(number) => Some(i2c(tree, &node, number)),
        None => node.strip_prefix("spidev").map(|place| spi(tree, &node, place)),
    });
    Kind {
        kind: "buses",
        title: "Buses for small panels",
        devices: devices.collect(),
        trouble: None,
        look_at: "on a Raspberry Pi write dtparam=i2c_arm=on and dtparam=spi=on into config.txt; \
                  elsewhere try `sudo modprobe i2c-dev spidev`",
    }
}

fn i2c(tree: &Tree, node: &str, number: &str) -> Found {
    let adapter = format!("/sys/class/i2c-dev/{node}");
    let driven = tree.names(&format!("{adapter}/device")).into_iter().filter_map(|name| {
        let address = name.strip_prefix(&format!("{number}-"))?.trim_start_matches('0').to_owned();
        let driver = tree.text(format!("{adapter}/device/{name}/name"))?;
        Some((format!("0x{address}"), driver))
    });
    let driven: BTreeMap<String, String> = driven.collect();
    let name = tree.text(format!("{adapter}/name")).unwrap_or_else(|| "I²C".into());
    let facts = (!driven.is_empty()).then_some(("addresses_in_use", Fact::Map(driven)));
    found(tree, node, name, &format!("i2c{number}"), facts)
}

fn spi(tree: &Tree, node: &str, place: &str) -> Found {
    let (bus, select) = place.split_once('.').unwrap_or((place, "0"));
    let name = format!("SPI bus {bus}, chip select {select}");
    found(tree, node, name, &format!("spi{bus}"), None)
}

fn found(tree: &Tree, node: &str, name: String, bus: &str, fact: Option<(&'static str, Fact)>) -> Found {
    let path = format!("/dev/{node}");
    let top = ON_HEADER.contains(&bus).then(|| format!("buses = [\"{bus}\"]"));
    let lines = vec![format!("bus = {}", quoted(&path))];
    Found {
        name,
        trouble: tree.denial(&path, Access::READ_OK | Access::WRITE_OK),
        path: Some(path.into()),
        facts: fact.into_iter().collect(),
        board: Some(BoardLines { top, ..BoardLines::new(&["[counter.1.display]"], lines) }),
    }
}
