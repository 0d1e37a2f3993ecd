//! What a branch knows of itself at one moment, and what it learns from its own events.

use super::super::branch::Branch;
use super::super::calendar::Hours;
use super::super::counter::CounterState;
use super::super::ids::{CounterId, ServiceId, TicketId};
use super::super::planted::{Bug, planted};
use super::super::ticket::{Origin, Presence, Ticket, TicketState};
use super::shifts::{self, Shift};
use super::{Came, Desk, Forecast, Forecasts, SERVICES_MAX, Skills, Snapshot, Waiting, Work, skill};
use chrono::DateTime;
use std::collections::BTreeSet;

impl Came {
    /// How a ticket came.
    pub fn of(ticket: &Ticket) -> Self {
        match (&ticket.origin, ticket.presence) {
            (Origin::WalkIn, _) => Self::Here,
            (Origin::Remote(_), Presence::Present) => Self::FromElsewhere,
            (Origin::Remote(_), Presence::Absent) => Self::OnTheWay,
        }
    }
}

impl Branch {
    /// The mean service time of a service, in milliseconds.
    pub fn expected_service_ms(&self, service: &ServiceId) -> u64 {
        self.state().experience.service(service, self.typical_ms(service)).mean_ms()
    }

    /// The wait of somebody who joins behind the first `behind` tickets of the line for a service. `None` when no counter
    /// does it.
    pub fn forecast(&self, service: &ServiceId, behind: usize, now_ms: u64) -> Option<Forecast> {
        let index = self.settings().services.iter().position(|(id, _)| id == service)?;
        let mut snapshot = self.snapshot(now_ms);
        let behind = behind.min(snapshot.line.len());
        snapshot.line.insert(behind, Waiting::here(index, now_ms, 0.0));
        self.forecasts_in(&snapshot).of_line.get(behind).copied().flatten()
    }

    /// How many people, here or on the way, stand before index `behind` of the line and compete with `service` for a counter.
    pub fn ahead(&self, service: &ServiceId, behind: usize) -> u32 {
        let line = self.line();
        let before = line.iter().take(behind);
        let competing = before.filter(|t| stands_before_others(t) && self.competes(service, &t.service));
        u32::try_from(competing.count()).unwrap_or(u32::MAX)
    }

    /// The same for everybody in the line, in its order: counted along it, because a line can be long.
    pub fn ahead_of_each(&self) -> Vec<u32> {
        let line = self.line();
        let mut before: Vec<(&ServiceId, u32)> = Vec::new();
        let mut all = Vec::with_capacity(line.len());
        for ticket in line {
            let rivals = before.iter().filter(|(service, _)| self.competes(&ticket.service, service));
            all.push(rivals.map(|(_, people)| people).sum());
            let more = u32::from(stands_before_others(ticket));
            match before.iter_mut().find(|(service, _)| **service == ticket.service) {
                Some((_, people)) => *people += more,
                None => before.push((&ticket.service, more)),
            }
        }
        all
    }

    /// The forecast for a ticket that waits in the line now, with the people ahead of it.
    pub fn forecast_of(&self, ticket: TicketId, now_ms: u64) -> Option<(u32, Option<Forecast>)> {
        let behind = self.state().line.iter().position(|&id| id == ticket)?;
        let service = &self.state().tickets.get(&ticket)?.service;
        let forecasts = self.forecasts_in(&self.snapshot(now_ms));
        Some((self.ahead(service, behind), forecasts.of_line.get(behind).copied().flatten()))
    }

    /// The forecast for somebody who would join now, by service in the order of the site.
    pub fn forecasts_of_joining(&self, now_ms: u64) -> Vec<(&ServiceId, Option<Forecast>)> {
        let Forecasts { of_joining, .. } = self.forecasts_in(&self.snapshot(now_ms));
        self.settings().services.iter().map(|(service, _)| service).zip(of_joining).collect()
    }

    /// The forecasts for everybody: in the line in its order, and for joining by service in the order of the site.
    pub fn forecasts(&self, now_ms: u64) -> Forecasts {
        self.forecasts_in(&self.snapshot(now_ms))
    }

    fn forecasts_in(&self, snapshot: &Snapshot) -> Forecasts {
        let services: Vec<&ServiceId> = self.settings().services.iter().map(|(service, _)| service).collect();
        self.state().experience.forecasts(snapshot, &services)
    }

    fn snapshot(&self, now_ms: u64) -> Snapshot {
        let (settings, experience) = (self.settings(), &self.state().experience);
        let services = settings.services.iter();
        let services = services
            .map(|(id, service)| experience.service(id, u64::from(service.typical_s) * 1000))
            .collect();
        let line = self.line().into_iter().map(|ticket| Waiting {
            service: self.index_of(&ticket.service),
            joined_ms: ticket.joined.steady_ms,
            gone: experience.gone(Came::of(ticket)),
            expected_ms: (ticket.presence == Presence::Absent).then(|| expected_ms(ticket)),
        });
        let mut snapshot = Snapshot { now_ms, services, line: line.collect(), desks: self.desks(now_ms) };
        self.open_counters(&mut snapshot);
        snapshot
    }

