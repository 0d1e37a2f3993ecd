//! Archives that any tool opens: `tar xzf` unpacks them, and `sha256sum -c SHA256SUMS` says whether they are whole.
//!
//! **Model.** A [`Writer`] puts files one after the other into a tar (POSIX.1-1988 "ustar", section 10.1.1) that is compressed
//! by gzip, and ends with the list of their check sums. A [`Reader`] gives them back in the same order, and knows at the end
//! whether each is what the list says.
//!
//! **Invariants.** Only regular files, with plain relative names. [`Reader::end`] succeeds only when every file that was read is
//! listed with its sum, and every file that is listed was read. What is read is never held in memory as a whole.
//!
//! **Deliberately not here.** What the files mean, and where they go.

mod file;
mod header;
mod reader;
#[cfg(test)]
mod tests;
mod writer;

pub use file::{Draft, make, new_file};
pub use reader::{ArchiveError, Member, Reader};
pub use writer::Writer;

/// The last file of an archive, in the format of `sha256sum`.
const SUMS: &str = "SHA256SUMS";

/// Everything in a tar is in blocks of this size.
const BLOCK: usize = 512;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How many bytes stand between the end of a file and the next block.
fn padding(length: u64) -> usize {
    let over = usize::try_from(length % BLOCK as u64).unwrap_or(0);
    (BLOCK - over) % BLOCK
}
