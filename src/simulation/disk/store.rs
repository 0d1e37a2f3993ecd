//! What the disk holds: the bytes and names that are seen, those that are safe, and what lies between.

use crate::random::Random;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind};

/// What a disk writes as a whole, or not at all.
const SECTOR: usize = 512;

/// A change to a file that is not safe yet.
#[derive(Debug, Clone)]
enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Length(usize),
}

/// A change to the directory that is not safe yet.
#[derive(Debug, Clone)]
enum NameChange {
    Made(String, u64),
    Renamed(String, String),
    Removed(String),
}

#[derive(Debug, Clone, Default)]
struct File {
    seen: Vec<u8>,
    safe: Vec<u8>,
    changes: Vec<Change>,
}

/// How much of what was not synced a power cut leaves.
#[derive(Debug, Clone, Copy)]
enum Remains {
    Nothing,
    Everything,
    Sectors,
    Prefix,
}

/// The state of the disk, shared by the handles of one run.
#[derive(Debug, Clone)]
pub(in crate::simulation) struct Store {
    pub(super) random: Random,
    files: BTreeMap<u64, File>,
    next_file: u64,
    pub(super) names: BTreeMap<String, u64>,
    safe_names: BTreeMap<String, u64>,
    name_changes: Vec<NameChange>,
    pub(super) operations: u64,
    pub(super) crash_at: Option<u64>,
    pub(super) crashed_in: Option<&'static str>,
    pub(super) sync_fails: bool,
    pub(super) read_only: bool,
    pub(super) capacity_bytes: u64,
    pub(super) written_bytes: u64,
}

impl Store {
    pub(in crate::simulation) fn new(seed: u64) -> Self {
        Self {
            random: Random::new(seed),
            files: BTreeMap::new(),
            next_file: 1,
            names: BTreeMap::new(),
            safe_names: BTreeMap::new(),
            name_changes: Vec::new(),
            operations: 0,
            crash_at: None,
            crashed_in: None,
            sync_fails: false,
            read_only: false,
            capacity_bytes: 1 << 30,
            written_bytes: 0,
        }
    }

    /// One operation. When the power fails during it, it has happened or not.
    fn step(&mut self, what: &'static str, effect: impl FnOnce(&mut Self)) -> io::Result<()> {
        self.powered()?;
        if self.read_only {
            return Err(ErrorKind::ReadOnlyFilesystem.into());
        }
        self.operations += 1;
        if self.crash_at == Some(self.operations) {
            self.crashed_in = Some(what);
            if self.random.chance(1, 2) {
                effect(self);
            }
            return self.powered();
        }
        effect(self);
        Ok(())
    }

    pub(super) fn powered(&self) -> io::Result<()> {
        match self.crashed_in {
            None => Ok(()),
            Some(what) => Err(io::Error::other(format!("the power failed during a {what}"))),
        }
    }

    pub(in crate::simulation) fn find(&self, name: &str) -> io::Result<Option<u64>> {
        self.powered()?;
        Ok(self.names.get(name).copied())
    }

    pub(in crate::simulation) fn make(&mut self, name: &str) -> io::Result<u64> {
        let id = self.next_file;
        self.step("creation", |store| {
            store.next_file += 1;
            store.files.insert(id, File::default());
            store.names.insert(name.to_owned(), id);
            store.name_changes.push(NameChange::Made(name.to_owned(), id));
        })?;
        Ok(id)
    }

    pub(in crate::simulation) fn rename(&mut self, from: &str, to: &str) -> io::Result<()> {
        let id = self.find(from)?.ok_or(ErrorKind::NotFound)?;
        self.step("rename", |store| {
            store.names.remove(from);
            store.names.insert(to.to_owned(), id);
            store.name_changes.push(NameChange::Renamed(from.to_owned(), to.to_owned()));
        })
    }

    pub(in crate::simulation) fn remove(&mut self, name: &str) -> io::Result<()> {
        self.find(name)?.ok_or(ErrorKind::NotFound)?;
        self.step("removal", |store| {
            store.names.remove(name);
            store.name_changes.push(NameChange::Removed(name.to_owned()));
        })
    }

    pub(in crate::simulation) fn sync_names(&mut self) -> io::Result<()> {
        self.step("sync of the directory", |store| {
            store.safe_names = store.names.clone();
            store.name_changes.clear();
            let named: BTreeSet<u64> = store.names.values().copied().collect();
            store.files.retain(|id, _| named.contains(id));
        })
    }

    pub(in crate::simulation) fn length(&self, id: u64) -> io::Result<usize> {
        self.powered()?;
        Ok(self.file(id)?.seen.len())
    }

    /// Fills as much of `target` as there is, and returns how much that was.
    pub(in crate::simulation) fn read(&self, id: u64, offset: usize, target: &mut [u8]) -> io::Result<usize> {
        self.powered()?;
        let there = self.file(id)?.seen.get(offset..).unwrap_or_default();
        let length = there.len().min(target.len());
        target[..length].copy_from_slice(&there[..length]);
        Ok(length)
    }

    pub(in crate::simulation) fn write(&mut self, id: u64, offset: usize, bytes: &[u8]) -> io::Result<()> {
        self.room_for(id, offset + bytes.len())?;
        self.written_bytes += bytes.len() as u64;
        self.change(id, "write", Change::Write { offset, bytes: bytes.to_owned() })
    }

    pub(in crate::simulation) fn set_length(&mut self, id: u64, length: usize) -> io::Result<()> {
        self.room_for(id, length)?;
        self.change(id, "change of length", Change::Length(length))
    }

