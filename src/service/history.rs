//! What devices did since the program started: a list that is bounded, without I/O. It goes on when a branch starts again with another
//! configuration.

use super::machine::Machine;
use crate::domain::ids::KioskId;
use crate::domain::kiosk::PrinterState;
use crate::domain::trial::Device;
use crate::wording::faults::{is_printer, printer_name};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Changes that are kept.
pub(super) const CHANGES_MAX: usize = 64;

/// How it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// It works.
    Works,
    /// It does not, for this technical reason.
    Fails(String),
    /// What a printer says.
    Printer(PrinterState),
}

impl Condition {
    /// Whether nobody has to do anything about it.
    pub fn works(&self) -> bool {
        matches!(self, Self::Works | Self::Printer(PrinterState::Ready))
    }
}

/// When something was seen, by the clock on the wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// When.
    pub at: DateTime<Utc>,
    /// Whether that clock was trusted.
    pub clock_trusted: bool,
}

/// A device was seen to be otherwise than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// When; nothing while the branch had no power.
    pub seen: Option<Seen>,
    /// Which.
    pub device: Device,
    /// How it was from then on.
    pub condition: Condition,
}

/// Devices and machine, as they were seen last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Watched {
    pub(super) devices: History,
    pub(super) machine: Machine,
    /// Until when our certificate is valid, or why nobody knows; nothing without one.
    pub(super) certificate: Option<Result<DateTime<Utc>, String>>,
}

/// How devices are, and how they were.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct History {
    pub(super) now: BTreeMap<Device, Condition>,
    /// Oldest first.
    pub(super) changes: VecDeque<Change>,
    /// What the board has.
    fitted: BTreeSet<Device>,
}

impl History {
    /// The devices of a board, perhaps another one than before. Nobody has complained about the new ones yet; those that it has no more
    /// are no devices any more; and how printers are is seen anew.
    pub(super) fn begin(&mut self, names: &[String]) {
        let fitted: BTreeSet<Device> = names.iter().cloned().map(Device::Named).collect();
        let stays = |device: &Device| match device {
            Device::Named(_) => fitted.contains(device) || !self.fitted.contains(device),
            Device::Printer(_) => false,
        };
        self.now.retain(|device, _| stays(device));
        for device in &fitted {
            self.now.entry(device.clone()).or_insert(Condition::Works);
        }
        self.fitted = fitted;
    }

    /// Whether something did not work when it was looked at last.
    pub(super) fn has_failed(&self) -> bool {
        self.now.values().any(|condition| matches!(condition, Condition::Fails(_)))
    }

    /// A look: `printers` as the branch knows them, if there is one, and the names and reasons of what fails.
    pub(super) fn note(
        &mut self,
        seen: Option<Seen>,
        printers: impl IntoIterator<Item = (KioskId, PrinterState)>,
        faults: &BTreeMap<String, String>,
    ) {
        for (kiosk, printer) in printers {
            // A printer that cannot be reached says nothing itself.
            let why = faults.get(&printer_name(kiosk)).filter(|_| printer == PrinterState::Silent);
            let condition = why.map_or(Condition::Printer(printer), |why| Condition::Fails(why.clone()));
            self.is(seen, Device::Printer(kiosk), condition);
        }
        for (name, why) in faults.iter().filter(|(name, _)| !is_printer(name)) {
            self.is(seen, Device::Named(name.clone()), Condition::Fails(why.clone()));
        }
        let failed = self.now.iter().filter(|(_, condition)| matches!(condition, Condition::Fails(_)));
        let again = failed.filter_map(|(device, _)| match device {
            Device::Named(name) if !faults.contains_key(name) => Some(device.clone()),
            Device::Named(_) | Device::Printer(_) => None,
        });
        for device in again.collect::<Vec<_>>() {
            self.is(seen, device, Condition::Works);
        }
    }

