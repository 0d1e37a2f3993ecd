//! The store of facts: one SQLite file with what the centre knows of its branches, and what people have asked for.
//!
//! **Model.** A row is what the mirrors and requests have in memory, as JSON: a branch's head, how it was, a ticket, a request.
//! A turn writes its rows in one transaction. The file can always be made again: branches tell everything once more to a
//! centre that knows nothing. So a file that is damaged is put aside.
//!
//! **Invariants.** When [`Store::commit`] returns, its rows are on disk (`synchronous=FULL`). After an error nothing may be
//! acknowledged, and the process must end: only a new one reads what is really there. One process has the file. Days are
//! forgotten by their rows; the file does not grow over its largest day.
//!
//! **Deliberately not here.** What the rows mean.

use super::gateway::{Row, Stored};
use super::mirror::{Head, Held, Mirror, Picture};
use super::requests::Asked;
use rusqlite::{Connection, ErrorCode, OpenFlags, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// "rinC" in the database header.
const APPLICATION: i32 = 0x7269_6e43;
/// The schema that this program writes.
const SCHEMA: i32 = 1;
const FILE: &str = "central.db";
/// What SQLite puts beside the file.
const BESIDE: [&str; 2] = ["-wal", "-shm"];

const TABLES: &str = "
    BEGIN IMMEDIATE;
    CREATE TABLE branch (branch TEXT PRIMARY KEY, head TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE picture (branch TEXT PRIMARY KEY, picture TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE ticket (branch TEXT, ticket INTEGER, held TEXT NOT NULL, PRIMARY KEY (branch, ticket)) STRICT, WITHOUT ROWID;
    CREATE TABLE request (request TEXT PRIMARY KEY, asked TEXT NOT NULL) STRICT, WITHOUT ROWID;
";

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The directory cannot be made.
    #[error("{}: {source}", path.display())]
    Directory {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// SQLite says no.
    #[error("{}: {operation}: {source}", path.display())]
    Sqlite {
        /// Which file.
        path: PathBuf,
        /// What was tried.
        operation: &'static str,
        /// Why.
        source: rusqlite::Error,
    },
    /// Another process has it.
    #[error("{} is in use by another process; each centre needs a state directory of its own", path.display())]
    InUse {
        /// Which file.
        path: PathBuf,
    },
    /// It is another program's, or a newer version's.
    #[error("{} is not a store of this version of rinda (application {application:#x}, schema {schema})", path.display())]
    Stranger {
        /// Which file.
        path: PathBuf,
        /// `PRAGMA application_id`.
        application: i32,
        /// `PRAGMA user_version`.
        schema: i32,
    },
}

/// The open store.
#[derive(Debug)]
pub struct Store {
    db: Connection,
    path: PathBuf,
}

impl Store {
    /// Opens the store in this directory, which is made if it is missing, and reads everything.
    ///
    /// # Errors
    /// When it cannot be used. A damaged file is no error: it is put aside, and the store is empty.
    pub fn open(directory: &Path) -> Result<(Self, Stored), StoreError> {
        std::fs::create_dir_all(directory)
            .map_err(|source| StoreError::Directory { path: directory.to_owned(), source })?;
        let path = directory.join(FILE);
        match Self::try_open(&path) {
            Err(StoreError::Sqlite { source, .. }) if is_damage(&source) => {
                tracing::warn!(
                    "{}: {source}; it is put aside, and branches are asked for everything",
                    path.display()
                );
                put_aside(&path)?;
                Self::try_open(&path)
            }
            opened => opened,
        }
    }

    fn try_open(path: &Path) -> Result<(Self, Stored), StoreError> {
        let failed = |operation| {
            move |source: rusqlite::Error| match source.sqlite_error_code() {
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                    StoreError::InUse { path: path.to_owned() }
                }
                _ => StoreError::Sqlite { path: path.to_owned(), operation, source },
            }
        };
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).map_err(failed("open"))?;
        let durable = || {
            // One writer: a second process finds the file locked.
            db.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
            let _: String = db.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
            db.pragma_update(None, "synchronous", "FULL")?;
            db.pragma_update(None, "cell_size_check", true)?;
            let application: i32 = db.query_row("PRAGMA application_id", [], |row| row.get(0))?;
            let schema: i32 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
            let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
            Ok((application, schema, tables == 0))
        };
        let (application, schema, is_blank) = durable().map_err(failed("open"))?;
        if is_blank {
            let make = || {
                db.execute_batch(TABLES)?;
                db.pragma_update(None, "application_id", APPLICATION)?;
                db.pragma_update(None, "user_version", SCHEMA)?;
                db.execute_batch("COMMIT")
            };
            make().map_err(failed("make tables"))?;
        } else if (application, schema) != (APPLICATION, SCHEMA) {
            return Err(StoreError::Stranger { path: path.to_owned(), application, schema });
        }
        let store = Self { db, path: path.to_owned() };
        let stored = store.read().map_err(failed("read"))?;
        Ok((store, stored))
    }

    fn read(&self) -> rusqlite::Result<Stored> {
        let heads: BTreeMap<String, Head> =
            self.pairs("SELECT branch, head FROM branch")?.into_iter().collect();
        let pictures = self.pairs("SELECT branch, picture FROM picture")?;
        let mut pictures: BTreeMap<String, Picture> = pictures.into_iter().collect();
        let mut tickets: BTreeMap<String, Vec<Held>> = BTreeMap::new();
        for (branch, held) in self.pairs("SELECT branch, held FROM ticket")? {
            tickets.entry(branch).or_default().push(held);
        }
        let branches = heads.into_iter().map(|(branch, head)| {
            let tickets = tickets.remove(&branch).unwrap_or_default();
            let mirror = Mirror::restore(head, pictures.remove(&branch), tickets);
            (branch, mirror)
        });
        let branches = branches.collect();
        let requests = self.pairs::<Asked>("SELECT request, asked FROM request")?;
        Ok(Stored { branches, requests: requests.into_iter().map(|(_, asked)| asked).collect() })
    }

    /// Rows of a name and JSON.
    fn pairs<T: DeserializeOwned>(&self, query: &str) -> rusqlite::Result<Vec<(String, T)>> {
        let mut select = self.db.prepare(query)?;
        let rows = select.query_map([], |row| {
            let text = row.get_ref(1)?.as_str()?;
            let content = serde_json::from_str(text).map_err(|error| {
                rusqlite::Error::FromSqlConversionFailure(1, rusqlite::types::Type::Text, Box::new(error))
            })?;
            Ok((row.get(0)?, content))
        })?;
        rows.collect()
    }

    /// Writes rows in one transaction, and returns when they are on disk.
    ///
    /// # Errors
    /// When they may not be.
    pub fn commit(&mut self, rows: &[Row]) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let path = self.path.clone();
        let failed = |source| StoreError::Sqlite { path, operation: "commit", source };
        self.write(rows).map_err(failed)
    }

    fn write(&mut self, rows: &[Row]) -> rusqlite::Result<()> {
        let transaction = self.db.transaction()?;
        for row in rows {
            match row {
                Row::Head(branch, head) => {
                    let mut put = transaction.prepare_cached("REPLACE INTO branch VALUES (?1, ?2)")?;
                    put.execute(params![branch, json(head)])?;
                }
                Row::Picture(branch, picture) => {
                    let mut put = transaction.prepare_cached("REPLACE INTO picture VALUES (?1, ?2)")?;
                    put.execute(params![branch, json(picture)])?;
                }
                Row::Ticket(branch, id, Some(held)) => {
                    let mut put = transaction.prepare_cached("REPLACE INTO ticket VALUES (?1, ?2, ?3)")?;
                    put.execute(params![branch, id.0.cast_signed(), json(held)])?;
                }
                Row::Ticket(branch, id, None) => {
                    let delete = "DELETE FROM ticket WHERE branch = ?1 AND ticket = ?2";
                    transaction.prepare_cached(delete)?.execute(params![branch, id.0.cast_signed()])?;
                }
                Row::Request(id, Some(asked)) => {
                    let mut put = transaction.prepare_cached("REPLACE INTO request VALUES (?1, ?2)")?;
                    put.execute(params![id.to_string(), json(asked)])?;
                }
                Row::Request(id, None) => {
                    let delete = "DELETE FROM request WHERE request = ?1";
                    transaction.prepare_cached(delete)?.execute([id.to_string()])?;
                }
            }
        }
        transaction.commit()
    }
}

fn json(content: &impl Serialize) -> String {
    serde_json::to_string(content).expect("what is stored has only names as keys")
}

/// Whether the content is wrong, and not the disk, the rights or the time.
fn is_damage(error: &rusqlite::Error) -> bool {
    let by_code =
        matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase));
    let by_content = matches!(
        error,
        rusqlite::Error::FromSqlConversionFailure(..) | rusqlite::Error::InvalidColumnType(..)
    );
    by_code || by_content
}

/// Renames the file and what belongs to it; what was put aside before goes.
fn put_aside(path: &Path) -> Result<(), StoreError> {
    for end in ["", BESIDE[0], BESIDE[1]] {
        let with = |more: &str| PathBuf::from(format!("{}{more}{end}", path.display()));
        match std::fs::rename(with(""), with(".damaged")) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                return Err(StoreError::Directory { path: with(""), source });
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
