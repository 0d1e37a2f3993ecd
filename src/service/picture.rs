//! What is seen in one look: numbers for programs, and the same in words for people.
//!
//! **Invariants.** There is no running time in it: what changes by itself changes by the minute, so that a stream is quiet when
//! nothing happens. Nobody who waits is in it, only how many there are, and the number that a counter serves.

use super::history::{Change, Condition, Seen, Watched};
use super::machine::Machine;
use super::reload::Standing;
use super::station::Station;
use super::told::{self, Section};
use crate::access::technicians_have_pin;
use crate::domain::branch::Branch;
use crate::domain::counter::CounterState;
use crate::domain::ids::{CounterId, KioskId, ServiceId, TicketNumber};
use crate::domain::kiosk::PrinterState;
use crate::domain::ticket::{Presence, SlipState, TicketState};
use crate::domain::time::{ClockTrust, Moment};
use crate::domain::trial::Device;
use crate::wording::Say;
use crate::wording::faults::{CENTRE, Fault};
use chrono::{DateTime, DurationRound, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// So many days before the end of a certificate somebody is told.
const CERTIFICATE_DAYS_MIN: i64 = 30;

/// Everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Of the program.
    pub version: String,
    /// The branch's key.
    pub key: String,
    /// Its name in the reader's language.
    pub name: String,
    /// Which configuration is in force.
    pub configuration: Standing,
    /// What somebody must act on, in words.
    pub faults: Vec<Fault>,
    /// The queue; nothing while the branch does not run.
    pub queue: Option<Queue>,
    /// Every device, with how it is.
    pub devices: Vec<DeviceNow>,
    /// What devices did since the program started, oldest first.
    pub history: Vec<Change>,
    /// The way to the centre, if the site has one.
    pub centre: Option<Centre>,
    /// The machine.
    pub machine: Machine,
    /// The same in words.
    pub told: Vec<Section>,
}

/// The queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// The time to the minute.
    pub minute: Seen,
    /// Whether the kernel says that its clock is synchronised.
    pub clock_synced: bool,
    /// Whether the clock is followed that a person has set, because the kernel's is not.
    pub clock_stated: bool,
    /// The journal's epoch.
    pub epoch: u32,
    /// The place of the newest event that can be seen.
    pub events: u64,
    /// Whether a journal before this one was lost.
    pub journal_lost: bool,
    /// Whether the disk is too full for new tickets.
    pub storage_full: bool,
    /// The open service day.
    pub day: Option<NaiveDate>,
    /// People who wait and are here.
    pub waiting_here: u32,
    /// People who wait and are elsewhere.
    pub waiting_elsewhere: u32,
    /// Numbers that are set aside.
    pub parked: u32,
    /// Slips that are on their way to paper.
    pub slips_owed: u32,
    /// Of today's forecasts that have come to something, how many of a hundred held; nothing when they are too few.
    pub forecasts_held_percent: Option<u8>,
    /// How many of today's forecasts have come to something: people who waited and were called.
    pub forecasts_told: u32,
    /// By service.
    pub services: Vec<ServiceNow>,
    /// By counter.
    pub counters: Vec<CounterNow>,
    /// By kiosk.
    pub kiosks: Vec<KioskNow>,
}

/// A service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceNow {
    /// Its key.
    pub service: ServiceId,
    /// Its name in the reader's language.
    pub name: String,
    /// Numbers given today.
    pub taken: u32,
    /// People who wait for it, here or elsewhere.
    pub waiting: u32,
}

/// A counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterNow {
    /// Its number.
    pub counter: CounterId,
    /// What it does.
    pub state: CounterWork,
    /// Whether nobody is called to it until it is released.
    pub held: bool,
    /// Whose number is called or served there.
    pub number: Option<TicketNumber>,
}

/// What a counter does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CounterWork {
    /// No clerk.
    Closed,
    /// A clerk, nobody called.
    Free,
    /// A person was called.
    Calling,
    /// A person is served.
    Serving,
}

/// A kiosk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KioskNow {
    /// Its number.
    pub kiosk: KioskId,
    /// Its printer.
    pub printer: PrinterState,
    /// Slips since the newest roll.
    pub roll_slips: u32,
}

