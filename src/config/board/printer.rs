//! The ticket printer of a kiosk: its cable and its facts.

mod spelling;

pub use spelling::{CableError, cable_lines, profile_text};

use super::super::problem::Problems;
use super::super::section::{At, Item, Section};
use super::places::Places;
use super::text;
use crate::domain::printer_profile::{
    Clear, Cut, CutCommand, Evidence, OnTimeout, Presenter, PrinterProfile, StatusReport,
};
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// A ticket printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printer {
    /// How it is connected.
    pub cable: Cable,
    /// Its facts.
    pub profile: PrinterProfile,
    /// How these are known.
    pub origin: Origin,
    /// How long a new roll of paper is, where somebody counts on it.
    pub roll_length_m: Option<u32>,
}

/// Where the facts about a printer come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The profile that gave those that the board does not give itself.
    pub profile: Option<String>,
    /// How each fact is known, where its own file says so.
    pub provenance: BTreeMap<&'static str, Provenance>,
}

/// How a fact is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Provenance {
    /// Read in what the maker publishes.
    Documented,
    /// Seen at a printer of this kind.
    Probed,
    /// Neither: a careful guess.
    Unverified,
}

/// What lies between the daemon and a printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cable {
    /// None: the printer lives in the daemon.
    Virtual,
    /// The kernel's printer class (`usblp`).
    Usb(UsbPrinter),
    /// USB without a driver of the kernel's.
    RawUsb(RawUsbPrinter),
    /// A serial line, also one behind a USB adapter.
    Serial(SerialLine),
    /// A raw port in the network, usually 9100.
    Network {
        /// Host name or address, and port.
        address: String,
    },
}

/// Which of the USB printers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UsbPrinter {
    /// The one behind this device file.
    Path(PathBuf),
    /// The first one with these ids, wherever it is plugged in.
    Id {
        /// Who made it, as the USB consortium counts.
        vendor: u16,
        /// What it is, as its maker counts.
        product: u16,
    },
}

/// A USB printer that the daemon speaks to directly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawUsbPrinter {
    /// Who made it.
    pub vendor: u16,
    /// What it is.
    pub product: u16,
    /// Which of several of the same kind.
    pub serial: Option<String>,
    /// Whether it is taken away from a driver of the kernel's.
    pub detach: bool,
}

/// A serial line: eight data bits, no parity, one stop bit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SerialLine {
    /// The device file.
    pub path: PathBuf,
    /// Bits in a second.
    pub baud: u32,
    /// How the printer says that its buffer is full.
    pub flow: FlowControl,
}

/// How a printer stops the host for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlowControl {
    /// It cannot: what comes too fast is lost.
    None,
    /// The bytes XOFF and XON.
    XonXoff,
    /// The line CTS.
    RtsCts,
    /// The printer's DTR, which is wired to the host's DSR.
    Dtr,
}

impl fmt::Display for Cable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Virtual => write!(f, "virtual printer"),
            Self::Usb(UsbPrinter::Path(path)) => write!(f, "printer at {}", path.display()),
            Self::Usb(UsbPrinter::Id { vendor, product }) => {
                write!(f, "USB printer {vendor:04x}:{product:04x}")
            }
            Self::RawUsb(RawUsbPrinter { vendor, product, serial, .. }) => {
                write!(f, "USB printer {vendor:04x}:{product:04x}")?;
                serial.as_ref().map_or(Ok(()), |serial| write!(f, " {serial}"))
            }
            Self::Serial(line) => write!(f, "printer at {}, {} baud", line.path.display(), line.baud),
            Self::Network { address } => write!(f, "printer at {address}"),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.profile {
            Some(profile) => write!(f, "from profile {profile}")?,
            None => write!(f, "from the board")?,
        }
        for (name, kind) in [("probed", Provenance::Probed), ("unverified", Provenance::Unverified)] {
            let facts: Vec<&str> =
                FACTS.into_iter().filter(|fact| self.provenance.get(fact) == Some(&kind)).collect();
            if !facts.is_empty() {
                write!(f, "; {name}: {}", facts.join(", "))?;
            }
        }
        Ok(())
    }
}

#[derive(Clone, Copy)]
enum Driver {
    Virtual,
    Usb,
    RawUsb,
    Serial,
    Network,
}

const DRIVERS: [(&str, Driver); 5] = [
    ("virtual", Driver::Virtual),
    ("usb", Driver::Usb),
    ("usb_raw", Driver::RawUsb),
    ("serial", Driver::Serial),
    ("network", Driver::Network),
];
const FLOWS: [(&str, FlowControl); 4] = [
    ("none", FlowControl::None),
    ("xon_xoff", FlowControl::XonXoff),
    ("rts_cts", FlowControl::RtsCts),
    ("dtr", FlowControl::Dtr),
];
/// The speeds that printers have.
const BAUDS: [u32; 6] = [9600, 19_200, 38_400, 57_600, 115_200, 230_400];

