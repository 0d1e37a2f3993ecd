//! Everything that is wrong with a branch, in one list: for consoles, for the centre and for the technician.

use super::Say;
use super::faults::{Fault, Remedy, is_printer, printer_name};
use crate::domain::branch::Branch;
use crate::domain::ids::KioskId;
use crate::domain::kiosk::PrinterState;
use crate::domain::time::{ClockTrust, Moment};
use std::collections::BTreeMap;

impl Say<'_> {
    /// Everything that somebody must act on. `devices`: why each device that does not work does not, by its name.
    pub fn troubles(self, branch: &Branch, now: Moment, devices: &BTreeMap<String, String>) -> Vec<Fault> {
        let state = branch.state();
        let rolls = &branch.settings().rolls;
        let printers = state.kiosks.iter().filter_map(|(id, kiosk)| {
            let roll = rolls.get(id);
            let counted_out = roll.is_some_and(|roll| roll.is_near_end(kiosk.roll_slips));
            let near_end = counted_out && kiosk.printer == PrinterState::Ready;
            let printer = if near_end { PrinterState::PaperNearEnd } else { kiosk.printer };
            let why = devices.get(&printer_name(*id)).filter(|_| printer == PrinterState::Silent);
            let fault = match why {
                Some(why) => self.printer_missing_fault(why),
                None => self.printer_fault(*id, printer, roll.is_some())?,
            };
            Some(self.at_kiosk(branch, *id, fault))
        });
        let kiosks = state.kiosks.iter();
        let stuck =
            kiosks.flat_map(|(&id, kiosk)| kiosk.stuck_buttons.iter().map(move |&button| (id, button)));
        let buttons = stuck.map(|(id, button)| self.at_kiosk(branch, id, self.button_fault(button)));
        let keys = state.stuck_keys.iter().map(|&(counter, key)| self.key_fault(counter, key));
        let storage = state.storage_full.then(|| self.storage_fault());
        let clock = match now.trust {
            ClockTrust::Unsynced => Some(self.clock_unsynced_fault()),
            ClockTrust::Synced if branch.clock_trusted(now) => None,
            ClockTrust::Synced => Some(self.clock_jumped_fault()),
        };
        let journal = state.journal_lost.then(|| self.journal_fault());
        let stranded = branch.stranded();
        let stranded = (!stranded.is_empty()).then(|| self.stranded_fault(&stranded));
        let devices = devices.iter().filter(|(device, _)| !is_printer(device));
        let devices = devices.map(|(device, why)| self.device_fault(device, why));
        let of_branch = printers.chain(buttons).chain(keys).chain(storage).chain(clock).chain(journal);
        of_branch.chain(stranded).chain(devices).collect()
    }

    /// A sentence about a kiosk; with its name where there are several.
    pub fn at_named_kiosk(self, branch: &Branch, kiosk: KioskId, sentence: String) -> String {
        match branch.settings().kiosks.len() {
            0 | 1 => sentence,
            _ => format!("{}: {sentence}", self.demo_kiosk_numbered(kiosk)),
        }
    }

    fn at_kiosk(self, branch: &Branch, kiosk: KioskId, fault: Fault) -> Fault {
        let named = |sentence| self.at_named_kiosk(branch, kiosk, sentence);
        let remedy = fault.remedy.map(|remedy| Remedy { words: named(remedy.words), ..remedy });
        Fault { what: named(fault.what), remedy, ..fault }
    }
}
