//! What the buttons of the kiosks ask for.

use super::{LANGUAGES, code, service, services};
use crate::config::board::Board;
use crate::config::problem::{Problems, Spot};
use crate::config::section::{At, Item, Section};
use crate::domain::ids::KioskId;
use crate::domain::settings::{Button, Question, QuestionButton};
use crate::domain::ticket::{Class, Language};

const QUESTIONS: [(&str, Question); 4] = [
    ("info", Question::WhichNumber),
    ("speak", Question::MyTicket),
    ("volume", Question::Louder),
    ("language", Question::OtherLanguage),
];
const CLASSES: [(&str, Class); 2] = [("normal", Class::Normal), ("priority", Class::Priority)];

/// Buttons that give tickets, and buttons that ask a question.
type Read = (Vec<Button>, Vec<QuestionButton>);

/// What the buttons ask for: `[kiosk.1]` with a line for each button of the board. `languages` are those that visitors can
/// choose, the public one first.
pub(super) fn read(
    file: &mut Section<'_>,
    languages: &[Language],
    services: &[services::Read],
    board: Option<&Board>,
) -> Read {
    let problems = file.problems;
    let (mut buttons, mut questions) = (Vec::new(), Vec::new());
    let Some(section) = file.required("kiosk").and_then(Item::section) else { return (buttons, questions) };
    let spot = section.spot.clone();
    let errors_before = problems.errors();
    for (number, item) in section.numbered(1..=u8::MAX, "a table [kiosk.1]") {
        if let Some(section) = item.section() {
            kiosk(KioskId(number), section, languages, services, board, (&mut buttons, &mut questions));
        }
    }
    // A button that could not be read may be the one that is looked for.
    if problems.errors() > errors_before {
        return (buttons, questions);
    }
    for read in services {
        if !buttons.iter().any(|button| button.service == read.id.value) {
            let what = format!("no button gives tickets for '{}'", read.id.value);
            problems.warning(&read.id.spot, what, "give it a button, unless clerks alone send people there");
        }
    }
    for (kiosk, facts) in board.into_iter().flat_map(|board| &board.kiosks) {
        for place in facts.buttons.keys() {
            let asks = buttons.iter().map(|button: &Button| (button.kiosk, button.place));
            let mut asks = asks.chain(questions.iter().map(|asks: &QuestionButton| (asks.kiosk, asks.place)));
            if !asks.any(|asks| asks == (*kiosk, *place)) {
                let what = format!("button {place} of kiosk {kiosk} asks for nothing");
                problems.warning(
                    &spot,
                    what,
                    "give it a service or a purpose; until then a press does nothing",
                );
            }
        }
        let mut asks = questions.iter().filter(|asks| asks.kiosk == *kiosk);
        if facts.sound.is_none() && asks.any(|asks| asks.question == Question::Louder) {
            let what = format!("kiosk {kiosk} is silent, and a button makes it louder");
            problems.warning(
                &spot,
                what,
                format!("give it a [kiosk.{kiosk}.sound] on the board, or the button another purpose"),
            );
        }
    }
    (buttons, questions)
}

fn kiosk(
    kiosk: KioskId,
    mut section: Section<'_>,
    languages: &[Language],
    services: &[services::Read],
    board: Option<&Board>,
    (buttons, questions): (&mut Vec<Button>, &mut Vec<QuestionButton>),
) {
    let problems = section.problems;
    let public = languages.first().copied().unwrap_or(Language::Lv);
    let facts = board.and_then(|board| board.kiosks.get(&kiosk));
    if board.is_some() && facts.is_none() {
        let what = format!("the board has no kiosk {kiosk}");
        problems.error(&section.spot, what, "add it to the board file, or take it out here");
    }
    let Some(list) = section.required("button").and_then(Item::section) else { return };
    for (place, item) in list.numbered(1..=u8::MAX, "a line 'button.1 = { service = \"…\" }'") {
        let Some(mut section) = item.section() else { continue };
        if facts.is_some_and(|facts| !facts.buttons.contains_key(&place)) {
            let what = format!("kiosk {kiosk} of the board has no button {place}");
            problems.error(&section.spot, what, "add it to the board file, or take it out here");
        }
        if let Some(purpose) = section.optional("purpose") {
            let question = purpose.choice(&QUESTIONS);
            let language = section.optional("language").and_then(|item| item.choice(&LANGUAGES));
            if let Some(At { value: question, spot }) = question {
                if question == Question::OtherLanguage {
                    check_choice(&spot, language.as_ref(), languages, problems);
                }
                let language = language.map(|at| at.value);
                questions.push(QuestionButton { kiosk, place, question, language });
            }
            continue;
        }
        let key = section.required("service").and_then(Item::text);
        let service = key.and_then(|key| service(&key, services, problems));
        let class = section.optional("class").and_then(|item| item.choice(&CLASSES));
        let language = section.optional("language").and_then(|item| item.choice(&LANGUAGES));
        if let Some(service) = service {
            let class = class.map_or(Class::Normal, |at| at.value);
            let language = language.map_or(public, |at| at.value);
            buttons.push(Button { kiosk, place, service, class, language });
        }
    }
}

/// What a button chooses must be offered, and there must be something to choose.
fn check_choice(button: &Spot, chosen: Option<&At<Language>>, offered: &[Language], problems: &Problems) {
    match chosen {
        Some(At { value, spot }) if !offered.contains(value) => {
            let what = format!("visitors cannot choose '{}'", code(*value));
            problems.error(spot, what, "add it to `languages`, or choose another");
        }
        None if offered.len() < 2 => {
            let what = "there is no other language to choose";
            problems.warning(button, what, "add one to `languages`, or give the button another purpose");
        }
        Some(_) | None => {}
    }
}
