//! The interview as a state machine: one question at a time, each with its time. `now_ms` is steady and may start anywhere.

use super::findings::{End, Findings, Outcome};
use super::hearing::{Heard, Hearing};
use super::question::{Question, Reply};
use crate::devices::printer::stream::Answer;
use std::collections::VecDeque;
use std::fmt;

/// Printers answer within some tens of milliseconds; after this an answer is late.
pub(super) const ANSWER_MS: u64 = 1_000;
/// After this none is expected any more. Adapters in the network can take seconds.
pub(super) const GIVE_UP_MS: u64 = 4_000;

/// What a person who waits is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// It is asked.
    Asks(Question),
    /// It has not answered yet.
    Waits,
    /// It has answered, after so many milliseconds.
    Answers(Reply, u64),
    /// It does not answer.
    IsSilent,
}

#[derive(Debug)]
struct Asked {
    question: Question,
    at_ms: u64,
    /// That the answer is late was told.
    late: bool,
}

/// An interview.
#[derive(Debug)]
pub struct Talk {
    left: VecDeque<Question>,
    asked: Option<Asked>,
    /// What is still to be sent, and how much of it was.
    outbox: (Vec<u8>, usize),
    hearing: Hearing,
    full_status: bool,
    findings: Findings,
    news: VecDeque<News>,
}

impl Talk {
    /// `full_status`: whether the printer has that of Custom's. Nothing is asked before [`Talk::begin`].
    pub fn new(full_status: bool) -> Self {
        Self {
            left: (1..=4).map(Question::RealTime).collect(),
            asked: None,
            outbox: (Vec::new(), 0),
            hearing: Hearing::new(full_status),
            full_status,
            findings: Findings::default(),
            news: VecDeque::new(),
        }
    }

    /// The printer can be reached.
    pub fn begin(&mut self, now_ms: u64) {
        self.go_on(now_ms);
    }

    /// It cannot be reached any more.
    pub fn lost(&mut self) {
        if self.asked.take().is_some() {
            self.findings.end = End::Lost;
        }
    }

    /// What is to be sent.
    pub fn poll_write(&self) -> Option<&[u8]> {
        let (bytes, taken) = &self.outbox;
        bytes.get(*taken..).filter(|rest| !rest.is_empty())
    }

    /// So many bytes of it were taken.
    pub fn written(&mut self, count: usize) {
        self.outbox.1 += count;
    }

    /// What the printer has said.
    pub fn handle_bytes(&mut self, now_ms: u64, bytes: &[u8]) {
        for heard in self.hearing.take(bytes) {
            let sent = self.poll_write().is_none();
            let asked = self.asked.as_ref().filter(|_| sent);
            match asked.and_then(|asked| Some((asked.question.reply(&heard)?, asked.at_ms))) {
                Some((reply, at_ms)) => {
                    let after_ms = now_ms.saturating_sub(at_ms);
                    self.news.push_back(News::Answers(reply.clone(), after_ms));
                    self.close(now_ms, Outcome::Answered { reply, after_ms, late: after_ms > ANSWER_MS });
                }
                None => self.unasked(&heard),
            }
        }
    }

    fn unasked(&mut self, heard: &Heard) {
        match heard {
            Heard::Answer(Answer::Noise(byte)) => self.findings.noise(*byte),
            Heard::Answer(Answer::Xon | Answer::Xoff) => self.findings.flow_control = true,
            Heard::Answer(Answer::Automatic(_)) => self.findings.automatic = true,
            Heard::Answer(Answer::RealTime(_)) => self.findings.stray_statuses += 1,
            Heard::Answer(_) | Heard::Name(_) => self.findings.stray_others += 1,
        }
    }

    /// When [`Talk::handle_timeout`] is to be called; `None` when the interview is over.
    pub fn poll_timeout(&self) -> Option<u64> {
        let asked = self.asked.as_ref()?;
        Some(asked.at_ms + if asked.late { GIVE_UP_MS } else { ANSWER_MS })
    }

    /// Time has passed.
    pub fn handle_timeout(&mut self, now_ms: u64) {
        let sent = self.poll_write().is_none();
        let Some(asked) = &mut self.asked else { return };
        if now_ms >= asked.at_ms + GIVE_UP_MS {
            if !sent {
                self.asked = None;
                self.findings.end = End::TakesNothing;
                return;
            }
            self.news.push_back(News::IsSilent);
            self.close(now_ms, Outcome::Silent);
        } else if now_ms >= asked.at_ms + ANSWER_MS && !asked.late {
            asked.late = true;
            self.news.push_back(News::Waits);
        }
    }

    /// The next thing to tell.
    pub fn poll_news(&mut self) -> Option<News> {
        self.news.pop_front()
    }

    /// What is known, at the end.
    pub fn into_findings(self) -> Findings {
        self.findings
    }

    /// The question that was asked has its outcome.
    fn close(&mut self, now_ms: u64, outcome: Outcome) {
        let Some(Asked { question, .. }) = self.asked.take() else { return };
        let silent = outcome == Outcome::Silent;
        self.findings.outcomes.insert(question, outcome);
        match question {
            Question::RealTime(4) => self.after_status(),
            // A printer that does not tell one does not tell the others.
            Question::Name(_) if silent => self.left.retain(|left| left.named().is_none()),
            Question::RealTime(_)
            | Question::FullStatus
            | Question::Queued
            | Question::Name(_)
            | Question::Echo => {}
        }
        self.go_on(now_ms);
    }

    /// What can be asked of a printer with this status.
    fn after_status(&mut self) {
        self.findings.end = self.findings.end_by_status();
        let told = matches!(self.findings.end, End::Whole | End::OffLine);
        if told && self.full_status {
            self.left.push_back(Question::FullStatus);
        }
        if self.findings.end == End::Whole {
            self.left.extend([Question::Queued, Question::Name(67), Question::Name(66), Question::Name(65)]);
            self.left.extend([Question::Name(68), Question::Echo]);
        }
    }

    fn go_on(&mut self, now_ms: u64) {
        let Some(question) = self.left.pop_front() else { return };
        self.outbox = (question.bytes(), 0);
        self.asked = Some(Asked { question, at_ms: now_ms, late: false });
        self.news.push_back(News::Asks(question));
    }
}

impl fmt::Display for News {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asks(question) => write!(f, "{question}?"),
            Self::Waits => write!(f, "    no answer yet …"),
            Self::Answers(reply, after_ms) if *after_ms > ANSWER_MS => {
                write!(f, "    {reply}, late: after {after_ms} ms")
            }
            Self::Answers(reply, after_ms) => write!(f, "    {reply}, after {after_ms} ms"),
            Self::IsSilent => write!(f, "    no answer"),
        }
    }
}
