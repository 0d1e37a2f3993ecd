//! The block before each file of a tar: POSIX.1-1988, "ustar" interchange format.

use super::BLOCK;
use std::ops::Range;
use std::path::{Component, Path};

const NAME: Range<usize> = 0..100;
const MODE: Range<usize> = 100..108;
const OWNER: Range<usize> = 108..116;
const GROUP: Range<usize> = 116..124;
const SIZE: Range<usize> = 124..136;
const TIME: Range<usize> = 136..148;
const SUM: Range<usize> = 148..156;
const KIND: usize = 156;
const MAGIC: Range<usize> = 257..265;

/// What stands before a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) name: String,
    pub(super) length: u64,
    /// Seconds since 1970 UTC.
    pub(super) modified_s: u64,
    /// Whether it is a regular file; directories and the like have no content that we know.
    pub(super) is_file: bool,
}

impl Header {
    /// The block; `None` when the name or the length does not fit, or the name leads somewhere else.
    pub(super) fn to_block(&self) -> Option<[u8; BLOCK]> {
        let mut block = [0; BLOCK];
        let name = self.name.as_bytes();
        if name.is_empty() || name.len() > NAME.len() || !is_plain(&self.name) {
            return None;
        }
        block[NAME][..name.len()].copy_from_slice(name);
        block[MODE].copy_from_slice(b"0000600\0");
        octal(&mut block[OWNER], 0)?;
        octal(&mut block[GROUP], 0)?;
        octal(&mut block[SIZE], self.length)?;
        octal(&mut block[TIME], self.modified_s)?;
        block[KIND] = b'0';
        block[MAGIC].copy_from_slice(b"ustar\x0000");
        let sum = sum(&block);
        block[SUM].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        Some(block)
    }

    /// What a block says; `None` when it is no header of a file that may be unpacked.
    pub(super) fn from_block(block: &[u8; BLOCK]) -> Option<Self> {
        if number(&block[SUM])? != u64::from(sum(block)) {
            return None;
        }
        let name = block[NAME].split(|&byte| byte == 0).next()?;
        let name = std::str::from_utf8(name).ok()?.trim_start_matches("./").to_owned();
        let is_file = matches!(block[KIND], b'0' | 0);
        if is_file && !is_plain(&name) {
            return None;
        }
        let (length, modified_s) = (number(&block[SIZE])?, number(&block[TIME])?);
        Some(Self { name, length, modified_s, is_file })
    }
}

/// Whether a name stays below the directory that it is unpacked in.
fn is_plain(name: &str) -> bool {
    let mut parts = Path::new(name).components().peekable();
    parts.peek().is_some() && parts.all(|part| matches!(part, Component::Normal(_))) && !name.contains('\0')
}

/// The sum of all bytes, with the place of the sum itself read as blanks.
fn sum(block: &[u8; BLOCK]) -> u32 {
    let bytes = block.iter().enumerate();
    bytes.map(|(at, &byte)| u32::from(if SUM.contains(&at) { b' ' } else { byte })).sum()
}

fn octal(field: &mut [u8], value: u64) -> Option<()> {
    let digits = field.len() - 1;
    let text = format!("{value:0digits$o}\0");
    (text.len() == field.len()).then(|| field.copy_from_slice(text.as_bytes()))
}

fn number(field: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(field).ok()?;
    u64::from_str_radix(text.trim_matches(['\0', ' ']), 8).ok()
}
