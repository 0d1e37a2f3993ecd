//! The journal: every event on disk before anybody sees its effect.
//!
//! **Model.** One SQLite database in the state directory, one row an event, one transaction and one sync a turn.
//! Now and then the whole state is kept beside the events, so that a start reads little. Outside the database two
//! small files bound the numbers that may have been given ([`marks`]), and a note tells the newest acknowledged
//! event: so a database that was damaged, cut, deleted or put back from an old copy never leads to a number that
//! is given twice ([`recover`] has the table of what is done about each).
//!
//! **Invariants.** When [`Journal::append`] returns `Ok`, the turn survives a power cut; when it returns
//! [`JournalError::Full`], nothing of it was written. Each number is at or below its mark on disk before its event
//! is. After an error with [`JournalError::must_stop`] the journal does nothing any more, not even a sync: what a
//! disk holds after a failed sync is only known to the process that reads it anew. The log, the checkpoints, the
//! quarantine and, by age and by number, the events are bounded.
//!
//! **Deliberately not here.** No meaning: the journal knows of events only which numbers they give and on which day.

pub mod backup;
mod database;
pub mod disk;
mod error;
mod history;
mod log_tail;
pub mod marks;
pub mod new_life;
pub mod recover;
pub mod restore;
mod room;
mod rows;
#[cfg(test)]
pub(crate) mod tests;

pub use database::{Place, Synchronous};
pub use disk::{Directory, Disk};
pub use error::JournalError;
pub use history::{History, ServiceDay};
pub use marks::Marks;
pub use recover::{Loss, Recovered};
pub use rows::Recorded;

use crate::domain::branch::{NumbersGiven, State};
use crate::domain::event::{Entry, Event};
use crate::domain::ids::Series;
use crate::domain::planted::{Bug, planted};
use chrono::NaiveDate;
use rusqlite::{Connection, params};
use std::io;
use std::path::Path;

/// The log is copied into the database, when nobody waits, after so many events: they fill about half of its room.
const TIDY_EVERY: u64 = 400;

/// What may differ from site to site; the defaults suit a memory card.
#[derive(Debug, Clone)]
pub struct Options {
    /// [`Journal::needs_checkpoint`] after so many events: they are read in some 10 ms at a start.
    pub checkpoint_every: u64,
    /// The room that SQLite's log gets at once. A commit into blocks that the file already owns needs no change of
    /// the file system's own books: half the time of one that makes the file longer.
    pub log_room_bytes: u32,
    /// The space that is kept for the turn in which the disk becomes full.
    pub ballast_bytes: u64,
    /// Below this much free space, beside the ballast, no new promises are made.
    pub reserve_bytes: u64,
    /// The oldest events are forgotten when there are more, whatever their age: a device that never learns the
    /// time must not fill its disk.
    pub events_max: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            checkpoint_every: 2000,
            log_room_bytes: 1 << 20,
            ballast_bytes: 2 << 20,
            reserve_bytes: 8 << 20,
            events_max: 3_000_000,
        }
    }
}

/// The journal of one branch, open for its only writer.
pub struct Journal {
    db: Connection,
    disk: Box<dyn Disk>,
    place: Place,
    options: Options,
    marks: Marks,
    epoch: u32,
    day: Option<NaiveDate>,
    seq: u64,
    sum: u32,
    checkpoint_seq: u64,
    tidied_seq: u64,
    ballast_spent: bool,
    short_of_room: bool,
    failed: bool,
    text: Vec<u8>,
}

impl Journal {
    /// Opens the journal in a directory, which is created if it is missing, and locks it for this process.
    pub fn open(directory: &Path, options: Options) -> Result<(Self, Recovered), JournalError> {
        let disk = Directory::open(directory)?;
        let path = directory.join(database::FILES[0]);
        Self::open_on(Box::new(disk), Place { path, vfs: None, synchronous: Synchronous::Full }, options)
    }

