//! A conversation at one end of a wire: bytes are moved until neither side has more to say.
//!
//! **Model.** The conversation knows no clock and no I/O, the wire knows no meaning; here they meet, with the steady time
//! since the exchange began. Whoever owns an exchange calls [`Exchange::move_bytes`] after [`Exchange::start`] and after
//! each [`Exchange::changed`], and takes the reports then.
//!
//! **Deliberately not here.** What is owed on paper, and to whom reports are told: that is the shell's.

use super::conversation::{Conversation, Report};
use super::wire::{Wire, WireError};
use crate::domain::kiosk::PrinterState;
use crate::domain::printer_profile::PrinterProfile;
use crate::slip::escpos::PrintJob;
use std::time::Duration;
use tokio::time::Instant;

/// A conversation and its wire.
#[derive(Debug)]
pub struct Exchange {
    conversation: Conversation,
    wire: Wire,
    /// The link that the conversation knows of.
    link: Option<u32>,
    began: Instant,
}

impl Exchange {
    /// Nothing is said before the first call of another method.
    pub fn new(profile: PrinterProfile, wire: Wire) -> Self {
        // A job of somebody before may hang in the printer's mouth.
        let conversation = Conversation::new(profile, true);
        Self { conversation, wire, link: None, began: Instant::now() }
    }

    /// Whether a job can be begun: no other one is under way, and the printer was looked for. A job that comes too early
    /// would fail for want of a printer.
    pub fn can_start(&self) -> bool {
        self.is_idle() && (self.wire.connection().is_some() || self.wire.is_missing())
    }

    /// Whether no job is under way.
    pub fn is_idle(&self) -> bool {
        self.conversation.job().is_none()
    }

    /// Lets the printer go and looks for it again, as if its cable had been pulled and plugged in.
    pub fn open_anew(&mut self) {
        self.wire.open_anew();
    }

    /// The printer's state as it was told last.
    pub fn state(&self) -> PrinterState {
        self.conversation.state()
    }

    /// Why there is no printer, where it was looked for.
    pub fn why_missing(&self) -> Option<&WireError> {
        self.wire.trouble().filter(|_| self.wire.is_missing())
    }

    /// Begins a job; see [`Conversation::start`].
    ///
    /// # Errors
    /// The job, while another one is under way.
    pub fn start(&mut self, job: PrintJob) -> Result<(), PrintJob> {
        let now_ms = self.now_ms();
        self.notice_link(now_ms);
        self.conversation.start(now_ms, job)
    }

    /// A person says that the printer was switched off and on.
    pub fn power_was_cycled(&mut self) {
        let now_ms = self.now_ms();
        self.conversation.power_was_cycled(now_ms);
    }

    /// The next thing to report.
    pub fn poll_report(&mut self) -> Option<Report> {
        self.conversation.poll_report()
    }

    /// Writes and reads until neither side has more to say.
    pub fn move_bytes(&mut self) {
        loop {
            let now_ms = self.now_ms();
            self.notice_link(now_ms);
            if self.link.is_none() {
                return;
            }
            let written = self.conversation.poll_write().map_or(0, |bytes| self.wire.write(bytes));
            if written > 0 {
                self.conversation.written(now_ms, written);
            }
            let answers = self.wire.read();
            self.conversation.handle_bytes(now_ms, &answers);
            if written == 0 && answers.is_empty() {
                self.notice_link(now_ms);
                return;
            }
        }
    }

    /// Returns when the wire or the time has something for the conversation. May be dropped at any time.
    pub async fn changed(&mut self) {
        let due = self.conversation.poll_timeout().map(|due_ms| self.began + Duration::from_millis(due_ms));
        tokio::select! {
            () = self.wire.changed() => {}
            () = sleep_until(due) => {
                // What was answered in time must not be missed because the branch was slow.
                self.move_bytes();
                let now_ms = self.now_ms();
                self.conversation.handle_timeout(now_ms);
            }
        }
    }

    fn notice_link(&mut self, now_ms: u64) {
        let link = self.wire.connection();
        // A printer that was never found is silent too, once it was looked for.
        let never_found = self.conversation.state() == PrinterState::Unknown && self.wire.is_missing();
        if link == self.link && !never_found {
            return;
        }
        self.link = link;
        match link {
            Some(_) => self.conversation.link_up(now_ms),
            None => self.conversation.link_lost(now_ms),
        }
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

async fn sleep_until(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due).await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::devices::virtual_printer::line::PrinterLine;
    use crate::devices::virtual_printer::{Mechanics, VirtualPrinter};
    use crate::domain::command::SlipOutcome;
    use crate::domain::event::PrintEvidence;
    use crate::domain::ids::JobId;
    use crate::domain::printer_profile::{Evidence, Mode};
    use crate::slip::escpos::encode_typed;
    use crate::slip::typewriter::{Block, Line, TypedSlip};

    #[tokio::test(start_paused = true)]
    async fn a_printer_at_rest_wakes_the_daemon_twice_in_two_seconds() {
        let profile = PrinterProfile::COMMON;
        let line = PrinterLine::new(VirtualPrinter::new(profile, Mechanics::default()));
        let mut exchange = Exchange::new(profile, line.into());
        let began = Instant::now();
        let mut wakes = 0;
        while began.elapsed() < Duration::from_secs(60) {
            exchange.move_bytes();
            exchange.changed().await;
            wakes += 1;
        }
        assert_eq!(exchange.conversation.state(), PrinterState::Ready);
        // When it is due, and when the questions have arrived: their answers were read before.
        assert!(wakes <= 64, "{wakes} in a minute");
    }

    #[tokio::test(start_paused = true)]
    async fn a_slip_of_text_is_printed_on_the_same_evidence_as_a_picture() {
        for (evidence, expect) in [
            (Evidence::JobEcho, PrintEvidence::JobEcho),
            (Evidence::QueuedStatus, PrintEvidence::QueuedStatus),
        ] {
            let profile = PrinterProfile { mode: Mode::Text, evidence, ..PrinterProfile::COMMON };
            let line = PrinterLine::new(VirtualPrinter::new(profile, Mechanics::default()));
            let mut wheels = tokio::task::JoinSet::new();
            wheels.spawn(line.clone().turn_wheels());
            let mut exchange = Exchange::new(profile, line.clone().into());
            let text = Line { text: "A042".to_owned(), page: None, scale: (6, 6), centred: true, bold: true };
            let slip = TypedSlip { blocks: vec![Block::Line(text), Block::Blank] };
            exchange.start(encode_typed(JobId(1), &slip, &profile)).unwrap();
            let outcome = loop {
                exchange.move_bytes();
                match exchange.poll_report() {
                    Some(Report::Slip { outcome, .. }) => break outcome,
                    Some(Report::State(_)) => {}
                    None => exchange.changed().await,
                }
            };
            assert_eq!(outcome, SlipOutcome::Printed(expect));
            line.look(|printer| {
                assert_eq!(printer.fault(), None);
                let [piece] = printer.pieces().iter().collect::<Vec<_>>()[..] else { panic!("one piece") };
                let black: u32 = piece.picture.bytes().iter().map(|byte| byte.count_ones()).sum();
                assert_eq!(piece.picture.height(), 6 * 24 + 33);
                assert!(black > 4 * 36 * 50, "{black} dots of four large letters");
            });
        }
    }
}
