//! A compressed file (RFC 1952), which may be several of them one behind the other: what each has is read on.
//!
//! **Model.** Members are decompressed in turn. What stands behind the last one and is none is not read, but noticed.
//!
//! **Invariants.** A member that is damaged or cut short is an error, never an end.

use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, Read};

/// How a member begins.
const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Whether a file that begins like this is compressed.
pub(super) fn is_compressed(beginning: &[u8]) -> bool {
    beginning.starts_with(&MAGIC)
}

/// The members of a file, as one text.
pub(super) struct Members<R: BufRead> {
    member: Option<GzDecoder<R>>,
    /// Whether something that is no member stands behind the last one.
    pub(super) garbage: bool,
}

impl<R: BufRead> Members<R> {
    pub(super) fn new(file: R) -> Self {
        Self { member: Some(GzDecoder::new(file)), garbage: false }
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(mut member) = self.member.take() {
            let read = member.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                self.member = Some(member);
                return Ok(read);
            }
            let mut rest = member.into_inner();
            let next = rest.fill_buf()?;
            // A buffer may end in the middle of it.
            let is_member = !next.is_empty() && next.starts_with(&MAGIC[..next.len().min(MAGIC.len())]);
            self.garbage = !next.is_empty() && !is_member;
            self.member = is_member.then(|| GzDecoder::new(rest));
        }
        Ok(0)
    }
}
