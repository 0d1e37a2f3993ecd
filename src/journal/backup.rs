//! A copy of a branch's state in one file, also while the branch runs.
//!
//! **Model.** The database is copied through SQLite's backup interface within one read transaction, so that it is as it was at
//! one moment; then the marks are read. Marks only rise, so those that are read later cover every number in the copy. Both
//! go into an [`archive`] with whatever else lies in the state directory, and a manifest says of when they are.
//!
//! **Invariants.** The branch that runs waits for nothing of it. The file appears under its name when all of it is on disk and
//! was read back. A journal in which something is damaged is copied as it is, and the manifest says what is wrong: who looks for
//! a backup then needs it most.
//!
//! **Deliberately not here.** Which device this is: whoever restores is another one. What is made anew: lock, ballast, the log.
//! What was set aside as damaged.

use super::disk::QUARANTINE;
use super::marks::{self, FILES as MARKS};
use super::recover::{ACKNOWLEDGED, DAMAGE_SEEN};
use super::room::BALLAST;
use super::{JournalError, database, history};
use crate::archive::{self, ArchiveError, Draft, Writer, new_file};
use crate::domain::time::ClockTrust;
use chrono::DateTime;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// The layout of the archive.
pub(super) const FORMAT: u32 = 1;
/// What is in the archive, beside `files/`.
pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const DATABASE: &str = "journal.db";
pub(super) const MARKS_COPY: &str = "marks";
pub(super) const OTHERS: &str = "files/";

/// Which device this is, what another process is in the middle of, and the configurations that this device has tried.
const LEFT_OUT: [&str; 4] = ["device", "lock", super::restore::DRAFT, "configuration"];

/// Pages copied at one time: two megabytes.
const PAGES: i32 = 2000;
/// Events checked at one time.
const PIECE: u32 = 10_000;

const README: &str = "\
This is a backup of one branch's queue, made by `rinda backup`.

Put it back with:  rinda restore THIS-FILE --state /var/lib/rinda
Is it whole?       tar xzf THIS-FILE && sha256sum -c SHA256SUMS
Look into it:      sqlite3 -readonly journal.db 'SELECT * FROM readme;'

Do not copy journal.db into a state directory by hand: only `rinda restore` sees to it that no number is given twice.
";

/// When a backup was made, and what it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The layout.
    pub format: u32,
    /// The program that made it.
    pub rinda: String,
    /// When, in milliseconds since 1970 UTC.
    pub taken_ms: i64,
    /// Whether that clock could be believed.
    pub clock: ClockTrust,
    /// The journal's epoch.
    pub epoch: u32,
    /// The newest event; 0 when there is none.
    pub newest_event: u64,
    /// When that was, in milliseconds since 1970 UTC.
    pub newest_event_ms: Option<i64>,
    /// What is damaged in it, if anything.
    pub flaw: Option<String>,
}

impl fmt::Display for Manifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time =
            |ms| DateTime::from_timestamp_millis(ms).unwrap_or_default().format("%Y-%m-%d %H:%M:%S UTC");
        write!(f, "the branch as of {}", time(self.taken_ms))?;
        if self.clock == ClockTrust::Unsynced {
            write!(f, ", by a clock that nobody vouched for")?;
        }
        write!(f, ": epoch {}", self.epoch)?;
        if let Some(ms) = self.newest_event_ms {
            write!(f, ", event {} of {}", self.newest_event, time(ms))?;
        }
        match &self.flaw {
            Some(flaw) => write!(f, "\nSomething in its journal was damaged already: {flaw}"),
            None => Ok(()),
        }
    }
}

/// How far a backup or its return has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is done now.
    pub step: &'static str,
    /// Of a hundred.
    pub percent: u8,
}

