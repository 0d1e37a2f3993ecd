//! What a branch could have and has not: so that a technician sees that it was thought of.

use super::Installation;
use crate::devices::sound::Place;
use crate::domain::ids::CounterId;
use crate::domain::trial::{Device, Finding, Found};
use std::fmt::Display;

impl Installation {
    /// Lamps, scanner and sound of each kiosk, the sound of the hall, and what stands at these counters.
    pub fn not_fitted(&self, counters: impl Iterator<Item = CounterId> + Clone) -> Vec<Finding> {
        let is_silent = |place| self.sounds.voices().all(|(heard, _)| heard != place);
        let mut missing = Vec::new();
        for (&id, kiosk) in &self.board.kiosks {
            missing.extend(self.lamps(id).next().is_none().then(|| format!("kiosk {id}: lamps")));
            missing.extend(kiosk.scanner.is_none().then(|| format!("kiosk {id}: scanner")));
            missing.extend(is_silent(Place::Kiosk(id)).then(|| format!("sound of kiosk {id}")));
        }
        missing.extend(is_silent(Place::Hall).then(|| "sound of hall".to_owned()));
        let at = |id: &CounterId| self.board.counters.get(id);
        let no_display = counters.clone().filter(|id| at(id).is_none_or(|counter| counter.display.is_none()));
        let no_keypad = counters.filter(|id| at(id).is_none_or(|counter| counter.keys.is_empty()));
        missing.extend(of_counters("display", no_display));
        missing.extend(of_counters("keypad", no_keypad));
        let finding = |name| Finding { device: Device::Named(name), found: Found::NotFitted };
        missing.into_iter().map(finding).collect()
    }
}

/// In one line, however many they are.
fn of_counters(what: &str, counters: impl Iterator<Item = impl Display>) -> Option<String> {
    let numbers: Vec<String> = counters.map(|counter| counter.to_string()).collect();
    match &numbers[..] {
        [] => None,
        [number] => Some(format!("{what} of counter {number}")),
        _ => Some(format!("{what} of counters {}", numbers.join(", "))),
    }
}
