//! A picture in words: sections of rows, which page and terminal draw as they are.

use super::history::{Condition, Seen};
use super::machine::Machine;
use super::picture::{Centre, CounterNow, CounterWork, DeviceNow, Picture, Queue};
use super::reload::Standing;
use crate::config::Difference;
use crate::domain::forecast::TOLD_MIN;
use crate::domain::kiosk::PrinterState;
use crate::domain::trial::{Device, Finding, Input, Said};
use crate::wording::Say;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// A head and its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// The head.
    pub head: String,
    /// What stands below it.
    pub rows: Vec<Row>,
}

/// A row: what it is about, and how that is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// What it is about; empty for a sentence by itself.
    pub label: String,
    /// How it is.
    pub value: String,
    /// Whether somebody must act on it.
    pub is_wrong: bool,
}

pub(super) fn row(label: String, value: impl Into<String>) -> Row {
    Row { label, value: value.into(), is_wrong: false }
}

/// What was found, device by device.
pub(super) fn findings(findings: &[Finding], say: Say<'_>) -> Vec<Row> {
    let row = |Finding { device, found }: &Finding| Row {
        is_wrong: found.is_wrong(),
        ..row(name(device, say), say.found(found))
    };
    findings.iter().map(row).collect()
}

/// What was pressed and shown.
pub(super) fn inputs(inputs: &[Input], say: Say<'_>) -> Vec<Row> {
    let row = |Input { device, said }: &Input| Row {
        is_wrong: *said == Said::Lost,
        ..row(device.clone(), say.said_by(said))
    };
    inputs.iter().map(row).collect()
}

/// What one configuration has otherwise than another. Keys and values are words of the files.
pub(super) fn differences(differences: &[Difference], say: Say<'_>) -> Vec<Row> {
    let one = |one: &Difference| {
        let before = one.before.as_deref().unwrap_or("–");
        let after = one.after.clone().unwrap_or_else(|| say.service_reload_removed());
        row(one.key.clone(), format!("{before} → {after}"))
    };
    differences.iter().map(one).collect()
}

fn name(device: &Device, say: Say<'_>) -> String {
    match device {
        Device::Printer(kiosk) => say.service_printer(*kiosk),
        Device::Named(name) => name.clone(),
    }
}

fn wrong(label: String, value: impl Into<String>) -> Row {
    Row { label, value: value.into(), is_wrong: true }
}

/// All sections in the order in which a technician wants them.
pub(super) fn sections(picture: &Picture, zone: Tz, say: Say<'_>) -> Vec<Section> {
    let section = |head, rows| Section { head, rows };
    let tell = Tell { zone, say };
    let queue = picture.queue.as_ref();
    let stopped = || vec![wrong(String::new(), say.service_stopped())];
    vec![
        section(say.service_today(), queue.map_or_else(stopped, |queue| tell.today(queue))),
        section(
            say.console_counters(),
            queue.map_or_else(stopped, |queue| queue.counters.iter().map(|one| tell.counter(one)).collect()),
        ),
        section(say.service_devices(), tell.devices(picture)),
        section(say.service_history(), tell.history(picture)),
        section(say.service_centre(), tell.centre(picture.centre.as_ref())),
        section(say.service_clock(), queue.map_or_else(stopped, |queue| tell.clock(queue))),
        section(say.service_machine(), tell.machine(&picture.machine)),
        section(say.service_program(), tell.program(picture)),
    ]
}

/// The zone and the words.
#[derive(Clone, Copy)]
struct Tell<'a> {
    zone: Tz,
    say: Say<'a>,
}

