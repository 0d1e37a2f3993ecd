//! Each lamp blinks, one after the other: so it is seen which is wired to which button.

use crate::config::board::contact::Contact;
use crate::devices::installation::Installation;
use crate::devices::wiring::lamp_name;
use crate::domain::ids::KioskId;
use crate::domain::trial::{Finding, Found, NotTried};
use std::time::Duration;

/// A lamp blinks once a second, for so long.
const SECONDS: u32 = 3;

impl Installation {
    /// Lets every lamp of the board blink.
    ///
    /// # Errors
    /// When there is none.
    pub async fn try_lamps(&self) -> Result<Vec<Finding>, NotTried> {
        let mut findings = Vec::new();
        for (&id, kiosk) in &self.kiosks {
            for place in self.lamps(id) {
                let blinking = kiosk.lamps.blink(place);
                tokio::time::sleep(Duration::from_secs(SECONDS.into())).await;
                drop(blinking);
                findings.push(self.finding(lamp_name(id, place), Found::Blinked { seconds: SECONDS }));
            }
        }
        if findings.is_empty() { Err(NotTried::NoSuchDevice) } else { Ok(findings) }
    }

    /// The places of the buttons of a kiosk that have a lamp. That of a button that only a page has is on the page.
    pub(in crate::devices) fn lamps(&self, kiosk: KioskId) -> impl Iterator<Item = u8> {
        let buttons = self.board.kiosks.get(&kiosk).into_iter().flat_map(|board| &board.buttons);
        let lamps = buttons.filter(|(_, one)| one.lamp.is_some() || one.contact == Contact::Virtual);
        lamps.map(|(&place, _)| place)
    }
}
