//! How long a visitor waits for the slip.
//!
//! **Model.** A printer prints what has come while the rest is still on the cable, so the slower of the two counts; then
//! the paper moves on to the cutter. It is the least time: a printer may be slower than its data sheet.

use super::super::board::printer::{Cable, Printer};
use super::super::problem::{Place, Problem, Severity};
use crate::domain::ids::KioskId;
use crate::domain::printer_profile::Mode;
use std::fmt;

/// Somebody who waits longer than this presses again.
const SLIP_S_MAX: f64 = 1.5;

/// The longest slip that a kiosk usually prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlipSize {
    /// What goes over the cable.
    pub bytes: u32,
    /// The rows of its picture.
    pub rows: u32,
}

/// What the seconds of a slip are made of.
pub(super) struct SlipTime {
    mode: Mode,
    bytes: u32,
    length_mm: f64,
    /// `None` where the cable is faster than any printer.
    cable_s: Option<f64>,
    print_s: f64,
    feed_s: f64,
}

impl SlipTime {
    pub(super) fn new(printer: &Printer, SlipSize { bytes, rows }: SlipSize) -> Self {
        let profile = &printer.profile;
        let speed_mm_s = f64::from(profile.speed_mm_s_max);
        let length_mm = f64::from(rows) * 25.4 / f64::from(profile.dpi);
        Self {
            mode: profile.mode,
            bytes,
            length_mm,
            cable_s: bytes_per_s(&printer.cable).map(|speed| f64::from(bytes) / f64::from(speed)),
            print_s: length_mm / speed_mm_s,
            feed_s: f64::from(profile.feed_before_cut_mm) / speed_mm_s,
        }
    }

    fn total_s(&self) -> f64 {
        self.cable_s.unwrap_or(0.0).max(self.print_s) + self.feed_s
    }

    /// The warning for a slip that takes too long.
    pub(super) fn problem(&self, kiosk: KioskId, board_file: &str) -> Option<Problem> {
        let total_s = self.total_s();
        let waits_for_cable = self.cable_s.is_some_and(|cable_s| cable_s > self.print_s);
        let advice = match self.mode {
            Mode::Raster if waits_for_cable => {
                "connect it by USB or the network, set both ends to a faster line, or print text: `mode = \"text\"`"
            }
            Mode::Text if waits_for_cable => {
                "connect it by USB or the network, or set both ends to a faster line"
            }
            Mode::Raster | Mode::Text => "use a faster printer",
        };
        (total_s > SLIP_S_MAX).then(|| Problem {
            severity: Severity::Warning,
            place: Place { file: board_file.into(), line: 0, column: 0 },
            key: format!("kiosk.{kiosk}.printer"),
            what: format!("a slip takes {total_s:.1} s, and visitors expect it within {SLIP_S_MAX} s"),
            advice: advice.to_owned(),
        })
    }
}

impl fmt::Display for SlipTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { length_mm, print_s, feed_s, .. } = self;
        let kind = match self.mode {
            Mode::Raster => "slip",
            Mode::Text => "slip as text",
        };
        write!(f, "a {kind} of {length_mm:.0} mm takes {:.1} s at least: ", self.total_s())?;
        if let Some(cable_s) = self.cable_s {
            write!(f, "{cable_s:.1} s for {} kB on the cable, meanwhile ", self.bytes.div_ceil(1000))?;
        }
        write!(f, "{print_s:.1} s to print, {feed_s:.1} s to the cutter")
    }
}

/// What a cable carries, where that can be less than a printer prints. USB at full speed and any network are faster.
fn bytes_per_s(cable: &Cable) -> Option<u32> {
    match cable {
        // Eight bits with a start and a stop bit.
        Cable::Serial(line) => Some(line.baud / 10),
        Cable::Virtual | Cable::Usb(_) | Cable::RawUsb(_) | Cable::Network { .. } => None,
    }
}
