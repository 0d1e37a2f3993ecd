//! Taking out what nobody else may know.
//!
//! **Model.** Links, requests, persons, devices and keys are all written as 26 letters and digits; wherever one stands, a sign takes
//! its place (`#1`, `#2`), the same for the same in one bundle, so that a story can still be followed. In configuration
//! files the values of keys whose names speak of a secret go, and so do names and passwords in addresses.

use serde_json::Value as Json;
use std::collections::BTreeMap;
use toml::Value as Toml;

/// What stands in the place of a secret.
const GONE: &str = "(taken out)";

/// Letters and digits of which random bits are written, and how many (`domain::ids`).
const BITS: usize = 26;

/// Words in the name of a configuration key that speak of a secret.
const SECRET: [&str; 7] = ["key", "secret", "pin", "password", "token", "credential", "hash"];

/// Takes secrets out of one bundle.
#[derive(Debug, Default)]
pub(super) struct Redactor {
    signs: BTreeMap<String, usize>,
}

impl Redactor {
    /// A text in which every run of letters and digits that may be random bits is a sign.
    pub(super) fn text(&mut self, text: &str) -> String {
        let mut clean = String::with_capacity(text.len());
        let mut word = String::new();
        for letter in text.chars().chain(['\0']) {
            if letter.is_ascii_alphanumeric() {
                word.push(letter);
                continue;
            }
            let whole = std::mem::take(&mut word);
            clean += &if may_be_bits(&whole) { self.sign(&whole) } else { whole };
            if letter != '\0' {
                clean.push(letter);
            }
        }
        clean
    }

    /// An event as JSON. The code that somebody typed to check in goes, too.
    pub(super) fn event(&mut self, event: &Json) -> Json {
        match event {
            Json::String(text) => Json::String(self.text(text)),
            Json::Array(items) => Json::Array(items.iter().map(|item| self.event(item)).collect()),
            Json::Object(fields) => {
                let fields = fields.iter().map(|(name, value)| {
                    let value = if name == "code" { Json::from(GONE) } else { self.event(value) };
                    (name.clone(), value)
                });
                Json::Object(fields.collect())
            }
            Json::Null | Json::Bool(_) | Json::Number(_) => event.clone(),
        }
    }

    /// A configuration file without its secrets, and without comments, in which anything may stand.
    pub(super) fn configuration(&mut self, text: &str) -> String {
        match text.parse::<toml::Table>() {
            Ok(table) => {
                let clean =
                    Toml::Table(table.into_iter().map(|(key, value)| self.entry(key, value)).collect());
                toml::to_string_pretty(&clean).unwrap_or_else(|error| format!("# {error}\n"))
            }
            Err(error) => {
                format!("# It cannot be read, so nobody knows what in it is secret: {}\n", error.message())
            }
        }
    }

    fn entry(&mut self, key: String, value: Toml) -> (String, Toml) {
        let named = key.to_lowercase();
        let secret = named != "key" && SECRET.iter().any(|word| has_word(&named, word));
        let clean = match value {
            _ if secret => Toml::from(GONE),
            Toml::Table(table) => {
                Toml::Table(table.into_iter().map(|(key, value)| self.entry(key, value)).collect())
            }
            Toml::Array(items) => {
                Toml::Array(items.into_iter().map(|item| self.entry(String::new(), item).1).collect())
            }
            Toml::String(text) => Toml::String(self.text(&without_user(&text))),
            plain @ (Toml::Integer(_) | Toml::Float(_) | Toml::Boolean(_) | Toml::Datetime(_)) => plain,
        };
        (key, clean)
    }

    fn sign(&mut self, bits: &str) -> String {
        let next = self.signs.len() + 1;
        format!("#{}", self.signs.entry(bits.to_uppercase()).or_insert(next))
    }
}

/// Random bits, or anything else that is long enough to be a secret.
fn may_be_bits(word: &str) -> bool {
    word.len() >= BITS
}

/// Whether one of the parts of a name, such as `request_keys`, is this word or its plural.
fn has_word(name: &str, word: &str) -> bool {
    name.split(['_', '-', '.']).any(|part| part == word || part.strip_suffix('s') == Some(word))
}

/// `mqtts://user:password@host` without what stands before the host.
fn without_user(text: &str) -> String {
    match text.split_once("://").map(|(scheme, rest)| (scheme, rest.rsplit_once('@'))) {
        Some((scheme, Some((_, host)))) => format!("{scheme}://{GONE}@{host}"),
        Some((_, None)) | None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_bits_become_signs_that_tell_them_apart() {
        let mut redactor = Redactor::default();
        let (one, two) = ("0123456789ABCDEFGHJKMNPQRS", "ZZZZ456789ABCDEFGHJKMNPQRS");
        let text = format!("https://rinda.example/t/{one} A042 {two},{}", one.to_lowercase());
        assert_eq!(redactor.text(&text), "https://rinda.example/t/#1 A042 #2,#1");
        let event = serde_json::json!({ "link": one, "wish": { "code": "4711" }, "ticket": 7 });
        let clean = serde_json::json!({ "link": "#1", "wish": { "code": GONE }, "ticket": 7 });
        assert_eq!(redactor.event(&event), clean);
    }

    #[test]
    fn a_configuration_keeps_what_it_decides_and_loses_what_it_hides() {
        let text = "# the PIN is 4711\nkey = 'riga-1'\n[link]\nbroker = 'mqtts://me:word@host:8883'\nrequest_keys = { 2026 = 'ab' }\npin = 4711\n\
            [[kiosk.1.button]]\nkey = 'KEY_A'\npinned = 3\n";
        let clean = Redactor::default().configuration(text);
        for kept in ["riga-1", "host:8883", "KEY_A", "pinned = 3", "request_keys"] {
            assert!(clean.contains(kept), "{kept} is missing: {clean}");
        }
        for gone in ["4711", "word", "ab", "me:"] {
            assert!(!clean.contains(gone), "{gone} is there: {clean}");
        }
        assert!(!Redactor::default().configuration("secret = 'qqq").contains("qqq"));
    }
}
