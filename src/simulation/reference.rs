//! The line as somebody with a pencil would keep it.
//!
//! **Model.** One list of people, written down from what happened, in the words of the design and not of `discipline`:
//! whoever enters starts at the back and goes forward one person at a time for as long as that is allowed. The place that
//! an event carries is never read. [`Reference::learn`] complains when somebody is called who is not next, or is sent home
//! within their hold, and [`Reference::agrees_on_next`] when a clerk would call somebody else, or nobody.
//!
//! **Deliberately not here.** Who may join, numbers, slips, and how long anything takes.

use crate::domain::branch::Branch;
use crate::domain::command::Command;
use crate::domain::counter::CounterState;
use crate::domain::event::{Entry, Event, ExpireReason};
use crate::domain::ids::{CounterId, ServiceId, TicketId};
use crate::domain::settings::{Rules, Settings};
use crate::domain::ticket::{Class, Presence};
use crate::domain::time::{Boot, ClockTrust, Moment};
use std::sync::Arc;

/// The list, and everybody who is at a counter or set aside.
#[derive(Debug, Clone)]
pub struct Reference {
    settings: Arc<Settings>,
    line: Vec<Person>,
    away: Vec<Person>,
    /// Steady time of a restart after which nobody knows yet how long the machine was off.
    restarted_ms: Option<u64>,
    boot: Option<Boot>,
}

/// Somebody with a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Which ticket.
    pub ticket: TicketId,
    /// What they wait for.
    pub service: ServiceId,
    /// Whether they are here.
    pub here: bool,
    /// How often somebody with credit went before them.
    pub passed_by_credit: u8,
    /// How often somebody who came back went before them.
    pub passed_by_returns: u8,
    class: Class,
    /// Whether they stand somewhere else than joining has put them.
    out_of_order: bool,
    joined_ms: u64,
    /// When they were set aside last.
    aside_ms: u64,
    /// How long they were told then that their number is kept.
    hold_ms: u64,
}

impl Reference {
    /// Nobody is there yet.
    pub fn new(settings: Arc<Settings>) -> Self {
        Self { settings, line: Vec::new(), away: Vec::new(), restarted_ms: None, boot: None }
    }

    /// The same people under other settings.
    pub fn change_site(&mut self, settings: Arc<Settings>) {
        self.settings = settings;
    }

    /// Everybody who waits, in the order in which they will be called.
    pub fn line(&self) -> &[Person] {
        &self.line
    }

    /// How many stand before this ticket and wait for the same clerks.
    pub fn ahead_of(&self, ticket: TicketId) -> Option<usize> {
        let place = self.line.iter().position(|person| person.ticket == ticket)?;
        let own = &self.line[place].service;
        Some(self.line[..place].iter().filter(|other| self.same_clerks(&other.service, own)).count())
    }

