//! Nobody gains by being late, by leaving and coming again, or by taking two numbers.
//!
//! A case is an office, what the others do, and two ways of one person through the same day. The others do the same in both
//! worlds: they join, leave, come back, and are called by whichever clerk is free. What counts is the step at which the person is called.

use crate::domain::branch::{Branch, NumbersGiven, State};
use crate::domain::command::Command;
use crate::domain::discipline;
use crate::domain::event::{Entry, Event};
use crate::domain::ids::{CounterId, LinkId, ServiceId, TicketId, TicketNumber};
use crate::domain::ticket::{Class, Language, Origin, Presence, Promise, TicketState};
use crate::domain::time::{ClockTrust, Moment};
use crate::random::Random;
use crate::simulation::site;
use chrono::TimeZone;
use proptest::prelude::*;
use proptest::test_runner::{TestCaseResult, TestError, TestRunner};
use std::collections::BTreeMap;
use std::sync::Arc;

const STEPS: std::ops::Range<usize> = 2..80;
/// Between two steps, at most; the day is long enough for all of them.
const STEP_MS: u64 = 120_000;
/// After the last step everybody is called; nobody waits for longer than so many rounds.
const ROUNDS_MAX: usize = 200;

/// What the person does.
#[derive(Debug, Clone, Copy)]
enum Deed {
    /// Takes a number here.
    Takes(Class),
    /// Joins from elsewhere.
    Joins,
    /// Is here.
    ChecksIn,
    /// Leaves the line and takes a number again, if not called yet.
    TakesAgain(Class),
}

/// What the others do.
#[derive(Clone, Copy)]
enum Others {
    /// They are here, and stay where they joined until they are called or leave. Some have priority.
    InOrder,
    /// Some are not here when their turn comes and come back after it, and some let others go first. Any clerk serves everybody,
    /// and nobody has ever been passed often enough: else it makes a difference to the others when one person comes.
    InAndOut,
}

struct World {
    branch: Branch,
    now: Moment,
    others: BTreeMap<usize, TicketId>,
    own: Vec<TicketId>,
    is_called: bool,
}

impl World {
    fn new(office: u64, others: Others) -> Self {
        let mut settings = site::office(&mut Random::new(office));
        if matches!(others, Others::InAndOut) {
            settings.rules.setbacks_max = u8::MAX;
            let all: Vec<ServiceId> = settings.services.iter().map(|(service, _)| service.clone()).collect();
            settings.counters.values_mut().for_each(|counter| counter.services.clone_from(&all));
        }
        let opens = settings.calendar.zone.with_ymd_and_hms(2026, 11, 23, 9, 0, 0).unwrap();
        let state = State::new(1, NumbersGiven::new());
        let wall_ms = opens.timestamp_millis();
        let now = Moment { steady_ms: state.at.steady_ms, wall_ms, trust: ClockTrust::Synced };
        let counters: Vec<CounterId> = settings.counters.keys().copied().collect();
        let branch = Branch::new(Arc::new(settings), state);
        let mut world = Self { branch, now, others: BTreeMap::new(), own: Vec::new(), is_called: false };
        world.passes(0);
        world.tell(Command::OpenDay);
        counters.into_iter().for_each(|counter| world.tell(Command::OpenCounter { counter }));
        world
    }

    /// A refusal is an answer, too.
    fn tell(&mut self, command: Command) {
        for event in self.branch.decide(self.now, command).unwrap_or_default() {
            self.apply(event);
        }
    }

    fn apply(&mut self, event: Event) {
        if let Event::Called { ticket, .. } = event {
            self.is_called |= self.own.contains(&ticket);
        }
        self.branch.apply(&Entry { at: self.now, event });
        self.branch.check_invariants().expect("whatever happens");
    }

    fn passes(&mut self, ms: u64) {
        self.now.steady_ms += ms;
        self.now.wall_ms += ms.cast_signed();
        for _ in 0..8 {
            self.tell(Command::Tick);
        }
    }

    fn takes(&mut self, service: usize, class: Class, presence: Presence) -> TicketId {
        let settings = self.branch.settings();
        let (service, known) = settings.services[service % settings.services.len()].clone();
        let (ticket, now_ms) = (self.branch.state().next_ticket, self.now.steady_ms);
        let rivals = self.branch.rivals(&service);
        let place =
            discipline::place_of_joining(&self.branch.line(), class, now_ms, &settings.rules, &rivals);
        let given = self.branch.state().given.values().next_back().and_then(|day| day.get(&known.series));
        self.apply(Event::TicketTaken {
            ticket,
            number: TicketNumber { series: known.series, count: given.copied().unwrap_or(0) + 1 },
            service,
            origin: Origin::WalkIn,
            class,
            language: Language::Lv,
            link: LinkId(ticket.0.into()),
            presence,
            kiosk: None,
            clock_trusted: true,
            promise: Promise { ahead: 0, forecast: None },
            place,
        });
        ticket
    }

