//! The journal as a record: for reports, by somebody who only reads.
//!
//! **Invariants.** Nothing is written, not even a lock that a running branch would feel: SQLite lets readers see the newest
//! commit beside the one writer. Every event's sum is checked against the one before.

use super::error::JournalError;
use super::rows::{self, Recorded, Row};
use crate::domain::event::Event;
use chrono::NaiveDate;
use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Events that are read at once: the writer's file can be tidied up between two pieces.
const PIECE: u32 = 1_000;

/// Where a service day stands in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceDay {
    /// Its date.
    pub date: NaiveDate,
    /// The place of its opening.
    pub begins: u64,
    /// The place of the next day's opening; `u64::MAX` for the newest day.
    pub ends: u64,
}

/// A journal that is only read.
#[derive(Debug)]
pub struct History {
    db: Connection,
    path: PathBuf,
}

impl History {
    /// Opens the journal of a state directory, also while a branch runs on it.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn open(state: &Path) -> Result<Self, JournalError> {
        let path = state.join("journal.db");
        if !path.is_file() {
            return Err(JournalError::NoJournal { path: state.to_owned() });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        match Connection::open_with_flags(&path, flags) {
            Ok(db) => Ok(Self { db, path }),
            Err(error) => Err(JournalError::statement(&path, "opening the journal to read it", &error)),
        }
    }

    /// Reads events from this place on, at most `limit`.
    ///
    /// # Errors
    /// When they cannot be read, do not fit together, or are not understood.
    pub fn entries(&self, from_seq: u64, limit: u32) -> Result<Vec<Recorded>, JournalError> {
        entries(&self.db, &self.path, from_seq, limit)
    }

    /// Gives the events from this place on to `hear`, one by one, until it has heard enough or there are no more.
    ///
    /// # Errors
    /// As for [`History::entries`].
    pub fn tell(
        &self,
        from_seq: u64,
        mut hear: impl FnMut(&Recorded) -> ControlFlow<()>,
    ) -> Result<(), JournalError> {
        let mut next_seq = from_seq;
        loop {
            let piece = self.entries(next_seq, PIECE)?;
            let Some(last) = piece.last() else { return Ok(()) };
            next_seq = last.seq + 1;
            if piece.iter().try_for_each(&mut hear).is_break() {
                return Ok(());
            }
        }
    }

    /// The newest opening of a new service day before this place. Nobody of an earlier day is in the line after it: an
    /// opening in the turn of a closing, which takes over whoever had come at night, counts as the same day.
    ///
    /// # Errors
    /// As for [`History::entries`].
    pub fn day_before(&self, seq: u64) -> Result<Option<Recorded>, JournalError> {
        let read = || {
            let mut select = self.db.prepare_cached(
                "SELECT seq FROM events WHERE seq < ?1 AND event ->> 'kind' = 'day_opened' AND event ->> 'anew'
                 AND NOT EXISTS (SELECT 1 FROM events AS before WHERE before.seq = events.seq - 1
                                 AND before.turn = events.turn AND before.event ->> 'kind' = 'day_closed')
                 ORDER BY seq DESC LIMIT 1",
            )?;
            let before = i64::try_from(seq).unwrap_or(i64::MAX);
            select.query_row([before], |row| row.get::<_, i64>(0)).optional()
        };
        let found =
            read().map_err(|error| JournalError::statement(&self.path, "looking for a day", &error))?;
        match found {
            Some(seq) => Ok(self.entries(seq.cast_unsigned(), 1)?.pop()),
            None => Ok(None),
        }
    }

    /// The newest service day, or the newest one with this date; `None` when there is none.
    ///
    /// # Errors
    /// As for [`History::entries`].
    pub fn day(&self, date: Option<NaiveDate>) -> Result<Option<ServiceDay>, JournalError> {
        let mut ends = u64::MAX;
        while let Some(day) = self.day_until(ends)? {
            if date.is_none_or(|date| date == day.date) {
                return Ok(Some(day));
            }
            ends = day.begins;
        }
        Ok(None)
    }

    /// All service days, newest first.
    ///
    /// # Errors
    /// As for [`History::entries`].
    pub fn days(&self) -> Result<Vec<ServiceDay>, JournalError> {
        let mut days: Vec<ServiceDay> = Vec::new();
        while let Some(day) = self.day_until(days.last().map_or(u64::MAX, |day| day.begins))? {
            days.push(day);
        }
        Ok(days)
    }

    fn day_until(&self, ends: u64) -> Result<Option<ServiceDay>, JournalError> {
        Ok(self.day_before(ends)?.and_then(|Recorded { seq: begins, entry, .. }| {
            let Event::DayOpened { date, .. } = entry.event else { return None };
            Some(ServiceDay { date, begins, ends })
        }))
    }

    /// The place of the newest event that is durable, which may not be visible yet; 0 when there is none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn newest_seq(&self) -> Result<u64, JournalError> {
        let newest = self.db.query_row("SELECT max(seq) FROM events", [], |row| row.get::<_, Option<i64>>(0));
        let newest = newest
            .map_err(|error| JournalError::statement(&self.path, "reading the newest place", &error))?;
        Ok(newest.unwrap_or(0).cast_unsigned())
    }

    /// The check sum of the event at this place; `None` when it is forgotten or has not happened yet.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn sum(&self, seq: u64) -> Result<Option<u32>, JournalError> {
        let read = || {
            let mut select = self.db.prepare_cached("SELECT sum FROM events WHERE seq = ?1")?;
            select.query_row([seq.cast_signed()], |row| row.get(0)).optional()
        };
        read().map_err(|error| JournalError::statement(&self.path, "reading a check sum", &error))
    }
}

pub(super) fn entries(
    db: &Connection,
    path: &Path,
    from_seq: u64,
    limit: u32,
) -> Result<Vec<Recorded>, JournalError> {
    const OPERATION: &str = "reading events";
    let damaged = |reason| JournalError::Damaged { path: path.to_owned(), operation: OPERATION, reason };
    let sql = |error| JournalError::statement(path, OPERATION, &error);
    let columns = rows::COLUMNS;
    let text = format!("SELECT {columns} FROM events WHERE seq >= ?1 ORDER BY seq LIMIT ?2");
    let mut select = db.prepare_cached(&text).map_err(sql)?;
    // One more before, for its sum.
    let before = from_seq.saturating_sub(1);
    let mut found = select.query(params![before.cast_signed(), i64::from(limit) + 1]).map_err(sql)?;
    let mut entries = Vec::new();
    let mut chain: Option<(u64, u32)> = None;
    while let Some(row) = found.next().map_err(sql)? {
        let row = Row::read(row).map_err(sql)?;
        if let Some((seq, sum)) = chain
            && (row.seq != seq + 1 || row.sum_after(sum) != row.sum)
        {
            return Err(damaged(format!("event {} does not match event {seq}", row.seq)));
        }
        chain = Some((row.seq, row.sum));
        if row.seq >= from_seq && entries.len() < limit as usize {
            entries.push(row.decode().map_err(|error| JournalError::Foreign {
                path: path.to_owned(),
                what: format!("event {}", row.seq),
                reason: error.to_string(),
            })?);
        }
    }
    Ok(entries)
}
