//! Power, and what a start finds on the disk.
//!
//! **Model.** When the power fails everything in [`super::world::Powered`] is gone, the disk keeps of its unsynced data
//! what its seed says, and printers go off or stay on. While the device is off time passes, cards wear out, and site
//! files are edited. A start that fails is tried again, as the service manager does.

use super::kiosk::KioskShell;
use super::ledger::{Ledger, same};
use super::promise::{Broken, Promise, ensure};
use super::site::edited;
use super::world::{Flow, Off, Powered, Stop, World};
use crate::domain::branch::Branch;
use crate::domain::event::{Entry, Event, Passing, Place};
use crate::domain::ids::{LinkId, TicketNumber};
use crate::domain::ticket::{Class, Language, Origin, Presence, Promise as Told};
use crate::engine::clock::Clock;
use crate::engine::{Engine, EngineError};
use crate::journal::{Journal, JournalError, Options, Recovered, Synchronous};
use crate::scene::hall_schedule::HallSchedule;
use std::sync::Arc;

/// Files that a worn-out card damages, each alone: two at once may hide each other.
const DAMAGED: [&str; 6] =
    ["journal.db", "journal.db", "journal.db-wal", "marks.a", "marks.b", "acknowledged"];

/// Rows that are compared at each start; all of them are at the end.
const COMPARED: u64 = 30;

/// Starts in a row that may fail because of faults.
const FAILED_STARTS_MAX: u32 = 40;

impl World {
    /// The device goes off, for this reason.
    pub(super) fn goes_off(&mut self, stop: &Stop) {
        self.trace.line(self.clocks.truth_ms, || format!("OFF: {stop:?}"));
        let power_was_cut = matches!(stop, Stop::PowerCut(_));
        self.on = None;
        self.witness.dark(self.clocks.truth_ms);
        if power_was_cut {
            self.disk.crash();
            let with_printers = self.random.chance(1, 2);
            let truth_ms = u64::try_from(self.clocks.truth_ms).unwrap_or(0);
            for hardware in self.kiosks.values_mut().filter(|_| with_printers) {
                hardware.printer.set_power(truth_ms, false);
                hardware.off_with_device = true;
            }
        }
        self.fuse = None;
        let wait_ms = match self.random.weighted(&[6, 6, 2, 1]) {
            0 => self.random.between(1_000, 10_000),
            1 => self.random.between(10_000, 120_000),
            2 => self.random.between(120_000, 3_600_000),
            _ => self.random.between(3_600_000, 20 * 3_600_000),
        };
        let wait_ms = if power_was_cut { wait_ms } else { 1_000 };
        self.off = Off {
            until_ms: self.clocks.truth_ms + wait_ms.cast_signed(),
            wall_ms: self.clocks.truth_ms + self.clocks.error_ms,
            power_was_cut: power_was_cut || self.off.power_was_cut,
            ..self.off
        };
    }

    /// The device comes back.
    pub(super) fn comes_back(&mut self) -> Flow {
        let off_ms = self.clocks.truth_ms;
        self.clocks.truth_ms = off_ms.max(self.off.until_ms);
        for hardware in self.kiosks.values_mut() {
            hardware.goes_on_alone(off_ms, self.clocks.truth_ms)?;
        }
        let truth_ms = u64::try_from(self.clocks.truth_ms).unwrap_or(0);
        for hardware in self.kiosks.values_mut().filter(|hardware| hardware.off_with_device) {
            hardware.printer.set_power(truth_ms, true);
            hardware.off_with_device = false;
        }
        if std::mem::take(&mut self.off.power_was_cut) {
            self.disk.restart();
            self.clocks.boot(self.off.wall_ms, &mut self.random);
        }
        if self.random.chance(self.temper.damage, 1000) {
            let name = *self.random.pick(&DAMAGED);
            let spoiled = self.disk.spoil(name);
            self.trace.line(self.clocks.truth_ms, || format!("{name} is damaged: {spoiled}"));
            self.off.damaged |= spoiled;
            self.ever_damaged |= spoiled;
        }
        if self.ledger.is_some() && self.random.chance(self.temper.edits, 1000) {
            self.settings = Arc::new(edited(&self.settings, &mut self.random));
        }
        if self.random.chance(self.temper.storage_cuts, 1000) {
            self.disk.crash_at(self.disk.operations() + self.random.between(1, 40));
        }
        match self.start() {
            Ok(()) => {
                self.off.failed_starts = 0;
                self.off.damaged = false;
                Ok(())
            }
            Err(Stop::Broken(broken)) => Err(Stop::Broken(broken)),
            Err(stop) => {
                self.off.failed_starts += 1;
                ensure(Promise::Starts, self.off.failed_starts < FAILED_STARTS_MAX, || {
                    format!("the device does not start any more: {stop:?}")
                })?;
                Err(stop)
            }
        }
    }

