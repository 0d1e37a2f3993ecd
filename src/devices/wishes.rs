//! What a press of a kiosk's button asks for: a ticket, or an answer to a question.

use crate::domain::ids::KioskId;
use crate::domain::planted::{Bug, planted};
use crate::domain::settings::{Button, Question, QuestionButton, Settings};
use crate::scene::visitor::{Press, Visitor};

/// What somebody wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// A ticket. It ends as a ticket or as a refusal in words.
    Ticket(Button),
    /// An answer. It is given at once, and nothing is journalled: the branch has not changed.
    Answer(QuestionButton),
}

/// What a button of this kiosk asks for, in the language that its visitor has chosen; `None` when the site does not say.
/// What came of the press before changes nothing: an answer that still stands on the display must not take the next press
/// for itself.
pub fn wish(settings: &Settings, kiosk: KioskId, place: u8, visitor: &Visitor, now_ms: u64) -> Option<Wish> {
    if planted(Bug::AnswerSwallowsPress) && matches!(visitor.press, Press::Answered { .. }) {
        return None;
    }
    let chosen = visitor.chosen.now(now_ms);
    let mut buttons = settings.buttons.iter();
    let ticket = buttons.find(|button| button.kiosk == kiosk && button.place == place);
    let ticket = ticket.map(|button| {
        let language = chosen.unwrap_or(button.language);
        Wish::Ticket(Button { language, ..button.clone() })
    });
    ticket.or_else(|| {
        let mut questions = settings.questions.iter();
        let asks = questions.find(|asks| asks.kiosk == kiosk && asks.place == place)?;
        let language = match asks.question {
            // Its language is the one that it chooses.
            Question::OtherLanguage => asks.language,
            Question::WhichNumber | Question::MyTicket | Question::Louder => chosen.or(asks.language),
        };
        Some(Wish::Answer(QuestionButton { language, ..asks.clone() }))
    })
}
