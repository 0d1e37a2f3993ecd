//! The files beside the database: marks, ballast, notes, and the folder for damaged databases.
//!
//! **Model.** [`Disk`] is the little that the journal needs of a directory; [`Directory`] is the real one, the
//! simulation has another. SQLite goes to the same place through its own file layer (VFS).
//!
//! **Invariant.** When [`Disk::write_durably`] returns, the file has the new content after any power cut; when it
//! fails, the old one or the new one, never a mixture.

use super::error::JournalError;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// What the journal needs of the directory that it lives in. Names are plain file names.
pub trait Disk: Send {
    /// The content of a small file; `None` when there is none.
    fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>>;
    /// The length of a file in bytes; `None` when there is none.
    fn len(&self, name: &str) -> io::Result<Option<u64>>;
    /// Replaces a whole file, durably: temporary file, sync, rename, sync of the directory.
    fn write_durably(&mut self, name: &str, content: &[u8]) -> io::Result<()>;
    /// Writes over the start of a file, without a sync: it survives the process, but perhaps not a power cut.
    fn note(&mut self, name: &str, content: &[u8]) -> io::Result<()>;
    /// Writes over the start of a file, durably. Nothing is to be written when the content is empty.
    fn overwrite_durably(&mut self, name: &str, content: &[u8]) -> io::Result<()>;
    /// Makes a file of this length whose blocks are really taken.
    fn allocate(&mut self, name: &str, length_bytes: u64) -> io::Result<()>;
    /// Removes a file; whether there was one.
    fn remove(&mut self, name: &str) -> io::Result<bool>;
    /// Moves files, those that exist, into a new folder below `quarantine/`, durably, and keeps only the newest
    /// `folders_max` folders there. Returns the path of the new one.
    fn set_aside(&mut self, names: &[&str], folder: &str, folders_max: usize) -> io::Result<PathBuf>;
    /// What an ordinary process can still write.
    fn free_bytes(&self) -> io::Result<u64>;
}

/// Where damaged databases go.
pub const QUARANTINE: &str = "quarantine";

const LOCK: &str = "lock";

/// A real state directory, locked for this process as long as the value lives.
#[derive(Debug)]
pub struct Directory {
    path: PathBuf,
    handle: File,
    note: Option<(String, File)>,
    _lock: File,
}

impl Directory {
    /// Creates the directory if it is missing (readable by its owner only), and locks it.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let path = path.to_owned();
        match fs::metadata(&path) {
            Ok(found) if !found.is_dir() => return Err(JournalError::NotADirectory { path }),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let made = DirBuilder::new().recursive(true).mode(0o700).create(&path);
                made.map_err(|source| JournalError::Create { path: path.clone(), source })?;
            }
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                return Err(JournalError::NotADirectory { path });
            }
            Err(source) => return Err(JournalError::Create { path, source }),
        }
        let not_writable =
            |error: io::Error| JournalError::NotWritable { path: path.clone(), reason: error.to_string() };
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).mode(0o600);
        let mut lock = options.open(path.join(LOCK)).map_err(not_writable)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // The file is a hint for the message only; a holder that cannot be read is still a holder.
                let read = (&lock).take(40).read_to_string(&mut holder);
                let pid = holder.trim();
                let known = read.is_ok() && !pid.is_empty();
                let holder = if known { format!("process {pid}") } else { "another process".to_owned() };
                return Err(JournalError::InUse { path, holder });
            }
            Err(TryLockError::Error(error)) => return Err(not_writable(error)),
        }
        let handle = File::open(&path).map_err(not_writable)?;
        let named = lock.set_len(0).and_then(|()| lock.seek(SeekFrom::Start(0)));
        match named.and_then(|_| writeln!(lock, "{}", std::process::id())) {
            Ok(()) => {}
            // A full disk is dealt with by the journal; the lock holds without a name in it.
            Err(error) if error.kind() == io::ErrorKind::StorageFull => {}
            Err(error) => return Err(not_writable(error)),
        }
        Ok(Self { path, handle, note: None, _lock: lock })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn new_file(&self, name: &str) -> io::Result<File> {
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(self.path.join(name))
    }

    fn remove_old_folders(&self, folders_max: usize) -> io::Result<()> {
        let mut folders = Vec::new();
        for entry in fs::read_dir(self.path.join(QUARANTINE))? {
            let entry = entry?;
            folders.push((entry.metadata()?.modified()?, entry.path()));
        }
        folders.sort();
        let surplus = folders.len().saturating_sub(folders_max);
        folders.iter().take(surplus).try_for_each(|(_, path)| fs::remove_dir_all(path))
    }
}

impl Disk for Directory {
    fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.path.join(name)) {
            Ok(content) => Ok(Some(content)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn len(&self, name: &str) -> io::Result<Option<u64>> {
        match fs::metadata(self.path.join(name)) {
            Ok(found) => Ok(Some(found.len())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn write_durably(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        let temporary = format!("{name}.new");
        let mut file = self.new_file(&temporary)?;
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(self.path.join(&temporary), self.path.join(name))?;
        self.handle.sync_all()
    }

    fn note(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        if self.note.as_ref().is_none_or(|(open, _)| open != name) {
            let mut options = OpenOptions::new();
            let file =
                options.write(true).create(true).truncate(false).mode(0o600).open(self.path.join(name))?;
            self.note = Some((name.to_owned(), file));
        }
        self.note.as_ref().map_or(Ok(()), |(_, file)| file.write_all_at(content, 0))
    }

    fn overwrite_durably(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        if content.is_empty() {
            return Ok(());
        }
        let file = OpenOptions::new().write(true).open(self.path.join(name))?;
        file.write_all_at(content, 0)?;
        file.sync_data()
    }

    fn allocate(&mut self, name: &str, length_bytes: u64) -> io::Result<()> {
        let mut file = self.new_file(name)?;
        let flags = rustix::fs::FallocateFlags::empty();
        let taken = match rustix::fs::fallocate(&file, flags, 0, length_bytes) {
            Ok(()) => Ok(()),
            Err(rustix::io::Errno::OPNOTSUPP) => {
                io::copy(&mut io::repeat(0).take(length_bytes), &mut file).map(drop)
            }
            Err(error) => Err(error.into()),
        };
        if let Err(error) = taken.and_then(|()| file.sync_all()) {
            // Half a ballast would be taken for a whole one, and it fills the disk for nothing.
            fs::remove_file(self.path.join(name))?;
            return Err(error);
        }
        self.handle.sync_all()
    }

    fn remove(&mut self, name: &str) -> io::Result<bool> {
        match fs::remove_file(self.path.join(name)) {
            Ok(()) => self.handle.sync_all().map(|()| true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn set_aside(&mut self, names: &[&str], folder: &str, folders_max: usize) -> io::Result<PathBuf> {
        let shelf = self.path.join(QUARANTINE);
        let free =
            (1u32..).map(|n| if n == 1 { shelf.join(folder) } else { shelf.join(format!("{folder}-{n}")) });
        let target = free.into_iter().find(|path| !path.exists()).unwrap_or_else(|| shelf.join(folder));
        DirBuilder::new().recursive(true).mode(0o700).create(&target)?;
        for name in names {
            match fs::rename(self.path.join(name), target.join(name)) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        File::open(&target)?.sync_all()?;
        File::open(&shelf)?.sync_all()?;
        self.handle.sync_all()?;
        self.remove_old_folders(folders_max)?;
        Ok(target)
    }

    fn free_bytes(&self) -> io::Result<u64> {
        let room = rustix::fs::fstatvfs(&self.handle)?;
        Ok(room.f_bavail.saturating_mul(room.f_frsize))
    }
}
