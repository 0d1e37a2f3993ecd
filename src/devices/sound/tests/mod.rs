mod by_hand;
mod programs;
mod properties;

use super::speaker::*;
use crate::domain::ids::KioskId;
use crate::domain::settings::Question;
use crate::domain::ticket::Language;
use crate::speech::{Spoken, Utterance};
use std::collections::BTreeMap;

const KIOSK: Place = Place::Kiosk(KioskId(1));
const OTHER: Place = Place::Kiosk(KioskId(2));

fn words(text: &str) -> Utterance {
    let spoken = Spoken { language: Language::Lv, text: text.to_owned(), clips: Vec::new() };
    Utterance { chime: false, words: Some(spoken) }
}

fn text(utterance: &Utterance) -> String {
    utterance.words.as_ref().map_or("chime".to_owned(), |words| words.text.clone())
}

/// A sink that the hall and two kiosks share.
fn speaker() -> Speaker {
    Speaker::new(&BTreeMap::from([(Place::Hall, 80), (KIOSK, 60), (OTHER, 60)]))
}
