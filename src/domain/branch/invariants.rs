//! What is true of every state, checked after every event in every test and in the simulation.

use super::super::counter::CounterState;
use super::super::ids::{CounterId, TicketId};
use super::super::ticket::{Presence, SlipState, TicketState};
use super::Branch;
use std::collections::BTreeSet;

/// A broken invariant, in words for an engineer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Violation(String);

impl Branch {
    /// Checks everything that must be true of the state.
    ///
    /// # Errors
    /// The first invariant that is broken.
    pub fn check_invariants(&self) -> Result<(), Violation> {
        self.the_line_has_exactly_the_waiting()?;
        self.counters_and_tickets_agree()?;
        self.numbers_are_unique_and_below_the_mark()?;
        self.slips_are_printed_one_at_a_time()?;
        self.calls_are_owed_only_to_the_called()?;
        self.nobody_is_passed_too_often()?;
        self.nobody_absent_is_at_a_counter()?;
        self.the_dead_are_forgotten()
    }

    fn the_line_has_exactly_the_waiting(&self) -> Result<(), Violation> {
        let line: BTreeSet<TicketId> = self.state.line.iter().copied().collect();
        let tickets = self.state.tickets.values();
        let waiting: BTreeSet<TicketId> =
            tickets.filter(|ticket| ticket.state == TicketState::Waiting).map(|ticket| ticket.id).collect();
        ensure(line.len() == self.state.line.len(), || "a ticket stands in the line twice".into())?;
        ensure(line == waiting, || format!("the line has {line:?}, but {waiting:?} wait"))
    }

    fn counters_and_tickets_agree(&self) -> Result<(), Violation> {
        let by_counter: BTreeSet<(CounterId, TicketId, bool)> = self
            .state
            .counters
            .iter()
            .filter_map(|(&counter, state)| match state {
                CounterState::Closed | CounterState::Free => None,
                CounterState::Calling { ticket } => Some((counter, *ticket, true)),
                CounterState::Serving { ticket } => Some((counter, *ticket, false)),
            })
            .collect();
        let by_ticket: BTreeSet<(CounterId, TicketId, bool)> = self
            .state
            .tickets
            .values()
            .filter_map(|ticket| match ticket.state {
                TicketState::Called { counter, .. } => Some((counter, ticket.id, true)),
                TicketState::Serving { counter, .. } => Some((counter, ticket.id, false)),
                TicketState::Waiting | TicketState::Parked { .. } | TicketState::Ended => None,
            })
            .collect();
        ensure(by_counter == by_ticket, || format!("counters say {by_counter:?}, tickets say {by_ticket:?}"))
    }

    fn numbers_are_unique_and_below_the_mark(&self) -> Result<(), Violation> {
        let mut seen = BTreeSet::new();
        for ticket in self.state.tickets.values() {
            let of_this_day =
                self.state.day.is_some_and(|day| ticket.joined.steady_ms >= day.opened.steady_ms);
            ensure(!of_this_day || seen.insert(ticket.number), || {
                format!("{} was given twice", ticket.number)
            })?;
            ensure(ticket.id < self.state.next_ticket, || {
                format!("ticket id {} is in the future", ticket.id)
            })?;
            if of_this_day {
                let day = self.state.last_date.and_then(|date| self.state.given.get(&date));
                let mark = day.and_then(|given| given.get(&ticket.number.series)).copied().unwrap_or(0);
                ensure(ticket.number.count <= mark, || {
                    format!("{} is above the mark {mark}", ticket.number)
                })?;
            }
        }
        Ok(())
    }

    fn slips_are_printed_one_at_a_time(&self) -> Result<(), Violation> {
        let mut busy = BTreeSet::new();
        for ticket in self.state.tickets.values() {
            if let SlipState::Sent { job } = ticket.slip {
                let alone = ticket.kiosk.is_some_and(|kiosk| busy.insert(kiosk));
                ensure(alone, || format!("job {job} is sent while another is, or nowhere"))?;
            }
        }
        Ok(())
    }

    fn calls_are_owed_only_to_the_called(&self) -> Result<(), Violation> {
        let ascending = self.state.calls.is_sorted_by(|one, next| one.id < next.id);
        ensure(ascending, || "calls are not in order".into())?;
        for call in self.state.calls.iter().filter(|call| !call.shown) {
            let owed = self.state.tickets.values().any(|ticket| {
                matches!(ticket.state, TicketState::Called { call: newest, .. } if newest == call.id)
            });
            ensure(owed, || format!("call {} of {} is owed to nobody", call.id, call.number))?;
        }
        Ok(())
    }

    fn nobody_is_passed_too_often(&self) -> Result<(), Violation> {
        let rules = &self.settings.rules;
        for ticket in self.state.tickets.values().filter(|ticket| ticket.presence == Presence::Present) {
            let bounded = ticket.slips <= rules.slips_max && ticket.setbacks <= rules.setbacks_max;
            ensure(bounded, || {
                format!("{} was passed {} and {} times", ticket.number, ticket.slips, ticket.setbacks)
            })?;
        }
        Ok(())
    }

    fn nobody_absent_is_at_a_counter(&self) -> Result<(), Violation> {
        let counters = self.state.counters.values().filter_map(|counter| counter.ticket());
        let mut called = counters.filter_map(|ticket| self.state.tickets.get(&ticket));
        let absent = called.find(|ticket| ticket.presence == Presence::Absent);
        absent
            .map_or(Ok(()), |ticket| Err(Violation(format!("{} was called and is not here", ticket.number))))
    }

    fn the_dead_are_forgotten(&self) -> Result<(), Violation> {
        let mut tickets = self.state.tickets.values();
        let dead = tickets.find(|ticket| ticket.state == TicketState::Ended && ticket.slip.settled());
        dead.map_or(Ok(()), |ticket| Err(Violation(format!("{} is over and still here", ticket.number))))
    }
}

fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), Violation> {
    if holds { Ok(()) } else { Err(Violation(otherwise())) }
}
