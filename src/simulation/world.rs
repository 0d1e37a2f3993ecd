//! The world: one office, its disk, its clocks, its devices and its people, all decided by one seed.
//!
//! **Model.** The world moves in steps. Each step is somebody's or something's doing; then everything that follows from
//! it at this moment happens ([`World::settle`]): devices act, the engine takes its turn, answers are delivered. What is
//! lost with the power is in [`Powered`]; everything else outlives it. A power cut is a [`Stop`] that unwinds to the step,
//! from any storage operation ([`SimulatedDisk::crash_at`]) or from before and after any effect ([`World::point`]).
//!
//! **Invariant.** The same seed gives the same run, with or without a trace.

use super::centre::Centre;
use super::clocks::Clocks;
use super::contacts::{Contacts, Presses};
use super::disk::SimulatedDisk;
use super::kiosk::{KioskHardware, KioskShell};
use super::ledger::{Ledger, same};
use super::phones::Phones;
use super::power::rows;
use super::promise::{Broken, Promise, ensure};
use super::temper::Temper;
use super::trace::Trace;
use super::witness::Witness;
use crate::domain::branch::Branch;
use crate::domain::command::{Answer, Command};
use crate::domain::event::{Configured, Event, Part};
use crate::domain::ids::{CounterId, KioskId, RequestId};
use crate::domain::remote::{RequestAnswer, Wish};
use crate::domain::settings::Settings;
use crate::domain::ticket::{Ticket, TicketState};
use crate::domain::time::Moment;
use crate::engine::clock::Clock;
use crate::engine::turn::{COMMANDS_MAX, Outcome};
use crate::engine::{Engine, EngineError};
use crate::journal::{Options, Recorded};
use crate::link::outbox::Outbox;
use crate::random::Random;
use crate::scene::hall_schedule::HallSchedule;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Rounds at one moment; more would be devices and branch that keep each other busy.
const ROUNDS_MAX: usize = 500;

/// The hall's shell gives a report that was refused again after so long.
const HALL_AGAIN_MS: u64 = 10_000;

/// Everything.
pub(super) struct World {
    pub(super) random: Random,
    pub(super) temper: Temper,
    pub(super) clocks: Clocks,
    pub(super) disk: SimulatedDisk,
    /// What the disk was when somebody last took a backup.
    pub(super) backup: Option<SimulatedDisk>,
    pub(super) settings: Arc<Settings>,
    pub(super) kiosks: BTreeMap<KioskId, KioskHardware>,
    pub(super) keypads: BTreeMap<CounterId, Contacts>,
    pub(super) on: Option<Powered>,
    pub(super) off: Off,
    pub(super) ledger: Option<Ledger>,
    pub(super) witness: Witness,
    pub(super) phones: Phones,
    pub(super) centre: Centre,
    pub(super) trace: Trace,
    /// The power fails after so many more effects.
    pub(super) fuse: Option<u32>,
    pub(super) options: Options,
    pub(super) restarts: u64,
    /// The card has lost something at some time.
    pub(super) ever_damaged: bool,
    /// The card has spoiled the database, and it was not set aside since.
    pub(super) sleeping_damage: bool,
    /// Nothing tells which numbers were given: the daemon has refused to start, rightly.
    pub(super) over: bool,
    /// The disk has as much room as anybody can want.
    pub(super) roomy: bool,
}

/// What a power cut takes away.
pub(super) struct Powered {
    pub(super) engine: Engine,
    /// What everybody but the engine sees.
    pub(super) committed: Arc<RwLock<Branch>>,
    pub(super) clock: Clock,
    pub(super) outbox: Outbox,
    pub(super) hall: HallSchedule,
    pub(super) kiosks: BTreeMap<KioskId, KioskShell>,
    pub(super) keypads: BTreeMap<CounterId, Presses>,
    pub(super) inbox: Vec<(Command, Receipt)>,
    pub(super) tick_due_ms: u64,
    pub(super) hall_due_ms: Option<u64>,
    /// A report that was refused is given again then.
    pub(super) hall_again_ms: u64,
}

/// What is known about the device while it is off.
#[derive(Debug, Clone, Default)]
pub(super) struct Off {
    /// When it went off, by the truth.
    pub(super) since_ms: i64,
    /// When it starts again, by the truth.
    pub(super) until_ms: i64,
    /// What its wall clock said last.
    pub(super) wall_ms: i64,
    /// Whether the machine itself was without power, and not only its process gone.
    pub(super) power_was_cut: bool,
    /// Whether the card has lost data that was safe, since the last start.
    pub(super) damaged: bool,
    /// Whether a trusted clock went wrong so late that the journal does not know it.
    pub(super) lie_unnoticed: bool,
    /// Whether the note beside the journal tells of the newest event that was learned.
    pub(super) note_tells: bool,
    /// Whether this is another device, with a backup of the one before.
    pub(super) restored: bool,
    /// Starts in a row that failed.
    pub(super) failed_starts: u32,
}

