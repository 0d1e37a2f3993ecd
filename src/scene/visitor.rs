//! What a kiosk knows of the person before it: the press that it is dealing with, and the language that was chosen there.
//!
//! A kiosk begins in the public language. Somebody may choose another one; it is theirs until they have their ticket, or
//! until nobody has pressed anything for [`CHOSEN_MS`]: who comes next must not find the language of a stranger.

use crate::domain::ids::LinkId;
use crate::domain::planted::{Bug, planted};
use crate::domain::refusal::Refusal;
use crate::domain::ticket::Language;

/// So long after the last press a chosen language is the kiosk's.
pub const CHOSEN_MS: u64 = 30_000;

/// The person before a kiosk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visitor {
    /// The last press.
    pub press: Press,
    /// The language that was chosen.
    pub chosen: ChosenLanguage,
}

/// What a kiosk was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Which number is now.
    WhichNumber,
    /// Where the newest ticket stands.
    MyTicket,
    /// Where the ticket of a code stands; `None` for a code that no slip has.
    Code {
        /// Its link.
        link: Option<LinkId>,
    },
    /// For another language.
    Language,
    /// To be louder, and how loud it is since.
    Louder {
        /// From 1, the usual volume.
        step: u32,
        /// How many there are.
        steps: u32,
    },
}

/// The press that a kiosk is dealing with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Press {
    /// None.
    #[default]
    Idle,
    /// One that has no answer yet.
    Pending {
        /// The language of its button.
        language: Language,
    },
    /// The last one was refused.
    Refused {
        /// Why.
        refusal: Refusal,
        /// The language of its button.
        language: Language,
        /// Steady time of the answer.
        since_ms: u64,
    },
    /// The last one was a question.
    Answered {
        /// Which.
        asked: Asked,
        /// The language of its button; without one that of the ticket, or the public one.
        language: Option<Language>,
        /// Steady time of the answer.
        since_ms: u64,
    },
}

/// The language that somebody chose at a kiosk, and the steady time of their last press.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChosenLanguage(Option<(Language, u64)>);

impl ChosenLanguage {
    /// The language, while it is somebody's.
    pub fn now(self, now_ms: u64) -> Option<Language> {
        let (language, used_ms) = self.0?;
        (now_ms < used_ms + CHOSEN_MS).then_some(language)
    }

    /// When it will be nobody's any more, if nothing more is pressed.
    pub fn until_ms(self, now_ms: u64) -> Option<u64> {
        self.now(now_ms)?;
        self.0.map(|(_, used_ms)| used_ms + CHOSEN_MS)
    }

    /// Somebody presses: the language that they want, or else the one after the present one; of those that are offered the
    /// first is the public one. Gives the language.
    pub fn choose(&mut self, now_ms: u64, wanted: Option<Language>, offered: &[Language]) -> Language {
        let public = offered.first().copied().unwrap_or(Language::Lv);
        let present = self.now(now_ms).unwrap_or(public);
        let after = || {
            let at = offered.iter().position(|&language| language == present)?;
            offered.get(at + 1).copied()
        };
        let language = wanted.or_else(after).unwrap_or(public);
        self.0 = Some((language, now_ms));
        language
    }

    /// The same person presses something else.
    pub fn used(&mut self, now_ms: u64) {
        self.0 = self.now(now_ms).map(|language| (language, now_ms));
    }

    /// The person has a ticket.
    pub fn end(&mut self) {
        if !planted(Bug::ChoiceOutlivesTicket) {
            self.0 = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Language::{En, Lv, Ru, Uk};
    use super::*;

    #[test]
    fn it_goes_round_the_languages_that_are_offered() {
        let mut chosen = ChosenLanguage::default();
        assert_eq!(chosen.now(0), None);
        let round: Vec<Language> =
            (0..5).map(|press| chosen.choose(press, None, &[Lv, Ru, En, Uk])).collect();
        assert_eq!(round, [Ru, En, Uk, Lv, Ru]);
        assert_eq!(chosen.choose(5, Some(Uk), &[Lv, Ru, En, Uk]), Uk, "a button may name one");
        assert_eq!(ChosenLanguage::default().choose(0, None, &[Lv]), Lv);
    }

    #[test]
    fn it_is_theirs_while_they_press_and_ends_with_their_ticket() {
        let mut chosen = ChosenLanguage::default();
        chosen.choose(1_000, Some(En), &[Lv, En]);
        assert_eq!((chosen.now(30_999), chosen.now(31_000)), (Some(En), None));
        chosen.used(30_999);
        assert_eq!(chosen.until_ms(31_000), Some(60_999));
        assert_eq!((chosen.now(60_998), chosen.now(60_999)), (Some(En), None));
        chosen.used(60_999);
        assert_eq!(chosen, ChosenLanguage::default(), "who comes later does not get it back");
        chosen.choose(70_000, None, &[Lv, En]);
        chosen.end();
        assert_eq!((chosen.now(70_000), chosen.until_ms(70_000)), (None, None));
    }
}
