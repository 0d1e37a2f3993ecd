//! The closing phase: nothing goes wrong any more, and everything must come to rest.
//!
//! Technicians mend what is broken, the clock is right, the disk has room. Clerks serve everybody who waits, the day is
//! closed by the calendar or by a person, and then nothing may be owed: every slip is settled, every call was shown, every
//! ticket has ended with a reason, every press has left a trace. A last power cut changes nothing.

use super::ledger::{Ledger, same};
use super::power::rows;
use super::promise::{Broken, Promise, ensure};
use super::world::{Flow, Receipt, Stop, World};
use crate::domain::command::Command;
use crate::domain::counter::CounterState;
use crate::domain::ids::CounterId;
use crate::domain::ticket::TicketState;

const MINUTE_MS: i64 = 60_000;

/// Starts that may be needed: one after the last fault, and one more when that fault is met only then.
const STARTS_MAX: usize = 4;

/// Rounds in which clerks work; each serves everybody who waits.
const ROUNDS_MAX: usize = 4_000;

/// What all files of a run may take at most: log, ballast, database and three damaged ones of its size.
const DISK_BYTES_MAX: u64 = 16 << 20;

impl World {
    /// Brings the world to rest and checks that nothing is left.
    pub(super) fn comes_to_rest(&mut self) -> Result<(), Broken> {
        self.trace.line(self.clocks.truth_ms, || "REST".into());
        self.nothing_goes_wrong();
        for _ in 0..STARTS_MAX {
            if self.over {
                return Ok(());
            }
            let flow = if self.on.is_some() { self.last_day() } else { self.comes_back() };
            match flow {
                Ok(()) if self.day_is_over() => return self.after_a_last_cut(),
                Ok(()) => {}
                Err(Stop::Broken(broken)) => return Err(broken),
                Err(stop) => self.goes_off(&stop),
            }
        }
        let how = "the device does not stay on without faults".to_owned();
        ensure(Promise::ComesToRest, self.over, || how)
    }

    fn nothing_goes_wrong(&mut self) {
        self.temper.calm();
        self.fuse = None;
        self.disk.crash_at(u64::MAX);
        self.makes_room();
        self.printers_are_mended();
        self.phones.empties_its_bags(self.clocks.truth_ms);
        self.centre.nothing_is_late(self.clocks.truth_ms);
    }

    fn day_is_over(&self) -> bool {
        self.look(|branch| branch.state().day.is_none()).unwrap_or(false)
    }

    fn last_day(&mut self) -> Flow {
        self.clocks.mend();
        let settle_ms = i64::from(self.settings.rules.clock_settle_s) * 1000;
        // A held button comes free, and what it did is reported.
        self.advance(self.clocks.truth_ms + settle_ms + 2 * MINUTE_MS)?;
        for _ in 0..ROUNDS_MAX {
            if !self.clerks_serve()? {
                break;
            }
        }
        self.advance(self.clocks.truth_ms + 10 * MINUTE_MS)?;
        self.every_device_is_found()?;
        self.nothing_is_owed()?;
        self.day_ends()?;
        self.nobody_is_forgotten()?;
        self.centre_knows_everything()
    }

    /// Every clerk does the next thing for the person at the counter, or calls the next one. Whether there was any.
    fn clerks_serve(&mut self) -> Flow<bool> {
        let mut busy = false;
        for counter in self.settings.counters.keys().copied().collect::<Vec<_>>() {
            let found = self.look(|branch| {
                let state = branch.state();
                (state.counters.get(&counter).copied(), state.line.len())
            });
            let (state, waiting) = found.unwrap_or_default();
            let held = self.look(|branch| branch.is_held(counter)).unwrap_or(false);
            let command = match state {
                None => continue,
                Some(_) if held => Command::ReleaseCounter { counter },
                Some(CounterState::Closed | CounterState::Free) if waiting == 0 => continue,
                Some(CounterState::Closed) => Command::OpenCounter { counter },
                Some(CounterState::Free) => Command::CallNext { counter },
                Some(CounterState::Calling { .. }) => Command::Start { counter },
                Some(CounterState::Serving { .. }) => Command::Finish { counter },
            };
            let calls = matches!(command, Command::CallNext { .. });
            let before = self.ledger.as_ref().map_or(0, Ledger::seq);
            self.ask(command, Receipt::Person);
            self.advance(self.clocks.truth_ms + 500)?;
            let after = self.ledger.as_ref().map_or(0, Ledger::seq);
            busy |= !calls || after > before;
        }
        Ok(busy)
    }

    /// What was named wrongly is looked for until the name leads to it.
    fn every_device_is_found(&mut self) -> Flow {
        let on = self.powered();
        let kiosks =
            on.kiosks.iter().filter(|(_, shell)| !shell.presses.found()).map(|(id, _)| format!("kiosk {id}"));
        let keypads =
            on.keypads.iter().filter(|(_, presses)| !presses.found()).map(|(id, _)| format!("counter {id}"));
        let missing: Vec<String> = kiosks.chain(keypads).collect();
        ensure(Promise::TroubleStopsNobody, missing.is_empty(), || {
            format!("nobody looks any more for the contacts of {missing:?}")
        })?;
        Ok(())
    }

