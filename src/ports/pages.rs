//! What is the same for everybody: shells of pages, style, scripts, letters, and the words that pages draw themselves.

use super::office::{Reader, Shared};
use crate::domain::ids::{CounterId, KioskId, Series, TicketNumber};
use crate::domain::settings::{Button, Question, QuestionButton};
use crate::domain::ticket::{Class, Language};
use crate::http::Problem;
use crate::http::asset::{self, Asset, assets};
use crate::http::language::{code, language_of};
use crate::wording::Say;
use axum::extract::Path;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

const ASSETS: &[Asset] = assets![
    "/assets/console.css" CSS "pages/console.css",
    "/assets/counter.css" CSS "pages/counter.css",
    "/assets/demo.css" CSS "pages/demo.css",
    "/assets/hall.css" CSS "pages/hall.css",
    "/assets/ticket.css" CSS "pages/ticket.css",
    "/assets/words.js" JS "pages/words.js",
    "/assets/console.js" JS "pages/console.js",
    "/assets/counter.js" JS "pages/counter.js",
    "/assets/hall.js" JS "pages/hall.js",
    "/assets/sign_in.js" JS "pages/sign_in.js",
    "/assets/index.js" JS "pages/index.js",
    "/assets/ticket.js" JS "pages/ticket.js",
    "/assets/demo.js" JS "pages/demo.js",
    "/assets/demo_kiosk.css" CSS "pages/demo_kiosk.css",
    "/assets/demo_contact.js" JS "pages/demo_contact.js",
    "/assets/demo_keypad.js" JS "pages/demo_keypad.js",
    "/assets/demo_kiosk.js" JS "pages/demo_kiosk.js",
    "/assets/demo_sound.js" JS "pages/demo_sound.js",
    "/assets/demo_trouble.js" JS "pages/demo_trouble.js",
];

/// Groups of sentences that pages draw themselves.
const GROUPS: [&str; 10] =
    ["console", "demo", "fault", "follow", "hall", "lamp", "kiosk", "page", "printer", "ticket"];

/// What every page needs, and those of the files that are wanted.
pub(super) fn furniture(is_wanted: impl Fn(&str) -> bool) -> Router<Arc<Shared>> {
    let files = asset::COMMON.iter().chain(ASSETS).filter(move |asset| is_wanted(asset.path));
    asset::routes(files).route("/words", get(words)).route("/words/{language}", get(words_in))
}

/// The shell of a page. A browser without scripts gets the only sentence that a shell has.
pub(super) fn html(reader: &Reader, page: &str) -> Response {
    Html(page.replace("{needs_script}", &reader.say().page_needs_script())).into_response()
}

/// The start page of `rinda run`.
pub(super) async fn index(reader: Reader) -> Response {
    html(&reader, include_str!("pages/index.html"))
}

/// Words and names in one language.
#[derive(Serialize)]
struct Phrasebook<'a> {
    language: &'static str,
    /// The language of what everybody sees in the office.
    public_language: &'static str,
    languages: Vec<(&'static str, String)>,
    labels: BTreeMap<&'static str, String>,
    /// "# min", "# h", "# d".
    minutes: String,
    hours: String,
    days: String,
    /// "Take # out of the queue?"
    cancel_sure: String,
    just_now: String,
    /// "As of #".
    as_of: String,
    branch: &'a str,
    counters: Vec<(CounterId, String)>,
    kiosks: Vec<KioskNames>,
}

#[derive(Serialize)]
struct KioskNames {
    kiosk: KioskId,
    buttons: Vec<ButtonNames>,
}

/// What stands on a button.
#[derive(Serialize)]
struct ButtonNames {
    button: u8,
    letter: char,
    name: String,
    detail: String,
    language: &'static str,
    /// Whether a press gives a ticket, and not an answer.
    ticket: bool,
}

async fn words_in(reader: Reader, Path(language): Path<String>) -> Response {
    let offered = &reader.shared.office.settings.languages;
    match language_of(&language).filter(|language| offered.contains(language)) {
        Some(language) => words(Reader { language, ..reader }).await,
        None => reader.problem(Problem::NotFound),
    }
}

