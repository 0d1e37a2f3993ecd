//! The line, built anew from events, seen from one ticket.

use super::{Because, Step, Story};
use crate::domain::event::{Entry, Event, ParkReason, Passing, Place};
use crate::domain::ids::{CounterId, ServiceId, TicketId, TicketNumber};
use crate::domain::time::Moment;
use std::collections::{BTreeMap, BTreeSet};

/// What has to be known of everybody.
#[derive(Debug, Clone)]
struct Known {
    number: TicketNumber,
    service: ServiceId,
    /// Why it is set aside, if it is.
    aside: Option<ParkReason>,
    /// How it entered the line last; letting others go first is no entering.
    passing: Passing,
    /// Entries into the line are counted; this was the one of this ticket.
    entered: u64,
    /// Whom its person let go first.
    let_first: BTreeSet<TicketId>,
    called: bool,
}

impl Known {
    fn taken(number: TicketNumber, service: ServiceId, passing: Passing) -> Self {
        let (aside, entered, let_first, called) = (None, 0, BTreeSet::new(), false);
        Self { number, service, aside, passing, entered, let_first, called }
    }
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
    /// What counters do, as far as their calls since the last start have shown.
    seen_at_work: BTreeSet<(CounterId, ServiceId)>,
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
            seen_at_work: BTreeSet::new(),
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
            Event::TicketTaken { ticket, number, service, promise, place, .. } => {
                if *number == self.number {
                    (self.own, self.steps) = (Some(*ticket), Vec::new());
                }
                self.known.insert(*ticket, Known::taken(*number, service.clone(), place.passing));
                self.enter(*ticket, place);
                self.step(*at, *ticket, || Step::Joined { service: service.clone(), ahead: promise.ahead });
            }
            Event::Called { ticket, counter, .. } => {
                self.sees_at_work(*counter, turn_passed.into_iter().chain([*ticket]));
                self.others(*at, *ticket, *counter);
                if self.own == Some(*ticket) {
                    let instead_of = self.instead_of(*ticket, *counter);
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
                if without_turn && self.own_waits_or_is_aside() && self.own != Some(*ticket) {
                    self.other(*at, *ticket, *counter, Because::WithoutTurn);
                }
                let step = if without_turn { Step::StartedWithoutTurn } else { Step::Started };
                self.step(*at, *ticket, || step(*counter));
            }
            Event::Parked { ticket, reason, .. } => {
                self.leave(*ticket);
                if let Some(known) = self.known.get_mut(ticket) {
                    known.aside = Some(*reason);
                }
                if *reason == ParkReason::TurnPassed {
                    self.turn_passed = turn_passed;
                    self.turn_passed.push(*ticket);
                }
                self.step(*at, *ticket, || Step::SetAside(*reason));
            }
            Event::CheckedIn { ticket, place } => {
                if let Some(place) = place {
                    if let Some(known) = self.known.get_mut(ticket) {
                        (known.passing, known.aside) = (place.passing, None);
                    }
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
                    known.service.clone_from(service);
                }
                self.enter(*ticket, place);
                self.step(*at, *ticket, || Step::PassedOn(service.clone()));
            }
            Event::ServiceFinished { ticket, .. } => self.ends(*at, *ticket, Step::Served),
            Event::NoShow { ticket, .. } => self.ends(*at, *ticket, Step::DidNotCome),
            Event::Cancelled { ticket, .. } => self.ends(*at, *ticket, Step::Cancelled),
            Event::Expired { ticket, .. } => self.ends(*at, *ticket, Step::Expired),
            // With another configuration, perhaps.
            Event::Restarted { .. } => self.seen_at_work.clear(),
            Event::ClockChanged { .. }
            | Event::TimeStated { .. }
            | Event::CounterHeld { .. }
            | Event::CounterReleased { .. }
            | Event::StorageChanged { .. }
            | Event::ConfigurationChanged { .. }
            | Event::PartRestarted { .. }
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

    fn own_waits_or_is_aside(&self) -> bool {
        let own = self.own.and_then(|own| Some((own, self.known.get(&own)?)));
        own.is_some_and(|(own, known)| known.aside.is_some() || self.line.contains(&own))
    }

    fn sees_at_work(&mut self, counter: CounterId, tickets: impl Iterator<Item = TicketId>) {
        let services = tickets.filter_map(|ticket| Some(self.known.get(&ticket)?.service.clone()));
        self.seen_at_work.extend(services.map(|service| (counter, service)));
    }

    /// Somebody is called: if that is not the ticket in question, and it waits or is set aside, why them?
    fn others(&mut self, at: Moment, called: TicketId, counter: CounterId) {
        let Some(own) = self.own.filter(|&own| own != called) else { return };
        if let Some(because) = self.why(called, counter, own) {
            self.other(at, called, counter, because);
        }
    }

    /// Why one is called before another that waits or is set aside; `None` when the other one does neither.
    fn why(&self, called: TicketId, counter: CounterId, other: TicketId) -> Option<Because> {
        let aside = self.known.get(&other)?.aside;
        match aside {
            Some(reason) => self.why_not_aside(called, counter, other, reason),
            None => self.why_not_waiting(called, other),
        }
    }

    fn why_not_aside(
        &self,
        called: TicketId,
        counter: CounterId,
        aside: TicketId,
        reason: ParkReason,
    ) -> Option<Because> {
        let at_work = (counter, self.known.get(&aside)?.service.clone());
        Some(match reason {
            // Ids ascend in join order.
            _ if called < aside => Because::JoinedEarlier,
            _ if !self.seen_at_work.contains(&at_work) => Because::OtherErrand,
            ParkReason::TurnPassed => Because::NotHere,
            ParkReason::NoShow | ParkReason::Clerk => Because::SetAside,
        })
    }

    fn why_not_waiting(&self, called: TicketId, waiting: TicketId) -> Option<Because> {
        let (called_place, waiting_place) = (self.place_of(called)?, self.place_of(waiting)?);
        let (one, other) = (self.known.get(&called)?, self.known.get(&waiting)?);
        let is_later = called > waiting;
        Some(if called_place > waiting_place {
            // Who is not here is set aside before, where the counter does the service.
            Because::OtherService
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

    /// Of those who were taken before this ticket and wait or are set aside: the first who waits and whom it was called before
    /// for another reason than the counter's services, or else the first who is set aside, or else the first at all.
    fn instead_of(&self, called: TicketId, counter: CounterId) -> Option<(TicketNumber, Because)> {
        let earlier = self.known.range(..called);
        let reasons = earlier.filter_map(|(&ticket, known)| {
            let because =
                self.why(called, counter, ticket).filter(|&because| because != Because::OtherErrand)?;
            Some((because == Because::OtherService, known.aside.is_some(), ticket, because))
        });
        let (_, _, ticket, because) =
            reasons.min_by_key(|&(other_service, aside, ticket, _)| (other_service, aside, ticket))?;
        Some((self.known.get(&ticket)?.number, because))
    }

    fn other(&mut self, at: Moment, ticket: TicketId, counter: CounterId, because: Because) {
        if let Some(Known { number, .. }) = self.known.get(&ticket) {
            self.steps.push((at, Step::Other { number: *number, counter, because }));
        }
    }
}