    fn leaves(&mut self, ticket: TicketId) -> bool {
        let waiting = self.branch.state().tickets.get(&ticket);
        let waiting = waiting.filter(|ticket| ticket.state == TicketState::Waiting);
        let Some(number) = waiting.map(|ticket| ticket.number) else { return false };
        self.tell(Command::Cancel { number });
        true
    }

    /// Whoever is called comes and is served.
    fn calls(&mut self, counter: CounterId) {
        self.tell(Command::CallNext { counter });
        self.tell(Command::Start { counter });
        self.tell(Command::Finish { counter });
    }

    fn own(&mut self, service: usize, deed: Deed) {
        match deed {
            Deed::Takes(class) => {
                let ticket = self.takes(service, class, Presence::Present);
                self.own.push(ticket);
            }
            Deed::Joins => {
                let ticket = self.takes(service, Class::Normal, Presence::Absent);
                self.own.push(ticket);
            }
            Deed::ChecksIn => {
                let tickets = &self.branch.state().tickets;
                let number = self.own.iter().find_map(|ticket| tickets.get(ticket)).map(|own| own.number);
                if let Some(number) = number {
                    self.tell(Command::CheckIn { number });
                }
            }
            Deed::TakesAgain(class) => {
                if self.own.clone().into_iter().any(|ticket| self.leaves(ticket)) {
                    self.own(service, Deed::Takes(class));
                }
            }
        }
    }

    /// Back after the turn has passed.
    fn comes_back(&mut self, ticket: TicketId) {
        let ticket = self.branch.state().tickets.get(&ticket);
        let parked = ticket.filter(|ticket| matches!(ticket.state, TicketState::Parked { .. }));
        if let Some(number) = parked.map(|ticket| ticket.number) {
            self.tell(Command::CheckIn { number });
        }
    }

    fn lets_others_go_first(&mut self, ticket: TicketId) {
        let Some(own) = self.branch.state().tickets.get(&ticket) else { return };
        let rivals = self.branch.rivals(&own.service);
        if let Some(place) = discipline::place_of_step_back(&self.branch.line(), ticket, 2, &rivals) {
            self.apply(Event::SteppedBack { ticket, place });
        }
    }

    fn step(&mut self, step: usize, draw: u64, others: Others) {
        let random = &mut Random::new(draw);
        self.passes(random.below(STEP_MS));
        let counters: Vec<CounterId> = self.branch.settings().counters.keys().copied().collect();
        let counter = counters[random.index(counters.len())];
        // Whoever comes back late meets a long line, or it would not matter when.
        let weights = match others {
            Others::InOrder => [5, 0, 1, 4, 0, 0],
            Others::InAndOut => [5, 3, 1, 4, 4, 1],
        };
        let deed = random.weighted(&weights);
        let other = self.others.get(&random.index(STEPS.end)).copied();
        match (deed, other) {
            (0, _) => {
                let class = if random.chance(1, 4) { Class::Priority } else { Class::Normal };
                let ticket = self.takes(random.index(16), class, Presence::Present);
                self.others.insert(step, ticket);
            }
            (1, _) => {
                let ticket = self.takes(random.index(16), Class::Normal, Presence::Absent);
                self.others.insert(step, ticket);
            }
            (2, Some(other)) => drop(self.leaves(other)),
            (3, _) => self.calls(counter),
            (4, _) => {
                let others: Vec<TicketId> = self.others.values().copied().collect();
                let back = others.into_iter().filter(|_| random.chance(1, 2));
                back.for_each(|other| self.comes_back(other));
            }
            (_, Some(other)) => self.lets_others_go_first(other),
            (_, None) => {}
        }
    }
}

/// The step at which the person is called whose deeds these are, by the steps before which they happen.
fn called_in_step(office: u64, draws: &[u64], others: Others, deeds: &[(usize, Deed)]) -> usize {
    let mut world = World::new(office, others);
    let service = usize::try_from(office % 16).expect("below 16");
    for (step, &draw) in draws.iter().enumerate() {
        for (_, deed) in deeds.iter().filter(|(at, _)| *at == step) {
            world.own(service, *deed);
        }
        world.step(step, draw, others);
        if world.is_called {
            return step;
        }
    }
    let counters: Vec<CounterId> = world.branch.settings().counters.keys().copied().collect();
    for round in 0..ROUNDS_MAX {
        counters.iter().for_each(|&counter| world.calls(counter));
        if world.is_called {
            return draws.len() + round;
        }
    }
    usize::MAX
}

