//! What follows from what, once time and answers are known.

use super::job::{Fence, Stage, outcome};
use super::leftover::Leftover;
use super::{
    ANSWER_MS, Automatic, BACK_OFF_MS_MAX, Conversation, EVIDENCE_MS, EXIT_MS, FRESH_MS, NEAR_END_MS,
    POLL_IN_JOB_MS, POLL_MS, REST_AUTOMATIC_MS, REST_MS, Report, Round, STALL_MS, Talk,
};
use crate::devices::printer::status::{FullStatus, Status, stops_job};
use crate::domain::command::SlipOutcome;
use crate::domain::event::{PrintEvidence, SlipTrouble};
use crate::domain::ids::JobId;
use crate::domain::kiosk::PrinterState;
use crate::domain::planted::{Bug, planted};
use crate::domain::printer_profile::{Clear, Evidence, StatusReport};
use crate::slip::escpos::{
    AUTOMATIC_STATUS, CLEAR_BUFFER, FULL_STATUS, PrintJob, REAL_TIME_STATUS, part_remnant,
};

/// `DLE EOT n`.
const QUESTION_BYTES: usize = 3;

impl Round {
    /// How many questions were put.
    fn asked(self) -> usize {
        if self.together { 4 } else { usize::from(self.answered) + 1 }
    }
}

impl Conversation {
    /// Chooses what to do next. Nothing may be outstanding.
    pub(super) fn go_on(&mut self, now_ms: u64) {
        match self.job.as_ref().map(|job| &job.stage) {
            Some(Stage::Sent { .. } | Stage::Cleared { .. }) => self.ask(now_ms),
            Some(Stage::GivenUp { .. }) => self.clear(now_ms),
            Some(Stage::Waiting(_)) | None if self.must_drain() => self.ask(now_ms),
            Some(Stage::Waiting(_)) | None if self.leftover != Leftover::None => self.clear(now_ms),
            Some(Stage::Waiting(_)) => {
                let since_ms = self.job.as_ref().map_or(now_ms, |job| job.since_ms);
                if self.status_ms.is_some_and(|at| now_ms <= at + FRESH_MS || at >= since_ms) {
                    self.begin_or_refuse(now_ms);
                } else {
                    self.ask(now_ms);
                }
            }
            // Its bytes are outstanding.
            Some(Stage::Sending { .. }) => {}
            None => match self.status_ms.map(|at| at + self.rest_ms()).filter(|&next_ms| next_ms > now_ms) {
                Some(next_ms) => self.talk = Talk::Quiet { next_ms },
                None => self.ask(now_ms),
            },
        }
    }

    /// How long a printer without a job is left alone.
    fn rest_ms(&self) -> u64 {
        match (self.state.can_print(), self.automatic) {
            (false, _) => POLL_MS,
            (true, Automatic::On) => REST_AUTOMATIC_MS,
            (true, Automatic::Off | Automatic::Asked) => REST_MS,
        }
    }

    /// An automatic status: an answer to being asked for it, or a change.
    pub(super) fn told(&mut self, now_ms: u64) {
        if self.automatic == Automatic::Asked {
            self.automatic = Automatic::On;
        }
        self.ask_soon(now_ms);
    }

    /// Something has changed, says the printer.
    pub(super) fn ask_soon(&mut self, now_ms: u64) {
        self.status_ms = None;
        if let Talk::Quiet { .. } = self.talk {
            self.go_on(now_ms);
        }
    }

    /// One answer to `DLE EOT`.
    pub(super) fn status_byte(&mut self, now_ms: u64, byte: u8) {
        let Talk::Query { mut round, until_ms } = self.talk else { return };
        // What is being sent ends with the questions.
        let unsent = self.poll_write().unwrap_or_default().len().div_ceil(QUESTION_BYTES);
        if usize::from(round.answered) + unsent >= round.asked() {
            // The question is not even sent: this answers an older one.
            return;
        }
        let Some(answer) = round.answers.get_mut(usize::from(round.answered)) else { return };
        *answer = byte;
        round.answered += 1;
        self.talk = Talk::Query { round, until_ms };
        match round.answered {
            4.. => {
                let state = Status { bytes: round.answers }.state(self.profile.near_end_sensor);
                self.round_done(now_ms, round.begun_ms, state);
            }
            _ if round.together => {}
            answered => self.query(now_ms, &[answered + 1], round),
        }
    }

