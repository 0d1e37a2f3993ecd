//! Queue logs as files: comma-separated, also compressed, one row for each person.
//!
//! **Model.** The columns are `day, service, priority, joined_s, called_s, finished_s, left_s, counter, outcome`; times are
//! seconds after midnight of the day. A row is a line, and says how somebody was served, or that they left before. Rows that
//! cannot be true are named with their line and left out; whoever wants none of that asks for it.
//!
//! **Invariants.** Visits are in the order of their days and joining times, whatever the order of the rows. A wrong row
//! spoils no other.
//!
//! **Deliberately not here.** Whether a counter served two people at once: real logs have people who are served by two clerks,
//! and clerks who serve two people.

mod members;
mod row;
#[cfg(test)]
mod tests;

use super::visit::{Ending, Visit};
use chrono::NaiveDate;
use members::{Members, is_compressed};
use row::{COLUMNS, Columns, Names};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use thiserror::Error;

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
    /// Lines of good rows that joined before the row above them; they were put in order.
    pub backwards: Vec<u64>,
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
    /// Its first line cannot be read.
    #[error("line {line}: {what}")]
    Head {
        /// Its place.
        line: u64,
        /// What is wrong with it.
        what: String,
    },
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

/// Reads a log.
///
/// # Errors
/// When the file cannot be read, is no table, or has no usable row at all.
pub fn read(path: &Path) -> Result<Log, LogError> {
    let mut file = BufReader::new(File::open(path)?);
    if is_compressed(file.fill_buf()?) { read_compressed(file) } else { Ok(Table::read(file)?.log) }
}

fn read_compressed(file: impl BufRead) -> Result<Log, LogError> {
    let mut members = Members::new(file);
    let Table { mut log, lines, .. } = Table::read(BufReader::new(&mut members))?;
    if members.garbage {
        let what = "the compressed file goes on behind its end, with what is not compressed".to_owned();
        log.faults.push(Fault { line: lines + 1, what });
    }
    Ok(log)
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

/// Somebody who was served: day, service, joined, called, counter.
type Served = (NaiveDate, usize, u64, u64, usize);

/// A log while it is read.
struct Table {
    log: Log,
    /// Lines read.
    lines: u64,
    services: Names,
    counters: Names,
    /// By their lines.
    served: BTreeMap<Served, u64>,
    /// The good row above.
    above: Option<(NaiveDate, u64)>,
}

impl Table {
    fn read(mut text: impl BufRead) -> Result<Self, LogError> {
        let log = Log {
            visits: Vec::new(),
            services: Vec::new(),
            counters: Vec::new(),
            faults: Vec::new(),
            backwards: Vec::new(),
        };
        let (services, counters) = (Names::default(), Names::default());
        let mut table = Self { log, lines: 0, services, counters, served: BTreeMap::new(), above: None };
        let mut line = Vec::new();
        table.next_line(&mut text, &mut line)?;
        let head = row::fields(&line).map_err(|what| LogError::Head { line: table.lines, what })?;
        let columns = Columns::of(&head).map_err(|missing| LogError::Column { missing })?;
        while table.next_line(&mut text, &mut line)? {
            if let Err(what) = table.row(&line, &columns) {
                table.log.faults.push(Fault { line: table.lines, what });
            }
        }
        let log = &mut table.log;
        if log.visits.is_empty() {
            return Err(LogError::Empty);
        }
        log.visits.sort_by_key(|visit| (visit.day, visit.joined_ms));
        (log.services, log.counters) =
            (std::mem::take(&mut table.services.in_order), std::mem::take(&mut table.counters.in_order));
        Ok(table)
    }

    /// The next line that is not empty, without its end; whether there is one.
    fn next_line(&mut self, text: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
        loop {
            line.clear();
            if text.read_until(b'\n', line)? == 0 {
                return Ok(false);
            }
            self.lines += 1;
            line.truncate(line.trim_ascii_end().len());
            if !line.is_empty() {
                return Ok(true);
            }
        }
    }

    fn row(&mut self, line: &[u8], columns: &Columns) -> Result<(), String> {
        let visit = row::visit(line, columns, &mut self.services, &mut self.counters)?;
        if let Ending::Served { called_ms, counter, .. } = visit.ending {
            let served = (visit.day, visit.service, visit.joined_ms, called_ms, counter);
            let first = *self.served.entry(served).or_insert(self.lines);
            if first != self.lines {
                return Err(format!("is line {first} once more"));
            }
        }
        let joined = (visit.day, visit.joined_ms);
        if self.above.is_some_and(|above| joined < above) {
            self.log.backwards.push(self.lines);
        }
        self.above = Some(joined);
        self.log.visits.push(visit);
        Ok(())
    }
}
