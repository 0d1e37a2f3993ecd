//! What people do: visitors, clerks, technicians, and whoever comes by at the wrong moment.

use super::commands::{Kind, command_of};
use super::contacts::Contacts;
use super::keypad::key_of;
use super::promise::{Promise, ensure};
use super::world::{Flow, Receipt, World};
use crate::devices::virtual_printer::Lies;
use crate::domain::branch::Branch;
use crate::domain::command::Command;
use crate::domain::counter::CounterState;
use crate::domain::event::{Configured, Event, Part};
use crate::domain::ids::{CounterId, KioskId, LinkId, TicketNumber};
use crate::domain::ticket::{Presence, Ticket, TicketState};

/// What people can ask for by themselves; presses and reports come from devices.
const ASKED_BY_PEOPLE: [Kind; 21] = [
    Kind::OpenCounter,
    Kind::CloseCounter,
    Kind::HoldCounter,
    Kind::ReleaseCounter,
    Kind::VoidSlip,
    Kind::CallNext,
    Kind::Recall,
    Kind::NoShow,
    Kind::Start,
    Kind::Finish,
    Kind::Park,
    Kind::Transfer,
    Kind::WalkDirect,
    Kind::CheckIn,
    Kind::ShowTicket,
    Kind::Cancel,
    Kind::Reprint,
    Kind::OpenDay,
    Kind::CloseDay,
    Kind::ConfirmPowerCycle,
    Kind::ChangeRoll,
];

/// A watch that somebody reads the time from is less wrong than this.
const WATCH_WRONG_MS: u64 = 100_000;

impl World {
    /// Somebody presses a button; with luck once.
    pub(super) fn visitor_presses(&mut self) {
        let Some(kiosk) = self.random.pick_some(&self.settings.kiosks) else { return };
        let asks = self.random.chance(1, 8);
        let button = if asks { 5 + self.random.small(4) } else { 1 + self.random.small(4) };
        let truth_ms = u64::try_from(self.clocks.truth_ms).unwrap_or(0);
        let at_work = self.printer_is_at_work(kiosk);
        let Some(hardware) = self.kiosks.get_mut(&kiosk) else { return };
        // Slips that nothing cuts are torn off, at the latest by whoever comes next.
        if !at_work && self.random.chance(3, 4) {
            hardware.printer.tear(truth_ms);
            hardware.printer.take_slip(truth_ms);
        }
        hardware.contacts.press(self.clocks.truth_ms, button, &self.temper, &mut self.random);
    }

    /// A clerk does what clerks do, mostly what makes sense.
    pub(super) fn clerk_acts(&mut self) {
        let counters = self.look(|branch| {
            branch.state().counters.iter().map(|(&id, &state)| (id, state)).collect::<Vec<_>>()
        });
        let counters = counters.unwrap_or_default();
        let Some((counter, state)) = self.random.pick_some(&counters) else { return };
        let anything = if self.random.chance(1, 12) { self.anything() } else { None };
        let command = anything.unwrap_or_else(|| self.what_makes_sense(counter, state));
        match key_of(counter, &command).filter(|_| self.random.chance(1, 2)) {
            Some(key) => self.key_is_pressed(counter, key),
            None => self.ask(command, Receipt::Person),
        }
        // A colleague at the same instant, or the same clerk with a nervous finger.
        if self.random.chance(1, 8) {
            let (counter, state) = *self.random.pick(&counters);
            let command = self.what_makes_sense(counter, state);
            self.ask(command, Receipt::Person);
        }
    }

    fn what_makes_sense(&mut self, counter: CounterId, state: CounterState) -> Command {
        match state {
            CounterState::Closed => Command::OpenCounter { counter },
            CounterState::Free => match self.random.below(24) {
                0 => Command::CloseCounter { counter },
                1 => self.walk_direct(counter),
                _ => Command::CallNext { counter },
            },
            CounterState::Calling { .. } => match self.random.weighted(&[8, 6, 5, 1, 1]) {
                0 => Command::Start { counter },
                1 => Command::Recall { counter },
                2 => Command::NoShow { counter },
                3 => Command::Park { counter },
                _ => self.transfer(counter),
            },
            CounterState::Serving { .. } => match self.random.weighted(&[8, 6, 2, 1]) {
                0 => Command::Finish { counter },
                1 => Command::CallNext { counter },
                2 => Command::Park { counter },
                _ => self.transfer(counter),
            },
        }
    }

