//! Everything that people read, in Latvian, Russian, English and Ukrainian.
//!
//! **Model.** One Fluent file per language holds the sentences; [`mod@phrases`], [`page_phrases`], [`phone_phrases`],
//! [`report_phrases`], [`service_phrases`] and [`trial_phrases`] hold one method per sentence, so that a call site can neither misspell a key
//! nor forget an argument. [`Words`] is loaded once and shared by all threads; [`Words::say`] gives the words of one language.
//! Sentences that depend on a value of the domain (a
//! refusal, a printer's state, a wait, an opening time) are put together in [`answers`], [`faults`], [`times`] and, for
//! the ear, [`spoken`].
//!
//! **Invariants.** A test fails when a file lacks a sentence, has one that no method uses, or asks for an argument
//! that the method does not give. Times are said in the branch's zone, and only when the clock is trusted.
//!
//! **Deliberately not here.** Names of services and offices (the site file has them), layout, and log lines, which
//! are English.

pub mod answers;
pub mod faults;
mod names;
pub mod page_phrases;
pub mod phone_phrases;
pub mod phrases;
pub mod report_phrases;
pub mod service_phrases;
pub mod spoken;
mod standing;
pub mod times;
pub mod trial_phrases;
mod trials;
mod troubles;

#[cfg(test)]
mod tests;

use crate::domain::ticket::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::collections::BTreeMap;
use unic_langid::LanguageIdentifier;

/// The words of every language.
pub struct Words {
    books: BTreeMap<Language, FluentBundle<FluentResource>>,
}

/// The words of one language; copied freely.
#[derive(Clone, Copy)]
pub struct Say<'a> {
    language: Language,
    book: &'a FluentBundle<FluentResource>,
}

impl Words {
    /// Reads the sentences that are built into the binary.
    pub fn load() -> Self {
        let book = |language| {
            let (name, source) = source(language);
            let identifier: LanguageIdentifier = name.parse().expect("a language code of two letters");
            let sentences =
                FluentResource::try_new(source.to_owned()).expect("the tests parse every language's file");
            let mut book = FluentBundle::new_concurrent(vec![identifier]);
            // Isolation marks are for mixed writing directions; a slip would print them as boxes.
            book.set_use_isolating(false);
            book.add_resource(sentences).expect("the tests find every sentence that stands twice");
            (language, book)
        };
        Self { books: Language::ALL.into_iter().map(book).collect() }
    }

    /// The words of one language.
    pub fn say(&self, language: Language) -> Say<'_> {
        Say { language, book: &self.books[&language] }
    }
}

impl Say<'_> {
    /// Which language this is.
    pub fn language(self) -> Language {
        self.language
    }

    /// All sentences without arguments whose key starts with this word, for a page that draws them itself.
    pub fn labels(self, first_word: &str) -> BTreeMap<&'static str, String> {
        phrases()
            .filter(|(key, arguments)| arguments.is_empty() && key.split('_').next() == Some(first_word))
            .map(|&(key, _)| (key, self.phrase(key, [])))
            .collect()
    }

    /// The sentence with this key. A gap would be a bug that the tests find; a person then reads the key.
    fn phrase<const N: usize>(
        self,
        key: &'static str,
        arguments: [(&'static str, FluentValue<'_>); N],
    ) -> String {
        let Some(pattern) = self.book.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let arguments = FluentArgs::from_iter(arguments);
        self.book.format_pattern(pattern, Some(&arguments), &mut Vec::new()).into_owned()
    }
}

/// Every key with its placeholders.
fn phrases() -> impl Iterator<Item = &'static (&'static str, &'static [&'static str])> {
    let pages = page_phrases::PHRASES.iter().chain(phone_phrases::PHRASES);
    let staff = report_phrases::PHRASES.iter().chain(service_phrases::PHRASES);
    let staff = staff.chain(trial_phrases::PHRASES);
    phrases::PHRASES.iter().chain(pages).chain(staff)
}

/// The code and the file of a language.
fn source(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::Lv => ("lv", include_str!("lv.ftl")),
        Language::Ru => ("ru", include_str!("ru.ftl")),
        Language::En => ("en", include_str!("en.ftl")),
        Language::Uk => ("uk", include_str!("uk.ftl")),
    }
}
