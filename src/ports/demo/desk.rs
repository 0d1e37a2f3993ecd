//! What is on the desk of a counter, as the demo page shows it.

use super::DeskState;
use crate::domain::ids::CounterId;
use crate::ports::office::Reader;
use crate::ports::view::{Action, Look};
use crate::scene::counter::{CounterBody, CounterView};
use serde::Serialize;

/// The desk of a counter.
#[derive(PartialEq, Serialize)]
pub(super) struct DeskView {
    counter: CounterId,
    /// The picture on the display over it, if there is one.
    picture: Option<String>,
    /// What the display says, for who cannot see the picture.
    words: String,
    /// Why the last key did nothing, as long as the display says so.
    refusal: Option<String>,
    keys: Vec<Key>,
}

#[derive(PartialEq, Serialize)]
struct Key {
    key: u8,
    action: Action,
}

impl DeskView {
    /// Its words are in the public language, as on the display itself.
    pub(super) fn new(reader: &Reader, desk: &DeskState, look: Option<Look<'_>>) -> Self {
        let &DeskState { counter, version, ref keys, ref refused } = desk;
        let edition = &reader.shared.edition;
        let say = reader.shared.office.words.say(reader.shared.office.settings.language);
        let shown = look.map(|look| CounterView::of(look.branch, counter, refused.as_ref(), look.now, say).0);
        let body = shown.as_ref().map(|shown| match &shown.body {
            CounterBody::Number { number, .. } => format!("{}, {number}", shown.name),
            CounterBody::Free => shown.name.clone(),
            CounterBody::Closed { words } => format!("{}, {words}", shown.name),
        });
        Self {
            counter,
            picture: version.map(|version| format!("/demo/{edition}/counter/{counter}/{version}.png")),
            words: body.unwrap_or_default(),
            refusal: shown.and_then(|shown| shown.refusal),
            keys: keys.iter().map(|&(key, action)| Key { key, action: action.into() }).collect(),
        }
    }
}
