//! The record of who did what, as a chain that cannot be changed unseen.
//!
//! **Model.** Each line of `audit.log` is a SHA-256 sum and a piece of JSON; the sum is that of the JSON, and the JSON names the
//! sum of the line before. So a line that was changed, taken out or put in breaks the chain, which [`verify`] finds; `sha256sum` can
//! check one line by hand. A full file is put aside under a number and the chain goes on in a new one; the oldest goes. The newest
//! number and sum stand in `audit.head`, too: an end that was cut off, or a record that is gone, is missed there. Who takes both away,
//! or writes the whole chain anew, is found by who has written down a sum elsewhere: [`Chain::newest`].
//!
//! **Invariants.** An entry is on disk when [`note`] returns, and it goes on where the chain ends, whichever process writes: each has the
//! directory to itself meanwhile. The files are bounded, and so is each entry. A line that was
//! under way when the power went is taken out, because nobody was told that it was written. A chain that is found broken goes on
//! where its newest whole entry was, and stays broken for who verifies it.

pub mod words;

#[cfg(test)]
mod tests;

use super::private_file;
use crate::protocol::hex;
use chrono::{DateTime, Utc};
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// A file is put aside when it would be larger.
pub const FILE_BYTES_MAX: u64 = 256 * 1024;
/// So many older files are kept; a million bytes are some thousands of entries.
const OLDER_KEPT: u32 = 3;
/// An entry's words are cut after so many characters.
const WORDS_CHARS_MAX: usize = 500;
/// What the first line of all names as the sum before it.
const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// Has the newest number and sum.
const HEAD: &str = "audit.head";

/// What is wrong with the record.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The chain is broken.
    #[error("{}:{line}: {why}", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// How.
        why: String,
    },
    /// There is no record.
    #[error(
        "{} is missing: no branch was ever started here, or the audit log was taken away", path.display()
    )]
    Missing {
        /// What is always there.
        path: PathBuf,
    },
    /// There are no files with entries.
    #[error("{} is missing, with the entries up to {number}", path.display())]
    Gone {
        /// Which is always there.
        path: PathBuf,
        /// The newest that there was.
        number: u64,
    },
    /// The end of the chain is not there.
    #[error("{}: entry {number} is missing, which was the newest: the end was cut off", path.display())]
    CutOff {
        /// Where it was.
        path: PathBuf,
        /// Which.
        number: u64,
    },
    /// Who wrote it has ended, which is a bug.
    #[error("the writing of the audit log has ended: {0}")]
    Ended(tokio::task::JoinError),
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// From 1, without gaps.
    pub number: u64,
    /// When, as the wall clock said; nothing when the branch had no power. The order is that of the numbers: a clock is set, and the
    /// command line's does not know what a person has said of the time.
    pub at: Option<DateTime<Utc>>,
    /// Whether that clock was trusted.
    pub clock_trusted: bool,
    /// Who: "socket, user 1000", or an address.
    pub who: String,
    /// What was wanted.
    pub what: String,
    /// What came of it.
    pub outcome: String,
    /// The sum of the line before.
    pub before: String,
}

/// What was found by who verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chain {
    /// The number of the oldest entry that is kept.
    pub oldest: u64,
    /// The number of the newest entry.
    pub newest_number: u64,
    /// The sum of the newest entry: whoever keeps it can tell later whether the end was cut off.
    pub newest: String,
    /// When and what the entries say, oldest first.
    #[serde(skip)]
    pub entries: Vec<(String, Entry)>,
}

/// The record of a state directory, for everybody who has something to note and must not wait for a disk.
#[derive(Debug, Clone)]
pub struct Audit(PathBuf);

impl Audit {
    /// The record of a state directory.
    pub fn new(state: &Path) -> Self {
        Self(state.to_owned())
    }

    /// Writes an entry by a thread of its own; it is on disk when this returns.
    ///
    /// # Errors
    /// When it is not.
    pub async fn note(&self, entry: Note) -> Result<(), AuditError> {
        let state = self.0.clone();
        let written = tokio::task::spawn_blocking(move || note(&state, entry)).await;
        written.unwrap_or_else(|end| Err(AuditError::Ended(end)))
    }
}

/// What somebody did, before it has a place in the chain.
#[derive(Debug, Clone)]
pub struct Note {
    /// When, as the wall clock says; nothing when the branch has no power.
    pub at: Option<DateTime<Utc>>,
    /// Whether that clock is trusted.
    pub clock_trusted: bool,
    /// Who: "socket, user 1000", or an address.
    pub who: String,
    /// What was wanted.
    pub what: String,
    /// What came of it.
    pub outcome: String,
}

