//! What may be answered to people who are elsewhere, by somebody who remembers every answer.
//!
//! **Model.** Fed with every row of the journal, like the [`super::ledger`] that it belongs to. It knows the rules from the
//! design: each request is answered once, nobody joins who has left, one ticket a person, nothing after its time, and a share
//! of each cap for people who are here.

use super::promise::{Broken, Promise, ensure};
use crate::domain::branch::{Branch, State};
use crate::domain::event::{Entry, Event};
use crate::domain::ids::{LinkId, PersonToken, RequestId, ServiceId, TicketId};
use crate::domain::refusal::Refusal;
use crate::domain::remote::{Request, RequestAnswer, Wish};
use crate::domain::ticket::{Origin, TicketState};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// A clock may be wrong by so much without being noticed.
const SLACK: TimeDelta = TimeDelta::minutes(5);

/// Everything that was answered.
#[derive(Debug, Default)]
pub(super) struct Requests {
    answered: BTreeMap<RequestId, RequestAnswer>,
    left: BTreeSet<LinkId>,
    newest: BTreeMap<PersonToken, TicketId>,
    /// Today, by service.
    taken: BTreeMap<ServiceId, u32>,
}

impl Requests {
    /// As a state tells it, when nobody knows more.
    pub(super) fn of(state: &State) -> Self {
        let remote = &state.remote;
        Self {
            answered: remote.answers.iter().map(|(&id, answered)| (id, answered.answer.clone())).collect(),
            left: remote.tombstones.keys().copied().collect(),
            newest: remote.persons.iter().map(|(&person, known)| (person, known.ticket)).collect(),
            taken: remote.taken.clone(),
        }
    }

    /// Learns a row before the replica does.
    pub(super) fn learn(
        &mut self,
        entry: &Entry,
        replica: &Branch,
        truth: DateTime<Utc>,
    ) -> Result<(), Broken> {
        if let Event::DayOpened { anew: true, .. } = entry.event {
            self.taken.clear();
            self.newest.clear();
        }
        if let Event::TicketTaken { origin: Origin::Remote(_), service, .. } = &entry.event {
            self.kept_for_walk_ins(service, replica)?;
        }
        if let Event::RequestAnswered { request, answer } = &entry.event {
            self.answer(entry, request, answer, replica, truth)?;
        }
        Ok(())
    }

    fn kept_for_walk_ins(&mut self, service: &ServiceId, replica: &Branch) -> Result<(), Broken> {
        let taken = self.taken.entry(service.clone()).or_default();
        let settings = replica.settings();
        let share = settings.remote.as_ref().map_or(100, |rules| rules.walk_in_share_percent);
        let cap = settings.service(service).and_then(|service| service.cap);
        let most = cap.map(|cap| u64::from(cap) * u64::from(100 - share) / 100);
        ensure(Promise::WalkInsHaveTheirShare, most.is_none_or(|most| u64::from(*taken) < most), || {
            format!("{taken} phones have joined for {service}, of {most:?} at the most, and one more does")
        })?;
        *taken += 1;
        Ok(())
    }

    fn answer(
        &mut self,
        entry: &Entry,
        request: &Request,
        answer: &RequestAnswer,
        replica: &Branch,
        truth: DateTime<Utc>,
    ) -> Result<(), Broken> {
        // What is over may be forgotten, and says so to whoever still asks.
        let over = *answer == RequestAnswer::Refused(Refusal::RequestTooLate);
        let before = self.answered.insert(request.id, answer.clone());
        ensure(Promise::AnsweredOnce, before.is_none() || over, || {
            format!("{} was answered {before:?} and then {answer:?}", request.id)
        })?;
        if let RequestAnswer::Refused(_) = answer {
            return Ok(());
        }
        let at = entry.at;
        let right = (at.utc() - truth).abs() <= SLACK && replica.clock_trusted(at);
        let over =
            DateTime::from_timestamp_millis(request.not_after_ms).is_some_and(|end| truth > end + SLACK);
        ensure(Promise::NothingAfterItsTime, !(right && over), || {
            format!("at {truth} {request:?} is over, and was answered {answer:?}")
        })?;
        match (&request.wish, answer) {
            (Wish::Join { link, person, .. }, RequestAnswer::Joined { ticket, .. }) => {
                ensure(Promise::WhoLeftIsGone, !self.left.contains(link), || {
                    format!("the holder of {link} has left before, and has joined as ticket {ticket}")
                })?;
                let before = self.newest.insert(*person, *ticket);
                let alive = before.and_then(|before| replica.state().tickets.get(&before));
                let alive = alive.filter(|ticket| ticket.state != TicketState::Ended);
                ensure(Promise::OneTicketAPerson, alive.is_none(), || {
                    format!("{person} has {alive:?}, and joined as ticket {ticket}")
                })
            }
            (Wish::Leave { link }, _) => {
                self.left.insert(*link);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