/// An office, what others do, and two moments, the earlier one first.
type Case = (u64, Vec<u64>, usize, usize);

fn cases() -> impl Strategy<Value = Case> {
    let draws = proptest::collection::vec(any::<u64>(), STEPS);
    (any::<u64>(), draws, any::<prop::sample::Index>(), any::<prop::sample::Index>()).prop_map(
        |(office, draws, one, other)| {
            let (one, other) = (one.index(draws.len()), other.index(draws.len()));
            (office, draws, one.min(other), one.max(other))
        },
    )
}

/// Whoever lives like this is called no later than whoever lives like that.
fn no_later(case: &Case, others: Others, this: &[(usize, Deed)], that: &[(usize, Deed)]) -> TestCaseResult {
    let (office, draws, ..) = case;
    let called = |deeds| called_in_step(*office, draws, others, deeds);
    let (one, other) = (called(this), called(that));
    prop_assert!(one <= other, "{:?} is called in step {}, and {:?} in step {}", this, one, that, other);
    Ok(())
}

fn each_class(check: impl Fn(Class) -> TestCaseResult) -> TestCaseResult {
    check(Class::Normal)?;
    check(Class::Priority)
}

/// Whoever lives like this is called no later than whoever lives like that, whatever the others do.
fn never_later(case: &Case, this: &[(usize, Deed)], that: &[(usize, Deed)]) -> TestCaseResult {
    no_later(case, Others::InOrder, this, that)?;
    no_later(case, Others::InAndOut, this, that)
}

fn joining_earlier(case: &Case) -> TestCaseResult {
    let &(_, _, early, late) = case;
    each_class(|class| {
        let takes = |at| [(at, Deed::Takes(class))];
        never_later(case, &takes(early), &takes(late))
    })
}

fn staying(case: &Case) -> TestCaseResult {
    let &(_, _, early, late) = case;
    each_class(|class| {
        let again = [(early, Deed::Takes(class)), (late, Deed::TakesAgain(class))];
        never_later(case, &again[..1], &again)
    })
}

fn one_ticket(case: &Case) -> TestCaseResult {
    let &(_, _, early, late) = case;
    each_class(|class| {
        let two = [(early, Deed::Takes(class)), (late, Deed::Takes(class))];
        never_later(case, &two[..1], &two)
    })
}

fn checking_in_earlier(case: &Case) -> TestCaseResult {
    let &(_, _, early, late) = case;
    let here = |at| [(0, Deed::Joins), (at, Deed::ChecksIn)];
    never_later(case, &here(early), &here(late))
}

/// A property with the name that tests have for it.
type Property = (&'static str, fn(&Case) -> TestCaseResult);

const PROPERTIES: [Property; 4] = [
    ("joining earlier is never worse", joining_earlier),
    ("leaving and joining again is never better", staying),
    ("two tickets are never better than one", one_ticket),
    ("checking in later is never better", checking_in_earlier),
];

fn check((_, property): Property, config: &ProptestConfig) -> Result<(), TestError<Case>> {
    TestRunner::new(ProptestConfig { failure_persistence: None, ..config.clone() })
        .run(&cases(), |case| property(&case))
}

#[test]
fn nobody_gains_by_unfair_ways() {
    for property in PROPERTIES {
        check(property, &ProptestConfig::default()).unwrap_or_else(|error| panic!("{}: {error}", property.0));
    }
}

/// Cases in which a mistake has to be found.
#[cfg(feature = "planted-bugs")]
const HUNT_CASES: u32 = 4_000;

/// Each property has a mistake that it finds.
#[cfg(feature = "planted-bugs")]
#[test]
fn a_discipline_that_is_unfair_is_found() {
    use crate::domain::planted::{Bug, plant};
    let [joins, stays, one_ticket, checks_in] = PROPERTIES;
    let hunts = [
        (joins, Bug::NewestPassesLast),
        (stays, Bug::NewestPassesLast),
        (one_ticket, Bug::NewestPassesLast),
        (checks_in, Bug::LatenessPays),
        (checks_in, Bug::LastBackFirst),
    ];
    for (property, bug) in hunts {
        plant(Some(bug));
        let config = ProptestConfig { max_shrink_iters: 0, ..ProptestConfig::with_cases(HUNT_CASES) };
        let found = check(property, &config);
        plant(None);
        assert!(found.is_err(), "{bug:?} is not found by: {}", property.0);
    }
}