    /// Opens the journal on a disk that is already held, real or simulated; `place` is where SQLite finds the
    /// database on the same disk.
    pub fn open_on(
        mut disk: Box<dyn Disk>,
        place: Place,
        options: Options,
    ) -> Result<(Self, Recovered), JournalError> {
        let start = recover::start_twice(&place, disk.as_mut())?;
        let sound = start.sound;
        let mut state = sound.checkpoint.unwrap_or_else(|| {
            // Events of the epoch in which this journal was begun bring ids of that epoch. A higher one, begun just now
            // because something was lost, is for the engine's restart to see as new: its ids begin above those.
            let born = match sound.tail.first().map(|entry| &entry.event) {
                Some(Event::Restarted { epoch, .. }) if !planted(Bug::IdsReusedAfterLoss) => *epoch,
                Some(_) | None => sound.epoch,
            };
            State::new(born, NumbersGiven::new())
        });
        if !planted(Bug::NumberReusedAfterCrash) {
            marks::raise_to(&mut state.given, &sound.floors);
        }
        state.last_date = state.last_date.or_else(|| state.given.keys().next_back().copied());
        let recovered =
            Recovered { epoch: sound.epoch, state, tail: sound.tail, loss: start.loss, notes: start.notes };
        let mut journal = Self {
            db: sound.db,
            disk,
            place,
            options,
            marks: start.marks,
            epoch: sound.epoch,
            day: recovered.state.last_date,
            seq: sound.seq,
            sum: sound.sum,
            checkpoint_seq: sound.checkpoint_seq,
            tidied_seq: sound.seq,
            ballast_spent: false,
            short_of_room: false,
            failed: false,
            text: Vec::new(),
        };
        for entry in &recovered.tail {
            journal.day = day_after(journal.day, &entry.event);
        }
        journal.note_acknowledged()?;
        journal.make_room()?;
        Ok((journal, recovered))
    }

    /// The epoch that is written under.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// The place of the newest event; 0 when there is none.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Writes one turn: one transaction, one sync. Returns the place of its last event. Numbers given in it are
    /// covered by the marks first.
    pub fn append(&mut self, turn: &[Entry]) -> Result<u64, JournalError> {
        self.check_usable("writing a turn")?;
        if turn.is_empty() {
            return Ok(self.seq);
        }
        self.cover(turn)?;
        let written = self.with_ballast(|journal| journal.write_turn(turn))?;
        (self.seq, self.sum) = written;
        for entry in turn {
            self.day = day_after(self.day, &entry.event);
        }
        self.note_acknowledged()?;
        Ok(self.seq)
    }

    /// Whether so much has happened since the newest checkpoint that the next start would be slow.
    pub fn needs_checkpoint(&self) -> bool {
        self.seq - self.checkpoint_seq >= self.options.checkpoint_every
    }

    /// Keeps the state after the newest event, and of the older ones only the newest.
    pub fn checkpoint(&mut self, state: &State) -> Result<(), JournalError> {
        const OPERATION: &str = "writing a checkpoint";
        self.check_usable(OPERATION)?;
        let text = serde_json::to_string(state).map_err(|error| self.stop(OPERATION, error.to_string()))?;
        let crc = rows::checkpoint_crc(self.seq, self.sum, &text);
        self.with_ballast(|journal| {
            let db = &mut journal.db;
            let (seq, sum) = (journal.seq.cast_signed(), journal.sum);
            let written = db.transaction().and_then(|kept| {
                kept.execute("REPLACE INTO checkpoints VALUES (?1, ?2, ?3, ?4)", params![seq, sum, text, crc])?;
                kept.execute(
                    "DELETE FROM checkpoints WHERE seq NOT IN (SELECT seq FROM checkpoints ORDER BY seq DESC LIMIT 2)",
                    [],
                )?;
                kept.commit()
            });
            written.map_err(|error| journal.statement(OPERATION, &error))
        })?;
        self.checkpoint_seq = self.seq;
        Ok(())
    }

