//! What a start finds on the disk, and what it makes of it.
//!
//! | found | then |
//! |---|---|
//! | nothing at all | a new journal, epoch 1 |
//! | a journal that adds up, to the last acknowledged event | it goes on |
//! | a journal that adds up but ends before the last acknowledged event (a log that was cut or deleted, an old copy that was put back) | it goes on in a new epoch; numbers go on above the marks |
//! | marks but no journal | a new journal, new epoch, numbers above the marks |
//! | a journal that does not add up | it is set aside; then as above |
//! | neither a sound journal nor marks | the start is refused |
//! | a newer schema, or rows that are whole but not understood | the start is refused, nothing is touched |
//!
//! Read and checked are: the newest good checkpoint, every event after it, and the epoch. Rows before the checkpoint
//! are not read, or a start would take as long as the journal is old: neither a number nor a place in the line
//! depends on them. They are checked when somebody reads them ([`super::Journal::entries`]). An old copy of the whole
//! directory, marks included, looks like the truth: nobody may put one back on a day with tickets.

use super::database::{self, Place};
use super::disk::Disk;
use super::error::{JournalError, Trouble};
use super::log_tail;
use super::marks::{self, Marks};
use super::room::BALLAST;
use super::rows::{self, Row};
use crate::domain::branch::{NumbersGiven, State};
use crate::domain::event::Entry;
use crate::domain::planted::{Bug, planted};
use rusqlite::{Connection, OptionalExtension};
use std::io;
use std::path::PathBuf;

/// Says that the last process found damage while it worked; with the reason, for people.
pub(super) const DAMAGE_SEEN: &str = "damaged";

/// The newest event that was acknowledged, noted outside the database after each commit. The note is not synced: it
/// survives the process, and tells a log that was cut from one that had not got further.
pub(super) const ACKNOWLEDGED: &str = "acknowledged";

/// Damaged databases that are kept: evidence must not fill the disk.
pub(super) const QUARANTINED_MAX: usize = 3;

/// What the journal knows after a start. The engine applies `tail` to `state`, then the restart in this epoch.
#[derive(Debug)]
pub struct Recovered {
    /// The epoch that is written under from now on. It is higher than the state's when something was lost.
    pub epoch: u32,
    /// The newest state that was kept, or that of a branch without a past. Its numbers are raised to what a lost
    /// journal may have given.
    pub state: State,
    /// What happened after it, in order.
    pub tail: Vec<Entry>,
    /// What was lost in this start, if anything.
    pub loss: Option<Loss>,
    /// What else is not as it should be, in words; nothing was lost by it.
    pub notes: Vec<String>,
}

/// What a start had to give up. Each is a reason to tell a technician.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Loss {
    /// The database did not add up and was set aside.
    #[error(
        "the journal was damaged ({reason}) and is kept in {}; the queue begins anew, above every number that may have \
         been given",
        quarantine.display()
    )]
    Damaged {
        /// Where it is now.
        quarantine: PathBuf,
        /// What was wrong.
        reason: String,
    },
    /// There are marks of given numbers, but no database.
    #[error("the journal is gone; the queue begins anew, above every number that may have been given")]
    Missing,
    /// The database adds up but does not reach the last acknowledged event.
    #[error(
        "the journal ends at event {ends_at}, but there were more ({reason}); the queue goes on from there, above every \
         number that may have been given"
    )]
    Shortened {
        /// The newest event that it has.
        ends_at: u64,
        /// What shows that there were more.
        reason: String,
    },
}

/// An open database that adds up.
pub(super) struct Sound {
    pub(super) db: Connection,
    pub(super) epoch: u32,
    pub(super) floors: NumbersGiven,
    pub(super) checkpoint: Option<State>,
    pub(super) checkpoint_seq: u64,
    pub(super) tail: Vec<Entry>,
    pub(super) seq: u64,
    pub(super) sum: u32,
    notes: Vec<String>,
}

/// What became of a start.
pub(super) struct Start {
    pub(super) sound: Sound,
    pub(super) marks: Marks,
    pub(super) loss: Option<Loss>,
    pub(super) notes: Vec<String>,
}

