//! The board: which hardware a branch has. Facts only; what they are used for is the site's business.
//!
//! A board may `inherit` from one other file in its directory. Tables are joined key by key and the board's own value
//! wins; lists are replaced. The inherited file must stand on its own.

mod pins;

use super::problem::{Problems, Spot};
use super::section::{Item, Section};
use super::tree::{self, Node, Table, Value};
use crate::domain::ids::KioskId;
use crate::domain::printer_profile::{Cut, Evidence, PrinterProfile};
use pins::Pins;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;

/// The version of the board file that this program writes and reads.
const SCHEMA: u32 = 1;
/// More kiosks than this are not one branch.
const KIOSK_MAX: u8 = 9;
/// The places of a kiosk's buttons.
const BUTTON_MAX: u8 = 16;

/// A board.
#[derive(Debug, Clone, PartialEq)]
pub struct Board {
    /// Its name, for messages.
    pub name: String,
    /// Where the pages are served.
    pub listen: SocketAddr,
    /// Kiosks by number.
    pub kiosks: BTreeMap<KioskId, KioskBoard>,
    /// The display in the hall.
    pub hall: HallDisplay,
}

/// What drives a part. In this release everything is virtual: it lives in the daemon and is shown on the demo page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Driver {
    /// In the daemon, without hardware.
    Virtual,
}

const DRIVERS: [(&str, Driver); 1] = [("virtual", Driver::Virtual)];

/// One kiosk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KioskBoard {
    /// Its buttons by place, from 1.
    pub buttons: BTreeMap<u8, ButtonBoard>,
    /// Its display.
    pub display: KioskDisplay,
    /// Its ticket printer.
    pub printer: Printer,
}

/// A button with its lamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ButtonBoard {
    /// What drives it.
    pub driver: Driver,
    /// The BCM number of its contact's GPIO line, when it is wired.
    pub pin: Option<u8>,
    /// The BCM number of its lamp's GPIO line, when it is wired.
    pub lamp_pin: Option<u8>,
}

/// The display of a kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KioskDisplay {
    /// What drives it.
    pub driver: Driver,
    /// Width in pixels.
    pub width_px: u32,
    /// Height in pixels.
    pub height_px: u32,
}

/// The ticket printer of a kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Printer {
    /// What drives it.
    pub driver: Driver,
    /// Its facts.
    pub profile: PrinterProfile,
}

/// The display in the hall.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HallDisplay {
    /// What drives it.
    pub driver: Driver,
    /// Width in pixels.
    pub width_px: u32,
    /// Height in pixels.
    pub height_px: u32,
    /// Height of the visible picture.
    pub height_mm: u32,
    /// From where the farthest visitor must be able to read it.
    pub viewing_distance_m: f64,
}

/// Reads a board file. `None` when it has an error; the problems say which.
pub(super) fn read(path: &Path, problems: &Problems) -> Option<Board> {
    let table = tree::read(path, problems)?;
    from_table(path, table, problems)
}

/// The board of a file that is TOML; the path leads to the file that it inherits from.
pub(super) fn from_table(path: &Path, mut own: Table, problems: &Problems) -> Option<Board> {
    let errors_before = problems.errors();
    let file = Spot::file(&path.display().to_string().into());
    if let Some((_, Node { place, value })) = own.remove("inherit") {
        let spot = file.inside("inherit", place);
        let parent = match value {
            Value::Text(name) => inherited(path, &name, &spot, problems)?,
            Value::Integer(_)
            | Value::Real(_)
            | Value::Flag(_)
            | Value::Time(_)
            | Value::List(_)
            | Value::Table(_)
            | Value::Unreadable(_) => {
                problems.error(&spot, format!("is {}", value.kind()), "name a board in the same directory");
                return None;
            }
        };
        own = join(parent, own);
    }
    let board = board(Section::new(file, own, problems))?;
    (problems.errors() == errors_before).then_some(board)
}