    /// The counters at which somebody works, or will by their hours.
    fn desks(&self, now_ms: u64) -> Vec<Desk> {
        let state = self.state();
        let known: BTreeSet<CounterId> =
            self.settings().counters.keys().chain(state.counters.keys()).copied().collect();
        let desk = |id: CounterId| {
            let counter = state.counters.get(&id).copied().unwrap_or(CounterState::Closed);
            let since_ms = state.free_since_ms.get(&id).copied().unwrap_or(0);
            let closed_ms = (!counter.open()).then(|| now_ms.saturating_sub(since_ms).cast_signed());
            let breaks = shifts::breaks(&self.shifts_today(id, now_ms), closed_ms)?;
            Some(Desk { breaks, ..state.experience.desk(id, self.skills(id), self.work(id, counter)) })
        };
        known.into_iter().filter(|&id| !self.is_held(id)).filter_map(desk).collect()
    }

    /// When somebody works at a counter today; empty where nobody knows, or knows the time.
    fn shifts_today(&self, counter: CounterId, now_ms: u64) -> Vec<Shift> {
        let calendar = &self.settings().calendar;
        let hours = self.settings().counters.get(&counter).map_or(&[][..], |counter| &counter.hours);
        let now = self.state().clock.believed_wall_ms(now_ms).and_then(DateTime::from_timestamp_millis);
        let Some(now) = now.filter(|_| !hours.is_empty()) else { return Vec::new() };
        let date = calendar.date(now);
        let Some((opens, closes)) = calendar.opening(date) else { return Vec::new() };
        let shift = |hours: &Hours| {
            let (from, until) = calendar.instants(date, *hours);
            let from_ms = (from.max(opens) - now).num_milliseconds();
            // Who is inside when the office closes is served.
            let until_ms = (until < closes).then(|| (until - now).num_milliseconds());
            Shift { from_ms, until_ms }
        };
        hours.iter().filter(|hours| calendar.instants(date, **hours).0 < closes).map(shift).collect()
    }

    /// While nobody has opened a counter that does a service, nor will by its hours, the first that could is taken to open now, for
    /// that: the office has opened, somebody will come.
    fn open_counters(&self, snapshot: &mut Snapshot) {
        let done = snapshot.desks.iter().fold(0, |skills, desk| skills | desk.skills);
        for service in 0..snapshot.services.len() {
            let missing = skill(service) & !done;
            let mut counters = self.settings().counters.keys();
            let able = counters
                .find(|&&id| self.skills(id) & missing != 0 && !self.is_held(id))
                .filter(|_| missing != 0);
            let Some(&id) = able else { continue };
            match snapshot.desks.iter_mut().find(|desk| desk.counter == id) {
                Some(desk) => desk.skills |= missing,
                None => {
                    let work = Work::Idle { since_ms: snapshot.now_ms };
                    snapshot.desks.push(self.state().experience.desk(id, missing, work));
                }
            }
        }
    }

    fn work(&self, id: CounterId, counter: CounterState) -> Work {
        let since_ms = self.state().free_since_ms.get(&id).copied().unwrap_or(self.state().at.steady_ms);
        let ticket = counter.ticket().and_then(|ticket| self.state().tickets.get(&ticket));
        match ticket.map(|ticket| (&ticket.state, &ticket.service)) {
            Some((TicketState::Serving { since_ms, .. } | TicketState::Called { since_ms, .. }, service)) => {
                Work::Busy { service: self.index_of(service), since_ms: *since_ms }
            }
            Some((TicketState::Waiting | TicketState::Parked { .. } | TicketState::Ended, _)) | None => {
                Work::Idle { since_ms }
            }
        }
    }

    fn skills(&self, counter: CounterId) -> Skills {
        let services = self.settings().services.iter().enumerate();
        let done = services.filter(|(_, (service, _))| self.settings().serves(counter, service));
        done.fold(0, |skills, (index, _)| skills | skill(index))
    }

    /// A service that the site does not have any more is as the last one.
    fn index_of(&self, service: &ServiceId) -> usize {
        let services = &self.settings().services;
        services
            .iter()
            .position(|(id, _)| id == service)
            .unwrap_or(services.len().saturating_sub(1))
            .min(SERVICES_MAX - 1)
    }

    fn typical_ms(&self, service: &ServiceId) -> u64 {
        const TYPICAL_S: u32 = 600;
        u64::from(self.settings().service(service).map_or(TYPICAL_S, |settings| settings.typical_s)) * 1000
    }
}

/// How long after joining a person is expected here: when their turn could come early.
pub(in crate::domain) fn expected_ms(ticket: &Ticket) -> u64 {
    ticket.promise.wait().map_or(0, |wait| u64::from(wait.p10_s) * 1000)
}

/// Whoever is on the way keeps a place, and mostly comes.
fn stands_before_others(ticket: &Ticket) -> bool {
    ticket.presence == Presence::Present || !planted(Bug::OnTheWayNotAhead)
}
