//! A day as its people live it: they join, set out, come, check in, are called and served, or not.

use super::office::{CLOSES_MIN, KIOSK, OPENS_MIN, SERVICES, office};
use super::people::Person;
use super::policy::Policy;
use crate::domain::branch::{Branch, NumbersGiven, State};
use crate::domain::command::{Command, SlipOutcome};
use crate::domain::counter::CounterState;
use crate::domain::event::{Entry, Event, ParkReason, PrintEvidence};
use crate::domain::forecast::set_out_in_s;
use crate::domain::ids::{CodeKey, CounterId, LinkId, PersonToken, RequestId, ServiceId, TicketId};
use crate::domain::kiosk::PrinterState;
use crate::domain::remote::{Request, Wish};
use crate::domain::settings::RemotePresence;
use crate::domain::ticket::{Class, Language};
use crate::domain::time::{ClockTrust, Moment};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;

const MINUTE_MS: u64 = 60_000;
const DAY_MS: u64 = 24 * 60 * MINUTE_MS;
/// The first day is a Monday: 2026-11-23.
const FIRST_DAY_MS: u64 = 20_780 * DAY_MS;
/// From a call to the counter.
const WALK_MS: u64 = 25_000;
/// So long a clerk waits before calling again, and before giving up.
const PATIENCE_MS: u64 = 60_000;

/// What somebody lived through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Life {
    /// Whether they joined by phone.
    pub(super) by_phone: bool,
    /// When they got their number.
    pub(super) joined_ms: Option<u64>,
    /// When they were there.
    pub(super) came_ms: Option<u64>,
    /// When they were called and came to the counter.
    pub(super) called_ms: Option<u64>,
    /// Whether their turn had passed before they came.
    pub(super) late: bool,
    /// Whether they had waited to be told to set out, and set out when they were.
    pub(super) followed_notice: bool,
    /// How often somebody who came back went before them.
    pub(super) setbacks: u8,
    /// Whether they were there and got no number.
    pub(super) refused: bool,
}

/// Something that happens, in the order of time and then of this list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Happening {
    Wants(usize),
    SetsOut(usize),
    Comes(usize),
    /// Somebody who was called is at the counter.
    AtCounter(CounterId),
    /// Nobody came to the counter for a while.
    NobodyCame(CounterId),
    Served(CounterId),
    /// Forecasts are looked at.
    Minute,
}

/// One branch through all days of a study.
pub(super) struct Days {
    branch: Branch,
    margin_s: u32,
    everybody_comes: bool,
    assumed: bool,
    requests: u128,
}

struct Day<'a> {
    days: &'a mut Days,
    now_ms: u64,
    people: Vec<Person>,
    lives: Vec<Life>,
    /// Who waits at home to be told.
    at_home: Vec<usize>,
    by_ticket: BTreeMap<TicketId, usize>,
    tickets: BTreeMap<usize, (TicketId, LinkId)>,
    to_come: BinaryHeap<Reverse<(u64, Happening)>>,
}

impl Days {
    /// An office that opens for the first time.
    pub(super) fn new(policy: &Policy, seed: u64) -> Self {
        let settings = Arc::new(office(policy));
        let mut days = Self {
            branch: Branch::new(settings, State::new(1, NumbersGiven::new())),
            margin_s: policy.margin_s,
            everybody_comes: policy.everybody_comes,
            assumed: policy.remote.presence == RemotePresence::Assumed,
            requests: u128::from(seed) << 64,
        };
        days.command(FIRST_DAY_MS, Command::Restart { epoch: 1, code_key: CodeKey(0), boot: None });
        days.command(FIRST_DAY_MS, Command::ReportPrinter { kiosk: KIOSK, printer: PrinterState::Ready });
        days
    }

    /// Lets these people live through a day.
    pub(super) fn live(&mut self, day: u32, people: Vec<Person>) -> Vec<Life> {
        let midnight_ms = FIRST_DAY_MS + u64::from(day) * DAY_MS;
        let lives = people.iter().map(|person| Life {
            by_phone: person.by_phone,
            joined_ms: None,
            came_ms: None,
            called_ms: None,
            late: false,
            followed_notice: false,
            setbacks: 0,
            refused: false,
        });
        let lives = lives.collect();
        let mut day = Day {
            days: self,
            now_ms: midnight_ms,
            people,
            lives,
            at_home: Vec::new(),
            by_ticket: BTreeMap::new(),
            tickets: BTreeMap::new(),
            to_come: BinaryHeap::new(),
        };
        day.play(midnight_ms);
        day.lives
    }

    fn at(&self, ms: u64) -> Moment {
        Moment {
            steady_ms: self.branch.state().at.steady_ms.max(ms),
            wall_ms: ms.cast_signed(),
            trust: ClockTrust::Synced,
        }
    }

