//! A ticket as its holder sees it.

use super::Look;
use crate::domain::ids::{LinkId, TicketId};
use crate::domain::ticket::{Language, Presence, Ticket, TicketState};
use crate::wording::times::clock;
use serde::Serialize;

/// Where the ticket is, for the page's picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TicketStage {
    /// In the line.
    Waiting,
    /// Called: go there now.
    Called,
    /// At the counter.
    Serving,
    /// Set aside.
    Parked,
    /// Its life has ended.
    Ended,
}

/// A label and its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// "People before you".
    pub label: String,
    /// "7".
    pub value: String,
}

/// A ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TicketView {
    /// The office.
    pub branch: String,
    /// The number.
    pub number: String,
    /// What for.
    pub service: String,
    /// The language that the person asked for.
    pub language: Language,
    /// Where it is.
    pub stage: TicketStage,
    /// The same in words.
    pub headline: String,
    /// What to do.
    pub advice: Option<String>,
    /// Where to go, while called or served.
    pub counter: Option<String>,
    /// The wait, while waiting.
    pub rows: Vec<Row>,
    /// "As of 10:42", while the clock is trusted.
    pub as_of: Option<String>,
}

impl Look<'_> {
    /// The ticket behind a link, while the branch knows it.
    pub fn ticket(self, link: LinkId) -> Option<TicketView> {
        let (&id, ticket) = self.branch.state().tickets.iter().find(|(_, ticket)| ticket.link == link)?;
        let (stage, counter) = match ticket.state {
            TicketState::Waiting => (TicketStage::Waiting, None),
            TicketState::Called { counter, .. } => (TicketStage::Called, Some(counter)),
            TicketState::Serving { counter, .. } => (TicketStage::Serving, Some(counter)),
            TicketState::Parked { .. } => (TicketStage::Parked, None),
            TicketState::Ended => (TicketStage::Ended, None),
        };
        let (headline, advice) = self.told(ticket);
        let local = self.local_now();
        Some(TicketView {
            branch: self.branch.settings().name.get(self.say.language()).to_owned(),
            number: ticket.number.to_string(),
            service: self.service_name(&ticket.service),
            language: ticket.language,
            stage,
            headline,
            advice,
            counter: counter.map(|counter| self.say.counter_name(counter)),
            rows: self.rows(id, ticket),
            as_of: local.now.map(|now| self.say.follow_as_of(&clock(now, local.zone))),
        })
    }

    /// Where the ticket is, and what to do.
    fn told(self, ticket: &Ticket) -> (String, Option<String>) {
        let say = self.say;
        match ticket.state {
            TicketState::Waiting if ticket.presence == Presence::Absent => {
                (say.ticket_waiting(), Some(say.follow_absent()))
            }
            TicketState::Waiting => {
                let forecast = self.branch.forecast_of(ticket.id, self.now.steady_ms);
                let next = forecast.is_some_and(|(ahead, _)| ahead == 0);
                (if next { say.follow_next() } else { say.ticket_waiting() }, Some(say.follow_stay()))
            }
            TicketState::Called { .. } => (say.follow_come(), None),
            TicketState::Serving { .. } => (say.follow_served(), None),
            TicketState::Parked { until_ms, .. } => {
                let minutes = until_ms.saturating_sub(self.now.steady_ms).div_ceil(60_000);
                let minutes = u32::try_from(minutes).unwrap_or(u32::MAX);
                (say.follow_parked(), Some(say.follow_parked_advice(minutes)))
            }
            TicketState::Ended => (say.follow_over(), Some(say.follow_over_advice())),
        }
    }

    fn rows(self, id: TicketId, ticket: &Ticket) -> Vec<Row> {
        let forecast = match ticket.state {
            TicketState::Waiting => self.branch.forecast_of(id, self.now.steady_ms),
            TicketState::Called { .. }
            | TicketState::Serving { .. }
            | TicketState::Parked { .. }
            | TicketState::Ended => None,
        };
        let local = self.local_now();
        let rows = forecast.map(|(ahead, forecast)| {
            let wait = forecast.map(|forecast| forecast.wait);
            self.say.promise(ahead, wait, local.now.map(|now| (now, local.zone)))
        });
        rows.into_iter().flatten().map(|(label, value)| Row { label, value }).collect()
    }
}