    /// Writes down what happened.
    ///
    /// # Errors
    /// When somebody else should have been called.
    pub fn learn(&mut self, entry: &Entry) -> Result<(), String> {
        let now_ms = entry.at.steady_ms;
        match &entry.event {
            Event::Restarted { boot, .. } => {
                // A machine that was on has counted on.
                let was_on = boot.is_some() && *boot == self.boot;
                self.boot = *boot;
                if !was_on && entry.at.trust == ClockTrust::Unsynced {
                    self.restarted_ms = self.restarted_ms.or(Some(now_ms));
                }
            }
            Event::ClockChanged { trust, missed_ms, .. } => {
                self.is_longer_ago(self.restarted_ms.unwrap_or(now_ms), *missed_ms);
                if *trust == ClockTrust::Synced {
                    self.restarted_ms = None;
                }
            }

            Event::TicketTaken { ticket, service, class, presence, .. } => self.joins(Person {
                ticket: *ticket,
                service: service.clone(),
                here: *presence == Presence::Present,
                passed_by_credit: 0,
                passed_by_returns: 0,
                class: *class,
                out_of_order: false,
                joined_ms: now_ms,
                aside_ms: 0,
                hold_ms: 0,
            }),
            Event::Called { ticket, counter, .. } => {
                self.next_is(*ticket, *counter)?;
                let person = self.leaves_line(*ticket)?;
                self.away.push(person);
            }
            Event::ServiceStarted { ticket, .. } => {
                let person = self.leaves_line(*ticket).or_else(|_| self.comes_back(*ticket))?;
                self.away.push(person);
            }
            Event::Parked { ticket, until_ms, .. } => {
                let person = self.leaves_line(*ticket).or_else(|_| self.comes_back(*ticket))?;
                let hold_ms = until_ms.saturating_sub(now_ms);
                self.away.push(Person { aside_ms: now_ms, hold_ms, ..person });
            }
            Event::Expired { ticket, reason: ExpireReason::HoldEnded } => {
                let person = self.comes_back(*ticket)?;
                if now_ms < person.aside_ms + person.hold_ms {
                    return Err(format!("{person:?} was sent home at {now_ms}, within the hold"));
                }
            }
            Event::CheckedIn { ticket, .. } => {
                if let Some(person) = self.line.iter_mut().find(|person| person.ticket == *ticket) {
                    person.here = true;
                } else {
                    let person = self.comes_back(*ticket)?;
                    self.returns(Person { here: true, ..person }, now_ms);
                }
            }
            Event::SteppedBack { ticket, .. } => self.lets_others_go_first(*ticket)?,
            Event::Transferred { ticket, service, .. } => {
                let person = self.comes_back(*ticket)?;
                self.is_passed_on(Person { service: service.clone(), ..person });
            }

            Event::ServiceFinished { ticket, .. }
            | Event::NoShow { ticket, .. }
            | Event::Cancelled { ticket, .. }
            | Event::Expired { ticket, reason: ExpireReason::DayClosed } => {
                self.leaves_line(*ticket).or_else(|_| self.comes_back(*ticket))?;
            }

            Event::StorageChanged { .. }
            | Event::ConfigurationChanged { .. }
            | Event::PartRestarted { .. }
            | Event::TimeStated { .. }
            | Event::CounterHeld { .. }
            | Event::CounterReleased { .. }
            | Event::RequestAnswered { .. }
            | Event::DayOpened { .. }
            | Event::DayClosed { .. }
            | Event::PressBounced { .. }
            | Event::ButtonStuck { .. }
            | Event::ButtonFreed { .. }
            | Event::KeyBounced { .. }
            | Event::KeyStuck { .. }
            | Event::KeyFreed { .. }
            | Event::PrinterChanged { .. }
            | Event::SlipSent { .. }
            | Event::SlipPrinted { .. }
            | Event::SlipFailed { .. }
            | Event::SlipUncertain { .. }
            | Event::SlipReserved { .. }
            | Event::CounterOpened { .. }
            | Event::CounterClosed { .. }
            | Event::Recalled { .. }
            | Event::CallShown { .. }
            | Event::RollChanged { .. }
            | Event::TestPaperSent { .. }
            | Event::PowerCycleConfirmed { .. } => {}
        }
        Ok(())
    }

    /// A clerk who is ready gets the first who is here and can be served there, and nobody only when there is none or the
    /// counter is held.
    ///
    /// # Errors
    /// When the branch would do something else.
    pub fn agrees_on_next(&self, branch: &Branch, now: Moment) -> Result<(), String> {
        for (&counter, state) in &branch.state().counters {
            let is_ready = matches!(state, CounterState::Free | CounterState::Serving { .. });
            if !is_ready || !self.settings.counters.contains_key(&counter) {
                continue;
            }
            let able = |person: &&Person| person.here && self.settings.serves(counter, &person.service);
            let is_held = branch.is_held(counter);
            let expected = self.line.iter().filter(|_| !is_held).find(able).map(|person| person.ticket);
            let events = branch.decide(now, Command::CallNext { counter }).unwrap_or_default();
            let called =
                |event: &Event| if let Event::Called { ticket, .. } = event { Some(*ticket) } else { None };
            let called = events.iter().find_map(called);
            if called != expected {
                return Err(format!("counter {counter} would call {called:?}, and {expected:?} is next"));
            }
        }
        Ok(())
    }

    /// By join time, less a small credit for a priority class.
    fn joins(&mut self, person: Person) {
        let credit_ms = u64::from(self.rules().priority_credit_s) * 1000;
        let is_rival = |other: &Person| self.same_clerks(&other.service, &person.service);
        let may_pass = |other: &Person| {
            let in_credit = other.class == Class::Normal && other.joined_ms + credit_ms > person.joined_ms;
            let within_bounds = other.passed_by_credit < self.rules().slips_max;
            !is_rival(other) || ((other.out_of_order || in_credit) && within_bounds)
        };
        let (mut place, mut ahead) = (self.line.len(), self.line.len());
        while person.class == Class::Priority && ahead > 0 && may_pass(&self.line[ahead - 1]) {
            ahead -= 1;
            // Nobody passes only those who stand out of order, or wait for others.
            let is_reason = !self.line[ahead].out_of_order && is_rival(&self.line[ahead]);
            place = if is_reason { ahead } else { place };
        }
        self.enters(place, person, |passed| passed.passed_by_credit += 1);
    }

