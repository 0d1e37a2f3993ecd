//! The conversation with a ticket printer.
//!
//! **Model.** One thing is outstanding on the wire at a time ([`Talk`]): a status query, a clear, or a job's bytes. A job
//! goes through [`Stage`]s until exactly one outcome is reported. At rest all statuses are asked every other second, or more
//! rarely where the printer tells changes by itself (`GS a`), which only makes the next question come at once. After a
//! job's bytes are sent, they are asked more often until the evidence comes.
//!
//! **Rounds.** The four statuses of an Epson are asked one by one, so that a question is answered before the next one can
//! get lost. At rest they are asked in one write, because each answer that is waited for wakes the processor: the answers
//! come in the order of the questions. A printer that does not answer all of them is not silent: it is asked one by one
//! for as long as the link lasts.
//!
//! **Invariants.**
//! - `Printed` is reported on evidence only: the job's echo, or the queued status and clean statuses asked after it.
//! - `Failed` is reported only when the picture can't be whole: too few bytes were sent, or the buffer was cleared before
//!   there was time to print it. Everything else is `Uncertain`.
//! - While the buffer may hold bytes of an earlier job, no job is begun. This is so after every link-up too.
//! - Nothing is sent within a job's bytes. A job that stalls is given up, and what follows is the clear.
//! - Paper that may carry half a slip is cut off before the next one.
//!
//! **Old bytes.** A printer that knows `DLE DC4 8` is cleared, and nothing else is sent before it has answered. One that
//! does not is never sent it, not even to see. Its jobs that were interrupted are `Uncertain` once a byte was taken,
//! because nobody can take the byte back; then it is locked, says that it needs a power cycle, and is sent nothing. Only
//! another link, or a person who says so, opens the lock. Neither proves that the power was off (a cable can be pulled),
//! so it is drained before it is used: enough zeros to end any command that was begun, and a queued status, whose answer
//! says that all before it is done. `DLE ENQ 2` is sent once after an interruption by an error that it can end, and
//! believed no more than a person: see [`leftover`].
//!
//! **Lies.** Late answers come in their order, so that a clear or a round of statuses parts them from newer ones. Noise can be
//! any status, and then the state is wrong until the next round; it can be a queued status, whose evidence is the weaker
//! for that; it can be another job's echo, which proves nothing. A printer that does on nothing what it does on paper is
//! believed. All else leads to a job that is refused or `Uncertain`, and never to silence for ever.
//!
//! **Presenters.** A slip that is held out is taken when the exit is free again. Until then no other job is begun; a
//! printer whose exit is not free in its time is not ready, and says so.
//!
//! **Deliberately not here.** Reprints and retries: what was not printed is for people to decide. Flow control (XON, XOFF)
//! belongs to the line.

mod job;
mod leftover;
mod steps;

use super::status::FullStatus;
use super::stream::{Answer, AnswerStream};
use crate::domain::command::SlipOutcome;
use crate::domain::event::SlipTrouble;
use crate::domain::ids::JobId;
use crate::domain::kiosk::PrinterState;
use crate::domain::planted::{Bug, planted};
use crate::domain::printer_profile::{PrinterProfile, StatusReport};
use crate::slip::escpos::PrintJob;
use job::{Current, Stage};
use leftover::Leftover;
use std::collections::VecDeque;
use steps::back_off_ms;

