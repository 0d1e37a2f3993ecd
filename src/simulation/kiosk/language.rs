//! Which language a ticket must have: remembered in the plainest way, beside what the kiosk makes of the same presses.

use crate::domain::ids::KioskId;
use crate::domain::settings::Settings;
use crate::domain::ticket::Language;
use crate::simulation::promise::{Broken, Promise, ensure};

/// Who pressed nothing for so long has gone.
const GONE_MS: u64 = 30_000;

/// What somebody who watches the kiosk remembers of the person before it.
#[derive(Debug, Default)]
pub(super) struct LanguageMemory {
    chosen: Option<Language>,
    pressed_ms: u64,
}

impl LanguageMemory {
    /// Somebody presses something.
    pub(super) fn presses(&mut self, now_ms: u64) {
        if now_ms >= self.pressed_ms + GONE_MS {
            self.chosen = None;
        }
        self.pressed_ms = now_ms;
    }

    /// It was the button for another language.
    pub(super) fn goes_on(&mut self, settings: &Settings) {
        let mut round = settings.languages.iter().chain(&settings.languages);
        let present = self.chosen.unwrap_or(settings.language);
        round.find(|&&language| language == present);
        self.chosen = round.next().copied();
    }

    /// The person has a ticket.
    pub(super) fn ends(&mut self) {
        self.chosen = None;
    }

    /// It was a button for a ticket, and this is the language that was asked for.
    pub(super) fn checks(
        &self,
        settings: &Settings,
        kiosk: KioskId,
        place: u8,
        language: Language,
    ) -> Result<(), Broken> {
        let button = settings.buttons.iter().find(|button| (button.kiosk, button.place) == (kiosk, place));
        let expected = self.chosen.or(button.map(|button| button.language));
        ensure(Promise::LanguageIsTheirs, expected == Some(language), || {
            format!("the ticket of button {place} is in {language:?}, and not in {expected:?}")
        })
    }
}