/// Who waits for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Receipt {
    /// A visitor at a kiosk who has pressed.
    Press(KioskId),
    /// A kiosk that reports so many presses as bounces.
    Bounces(KioskId, u32),
    /// A clerk, or somebody at the service page.
    Person,
    /// Somebody with a watch, who has said what time it is.
    Watch,
    /// A clerk who has pressed a key.
    Key(CounterId),
    /// A keypad that reports so many presses as bounces.
    KeyBounces(CounterId, u32),
    /// A button or a key that got stuck or free.
    Button,
    /// A printer.
    Printer(KioskId),
    /// A technician who tries one.
    Technician(KioskId),
    /// The daemon, which has started with this configuration.
    Reload(Configured),
    /// Whoever has begun this anew.
    Restart(Part),
    /// The hall, which has shown a call.
    Hall,
    /// The post, with somebody's letter.
    Letter(RequestId),
}

/// Why a step ends early.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The power failed.
    PowerCut(&'static str),
    /// The process ended by itself.
    Exited(String),
    /// A promise is broken.
    Broken(Broken),
}

impl From<Broken> for Stop {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken)
    }
}

pub(super) type Flow<T = ()> = Result<T, Stop>;

impl World {
    /// A point at which the power may fail.
    pub(super) fn point(&mut self, place: &'static str) -> Flow {
        match &mut self.fuse {
            Some(0) => Err(Stop::PowerCut(place)),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// The running branch's part of the world; steps that need it are only taken while it is there.
    pub(super) fn powered(&mut self) -> &mut Powered {
        self.on.as_mut().expect("the device is on in this step")
    }

    /// The time as the branch reads it.
    pub(super) fn now(&mut self) -> Moment {
        let reading = self.clocks.reading();
        self.powered().clock.moment(reading)
    }

    /// Looks at the committed branch, as every shell does.
    pub(super) fn look<R>(&self, look: impl FnOnce(&Branch) -> R) -> Option<R> {
        let committed = &self.on.as_ref()?.committed;
        Some(look(&committed.read().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Asks the branch for something; the turn comes when the world settles.
    pub(super) fn ask(&mut self, command: Command, receipt: Receipt) {
        self.trace.line(self.clocks.truth_ms, || format!("{receipt:?} asks {command:?}"));
        self.powered().inbox.push((command, receipt));
    }

    /// Lets the time pass until then; whatever is due on the way happens in its order. After a long time without an
    /// event from outside it happens late, as on a machine that is busy with something else.
    pub(super) fn advance(&mut self, until_ms: i64) -> Flow {
        let begin_ms = self.clocks.truth_ms;
        self.settle()?;
        while self.clocks.truth_ms < until_ms {
            let late_ms = (self.clocks.truth_ms - begin_ms) / 16;
            let due_ms = self.next_due_ms().max(self.clocks.truth_ms + 1 + late_ms);
            self.clocks.truth_ms = due_ms.min(until_ms);
            if self.clocks.mended_at_ms.is_some_and(|at_ms| at_ms <= self.clocks.truth_ms) {
                self.clocks.mend();
                self.trace.line(self.clocks.truth_ms, || "the clock is right".into());
            }
            self.settle()?;
        }
        Ok(())
    }

    /// Everything that follows at this moment.
    pub(super) fn settle(&mut self) -> Flow {
        for _ in 0..ROUNDS_MAX {
            self.kiosks_act()?;
            self.keypads_act()?;
            self.hall_acts()?;
            self.post_delivers()?;
            self.link_acts()?;
            let now = self.now();
            let on = self.powered();
            if on.inbox.is_empty() && on.tick_due_ms > now.steady_ms {
                return self.kiosks_go_on();
            }
            self.turn(now)?;
        }
        let how = "devices and branch keep each other busy".into();
        Err(Broken { promise: Promise::ComesToRest, how }.into())
    }

    /// When something is due, by the truth.
    fn next_due_ms(&mut self) -> i64 {
        let now = self.now();
        let (truth_ms, up_ms) = (self.clocks.truth_ms, self.clocks.running_ms());
        let on = self.powered();
        let steady_ms = on.hall_due_ms.into_iter().chain([on.tick_due_ms]).min().unwrap_or(u64::MAX);
        let of_kiosks = on.kiosks.values().filter_map(KioskShell::poll_timeout);
        let of_keypads = on.keypads.values().filter_map(Presses::poll_timeout);
        let link = on.outbox.deadline_ms(up_ms).filter(|&at_ms| at_ms > up_ms);
        let running_ms = of_kiosks.chain(of_keypads).chain(link).min().unwrap_or(u64::MAX);
        let steady_ahead_ms = steady_ms.saturating_sub(now.steady_ms);
        let ahead_ms = steady_ahead_ms.min(running_ms.saturating_sub(up_ms));
        let ahead_ms = i64::try_from(ahead_ms).unwrap_or(i64::MAX);
        let hardware = self.kiosks.values().filter_map(KioskHardware::next_ms);
        let keypads = self.keypads.values().filter_map(Contacts::next_ms);
        let by_truth = hardware.chain(keypads).chain(self.clocks.mended_at_ms);
        by_truth
            .chain(self.phones.next_ms())
            .chain(self.centre.next_ms())
            .chain([truth_ms.saturating_add(ahead_ms)])
            .min()
            .unwrap_or(i64::MAX)
    }

    /// One turn of the engine, its answers, and what can wait until they are delivered.
    fn turn(&mut self, now: Moment) -> Flow {
        let on = self.powered();
        let rest = on.inbox.split_off(on.inbox.len().min(COMMANDS_MAX));
        let letters = std::mem::replace(&mut on.inbox, rest);
        let result = on.engine.turn(now, letters);
        let answers = match result {
            Ok(answers) => answers,
            Err(error) => return self.engine_failed(&error),
        };
        // An engine that answers although the power has failed is believed by whoever hears it.
        let crashed = self.disk.crashed_in();
        if crashed.is_none() {
            self.learn()?;
        }
        if crashed.is_none() {
            let (on, reading) =
                (self.on.as_mut().expect("the device is on in this step"), self.clocks.reading());
            let followed = on.engine.follow_stated(|offset_ms| {
                on.clock.follow(offset_ms);
                on.clock.moment(reading)
            });
            if let Err(error) = followed {
                return self.engine_failed(&error);
            }
        }
        self.point("commit and answer")?;
        for (receipt, outcome) in answers {
            self.deliver(receipt, &outcome)?;
            self.point("two answers")?;
        }
        if let Some(place) = crashed {
            return Err(Stop::PowerCut(place));
        }
        let on = self.powered();
        on.tick_due_ms = on.engine.branch().next_deadline_ms(now);
        if let Err(error) = on.engine.upkeep(now) {
            return self.engine_failed(&error);
        }
        self.learn()?;
        self.compare_live()?;
        self.holds_end(now)
    }

    /// A hold that has ended is over after the next turn, unless the disk is full.
    fn holds_end(&mut self, now: Moment) -> Flow {
        if !self.roomy {
            return Ok(());
        }
        let kept = self.look(|branch| {
            let due = |ticket: &&Ticket| match ticket.state {
                TicketState::Parked { until_ms, .. } => until_ms < now.steady_ms,
                TicketState::Waiting
                | TicketState::Called { .. }
                | TicketState::Serving { .. }
                | TicketState::Ended => false,
            };
            branch.state().tickets.values().find(due).map(|ticket| ticket.number)
        });
        let kept = kept.flatten();
        ensure(Promise::DueHappens, kept.is_none(), || {
            format!("the hold of {kept:?} has ended and it is kept")
        })?;
        Ok(())
    }

    /// The engine has stopped. Whoever looks at the branch at the same moment still does so.
    pub(super) fn engine_failed(&mut self, error: &EngineError) -> Flow {
        let power_cut = self.disk.crashed_in();
        self.powered().inbox.clear();
        self.hall_acts()?;
        self.kiosks_print()?;
        Err(power_cut.map_or_else(|| Stop::Exited(error.to_string()), Stop::PowerCut))
    }

    /// Reads the new rows of the journal.
    pub(super) fn learn(&mut self) -> Flow {
        let truth = self.clocks.truth();
        let on = self.on.as_mut().expect("the device is on when it has committed");
        let ledger = self.ledger.as_mut().expect("a device that is on has started");
        if on.engine.seq() == ledger.seq() {
            return Ok(());
        }
        let rows = match rows(on.engine.journal(), ledger.seq() + 1) {
            Ok(rows) => rows,
            // A row that was damaged long ago and is met only now: nothing depends on it but this reader.
            Err(_) if self.ever_damaged => {
                let state = on.engine.branch().state().clone();
                ledger.lost(Arc::clone(&self.settings), state, on.engine.seq());
                self.witness.forget();
                self.phones.forget_replies();
                return Ok(());
            }
            Err(broken) => return Err(broken.into()),
        };
        for row in &rows {
            self.trace.line(self.clocks.truth_ms, || format!("{} {:?}", row.seq, row.entry.event));
        }
        ledger.learn(&rows, truth)?;
        self.look_at_rows(&rows)
    }

    /// Compares what the new rows say with what was seen.
    pub(super) fn look_at_rows(&mut self, rows: &[Recorded]) -> Flow {
        for row in rows {
            if let Event::CallShown { call } = row.entry.event {
                self.witness.counts_as_shown(self.clocks.truth_ms, call)?;
            }
            if let Event::RequestAnswered { request, answer: RequestAnswer::Done } = &row.entry.event
                && let Wish::CheckIn { code, .. } = &request.wish
            {
                ensure(Promise::CheckedInHere, self.code_was_shown(code), || {
                    format!("{code} was never shown, and is good")
                })?;
            }
        }
        let ends = self.ledger.as_mut().map(|ledger| std::mem::take(&mut ledger.slip_ends));
        for (kiosk, slip, end) in ends.unwrap_or_default() {
            self.slip_ends(kiosk, slip, end)?;
        }
        Ok(())
    }

    /// The live state, what others see of it, and the replica of the rows are the same.
    fn compare_live(&mut self) -> Flow {
        let ledger = self.ledger.as_ref().expect("a device that is on has started");
        let seen = self.look(|branch| same(branch, &ledger.replica)).unwrap_or(true);
        let live = self.on.as_ref().is_none_or(|on| same(on.engine.branch(), &ledger.replica));
        ensure(Promise::ReplayIsLive, seen && live, || {
            let what = if live { "others see" } else { "the engine has" };
            format!("{what} another state than the rows give")
        })?;
        Ok(())
    }

    fn deliver(&mut self, receipt: Receipt, outcome: &Outcome) -> Flow {
        self.trace.line(self.clocks.truth_ms, || format!("{receipt:?} is answered {outcome:?}"));
        if let Ok(Answer::Ticket { ticket, number }) = outcome {
            self.witness.told(*ticket, *number);
        }
        match receipt {
            Receipt::Press(kiosk) => self.press_answered(kiosk, outcome),
            // The kiosk says why in words; that is all it can do when the disk is full.
            Receipt::Bounces(kiosk, count) if outcome.is_err() => {
                self.shell(kiosk).presses.account(count.into());
            }
            Receipt::Key(counter) => self.keypad(counter).account(1),
            Receipt::KeyBounces(counter, count) if outcome.is_err() => {
                self.keypad(counter).account(count.into());
            }
            Receipt::Watch if outcome.is_ok() => self.said_time_counts()?,
            Receipt::Bounces(..)
            | Receipt::KeyBounces(..)
            | Receipt::Person
            | Receipt::Watch
            | Receipt::Button => {}
            Receipt::Printer(kiosk) => {
                let now_ms = self.clocks.running_ms();
                self.shell(kiosk).report_answered(now_ms, outcome);
            }
            Receipt::Technician(kiosk) => self.shell(kiosk).test_answered(outcome.is_ok()),
            Receipt::Reload(configured) if outcome.is_ok() => self.configuration_is_known(configured)?,
            Receipt::Restart(part) if outcome.is_ok() => self.restart_is_known(part)?,
            Receipt::Reload(_) | Receipt::Restart(_) => {}
            Receipt::Letter(request) => self.letter_is_taken(request, outcome)?,
            Receipt::Hall => {
                let again_ms = self.now().steady_ms + HALL_AGAIN_MS;
                self.powered().hall_again_ms = if outcome.is_err() { again_ms } else { 0 };
            }
        }
        Ok(())
    }

    /// What the hall's shell does: shows calls and reports them.
    fn hall_acts(&mut self) -> Flow {
        let now = self.now();
        let on = self.on.as_mut().expect("the device is on in this step");
        let committed = on.committed.read().unwrap_or_else(PoisonError::into_inner);
        let show = on.hall.show(&committed.state().calls, now.steady_ms);
        drop(committed);
        let again_ms = Some(on.hall_again_ms).filter(|&again_ms| again_ms > now.steady_ms);
        on.hall_due_ms = show.next_deadline_ms.into_iter().chain(again_ms).min();
        self.witness.screen(self.clocks.truth_ms, show.current.map(|call| (call.id, call.number)));
        if let Some(call) = show.shown
            && self.powered().hall_again_ms <= now.steady_ms
            && !self.powered().inbox.iter().any(|(_, receipt)| *receipt == Receipt::Hall)
        {
            self.point("shown and report")?;
            self.ask(Command::ReportCallShown { call }, Receipt::Hall);
        }
        Ok(())
    }
}
