//! What an utterance is put together from: words, and the recordings that say the same.

use super::clips;
use crate::domain::ids::TicketNumber;
use crate::wording::Say;

/// A recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clip {
    /// The file's name, without its directory and kind.
    pub name: String,
    /// What is heard in it.
    pub words: String,
}

/// A sentence, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The words as a voice reads them.
    pub text: String,
    /// The recordings that say the same, in their order; `None` when there can be none for it.
    pub clips: Option<Vec<Clip>>,
}

/// A sentence of the language files with a recording of its own, which has the name of the sentence's key, followed by what
/// stands in its place holders.
macro_rules! recorded {
    ($say:expr, $phrase:ident $(, $argument:expr)*) => {
        $crate::speech::piece::Piece::recorded(
            $crate::speech::clips::name(stringify!($phrase), &[$(&$argument),*]),
            $say.$phrase($($argument),*),
        )
    };
}
pub(super) use recorded;

impl Piece {
    /// Words with one recording.
    pub(super) fn recorded(name: String, words: String) -> Self {
        Self { text: words.clone(), clips: Some(vec![Clip { name, words }]) }
    }

    /// Words that only a voice can read.
    pub(super) fn unrecorded(text: String) -> Self {
        Self { text, clips: None }
    }

    /// A ticket number: its letter, and its count by thousands, hundreds and the rest.
    pub(super) fn number(say: Say<'_>, number: TicketNumber) -> Self {
        let letter = number.series.to_string();
        let words = say.speech_letter(&letter);
        let mut clips = vec![Clip { name: clips::name("letter", &[&letter]), words }];
        clips.extend(clips::count(number.count));
        Self { text: say.spoken_number(number), clips: Some(clips) }
    }

    /// A clock time with the word before it. Hour and minute are recorded for each such word: their cases differ.
    pub(super) fn time(role: &str, time: &str, in_words: impl Fn(&str) -> String) -> Self {
        let clips = time.split_once(':').map(|(hour, minute)| {
            let hour = Clip { name: format!("{role}-hour-{hour}"), words: in_words(hour) };
            vec![hour, Clip { name: format!("{role}-minute-{minute}"), words: minute.to_owned() }]
        });
        Self { text: in_words(time), clips }
    }

    /// This and then the other, with a sign between them.
    pub(super) fn then(self, sign: &str, other: Self) -> Self {
        let clips = self.clips.zip(other.clips).map(|(clips, more)| [clips, more].concat());
        Self { text: format!("{}{sign} {}", self.text, other.text), clips }
    }

    /// The sentence ends here.
    pub(super) fn end(mut self) -> Self {
        if !self.text.ends_with(['.', '?', '!', ':']) {
            self.text.push('.');
        }
        self
    }
}
