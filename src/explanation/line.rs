//! The line, built anew from events, seen from one ticket.

use super::{Because, Step, Story};
use crate::domain::event::{Entry, Event, ParkReason, Passing, Place};
use crate::domain::ids::{CounterId, TicketId, TicketNumber};
use crate::domain::ticket::Presence;
use crate::domain::time::Moment;
use std::collections::{BTreeMap, BTreeSet};

/// What has to be known of everybody.
#[derive(Debug, Clone)]
struct Known {
    number: TicketNumber,
    here: bool,
    /// How it entered the line last; letting others go first is no entering.
    passing: Passing,
    /// Entries into the line are counted; this was the one of this ticket.
    entered: u64,
    /// Whom its person let go first.
    let_first: BTreeSet<TicketId>,
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
    entries: u64,
    /// Whose turn has passed for the call that comes next, because they were not here.
    turn_passed: Vec<TicketId>,
}

impl Teller {
    pub(super) fn new(number: TicketNumber) -> Self {
        Self {
            number,
            own: None,
            steps: Vec::new(),
            line: Vec::new(),
            known: BTreeMap::new(),
            entries: 0,
            turn_passed: Vec::new(),
        }
    }

    /// Whether a ticket with the number was taken.
    pub(super) fn knows_it(&self) -> bool {
        self.own.is_some()
    }

    /// Whether that ticket's life has ended.
    pub(super) fn is_over(&self) -> bool {
        self.own.is_some_and(|own| !self.known.contains_key(&own))
    }

    pub(super) fn story(self) -> Option<Story> {
        self.own.map(|_| Story { number: self.number, steps: self.steps })
    }

