//! Offices to choose from, and the services of one.

use super::{Look, after, local_clock, name, office_name, range, refused};
use crate::central::gateway::zone;
use crate::central::mirror::Mirror;
use crate::protocol::{DayNow, Refused, ServiceNow, State, Wait};
use crate::wording::times::clock_range;
use serde::Serialize;

/// All offices: those first where the wait is short, then those that are closed, then those that cannot be reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfficesView {
    /// In this order.
    pub offices: Vec<OfficeRow>,
}

/// An office in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfficeRow {
    /// Its key.
    pub branch: String,
    /// Its name.
    pub name: String,
    /// Until when, when again, or that it cannot be reached.
    pub line: String,
    /// The longest wait of its services, or a dash.
    pub wait: String,
    /// How many wait; of when that is, if it is not now.
    pub waiting: String,
    /// Whether it cannot be reached.
    pub offline: bool,
    /// Whether numbers are given to phones.
    pub gives: bool,
}

/// An office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfficeView {
    /// Its key.
    pub branch: String,
    /// Its name.
    pub name: String,
    /// Until when, or when again.
    pub line: String,
    /// How many counters are open, while the office is.
    pub counters: Option<String>,
    /// Of when this is; nothing while it is current.
    pub as_of: Option<String>,
    /// Its services.
    pub services: Vec<ServiceRow>,
}

/// A service of an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServiceRow {
    /// Its key.
    pub service: String,
    /// Its name.
    pub name: String,
    /// How many wait for it.
    pub waiting: String,
    /// Label of the turn.
    pub turn_label: String,
    /// When the turn would come.
    pub turn: Option<String>,
    /// Whether numbers are given for it now.
    pub gives: bool,
    /// Why not, where the office's line does not say it already.
    pub refused: Option<String>,
}

impl Look<'_> {
    /// The offices. One that has not told its name and services is not there yet.
    pub fn offices(self) -> OfficesView {
        let known = self.gateway.branches().filter_map(|(key, mirror)| {
            let state = &mirror.picture()?.state;
            let row = self.office_row(key, mirror, state);
            let wait_s = longest(state).map_or(u32::MAX, |wait| wait.p50_s);
            Some(((row.offline, !row.gives, wait_s, waiting(state), row.name.clone()), row))
        });
        let mut known: Vec<_> = known.collect();
        known.sort_by(|(one, _), (other, _)| one.cmp(other));
        OfficesView { offices: known.into_iter().map(|(_, row)| row).collect() }
    }

    /// An office.
    pub fn office(self, key: &str) -> Option<OfficeView> {
        let mirror = self.gateway.branch(key)?;
        let state = &mirror.picture()?.state;
        let open = state.now.counters.iter().filter(|counter| counter.open).count();
        let is_open = matches!(state.now.day, DayNow::Open { .. });
        Some(OfficeView {
            branch: key.to_owned(),
            name: office_name(key, mirror, self.say.language()),
            line: self.hours(mirror, state),
            counters: is_open.then(|| self.say.phone_counters(u32::try_from(open).unwrap_or(u32::MAX))),
            as_of: self.as_of(mirror),
            services: state.now.services.iter().map(|service| self.service(mirror, state, service)).collect(),
        })
    }

    fn office_row(self, key: &str, mirror: &Mirror, state: &State) -> OfficeRow {
        let stale = self.stale(mirror);
        let offline = stale.is_some();
        let is_open = matches!(state.now.day, DayNow::Open { .. });
        let gives = state.now.services.iter().any(|service| service.refused.is_none());
        let wait = longest(state).filter(|_| gives && !offline).map(|wait| self.say.wait(range(wait)));
        OfficeRow {
            branch: key.to_owned(),
            name: office_name(key, mirror, self.say.language()),
            line: if offline { self.say.phone_offline() } else { self.hours(mirror, state) },
            wait: wait.unwrap_or_else(|| "—".to_owned()),
            waiting: match stale {
                Some(time) => self.say.follow_as_of(&time),
                None if is_open => self.say.phone_in_line(waiting(state)),
                None => String::new(),
            },
            offline,
            gives,
        }
    }

    /// "until 18:00", "Open tomorrow from 8:30."
    fn hours(self, mirror: &Mirror, state: &State) -> String {
        let local = self.local(mirror);
        match (&state.now.day, refused_for_all(state)) {
            (_, Some(why)) => refused::words(self.say, &why, local),
            (DayNow::Open { closes: Some(closes), .. }, _) if local.now.is_some() => {
                self.say.phone_until(&local_clock(*closes, local.zone))
            }
            (DayNow::Open { .. } | DayNow::Closed { .. }, None) => String::new(),
        }
    }

    fn service(self, mirror: &Mirror, state: &State, service: &ServiceNow) -> ServiceRow {
        let zone = zone(mirror);
        let turn = service.wait.filter(|_| service.refused.is_none()).map(range);
        let turn = turn.map(|wait| match self.local(mirror).now {
            Some(_) if wait.p90_s > 0 => (self.say.slip_turn_at(), clock_range(after(state, 0), zone, wait)),
            _ => (self.say.slip_turn_in(), self.say.wait(wait)),
        });
        let (turn_label, turn) = turn.map_or((String::new(), None), |(label, turn)| (label, Some(turn)));
        let said = refused_for_all(state);
        let refused = service.refused.as_ref().filter(|why| Some(*why) != said.as_ref());
        let refused = refused.map(|why| refused::words(self.say, why, self.local(mirror)));
        ServiceRow {
            service: service.service.to_string(),
            name: name(&service.names, self.say.language()),
            waiting: self.say.phone_in_line(service.waiting_present.saturating_add(service.waiting_absent)),
            turn_label,
            turn,
            gives: service.refused.is_none(),
            refused,
        }
    }
}

/// Why there are no numbers, where that is the same for all services.
fn refused_for_all(state: &State) -> Option<Refused> {
    if let DayNow::Closed { opens } = state.now.day {
        return Some(Refused::Closed { opens });
    }
    let mut reasons = state.now.services.iter().map(|service| service.refused.as_ref());
    let first = reasons.next()??;
    reasons.all(|other| other == Some(first)).then(|| first.clone())
}

fn waiting(state: &State) -> u32 {
    state
        .now
        .services
        .iter()
        .map(|service| service.waiting_present.saturating_add(service.waiting_absent))
        .fold(0, u32::saturating_add)
}

/// The longest wait of the services that give numbers: whatever somebody chooses, it is not longer.
fn longest(state: &State) -> Option<Wait> {
    let given = state.now.services.iter().filter(|service| service.refused.is_none());
    given.filter_map(|service| service.wait).max_by_key(|wait| wait.p90_s)
}
