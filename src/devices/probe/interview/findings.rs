//! What an interview has brought to light, and the profile that follows from it.

use super::question::{Question, Reply};
use crate::config::board::printer::{Printer, Provenance};
use crate::devices::printer::status::{FullStatus, Status};
use crate::domain::kiosk::PrinterState;
use crate::domain::printer_profile::{Evidence, PrinterProfile, StatusReport};
use serde::Serialize;
use std::collections::BTreeMap;

/// Of noise the first bytes are kept.
const NOISE_KEPT: usize = 8;

/// Everything that is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Findings {
    /// What became of each question that was asked.
    pub outcomes: BTreeMap<Question, Outcome>,
    /// How the interview ended.
    pub end: End,
    /// Real-time statuses that nobody had asked for, or that came after their time.
    pub stray_statuses: usize,
    /// The same of other answers.
    pub stray_others: usize,
    /// It tells changes by itself.
    pub automatic: bool,
    /// It has said XON or XOFF.
    pub flow_control: bool,
    /// How many bytes were no answer, and the first of them.
    pub noise: (usize, Vec<u8>),
}

/// What became of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was answered.
    Answered {
        /// How.
        reply: Reply,
        /// When.
        after_ms: u64,
        /// Whether a daemon would have given up.
        late: bool,
    },
    /// It was not.
    Silent,
}

/// How an interview ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// Everything was asked.
    #[default]
    Whole,
    /// It cannot print now, so what waits its turn was not asked.
    OffLine,
    /// It answered no status.
    Silent,
    /// It says more that is no answer than what is one.
    Garbled,
    /// It takes no bytes.
    TakesNothing,
    /// The cable was pulled out, or the connection was closed.
    Lost,
}

impl End {
    /// What that means and what to do, if it is not all right.
    pub fn advice(self) -> Option<&'static str> {
        match self {
            Self::Whole => None,
            Self::OffLine => Some(
                "it cannot print now, so only its status was asked; put it right and ask again to learn how it proves a slip",
            ),
            Self::Silent => Some(
                "it answers no status, and was asked nothing else: what is not ESC/POS might print the question; check power \
                 and cable, the speed of a serial line, and whether another host is connected to it",
            ),
            Self::Garbled => Some(
                "what it says is no status; on a serial line the speed or parity is wrong, elsewhere it does not speak ESC/POS",
            ),
            Self::TakesNothing => {
                Some("it takes no bytes; check paper, cover and flow control, then ask again")
            }
            Self::Lost => {
                Some("it went away in the middle; check the cable, and whether it serves another host")
            }
        }
    }
}

impl Findings {
    pub(super) fn noise(&mut self, byte: u8) {
        self.noise.0 += 1;
        if self.noise.1.len() < NOISE_KEPT {
            self.noise.1.push(byte);
        }
    }

    /// Whether there is something to write a profile from.
    pub fn speaks(&self) -> bool {
        matches!(self.end, End::Whole | End::OffLine)
    }

    /// How a question was answered.
    pub fn reply(&self, question: Question) -> Option<&Reply> {
        match self.outcomes.get(&question)? {
            Outcome::Answered { reply, .. } => Some(reply),
            Outcome::Silent => None,
        }
    }

    fn status_byte(&self, n: u8) -> Option<u8> {
        match self.reply(Question::RealTime(n))? {
            Reply::Status(bytes) => bytes.first().copied(),
            Reply::Name(_) | Reply::Echo => None,
        }
    }

    /// How far an interview can go with this status.
    pub(super) fn end_by_status(&self) -> End {
        let told: Vec<u8> = (1..=4).filter_map(|n| self.status_byte(n)).collect();
        let off_line = self.status_byte(1).is_some_and(|byte| byte & 0x08 != 0);
        match told.len() {
            count if self.noise.0 > count => End::Garbled,
            0 => End::Silent,
            _ if off_line => End::OffLine,
            _ => End::Whole,
        }
    }

    /// The four bytes, when it is sure that each belongs to its question.
    fn status(&self) -> Option<Status> {
        let sure = self.stray_statuses == 0 && self.speaks();
        let byte = |n| self.status_byte(n).filter(|_| sure);
        Some(Status { bytes: [byte(1)?, byte(2)?, byte(3)?, byte(4)?] })
    }

    /// The state, where it is known.
    pub fn state(&self) -> Option<PrinterState> {
        if let Some(Reply::Status(bytes)) = self.reply(Question::FullStatus)
            && let Ok(bytes) = <[u8; 4]>::try_from(bytes.as_slice())
        {
            return Some(FullStatus { bytes }.state(true));
        }
        self.status().map(|status| status.state(true))
    }

    /// Whether it says that the roll is near its end, and not at it.
    pub fn is_near_end(&self) -> bool {
        self.status().is_some_and(|Status { bytes: [.., paper] }| paper & 0x0c != 0 && paper & 0x60 == 0)
    }

    /// What it calls itself: what, and how.
    pub fn names(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.outcomes.keys().filter_map(|&question| match self.reply(question)? {
            Reply::Name(name) => Some((question.named()?, name.as_str())),
            Reply::Status(_) | Reply::Echo => None,
        })
    }

    /// Whether a daemon would have given up on some status.
    pub fn is_late(&self) -> bool {
        self.outcomes.iter().any(|(question, outcome)| {
            let is_status = matches!(question, Question::RealTime(_) | Question::FullStatus);
            is_status && matches!(outcome, Outcome::Answered { late: true, .. })
        })
    }

    /// The profile that follows: what was proved, and the rest from `base`. `known`: somebody has said that the printer is
    /// of that profile's kind; otherwise its facts are guesses.
    pub fn profile(
        &self,
        base: &Printer,
        known: bool,
    ) -> (PrinterProfile, BTreeMap<&'static str, Provenance>) {
        let mut profile = base.profile;
        let mut provenance = if known { base.origin.provenance.clone() } else { BTreeMap::new() };
        let echo = self.outcomes.get(&Question::Echo);
        let answered = |question| self.reply(question).is_some();
        if answered(Question::Echo) {
            profile.evidence = Evidence::JobEcho;
            provenance.insert("evidence", Provenance::Probed);
        } else if echo.is_some() {
            profile.evidence = Evidence::QueuedStatus;
            let proved = answered(Question::Queued);
            provenance.insert("evidence", if proved { Provenance::Probed } else { Provenance::Unverified });
        }
        if self.is_near_end() {
            profile.near_end_sensor = true;
            provenance.insert("near_end_sensor", Provenance::Probed);
        }
        if answered(Question::FullStatus) && !profile.automatic_status {
            profile.status = StatusReport::CustomFull;
            provenance.insert("status", Provenance::Probed);
        }
        (profile, provenance)
    }
}
