//! Making an archive.

use super::header::Header;
use super::{BLOCK, SUMS, hex, padding};
use flate2::Compression;
use flate2::write::GzEncoder;
use ring::digest::{Context, SHA256};
use std::io::{self, Read, Write};

/// Puts files into an archive.
#[derive(Debug)]
pub struct Writer<W: Write> {
    out: GzEncoder<W>,
    modified_s: u64,
    sums: String,
}

impl<W: Write> Writer<W> {
    /// A new archive; all its files carry one time, in seconds since 1970 UTC.
    pub fn new(out: W, modified_s: u64) -> Self {
        Self { out: GzEncoder::new(out, Compression::default()), modified_s, sums: String::new() }
    }

    /// Adds a file of this length. `name` is at most 100 bytes, relative, and without `..`.
    ///
    /// # Errors
    /// When the name or the length does not fit into a tar, the content is shorter or longer, or it cannot be read or written.
    pub fn add(&mut self, name: &str, length: u64, content: &mut impl Read) -> io::Result<()> {
        let sum = self.put(name, length, content)?;
        self.sums += &format!("{}  {name}\n", hex(sum.as_ref()));
        Ok(())
    }

    /// Adds a small file.
    ///
    /// # Errors
    /// As in [`Writer::add`].
    pub fn add_bytes(&mut self, name: &str, mut content: &[u8]) -> io::Result<()> {
        self.add(name, content.len() as u64, &mut content)
    }

    /// Adds the list of check sums and ends the archive.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        let sums = std::mem::take(&mut self.sums);
        self.put(SUMS, sums.len() as u64, &mut sums.as_bytes())?;
        self.out.write_all(&[0; 2 * BLOCK])?;
        self.out.finish()
    }

    fn put(&mut self, name: &str, length: u64, content: &mut impl Read) -> io::Result<ring::digest::Digest> {
        let header = Header { name: name.to_owned(), length, modified_s: self.modified_s, is_file: true };
        let block = header.to_block().ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidInput, format!("'{name}' does not fit into a tar"))
        })?;
        self.out.write_all(&block)?;
        let mut context = Context::new(&SHA256);
        let (mut buffer, mut left) = (vec![0; 64 << 10], length);
        while left > 0 {
            let most = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
            let read = content.read(&mut buffer[..most])?;
            if read == 0 {
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, format!("'{name}' became shorter")));
            }
            self.out.write_all(&buffer[..read])?;
            context.update(&buffer[..read]);
            left -= read as u64;
        }
        self.out.write_all(&[0; BLOCK][..padding(length)])?;
        Ok(context.finish())
    }
}
