//! A technician who tries a printer at any moment: a test slip, or white paper that is fed, cut or held out.
//!
//! **Model.** As in the real shell: the branch is asked, and what it has granted is begun unless a ticket came between. What
//! comes of it is told to the technician and not to the branch. A test slip is as long as a ticket's, and names itself.

use super::super::paper::{Slip, SlipEnd, TEST, job};
use super::super::promise::{Promise, ensure};
use super::super::world::{Flow, Receipt, World};
use super::KioskShell;
use crate::devices::printer::conversation::Report;
use crate::devices::printer::trial::{impossible, next, white};
use crate::domain::command::{Command, SlipOutcome};
use crate::domain::duty::Duty;
use crate::domain::ids::{JobId, KioskId};
use crate::domain::trial::PaperTrial;

/// How far a test has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Test {
    /// There is none.
    None,
    /// The branch was asked.
    Asked(PaperTrial),
    /// It has agreed.
    Granted(PaperTrial),
    /// It is with the printer.
    UnderWay(PaperTrial, JobId),
}

impl KioskShell {
    /// The branch has answered a technician.
    pub(in crate::simulation) fn test_answered(&mut self, granted: bool) {
        self.test = match self.test {
            Test::Asked(what) if granted => Test::Granted(what),
            Test::Asked(_) => Test::None,
            other @ (Test::None | Test::Granted(_) | Test::UnderWay(..)) => other,
        };
    }

    /// Whether this job is a test.
    pub(super) fn tries(&self, job: Option<JobId>) -> bool {
        matches!(self.test, Test::UnderWay(_, test) if Some(test) == job)
    }

    /// What was given to the conversation last.
    pub(super) fn newest(&self) -> Option<Slip> {
        match self.test {
            Test::UnderWay(_, job) => Some((job, TEST)),
            Test::None | Test::Asked(_) | Test::Granted(_) => self.begun,
        }
    }
}

impl World {
    /// A technician wants to see paper of a printer that can do it, whatever else it does: the branch has to say no.
    pub(in crate::simulation) fn technician_tries_paper(&mut self) {
        let kiosk = self.random.pick_some(&self.settings.kiosks);
        let all =
            [PaperTrial::Slip, PaperTrial::Slip, PaperTrial::Feed, PaperTrial::Cut, PaperTrial::Present];
        let what = *self.random.pick(&all);
        let Some(kiosk) = kiosk.filter(|kiosk| {
            self.kiosks.get(kiosk).is_some_and(|hardware| impossible(what, &hardware.profile).is_none())
        }) else {
            return;
        };
        let shell = self.shell(kiosk);
        if shell.test == Test::None && shell.conversation.state().can_print() {
            shell.test = Test::Asked(what);
            self.ask(Command::TryPaper { kiosk }, Receipt::Technician(kiosk));
        }
    }

    /// Begins what was granted, unless a ticket came between.
    pub(super) fn test_begins(&mut self, kiosk: KioskId) -> Flow {
        let Test::Granted(what) = self.shell(kiosk).test else { return Ok(()) };
        let granted = self.look(|branch| next(branch, kiosk)).flatten();
        let shell = self.shell(kiosk);
        let Some(id) = granted.filter(|_| !shell.has_job()) else {
            shell.test = Test::None;
            return Ok(());
        };
        let owes = |duty: &Duty| matches!(duty, Duty::Print { kiosk: at, .. } if *at == kiosk);
        let owes = self.look(|branch| branch.duties().iter().any(owes)).unwrap_or(false);
        ensure(Promise::TestsGiveWay, !owes, || format!("kiosk {kiosk} begins a test and owes a slip"))?;
        let now_ms = self.clocks.running_ms();
        let profile = self.hardware(kiosk).profile;
        let shell = self.shell(kiosk);
        shell.test = Test::UnderWay(what, id);
        shell.first_byte_sent = false;
        shell.begun_ms = now_ms;
        let paper = white(what, id, &profile).unwrap_or_else(|| job((id, TEST), &profile));
        // The conversation has no job, so it takes this one.
        let _ = shell.conversation.start(now_ms, paper);
        Ok(())
    }

    /// Whether a report is about the test under way; then it is over.
    pub(super) fn test_ends(&mut self, kiosk: KioskId, report: Report) -> Flow<bool> {
        let Report::Slip { job, outcome } = report else { return Ok(false) };
        let Test::UnderWay(what, _) = self.shell(kiosk).test else { return Ok(false) };
        if !self.shell(kiosk).tries(Some(job)) {
            return Ok(false);
        }
        self.shell(kiosk).test = Test::None;
        self.trace.line(self.clocks.truth_ms, || format!("the {what:?} of kiosk {kiosk} is {outcome:?}"));
        if what == PaperTrial::Slip {
            let end = match outcome {
                SlipOutcome::Printed(evidence) => SlipEnd::Printed(evidence),
                SlipOutcome::Failed(_) => SlipEnd::Failed,
                SlipOutcome::Uncertain(_) => SlipEnd::Uncertain,
            };
            self.slip_ends(kiosk, (job, TEST), end)?;
        }
        Ok(true)
    }
}
