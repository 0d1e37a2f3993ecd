//! Putting a backup back, and taking over a branch that another device has served.
//!
//! **Model.** The archive is unpacked into a folder of its own in the state directory and checked there: its sums, and all that a
//! start reads. What was damaged already when it was made (its manifest says so) is no reason to have no queue. Its journal begins a [new life](super::new_life) in that folder, and only then its files are moved
//! to their places. So a power cut leaves either what was there before, or nothing, or the new life; never an old state that
//! takes itself for the newest.
//!
//! **Invariants.** Nobody else uses the state directory meanwhile. What was there is moved, not removed. Which device this is
//! becomes new: two devices with one past must not be taken for one.

use super::backup::{self, BackupError, Manifest, Progress, at};
use super::disk::Disk;
use super::marks::{self, FILES as MARKS, Marks};
use super::new_life::{self, NewLife};
use super::recover::{self, ACKNOWLEDGED, DAMAGE_SEEN, Found, QUARANTINED_MAX};
use super::{Directory, JournalError, Place, Synchronous, database};
use crate::archive::{Reader, new_file};
use crate::domain::ids::TicketNumber;
use chrono::DateTime;
use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// Where a backup is unpacked.
pub(super) const DRAFT: &str = "restoring";
/// Whose journal it is; made by the link.
const DEVICE: &str = "device";
/// Files of one chain, by how their names begin: of a backup they come all or not at all, and go together.
const CHAIN: &str = "audit.";
/// A manifest and marks are small.
const SMALL_BYTES_MAX: u64 = 1 << 20;

/// How a backup is put back.
#[derive(Debug, Clone, Default)]
pub struct Return {
    /// Whether a branch that is there already is set aside.
    pub replace: bool,
    /// Numbers that somebody is known to have; those of today go on above them.
    pub above: Vec<TicketNumber>,
    /// The time, in milliseconds since 1970 UTC.
    pub now_ms: i64,
}

/// What was put back.
#[derive(Debug)]
pub struct Restored {
    /// Of when it is, and what it has.
    pub manifest: Manifest,
    /// How it goes on.
    pub life: NewLife,
    /// Where what was there before is now.
    pub set_aside: Option<PathBuf>,
    /// Files of the backup that were there already, and are as they were.
    pub kept: Vec<String>,
}

impl fmt::Display for Restored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Restored: {}", self.manifest)?;
        writeln!(f, "Whatever happened after that is lost: who took a number then is not in the line.")?;
        if let Some(folder) = &self.set_aside {
            writeln!(f, "What was there before is in {}.", folder.display())?;
        }
        self.kept.iter().try_for_each(|name| writeln!(f, "{name} was there already and is as it was."))?;
        write!(f, "{}", self.life)
    }
}

/// Puts a backup back into a state directory, which is made if it is missing.
///
/// # Errors
/// When a daemon runs there, a branch is there and is not to be replaced, or the backup is of no use. Then nothing has changed.
pub fn restore(
    file: &Path,
    state: &Path,
    how: &Return,
    tell: &mut dyn FnMut(Progress),
) -> Result<Restored, BackupError> {
    let archive = File::open(file).map_err(at("reading", file))?;
    let mut disk = Directory::open(state)?;
    let there = database::FILES.iter().chain(&MARKS).any(|name| state.join(name).exists());
    if there && !how.replace {
        return Err(BackupError::NotEmpty { path: state.to_owned() });
    }
    let draft = Folder::new(state.join(DRAFT))?;
    let (manifest, others) = unpack(file, archive, &draft.0, tell)?;
    if how.now_ms < manifest.taken_ms {
        let words = |ms| DateTime::from_timestamp_millis(ms).unwrap_or_default().format("%Y-%m-%d %H:%M UTC");
        let (now, taken) = (words(how.now_ms).to_string(), words(manifest.taken_ms).to_string());
        return Err(BackupError::Clock { now, taken });
    }
    let copied = fs::read(draft.0.join(backup::MARKS_COPY)).ok().and_then(|text| Marks::from_bytes(&text));
    let content = |reason: String| BackupError::Content { path: file.to_owned(), reason };
    let mut marks = copied.ok_or_else(|| content("its marks cannot be read".to_owned()))?;
    // What was given on this device is known better here than in the backup.
    let here = marks::load(&disk).map_err(at("reading the marks in", state))?;
    marks.join(&here.marks.unwrap_or_default());
    let life = live_anew(&draft.0, marks, how, &content)?;

    let tops = tops(&others);
    let chain = chain(state).map_err(at("reading", state))?;
    let (set_aside, kept) = if there {
        let all = database::FILES.iter().chain(&MARKS).chain(&[ACKNOWLEDGED, DAMAGE_SEEN, DEVICE]).copied();
        let names: Vec<&str> =
            all.chain(tops.iter().copied()).chain(chain.iter().map(String::as_str)).collect();
        let folder = disk.set_aside(&names, &format!("before-epoch-{}", life.epoch), QUARANTINED_MAX);
        (Some(folder.map_err(at("setting aside what is in", state))?), Vec::new())
    } else {
        let stays = |name: &str| state.join(name).exists() || (!chain.is_empty() && name.starts_with(CHAIN));
        let names = tops.iter().filter(|name| stays(name));
        (None, names.map(|&name| name.to_owned()).collect::<Vec<_>>())
    };
    for name in tops.iter().filter(|&&name| kept.iter().all(|kept| kept != name)) {
        let from = draft.0.join(backup::OTHERS).join(name);
        fs::rename(&from, state.join(name)).map_err(at("moving", &from))?;
    }
    for name in [database::FILES[0]].into_iter().chain(MARKS) {
        let from = draft.0.join(name);
        fs::rename(&from, state.join(name)).map_err(at("moving", &from))?;
    }
    File::open(state).and_then(|folder| folder.sync_all()).map_err(at("making durable", state))?;
    Ok(Restored { manifest, life, set_aside, kept })
}

