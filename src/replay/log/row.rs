//! One line of a log: its fields, and the visit that they tell of.

use super::super::visit::{Ending, Visit};
use chrono::NaiveDate;
use csv::{ReaderBuilder, StringRecord, Trim};
use std::collections::BTreeMap;

/// Times of a day that works past midnight go on counting.
const LATEST_S: f64 = 2.0 * 86_400.0;
/// The columns of a log.
pub(super) const COLUMNS: [&str; 9] =
    ["day", "service", "priority", "joined_s", "called_s", "finished_s", "left_s", "counter", "outcome"];

/// The fields of a line. No field goes over the end of its line, so that one quotation mark too many spoils no other.
pub(super) fn fields(line: &[u8]) -> Result<StringRecord, String> {
    let text = std::str::from_utf8(line).map_err(|_| "is not UTF-8".to_owned())?;
    if text.matches('"').count() % 2 == 1 {
        return Err("has a quotation mark that is not closed in this line".to_owned());
    }
    if text.contains('\r') {
        return Err("has a carriage return in the middle".to_owned());
    }
    let mut table =
        ReaderBuilder::new().has_headers(false).flexible(true).trim(Trim::All).from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    table.read_record(&mut record).map_err(|error| error.to_string())?;
    Ok(record)
}

/// Where the columns stand.
pub(super) struct Columns {
    places: [usize; COLUMNS.len()],
    count: usize,
}

impl Columns {
    /// The missing column, when there is one.
    pub(super) fn of(head: &StringRecord) -> Result<Self, &'static str> {
        let mut places = [0; COLUMNS.len()];
        for (place, column) in places.iter_mut().zip(COLUMNS) {
            *place = head.iter().position(|name| name == column).ok_or(column)?;
        }
        Ok(Self { places, count: head.len() })
    }

    fn row<'a>(&self, record: &'a StringRecord) -> Result<Row<'a>, String> {
        if record.len() != self.count {
            let how = if record.len() < self.count { "fewer" } else { "more" };
            return Err(format!("has {how} fields than line 1"));
        }
        let [day, service, priority, joined_s, called_s, finished_s, left_s, counter, outcome] =
            self.places.map(|place| record.get(place).unwrap_or_default());
        Ok(Row { day, service, priority, joined_s, called_s, finished_s, left_s, counter, outcome })
    }
}

struct Row<'a> {
    day: &'a str,
    service: &'a str,
    priority: &'a str,
    joined_s: &'a str,
    called_s: &'a str,
    finished_s: &'a str,
    left_s: &'a str,
    counter: &'a str,
    outcome: &'a str,
}

/// Names by their numbers.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) in_order: Vec<String>,
    numbers: BTreeMap<String, usize>,
}

impl Names {
    fn number(&mut self, name: &str) -> usize {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        self.numbers.insert(name.to_owned(), self.in_order.len());
        self.in_order.push(name.to_owned());
        self.in_order.len() - 1
    }
}

/// The visit of a line, or why it cannot be true.
pub(super) fn visit(
    line: &[u8],
    columns: &Columns,
    services: &mut Names,
    counters: &mut Names,
) -> Result<Visit, String> {
    let record = fields(line)?;
    let row = columns.row(&record)?;
    let day = NaiveDate::parse_from_str(row.day, "%Y-%m-%d")
        .map_err(|_| format!("day '{}' is not a date such as 2026-11-26", row.day))?;
    if row.service.is_empty() {
        return Err("service is empty".to_owned());
    }
    let priority = match row.priority {
        "0" | "" => false,
        "1" => true,
        other => return Err(format!("priority '{other}' is neither 0 nor 1")),
    };
    let joined_ms = time("joined_s", row.joined_s)?;
    let later = |name: &str, text: &str, than: &str, earliest_ms: u64| {
        let ms = time(name, text)?;
        if ms < earliest_ms {
            return Err(format!("{name} {text} is before {than}"));
        }
        Ok(ms)
    };
    let ending = match row.outcome {
        "served" => {
            let called_ms = later("called_s", row.called_s, "joined_s", joined_ms)?;
            let finished_ms = later("finished_s", row.finished_s, "called_s", called_ms)?;
            if row.counter.is_empty() {
                return Err("counter is empty, but somebody was served".to_owned());
            }
            none(&[("left_s", row.left_s)], "was served")?;
            Ending::Served { called_ms, finished_ms, counter: counters.number(row.counter) }
        }
        "left" => {
            let left_ms = later("left_s", row.left_s, "joined_s", joined_ms)?;
            let of_served =
                [("called_s", row.called_s), ("finished_s", row.finished_s), ("counter", row.counter)];
            none(&of_served, "left before")?;
            Ending::Left { left_ms }
        }
        other => return Err(format!("outcome '{other}' is neither served nor left")),
    };
    Ok(Visit { day, service: services.number(row.service), priority, joined_ms, ending })
}

/// These fields are empty when a visit ends like this.
fn none(fields: &[(&str, &str)], ended: &str) -> Result<(), String> {
    let given = fields.iter().find(|(_, text)| !text.is_empty());
    given.map_or(Ok(()), |(name, text)| Err(format!("{name} is '{text}', but somebody {ended}")))
}

/// A time of the day in milliseconds.
fn time(name: &str, text: &str) -> Result<u64, String> {
    let seconds: f64 = text.parse().map_err(|_| match text {
        "" => format!("{name} is empty"),
        _ => format!("{name} '{text}' is not a number"),
    })?;
    if !(0.0..=LATEST_S).contains(&seconds) {
        return Err(format!("{name} {text} is not a time of the day"));
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked just now")]
    let ms = (seconds * 1000.0).round() as u64;
    Ok(ms)
}
