//! The demo's bench: the virtual board, the clock and the power, for the page to play with.

use super::clock::DemoClock;
use super::{DaemonError, Plan, PoweredBranch};
use crate::devices::installation::{InstalledCounter, InstalledKiosk, Work};
use crate::devices::lamps::Lamp;
use crate::devices::panel::Panel;
use crate::devices::sound::{Entry, Fate, Place};
use crate::devices::virtual_printer::VirtualPrinter;
use crate::devices::virtual_printer::line::PrinterLine;
use crate::domain::branch::Branch;
use crate::domain::command::Command;
use crate::domain::ids::{CounterId, KioskId, TicketNumber};
use crate::domain::ticket::SlipState;
use crate::engine::Handle;
use crate::ports::demo::{
    DeskState, Door, LampState, Playground, SlipPicture, SoundEntry, SoundFate, Trouble,
};
use crate::scene::visitor::Visitor;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::runtime;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// A new roll.
const ROLL_MM: u32 = 80_000;
/// What is left of a roll that is near its end.
const NEAR_END_MM: u32 = 2_000;
/// Slips of different kiosks have ids of their own.
const SERIALS: u64 = 1 << 32;

/// Whose slips the pieces of paper are, by the piece's id. Half a slip, and one of which nobody knows whether it came out,
/// have no name.
type Numbers = BTreeMap<u64, TicketNumber>;
/// As many as the printers of a board keep.
const NUMBERS_MAX: usize = 256;

/// A branch that can be broken on purpose.
pub(super) struct Bench {
    plan: Plan,
    clock: Arc<DemoClock>,
    state: PathBuf,
    branch: Mutex<Option<PoweredBranch>>,
    power: watch::Sender<Option<Handle>>,
    troubles: Mutex<BTreeSet<Trouble>>,
    numbers: Arc<Mutex<Numbers>>,
    changes: Arc<watch::Sender<u64>>,
    doors: Vec<Door>,
    runtime: runtime::Handle,
    /// Watch for changes, whether there is a branch or not.
    _attendants: JoinSet<()>,
    _work: Work,
}

impl Bench {
    /// A bench with a running branch, and the cell that tells whether it has power. Must be called within a runtime.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub(super) fn new(
        plan: Plan,
        clock: Arc<DemoClock>,
        state: PathBuf,
        branch: PoweredBranch,
        doors: Vec<Door>,
    ) -> Result<(Self, watch::Receiver<Option<Handle>>), DaemonError> {
        let (power, powered) = watch::channel(Some(branch.handle()));
        let changes = Arc::new(watch::Sender::new(0));
        let work = plan.board.work().map_err(DaemonError::Thread)?;
        let mut attendants = JoinSet::new();
        attendants.spawn(note_each(plan.board.hall.frames(), Arc::clone(&changes)));
        attendants.spawn(note_each(plan.board.sounds.heard().changes(), Arc::clone(&changes)));
        let numbers = Arc::new(Mutex::new(Numbers::new()));
        for kiosk in plan.board.kiosks.values() {
            attendants.spawn(note_each(kiosk.display.frames(), Arc::clone(&changes)));
            attendants.spawn(note_each(kiosk.lamps.watch(), Arc::clone(&changes)));
            attendants.spawn(note_each(kiosk.visitor.subscribe(), Arc::clone(&changes)));
        }
        for (id, printer) in plan.board.virtual_printers() {
            let (numbers, changes) = (Arc::clone(&numbers), Arc::clone(&changes));
            attendants.spawn(note_slips(id, printer.clone(), powered.clone(), numbers, changes));
        }
        for counter in plan.board.counters.values() {
            let frames = counter.display.as_ref().map(Panel::frames);
            attendants.spawn(note_each(counter.refused.subscribe(), Arc::clone(&changes)));
            if let Some(frames) = frames {
                attendants.spawn(note_each(frames, Arc::clone(&changes)));
            }
        }
        let runtime = runtime::Handle::current();
        runtime.spawn(note_end(branch.handle(), Arc::clone(&changes)));
        let (branch, troubles) = (Mutex::new(Some(branch)), Mutex::default());
        let bench = Self {
            plan,
            clock,
            state,
            branch,
            power,
            troubles,
            numbers,
            changes,
            doors,
            runtime,
            _attendants: attendants,
            _work: work,
        };
        Ok((bench, powered))
    }

    /// Stops the branch in order, at the end of the demo.
    ///
    /// # Errors
    /// Why the engine failed, now or before.
    pub(super) fn switch_off(&self) -> Result<(), DaemonError> {
        let branch = lock(&self.branch).take();
        self.power.send_replace(None);
        branch.map_or(Ok(()), PoweredBranch::stop)
    }

    fn note(&self) {
        self.changes.send_modify(|change| *change += 1);
    }

    /// Lets the branch look at its clocks now, and not only when it next would.
    fn tick(&self) {
        if let Some(branch) = self.power.borrow().as_ref() {
            drop(branch.ask(Command::Tick));
        }
    }

    fn kiosk(&self, kiosk: KioskId) -> Option<&InstalledKiosk> {
        self.plan.board.kiosks.get(&kiosk)
    }

    fn each_printer(&self, act: impl Fn(&mut VirtualPrinter, u64)) {
        for (_, printer) in self.plan.board.virtual_printers() {
            printer.with(&act);
        }
    }
}

