//! An office whose past is played: who waits, who works, and what each newcomer is told.
//!
//! **Model.** Visits become moments: somebody joins, is called, is done, or leaves. They are played in the order of time.
//! A log does not say which counters were open, nor what they could do: a counter is taken to be at work while it serves
//! and for ten minutes after, and to do what it has been seen doing. Who stands where follows the rule of the offices that wrote
//! the logs, not ours: the order of joining, less a head start that has no bound. (Who may be called from that line is
//! the discipline's choice here, too.)
//!
//! **Invariants.** What a person is told rests on nothing that happens later. Among moments of the same time, what ends comes
//! first, and who joins and is called at once is told nothing of that.

use super::log::Log;
use super::rivals::Rivals;
use super::visit::{Ending, Visit};
use crate::domain::forecast::{
    Came, Experience, Forecast, SERVICES_MAX, Skills, Snapshot, Waiting, Work, skill,
};
use crate::domain::ids::{CounterId, ServiceId};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A counter that has done nothing for so long is not at work.
const AT_WORK_MS: u64 = 600_000;
/// What a counter has been seen doing fades with each service; below this share of one service it is forgotten.
const SKILL_KEPT: f64 = 0.98;
const SKILL_LEAST: f64 = 0.3;
/// What a service usually takes, before any was seen: logs have no site that says it.
const TYPICAL_MS: u64 = 300_000;

/// What one person was told when they joined.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Told {
    /// By us; `None` when no counter was known to do the service yet.
    pub(super) ours: Option<Forecast>,
    /// What we would have said then, if somebody came to work at once. It is written and neither scored nor learned from.
    pub(super) if_somebody_came: Option<Forecast>,
    /// By the others, in the order of [`super::rivals::NAMES`], in milliseconds.
    pub(super) rivals: [f64; super::rivals::NAMES.len()],
}

/// What happens to a visit; in the order in which things of the same time happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Moment {
    Done,
    Leaves,
    Called,
    Joins,
    /// The same for those who do not wait at all.
    LeavesAtOnce,
    CalledAtOnce,
    DoneAtOnce,
}

#[derive(Debug, Clone, Default)]
struct Counter {
    serves: Option<usize>,
    since_ms: u64,
    /// When it was seen last today.
    seen_ms: Option<u64>,
    skills: BTreeMap<usize, f64>,
}

/// The office while its past is played.
struct Office<'a> {
    log: &'a Log,
    credit_ms: u64,
    services: Vec<ServiceId>,
    experience: Experience,
    counters: Vec<Counter>,
    /// Who waits, by the places of their visits, in the order of their ranks.
    line: Vec<usize>,
    rivals: Rivals,
    told: Vec<Option<Told>>,
}

/// Plays a log; gives what each of its visits was told.
pub(super) fn play(log: &Log, credit_ms: u64) -> Vec<Told> {
    let mut office = Office {
        log,
        credit_ms,
        services: log.services.iter().map(|key| ServiceId::new(key)).collect(),
        experience: Experience::default(),
        counters: vec![Counter::default(); log.counters.len()],
        line: Vec::new(),
        rivals: Rivals::default(),
        told: vec![None; log.visits.len()],
    };
    let mut day = None;
    for (date, at_ms, moment, visit) in moments(log) {
        if day != Some(date) {
            day = Some(date);
            office.day_begins();
        }
        office.happens(at_ms, moment, visit);
    }
    office.told.into_iter().flatten().collect()
}

fn moments(log: &Log) -> Vec<(NaiveDate, u64, Moment, usize)> {
    let mut moments = Vec::with_capacity(3 * log.visits.len());
    for (index, visit) in log.visits.iter().enumerate() {
        let mut at = |ms, moment| moments.push((visit.day, ms, moment, index));
        at(visit.joined_ms, Moment::Joins);
        match visit.ending {
            Ending::Served { called_ms, finished_ms, .. } => {
                at(
                    called_ms,
                    if called_ms > visit.joined_ms { Moment::Called } else { Moment::CalledAtOnce },
                );
                at(finished_ms, if finished_ms > called_ms { Moment::Done } else { Moment::DoneAtOnce });
            }
            Ending::Left { left_ms } => {
                at(left_ms, if left_ms > visit.joined_ms { Moment::Leaves } else { Moment::LeavesAtOnce });
            }
        }
    }
    moments.sort();
    moments
}