    /// What a command led to; nothing when it was refused.
    fn command(&mut self, ms: u64, command: Command) -> Vec<Event> {
        let mut done = Vec::new();
        for command in [Command::Tick, command, Command::Tick] {
            loop {
                let at = self.at(ms);
                let events = self.branch.decide(at, command.clone()).unwrap_or_default();
                for event in &events {
                    self.branch.apply(&Entry { at, event: event.clone() });
                }
                let again = command == Command::Tick && !events.is_empty();
                done.extend(events);
                if !again {
                    break;
                }
            }
        }
        done
    }
}

impl Day<'_> {
    fn play(&mut self, midnight_ms: u64) {
        for index in 0..self.people.len() {
            self.later(midnight_ms + self.people[index].wants_ms, Happening::Wants(index));
        }
        for minute in OPENS_MIN..CLOSES_MIN + 240 {
            self.later(midnight_ms + u64::from(minute) * MINUTE_MS, Happening::Minute);
        }
        while let Some(Reverse((ms, happening))) = self.to_come.pop() {
            self.now_ms = ms;
            self.happens(happening);
        }
        let counters: Vec<CounterId> = self.days.branch.settings().counters.keys().copied().collect();
        for counter in counters {
            self.command(Command::CloseCounter { counter });
        }
        self.command(Command::CloseDay);
    }

    fn later(&mut self, ms: u64, happening: Happening) {
        self.to_come.push(Reverse((ms, happening)));
    }

    fn happens(&mut self, happening: Happening) {
        match happening {
            Happening::Wants(index) => self.wants(index),
            Happening::SetsOut(index) => {
                let travel_ms = self.people[index].travel_ms;
                self.later(self.now_ms + travel_ms, Happening::Comes(index));
            }
            Happening::Comes(index) => self.comes(index),
            Happening::AtCounter(counter) => self.at_counter(counter),
            Happening::NobodyCame(counter) => self.nobody_came(counter),
            Happening::Served(counter) => {
                self.command(Command::Finish { counter });
            }
            Happening::Minute => self.tells_to_set_out(),
        }
        self.clerks_call();
    }

    fn wants(&mut self, index: usize) {
        let person = self.people[index];
        if !person.by_phone {
            return self.takes_paper(index);
        }
        if self.days.everybody_comes {
            if person.comes {
                self.later(self.now_ms, Happening::SetsOut(index));
            }
            return;
        }
        self.days.requests += 1;
        let (id, link) = (RequestId(self.days.requests), LinkId(self.days.requests));
        let wish = Wish::Join {
            service: ServiceId::new(SERVICES[person.service].0),
            language: Language::Lv,
            link,
            person: PersonToken(self.days.requests),
        };
        let not_after_ms = self.now_ms.cast_signed() + 60_000;
        let events = self.command(Command::Request { request: Request { id, not_after_ms, wish } });
        match taken(&events) {
            Some(ticket) => {
                self.has_ticket(index, ticket, link);
                self.at_home.push(index);
            }
            // Whoever gets no number by phone goes to the office.
            None if person.comes => self.later(self.now_ms, Happening::SetsOut(index)),
            None => {}
        }
    }

    fn takes_paper(&mut self, index: usize) {
        let person = self.people[index];
        self.days.requests += 1;
        let link = LinkId(self.days.requests);
        let command = Command::TakeTicket {
            kiosk: KIOSK,
            service: ServiceId::new(SERVICES[person.service].0),
            class: Class::Normal,
            language: Language::Lv,
            link,
        };
        let events = self.command(command);
        let Some(ticket) = taken(&events) else {
            self.lives[index].refused = true;
            return;
        };
        if let Some(Event::SlipSent { job, .. }) = events.iter().find(|e| matches!(e, Event::SlipSent { .. }))
        {
            let outcome = SlipOutcome::Printed(PrintEvidence::JobEcho);
            self.command(Command::ReportSlip { kiosk: KIOSK, job: *job, outcome });
        }
        self.has_ticket(index, ticket, link);
        self.lives[index].came_ms = Some(self.now_ms);
    }

    fn has_ticket(&mut self, index: usize, ticket: TicketId, link: LinkId) {
        self.lives[index].joined_ms = Some(self.now_ms);
        self.by_ticket.insert(ticket, index);
        self.tickets.insert(index, (ticket, link));
    }

    /// Phones look at their forecast; whoever has to set out does so, or a little later.
    fn tells_to_set_out(&mut self) {
        if self.at_home.is_empty() {
            return;
        }
        let branch = &self.days.branch;
        let forecasts = branch.forecasts(branch.state().at.steady_ms.max(self.now_ms)).of_line;
        let wait_s: BTreeMap<TicketId, u32> = branch
            .state()
            .line
            .iter()
            .zip(forecasts)
            .map(|(&ticket, forecast)| (ticket, forecast.map_or(0, |forecast| forecast.wait.p10_s)))
            .collect();
        let (people, lives, tickets) = (&self.people, &mut self.lives, &self.tickets);
        let (margin_s, now_ms) = (self.days.margin_s, self.now_ms);
        let mut set_out = Vec::new();
        self.at_home.retain(|&index| {
            let person = people[index];
            let p10_s = tickets.get(&index).and_then(|(ticket, _)| wait_s.get(ticket)).copied().unwrap_or(0);
            if set_out_in_s(p10_s, person.travel_told_s, margin_s) > 0 {
                return true;
            }
            let waited = lives[index].joined_ms.is_some_and(|joined_ms| now_ms > joined_ms + MINUTE_MS);
            lives[index].followed_notice = waited && person.dawdles_ms == 0;
            if person.comes {
                set_out.push((now_ms + person.dawdles_ms, index));
            }
            false
        });
        for (ms, index) in set_out {
            self.later(ms, Happening::SetsOut(index));
        }
    }

    fn comes(&mut self, index: usize) {
        let Some(&(_, link)) = self.tickets.get(&index) else {
            return self.takes_paper(index);
        };
        let events = self.command(Command::ShowTicket { link });
        let life = &mut self.lives[index];
        life.came_ms = Some(self.now_ms);
        if self.days.assumed {
            // Nobody checks in; whoever was called without being there is late.
            return;
        }
        let expired = events.is_empty();
        if expired {
            // The number has expired: only a new one helps.
            life.late = true;
            self.tickets.remove(&index);
            self.takes_paper(index);
        }
    }

    /// Every counter is opened in the morning, and calls whenever it has nobody.
    fn clerks_call(&mut self) {
        if self.days.branch.state().day.is_none() {
            self.command(Command::Tick);
            if self.days.branch.state().day.is_none() {
                return;
            }
        }
        let counters: Vec<(CounterId, CounterState)> =
            self.days.branch.state().counters.iter().map(|(&id, &state)| (id, state)).collect();
        for (counter, state) in counters {
            match state {
                CounterState::Closed => {
                    self.command(Command::OpenCounter { counter });
                }
                CounterState::Free => self.calls(counter),
                CounterState::Calling { .. } | CounterState::Serving { .. } => {}
            }
        }
    }

    fn calls(&mut self, counter: CounterId) {
        let events = self.command(Command::CallNext { counter });
        for event in &events {
            if let Event::Parked { ticket, reason: ParkReason::TurnPassed, .. } = event
                && let Some(&index) = self.by_ticket.get(ticket)
            {
                self.lives[index].late = true;
            }
            if let Event::Called { ticket, .. } = event {
                self.is_called(counter, *ticket);
            }
        }
    }

    fn is_called(&mut self, counter: CounterId, ticket: TicketId) {
        let Some(&index) = self.by_ticket.get(&ticket) else { return };
        if let Some(call) = self.days.branch.state().calls.last().map(|call| call.id) {
            self.command(Command::ReportCallShown { call });
        }
        let stays = self.people[index].comes && self.lives[index].came_ms.is_some();
        self.later(
            self.now_ms + if stays { WALK_MS } else { PATIENCE_MS },
            match stays {
                true => Happening::AtCounter(counter),
                false => Happening::NobodyCame(counter),
            },
        );
    }

    fn at_counter(&mut self, counter: CounterId) {
        let state = self.days.branch.state();
        let Some(ticket) = state.counters.get(&counter).and_then(|counter| counter.ticket()) else { return };
        let setbacks = state.tickets.get(&ticket).map_or(0, |ticket| ticket.setbacks);
        let Some(&index) = self.by_ticket.get(&ticket) else { return };
        self.lives[index].called_ms = Some(self.now_ms - WALK_MS);
        self.lives[index].setbacks = setbacks;
        self.command(Command::Start { counter });
        self.later(self.now_ms + self.people[index].service_ms, Happening::Served(counter));
    }

    fn nobody_came(&mut self, counter: CounterId) {
        let ticket = self.days.branch.state().counters.get(&counter).and_then(|counter| counter.ticket());
        let index = ticket.and_then(|ticket| self.by_ticket.get(&ticket)).copied();
        if let Some(index) = index {
            if self.lives[index].came_ms.is_some() && self.people[index].comes {
                // They came while they were called.
                return self.at_counter(counter);
            }
            self.lives[index].late = true;
        }
        if !self.command(Command::Recall { counter }).is_empty() {
            self.command(Command::NoShow { counter });
        }
    }

    fn command(&mut self, command: Command) -> Vec<Event> {
        self.days.command(self.now_ms, command)
    }
}

fn taken(events: &[Event]) -> Option<TicketId> {
    events
        .iter()
        .find_map(|event| if let Event::TicketTaken { ticket, .. } = event { Some(*ticket) } else { None })
}
