//! Printers as text: a cable as one word of the command line and as lines of a board, a profile as the text of its file.
//!
//! What is written here is read by [`super`]; tests hold the two together.

use super::super::text::{MODES, name as page_name};
use super::{
    BAUDS, CLEARS, CUT_COMMANDS, CUTS, Cable, EVIDENCES, FLOWS, FlowControl, ON_TIMEOUTS, PROVENANCES,
    Provenance, RawUsbPrinter, STATUS_REPORTS, SerialLine, UsbPrinter,
};
use crate::domain::printer_profile::{CutCommand, Mode, PrinterProfile, StatusReport, TextAbilities};
use std::collections::BTreeMap;
use std::str::FromStr;

/// The version of the profile file that is written.
const SCHEMA: u32 = 1;

/// A word that names no cable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{what}; write usb:04b8:0e15, /dev/usb/lp0, serial:/dev/ttyUSB0@38400,xon_xoff or tcp:192.0.2.9:9100"
)]
pub struct CableError {
    what: String,
}

impl FromStr for Cable {
    type Err = CableError;

    fn from_str(word: &str) -> Result<Self, CableError> {
        let wrong = |what: String| CableError { what };
        match word.split_once(':') {
            _ if word.starts_with('/') => Ok(Self::Usb(UsbPrinter::Path(word.into()))),
            Some((driver @ ("usb" | "usb_raw"), id)) => {
                let (vendor, product) =
                    super::usb_id(id).ok_or_else(|| wrong(format!("'{id}' is not a USB id")))?;
                Ok(match driver {
                    "usb" => Self::Usb(UsbPrinter::Id { vendor, product }),
                    _ => Self::RawUsb(RawUsbPrinter { vendor, product, serial: None, detach: false }),
                })
            }
            Some(("serial", line)) => serial(line).map(Self::Serial).map_err(wrong),
            Some(("tcp", address)) if super::is_address(address) => {
                Ok(Self::Network { address: address.into() })
            }
            Some(("tcp", address)) => Err(wrong(format!("'{address}' is not a host and a port"))),
            _ => Err(wrong(format!("'{word}' is not a printer"))),
        }
    }
}

/// `/dev/ttyUSB0@38400,xon_xoff`
fn serial(text: &str) -> Result<SerialLine, String> {
    let (path, settings) = text.rsplit_once('@').ok_or_else(|| format!("'{text}' has no speed"))?;
    let (baud, flow) = settings.split_once(',').unwrap_or((settings, "none"));
    let names = |names: Vec<String>| names.join(", ");
    let baud = baud.parse().ok().filter(|baud| BAUDS.contains(baud)).ok_or_else(|| {
        format!("'{baud}' is none of the speeds {}", names(BAUDS.map(|baud| baud.to_string()).into()))
    })?;
    let known = FLOWS.into_iter().find(|(name, _)| *name == flow);
    let (_, flow): (_, FlowControl) = known.ok_or_else(|| {
        format!("'{flow}' is none of the flow controls {}", names(FLOWS.map(|(name, _)| name.into()).into()))
    })?;
    if !path.starts_with('/') {
        return Err(format!("'{path}' is not a device file"));
    }
    Ok(SerialLine { path: path.into(), baud, flow })
}

/// What a board says of this cable, in the table of its printer.
pub fn cable_lines(cable: &Cable) -> Vec<String> {
    let text = |key: &str, text: &str| format!("{key} = {}", toml::Value::String(text.to_owned()));
    match cable {
        Cable::Virtual => vec![text("driver", "virtual")],
        Cable::Usb(UsbPrinter::Path(path)) => {
            vec![text("driver", "usb"), text("path", &path.display().to_string())]
        }
        Cable::Usb(UsbPrinter::Id { vendor, product }) => {
            vec![text("driver", "usb"), text("id", &format!("{vendor:04x}:{product:04x}"))]
        }
        Cable::RawUsb(RawUsbPrinter { vendor, product, serial, detach }) => {
            let mut lines =
                vec![text("driver", "usb_raw"), text("id", &format!("{vendor:04x}:{product:04x}"))];
            lines.extend(serial.iter().map(|serial| text("serial", serial)));
            lines.extend(detach.then(|| "detach = true".to_owned()));
            lines
        }
        Cable::Serial(SerialLine { path, baud, flow }) => vec![
            text("driver", "serial"),
            text("path", &path.display().to_string()),
            format!("baud = {baud}"),
            text("flow", name(&FLOWS, *flow)),
        ],
        Cable::Network { address } => vec![text("driver", "network"), text("address", address)],
    }
}

/// The text of a profile's file. `head` are its first lines, without the marks of a comment.
pub fn profile_text(
    head: &str,
    profile: &PrinterProfile,
    provenance: &BTreeMap<&'static str, Provenance>,
) -> String {
    let facts = facts(profile);
    let mut text = String::new();
    for line in head.lines() {
        text += format!("# {line}").trim_end();
        text.push('\n');
    }
    text += &format!("\nschema = {SCHEMA}\n");
    for (fact, value) in &facts {
        text += &format!("{fact} = {value}\n");
    }
    text += "\n[provenance]\n";
    for (fact, _) in &facts {
        let known = provenance.get(fact).copied().unwrap_or(Provenance::Unverified);
        text += &format!("{fact} = \"{}\"\n", name(&PROVENANCES, known));
    }
    text
}