/// The table of the inherited file.
fn inherited(path: &Path, name: &str, spot: &Spot, problems: &Problems) -> Option<Table> {
    let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if !plain {
        problems.error(
            spot,
            format!("'{name}' is not the name of a board"),
            "write the file's name without directory and without .toml",
        );
        return None;
    }
    let parent = path.with_file_name(format!("{name}.toml"));
    if parent.file_name() == path.file_name() {
        problems.error(spot, "a board cannot inherit from itself", "name another board or take the line out");
        return None;
    }
    if !parent.exists() {
        let what = format!("there is no {}", parent.display());
        problems.error(spot, what, "name a board in the same directory");
        return None;
    }
    let table = tree::read(&parent, problems)?;
    if let Some((_, grandparent)) = table.get("inherit") {
        let what = format!("'{name}' inherits from another board itself ({})", grandparent.place);
        problems.error(spot, what, "inherit from a board that stands on its own");
        return None;
    }
    Some(table)
}

/// One table over another: own values win, tables are joined.
fn join(mut parent: Table, own: Table) -> Table {
    for (key, (key_place, own_node)) in own {
        let joined = match (parent.remove(&key), own_node) {
            (
                Some((_, Node { value: Value::Table(parent), .. })),
                Node { place, value: Value::Table(own) },
            ) => Node { place, value: Value::Table(join(parent, own)) },
            (_, own_node) => own_node,
        };
        parent.insert(key, (key_place, joined));
    }
    parent
}

fn board(mut file: Section<'_>) -> Option<Board> {
    if !super::schema_is_known(&mut file, SCHEMA) {
        file.give_up();
        return None;
    }
    let mut pins = Pins::default();
    let name = file.required("name").and_then(Item::text);
    let listen = file.required("ports").and_then(Item::section).and_then(|ports| listen(ports));
    let kiosks = file.required("kiosk").and_then(Item::section).map(|section| {
        let kiosks = section.numbered(1..=KIOSK_MAX, "a table [kiosk.1]").into_iter();
        kiosks
            .filter_map(|(number, item)| Some((KioskId(number), kiosk(item.section()?, &mut pins)?)))
            .collect()
    });
    let hall = file.required("hall").and_then(Item::section).and_then(hall);
    Some(Board { name: name?.value, listen: listen?, kiosks: kiosks?, hall: hall? })
}

fn listen(mut ports: Section<'_>) -> Option<SocketAddr> {
    let problems = ports.problems;
    let text = ports.required("listen").and_then(Item::text)?;
    let Ok(address) = text.value.parse::<SocketAddr>() else {
        problems.error(
            &text.spot,
            format!("'{}' is not an address and a port", text.value),
            "write for example \"127.0.0.1:8080\"",
        );
        return None;
    };
    if address.ip().is_unspecified() {
        problems.error(
            &text.spot,
            format!(
                "{address} stands for every address, and browsers are answered only under one that is known"
            ),
            "use 127.0.0.1, or this machine's own address",
        );
        return None;
    }
    if !address.ip().is_loopback() {
        problems.warning(
            &text.spot,
            format!("{address} can be reached from other machines, and the pages ask for no password"),
            "use 127.0.0.1 unless a firewall or a proxy guards the port",
        );
    }
    Some(address)
}

fn kiosk(mut section: Section<'_>, pins: &mut Pins) -> Option<KioskBoard> {
    let buttons = section.required("button").and_then(Item::section).map(|section| {
        let buttons =
            section.numbered(1..=BUTTON_MAX, "a line 'button.1 = { driver = \"virtual\" }'").into_iter();
        buttons.filter_map(|(place, item)| Some((place, button(item.section()?, pins)?))).collect()
    });
    let display = section.required("display").and_then(Item::section).and_then(|mut display| {
        let driver = driver(&mut display);
        let (width_px, height_px) = pixels(&mut display, 128..=1920, 64..=1200);
        Some(KioskDisplay { driver: driver?, width_px: width_px?, height_px: height_px? })
    });
    let printer = section.required("printer").and_then(Item::section).and_then(printer);
    Some(KioskBoard { buttons: buttons?, display: display?, printer: printer? })
}