/// What is found of a database.
pub(super) enum Found {
    Nothing,
    Sound(Box<Sound>),
    Damaged(String),
}

/// Why an examination ended early: the database contradicts itself, or the start must be refused.
enum Cut {
    Damage(String),
    Refuse(JournalError),
}

impl Cut {
    fn by(place: &Place, operation: &'static str, error: &rusqlite::Error) -> Self {
        match Trouble::of(error) {
            Trouble::Damage => Self::Damage(error.to_string()),
            Trouble::Full | Trouble::Busy | Trouble::Other => {
                Self::Refuse(statement(place, operation, error))
            }
        }
    }
}

/// Finds a journal, or makes one. On a full disk the ballast is given up for it; damage that shows only when the start
/// writes is treated as damage that was read.
pub(super) fn start_twice(place: &Place, disk: &mut dyn Disk) -> Result<Start, JournalError> {
    match start(place, disk) {
        Err(JournalError::Full { .. }) => {
            disk.remove(BALLAST).map_err(|error| file(place, "removing the ballast", &error))?;
            start(place, disk)
        }
        Err(damage @ JournalError::Damaged { .. }) => {
            let noted = disk.write_durably(DAMAGE_SEEN, format!("{damage}\n").as_bytes());
            noted.map_err(|error| file(place, "noting damage", &error))?;
            start(place, disk)
        }
        result => result,
    }
}

fn start(place: &Place, disk: &mut dyn Disk) -> Result<Start, JournalError> {
    let found = marks::load(disk).map_err(|error| file(place, "reading the marks", &error))?;
    let database = examine(place, disk)?;
    let lost = |reason: &str| JournalError::MarksLost { path: place.path.clone(), reason: reason.to_owned() };
    let marks = match (found.marks, &database) {
        (Some(marks), _) => marks,
        (None, Found::Sound(sound)) => Marks { epoch: sound.epoch, ..Marks::default() },
        (None, Found::Nothing) if found.damaged == 0 => Marks::default(),
        (None, Found::Nothing) => return Err(lost("there is no database")),
        (None, Found::Damaged(reason)) => return Err(lost(reason)),
    };
    let mut start = match database {
        Found::Sound(sound) => go_on(place, disk, *sound, marks)?,
        Found::Nothing => begin(place, disk, marks)?,
        Found::Damaged(reason) => replace(place, disk, marks, reason)?,
    };
    if found.damaged > 0 {
        let text =
            format!("{} of the two mark files could not be read; they are written anew", found.damaged);
        start.notes.push(text);
        store(place, disk, &start.marks)?;
    }
    Ok(start)
}

/// Goes on with a database that adds up, in a new epoch if it does not reach as far as it should.
fn go_on(
    place: &Place,
    disk: &mut dyn Disk,
    mut sound: Sound,
    mut marks: Marks,
) -> Result<Start, JournalError> {
    let note =
        read_acknowledged(disk).map_err(|error| file(place, "reading the acknowledged event", &error))?;
    let frames = database::wal_frames(&sound.db);
    let frames = frames.map_err(|error| statement(place, "measuring the log", &error))?;
    let log = disk.read(database::FILES[1]).map_err(|error| file(place, "reading the log", &error))?;
    let (log, frames) = (log.unwrap_or_default(), usize::try_from(frames).unwrap_or(0));
    // The process before may have ended on a sync that failed. What it had written is then in the cache, where it looks
    // safe, and no later sync brings it to the disk: the next power cut would tear a hole into the log, behind which all
    // turns of this process were lost. Written once more, it is to be synced like anything else.
    if !planted(Bug::FailedSyncForgotten) {
        let again = disk.overwrite_durably(database::FILES[1], log_tail::recovered(&log, frames));
        again.map_err(|error| file(place, "making the log safe", &error))?;
    }
    let cut = || log_tail::missing_turns(&log, frames);
    let loss = match shortened(&sound, &marks, note).or_else(cut) {
        None => None,
        Some(reason) => {
            // Pages that were copied already are newer than what is left of the log: together they may contradict
            // each other, in parts that no start reads.
            match database::first_contradiction(&sound.db) {
                Ok(None) => {}
                Ok(Some(found)) => return mixed(place, disk, sound, marks, &found),
                Err(error) if Trouble::of(&error) == Trouble::Damage => {
                    return mixed(place, disk, sound, marks, &error.to_string());
                }
                Err(error) => return Err(statement(place, "checking the database", &error)),
            }
            marks.epoch = marks.epoch.max(sound.epoch) + 1;
            marks.level();
            store(place, disk, &marks)?;
            // The new epoch begins a new log: turns that stand behind the damage would be missed again at each start.
            let emptied = database::empty_wal(&sound.db);
            emptied.map_err(|error| statement(place, "copying the log", &error))?;
            let begun = database::begin_epoch(&sound.db, marks.epoch, &marks.numbers);
            begun.map_err(|error| statement(place, "beginning a new epoch", &error))?;
            sound.epoch = marks.epoch;
            sound.floors = marks.numbers.clone();
            Some(Loss::Shortened { ends_at: sound.seq, reason })
        }
    };
    let notes = std::mem::take(&mut sound.notes);
    Ok(Start { sound, marks, loss, notes })
}