impl Playground for Bench {
    fn set_button(&self, kiosk: KioskId, button: u8, down: bool) {
        if let Some(kiosk) = self.kiosk(kiosk) {
            kiosk.set_contact(button, down);
        }
    }

    fn doors(&self) -> &[Door] {
        &self.doors
    }

    fn scanners(&self) -> BTreeSet<KioskId> {
        self.plan.board.virtual_scanners().collect()
    }

    fn show_code(&self, kiosk: KioskId, code: &str) {
        if let Some(kiosk) = self.kiosk(kiosk) {
            kiosk.show_code(code);
        }
    }

    fn lamps(&self, kiosk: KioskId) -> Vec<(u8, LampState)> {
        let lamps = self.kiosk(kiosk).map(|kiosk| kiosk.lamps.watch().borrow().clone()).unwrap_or_default();
        let state = |lamp| match lamp {
            Lamp::Ready => LampState::Ready,
            Lamp::Busy => LampState::Busy,
            Lamp::Off => LampState::Off,
        };
        lamps.into_iter().map(|(button, lamp)| (button, state(lamp))).collect()
    }

    fn visitor(&self, kiosk: KioskId) -> Visitor {
        self.kiosk(kiosk).map_or_else(Visitor::default, |kiosk| kiosk.visitor.borrow().clone())
    }

    fn kiosk_version(&self, kiosk: KioskId) -> u64 {
        self.kiosk(kiosk).map_or(0, |kiosk| *kiosk.display.frames().borrow())
    }

    fn kiosk_picture(&self, kiosk: KioskId) -> Option<(u64, Vec<u8>)> {
        self.kiosk(kiosk).map(|kiosk| kiosk.display.picture())
    }

    fn desks(&self) -> Vec<DeskState> {
        let counters = self.plan.board.counters.iter();
        let desk = |(&counter, desk): (&CounterId, &InstalledCounter)| DeskState {
            counter,
            version: desk.display.as_ref().map(|display| *display.frames().borrow()),
            keys: desk.keys.iter().map(|(&key, &action)| (key, action)).collect(),
            refused: desk.refused.borrow().clone(),
        };
        counters.map(desk).collect()
    }

    fn set_key(&self, counter: CounterId, key: u8, down: bool) {
        if let Some(counter) = self.plan.board.counters.get(&counter) {
            counter.set_contact(key, down);
        }
    }

    fn counter_picture(&self, counter: CounterId) -> Option<(u64, Vec<u8>)> {
        Some(self.plan.board.counters.get(&counter)?.display.as_ref()?.picture())
    }

    fn hall_version(&self) -> u64 {
        *self.plan.board.hall.frames().borrow()
    }

    fn hall_picture(&self) -> (u64, Vec<u8>) {
        self.plan.board.hall.picture()
    }