/// Why there is no backup, or none is put back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The journal, or the state directory.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A file.
    #[error("{operation} {}: {source}", path.display())]
    File {
        /// What was done.
        operation: &'static str,
        /// Which.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// It would be part of the next one.
    #[error("{} is within the state directory; give a place outside, best on another disk", path.display())]
    Within {
        /// Where it should go.
        path: PathBuf,
    },
    /// The archive.
    #[error("the backup {} is of no use: {source}", path.display())]
    Archive {
        /// Which.
        path: PathBuf,
        /// Why.
        source: ArchiveError,
    },
    /// It is an archive, but none of ours, or something is not as it should be.
    #[error("the backup {} is of no use: {reason}", path.display())]
    Content {
        /// Which.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A branch is there already.
    #[error(
        "the state directory {} has a journal; with --replace it is set aside in {QUARANTINE}/ first",
        path.display()
    )]
    NotEmpty {
        /// Where.
        path: PathBuf,
    },
    /// The clock is before the backup.
    #[error(
        "this machine's clock says {now}, and the backup is of {taken}: set the clock first, because a device that serves the branch \
         from now on is told from the one before by the time"
    )]
    Clock {
        /// What it says.
        now: String,
        /// What is in the backup.
        taken: String,
    },
}

/// Copies the state of a branch into one file. `taken_ms` and `clock` are what the clock says now.
///
/// # Errors
/// When it cannot be read, written, or read back. A file that was there before is then as it was.
pub fn back_up(
    state: &Path,
    file: &Path,
    taken_ms: i64,
    clock: ClockTrust,
    tell: &mut dyn FnMut(Progress),
) -> Result<Manifest, BackupError> {
    let source = state.join(database::FILES[0]);
    if !source.is_file() {
        return Err(JournalError::NoJournal { path: state.to_owned() }.into());
    }
    if is_within(file, state) {
        return Err(BackupError::Within { path: file.to_owned() });
    }
    let copy = Draft::beside(file, "journal");
    copy_database(&source, &copy.0, tell)?;
    let mut manifest = examine(&copy.0, tell)?;
    (manifest.taken_ms, manifest.clock) = (taken_ms, clock);
    let marks = read_marks(state)?;
    manifest.epoch = manifest.epoch.max(marks.epoch);
    tell(Progress { step: "packing", percent: 0 });
    let modified_s = u64::try_from(taken_ms / 1000).unwrap_or(0);
    let made =
        archive::make(file, modified_s, |archive| pack(archive, state, &copy.0, &manifest, &marks.to_text()));
    made.map_err(|source| BackupError::Archive { path: file.to_owned(), source })?;
    tell(Progress { step: "packing", percent: 100 });
    Ok(manifest)
}

pub(super) fn at(operation: &'static str, path: &Path) -> impl Fn(io::Error) -> BackupError {
    let path = path.to_owned();
    move |source| BackupError::File { operation, path: path.clone(), source }
}

fn is_within(file: &Path, state: &Path) -> bool {
    let folder = file.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    let real = folder.canonicalize().ok().zip(state.canonicalize().ok());
    real.is_some_and(|(folder, state)| folder.starts_with(state))
}

fn copy_database(from: &Path, to: &Path, tell: &mut dyn FnMut(Progress)) -> Result<(), BackupError> {
    const OPERATION: &str = "copying the journal";
    new_file(to).map_err(at("making", to))?;
    let copied = (|| {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let source = Connection::open_with_flags(from, flags)?;
        let mut target = Connection::open(to)?;
        // Within one read transaction nothing that the branch writes meanwhile makes the copy begin anew.
        let moment = source.unchecked_transaction()?;
        moment.query_row("SELECT count(*) FROM meta", [], |_| Ok(()))?;
        let backup = Backup::new(&moment, &mut target)?;
        loop {
            let step = backup.step(PAGES)?;
            let done = backup.progress();
            let left = i64::from(done.remaining) * 100 / i64::from(done.pagecount.max(1));
            tell(Progress { step: OPERATION, percent: u8::try_from(100 - left).unwrap_or(100) });
            match step {
                StepResult::Done => break,
                StepResult::More => {}
                StepResult::Busy | StepResult::Locked => {
                    return Err(rusqlite::Error::SqliteFailure(
                        rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY),
                        None,
                    ));
                }
                _ => {}
            }
        }
        drop(backup);
        // One file, without a log beside it.
        target.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))
    })();
    copied.map_err(|error| JournalError::statement(from, OPERATION, &error).into())
}

