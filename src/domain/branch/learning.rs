//! What forecasts learn from what happens to a ticket.
//!
//! **Deliberately not here.** What is made of it ([`crate::domain::forecast`]).

use super::super::forecast::{Came, expected_ms};
use super::super::ids::{CounterId, TicketId};
use super::super::ticket::{Presence, TicketState};
use super::super::time::Moment;
use super::State;

impl State {
    /// A wait has ended with a call: what was promised is held against it.
    pub(super) fn learn_wait(&mut self, at: Moment, id: TicketId) {
        let Some(ticket) = self.tickets.get(&id) else { return };
        if let Some(told) = ticket.promise.forecast.filter(|_| !ticket.moved) {
            let wait_ms = at.steady_ms.saturating_sub(ticket.joined.steady_ms);
            self.experience.learn_wait(&ticket.service, &told, wait_ms);
        }
    }

    /// Somebody who was called is at the counter.
    pub(super) fn learn_arrival(&mut self, at: Moment, id: TicketId, counter: CounterId) {
        let Some(ticket) = self.tickets.get(&id) else { return };
        if !matches!(ticket.state, TicketState::Called { .. }) {
            return;
        }
        self.experience.learn_gone(Came::of(ticket), false);
        if let Some(free_ms) = self.free_since_ms.get(&counter).filter(|_| !ticket.moved) {
            let kept_ms = ticket.joined.steady_ms.max(*free_ms);
            self.experience.learn_gap(at.steady_ms.saturating_sub(kept_ms));
        }
    }

    /// Somebody who was on the way is here. (One whose turn has only passed can still come.)
    pub(super) fn learn_coming(&mut self, at: Moment, id: TicketId) {
        let on_the_way = self.tickets.get(&id).filter(|ticket| ticket.presence == Presence::Absent);
        let Some(ticket) = on_the_way else { return };
        self.experience.learn_gone(Came::of(ticket), false);
        let came_ms = at.steady_ms.saturating_sub(ticket.joined.steady_ms);
        self.experience.learn_coming(expected_ms(ticket), came_ms);
    }

    /// A ticket's life ends: whoever is still on the way does not come any more.
    pub(super) fn learn_end(&mut self, id: TicketId) {
        let on_the_way = self.tickets.get(&id).filter(|ticket| ticket.presence == Presence::Absent);
        if let Some(ticket) = on_the_way {
            self.experience.learn_gone(Came::of(ticket), true);
        }
    }
}
