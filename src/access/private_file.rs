//! Small files of the state directory that nobody but their owner reads.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, fchown};
use std::path::Path;

/// A good file is far smaller.
const BYTES_MAX: u64 = 128 * 1024;

/// Writes a file of a state directory whole or not at all; and whoever writes it, it belongs to whom the state belongs to.
///
/// # Errors
/// When it cannot be written. What was there before is there then.
pub fn write(state: &Path, path: &Path, text: &str) -> io::Result<()> {
    let draft = path.with_extension("new");
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut file = File::options().write(true).create_new(true).mode(0o600).open(&draft)?;
    file.write_all(text.as_bytes())?;
    give(&file, state)?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    File::open(state)?.sync_all()
}

/// Gives a file to whom the state belongs to.
pub(super) fn give(file: &File, state: &Path) -> io::Result<()> {
    let (owner, own) = (fs::metadata(state)?, file.metadata()?);
    if (owner.uid(), owner.gid()) == (own.uid(), own.gid()) {
        return Ok(());
    }
    fchown(file, Some(owner.uid()), Some(owner.gid()))
}

/// Reads such a file; nothing when there is none.
///
/// # Errors
/// When it cannot be read, or is far too large to be one.
pub fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let length = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        known => known?.len(),
    };
    if length > BYTES_MAX {
        return Err(io::Error::other(format!("has {length} bytes")));
    }
    fs::read(path).map(Some)
}
