//! Which line is meant.

use crate::config::board::contact::GpioLine;
use std::fmt::Write;
use std::path::PathBuf;
use thiserror::Error;

/// The chips behind the 40-pin header of Raspberry Pi boards. There, and only there, a line's offset is its BCM number:
/// device trees name some lines after their other use (`TXD1` for GPIO 14, `SDA1` for GPIO 2).
const HEADER_LABELS: [&str; 3] = ["pinctrl-bcm2835", "pinctrl-bcm2711", "pinctrl-rp1"];
/// Names in a message, at most.
const NAMES_MAX: usize = 64;

/// Whether a chip is behind the header of a Raspberry Pi.
pub(in crate::devices) fn is_header(label: &str) -> bool {
    HEADER_LABELS.contains(&label)
}

/// What is known about a chip.
#[derive(Debug, Clone)]
pub(super) struct ChipFacts {
    /// Its device file.
    pub(super) path: PathBuf,
    /// Its label.
    pub(super) label: String,
    /// The names of its lines; many have none.
    pub(super) lines: Vec<String>,
}

/// The chips of a machine.
#[derive(Debug, Clone, Default)]
pub(super) struct Chips {
    /// Those that may be opened.
    pub(super) open: Vec<ChipFacts>,
    /// The others, each with the reason.
    pub(super) closed: Vec<String>,
}

/// Where a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The device file of its chip.
    pub(super) chip: PathBuf,
    /// Its number on the chip.
    pub(super) offset: u32,
}

/// It is not clear which line is meant.
#[derive(Debug, Error, PartialEq, Eq)]
pub(super) enum FindError {
    /// There are no chips.
    #[error("this machine has no GPIO chip that can be opened{closed}")]
    NoChips {
        /// Those that cannot be opened.
        closed: String,
    },
    /// No chip has this label.
    #[error("no GPIO chip is labelled {label}; there are {there}{closed}")]
    NoChip {
        /// The label.
        label: String,
        /// The chips that there are.
        there: String,
        /// Those that cannot be opened.
        closed: String,
    },
    /// No line has this name.
    #[error("no GPIO line is named {name}; there are {there}{closed}")]
    NoLine {
        /// The name.
        name: String,
        /// The lines that there are.
        there: String,
        /// Chips that cannot be opened.
        closed: String,
    },
    /// Several lines have this name.
    #[error(
        "several GPIO lines are named {name}: {places}; give the chip's label, or have the lines named apart"
    )]
    Ambiguous {
        /// The name.
        name: String,
        /// All of them.
        places: String,
    },
}

impl Chips {
    /// Finds the one line that is meant.
    pub(super) fn find(&self, line: &GpioLine) -> Result<Found, FindError> {
        if self.open.is_empty() {
            return Err(FindError::NoChips { closed: self.closed() });
        }
        let meant = |chip: &&ChipFacts| line.chip.as_ref().is_none_or(|label| chip.label == *label);
        let chips: Vec<&ChipFacts> = self.open.iter().filter(meant).collect();
        if let (Some(label), true) = (&line.chip, chips.is_empty()) {
            let there = self.open.iter().map(chip_name).collect::<Vec<_>>().join(", ");
            return Err(FindError::NoChip { label: label.clone(), there, closed: self.closed() });
        }
        let mut found = named(&chips, &line.name);
        if found.is_empty() {
            found = numbered(&chips, &line.name);
        }
        match found.as_slice() {
            [] => {
                let there = chips.iter().map(|chip| line_names(chip)).collect::<Vec<_>>().join("; ");
                Err(FindError::NoLine { name: line.name.clone(), there, closed: self.closed() })
            }
            [(chip, offset)] => Ok(Found { chip: chip.path.clone(), offset: *offset }),
            several => {
                let place =
                    |(chip, offset): &(&ChipFacts, u32)| format!("line {offset} of {}", chip_name(chip));
                let places = several.iter().map(place).collect::<Vec<_>>().join(", ");
                Err(FindError::Ambiguous { name: line.name.clone(), places })
            }
        }
    }

    fn closed(&self) -> String {
        self.closed.iter().fold(String::new(), |mut text, chip| {
            // Writing to a string cannot fail.
            let _ = write!(text, " ({chip})");
            text
        })
    }
}

fn named<'a>(chips: &[&'a ChipFacts], name: &str) -> Vec<(&'a ChipFacts, u32)> {
    let lines = chips
        .iter()
        .flat_map(|&chip| (0u32..).zip(&chip.lines).map(move |(offset, line)| (chip, offset, line)));
    lines.filter(|(_, _, line)| *line == name).map(|(chip, offset, _)| (chip, offset)).collect()
}

