//! What is remembered of people who are elsewhere.

use super::super::event::Event;
use super::super::ids::{LinkId, PersonToken, RequestId, ServiceId, TicketId};
use super::super::refusal::Refusal;
use super::super::remote::{REQUESTS_MAX, Request, RequestAnswer, VALID_MS_MAX, Wish};
use super::super::ticket::Origin;
use super::super::time::Moment;
use super::clock::Clock;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const HOUR_MS: u64 = 3_600_000;

/// An answer, kept for as long as its request can come again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Wall time after which it is forgotten.
    pub until_ms: i64,
    /// What it is.
    pub answer: RequestAnswer,
}

/// Somebody who has joined from elsewhere today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Their newest ticket.
    pub ticket: TicketId,
    /// How often they have joined.
    pub joins: u8,
}

/// The joins of one hour of branch life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Hour {
    hour: u64,
    joins: u32,
}

/// Requests that were answered, and what limits the next ones.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Remote {
    /// By request.
    pub answers: BTreeMap<RequestId, Answered>,
    /// Until when the last one of those was valid that are not remembered any more. If the clock that said so was wrong, they are still not
    /// answered again.
    #[serde(default)]
    pub forgotten_until_ms: Option<i64>,
    /// Links of people who have left, with the wall time after which no join of theirs can come any more.
    pub tombstones: BTreeMap<LinkId, i64>,
    /// Who has joined today.
    pub persons: BTreeMap<PersonToken, Person>,
    /// Tickets given today, by service.
    pub taken: BTreeMap<ServiceId, u32>,
    /// How often somebody has typed a wrong code today for a ticket.
    pub wrong_codes: BTreeMap<LinkId, u8>,
    hour: Hour,
}

impl Remote {
    /// Joins in this hour of branch life.
    pub fn joins_in_hour(&self, now: Moment) -> u32 {
        if self.hour.hour == now.steady_ms / HOUR_MS { self.hour.joins } else { 0 }
    }

    /// Whether one more answer can be remembered.
    pub(super) fn has_room(&self, clock: Clock, now: Moment) -> bool {
        self.size() < REQUESTS_MAX
            || clock.at_least_ms(now).is_some_and(|ms| self.size_after(ms) < REQUESTS_MAX)
    }

    pub(super) fn day_begins(&mut self, clock: Clock, at: Moment) {
        self.persons.clear();
        self.taken.clear();
        self.wrong_codes.clear();
        self.forget(clock, at);
    }

    pub(super) fn ticket_taken(&mut self, at: Moment, event: &Event) {
        let Event::TicketTaken { service, origin: Origin::Remote(_), .. } = event else { return };
        *self.taken.entry(service.clone()).or_default() += 1;
        let joins = self.joins_in_hour(at) + 1;
        self.hour = Hour { hour: at.steady_ms / HOUR_MS, joins };
    }

    pub(super) fn answered(&mut self, clock: Clock, at: Moment, request: &Request, answer: &RequestAnswer) {
        if self.size() >= REQUESTS_MAX {
            self.forget(clock, at);
        }
        match (&request.wish, answer) {
            (Wish::Join { person, .. }, RequestAnswer::Joined { ticket, .. }) => {
                let joins = self.persons.get(person).map_or(0, |person| person.joins).saturating_add(1);
                self.persons.insert(*person, Person { ticket: *ticket, joins });
            }
            (Wish::Leave { link }, RequestAnswer::Done) => {
                // A join that was sent before it is valid for as long at the most.
                self.tombstones.insert(*link, request.not_after_ms.saturating_add(VALID_MS_MAX));
            }
            (Wish::CheckIn { link, .. }, RequestAnswer::Refused(Refusal::WrongCode)) => {
                let wrong = self.wrong_codes.entry(*link).or_default();
                *wrong = wrong.saturating_add(1);
            }
            _ => {}
        }
        let answered = Answered { until_ms: request.not_after_ms, answer: answer.clone() };
        self.answers.insert(request.id, answered);
    }

    fn size(&self) -> usize {
        self.answers.len().max(self.tombstones.len())
    }

    fn size_after(&self, at_least_ms: i64) -> usize {
        let answers = self.answers.values().filter(|answered| answered.until_ms >= at_least_ms).count();
        answers.max(self.tombstones.values().filter(|&&until_ms| until_ms >= at_least_ms).count())
    }

    /// Nothing that can still come again is forgotten: only what is over even by the earliest time that it can be.
    fn forget(&mut self, clock: Clock, at: Moment) {
        let Some(at_least_ms) = clock.at_least_ms(at) else { return };
        let over = self
            .answers
            .values()
            .map(|answered| answered.until_ms)
            .filter(|until_ms| *until_ms < at_least_ms);
        self.forgotten_until_ms = over.max().max(self.forgotten_until_ms);
        self.answers.retain(|_, answered| answered.until_ms >= at_least_ms);
        self.tombstones.retain(|_, until_ms| *until_ms >= at_least_ms);
    }
}
