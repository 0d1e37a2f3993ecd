//! A branch that lives through steps made up by chance, on clocks that people and time servers meddle with.

use super::watch::Watch;
use crate::domain::branch::{Branch, NumbersGiven, State};
use crate::domain::command::Command;
use crate::domain::event::{Entry, Event};
use crate::domain::ids::CodeKey;
use crate::domain::ticket::{Class, TicketState};
use crate::domain::time::{ClockTrust, Moment};
use crate::engine::clock::{Clock, Reading};
use crate::random::Random;
use crate::simulation::commands;
use crate::simulation::site;
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use std::sync::Arc;

/// More rounds than this at one moment would be a rule that feeds itself.
const TICKS_MAX: usize = 64;
/// So many deadlines are met on the way through a stretch of time; after that the daemon has overslept.
const DEADLINES_MAX: usize = 50;

/// What may be wrong with the wall clock.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Clocks {
    /// Unsynchronised as it likes, and wrong then; synchronised and wrong only for less than it takes to be believed.
    Honest,
    /// Synchronised and wrong for as long as it likes.
    Lying,
}

/// A branch and its world.
pub(super) struct Life {
    /// Only normal tickets of people who are here, and nobody is set aside: the line is then the order of joining.
    pub(super) everybody_is_here_and_equal: bool,
    clocks: Clocks,
    branch: Branch,
    start: Branch,
    journal: Vec<Entry>,
    watch: Watch,
    clock: Clock,
    on_since: DateTime<Utc>,
    truth: DateTime<Utc>,
    wall_error: TimeDelta,
    /// When a lie is found out.
    honest_from: Option<DateTime<Utc>>,
    trust: ClockTrust,
}

impl Life {
    /// An office by chance, just started on a Monday morning.
    pub(super) fn new(seed: u64, clocks: Clocks) -> Self {
        let settings = Arc::new(site::office(&mut Random::new(seed)));
        let truth = settings.calendar.zone.with_ymd_and_hms(2026, 11, 23, 8, 55, 0).unwrap().to_utc();
        let state = State::new(1, NumbersGiven::new());
        let branch = Branch::new(Arc::clone(&settings), state);
        let reading = Reading { mono_ms: 0, wall_ms: truth.timestamp_millis(), trust: ClockTrust::Synced };
        let mut life = Self {
            everybody_is_here_and_equal: false,
            clocks,
            start: branch.clone(),
            clock: Clock::resume(branch.state(), reading, None),
            branch,
            journal: Vec::new(),
            watch: Watch::new(settings),
            on_since: truth,
            truth,
            wall_error: TimeDelta::zero(),
            honest_from: None,
            trust: ClockTrust::Synced,
        };
        life.command(Command::Restart { epoch: 1, code_key: CodeKey(1), boot: None });
        life
    }

    /// The branch as it is.
    pub(super) fn branch(&self) -> &Branch {
        &self.branch
    }

    /// The branch before its first event.
    pub(super) fn start(&self) -> &Branch {
        &self.start
    }

    /// The clocks as the branch reads them.
    pub(super) fn now(&mut self) -> Moment {
        let reading = self.reading();
        self.clock.moment(reading)
    }

    /// Time passes, something is changed or asked for, and everything that is due happens.
    pub(super) fn step(&mut self, draw: u64) {
        let random = &mut Random::new(draw);
        self.time_passes(random);
        match random.below(100) {
            0..4 => self.meddle_with_the_clock(random),
            4..6 => self.power_cycle(random),
            _ => self.ask(random),
        }
        self.settle();
    }

    /// Nobody asks for anything any more, and the clock is right: after some days nobody is left of those who came.
    pub(super) fn comes_to_rest(&mut self) {
        self.everybody_is_here_and_equal = false;
        (self.wall_error, self.trust, self.honest_from) = (TimeDelta::zero(), ClockTrust::Synced, None);
        let came = self.branch.state().next_ticket;
        for _ in 0..10 * 24 {
            self.truth += TimeDelta::hours(1);
            self.settle();
        }
        let left = self
            .branch
            .state()
            .tickets
            .values()
            .find(|ticket| ticket.id < came && ticket.state != TicketState::Ended);
        assert_eq!(left, None, "somebody never came to an end");
    }

    /// Everything that has happened.
    pub(super) fn journal(&self) -> &[Entry] {
        &self.journal
    }

    /// The journal from its first event leads to the state that there is.
    pub(super) fn replay(&self) {
        let mut replayed = self.start.clone();
        for entry in &self.journal {
            replayed.apply(entry);
        }
        assert_eq!(replayed.state(), self.branch.state());
    }