/// The keys of the facts that a profile can give.
pub(super) const FACTS: [&str; 16] = [
    "width_dots",
    "dpi",
    "evidence",
    "cut",
    "feed_before_cut_mm",
    "near_end_sensor",
    "speed_mm_s_max",
    "clear",
    "status",
    "automatic_status",
    "cut_command",
    "presenter",
    "mode",
    "code_pages",
    "qr_code",
    "double_byte",
];
const EVIDENCES: [(&str, Evidence); 2] =
    [("job_echo", Evidence::JobEcho), ("queued_status", Evidence::QueuedStatus)];
const CUTS: [(&str, Cut); 3] = [("full", Cut::Full), ("partial", Cut::Partial), ("none", Cut::None)];
const STATUS_REPORTS: [(&str, StatusReport); 2] =
    [("epson", StatusReport::Epson), ("custom_full", StatusReport::CustomFull)];
const CUT_COMMANDS: [(&str, CutCommand); 2] = [("gs_v", CutCommand::GsV), ("esc_i", CutCommand::Esc)];
const ON_TIMEOUTS: [(&str, OnTimeout); 3] =
    [("retract", OnTimeout::Retract), ("eject", OnTimeout::Eject), ("hold", OnTimeout::Hold)];
const CLEARS: [(&str, Clear); 3] =
    [("dle_dc4_8", Clear::DleDc4), ("dle_enq_2", Clear::DleEnq), ("power_cycle", Clear::PowerCycle)];
const PROVENANCES: [(&str, Provenance); 3] = [
    ("documented", Provenance::Documented),
    ("probed", Provenance::Probed),
    ("unverified", Provenance::Unverified),
];

pub(super) fn printer(mut section: Section<'_>, places: &mut Places) -> Option<Printer> {
    let origin = origin(&mut section);
    let cable = cable(&mut section, places);
    let width_dots = one_of(&mut section, "width_dots", &[384, 512, 576, 640]);
    let dpi = one_of(&mut section, "dpi", &[180, 203]);
    let evidence = section.required("evidence").and_then(|item| item.choice(&EVIDENCES));
    let cut = section.required("cut").and_then(|item| item.choice(&CUTS));
    let feed_before_cut_mm = section.required("feed_before_cut_mm").and_then(|item| item.number(0..=60));
    let near_end_sensor = section.required("near_end_sensor").and_then(Item::flag);
    let speed_mm_s_max = section.required("speed_mm_s_max").and_then(|item| item.number(10..=1000));
    let clear = section.optional("clear").and_then(|item| item.choice(&CLEARS));
    let status = section.optional("status").and_then(|item| item.choice(&STATUS_REPORTS));
    let status = status.map_or(StatusReport::Epson, |status| status.value);
    let automatic_status = automatic_status(&mut section, status);
    let cut_command = section.optional("cut_command").and_then(|item| item.choice(&CUT_COMMANDS));
    let presenter = presenter(&mut section, status);
    let mode = text::mode(&mut section);
    let text = text::abilities(&mut section, mode);
    let roll_length_m = section.optional("roll_length_m").and_then(|item| item.number(5..=1000));
    if origin.profile.is_none() {
        tell_missing(&mut section);
    }
    let profile = PrinterProfile {
        width_dots: width_dots?,
        dpi: dpi?,
        evidence: evidence?.value,
        cut: cut?.value,
        feed_before_cut_mm: feed_before_cut_mm?.value,
        near_end_sensor: near_end_sensor?,
        speed_mm_s_max: speed_mm_s_max?.value,
        // A printer that does not answer it is never used, so this is a careful guess.
        clear: clear.map_or(Clear::DleDc4, |clear| clear.value),
        status,
        automatic_status,
        cut_command: cut_command.map_or(CutCommand::GsV, |command| command.value),
        presenter,
        mode,
        text,
    };
    Some(Printer { cable: cable?, profile, origin, roll_length_m: roll_length_m.map(|length| length.value) })
}

/// Whoever gives no facts at all wants to hear of profiles, and not of each fact.
fn tell_missing(section: &mut Section<'_>) {
    let missing = section.take_missing(&FACTS);
    if !missing.is_empty() {
        let what = format!("lacks {}", missing.join(", "));
        let advice = "name its kind, for example profile = \"generic-80mm\" (each file in printers/ is one), or give the facts";
        section.problems.error(&section.spot, what, advice);
    }
}

fn automatic_status(section: &mut Section<'_>, status: StatusReport) -> bool {
    let wanted = section.optional("automatic_status").and_then(Item::flag).unwrap_or(false);
    if wanted && status == StatusReport::CustomFull {
        let what = "the automatic status is Epson's, and this printer has the full status of Custom's";
        section.problems.error(&section.spot, what, "leave `automatic_status` out");
    }
    wanted
}

