//! Counters: calling people, serving them, and the ways in which that can end.

use super::super::counter::CounterState;
use super::super::discipline;
use super::super::event::{CancelReason, Event, ParkReason};
use super::super::ids::{CallId, CounterId, ServiceId, TicketId, TicketNumber};
use super::super::planted::{Bug, planted};
use super::super::refusal::Refusal;
use super::super::ticket::{Presence, Ticket, TicketState};
use super::super::time::Moment;
use super::{Branch, Decision};

impl Branch {
    pub(super) fn open_counter(&self, counter: CounterId) -> Decision {
        match self.counter(counter)? {
            CounterState::Closed => Ok(vec![Event::CounterOpened { counter }]),
            CounterState::Free | CounterState::Calling { .. } | CounterState::Serving { .. } => {
                Err(Refusal::CounterOpen)
            }
        }
    }

    pub(super) fn close_counter(&self, counter: CounterId) -> Decision {
        self.free_counter(counter)?;
        Ok(vec![Event::CounterClosed { counter }])
    }

    pub(super) fn hold_counter(&self, counter: CounterId) -> Decision {
        self.counter(counter)?;
        if self.is_held(counter) {
            Err(Refusal::CounterHeld)
        } else {
            Ok(vec![Event::CounterHeld { counter }])
        }
    }

    pub(super) fn release_counter(&self, counter: CounterId) -> Decision {
        self.counter(counter)?;
        if self.is_held(counter) {
            Ok(vec![Event::CounterReleased { counter }])
        } else {
            Err(Refusal::CounterNotHeld)
        }
    }

    /// Whether nobody is called to this counter until a person in charge says so.
    pub fn is_held(&self, counter: CounterId) -> bool {
        self.state.held.contains(&counter)
    }

    pub(super) fn call_next(&self, now: Moment, counter: CounterId) -> Decision {
        let finished = match self.counter(counter)? {
            CounterState::Closed => return Err(Refusal::CounterClosed),
            CounterState::Calling { ticket } => return Err(self.busy(ticket)),
            CounterState::Free => None,
            CounterState::Serving { ticket } => Some(self.finished(now, counter, ticket)),
        };
        if self.is_held(counter) && !planted(Bug::HeldCounterCalls) {
            return finished.map(|finished| vec![finished]).ok_or(Refusal::CounterHeld);
        }
        let line = self.line();
        let serves = |service: &ServiceId| self.settings.serves(counter, service);
        let Some(next) = discipline::next(&line, serves) else {
            // Who is ready for the next person is done with the last one, whether or not somebody waits.
            return finished.map(|finished| vec![finished]).ok_or(Refusal::NobodyWaiting);
        };
        let passed = line[..next].iter().filter(|ticket| serves(&ticket.service));
        let parked = passed.map(|ticket| self.parked(now, ticket.id, ParkReason::TurnPassed));
        let called = Event::Called { ticket: line[next].id, counter, call: self.state.next_call };
        Ok(finished.into_iter().chain(parked).chain([called]).collect())
    }

    pub(super) fn recall(&self, counter: CounterId) -> Decision {
        let (ticket, recalls) = self.called_to(counter)?;
        if recalls >= self.settings.rules.recalls_max {
            return Err(Refusal::RecalledEnough);
        }
        Ok(vec![Event::Recalled { ticket: ticket.id, counter, call: self.state.next_call }])
    }

    pub(super) fn no_show(&self, now: Moment, counter: CounterId) -> Decision {
        let (ticket, recalls) = self.called_to(counter)?;
        if recalls == 0 && self.settings.rules.recalls_max > 0 {
            return Err(Refusal::RecallFirst);
        }
        Ok(vec![match ticket.no_shows {
            0 => self.parked(now, ticket.id, ParkReason::NoShow),
            _ => Event::NoShow { ticket: ticket.id, counter },
        }])
    }

    pub(super) fn start(&self, counter: CounterId) -> Decision {
        let (ticket, _) = self.called_to(counter)?;
        Ok(vec![Event::ServiceStarted { ticket: ticket.id, counter }])
    }

    pub(super) fn finish(&self, now: Moment, counter: CounterId) -> Decision {
        match self.counter(counter)? {
            CounterState::Serving { ticket } => Ok(vec![self.finished(now, counter, ticket)]),
            CounterState::Closed | CounterState::Free | CounterState::Calling { .. } => {
                Err(Refusal::NobodyServed)
            }
        }
    }

    pub(super) fn park(&self, now: Moment, counter: CounterId) -> Decision {
        let ticket = self.counter(counter)?.ticket().ok_or(Refusal::NobodyServed)?;
        self.day_is_open(now)?;
        Ok(vec![self.parked(now, ticket, ParkReason::Clerk)])
    }

