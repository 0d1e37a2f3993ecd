//! Which language a reader wants.

use crate::domain::ticket::Language;

/// The two letters of a language, as pages and headers write them.
pub fn code(language: Language) -> &'static str {
    match language {
        Language::Lv => "lv",
        Language::Ru => "ru",
        Language::En => "en",
        Language::Uk => "uk",
    }
}

/// The language with these two letters.
pub fn language_of(text: &str) -> Option<Language> {
    Language::ALL.into_iter().find(|&language| code(language) == text)
}

/// The language that the query of an address asks for.
pub fn of_query(query: &str) -> Option<Language> {
    query.split('&').find_map(|pair| language_of(pair.strip_prefix("lang=")?))
}

/// The first language of `Accept-Language` that is offered. Browsers send them by preference, so weights are not read.
pub fn of_header(header: &str, offered: &[Language]) -> Option<Language> {
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
            assert_eq!(of_header(header, &Language::ALL), expect, "{header}");
        };
        check("uk-UA,uk;q=0.9,en;q=0.8", Some(Language::Uk));
        check("de-DE,de;q=0.9,ru;q=0.8,lv;q=0.5", Some(Language::Ru));
        check("LV", Some(Language::Lv));
        check("de, fr", None);
        check(",;q=,--", None);
        let offered = [Language::Lv, Language::En];
        assert_eq!(of_header("ru-RU,ru;q=0.9,en;q=0.8", &offered), Some(Language::En));
        assert_eq!(of_header("ru-RU,ru;q=0.9", &offered), None, "the office does not offer it");
    }

    #[test]
    fn an_address_can_ask_for_a_language() {
        let check = |query, expect| assert_eq!(of_query(query), expect, "{query}");
        check("lang=ru", Some(Language::Ru));
        check("x=1&lang=uk", Some(Language::Uk));
        check("lang=xx", None);
        check("language=ru", None);
    }
}
