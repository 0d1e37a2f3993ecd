//! The picture as numbers for Prometheus (exposition format 0.0.4). Names say their unit last; no label names a person or a ticket.

use super::history::Condition;
use super::picture::{CounterWork, Picture, Queue};
use super::station::Visitor;
use crate::domain::kiosk::PrinterState;
use crate::domain::ticket::Language;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use std::fmt::{Display, Write};

pub(super) async fn answer(visitor: Visitor) -> Response {
    let station = &visitor.shared.station;
    let watched = visitor.shared.watched.borrow().clone();
    let picture = Picture::of(station, &watched, station.words.say(Language::En));
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text(&picture)).into_response()
}

/// Lines of the format.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        self.add(format_args!("# HELP {name} {help}\n# TYPE {name} {kind}\n"));
    }

    fn value(&mut self, name: &str, labels: &[(&str, String)], value: impl Display) {
        let pairs: Vec<String> =
            labels.iter().map(|(label, text)| format!("{label}=\"{}\"", escaped(text))).collect();
        let labels = if pairs.is_empty() { String::new() } else { format!("{{{}}}", pairs.join(",")) };
        self.add(format_args!("{name}{labels} {value}\n"));
    }

    /// A gauge without labels, if it is known.
    fn gauge(&mut self, name: &str, help: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.head(name, "gauge", help);
            self.value(name, &[], value);
        }
    }

    fn add(&mut self, text: std::fmt::Arguments<'_>) {
        self.0.write_fmt(text).expect("writing to a string cannot fail");
    }
}

/// Backslash, quotation mark and line break are written so in a label.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

fn flag(is: bool) -> u8 {
    u8::from(is)
}

fn text(picture: &Picture) -> String {
    let mut lines = Lines::default();
    lines.head("rinda_build_info", "gauge", "The version of the program.");
    lines.value("rinda_build_info", &[("version", picture.version.clone())], 1);
    lines.gauge("rinda_running", "Whether the queue runs.", Some(flag(picture.queue.is_some())));
    lines.gauge("rinda_faults", "Things that somebody must act on.", Some(picture.faults.len()));
    let failing = picture.devices.iter().filter(|now| match now.condition {
        Condition::Works => false,
        Condition::Fails(_) => true,
        Condition::Printer(printer) => !is_ready(printer),
    });
    lines.gauge(
        "rinda_devices_failing",
        "Devices that do not work, printers among them.",
        Some(failing.count()),
    );
    if let Some(queue) = &picture.queue {
        of_queue(&mut lines, queue);
    }
    if let Some(centre) = &picture.centre {
        let connected = Some(flag(centre.connected));
        lines.gauge("rinda_centre_connected", "Whether the central queue is reached.", connected);
        lines.gauge(
            "rinda_centre_certificate_expiry_timestamp_seconds",
            "When the certificate for the central queue ends, since 1970.",
            centre.certificate_until.map(|until| until.timestamp()),
        );
    }
    let machine = &picture.machine;
    lines.gauge("rinda_disk_free_bytes", "Room on the disk of the state.", machine.disk_free_bytes);
    lines.gauge("rinda_disk_size_bytes", "Size of the disk of the state.", machine.disk_bytes);
    lines.gauge("rinda_state_size_bytes", "What the files of the state take.", Some(machine.state_bytes));
    lines.gauge("rinda_resident_memory_bytes", "What the program has in memory.", machine.memory_bytes);
    lines.gauge("rinda_temperature_celsius", "The hottest thermometer.", machine.temperature_c);
    let under_voltage = machine.under_voltage.map(flag);
    lines.gauge("rinda_under_voltage", "Whether the supply's voltage is too low.", under_voltage);
    lines.0
}

fn is_ready(printer: PrinterState) -> bool {
    matches!(printer, PrinterState::Ready | PrinterState::PaperNearEnd)
}

fn of_queue(lines: &mut Lines, queue: &Queue) {
    let Queue { minute, clock_synced, clock_stated, epoch, events, services, counters, kiosks, .. } = queue;
    lines.gauge("rinda_day_open", "Whether the service day is open.", Some(flag(queue.day.is_some())));
    lines.head("rinda_tickets_waiting", "gauge", "Tickets in the line, by where their people are.");
    for (place, count) in [("here", queue.waiting_here), ("elsewhere", queue.waiting_elsewhere)] {
        lines.value("rinda_tickets_waiting", &[("presence", place.to_owned())], count);
    }
    lines.gauge("rinda_tickets_parked", "Tickets that are set aside.", Some(queue.parked));
    lines.head("rinda_tickets_taken", "gauge", "Tickets taken on the last service day, by service.");
    for now in services {
        lines.value("rinda_tickets_taken", &[("service", now.service.to_string())], now.taken);
    }
    lines.gauge("rinda_slips_owed", "Slips on their way to paper.", Some(queue.slips_owed));
    lines.head("rinda_counters", "gauge", "Counters, by what they do.");
    let works = [
        ("closed", CounterWork::Closed),
        ("free", CounterWork::Free),
        ("calling", CounterWork::Calling),
        ("serving", CounterWork::Serving),
    ];
    for (name, work) in works {
        let count = counters.iter().filter(|now| now.state == work).count();
        lines.value("rinda_counters", &[("state", name.to_owned())], count);
    }
    lines.head("rinda_printer_ready", "gauge", "Whether the printer of a kiosk prints.");
    for now in kiosks {
        lines.value("rinda_printer_ready", &[("kiosk", now.kiosk.to_string())], flag(is_ready(now.printer)));
    }
    lines.head("rinda_roll_slips", "gauge", "Slips since the newest roll, by kiosk.");
    for now in kiosks {
        lines.value("rinda_roll_slips", &[("kiosk", now.kiosk.to_string())], now.roll_slips);
    }
    let held = queue.forecasts_held_percent.map(|percent| f64::from(percent) / 100.0);
    lines.gauge("rinda_forecasts_held_ratio", "The share of today's forecasts that held.", held);
    lines.gauge(
        "rinda_clock_synced",
        "Whether the kernel's clock is synchronised.",
        Some(flag(*clock_synced)),
    );
    let stated = Some(flag(*clock_stated));
    lines.gauge(
        "rinda_clock_stated",
        "Whether a person has set the clock, because nothing else does.",
        stated,
    );
    let trusted = Some(flag(minute.clock_trusted));
    lines.gauge("rinda_clock_trusted", "Whether the branch believes the clock.", trusted);
    lines.gauge("rinda_storage_full", "Whether the disk is too full.", Some(flag(queue.storage_full)));
    lines.gauge("rinda_journal_epoch", "The epoch of the journal.", Some(*epoch));
    lines.head("rinda_journal_events_total", "counter", "Events in the journal's life.");
    lines.value("rinda_journal_events_total", &[], *events);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_cannot_end_its_line() {
        let mut lines = Lines::default();
        lines.value("rinda_x", &[("a", "q\"\\\nz".to_owned())], 7);
        assert_eq!(lines.0, "rinda_x{a=\"q\\\"\\\\\\nz\"} 7\n");
    }
}