/// From one round of queries to the next while the printer is not ready: who changes the roll looks at the lamps.
const POLL_MS: u64 = 1_000;
/// The same at rest. Each question wakes the processor, and paper that ends at rest is noticed early enough: a job asks first
/// unless the status is fresh.
const REST_MS: u64 = 2_000;
/// The same when the printer tells changes by itself: only silence has to be noticed.
const REST_AUTOMATIC_MS: u64 = 10_000;
/// A status that is no older lets a job start, and so does one that was asked for since the job came.
const FRESH_MS: u64 = 1_000;
/// The same while a job waits for its evidence: soon enough to tell half a slip from a whole one.
const POLL_IN_JOB_MS: u64 = 100;
/// A query or a clear that is not answered in this time is not answered. Real printers need some milliseconds.
const ANSWER_MS: u64 = 1_000;
/// A job of which the printer took nothing for so long is given up.
const STALL_MS: u64 = 3_000;
/// Evidence comes in this time, and four times the shortest printing time, after the last byte; or never.
const EVIDENCE_MS: u64 = 6_000;
/// A drain is answered in this time after its last byte was taken, or never. Half a slip may be printed meanwhile.
const DRAIN_MS: u64 = 10_000;
/// When nothing more is answered for so long after a drain, every answer that was owed has come.
const DRAINED_MS: u64 = 300;
/// Paper that was once seen to be near its end is believed to be so for this long: at the edge of a roll the sensor says now
/// this and now that, and each change is a row on disk.
const NEAR_END_MS: u64 = 60_000;
/// A slip that is in the exit so long after its time is not taken, and not drawn back either.
const EXIT_MS: u64 = 3_000;
/// The longest wait between two attempts to reach a silent printer; the first is [`POLL_MS`], each is twice the one before.
const BACK_OFF_MS_MAX: u64 = 16_000;

/// What a conversation has to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    /// The printer's state has changed.
    State(PrinterState),
    /// How a job ended.
    Slip {
        /// Which job.
        job: JobId,
        /// How.
        outcome: SlipOutcome,
    },
}

/// A conversation with one printer. After each call of another method, call [`Conversation::poll_write`],
/// [`Conversation::poll_report`] and [`Conversation::poll_timeout`] until they have nothing new.
#[derive(Debug)]
pub struct Conversation {
    profile: PrinterProfile,
    stream: AnswerStream,
    talk: Talk,
    /// What is being sent, and how much of it was taken.
    outbox: (Vec<u8>, usize),
    job: Option<Current>,
    state: PrinterState,
    /// When the last complete round of statuses was begun.
    status_ms: Option<u64>,
    /// What the printer may still hold of an earlier job.
    leftover: Leftover,
    automatic: Automatic,
    /// The paper was last seen to be near its end then, and nothing else was wrong since.
    near_end_ms: Option<u64>,
    /// A slip was first seen in the exit then, and is there still.
    presented_ms: Option<u64>,
    /// Half a slip may hang in the printer's mouth.
    remnant: bool,
    /// How often in a row nothing was answered.
    silences: u32,
    /// Several questions at once were not all answered on this link.
    one_by_one: bool,
    reports: VecDeque<Report>,
}

/// Whether the printer tells changes by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Automatic {
    /// It was not asked to since it may have forgotten that.
    Off,
    /// It was asked to.
    Asked,
    /// It does.
    On,
}

/// What is outstanding on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Talk {
    /// There is no printer.
    Unlinked,
    /// Nothing; the next query is due then.
    Quiet { next_ms: u64 },
    /// `DLE EOT`, for the statuses of this round or the full one.
    Query { round: Round, until_ms: u64 },
    /// `DLE DC4 8`.
    Clear { until_ms: u64 },
    /// The zeros and the queued status after them.
    Drain { until_ms: u64 },
    /// That was answered; other answers may come.
    Drained { until_ms: u64 },
    /// Nothing, and nothing will be: the printer waits for its power switch.
    Locked,
    /// The bytes of the job; the printer has to take some until then.
    Job { until_ms: u64 },
}

/// A round of questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Round {
    begun_ms: u64,
    /// All statuses were asked in one write.
    together: bool,
    /// How many of them were answered.
    answered: u8,
    answers: [u8; 4],
}

impl Conversation {
    /// A conversation that waits for a link. `remnant`: a job may have been under way when there was one before.
    pub fn new(profile: PrinterProfile, remnant: bool) -> Self {
        Self {
            profile,
            stream: AnswerStream::new(profile.status == StatusReport::CustomFull),
            talk: Talk::Unlinked,
            outbox: (Vec::new(), 0),
            job: None,
            state: PrinterState::Unknown,
            status_ms: None,
            automatic: Automatic::Off,
            near_end_ms: None,
            presented_ms: None,
            leftover: Leftover::Perhaps,
            remnant,
            silences: 0,
            one_by_one: false,
            reports: VecDeque::new(),
        }
    }

