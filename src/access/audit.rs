//! The record of who did what, as a chain that cannot be changed unseen.
//!
//! **Model.** Each line of `audit.log` is a SHA-256 sum and a piece of JSON; the sum is that of the JSON, and the JSON names the
//! sum of the line before. So a line that was changed, taken out or put in breaks the chain, which [`verify`] finds; `sha256sum` can
//! check one line by hand. A full file is put aside under a number and the chain goes on in a new one; the oldest goes. What was cut
//! off at the end is found by who has written down a sum: [`Chain::newest`].
//!
//! **Invariants.** An entry is on disk when [`Audit::note`] returns. The files are bounded, and so is each entry. A line that was
//! under way when the power went is taken out, because nobody was told that it was written. A chain that is found broken goes on
//! where its last whole line was, and stays broken for who verifies it.

use crate::protocol::hex;
use chrono::{DateTime, Utc};
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A file is put aside when it would be larger.
pub const FILE_BYTES_MAX: u64 = 256 * 1024;
/// So many older files are kept; a million bytes are some thousands of entries.
const OLDER_KEPT: u32 = 3;
/// An entry's words are cut after so many characters.
const WORDS_CHARS_MAX: usize = 500;
/// What the first line of all names as the sum before it.
const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

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
    /// When, as the wall clock said; nothing when the branch had no power.
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
    /// The number of the oldest entry that is kept; nothing when there is none.
    pub oldest: Option<u64>,
    /// The number of the newest entry.
    pub newest_number: Option<u64>,
    /// The sum of the newest entry: whoever keeps it can tell later whether the end was cut off.
    pub newest: String,
    /// When and what the entries say, oldest first.
    #[serde(skip)]
    pub entries: Vec<(String, Entry)>,
}

/// The record that is being written, for everybody who has something to note.
#[derive(Debug, Clone)]
pub struct Audit(Arc<Mutex<Writer>>);

impl Audit {
    /// The record of a state directory; files are touched with the first note. There must be no other one.
    pub fn new(state: &Path) -> Self {
        Self(Arc::new(Mutex::new(Writer::new(state))))
    }

    /// Writes an entry by a thread of its own; it is on disk when this returns.
    ///
    /// # Errors
    /// When it is not.
    pub async fn note(&self, note: Note) -> Result<(), AuditError> {
        let writer = Arc::clone(&self.0);
        let write = move || {
            let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
            writer.note(note).map_err(|source| AuditError::File { path: path(&writer.directory, 0), source })
        };
        let written = tokio::task::spawn_blocking(write).await;
        written.unwrap_or_else(|end| Err(AuditError::Ended(end)))
    }
}

#[derive(Debug)]
struct Writer {
    directory: PathBuf,
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    file: File,
    bytes: u64,
    number: u64,
    sum: String,
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

impl Writer {
    fn new(state: &Path) -> Self {
        Self { directory: state.to_owned(), open: None }
    }

    fn note(&mut self, note: Note) -> io::Result<()> {
        let written = self.write(note);
        if written.is_err() {
            // What is on disk now is read anew before the next entry.
            self.open = None;
        }
        written
    }

