//! The printer's shell: reads what the branch owes on paper, draws it, and tells the branch what became of it.

use super::conversation::Report;
use super::exchange::Exchange;
use super::trial::{Request, Trials};
use super::wire::Wire;
use crate::devices::faults::Faults;
use crate::domain::branch::Branch;
use crate::domain::command::Command;
use crate::domain::duty::Duty;
use crate::domain::ids::{JobId, KioskId};
use crate::domain::printer_profile::PrinterProfile;
use crate::domain::refusal::Refusal;
use crate::domain::settings::Settings;
use crate::domain::ticket::Ticket;
use crate::engine::{AskError, Handle};
use crate::slip::press::SlipPress;
use crate::wording::Words;
use crate::wording::faults::printer_name;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, mpsc};

/// A report that the engine has no room for is repeated after this.
const RETRY: Duration = Duration::from_millis(50);

/// What the shell of a printer needs.
#[derive(Debug)]
pub struct Parts {
    /// Whose printer it is.
    pub kiosk: KioskId,
    /// What leads to it.
    pub wire: Wire,
    /// What is known about the printer.
    pub profile: PrinterProfile,
    /// What technicians want of it.
    pub trials: mpsc::Receiver<Request>,
    /// Somebody wants it opened anew.
    pub anew: Arc<Notify>,
    /// Where it stands why the printer cannot be reached.
    pub faults: Faults,
}

/// Prints what the branch owes at a kiosk until the branch stops.
pub async fn print_slips(
    handle: Handle,
    parts: Parts,
    press: SlipPress,
    settings: Arc<Settings>,
    words: Arc<Words>,
) {
    let Parts { kiosk, wire, profile, trials, anew, faults } = parts;
    let exchange = Exchange::new(profile, wire);
    let trials = Trials::new(kiosk, profile, trials);
    let mut shell =
        Shell { exchange, press, trials, begun: None, power_cycles: None, kiosk, settings, words };
    let mut turns = handle.turns();
    loop {
        turns.mark_unchanged();
        shell.hear(&handle);
        shell.begin_owed(&handle);
        shell.exchange.move_bytes();
        shell.tell_why_missing(&faults);
        match shell.report(&handle).await {
            // Who came while a test was under way has waited for its end.
            Ok(TestEnded(true)) => continue,
            Ok(TestEnded(false)) => {}
            Err(Gone) => return,
        }
        let is_idle = shell.exchange.is_idle();
        tokio::select! {
            turn = turns.changed() => if turn.is_err() { return },
            () = shell.exchange.changed() => {}
            // A slip under way comes out first.
            () = anew.notified(), if is_idle => shell.exchange.open_anew(),
            request = shell.trials.next() => {
                let Shell { exchange, press, trials, settings, words, .. } = &mut shell;
                trials.begin(request, &handle, exchange, (press, settings, words)).await;
            }
        }
    }
}

struct Shell {
    exchange: Exchange,
    press: SlipPress,
    trials: Trials,
    /// The job that was given to the conversation last: what is owed stays owed until its outcome is on disk.
    begun: Option<JobId>,
    /// How often a person had said that the printer was switched off and on, when the branch was read last.
    power_cycles: Option<u32>,
    kiosk: KioskId,
    settings: Arc<Settings>,
    words: Arc<Words>,
}

/// The branch has stopped.
struct Gone;

/// Whether a test was over.
struct TestEnded(bool);

impl Shell {
    /// What people have said about the printer.
    fn hear(&mut self, handle: &Handle) {
        let told =
            handle.read(|branch, _| branch.state().kiosks.get(&self.kiosk).map(|kiosk| kiosk.power_cycles));
        if self.power_cycles.is_some_and(|before| told.is_some_and(|told| told != before)) {
            self.exchange.power_was_cycled();
        }
        self.power_cycles = told;
    }

    fn begin_owed(&mut self, handle: &Handle) {
        if !self.exchange.can_start() {
            return;
        }
        let owed = handle.read(|branch, _| self.owed(branch));
        if let Some((job, ticket)) = owed {
            self.begun = Some(job);
            let job = self.press.job(job, &ticket, &self.settings, &self.words);
            if self.exchange.start(job).is_err() {
                let kiosk = self.kiosk;
                tracing::error!(%kiosk, "kiosk {kiosk}: a job was given while another was under way");
            }
        }
    }

    fn owed(&self, branch: &Branch) -> Option<(JobId, Ticket)> {
        let (job, ticket) = branch.duties().into_iter().find_map(|duty| match duty {
            Duty::Print { kiosk, job, ticket } if kiosk == self.kiosk && Some(job) != self.begun => {
                Some((job, ticket))
            }
            Duty::Print { .. } | Duty::Announce { .. } => None,
        })?;
        branch.state().tickets.get(&ticket).map(|ticket| (job, ticket.clone()))
    }

    fn tell_why_missing(&self, faults: &Faults) {
        let name = printer_name(self.kiosk);
        match self.exchange.why_missing() {
            Some(why) => faults.set(&name, &why.to_string()),
            None => faults.clear(&name),
        }
    }

    /// Tells the branch, in order; an outcome is repeated until it is on disk.
    async fn report(&mut self, handle: &Handle) -> Result<TestEnded, Gone> {
        let mut ended = TestEnded(false);
        while let Some(report) = self.exchange.poll_report() {
            let kiosk = self.kiosk;
            let command = match report {
                Report::Slip { job, outcome } if self.trials.ended(job, outcome) => {
                    ended = TestEnded(true);
                    continue;
                }
                Report::State(printer) => Command::ReportPrinter { kiosk, printer },
                Report::Slip { job, outcome } => Command::ReportSlip { kiosk, job, outcome },
            };
            loop {
                match handle.ask(command.clone()).await {
                    Ok(_) => break,
                    Err(AskError::Stopped) => return Err(Gone),
                    Err(AskError::Refused(Refusal::Overloaded | Refusal::StorageFull)) => {
                        tokio::time::sleep(RETRY).await;
                    }
                    Err(AskError::Refused(refusal)) => {
                        tracing::error!(
                            %kiosk,
                            "kiosk {kiosk}: the branch refuses {command:?}: {refusal:?}"
                        );
                        break;
                    }
                }
            }
        }
        Ok(ended)
    }
}