fn button(mut section: Section<'_>, pins: &mut Pins) -> Option<ButtonBoard> {
    let driver = driver(&mut section);
    let pin = section.optional("pin").and_then(|item| pins.take(item, section.problems));
    let lamp_pin = section.optional("lamp_pin").and_then(|item| pins.take(item, section.problems));
    let driver = driver?;
    match driver {
        Driver::Virtual if pin.is_some() || lamp_pin.is_some() => section.problems.warning(
            &section.spot,
            "the virtual driver uses no pins",
            "nothing needs to be done; the pins are only checked",
        ),
        Driver::Virtual => {}
    }
    Some(ButtonBoard { driver, pin, lamp_pin })
}

fn printer(mut section: Section<'_>) -> Option<Printer> {
    let problems = section.problems;
    let driver = driver(&mut section);
    let mut one_of = |key, choices: &[u32]| {
        let number = section.required(key)?.number(1..=10_000)?;
        if !choices.contains(&number.value) {
            let names: Vec<String> = choices.iter().map(u32::to_string).collect();
            let what = format!("{} is not supported", number.value);
            problems.error(&number.spot, what, format!("choose one of: {}", names.join(", ")));
        }
        Some(number.value)
    };
    let width_dots = one_of("width_dots", &[384, 512, 576, 640]);
    let dpi = one_of("dpi", &[180, 203]);
    let evidence = section.required("evidence").and_then(|item| {
        item.choice(&[("job_echo", Evidence::JobEcho), ("queued_status", Evidence::QueuedStatus)])
    });
    let cut = section
        .required("cut")
        .and_then(|item| item.choice(&[("full", Cut::Full), ("partial", Cut::Partial), ("none", Cut::None)]));
    let feed_before_cut_mm = section.required("feed_before_cut_mm").and_then(|item| item.number(0..=60));
    let near_end_sensor = section.required("near_end_sensor").and_then(Item::flag);
    let speed_mm_s_max = section.required("speed_mm_s_max").and_then(|item| item.number(10..=1000));
    let profile = PrinterProfile {
        width_dots: width_dots?,
        dpi: dpi?,
        evidence: evidence?.value,
        cut: cut?.value,
        feed_before_cut_mm: feed_before_cut_mm?.value,
        near_end_sensor: near_end_sensor?,
        speed_mm_s_max: speed_mm_s_max?.value,
    };
    Some(Printer { driver: driver?, profile })
}

fn hall(mut section: Section<'_>) -> Option<HallDisplay> {
    let driver = driver(&mut section);
    let (width_px, height_px) = pixels(&mut section, 64..=3840, 32..=2160);
    let height_mm = section.required("height_mm").and_then(|item| item.number(20..=3000));
    let distance = section.required("viewing_distance_m").and_then(|item| item.real(0.3..=50.0));
    Some(HallDisplay {
        driver: driver?,
        width_px: width_px?,
        height_px: height_px?,
        height_mm: height_mm?.value,
        viewing_distance_m: distance?.value,
    })
}

fn driver(section: &mut Section<'_>) -> Option<Driver> {
    Some(section.required("driver")?.choice(&DRIVERS)?.value)
}

fn pixels(
    section: &mut Section<'_>,
    width: std::ops::RangeInclusive<u32>,
    height: std::ops::RangeInclusive<u32>,
) -> (Option<u32>, Option<u32>) {
    let width = section.required("width_px").and_then(|item| item.number(width));
    let height = section.required("height_px").and_then(|item| item.number(height));
    (width.map(|at| at.value), height.map(|at| at.value))
}