/// What is in a copy, and what is wrong with it.
fn examine(copy: &Path, tell: &mut dyn FnMut(Progress)) -> Result<Manifest, BackupError> {
    const OPERATION: &str = "checking the copy";
    let sql = |error| BackupError::from(JournalError::statement(copy, OPERATION, &error));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(copy, flags).map_err(sql)?;
    let mut manifest = Manifest {
        format: FORMAT,
        rinda: env!("CARGO_PKG_VERSION").to_owned(),
        taken_ms: 0,
        clock: ClockTrust::Unsynced,
        epoch: database::epoch(&db).map_err(sql)?,
        newest_event: 0,
        newest_event_ms: None,
        flaw: database::first_contradiction(&db).unwrap_or_else(|error| Some(error.to_string())),
    };
    let newest: i64 =
        db.query_row("SELECT ifnull(max(seq), 0) FROM events", [], |row| row.get(0)).map_err(sql)?;
    let mut from = 0;
    loop {
        match history::entries(&db, copy, from, PIECE) {
            Ok(piece) => {
                let Some(last) = piece.last() else { break };
                from = last.seq + 1;
                (manifest.newest_event, manifest.newest_event_ms) = (last.seq, Some(last.entry.at.wall_ms));
                let percent = last.seq.saturating_mul(100) / newest.cast_unsigned().max(1);
                tell(Progress { step: OPERATION, percent: u8::try_from(percent).unwrap_or(100) });
            }
            Err(error) => {
                manifest.flaw.get_or_insert(error.to_string());
                manifest.newest_event = newest.cast_unsigned();
                break;
            }
        }
    }
    Ok(manifest)
}

fn read_marks(state: &Path) -> Result<marks::Marks, BackupError> {
    let read = |name: &str| match fs::read(state.join(name)) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    };
    let found = marks::find(read).map_err(at("reading the marks in", state))?;
    Ok(found.marks.unwrap_or_default())
}

fn pack(
    archive: &mut Writer<impl io::Write>,
    state: &Path,
    copy: &Path,
    manifest: &Manifest,
    marks: &str,
) -> io::Result<()> {
    archive.add_bytes("README.txt", README.as_bytes())?;
    archive.add_bytes(MANIFEST, &serde_json::to_vec_pretty(manifest)?)?;
    archive.add_bytes(MARKS_COPY, marks.as_bytes())?;
    let mut journal = File::open(copy)?;
    let length = journal.metadata()?.len();
    archive.add(DATABASE, length, &mut journal)?;
    for name in others(state)? {
        // Small files that may be written while they are read: what is there now, at once.
        archive.add_bytes(&format!("{OTHERS}{name}"), &fs::read(state.join(&name))?)?;
    }
    Ok(())
}

/// The other files of a state directory, by their names below it.
fn others(state: &Path) -> io::Result<Vec<String>> {
    let ours = database::FILES.iter().chain(&MARKS).chain(&LEFT_OUT);
    let known: Vec<&str> = ours.copied().chain([BALLAST, ACKNOWLEDGED, DAMAGE_SEEN, QUARANTINE]).collect();
    let (mut files, mut folders) = (Vec::new(), vec![String::new()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(state.join(&folder))? {
            let entry = entry?;
            let Some(name) = entry.file_name().to_str().map(|name| format!("{folder}{name}")) else {
                continue;
            };
            let kind = entry.file_type()?;
            if known.contains(&&*name) || name.ends_with(".new") {
                continue;
            }
            if kind.is_dir() {
                folders.push(format!("{name}/"));
            } else if kind.is_file() {
                files.push(name);
            }
        }
    }
    files.sort();
    Ok(files)
}
