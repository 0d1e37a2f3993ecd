//! Paper that is no ticket: what a technician wants to see of a printer.
//!
//! **Model.** It goes the way of every slip: one job of the same conversation, with the same evidence.
//!
//! **Invariants.** The branch grants it, with a row and a job of its own before the first byte: only when no ticket's slip is owed or
//! on its way and the printer can print. What becomes of it is not told to the branch.
//!
//! **Deliberately not here.** Counting the paper: the branch counts what it has granted.

use super::exchange::Exchange;
use crate::domain::branch::Branch;
use crate::domain::command::{Command, SlipOutcome};
use crate::domain::duty::Duty;
use crate::domain::ids::{JobId, KioskId};
use crate::domain::printer_profile::{Cut, PrinterProfile};
use crate::domain::refusal::Refusal;
use crate::domain::settings::Settings;
use crate::domain::trial::{NotTried, PaperTrial};
use crate::engine::{AskError, Handle};
use crate::slip::content::SlipContent;
use crate::slip::escpos::{PrintJob, blank};
use crate::slip::press::SlipPress;
use crate::wording::Words;
use tokio::sync::{mpsc, oneshot};

/// White paper that can be seen and taken.
const BLANK_MM: u32 = 30;

/// Something to bring out, and who waits to hear what came of it.
#[derive(Debug)]
pub struct Request {
    /// What.
    pub what: PaperTrial,
    /// Who waits.
    pub answer: oneshot::Sender<Result<SlipOutcome, NotTried>>,
}

/// The trials of one printer.
#[derive(Debug)]
pub(super) struct Trials {
    pub(super) kiosk: KioskId,
    pub(super) profile: PrinterProfile,
    requests: mpsc::Receiver<Request>,
    under_way: Option<(JobId, oneshot::Sender<Result<SlipOutcome, NotTried>>)>,
}

impl Trials {
    pub(super) fn new(kiosk: KioskId, profile: PrinterProfile, requests: mpsc::Receiver<Request>) -> Self {
        Self { kiosk, profile, requests, under_way: None }
    }

    /// The next one; never when nobody can ask any more.
    pub(super) async fn next(&mut self) -> Request {
        match self.requests.recv().await {
            Some(request) => request,
            None => std::future::pending().await,
        }
    }

    /// Begins a trial, or says why not.
    pub(super) async fn begin(
        &mut self,
        Request { what, answer }: Request,
        handle: &Handle,
        exchange: &mut Exchange,
        tools: (&mut SlipPress, &Settings, &Words),
    ) {
        match self.granted(what, handle, exchange).await {
            Ok(id) => {
                self.under_way = Some((id, answer));
                if exchange.start(self.job(what, id, handle, tools)).is_err() {
                    let kiosk = self.kiosk;
                    tracing::error!(%kiosk, "kiosk {kiosk}: a test was given while a job was under way");
                }
            }
            // Whoever has gone needs no answer.
            Err(refusal) => drop(answer.send(Err(refusal))),
        }
    }

    /// The job for a trial, when there is a row for it.
    async fn granted(
        &self,
        what: PaperTrial,
        handle: &Handle,
        exchange: &Exchange,
    ) -> Result<JobId, NotTried> {
        let (kiosk, printer) = (self.kiosk, exchange.state());
        if let Some(impossible) = impossible(what, &self.profile) {
            return Err(impossible);
        }
        if !exchange.can_start() {
            return Err(NotTried::SlipOnItsWay);
        }
        if !printer.can_print() {
            return Err(NotTried::PrinterNotReady { printer });
        }
        handle.ask(Command::TryPaper { kiosk }).await.map_err(|error| not_tried(&error))?;
        // Somebody may have pressed meanwhile.
        let job = handle.read(|branch, _| next(branch, kiosk));
        job.ok_or(NotTried::SlipOnItsWay)
    }

    fn job(
        &self,
        what: PaperTrial,
        id: JobId,
        handle: &Handle,
        (press, settings, words): (&mut SlipPress, &Settings, &Words),
    ) -> PrintJob {
        white(what, id, &self.profile).unwrap_or_else(|| {
            let now = handle.read(|branch, now| branch.clock_trusted(now).then(|| now.utc()));
            press.print(id, &SlipContent::test(self.kiosk, &self.profile, settings, words, now))
        })
    }

    /// Takes the outcome of a trial; `false` when the job is a ticket's.
    pub(super) fn ended(&mut self, job: JobId, outcome: SlipOutcome) -> bool {
        let Some((_, answer)) = self.under_way.take_if(|(id, _)| *id == job) else { return false };
        let _ = answer.send(Ok(outcome));
        true
    }
}

/// Why no printer with this profile can do it; nothing for one that can.
pub fn impossible(what: PaperTrial, profile: &PrinterProfile) -> Option<NotTried> {
    match (what, profile.presenter) {
        (PaperTrial::Slip | PaperTrial::Feed, _) | (PaperTrial::Present, Some(_)) => None,
        (PaperTrial::Present, None) => Some(NotTried::NoPresenter),
        (PaperTrial::Cut, Some(_)) => Some(NotTried::CutsToPresent),
        (PaperTrial::Cut, None) => (profile.cut == Cut::None).then_some(NotTried::NoCutter),
    }
}

/// The job that was granted at a kiosk, unless a ticket's slip is owed there.
pub fn next(branch: &Branch, kiosk: KioskId) -> Option<JobId> {
    let is_owed =
        branch.duties().into_iter().any(|duty| matches!(duty, Duty::Print { kiosk: at, .. } if at == kiosk));
    branch.state().kiosks.get(&kiosk)?.test_job.filter(|_| !is_owed)
}

/// White paper; nothing for a slip, which has words on it.
pub fn white(what: PaperTrial, id: JobId, profile: &PrinterProfile) -> Option<PrintJob> {
    match what {
        PaperTrial::Slip => None,
        PaperTrial::Feed => Some(blank(id, BLANK_MM, false, profile)),
        PaperTrial::Cut | PaperTrial::Present => Some(blank(id, BLANK_MM, true, profile)),
    }
}

fn not_tried(error: &AskError) -> NotTried {
    match error {
        AskError::Refused(Refusal::PrinterNotReady { printer }) => {
            NotTried::PrinterNotReady { printer: *printer }
        }
        AskError::Refused(Refusal::StorageFull) => NotTried::DiskFull,
        AskError::Refused(Refusal::UnknownKiosk) => NotTried::NoSuchDevice,
        // What else is in the way will be over in a moment.
        AskError::Refused(_) => NotTried::SlipOnItsWay,
        AskError::Stopped => NotTried::Stopped,
    }
}
