//! From the events of a day to its figures.

use super::figures::{CameBy, End, Group, Hour, Report, SetAside, Times, Wait, seconds};
use crate::domain::event::{Entry, Event, ParkReason};
use crate::domain::ids::{CounterId, ServiceId, TicketId};
use crate::domain::ticket::{Class, Origin, WaitRange};
use crate::domain::time::ClockTrust;
use crate::replay::{Case, DayClock, JournalReader, Replay, score};
use chrono::Timelike;
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// Hears the events of a service day, from its opening on.
pub struct Day {
    zone: Tz,
    clock: Option<DayClock>,
    clock_trusted: bool,
    opened_ms: u64,
    until_ms: u64,
    is_over: bool,
    people: BTreeMap<TicketId, Person>,
    all: Group,
    came_by: BTreeMap<CameBy, Group>,
    services: BTreeMap<ServiceId, Group>,
    counters: BTreeMap<CounterId, Times>,
    hours: BTreeMap<u32, Hour>,
    set_aside: SetAside,
    waits: Vec<(u64, u64)>,
    cases: Vec<Case>,
    log: JournalReader,
}

/// Somebody who is in the branch, or on the way.
struct Person {
    came_by: CameBy,
    service: ServiceId,
    joined_ms: u64,
    /// What they were told, as long as it says something about their wait.
    told: Option<WaitRange>,
    /// Whether the next call ends a wait: not if they were called before, or away at their turn.
    waits: bool,
    counter: Option<CounterId>,
    aside: Option<ParkReason>,
}

impl Day {
    /// Nothing has happened yet, in an office in this zone.
    pub fn new(zone: Tz) -> Self {
        Self {
            zone,
            clock: None,
            clock_trusted: false,
            opened_ms: 0,
            until_ms: 0,
            is_over: false,
            people: BTreeMap::new(),
            all: Group::default(),
            came_by: BTreeMap::new(),
            services: BTreeMap::new(),
            counters: BTreeMap::new(),
            hours: BTreeMap::new(),
            set_aside: SetAside::default(),
            waits: Vec::new(),
            cases: Vec::new(),
            log: JournalReader::default(),
        }
    }

    /// Hears what happened next. What comes before the opening is of another day.
    pub fn hear(&mut self, entry: &Entry) {
        let Entry { at, event } = entry;
        if let Event::DayOpened { date, .. } = event {
            self.is_over = false;
            if self.clock.is_none() {
                let clock = DayClock::new(*date, *at);
                (self.clock, self.opened_ms) = (Some(clock), clock.ms(*at));
                self.clock_trusted = at.trust == ClockTrust::Synced;
            }
        }
        if let (Event::ClockChanged { missed_ms, .. }, Some(clock)) = (event, &mut self.clock) {
            clock.missed(*missed_ms);
        }
        let Some(clock) = self.clock else { return };
        self.log.hear(entry);
        let now_ms = clock.ms(*at).max(self.until_ms);
        match event {
            Event::TicketTaken { ticket, service, origin, class, promise, .. } => {
                let came_by = match (origin, class) {
                    (Origin::Remote(_), _) => CameBy::Phone,
                    (Origin::WalkIn, Class::Normal) => CameBy::WalkIn,
                    (Origin::WalkIn, Class::Priority) => CameBy::Priority,
                };
                self.joins(now_ms, *ticket, came_by, service.clone(), promise.wait());
                self.all.ends.came += 1;
                self.came_by.entry(came_by).or_default().ends.came += 1;
                self.hour(now_ms).came += 1;
            }
            Event::Called { ticket, counter, .. } => self.called(now_ms, *ticket, *counter),
            Event::ServiceStarted { ticket, counter } => {
                if let Some(person) = self.people.get_mut(ticket) {
                    person.counter = Some(*counter);
                }
            }
            Event::ServiceFinished { ticket, service_ms, .. } => {
                self.hour(now_ms).served += 1;
                self.served(*ticket, *service_ms);
                self.ends(*ticket, End::Served);
            }
            Event::Transferred { ticket, service, .. } => self.passed_on(now_ms, *ticket, service),
            Event::Parked { ticket, reason, .. } => self.parked(now_ms, *ticket, *reason),
            Event::CheckedIn { ticket, place: Some(_) } => {
                self.set_aside.came_back += 1;
                if let Some(person) = self.people.get_mut(ticket) {
                    person.aside = None;
                }
            }
            Event::SteppedBack { ticket, .. } => {
                if let Some(person) = self.people.get_mut(ticket) {
                    person.told = None;
                }
            }
            Event::NoShow { ticket, .. } => {
                self.hour(now_ms).no_shows += 1;
                self.ends(*ticket, End::DidNotCome);
            }
            Event::Cancelled { ticket, reason } => self.ends(*ticket, End::of_cancel(*reason)),
            Event::Expired { ticket, reason } => {
                let aside = self.people.get(ticket).and_then(|person| person.aside);
                self.ends(*ticket, End::of_expiry(*reason, aside));
            }
            Event::DayClosed { .. } => self.is_over = true,
            Event::CheckedIn { place: None, .. }
            | Event::Restarted { .. }
            | Event::ClockChanged { .. }
            | Event::TimeStated { .. }
            | Event::CounterHeld { .. }
            | Event::CounterReleased { .. }
            | Event::StorageChanged { .. }
            | Event::ConfigurationChanged { .. }
            | Event::PartRestarted { .. }
            | Event::DayOpened { .. }
            | Event::RequestAnswered { .. }
            | Event::PressBounced { .. }
            | Event::ButtonStuck { .. }
            | Event::ButtonFreed { .. }
            | Event::KeyBounced { .. }
            | Event::KeyStuck { .. }
            | Event::KeyFreed { .. }
            | Event::PrinterChanged { .. }
            | Event::RollChanged { .. }
            | Event::TestPaperSent { .. }
            | Event::PowerCycleConfirmed { .. }
            | Event::SlipSent { .. }
            | Event::SlipPrinted { .. }
            | Event::SlipFailed { .. }
            | Event::SlipUncertain { .. }
            | Event::SlipReserved { .. }
            | Event::CounterOpened { .. }
            | Event::CounterClosed { .. }
            | Event::Recalled { .. }
            | Event::CallShown { .. } => {}
        }
        // A night after the day is not of it.
        if !self.is_over || matches!(event, Event::DayClosed { .. } | Event::ServiceFinished { .. }) {
            self.until_ms = now_ms;
        }
    }

