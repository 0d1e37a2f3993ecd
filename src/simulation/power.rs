//! Power, and what a start finds on the disk.
//!
//! **Model.** When the power fails everything in [`super::world::Powered`] is gone, the disk keeps of its unsynced data
//! what its seed says, and printers go off or stay on. While the device is off time passes, cards wear out, and site
//! files are edited. A start that fails is tried again, as the service manager does.

use super::contacts::Presses;
use super::kiosk::KioskShell;
use super::ledger::{Ledger, same};
use super::promise::{Broken, Promise, ensure};
use super::site::edited;
use super::world::{Flow, Off, Powered, Stop, World};
use crate::domain::branch::Branch;
use crate::domain::ids::CodeKey;
use crate::domain::time::ClockTrust;
use crate::engine::clock::Clock;
use crate::engine::{Engine, EngineError};
use crate::journal::{Disk, Journal, JournalError, Loss, Options, Recovered, Synchronous};
use crate::link::outbox::Outbox;
use crate::scene::hall_schedule::HallSchedule;
use chrono::DateTime;
use std::sync::Arc;

/// Files that a worn-out card damages, each alone: two at once may hide each other.
const DAMAGED: [&str; 6] =
    ["journal.db", "journal.db", "journal.db-wal", "marks.a", "marks.b", "acknowledged"];

/// Rows that are compared at each start; all of them are at the end.
const COMPARED: u64 = 30;

/// A full disk without ballast refuses the start in words; after so many refusals somebody has made room.
const FULL_STARTS_MAX: u32 = 4;

/// So far the wall clock may be from where the journal has it when a jump was noticed: less than any jump.
const NOTICED_MS: i64 = 30_000;

/// Starts in a row that may fail because of faults.
const FAILED_STARTS_MAX: u32 = 40;