/// In the language that the browser prefers of those that are offered.
async fn words(reader: Reader) -> Response {
    let (settings, say) = (&reader.shared.office.settings, reader.say());
    let language = reader.language;
    let name = |language| (code(language), reader.shared.office.words.say(language).language_name());
    let kiosks = settings.kiosks.iter().map(|&kiosk| KioskNames {
        kiosk,
        buttons: settings
            .buttons
            .iter()
            .filter(|button| button.kiosk == kiosk)
            .filter_map(|button| button_names(&reader, button))
            .chain(
                settings
                    .questions
                    .iter()
                    .filter(|asks| asks.kiosk == kiosk)
                    .map(|asks| question_names(&reader, asks)),
            )
            .collect(),
    });
    let book = Phrasebook {
        language: code(language),
        public_language: code(settings.language),
        languages: settings.languages.iter().copied().map(name).collect(),
        labels: GROUPS.iter().flat_map(|group| say.labels(group)).collect(),
        minutes: say.wait_minutes("#"),
        hours: say.demo_jump_hours("#"),
        days: say.demo_jump_days("#"),
        cancel_sure: cancel_sure(say),
        just_now: say.console_since(0),
        as_of: say.follow_as_of("#"),
        branch: settings.name.get(language),
        counters: settings.counters.keys().map(|&counter| (counter, say.counter_name(counter))).collect(),
        kiosks: kiosks.collect(),
    };
    Json(book).into_response()
}

/// The question with a gap where the number stands.
fn cancel_sure(say: Say<'_>) -> String {
    let number = TicketNumber { series: Series::try_from('A').expect("A is a series"), count: 1 };
    say.console_cancel_sure(number).replace(&number.to_string(), "#")
}

/// In the language of the button itself, as it is printed on the kiosk.
fn button_names(reader: &Reader, button: &Button) -> Option<ButtonNames> {
    let service = reader.shared.office.settings.service(&button.service)?;
    let priority = match button.class {
        Class::Normal => None,
        Class::Priority => Some(reader.shared.office.words.say(button.language).kiosk_priority()),
    };
    let detail = service.detail.as_ref().map(|detail| detail.get(button.language).to_owned());
    Some(ButtonNames {
        button: button.place,
        letter: service.series.into(),
        name: service.name.get(button.language).to_owned(),
        detail: priority.or(detail).unwrap_or_default(),
        language: code(button.language),
        ticket: true,
    })
}

/// A button without a language of its own has the public one, as it is printed on the kiosk.
fn question_names(reader: &Reader, button: &QuestionButton) -> ButtonNames {
    let language = button.language.unwrap_or(reader.shared.office.settings.language);
    let say = reader.shared.office.words.say(language);
    let (letter, name) = match button.question {
        Question::WhichNumber => ('?', say.kiosk_ask_number()),
        Question::MyTicket => ('…', say.kiosk_ask_ticket()),
        Question::Louder => ('+', say.kiosk_ask_louder()),
        Question::OtherLanguage => ('→', other_language(reader, button.language)),
    };
    ButtonNames {
        button: button.place,
        letter,
        name,
        detail: String::new(),
        language: code(language),
        ticket: false,
    }
}

/// Who looks for this button may read none of the other words.
fn other_language(reader: &Reader, language: Option<Language>) -> String {
    let office = &reader.shared.office;
    match language {
        Some(language) => office.words.say(language).language_name(),
        None => {
            let offered = office.settings.languages.iter();
            let names = offered.map(|&language| office.words.say(language).kiosk_ask_language());
            names.collect::<Vec<_>>().join(" · ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::Words;
    use std::collections::BTreeSet;

    /// Every quoted word of a page or a script that looks like the key of a sentence.
    fn keys(text: &str) -> BTreeSet<&str> {
        let words = text.split(['"', '`', '\'']);
        let is_key = |word: &&str| {
            let group = word.split('_').next().unwrap_or_default();
            let plain =
                word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte.is_ascii_digit());
            plain && word.contains('_') && GROUPS.contains(&group)
        };
        words.filter(is_key).collect()
    }

    #[test]
    fn pages_say_only_words_that_there_are() {
        let words = Words::load();
        let labels: BTreeSet<&str> = GROUPS
            .iter()
            .flat_map(|group| words.say(Language::En).labels(group))
            .map(|(key, _)| key)
            .collect();
        let pages = [
            include_str!("pages/index.html"),
            include_str!("pages/counter.html"),
            include_str!("pages/demo.html"),
            include_str!("pages/hall.html"),
            include_str!("pages/sign_in.html"),
            include_str!("pages/ticket.html"),
        ];
        let scripts = asset::COMMON
            .iter()
            .chain(ASSETS)
            .filter(|asset| asset.kind == asset::JS)
            .map(|asset| std::str::from_utf8(asset.bytes).unwrap());
        let mut said = BTreeSet::new();
        for text in pages.into_iter().chain(scripts) {
            said.extend(keys(text));
        }
        assert!(said.len() > 70, "only {} keys were found", said.len());
        let missing: Vec<_> = said.difference(&labels).collect();
        assert!(missing.is_empty(), "pages say {missing:?}");
    }
}
