//! An archive as a file, which appears under its name when it is whole.

use super::{ArchiveError, Reader, Writer};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Makes an archive: `fill` adds the files. It is written beside its place, made durable, read back, and then takes its name; an
/// older file of that name is as it was until then. Only its owner can read it.
///
/// # Errors
/// When it cannot be written, or is not read back as it was written.
pub fn make(
    path: &Path,
    modified_s: u64,
    fill: impl FnOnce(&mut Writer<BufWriter<File>>) -> io::Result<()>,
) -> Result<(), ArchiveError> {
    let draft = Draft::beside(path, "part");
    let write = || {
        let mut writer = Writer::new(BufWriter::new(new_file(&draft.0)?), modified_s);
        fill(&mut writer)?;
        let file = writer.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()
    };
    write().map_err(ArchiveError::Write)?;
    let read = File::open(&draft.0).map_err(ArchiveError::Read)?;
    Reader::new(BufReader::new(read)).end()?;
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    let named = fs::rename(&draft.0, path).and_then(|()| File::open(folder)?.sync_all());
    named.map_err(ArchiveError::Write)
}

/// An empty file that only its owner can read.
///
/// # Errors
/// When it cannot be made.
pub fn new_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}

/// A file beside another one, for as long as the work; removed when it was not renamed.
#[derive(Debug)]
pub struct Draft(pub PathBuf);

impl Draft {
    /// With this after the name of the other.
    pub fn beside(path: &Path, what: &str) -> Self {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{what}"));
        Self(path.with_file_name(name))
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // What is not there any more needs no removal.
        let _ = fs::remove_file(&self.0);
    }
}