impl World {
    /// The device goes off, for this reason.
    pub(super) fn goes_off(&mut self, stop: &Stop) {
        self.trace.line(self.clocks.truth_ms, || format!("OFF: {stop:?}"));
        let power_was_cut = matches!(stop, Stop::PowerCut(_));
        let lie_unnoticed = self.lie_is_unnoticed();
        self.connection_ends(false);
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
            since_ms: self.clocks.truth_ms,
            until_ms: self.clocks.truth_ms + wait_ms.cast_signed(),
            wall_ms: self.clocks.truth_ms + self.clocks.error_ms,
            power_was_cut: power_was_cut || self.off.power_was_cut,
            lie_unnoticed: lie_unnoticed || self.off.lie_unnoticed,
            ..self.off
        };
    }

    /// Whether a trusted clock is wrong, and the journal does not know that it has moved.
    pub(super) fn lie_is_unnoticed(&mut self) -> bool {
        if self.on.is_none() || self.clocks.trust == ClockTrust::Unsynced || self.clocks.error_ms == 0 {
            return false;
        }
        let offset_ms = self.now().offset_ms();
        let known_ms = self.ledger.as_ref().map(|ledger| ledger.replica.state().clock.offset_ms);
        known_ms.is_none_or(|known_ms| (offset_ms - known_ms).abs() > NOTICED_MS)
    }

    /// The device comes back.
    pub(super) fn comes_back(&mut self) -> Flow {
        let off_ms = self.clocks.truth_ms;
        self.clocks.truth_ms = off_ms.max(self.off.until_ms);
        for hardware in self.kiosks.values_mut() {
            hardware.goes_on_alone(off_ms, self.clocks.truth_ms)?;
        }
        self.keypads.values_mut().for_each(|keys| keys.pass(self.clocks.truth_ms));
        let truth_ms = u64::try_from(self.clocks.truth_ms).unwrap_or(0);
        for hardware in self.kiosks.values_mut().filter(|hardware| hardware.off_with_device) {
            hardware.printer.set_power(truth_ms, true);
            hardware.off_with_device = false;
        }
        if std::mem::take(&mut self.off.power_was_cut) {
            self.disk.restart();
            self.clocks.boot(self.off.wall_ms, &mut self.random);
        } else if self.off.lie_unnoticed {
            // To the next process a lie that the last one did not live to notice looks like a long time off.
            self.clocks.mend();
        }
        self.somebody_restores()?;
        if self.random.chance(self.temper.damage, 1000) {
            let name = *self.random.pick(&DAMAGED);
            let spoiled = self.disk.spoil(name);
            self.trace.line(self.clocks.truth_ms, || format!("{name} is damaged: {spoiled}"));
            self.off.damaged |= spoiled;
            // Of a log that is damaged the database may have some pages already, and not those that belong to them.
            self.sleeping_damage |= spoiled && name.starts_with(DAMAGED[0]);
            self.ever_damaged |= spoiled;
        }
        if self.ledger.is_some() && self.random.chance(self.temper.edits, 1000) {
            self.settings = Arc::new(edited(&self.settings, &mut self.random));
        }
        if self.random.chance(self.temper.edits, 1000) {
            self.board_is_edited();
        }
        if self.random.chance(self.temper.storage_cuts, 1000) {
            self.disk.crash_at(self.disk.operations() + self.random.between(1, 40));
        }
        self.off.note_tells =
            self.ledger.as_ref().is_some_and(|ledger| self.noted_seq() == Some(ledger.seq()));
        match self.start() {
            Ok(()) => {
                self.off.failed_starts = 0;
                self.off.damaged = false;
                self.off.restored = false;
                self.off.lie_unnoticed = false;
                Ok(())
            }
            Err(Stop::Broken(broken)) => Err(Stop::Broken(broken)),
            Err(stop) => {
                self.off.failed_starts += 1;
                if self.off.failed_starts > FULL_STARTS_MAX {
                    self.makes_room();
                }
                ensure(Promise::Starts, self.off.failed_starts < FAILED_STARTS_MAX, || {
                    format!("the device does not start any more: {stop:?}")
                })?;
                Err(stop)
            }
        }
    }

    /// The newest event that the note beside the journal tells of, when the note is whole.
    fn noted_seq(&self) -> Option<u64> {
        let note = String::from_utf8(self.disk.read("acknowledged").ok()??).ok()?;
        let (body, crc) = note.trim_end().split_once("crc ")?;
        let whole = crc == format!("{:08x}", crc32fast::hash(body.as_bytes()));
        let (_, seq) = body.split_once("seq ").filter(|_| whole)?;
        seq.split_once(' ')?.0.parse().ok()
    }

    /// Somebody edits the board file while the device is off, and perhaps misspells the name of a device.
    fn board_is_edited(&mut self) {
        let truth_ms = self.clocks.truth_ms;
        let random = &mut self.random;
        let mut misspells = || random.chance(1, 4);
        for hardware in self.kiosks.values_mut() {
            hardware.contacts.misnamed = misspells();
            hardware.cable.is_named(truth_ms, !misspells());
        }
        self.keypads.values_mut().for_each(|keys| keys.misnamed = misspells());
        let misnamed = self.kiosks.values().filter(|hardware| hardware.contacts.misnamed).count();
        self.trace.line(truth_ms, || format!("the board is edited, {misnamed} kiosks lose their buttons"));
    }

    /// Somebody deletes what does not belong on the disk.
    pub(super) fn makes_room(&mut self) {
        self.disk.set_capacity(1 << 30);
        self.roomy = true;
    }

    fn start(&mut self) -> Flow {
        self.restarts += 1;
        let (journal, recovered) = self.open_journal()?;
        self.compare_start(&journal, &recovered)?;
        let code_key = CodeKey(u128::from(self.random.bits()));
        let (first, boot) = (self.clocks.reading(), self.clocks.boot_id());
        let mut clock = None;
        let opened = Engine::open(Arc::clone(&self.settings), journal, recovered, code_key, |state| {
            let clock = clock.insert(Clock::resume(state, first, Some(boot)));
            (clock.moment(first), clock.boot())
        });
        let engine = opened.map_err(|error| self.start_failed(&error))?;
        let clock = clock.unwrap_or_else(|| Clock::resume(engine.branch().state(), first, Some(boot)));
        let bounces = self.ledger.as_ref().map(|ledger| ledger.bounces.clone()).unwrap_or_default();
        let of_keys = self.ledger.as_ref().map(|ledger| ledger.key_bounces.clone()).unwrap_or_default();
        let keypads = self
            .keypads
            .keys()
            .map(|counter| (*counter, Presses::new(of_keys.get(counter).copied().unwrap_or(0))));
        let kiosks = self.kiosks.iter().map(|(&id, hardware)| {
            (id, KioskShell::new(hardware.profile, bounces.get(&id).copied().unwrap_or(0)))
        });
        let outbox = Outbox::new(engine.branch().state().epoch);
        self.on = Some(Powered {
            committed: engine.committed(),
            engine,
            clock,
            outbox,
            hall: HallSchedule::new(),
            kiosks: kiosks.collect(),
            keypads: keypads.collect(),
            inbox: Vec::new(),
            tick_due_ms: 0,
            hall_due_ms: None,
            hall_again_ms: 0,
        });
        self.learn()?;
        let ledger = self.ledger.as_ref().expect("a start has a ledger");
        self.witness.compare(ledger)?;
        self.configuration_is_told();
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
        // What is new was written before the power failed.
        let truth = DateTime::from_timestamp_millis(self.off.since_ms).unwrap_or_default();
        let base = Branch::new(Arc::clone(&self.settings), recovered.state.clone());
        let mut found = base.clone();
        recovered.tail.iter().for_each(|entry| found.apply(entry));
        let Some(ledger) = &mut self.ledger else {
            let mut ledger = Ledger::new(Arc::clone(&self.settings), base.state().clone());
            let rows = rows(journal, 1)?;
            ledger.learn(&rows, truth)?;
            self.ledger = Some(ledger);
            return Ok(());
        };
        // The start that found a loss may itself have been cut short.
        let new_epoch = recovered.epoch > ledger.replica.state().epoch;
        if recovered.loss.is_some() || new_epoch {
            let loss = &recovered.loss;
            self.trace.line(self.clocks.truth_ms, || format!("LOSS: {loss:?}, new epoch: {new_epoch}"));
            // A page that is damaged may be met long after, at work or in another start, which may be cut short as well.
            let met = matches!(loss, Some(Loss::Damaged { .. })) || self.off.failed_starts > 0;
            let known = self.off.damaged || self.off.restored || (self.sleeping_damage && met);
            ensure(Promise::DurableBeforeVisible, known, || format!("undamaged, but {loss:?}"))?;
            self.sleeping_damage &= !matches!(loss, Some(Loss::Damaged { .. } | Loss::Missing));
            // With its newest events the branch has lost its doubt of a clock that lies.
            if self.clocks.trust == ClockTrust::Synced {
                self.clocks.mend();
            }
            ledger.lost(Arc::clone(&self.settings), found.state().clone(), journal.seq());
            self.phones.forget_replies();
            return Ok(());
        }
        let learned = ledger.seq();
        if self.off.damaged && !self.off.note_tells && ledger.is_newest_turn(journal.seq() + 1) {
            // Damage in the newest turn looks like a power cut in the midst of it, unless the note tells of that turn.
            self.over = true;
            return Err(Stop::Exited("the newest turn is damaged, and nobody can know".into()));
        }
        ensure(Promise::DurableBeforeVisible, journal.seq() >= learned, || {
            format!("rows {} to {learned} are gone", journal.seq() + 1)
        })?;
        let from = learned.saturating_sub(COMPARED).max(ledger.first_seq());
        let rows = match rows(journal, from) {
            Ok(rows) => rows,
            Err(_) if self.ever_damaged => {
                ledger.lost(Arc::clone(&self.settings), found.state().clone(), journal.seq());
                self.witness.forget();
                self.phones.forget_replies();
                return Ok(());
            }
            Err(broken) => return Err(broken.into()),
        };
        let known = ledger.rows.iter().filter(|row| row.seq >= from);
        for (row, known) in rows.iter().zip(known) {
            ensure(Promise::DurableBeforeVisible, row == known, || format!("{known:?} became {row:?}"))?;
        }
        let new: Vec<_> = rows.into_iter().filter(|row| row.seq > learned).collect();
        ledger.learn(&new, truth)?;
        ledger.restarted(Arc::clone(&self.settings));
        ensure(Promise::ReplayIsLive, same(&found, &ledger.replica), || {
            format!("the disk gives {:?}, the rows give {:?}", found.state(), ledger.replica.state())
        })?;
        self.look_at_rows(&new)?;
        Ok(())
    }

    /// Sizes that reach every bound of the journal within one run.
    pub(super) fn journal_options(random: &mut crate::random::Random) -> Options {
        Options {
            checkpoint_every: *random.pick(&[10, 40, 200]),
            log_room_bytes: 16 << 10,
            ballast_bytes: *random.pick(&[4 << 10, 32 << 10]),
            reserve_bytes: 16 << 10,
            events_max: *random.pick(&[50, 400, 100_000]),
        }
    }
}

/// All rows from this one on. They must be readable; whoever damaged them knows it from the start before.
pub(super) fn rows(journal: &Journal, from: u64) -> Result<Vec<crate::journal::Recorded>, Broken> {
    let rows = journal.entries(from, u32::MAX - 1);
    rows.map_err(|error| Broken { promise: Promise::ReplayIsLive, how: error.to_string() })
}
