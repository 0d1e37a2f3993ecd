//! The line as everybody in the office may see it.

use super::{Look, is_remote};
use crate::domain::ids::CounterId;
use crate::domain::ticket::{Class, Presence, SlipState, TicketState};
use serde::Serialize;

/// Rows beyond these are counted, not listed.
const ROWS_MAX: usize = 60;

/// A ticket in the line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WaitingRow {
    /// The number.
    pub number: String,
    /// What for.
    pub service: String,
    /// From a phone.
    pub remote: bool,
    /// Whether the person is here.
    pub present: bool,
    /// Of the priority class.
    pub priority: bool,
    /// Steady time at which it joined.
    pub since_ms: u64,
    /// What is known about its paper, in words, unless all is well.
    pub slip: Option<String>,
    /// The counters that can call it.
    pub counters: Vec<CounterId>,
}

/// A ticket that is set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParkedRow {
    /// The number.
    pub number: String,
    /// What for.
    pub service: String,
    /// Steady time at which it was set aside.
    pub since_ms: u64,
    /// Steady time until which its number is kept.
    pub until_ms: u64,
}

/// The line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineView {
    /// Waiting tickets in the order in which they will be called.
    pub waiting: Vec<WaitingRow>,
    /// How many more wait than are listed, in words.
    pub more: Option<String>,
    /// Tickets that are set aside.
    pub parked: Vec<ParkedRow>,
    /// Whether the service day is open.
    pub day_open: bool,
}

impl Look<'_> {
    /// The line.
    pub fn line(self) -> LineView {
        let line = self.branch.line();
        let counters = &self.branch.settings().counters;
        let waiting = line.iter().take(ROWS_MAX).map(|ticket| WaitingRow {
            number: ticket.number.to_string(),
            service: self.service_name(&ticket.service),
            remote: is_remote(&ticket.origin),
            present: ticket.presence == Presence::Present,
            priority: ticket.class == Class::Priority,
            since_ms: ticket.joined.steady_ms,
            slip: (!matches!(ticket.slip, SlipState::None | SlipState::Printed))
                .then(|| self.say.slip_state(ticket.slip)),
            counters: counters
                .iter()
                .filter(|(_, settings)| settings.services.contains(&ticket.service))
                .map(|(&counter, _)| counter)
                .collect(),
        });
        LineView {
            waiting: waiting.collect(),
            more: (line.len() > ROWS_MAX)
                .then(|| self.say.console_more(u32::try_from(line.len() - ROWS_MAX).unwrap_or(u32::MAX))),
            parked: self.parked(),
            day_open: self.branch.state().day.is_some(),
        }
    }

    /// Tickets that are set aside, oldest ticket first.
    pub(super) fn parked(self) -> Vec<ParkedRow> {
        let tickets = self.branch.state().tickets.values();
        let parked = tickets.filter_map(|ticket| match ticket.state {
            TicketState::Parked { turn_ms, until_ms } => Some(ParkedRow {
                number: ticket.number.to_string(),
                service: self.service_name(&ticket.service),
                since_ms: turn_ms,
                until_ms,
            }),
            TicketState::Waiting
            | TicketState::Called { .. }
            | TicketState::Serving { .. }
            | TicketState::Ended => None,
        });
        parked.take(ROWS_MAX).collect()
    }
}