/// A device, as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceNow {
    /// Which.
    pub device: Device,
    /// How it is.
    pub condition: Condition,
}

/// The way to the centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Centre {
    /// The broker's address.
    pub broker: String,
    /// Whether the centre is reached.
    pub connected: bool,
    /// Why not.
    pub why_not: Option<String>,
    /// Until when our certificate is valid; nothing without one, or when nobody knows.
    pub certificate_until: Option<DateTime<Utc>>,
    /// Whole days until then; negative after it, nothing while the clock is not trusted.
    pub certificate_days: Option<i64>,
    /// Why nobody knows.
    pub certificate_problem: Option<String>,
}

impl Picture {
    /// A look in one language.
    pub(super) fn of(station: &Station, watched: &Watched, say: Say<'_>) -> Self {
        let failing = station.faults.borrow().clone();
        let branch = station.power.branch();
        let look = |branch: &Branch, now: Moment, events: u64| {
            (Queue::of(branch, now, events, say), say.troubles(branch, now, &failing))
        };
        let (queue, mut faults) = match branch.map(|branch| branch.read_at_place(look)) {
            Some((queue, faults)) => (Some(queue), faults),
            None => (None, failing.iter().map(|(device, why)| say.device_fault(device, why)).collect()),
        };
        let minute = queue.as_ref().map(|queue| queue.minute);
        let centre = station.link.as_ref().map(|link| {
            let certificate = watched.certificate.clone();
            let (until, problem) = certificate.map_or((None, None), |read| (read.clone().ok(), read.err()));
            let now = minute.filter(|minute| minute.clock_trusted).map(|minute| minute.at);
            let why_not = failing.get(CENTRE).cloned();
            Centre {
                broker: link.broker.address.to_string(),
                connected: why_not.is_none(),
                why_not,
                certificate_until: until,
                certificate_days: until.zip(now).map(|(until, now)| days(until - now)),
                certificate_problem: problem,
            }
        });
        let is_full = queue.as_ref().is_some_and(|queue| queue.storage_full);
        faults.extend(of_machine(&watched.machine, is_full, centre.as_ref(), say));
        faults.extend((!technicians_have_pin(&station.state)).then(|| say.pin_missing_fault()));
        let configuration = station.reload.standing().borrow().clone();
        if let Standing::LastGood { why } = &configuration {
            faults.insert(0, say.configuration_fault(why));
        }
        let device = |(device, condition): (&Device, &Condition)| DeviceNow {
            device: device.clone(),
            condition: condition.clone(),
        };
        let is_device = |now: &DeviceNow| !matches!(&now.device, Device::Named(name) if name == CENTRE);
        let mut picture = Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            key: station.settings.key.clone(),
            name: station.settings.name.get(say.language()).to_owned(),
            configuration,
            faults,
            queue,
            devices: watched.devices.now.iter().map(device).filter(is_device).collect(),
            history: watched.devices.changes.iter().cloned().collect(),
            centre,
            machine: watched.machine.clone(),
            told: Vec::new(),
        };
        picture.told = told::sections(&picture, station.settings.calendar.zone, say);
        picture
    }
}

/// Whole days, rounded down: a certificate that ends in an hour has none left.
fn days(left: TimeDelta) -> i64 {
    left.num_seconds().div_euclid(24 * 3600)
}

/// `is_full`: that the disk is has been said.
fn of_machine(machine: &Machine, is_full: bool, centre: Option<&Centre>, say: Say<'_>) -> Vec<Fault> {
    let heat = machine.temperature_c.filter(|_| machine.is_hot()).map(|degrees| say.heat_fault(degrees));
    let days = centre.and_then(|centre| centre.certificate_days).filter(|&days| days < CERTIFICATE_DAYS_MIN);
    let disk = (machine.disk_is_low() && !is_full).then(|| say.disk_fault());
    let voltage = (machine.under_voltage == Some(true)).then(|| say.voltage_fault());
    let certificate = days.map(|days| say.certificate_fault(days));
    disk.into_iter().chain(heat).chain(voltage).chain(certificate).collect()
}

