//! A branch: the state, and the two tables that hold the core together.
//!
//! **Model.** [`Branch::decide`] chooses and changes nothing; [`Branch::apply`] changes and chooses nothing. The stages of
//! a ticket's life each have a file: [`taking`], [`calling`], [`slips`]; [`clock`] and [`day`] have what time does.
//!
//! **Invariants.** `check_invariants` (in [`invariants`]) names them; tests and the simulation run it after every event.
//! `apply` is total: it needs no settings and cannot fail.
//!
//! **Deliberately not here.** Words, devices, storage.

mod asked;
mod calling;
mod clock;
mod day;
mod invariants;
mod learning;
mod remote;
mod remote_state;
mod slips;
mod state;
mod taking;

pub use asked::NumberNow;
pub use clock::Clock;
pub use invariants::Violation;
pub use remote_state::{Answered, Person, Remote};
pub use state::{Call, Day, NumbersGiven, State};
pub use taking::Admission;

use super::command::{ButtonReport, Command};
use super::counter::CounterState;
use super::discipline::Line;
use super::duty::Duty;
use super::event::{CancelReason, Entry, Event, Part};
use super::ids::{CounterId, KioskId, ServiceId, TicketNumber};
use super::planted::{Bug, planted};
use super::refusal::Refusal;
use super::settings::Settings;
use super::ticket::{SlipState, Ticket, TicketState};
use super::time::Moment;
use std::sync::Arc;

/// What a command leads to.
pub type Decision = Result<Vec<Event>, Refusal>;

/// A branch: its settings and its state.
#[derive(Debug, Clone)]
pub struct Branch {
    settings: Arc<Settings>,
    state: State,
}

