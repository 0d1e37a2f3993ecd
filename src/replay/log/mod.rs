//! Queue logs as files: comma-separated, also compressed, one row for each person.
//!
//! **Model.** The columns are `day, service, priority, joined_s, called_s, finished_s, left_s, counter, outcome`; times are
//! seconds after midnight of the day. A row says how somebody was served, or that they left before. Rows that cannot be
//! true are named with their line and left out; whoever wants none of that asks for it.
//!
//! **Invariants.** Visits are in the order of their days and joining times, whatever the order of the rows.

use super::visit::{Ending, Visit};
use chrono::NaiveDate;
use flate2::read::GzDecoder;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use thiserror::Error;

/// Times of a day that works past midnight go on counting.
const LATEST_S: f64 = 2.0 * 86_400.0;
/// How a compressed file begins (RFC 1952).
const GZIP: [u8; 2] = [0x1f, 0x8b];
const COLUMNS: [&str; 9] =
    ["day", "service", "priority", "joined_s", "called_s", "finished_s", "left_s", "counter", "outcome"];

/// A log.
#[derive(Debug, Clone, PartialEq)]
pub struct Log {
    /// Who came.
    pub visits: Vec<Visit>,
    /// Keys of services, in the order of their first rows.
    pub services: Vec<String>,
    /// Names of counters.
    pub counters: Vec<String>,
    /// Rows that were left out.
    pub faults: Vec<Fault>,
}

/// A row that cannot be true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Its line in the file.
    pub line: u64,
    /// What is wrong with it.
    pub what: String,
}

/// A file that is no log.
#[derive(Debug, Error)]
pub enum LogError {
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    /// It is no table.
    #[error("is not a table: {0}")]
    Table(#[from] csv::Error),
    /// It lacks a column.
    #[error("line 1: there is no column `{missing}`; a log has {}", COLUMNS.join(", "))]
    Column {
        /// Which.
        missing: &'static str,
    },
    /// It has no row that can be used.
    #[error("has no row that can be used")]
    Empty,
}

#[derive(Debug, Deserialize)]
struct Row {
    day: String,
    service: String,
    priority: String,
    joined_s: String,
    called_s: String,
    finished_s: String,
    left_s: String,
    counter: String,
    outcome: String,
}

/// Reads a log.
///
/// # Errors
/// When the file cannot be read, is no table, or has no usable row at all.
pub fn read(path: &Path) -> Result<Log, LogError> {
    let mut file = BufReader::new(File::open(path)?);
    let compressed = file.fill_buf()?.starts_with(&GZIP);
    let text: Box<dyn Read> = if compressed { Box::new(GzDecoder::new(file)) } else { Box::new(file) };
    read_table(text)
}

/// Writes a log as [`read`] reads it; times to the millisecond.
///
/// # Errors
/// When it cannot be written.
pub fn write(log: &Log, out: impl Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(COLUMNS)?;
    let time = |ms: u64| format!("{}.{:03}", ms / 1000, ms % 1000);
    for visit in &log.visits {
        let empty = String::new;
        let [called, finished, left, counter, outcome] = match visit.ending {
            Ending::Served { called_ms, finished_ms, counter } => {
                let counter = log.counters[counter].clone();
                [time(called_ms), time(finished_ms), empty(), counter, "served".to_owned()]
            }
            Ending::Left { left_ms } => [empty(), empty(), time(left_ms), empty(), "left".to_owned()],
        };
        let priority = u8::from(visit.priority).to_string();
        let (day, service) = (visit.day.to_string(), log.services[visit.service].clone());
        let joined = time(visit.joined_ms);
        table.write_record([day, service, priority, joined, called, finished, left, counter, outcome])?;
    }
    table.flush()
}

fn read_table(text: impl Read) -> Result<Log, LogError> {
    let mut table = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text);
    let head = table.headers()?.clone();
    if let Some(missing) = COLUMNS.iter().find(|column| !head.iter().any(|name| name == **column)) {
        return Err(LogError::Column { missing });
    }
    let mut log = Log { visits: Vec::new(), services: Vec::new(), counters: Vec::new(), faults: Vec::new() };
    let (mut services, mut counters) = (Names::default(), Names::default());
    let mut record = csv::StringRecord::new();
    loop {
        let line = table.position().line();
        let read = table.read_record(&mut record);
        let row: Result<Row, String> = match read {
            Ok(false) => break,
            Ok(true) => record.deserialize(Some(&head)).map_err(|error| fault_of(&error)),
            Err(error) if error.is_io_error() => return Err(error.into()),
            Err(error) => Err(fault_of(&error)),
        };
        match row.and_then(|row| visit(&row, &mut services, &mut counters)) {
            Ok(visit) => log.visits.push(visit),
            Err(what) => log.faults.push(Fault { line, what }),
        }
    }
    if log.visits.is_empty() {
        return Err(LogError::Empty);
    }
    log.visits.sort_by_key(|visit| (visit.day, visit.joined_ms));
    (log.services, log.counters) = (services.in_order, counters.in_order);
    Ok(log)
}

/// The reason without the place, which is said beside it.
fn fault_of(error: &csv::Error) -> String {
    if let csv::ErrorKind::Deserialize { err, .. } = error.kind()
        && matches!(err.kind(), csv::DeserializeErrorKind::UnexpectedEndOfRow)
    {
        return "has fewer fields than line 1".to_owned();
    }
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "is not UTF-8".to_owned(),
        csv::ErrorKind::Deserialize { .. }
        | csv::ErrorKind::Io(_)
        | csv::ErrorKind::UnequalLengths { .. }
        | csv::ErrorKind::Seek
        | csv::ErrorKind::Serialize(_)
        | _ => error.to_string(),
    }
}