    pub(super) fn hear(&mut self, entry: &Entry) {
        let Entry { at, event } = entry;
        let turn_passed = std::mem::take(&mut self.turn_passed);
        match event {
            Event::TicketTaken { ticket, number, service, presence, promise, place, .. } => {
                if *number == self.number {
                    (self.own, self.steps) = (Some(*ticket), Vec::new());
                }
                let (here, passing) = (*presence == Presence::Present, place.passing);
                let (entered, let_first) = (0, BTreeSet::new());
                let known = Known { number: *number, here, passing, entered, let_first, called: false };
                self.known.insert(*ticket, known);
                self.enter(*ticket, place);
                self.step(*at, *ticket, || Step::Joined { service: service.clone(), ahead: promise.ahead });
            }
            Event::Called { ticket, counter, .. } => {
                self.others(*at, *ticket, *counter);
                if self.own == Some(*ticket) {
                    let instead_of = self.instead_of(*ticket, &turn_passed);
                    self.steps.push((*at, Step::Called { counter: *counter, instead_of }));
                }
                self.leave(*ticket);
                if let Some(known) = self.known.get_mut(ticket) {
                    known.called = true;
                }
            }
            Event::Recalled { ticket, counter, .. } => {
                self.step(*at, *ticket, || Step::CalledAgain(*counter));
            }
            Event::ServiceStarted { ticket, counter } => {
                let without_turn = self.known.get(ticket).is_some_and(|known| !known.called);
                self.leave(*ticket);
                if without_turn && self.own_waits() && self.own != Some(*ticket) {
                    self.other(*at, *ticket, *counter, Because::WithoutTurn);
                }
                let step = if without_turn { Step::StartedWithoutTurn } else { Step::Started };
                self.step(*at, *ticket, || step(*counter));
            }
            Event::Parked { ticket, reason, .. } => {
                self.leave(*ticket);
                if *reason == ParkReason::TurnPassed {
                    self.turn_passed = turn_passed;
                    self.turn_passed.push(*ticket);
                }
                self.step(*at, *ticket, || Step::SetAside(*reason));
            }
            Event::CheckedIn { ticket, place } => {
                if let Some(known) = self.known.get_mut(ticket) {
                    known.here = true;
                    known.passing = place.as_ref().map_or(known.passing, |place| place.passing);
                }
                if let Some(place) = place {
                    self.enter(*ticket, place);
                }
                self.step(*at, *ticket, || Step::CameBack);
            }
            Event::SteppedBack { ticket, place } => {
                self.lets_others_go_first(*ticket, place);
                self.step(*at, *ticket, || Step::LetOthersGoFirst);
            }
            Event::Transferred { ticket, service, place, .. } => {
                if let Some(known) = self.known.get_mut(ticket) {
                    (known.passing, known.called) = (place.passing, false);
                }
                self.enter(*ticket, place);
                self.step(*at, *ticket, || Step::PassedOn(service.clone()));
            }
            Event::ServiceFinished { ticket, .. } => self.ends(*at, *ticket, Step::Served),
            Event::NoShow { ticket, .. } => self.ends(*at, *ticket, Step::DidNotCome),
            Event::Cancelled { ticket, .. } => self.ends(*at, *ticket, Step::Cancelled),
            Event::Expired { ticket, .. } => self.ends(*at, *ticket, Step::Expired),
            Event::Restarted { .. }
            | Event::ClockChanged { .. }
            | Event::TimeStated { .. }
            | Event::CounterHeld { .. }
            | Event::CounterReleased { .. }
            | Event::StorageChanged { .. }
            | Event::DayOpened { .. }
            | Event::DayClosed { .. }
            | Event::PressBounced { .. }
            | Event::ButtonStuck { .. }
            | Event::ButtonFreed { .. }
            | Event::PrinterChanged { .. }
            | Event::RollChanged { .. }
            | Event::TestPaperSent { .. }
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
        self.leave(ticket);
        self.known.remove(&ticket);
        self.step(at, ticket, || step);
    }

    fn enter(&mut self, ticket: TicketId, place: &Place) {
        self.entries += 1;
        if let Some(known) = self.known.get_mut(&ticket) {
            known.entered = self.entries;
            known.let_first.clear();
        }
        self.stand(ticket, place);
    }

    fn stand(&mut self, ticket: TicketId, place: &Place) {
        self.leave(ticket);
        let index = (place.behind as usize).min(self.line.len());
        self.line.insert(index, ticket);
    }

    fn leave(&mut self, ticket: TicketId) {
        self.line.retain(|&waiting| waiting != ticket);
    }

    fn place_of(&self, ticket: TicketId) -> Option<usize> {
        self.line.iter().position(|&waiting| waiting == ticket)
    }

    fn lets_others_go_first(&mut self, ticket: TicketId, place: &Place) {
        let from = self.place_of(ticket);
        self.stand(ticket, place);
        let passed = from.and_then(|from| self.line.get(from..place.behind as usize)).unwrap_or_default();
        if let Some(known) = self.known.get_mut(&ticket) {
            known.let_first.extend(passed);
        }
    }

    fn own_waits(&self) -> bool {
        self.own.is_some_and(|own| self.line.contains(&own))
    }

    /// Somebody is called: if that is not the ticket in question, and it waits, why them?
    fn others(&mut self, at: Moment, called: TicketId, counter: CounterId) {
        let Some(own) = self.own.filter(|&own| own != called) else { return };
        if let Some(because) = self.why(called, own) {
            self.other(at, called, counter, because);
        }
    }

    /// Why one that waits is called before another that waits; `None` unless both do.
    fn why(&self, called: TicketId, waiting: TicketId) -> Option<Because> {
        let (called_place, waiting_place) = (self.place_of(called)?, self.place_of(waiting)?);
        let (one, other) = (self.known.get(&called)?, self.known.get(&waiting)?);
        // Ids ascend in join order.
        let is_later = called > waiting;
        Some(if called_place > waiting_place {
            if other.here { Because::OtherService } else { Because::NotHere }
        } else if other.let_first.contains(&called) {
            Because::LetGoFirst
        } else if one.entered < other.entered {
            if is_later { Because::StoodBefore } else { Because::JoinedEarlier }
        } else {
            match one.passing {
                Passing::Return => Because::Returned,
                Passing::Credit if is_later => Because::Priority,
                Passing::JoinOrder if is_later => Because::PassedOn,
                Passing::Credit | Passing::JoinOrder => Because::JoinedEarlier,
            }
        })
    }

    /// Of those who were taken before this ticket and have not been called: the first whom it was called before for another
    /// reason than the counter's services, or else the first at all.
    fn instead_of(&self, called: TicketId, turn_passed: &[TicketId]) -> Option<(TicketNumber, Because)> {
        let absent = turn_passed.iter().map(|&ticket| (ticket, Because::NotHere));
        let waiting = self.line.iter().filter_map(|&ticket| Some((ticket, self.why(called, ticket)?)));
        let mut earlier: Vec<(TicketId, Because)> =
            absent.chain(waiting).filter(|&(ticket, _)| ticket < called).collect();
        earlier.sort_by_key(|&(ticket, because)| (because == Because::OtherService, ticket));
        let &(ticket, because) = earlier.first()?;
        Some((self.known.get(&ticket)?.number, because))
    }

    fn other(&mut self, at: Moment, ticket: TicketId, counter: CounterId, because: Because) {
        if let Some(Known { number, .. }) = self.known.get(&ticket) {
            self.steps.push((at, Step::Other { number: *number, counter, because }));
        }
    }
}