impl Office<'_> {
    fn visit(&self, index: usize) -> &Visit {
        &self.log.visits[index]
    }

    /// Logs end their days by themselves: nobody waits overnight.
    fn day_begins(&mut self) {
        self.experience.day_begins();
        self.rivals.day_begins();
        self.line.clear();
        for counter in &mut self.counters {
            (counter.serves, counter.seen_ms) = (None, None);
        }
    }

    fn happens(&mut self, now_ms: u64, moment: Moment, index: usize) {
        match moment {
            Moment::Joins => self.joins(now_ms, index),
            Moment::Called | Moment::CalledAtOnce => self.called(now_ms, index),
            Moment::Done | Moment::DoneAtOnce => self.done(now_ms, index),
            Moment::Leaves | Moment::LeavesAtOnce => {
                self.line.retain(|&waiting| waiting != index);
                self.experience.learn_gone(Came::Here, true);
                self.rivals.left(now_ms - self.visit(index).joined_ms);
            }
        }
    }

    fn rank_ms(&self, index: usize) -> i128 {
        let visit = self.visit(index);
        i128::from(visit.joined_ms) - if visit.priority { i128::from(self.credit_ms) } else { 0 }
    }

    fn joins(&mut self, now_ms: u64, index: usize) {
        let rank_ms = self.rank_ms(index);
        let behind = self.line.partition_point(|&waiting| self.rank_ms(waiting) <= rank_ms);
        let longest_ms = self.line.iter().map(|&waiting| now_ms - self.visit(waiting).joined_ms).max();
        let busy = self.counters.iter().filter(|counter| counter.serves.is_some()).count();
        let rivals = self.rivals.tell(now_ms, self.line.len(), longest_ms.unwrap_or(0), busy);
        self.line.insert(behind, index);
        let services: Vec<&ServiceId> = self.services.iter().collect();
        let mut snapshot = self.snapshot(now_ms);
        let ours = self.experience.forecasts(&snapshot, &services).of_line[behind];
        let if_somebody_came = ours.is_none().then(|| {
            let skills = skill(self.visit(index).service.min(SERVICES_MAX - 1));
            let work = Work::Idle { since_ms: now_ms };
            snapshot.desks.push(self.experience.desk(counter_id(self.counters.len()), skills, work));
            self.experience.forecasts(&snapshot, &services).of_line[behind]
        });
        self.told[index] = Some(Told { ours, if_somebody_came: if_somebody_came.flatten(), rivals });
    }

    fn snapshot(&self, now_ms: u64) -> Snapshot {
        let gone = self.experience.gone(Came::Here);
        let line = self.line.iter().map(|&index| {
            let visit = self.visit(index);
            Waiting::here(visit.service.min(SERVICES_MAX - 1), visit.joined_ms, gone)
        });
        let at_work = self.counters.iter().enumerate().filter_map(|(number, counter)| {
            let work = match (counter.serves, counter.seen_ms) {
                (Some(service), _) => Work::Busy { service, since_ms: counter.since_ms },
                (None, Some(seen_ms)) if now_ms < seen_ms + AT_WORK_MS => Work::Idle { since_ms: seen_ms },
                (None, _) => return None,
            };
            Some(self.experience.desk(counter_id(number), counter.skills(), work))
        });
        Snapshot {
            now_ms,
            services: self.services.iter().map(|id| self.experience.service(id, TYPICAL_MS)).collect(),
            line: line.collect(),
            desks: at_work.collect(),
        }
    }

    fn called(&mut self, now_ms: u64, index: usize) {
        self.line.retain(|&waiting| waiting != index);
        let Visit { service, joined_ms, ref ending, .. } = self.log.visits[index];
        let &Ending::Served { counter, .. } = ending else { return };
        let wait_ms = now_ms - joined_ms;
        if let Some(Told { ours: Some(told), .. }) = &self.told[index] {
            self.experience.learn_wait(&self.services[service], told, wait_ms);
        }
        self.experience.learn_gone(Came::Here, false);
        self.rivals.called(now_ms, wait_ms);
        let seen = &mut self.counters[counter];
        if let (Some(seen_ms), None) = (seen.seen_ms, seen.serves)
            && wait_ms > 0
            && now_ms < seen_ms + AT_WORK_MS
        {
            self.experience.learn_gap(now_ms - seen_ms.max(joined_ms));
        }
        seen.begins(service, now_ms);
    }

    fn done(&mut self, now_ms: u64, index: usize) {
        let Visit { service, ref ending, .. } = self.log.visits[index];
        let &Ending::Served { called_ms, counter, .. } = ending else { return };
        let seen = &mut self.counters[counter];
        (seen.serves, seen.seen_ms) = (None, Some(now_ms));
        self.experience.learn_service(counter_id(counter), &self.services[service], now_ms - called_ms);
        self.rivals.done(now_ms - called_ms);
    }
}

impl Counter {
    fn begins(&mut self, service: usize, now_ms: u64) {
        for weight in self.skills.values_mut() {
            *weight *= SKILL_KEPT;
        }
        *self.skills.entry(service).or_default() += 1.0;
        (self.serves, self.since_ms, self.seen_ms) = (Some(service), now_ms, Some(now_ms));
    }

    fn skills(&self) -> Skills {
        let kept = self.skills.iter().filter(|(_, weight)| **weight >= SKILL_LEAST);
        kept.fold(0, |skills, (&service, _)| skills | skill(service))
    }
}

/// Logs have names where branches have numbers; beyond the numbers, counters share one.
fn counter_id(number: usize) -> CounterId {
    CounterId(u8::try_from(number).unwrap_or(u8::MAX))
}
