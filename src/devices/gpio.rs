//! Buttons and lamps on GPIO lines, through the kernel's character devices.
//!
//! **Model.** A line is found by the label of its chip and by its name ([`mod@find`]), never by a number that another kernel
//! gives otherwise. The kernel does what is electrical: pull, active level, debouncing. Each line is requested for itself:
//! the kernel grants a request as a whole or not at all, and one line that is taken must not cost the others.
//!
//! **Invariants.** A contact is looked at when its line is granted, after every change, and every [`LOOK_EVERY_MS`]: a
//! change that the kernel's short queue dropped is made up, and a chip that vanished without a word is noticed. A lamp is
//! set as often, so that an expander that was plugged in anew shows what it should.
//!
//! **Deliberately not here.** `/sys/class/gpio`, which is gone from new kernels; the kernel's interface before 5.10, which
//! does not debounce.

pub(super) mod contact;
mod find;
pub(super) mod lamp;
pub(super) mod pin;

use crate::config::board::contact::GpioLine;
pub(super) use find::is_header;
use find::{ChipFacts, Chips, FindError, Found};
use gpiocdev::Chip;
use thiserror::Error;

/// So often a line is looked at or set although nothing has happened.
const LOOK_EVERY_MS: u64 = 5_000;
/// Who holds the line, for `gpioinfo`.
const CONSUMER: &str = "rinda";

/// A line does not work.
#[derive(Debug, Error)]
enum GpioError {
    /// The chips cannot be listed.
    #[error("the GPIO chips cannot be listed: {0}")]
    List(#[source] gpiocdev::Error),
    /// No line is meant, or several are.
    #[error(transparent)]
    Find(#[from] FindError),
    /// The kernel refuses.
    #[error("{operation} GPIO line {name} (line {} of {}): {source}", found.offset, found.chip.display())]
    Line {
        /// What was tried.
        operation: &'static str,
        /// The line.
        name: String,
        /// Where it was found.
        found: Found,
        /// Why not.
        source: gpiocdev::Error,
    },
}

/// What went wrong with this line.
fn failure(
    operation: &'static str,
    line: &GpioLine,
    found: &Found,
) -> impl Fn(gpiocdev::Error) -> GpioError + use<> {
    let (name, found) = (line.name.clone(), found.clone());
    move |source| GpioError::Line { operation, name: name.clone(), found: found.clone(), source }
}

/// Looks for a line on all chips of this machine.
fn find(line: &GpioLine) -> Result<Found, GpioError> {
    let mut chips = Chips::default();
    for path in gpiocdev::chip::chips().map_err(GpioError::List)? {
        match facts(&path) {
            Ok(facts) => chips.open.push(facts),
            Err(error) => chips.closed.push(format!("{}: {error}", path.display())),
        }
    }
    Ok(chips.find(line)?)
}

fn facts(path: &std::path::Path) -> Result<ChipFacts, gpiocdev::Error> {
    let chip = Chip::from_path(path)?;
    let info = chip.info()?;
    let lines = chip.line_info_iter()?.map(|line| line.map(|line| line.name));
    Ok(ChipFacts { path: path.to_owned(), label: info.label, lines: lines.collect::<Result<_, _>>()? })
}

/// The next time to look at a line at rest: the same for all lines of a kiosk, so that they wake the machine once.
pub(super) fn next_look_ms(now_ms: u64) -> u64 {
    (now_ms / LOOK_EVERY_MS + 1) * LOOK_EVERY_MS
}
