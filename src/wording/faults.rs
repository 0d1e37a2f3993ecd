//! What is wrong, and what to do about it, for the technician.

use super::Say;
use crate::domain::ids::{CounterId, KioskId, TicketNumber};
use crate::domain::kiosk::PrinterState;
use serde::{Deserialize, Serialize};

/// Something that a technician must act on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub advice: String,
    /// What the technician says when it is done, where nothing else tells.
    pub remedy: Option<Remedy>,
}

impl Fault {
    /// What is wrong and what to do, for who sees no more than text.
    pub fn in_words(self) -> String {
        format!("{} {}", self.what, self.advice)
    }
}

/// Something that only a person can tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedy {
    /// Where it was done.
    pub kiosk: KioskId,
    /// What was done.
    pub deed: Deed,
    /// The same in words.
    pub words: String,
}

/// What a technician does to a printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deed {
    /// It was switched off and on.
    PowerCycled,
    /// A new roll was put in.
    NewRoll,
}

/// The way to the centre has a place among the devices that do not work, under this name.
pub const CENTRE: &str = "central queue";

/// Printers that cannot be reached have a place there too, under these names.
const PRINTER: &str = "printer of kiosk ";

/// The name of a kiosk's printer.
pub fn printer_name(kiosk: KioskId) -> String {
    format!("{PRINTER}{kiosk}")
}

/// Whether a device with this name is a kiosk's printer.
pub fn is_printer(name: &str) -> bool {
    name.starts_with(PRINTER)
}

impl Say<'_> {
    /// What is wrong with a kiosk's printer, if anything is. `counted`: somebody must say when a roll is new.
    pub fn printer_fault(self, kiosk: KioskId, printer: PrinterState, counted: bool) -> Option<Fault> {
        let (what, advice) = match printer {
            PrinterState::Ready => return None,
            PrinterState::Unknown => (self.fault_printer_unknown(), self.fault_printer_unknown_do()),
            PrinterState::PaperNearEnd => (self.fault_paper_near_end(), self.fault_paper_near_end_do()),
            PrinterState::PaperOut => (self.fault_paper_out(), self.fault_paper_out_do()),
            PrinterState::CoverOpen => (self.fault_cover_open(), self.fault_cover_open_do()),
            PrinterState::CutterBlocked => (self.fault_cutter_blocked(), self.fault_cutter_blocked_do()),
            PrinterState::Jammed => (self.fault_jammed(), self.fault_jammed_do()),
            PrinterState::Overheated => (self.fault_overheated(), self.fault_overheated_do()),
            PrinterState::Unrecoverable => (self.fault_unrecoverable(), self.fault_unrecoverable_do()),
            PrinterState::TicketNotTaken => (self.fault_ticket_not_taken(), self.fault_ticket_not_taken_do()),
            PrinterState::NeedsPowerCycle => {
                (self.fault_needs_power_cycle(), self.fault_needs_power_cycle_do())
            }
            PrinterState::Error => (self.fault_printer_error(), self.fault_printer_error_do()),
            PrinterState::Offline => (self.fault_printer_offline(), self.fault_printer_offline_do()),
            PrinterState::Silent => (self.fault_printer_silent(), self.fault_printer_silent_do()),
        };
        let paper = matches!(printer, PrinterState::PaperNearEnd | PrinterState::PaperOut);
        let remedy = if printer == PrinterState::NeedsPowerCycle {
            Some(Remedy { kiosk, deed: Deed::PowerCycled, words: self.fault_power_cycled() })
        } else {
            (paper && counted).then(|| self.new_roll(kiosk))
        };
        Some(Fault { what, advice, remedy })
    }

    /// What somebody says who has put a new roll in.
    pub fn new_roll(self, kiosk: KioskId) -> Remedy {
        Remedy { kiosk, deed: Deed::NewRoll, words: self.fault_new_roll() }
    }

    /// A button that is held down for too long, by its place on the kiosk.
    pub fn button_fault(self, button: u8) -> Fault {
        fault(self.fault_button_stuck(button.into()), self.fault_button_stuck_do())
    }

    /// A key that is held down for too long, by its place on the keypad of a counter.
    pub fn key_fault(self, counter: CounterId, key: u8) -> Fault {
        fault(self.fault_key_stuck(key.into(), counter), self.fault_key_stuck_do())
    }

    /// A printer cannot be reached. `why`: the technical reason, in English.
    pub fn printer_missing_fault(self, why: &str) -> Fault {
        fault(self.fault_printer_missing(why), self.fault_device_do())
    }

    /// A device does not work. `why`: the technical reason, in English.
    pub fn device_fault(self, device: &str, why: &str) -> Fault {
        if device == CENTRE {
            return fault(self.fault_centre(why), self.fault_centre_do());
        }
        if is_printer(device) {
            return self.printer_missing_fault(why);
        }
        fault(self.fault_device(device, why), self.fault_device_do())
    }

    /// The disk is too full for new tickets.
    pub fn storage_fault(self) -> Fault {
        fault(self.fault_storage_full(), self.fault_storage_full_do())
    }

    /// The clock does not follow a time server.
    pub fn clock_unsynced_fault(self) -> Fault {
        fault(self.fault_clock_unsynced(), self.fault_clock_unsynced_do())
    }

    /// The clock was set while nobody announced it, and is in doubt for a while.
    pub fn clock_jumped_fault(self) -> Fault {
        fault(self.fault_clock_jumped(), self.fault_clock_jumped_do())
    }

    /// The journal was damaged; it was put aside and a new one begun.
    pub fn journal_fault(self) -> Fault {
        fault(self.fault_journal_quarantined(), self.fault_journal_quarantined_do())
    }
}

impl Say<'_> {
    /// The disk will soon be too full.
    pub fn disk_fault(self) -> Fault {
        fault(self.fault_disk_low(), self.fault_disk_low_do())
    }

    /// Technicians have no PIN.
    pub fn pin_missing_fault(self) -> Fault {
        fault(self.fault_pin_missing(), self.fault_pin_missing_do())
    }

    /// The device is too hot.
    pub fn heat_fault(self, degrees: i32) -> Fault {
        fault(self.fault_hot(degrees), self.fault_hot_do())
    }

    /// The supply's voltage is too low.
    pub fn voltage_fault(self) -> Fault {
        fault(self.fault_voltage(), self.fault_voltage_do())
    }

    /// People wait for what no counter does.
    pub fn stranded_fault(self, numbers: &[TicketNumber]) -> Fault {
        let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        fault(self.fault_stranded(&numbers.join(", ")), self.fault_stranded_do())
    }

    /// The last good configuration is in force and not that of the files. `why`: the technical reason, in English.
    pub fn configuration_fault(self, why: &str) -> Fault {
        fault(self.fault_configuration(why), self.fault_configuration_do())
    }

    /// The certificate for the way to the centre ends in so many days; negative when it has ended.
    pub fn certificate_fault(self, days: i64) -> Fault {
        let what = if days < 0 { self.fault_certificate_over() } else { self.fault_certificate_ends(days) };
        fault(what, self.fault_certificate_do())
    }
}

fn fault(what: String, advice: String) -> Fault {
    Fault { what, advice, remedy: None }
}