    /// Within the grace behind one who is here, within the hold behind three; nobody who is here is passed too often.
    /// Only those count as before them who wait for the same clerks and stand where they joined; the others are not overtaken
    /// by the last step.
    fn returns(&mut self, person: Person, now_ms: u64) {
        let grace_ms = u64::from(self.rules().grace_s) * 1000;
        let in_grace = now_ms <= person.aside_ms + grace_ms;
        let behind = if in_grace { 1 } else { self.rules().late_behind as usize };
        let rivals = |others: &[Person]| {
            others
                .iter()
                .filter(|other| other.here && !other.out_of_order && other.class == Class::Normal)
                .filter(|other| self.same_clerks(&other.service, &person.service))
                .count()
        };
        let mut place = self.line.len();
        while place > 0 {
            let before = &self.line[place - 1];
            let is_rival = self.same_clerks(&before.service, &person.service);
            let passed_enough =
                is_rival && before.here && before.passed_by_returns >= self.rules().setbacks_max;
            if passed_enough || rivals(&self.line[..place - 1]) < behind {
                break;
            }
            place -= 1;
        }
        while self.line.get(place).is_some_and(|other| other.out_of_order) {
            place += 1;
        }
        let person = Person { out_of_order: true, ..person };
        self.enters(place, person, |passed| passed.passed_by_returns += u8::from(passed.here));
    }

    /// Counts those who are passed, if it matters to them.
    fn enters(&mut self, place: usize, person: Person, is_passed: impl Fn(&mut Person)) {
        let settings = Arc::clone(&self.settings);
        let behind = self.line[place..].iter_mut();
        behind.filter(|other| same_clerks(&settings, &other.service, &person.service)).for_each(is_passed);
        self.line.insert(place, person);
    }

    /// One after the other goes first, until enough of those who wait for the same clerks have.
    fn lets_others_go_first(&mut self, ticket: TicketId) -> Result<(), String> {
        let (mut place, person) = self.leaves_line_at(ticket)?;
        let mut left = self.settings.remote.as_ref().map_or(0, |rules| rules.step_back_behind);
        let mut next = place;
        while left > 0 && next < self.line.len() {
            next += 1;
            if self.same_clerks(&self.line[next - 1].service, &person.service) {
                (place, left) = (next, left - 1);
            }
        }
        self.line.insert(place, Person { out_of_order: true, ..person });
        Ok(())
    }

    /// Who is passed on to another service stands before everybody who joined later, up to the first who did not. Only those
    /// count who are where they joined.
    fn is_passed_on(&mut self, person: Person) {
        let (mut place, mut ahead) = (self.line.len(), self.line.len());
        while ahead > 0 && (self.line[ahead - 1].out_of_order || self.line[ahead - 1].ticket > person.ticket)
        {
            ahead -= 1;
            place = if self.line[ahead].ticket > person.ticket { ahead } else { place };
        }
        self.line.insert(place, Person { out_of_order: true, ..person });
    }

    /// Next is the first who is here and whom this counter can serve; whoever stood before them is not in the way.
    fn next_is(&self, ticket: TicketId, counter: CounterId) -> Result<(), String> {
        let able = self.line.iter().find(|person| self.settings.serves(counter, &person.service));
        match able {
            Some(person) if person.ticket == ticket && person.here => Ok(()),
            other => Err(format!("counter {counter} called ticket {ticket}, but {other:?} is first")),
        }
    }

    fn leaves_line(&mut self, ticket: TicketId) -> Result<Person, String> {
        self.leaves_line_at(ticket).map(|(_, person)| person)
    }

    fn leaves_line_at(&mut self, ticket: TicketId) -> Result<(usize, Person), String> {
        let place = self.line.iter().position(|person| person.ticket == ticket);
        place
            .map(|place| (place, self.line.remove(place)))
            .ok_or_else(|| format!("ticket {ticket} is not in the line"))
    }

    fn comes_back(&mut self, ticket: TicketId) -> Result<Person, String> {
        let place = self.away.iter().position(|person| person.ticket == ticket);
        place.map(|place| self.away.remove(place)).ok_or_else(|| format!("ticket {ticket} is not known"))
    }

    fn is_longer_ago(&mut self, restarted_ms: u64, missed_ms: u64) {
        for person in self.line.iter_mut().chain(&mut self.away) {
            for ms in [&mut person.joined_ms, &mut person.aside_ms] {
                *ms -= if *ms < restarted_ms { missed_ms.min(*ms) } else { 0 };
            }
        }
    }

    fn same_clerks(&self, one: &ServiceId, other: &ServiceId) -> bool {
        same_clerks(&self.settings, one, other)
    }

    fn rules(&self) -> &Rules {
        &self.settings.rules
    }
}

fn same_clerks(settings: &Settings, one: &ServiceId, other: &ServiceId) -> bool {
    let mut counters = settings.counters.values();
    one == other || counters.any(|counter| counter.services.contains(one) && counter.services.contains(other))
}
