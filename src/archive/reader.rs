//! Reading an archive, and knowing whether it is whole.

use super::header::Header;
use super::{BLOCK, SUMS, hex, padding};
use flate2::read::GzDecoder;
use ring::digest::{Context, SHA256};
use std::collections::BTreeMap;
use std::io::{self, Read, Write};

/// The list of check sums is no longer than this.
const SUMS_BYTES_MAX: u64 = 1 << 20;

/// Why an archive is not read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It cannot be read, or is no gzip.
    #[error("it cannot be read: {0}")]
    Read(io::Error),
    /// It, or what is in it, cannot be written.
    #[error("it cannot be written: {0}")]
    Write(io::Error),
    /// It is no tar, or a damaged one.
    #[error("what stands after '{after}' is not the head of a file in a tar")]
    Head {
        /// The file before; empty at the beginning.
        after: String,
    },
    /// It ends too early.
    #[error("it ends before the list of its check sums")]
    Cut,
    /// A file is not what the list of check sums says.
    #[error("'{name}' is damaged, or missing from the archive or from its list of check sums")]
    Sum {
        /// Which.
        name: String,
    },
}

/// A file in an archive. Its content comes by [`Reader::copy`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name, relative and without `..`.
    pub name: String,
    /// Its length in bytes.
    pub length: u64,
}

/// Gives files out of an archive.
#[derive(Debug)]
pub struct Reader<R: Read> {
    input: GzDecoder<R>,
    newest: String,
    left: u64,
    padding: usize,
    sums: BTreeMap<String, String>,
    listed: Option<String>,
}

impl<R: Read> Reader<R> {
    /// Begins to read.
    pub fn new(input: R) -> Self {
        Self {
            input: GzDecoder::new(input),
            newest: String::new(),
            left: 0,
            padding: 0,
            sums: BTreeMap::new(),
            listed: None,
        }
    }

    /// The next file; none when all were given. What was not copied of the one before is read and checked all the same.
    ///
    /// # Errors
    /// When the archive is damaged or cannot be read.
    pub fn next_member(&mut self) -> Result<Option<Member>, ArchiveError> {
        while self.listed.is_none() {
            if self.left > 0 {
                self.copy(&mut io::sink())?;
            }
            let Some(header) = self.header()? else { return Err(ArchiveError::Cut) };
            (self.left, self.padding) = (header.length, padding(header.length));
            self.newest.clone_from(&header.name);
            if header.name == SUMS {
                self.listed = Some(self.list()?);
            } else if header.is_file {
                self.sums.insert(header.name.clone(), String::new());
                if header.length == 0 {
                    self.copy(&mut io::sink())?;
                }
                return Ok(Some(Member { name: header.name, length: header.length }));
            }
        }
        Ok(None)
    }

    /// Copies the content of the file that was given last.
    ///
    /// # Errors
    /// When the archive is damaged or cannot be read, or `to` cannot be written.
    pub fn copy(&mut self, to: &mut impl Write) -> Result<(), ArchiveError> {
        let mut context = Context::new(&SHA256);
        let mut buffer = vec![0; 64 << 10];
        while self.left > 0 {
            let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
            let read = self.input.read(&mut buffer[..most]).map_err(ArchiveError::Read)?;
            if read == 0 {
                return Err(ArchiveError::Cut);
            }
            to.write_all(&buffer[..read]).map_err(ArchiveError::Write)?;
            context.update(&buffer[..read]);
            self.left -= read as u64;
        }
        let padding = std::mem::take(&mut self.padding);
        self.input.read_exact(&mut buffer[..padding]).map_err(ArchiveError::Read)?;
        if let Some(sum) = self.sums.get_mut(&self.newest)
            && sum.is_empty()
        {
            *sum = hex(context.finish().as_ref());
        }
        Ok(())
    }

    /// Whether everything that was given is what the list of check sums says. Reads to the end.
    ///
    /// # Errors
    /// Which file is not, or why that cannot be found out.
    pub fn end(mut self) -> Result<(), ArchiveError> {
        while self.next_member()?.is_some() {}
        let lines = self.listed.as_deref().unwrap_or_default().lines();
        let mut found = self.sums;
        for line in lines {
            let (sum, name) = line.split_once("  ").unwrap_or((line, ""));
            if found.remove(name).as_deref() != Some(sum) {
                return Err(ArchiveError::Sum { name: name.to_owned() });
            }
        }
        found.into_keys().next().map_or(Ok(()), |name| Err(ArchiveError::Sum { name }))
    }

    fn header(&mut self) -> Result<Option<Header>, ArchiveError> {
        let mut block = [0; BLOCK];
        match self.input.read_exact(&mut block) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(ArchiveError::Read(error)),
        }
        if block == [0; BLOCK] {
            return Ok(None);
        }
        let header = Header::from_block(&block);
        header.map(Some).ok_or_else(|| ArchiveError::Head { after: self.newest.clone() })
    }

    fn list(&mut self) -> Result<String, ArchiveError> {
        let damaged = || ArchiveError::Sum { name: SUMS.to_owned() };
        if self.left > SUMS_BYTES_MAX {
            return Err(damaged());
        }
        let mut text = Vec::new();
        self.copy(&mut text)?;
        String::from_utf8(text).map_err(|_| damaged())
    }
}
