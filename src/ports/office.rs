//! What the server knows, and who is reading.

use super::demo::Playground;
use super::guard::Hosts;
use super::power::Power;
use super::view::Look;
use crate::domain::settings::Settings;
use crate::domain::ticket::Language;
use crate::engine::Handle;
use crate::wording::{Say, Words};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::watch;

/// What the daemon gives to the server.
#[derive(Clone)]
pub struct Office {
    /// The site: it stays the same while the power comes and goes.
    pub settings: Arc<Settings>,
    /// The words of every language.
    pub words: Arc<Words>,
    /// The cell with the running branch.
    pub power: Power,
    /// Why each device that does not work does not, by its name.
    pub faults: watch::Receiver<BTreeMap<String, String>>,
    /// The demo's toys; `None` in `rinda run`.
    pub playground: Option<Arc<dyn Playground>>,
    /// Names, with a port where it is not the scheme's own, under which a proxy reaches the server, beside its own loopback
    /// address.
    pub hosts: Vec<String>,
}

/// What every handler can see.
pub(super) struct Shared {
    pub(super) office: Office,
    /// The values of `Host` that are answered.
    pub(super) hosts: Hosts,
    /// Part of every picture's address: versions of another process are other pictures.
    pub(super) edition: String,
    /// Becomes true when the server must end.
    pub(super) stop: watch::Receiver<bool>,
}

/// Who is reading: the language, and whether it is a person with a page or a program.
#[derive(Clone)]
pub(super) struct Reader {
    pub(super) shared: Arc<Shared>,
    pub(super) language: Language,
    pub(super) wants_html: bool,
}

impl Reader {
    pub(super) fn new(shared: &Arc<Shared>, uri: &Uri, headers: &HeaderMap) -> Self {
        let settings = &shared.office.settings;
        let asked = uri.query().and_then(language_of_query);
        let accepted = || headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok();
        let preferred = || language_of_header(accepted()?, &settings.languages);
        let language = asked.or_else(preferred).unwrap_or(settings.language);
        let accepts = headers.get(header::ACCEPT).and_then(|accepts| accepts.to_str().ok());
        let wants_html = accepts.is_some_and(|accepts| accepts.contains("text/html"));
        Self { shared: Arc::clone(shared), language, wants_html }
    }

    pub(super) fn say(&self) -> Say<'_> {
        self.shared.office.words.say(self.language)
    }

    /// Looks at a branch in the reader's language.
    pub(super) fn look<R>(&self, branch: &Handle, look: impl FnOnce(Look<'_>) -> R) -> R {
        let faults = self.shared.office.faults.borrow().clone();
        branch.read(|branch, now| look(Look { branch, now, say: self.say(), faults: &faults }))
    }
}

impl FromRequestParts<Arc<Shared>> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Infallible> {
        Ok(Self::new(shared, &parts.uri, &parts.headers))
    }
}

/// The two letters of a language, as pages and headers write them.
pub(super) fn code(language: Language) -> &'static str {
    match language {
        Language::Lv => "lv",
        Language::Ru => "ru",
        Language::En => "en",
        Language::Uk => "uk",
    }
}

pub(super) fn language_of(text: &str) -> Option<Language> {
    Language::ALL.into_iter().find(|&language| code(language) == text)
}

fn language_of_query(query: &str) -> Option<Language> {
    query.split('&').find_map(|pair| language_of(pair.strip_prefix("lang=")?))
}

/// The first language of `Accept-Language` that is offered. Browsers send them by preference, so weights are not read.
fn language_of_header(header: &str, offered: &[Language]) -> Option<Language> {
    let mut languages = header.split(',').filter_map(|range| {
        let tag = range.split(';').next().unwrap_or(range).trim();
        language_of(&tag.split('-').next().unwrap_or(tag).to_ascii_lowercase())
    });
    languages.find(|language| offered.contains(language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_says_its_languages_by_preference() {
        let check = |header, expect| {
            assert_eq!(language_of_header(header, &Language::ALL), expect, "{header}");
        };
        check("uk-UA,uk;q=0.9,en;q=0.8", Some(Language::Uk));
        check("de-DE,de;q=0.9,ru;q=0.8,lv;q=0.5", Some(Language::Ru));
        check("LV", Some(Language::Lv));
        check("de, fr", None);
        check(",;q=,--", None);
        let offered = [Language::Lv, Language::En];
        assert_eq!(language_of_header("ru-RU,ru;q=0.9,en;q=0.8", &offered), Some(Language::En));
        assert_eq!(language_of_header("ru-RU,ru;q=0.9", &offered), None, "the office does not offer it");
    }

    #[test]
    fn an_address_can_ask_for_a_language() {
        let check = |query, expect| assert_eq!(language_of_query(query), expect, "{query}");
        check("lang=ru", Some(Language::Ru));
        check("x=1&lang=uk", Some(Language::Uk));
        check("lang=xx", None);
        check("language=ru", None);
    }
}
