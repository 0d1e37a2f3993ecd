//! The page: a still shell with its words in it; a script signs in, follows the stream and draws.

use super::station::{Shared, Visitor};
use super::takeaway::REPORT_STYLE;
use crate::domain::ticket::Language;
use crate::http::asset::{self, Asset, assets};
use crate::http::language::code;
use axum::Router;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

const ASSETS: &[Asset] = assets![
    "/assets/service.css" CSS "pages/service.css",
    "/assets/service.js" JS "pages/service.js",
    "/assets/service_door.js" JS "pages/service_door.js",
    "/assets/day.js" JS "pages/day.js",
    "/assets/pictures.js" JS "pages/pictures.js",
];

/// Groups of sentences that the pages draw themselves.
const GROUPS: [&str; 7] = ["service", "console", "fault", "page", "follow", "trial", "album"];

pub(super) fn routes() -> Router<Arc<Shared>> {
    let files = asset::COMMON.iter().chain(ASSETS).chain([&REPORT_STYLE]);
    asset::routes(files).route("/", get(page)).route("/day", get(day)).route("/pictures", get(pictures))
}

/// What a script has to say.
#[derive(Serialize)]
struct Words {
    language: &'static str,
    labels: BTreeMap<&'static str, String>,
    kiosks: Vec<u8>,
    counters: Vec<u8>,
}

async fn page(visitor: Visitor) -> Response {
    shell(&visitor, &framed(&visitor, "service.js", include_str!("pages/service.html")), "/")
}

/// A day in pictures.
async fn pictures(visitor: Visitor) -> Response {
    shell(&visitor, &framed(&visitor, "pictures.js", include_str!("pages/pictures.html")), "/pictures")
}

/// A page that has words for its script, and links to itself in each language.
fn shell(visitor: &Visitor, page: &str, path: &str) -> Response {
    let (say, settings) = (visitor.say(), &visitor.shared.station.settings);
    let words = Words {
        language: code(visitor.language),
        labels: GROUPS.iter().flat_map(|group| say.labels(group)).collect(),
        kiosks: settings.kiosks.iter().map(|kiosk| kiosk.0).collect(),
        counters: settings.counters.keys().map(|counter| counter.0).collect(),
    };
    let words = serde_json::to_string(&words).expect("the words of a page have only names as keys");
    // JSON that cannot end the element that it stands in.
    let words = words.replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e");
    let link = |language| {
        let (code, name) = (code(language), visitor.shared.station.words.say(language).language_name());
        let current = if language == visitor.language { " aria-current=\"true\"" } else { "" };
        format!("<a href=\"{path}?lang={code}\" lang=\"{code}\" aria-label=\"{name}\"{current}>{code}</a>")
    };
    let page = page.replace("{languages}", &Language::ALL.map(link).join("")).replace("{words}", &words);
    Html(page).into_response()
}

/// The shell of a day's report.
async fn day(visitor: Visitor) -> Response {
    Html(framed(&visitor, "day.js", include_str!("pages/day.html"))).into_response()
}

/// The head of every page above the body of one. A browser without scripts gets the only sentence that a shell has.
fn framed(visitor: &Visitor, script: &str, body: &str) -> String {
    include_str!("pages/frame.html")
        .replace("{script}", script)
        .replace("{body}", body.trim_end())
        .replace("{language}", code(visitor.language))
        .replace("{needs_script}", &visitor.say().page_needs_script())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording;
    use std::collections::BTreeSet;

    #[test]
    fn the_page_says_only_words_that_there_are() {
        let words = wording::Words::load();
        let say = words.say(Language::En);
        let labels: BTreeSet<&str> =
            GROUPS.iter().flat_map(|group| say.labels(group)).map(|(key, _)| key).collect();
        let sources = [
            include_str!("pages/service.html"),
            include_str!("pages/service.js"),
            include_str!("pages/service_door.js"),
            include_str!("pages/day.html"),
            include_str!("pages/day.js"),
            include_str!("pages/pictures.html"),
            include_str!("pages/pictures.js"),
        ];
        let mut said = BTreeSet::new();
        for word in sources.iter().flat_map(|source| source.split(['"', '`', '\''])) {
            let group = word.split('_').next().unwrap_or_default();
            let plain = word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
            if plain && word.contains('_') && GROUPS.contains(&group) {
                said.insert(word);
            }
        }
        assert!(said.len() > 15, "only {said:?} were found");
        let missing: Vec<_> = said.difference(&labels).collect();
        assert!(missing.is_empty(), "the page says {missing:?}");
    }
}