    pub(super) fn transfer(&self, now: Moment, counter: CounterId, service: ServiceId) -> Decision {
        let ticket = self.counter(counter)?.ticket().ok_or(Refusal::NobodyServed)?;
        self.day_is_open(now)?;
        if self.settings.service(&service).is_none() {
            return Err(Refusal::UnknownService { service });
        }
        if self.state.tickets.get(&ticket).is_some_and(|ticket| ticket.service == service) {
            return Err(Refusal::SameService);
        }
        let place = discipline::place_of_transfer(&self.line(), ticket);
        Ok(vec![Event::Transferred { ticket, counter, service, place }])
    }

    pub(super) fn check_in(&self, now: Moment, number: TicketNumber) -> Decision {
        let ticket = self.ticket_by_number(number).ok_or(Refusal::UnknownTicket)?;
        Ok(vec![self.checked_in(now, ticket)?])
    }

    /// The person of this ticket is here (again).
    pub(super) fn checked_in(&self, now: Moment, ticket: &Ticket) -> Result<Event, Refusal> {
        let place = match ticket.state {
            TicketState::Waiting if ticket.presence == Presence::Absent => None,
            TicketState::Parked { turn_ms, .. } => {
                let (rules, rivals) = (&self.settings.rules, self.rivals(&ticket.service));
                Some(discipline::place_of_return(&self.line(), turn_ms, now.steady_ms, rules, &rivals))
            }
            TicketState::Waiting
            | TicketState::Called { .. }
            | TicketState::Serving { .. }
            | TicketState::Ended => return Err(Refusal::NotPossibleNow { number: ticket.number }),
        };
        Ok(Event::CheckedIn { ticket: ticket.id, place })
    }

    pub(super) fn cancel(&self, number: TicketNumber) -> Decision {
        let ticket = self.ticket_by_number(number).ok_or(Refusal::UnknownTicket)?;
        match ticket.state {
            TicketState::Waiting | TicketState::Parked { .. } => {
                Ok(vec![Event::Cancelled { ticket: ticket.id, reason: CancelReason::Clerk }])
            }
            TicketState::Called { .. } | TicketState::Serving { .. } | TicketState::Ended => {
                Err(Refusal::NotPossibleNow { number })
            }
        }
    }

    pub(super) fn call_shown(&self, call: CallId) -> Vec<Event> {
        let owed = self.state.calls.iter().any(|announced| announced.id == call && !announced.shown);
        owed.then_some(Event::CallShown { call }).into_iter().collect()
    }

    /// The counter, if it is open and has nobody.
    pub(super) fn free_counter(&self, counter: CounterId) -> Result<(), Refusal> {
        match self.counter(counter)? {
            CounterState::Free => Ok(()),
            CounterState::Closed => Err(Refusal::CounterClosed),
            CounterState::Calling { ticket } | CounterState::Serving { ticket } => Err(self.busy(ticket)),
        }
    }

    pub(super) fn parked(&self, now: Moment, ticket: TicketId, reason: ParkReason) -> Event {
        let until_ms = now.steady_ms + u64::from(self.settings.rules.hold_s) * 1000;
        Event::Parked { ticket, reason, until_ms }
    }

    fn counter(&self, counter: CounterId) -> Result<CounterState, Refusal> {
        let known = self.settings.counters.contains_key(&counter);
        let state = self.state.counters.get(&counter).copied().filter(|_| known);
        state.ok_or(Refusal::UnknownCounter { counter })
    }

    fn called_to(&self, counter: CounterId) -> Result<(&Ticket, u8), Refusal> {
        let id = match self.counter(counter)? {
            CounterState::Calling { ticket } => ticket,
            CounterState::Closed | CounterState::Free | CounterState::Serving { .. } => {
                return Err(Refusal::NobodyCalled);
            }
        };
        let ticket = self.state.tickets.get(&id).ok_or(Refusal::UnknownTicket)?;
        match ticket.state {
            TicketState::Called { recalls, .. } => Ok((ticket, recalls)),
            TicketState::Waiting
            | TicketState::Serving { .. }
            | TicketState::Parked { .. }
            | TicketState::Ended => Err(Refusal::NobodyCalled),
        }
    }

    fn busy(&self, ticket: TicketId) -> Refusal {
        let number = self.state.tickets.get(&ticket).map(|ticket| ticket.number);
        number.map_or(Refusal::UnknownTicket, |number| Refusal::CounterBusy { number })
    }

    fn finished(&self, now: Moment, counter: CounterId, id: TicketId) -> Event {
        let ticket = self.state.tickets.get(&id);
        let service_ms = match ticket.map(|ticket| &ticket.state) {
            Some(TicketState::Serving { since_ms, .. }) => now.steady_ms.saturating_sub(*since_ms),
            Some(
                TicketState::Waiting
                | TicketState::Called { .. }
                | TicketState::Parked { .. }
                | TicketState::Ended,
            )
            | None => 0,
        };
        let service = ticket.map_or_else(|| ServiceId::new(""), |ticket| ticket.service.clone());
        Event::ServiceFinished { ticket: id, counter, service, service_ms }
    }
}