    /// The printer can be written to, or another one can: what was read or taken before belongs to the link before.
    pub fn link_up(&mut self, now_ms: u64) {
        if self.talk != Talk::Unlinked {
            self.link_lost(now_ms);
        }
        self.stream = AnswerStream::new(self.profile.status == StatusReport::CustomFull);
        self.leftover = Leftover::Perhaps;
        self.automatic = Automatic::Off;
        self.one_by_one = false;
        self.near_end_ms = None;
        self.talk = Talk::Quiet { next_ms: now_ms };
        if planted(Bug::SentAgainAfterReplug) && !self.outbox.0.is_empty() {
            self.talk = Talk::Quiet { next_ms: now_ms + STALL_MS };
            return;
        }
        self.go_on(now_ms);
    }

    /// The printer is gone: unplugged, switched off, or the line reports an error. Call [`Conversation::link_up`] when it
    /// is back.
    pub fn link_lost(&mut self, now_ms: u64) {
        let of_job = self.job.as_ref().is_some_and(|job| !matches!(job.stage, Stage::Waiting(_)));
        let again = of_job && planted(Bug::SentAgainAfterReplug);
        let sent = if again { std::mem::take(&mut self.outbox.0) } else { Vec::new() };
        self.talk = Talk::Unlinked;
        self.no_answer(now_ms);
        self.outbox = (sent, 0);
    }

    /// Begins a job. Its outcome comes as a [`Report::Slip`], in any case and once. While another job is under way the job
    /// is given back.
    pub fn start(&mut self, now_ms: u64, job: PrintJob) -> Result<(), PrintJob> {
        if self.job.is_some() {
            return Err(job);
        }
        self.job = Some(Current::new(now_ms, job));
        match self.talk {
            Talk::Unlinked => {
                self.finish(now_ms, SlipOutcome::Failed(SlipTrouble::Printer(PrinterState::Silent)));
            }
            Talk::Locked => {
                let trouble = SlipTrouble::Printer(PrinterState::NeedsPowerCycle);
                self.finish(now_ms, SlipOutcome::Failed(trouble));
            }
            Talk::Quiet { .. } => self.go_on(now_ms),
            Talk::Query { .. }
            | Talk::Clear { .. }
            | Talk::Drain { .. }
            | Talk::Drained { .. }
            | Talk::Job { .. } => {}
        }
        Ok(())
    }

    /// A person says that the printer was switched off and on.
    pub fn power_was_cycled(&mut self, now_ms: u64) {
        if self.talk == Talk::Locked {
            self.stream = AnswerStream::new(self.profile.status == StatusReport::CustomFull);
            self.leftover = Leftover::Perhaps;
            self.talk = Talk::Quiet { next_ms: now_ms };
            self.go_on(now_ms);
        }
    }

    /// The job under way.
    pub fn job(&self) -> Option<JobId> {
        self.job.as_ref().map(|job| job.id)
    }

    /// The printer's state as it was reported last.
    pub fn state(&self) -> PrinterState {
        self.state
    }

    /// Bytes to be written now. Write as many as the device takes, then call [`Conversation::written`]; ask again after
    /// that, and after every other call: what was not taken may have become void.
    pub fn poll_write(&self) -> Option<&[u8]> {
        let (bytes, taken) = &self.outbox;
        Some(&bytes[*taken..]).filter(|rest| !rest.is_empty())
    }