/// Names by their numbers.
#[derive(Debug, Default)]
struct Names {
    in_order: Vec<String>,
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

fn visit(row: &Row, services: &mut Names, counters: &mut Names) -> Result<Visit, String> {
    let day = NaiveDate::parse_from_str(&row.day, "%Y-%m-%d")
        .map_err(|_| format!("day '{}' is not a date such as 2026-11-26", row.day))?;
    if row.service.is_empty() {
        return Err("service is empty".to_owned());
    }
    let priority = match row.priority.as_str() {
        "0" | "" => false,
        "1" => true,
        other => return Err(format!("priority '{other}' is neither 0 nor 1")),
    };
    let joined_ms = time("joined_s", &row.joined_s)?;
    let later = |name: &str, text: &str, than: &str, earliest_ms: u64| {
        let ms = time(name, text)?;
        if ms < earliest_ms {
            return Err(format!("{name} {text} is before {than}"));
        }
        Ok(ms)
    };
    let ending = match row.outcome.as_str() {
        "served" => {
            let called_ms = later("called_s", &row.called_s, "joined_s", joined_ms)?;
            let finished_ms = later("finished_s", &row.finished_s, "called_s", called_ms)?;
            if row.counter.is_empty() {
                return Err("counter is empty, but somebody was served".to_owned());
            }
            Ending::Served { called_ms, finished_ms, counter: counters.number(&row.counter) }
        }
        "left" => Ending::Left { left_ms: later("left_s", &row.left_s, "joined_s", joined_ms)? },
        other => return Err(format!("outcome '{other}' is neither served nor left")),
    };
    Ok(Visit { day, service: services.number(&row.service), priority, joined_ms, ending })
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

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "day,service,priority,joined_s,called_s,finished_s,left_s,counter,outcome\n";

    fn log(rows: &str) -> Result<Log, LogError> {
        read_table(format!("{HEAD}{rows}").as_bytes())
    }

    #[test]
    fn rows_are_visits_in_the_order_in_which_people_came() {
        let log =
            log("1999-01-03,NW,1,200,,,230.5,,left\n1999-01-03,PS,0,100,110,150.3,,C0,served\n").unwrap();
        assert_eq!(log.faults, []);
        assert_eq!((log.services, log.counters), (vec!["NW".to_owned(), "PS".into()], vec!["C0".to_owned()]));
        let served = Ending::Served { called_ms: 110_000, finished_ms: 150_300, counter: 0 };
        let joined: Vec<_> = log.visits.iter().map(|visit| (visit.joined_ms, visit.ending.clone())).collect();
        assert_eq!(joined, [(100_000, served), (200_000, Ending::Left { left_ms: 230_500 })]);
    }

    #[test]
    fn what_is_written_is_read_again() {
        let rows = "1999-01-03,NW,1,200.001,,,230.5,,left\n1999-01-03,PS,0,100,110,150.3,,C0,served\n\
                    1999-01-03,PS,0,100,110,150.3,,C1,served\n1999-01-04,\"N,W\",0,0,0,90000,,C1,served\n";
        let log = log(rows).unwrap();
        let mut written = Vec::new();
        write(&log, &mut written).unwrap();
        let read = read_table(&written[..]).unwrap();
        assert_eq!((read.visits.len(), read.faults.len()), (4, 0));
        let mut again = Vec::new();
        write(&read, &mut again).unwrap();
        assert_eq!(String::from_utf8(again), String::from_utf8(written));
    }

    #[test]
    fn every_row_that_cannot_be_true_is_named_with_its_line() {
        let rows = [
            ("1999-01-03,PS,0,100,110,150,,C0,served", ""),
            ("1999-01-03,PS,0,100,90,150,,C0,served", "called_s 90 is before joined_s"),
            ("1999-01-03,PS,0,100,110,105,,C0,served", "finished_s 105 is before called_s"),
            ("1999-01-03,PS,0,100,,,99,,left", "left_s 99 is before joined_s"),
            ("1999-01-03,PS,0,soon,110,150,,C0,served", "joined_s 'soon' is not a number"),
            ("1999-01-03,PS,0,-5,110,150,,C0,served", "joined_s -5 is not a time of the day"),
            ("1999-01-03,PS,0,NaN,110,150,,C0,served", "joined_s NaN is not a time of the day"),
            ("1999-01-03,PS,0,100,,,,,left", "left_s is empty"),
            ("1999-01-03,PS,0,100,110,150,,,served", "counter is empty, but somebody was served"),
            ("1999-01-03,PS,0,100,110,150,,C0,vanished", "outcome 'vanished' is neither served nor left"),
            ("1999-13-03,PS,0,100,110,150,,C0,served", "day '1999-13-03' is not a date such as 2026-11-26"),
            ("1999-01-03,,0,100,110,150,,C0,served", "service is empty"),
            ("1999-01-03,PS,2,100,110,150,,C0,served", "priority '2' is neither 0 nor 1"),
            ("1999-01-03,PS,0,100", "has fewer fields than line 1"),
        ];
        let text: String = rows.iter().map(|(row, _)| format!("{row}\n")).collect();
        let log = log(&text).unwrap();
        assert_eq!(log.visits.len(), 1);
        let expected = rows.iter().zip(2u64..).skip(1);
        let expected: Vec<_> =
            expected.map(|((_, what), line)| Fault { line, what: (*what).to_owned() }).collect();
        assert_eq!(log.faults, expected);
    }

    #[test]
    fn what_is_no_log_is_refused() {
        assert!(matches!(log(""), Err(LogError::Empty)));
        let other = read_table("a,b\n1,2\n".as_bytes()).unwrap_err();
        assert!(other.to_string().starts_with("line 1: there is no column `day`"), "{other}");
    }
}