    fn slips(&self) -> Vec<SlipPicture> {
        let of_printer = |(kiosk, printer): (KioskId, &PrinterLine)| {
            let first = u64::from(kiosk.0) * SERIALS;
            let numbers = lock(&self.numbers);
            printer.look(|printer| {
                let pieces = printer.pieces().iter().filter(|piece| piece.picture.height() > 0);
                let pictures = pieces.map(|piece| {
                    let dots = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
                    let (width, height) = (dots(piece.picture.width()), dots(piece.picture.height()));
                    let id = first + piece.serial;
                    let number = numbers.get(&id).copied();
                    (piece.since_ms, SlipPicture { id, kiosk, width, height, number })
                });
                pictures.collect::<Vec<_>>()
            })
        };
        let mut slips: Vec<(u64, SlipPicture)> =
            self.plan.board.virtual_printers().flat_map(of_printer).collect();
        slips.sort_by_key(|(since_ms, slip)| (*since_ms, slip.id));
        slips.into_iter().rev().map(|(_, slip)| slip).collect()
    }

    fn slip_png(&self, id: u64) -> Option<Vec<u8>> {
        let kiosk = self.kiosk(KioskId(u8::try_from(id / SERIALS).ok()?))?;
        kiosk.virtual_printer()?.look(|printer| {
            let mut pieces = printer.pieces().iter();
            pieces.find(|piece| piece.serial == id % SERIALS).map(|piece| piece.picture.to_png())
        })
    }

    fn sounds(&self) -> Vec<SoundEntry> {
        let entries = self.plan.board.sounds.heard().entries().into_iter();
        let entries = entries.map(|Entry { id, place, words, fate, sound, .. }| SoundEntry {
            id,
            kiosk: match place {
                Place::Hall => None,
                Place::Kiosk(kiosk) => Some(kiosk),
            },
            words,
            fate: match fate {
                Fate::Heard => SoundFate::Heard,
                Fate::Interrupted => SoundFate::Interrupted,
                Fate::NoVoice => SoundFate::NoVoice,
                Fate::Quiet => SoundFate::Quiet,
                Fate::Missed => SoundFate::Missed,
            },
            has_sound: sound.is_some(),
        });
        entries.collect()
    }

    fn sound_wav(&self, id: u64) -> Option<Arc<[u8]>> {
        let entries = self.plan.board.sounds.heard().entries();
        entries.into_iter().find(|entry| entry.id == id)?.sound
    }

    fn troubles(&self) -> BTreeSet<Trouble> {
        lock(&self.troubles).clone()
    }

    fn set_trouble(&self, trouble: Trouble, on: bool) {
        let mut troubles = lock(&self.troubles);
        let changed = if on { troubles.insert(trouble) } else { troubles.remove(&trouble) };
        if !changed {
            return;
        }
        let near_end = troubles.contains(&Trouble::PaperNearEnd);
        let roll_mm = match (troubles.contains(&Trouble::PaperOut), near_end) {
            (true, _) => 0,
            (false, true) => NEAR_END_MM,
            (false, false) => ROLL_MM,
        };
        drop(troubles);
        match trouble {
            Trouble::PaperNearEnd | Trouble::PaperOut => {
                self.each_printer(|printer, now_ms| printer.load_roll(now_ms, roll_mm));
            }
            Trouble::CoverOpen => self.each_printer(|printer, now_ms| printer.set_cover_open(now_ms, on)),
            Trouble::CutterBlocked => {
                self.each_printer(|printer, now_ms| printer.set_cutter_blocked(now_ms, on));
            }
            Trouble::PrinterJammed => self.each_printer(|printer, now_ms| printer.set_jammed(now_ms, on)),
            Trouble::PrinterOverheated => {
                self.each_printer(|printer, now_ms| printer.set_overheated(now_ms, on));
            }
            Trouble::PrinterBroken => self.each_printer(|printer, now_ms| printer.set_broken(now_ms, on)),
            Trouble::PrinterOffline => self.each_printer(|printer, now_ms| printer.set_offline(now_ms, on)),
            Trouble::PrinterOff => self.each_printer(|printer, now_ms| printer.set_power(now_ms, !on)),
            Trouble::PrinterSilent => self.each_printer(|printer, now_ms| printer.set_silent(now_ms, on)),
            Trouble::ClockUnsynced => {
                self.clock.set_unsynced(on);
                self.tick();
            }
        }
        self.note();
    }