    /// The device took the first `count` bytes of what [`Conversation::poll_write`] gave.
    pub fn written(&mut self, now_ms: u64, count: usize) {
        let (bytes, taken) = &mut self.outbox;
        *taken = (*taken + count).min(bytes.len());
        let rest = bytes.len() - *taken;
        match self.talk {
            Talk::Drain { .. } if count > 0 => self.talk = Talk::Drain { until_ms: now_ms + DRAIN_MS },
            Talk::Job { .. } if count > 0 => {
                self.remnant = true;
                self.leftover = Leftover::Perhaps;
                match rest {
                    0 => self.sent(now_ms),
                    _ => self.talk = Talk::Job { until_ms: now_ms + STALL_MS },
                }
            }
            Talk::Unlinked
            | Talk::Locked
            | Talk::Quiet { .. }
            | Talk::Query { .. }
            | Talk::Clear { .. }
            | Talk::Drain { .. }
            | Talk::Drained { .. }
            | Talk::Job { .. } => {}
        }
    }

    /// Bytes that were read from the device, in pieces of any size.
    pub fn handle_bytes(&mut self, now_ms: u64, bytes: &[u8]) {
        for answer in self.stream.take(bytes) {
            match answer {
                Answer::RealTime(byte) => self.status_byte(now_ms, byte),
                Answer::Full(bytes) => self.full_status(now_ms, FullStatus { bytes }),
                Answer::Queued(_) => self.queued(now_ms),
                Answer::Automatic(_) => self.told(now_ms),
                Answer::Echo(id) => self.echo(now_ms, id),
                Answer::Cleared => self.cleared(now_ms),
                Answer::Noise(_) if planted(Bug::NoiseIsFinal) => self.talk = Talk::Unlinked,
                Answer::Xon | Answer::Xoff | Answer::Noise(_) => {}
            }
        }
    }

    /// When [`Conversation::handle_timeout`] must be called at the latest. `None` while there is no link.
    pub fn poll_timeout(&self) -> Option<u64> {
        let talk_ms = match self.talk {
            Talk::Unlinked | Talk::Locked => return None,
            Talk::Quiet { next_ms } => next_ms,
            Talk::Query { until_ms, .. }
            | Talk::Clear { until_ms }
            | Talk::Drain { until_ms }
            | Talk::Drained { until_ms }
            | Talk::Job { until_ms } => until_ms,
        };
        let evidence_ms = self.job.as_ref().and_then(Current::evidence_until_ms);
        Some(evidence_ms.map_or(talk_ms, |evidence_ms| evidence_ms.min(talk_ms)))
    }

    /// Time has passed. Calling it too early does nothing.
    pub fn handle_timeout(&mut self, now_ms: u64) {
        let overdue = self.job.as_ref().and_then(Current::evidence_until_ms).is_some_and(|at| now_ms >= at);
        match self.talk {
            Talk::Unlinked | Talk::Locked => {}
            // An answer that comes later would be taken for another query's: hence the clear.
            Talk::Quiet { .. } | Talk::Query { .. } if overdue => {
                self.give_up(now_ms, Some(SlipTrouble::NoAnswer));
            }
            Talk::Quiet { next_ms } if now_ms >= next_ms => self.go_on(now_ms),
            Talk::Query { round, until_ms } if now_ms >= until_ms && round.together && round.answered > 0 => {
                self.one_by_one = true;
                self.ask(now_ms);
            }
            Talk::Query { until_ms, .. } | Talk::Clear { until_ms } if now_ms >= until_ms => {
                self.talk = Talk::Quiet { next_ms: now_ms + back_off_ms(self.silences) };
                self.no_answer(now_ms);
            }
            Talk::Drain { until_ms } if now_ms >= until_ms => self.lock(now_ms),
            Talk::Drained { until_ms } if now_ms >= until_ms => self.is_empty(now_ms),
            Talk::Job { until_ms } if now_ms >= until_ms => self.give_up(now_ms, None),
            Talk::Quiet { .. }
            | Talk::Query { .. }
            | Talk::Clear { .. }
            | Talk::Drain { .. }
            | Talk::Drained { .. }
            | Talk::Job { .. } => {}
        }
    }

    /// The next thing to report.
    pub fn poll_report(&mut self) -> Option<Report> {
        self.reports.pop_front()
    }
}

#[cfg(test)]
mod tests;