    /// The answer to `DLE EOT 14h`, or the same without a question.
    pub(super) fn full_status(&mut self, now_ms: u64, status: FullStatus) {
        let Talk::Query { round, .. } = self.talk else { return self.ask_soon(now_ms) };
        if self.poll_write().is_some() {
            return;
        }
        let in_exit = self.profile.presenter.is_some() && status.slip_in_exit();
        self.presented_ms = in_exit.then(|| self.presented_ms.unwrap_or(now_ms));
        self.round_done(now_ms, round.begun_ms, status.state(self.profile.near_end_sensor));
    }

    /// Whether the slip in the exit is there for longer than it should be.
    fn is_left(&self, now_ms: u64) -> bool {
        let since_ms = self.presented_ms.zip(self.profile.presenter);
        since_ms.is_some_and(|(since_ms, presenter)| {
            now_ms >= since_ms + u64::from(presenter.timeout_s) * 1000 + EXIT_MS
        })
    }

    /// An answer to `GS r 1`.
    pub(super) fn queued(&mut self, now_ms: u64) {
        match self.talk {
            Talk::Drain { .. } | Talk::Drained { .. } => self.drained(now_ms),
            Talk::Unlinked
            | Talk::Locked
            | Talk::Quiet { .. }
            | Talk::Query { .. }
            | Talk::Clear { .. }
            | Talk::Job { .. } => self.fence(now_ms),
        }
    }

    fn fence(&mut self, now_ms: u64) {
        if self.profile.evidence != Evidence::QueuedStatus {
            return;
        }
        if let Some(Stage::Sent { fence: fence @ Fence::Unanswered, .. }) =
            self.job.as_mut().map(|job| &mut job.stage)
        {
            *fence = Fence::Answered;
            if let Talk::Quiet { .. } = self.talk {
                self.ask(now_ms);
            }
        }
    }

    /// A job's echo. It is the truth whenever it comes, also when the job was given up.
    pub(super) fn echo(&mut self, now_ms: u64, id: JobId) {
        let could_be = self.job.as_ref().is_some_and(|job| match job.stage {
            Stage::Waiting(_) | Stage::Sending { .. } => false,
            Stage::Sent { .. } | Stage::GivenUp { .. } | Stage::Cleared { .. } => {
                job.id == id || planted(Bug::AnyEchoTaken)
            }
        });
        if could_be {
            self.finish(now_ms, SlipOutcome::Printed(PrintEvidence::JobEcho));
        }
    }

    /// The answer to `DLE DC4 8`; a late one is as good, as long as nothing was sent after the clear.
    pub(super) fn cleared(&mut self, now_ms: u64) {
        let awaited = match self.talk {
            Talk::Clear { .. } | Talk::Quiet { .. } => {
                self.leftover != Leftover::None && !self.must_drain() && self.poll_write().is_none()
            }
            Talk::Unlinked
            | Talk::Locked
            | Talk::Query { .. }
            | Talk::Drain { .. }
            | Talk::Drained { .. }
            | Talk::Job { .. } => false,
        };
        if !awaited || self.job.as_ref().is_some_and(|job| job.evidence_until_ms().is_some()) {
            return;
        }
        self.leftover = Leftover::None;
        self.silences = 0;
        self.status_ms = None;
        self.talk = Talk::Quiet { next_ms: now_ms };
        if let Some(job) = &mut self.job
            && let Stage::GivenUp { begun_ms, picture_sent, trouble } = job.stage
        {
            let may_be_whole = picture_sent && job.time_enough(begun_ms, now_ms);
            job.stage = Stage::Cleared { may_be_whole };
            if let Some(trouble) = trouble {
                self.finish(now_ms, outcome(may_be_whole, trouble));
            }
        }
        self.go_on(now_ms);
    }

