//! `rinda check`: what is wrong with two files, or what would run.

use super::longest_slip::longest_slip;
use super::recordings::{self, Recording};
use crate::access::{technicians_have_pin, without_pin};
use crate::config::board::screen::{HallDisplay, Shape};
use crate::config::problem::{Place, Problem, Severity};
use crate::config::report::{Drawn, Letters, Report};
use crate::config::{self, Config};
use crate::domain::ids::CounterId;
use crate::scene::hall::cap_heights;
use crate::wording::Words;
use embedded_graphics::prelude::Size;
use std::path::Path;

/// Reads a board file and a site file for a person; with a state directory, also what is there for them.
pub fn check(board: &Path, site: &Path, state: Option<&Path>) -> Report {
    let config = config::read(board, site).config;
    let drawn = config.as_ref().map(drawn).unwrap_or_default();
    let mut report = config::check(board, site, &drawn);
    if let Some((config, state)) = config.zip(state) {
        report.problems.extend(nobody_can_sign_in(&config, board, state));
        report.problems.extend(no_technician_can(&config, board, state));
    }
    report
}

/// The warning for counters that are closed to everybody on the network.
fn nobody_can_sign_in(config: &Config, board: &Path, state: &Path) -> Option<Problem> {
    config.board.consoles?;
    let counters = without_pin(state, config.settings.counters.keys().copied());
    (!counters.is_empty()).then(|| Problem {
        severity: Severity::Warning,
        place: Place { file: board.display().to_string().into(), line: 0, column: 0 },
        key: "ports.consoles".to_owned(),
        what: format!("nobody can sign in at {}: there is no PIN", listed(&counters)),
        advice: "set one with `rinda service set-counter-pin`, or take the line out".to_owned(),
    })
}

/// The warning for a service port at which everybody looks and nobody does anything.
fn no_technician_can(config: &Config, board: &Path, state: &Path) -> Option<Problem> {
    config.board.service?;
    (!technicians_have_pin(state)).then(|| Problem {
        severity: Severity::Warning,
        place: Place { file: board.display().to_string().into(), line: 0, column: 0 },
        key: "ports.service".to_owned(),
        what: "technicians cannot do anything there: there is no PIN".to_owned(),
        advice: "set it with `rinda service set-pin`".to_owned(),
    })
}

/// "counter 2", or "counters 1, 3".
pub(super) fn listed(counters: &[CounterId]) -> String {
    let numbers: Vec<String> = counters.iter().map(ToString::to_string).collect();
    format!("counter{} {}", if counters.len() == 1 { "" } else { "s" }, numbers.join(", "))
}

/// The recordings that a studio would have to make for these two files, so that nothing of what is usually said needs
/// another voice. `None` when there is an error.
pub fn missing_recordings(board: &Path, site: &Path) -> Option<Vec<Recording>> {
    config::read(board, site).config.map(|config| recordings::missing(&config))
}

fn drawn(config: &Config) -> Drawn {
    let kiosks = config.board.kiosks.iter();
    let slips = kiosks.filter_map(|(&number, kiosk)| {
        Some((number, longest_slip(number, &kiosk.printer, &config.settings)?))
    });
    let letters = config.board.halls().map(|(_, hall)| hall_letters(hall)).collect();
    let words = Words::load();
    Drawn {
        letters,
        slips: slips.collect(),
        hall_recorded: recordings::hall(config, &words),
        kiosks_recorded: recordings::kiosks(config, &words),
    }
}

/// The letters that somebody who was called must be able to read from the farthest seat.
fn hall_letters(hall: &HallDisplay) -> Vec<Letters> {
    let (width_px, height_px) = match hall.display.shape {
        Shape::Pixels { width_px, height_px } => (width_px, height_px),
        // Digits are as high as their display.
        Shape::Digits(_) => return vec![Letters { name: "the newest call", cap_height: 1.0 }],
    };
    let heights = cap_heights(Size::new(width_px, height_px));
    let part = |cap_px: f32| f64::from(cap_px) / f64::from(height_px);
    vec![
        Letters { name: "the newest call", cap_height: part(heights.number_px) },
        Letters { name: "its counter", cap_height: part(heights.counter_px) },
    ]
}

#[cfg(test)]
mod tests;