    /// The figures so far; `None` when no day was opened. With priority one moves up by `credit_s` in what is played anew.
    pub fn report(self, credit_s: u32) -> Option<Report> {
        let clock = self.clock?;
        let log = self.log.log();
        let played_anew = Replay::of(&log, credit_s).report(clock.date).scores;
        let mut waits = self.waits;
        waits.sort_unstable();
        let wait = |(joined_ms, ms)| Wait { joined: clock.utc(joined_ms), waited_s: seconds(ms) };
        Some(Report {
            date: clock.date,
            opened: clock.utc(self.opened_ms),
            clock_trusted: self.clock_trusted,
            until: clock.utc(self.until_ms),
            is_over: self.is_over,
            all: self.all,
            came_by: self.came_by,
            services: self.services,
            counters: self.counters,
            hours: self.hours,
            set_aside: self.set_aside,
            waits: waits.into_iter().map(wait).collect(),
            told: score(&self.cases),
            told_people: self.cases.len(),
            played_anew,
            log,
        })
    }

    fn joins(
        &mut self,
        now_ms: u64,
        ticket: TicketId,
        came_by: CameBy,
        service: ServiceId,
        told: Option<WaitRange>,
    ) {
        self.services.entry(service.clone()).or_default().ends.came += 1;
        let (waits, counter, aside) = (true, None, None);
        self.people
            .insert(ticket, Person { came_by, service, joined_ms: now_ms, told, waits, counter, aside });
    }

    fn called(&mut self, now_ms: u64, ticket: TicketId, counter: CounterId) {
        let (Some(person), Some(clock)) = (self.people.get_mut(&ticket), self.clock) else { return };
        if !std::mem::replace(&mut person.waits, false) {
            return;
        }
        let (came_by, service, told) = (person.came_by, person.service.clone(), person.told.take());
        let joined_ms = person.joined_ms;
        let waited_ms = now_ms - joined_ms;
        self.all.times.wait.add(waited_ms);
        self.came_by.entry(came_by).or_default().times.wait.add(waited_ms);
        self.services.entry(service).or_default().times.wait.add(waited_ms);
        self.counters.entry(counter).or_default().wait.add(waited_ms);
        self.waits.push((joined_ms, waited_ms));
        let hour = self.hour(now_ms);
        hour.wait.add(waited_ms);
        // Who was called at once was told nothing that could hold or not.
        if let Some(told) = told.filter(|_| waited_ms > 0) {
            let case = Case::of(clock.date, told, seconds(waited_ms));
            hour.told += 1;
            hour.held += u32::from(case.held());
            self.cases.push(case);
        }
    }

    fn served(&mut self, ticket: TicketId, service_ms: u64) {
        let Some(person) = self.people.get(&ticket) else { return };
        self.all.times.service.add(service_ms);
        self.came_by.entry(person.came_by).or_default().times.service.add(service_ms);
        self.services.entry(person.service.clone()).or_default().times.service.add(service_ms);
        if let Some(counter) = person.counter {
            self.counters.entry(counter).or_default().service.add(service_ms);
        }
    }

    fn parked(&mut self, now_ms: u64, ticket: TicketId, reason: ParkReason) {
        *match reason {
            ParkReason::NoShow => &mut self.set_aside.no_show,
            ParkReason::TurnPassed => &mut self.set_aside.turn_passed,
            ParkReason::Clerk => &mut self.set_aside.clerk,
        } += 1;
        if reason == ParkReason::NoShow {
            self.hour(now_ms).no_shows += 1;
        }
        if let Some(person) = self.people.get_mut(&ticket) {
            (person.waits, person.told, person.aside) = (false, None, Some(reason));
        }
    }

    fn passed_on(&mut self, now_ms: u64, ticket: TicketId, service: &ServiceId) {
        let Some(person) = self.people.remove(&ticket) else { return };
        self.services.entry(person.service).or_default().ends.ended(End::PassedOn);
        self.joins(now_ms, ticket, person.came_by, service.clone(), None);
    }

    fn ends(&mut self, ticket: TicketId, end: End) {
        let Some(person) = self.people.remove(&ticket) else { return };
        self.all.ends.ended(end);
        self.came_by.entry(person.came_by).or_default().ends.ended(end);
        self.services.entry(person.service).or_default().ends.ended(end);
    }

    fn hour(&mut self, now_ms: u64) -> &mut Hour {
        let hour = self.clock.map_or(0, |clock| clock.utc(now_ms).with_timezone(&self.zone).hour());
        self.hours.entry(hour).or_default()
    }
}
