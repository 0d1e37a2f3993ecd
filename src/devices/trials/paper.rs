//! What a printer brings out for a technician, asked of whoever tends it.

use crate::devices::installation::Installation;
use crate::devices::printer::trial::Request;
use crate::domain::ids::KioskId;
use crate::domain::kiosk::PrinterState;
use crate::domain::trial::{Device, Finding, Found, NotTried, PaperTrial};
use crate::wording::faults::printer_name;
use tokio::sync::oneshot;

impl Installation {
    /// Lets the printer of a kiosk bring something out; returns when it is known what became of that.
    ///
    /// # Errors
    /// When it is not begun.
    pub async fn try_printer(&self, kiosk: KioskId, what: PaperTrial) -> Result<Finding, NotTried> {
        let installed = self.kiosks.get(&kiosk).ok_or(NotTried::NoSuchDevice)?;
        let (answer, outcome) = oneshot::channel();
        let ask = installed.printer_trials().ok_or(NotTried::Stopped)?;
        ask.send(Request { what, answer }).await.map_err(|_| NotTried::Stopped)?;
        let outcome = outcome.await.map_err(|_| NotTried::Stopped)?;
        let why = || self.faults.watch().borrow().get(&printer_name(kiosk)).cloned();
        let found = match outcome {
            Ok(outcome) => outcome.into(),
            Err(refusal @ NotTried::PrinterNotReady { printer: PrinterState::Silent }) => {
                Found::Fails(why().ok_or(refusal)?)
            }
            Err(refusal) => return Err(refusal),
        };
        Ok(Finding { device: Device::Printer(kiosk), found })
    }
}
