//! One SQLite file: how it is opened, made, and filled with room.

use crate::domain::branch::NumbersGiven;
use crate::domain::ids::Series;
use chrono::NaiveDate;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Result, params};
use std::path::PathBuf;
use std::time::Duration;

/// The schema that this program writes. A newer one is refused, an older one will be migrated.
pub(super) const SCHEMA: i64 = 1;

/// "rinA" in the database header (`PRAGMA application_id`): what `file` and a repair tool go by.
const APPLICATION: i64 = 0x7269_6e41;

/// The database and what SQLite puts beside it.
pub(super) const FILES: [&str; 4] = ["journal.db", "journal.db-wal", "journal.db-shm", "journal.db-journal"];

/// Small pages, because a commit of one event writes one of them: 1024 bytes hold two or three events, and a ticket's
/// life costs 9 kB in five commits, with 4096 bytes 24 kB.
const PAGE_BYTES: u32 = 1024;

/// SQLite copies the log into the database at the latest when it has this many pages, so that neither it nor the
/// start after a power cut grows. [`super::Journal::tidy`] does it earlier, when nobody waits.
const WAL_PAGES_MAX: u32 = 1000;

/// How long a statement waits for a technician's `sqlite3` to let go. The watchdog is longer.
const BUSY: Duration = Duration::from_secs(3);

/// Where the database is, and through which of SQLite's file layers it is reached.
#[derive(Debug, Clone)]
pub struct Place {
    /// The path of the database, as the file layer understands it.
    pub path: PathBuf,
    /// The name of a registered file layer (VFS); `None` for the real disk.
    pub vfs: Option<String>,
    /// `PRAGMA synchronous`: `FULL`, except in the test that shows what `NORMAL` loses.
    pub synchronous: Synchronous,
}

/// How often SQLite syncs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Synchronous {
    /// At each commit.
    Full,
    /// At each checkpoint of the log only: acknowledged commits can be lost in a power cut.
    Normal,
}

impl Place {
    /// Opens the file for one writer; `create` makes an empty one when there is none.
    pub(super) fn connect(&self, create: bool) -> Result<Connection> {
        let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        if create {
            flags |= OpenFlags::SQLITE_OPEN_CREATE;
        }
        let db = match &self.vfs {
            Some(vfs) => Connection::open_with_flags_and_vfs(&self.path, flags, vfs.as_str())?,
            None => Connection::open_with_flags(&self.path, flags)?,
        };
        if db.is_readonly(rusqlite::MAIN_DB)? {
            // Said now, it is a matter of the file system; said later, SQLite has found it in a damaged header.
            let refused = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_READONLY_DIRECTORY);
            return Err(rusqlite::Error::SqliteFailure(refused, Some("it may only be read".to_owned())));
        }
        if self.vfs.is_some() {
            // A simulated file layer has no memory that processes share: the log's index is kept on the heap.
            db.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        }
        db.pragma_update(None, "page_size", PAGE_BYTES)?;
        db.busy_timeout(BUSY)?;
        // Closing must not sync: after a failed sync nothing may be written any more. The log stays, with its room.
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        db.pragma_update(None, "cell_size_check", true)?;
        db.pragma_update(None, "cache_size", -512)?;
        db.pragma_update(None, "temp_store", "MEMORY")?;
        db.set_prepared_statement_cache_capacity(32);
        Ok(db)
    }

    /// Sets what the promises rest on, and reads back whether it is so.
    pub(super) fn make_durable(&self, db: &Connection) -> Result<()> {
        let (word, number) = match self.synchronous {
            Synchronous::Full => ("FULL", 2),
            Synchronous::Normal => ("NORMAL", 1),
        };
        let mode: String = db.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        db.pragma_update(None, "synchronous", word)?;
        db.pragma_update(None, "wal_autocheckpoint", WAL_PAGES_MAX)?;
        db.pragma_update(None, "journal_size_limit", 4 * WAL_PAGES_MAX * PAGE_BYTES)?;
        let synchronous: i64 = db.query_row("PRAGMA synchronous", [], |row| row.get(0))?;
        if mode != "wal" || synchronous != number {
            let refused = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_MISUSE);
            let words =
                format!("it runs with journal_mode {mode} and synchronous {synchronous}, not WAL and {word}");
            return Err(rusqlite::Error::SqliteFailure(refused, Some(words)));
        }
        Ok(())
    }
}

