//! What hall and kiosk say: from the branch to words for the ear.
//!
//! **Model.** An [`Utterance`] is a chime, words in one language, or both. [`hall`] makes the utterance of a call in the
//! public language, [`kiosk`] those of a kiosk in the language of the person who asked. An utterance that can be put
//! together from recorded words names its [`clips`]; whoever has all of them as files plays those, and nobody mixes two
//! voices in one utterance.
//!
//! **Invariants.** Nothing is said that is not shown as well. Letters, numbers and times are written as `espeak-ng`
//! reads them right.
//!
//! **Deliberately not here.** When something is said, how loud and on what: that is the devices' business.

pub mod clips;
pub mod hall;
pub mod kiosk;

#[cfg(test)]
mod tests;

use crate::domain::ticket::Language;

/// Words for the ear.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spoken {
    /// Their language.
    pub language: Language,
    /// The words.
    pub text: String,
    /// The clips that say the same, in their order; none when there can be no clips for it.
    pub clips: Vec<String>,
}

/// Something that is heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Utterance {
    /// Whether a chime comes first.
    pub chime: bool,
    /// The words; without them the chime is all.
    pub words: Option<Spoken>,
}

impl Utterance {
    /// Words that no clips can say.
    fn words(language: Language, text: String) -> Self {
        Self { chime: false, words: Some(Spoken { language, text, clips: Vec::new() }) }
    }
}
