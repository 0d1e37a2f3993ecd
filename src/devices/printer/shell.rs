//! The printer's shell: reads what the branch owes on paper, draws it, and moves bytes.

use super::conversation::{Conversation, Report};
use crate::devices::virtual_printer::line::PrinterLine;
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
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// A report that the engine has no room for is repeated after this.
const RETRY: Duration = Duration::from_millis(50);

/// What the shell of a printer needs.
#[derive(Debug)]
pub struct Parts {
    /// Whose printer it is.
    pub kiosk: KioskId,
    /// The cable.
    pub line: PrinterLine,
    /// What is known about the printer.
    pub profile: PrinterProfile,
}

/// Prints what the branch owes at a kiosk until the branch stops.
pub async fn print_slips(
    handle: Handle,
    parts: Parts,
    press: SlipPress,
    settings: Arc<Settings>,
    words: Arc<Words>,
) {
    let Parts { kiosk, line, profile } = parts;
    let mut shell = Shell {
        // A job of a branch before this one may hang in the printer's mouth.
        conversation: Conversation::new(profile, true),
        press,
        link: None,
        begun: None,
        began: Instant::now(),
        kiosk,
        line,
        settings,
        words,
    };
    let mut turns = handle.turns();
    let mut changes = shell.line.changes();
    loop {
        turns.mark_unchanged();
        changes.mark_unchanged();
        shell.begin_owed(&handle);
        shell.move_bytes();
        if shell.report(&handle).await.is_err() {
            return;
        }
        let due = shell.conversation.poll_timeout().map(|due_ms| shell.began + Duration::from_millis(due_ms));
        tokio::select! {
            turn = turns.changed() => if turn.is_err() { return },
            _ = changes.changed() => {}
            () = sleep_until(due) => {
                // What was answered in time must not be missed because the branch was slow.
                shell.move_bytes();
                let now_ms = shell.now_ms();
                shell.conversation.handle_timeout(now_ms);
            }
        }
    }
}

struct Shell {
    conversation: Conversation,
    press: SlipPress,
    link: Option<u32>,
    /// The job that was given to the conversation last: what is owed stays owed until its outcome is on disk.
    begun: Option<JobId>,
    began: Instant,
    kiosk: KioskId,
    line: PrinterLine,
    settings: Arc<Settings>,
    words: Arc<Words>,
}

/// The branch has stopped.
struct Gone;

impl Shell {
    fn now_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn begin_owed(&mut self, handle: &Handle) {
        if self.conversation.job().is_some() {
            return;
        }
        let owed = handle.read(|branch, _| self.owed(branch));
        if let Some((job, ticket)) = owed {
            self.begun = Some(job);
            let job = self.press.job(job, &ticket, &self.settings, &self.words);
            let now_ms = self.now_ms();
            if self.conversation.start(now_ms, job).is_err() {
                tracing::error!("kiosk {}: a job was given while another was under way", self.kiosk);
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

    /// Writes and reads until neither side has more to say.
    fn move_bytes(&mut self) {
        loop {
            let now_ms = self.now_ms();
            let link = self.line.connection();
            if link != self.link {
                self.link = link;
                match link {
                    Some(_) => self.conversation.link_up(now_ms),
                    None => self.conversation.link_lost(now_ms),
                }
            }
            if link.is_none() {
                return;
            }
            let written = self.conversation.poll_write().map_or(0, |bytes| self.line.write(bytes));
            if written > 0 {
                self.conversation.written(now_ms, written);
            }
            let answers = self.line.read();
            self.conversation.handle_bytes(now_ms, &answers);
            if written == 0 && answers.is_empty() {
                return;
            }
        }
    }

    /// Tells the branch, in order; an outcome is repeated until it is on disk.
    async fn report(&mut self, handle: &Handle) -> Result<(), Gone> {
        while let Some(report) = self.conversation.poll_report() {
            let kiosk = self.kiosk;
            let command = match report {
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
                        tracing::error!("kiosk {kiosk}: the branch refuses {command:?}: {refusal:?}");
                        break;
                    }
                }
            }
        }
        Ok(())
    }
}

async fn sleep_until(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due).await,
        None => std::future::pending().await,
    }
}
