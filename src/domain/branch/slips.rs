//! Paper: what was sent, what came out, and what can never be known.
//!
//! A slip is sent in the same turn in which its number is given, so that no byte is ever on paper without an earlier
//! row. Only a COPY can wait for the printer. A failed or uncertain slip takes nobody's place away: the number stays in
//! the line and the kiosk shows it. Nothing is printed again by itself: the person may have gone.
//!
//! Paper that is no ticket has a row before its first byte, too, for the count of the roll and so that no job is like another;
//! what becomes of it is nobody's business here.

use super::super::command::SlipOutcome;
use super::super::event::{CancelReason, Event, PrintEvidence, SlipTrouble};
use super::super::ids::{JobId, KioskId, TicketNumber};
use super::super::kiosk::PrinterState;
use super::super::planted::{Bug, planted};
use super::super::refusal::Refusal;
use super::super::ticket::{SlipState, Ticket, TicketState};
use super::super::time::Moment;
use super::{Branch, Decision};

impl Branch {
    pub(super) fn reprint(&self, number: TicketNumber, kiosk: KioskId) -> Decision {
        let printer = self.state.kiosks.get(&kiosk).ok_or(Refusal::UnknownKiosk)?.printer;
        let ticket = self.ticket_by_number(number).ok_or(Refusal::UnknownTicket)?;
        if !printer.can_print() {
            return Err(Refusal::PrinterNotReady { printer });
        }
        if !ticket.slip.settled() {
            return Err(Refusal::StillPrinting);
        }
        let busy = self.slip_under_way(kiosk);
        let sent = Event::SlipSent { ticket: ticket.id, job: self.state.next_job };
        let reserved = Event::SlipReserved { ticket: ticket.id, kiosk };
        Ok([reserved].into_iter().chain((!busy).then_some(sent)).collect())
    }

    /// What is wrong with a paper is known when it is out. Its ticket ends with it: the paper may be in somebody's hand, and must
    /// lead nobody to a counter.
    pub(super) fn void_slip(&self, number: TicketNumber) -> Decision {
        let ticket = self.ticket_by_number(number).ok_or(Refusal::UnknownTicket)?;
        match (ticket.slip, &ticket.state) {
            (SlipState::None, _) => Err(Refusal::NoSlip { number }),
            (SlipState::Reserved { .. } | SlipState::Sent { .. }, _) => Err(Refusal::StillPrinting),
            (_, TicketState::Waiting | TicketState::Parked { .. }) => {
                Ok(vec![Event::Cancelled { ticket: ticket.id, reason: CancelReason::SlipVoid }])
            }
            (_, TicketState::Called { .. } | TicketState::Serving { .. } | TicketState::Ended) => {
                Err(Refusal::NotPossibleNow { number })
            }
        }
    }

    pub(super) fn printer_reported(&self, kiosk: KioskId, printer: PrinterState) -> Decision {
        let known = self.state.kiosks.get(&kiosk).ok_or(Refusal::UnknownKiosk)?;
        let changed = known.printer != printer;
        Ok(changed.then_some(Event::PrinterChanged { kiosk, printer }).into_iter().collect())
    }

    pub(super) fn change_roll(&self, kiosk: KioskId) -> Decision {
        self.state.kiosks.get(&kiosk).ok_or(Refusal::UnknownKiosk)?;
        Ok(vec![Event::RollChanged { kiosk }])
    }

    /// A ticket's slip goes before paper that is no ticket; one that comes after it waits for it.
    pub(super) fn try_paper(&self, kiosk: KioskId) -> Decision {
        let printer = self.state.kiosks.get(&kiosk).ok_or(Refusal::UnknownKiosk)?.printer;
        if self.state.storage_full {
            return Err(Refusal::StorageFull);
        }
        if self.slip_under_way(kiosk) && !planted(Bug::TestBeforeTicket) {
            return Err(Refusal::StillPrinting);
        }
        if !printer.can_print() {
            return Err(Refusal::PrinterNotReady { printer });
        }
        Ok(vec![Event::TestPaperSent { kiosk, job: self.state.next_job }])
    }