impl Branch {
    /// A branch in a state that a journal gave, or [`State::new`].
    pub fn new(settings: Arc<Settings>, mut state: State) -> Self {
        for &counter in settings.counters.keys() {
            state.counters.entry(counter).or_insert(CounterState::Closed);
        }
        for &kiosk in &settings.kiosks {
            state.kiosks.entry(kiosk).or_default();
        }
        Self { settings, state }
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The state.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// What a command leads to now. The events are valid only for this state: apply them before the next decision.
    pub fn decide(&self, now: Moment, command: Command) -> Decision {
        match command {
            Command::Tick => Ok(self.tick(now)),
            Command::Restart { epoch, code_key, boot } => Ok(self.restart(now, epoch, code_key, boot)),
            Command::StateTime { wall_ms } => self.state_time(now, wall_ms),
            Command::OpenDay => self.open_day(now),
            Command::CloseDay => self.close_day(),

            Command::TakeTicket { kiosk, service, class, language, link } => {
                self.take_ticket(now, kiosk, service, class, language, link)
            }
            Command::WalkDirect { counter, service, link } => self.walk_direct(now, counter, service, link),

            Command::Request { request } => self.request(now, request),
            Command::ShowTicket { link } => self.show_ticket(now, link),

            Command::OpenCounter { counter } => self.open_counter(counter),
            Command::CloseCounter { counter } => self.close_counter(counter),
            Command::HoldCounter { counter } => self.hold_counter(counter),
            Command::ReleaseCounter { counter } => self.release_counter(counter),
            Command::CallNext { counter } => self.call_next(now, counter),
            Command::Recall { counter } => self.recall(counter),
            Command::NoShow { counter } => self.no_show(now, counter),
            Command::Start { counter } => self.start(counter),
            Command::Finish { counter } => self.finish(now, counter),
            Command::Park { counter } => self.park(now, counter),
            Command::Transfer { counter, service } => self.transfer(now, counter, service),
            Command::CheckIn { number } => self.check_in(now, number),
            Command::Cancel { number } => self.cancel(number),
            Command::ReportCallShown { call } => Ok(self.call_shown(call)),

            Command::VoidSlip { number } => self.void_slip(number),
            Command::Reprint { number, kiosk } => self.reprint(number, kiosk),
            Command::ReportPrinter { kiosk, printer } => self.printer_reported(kiosk, printer),
            Command::ChangeRoll { kiosk } => self.change_roll(kiosk),
            Command::TryPaper { kiosk } => self.try_paper(kiosk),
            Command::ConfirmPowerCycle { kiosk } => self.confirm_power_cycle(kiosk),
            Command::ReportSlip { kiosk, job, outcome } => Ok(self.slip_reported(kiosk, job, outcome)),

            Command::ReportButton { kiosk, button, report } => self.button_reported(kiosk, button, report),
            Command::ReportKey { counter, key, report } => self.key_reported(counter, key, report),
            Command::ReportConfiguration { configured } => {
                let changed = configured != self.state.configured && !planted(Bug::ConfigurationUnsaid);
                Ok(changed.then_some(Event::ConfigurationChanged { configured }).into_iter().collect())
            }
            Command::ReportRestart { part } => self.part_restarted(part),
            Command::ReportStorage { full } => {
                let changed = full != self.state.storage_full;
                Ok(changed.then_some(Event::StorageChanged { full }).into_iter().collect())
            }
        }
    }

    /// Brings an event into the state. The only place where state changes.
    pub fn apply(&mut self, entry: &Entry) {
        let Entry { at, event } = entry;
        let state = &mut self.state;
        state.at = *at;
        match event {
            Event::Restarted { epoch, code_key, boot } => state.restarted(*at, *epoch, *code_key, *boot),
            Event::ClockChanged { trust, missed_ms, doubted_until_ms, .. } => {
                state.clock_changed(*at, *trust, *missed_ms, *doubted_until_ms);
            }
            Event::TimeStated { wall_ms } => state.clock.stated(*at, *wall_ms),
            Event::StorageChanged { full } => state.storage_full = *full,
            Event::ConfigurationChanged { configured } => state.configured = *configured,
            Event::DayOpened { date, anew, .. } => state.day_opened(*date, *at, *anew),
            Event::DayClosed { cause, .. } => state.day_closed(*cause),

            Event::TicketTaken { .. } => {
                state.remote.ticket_taken(*at, event);
                state.ticket_taken(*at, event);
            }
            Event::RequestAnswered { request, answer } => {
                state.remote.answered(state.clock, *at, request, answer);
            }
            Event::SteppedBack { ticket, place } => state.stepped_back(*ticket, place),
            Event::PressBounced { .. } | Event::KeyBounced { .. } | Event::PartRestarted { .. } => {}
            Event::ButtonStuck { kiosk, button } => {
                state.kiosks.entry(*kiosk).or_default().stuck_buttons.insert(*button);
            }
            Event::ButtonFreed { kiosk, button } => {
                state.kiosks.entry(*kiosk).or_default().stuck_buttons.remove(button);
            }

            Event::KeyStuck { counter, key } => {
                state.stuck_keys.insert((*counter, *key));
            }
            Event::KeyFreed { counter, key } => {
                state.stuck_keys.remove(&(*counter, *key));
            }

            Event::PrinterChanged { kiosk, printer } => {
                state.kiosks.entry(*kiosk).or_default().printer = *printer;
            }
            Event::RollChanged { kiosk } => state.kiosks.entry(*kiosk).or_default().roll_slips = 0,
            Event::TestPaperSent { kiosk, job } => state.test_paper_sent(*kiosk, *job),
            Event::PowerCycleConfirmed { kiosk } => {
                let kiosk = state.kiosks.entry(*kiosk).or_default();
                kiosk.power_cycles = kiosk.power_cycles.wrapping_add(1);
            }
            Event::SlipReserved { ticket, kiosk } => state.slip_reserved(*at, *ticket, *kiosk),
            Event::SlipSent { ticket, job } => state.slip_sent(*at, *ticket, *job),
            Event::SlipPrinted { ticket, .. } => state.slip_settled(*at, *ticket, SlipState::Printed),
            Event::SlipFailed { ticket, .. } => state.slip_settled(*at, *ticket, SlipState::Failed),
            Event::SlipUncertain { ticket, .. } => state.slip_settled(*at, *ticket, SlipState::Uncertain),

            Event::CounterOpened { counter } => {
                state.counters.insert(*counter, CounterState::Free);
                state.free_since_ms.insert(*counter, at.steady_ms);
            }
            Event::CounterClosed { counter } => {
                state.counters.insert(*counter, CounterState::Closed);
                state.free_since_ms.insert(*counter, at.steady_ms);
            }
            Event::CounterHeld { counter } => {
                state.held.insert(*counter);
            }
            Event::CounterReleased { counter } => {
                state.held.remove(counter);
            }
            Event::Called { ticket, counter, call } => state.called(*at, *ticket, *counter, *call),
            Event::Recalled { ticket, counter, call } => state.recalled(*ticket, *counter, *call),
            Event::CallShown { call } => state.call_shown(*call),
            Event::ServiceStarted { ticket, counter } => state.service_started(*at, *ticket, *counter),
            Event::ServiceFinished { ticket, counter, service, service_ms } => {
                state.experience.learn_service(*counter, service, *service_ms);
                state.end(*at, *ticket);
            }
            Event::Cancelled { ticket, reason: CancelReason::SlipVoid } => {
                state.slip_voided(*ticket);
                state.end(*at, *ticket);
            }
            Event::NoShow { ticket, .. }
            | Event::Cancelled { ticket, .. }
            | Event::Expired { ticket, .. } => {
                state.end(*at, *ticket);
            }
            Event::Parked { ticket, reason, until_ms } => state.parked(*at, *ticket, *reason, *until_ms),
            Event::CheckedIn { ticket, place } => state.checked_in(*at, *ticket, place.as_ref()),
            Event::Transferred { ticket, service, place, .. } => {
                state.transferred(*at, *ticket, service, place);
            }
        }
    }

    /// Everything that executors have to do, in the order in which it was owed.
    pub fn duties(&self) -> Vec<Duty> {
        let prints = self.state.tickets.values().filter_map(|ticket| match (ticket.slip, ticket.kiosk) {
            (SlipState::Sent { job }, Some(kiosk)) => Some(Duty::Print { kiosk, job, ticket: ticket.id }),
            (
                SlipState::None
                | SlipState::Reserved { .. }
                | SlipState::Sent { .. }
                | SlipState::Printed
                | SlipState::Failed
                | SlipState::Uncertain,
                _,
            ) => None,
        });
        let calls = self.state.calls.iter().filter(|call| !call.shown).map(|call| Duty::Announce {
            call: call.id,
            number: call.number,
            counter: call.counter,
            remote: call.remote,
        });
        let prints_max = if planted(Bug::OnePrinterAtATime) { 1 } else { usize::MAX };
        prints.take(prints_max).chain(calls).collect()
    }

    /// The ticket that carries this number now.
    pub fn ticket_by_number(&self, number: TicketNumber) -> Option<&Ticket> {
        let mut same = self.state.tickets.values().rev().filter(|ticket| ticket.number == number);
        same.find(|ticket| ticket.state != TicketState::Ended)
    }

    /// Whether some counter does both services, so that their tickets wait for the same clerk.
    pub fn competes(&self, one: &ServiceId, other: &ServiceId) -> bool {
        let mut counters = self.settings.counters.values();
        one == other
            || counters.any(|counter| counter.services.contains(one) && counter.services.contains(other))
    }

    /// The numbers of those who wait, or may come back, for a service that no counter does any more.
    pub fn stranded(&self) -> Vec<TicketNumber> {
        let is_done = |service: &ServiceId| {
            self.settings.counters.values().any(|counter| counter.services.contains(service))
        };
        let tickets = self
            .state
            .tickets
            .values()
            .filter(|ticket| matches!(ticket.state, TicketState::Waiting | TicketState::Parked { .. }));
        tickets.filter(|ticket| !is_done(&ticket.service)).map(|ticket| ticket.number).collect()
    }

    /// The services whose people wait for the same clerks as those of this one, itself among them.
    pub fn rivals(&self, service: &ServiceId) -> Vec<ServiceId> {
        let others = self.settings.services.iter().map(|(other, _)| other);
        let rivals = others.filter(|other| *other != service && self.competes(service, other));
        [service].into_iter().chain(rivals).cloned().collect()
    }

    /// The waiting tickets in the order in which they will be called.
    pub fn line(&self) -> Line<'_> {
        self.state.line.iter().filter_map(|id| self.state.tickets.get(id)).collect()
    }