    /// The last that is written: keeps the state, and copies the log, so that the database alone holds everything.
    pub fn close(&mut self, state: &State) -> Result<(), JournalError> {
        self.checkpoint(state)?;
        database::empty_wal(&self.db).map_err(|error| self.statement("copying the log", &error))
    }

    /// Does what can wait, for a moment in which nobody does: copies the log into the database when it is half full,
    /// and raises the marks for the newest service date where they are half used. `series` are the series of the
    /// site with the newest number of each.
    pub fn tidy(&mut self, series: impl IntoIterator<Item = (Series, u16)>) -> Result<(), JournalError> {
        self.check_usable("tidying")?;
        if let Some(day) = self.day {
            let mut marks = self.marks.clone();
            for (series, count) in series {
                if marks.low(day, series, count) {
                    marks.raise(day, series, count);
                }
            }
            self.store_marks(marks)?;
        }
        if self.seq - self.tidied_seq >= TIDY_EVERY {
            database::empty_wal(&self.db).map_err(|error| self.statement("copying the log", &error))?;
            self.tidied_seq = self.seq;
        }
        Ok(())
    }

    /// Forgets a few of the events from before this time, if they are older than both checkpoints. Returns how
    /// many; call it again, later, until that is none.
    pub fn forget_before(&mut self, wall_ms: i64) -> Result<usize, JournalError> {
        const OPERATION: &str = "forgetting old events";
        /// Some 15 pages: as long as a few ordinary commits.
        const CHUNK: u64 = 200;
        self.check_usable(OPERATION)?;
        let (events_max, newest) = (self.options.events_max, self.seq);
        let db = &self.db;
        let deleted = (|| {
            let first: Option<i64> = db.query_row("SELECT min(seq) FROM events", [], |row| row.get(0))?;
            let kept: Option<i64> = db.query_row("SELECT min(seq) FROM checkpoints", [], |row| row.get(0))?;
            let (Some(first), Some(kept)) = (first.map(i64::cast_unsigned), kept.map(i64::cast_unsigned))
            else {
                return Ok(0);
            };
            let last = (first + CHUNK - 1).min(kept);
            // A clock that was not trusted may have said 1970: such an event is as old as a trusted one after it.
            let by_age: Option<i64> = db
                .prepare_cached(
                    "SELECT max(seq) FROM events WHERE seq <= ?1 AND trust = 'synced' AND wall_ms < ?2",
                )?
                .query_row(params![last.cast_signed(), wall_ms], |row| row.get(0))?;
            let by_number = newest.saturating_sub(events_max).min(last);
            let until = by_age.unwrap_or(0).cast_unsigned().max(by_number);
            db.prepare_cached("DELETE FROM events WHERE seq <= ?1")?.execute([until.cast_signed()])
        })();
        deleted.map_err(|error| self.statement(OPERATION, &error))
    }

    /// Reads events from this place on, at most `limit`, for people and reports. Checks their sums.
    pub fn entries(&self, from_seq: u64, limit: u32) -> Result<Vec<Recorded>, JournalError> {
        history::entries(&self.db, &self.place.path, from_seq, limit)
    }

