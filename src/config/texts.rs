//! The texts that a configuration was read from, and reading one from texts that were kept.
//!
//! Keys and certificates are in other files, which are only named in these.

use super::tree::FILE_BYTES_MAX;
use super::{Outcome, outcome_of};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Board, site, and everything that they inherit from, word by word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts {
    board: PathBuf,
    site: PathBuf,
    files: BTreeMap<PathBuf, String>,
}

impl Texts {
    /// Reads the configuration from these texts, whatever is in the files by now.
    pub fn read(&self) -> Outcome {
        outcome_of(&self.board, &self.site, Files { kept: Some(self.files.clone()), ..Files::default() })
    }
}

/// Where texts come from, and which were read.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// Instead of the disk.
    kept: Option<BTreeMap<PathBuf, String>>,
    read: RefCell<BTreeMap<PathBuf, String>>,
}

impl Files {
    /// Whether there is such a file.
    pub(super) fn has(&self, path: &Path) -> bool {
        self.kept.as_ref().map_or_else(|| path.exists(), |kept| kept.contains_key(path))
    }

    /// The text of a file, or what is wrong and what to do.
    pub(super) fn text(&self, path: &Path) -> Result<String, (String, &'static str)> {
        let text = match &self.kept {
            None => from_disk(path)?,
            Some(kept) => kept.get(path).cloned().ok_or(("was not kept".to_owned(), "restart rinda"))?,
        };
        self.read.borrow_mut().insert(path.to_owned(), text.clone());
        Ok(text)
    }

    /// What was read.
    pub(super) fn into_texts(self, board: &Path, site: &Path) -> Texts {
        Texts { board: board.to_owned(), site: site.to_owned(), files: self.read.into_inner() }
    }
}

fn from_disk(path: &Path) -> Result<String, (String, &'static str)> {
    let cannot = |error| (format!("cannot be read: {error}"), "check the path and its permissions");
    let metadata = std::fs::metadata(path).map_err(cannot)?;
    if metadata.is_dir() {
        return Err(("is a directory".to_owned(), "name the file in it"));
    }
    // Opening a pipe would wait for ever.
    if !metadata.is_file() {
        return Err(("is not a regular file".to_owned(), "name a file"));
    }
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes))
        .map_err(cannot)?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err((
            format!("is larger than {} KiB", FILE_BYTES_MAX / 1024),
            "check that this is the right file",
        ));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].iter().filter(|&&byte| byte == b'\n').count() + 1;
        (format!("line {line} is not UTF-8 text"), "save the file as UTF-8")
    })
}
