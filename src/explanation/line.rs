//! The line, built anew from events, seen from one ticket.

use super::{Because, Step, Story};
use crate::domain::event::{Entry, Event, Passing, Place};
use crate::domain::ids::{CounterId, TicketId, TicketNumber};
use crate::domain::ticket::Presence;
use crate::domain::time::Moment;
use std::collections::BTreeMap;

/// What has to be known of everybody.
#[derive(Debug, Clone, Copy)]
struct Known {
    number: TicketNumber,
    here: bool,
    /// How it entered the line last.
    passing: Passing,
    called: bool,
}

/// Hears the events and keeps what concerns one number.
pub(super) struct Teller {
    number: TicketNumber,
    /// The newest ticket that carries the number.
    own: Option<TicketId>,
    steps: Vec<(Moment, Step)>,
    line: Vec<TicketId>,
    known: BTreeMap<TicketId, Known>,
}

impl Teller {
    pub(super) fn new(number: TicketNumber) -> Self {
        Self { number, own: None, steps: Vec::new(), line: Vec::new(), known: BTreeMap::new() }
    }

    pub(super) fn story(self) -> Option<Story> {
        self.own.map(|_| Story { number: self.number, steps: self.steps })
    }

    pub(super) fn hear(&mut self, entry: &Entry) {
        let Entry { at, event } = entry;
        match event {
            Event::TicketTaken { ticket, number, service, presence, promise, place, .. } => {
                if *number == self.number {
                    (self.own, self.steps) = (Some(*ticket), Vec::new());
                }
                let (here, passing) = (*presence == Presence::Present, place.passing);
                self.known.insert(*ticket, Known { number: *number, here, passing, called: false });
                self.enter(*ticket, *place);
                self.step(*at, *ticket, || Step::Joined { service: service.clone(), ahead: promise.ahead });
            }
            Event::Called { ticket, counter, .. } => {
                self.others(*at, *ticket, *counter);
                self.line.retain(|waiting| waiting != ticket);
                if let Some(known) = self.known.get_mut(ticket) {
                    known.called = true;
                }
                self.step(*at, *ticket, || Step::Called(*counter));
            }
            Event::Recalled { ticket, counter, .. } => {
                self.step(*at, *ticket, || Step::CalledAgain(*counter));
            }
            Event::ServiceStarted { ticket, counter } => {
                let without_turn = self.known.get(ticket).is_some_and(|known| !known.called);
                self.line.retain(|waiting| waiting != ticket);
                if without_turn && self.own_waits() && self.own != Some(*ticket) {
                    self.other(*at, *ticket, *counter, Because::WithoutTurn);
                }
                self.step(*at, *ticket, || Step::Started(*counter));
            }
            Event::Parked { ticket, reason, .. } => {
                self.line.retain(|waiting| waiting != ticket);
                self.step(*at, *ticket, || Step::SetAside(*reason));
            }
            Event::CheckedIn { ticket, place } => {
                if let Some(known) = self.known.get_mut(ticket) {
                    known.here = true;
                    known.passing = place.map_or(known.passing, |place| place.passing);
                }
                if let Some(place) = place {
                    self.enter(*ticket, *place);
                }
                self.step(*at, *ticket, || Step::CameBack);
            }
            Event::SteppedBack { ticket, place } => {
                self.line.retain(|waiting| waiting != ticket);
                self.enter(*ticket, *place);
                self.step(*at, *ticket, || Step::LetOthersGoFirst);
            }
            Event::Transferred { ticket, service, place, .. } => {
                if let Some(known) = self.known.get_mut(ticket) {
                    (known.passing, known.called) = (place.passing, false);
                }
                self.enter(*ticket, *place);
                self.step(*at, *ticket, || Step::PassedOn(service.clone()));
            }
            Event::ServiceFinished { ticket, .. } => self.ends(*at, *ticket, Step::Served),
            Event::NoShow { ticket, .. } => self.ends(*at, *ticket, Step::DidNotCome),
            Event::Cancelled { ticket, .. } => self.ends(*at, *ticket, Step::Cancelled),
            Event::Expired { ticket, .. } => self.ends(*at, *ticket, Step::Expired),
            Event::Restarted { .. }
            | Event::ClockChanged { .. }
            | Event::StorageChanged { .. }
            | Event::DayOpened { .. }
            | Event::DayClosed { .. }
            | Event::PressBounced { .. }
            | Event::ButtonStuck { .. }
            | Event::ButtonFreed { .. }
            | Event::PrinterChanged { .. }
            | Event::RollChanged { .. }
            | Event::PowerCycleConfirmed { .. }
            | Event::SlipSent { .. }
            | Event::SlipPrinted { .. }
            | Event::SlipFailed { .. }
            | Event::SlipUncertain { .. }
            | Event::SlipReserved { .. }
            | Event::CounterOpened { .. }
            | Event::CounterClosed { .. }
            | Event::CallShown { .. }
            | Event::RequestAnswered { .. }
            | Event::KeyBounced { .. }
            | Event::KeyStuck { .. }
            | Event::KeyFreed { .. } => {}
        }
    }

    fn step(&mut self, at: Moment, ticket: TicketId, step: impl FnOnce() -> Step) {
        if self.own == Some(ticket) {
            self.steps.push((at, step()));
        }
    }

    fn ends(&mut self, at: Moment, ticket: TicketId, step: Step) {
        self.line.retain(|&waiting| waiting != ticket);
        self.known.remove(&ticket);
        self.step(at, ticket, || step);
    }

    fn enter(&mut self, ticket: TicketId, place: Place) {
        self.line.retain(|&waiting| waiting != ticket);
        let index = (place.behind as usize).min(self.line.len());
        self.line.insert(index, ticket);
    }

    fn own_waits(&self) -> bool {
        self.own.is_some_and(|own| self.line.contains(&own))
    }

    /// Somebody is called: if that is not the ticket in question, and it waits, why them?
    fn others(&mut self, at: Moment, called: TicketId, counter: CounterId) {
        let Some(own) = self.own.filter(|&own| own != called) else { return };
        let place = |ticket| self.line.iter().position(|&waiting| waiting == ticket);
        let (Some(own_place), Some(called_place)) = (place(own), place(called)) else { return };
        let Some(known) = self.known.get(&called) else { return };
        let because = if called_place > own_place {
            match self.known.get(&own) {
                Some(own) if !own.here => Because::NotHere,
                Some(_) | None => Because::OtherService,
            }
        } else {
            match known.passing {
                Passing::Return => Because::Returned,
                // Ids ascend in join order.
                Passing::Credit if called > own => Because::Priority,
                Passing::Credit | Passing::JoinOrder => Because::JoinedEarlier,
            }
        };
        self.other(at, called, counter, because);
    }

    fn other(&mut self, at: Moment, ticket: TicketId, counter: CounterId, because: Because) {
        if let Some(Known { number, .. }) = self.known.get(&ticket) {
            self.steps.push((at, Step::Other { number: *number, counter, because }));
        }
    }
}
