//! What the hall hears.

use super::{Spoken, Utterance, clips};
use crate::domain::branch::Call;
use crate::domain::settings::HallCall;
use crate::wording::Say;

/// A call: the chime, and the number with its counter where the site wants that said.
pub fn call(call: &Call, heard: HallCall, say: Say<'_>) -> Utterance {
    let words = || Spoken {
        language: say.language(),
        text: say.spoken_call(call.number, call.counter),
        clips: clips::call(call.number, call.counter),
    };
    match heard {
        HallCall::Spoken => Utterance { chime: true, words: Some(words()) },
        HallCall::Chime => Utterance { chime: true, words: None },
    }
}
