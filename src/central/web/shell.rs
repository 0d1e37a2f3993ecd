//! The shells of pages: HTML with words, and the first look as data.

use super::reader::Reader;
use crate::domain::ticket::Language;
use crate::http::language::code;
use axum::response::{Html, IntoResponse, Response};
use serde::Serialize;
use std::collections::BTreeMap;

/// What a page has to say.
#[derive(Serialize)]
struct Words<'a> {
    language: &'static str,
    /// Two letters and the name of each language.
    languages: Vec<(&'static str, String)>,
    labels: BTreeMap<&'static str, String>,
    /// "# min".
    minutes: String,
    /// "As of #".
    as_of: String,
    /// What the address names: an office or a ticket.
    subject: &'a str,
}

/// A page in the reader's language. `groups` are the sentences that it draws itself; `view` is JSON.
pub(super) fn page(reader: &Reader, html: &str, groups: &[&str], subject: &str, view: &str) -> Response {
    let say = reader.say();
    let languages =
        Language::ALL.map(|language| (code(language), reader.shared.words.say(language).language_name()));
    let data = Words {
        language: code(reader.language),
        languages: languages.into(),
        labels: groups.iter().flat_map(|group| say.labels(group)).collect(),
        minutes: say.wait_minutes("#"),
        as_of: say.follow_as_of("#"),
        subject,
    };
    let data = serde_json::to_string(&data).expect("the words of a page have only names as keys");
    let first = format!("{{\"now_ms\":{},\"view\":{view}}}", reader.shared.clock.read().wall_ms);
    let html = html
        .replace("{language}", code(reader.language))
        .replace("{needs_script}", &say.page_needs_script())
        .replace("{words}", &harmless(&data))
        .replace("{first}", &harmless(&first));
    let mut response = Html(html).into_response();
    reader.keep_language(&mut response);
    response
}

/// JSON that cannot end the element that it stands in.
fn harmless(json: &str) -> String {
    json.replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e")
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn a_name_cannot_become_html() {
        let json = serde_json::to_string("</script><b>&amp;").unwrap();
        let safe = harmless(&json);
        assert!(!safe.contains(['<', '>', '&']));
        assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), "</script><b>&amp;");
    }
}
