//! What each place sounds like: the chime and some words that call nobody, one place and one language after the other.

use crate::devices::installation::Installation;
use crate::devices::sound::Place;
use crate::domain::settings::Settings;
use crate::domain::ticket::Language;
use crate::domain::trial::{Device, Finding, Found, NotTried};
use crate::speech::{self, Utterance};
use crate::wording::Words;
use std::time::Duration;
use tokio::time::timeout;

/// A sink that says nothing for so long is busy with something else, again and again.
const SECONDS_MAX: u32 = 30;

impl Installation {
    /// Plays everything.
    ///
    /// # Errors
    /// When nothing is heard anywhere.
    pub async fn try_sounds(&self, settings: &Settings, words: &Words) -> Result<Vec<Finding>, NotTried> {
        let mut findings = Vec::new();
        for (place, voice) in self.sounds.voices() {
            let (name, languages) = match place {
                Place::Hall => ("sound of hall".to_owned(), vec![settings.language]),
                Place::Kiosk(kiosk) => (format!("sound of kiosk {kiosk}"), settings.languages.clone()),
            };
            for language in languages {
                let Some(found) = voice.try_out(sound(language, words)) else { continue };
                let found = timeout(Duration::from_secs(SECONDS_MAX.into()), found).await;
                let found = match found {
                    Ok(found) => found.unwrap_or(Found::Interrupted),
                    Err(_) => Found::Silent { seconds: SECONDS_MAX },
                };
                let device = format!("{name}: {}", words.say(language).language_name());
                findings.push(Finding { device: Device::Named(device), found });
            }
        }
        if findings.is_empty() { Err(NotTried::NoSuchDevice) } else { Ok(findings) }
    }
}

/// "Please wait": it has recordings where a place has any, and sends nobody anywhere.
fn sound(language: Language, words: &Words) -> Utterance {
    Utterance { chime: true, ..speech::kiosk::please_wait(language, words) }
}