/// Every fact with its value, but those of which most printers have nothing.
fn facts(profile: &PrinterProfile) -> Vec<(&'static str, String)> {
    let PrinterProfile {
        width_dots,
        dpi,
        evidence,
        cut,
        feed_before_cut_mm,
        near_end_sensor,
        speed_mm_s_max,
        clear,
        status,
        automatic_status,
        cut_command,
        presenter,
        mode,
        text: TextAbilities { pages, qr_code, double_byte },
    } = *profile;
    let quoted = |word: &str| format!("\"{word}\"");
    let mut facts = vec![
        ("width_dots", width_dots.to_string()),
        ("dpi", dpi.to_string()),
        ("evidence", quoted(name(&EVIDENCES, evidence))),
        ("cut", quoted(name(&CUTS, cut))),
        ("feed_before_cut_mm", feed_before_cut_mm.to_string()),
        ("near_end_sensor", near_end_sensor.to_string()),
        ("speed_mm_s_max", speed_mm_s_max.to_string()),
        ("clear", quoted(name(&CLEARS, clear))),
    ];
    if status != StatusReport::Epson {
        facts.push(("status", quoted(name(&STATUS_REPORTS, status))));
    }
    if automatic_status {
        facts.push(("automatic_status", true.to_string()));
    }
    if cut_command != CutCommand::GsV {
        facts.push(("cut_command", quoted(name(&CUT_COMMANDS, cut_command))));
    }
    if let Some(presenter) = presenter {
        let on_timeout = name(&ON_TIMEOUTS, presenter.on_timeout);
        let (present_mm, timeout_s) = (presenter.present_mm, presenter.timeout_s);
        let table = format!(
            "{{ present_mm = {present_mm}, timeout_s = {timeout_s}, on_timeout = \"{on_timeout}\" }}"
        );
        facts.push(("presenter", table));
    }
    if mode != Mode::Raster {
        facts.push(("mode", quoted(name(&MODES, mode))));
    }
    let pages: Vec<String> =
        pages.iter().map(|(page, number)| format!("{} = {number}", page_name(page))).collect();
    if !pages.is_empty() {
        facts.push(("code_pages", format!("{{ {} }}", pages.join(", "))));
    }
    let flags = [("qr_code", qr_code), ("double_byte", double_byte)].into_iter();
    facts.extend(flags.filter(|(_, has)| *has).map(|(fact, has)| (fact, has.to_string())));
    facts
}

/// The name of a choice.
fn name<T: Copy + PartialEq>(choices: &[(&'static str, T)], chosen: T) -> &'static str {
    let found = choices.iter().find(|(_, choice)| *choice == chosen);
    found.map(|(name, _)| *name).expect("every choice has a name")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_a_cable_or_says_what_is_wrong_with_it() {
        let check = |word: &str, expect: &str| {
            let read = match word.parse::<Cable>() {
                Ok(cable) => cable_lines(&cable).join("; "),
                Err(error) => error.to_string().split(';').next().unwrap_or_default().to_owned(),
            };
            assert_eq!(read, expect, "{word}");
        };
        check("usb:04b8:0e15", "driver = \"usb\"; id = \"04b8:0e15\"");
        check("usb_raw:04b8:0e15", "driver = \"usb_raw\"; id = \"04b8:0e15\"");
        check("/dev/usb/lp0", "driver = \"usb\"; path = \"/dev/usb/lp0\"");
        check(
            "serial:/dev/ttyUSB0@38400,xon_xoff",
            "driver = \"serial\"; path = \"/dev/ttyUSB0\"; baud = 38400; flow = \"xon_xoff\"",
        );
        check(
            "serial:/dev/serial/by-id/a@b@9600",
            "driver = \"serial\"; path = \"/dev/serial/by-id/a@b\"; baud = 9600; flow = \"none\"",
        );
        check("tcp:192.0.2.9:9100", "driver = \"network\"; address = \"192.0.2.9:9100\"");
        check("tcp:[2001:db8::9]:9100", "driver = \"network\"; address = \"[2001:db8::9]:9100\"");
        check("usb:4b8:e15", "'4b8:e15' is not a USB id");
        check("serial:/dev/ttyUSB0", "'/dev/ttyUSB0' has no speed");
        check(
            "serial:/dev/ttyUSB0@300",
            "'300' is none of the speeds 9600, 19200, 38400, 57600, 115200, 230400",
        );
        check("serial:/dev/ttyUSB0@9600,x", "'x' is none of the flow controls none, xon_xoff, rts_cts, dtr");
        check("serial:ttyUSB0@9600", "'ttyUSB0' is not a device file");
        check("tcp:192.0.2.9", "'192.0.2.9' is not a host and a port");
        check("lp0", "'lp0' is not a printer");
        check("", "'' is not a printer");
    }
}