    /// The printer did not answer, or is gone.
    pub(super) fn no_answer(&mut self, now_ms: u64) {
        let (bytes, taken) = &self.outbox;
        let sending_end = *taken;
        if *taken == 0 || *taken == bytes.len() {
            self.outbox = (Vec::new(), 0);
        }
        self.silences = self.silences.saturating_add(1);
        self.status_ms = None;
        self.set_state(PrinterState::Silent);
        let outcome = match self.job.as_ref().map(|job| &job.stage) {
            None => return,
            Some(Stage::Waiting(_)) => SlipOutcome::Failed(SlipTrouble::Printer(PrinterState::Silent)),
            Some(Stage::Sending { picture_end, .. }) => {
                outcome(sending_end >= *picture_end, SlipTrouble::NoAnswer)
            }
            Some(Stage::Sent { .. }) => outcome(true, SlipTrouble::NoAnswer),
            // Not cleared, so it may go on.
            Some(Stage::GivenUp { picture_sent, .. }) => outcome(*picture_sent, SlipTrouble::NoAnswer),
            Some(Stage::Cleared { may_be_whole }) => outcome(*may_be_whole, SlipTrouble::NoAnswer),
        };
        self.finish(now_ms, outcome);
    }

    /// Nothing more is sent of the job, and it is cleared.
    pub(super) fn give_up(&mut self, now_ms: u64, trouble: Option<SlipTrouble>) {
        let Some(job) = &mut self.job else { return };
        if planted(Bug::LateAnswerTaken) && job.evidence_until_ms().is_some() {
            self.finish(now_ms, outcome(true, SlipTrouble::NoAnswer));
            self.leftover = Leftover::None;
            self.talk = Talk::Quiet { next_ms: now_ms };
            return;
        }
        if self.profile.clear != Clear::DleDc4 {
            let trouble = trouble.unwrap_or(SlipTrouble::NoAnswer);
            self.outbox = (Vec::new(), 0);
            self.talk = Talk::Quiet { next_ms: now_ms };
            return self.finish(now_ms, outcome(self.leftover != Leftover::None, trouble));
        }
        let (begun_ms, picture_sent) = match job.stage {
            Stage::Sending { begun_ms, picture_end } => {
                let taken = self.outbox.1;
                self.outbox = (Vec::new(), 0);
                (begun_ms, taken >= picture_end)
            }
            Stage::Sent { begun_ms, .. } => (begun_ms, true),
            Stage::Waiting(_) | Stage::GivenUp { .. } | Stage::Cleared { .. } => return,
        };
        job.stage = Stage::GivenUp { begun_ms, picture_sent, trouble };
        self.clear(now_ms);
    }

    /// All bytes of the job were taken.
    pub(super) fn sent(&mut self, now_ms: u64) {
        let Some(job) = &mut self.job else { return };
        let Stage::Sending { begun_ms, .. } = job.stage else { return };
        if planted(Bug::PrintedWithoutEvidence) {
            self.talk = Talk::Quiet { next_ms: now_ms + POLL_IN_JOB_MS };
            return self.finish(now_ms, SlipOutcome::Printed(PrintEvidence::JobEcho));
        }
        let until_ms = now_ms + EVIDENCE_MS + 4 * job.print_ms_min;
        job.stage = Stage::Sent { begun_ms, until_ms, fence: Fence::Unanswered };
        if !planted(Bug::SentAgainAfterReplug) {
            self.outbox = (Vec::new(), 0);
        }
        self.talk = Talk::Quiet { next_ms: now_ms + POLL_IN_JOB_MS };
    }

