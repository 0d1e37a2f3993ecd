//! What a press of a kiosk's button asks for: a ticket, or an answer to a question.

use crate::domain::ids::KioskId;
use crate::domain::planted::{Bug, planted};
use crate::domain::settings::{Button, QuestionButton, Settings};
use crate::scene::kiosk::Press;

/// What somebody wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// A ticket. It ends as a ticket or as a refusal in words.
    Ticket(Button),
    /// An answer. It is given at once, and nothing is journalled: the branch has not changed.
    Answer(QuestionButton),
}

/// What a button of this kiosk asks for; `None` when the site does not say. `before` is what came of the press before,
/// and changes nothing: an answer that still stands on the display must not take the next press for itself.
pub fn wish(settings: &Settings, kiosk: KioskId, place: u8, before: &Press) -> Option<Wish> {
    if planted(Bug::AnswerSwallowsPress) && matches!(before, Press::Answered { .. }) {
        return None;
    }
    let mut buttons = settings.buttons.iter();
    let ticket =
        buttons.find(|button| button.kiosk == kiosk && button.place == place).cloned().map(Wish::Ticket);
    ticket.or_else(|| {
        let mut questions = settings.questions.iter();
        questions.find(|asks| asks.kiosk == kiosk && asks.place == place).cloned().map(Wish::Answer)
    })
}
