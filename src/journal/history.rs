//! The journal as a record: for reports, by somebody who only reads.
//!
//! **Invariants.** Nothing is written, not even a lock that a running branch would feel: SQLite lets readers see the newest
//! commit beside the one writer. Every event's sum is checked against the one before.

use super::error::JournalError;
use super::rows::{self, Recorded, Row};
use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use std::path::{Path, PathBuf};

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
