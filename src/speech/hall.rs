//! What the hall hears.

use super::{Spoken, Utterance, sentences};
use crate::domain::branch::Call;
use crate::domain::settings::HallCall;
use crate::wording::Say;

/// A call: the chime, and the number with its counter where the site wants that said.
pub fn call(call: &Call, heard: HallCall, say: Say<'_>) -> Utterance {
    let words = || Spoken::new(say.language(), [sentences::call(say, call.number, call.counter)]);
    match heard {
        HallCall::Spoken => Utterance { chime: true, words: Some(words()) },
        HallCall::Chime => Utterance { chime: true, words: None },
    }
}