/// Whether a record was ever begun in a state directory.
pub fn is_begun(state: &Path) -> bool {
    state.join(HEAD).exists()
}

/// Writes an entry; it is on disk when this returns. Waits for others who write.
///
/// # Errors
/// When it is not.
pub fn note(state: &Path, note: Note) -> Result<(), AuditError> {
    write(state, note).map_err(|source| AuditError::File { path: path(state, 0), source })
}

fn write(directory: &Path, note: Note) -> io::Result<()> {
    let held = File::open(directory)?;
    held.lock()?;
    let (mut file, mut bytes, before) = continued(directory)?;
    let Note { at, clock_trusted, who, what, outcome } = note;
    let [who, what, outcome] =
        [who, what, outcome].map(|words| words.chars().take(WORDS_CHARS_MAX).collect());
    let number = before.number + 1;
    let entry = Entry { number, at, clock_trusted, who, what, outcome, before: before.sum };
    let json = serde_json::to_string(&entry)?;
    let sum = sum_of(&json);
    let line = format!("{sum} {json}\n");
    if bytes > 0 && bytes + line.len() as u64 > FILE_BYTES_MAX {
        put_aside(directory)?;
        file = append(directory)?;
        bytes = 0;
    }
    file.write_all(line.as_bytes())?;
    file.sync_data()?;
    if bytes == 0 {
        held.sync_all()?;
    }
    private_file::write(directory, &directory.join(HEAD), &format!("{number} {sum}\n"))
}

/// Where the chain ends.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    number: u64,
    sum: String,
}

/// What the file says that has the newest number and sum; an error in words when it says nothing.
fn head(directory: &Path) -> io::Result<Option<Result<Head, &'static str>>> {
    let text = private_file::read(&directory.join(HEAD))?;
    let parsed = |text: Vec<u8>| {
        let text = String::from_utf8(text).ok()?;
        let (number, sum) = text.strip_suffix('\n')?.split_once(' ')?;
        Some(Head { number: number.parse().ok()?, sum: sum.to_owned() })
    };
    Ok(text.map(|text| parsed(text).ok_or("is no number and no sum")))
}

/// The newest file, how long it is, and where the chain ends.
fn continued(directory: &Path) -> io::Result<(File, u64, Head)> {
    let file = append(directory)?;
    let mut text = Vec::new();
    (&file).take(2 * FILE_BYTES_MAX).read_to_end(&mut text)?;
    let whole = text.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
    if whole < text.len() {
        // Nobody was told that a line without an end was written.
        file.set_len(whole as u64)?;
    }
    let last = |text: &[u8]| {
        let lines = text.split(|&byte| byte == b'\n').rev();
        lines.filter_map(|line| read_line(std::str::from_utf8(line).ok()?).ok()).next()
    };
    let last = last(&text[..whole]).or_else(|| last(&fs::read(path(directory, 1)).ok()?));
    let last = last.map(|(sum, entry)| Head { number: entry.number, sum });
    let noted = head(directory)?.and_then(Result::ok);
    // The line is written first: it is ahead when the power went in between, and behind when its end was cut off.
    let newest = noted.into_iter().chain(last).reduce(
        |noted, last| {
            if last.number > noted.number { last } else { noted }
        },
    );
    let beginning = || Head { number: 0, sum: BEGINNING.to_owned() };
    Ok((file, whole as u64, newest.unwrap_or_else(beginning)))
}

/// The newest file, of whom the state belongs to.
fn append(directory: &Path) -> io::Result<File> {
    let path = path(directory, 0);
    let file = File::options().read(true).append(true).create(true).mode(0o640).open(path)?;
    private_file::give(&file, directory)?;
    Ok(file)
}

/// The newest file has the number 0.
fn path(directory: &Path, age: u32) -> PathBuf {
    directory.join(if age == 0 { "audit.log".to_owned() } else { format!("audit.{age}.log") })
}

