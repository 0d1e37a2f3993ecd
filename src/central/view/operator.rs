//! Every branch on one page, for whoever runs the centre.

use super::{Look, local_clock, office_name, shown_ms, utc};
use crate::central::gateway::{date, zone};
use crate::central::mirror::{ConflictKind, Mirror};
use crate::central::requests::Outcome;
use crate::protocol::DayNow;
use serde::Serialize;
use std::collections::BTreeMap;

/// A conflict that was not heard again for so long is over.
const CONFLICT_MS: i64 = 24 * 3_600_000;

/// Everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OperatorView {
    /// That the broker is lost, if so.
    pub broker: Option<String>,
    /// Branches: those with trouble first.
    pub branches: Vec<BranchRow>,
}

/// A branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BranchRow {
    /// Its key.
    pub branch: String,
    /// Its name.
    pub name: String,
    /// Whether it is there, as far as the centre can hear.
    pub live: bool,
    /// The same in words.
    pub line: String,
    /// What must be looked at: conflicts, facts that are missing, faults.
    pub troubles: Vec<String>,
    /// Labels and values.
    pub rows: Vec<Row>,
}

/// A label and its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// "Counters".
    pub label: String,
    /// "1, 2, 5".
    pub value: String,
}

impl Look<'_> {
    /// The operator's page.
    pub fn operator(self) -> OperatorView {
        let requests = self.requests();
        let of = |key| requests.get(key).copied().unwrap_or_default();
        let mut branches: Vec<_> =
            self.gateway.branches().map(|(key, mirror)| self.branch_row(key, mirror, of(key))).collect();
        branches.sort_by_key(|row| (row.live, row.troubles.is_empty(), row.name.clone()));
        let lost = self.gateway.lost_since_ms();
        let zone = self.gateway.branches().next().map_or(chrono_tz::Tz::UTC, |(_, mirror)| zone(mirror));
        let broker = lost.map(|ms| self.say.operator_broker_lost(&local_clock(utc(ms), zone)));
        OperatorView { broker, branches }
    }

    fn branch_row(self, key: &str, mirror: &Mirror, requests: [u32; 4]) -> BranchRow {
        let (say, live) = (self.say, self.is_current(mirror));
        let zone = zone(mirror);
        let last = local_clock(utc(shown_ms(mirror).max(mirror.head().heard_ms)), zone);
        let conflict =
            mirror.head().conflict.filter(|conflict| self.now_ms - conflict.heard_ms < CONFLICT_MS);
        let conflict = conflict.map(|conflict| {
            let device = conflict.device.to_string();
            let (device, time) =
                (&device[device.len().saturating_sub(6)..], local_clock(utc(conflict.heard_ms), zone));
            match conflict.kind {
                ConflictKind::OtherDevice => say.operator_other_device(device, &time),
                ConflictKind::OtherPast => say.operator_other_past(device, &time),
            }
        });
        let state = mirror.picture().map(|picture| &picture.state);
        let behind = mirror.is_behind().then(|| say.operator_behind());
        let faults = state.into_iter().flat_map(|state| state.now.faults.iter().cloned());
        BranchRow {
            branch: key.to_owned(),
            name: office_name(key, mirror, say.language()),
            live,
            line: if live { say.operator_live(&last) } else { say.operator_stale(&last) },
            troubles: conflict.into_iter().chain(behind).chain(faults).collect(),
            rows: self.rows(mirror, requests),
        }
    }

    fn rows(self, mirror: &Mirror, [open, granted, refused, unconfirmed]: [u32; 4]) -> Vec<Row> {
        let say = self.say;
        let mut rows = Vec::new();
        let mut row = |label: String, value: String| rows.push(Row { label, value });
        if let Some(state) = mirror.picture().map(|picture| &picture.state) {
            let day = match state.now.day {
                DayNow::Open { .. } => say.operator_day_open(),
                DayNow::Closed { .. } => say.operator_day_closed(),
            };
            row(say.operator_day(), day);
            for service in &state.now.services {
                let waiting = say.operator_waiting_mixed(service.waiting_present, service.waiting_absent);
                row(super::name(&service.names, say.language()), waiting);
            }
            let counters =
                state.now.counters.iter().filter(|counter| counter.open).map(|open| open.counter.to_string());
            let counters: Vec<_> = counters.collect();
            row(
                say.operator_counters(),
                if counters.is_empty() { say.operator_no_counters() } else { counters.join(", ") },
            );
            let held = state.now.forecasts_held_percent;
            let held =
                held.map_or_else(|| say.operator_not_known(), |percent| say.operator_percent(percent.into()));
            row(say.operator_forecasts(), held);
        }
        row(say.operator_requests(), say.operator_requests_told(open, granted, refused, unconfirmed));
        if let Some(life) = &mirror.head().life {
            row(say.operator_version(), life.version.clone());
        }
        rows
    }

    /// Requests of today by branch and outcome: open, granted, refused, unconfirmed.
    fn requests(self) -> BTreeMap<String, [u32; 4]> {
        let mut counts: BTreeMap<String, [u32; 4]> = BTreeMap::new();
        for asked in self.gateway.requests().all() {
            let mirror = self.gateway.branch(&asked.body.branch);
            if mirror.is_none_or(|mirror| date(mirror, asked.asked_ms) != date(mirror, self.now_ms)) {
                continue;
            }
            let place = match asked.outcome {
                Outcome::Open => 0,
                Outcome::Joined { .. } | Outcome::Done => 1,
                Outcome::Refused { .. } => 2,
                Outcome::Unconfirmed => 3,
            };
            counts.entry(asked.body.branch.clone()).or_default()[place] += 1;
        }
        counts
    }
}
