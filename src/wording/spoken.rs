//! Numbers and names for the ear: what a voice would misread is spelled.

use super::Say;
use crate::domain::ids::TicketNumber;
use crate::domain::ticket::Language;

/// Each letter with the name that the Russian voice reads right: by itself some are words, others have an ending too many.
const RUSSIAN_LETTERS: &str = "Аа Ббэ Ввэ Ггэ Ддэ Ее Ёё Жжэ Ззэ Ии Ййот Кка Лэль Мэм Нэн Оо Ппэ Рэр Сэс Ттэ Уу Фэф Хха Ццэ Чче Шша Щща Ээ Юю Яя";
/// The same in Ukrainian.
const UKRAINIAN_LETTERS: &str = "Аа Ббе Вве Гге Ґґе Дде Ее Єє Жже Ззе Ии Іі Її Ййот Кка Лел Мем Нен Оо Ппе Рер Сес Тте Уу Феф Хха Цце Чче Шша Щща Юю Яя";
/// A longer word in capitals is a word that somebody wants to be seen.
const ABBREVIATION_CHARS_MAX: usize = 5;

impl Say<'_> {
    /// A ticket number as it is called: "A 42", without the zeros of the slip.
    pub fn spoken_number(self, number: TicketNumber) -> String {
        let letter = self.speech_letter(&number.series.to_string());
        self.speech_number(&letter, number.count.into())
    }

    /// A text of the site for the ear: an abbreviation is spelled, where a voice would read it as a word.
    pub fn spoken_text(self, text: &str) -> String {
        let word = |word: &str| {
            let is_short = (2..=ABBREVIATION_CHARS_MAX).contains(&word.chars().count());
            if !is_short || !word.chars().all(char::is_uppercase) {
                return word.to_owned();
            }
            word.chars().map(|letter| self.letter(letter)).collect::<Vec<_>>().join(" ")
        };
        // Whatever is no letter stays as it is between the words.
        let mut spoken = String::new();
        let mut rest = text;
        while let Some(begin) = rest.find(char::is_alphanumeric) {
            let (between, after) = rest.split_at(begin);
            let end = after.find(|sign: char| !sign.is_alphanumeric()).unwrap_or(after.len());
            spoken += between;
            spoken += &word(&after[..end]);
            rest = &after[end..];
        }
        spoken + rest
    }

    /// The name of a letter of an abbreviation.
    fn letter(self, letter: char) -> String {
        let names = match self.language() {
            Language::Ru => RUSSIAN_LETTERS,
            Language::Uk => UKRAINIAN_LETTERS,
            Language::Lv | Language::En => "",
        };
        let name = names.split(' ').find_map(|name| name.strip_prefix(letter));
        name.map_or_else(|| self.speech_letter(&letter.to_string()), str::to_owned)
    }
}