    fn start(&mut self) -> Flow {
        self.restarts += 1;
        let (mut journal, mut recovered) = self.open_journal()?;
        self.compare_start(&journal, &recovered)?;
        if self.random.chance(self.temper.phones, 1000) {
            self.phones_join(&mut journal)?;
            drop(journal);
            (journal, recovered) = self.open_journal()?;
        }
        let first = self.clocks.reading();
        let mut clock = None;
        let opened = Engine::open(Arc::clone(&self.settings), journal, recovered, |last| {
            clock.insert(Clock::resume(last, first)).moment(first)
        });
        let engine = opened.map_err(|error| self.start_failed(&error))?;
        let clock = clock.unwrap_or_else(|| Clock::resume(engine.branch().state().at, first));
        let bounces = self.ledger.as_ref().map(|ledger| ledger.bounces.clone()).unwrap_or_default();
        let kiosks = self.kiosks.iter().map(|(&id, hardware)| {
            (id, KioskShell::new(hardware.profile, bounces.get(&id).copied().unwrap_or(0)))
        });
        self.on = Some(Powered {
            committed: engine.committed(),
            engine,
            clock,
            hall: HallSchedule::new(),
            kiosks: kiosks.collect(),
            inbox: Vec::new(),
            tick_due_ms: 0,
            hall_due_ms: None,
            hall_again_ms: 0,
        });
        self.learn()?;
        let ledger = self.ledger.as_ref().expect("a start has a ledger");
        self.witness.compare(ledger)?;
        Ok(())
    }

    fn open_journal(&mut self) -> Flow<(Journal, Recovered)> {
        let place = self.disk.place(Synchronous::Full);
        match Journal::open_on(Box::new(self.disk.clone()), place, self.options.clone()) {
            Ok(opened) => Ok(opened),
            Err(JournalError::MarksLost { .. }) if self.ever_damaged => {
                self.over = true;
                Err(Stop::Exited("nothing tells which numbers were given".into()))
            }
            Err(
                error
                @ (JournalError::Full { .. } | JournalError::Stop { .. } | JournalError::Damaged { .. }),
            ) => Err(self.start_failed(&EngineError::Journal(error))),
            Err(error) => Err(Broken { promise: Promise::Starts, how: error.to_string() }.into()),
        }
    }

    fn start_failed(&mut self, error: &EngineError) -> Stop {
        self.disk.crashed_in().map_or_else(|| Stop::Exited(error.to_string()), Stop::PowerCut)
    }