impl Tell<'_> {
    fn today(self, queue: &Queue) -> Vec<Row> {
        let say = self.say;
        let day = match queue.day {
            Some(date) => format!("{}, {date}", say.operator_day_open()),
            None => say.operator_day_closed(),
        };
        let waiting = say.operator_waiting_mixed(queue.waiting_here, queue.waiting_elsewhere);
        let held = queue.forecasts_held_percent;
        let too_few = || say.service_forecasts_few(queue.forecasts_told, TOLD_MIN);
        let held = held.map_or_else(too_few, |held| say.operator_percent(held.into()));
        let services = queue.services.iter();
        let services = services.map(|one| row(one.name.clone(), say.service_taken(one.taken, one.waiting)));
        [row(say.operator_day(), day), row(say.service_waiting(), waiting)]
            .into_iter()
            .chain([row(say.service_parked(), queue.parked.to_string())])
            .chain(services)
            .chain([row(say.operator_forecasts(), held)])
            .collect()
    }

    fn counter(self, now: &CounterNow) -> Row {
        let say = self.say;
        let value = match (now.state, now.number) {
            (CounterWork::Free, _) if now.held => say.console_held(),
            (CounterWork::Closed, _) => say.console_closed(),
            (CounterWork::Calling, Some(number)) => say.console_calling(number),
            (CounterWork::Serving, Some(number)) => say.console_serving(number),
            (CounterWork::Free | CounterWork::Calling | CounterWork::Serving, _) => say.console_free(),
        };
        // Somebody is still there, and is the last one.
        let ends = now.held && matches!(now.state, CounterWork::Calling | CounterWork::Serving);
        let value = if ends { format!("{value} · {}", say.console_held()) } else { value };
        row(say.counter_name(now.counter), value)
    }

    /// What is to be done stands among the faults.
    fn condition(self, label: String, device: &Device, condition: &Condition) -> Row {
        match (device, condition) {
            (_, Condition::Works) => row(label, self.say.service_works()),
            (_, Condition::Fails(why)) => wrong(label, why),
            (Device::Printer(kiosk), Condition::Printer(printer)) => {
                match self.say.printer_fault(*kiosk, *printer, false) {
                    None => row(label, self.say.service_works()),
                    Some(fault) => {
                        Row { is_wrong: *printer != PrinterState::Unknown, ..row(label, fault.what) }
                    }
                }
            }
            (Device::Named(_), Condition::Printer(_)) => row(label, self.say.service_works()),
        }
    }

    fn devices(self, picture: &Picture) -> Vec<Row> {
        let kiosks = || picture.queue.iter().flat_map(|queue| &queue.kiosks);
        let device = |now: &DeviceNow| {
            let told = self.condition(name(&now.device, self.say), &now.device, &now.condition);
            let Device::Printer(of) = now.device else { return told };
            match kiosks().find(|now| now.kiosk == of) {
                Some(kiosk) => {
                    let value = format!("{} · {}", told.value, self.say.service_roll(kiosk.roll_slips));
                    Row { value, ..told }
                }
                None => told,
            }
        };
        picture.devices.iter().map(device).collect()
    }

    /// The newest first: that is what somebody looks for.
    fn history(self, picture: &Picture) -> Vec<Row> {
        let changes = picture.history.iter().rev();
        let rows: Vec<Row> = changes
            .map(|change| {
                let when = change.seen.map_or_else(|| self.say.operator_not_known(), |seen| self.time(seen));
                let label = format!("{when} · {}", name(&change.device, self.say));
                self.condition(label, &change.device, &change.condition)
            })
            .collect();
        if rows.is_empty() { vec![row(String::new(), self.say.service_history_none())] } else { rows }
    }

    fn centre(self, centre: Option<&Centre>) -> Vec<Row> {
        let say = self.say;
        let Some(centre) = centre else { return vec![row(String::new(), say.service_no_centre())] };
        let connection = match &centre.why_not {
            None => row(say.service_connection(), say.service_connected()),
            Some(why) => wrong(say.service_connection(), why),
        };
        let date = centre.certificate_until.map(|until| until.with_timezone(&self.zone).date_naive());
        let certificate = match (date, centre.certificate_days, &centre.certificate_problem) {
            (Some(date), Some(days), _) => {
                let text = say.service_certificate_until(&date.to_string(), days);
                Some(Row { is_wrong: days < 0, ..row(say.service_certificate(), text) })
            }
            (Some(date), None, _) => Some(row(say.service_certificate(), date.to_string())),
            (None, _, Some(problem)) => Some(wrong(say.service_certificate(), problem)),
            (None, _, None) => None,
        };
        [row(say.service_broker(), &centre.broker), connection].into_iter().chain(certificate).collect()
    }

    fn clock(self, queue: &Queue) -> Vec<Row> {
        let say = self.say;
        let time = queue.minute.at.with_timezone(&self.zone).format("%Y-%m-%d %H:%M");
        let trust = if queue.minute.clock_trusted && queue.clock_stated {
            row(say.service_trust(), say.service_clock_stated())
        } else if queue.minute.clock_trusted {
            row(say.service_trust(), say.service_trusted())
        } else {
            wrong(say.service_trust(), say.service_not_trusted())
        };
        vec![row(say.service_time(), format!("{time} ({})", self.zone)), trust]
    }

    fn machine(self, machine: &Machine) -> Vec<Row> {
        let say = self.say;
        let disk = machine.disk_free_bytes.zip(machine.disk_bytes);
        let disk = disk.map(|(free, all)| Row {
            is_wrong: machine.disk_is_low(),
            ..row(say.service_disk(), say.service_of(&size(free), &size(all)))
        });
        let heat = machine.temperature_c.map(|degrees| Row {
            is_wrong: machine.is_hot(),
            ..row(say.service_temperature(), format!("{degrees}\u{a0}C"))
        });
        let voltage = machine.under_voltage.map(|is_low| match (is_low, machine.under_voltage_before) {
            (true, _) => wrong(say.service_voltage(), say.service_voltage_low()),
            (false, Some(true)) => row(say.service_voltage(), say.service_voltage_was_low()),
            (false, _) => row(say.service_voltage(), say.service_voltage_good()),
        });
        let memory = machine.memory_bytes.map(|bytes| row(say.service_memory(), size(bytes)));
        let state = row(say.service_state(), size(machine.state_bytes));
        disk.into_iter().chain([state]).chain(heat).chain(voltage).chain(memory).collect()
    }

    fn program(self, picture: &Picture) -> Vec<Row> {
        let say = self.say;
        let version = row(say.operator_version(), &picture.version);
        let configuration = match &picture.configuration {
            Standing::Files => row(say.service_configuration(), say.service_configuration_files()),
            Standing::Probation { seconds } => {
                row(say.service_configuration(), say.service_configuration_probation(*seconds))
            }
            Standing::LastGood { .. } => {
                wrong(say.service_configuration(), say.service_configuration_last_good())
            }
        };
        let journal = picture.queue.iter().flat_map(|queue| {
            [
                row(say.service_epoch(), queue.epoch.to_string()),
                row(say.service_events(), queue.events.to_string()),
            ]
        });
        [version, configuration].into_iter().chain(journal).collect()
    }

    fn time(self, seen: Seen) -> String {
        let time = seen.at.with_timezone(&self.zone).format("%Y-%m-%d %H:%M").to_string();
        if seen.clock_trusted { time } else { self.say.service_doubtful_time(&time) }
    }
}

/// Bytes as people say them, to the tenth of a unit.
fn size(bytes: u64) -> String {
    let units = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)];
    match units.into_iter().find(|(_, unit)| bytes >= *unit) {
        Some((name, unit)) => format!("{}.{}\u{a0}{name}", bytes / unit, bytes % unit * 10 / unit),
        None => format!("{bytes}\u{a0}B"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_in_the_unit_that_fits() {
        let check = |bytes, expected: &str| assert_eq!(size(bytes).replace('\u{a0}', " "), expected);
        check(0, "0 B");
        check(999, "999 B");
        check(1_000, "1.0 kB");
        check(20_480_000, "20.4 MB");
        check(15_931_539_456, "15.9 GB");
        check(u64::MAX, "18446744073.7 GB");
    }
}
