//! What people outside saw with their own eyes.
//!
//! **Model.** Visitors remember the numbers that they were told, that came out on paper and that stood on the hall's
//! screen; somebody with a watch notes how long each call stood there; somebody with an analyser on the cable notes
//! which jobs had a byte sent. None of them knows the journal, and a power cut does not make them forget.

use super::ledger::Ledger;
use super::promise::{Broken, Promise, ensure};
use crate::domain::ids::{CallId, JobId, KioskId, TicketId, TicketNumber};
use std::collections::{BTreeMap, BTreeSet};

/// A call is on the screen for at least so long before it counts as shown.
const SHOWN_MS_MIN: i64 = 8_000;

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct Witness {
    told: BTreeMap<TicketId, TicketNumber>,
    numbers: BTreeSet<TicketNumber>,
    calls: BTreeSet<CallId>,
    sent: BTreeSet<(KioskId, JobId, TicketId)>,
    /// The call on the screen, and since when by the truth.
    screen: Option<(CallId, i64)>,
    /// How long each call was on the screen at a stretch, at most.
    shown_ms: BTreeMap<CallId, i64>,
}

impl Witness {
    /// Somebody was told this number.
    pub(super) fn told(&mut self, id: TicketId, number: TicketNumber) {
        self.told.insert(id, number);
    }

    /// The first byte of this job went to the printer.
    pub(super) fn byte_sent(&mut self, kiosk: KioskId, job: JobId, ticket: TicketId) {
        self.sent.insert((kiosk, job, ticket));
    }

    /// The hall's screen shows this call, or none.
    pub(super) fn screen(&mut self, truth_ms: i64, call: Option<(CallId, TicketNumber)>) {
        if let Some((id, number)) = call {
            self.numbers.insert(number);
            self.calls.insert(id);
        }
        let id = call.map(|(id, _)| id);
        if self.screen.map(|(id, _)| id) != id {
            self.screen_changes(truth_ms);
            self.screen = id.map(|id| (id, truth_ms));
        }
    }

    /// The screen goes dark with the power.
    pub(super) fn dark(&mut self, truth_ms: i64) {
        self.screen_changes(truth_ms);
        self.screen = None;
    }

    /// A call counts as shown.
    pub(super) fn counts_as_shown(&mut self, truth_ms: i64, call: CallId) -> Result<(), Broken> {
        let (on_screen, since_ms) = self.screen.map_or((None, 0), |(id, since_ms)| (Some(id), since_ms));
        let now_ms = if on_screen == Some(call) { truth_ms - since_ms } else { 0 };
        let longest_ms = self.shown_ms.get(&call).copied().unwrap_or(0).max(now_ms);
        ensure(Promise::CallShownLongEnough, longest_ms >= SHOWN_MS_MIN, || {
            format!("call {call} counts as shown after {longest_ms} ms on the screen")
        })
    }

    /// Nobody can be asked any more whether what was seen is in the journal: rows of it can't be read.
    pub(super) fn forget(&mut self) {
        self.told.clear();
        self.numbers.clear();
        self.sent.clear();
    }

    /// Compares everything that was seen with what is in the journal.
    pub(super) fn compare(&self, ledger: &Ledger) -> Result<(), Broken> {
        for (id, number) in &self.told {
            ensure(Promise::DurableBeforeVisible, ledger.tickets.get(id) == Some(number), || {
                format!("somebody was told {number} (ticket {id}), and the journal does not know it")
            })?;
        }
        for number in &self.numbers {
            let known = ledger.tickets.values().any(|known| known == number);
            ensure(Promise::DurableBeforeVisible, known, || {
                format!("the hall showed {number}, and the journal does not know it")
            })?;
        }
        for &(kiosk, job, ticket) in &self.sent {
            let known = ledger.jobs.contains(&(kiosk, job, ticket));
            ensure(Promise::RowBeforeByte, known, || {
                format!(
                    "kiosk {kiosk} printed job {job} of ticket {ticket}, and the journal does not know it"
                )
            })?;
        }
        Ok(())
    }

    fn screen_changes(&mut self, truth_ms: i64) {
        if let Some((id, since_ms)) = self.screen {
            let longest = self.shown_ms.entry(id).or_default();
            *longest = (*longest).max(truth_ms - since_ms);
        }
    }
}
