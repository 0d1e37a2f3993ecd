//! A whole run: steps with faults, then rest.

use super::centre::Centre;
use super::clocks::Clocks;
use super::contacts::Contacts;
use super::disk::SimulatedDisk;
use super::keypad::AT_COUNTERS;
use super::kiosk::KioskHardware;
use super::phones::Phones;
use super::promise::Broken;
use super::site::office;
use super::temper::Temper;
use super::trace::Trace;
use super::witness::Witness;
use super::world::{Flow, Off, Stop, World};
use crate::domain::time::ClockTrust;
use crate::random::Random;
use std::sync::Arc;

/// Some Monday; runs begin within the year after it, so that both changes of summer time are among their days.
const FIRST_DAY_MS: i64 = 1_772_409_600_000;
const DAY_MS: i64 = 86_400_000;

/// What a run was like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows of all journals.
    pub rows: u64,
    /// Starts.
    pub restarts: u64,
    /// Tickets given.
    pub tickets: u64,
    /// Slips that came out whole.
    pub slips: u64,
}

impl World {
    /// The world of a seed, before its first start.
    pub(super) fn new(seed: u64, trace: bool) -> Self {
        let mut random = Random::new(seed);
        let temper = Temper::new(&mut random);
        let day = i64::try_from(random.below(365)).unwrap_or(0);
        let minute = i64::try_from(random.between(4 * 60, 14 * 60)).unwrap_or(0);
        let truth_ms = FIRST_DAY_MS + day * DAY_MS + minute * 60_000;
        let settings = Arc::new(office(&mut random));
        Self {
            disk: SimulatedDisk::new(random.bits()),
            backup: None,
            clocks: Clocks::new(truth_ms, &mut random),
            kiosks: settings.kiosks.iter().map(|&id| (id, KioskHardware::new(&mut random))).collect(),
            keypads: AT_COUNTERS.into_iter().map(|id| (id, Contacts::default())).collect(),
            options: Self::journal_options(&mut random),
            settings,
            centre: Centre::new(temper.broker > 0),
            temper,
            random,
            on: None,
            off: Off {
                since_ms: truth_ms,
                until_ms: truth_ms,
                power_was_cut: true,
                wall_ms: truth_ms,
                ..Off::default()
            },
            ledger: None,
            witness: Witness::default(),
            phones: Phones::default(),
            trace: Trace::new(trace),
            fuse: None,
            restarts: 0,
            ever_damaged: false,
            sleeping_damage: false,
            over: false,
            roomy: true,
        }
    }

    /// Plays the run to its end.
    pub(super) fn play(&mut self) -> Result<Report, Broken> {
        let mut left = self.temper.steps;
        while left > 0 && !self.over {
            left -= u64::from(self.on.is_some());
            let flow = if self.on.is_some() { self.something_happens() } else { self.comes_back() };
            self.survive(flow)?;
        }
        if !self.over {
            self.comes_to_rest()?;
        }
        Ok(self.report())
    }

    /// Goes on after whatever ended a step.
    pub(super) fn survive(&mut self, flow: Flow) -> Result<(), Broken> {
        match flow {
            Ok(()) => Ok(()),
            Err(Stop::Broken(broken)) => Err(broken),
            Err(stop) => {
                self.goes_off(&stop);
                Ok(())
            }
        }
    }

    fn something_happens(&mut self) -> Flow {
        let gap_ms = match self.random.weighted(&[12, 16, 12, 4, 1]) {
            0 => self.random.below(60),
            1 => self.random.below(3_000),
            2 => self.random.below(60_000),
            3 => self.random.below(1_200_000),
            _ => self.random.below(4 * 3_600_000),
        };
        self.advance(self.clocks.truth_ms + gap_ms.cast_signed())?;
        self.something_goes_wrong()?;
        match self.random.weighted(&[30, 40, 10, 1, self.temper.phones, 3, 1]) {
            0 => self.visitor_presses(),
            1 => self.clerk_acts(),
            2 => self.number_is_shown(),
            4 => self.phone_asks(),
            5 => self.technician_tries_paper(),
            6 => self.part_begins_anew(),
            _ => self.day_is_handled(),
        }
        self.settle()
    }

    fn something_goes_wrong(&mut self) -> Flow {
        let temper = self.temper.clone();
        if self.random.chance(temper.printer, 1000) {
            self.printer_suffers(false);
        } else if self.random.chance(1, 12) {
            self.printer_suffers(true);
        }
        if let Some(kiosk) = self.random.pick_some(&self.settings.kiosks) {
            if self.random.chance(temper.cable, 1000) {
                self.cable_suffers(kiosk);
            }
            if self.random.chance(temper.lies, 1000) {
                self.printer_lies(kiosk);
            }
        }
        if self.random.chance(temper.clock, 1000) {
            let known = self.look(|branch| branch.state().clock.trust == ClockTrust::Synced);
            self.clocks.spoil(known.unwrap_or(false), &mut self.random);
            let (error_ms, trust) = (self.clocks.error_ms, self.clocks.trust);
            self.trace.line(self.clocks.truth_ms, || format!("the clock is {error_ms} ms wrong, {trust:?}"));
        }
        if self.random.chance(temper.full, 1000) {
            let room = if self.random.chance(1, 2) { 1 << 30 } else { self.random.below(60_000) };
            self.trace.line(self.clocks.truth_ms, || format!("{room} bytes are free"));
            self.disk.set_capacity(self.disk.used_bytes().saturating_add(room));
            self.roomy = room == 1 << 30;
        }
        if self.random.chance(temper.broker, 1000) {
            self.broker_suffers();
        }
        self.somebody_backs_up();
        if self.random.chance(temper.sync, 1000) {
            self.disk.fail_next_sync();
        }
        if self.random.chance(temper.storage_cuts, 1000) {
            self.disk.crash_at(self.disk.operations() + self.random.between(1, 40));
        }
        if self.random.chance(temper.effect_cuts, 1000) {
            self.fuse = Some(u32::from(self.random.small(30)));
        }
        if self.random.chance(temper.clean_stops, 1000) {
            return self.stops_in_order();
        }
        if self.random.chance(temper.power_cuts, 1000) {
            return Err(Stop::PowerCut("a pause"));
        }
        Ok(())
    }

    fn stops_in_order(&mut self) -> Flow {
        self.off.lie_unnoticed = self.lie_is_unnoticed();
        let on = self.on.take().expect("the device is on in this step");
        let closed = on.engine.close();
        let crashed = self.disk.crashed_in();
        let why = closed.err().map_or_else(|| "stopped in order".to_owned(), |error| error.to_string());
        Err(crashed.map_or(Stop::Exited(why), Stop::PowerCut))
    }

    fn report(&self) -> Report {
        let ledger = self.ledger.as_ref();
        let slips = self.kiosks.values().map(|kiosk| kiosk.bin.count()).sum();
        Report {
            rows: ledger.map_or(0, |ledger| ledger.seq()),
            restarts: self.restarts,
            tickets: ledger.map_or(0, |ledger| ledger.tickets.len() as u64),
            slips,
        }
    }
}

impl Report {
    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self {
            rows: self.rows + other.rows,
            restarts: self.restarts + other.restarts,
            tickets: self.tickets + other.tickets,
            slips: self.slips + other.slips,
        }
    }
}