    /// Whatever a page lets somebody ask for, sense or not.
    fn anything(&mut self) -> Option<Command> {
        let kind = *self.random.pick(&ASKED_BY_PEOPLE);
        let mut random = self.random.fork();
        self.look(|branch| command_of(kind, branch, &mut random))
    }

    fn transfer(&mut self, counter: CounterId) -> Command {
        Command::Transfer { counter, service: self.some_service() }
    }

    fn walk_direct(&mut self, counter: CounterId) -> Command {
        let link = LinkId(u128::from(self.random.bits()));
        Command::WalkDirect { counter, service: self.some_service(), link }
    }

    fn some_service(&mut self) -> crate::domain::ids::ServiceId {
        let at = self.random.index(self.settings.services.len());
        self.settings.services[at].0.clone()
    }

    /// The daemon tells which configuration it has started with: each time another one, as if somebody had reloaded it.
    pub(super) fn configuration_is_told(&mut self) {
        let configured = match self.restarts % 3 {
            0 => Configured::Files,
            1 => Configured::Tried,
            _ => Configured::LastGood,
        };
        self.ask(Command::ReportConfiguration { configured }, Receipt::Reload(configured));
    }

    /// It was told to the branch, and no other one is told before the next start.
    pub(super) fn configuration_is_known(&mut self, configured: Configured) -> Flow {
        let known = self.look(|branch| branch.state().configured);
        ensure(Promise::ConfigurationIsKnown, known.is_none_or(|known| known == configured), || {
            format!("{configured:?} is in force, and the journal says {known:?}")
        })?;
        Ok(())
    }

    /// A technician has a part begin anew.
    pub(super) fn part_begins_anew(&mut self) {
        let kiosk = self.random.pick_some(&self.settings.kiosks).unwrap_or(KioskId(1));
        let part = *self.random.pick(&[Part::Printer(kiosk), Part::Displays, Part::Link]);
        self.ask(Command::ReportRestart { part }, Receipt::Restart(part));
    }

    /// It is in the turn that has just ended, unless that cannot be read any more.
    pub(super) fn restart_is_known(&self, part: Part) -> Flow {
        let newest = self.ledger.as_ref().map(|ledger| ledger.newest_turn()).unwrap_or_default();
        let known =
            newest.is_empty() || newest.iter().any(|row| row.entry.event == Event::PartRestarted { part });
        ensure(Promise::RestartsAreKnown, known, || {
            format!("{part:?} began anew, and the journal does not say it")
        })?;
        Ok(())
    }

    /// Somebody shows a number at the desk.
    pub(super) fn number_is_shown(&mut self) {
        let away = |ticket: &Ticket| {
            ticket.presence == Presence::Absent || matches!(ticket.state, TicketState::Parked { .. })
        };
        let mostly_away = self.random.chance(7, 8);
        let Some(number) = self.some_number(|ticket| !mostly_away || away(ticket)) else { return };
        let command = match self.random.weighted(&[6, 1, 2]) {
            0 => Command::CheckIn { number },
            1 => Command::Cancel { number },
            _ => {
                let kiosk = self.random.pick_some(&self.settings.kiosks).unwrap_or(KioskId(1));
                Command::Reprint { number, kiosk }
            }
        };
        self.ask(command, Receipt::Person);
    }

    fn some_number(&mut self, wanted: impl Fn(&Ticket) -> bool) -> Option<TicketNumber> {
        let numbers = |branch: &Branch| {
            let tickets = branch.state().tickets.values();
            tickets.filter(|ticket| wanted(ticket)).map(|ticket| ticket.number).collect::<Vec<_>>()
        };
        let numbers = self.look(numbers)?;
        self.random.pick_some(&numbers)
    }

    /// Somebody opens or closes the day by hand.
    pub(super) fn day_is_handled(&mut self) {
        if self.random.chance(1, 2) {
            return self.time_is_said();
        }
        let open = self.look(|branch| branch.state().day.is_some()).unwrap_or(false);
        let sensible = self.random.chance(7, 8);
        let command = if open == sensible { Command::CloseDay } else { Command::OpenDay };
        self.ask(command, Receipt::Person);
    }

