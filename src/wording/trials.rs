//! What a test came to, in words for the technician.

use super::Say;
use crate::domain::event::PrintEvidence;
use crate::domain::kiosk::PrinterState;
use crate::domain::trial::{Found, NotTried, Said};

impl Say<'_> {
    /// What was found, after the name of the device.
    pub fn found(self, found: &Found) -> String {
        match found {
            Found::Blinked { seconds } => self.trial_blinked(*seconds),
            Found::Shown { width_px, height_px, seconds } => {
                self.trial_shown(*seconds, *width_px, *height_px)
            }
            Found::GaveWay => self.trial_gave_way(),
            Found::Printed(PrintEvidence::JobEcho) => self.trial_printed_echo(),
            Found::Printed(PrintEvidence::QueuedStatus) => self.trial_printed_status(),
            Found::NotPrinted { printer } => self.trial_not_printed(&self.said(*printer)),
            Found::PrintUncertain { printer } => self.trial_print_uncertain(&self.said(*printer)),
            Found::Played => self.trial_played(),
            Found::NoVoice => self.trial_no_voice(),
            Found::Interrupted => self.trial_interrupted(),
            Found::Answered { ms } => self.trial_answered(*ms),
            Found::Silent { seconds } => self.trial_silent(*seconds),
            Found::NoFault => self.trial_no_fault(),
            Found::NotFitted => self.trial_not_fitted(),
            Found::NotTried(why) => self.trial_not_tried(&self.not_tried(*why)),
            Found::Fails(why) => self.trial_fails(why),
        }
    }

    /// What a contact or a scanner said, after its name.
    pub fn said_by(self, said: &Said) -> String {
        match said {
            Said::Pressed => self.trial_pressed(),
            Said::Released => self.trial_released(),
            Said::Lost => self.trial_lost(),
            Said::Code { end, letters } => self.trial_code(end, *letters),
        }
    }

    /// Why a test was not begun, and what to do.
    pub fn not_tried(self, why: NotTried) -> String {
        match why {
            NotTried::AnotherTest => self.trial_another(),
            NotTried::NoSuchDevice => self.trial_no_device(),
            NotTried::NoPresenter => self.trial_no_presenter(),
            NotTried::NoCutter => self.trial_no_cutter(),
            NotTried::CutsToPresent => self.trial_cuts_to_present(&self.trial_present()),
            NotTried::SlipOnItsWay => self.trial_slip_on_its_way(),
            NotTried::PrinterNotReady { printer } => {
                self.trial_printer_not_ready(&self.printer_state(printer))
            }
            NotTried::DiskFull => self.fault_disk_low(),
            NotTried::InUse => self.trial_in_use(),
            NotTried::NoCentre => self.page_no_centre(),
            NotTried::Stopped => self.service_stopped(),
        }
    }

    /// What a printer said; silence is a state, too.
    fn said(self, printer: Option<PrinterState>) -> String {
        self.printer_state(printer.unwrap_or(PrinterState::Silent))
    }
}
