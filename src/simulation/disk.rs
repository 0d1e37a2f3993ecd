//! A disk in memory that forgets what was not synced.
//!
//! **Model.** Each file has the bytes that processes see and the bytes that are safe; a sync makes the ones the
//! others. So has the directory: names that were made, renamed or removed are safe after the directory's sync. When
//! the power fails, each 512-byte sector of each write since the last sync is kept or lost by the seed, in any
//! order, and the changes of names are kept up to a point. Every operation that changes something is counted and can
//! be the one during which the power fails; after it nothing works until [`SimulatedDisk::restart`].
//!
//! **Invariant.** What was synced, data and name, is there after any number of power cuts, unless a test spoils it.
//!
//! **Deliberately not here.** Damage to synced data by the device itself, except on request
//! ([`SimulatedDisk::spoil`]); permissions; more than one process.

mod store;
#[cfg(test)]
mod tests;

pub(super) use store::Store;

use super::vfs;
use crate::journal::disk::QUARANTINE;
use crate::journal::{Disk, Place, Synchronous};
use crate::random::Random;
use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::sync::{Arc, MutexGuard, PoisonError};

/// A handle to a simulated disk; clones are handles to the same one.
#[derive(Debug, Clone)]
pub struct SimulatedDisk {
    layer: Arc<vfs::Layer>,
}

impl SimulatedDisk {
    /// An empty disk of 1 GiB. All its choices follow from the seed and from what is done to it.
    pub fn new(seed: u64) -> Self {
        Self { layer: Arc::new(vfs::Layer::take(Store::new(seed))) }
    }

    /// Another disk with the same content, and choices of its own from here on.
    pub fn copy(&self, seed: u64) -> Self {
        let mut store = self.store().clone();
        store.random = Random::new(seed);
        (store.crash_at, store.crashed_in, store.sync_fails) = (None, None, false);
        Self { layer: Arc::new(vfs::Layer::take(store)) }
    }

    /// Where SQLite finds the journal's database on this disk.
    pub fn place(&self, synchronous: Synchronous) -> Place {
        Place { path: "journal.db".into(), vfs: Some(self.layer.name().to_owned()), synchronous }
    }

    /// How many operations have changed something, so far.
    pub fn operations(&self) -> u64 {
        self.store().operations
    }

    /// How many bytes were written, so far.
    pub fn written_bytes(&self) -> u64 {
        self.store().written_bytes
    }

    /// Lets the power fail during the operation with this number (the first is 1).
    pub fn crash_at(&self, operation: u64) {
        self.store().crash_at = Some(operation);
    }

    /// Lets the power fail now.
    pub fn crash(&self) {
        self.store().crashed_in.get_or_insert("pause");
    }

    /// During what the power failed; `None` as long as it is on.
    pub fn crashed_in(&self) -> Option<&'static str> {
        self.store().crashed_in
    }

    /// Brings the power back, after a power cut: what was not synced is kept or lost by the seed. Whatever was open
    /// must have been dropped.
    pub fn restart(&self) {
        self.store().restart();
    }

    /// Lets the next sync fail. What it should have made safe is lost, partly or whole, at the next power cut, even
    /// when later syncs succeed.
    pub fn fail_next_sync(&self) {
        self.store().sync_fails = true;
    }

    /// Refuses all changes, or allows them again.
    pub fn set_read_only(&self, read_only: bool) {
        self.store().read_only = read_only;
    }

    /// Sets the size of the disk; may be less than what is used.
    pub fn set_capacity(&self, capacity_bytes: u64) {
        self.store().capacity_bytes = capacity_bytes;
    }

    /// What files take.
    pub fn used_bytes(&self) -> u64 {
        let store = self.store();
        store.capacity_bytes.saturating_sub(store.free_bytes())
    }

    /// Flips a bit of a file where the seed says, in what is seen and in what is safe, as a worn-out card does.
    /// Whether there was a file with something in it.
    pub fn spoil(&self, name: &str) -> bool {
        self.store().spoil(name)
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.layer.store().lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Disk for SimulatedDisk {
    fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        self.store().content(name)
    }

    fn len(&self, name: &str) -> io::Result<Option<u64>> {
        let store = self.store();
        let Some(id) = store.find(name)? else { return Ok(None) };
        Ok(Some(store.length(id)? as u64))
    }

    fn write_durably(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        let temporary = format!("{name}.new");
        let mut store = self.store();
        let id = match store.find(&temporary)? {
            Some(id) => id,
            None => store.make(&temporary)?,
        };
        store.set_length(id, 0)?;
        store.write(id, 0, content)?;
        store.sync(id)?;
        store.rename(&temporary, name)?;
        store.sync_names()
    }

    fn note(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        let mut store = self.store();
        let id = match store.find(name)? {
            Some(id) => id,
            None => store.make(name)?,
        };
        store.write(id, 0, content)
    }

    fn overwrite_durably(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        if content.is_empty() {
            return Ok(());
        }
        let mut store = self.store();
        let id = store.find(name)?.ok_or(ErrorKind::NotFound)?;
        store.write(id, 0, content)?;
        store.sync(id)
    }

    fn allocate(&mut self, name: &str, length_bytes: u64) -> io::Result<()> {
        let mut store = self.store();
        let id = match store.find(name)? {
            Some(id) => id,
            None => store.make(name)?,
        };
        let length = usize::try_from(length_bytes).map_err(|_| ErrorKind::StorageFull)?;
        if let Err(error) = store.set_length(id, length).and_then(|()| store.sync(id)) {
            store.remove(name)?;
            return Err(error);
        }
        store.sync_names()
    }

    fn remove(&mut self, name: &str) -> io::Result<bool> {
        let mut store = self.store();
        if store.find(name)?.is_none() {
            return Ok(false);
        }
        store.remove(name)?;
        store.sync_names().map(|()| true)
    }

    fn set_aside(&mut self, names: &[&str], folder: &str, folders_max: usize) -> io::Result<PathBuf> {
        let mut store = self.store();
        let target = format!("{QUARANTINE}/{folder}");
        for name in names {
            if store.find(name)?.is_some() {
                store.rename(name, &format!("{target}/{name}"))?;
            }
        }
        store.sync_names()?;
        let folder_of = |name: &str| Some(name.strip_prefix(QUARANTINE)?.rsplit_once('/')?.0.to_owned());
        let mut folders: Vec<String> = store.names.keys().filter_map(|name| folder_of(name)).collect();
        folders.dedup();
        // Longer names have higher numbers at their end.
        folders.sort_by_key(|name| (name.len(), name.clone()));
        let surplus = folders.len().saturating_sub(folders_max);
        for folder in &folders[..surplus] {
            let files: Vec<String> = store.names.keys().cloned().collect();
            for name in files.into_iter().filter(|name| folder_of(name).as_ref() == Some(folder)) {
                store.remove(&name)?;
            }
        }
        Ok(target.into())
    }

    fn free_bytes(&self) -> io::Result<u64> {
        let store = self.store();
        store.powered()?;
        Ok(store.free_bytes())
    }
}