/// What is left of the log does not fit the database that it belongs to.
fn mixed(
    place: &Place,
    disk: &mut dyn Disk,
    sound: Sound,
    mut marks: Marks,
    found: &str,
) -> Result<Start, JournalError> {
    marks.epoch = marks.epoch.max(sound.epoch);
    drop(sound);
    replace(place, disk, marks, format!("the log is not whole, and the database without it is not: {found}"))
}

/// Begins where there is no database.
fn begin(place: &Place, disk: &mut dyn Disk, mut marks: Marks) -> Result<Start, JournalError> {
    let loss = if marks.nothing_given() {
        marks.epoch = marks.epoch.max(1);
        store(place, disk, &marks)?;
        for name in database::FILES {
            disk.remove(name).map_err(|error| file(place, "removing an unfinished database", &error))?;
        }
        None
    } else {
        marks.epoch += 1;
        marks.level();
        store(place, disk, &marks)?;
        // What is left, such as a log without its database, would be played into the new one.
        let left = database::FILES.iter().map(|name| disk.len(name)).collect::<io::Result<Vec<_>>>();
        let left = left.map_err(|error| file(place, "looking for what is left of a database", &error))?;
        if left.iter().any(Option::is_some) {
            set_aside(place, disk, marks.epoch)?;
        }
        Some(Loss::Missing)
    };
    Ok(Start { sound: make(place, &marks)?, marks, loss, notes: Vec::new() })
}

/// Sets a damaged database aside and begins a new one.
fn replace(
    place: &Place,
    disk: &mut dyn Disk,
    mut marks: Marks,
    reason: String,
) -> Result<Start, JournalError> {
    marks.epoch += 1;
    marks.level();
    store(place, disk, &marks)?;
    let quarantine = set_aside(place, disk, marks.epoch)?;
    disk.remove(DAMAGE_SEEN).map_err(|error| file(place, "removing the note of damage", &error))?;
    let loss = Some(Loss::Damaged { quarantine, reason });
    Ok(Start { sound: make(place, &marks)?, marks, loss, notes: Vec::new() })
}

/// The text of the note of the newest acknowledged event; always of one length, it is written in place.
pub(super) fn acknowledged_text(epoch: u32, seq: u64, sum: u32) -> String {
    let body = format!("epoch {epoch:010} seq {seq:020} sum {sum:08x} ");
    let crc = crc32fast::hash(body.as_bytes());
    format!("{body}crc {crc:08x}\n")
}