    fn nothing_is_owed(&mut self) -> Flow {
        let duties = self.look(|branch| branch.duties()).unwrap_or_default();
        ensure(Promise::ComesToRest, duties.is_empty(), || format!("still owed: {duties:?}"))?;
        let unsettled = self.look(|branch| {
            let tickets = branch.state().tickets.values();
            tickets.filter(|ticket| !ticket.slip.settled()).map(|ticket| ticket.number).collect::<Vec<_>>()
        });
        let unsettled = unsettled.unwrap_or_default();
        ensure(Promise::ComesToRest, unsettled.is_empty(), || format!("slips not settled: {unsettled:?}"))?;
        let unanswered = self.phones.unanswered();
        ensure(Promise::ComesToRest, unanswered.is_empty(), || format!("never answered: {unanswered:?}"))?;
        self.presses_are_accounted_for()
    }

    /// Presses of this start against what became of them.
    pub(super) fn presses_are_accounted_for(&mut self) -> Flow {
        let (Some(on), Some(ledger)) = (&self.on, &self.ledger) else { return Ok(()) };
        for (id, shell) in &on.kiosks {
            let bounces = ledger.bounces.get(id).copied().unwrap_or(0);
            let lost = shell.presses.unaccounted(bounces).unwrap_or(0);
            ensure(Promise::PressAccountedFor, lost == 0, || {
                format!("{lost} presses at kiosk {id} left no trace")
            })?;
        }
        for (id, presses) in &on.keypads {
            let bounces = ledger.key_bounces.get(id).copied().unwrap_or(0);
            let lost = presses.unaccounted(bounces).unwrap_or(0);
            ensure(Promise::PressAccountedFor, lost == 0, || {
                format!("{lost} presses at the keypad of counter {id} left no trace")
            })?;
        }
        Ok(())
    }

    /// A person or the calendar closes the day; whoever can't be served is cancelled by a clerk, or sent home.
    fn day_ends(&mut self) -> Flow {
        if self.look(|branch| branch.state().day.is_none()).unwrap_or(true) {
            return Ok(());
        }
        if self.random.chance(1, 2) {
            let now = self.now();
            let closing = self.look(|branch| branch.closing(now)).flatten();
            let overrun_ms = i64::from(self.settings.rules.overrun_min) * MINUTE_MS;
            let latest_ms =
                closing.map_or(0, |closes| closes.timestamp_millis()) + overrun_ms + 2 * MINUTE_MS;
            return self.advance(latest_ms.max(self.clocks.truth_ms + 1));
        }
        let numbers = self.look(|branch| {
            let tickets = branch.state().tickets.values();
            tickets.filter(|t| t.state == TicketState::Waiting).map(|t| t.number).collect::<Vec<_>>()
        });
        for number in numbers.unwrap_or_default() {
            self.ask(Command::Cancel { number }, Receipt::Person);
        }
        self.ask(Command::CloseDay, Receipt::Person);
        self.settle()
    }

    fn nobody_is_forgotten(&mut self) -> Flow {
        let at_counters = self.look(|branch| {
            let counters = branch.state().counters.iter();
            counters.filter_map(|(&id, state)| Some((id, state.ticket()?))).collect::<Vec<(CounterId, _)>>()
        });
        let at_counters = at_counters.unwrap_or_default();
        let state = self.look(|branch| branch.state().clone());
        let ledger = self.ledger.as_ref().expect("a device that is on has started");
        let open = ledger.without_end();
        let day = state.as_ref().and_then(|state| state.day);
        ensure(Promise::ComesToRest, day.is_none(), || format!("the day {day:?} does not end"))?;
        ensure(Promise::ComesToRest, open.is_empty(), || format!("{open:?} have no end, {at_counters:?}"))?;
        let left = state.map(|state| state.tickets.into_values().collect::<Vec<_>>()).unwrap_or_default();
        ensure(Promise::ComesToRest, left.is_empty(), || format!("{left:?} are left in the state"))?;
        let used = self.disk.used_bytes();
        ensure(Promise::Bounded, used < DISK_BYTES_MAX, || format!("the files take {used} bytes"))?;
        Ok(())
    }

    /// The whole journal is read from its beginning, and one more power cut changes nothing.
    fn after_a_last_cut(&mut self) -> Result<(), Broken> {
        self.replays()?;
        let stop = Stop::PowerCut("the last one");
        self.goes_off(&stop);
        match self.comes_back() {
            Ok(()) | Err(Stop::Broken(_)) if self.over => Ok(()),
            Ok(()) => self.replays(),
            Err(Stop::Broken(broken)) => Err(broken),
            Err(stop) => Err(Broken { promise: Promise::Starts, how: format!("without a fault: {stop:?}") }),
        }
    }

    /// All rows that are kept are those that were learned, and all that were learned lead to the live state.
    pub(super) fn replays(&mut self) -> Result<(), Broken> {
        let (Some(on), Some(ledger)) = (&self.on, &self.ledger) else { return Ok(()) };
        if !self.ever_damaged {
            let kept = rows(on.engine.journal(), ledger.first_seq())?;
            let from = ledger.rows.len().saturating_sub(kept.len());
            ensure(Promise::ReplayIsLive, kept[..] == ledger.rows[from..], || {
                format!(
                    "{} rows are kept, and not the {} newest that were written",
                    kept.len(),
                    ledger.rows.len()
                )
            })?;
        }
        let replayed = ledger.replayed();
        ensure(Promise::ReplayIsLive, same(&replayed, on.engine.branch()), || {
            format!("all rows give {:?}, the engine has {:?}", replayed.state(), on.engine.branch().state())
        })
    }
}
