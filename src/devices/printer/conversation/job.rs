//! The job under way, and what is known about it.

use crate::domain::command::SlipOutcome;
use crate::domain::event::SlipTrouble;
use crate::domain::ids::JobId;
use crate::slip::escpos::PrintJob;

#[derive(Debug)]
pub(super) struct Current {
    pub(super) id: JobId,
    /// When it came.
    pub(super) since_ms: u64,
    pub(super) print_ms_min: u64,
    pub(super) stage: Stage,
}

/// How far a job has come.
#[derive(Debug)]
pub(super) enum Stage {
    /// No byte was sent.
    Waiting(PrintJob),
    /// Its bytes are in the outbox; with so many of them taken the picture can be whole.
    Sending { begun_ms: u64, picture_end: usize },
    /// All bytes were taken.
    Sent { begun_ms: u64, until_ms: u64, fence: Fence },
    /// It is to be cleared, and then its outcome is reported.
    GivenUp { begun_ms: u64, picture_sent: bool, trouble: Option<SlipTrouble> },
    /// It was cleared; a round of statuses shall tell why it did not go on.
    Cleared { may_be_whole: bool },
}

/// The queued status of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fence {
    Unanswered,
    /// And no status was asked since.
    Answered,
    /// And a round of statuses was begun since.
    Asked,
}

impl Current {
    pub(super) fn new(now_ms: u64, job: PrintJob) -> Self {
        Self { id: job.id, since_ms: now_ms, print_ms_min: job.print_ms_min, stage: Stage::Waiting(job) }
    }

    /// When the evidence has to be here.
    pub(super) fn evidence_until_ms(&self) -> Option<u64> {
        match self.stage {
            Stage::Sent { until_ms, .. } => Some(until_ms),
            Stage::Waiting(_) | Stage::Sending { .. } | Stage::GivenUp { .. } | Stage::Cleared { .. } => None,
        }
    }

    /// Whether there was time to print the whole picture since the first byte was offered.
    pub(super) fn time_enough(&self, begun_ms: u64, now_ms: u64) -> bool {
        now_ms.saturating_sub(begun_ms) >= self.print_ms_min
    }
}

/// The outcome of a job without evidence.
pub(super) fn outcome(may_be_whole: bool, trouble: SlipTrouble) -> SlipOutcome {
    if may_be_whole { SlipOutcome::Uncertain(trouble) } else { SlipOutcome::Failed(trouble) }
}