/// `GPIO14` on a Raspberry Pi whose device tree calls it otherwise.
fn numbered<'a>(chips: &[&'a ChipFacts], name: &str) -> Vec<(&'a ChipFacts, u32)> {
    let Some(offset) = name.strip_prefix("GPIO").and_then(|number| number.parse::<u32>().ok()) else {
        return Vec::new();
    };
    let has = |chip: &&ChipFacts| {
        is_header(&chip.label) && usize::try_from(offset).is_ok_and(|at| at < chip.lines.len())
    };
    chips.iter().copied().filter(has).map(|chip| (chip, offset)).collect()
}

fn chip_name(chip: &ChipFacts) -> String {
    format!("{} ({})", chip.label, chip.path.display())
}

fn line_names(chip: &ChipFacts) -> String {
    let names: Vec<&str> = chip.lines.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
    let shown = names.iter().take(NAMES_MAX).copied().collect::<Vec<_>>().join(", ");
    let more = if names.len() > NAMES_MAX { ", and more" } else { "" };
    match names.len() {
        0 => format!("none with a name on {}", chip_name(chip)),
        _ => format!("{shown}{more} on {}", chip_name(chip)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chip(number: u8, label: &str, lines: &str) -> ChipFacts {
        let lines = lines.split(' ').map(|name| name.replace('-', "")).collect();
        ChipFacts { path: format!("/dev/gpiochip{number}").into(), label: label.into(), lines }
    }

    /// A Raspberry Pi 3 as its mainline device tree names it, in part, and two expanders.
    fn chips() -> Chips {
        let header = chip(0, "pinctrl-bcm2835", "ID_SDA ID_SCL SDA1 SCL1 GPIO_GCLK GPIO5 GPIO6");
        let open = vec![header, chip(1, "mcp23017", "- KEY_A SHARED"), chip(2, "pcf8574", "KEY_B SHARED -")];
        Chips { open, closed: vec!["/dev/gpiochip3: permission denied".into()] }
    }

    /// `wanted`: `LINE` or `CHIP/LINE`; gives `NUMBER/OFFSET` or the message.
    fn check(wanted: &str, expect: &str) {
        let (chip, name) = wanted.split_once('/').map_or((None, wanted), |(chip, name)| (Some(chip), name));
        let line = GpioLine { chip: chip.map(Into::into), name: name.into(), active_low: false };
        let found = match chips().find(&line) {
            Ok(Found { chip, offset }) => format!("{}/{offset}", chip.display()).replace("/dev/gpiochip", ""),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expect, "{wanted}");
    }

    #[test]
    fn a_line_is_found_by_name_and_label() {
        check("KEY_A", "1/1");
        check("mcp23017/SHARED", "1/2");
        check("pcf8574/SHARED", "2/1");
        check("GPIO6", "0/6");
    }

    #[test]
    fn a_bcm_number_is_an_offset_on_the_header_and_nowhere_else() {
        check("GPIO2", "0/2");
        check("pinctrl-bcm2835/GPIO4", "0/4");
        check(
            "pcf8574/GPIO2",
            "no GPIO line is named GPIO2; there are KEY_B, SHARED on pcf8574 (/dev/gpiochip2) \
             (/dev/gpiochip3: permission denied)",
        );
    }

    #[test]
    fn what_is_not_clear_is_said_with_what_there_is() {
        check(
            "SHARED",
            "several GPIO lines are named SHARED: line 2 of mcp23017 (/dev/gpiochip1), line 1 of pcf8574 \
             (/dev/gpiochip2); give the chip's label, or have the lines named apart",
        );
        check(
            "pinctrl-rp1/GPIO17",
            "no GPIO chip is labelled pinctrl-rp1; there are pinctrl-bcm2835 (/dev/gpiochip0), mcp23017 \
             (/dev/gpiochip1), pcf8574 (/dev/gpiochip2) (/dev/gpiochip3: permission denied)",
        );
        check(
            "mcp23017/KEY_Z",
            "no GPIO line is named KEY_Z; there are KEY_A, SHARED on mcp23017 (/dev/gpiochip1) \
             (/dev/gpiochip3: permission denied)",
        );
        let line = GpioLine { chip: None, name: "GPIO17".into(), active_low: false };
        let none = FindError::NoChips { closed: String::new() };
        assert_eq!(Chips::default().find(&line), Err(none));
    }
}