    fn button_reported(&self, kiosk: KioskId, button: u8, report: ButtonReport) -> Decision {
        let known = self.state.kiosks.get(&kiosk).ok_or(Refusal::UnknownKiosk)?;
        let stuck = known.stuck_buttons.contains(&button);
        let event = match report {
            ButtonReport::Bounced(0) => None,
            ButtonReport::Bounced(count) => Some(Event::PressBounced { kiosk, button, count }),
            ButtonReport::Stuck => (!stuck).then_some(Event::ButtonStuck { kiosk, button }),
            ButtonReport::Freed => stuck.then_some(Event::ButtonFreed { kiosk, button }),
        };
        Ok(event.into_iter().collect())
    }

    fn part_restarted(&self, part: Part) -> Decision {
        match part {
            Part::Printer(kiosk) if !self.state.kiosks.contains_key(&kiosk) => Err(Refusal::UnknownKiosk),
            Part::Printer(_) | Part::Displays | Part::Link if planted(Bug::PartRestartUnsaid) => {
                Ok(Vec::new())
            }
            Part::Printer(_) | Part::Displays | Part::Link => Ok(vec![Event::PartRestarted { part }]),
        }
    }

    fn key_reported(&self, counter: CounterId, key: u8, report: ButtonReport) -> Decision {
        if !self.settings.counters.contains_key(&counter) {
            return Err(Refusal::UnknownCounter { counter });
        }
        let stuck = self.state.stuck_keys.contains(&(counter, key));
        let event = match report {
            ButtonReport::Bounced(0) => None,
            ButtonReport::Bounced(count) => Some(Event::KeyBounced { counter, key, count }),
            ButtonReport::Stuck => (!stuck).then_some(Event::KeyStuck { counter, key }),
            ButtonReport::Freed => stuck.then_some(Event::KeyFreed { counter, key }),
        };
        Ok(event.into_iter().collect())
    }
}
