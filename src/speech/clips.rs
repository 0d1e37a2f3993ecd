//! The names of recorded words.
//!
//! A directory of clips has a directory for each language (`lv`, `ru`, `en`, `uk`), and in it a file for each sentence, named
//! by its key in the language files without `speech`, and by what stands in it: `ahead-7.wav`, `counter-3.wav`. Ticket
//! numbers are put together from `letter-a.wav` …, `number-1.wav` to `number-99.wav`, `hundred-1.wav` to `hundred-9.wav`
//! ("one hundred" to "nine hundred") and `thousand-1.wav` to `thousand-9.wav`. [`super::script`] lists them all.

use super::piece::Clip;
use crate::domain::ticket::Language;
use std::fmt::Display;

/// The directory of a language.
pub fn directory(language: Language) -> &'static str {
    match language {
        Language::Lv => "lv",
        Language::Ru => "ru",
        Language::En => "en",
        Language::Uk => "uk",
    }
}

/// The name of a sentence with its arguments: small letters, digits and `-`.
pub(super) fn name(key: &str, arguments: &[&dyn Display]) -> String {
    let key = key.strip_prefix("speech_").unwrap_or(key);
    let parts = [key.to_owned()].into_iter().chain(arguments.iter().map(|argument| argument.to_string()));
    parts.collect::<Vec<_>>().join("-").replace(['_', ':'], "-").to_ascii_lowercase()
}

/// The recordings of a number from 1 to 9999.
pub(super) fn count(count: u16) -> impl Iterator<Item = Clip> {
    let parts =
        [("thousand", count / 1000, 1000), ("hundred", count / 100 % 10, 100), ("number", count % 100, 1)];
    let parts = parts.into_iter().filter(|&(_, digits, _)| digits > 0);
    parts
        .map(|(word, digits, unit)| Clip { name: name(word, &[&digits]), words: (digits * unit).to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_put_together_from_their_parts() {
        let check = |number: u16, names: &[&str], words: &[&str]| {
            let (has, says): (Vec<_>, Vec<_>) = count(number).map(|clip| (clip.name, clip.words)).unzip();
            assert_eq!(
                (has, says),
                (
                    names.iter().map(ToString::to_string).collect(),
                    words.iter().map(ToString::to_string).collect()
                )
            );
        };
        check(7, &["number-7"], &["7"]);
        check(42, &["number-42"], &["42"]);
        check(100, &["hundred-1"], &["100"]);
        check(342, &["hundred-3", "number-42"], &["300", "42"]);
        check(2000, &["thousand-2"], &["2000"]);
        check(9999, &["thousand-9", "hundred-9", "number-99"], &["9000", "900", "99"]);
    }

    #[test]
    fn a_recording_has_the_name_of_its_sentence() {
        assert_eq!(name("speech_ahead", &[&7]), "ahead-7");
        assert_eq!(name("open_when", &[&"tomorrow", &"8:30"]), "open-when-tomorrow-8-30");
        assert_eq!(name("refusal_closed", &[]), "refusal-closed");
    }
}
