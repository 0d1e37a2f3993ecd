//! The names of recorded words, and how a call is put together from them.
//!
//! A directory of clips has a directory for each language (`lv`, `ru`, `en`, `uk`), and in it one file for each word:
//! `ticket.wav`, `counter.wav`, `letter-a.wav` …, `number-0.wav` to `number-99.wav`, `hundred-1.wav` to `hundred-9.wav`
//! ("one hundred" to "nine hundred") and `thousand-1.wav` to `thousand-9.wav`.

use crate::domain::ids::{CounterId, TicketNumber};
use crate::domain::ticket::Language;

/// The directory of a language.
pub fn directory(language: Language) -> &'static str {
    match language {
        Language::Lv => "lv",
        Language::Ru => "ru",
        Language::En => "en",
        Language::Uk => "uk",
    }
}

/// "Ticket A 42, counter 3", by its clips.
pub fn call(number: TicketNumber, counter: CounterId) -> Vec<String> {
    let letter = number.series.to_string().to_ascii_lowercase();
    let mut clips = vec!["ticket".to_owned(), format!("letter-{letter}")];
    clips.extend(count(number.count));
    clips.push("counter".to_owned());
    clips.extend(count(counter.0.into()));
    clips
}

/// A number up to 9999.
fn count(count: u16) -> Vec<String> {
    let (thousands, hundreds, rest) = (count / 1000, count / 100 % 10, count % 100);
    let large = [("thousand", thousands), ("hundred", hundreds)].into_iter().filter(|(_, count)| *count > 0);
    let small = (rest > 0 || count == 0).then_some(("number", rest));
    large.chain(small).map(|(word, count)| format!("{word}-{count}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_put_together_from_their_parts() {
        let check = |number: u16, expected: &[&str]| assert_eq!(count(number), expected, "{number}");
        check(0, &["number-0"]);
        check(7, &["number-7"]);
        check(42, &["number-42"]);
        check(100, &["hundred-1"]);
        check(342, &["hundred-3", "number-42"]);
        check(2000, &["thousand-2"]);
        check(9999, &["thousand-9", "hundred-9", "number-99"]);
    }

    #[test]
    fn a_call_by_its_clips() {
        let number = TicketNumber::try_from("A042".to_owned()).unwrap();
        let clips = call(number, CounterId(3)).join(" ");
        assert_eq!(clips, "ticket letter-a number-42 counter number-3");
    }
}
