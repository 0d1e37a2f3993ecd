//! Paper that is no ticket: what a technician wants to see of a printer.
//!
//! **Model.** It goes the way of every slip: one job of the same conversation, with the same evidence.
//!
//! **Invariants.** It is begun only when no ticket's slip is owed or on its way and the printer can print. Nothing of it is told
//! to the branch: its id is as far as can be from those of tickets.
//!
//! **Deliberately not here.** Counting the paper: the slips of a roll are the branch's, and a near end that is only counted comes a few
//! test slips late.

use super::exchange::Exchange;
use crate::domain::branch::Branch;
use crate::domain::command::SlipOutcome;
use crate::domain::duty::Duty;
use crate::domain::ids::{JobId, KioskId};
use crate::domain::printer_profile::{Cut, PrinterProfile};
use crate::domain::settings::Settings;
use crate::domain::trial::{NotTried, PaperTrial};
use crate::engine::Handle;
use crate::slip::content::SlipContent;
use crate::slip::escpos::blank;
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
    count: u32,
}

impl Trials {
    pub(super) fn new(kiosk: KioskId, profile: PrinterProfile, requests: mpsc::Receiver<Request>) -> Self {
        Self { kiosk, profile, requests, under_way: None, count: 0 }
    }

    /// The next one; never when nobody can ask any more.
    pub(super) async fn next(&mut self) -> Request {
        match self.requests.recv().await {
            Some(request) => request,
            None => std::future::pending().await,
        }
    }

    /// Begins a trial, or says why not.
    pub(super) fn begin(
        &mut self,
        Request { what, answer }: Request,
        handle: &Handle,
        exchange: &mut Exchange,
        (press, settings, words): (&mut SlipPress, &Settings, &Words),
    ) {
        let (owed, id, now) = handle.read(|branch, now| {
            let now_trusted = branch.clock_trusted(now).then(|| now.utc());
            (owes(branch, self.kiosk), self.job_id(branch.state().next_job), now_trusted)
        });
        let printer = exchange.state();
        let refusal = match (what, self.profile.presenter, self.profile.cut) {
            (PaperTrial::Present, None, _) | (PaperTrial::Cut, Some(_), _) => Some(NotTried::NoSuchDevice),
            (PaperTrial::Cut, None, Cut::None) => Some(NotTried::NoSuchDevice),
            _ if owed => Some(NotTried::SlipOnItsWay),
            _ if !printer.can_print() => Some(NotTried::PrinterNotReady { printer }),
            _ if !exchange.can_start() => Some(NotTried::SlipOnItsWay),
            _ => None,
        };
        if let Some(refusal) = refusal {
            // Whoever has gone needs no answer.
            let _ = answer.send(Err(refusal));
            return;
        }
        let job = match what {
            PaperTrial::Slip => {
                press.print(id, &SlipContent::test(self.kiosk, &self.profile, settings, words, now))
            }
            PaperTrial::Feed => blank(id, BLANK_MM, false, &self.profile),
            PaperTrial::Cut | PaperTrial::Present => blank(id, BLANK_MM, true, &self.profile),
        };
        self.count = self.count.wrapping_add(1);
        self.under_way = Some((id, answer));
        if exchange.start(job).is_err() {
            tracing::error!("kiosk {}: a test was given while a job was under way", self.kiosk);
        }
    }

    /// Takes the outcome of a trial; `false` when the job is a ticket's.
    pub(super) fn ended(&mut self, job: JobId, outcome: SlipOutcome) -> bool {
        let Some((_, answer)) = self.under_way.take_if(|(id, _)| *id == job) else { return false };
        let _ = answer.send(Ok(outcome));
        true
    }

    fn job_id(&self, next: JobId) -> JobId {
        JobId((next.0 + JobId::COUNT / 2 + self.count % 1_000) % JobId::COUNT)
    }
}

fn owes(branch: &Branch, kiosk: KioskId) -> bool {
    branch.duties().into_iter().any(|duty| matches!(duty, Duty::Print { kiosk: at, .. } if at == kiosk))
}