    fn write(&mut self, note: Note) -> io::Result<()> {
        let mut open = match self.open.take() {
            Some(open) => open,
            None => Open::continued(&self.directory)?,
        };
        let Note { at, clock_trusted, who, what, outcome } = note;
        let [who, what, outcome] =
            [who, what, outcome].map(|words| words.chars().take(WORDS_CHARS_MAX).collect());
        let number = open.number + 1;
        let entry = Entry { number, at, clock_trusted, who, what, outcome, before: open.sum.clone() };
        let json = serde_json::to_string(&entry)?;
        let sum = sum_of(&json);
        let line = format!("{sum} {json}\n");
        if open.bytes > 0 && open.bytes + line.len() as u64 > FILE_BYTES_MAX {
            drop(open.file);
            put_aside(&self.directory)?;
            open = Open { file: append(&path(&self.directory, 0))?, bytes: 0, ..open };
            File::open(&self.directory)?.sync_all()?;
        }
        open.file.write_all(line.as_bytes())?;
        open.file.sync_data()?;
        self.open = Some(Open { bytes: open.bytes + line.len() as u64, number, sum, ..open });
        Ok(())
    }
}

impl Open {
    /// Goes on where the files end.
    fn continued(directory: &Path) -> io::Result<Self> {
        let newest = path(directory, 0);
        let is_new = !newest.exists();
        let mut file = append(&newest)?;
        if is_new {
            File::open(directory)?.sync_all()?;
        }
        let mut text = Vec::new();
        file.seek(SeekFrom::Start(0))?;
        (&file).take(2 * FILE_BYTES_MAX).read_to_end(&mut text)?;
        let whole = text.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
        // Nobody was told that a line without an end was written.
        file.set_len(whole as u64)?;
        let last = |text: &[u8]| {
            let lines = text.split(|&byte| byte == b'\n').rev();
            lines.filter_map(|line| read_line(std::str::from_utf8(line).ok()?).ok()).next()
        };
        let last = last(&text[..whole]).or_else(|| last(&fs::read(path(directory, 1)).ok()?));
        let (sum, number) =
            last.map_or_else(|| (BEGINNING.to_owned(), 0), |(sum, entry)| (sum, entry.number));
        Ok(Self { file, bytes: whole as u64, number, sum })
    }
}

fn append(path: &Path) -> io::Result<File> {
    File::options().read(true).append(true).create(true).mode(0o640).open(path)
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

/// Reads the whole record of a state directory and checks that its lines follow each other.
///
/// # Errors
/// The first place that does not fit, or a file that cannot be read.
pub fn verify(state: &Path) -> Result<Chain, AuditError> {
    let mut entries: Vec<(String, Entry)> = Vec::new();
    for age in (0..=OLDER_KEPT).rev() {
        let path = path(state, age);
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            text => text.map_err(|source| AuditError::File { path: path.clone(), source })?,
        };
        for (index, line) in text.lines().enumerate() {
            let broken = |why| AuditError::Broken { path: path.clone(), line: index + 1, why };
            let (sum, entry) = read_line(line).map_err(broken)?;
            let number = entry.number;
            match entries.last() {
                Some((before, last)) if entry.before != *before || number != last.number + 1 => {
                    return Err(broken(format!("entry {number} does not follow entry {}", last.number)));
                }
                None if number == 1 && entry.before != BEGINNING => {
                    return Err(broken("entry 1 says that there is one before it".to_owned()));
                }
                Some(_) | None => {}
            }
            entries.push((sum, entry));
        }
    }
    Ok(Chain {
        oldest: entries.first().map(|(_, entry)| entry.number),
        newest_number: entries.last().map(|(_, entry)| entry.number),
        newest: entries.last().map_or_else(|| BEGINNING.to_owned(), |(sum, _)| sum.clone()),
        entries,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::tests::Directory;
    use proptest::prelude::*;

    fn note(what: &str) -> Note {
        let (who, outcome) = ("a test".to_owned(), "done".to_owned());
        Note { at: None, clock_trusted: false, who, what: what.to_owned(), outcome }
    }

    fn written(state: &Path, count: usize) {
        let mut audit = Writer::new(state);
        (0..count).for_each(|number| audit.note(note(&format!("act {number}"))).unwrap());
    }

    #[test]
    fn what_is_noted_is_read_back_in_order_and_goes_on_after_a_restart() {
        let state = Directory::new();
        assert_eq!(verify(&state.0).unwrap().newest_number, None);
        written(&state.0, 3);
        written(&state.0, 2);
        let chain = verify(&state.0).unwrap();
        assert_eq!((chain.oldest, chain.newest_number), (Some(1), Some(5)));
        let said: Vec<_> = chain.entries.iter().map(|(_, entry)| entry.what.as_str()).collect();
        assert_eq!(said, ["act 0", "act 1", "act 2", "act 0", "act 1"]);
    }

    #[test]
    fn the_files_are_bounded_and_the_chain_goes_through_them() {
        let state = Directory::new();
        let mut audit = Writer::new(&state.0);
        let long = "ā".repeat(10_000);
        for number in 0..1500 {
            audit.note(note(&format!("{number} {long}"))).unwrap();
            if number % 400 == 0 {
                audit = Writer::new(&state.0);
            }
        }
        let files: Vec<u64> =
            (0..=OLDER_KEPT + 1).filter_map(|age| Some(path(&state.0, age).metadata().ok()?.len())).collect();
        assert_eq!(files.len(), 4);
        assert!(files.iter().all(|&bytes| bytes <= FILE_BYTES_MAX), "{files:?}");
        let chain = verify(&state.0).unwrap();
        assert_eq!(chain.newest_number, Some(1500));
        assert!(chain.oldest.unwrap() > 1);
    }

    #[test]
    fn a_line_that_the_power_cut_short_was_never_written() {
        let state = Directory::new();
        written(&state.0, 3);
        let text = fs::read_to_string(path(&state.0, 0)).unwrap();
        let second = text.match_indices('\n').nth(1).unwrap().0 + 1;
        for cut in second..text.len() {
            fs::write(path(&state.0, 0), &text[..cut]).unwrap();
            written(&state.0, 1);
            assert_eq!(verify(&state.0).unwrap().newest_number, Some(3));
        }
    }

    #[test]
    fn an_end_that_was_cut_off_has_another_newest_sum() {
        let state = Directory::new();
        written(&state.0, 2);
        let before = verify(&state.0).unwrap().newest;
        written(&state.0, 1);
        let text = fs::read_to_string(path(&state.0, 0)).unwrap();
        let after = verify(&state.0).unwrap();
        assert!(after.entries.iter().any(|(sum, _)| *sum == before), "who kept the sum finds it again");
        let last = text.trim_end().rfind('\n').unwrap() + 1;
        fs::write(path(&state.0, 0), &text[..last]).unwrap();
        assert_ne!(verify(&state.0).unwrap().newest, after.newest);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn whatever_is_changed_inside_is_found(at in any::<prop::sample::Index>(), bit in 0..8u32) {
            let state = Directory::new();
            written(&state.0, 4);
            let path = path(&state.0, 0);
            let mut bytes = fs::read(&path).unwrap();
            let at = at.index(bytes.len() - 1);
            bytes[at] ^= 1 << bit;
            fs::write(&path, &bytes).unwrap();
            prop_assert!(verify(&state.0).is_err(), "byte {at}");
            // The record goes on, and stays broken.
            written(&state.0, 1);
            prop_assert!(verify(&state.0).is_err());
        }

        #[test]
        fn whatever_line_is_taken_out_or_doubled_is_found(line in 0..4usize, doubled: bool) {
            let state = Directory::new();
            written(&state.0, 5);
            let path = path(&state.0, 0);
            let text = fs::read_to_string(&path).unwrap();
            let mut lines: Vec<&str> = text.lines().collect();
            if doubled {
                lines.insert(line, lines[line]);
            } else {
                lines.remove(line);
            }
            fs::write(&path, lines.join("\n") + "\n").unwrap();
            // Without its beginning it looks as after the oldest file went.
            prop_assert_eq!(verify(&state.0).is_err(), doubled || line > 0);
        }
    }
}
