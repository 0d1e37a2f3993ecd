//! What a printer answers, told apart.
//!
//! **Model.** Real-time status, queued status, automatic status, job echoes, the answer to a clear and flow control share
//! one stream without lengths or frames. Each kind has fixed bits (Epson's ESC/POS reference, "Status"):
//! `0xx1xx10` real-time, `0xx1xx00` the first of four automatic bytes, `0xx0xxxx` queued or the other three, `37` a block
//! that ends with a zero, `11` and `13` flow control, which may come inside all the others. Printers of Custom also have a
//! full status, `10 0F` and four bytes without the bit `10`; it begins as no automatic status of an Epson does, but could
//! be taken for one, so it is known only where a printer has it.
//!
//! **Invariants.** The answers do not depend on how the stream was split. Every byte belongs to one answer; what belongs
//! to none is noise, told as such.

use crate::domain::ids::JobId;
use crate::slip::escpos::{CLEARED, ECHO_HEAD, FULL_STATUS_HEAD, job_of};

/// One answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// To `DLE EOT n`; which n is not in it.
    RealTime(u8),
    /// To `GS r n`.
    Queued(u8),
    /// Told because something changed (`GS a`).
    Automatic([u8; 4]),
    /// To `DLE EOT 14h`, or because something changed: paper, people, errors that end, errors that do not.
    Full([u8; 4]),
    /// To `GS ( H`: everything before this job's end is done.
    Echo(JobId),
    /// To `DLE DC4 8`: the buffers are empty.
    Cleared,
    /// The printer can take more.
    Xon,
    /// The printer cannot take more.
    Xoff,
    /// A byte that belongs to no answer.
    Noise(u8),
}

/// The longest answer.
const ANSWER_BYTES_MAX: usize = 7;

/// Tells answers apart.
#[derive(Debug, Clone)]
pub struct AnswerStream {
    /// The beginning of an answer of several bytes.
    begun: Vec<u8>,
    /// Whether the printer has a full status.
    has_full: bool,
}

/// What the beginning of an answer can be.
enum Kind {
    Whole(Answer),
    Incomplete,
    None,
}

impl AnswerStream {
    /// A stream that has just begun. `has_full`: the printer has a full status.
    pub fn new(has_full: bool) -> Self {
        Self { begun: Vec::new(), has_full }
    }

    /// Takes the next bytes and gives the answers that they complete.
    pub fn take(&mut self, bytes: &[u8]) -> Vec<Answer> {
        let mut answers = Vec::new();
        for &byte in bytes {
            match byte {
                0x11 => answers.push(Answer::Xon),
                0x13 => answers.push(Answer::Xoff),
                _ => self.take_byte(byte, &mut answers),
            }
        }
        answers
    }

    fn take_byte(&mut self, byte: u8, answers: &mut Vec<Answer>) {
        self.begun.push(byte);
        match kind(&self.begun, self.has_full) {
            Kind::Incomplete => {}
            Kind::Whole(answer) => {
                self.begun.clear();
                answers.push(answer);
            }
            Kind::None => {
                self.begun.pop();
                let alone = self.begun.is_empty();
                answers.extend(self.begun.drain(..).map(Answer::Noise));
                // The byte that did not fit may begin an answer of its own.
                if alone {
                    answers.push(Answer::Noise(byte));
                } else {
                    self.take_byte(byte, answers);
                }
            }
        }
    }
}