    /// Where no server says what time it is, somebody with a watch does, which may be wrong a little; they are believed where
    /// nobody knows better.
    fn time_is_said(&mut self) {
        let wrong_ms =
            if self.random.chance(1, 2) { self.random.below(WATCH_WRONG_MS).cast_signed() } else { 0 };
        let wall_ms = self.clocks.truth_ms + if self.random.chance(1, 2) { wrong_ms } else { -wrong_ms };
        self.ask(Command::StateTime { wall_ms }, Receipt::Watch);
    }

    /// Whoever has said what time it is looks whether the branch goes by it, and may find that the watch was wrong.
    pub(super) fn said_time_counts(&mut self) -> Flow {
        let now = self.now();
        let trusted = self.look(|branch| branch.clock_trusted(now)).unwrap_or(true);
        ensure(Promise::StatedTimeCounts, trusted || !self.roomy, || {
            format!("somebody was told that it is {} now, and the branch does not believe it", now.utc())
        })?;
        if self.random.chance(1, 3) {
            self.time_is_said();
        }
        Ok(())
    }

    /// Something happens to a printer, good or bad.
    pub(super) fn printer_suffers(&mut self, only_mend: bool) {
        let truth_ms = u64::try_from(self.clocks.truth_ms).unwrap_or(0);
        let kiosk = self.random.pick_some(&self.settings.kiosks);
        // Whoever wants to get at the paper of a printer at work opens the cover first.
        let at_work = kiosk.is_some_and(|kiosk| self.printer_is_at_work(kiosk));
        let Some(hardware) = kiosk.and_then(|kiosk| self.kiosks.get_mut(&kiosk)) else { return };
        let bad = !only_mend && self.random.chance(1, 3);
        let printer = &mut hardware.printer;
        let what = self.random.below(11);
        self.trace.line(self.clocks.truth_ms, || format!("{kiosk:?}: printer trouble {what}, bad {bad}"));
        match what {
            0 | 6 if at_work => printer.set_cover_open(truth_ms, true),
            0 if bad => printer.load_roll(truth_ms, u32::try_from(self.random.below(60)).unwrap_or(0)),
            0 => printer.load_roll(truth_ms, if self.random.chance(1, 4) { 3_000 } else { 80_000 }),
            1 => printer.set_cover_open(truth_ms, bad),
            2 => printer.set_offline(truth_ms, bad),
            3 => printer.set_silent(truth_ms, bad),
            4 => printer.set_power(truth_ms, !bad),
            5 => printer.set_cutter_blocked(truth_ms, bad),
            7 => printer.set_overheated(truth_ms, bad),
            8 => printer.set_broken(truth_ms, bad),
            9 => printer.set_jammed(truth_ms, bad),
            10 => printer.take_slip(truth_ms),
            _ => printer.tear(truth_ms),
        }
    }

    /// Whether a printer moves, or waits for the rest of a job that it has begun.
    fn printer_is_at_work(&mut self, kiosk: KioskId) -> bool {
        let moves =
            self.kiosks.get(&kiosk).is_some_and(|hardware| hardware.printer.poll_deadline().is_some());
        moves || self.shell(kiosk).has_job()
    }

    /// A technician mends every printer.
    pub(super) fn printers_are_mended(&mut self) {
        let truth_ms = u64::try_from(self.clocks.truth_ms).unwrap_or(0);
        self.keypads.values_mut().for_each(Contacts::mend);
        for hardware in self.kiosks.values_mut() {
            hardware.contacts.mend();
            hardware.cable.mend(self.clocks.truth_ms);
            let printer = &mut hardware.printer;
            printer.set_lies(truth_ms, Lies::default());
            printer.set_power(truth_ms, false);
            printer.set_cover_open(truth_ms, false);
            printer.set_offline(truth_ms, false);
            printer.set_silent(truth_ms, false);
            printer.set_cutter_blocked(truth_ms, false);
            printer.set_overheated(truth_ms, false);
            printer.set_broken(truth_ms, false);
            printer.set_jammed(truth_ms, false);
            printer.take_slip(truth_ms);
            printer.load_roll(truth_ms, 80_000);
            printer.set_power(truth_ms, true);
        }
    }
}
