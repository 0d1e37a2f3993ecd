//! SQLite's file layer (VFS) on a simulated disk, so that the real SQLite runs on it unchanged.
//!
//! SQLite never lets go of a file layer that was registered, so layers are reused: there are as many as disks that
//! existed at the same time.

use super::disk::Store;
use sqlite_vfs::wip::{WalIndex, WalIndexLock};
use sqlite_vfs::{DatabaseHandle, LockKind, OpenAccess, OpenKind, OpenOptions, Vfs};
use std::io::{self, ErrorKind};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

type Shared = Arc<Mutex<Store>>;

/// Registered layers that no disk uses, and how many were ever registered.
static UNUSED: Mutex<(Vec<Registered>, u32)> = Mutex::new((Vec::new(), 0));

#[derive(Debug, Clone)]
struct Registered {
    name: String,
    store: Shared,
}

/// A registered layer, for as long as its disk exists.
#[derive(Debug)]
pub(super) struct Layer(Registered);

impl Layer {
    /// A layer over this disk.
    pub(super) fn take(store: Store) -> Self {
        let mut unused = UNUSED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(free) = unused.0.pop() {
            *lock(&free.store) = store;
            return Self(free);
        }
        unused.1 += 1;
        let layer =
            Registered { name: format!("simulated-{}", unused.1), store: Arc::new(Mutex::new(store)) };
        sqlite_vfs::register(&layer.name, SimulatedLayer(Arc::clone(&layer.store)), false)
            .expect("SQLite takes a file layer under a name that is new");
        Self(layer)
    }

    pub(super) fn name(&self) -> &str {
        &self.0.name
    }

    pub(super) fn store(&self) -> &Mutex<Store> {
        &self.0.store
    }
}

impl Drop for Layer {
    fn drop(&mut self) {
        *lock(&self.0.store) = Store::new(0);
        let mut unused = UNUSED.lock().unwrap_or_else(PoisonError::into_inner);
        unused.0.push(self.0.clone());
    }
}

fn lock(store: &Mutex<Store>) -> MutexGuard<'_, Store> {
    store.lock().unwrap_or_else(PoisonError::into_inner)
}

struct SimulatedLayer(Shared);

impl Vfs for SimulatedLayer {
    type Handle = SimulatedFile;

    fn open(&self, name: &str, opts: OpenOptions) -> io::Result<SimulatedFile> {
        let mut store = lock(&self.0);
        let may_make = matches!(opts.access, OpenAccess::Create | OpenAccess::CreateNew);
        let (file, new) = match store.find(name)? {
            Some(file) => (file, false),
            None if may_make => (store.make(name)?, true),
            None => return Err(ErrorKind::NotFound.into()),
        };
        // As SQLite's own layer for Unix does: the first sync of a new log or journal syncs its name, too.
        let name_owed = new && matches!(opts.kind, OpenKind::Wal | OpenKind::MainJournal);
        Ok(SimulatedFile { store: Arc::clone(&self.0), file, name_owed, level: LockKind::None })
    }

    fn delete(&self, name: &str) -> io::Result<()> {
        let mut store = lock(&self.0);
        store.remove(name)?;
        store.sync_names()
    }

    fn exists(&self, name: &str) -> io::Result<bool> {
        Ok(lock(&self.0).find(name)?.is_some())
    }

    fn temporary_name(&self) -> String {
        "temporary".to_owned()
    }

    fn random(&self, buffer: &mut [i8]) {
        lock(&self.0).fill_random(buffer);
    }

    fn sleep(&self, duration: Duration) -> Duration {
        duration
    }
}

/// An open file.
struct SimulatedFile {
    store: Shared,
    file: u64,
    name_owed: bool,
    level: LockKind,
}

fn place(offset: u64) -> io::Result<usize> {
    usize::try_from(offset).map_err(|_| ErrorKind::InvalidInput.into())
}

/// The layer below reports a full disk to SQLite only under this name.
fn full_as_sqlite_knows_it(error: io::Error) -> io::Error {
    if error.kind() == ErrorKind::StorageFull { ErrorKind::WriteZero.into() } else { error }
}

impl DatabaseHandle for SimulatedFile {
    type WalIndex = NoWalIndex;

    fn size(&self) -> io::Result<u64> {
        Ok(lock(&self.store).length(self.file)? as u64)
    }

    fn read_exact_at(&mut self, buf: &mut [u8], offset: u64) -> io::Result<()> {
        let read = lock(&self.store).read(self.file, place(offset)?, buf)?;
        if read < buf.len() {
            // SQLite wants zeros where the file has ended.
            buf[read..].fill(0);
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }

    fn write_all_at(&mut self, buf: &[u8], offset: u64) -> io::Result<()> {
        lock(&self.store).write(self.file, place(offset)?, buf).map_err(full_as_sqlite_knows_it)
    }

    fn sync(&mut self, _data_only: bool) -> io::Result<()> {
        let mut store = lock(&self.store);
        store.sync(self.file)?;
        if self.name_owed {
            store.sync_names()?;
            self.name_owed = false;
        }
        Ok(())
    }

    fn set_len(&mut self, size: u64) -> io::Result<()> {
        lock(&self.store).set_length(self.file, place(size)?)
    }

    fn lock(&mut self, level: LockKind) -> io::Result<bool> {
        self.level = level;
        Ok(true)
    }

    fn reserved(&mut self) -> io::Result<bool> {
        Ok(self.level != LockKind::None && self.level != LockKind::Shared)
    }

    fn current_lock(&self) -> io::Result<LockKind> {
        Ok(self.level)
    }

    fn wal_index(&self, _readonly: bool) -> io::Result<NoWalIndex> {
        Ok(NoWalIndex)
    }
}

/// No memory is shared: the journal has the database for itself and keeps the log's index on its heap.
struct NoWalIndex;

impl WalIndex for NoWalIndex {
    fn enabled() -> bool {
        false
    }

    fn map(&mut self, _region: u32) -> io::Result<[u8; 32768]> {
        Err(ErrorKind::Unsupported.into())
    }

    fn lock(&mut self, _locks: Range<u8>, _lock: WalIndexLock) -> io::Result<bool> {
        Err(ErrorKind::Unsupported.into())
    }

    fn delete(self) -> io::Result<()> {
        Ok(())
    }
}