    /// The power fails, for a moment or for a night, and the device comes back with or without a clock.
    pub(super) fn power_cycle(&mut self, random: &mut Random) {
        let wall_when_off = self.truth + self.wall_error;
        let disk = serde_json::to_string(self.branch.state()).unwrap();
        let state: State = serde_json::from_str(&disk).unwrap();
        assert_eq!(&state, self.branch.state(), "what is on disk is not what was in memory");
        self.truth += match random.below(4) {
            0 => TimeDelta::hours(some(random, 30)),
            _ => TimeDelta::seconds(some(random, 900)),
        };
        self.on_since = self.truth;
        self.find_out();
        if random.chance(1, 2) {
            self.trust = ClockTrust::Unsynced;
            self.wall_error = wall_when_off - self.truth;
        }
        let epoch = state.epoch + u32::from(random.chance(1, 8));
        self.clock = Clock::resume(&state, self.reading(), None);
        self.branch = Branch::new(Arc::new(self.branch.settings().clone()), state);
        self.command(Command::Restart { epoch, code_key: CodeKey(u128::from(random.bits())), boot: None });
    }

    fn ask(&mut self, random: &mut Random) {
        let mut command = commands::command(&self.branch, random);
        if let Command::Restart { .. } = command {
            return self.power_cycle(random);
        }
        if self.everybody_is_here_and_equal {
            if let Command::Park { .. } | Command::NoShow { .. } | Command::Request { .. } = command {
                return;
            }
            if let Command::TakeTicket { class, .. } = &mut command {
                *class = Class::Normal;
            }
        }
        self.command(command);
    }

    fn time_passes(&mut self, random: &mut Random) {
        let passes = match random.below(50) {
            0 => TimeDelta::hours(some(random, 20)),
            1..4 => TimeDelta::minutes(some(random, 60)),
            _ => TimeDelta::seconds(some(random, 60)),
        };
        let to = self.truth + passes;
        for _ in 0..DEADLINES_MAX {
            let now = self.now();
            let due_ms = i64::try_from(self.branch.next_deadline_ms(now) - now.steady_ms).unwrap();
            if self.truth + TimeDelta::milliseconds(due_ms) >= to {
                break;
            }
            self.truth += TimeDelta::milliseconds(due_ms);
            self.find_out();
            self.settle();
        }
        self.truth = to;
        self.find_out();
        self.settle();
    }

    fn meddle_with_the_clock(&mut self, random: &mut Random) {
        match random.below(4) {
            0 => self.trust = ClockTrust::Unsynced,
            1 => {
                self.trust = ClockTrust::Unsynced;
                self.wall_error = TimeDelta::minutes(some(random, 6000) - 3000);
            }
            2 => {
                (self.trust, self.wall_error, self.honest_from) =
                    (ClockTrust::Synced, TimeDelta::zero(), None);
            }
            _ => {
                self.trust = ClockTrust::Synced;
                self.wall_error = TimeDelta::minutes(some(random, 6000) - 3000);
                let settle = i64::from(self.branch.settings().rules.clock_settle_s);
                let lie = TimeDelta::seconds(some(random, u64::try_from(settle).unwrap() - 60));
                self.honest_from = (self.clocks == Clocks::Honest).then_some(self.truth + lie);
                // The lie begins while the clock is believed: a clock that lies from the first reading is the truth.
                if self.clocks == Clocks::Honest && !self.believed() {
                    (self.wall_error, self.honest_from) = (TimeDelta::zero(), None);
                }
            }
        }
    }

    fn believed(&mut self) -> bool {
        let now = self.now();
        self.branch.clock_trusted(now)
    }

    fn find_out(&mut self) {
        if self.honest_from.is_some_and(|from| from <= self.truth) {
            (self.wall_error, self.honest_from) = (TimeDelta::zero(), None);
        }
    }

    fn settle(&mut self) {
        for _ in 0..TICKS_MAX {
            if self.command(Command::Tick) == 0 {
                return;
            }
        }
        panic!("what is due never ends");
    }

    /// How many events a command led to.
    fn command(&mut self, command: Command) -> usize {
        let now = self.now();
        let events = self.branch.decide(now, command).unwrap_or_default();
        let count = events.len();
        for event in events {
            self.apply(now, event);
        }
        count
    }

    fn apply(&mut self, at: Moment, event: Event) {
        let entry = Entry { at, event };
        self.branch.apply(&entry);
        let honest = self.clocks == Clocks::Honest;
        let zone = self.branch.settings().calendar.zone;
        let true_date = honest.then(|| self.truth.with_timezone(&zone).date_naive());
        if let Err(broken) = self.watch.after(&entry, &self.branch, true_date) {
            let before = self.journal.iter().rev().take(40).rev();
            let story: Vec<String> = before.chain([&entry]).map(|entry| format!("{entry:?}")).collect();
            panic!("{broken}, true time {}, after\n{}", self.truth, story.join("\n"));
        }
        self.journal.push(entry);
    }

    fn reading(&self) -> Reading {
        Reading {
            mono_ms: u64::try_from((self.truth - self.on_since).num_milliseconds()).unwrap(),
            wall_ms: (self.truth + self.wall_error).timestamp_millis(),
            trust: self.trust,
        }
    }
}

fn some(random: &mut Random, limit: u64) -> i64 {
    i64::try_from(random.below(limit)).unwrap()
}