fn put_aside(directory: &Path) -> io::Result<()> {
    for age in (0..OLDER_KEPT).rev() {
        match fs::rename(path(directory, age), path(directory, age + 1)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

fn sum_of(json: &str) -> String {
    hex(digest(&SHA256, json.as_bytes()).as_ref())
}

/// The sum and the entry of a line.
fn read_line(line: &str) -> Result<(String, Entry), String> {
    let (sum, json) = line.split_once(' ').ok_or("is no sum and no entry")?;
    if sum_of(json) != sum {
        return Err("was changed: its sum is another one".to_owned());
    }
    let entry = serde_json::from_str(json).map_err(|error| format!("is no entry: {error}"))?;
    Ok((sum.to_owned(), entry))
}

/// An entry with the sum of its line, or what is wrong at this place.
pub type Place = Result<(String, Entry), AuditError>;

/// Reads the whole record of a state directory, oldest first: each entry that can be read, and each place that does not fit before the
/// entry behind it, or at the end.
///
/// # Errors
/// When a file is there and cannot be read.
pub fn read(state: &Path) -> Result<Vec<Place>, AuditError> {
    let file = |path: PathBuf| move |source| AuditError::File { path, source };
    // A line that somebody is writing is not looked at before it is whole.
    let held = File::open(state).and_then(|held| held.lock_shared().map(|()| held));
    let _held = held.map_err(file(state.to_owned()))?;
    let mut places = Vec::new();
    for age in (0..=OLDER_KEPT).rev() {
        let path = path(state, age);
        match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            text => read_file(&path, &text.map_err(file(path.clone()))?, age < OLDER_KEPT, &mut places),
        }
    }
    let noted = state.join(HEAD);
    let wrong = match head(state).map_err(file(noted.clone()))? {
        None => Some(AuditError::Missing { path: noted }),
        Some(Err(why)) => Some(AuditError::Broken { path: noted, line: 1, why: why.to_owned() }),
        Some(Ok(head)) => ends(state, head, &places),
    };
    places.extend(wrong.map(Err));
    Ok(places)
}

/// Adds the lines of a file. `is_bounded`: whether an older file would have what is before it. Of lines that cannot be read and stand
/// together the first is named.
fn read_file(path: &Path, text: &[u8], is_bounded: bool, places: &mut Vec<Place>) {
    let lines = text.strip_suffix(b"\n").unwrap_or(text).split(|&byte| byte == b'\n');
    for (index, line) in lines.enumerate().filter(|_| !text.is_empty()) {
        let broken = |why| AuditError::Broken { path: path.to_owned(), line: index + 1, why };
        let parsed = std::str::from_utf8(line).map_err(|_| "is no text".to_owned()).and_then(read_line);
        let (sum, entry) = match parsed {
            Ok(read) => read,
            Err(_) if matches!(places.last(), Some(Err(_))) => continue,
            Err(why) => {
                places.push(Err(broken(why)));
                continue;
            }
        };
        let number = entry.number;
        let wrong = match places.last() {
            Some(Ok((before, last))) if entry.before != *before || number != last.number + 1 => {
                Some(format!("entry {number} does not follow entry {}", last.number))
            }
            None if number == 1 && entry.before != BEGINNING => {
                Some("entry 1 says that there is one before it".to_owned())
            }
            None if number > 1 && is_bounded => {
                Some(format!("entry {number} is the oldest: those before it are missing"))
            }
            Some(_) | None => None,
        };
        places.extend(wrong.map(|why| Err(broken(why))));
        places.push(Ok((sum, entry)));
    }
}

/// What is wrong with the end, if anything is.
fn ends(state: &Path, Head { number, sum }: Head, places: &[Place]) -> Option<AuditError> {
    let mut entries = places.iter().flatten();
    let path = path(state, 0);
    match places.last() {
        None => return Some(AuditError::Gone { path, number }),
        // What stood there cannot be read, which is told.
        Some(Err(_)) => return None,
        Some(Ok(_)) => {}
    }
    let is_known = entries.any(|(known, entry)| *known == sum && entry.number == number);
    (!is_known).then_some(AuditError::CutOff { path, number })
}

/// Reads the whole record of a state directory and checks that its lines follow each other, and that none is missing.
///
/// # Errors
/// The first place that does not fit, or a file that is missing or cannot be read.
pub fn verify(state: &Path) -> Result<Chain, AuditError> {
    let entries = read(state)?.into_iter().collect::<Result<Vec<_>, _>>()?;
    match (entries.first(), entries.last()) {
        (Some((_, oldest)), Some((newest, last))) => {
            let (oldest, newest_number, newest) = (oldest.number, last.number, newest.clone());
            Ok(Chain { oldest, newest_number, newest, entries })
        }
        // Without entries something is wrong, which was told.
        _ => Err(AuditError::Missing { path: state.join(HEAD) }),
    }
}