    /// Nothing happens where nobody waits for it.
    pub(super) fn confirm_power_cycle(&self, kiosk: KioskId) -> Decision {
        let known = self.state.kiosks.get(&kiosk).ok_or(Refusal::UnknownKiosk)?;
        let awaited = known.printer == PrinterState::NeedsPowerCycle;
        Ok(awaited.then_some(Event::PowerCycleConfirmed { kiosk }).into_iter().collect())
    }

    /// A report for a job that nobody waits for (a late echo) changes nothing.
    pub(super) fn slip_reported(&self, kiosk: KioskId, job: JobId, outcome: SlipOutcome) -> Vec<Event> {
        let sent = SlipState::Sent { job };
        let mut tickets = self.state.tickets.values();
        let Some(ticket) = tickets.find(|ticket| ticket.kiosk == Some(kiosk) && ticket.slip == sent) else {
            return Vec::new();
        };
        let ticket = ticket.id;
        vec![match outcome {
            SlipOutcome::Printed(evidence) => Event::SlipPrinted { ticket, evidence },
            SlipOutcome::Failed(trouble) => Event::SlipFailed { ticket, trouble },
            SlipOutcome::Uncertain(trouble) => Event::SlipUncertain { ticket, trouble },
        }]
    }

    /// After a restart nobody knows what became of bytes under way, and nobody may be waiting at the kiosk any more.
    pub(super) fn slips_after_restart(&self) -> impl Iterator<Item = Event> + '_ {
        self.state.tickets.values().filter_map(|ticket| match ticket.slip {
            SlipState::Sent { .. } if planted(Bug::DutyForgottenOnRestart) => {
                Some(Event::SlipPrinted { ticket: ticket.id, evidence: PrintEvidence::JobEcho })
            }
            SlipState::Sent { .. } => {
                Some(Event::SlipUncertain { ticket: ticket.id, trouble: SlipTrouble::Restart })
            }
            SlipState::Reserved { .. } => {
                Some(Event::SlipFailed { ticket: ticket.id, trouble: SlipTrouble::Restart })
            }
            SlipState::None | SlipState::Printed | SlipState::Failed | SlipState::Uncertain => None,
        })
    }

    /// Copies that waited too long fail; of the others, the oldest of each idle kiosk is sent.
    pub(super) fn slips_due(&self, now: Moment) -> Vec<Event> {
        let stale = self.reserved().filter(|(_, since_ms)| now.steady_ms >= self.stale_at_ms(*since_ms));
        let failed: Vec<Event> = stale
            .map(|(ticket, _)| Event::SlipFailed { ticket: ticket.id, trouble: SlipTrouble::TooOld })
            .collect();
        if !failed.is_empty() {
            return failed;
        }
        let ready = self.reserved().filter(|(ticket, _)| ticket.kiosk.is_some_and(|kiosk| self.idle(kiosk)));
        let next = ready.min_by_key(|&(ticket, since_ms)| (since_ms, ticket.id));
        let sent = next.map(|(ticket, _)| Event::SlipSent { ticket: ticket.id, job: self.state.next_job });
        sent.into_iter().collect()
    }

    /// Steady times at which a copy is given up.
    pub(super) fn slip_deadlines_ms(&self) -> impl Iterator<Item = u64> + '_ {
        self.reserved().map(|(_, since_ms)| self.stale_at_ms(since_ms))
    }

    fn reserved(&self) -> impl Iterator<Item = (&Ticket, u64)> {
        self.state.tickets.values().filter_map(|ticket| match ticket.slip {
            SlipState::Reserved { since_ms } => Some((ticket, since_ms)),
            SlipState::None
            | SlipState::Sent { .. }
            | SlipState::Printed
            | SlipState::Failed
            | SlipState::Uncertain => None,
        })
    }

    fn stale_at_ms(&self, since_ms: u64) -> u64 {
        since_ms + u64::from(self.settings.rules.slip_stale_s) * 1000
    }

    fn idle(&self, kiosk: KioskId) -> bool {
        let can_print = self.state.kiosks.get(&kiosk).is_some_and(|kiosk| kiosk.printer.can_print());
        can_print
            && !self
                .state
                .tickets
                .values()
                .any(|ticket| ticket.kiosk == Some(kiosk) && matches!(ticket.slip, SlipState::Sent { .. }))
    }
}