    /// What is on disk is what was learned, and perhaps one turn more.
    fn compare_start(&mut self, journal: &Journal, recovered: &Recovered) -> Flow {
        let base = Branch::new(Arc::clone(&self.settings), recovered.state.clone());
        let mut found = base.clone();
        recovered.tail.iter().for_each(|entry| found.apply(entry));
        let Some(ledger) = &mut self.ledger else {
            let mut ledger = Ledger::new(Arc::clone(&self.settings), base.state().clone());
            let rows = rows(journal, 1)?;
            ledger.learn(&rows, self.clocks.truth())?;
            self.ledger = Some(ledger);
            return Ok(());
        };
        // The start that found a loss may itself have been cut short.
        let new_epoch = recovered.epoch > ledger.replica.state().epoch;
        if recovered.loss.is_some() || new_epoch {
            let loss = &recovered.loss;
            self.trace.line(self.clocks.truth_ms, || format!("LOSS: {loss:?}, new epoch: {new_epoch}"));
            ensure(Promise::DurableBeforeVisible, self.off.damaged, || format!("undamaged, but {loss:?}"))?;
            ledger.lost(Arc::clone(&self.settings), found.state().clone(), journal.seq());
            return Ok(());
        }
        let learned = ledger.seq();
        ensure(Promise::DurableBeforeVisible, journal.seq() >= learned, || {
            format!("rows {} to {learned} are gone", journal.seq() + 1)
        })?;
        let from = learned.saturating_sub(COMPARED).max(ledger.first_seq());
        let rows = match rows(journal, from) {
            Ok(rows) => rows,
            Err(_) if self.ever_damaged => {
                ledger.lost(Arc::clone(&self.settings), found.state().clone(), journal.seq());
                return Ok(());
            }
            Err(broken) => return Err(broken.into()),
        };
        let known = ledger.rows.iter().filter(|row| row.seq >= from);
        for (row, known) in rows.iter().zip(known) {
            ensure(Promise::DurableBeforeVisible, row == known, || format!("{known:?} became {row:?}"))?;
        }
        let new: Vec<_> = rows.into_iter().filter(|row| row.seq > learned).collect();
        ledger.learn(&new, self.clocks.truth())?;
        ledger.restarted(Arc::clone(&self.settings));
        ensure(Promise::ReplayIsLive, same(&found, &ledger.replica), || {
            format!("the disk gives {:?}, the rows give {:?}", found.state(), ledger.replica.state())
        })?;
        self.look_at_rows(&new)
    }

    /// Tickets come from phones. No command of this house gives them yet, but its journal knows them.
    fn phones_join(&mut self, journal: &mut Journal) -> Flow {
        for _ in 0..1 + self.random.below(3) {
            let ledger = self.ledger.as_mut().expect("the journal was compared with a ledger");
            let state = ledger.replica.state();
            let Some(given) = state.day.and_then(|_| state.given.get(&state.last_date?)) else {
                return Ok(());
            };
            let (service, settings) = self.random.pick(&self.settings.services);
            let count = given.get(&settings.series).copied().unwrap_or(0) + 1;
            let event = Event::TicketTaken {
                ticket: state.next_ticket,
                number: TicketNumber { series: settings.series, count },
                service: service.clone(),
                origin: Origin::Remote(format!("request-{}", state.next_ticket)),
                class: Class::Normal,
                language: Language::Uk,
                link: LinkId(u128::from(self.random.bits())),
                presence: Presence::Absent,
                kiosk: None,
                clock_trusted: false,
                promise: Told { ahead: 0, wait: None },
                place: Place { behind: u32::MAX, passing: Passing::JoinOrder },
            };
            let entry = Entry { at: state.at, event };
            if let Err(error) = journal.append(&[entry]) {
                return Err(self.start_failed(&EngineError::Journal(error)));
            }
            let rows = rows(journal, ledger.seq() + 1)?;
            ledger.learn(&rows, self.clocks.truth())?;
        }
        Ok(())
    }

    /// Sizes that reach every bound of the journal within one run.
    pub(super) fn journal_options(random: &mut super::random::Random) -> Options {
        Options {
            checkpoint_every: *random.pick(&[10, 40, 200]),
            log_room_bytes: 64 << 10,
            ballast_bytes: 64 << 10,
            reserve_bytes: 64 << 10,
            events_max: *random.pick(&[50, 400, 100_000]),
        }
    }
}

/// All rows from this one on. They must be readable; whoever damaged them knows it from the start before.
pub(super) fn rows(journal: &Journal, from: u64) -> Result<Vec<crate::journal::Recorded>, Broken> {
    let rows = journal.entries(from, u32::MAX - 1);
    rows.map_err(|error| Broken { promise: Promise::ReplayIsLive, how: error.to_string() })
}