    fn round_done(&mut self, now_ms: u64, begun_ms: u64, state: PrinterState) {
        self.silences = 0;
        self.status_ms = Some(begun_ms);
        let has_begun = self.job.as_ref().is_some_and(|job| !matches!(job.stage, Stage::Waiting(_)));
        self.talk = Talk::Quiet { next_ms: (begun_ms + POLL_MS).max(now_ms) };
        if self.must_drain() && !has_begun {
            return self.round_before_drain(now_ms, state);
        }
        let is_left = state.can_print() && !has_begun && self.is_left(now_ms);
        let state = if is_left { PrinterState::TicketNotTaken } else { state };
        let state = self.steady(now_ms, state);
        self.set_state(state);
        self.talk = Talk::Quiet { next_ms: (begun_ms + self.rest_ms()).max(now_ms) };
        let Some(job) = &mut self.job else { return };
        match job.stage {
            Stage::Waiting(_) => self.go_on(now_ms),
            Stage::Sent { .. } if stops_job(state) => {
                self.give_up(now_ms, Some(SlipTrouble::Printer(state)));
            }
            Stage::Sent { fence: Fence::Answered, .. } => self.ask(now_ms),
            Stage::Sent { fence: Fence::Asked, begun_ms, .. } if state.can_print() => {
                // An answer before the end of printing came when the commands were read, not when they were done.
                if job.time_enough(begun_ms, now_ms) {
                    self.finish(now_ms, SlipOutcome::Printed(PrintEvidence::QueuedStatus));
                } else {
                    self.talk = Talk::Quiet { next_ms: begun_ms + job.print_ms_min };
                }
            }
            Stage::Sent { .. } => self.talk = Talk::Quiet { next_ms: now_ms + POLL_IN_JOB_MS },
            Stage::Cleared { may_be_whole } => {
                let trouble =
                    if state.can_print() { SlipTrouble::NoAnswer } else { SlipTrouble::Printer(state) };
                self.finish(now_ms, outcome(may_be_whole, trouble));
            }
            // Neither asks.
            Stage::Sending { .. } | Stage::GivenUp { .. } => {}
        }
    }

    /// What a near-end sensor says, without its flicker.
    fn steady(&mut self, now_ms: u64, state: PrinterState) -> PrinterState {
        let seen_ms = if state == PrinterState::PaperNearEnd { Some(now_ms) } else { self.near_end_ms };
        let is_near = state.can_print() && seen_ms.is_some_and(|at_ms| now_ms < at_ms + NEAR_END_MS);
        self.near_end_ms = seen_ms.filter(|_| is_near);
        if is_near && !planted(Bug::FlickerOnDisk) { PrinterState::PaperNearEnd } else { state }
    }

    fn begin_or_refuse(&mut self, now_ms: u64) {
        if !self.state.can_print() {
            self.finish(now_ms, SlipOutcome::Failed(SlipTrouble::Printer(self.state)));
            return;
        }
        if self.presented_ms.is_some() {
            self.status_ms = None;
            self.talk = Talk::Quiet { next_ms: now_ms + POLL_IN_JOB_MS };
            return;
        }
        let prefix =
            if self.remnant && !planted(Bug::RemnantKept) { part_remnant(&self.profile) } else { Vec::new() };
        let Some(job) = &mut self.job else { return };
        let stage = Stage::Sending { begun_ms: now_ms, picture_end: usize::MAX };
        let Stage::Waiting(PrintJob { bytes, picture_bytes, .. }) = std::mem::replace(&mut job.stage, stage)
        else {
            return;
        };
        let bytes = if prefix.is_empty() { bytes } else { [&prefix[..], &bytes].concat() };
        let before = self.send(bytes);
        if let Some(job) = &mut self.job {
            let picture_end = before + prefix.len() + picture_bytes;
            job.stage = Stage::Sending { begun_ms: now_ms, picture_end };
        }
        if self.profile.clear == Clear::DleDc4 {
            self.leftover = Leftover::Perhaps;
        }
        self.talk = Talk::Job { until_ms: now_ms + STALL_MS };
    }

    pub(super) fn ask(&mut self, now_ms: u64) {
        if let Some(Stage::Sent { fence: fence @ Fence::Answered, .. }) =
            self.job.as_mut().map(|job| &mut job.stage)
        {
            *fence = Fence::Asked;
        }
        let rests = self.job.is_none() && self.leftover == Leftover::None && self.silences == 0;
        let together = rests && !self.one_by_one && self.profile.status == StatusReport::Epson;
        let questions: &[u8] = match self.profile.status {
            StatusReport::Epson if together => &[1, 2, 3, 4],
            StatusReport::Epson => &[1],
            StatusReport::CustomFull => &[FULL_STATUS],
        };
        self.query(now_ms, questions, Round { begun_ms: now_ms, together, answered: 0, answers: [0; 4] });
    }

