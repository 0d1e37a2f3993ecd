//! What a printer that cannot be cleared at any time may still hold of an earlier job, and how it gets rid of that.

use super::job::Stage;
use super::{Conversation, DRAIN_MS, DRAINED_MS, POLL_MS, Talk};
use crate::domain::command::SlipOutcome;
use crate::domain::event::SlipTrouble;
use crate::domain::kiosk::PrinterState;
use crate::domain::planted::{Bug, planted};
use crate::domain::printer_profile::Clear;
use crate::slip::escpos::{REAL_TIME_RECOVER, drain};

/// What a printer may hold of an earlier job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leftover {
    /// Nothing.
    None,
    /// Nobody knows: the link is new, or a job is under way.
    Perhaps,
    /// The rest of a job; `DLE ENQ 2` was sent.
    Recovering,
    /// The rest of a job.
    Locked,
}

impl Conversation {
    /// Whether the printer has to be drained before it is used.
    pub(super) fn must_drain(&self) -> bool {
        self.profile.clear != Clear::DleDc4 && self.leftover != Leftover::None
    }

    /// A job that had bytes in the printer has ended without evidence.
    pub(super) fn interrupted(&mut self, now_ms: u64) {
        if planted(Bug::LeftoverForgotten) {
            self.leftover = Leftover::None;
            self.talk = Talk::Quiet { next_ms: now_ms };
            return;
        }
        let can_recover =
            matches!(self.state, PrinterState::CutterBlocked | PrinterState::Jammed | PrinterState::Error);
        if self.profile.clear == Clear::DleEnq && can_recover {
            let [dle, enq] = REAL_TIME_RECOVER;
            self.send(vec![dle, enq, 2]);
            self.leftover = Leftover::Recovering;
            self.talk = Talk::Quiet { next_ms: now_ms + POLL_MS };
        } else {
            self.lock(now_ms);
        }
    }

    /// The statuses of a printer that must be drained.
    pub(super) fn round_before_drain(&mut self, now_ms: u64, state: PrinterState) {
        if state.can_print() {
            // Not told yet: nobody shall press a button for a slip that has to wait.
            self.send(drain());
            self.talk = Talk::Drain { until_ms: now_ms + DRAIN_MS };
        } else if self.leftover == Leftover::Recovering {
            self.lock(now_ms);
        } else {
            self.set_state(state);
            self.refuse(now_ms, state);
        }
    }

    /// A queued status after the zeros. Of several that are owed the last one counts.
    pub(super) fn drained(&mut self, now_ms: u64) {
        if self.poll_write().is_none() {
            self.silences = 0;
            self.talk = Talk::Drained { until_ms: now_ms + DRAINED_MS };
        }
    }

    /// Everything that was sent before is done.
    pub(super) fn is_empty(&mut self, now_ms: u64) {
        self.leftover = Leftover::None;
        self.status_ms = None;
        self.go_on(now_ms);
    }

    /// Nothing more is sent before the power was off.
    pub(super) fn lock(&mut self, now_ms: u64) {
        self.leftover = Leftover::Locked;
        self.outbox = (Vec::new(), 0);
        self.talk = Talk::Locked;
        self.status_ms = None;
        self.set_state(PrinterState::NeedsPowerCycle);
        self.refuse(now_ms, PrinterState::NeedsPowerCycle);
    }

    /// A job that waits is not begun.
    fn refuse(&mut self, now_ms: u64, state: PrinterState) {
        if let Some(Stage::Waiting(_)) = self.job.as_ref().map(|job| &job.stage) {
            self.finish(now_ms, SlipOutcome::Failed(SlipTrouble::Printer(state)));
        }
    }
}
