//! What people are told of the calls that they waited through: everybody who was called is named, each reason is true, and
//! both sides of one call are told the same.

use super::life::Life;
use crate::domain::branch::Branch;
use crate::domain::event::{Entry, Event};
use crate::domain::ids::{CounterId, TicketId, TicketNumber};
use crate::domain::ticket::{Presence, Ticket, TicketState};
use crate::domain::time::Moment;
use crate::explanation::{self, Because, Step};
use std::collections::BTreeMap;

/// What was so when one ticket was called and another waited or was set aside.
struct Passed {
    at: Moment,
    number: TicketNumber,
    counter: CounterId,
    is_later: bool,
    /// Whether the counter does the other one's service.
    serves: bool,
    same_service: bool,
    is_aside: bool,
    is_here: bool,
}

impl Passed {
    fn new(at: Moment, counter: CounterId, called: &Ticket, other: &Ticket, branch: &Branch) -> Option<Self> {
        let is_aside = match other.state {
            TicketState::Waiting => false,
            TicketState::Parked { .. } => true,
            TicketState::Called { .. } | TicketState::Serving { .. } | TicketState::Ended => return None,
        };
        (called.id != other.id).then(|| Self {
            at,
            number: called.number,
            counter,
            is_later: called.id > other.id,
            serves: branch.settings().serves(counter, &other.service),
            same_service: called.service == other.service,
            is_aside,
            is_here: other.presence == Presence::Present,
        })
    }

    fn allows(&self, because: Because) -> bool {
        match because {
            Because::JoinedEarlier => !self.is_later,
            Because::OtherService => !self.is_aside && !self.serves,
            Because::NotHere => self.is_aside && self.is_later && self.serves && !self.is_here,
            Because::SetAside => self.is_aside && self.is_later && self.serves && self.is_here,
            Because::OtherErrand => self.is_aside && self.is_later && !self.same_service,
            Because::Priority | Because::StoodBefore | Because::PassedOn => !self.is_aside && self.is_later,
            Because::Returned | Because::LetGoFirst => !self.is_aside,
            Because::WithoutTurn => false,
        }
    }
}

/// The calls of a life.
#[derive(Default)]
struct Calls {
    /// By who waited or was set aside meanwhile.
    passed: BTreeMap<TicketId, Vec<Passed>>,
    /// Of each call of a ticket, whether somebody who had come earlier for the same service waited or was set aside.
    over_others: BTreeMap<TicketId, Vec<bool>>,
    /// The newest ticket with a number.
    newest: BTreeMap<TicketNumber, TicketId>,
}

impl Calls {
    fn of(life: &Life) -> Self {
        let (mut calls, mut branch) = (Self::default(), life.start().clone());
        for entry in life.journal() {
            let Entry { at, event } = entry;
            if let Event::Called { ticket, counter, .. } = event {
                calls.hear(*at, *ticket, *counter, &branch);
            } else if let Event::TicketTaken { ticket, number, .. } = event {
                calls.newest.insert(*number, *ticket);
            }
            branch.apply(entry);
        }
        calls
    }

    fn hear(&mut self, at: Moment, called: TicketId, counter: CounterId, branch: &Branch) {
        let tickets = &branch.state().tickets;
        let mut over_others = false;
        for other in tickets.values() {
            let Some(passed) = Passed::new(at, counter, &tickets[&called], other, branch) else { continue };
            over_others |= passed.is_later && passed.same_service;
            self.passed.entry(other.id).or_default().push(passed);
        }
        self.over_others.entry(called).or_default().push(over_others);
    }
}

pub(super) fn are_true(life: &Life) {
    let mut calls = Calls::of(life);
    let told = |number: TicketNumber| explanation::story(life.journal(), number).expect("it was taken");
    for (&number, own) in &calls.newest {
        let passed = calls.passed.remove(own).unwrap_or_default();
        let mut over_others = calls.over_others.remove(own).unwrap_or_default().into_iter();
        let mut others = Vec::new();
        for (at, step) in told(number).steps {
            if let Step::Other { number: other, counter, because } = step {
                others.extend((because != Because::WithoutTurn).then_some((at, other, counter, because)));
            } else if let Step::Called { counter, instead_of } = step {
                let over_others = over_others.next().expect("it was called so often");
                assert!(instead_of.is_some() || !over_others, "{number} is told that nobody came earlier");
                let Some((other, because)) = instead_of else { continue };
                let steps = told(other).steps;
                let (since, _) = steps.first().expect("it was taken");
                let same = Step::Other { number, counter, because };
                assert!(
                    since.steady_ms > at.steady_ms || steps.contains(&(at, same)),
                    "{other} does not know that {number} was called before it: {because:?}"
                );
            }
        }
        let whom = |passed: &Passed| (passed.at, passed.number, passed.counter);
        let expected: Vec<_> = passed.iter().map(whom).collect();
        let named: Vec<_> = others.iter().map(|&(at, other, counter, _)| (at, other, counter)).collect();
        assert_eq!(named, expected, "who was called while {number} waited or was set aside");
        for (passed, (_, other, _, because)) in passed.iter().zip(others) {
            assert!(passed.allows(because), "{number} is told of {other}: {because:?}");
        }
    }
}