    fn write_turn(&mut self, turn: &[Entry]) -> Result<(u64, u32), JournalError> {
        const OPERATION: &str = "writing a turn";
        let first = self.seq + 1;
        let (mut seq, mut sum) = (self.seq, self.sum);
        let (db, text) = (&self.db, &mut self.text);
        let written = (|| {
            if turn.len() > 1 {
                db.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
            }
            let mut insert = db.prepare_cached("INSERT INTO events VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
            for Entry { at, event } in turn {
                text.clear();
                serde_json::to_writer(&mut *text, event)
                    .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
                let json = std::str::from_utf8(text)?;
                seq += 1;
                sum = rows::sum_after(sum, seq, first, *at, json);
                let (seq, turn, steady_ms) =
                    (seq.cast_signed(), first.cast_signed(), at.steady_ms.cast_signed());
                let trust = rows::trust_as_text(at.trust);
                insert.execute(params![seq, turn, at.wall_ms, trust, steady_ms, json, sum])?;
            }
            if turn.len() > 1 {
                db.prepare_cached("COMMIT")?.execute([])?;
            }
            Ok(())
        })();
        written.map_err(|error| self.statement(OPERATION, &error))?;
        Ok((seq, sum))
    }

    /// Raises the marks, durably, until they cover every number that is given in this turn.
    fn cover(&mut self, turn: &[Entry]) -> Result<(), JournalError> {
        let mut day = self.day;
        let mut marks = None;
        for Entry { at, event } in turn {
            day = day_after(day, event);
            if let Event::TicketTaken { number, .. } = event {
                let date = day.unwrap_or_else(|| at.utc().date_naive());
                if self.marks.of(date, number.series) < number.count {
                    let marks = marks.get_or_insert_with(|| self.marks.clone());
                    marks.raise(date, number.series, number.count);
                }
            }
        }
        marks.map_or(Ok(()), |marks| self.store_marks(marks))
    }

    fn store_marks(&mut self, marks: Marks) -> Result<(), JournalError> {
        const OPERATION: &str = "writing the marks";
        if marks != self.marks {
            self.with_ballast(|journal| {
                let stored = marks::store(journal.disk.as_mut(), &marks);
                stored.map_err(|error| journal.file(OPERATION, &error))
            })?;
            self.marks = marks;
        }
        Ok(())
    }

    fn note_acknowledged(&mut self) -> Result<(), JournalError> {
        let text = recover::acknowledged_text(self.epoch, self.seq, self.sum);
        match self.disk.note(recover::ACKNOWLEDGED, text.as_bytes()) {
            Ok(()) => Ok(()),
            // Only a second line of defence: the commit itself is on disk.
            Err(error) if error.kind() == io::ErrorKind::StorageFull => Ok(()),
            Err(error) => Err(self.file("noting the acknowledged event", &error)),
        }
    }

    fn check_usable(&self, operation: &'static str) -> Result<(), JournalError> {
        if self.failed {
            let reason = "an operation before it failed".to_owned();
            return Err(JournalError::Stop { path: self.place.path.clone(), operation, reason });
        }
        Ok(())
    }

    fn statement(&mut self, operation: &'static str, error: &rusqlite::Error) -> JournalError {
        let error = JournalError::statement(&self.place.path, operation, error);
        if let JournalError::Full { .. } | JournalError::Busy { .. } = error
            && !self.db.is_autocommit()
            && let Err(error) = self.db.execute_batch("ROLLBACK")
        {
            return self.stop(operation, error.to_string());
        }
        self.remember(error)
    }

    fn file(&mut self, operation: &'static str, error: &io::Error) -> JournalError {
        let error = JournalError::file(&self.place.path, operation, error);
        self.remember(error)
    }

    fn stop(&mut self, operation: &'static str, reason: String) -> JournalError {
        self.failed = true;
        JournalError::Stop { path: self.place.path.clone(), operation, reason }
    }

    /// After an error that ends the process: does nothing any more, and tells the next process about damage that a
    /// start might not come across.
    fn remember(&mut self, error: JournalError) -> JournalError {
        self.failed |= error.must_stop();
        if let JournalError::Damaged { .. } = &error
            && let Err(trouble) =
                self.disk.write_durably(recover::DAMAGE_SEEN, format!("{error}\n").as_bytes())
        {
            tracing::warn!("the damage could not be noted for the next start: {trouble}");
        }
        error
    }
}

/// The newest service date after an event: the one that numbers are given for.
fn day_after(day: Option<NaiveDate>, event: &Event) -> Option<NaiveDate> {
    if let Event::DayOpened { date, .. } = event { Some(*date) } else { day }
}