fn presenter(section: &mut Section<'_>, status: StatusReport) -> Option<Presenter> {
    let mut table = section.optional("presenter").and_then(Item::section)?;
    if status != StatusReport::CustomFull {
        let what = "a presenter's slip is seen in the full status only";
        table.problems.error(&table.spot, what, "add `status = \"custom_full\"`, or leave the presenter out");
    }
    // The command counts steps of 5 mm and whole seconds, in a byte each; 0 seconds would mean for ever.
    let present_mm = table.required("present_mm").and_then(|item| item.number(5..=600));
    let timeout_s = table.required("timeout_s").and_then(|item| item.number(1..=255));
    let on_timeout = table.required("on_timeout").and_then(|item| item.choice(&ON_TIMEOUTS));
    Some(Presenter {
        present_mm: present_mm?.value,
        timeout_s: timeout_s?.value,
        on_timeout: on_timeout?.value,
    })
}

fn origin(section: &mut Section<'_>) -> Origin {
    let profile = section.optional("profile").and_then(Item::text).map(|at| at.value);
    let places = FACTS.map(|fact| (fact, section.place(fact).cloned()));
    let mut provenance = BTreeMap::new();
    if let Some(mut words) = section.optional("provenance").and_then(Item::section) {
        for (fact, place) in places {
            let Some(word) = words.optional(fact).and_then(|item| item.choice(&PROVENANCES)) else {
                continue;
            };
            // A word that stands in another file speaks of another value.
            if place.is_some_and(|place| place.file == word.spot.place.file) {
                provenance.insert(fact, word.value);
            }
        }
    }
    Origin { profile, provenance }
}

fn cable(section: &mut Section<'_>, places: &mut Places) -> Option<Cable> {
    match section.required("driver")?.choice(&DRIVERS)?.value {
        Driver::Virtual => Some(Cable::Virtual),
        Driver::Usb => usb(section, places).map(Cable::Usb),
        Driver::RawUsb => {
            let problems = section.problems;
            let id = section.required("id").and_then(|id| read_usb_id(id, problems));
            let serial = section.optional("serial").and_then(Item::text).map(|serial| serial.value);
            let detach = section.optional("detach").and_then(Item::flag).unwrap_or(false);
            let At { value: (vendor, product), spot } = id?;
            places.take_usb((vendor, product), serial.as_deref(), &spot, problems);
            Some(Cable::RawUsb(RawUsbPrinter { vendor, product, serial, detach }))
        }
        Driver::Serial => {
            let path = section.required("path").and_then(|path| places.device_file(path, section.problems));
            let baud = one_of(section, "baud", &BAUDS);
            let flow = section.required("flow").and_then(|item| item.choice(&FLOWS));
            Some(Cable::Serial(SerialLine { path: path?, baud: baud?, flow: flow?.value }))
        }
        Driver::Network => {
            let At { value: address, spot } = section.required("address").and_then(Item::text)?;
            if !is_address(&address) {
                let what = format!("'{address}' is not a host and a port");
                section.problems.error(&spot, what, "write for example \"192.0.2.9:9100\"");
                return None;
            }
            places.take_address(&address, &spot, section.problems);
            Some(Cable::Network { address })
        }
    }
}

fn usb(section: &mut Section<'_>, places: &mut Places) -> Option<UsbPrinter> {
    let (path, id) = (section.optional("path"), section.optional("id"));
    match (path, id) {
        (Some(path), None) => places.device_file(path, section.problems).map(UsbPrinter::Path),
        (None, Some(id)) => {
            let At { value: (vendor, product), spot } = read_usb_id(id, section.problems)?;
            places.take_usb((vendor, product), None, &spot, section.problems);
            Some(UsbPrinter::Id { vendor, product })
        }
        (Some(_), Some(_)) | (None, None) => {
            let what = "a USB printer is found either by its path or by its id";
            section.problems.error(
                &section.spot,
                what,
                "add `id = \"04b8:0e15\"` or `path = \"/dev/usb/lp0\"`",
            );
            None
        }
    }
}

/// `04b8:0e15`: vendor and product.
fn usb_id(text: &str) -> Option<(u16, u16)> {
    let hex = |text: &str| u16::from_str_radix(text, 16).ok().filter(|_| text.len() == 4);
    let (vendor, product) = text.split_once(':')?;
    Some((hex(vendor)?, hex(product)?))
}

fn read_usb_id(id: Item<'_>, problems: &Problems) -> Option<At<(u16, u16)>> {
    let At { value: text, spot } = id.text()?;
    let ids = usb_id(&text);
    if ids.is_none() {
        let what = format!("'{text}' is not a USB id");
        problems.error(&spot, what, "write it as `lsusb` does, for example \"04b8:0e15\"");
    }
    ids.map(|value| At { value, spot })
}

/// Whether this is a host and a port.
fn is_address(text: &str) -> bool {
    let port = text.rsplit_once(':').filter(|(host, _)| !host.is_empty());
    port.is_some_and(|(_, port)| port.parse::<u16>().is_ok())
}

fn one_of(section: &mut Section<'_>, key: &'static str, choices: &[u32]) -> Option<u32> {
    let number = section.required(key)?.number(0..=u32::MAX)?;
    if !choices.contains(&number.value) {
        let names: Vec<String> = choices.iter().map(u32::to_string).collect();
        let what = format!("{} is not supported", number.value);
        section.problems.error(&number.spot, what, format!("choose one of: {}", names.join(", ")));
    }
    Some(number.value)
}