    pub(in crate::simulation) fn sync(&mut self, id: u64) -> io::Result<()> {
        self.powered()?;
        self.file(id)?;
        if self.sync_fails && !self.read_only {
            // As the kernel does: what could not be written counts as clean from now on, and a later sync that
            // succeeds does not bring it back.
            self.sync_fails = false;
            let random = &mut self.random;
            if let Some(file) = self.files.get_mut(&id) {
                for change in std::mem::take(&mut file.changes) {
                    apply(&change, &mut file.safe, |_| random.chance(1, 2));
                }
            }
            return Err(io::Error::other("the disk does not answer"));
        }
        self.step("sync", |store| {
            if let Some(file) = store.files.get_mut(&id) {
                for change in std::mem::take(&mut file.changes) {
                    apply(&change, &mut file.safe, |_| true);
                }
            }
        })
    }

    pub(in crate::simulation) fn fill_random(&mut self, buffer: &mut [i8]) {
        for byte in buffer {
            *byte = self.random.bits().to_le_bytes()[7].cast_signed();
        }
    }

    pub(super) fn content(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        let Some(id) = self.find(name)? else { return Ok(None) };
        Ok(Some(self.file(id)?.seen.clone()))
    }

    pub(super) fn spoil(&mut self, name: &str) -> bool {
        let Some(file) = self.names.get(name).and_then(|id| self.files.get_mut(id)) else { return false };
        if file.seen.is_empty() {
            return false;
        }
        let at = usize::try_from(self.random.below(file.seen.len() as u64)).unwrap_or(0);
        let bit = 1 << self.random.below(8);
        file.seen[at] ^= bit;
        if let Some(byte) = file.safe.get_mut(at) {
            *byte ^= bit;
        }
        true
    }

    fn change(&mut self, id: u64, what: &'static str, change: Change) -> io::Result<()> {
        self.file(id)?;
        self.step(what, |store| {
            if let Some(file) = store.files.get_mut(&id) {
                apply(&change, &mut file.seen, |_| true);
                file.changes.push(change);
            }
        })
    }

    fn file(&self, id: u64) -> io::Result<&File> {
        self.files.get(&id).ok_or_else(|| ErrorKind::NotFound.into())
    }

    pub(super) fn free_bytes(&self) -> u64 {
        let used: usize = self.files.values().map(|file| file.seen.len()).sum();
        self.capacity_bytes.saturating_sub(used as u64)
    }

    fn room_for(&self, id: u64, length: usize) -> io::Result<()> {
        let more = length.saturating_sub(self.file(id)?.seen.len());
        if more as u64 > self.free_bytes() { Err(ErrorKind::StorageFull.into()) } else { Ok(()) }
    }

    pub(super) fn restart(&mut self) {
        self.crash_at = None;
        self.crashed_in = None;
        self.sync_fails = false;
        let remains = [Remains::Nothing, Remains::Everything, Remains::Sectors, Remains::Prefix];
        let remains = remains[usize::from(self.random.bits().to_le_bytes()[7] & 3)];
        let kept = match remains {
            Remains::Nothing => 0,
            Remains::Everything => self.name_changes.len(),
            Remains::Sectors | Remains::Prefix => {
                usize::try_from(self.random.below(self.name_changes.len() as u64 + 1)).unwrap_or(0)
            }
        };
        for change in self.name_changes.drain(..).take(kept) {
            match change {
                NameChange::Made(name, id) => drop(self.safe_names.insert(name, id)),
                NameChange::Removed(name) => drop(self.safe_names.remove(&name)),
                NameChange::Renamed(from, to) => {
                    if let Some(id) = self.safe_names.remove(&from) {
                        self.safe_names.insert(to, id);
                    }
                }
            }
        }
        self.names = self.safe_names.clone();
        let named: BTreeSet<u64> = self.names.values().copied().collect();
        self.files.retain(|id, _| named.contains(id));
        for file in self.files.values_mut() {
            let random = &mut self.random;
            let sectors: usize = file.changes.iter().map(Change::sectors).sum();
            let mut first_lost = match remains {
                Remains::Prefix => random.below(sectors as u64 + 1),
                Remains::Nothing | Remains::Everything | Remains::Sectors => 0,
            };
            for change in std::mem::take(&mut file.changes) {
                apply(&change, &mut file.safe, |_| match remains {
                    Remains::Nothing => false,
                    Remains::Everything => true,
                    Remains::Sectors => random.chance(1, 2),
                    Remains::Prefix => {
                        let kept = first_lost > 0;
                        first_lost = first_lost.saturating_sub(1);
                        kept
                    }
                });
            }
            file.seen = file.safe.clone();
        }
    }
}

impl Change {
    /// In how many pieces it can be lost.
    fn sectors(&self) -> usize {
        match self {
            Self::Write { offset, bytes } => (offset + bytes.len()).div_ceil(SECTOR) - offset / SECTOR,
            Self::Length(_) => 1,
        }
    }
}

/// Does those sectors of a change that are kept.
fn apply(change: &Change, content: &mut Vec<u8>, mut kept: impl FnMut(usize) -> bool) {
    match change {
        Change::Length(length) => {
            if kept(0) {
                content.resize(*length, 0);
            }
        }
        Change::Write { offset, bytes } => {
            let mut from = *offset;
            let end = offset + bytes.len();
            while from < end {
                let to = ((from / SECTOR + 1) * SECTOR).min(end);
                if kept(from / SECTOR) {
                    if content.len() < to {
                        content.resize(to, 0);
                    }
                    content[from..to].copy_from_slice(&bytes[from - offset..to - offset]);
                }
                from = to;
            }
        }
    }
}