impl Queue {
    fn of(branch: &Branch, now: Moment, events: u64, say: Say<'_>) -> Self {
        let (state, settings) = (branch.state(), branch.settings());
        let line = branch.line();
        let waiting = |presence| count(line.iter().filter(|ticket| ticket.presence == presence));
        let tickets = || state.tickets.values();
        let services = settings.services.iter().map(|(id, service)| ServiceNow {
            service: id.clone(),
            name: service.name.get(say.language()).to_owned(),
            taken: state.taken.get(id).copied().unwrap_or(0),
            waiting: count(line.iter().filter(|ticket| ticket.service == *id)),
        });
        let counters = state.counters.iter().map(|(&counter, &now)| CounterNow {
            counter,
            state: match now {
                CounterState::Closed => CounterWork::Closed,
                CounterState::Free => CounterWork::Free,
                CounterState::Calling { .. } => CounterWork::Calling,
                CounterState::Serving { .. } => CounterWork::Serving,
            },
            held: branch.is_held(counter),
            number: now.ticket().and_then(|id| state.tickets.get(&id)).map(|ticket| ticket.number),
        });
        let kiosks = state.kiosks.iter().map(|(&kiosk, now)| KioskNow {
            kiosk,
            printer: now.printer,
            roll_slips: now.roll_slips,
        });
        let at = now.utc();
        let at = at.duration_trunc(TimeDelta::minutes(1)).unwrap_or(at);
        Self {
            minute: Seen { at, clock_trusted: branch.clock_trusted(now) },
            clock_synced: now.trust == ClockTrust::Synced && !branch.time_is_stated(now),
            clock_stated: branch.time_is_stated(now),
            epoch: state.epoch,
            events,
            journal_lost: state.journal_lost,
            storage_full: state.storage_full,
            day: state.day.map(|day| day.date),
            waiting_here: waiting(Presence::Present),
            waiting_elsewhere: waiting(Presence::Absent),
            parked: count(tickets().filter(|ticket| matches!(ticket.state, TicketState::Parked { .. }))),
            slips_owed: count(
                tickets().filter(|ticket| {
                    matches!(ticket.slip, SlipState::Reserved { .. } | SlipState::Sent { .. })
                }),
            ),
            forecasts_held_percent: state.experience.held_percent(),
            forecasts_told: state.experience.told(),
            services: services.collect(),
            counters: counters.collect(),
            kiosks: kiosks.collect(),
        }
    }
}

fn count<T>(things: impl Iterator<Item = T>) -> u32 {
    u32::try_from(things.count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ticket::Language;
    use crate::wording::Words;

    #[test]
    fn days_that_are_left_are_whole_ones() {
        let check = |seconds, expected| assert_eq!(days(TimeDelta::seconds(seconds)), expected, "{seconds}");
        check(0, 0);
        check(24 * 3600 - 1, 0);
        check(24 * 3600, 1);
        check(-1, -1);
    }

    #[test]
    fn a_machine_that_needs_somebody_says_it_and_a_good_one_nothing() {
        let words = Words::load();
        let say = words.say(Language::En);
        let centre = |certificate_days| Centre {
            broker: String::new(),
            connected: true,
            why_not: None,
            certificate_until: None,
            certificate_days,
            certificate_problem: None,
        };
        let told = |machine: &Machine, days| -> Vec<String> {
            let faults = of_machine(machine, false, Some(&centre(days)), say).into_iter();
            faults.map(|fault| fault.what).collect()
        };
        let good = Machine { temperature_c: Some(79), under_voltage: Some(false), ..Machine::default() };
        assert_eq!(told(&good, Some(CERTIFICATE_DAYS_MIN)), [""; 0]);
        assert_eq!(told(&good, None), [""; 0]);
        let bad = Machine {
            disk_free_bytes: Some(1),
            disk_bytes: Some(1 << 30),
            temperature_c: Some(81),
            under_voltage: Some(true),
            ..good
        };
        let expected = [
            "The disk is nearly full.",
            "The machine is too hot (81\u{a0}C).",
            "The machine’s supply voltage is too low.",
            "The certificate for the central queue ends soon; days left: 29.",
        ];
        assert_eq!(told(&bad, Some(29)), expected);
        let full = of_machine(&bad, true, None, say);
        assert!(full.iter().all(|fault| !fault.what.contains("disk")), "it is said once: {full:?}");
        let over = told(&Machine::default(), Some(-1));
        assert_eq!(over, ["The certificate for the central queue has ended."]);
    }
}
