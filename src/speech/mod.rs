//! What hall and kiosk say: from the branch to words for the ear.
//!
//! **Model.** An [`Utterance`] is a chime, words in one language, or both. [`hall`] makes the utterance of a call in the
//! public language, [`kiosk`] those of a kiosk in the language of the person who asked, both from [`sentences`]. A sentence
//! consists of pieces ([`piece`]): words of the language files, and the recordings ([`clips`]) that say the same. Whoever has
//! all recordings of an utterance as files plays those, and nobody mixes two voices in one utterance. [`script`] lists what
//! there is to record.
//!
//! **Invariants.** Nothing is said that is not shown as well. Letters, numbers and times are written as `espeak-ng`
//! reads them right. The recordings of an utterance say its words, no more and no less.
//!
//! **Deliberately not here.** When something is said, how loud and on what: that is the devices' business.

pub mod clips;
pub mod hall;
pub mod kiosk;
pub mod piece;
pub mod script;
mod sentences;

#[cfg(test)]
mod tests;

use crate::domain::ticket::Language;
use piece::Piece;

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

impl Spoken {
    fn new(language: Language, pieces: impl IntoIterator<Item = Piece>) -> Self {
        let (texts, clips): (Vec<String>, Vec<Option<Vec<_>>>) =
            pieces.into_iter().map(|piece| (piece.text, piece.clips)).unzip();
        let clips = clips.into_iter().collect::<Option<Vec<_>>>().unwrap_or_default();
        let clips = clips.into_iter().flatten().map(|clip| clip.name).collect();
        Self { language, text: texts.join(" "), clips }
    }
}

impl Utterance {
    /// Words without a chime.
    fn words(language: Language, pieces: impl IntoIterator<Item = Piece>) -> Self {
        Self { chime: false, words: Some(Spoken::new(language, pieces)) }
    }
}
