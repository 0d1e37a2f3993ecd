//! What a printer says, told apart: names, and all that a daemon hears too.
//!
//! A name begins with `5F`, as nothing else does, and ends with a zero (Epson's ESC/POS reference, `GS I`).

use crate::devices::printer::stream::{Answer, AnswerStream};
use crate::slip::escpos::NAME_HEAD;

/// The longest name that is believed.
const NAME_BYTES_MAX: usize = 80;

/// Something that was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Heard {
    Answer(Answer),
    Name(String),
}

/// Tells it apart.
#[derive(Debug)]
pub(super) struct Hearing {
    stream: AnswerStream,
    /// A name that has begun.
    name: Option<String>,
}

impl Hearing {
    pub(super) fn new(full_status: bool) -> Self {
        Self { stream: AnswerStream::new(full_status), name: None }
    }

    pub(super) fn take(&mut self, bytes: &[u8]) -> Vec<Heard> {
        bytes.iter().flat_map(|&byte| self.take_byte(byte)).collect()
    }

    fn take_byte(&mut self, byte: u8) -> Vec<Heard> {
        const HEAD: u8 = NAME_HEAD[0];
        let noise = |byte: u8| Heard::Answer(Answer::Noise(byte));
        match (&mut self.name, byte) {
            (Some(_), 0) => self.name.take().map(Heard::Name).into_iter().collect(),
            (Some(name), 0x20..=0x7e) if name.len() < NAME_BYTES_MAX => {
                name.push(char::from(byte));
                Vec::new()
            }
            (Some(_), _) => {
                let broken = self.name.take().unwrap_or_default();
                let begun = [HEAD].into_iter().chain(broken.into_bytes()).map(noise);
                begun.collect::<Vec<_>>().into_iter().chain(self.take_byte(byte)).collect()
            }
            (None, HEAD) => {
                self.name = Some(String::new());
                Vec::new()
            }
            (None, _) => self.stream.take(&[byte]).into_iter().map(Heard::Answer).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_between_other_answers() {
        let mut hearing = Hearing::new(false);
        let heard = hearing.take(b"\x12_TM-T20\0\x00_broken\x12_\0");
        let answer = |answer| Heard::Answer(answer);
        let mut expected =
            vec![answer(Answer::RealTime(0x12)), Heard::Name("TM-T20".into()), answer(Answer::Queued(0))];
        expected.extend(b"_broken".iter().map(|&byte| answer(Answer::Noise(byte))));
        expected.extend([answer(Answer::RealTime(0x12)), Heard::Name(String::new())]);
        assert_eq!(heard, expected);
    }

    #[test]
    fn a_name_without_end_is_noise() {
        let heard = Hearing::new(false).take(&[&[0x5f][..], &[b'A'; 81]].concat());
        assert_eq!(heard.len(), 82);
        assert!(heard.iter().skip(1).take(80).all(|heard| *heard == Heard::Answer(Answer::Noise(b'A'))));
    }
}