/// Begins a new life of the branch in a state directory, because another device has served it meanwhile, or may have.
///
/// # Errors
/// When a daemon runs there, or there is no journal that adds up.
pub fn take_over(state: &Path, above: &[TicketNumber], now_ms: i64) -> Result<NewLife, BackupError> {
    if !state.join(database::FILES[0]).is_file() {
        return Err(JournalError::NoJournal { path: state.to_owned() }.into());
    }
    let mut disk = Directory::open(state)?;
    let life = begin_anew(&place(state), &mut disk, above, now_ms)?;
    let device = disk.remove(DEVICE).map_err(at("forgetting the device in", state));
    device.map(|_| life)
}

/// Begins a new life in a journal that is there, on a disk that is held.
///
/// # Errors
/// When it cannot be read or written, or nothing tells which numbers were given.
pub fn begin_anew(
    place: &Place,
    disk: &mut dyn Disk,
    above: &[TicketNumber],
    now_ms: i64,
) -> Result<NewLife, JournalError> {
    let start = recover::start_twice(place, disk)?;
    new_life::begin(place, disk, &start.sound, start.marks, above, now_ms)
}

fn place(folder: &Path) -> Place {
    Place { path: folder.join(database::FILES[0]), vfs: None, synchronous: Synchronous::Full }
}

/// A folder that is there for as long as the work.
struct Folder(PathBuf);

impl Folder {
    fn new(path: PathBuf) -> Result<Self, BackupError> {
        match fs::remove_dir_all(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(at("removing", &path)(error)),
        }
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // The next restore removes it, too.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Unpacks everything that is known into a folder, and knows that it is whole. Returns the names of the other files.
fn unpack(
    file: &Path,
    archive: File,
    folder: &Path,
    tell: &mut dyn FnMut(Progress),
) -> Result<(Manifest, Vec<String>), BackupError> {
    const STEP: &str = "unpacking";
    let useless = |source| BackupError::Archive { path: file.to_owned(), source };
    let content = |reason: &str| BackupError::Content { path: file.to_owned(), reason: reason.to_owned() };
    tell(Progress { step: STEP, percent: 0 });
    fs::create_dir(folder).map_err(at("making", folder))?;
    let mut reader = Reader::new(io::BufReader::new(archive));
    let (mut manifest, mut others) = (None, Vec::new());
    while let Some(member) = reader.next_member().map_err(useless)? {
        let path = folder.join(&member.name);
        match member.name.as_str() {
            backup::MANIFEST if member.length <= SMALL_BYTES_MAX => {
                let mut text = Vec::new();
                reader.copy(&mut text).map_err(useless)?;
                let read: Manifest = serde_json::from_slice(&text)
                    .map_err(|error| content(&format!("its manifest is not understood: {error}")))?;
                if read.format != backup::FORMAT {
                    return Err(content(&format!(
                        "it has format {}; run the newer rinda {}",
                        read.format, read.rinda
                    )));
                }
                manifest = Some(read);
                continue;
            }
            backup::DATABASE => {}
            backup::MARKS_COPY if member.length <= SMALL_BYTES_MAX => {}
            other => {
                let Some(name) = other.strip_prefix(backup::OTHERS) else { continue };
                others.push(name.to_owned());
            }
        }
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(at("making", parent))?;
        let mut to = new_file(&path).map_err(at("making", &path))?;
        reader.copy(&mut to).map_err(useless)?;
        to.sync_all().map_err(at("writing", &path))?;
    }
    reader.end().map_err(useless)?;
    tell(Progress { step: STEP, percent: 100 });
    Ok((manifest.ok_or_else(|| content("it has no manifest, so it is no backup of a branch"))?, others))
}

/// Checks the unpacked journal and begins its new life.
fn live_anew(
    folder: &Path,
    marks: Marks,
    how: &Return,
    content: &impl Fn(String) -> BackupError,
) -> Result<NewLife, BackupError> {
    let (mut disk, place) = (Directory::open(folder)?, place(folder));
    let sound = match recover::examine(&place, &disk)? {
        Found::Sound(sound) => sound,
        Found::Nothing => return Err(content("it has no journal".to_owned())),
        Found::Damaged(reason) => return Err(content(format!("its journal is damaged: {reason}"))),
    };
    let life = new_life::begin(&place, &mut disk, &sound, marks, &how.above, how.now_ms)?;
    let folded = sound.db.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()));
    folded.map_err(|error| JournalError::statement(&place.path, "folding the log", &error))?;
    Ok(life)
}

/// The files of the chain that are there.
fn chain(state: &Path) -> io::Result<Vec<String>> {
    let names =
        fs::read_dir(state)?.map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()));
    names.filter(|name| name.as_ref().map_or(true, |name| name.starts_with(CHAIN))).collect()
}

/// The names right below the state directory.
fn tops(names: &[String]) -> Vec<&str> {
    let tops: BTreeSet<&str> = names.iter().filter_map(|name| name.split('/').next()).collect();
    tops.into_iter().collect()
}