    fn jump_clock(&self, minutes: i64) {
        self.clock.jump(minutes.saturating_mul(60_000));
        self.tick();
        self.note();
    }

    fn clock_jumped_min(&self) -> i64 {
        self.clock.ahead_ms() / 60_000
    }

    fn cut_power(&self) {
        let branch = lock(&self.branch).take();
        self.power.send_replace(None);
        if let Some(Err(error)) = branch.map(PoweredBranch::cut_power) {
            tracing::warn!("the branch had stopped before the power was cut: {error}");
        }
        self.plan.board.go_dark();
        self.note();
    }

    fn restore_power(&self) {
        let mut branch = lock(&self.branch);
        if branch.as_ref().is_some_and(PoweredBranch::works) {
            return;
        }
        // One that has stopped by itself gives its state directory back.
        if let Some(Err(error)) = branch.take().map(PoweredBranch::cut_power) {
            tracing::warn!("the branch had stopped: {error}");
        }
        match PoweredBranch::start(&self.plan, &self.state) {
            Ok(started) => {
                let handle = started.handle();
                self.runtime.spawn(note_end(handle.clone(), Arc::clone(&self.changes)));
                self.power.send_replace(Some(handle));
                *branch = Some(started);
            }
            Err(error) => tracing::warn!("the branch does not start: {error}"),
        }
        drop(branch);
        self.note();
    }

    fn powered(&self) -> bool {
        lock(&self.branch).as_ref().is_some_and(PoweredBranch::works)
    }

    fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }
}

/// The page must know when a branch has stopped by itself.
async fn note_end(branch: Handle, changes: Arc<watch::Sender<u64>>) {
    let mut turns = branch.turns();
    drop(branch);
    while turns.changed().await.is_ok() {}
    changes.send_modify(|change| *change += 1);
}

async fn note_each<T>(mut source: watch::Receiver<T>, changes: Arc<watch::Sender<u64>>) {
    while source.changed().await.is_ok() {
        changes.send_modify(|change| *change += 1);
    }
}

/// A printer changes with each row; the page wants to know when a piece of paper has come out, and whose it is.
async fn note_slips(
    kiosk: KioskId,
    printer: PrinterLine,
    mut power: watch::Receiver<Option<Handle>>,
    numbers: Arc<Mutex<Numbers>>,
    changes: Arc<watch::Sender<u64>>,
) {
    let mut wheels = printer.changes();
    let mut newest = None;
    loop {
        let mut turns = power.borrow_and_update().as_ref().map(Handle::turns);
        let mut has_branch = true;
        while has_branch {
            let printed = power
                .borrow()
                .as_ref()
                .and_then(|branch| branch.read(|branch, _| printed_last(branch, kiosk)));
            let serial = printer.look(|printer| printer.pieces().back().map(|piece| piece.serial));
            let named = serial.zip(printed).is_some_and(|(serial, number)| {
                let mut numbers = lock(&numbers);
                let before = numbers.insert(u64::from(kiosk.0) * SERIALS + serial, number);
                while numbers.len() > NUMBERS_MAX {
                    numbers.pop_first();
                }
                before != Some(number)
            });
            if named || serial != newest {
                newest = serial;
                changes.send_modify(|change| *change += 1);
            }
            tokio::select! {
                changed = wheels.changed() => if changed.is_err() { return },
                changed = next_turn(turns.as_mut()) => turns = turns.filter(|_| changed.is_ok()),
                changed = power.changed() => match changed {
                    Ok(()) => has_branch = false,
                    Err(_) => return,
                },
            }
        }
    }
}

/// Waits for the next turn, for ever when there is no branch.
async fn next_turn(turns: Option<&mut watch::Receiver<u64>>) -> Result<(), watch::error::RecvError> {
    match turns {
        Some(turns) => turns.changed().await,
        None => std::future::pending().await,
    }
}

/// The number on the newest paper: while nothing has been printed since, and the slip is proven to be out. Paper that came
/// out in between is the remnant of a slip that was not.
fn printed_last(branch: &Branch, kiosk: KioskId) -> Option<TicketNumber> {
    let last = branch.state().kiosks.get(&kiosk)?.last?;
    (last.slip == SlipState::Printed).then_some(last.number)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