    fn is(&mut self, seen: Option<Seen>, device: Device, condition: Condition) {
        let before = self.now.insert(device.clone(), condition.clone());
        // How a printer is at first is no change.
        let is_first = before.is_none() && matches!(condition, Condition::Printer(_));
        if is_first || before.as_ref() == Some(&condition) {
            return;
        }
        self.changes.push_back(Change { seen, device, condition });
        if self.changes.len() > CHANGES_MAX {
            self.changes.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(rows: &[(&str, &str)]) -> BTreeMap<String, String> {
        rows.iter().map(|&(name, why)| (name.to_owned(), why.to_owned())).collect()
    }

    #[test]
    fn changes_are_kept_and_what_stays_is_not() {
        let mut history = History::default();
        history.begin(&["lamp".to_owned()]);
        let kiosk = KioskId(1);
        history.note(None, [(kiosk, PrinterState::Unknown)], &faults(&[]));
        assert!(history.changes.is_empty());
        history.note(
            None,
            [(kiosk, PrinterState::Ready)],
            &faults(&[("lamp", "no line"), ("hall", "no card")]),
        );
        history.note(
            None,
            [(kiosk, PrinterState::Ready)],
            &faults(&[("lamp", "no line"), ("hall", "no card")]),
        );
        history.note(None, [], &faults(&[("hall", "no screen")]));
        let told: Vec<_> =
            history.changes.iter().map(|change| (change.device.clone(), change.condition.clone())).collect();
        let named = |name: &str| Device::Named(name.to_owned());
        let fails = |why: &str| Condition::Fails(why.to_owned());
        let expected = [
            (Device::Printer(kiosk), Condition::Printer(PrinterState::Ready)),
            (named("hall"), fails("no card")),
            (named("lamp"), fails("no line")),
            (named("hall"), fails("no screen")),
            (named("lamp"), Condition::Works),
        ];
        assert_eq!(told, expected);
        assert_eq!(history.now[&named("lamp")], Condition::Works);
    }

    #[test]
    fn a_printer_that_is_not_there_says_why_for_as_long_as_it_is_silent() {
        let mut history = History::default();
        let kiosk = KioskId(1);
        let absent = faults(&[("printer of kiosk 1", "not plugged in")]);
        let mut how = |printer, faults: &BTreeMap<String, String>| {
            history.note(None, [(kiosk, printer)], faults);
            assert_eq!(history.now.len(), 1, "it is one device");
            history.now[&Device::Printer(kiosk)].clone()
        };
        assert_eq!(how(PrinterState::Unknown, &absent), Condition::Printer(PrinterState::Unknown));
        assert_eq!(how(PrinterState::Silent, &absent), Condition::Fails("not plugged in".to_owned()));
        let silent = how(PrinterState::Silent, &faults(&[]));
        assert_eq!(silent, Condition::Printer(PrinterState::Silent));
        assert_eq!(how(PrinterState::Ready, &faults(&[])), Condition::Printer(PrinterState::Ready));
    }

    #[test]
    fn what_devices_did_is_known_with_another_board_too() {
        let mut history = History::default();
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let named = |name: &str| Device::Named(name.to_owned());
        let fails = |why: &str| Condition::Fails(why.to_owned());
        history.begin(&names(&["hall", "lamp", "scanner"]));
        let kiosk = |number, printer| [(KioskId(number), printer)];
        let broken = faults(&[("hall", "no card"), ("lamp", "no line"), ("web server", "in use")]);
        history.note(None, kiosk(1, PrinterState::Ready), &broken);
        history.begin(&names(&["hall", "lamp of another name"]));
        let now: Vec<_> = history.now.iter().map(|(device, now)| (device.clone(), now.clone())).collect();
        let expected = [
            (named("hall"), fails("no card")),
            (named("lamp of another name"), Condition::Works),
            (named("web server"), fails("in use")),
        ];
        assert_eq!(now, expected);
        history.note(None, kiosk(2, PrinterState::PaperOut), &faults(&[("hall", "no card")]));
        let told: Vec<_> =
            history.changes.iter().map(|change| (change.device.clone(), change.condition.clone())).collect();
        let expected = [
            (named("hall"), fails("no card")),
            (named("lamp"), fails("no line")),
            (named("web server"), fails("in use")),
            (named("web server"), Condition::Works),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn a_device_that_flickers_for_ever_fills_nothing() {
        let mut history = History::default();
        for number in 0..1000 {
            let why = number.to_string();
            history.note(None, [], &faults(&[("lamp", &why)]));
        }
        assert_eq!((history.changes.len(), history.now.len()), (CHANGES_MAX, 1));
    }
}