fn read_acknowledged(disk: &dyn Disk) -> io::Result<Option<(u32, u64, u32)>> {
    let Some(content) = disk.read(ACKNOWLEDGED)? else { return Ok(None) };
    let parse = |text: &str| {
        let words: Vec<&str> = text.split_whitespace().collect();
        let [_, epoch, _, seq, _, sum, _, _] = words[..] else { return None };
        let (epoch, seq) = (epoch.parse().ok()?, seq.parse().ok()?);
        let sum = u32::from_str_radix(sum, 16).ok()?;
        // A torn or damaged note is no note: it can only be older or younger than the truth.
        (text == acknowledged_text(epoch, seq, sum)).then_some((epoch, seq, sum))
    };
    Ok(std::str::from_utf8(&content).ok().and_then(parse))
}

fn shortened(sound: &Sound, marks: &Marks, acknowledged: Option<(u32, u64, u32)>) -> Option<String> {
    if marks.epoch > sound.epoch {
        return Some(format!(
            "the mark files are of epoch {}, the database is of {}",
            marks.epoch, sound.epoch
        ));
    }
    let (epoch, seq, sum) = acknowledged?;
    if epoch != sound.epoch {
        return None;
    }
    if seq > sound.seq {
        return Some(format!("event {seq} was acknowledged"));
    }
    (seq == sound.seq && sum != sound.sum)
        .then(|| format!("event {seq} was acknowledged with another content"))
}

fn set_aside(place: &Place, disk: &mut dyn Disk, epoch: u32) -> Result<PathBuf, JournalError> {
    let moved = disk.set_aside(&database::FILES, &format!("before-epoch-{epoch}"), QUARANTINED_MAX);
    moved.map_err(|error| file(place, "setting the database aside", &error))
}

pub(super) fn store(place: &Place, disk: &mut dyn Disk, marks: &Marks) -> Result<(), JournalError> {
    marks::store(disk, marks).map_err(|error| file(place, "writing the marks", &error))
}

fn file(place: &Place, operation: &'static str, error: &io::Error) -> JournalError {
    JournalError::file(&place.path, operation, error)
}

fn statement(place: &Place, operation: &'static str, error: &rusqlite::Error) -> JournalError {
    JournalError::statement(&place.path, operation, error)
}

/// Makes a new database. The marks of its epoch are on disk already.
fn make(place: &Place, marks: &Marks) -> Result<Sound, JournalError> {
    let made = place.connect(true).and_then(|db| {
        place.make_durable(&db)?;
        database::create(&db, marks.epoch, &marks.numbers)?;
        Ok(db)
    });
    let db = made.map_err(|error| statement(place, "making a new database", &error))?;
    Ok(Sound {
        db,
        epoch: marks.epoch,
        floors: marks.numbers.clone(),
        checkpoint: None,
        checkpoint_seq: 0,
        tail: Vec::new(),
        seq: 0,
        sum: 0,
        notes: Vec::new(),
    })
}

/// Reads a database as a start does.
pub(super) fn examine(place: &Place, disk: &dyn Disk) -> Result<Found, JournalError> {
    let length = disk.len(database::FILES[0]);
    let length = length.map_err(|error| file(place, "looking for the database", &error))?;
    if length.unwrap_or(0) == 0 {
        return Ok(Found::Nothing);
    }
    let seen = disk.read(DAMAGE_SEEN);
    let seen = seen.map_err(|error| file(place, "looking for a note of damage", &error))?;
    if let Some(words) = seen {
        return Ok(Found::Damaged(String::from_utf8_lossy(&words).trim().to_owned()));
    }
    match read_database(place) {
        Ok(Some(sound)) => Ok(Found::Sound(Box::new(sound))),
        Ok(None) => Ok(Found::Nothing),
        Err(Cut::Damage(reason)) => Ok(Found::Damaged(reason)),
        Err(Cut::Refuse(error)) => Err(error),
    }
}