fn kind(begun: &[u8], has_full: bool) -> Kind {
    debug_assert!(begun.len() <= ANSWER_BYTES_MAX);
    const BLOCK: u8 = ECHO_HEAD[0];
    match *begun {
        [first] if first & 0x93 == 0x12 => Kind::Whole(Answer::RealTime(first)),
        [first] if first & 0x90 == 0x00 => Kind::Whole(Answer::Queued(first)),
        [a, b, ref rest @ ..] if has_full && [a, b] == FULL_STATUS_HEAD => match *rest {
            [.., last] if last & 0x10 != 0 => Kind::None,
            [paper, user, ends, stays] => Kind::Whole(Answer::Full([paper, user, ends, stays])),
            _ => Kind::Incomplete,
        },
        [first, ref rest @ ..] if first & 0x93 == 0x10 => match *rest {
            [.., last] if last & 0x90 != 0 => Kind::None,
            [second, third, fourth] => Kind::Whole(Answer::Automatic([first, second, third, fourth])),
            _ => Kind::Incomplete,
        },
        [BLOCK] => Kind::Incomplete,
        _ if begun == CLEARED => Kind::Whole(Answer::Cleared),
        [a, b] if [a, b] == ECHO_HEAD || [a, b] == CLEARED[..2] => Kind::Incomplete,
        [a, b, d1, d2, d3, d4, 0] if [a, b] == ECHO_HEAD => match job_of([d1, d2, d3, d4]) {
            Some(job) => Kind::Whole(Answer::Echo(job)),
            None => Kind::None,
        },
        [a, b, .., last] if [a, b] == ECHO_HEAD && begun.len() < 7 && (0x21..=0x7e).contains(&last) => {
            Kind::Incomplete
        }
        _ => Kind::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slip::escpos::job_bytes;
    use proptest::prelude::*;

    fn bytes_of(answer: Answer) -> Vec<u8> {
        match answer {
            Answer::RealTime(byte) | Answer::Queued(byte) | Answer::Noise(byte) => vec![byte],
            Answer::Automatic(bytes) => bytes.to_vec(),
            Answer::Full(bytes) => [FULL_STATUS_HEAD.to_vec(), bytes.to_vec()].concat(),
            Answer::Echo(job) => [&ECHO_HEAD[..], &job_bytes(job), &[0]].concat(),
            Answer::Cleared => CLEARED.to_vec(),
            Answer::Xon => vec![0x11],
            Answer::Xoff => vec![0x13],
        }
    }

    fn check(bytes: &[u8], expect: &[Answer]) {
        assert_eq!(AnswerStream::new(false).take(bytes), expect);
    }

    #[test]
    fn a_full_status_is_known_where_a_printer_has_one() {
        let bytes = [0x10, 0x0f, 0x24, 0x02, 0x40, 0x01, 0x00];
        let full = [Answer::Full([0x24, 0x02, 0x40, 0x01]), Answer::Queued(0)];
        assert_eq!(AnswerStream::new(true).take(&bytes), full);
        assert_eq!(
            AnswerStream::new(false).take(&bytes[..4])[..],
            [Answer::Automatic([0x10, 0x0f, 0x24, 0x02])]
        );
        let broken = [0x10, 0x0f, 0x24, 0x12];
        let told = AnswerStream::new(true).take(&broken);
        let noise = [0x10, 0x0f, 0x24].map(Answer::Noise);
        assert_eq!(told, [&noise[..], &[Answer::RealTime(0x12)]].concat());
    }

    #[test]
    fn measured_answers_are_told_apart() {
        check(&[0x12, 0x1a, 0x7e], &[Answer::RealTime(0x12), Answer::RealTime(0x1a), Answer::RealTime(0x7e)]);
        check(&[0x00, 0x0f], &[Answer::Queued(0), Answer::Queued(0x0f)]);
        check(&[0x14, 0, 0, 0x0f], &[Answer::Automatic([0x14, 0, 0, 0x0f])]);
        check(&[0x37, 0x25, 0x00], &[Answer::Cleared]);
        check(&[0x37, 0x22, 0x21, 0x21, 0x21, 0x22, 0], &[Answer::Echo(JobId(1))]);
        check(&[0x37, 0x13, 0x25, 0x11, 0x00], &[Answer::Xoff, Answer::Xon, Answer::Cleared]);
    }

    #[test]
    fn an_answer_after_a_broken_one_is_not_lost() {
        check(
            &[0x37, 0x22, 0x21, 0x12],
            &[Answer::Noise(0x37), Answer::Noise(0x22), Answer::Noise(0x21), Answer::RealTime(0x12)],
        );
        check(
            &[0x14, 0, 0x12, 0xff],
            &[Answer::Noise(0x14), Answer::Noise(0), Answer::RealTime(0x12), Answer::Noise(0xff)],
        );
        check(&[0x37, 0x37, 0x25, 0], &[Answer::Noise(0x37), Answer::Cleared]);
    }

    fn any_answer() -> impl Strategy<Value = Answer> {
        prop_oneof![
            any::<[u8; 4]>().prop_map(|bytes| Answer::Full(bytes.map(|byte| byte & 0xef))),
            any::<u8>().prop_map(|bits| Answer::RealTime(bits & 0x6c | 0x12)),
            any::<u8>().prop_map(|bits| Answer::Queued(bits & 0x6f)),
            any::<[u8; 4]>().prop_map(|[a, b, c, d]| {
                // The second byte of an Epson never has all low bits.
                Answer::Automatic([a & 0x6c | 0x10, b & 0x6e, c & 0x6f, d & 0x6f])
            }),
            (0..JobId::COUNT).prop_map(|id| Answer::Echo(JobId(id))),
            Just(Answer::Cleared),
            (0x80u8..).prop_map(Answer::Noise),
        ]
    }

    proptest! {
        #[test]
        fn answers_are_the_same_for_every_split(
            answers in prop::collection::vec(any_answer(), 0..30),
            pieces in prop::collection::vec(1usize..9, 1..60),
            flow in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 0..8),
        ) {
            let mut bytes: Vec<u8> = answers.iter().copied().flat_map(bytes_of).collect();
            let flow_count = flow.len();
            for (at, xon) in flow {
                bytes.insert(at.index(bytes.len() + 1), if xon { 0x11 } else { 0x13 });
            }
            let mut stream = AnswerStream::new(true);
            let mut told = Vec::new();
            let mut rest = &bytes[..];
            for piece in pieces.iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                let (now, later) = rest.split_at((*piece).min(rest.len()));
                told.extend(stream.take(now));
                rest = later;
            }
            let is_flow = |answer: &Answer| matches!(answer, Answer::Xon | Answer::Xoff);
            prop_assert_eq!(told.iter().filter(|&answer| is_flow(answer)).count(), flow_count);
            told.retain(|answer| !is_flow(answer));
            prop_assert_eq!(told, answers);
        }

        #[test]
        fn every_byte_belongs_to_one_answer(
            bytes in prop::collection::vec(any::<u8>(), 0..200),
            has_full in any::<bool>(),
        ) {
            let mut stream = AnswerStream::new(has_full);
            let mut told: Vec<u8> = stream.take(&bytes).into_iter().flat_map(bytes_of).collect();
            told.extend_from_slice(&stream.begun);
            // Flow control overtakes the answer in which it stands.
            let mut expect = bytes;
            told.sort_unstable();
            expect.sort_unstable();
            prop_assert_eq!(told, expect);
        }
    }
}
