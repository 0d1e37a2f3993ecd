//! What is looked at after every event, with a memory of its own.

use crate::domain::branch::Branch;
use crate::domain::event::{Entry, Event};
use crate::domain::ids::{TicketId, TicketNumber};
use crate::domain::settings::Settings;
use crate::domain::ticket::Presence;
use crate::simulation::reference::Reference;
use chrono::NaiveDate;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Everything that was seen.
pub(super) struct Watch {
    reference: Reference,
    numbers_by_label: BTreeSet<(NaiveDate, TicketNumber)>,
    numbers_by_true_date: BTreeSet<(NaiveDate, TicketNumber)>,
    alive: BTreeSet<TicketId>,
    ended: BTreeSet<TicketId>,
    /// Tickets that were called and have not come back into the line since.
    called: BTreeSet<TicketId>,
}

impl Watch {
    /// Nothing was seen yet.
    pub(super) fn new(settings: Arc<Settings>) -> Self {
        Self {
            reference: Reference::new(settings),
            numbers_by_label: BTreeSet::new(),
            numbers_by_true_date: BTreeSet::new(),
            alive: BTreeSet::new(),
            ended: BTreeSet::new(),
            called: BTreeSet::new(),
        }
    }

    /// Looks at an event that was just applied.
    pub(super) fn after(
        &mut self,
        entry: &Entry,
        branch: &Branch,
        true_date: Option<NaiveDate>,
    ) -> Result<(), String> {
        branch.check_invariants().map_err(|violation| violation.to_string())?;
        self.reference.learn(entry)?;
        self.line_is_the_reference(branch)?;
        self.reference.agrees_on_next(branch, entry.at)?;
        self.numbers_are_new(&entry.event, branch, true_date)?;
        self.nobody_is_called_twice(&entry.event)?;
        self.nobody_vanishes(&entry.event, branch)
    }

    fn line_is_the_reference(&self, branch: &Branch) -> Result<(), String> {
        let rules = &branch.settings().rules;
        let line = branch.line();
        let ids: Vec<TicketId> = line.iter().map(|ticket| ticket.id).collect();
        let expected: Vec<TicketId> = self.reference.line().iter().map(|person| person.ticket).collect();
        ensure(ids == expected, || format!("the line is {ids:?}, and should be {expected:?}"))?;
        for (ticket, person) in line.into_iter().zip(self.reference.line()) {
            let counted =
                (ticket.slips, ticket.setbacks) == (person.passed_by_credit, person.passed_by_returns);
            ensure(counted && (ticket.presence == Presence::Present) == person.here, || {
                format!("{ticket:?} should be {person:?}")
            })?;
            ensure(ticket.slips <= rules.slips_max && ticket.setbacks <= rules.setbacks_max, || {
                format!("{ticket:?} was passed too often")
            })?;
        }
        Ok(())
    }

    fn numbers_are_new(
        &mut self,
        event: &Event,
        branch: &Branch,
        true_date: Option<NaiveDate>,
    ) -> Result<(), String> {
        let Event::TicketTaken { number, .. } = event else { return Ok(()) };
        let label = branch.state().day.ok_or("a ticket without a day")?.date;
        ensure(self.numbers_by_label.insert((label, *number)), || {
            format!("{number} was given twice on {label}")
        })?;
        let new = true_date.is_none_or(|date| self.numbers_by_true_date.insert((date, *number)));
        ensure(new, || format!("{number} was given twice on the true date {true_date:?}"))
    }

    fn nobody_is_called_twice(&mut self, event: &Event) -> Result<(), String> {
        if let Event::Called { ticket, .. } = event {
            ensure(self.called.insert(*ticket), || format!("{ticket} was called twice"))?;
        }
        if let Event::Recalled { ticket, .. } = event {
            ensure(self.called.contains(ticket), || format!("{ticket} was recalled without a call"))?;
        }
        if let Event::Parked { ticket, .. } | Event::Transferred { ticket, .. } = event {
            self.called.remove(ticket);
        }
        Ok(())
    }

    fn nobody_vanishes(&mut self, event: &Event, branch: &Branch) -> Result<(), String> {
        if let Event::TicketTaken { ticket, .. } = event {
            ensure(self.alive.insert(*ticket), || format!("the id {ticket} was used twice"))?;
            ensure(!self.ended.contains(ticket), || format!("the id {ticket} was used before"))?;
        }
        if let Event::ServiceFinished { ticket, .. }
        | Event::NoShow { ticket, .. }
        | Event::Cancelled { ticket, .. }
        | Event::Expired { ticket, .. } = event
        {
            ensure(self.alive.remove(ticket), || format!("{ticket} ended and was not alive"))?;
            self.ended.insert(*ticket);
        }
        let tickets = &branch.state().tickets;
        let gone = self.alive.iter().find(|ticket| !tickets.contains_key(ticket));
        ensure(gone.is_none(), || format!("{gone:?} vanished"))
    }
}

fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise()) }
}