fn read_database(place: &Place) -> Result<Option<Sound>, Cut> {
    let cut = |error: rusqlite::Error| Cut::by(place, "reading the database", &error);
    let db = place.connect(false).map_err(cut)?;
    place.make_durable(&db).map_err(cut)?;
    if database::is_blank(&db).map_err(cut)? {
        return Ok(None);
    }
    match database::schema_version(&db).map_err(cut)? {
        Some(database::SCHEMA) => {}
        Some(found) if found > database::SCHEMA => {
            let (path, known) = (place.path.clone(), database::SCHEMA);
            return Err(Cut::Refuse(JournalError::Newer { path, found, known }));
        }
        Some(other) => return Err(Cut::Damage(format!("there never was a schema {other}"))),
        None => return Err(Cut::Damage("header and table disagree on the schema version".to_owned())),
    }
    let epoch = database::epoch(&db).map_err(cut)?;
    let floors = database::floors(&db).map_err(cut)?;
    let mut notes = Vec::new();
    let kept = newest_checkpoint(place, &db, &mut notes)?;
    let (checkpoint, checkpoint_seq, sum) = match kept {
        Some((state, seq, sum)) => (Some(state), seq, sum),
        None => (None, 0, 0),
    };
    let (tail, seq, sum) = read_tail(place, &db, checkpoint_seq, sum)?;
    Ok(Some(Sound { db, epoch, floors, checkpoint, checkpoint_seq, tail, seq, sum, notes }))
}

fn newest_checkpoint(
    place: &Place,
    db: &Connection,
    notes: &mut Vec<String>,
) -> Result<Option<(State, u64, u32)>, Cut> {
    let cut = |error: rusqlite::Error| Cut::by(place, "reading a checkpoint", &error);
    let mut select =
        db.prepare("SELECT seq, sum, state, crc FROM checkpoints ORDER BY seq DESC").map_err(cut)?;
    let mut kept = select.query([]).map_err(cut)?;
    let mut bad = 0;
    while let Some(row) = kept.next().map_err(cut)? {
        let seq = row.get::<_, i64>(0).map_err(cut)?.cast_unsigned();
        let sum: u32 = row.get(1).map_err(cut)?;
        let state: String = row.get(2).map_err(cut)?;
        let crc: u32 = row.get(3).map_err(cut)?;
        if rows::checkpoint_crc(seq, sum, &state) != crc {
            notes.push(format!("the checkpoint after event {seq} is damaged and is not used"));
            bad += 1;
            continue;
        }
        let state = serde_json::from_str(&state).map_err(|error| {
            let (path, what) = (place.path.clone(), format!("the checkpoint after event {seq}"));
            Cut::Refuse(JournalError::Foreign { path, what, reason: error.to_string() })
        })?;
        return Ok(Some((state, seq, sum)));
    }
    let first: Option<i64> = db
        .query_row("SELECT seq FROM events ORDER BY seq LIMIT 1", [], |row| row.get(0))
        .optional()
        .map_err(cut)?;
    if bad > 0 && first != Some(1) {
        return Err(Cut::Damage("no checkpoint can be read, and the first events are not kept".to_owned()));
    }
    Ok(None)
}

fn read_tail(
    place: &Place,
    db: &Connection,
    after: u64,
    sum_there: u32,
) -> Result<(Vec<Entry>, u64, u32), Cut> {
    let cut = |error: rusqlite::Error| Cut::by(place, "reading the events", &error);
    let columns = rows::COLUMNS;
    let text = format!("SELECT {columns} FROM events WHERE seq > ?1 ORDER BY seq");
    let mut select = db.prepare(&text).map_err(cut)?;
    let mut found = select.query([after.cast_signed()]).map_err(cut)?;
    let (mut tail, mut seq, mut sum) = (Vec::new(), after, sum_there);
    while let Some(row) = found.next().map_err(cut)? {
        let row = Row::read(row).map_err(cut)?;
        if row.seq != seq + 1 {
            return Err(Cut::Damage(format!("event {} follows event {seq}", row.seq)));
        }
        if row.sum_after(sum) != row.sum {
            return Err(Cut::Damage(format!("event {} does not match its check sum", row.seq)));
        }
        let recorded = row.decode().map_err(|error| {
            let (path, what) = (place.path.clone(), format!("event {}", row.seq));
            Cut::Refuse(JournalError::Foreign { path, what, reason: error.to_string() })
        })?;
        (seq, sum) = (row.seq, row.sum);
        tail.push(recorded.entry);
    }
    Ok((tail, seq, sum))
}