    fn query(&mut self, now_ms: u64, questions: &[u8], round: Round) {
        let [dle, eot] = REAL_TIME_STATUS;
        let questions = questions.iter().flat_map(|&n| [dle, eot, n]);
        let rests = self.job.is_none() && self.leftover == Leftover::None && self.state.can_print();
        if rests && self.profile.automatic_status && self.automatic == Automatic::Off {
            self.automatic = Automatic::Asked;
            self.send(AUTOMATIC_STATUS.into_iter().chain(questions).collect());
        } else {
            self.send(questions.collect());
        }
        // On a line that is slower than its buffer, a query after a job is read when the job was.
        let evidence_ms = self.job.as_ref().and_then(super::Current::evidence_until_ms);
        let until_ms = evidence_ms.unwrap_or(now_ms + ANSWER_MS);
        self.talk = Talk::Query { round, until_ms };
    }

    fn clear(&mut self, now_ms: u64) {
        if planted(Bug::GhostTicket) {
            self.talk = Talk::Clear { until_ms: now_ms + ANSWER_MS };
            return self.cleared(now_ms);
        }
        self.leftover = Leftover::Perhaps;
        self.send(CLEAR_BUFFER.to_vec());
        self.talk = Talk::Clear { until_ms: now_ms + ANSWER_MS };
    }

    /// Puts bytes into the outbox, after the rest of a command that was begun. Gives the length of that rest.
    pub(super) fn send(&mut self, bytes: Vec<u8>) -> usize {
        let (old, taken) = std::mem::take(&mut self.outbox);
        let rest = if taken == 0 { &[] } else { &old[taken..] };
        let before = rest.len();
        self.outbox = (if before == 0 { bytes } else { [rest, &bytes].concat() }, 0);
        before
    }

    pub(super) fn finish(&mut self, now_ms: u64, outcome: SlipOutcome) {
        let Some(job) = self.job.take() else { return };
        // It began with `ESC @`.
        self.automatic = Automatic::Off;
        self.reports.push_back(Report::Slip { job: job.id, outcome });
        match outcome {
            SlipOutcome::Printed(_) => {
                self.remnant = false;
                // A clear that is outstanding would take the next job's first bytes away.
                let clears = matches!(self.talk, Talk::Clear { .. });
                self.leftover = if clears { Leftover::Perhaps } else { Leftover::None };
            }
            SlipOutcome::Failed(_) | SlipOutcome::Uncertain(_) => {}
        }
        // The job may have used up the paper: the next one asks before it starts.
        self.status_ms = None;
        match &mut self.talk {
            Talk::Quiet { next_ms } if self.state != PrinterState::Silent => *next_ms = now_ms,
            Talk::Query { until_ms, .. } => *until_ms = (*until_ms).min(now_ms + ANSWER_MS),
            Talk::Unlinked
            | Talk::Locked
            | Talk::Quiet { .. }
            | Talk::Clear { .. }
            | Talk::Drain { .. }
            | Talk::Drained { .. }
            | Talk::Job { .. } => {}
        }
        let begun = !matches!(job.stage, Stage::Waiting(_));
        if begun && self.must_drain() && self.talk != Talk::Unlinked {
            self.interrupted(now_ms);
        }
    }

    pub(super) fn set_state(&mut self, state: PrinterState) {
        if self.state != state {
            self.state = state;
            // Only the newest is news; while the branch has no room for it, there may be many.
            if let Some(Report::State(_)) = self.reports.back() {
                self.reports.pop_back();
            }
            self.reports.push_back(Report::State(state));
        }
    }
}

/// How long to leave a printer alone that was silent so often.
pub(super) fn back_off_ms(silences: u32) -> u64 {
    POLL_MS.checked_shl(silences).unwrap_or(BACK_OFF_MS_MAX).min(BACK_OFF_MS_MAX)
}