/// Makes all tables in one transaction, so that a file with tables is a whole journal.
pub(super) fn create(db: &Connection, epoch: u32, floors: &NumbersGiven) -> Result<()> {
    db.execute_batch("BEGIN IMMEDIATE")?;
    db.execute_batch(include_str!("schema.sql"))?;
    db.pragma_update(None, "application_id", APPLICATION)?;
    db.pragma_update(None, "user_version", SCHEMA)?;
    db.execute("INSERT INTO meta VALUES ('schema', ?1), ('epoch', ?2)", params![SCHEMA, epoch])?;
    store_floors(db, floors)?;
    db.execute_batch("COMMIT")
}

/// Begins a new epoch in a journal that is whole but too short.
pub(super) fn begin_epoch(db: &Connection, epoch: u32, floors: &NumbersGiven) -> Result<()> {
    db.execute_batch("BEGIN IMMEDIATE")?;
    db.execute("UPDATE meta SET value = ?1 WHERE key = 'epoch'", [epoch])?;
    store_floors(db, floors)?;
    db.execute_batch("COMMIT")
}

/// Writes the log to its full length once, and empties it.
pub(super) fn make_wal_room(db: &Connection, bytes: u32) -> Result<()> {
    db.execute("REPLACE INTO wal_room VALUES (1, zeroblob(?1))", [bytes])?;
    empty_wal(db)
}

/// Copies the log into the database, so that the next commit begins at its start again.
pub(super) fn empty_wal(db: &Connection) -> Result<()> {
    db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
}

/// How many frames of the log SQLite takes for valid.
pub(super) fn wal_frames(db: &Connection) -> Result<i64> {
    db.query_row("PRAGMA wal_checkpoint(NOOP)", [], |row| row.get(1))
}

/// What SQLite finds wrong with the structure of the whole database, if anything. Reads all of it.
pub(super) fn first_contradiction(db: &Connection) -> Result<Option<String>> {
    let found: String = db.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    Ok((found != "ok").then_some(found))
}

/// The version that the header and the table agree on; `None` when they do not.
pub(super) fn schema_version(db: &Connection) -> Result<Option<i64>> {
    let header: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let table: i64 = db.query_row("SELECT value FROM meta WHERE key = 'schema'", [], |row| row.get(0))?;
    Ok((header == table).then_some(header))
}

/// Whether the file has no tables at all: its creation was cut short.
pub(super) fn is_blank(db: &Connection) -> Result<bool> {
    db.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))
}

/// The epoch of this database.
pub(super) fn epoch(db: &Connection) -> Result<u32> {
    db.query_row("SELECT value FROM meta WHERE key = 'epoch'", [], |row| row.get(0))
}

fn store_floors(db: &Connection, floors: &NumbersGiven) -> Result<()> {
    let mut put = db.prepare("REPLACE INTO floors VALUES (?1, ?2, ?3)")?;
    for (date, of_date) in floors {
        for (series, count) in of_date {
            put.execute(params![date.to_string(), series.to_string(), count])?;
        }
    }
    Ok(())
}

/// The floors of this database. Rows that make no sense are damage.
pub(super) fn floors(db: &Connection) -> Result<NumbersGiven> {
    let mut floors = NumbersGiven::new();
    let mut select = db.prepare("SELECT date, series, count FROM floors")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let (date, series) = (row.get_ref(0)?.as_str()?, row.get_ref(1)?.as_str()?);
        let parsed = date.parse::<NaiveDate>().ok().zip(series.parse().ok());
        let Some((date, Ok(series))) =
            parsed.map(|(date, letter): (_, char)| (date, Series::try_from(letter)))
        else {
            return Err(rusqlite::Error::InvalidColumnName(format!("floors: '{date}' '{series}'")));
        };
        floors.entry(date).or_default().insert(series, row.get(2)?);
    }
    Ok(floors)
}
